"""From front matter as written to articles, pages and authors as resolved.

Pure functions: what the file gives, what its place in ``content/`` gives and what the settings give
come together here, and everything that does not fit is told at once.
"""

from newsgen.resolution.article import resolve_article
from newsgen.resolution.author import resolve_author
from newsgen.resolution.page import resolve_page

__all__ = ["resolve_article", "resolve_author", "resolve_page"]
