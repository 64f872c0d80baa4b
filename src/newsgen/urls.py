"""Every address and every path of a site is made here, and nowhere else."""

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final, Literal
from urllib.parse import quote, unquote

from newsgen.config import Config, split_base_url
from newsgen.models import (
    FEED_FORMATS,
    Article,
    ArticleType,
    FeedKind,
    FeedLink,
    HeaderFormat,
    RedirectFormat,
)

Taxonomy = Literal["tags", "authors", "series"]
"""A way to list articles, besides their section."""

NOT_FOUND_PATH: Final = "404.html"
"""The path in the output of the page that web servers show for an unknown address."""
ROBOTS_PATH: Final = "robots.txt"
"""The path in the output of the rules for search engines (RFC 9309)."""
WEB_MANIFEST_PATH: Final = "manifest.webmanifest"
"""The path in the output of what browsers need to install the site like an app."""
SEARCH_INDEX: Final = "search/pagefind"
"""The folder in the output of the search index."""
SERVICE_WORKER_PATH: Final = "sw.js"
"""The path in the output of the service worker; it serves the folder that it is in."""

URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\"<>\\^`{|}]+")
"""A whole URI (RFC 3986), or an IRI with letters of any script (RFC 3987)."""

_PLAIN_PATH = re.compile("[A-Za-z0-9/._~-]*")
_MARK = re.compile(r"\.[0-9a-f]{8}(?=(\.[^./]*)?$)")
"""The part of a name that ``asset_path`` adds."""


def base_path(config: Config) -> str:
    """The path of the site with slashes at both ends: ``/``, or ``/news/``.

    Paths in the output folder are relative to it, in every edition.
    """
    return _split(config)[1]


def origin(config: Config) -> str:
    """Scheme and host without a slash at the end: ``https://news.example``."""
    return _split(config)[0]


def home_url(config: Config) -> str:
    """The URL of the home page of the edition: ``/``, ``/ur/``. Its other pages are below it."""
    return f"{base_path(config)}{edition_path(config)}"


def edition_path(config: Config) -> str:
    """What stands before the address of every page of the edition: ``ur/``, or nothing."""
    return f"{quote_path(config.edition)}/" if config.edition else ""


def permalink(article: Article, config: Config) -> str:
    """The URL of an article."""
    return base_path(config) + article.url_path


def section_url(slug: str, config: Config) -> str:
    """The URL of the front of a section."""
    return f"{home_url(config)}{quote_path(slug)}/"


def page_url(slug: str, config: Config) -> str:
    """The URL of a standing page."""
    return f"{home_url(config)}{quote_path(slug)}/"


def corrections_url(config: Config) -> str:
    """The URL of the page of all corrections."""
    return f"{home_url(config)}corrections/"


def archive_index_url(config: Config) -> str:
    """The URL of the list of all months."""
    return f"{home_url(config)}archive/"


def month_url(year: int, month: int, config: Config) -> str:
    """The URL of the stories of a month."""
    return f"{archive_index_url(config)}{year:04}/{month:02}/"


def search_url(config: Config) -> str:
    """The URL of the search page."""
    return f"{home_url(config)}search/"


def saved_url(config: Config) -> str:
    """The URL of the stories that a reader saved."""
    return f"{home_url(config)}saved/"


def offline_url(config: Config) -> str:
    """The URL of the page that readers see without a network."""
    return f"{base_path(config)}offline/"


def index_url(taxonomy: Taxonomy, config: Config) -> str:
    """The URL of the list of all tags, authors or series."""
    return f"{home_url(config)}{taxonomy}/"


def term_url(taxonomy: Taxonomy, slug: str, config: Config) -> str:
    """The URL of the front of a tag, an author or a series."""
    return f"{index_url(taxonomy, config)}{quote_path(slug)}/"


def feed_url(front: str, file: str = FEED_FORMATS["rss"].file) -> str:
    """The URL of the feed of a page."""
    return f"{front}{file}"


