"""What programs read of a live story: its latest entries, as JSON and as the items of a feed."""

import html
import re
from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from newsgen.markdown import Entry
from newsgen.models import LATEST_UPDATES, Article, FeedItem, FeedView
from newsgen.text import truncate

_TAG = re.compile("<[^<>]*+>")
_HEADLINE = 80
_SUMMARY = 200
"""In characters."""


def render_json(article: Article, entries: Sequence[Entry]) -> bytes:
    """What an open page of the story asks for: whether it goes on, and its latest entries."""
    updates = [
        {
            "id": entry.update.id,
            "time": entry.update.time.isoformat(timespec="seconds"),
            "title": entry.update.title,
            "pinned": entry.update.pinned,
            "html": entry.html,
        }
        for entry in latest(entries)
    ]
    facts = {"live": article.in_progress, "updates": updates}
    return msgspec.json.format(msgspec.json.encode(facts), indent=1)


def fill_feed(
    channel: FeedView, story: FeedItem, entries: Sequence[Entry]
) -> tuple[FeedView, Mapping[str, str]]:
    """The feed of the story with an item for each of its latest entries, and their texts by URL."""
    shown = latest(entries)
    items = tuple(_item(story, entry) for entry in shown)
    texts = (entry.content for entry in shown)
    bodies = {item.card.url: text for item, text in zip(items, texts, strict=True)}
    return replace(channel, items=items), bodies


def latest(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The latest entries, the newest first."""
    return sorted(entries, key=lambda entry: entry.update.time, reverse=True)[:LATEST_UPDATES]


def headline(entry: Entry) -> str:
    """The title of an entry, or its first words."""
    return entry.update.title or truncate(plain_words(entry.content), _HEADLINE)


def plain_words(content: str) -> str:
    """The words of the HTML of an entry."""
    return " ".join(html.unescape(_TAG.sub("", content)).split())


def _item(story: FeedItem, entry: Entry) -> FeedItem:
    """The item of an entry; its name is that of the story, and its own address."""
    update = entry.update
    card = replace(
        story.card,
        url=f"{story.card.url}#{update.id}",
        title=headline(entry),
        summary=truncate(plain_words(entry.content), _SUMMARY),
        date=update.time,
        picture=None,
    )
    return FeedItem(
        card=card,
        guid=f"{story.guid}#{update.id}",
        updated=update.time,
        categories=(),
        authors=story.authors,
    )
