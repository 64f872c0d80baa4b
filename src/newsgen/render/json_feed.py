"""JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/."""

from collections.abc import Mapping
from typing import Any

import msgspec

from newsgen.models import FeedItem, FeedView, Identity
from newsgen.render.feed_items import (
    SizeOf,
    Words,
    address_of,
    authors_of,
    categories_of,
    legal,
    one_line,
    picture_of,
    readable,
    summary_of,
    title_of,
    whole,
)

_VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(
    view: FeedView, site: Identity, bodies: Mapping[str, str], size_of: SizeOf, words: Words
) -> bytes:
    """The feed; what is empty is left out."""
    icon = whole(site.logo, site.origin) if site.logo else None
    facts = {
        "version": _VERSION,
        "title": legal(view.title),
        "home_page_url": site.origin + view.url,
        "feed_url": site.origin + view.feed,
        "description": legal(view.description),
        "icon": icon,
        "authors": [{"name": one_line(site.title) or site.origin, "url": site.origin + site.base}],
        "language": view.lang,
        "hubs": [{"type": "WebSub", "url": view.hub}] if view.hub else [],
    }
    items = [_item(item, site, bodies.get(item.card.url), size_of, words) for item in view.items]
    feed = _without_empty(facts) | {"items": items}
    return msgspec.json.format(msgspec.json.encode(feed), indent=1) + b"\n"


def _item(
    item: FeedItem, site: Identity, body: str | None, size_of: SizeOf, words: Words
) -> dict[str, Any]:
    """A story. Without full text, the summary is also its content, which the format requires."""
    card = item.card
    label = words(card.lang)
    picture = picture_of(item, site, size_of)
    address = site.origin + card.url
    leads_to = address_of(item, site)
    facts = {
        "id": item.guid,
        "url": address,
        "external_url": leads_to if leads_to != address else "",
        "title": title_of(item, label),
        "content_html": readable(body, address) if body is not None else "",
        "summary": summary_of(item),
        "image": picture.url if picture else "",
        "date_published": card.date.isoformat(timespec="seconds"),
        "date_modified": item.updated.isoformat(timespec="seconds"),
        "authors": [
            _without_empty({"name": name, "url": page}) for name, page in authors_of(item, site)
        ],
        "tags": categories_of(item, label),
        "language": card.lang,
        "attachments": [
            *([_attachment(picture.url, picture.media_type, picture.size)] if picture else []),
            *(_attachment(site.origin + url, kind) for kind, url in item.copies),
        ],
    }
    if not facts["content_html"]:
        facts["content_text"] = summary_of(item)
    return _without_empty(facts)


def _attachment(url: str, media_type: str, size: int = 0) -> dict[str, Any]:
    return _without_empty({"url": url, "mime_type": media_type, "size_in_bytes": size})


def _without_empty(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact}