def feed_links(title: str, front: str, config: Config) -> tuple[FeedLink, ...]:
    """The feed of a page in each format of the settings."""
    return tuple(
        feed_link(title, feed_url(front, FEED_FORMATS[kind].file), kind)
        for kind in dict.fromkeys(config.feeds.formats)
    )


def feed_link(title: str, url: str, kind: FeedKind = "rss") -> FeedLink:
    """The link to a feed of that format."""
    name = {"rss": "RSS", "atom": "Atom", "json": "JSON"}[kind]
    return FeedLink(title=title, url=url, media_type=FEED_FORMATS[kind].media_type, name=name)


def feed_list_url(config: Config) -> str:
    """The URL of the page that lists all feeds."""
    return f"{home_url(config)}feeds/"


def type_url(kind: ArticleType, config: Config) -> str:
    """The URL of the folder with the feeds of a type of article."""
    return f"{feed_list_url(config)}{kind}/"


def opml_url(config: Config) -> str:
    """The URL of the list of all feeds for feed readers."""
    return f"{home_url(config)}feeds.opml"


def updates_url(page: str, file: str) -> str:
    """The URL of a file with the entries of a live story: ``/world/quake/updates.json``."""
    return f"{page.removesuffix('.html').removesuffix('/')}/{file}"


def sitemap_url(name: str, config: Config) -> str:
    """The URL of one of the sitemaps: ``2026-11``.

    It is at the root of its edition, as a sitemap lists addresses below its own folder only.
    https://www.sitemaps.org/protocol.html#location
    """
    return f"{home_url(config)}sitemap-{name}.xml"


def latest_url(config: Config) -> str:
    """The URL of the latest stories as JSON."""
    return f"{home_url(config)}latest.json"


def sitemap_index_url(config: Config) -> str:
    """The URL of the index of all sitemaps."""
    return f"{base_path(config)}sitemap.xml"


def not_found_url(config: Config) -> str:
    """The URL of the page that web servers show for an unknown address."""
    return f"{home_url(config)}{NOT_FOUND_PATH}"


def permalinks(articles: Iterable[Article], config: Config) -> dict[str, str]:
    """The URL of each of the articles, by its source path."""
    base = base_path(config)
    return {article.path: base + article.url_path for article in articles}


def archive_url(front: str, number: int) -> str:
    """The URL of an archive page."""
    return f"{front}page/{number}/"


def media_url(path: str, config: Config) -> str:
    """The URL of a file of content/."""
    return f"{base_path(config)}{quote_path(media_path(path))}"


def static_url(path: str, config: Config) -> str:
    """The URL of a file of static/; an absolute address stays as it is."""
    if path.startswith(("https://", "http://")):
        return path
    return f"{base_path(config)}{quote_path(path.lstrip('/'))}"


def site_url(address: str, config: Config) -> str:
    """The URL of an address below the site, such as ``/ethics/#gifts``; others stay as they are."""
    if not address.startswith("/"):
        return address
    path, mark, anchor = address[1:].partition("#")
    return f"{base_path(config)}{quote_path(unquote(path))}{mark}{quote_path(unquote(anchor))}"


def card_url(name: str, config: Config) -> str:
    """The URL of the card of a page: ``pakistan``, ``world/quake``."""
    return f"{home_url(config)}cards/{name}.png"


def media_path(path: str) -> str:
    """The path in the output of a file of content/."""
    return unicodedata.normalize("NFC", f"media/{path.partition('/')[2]}")


