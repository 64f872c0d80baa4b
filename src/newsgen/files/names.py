"""Names in a site: its folders, its settings file, and the endings of Markdown files."""

from typing import Final

CONTENT: Final = "content"
"""The folder with articles, pages, authors and their media."""
STATIC: Final = "static"
TEMPLATES: Final = "templates"
PAGES: Final = "pages/"
"""Prefix of the names of templates for files of the site's own."""
MAIL: Final = "mail/"
"""Prefix of the names of templates for mails."""
FOLDERS: Final = (CONTENT, STATIC, TEMPLATES)
"""All folders that contain sources."""
THEME: Final = "theme/"
"""Prefix of the source name of a file that comes from the theme: ``theme/static/css/site.css``."""
CONFIG: Final = "newsgen.yaml"
HOME_FRONT_FILE: Final = "front.yaml"
"""Arranges the home page; it lies in content/."""
SECTION_FRONT_FILE: Final = "_front.yaml"
"""Arranges the front of a section; it lies in the folder of the section."""
COMMENTS: Final = (".comments.yaml", ".comments.yml")
"""Endings of the names of files with the comments of a story; it lies beside them."""
MARKDOWN: Final = (".md", ".markdown")
"""Endings of the names of Markdown files, in lower case."""
