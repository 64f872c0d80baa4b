"""Turns the texts of other systems into newsgen's Markdown, one module for each markup."""
