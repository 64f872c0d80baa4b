"""Memory between builds: the cache of parsed sources and the manifest of the output."""
