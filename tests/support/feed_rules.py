"""The rules of the W3C feed validator, of JSON Feed 1.1 and of OPML 2.0, as far as feeds of news
can break them. A fault has the name that the validator gives it.

From the code of github.com/w3c/feedvalidator (December 2025), which no package registry has; the
RSS rules are at https://validator.w3.org/feed/docs/rss2.html, those of Atom in RFC 4287.
"""

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree


def _words(text: str) -> list[str]:
    return text.split()


ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
DC = "{http://purl.org/dc/elements/1.1/}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SPACES = {
    "",
    "http://www.w3.org/2005/Atom",
    "http://search.yahoo.com/mrss/",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/rss/1.0/modules/content/",
}

_ELEMENTS = frozenset(
    _words(
        """
    a abbr acronym address area article aside audio b bdi big blockquote br button canvas caption
    center cite code col colgroup command data datalist dd del details dfn dialog dir div dl dt em
    fieldset figcaption figure footer font form header h1 h2 h3 h4 h5 h6 hgroup hr i img input ins
    kbd label legend li main map mark menu meter nav ol output p picture pre progress q rp rt ruby s
    samp section select small source span strike strong sub summary sup table tbody td template
    textarea time tfoot th thead tr track tt u ul var video noscript wbr
    """
    )
)
_ATTRIBUTES = frozenset(
    _words(
        """
    abbr alt cite class colspan controls data datetime default dir headers height href hreflang
    id kind label lang loop media muted name open poster preload rel reversed rowspan scope sizes
    span src srclang srcset start summary title type valign value width
    """
    )
)
_HTML_END = re.compile(r"</(\w+)>")
_ENTITY = re.compile(r"&(#x?[0-9a-fA-F]+|\w+);")
_RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3]\d "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} [0-2]\d:[0-5]\d:[0-6]\d "
    r"(GMT|[+-]\d{2}[03]0)"
)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9_.!~*'();/?:@&=+$,%#\[\]-]+")
_MIME = re.compile(r"[^\s()<>,;:\\\"/\[\]?=]+/[^\s()<>,;:\\\"/\[\]?=]+")


def faults(content: bytes, url: str, now: datetime) -> list[str]:
    """What is wrong with a feed at that URL."""
    if url.endswith(".json"):
        return list(_json_faults(content, url, now))
    root = etree.fromstring(content)
    match root.tag:
        case "rss":
            found = _rss_faults(root, url, now)
        case "opml":
            found = _opml_faults(root)
        case _:
            found = _atom_faults(root, url, now)
    return [*_text_faults(content, root), *found]


def _text_faults(content: bytes, root: etree._Element) -> Iterator[str]:
    if not content.startswith(b"<?xml") or b"encoding='utf-8'" not in content[:60].lower().replace(
        b'"', b"'"
    ):
        yield "EncodingMismatch"
    for element in root.iter(etree.Element):
        name = etree.QName(element)
        if (name.namespace or "") not in SPACES:
            yield f"UndefinedElement {element.tag}"
        for text in (element.text or "", *element.attrib.values()):
            if re.search("[\x80-\x9f\ufffd]", text):
                yield f"BadCharacters {name.localname}"


# --- RSS


def _rss_faults(root: etree._Element, url: str, now: datetime) -> Iterator[str]:
    if root.get("version") != "2.0":
        yield "InvalidRSSVersion"
    (channel,) = root
    for name in ("title", "link", "description"):
        if not (channel.findtext(name) or "").strip():
            yield f"MissingElement {name}"
    for name in ("title", "description"):
        yield from _plain_faults(channel.findtext(name) or "", f"channel/{name}")
    yield from _uri_faults(channel.findtext("link") or "", "channel/link")
    if not _LANGUAGE.fullmatch(channel.findtext("language") or ""):
        yield "InvalidLanguage"
    yield from _once(channel, {"item", f"{ATOM}link", "category"}, "channel")
    yield from _self_faults(channel.findall(f"{ATOM}link"), url, "application/rss+xml")
    yield from _rss_date_faults(channel.findtext("lastBuildDate"), now)
    guids = Counter(item.findtext("guid") for item in channel.iter("item"))
    yield from (f"DuplicateValue guid {name}" for name, times in guids.items() if times > 1)
    for item in channel.iter("item"):
        yield from _item_faults(item, now)


