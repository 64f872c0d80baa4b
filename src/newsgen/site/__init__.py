"""Makes a site of all articles and the moment of the build."""
