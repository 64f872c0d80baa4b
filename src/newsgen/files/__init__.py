"""The files of a site: how they are found and read, and which types may be published."""
