"""Sitemaps, their index and robots.txt, by sitemaps.org and RFC 9309.

No ``priority`` and no ``changefreq``: search engines ignore both.
"""

from lxml import etree

from newsgen.models import Identity, RobotsView, SitemapEntry, SitemapIndexView, SitemapView

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def render_sitemap(view: SitemapView, site: Identity) -> bytes:
    """A sitemap: the address of each page, and the time of its last significant change."""
    return _render("urlset", "url", view.entries, site)


def render_sitemap_index(view: SitemapIndexView, site: Identity) -> bytes:
    """The index of all sitemaps."""
    return _render("sitemapindex", "sitemap", view.entries, site)


def render_robots(view: RobotsView, site: Identity) -> bytes:
    """A robots.txt that allows everything and names the index of the sitemaps."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.origin}{view.sitemap}\n".encode()


def _render(root: str, child: str, entries: tuple[SitemapEntry, ...], site: Identity) -> bytes:
    top = etree.Element(root, xmlns=_NAMESPACE)
    for entry in entries:
        element = etree.SubElement(top, child)
        etree.SubElement(element, "loc").text = site.origin + entry.url
        if entry.lastmod:
            lastmod = entry.lastmod.isoformat(timespec="seconds")
            etree.SubElement(element, "lastmod").text = lastmod
    rendered = etree.tostring(top, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return bytes(rendered)
