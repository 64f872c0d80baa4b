"""Reads JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from collections.abc import Iterator, Mapping
from typing import Any

from newsgen.importer.models import ReadingOptions
from newsgen.importer.readers.feed.entries import Enclosure, Entry, Feed
from newsgen.importer.readers.json_values import items, line, mapping, moment, rows, text
from newsgen.importer.readers.plain import text_as_html

Item = Mapping[str, Any]


def read_json_feed(document: object, options: ReadingOptions) -> Feed:
    """The feed; without entries if it is none."""
    whole = mapping(document)
    return Feed(
        title=line(whole.get("title")),
        description=line(whole.get("description")),
        link=line(whole.get("home_page_url")),
        lang=line(whole.get("language")),
        entries=tuple(_entry(item, options) for item in rows(whole.get("items"))),
    )


def _entry(item: Item, options: ReadingOptions) -> Entry:
    date, fault = moment(item.get("date_published"), options)
    updated, _ = moment(item.get("date_modified"), options)
    content = text(item.get("content_html")) or text_as_html(text(item.get("content_text")))
    summary = line(item.get("summary"))
    attachments = rows(item.get("attachments"))
    return Entry(
        id=line(item.get("id")),
        address=line(item.get("url")),
        link=line(item.get("external_url")),
        title=line(item.get("title")),
        body=content or text_as_html(summary),
        is_summary=not content.strip(),
        summary=summary if content else "",
        date=date or ("" if fault else updated),
        date_fault=fault,
        updated=updated,
        authors=tuple(_authors(item)),
        categories=tuple(dict.fromkeys(filter(None, map(line, items(item.get("tags")))))),
        lang=line(item.get("language")),
        image=line(item.get("image")) or line(item.get("banner_image")),
        enclosures=tuple(
            Enclosure(line(each.get("url")), line(each.get("mime_type"))) for each in attachments
        ),
    )


def _authors(item: Item) -> Iterator[str]:
    """Names; ``author`` is what version 1 has."""
    for author in (*rows(item.get("authors")), mapping(item.get("author"))):
        if line(author.get("name")):
            yield line(author.get("name"))
