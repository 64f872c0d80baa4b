"""The list of all feeds for feed readers: OPML 2.0, http://opml.org/spec2.opml."""

from lxml import etree

from newsgen.models import Identity, OpmlView
from newsgen.render.feed_items import legal

_READ_BY_ALL = ("RSS", "Atom")
"""Formats that every reader knows; of each feed the list names the first of these, or the only."""


def render_opml(view: OpmlView, site: Identity) -> bytes:
    """Every feed once, with the page that it belongs to."""
    top = etree.Element("opml", version="2.0")
    head = etree.SubElement(top, "head")
    etree.SubElement(head, "title").text = legal(view.title)
    body = etree.SubElement(top, "body")
    for group in view.groups:
        for feed in group.feeds:
            link = next((each for each in feed.links if each.name in _READ_BY_ALL), feed.links[0])
            facts = {
                "type": link.name.lower() if link.name in _READ_BY_ALL else "rss",
                "text": legal(feed.title),
                "title": legal(feed.title),
                "xmlUrl": site.absolute(link.url),
                "htmlUrl": site.absolute(feed.page),
            }
            etree.SubElement(body, "outline", facts)
    return bytes(etree.tostring(top, xml_declaration=True, encoding="UTF-8", pretty_print=True))
