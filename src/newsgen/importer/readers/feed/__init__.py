"""Reads feeds: RSS, Atom and JSON Feed, from files only.

feedparser gets bytes, never an address or a name: it would open those. Its sanitizer is off,
because bodies are converted by a list of what is allowed.
"""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import strftime, struct_time
from typing import Any

import feedparser

from newsgen.importer.bodies.html import html_to_markdown, plain_text
from newsgen.importer.conversion import Conversion
from newsgen.importer.faults import ImportFault
from newsgen.importer.files import is_inside
from newsgen.importer.models import Note, Post, ReadingOptions, Site, Source
from newsgen.importer.readers.feed.entries import Enclosure, Entry, Feed, key_of, post_of
from newsgen.importer.readers.feed.json_feed import read_json_feed
from newsgen.importer.readers.json_values import (
    beginning,
    items,
    line,
    mapping,
    moment,
    parse_json,
    read_export,
    rows,
    text,
)
from newsgen.importer.readers.old_addresses import guess_permalink, root_of
from newsgen.importer.readers.plain import text_as_html

_ENDINGS = frozenset({".xml", ".rss", ".atom", ".rdf", ".json"})
_ROOTS = ("<rss", "<feed", "<rdf:RDF", "<channel")
_OF_WORDPRESS = "wordpress.org/export"
_OF_JSON = "jsonfeed.org/version"
_KIND = "http://schemas.google.com/g/2005#kind"
_LAST_TAGS = (b"</rss>", b"</feed>", b"</rdf:rdf>", b":feed>")


def recognises(path: Path) -> str:
    """Why it looks like a feed: a file, or a folder of nothing but feeds; empty if not."""
    if path.is_file():
        return _kind_of(path)
    files = [each for each in _files_of(path) if not each.name.startswith(".")]
    if files and all(_kind_of(each) for each in files):
        return "all its files are feeds" if len(files) > 1 else f"{files[0].name} is a feed"
    return ""


def read_site(source: Source) -> Site:
    """What the first feed says of the site, and what is wrong with any."""
    found = list(_feeds(source))
    if not any(feed.entries for _, feed in found):
        raise ImportFault("there is no story in it", "a feed is RSS, Atom or JSON Feed")
    keys = [key_of(entry) for _, feed in found for entry in feed.entries]
    repeated = len(keys) - len(set(keys))
    cut_off = [path.name for path, feed in found if feed.is_cut_off]
    first = found[0][1]
    return Site(
        title=first.title,
        description=first.description,
        base_url=next((base for _, feed in found if (base := root_of(feed.link))), ""),
        permalink=guess_permalink(
            post_of(entry, feed, path.name) for path, feed in found for entry in feed.entries
        ),
        lang=first.lang,
        not_taken={"story that is in the feeds twice": repeated} if repeated else {},
        incomplete=f"{', '.join(cut_off)}: the file ends too early" if cut_off else "",
        notes=tuple(
            Note(effect="needs", text=f"{path.name}: not well-formed, read as far as possible "
                                      f"({feed.fault})")
            for path, feed in found
            if feed.fault
        ),
    )  # fmt: skip


def read_posts(source: Source, site: Site) -> Iterator[Post]:  # noqa: ARG001
    """Every entry; of one that several feeds have, the first."""
    seen: set[str] = set()
    for path, feed in _feeds(source):
        for entry in feed.entries:
            key = key_of(entry)
            if key not in seen:
                seen.add(key)
                yield post_of(entry, feed, path.name)


def convert(post: Post, site: Site, conversion: Conversion) -> str:  # noqa: ARG001
    """The body as newsgen's Markdown."""
    return html_to_markdown(post.body, conversion, first_line=post.body_line)


def _kind_of(path: Path) -> str:
    head = beginning(path, 1 << 14).lstrip()
    if _OF_JSON in head and head.startswith("{"):
        return "it is a JSON Feed"
    is_feed = head.startswith("<") and any(root in head for root in _ROOTS)
    is_page = "<html" in head[:2000].lower()
    return "it is a feed" if is_feed and not is_page and _OF_WORDPRESS not in head else ""


def _files_of(folder: Path) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if each.is_file())
    except OSError:
        return []


def _feeds(source: Source) -> Iterator[tuple[Path, Feed]]:
    """Each feed, in the order in which the files were named."""
    named = source.files or [
        each
        for each in _files_of(source.root)
        if each.suffix.lower() in _ENDINGS and is_inside(source.root, each.name) and _kind_of(each)
    ]
    for path in named:
        data = read_export(path)
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            yield path, _of_json(data, path.name, source.options)
        else:
            yield path, _of_xml(_without_entities(data), source.options)


def _of_json(data: bytes, name: str, options: ReadingOptions) -> Feed:
    document = parse_json(data)
    if isinstance(document, ValueError):
        message = f"{name} is not JSON, or ends too early: {document}"
        raise ImportFault(message, "save the feed again")
    return read_json_feed(document, options)


