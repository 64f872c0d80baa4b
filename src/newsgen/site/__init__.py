"""From articles and a moment to a site."""
