"""A story for other newsrooms, in formats of the IPTC: ninjs 3.1 and NewsML-G2 2.36.

https://iptc.org/std/ninjs/ninjs-schema_3.1.json and https://iptc.org/standards/newsml-g2/.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from lxml import etree

from newsgen.markdown import Document
from newsgen.models import Article, Identity, SyndicationKind, SyndicationView
from newsgen.render.feed_items import (
    FeedPicture,
    SizeOf,
    authors_of,
    legal,
    one_line,
    picture_of,
    readable,
    summary_of,
)

_NINJS = "3.1"
_NEWSML = "2.36"
_NAR = "http://iptc.org/std/nar/2006-10-01/"
_XHTML = "http://www.w3.org/1999/xhtml"
_CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_33.xml"
"""Defines what the prefixes of codes mean: ``ninat``, ``stat``, ``irel``."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HTML_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True)


class _Story(msgspec.Struct, frozen=True):
    """What both formats say of a story."""

    view: SyndicationView
    site: Identity
    html: str
    words: int
    picture: FeedPicture | None
    authors: list[tuple[str, str]]

    @property
    def article(self) -> Article:
        return self.view.article

    @property
    def address(self) -> str:
        return self.site.origin + self.view.item.card.url

    @property
    def status(self) -> str:
        """Whether others may use it: not after a retraction."""
        is_retracted = any(note.kind == "retraction" for note in self.article.corrections)
        return "canceled" if is_retracted else "usable"

    @property
    def version(self) -> str:
        """A number that grows with every change: seconds since 1970."""
        return str(max(int(self.view.item.updated.timestamp()), 1))


def render_story(
    view: SyndicationView, site: Identity, document: Document, size_of: SizeOf
) -> bytes:
    """The story with its whole text, in the format of the view."""
    story = _Story(
        view=view,
        site=site,
        html=readable(document.html, site.origin + view.item.card.url),
        words=document.words,
        picture=picture_of(view.item, site, size_of),
        authors=authors_of(view.item, site),
    )
    return _WRITERS[view.kind](story)


def _write_ninjs(story: _Story) -> bytes:
    article = story.article
    facts = {
        "uri": story.view.item.guid,
        "standard": {
            "name": "ninjs",
            "version": _NINJS,
            "schema": f"http://www.iptc.org/std/ninjs/ninjs-schema_{_NINJS}.json#",
        },
        "type": "text",
        "representationType": "full",
        "version": story.version,
        "firstCreated": _moment(article.date),
        "versionCreated": _moment(story.view.item.updated),
        "pubStatus": story.status,
        "expires": _moment(article.expires) if article.expires else "",
        "language": article.lang,
        "headlines": [_text(article.title, "main")],
        "descriptions": [_text(summary_of(story.view.item), "summary")],
        "bodies": [
            {
                "role": "main",
                "contentType": "text/html",
                "wordCount": story.words,
                "value": story.html,
            }
        ],
        "by": ", ".join(name for name, _page in story.authors),
        "located": one_line(article.dateline.place) if article.dateline else "",
        "people": [_person(name, page, "author") for name, page in story.authors],
        "subjects": [{"name": name, "rel": "about"} for name in _subjects(story)],
        "genres": [{"literal": article.type}],
        "copyrightHolder": one_line(story.site.title),
        "copyrightNotice": legal(story.view.copyright),
        "altIds": [{"role": "page", "value": story.address}],
        "associations": [_associated(story.picture)] if story.picture else [],
    }
    return msgspec.json.format(msgspec.json.encode(_without_empty(facts)), indent=1) + b"\n"


def _person(name: str, page: str, rel: str) -> dict[str, Any]:
    return _without_empty({"name": name, "rel": rel, "uri": page})


def _text(value: str, role: str) -> dict[str, str]:
    return {"role": role, "contentType": "text/plain", "value": legal(value)}


def _associated(picture: FeedPicture) -> dict[str, Any]:
    """The picture as an item of its own, with its file."""
    facts = {
        "name": "main",
        "rel": "illustration",
        "uri": picture.url,
        "type": "picture",
        "descriptions": [_text(words, "caption") for words in [picture.caption] if words],
        "headlines": [_text(words, "alt") for words in [picture.alt] if words],
        "copyrightNotice": picture.credit,
        "renditions": [
            _without_empty(
                {
                    "name": "main",
                    "href": picture.url,
                    "contentType": picture.media_type,
                    "width": picture.width,
                    "height": picture.height,
                    "sizeInBytes": picture.size,
                }
            )
        ],
    }
    return _without_empty(facts)


