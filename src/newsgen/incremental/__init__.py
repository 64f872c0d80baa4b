"""What earlier builds left: the cache of what sources hold, the manifest of what was built."""