def _item_faults(item: etree._Element, now: datetime) -> Iterator[str]:
    names = [child.tag for child in item]
    yield from _once(item, {"category", f"{DC}creator", f"{MEDIA}content"}, "item")
    if not {"title", "description"} & set(names):
        yield "ItemMustContainTitleOrDescription"
    if "title" in names and not (item.findtext("title") or "").strip():
        yield "NotBlank title"
    yield from _plain_faults(item.findtext("title") or "", "title")
    yield from _uri_faults(item.findtext("link") or "", "link")
    yield from _guid_faults(item.find("guid"))
    yield from _rss_date_faults(item.findtext("pubDate"), now)
    if f"{ATOM}updated" in names and not _RFC3339.fullmatch(item.findtext(f"{ATOM}updated") or ""):
        yield "InvalidRFC3339Date"
    for name in ("description", ENCODED):
        yield from _html_faults(item.findtext(name) or "", name)
    yield from _semantic_faults(names)
    yield from _attached_faults(item)


def _semantic_faults(names: list[Any]) -> Iterator[str]:
    """What says the same twice, or in the wrong order."""
    for extension, core in (
        (f"{DC}subject", "category"),
        (f"{DC}date", "pubDate"),
        (f"{ATOM}published", "pubDate"),
        (f"{ATOM}id", "guid"),
        (f"{DC}creator", "author"),
    ):
        if extension in names and core in names:
            yield f"DuplicateItemSemantics {core}"
    if ENCODED in names and names.index(ENCODED) < names.index("description"):
        yield "NeedDescriptionBeforeContent"


def _attached_faults(item: etree._Element) -> Iterator[str]:
    for category in item.findall("category"):
        yield from _plain_faults(category.text or "", "category")
        if not (category.text or "").strip():
            yield "NotBlank category"
    for enclosure in item.findall("enclosure"):
        yield from _enclosure_faults(enclosure)
    for media in item.iter(f"{MEDIA}content"):
        yield from _media_faults(media)
    if item.find(f"{MEDIA}group") is not None:
        yield "MediaGroupWithoutAlternatives"


def _guid_faults(guid: etree._Element | None) -> Iterator[str]:
    if guid is None or not guid.text:
        yield "MissingGuid"
    elif guid.get("isPermaLink", "true") == "true":
        if not guid.text.startswith(("http://", "https://")):
            yield f"InvalidHttpGUID {guid.text}"
    elif len(guid.text) < 9 and guid.text.isdigit():
        yield "NotSufficientlyUnique"


def _rss_date_faults(text: str | None, now: datetime) -> Iterator[str]:
    if not _RFC822.fullmatch(text or ""):
        yield f"ProblematicalRFC822Date {text}"
        return
    moment = parsedate_to_datetime(text or "")
    if f"{moment:%a}" != (text or "")[:3]:
        yield "IncorrectDOW"
    yield from _plausible(moment, now)


def _enclosure_faults(enclosure: etree._Element) -> Iterator[str]:
    if not (enclosure.get("length") or "").isdigit():
        yield "InvalidIntegerAttribute length"
    if not _MIME.fullmatch(enclosure.get("type") or ""):
        yield "InvalidMIMEAttribute"
    yield from _uri_faults(enclosure.get("url") or "", "enclosure", web=True)


def _media_faults(media: etree._Element) -> Iterator[str]:
    if media.get("medium") not in {"image", "audio", "video", "document", "executable"}:
        yield "InvalidMediaMedium"
    for name in ("width", "height", "fileSize"):
        value = media.get(name)
        if value is not None and not (value.isdigit() and int(value) > 0):
            yield f"InvalidPositiveInteger {name}"
    if not _MIME.fullmatch(media.get("type") or ""):
        yield "InvalidMIMEAttribute"
    yield from _uri_faults(media.get("url") or "", "media", web=True)
    yield from _once(media, set(), "media:content")
    for name in ("title", "description"):
        yield from _plain_faults(media.findtext(f"{MEDIA}{name}") or "", f"media:{name}")
    for credit in media.iter(f"{MEDIA}credit"):
        if credit.get("role") not in {None, "photographer", "author", "reporter"}:
            yield "InvalidCreditRole"


