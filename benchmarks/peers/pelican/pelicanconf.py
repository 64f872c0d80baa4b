"""The benchmark archive as a site of Pelican: the same pages, lists, feeds and maps as newsgen's.

Pelican needs its ``markdown`` extra and PyYAML beside it. Its own Markdown reader knows no YAML, so
a small reader of front matter stands here, and what gives each article its neighbours.
"""

from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import markdown
import yaml
from pelican import signals
from pelican.readers import BaseReader

SITENAME = "The Benchmark Gazette"
SITEURL = "https://news.example"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_DATE_FORMAT = "%-d %B %Y"
THEME = "theme"
THEME_STATIC_DIR = "."
THEME_STATIC_PATHS = ["../static"]

ARTICLE_URL = "{category}/{slug}/"
ARTICLE_SAVE_AS = "{category}/{slug}/index.html"
CATEGORY_URL = "{slug}/"
CATEGORY_SAVE_AS = "{slug}/index.html"
TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = "tags/{slug}/index.html"
AUTHOR_URL = "authors/{slug}/"
AUTHOR_SAVE_AS = "authors/{slug}/index.html"

DIRECT_TEMPLATES = ["index", "tags", "authors", "404", "sitemap", "robots"]
TAGS_SAVE_AS = "tags/index.html"
AUTHORS_SAVE_AS = "authors/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
ROBOTS_SAVE_AS = "robots.txt"
PAGINATED_TEMPLATES = {"category": 20, "tag": 20, "author": 20}
DEFAULT_PAGINATION = 20
PAGINATION_PATTERNS = (
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

FEED_RSS = "feed.xml"
CATEGORY_FEED_RSS = "{slug}/feed.xml"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 30
RSS_FEED_SUMMARY_ONLY = True
STATIC_PATHS: list[str] = []

CONVERTER = markdown.Markdown(extensions=["tables", "footnotes", "toc", "smarty"])
FIELDS = ["title", "date", "slug", "authors", "tags", "summary"]


class YamlReader(BaseReader):  # type: ignore[misc]
    """Reads Markdown below front matter in YAML."""

    enabled = True
    file_extensions = ("md",)

    def read(self, filename: str) -> tuple[str, dict[str, object]]:
        """The body as HTML and what Pelican calls the metadata."""
        _, front_matter, body = Path(filename).read_text(encoding="utf-8").split("---\n", 2)
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        written = yaml.load(front_matter, loader)  # safe: it makes nothing but text
        metadata = {name: self.process_metadata(name, written[name]) for name in FIELDS}
        metadata["category"] = self.process_metadata("category", written["section"])
        metadata["dateline"] = written["dateline"]
        return CONVERTER.reset().convert(body), metadata


def add_reader(readers: object) -> None:
    """Let Pelican read .md files with the reader above."""
    readers.reader_classes["md"] = YamlReader  # type: ignore[attr-defined]


def add_neighbours(generator: object) -> None:
    """Give each article the one before and the one after it in its section."""
    sections = defaultdict(list)
    for article in generator.articles:  # type: ignore[attr-defined]
        article.older = article.newer = None
        sections[article.category].append(article)
    for articles in sections.values():
        for newer, older in pairwise(articles):
            newer.older, older.newer = older, newer


signals.readers_init.connect(add_reader)
signals.article_generator_finalized.connect(add_neighbours)