def locate_reference(reference: str, source: str) -> str:
    """The path, relative to the site root, of a relative reference in a source."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(reference)))


def asset_path(path: str, digest: str) -> str:
    """The path of the copy of a static file whose name contains a digest of its bytes.

    >>> asset_path("css/site.css", "1a2b3c4d5e6f"), asset_path("LICENSE", "1a2b3c4d5e6f")
    ('css/site.1a2b3c4d.css', 'LICENSE.1a2b3c4d')
    """
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    if not stem:
        stem, dot, suffix = name, "", ""
    return f"{folder}{slash}{stem}.{digest[:8]}{dot}{suffix}"


def plain_path(path: str) -> str:
    """The path of the static file from which such a copy was made.

    >>> plain_path("css/site.1a2b3c4d.css"), plain_path("LICENSE.1a2b3c4d")
    ('css/site.css', 'LICENSE')
    """
    return _MARK.sub("", path)


def page_path(url: str, base: str) -> str:
    """The path in the output folder of the page with this URL; ``base`` is the base path."""
    path = url.removeprefix(base)
    if "%" in path:
        path = unquote(path)
    return index_path(path)


def index_path(path: str) -> str:
    """The path of the file that web servers send for a decoded path below the base path.

    >>> index_path(""), index_path("world/quake/"), index_path("feed.xml")
    ('index.html', 'world/quake/index.html', 'feed.xml')
    """
    return f"{path}index.html" if not path or path.endswith("/") else path


def alias_path(alias: str, base: str = "/") -> str:
    """The path in the output folder of the page at an old address of the site.

    The address is as it was in the address bar, or without the base path of the site.

    >>> alias_path("/2019/quake"), alias_path("/news/old.html", "/news/")
    ('2019/quake/index.html', 'old.html')
    """
    path = unquote(alias).partition("?")[0]
    path = path.removeprefix(base) if path.startswith(base) else path[1:]
    return path if path.endswith(".html") else index_path(f"{path.removesuffix('/')}/")


def alias_of(path: str, base: str = "/") -> str:
    """The alias whose page has this path in the output folder: the inverse of ``alias_path``.

    >>> alias_of("2019/quake/index.html"), alias_of("news/a.html", "/news/")
    ('/2019/quake/', '/news/news/a.html')
    """
    plain = path.removesuffix("index.html")
    alias = f"/{quote_path(plain) if set('%?#') & set(plain) else plain}"
    return f"{base[:-1]}{alias}" if alias.startswith(base) else alias


REDIRECT_FILES: Final[Mapping[RedirectFormat, str]] = {
    "netlify": "_redirects",
    "nginx": "redirects.nginx.map",
    "caddy": "redirects.caddy.map",
}
"""The path in the output of the redirect rules of each format."""
HEADER_FILES: Final[Mapping[HeaderFormat, str]] = {
    "netlify": "_headers",
    "nginx": "headers.nginx.conf",
    "caddy": "headers.caddy",
    "cloudfront": "headers.cloudfront.json",
}
"""The path in the output of the headers of each format."""


def old_address(alias: str, base: str) -> str:
    """Path and query of an old address, from the origin of the site.

    >>> old_address("?p=123", "/"), old_address("/2019/quake/", "/news/")
    ('/?p=123', '/news/2019/quake/')
    """
    rooted = alias if alias.startswith("/") else f"/{alias}"
    return rooted if rooted.startswith(base) else base[:-1] + rooted


def file_url(path: str, base: str) -> str:
    """The URL of a file of the output; ``base`` is a base path or a full address."""
    if path == "index.html" or path.endswith("/index.html"):
        path = path.removesuffix("index.html")
    return base + quote_path(path)


def quote_path(path: str) -> str:
    """The path, percent-encoded for a URL; slashes stay."""
    if _PLAIN_PATH.fullmatch(path):
        return path
    return quote(path, safe="/-._~!$&'()*+,;=:@")


def quote_pattern(pattern: str) -> str:
    """The pattern of a robots.txt, percent-encoded (RFC 9309, section 2.2.2).

    >>> quote_pattern("*/عکس/*.pdf$")
    '*/%D8%B9%DA%A9%D8%B3/*.pdf$'
    """
    return quote(pattern, safe="/-._~!$&'()*+,;=:@?%[]")


def fold_path(path: str) -> str:
    """The path as a file system that ignores case and Unicode forms sees it."""
    if path.isascii() and "%" not in path:
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", unquote(path)).casefold())


def _split(config: Config) -> tuple[str, str]:
    return split_base_url(config.base_url) or ("", "/")