def _without_entities(data: bytes) -> bytes:
    """The XML without its document type, so that no entity has a meaning, and in UTF-8."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        written = data.decode("utf-16", "replace")
        begin = written.find("?>") + 2 if written.startswith("<?xml") else 0
        data = written[begin:].encode("utf-8", "replace")
    begin = data[:4096].find(b"<!DOCTYPE")
    if begin < 0:
        return data
    inside, end = data.find(b"[", begin), data.find(b">", begin)
    if 0 <= inside < end:
        closing = data.find(b"]", inside)
        end = data.find(b">", closing) if closing >= 0 else -1
    return data[:begin] + data[end + 1 :] if end >= 0 else data[:begin]


def _of_xml(data: bytes, options: ReadingOptions) -> Feed:
    found = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=True)
    about = dict(mapping(found.get("feed")))
    fault = str(found.get("bozo_exception") or "")[:120] if found.get("bozo") else ""
    entries = [dict(each) for each in rows(found.get("entries"))]  # plain ones, without its rules
    tail = data[-8192:].lower()
    return Feed(
        title=_plain(about, "title"),
        description=_plain(about, "subtitle"),
        link=line(about.get("link")),
        lang=line(about.get("language")),
        entries=tuple(_entry(each, options) for each in entries if _is_story(each)),
        fault=fault if entries and "encoding" not in fault else "",
        is_cut_off=bool(entries) and not any(tag in tail for tag in _LAST_TAGS),
    )


def _plain(values: Mapping[str, Any], key: str) -> str:
    """A text without mark-up, if the feed says or shows that it has some."""
    written = text(values.get(key))
    kind = line(mapping(values.get(f"{key}_detail")).get("type"))
    return plain_text(written) if kind != "text/plain" else " ".join(written.split())


def _entry(values: Mapping[str, Any], options: ReadingOptions) -> Entry:
    content = _longest(values)
    body = _html(content)
    has_summary = bool(mapping(values.get("summary_detail")))
    summary = text(values.get("summary")) if has_summary else ""
    is_summary = not body.strip()
    if is_summary:
        kind = line(mapping(values.get("summary_detail")).get("type"))
        body = _html({"type": kind, "value": summary})
    date, fault = _date(values, "published", options)
    updated, updated_fault = _date(values, "updated", options)
    created, _ = _date(values, "created", options)
    plain = plain_text(summary) if summary and not is_summary else ""
    return Entry(
        id=line(values.get("id")),
        address=_address(values),
        title=_plain(values, "title"),
        body=body,
        is_summary=is_summary,
        summary=plain if summary != text(content.get("value")) else "",
        date=date or ("" if fault else updated or created),
        date_fault=fault or ("" if date or updated or created else updated_fault),
        updated=updated,
        authors=tuple(_authors(values)),
        categories=tuple(_categories(values)),
        lang=line(content.get("language"))
        or line(mapping(values.get("title_detail")).get("language")),
        image=_image(values),
        credit=line(values.get("credit")),
        enclosures=_enclosures(values),
        is_page=any(kind.endswith("#page") for kind in _kinds(values)),
        is_draft=line(values.get("app_draft")).lower() == "yes",
    )


def _enclosures(values: Mapping[str, Any]) -> tuple[Enclosure, ...]:
    return tuple(
        Enclosure(line(each.get("href")), line(each.get("type")))
        for each in rows(values.get("links"))
        if each.get("rel") == "enclosure"
    )


def _is_story(values: Mapping[str, Any]) -> bool:
    """Whether it is no comment, setting or template, which backups of Blogger have as entries."""
    kinds = _kinds(values)
    return not kinds or any(kind.endswith(("#post", "#page")) for kind in kinds)


def _kinds(values: Mapping[str, Any]) -> list[str]:
    """What an entry of a backup of Blogger is."""
    tags = rows(values.get("tags"))
    return [line(each.get("term")) for each in tags if each.get("scheme") == _KIND]


def _longest(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The content; the longest of several, as HTML comes beside plain text."""
    found = rows(values.get("content"))
    return max(found, key=lambda each: len(text(each.get("value"))), default={})


def _html(content: Mapping[str, Any]) -> str:
    written = text(content.get("value"))
    return text_as_html(written) if line(content.get("type")) == "text/plain" else written


def _date(values: Mapping[str, Any], key: str, options: ReadingOptions) -> tuple[str, str]:
    """A date and why it cannot be read; zones such as EST are those that RFC 822 defines."""
    date, fault = moment(values.get(key), options)
    parsed = values.get(f"{key}_parsed")
    if fault and isinstance(parsed, struct_time):
        return strftime("%Y-%m-%dT%H:%M:%S+00:00", parsed), ""
    return date, fault


def _address(values: Mapping[str, Any]) -> str:
    """Where the story is; behind a service that counts clicks, where it was."""
    found = line(values.get("feedburner_origlink")) or line(values.get("link"))
    return "" if found.startswith(("tag:", "urn:")) else found  # its id, for want of an address


def _authors(values: Mapping[str, Any]) -> Iterator[str]:
    """Names, each once; a mail address stands for somebody whose name is not given."""
    found = [mapping(each) for each in items(values.get("authors"))]
    names = [line(each.get("name")) or line(each.get("email")) for each in found]
    has_names = any("@" not in name for name in names if name)
    yield from dict.fromkeys(n for n in names if n and not (has_names and "@" in n))


def _categories(values: Mapping[str, Any]) -> Iterator[str]:
    found = [each for each in rows(values.get("tags")) if each.get("scheme") != _KIND]
    names = (line(each.get("label")) or line(each.get("term")) for each in found)
    yield from dict.fromkeys(plain_text(name) for name in names if name)


def _image(values: Mapping[str, Any]) -> str:
    """The picture of the story: its largest, or else its thumbnail."""
    pictures = [
        each
        for each in rows(values.get("media_content"))
        if line(each.get("medium")) == "image" or line(each.get("type")).startswith("image/")
    ]
    enclosed = any(each.type.startswith("image/") for each in _enclosures(values))
    if not pictures and not enclosed:
        pictures = rows(values.get("media_thumbnail"))
    return max(map(_width_and_url, pictures), default=(0, ""))[1]


def _width_and_url(picture: Mapping[str, Any]) -> tuple[int, str]:
    width = line(picture.get("width"))
    return int(width) if width.isdecimal() and len(width) < 9 else 0, line(picture.get("url"))