def _write_newsml(story: _Story) -> bytes:
    facts = {
        "guid": story.view.item.guid,
        "version": story.version,
        "standard": "NewsML-G2",
        "standardversion": _NEWSML,
        "conformance": "power",
        _LANG: story.article.lang,
    }
    top = etree.Element(f"{{{_NAR}}}newsItem", facts, nsmap=_default(_NAR))
    _add(top, "catalogRef", href=_CATALOG)
    _add_rights(top, story)
    _add_item_facts(_add(top, "itemMeta"), story)
    _add_content_facts(_add(top, "contentMeta"), story)
    content = _add(top, "contentSet")
    inline = _add(content, "inlineXML", contenttype="application/xhtml+xml")
    inline.set("wordcount", str(story.words))
    inline.append(_page_of(story))
    return bytes(etree.tostring(top, xml_declaration=True, encoding="UTF-8"))


def _add_rights(top: etree._Element, story: _Story) -> None:
    rights = _add(top, "rightsInfo")
    holder = _add(rights, "copyrightHolder", uri=story.site.origin + story.site.base)
    _add(holder, "name", one_line(story.site.title))
    if story.view.copyright:
        _add(rights, "copyrightNotice", legal(story.view.copyright))


def _add_item_facts(meta: etree._Element, story: _Story) -> None:
    """The facts of the item, in the order of the standard."""
    _add(meta, "itemClass", qcode="ninat:text")
    provider = _add(meta, "provider", uri=story.site.origin + story.site.base)
    _add(provider, "name", one_line(story.site.title))
    _add(meta, "versionCreated", _moment(story.view.item.updated))
    _add(meta, "firstCreated", _moment(story.article.date))
    _add(meta, "pubStatus", qcode=f"stat:{story.status}")
    _add(meta, "link", rel="irel:seeAlso", href=story.address, contenttype="text/html")
    if story.picture:
        facts = {"href": story.picture.url, "contenttype": story.picture.media_type}
        picture = _add(meta, "link", rel="irel:seeAlso", **facts)
        if story.picture.caption:
            _add(picture, "title", one_line(story.picture.caption))


def _add_content_facts(meta: etree._Element, story: _Story) -> None:
    """The facts of the content, in the order of the standard."""
    article = story.article
    _add(meta, "contentCreated", _moment(article.date))
    _add(meta, "contentModified", _moment(story.view.item.updated))
    place = one_line(article.dateline.place) if article.dateline else ""
    if place:
        _add(_add(meta, "located", literal=place), "name", place)
    for name, page in story.authors:
        creator = _add(meta, "creator", **({"uri": page} if page else {"literal": name}))
        _add(creator, "name", name)
    _add(meta, "language", tag=article.lang)
    _add(meta, "genre", literal=article.type)
    for name in _subjects(story):
        _add(_add(meta, "subject", literal=name), "name", name)
    _add(meta, "headline", legal(article.title))
    if place:
        _add(meta, "dateline", place)
    if story.authors:
        _add(meta, "by", ", ".join(name for name, _page in story.authors))
    _add(meta, "description", summary_of(story.view.item))


def _page_of(story: _Story) -> etree._Element:
    """The text as XHTML."""
    root = etree.fromstring(f"<html><body>{story.html}</body></html>".encode(), _HTML_PARSER)
    page = etree.Element(f"{{{_XHTML}}}html", nsmap=_default(_XHTML))
    head = etree.SubElement(page, f"{{{_XHTML}}}head")
    etree.SubElement(head, f"{{{_XHTML}}}title").text = legal(story.article.title)
    for element in root.iter(etree.Element):
        element.tag = f"{{{_XHTML}}}{element.tag}"
    page.extend(root)
    etree.cleanup_namespaces(page)
    return page


def _default(space: str) -> dict[str, str]:
    """Makes it the namespace of names without a prefix."""
    return {None: space}  # type: ignore[dict-item]  # lxml-stubs know no default namespace


def _add(above: etree._Element, name: str, text: str = "", **facts: str) -> etree._Element:
    element = etree.SubElement(above, f"{{{_NAR}}}{name}", facts)
    if text:
        element.text = text
    return element


def _subjects(story: _Story) -> list[str]:
    """The section, the other sections and the tags, each once."""
    names = map(one_line, story.view.item.categories)
    return [name for name in dict.fromkeys(names) if name]


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _without_empty(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact}


_WRITERS: Mapping[SyndicationKind, Callable[[_Story], bytes]] = {
    "ninjs": _write_ninjs,
    "newsml-g2": _write_newsml,
}