def _plain_faults(text: str, name: str) -> Iterator[str]:
    """Text that is not HTML must not look like it."""
    if any(tag.lower() in _ELEMENTS | {"script", "style"} for tag in _HTML_END.findall(text)):
        yield f"ContainsHTML {name}"
    for reference in _ENTITY.findall(text):
        if html.unescape(f"&{reference};") != f"&{reference};" or not reference.isalpha():
            yield f"ContainsHTML {name}"


def _html_faults(text: str, name: str) -> Iterator[str]:
    if "<" not in text:
        return
    page = etree.fromstring(f"<div>{text}</div>".encode(), etree.HTMLParser(encoding="utf-8"))
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in {"html", "body"}:
            continue
        if element.tag not in _ELEMENTS:
            yield f"SecurityRisk {name} <{element.tag}>"
        for attribute, value in element.attrib.items():
            if attribute not in _ATTRIBUTES:
                yield f"SecurityRiskAttr {name} {attribute}"
            if attribute in {"href", "src", "poster", "cite"} and not urlsplit(value).scheme:
                yield f"ContainsRelRef {name} {value}"
            if value.lower().lstrip().startswith(("javascript:", "data:", "vbscript:")):
                yield f"SecurityRisk {name} {value}"


# --- Atom


def _atom_faults(root: etree._Element, url: str, now: datetime) -> Iterator[str]:
    if root.tag != f"{ATOM}feed":
        yield f"UndefinedElement {root.tag}"
    for name in ("id", "title", "updated"):
        if not (root.findtext(ATOM + name) or "").strip():
            yield f"MissingElement {name}"
    yield from _uri_faults(root.findtext(f"{ATOM}id") or "", "id")
    if not _LANGUAGE.fullmatch(root.get(LANG) or ""):
        yield "MissingLanguage"
    repeated = {f"{ATOM}{name}" for name in ("link", "entry", "author", "category")}
    yield from _once(root, repeated, "feed")
    yield from _self_faults(root.findall(f"{ATOM}link"), url, "application/atom+xml")
    yield from _atom_date_faults(root.findtext(f"{ATOM}updated"), now)
    has_author = root.find(f"{ATOM}author") is not None
    entries = root.findall(f"{ATOM}entry")
    for name in ("id", "updated"):
        values = Counter(entry.findtext(ATOM + name) for entry in entries)
        yield from (f"DuplicateEntries {name} {v}" for v, times in values.items() if times > 1)
    for entry in entries:
        yield from _entry_faults(entry, now, has_author=has_author)


def _entry_faults(entry: etree._Element, now: datetime, *, has_author: bool) -> Iterator[str]:
    for name in ("id", "title", "updated"):
        if not (entry.findtext(ATOM + name) or "").strip():
            yield f"MissingElement {name}"
    yield from _once(entry, {f"{ATOM}link", f"{ATOM}author", f"{ATOM}category"}, "entry")
    yield from _uri_faults(entry.findtext(f"{ATOM}id") or "", "id")
    for name in ("updated", "published"):
        yield from _atom_date_faults(entry.findtext(ATOM + name), now)
    if not has_author and entry.find(f"{ATOM}author") is None:
        yield "MissingElement author"
    yield from _author_faults(entry)
    yield from _entry_text_faults(entry)
    yield from _link_faults(entry)
    for category in entry.findall(f"{ATOM}category"):
        if not (category.get("term") or "").strip():
            yield "MissingAttribute term"


def _author_faults(entry: etree._Element) -> Iterator[str]:
    for author in entry.findall(f"{ATOM}author"):
        if not (author.findtext(f"{ATOM}name") or "").strip():
            yield "MissingElement name"
        if author.find(f"{ATOM}uri") is not None:
            yield from _uri_faults(author.findtext(f"{ATOM}uri") or "", "author/uri")


def _entry_text_faults(entry: etree._Element) -> Iterator[str]:
    for name in ("title", "summary", "content"):
        text = entry.find(ATOM + name)
        if text is None:
            continue
        if text.get("type", "text") not in {"text", "html", "xhtml"}:
            yield f"InvalidTextType {name}"
        if text.get("type") == "html":
            yield from _html_faults(text.text or "", name)


