"""Finds and reads the files of ``content/``: they become articles, standing pages and authors."""
