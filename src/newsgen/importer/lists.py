"""Pages of the old site that list stories, as links may name them: categories and feeds."""

from collections.abc import Mapping

from newsgen.importer.models import Site
from newsgen.importer.settings import DROP, TAG, ImportSettings
from newsgen.text import slugify

FEED = "/feed.xml"
_FEEDS = frozenset({"/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml"})
_BEFORE_CATEGORIES = frozenset({"category", "categories", "tag", "tags", "topic", "topics"})


def sections_by_slug(site: Site, settings: ImportSettings) -> Mapping[str, str]:
    """Slug of each category of the old site that is a section now → slug of the section."""
    names = {slugify(name): name for name in settings.categories}
    names |= {slug: name for slug, name in site.sections.items() if name in settings.categories}
    found = {slug: settings.categories[name] for slug, name in names.items()}
    return {slug: becomes for slug, becomes in found.items() if becomes not in {TAG, DROP}}


def list_address(path: str, sections: Mapping[str, str]) -> str:
    """The address now of what lists stories at a path of the old site; empty for other pages.

    >>> list_address("/category/news/sport/", {"sport": "sports"}), list_address("/feed/", {})
    ('/sports/', '/feed.xml')
    """
    if path.rstrip("/").lower() in _FEEDS:
        return FEED
    *before, last = path.strip("/").split("/")
    section = sections.get(last, "") if _BEFORE_CATEGORIES & set(before) else ""
    return f"/{section}/" if section else ""