def _link_faults(entry: etree._Element) -> Iterator[str]:
    alternates = [
        (link.get("type"), link.get("hreflang"))
        for link in entry.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    ]
    if len(alternates) != len(set(alternates)):
        yield "DuplicateAtomLink"
    if not alternates and entry.find(f"{ATOM}content") is None:
        yield "MissingAlternateLink"
    for link in entry.findall(f"{ATOM}link"):
        yield from _uri_faults(link.get("href") or "", "link")
        if link.get("length") is not None and not link.get("length", "").isdigit():
            yield "InvalidNonNegativeInteger length"
        if link.get("type") is not None and not _MIME.fullmatch(link.get("type") or ""):
            yield "InvalidMIMEType"


def _atom_date_faults(text: str | None, now: datetime) -> Iterator[str]:
    if not _RFC3339.fullmatch(text or ""):
        yield f"InvalidRFC3339Date {text}"
    else:
        yield from _plausible(datetime.fromisoformat(text or ""), now)


# --- what the formats share


def _plausible(moment: datetime, now: datetime) -> Iterator[str]:
    if moment.year < 1990 or moment > now + timedelta(minutes=10):
        yield f"ImplausibleDate {moment}"


def _once(element: etree._Element, repeated: set[str], name: str) -> Iterator[str]:
    counts = Counter(child.tag for child in element)
    for tag, times in counts.items():
        if times > 1 and tag not in repeated:
            yield f"DuplicateElement {name} {tag}"


def _self_faults(links: list[etree._Element], url: str, media_type: str) -> Iterator[str]:
    own = [link for link in links if link.get("rel") == "self"]
    if len(own) != 1:
        yield "MissingAtomSelfLink"
        return
    if own[0].get("href") != url:
        yield f"SelfDoesntMatchLocation {own[0].get('href')}"
    if own[0].get("type") != media_type:
        yield "InvalidMIMEType self"


def _uri_faults(text: str, name: str, *, web: bool = False) -> Iterator[str]:
    if not _URI.fullmatch(text) or (web and not text.startswith(("http://", "https://"))):
        yield f"InvalidFullLink {name} {text!r}"


# --- JSON Feed and OPML


def _json_faults(content: bytes, url: str, now: datetime) -> Iterator[str]:
    feed: dict[str, Any] = json.loads(content)
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield "version"
    if not feed.get("title") or feed.get("feed_url") != url:
        yield "title or feed_url"
    if "author" in feed or not _LANGUAGE.fullmatch(feed.get("language", "")):
        yield "author or language"
    ids = Counter(item.get("id") for item in feed["items"])
    yield from (f"repeated id {name}" for name, times in ids.items() if times > 1 or not name)
    for item in feed["items"]:
        yield from _json_item_faults(item, now)
    for people in [feed, *feed["items"]]:
        for author in people.get("authors", []):
            if not set(author) <= {"name", "url", "avatar"} or not author.get("name"):
                yield "authors"


def _json_item_faults(item: dict[str, Any], now: datetime) -> Iterator[str]:
    if not isinstance(item["id"], str) or "author" in item:
        yield "id or author"
    if not item.get("content_html") and not item.get("content_text"):
        yield "no content"
    yield from _html_faults(item.get("content_html", ""), "content_html")
    for name in ("url", "external_url", "image"):
        if name in item:
            yield from _uri_faults(item[name], name, web=True)
    for name in ("date_published", "date_modified"):
        yield from _atom_date_faults(item.get(name), now)
    for attachment in item.get("attachments", []):
        yield from _uri_faults(attachment["url"], "attachment", web=True)
        if not _MIME.fullmatch(attachment["mime_type"]) or attachment.get("size_in_bytes", 1) < 1:
            yield "attachment"
    if any(not isinstance(tag, str) or not tag for tag in item.get("tags", [])):
        yield "tags"


def _opml_faults(root: etree._Element) -> Iterator[str]:
    if root.get("version") != "2.0" or not root.findtext("head/title"):
        yield "head"
    for outline in root.iter("outline"):
        if not outline.get("text") or outline.get("type") not in {"rss", "atom"}:
            yield "outline"
        for name in ("xmlUrl", "htmlUrl"):
            yield from _uri_faults(outline.get(name) or "", name, web=True)
