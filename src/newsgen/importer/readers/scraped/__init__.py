"""Finds the story in what was taken from a page of a news site: its text, or its HTML."""
