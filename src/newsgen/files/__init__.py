"""The one gate for paths and the one walker for files, and what a file may be."""
