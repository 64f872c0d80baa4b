"""Names of the folders and of the settings file in the root of a site."""

from typing import Final

CONTENT: Final = "content"
"""The folder with articles, pages, authors and their media."""
STATIC: Final = "static"
TEMPLATES: Final = "templates"
FOLDERS: Final = (CONTENT, STATIC, TEMPLATES)
"""All folders that contain sources."""
CONFIG: Final = "newsgen.yaml"
