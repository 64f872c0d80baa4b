"""Sitemaps, their index and robots.txt, by sitemaps.org and RFC 9309.

No ``priority`` and no ``changefreq``: search engines ignore both.
"""

from lxml import etree

from newsgen.models import (
    Identity,
    NewsSitemapView,
    RobotsView,
    SitemapEntry,
    SitemapIndexView,
    SitemapView,
)

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"


def render_sitemap(view: SitemapView, site: Identity) -> bytes:
    """A sitemap: each page, its last significant change, and the picture that leads it.

    https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps
    """
    return _render("urlset", "url", view.entries, site)


def render_sitemap_index(view: SitemapIndexView, site: Identity) -> bytes:
    """The index of all sitemaps."""
    return _render("sitemapindex", "sitemap", view.entries, site)


def render_news_sitemap(view: NewsSitemapView, site: Identity) -> bytes:
    """The sitemap of the latest stories.

    https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
    """
    top = etree.Element("urlset", xmlns=_NAMESPACE, nsmap={"news": _NEWS, "image": _IMAGE})
    for entry in view.entries:
        url = etree.SubElement(top, "url")
        etree.SubElement(url, "loc").text = site.origin + entry.url
        news = etree.SubElement(url, f"{{{_NEWS}}}news")
        publication = etree.SubElement(news, f"{{{_NEWS}}}publication")
        etree.SubElement(publication, f"{{{_NEWS}}}name").text = site.title
        etree.SubElement(publication, f"{{{_NEWS}}}language").text = _news_language(entry.lang)
        date = entry.date.isoformat(timespec="seconds")
        etree.SubElement(news, f"{{{_NEWS}}}publication_date").text = date
        etree.SubElement(news, f"{{{_NEWS}}}title").text = entry.title
        _add_pictures(url, entry.pictures, site)
    return _to_bytes(top)


def render_robots(view: RobotsView, site: Identity) -> bytes:
    """A robots.txt that allows everything and names the index of sitemaps and those of news."""
    lines = ["User-agent: *", "Allow: /", ""]
    lines += [f"Sitemap: {site.origin}{url}" for url in (view.sitemap, *view.news)]
    return "\n".join([*lines, ""]).encode()


def _news_language(lang: str) -> str:
    """An ISO 639 code, or `zh-cn` or `zh-tw`, the only ones with a region."""
    primary, _, rest = lang.lower().partition("-")
    if primary == "zh":
        return "zh-tw" if rest in {"hant", "tw", "hk"} else "zh-cn"
    return primary


def _render(root: str, child: str, entries: tuple[SitemapEntry, ...], site: Identity) -> bytes:
    shows_pictures = any(entry.pictures for entry in entries)
    top = etree.Element(root, xmlns=_NAMESPACE, nsmap={"image": _IMAGE} if shows_pictures else {})
    for entry in entries:
        element = etree.SubElement(top, child)
        etree.SubElement(element, "loc").text = site.origin + entry.url
        if entry.lastmod:
            lastmod = entry.lastmod.isoformat(timespec="seconds")
            etree.SubElement(element, "lastmod").text = lastmod
        _add_pictures(element, entry.pictures, site)
    return _to_bytes(top)


def _add_pictures(element: etree._Element, pictures: tuple[str, ...], site: Identity) -> None:
    for url in pictures:
        image = etree.SubElement(element, f"{{{_IMAGE}}}image")
        etree.SubElement(image, f"{{{_IMAGE}}}loc").text = site.absolute(url)


def _to_bytes(top: etree._Element) -> bytes:
    return bytes(etree.tostring(top, xml_declaration=True, encoding="UTF-8", pretty_print=True))
