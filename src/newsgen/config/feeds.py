"""Checks the settings of feeds."""

import re
from collections.abc import Iterator

from newsgen.config.faults import bad_value, check_language, check_range
from newsgen.config.shape import Config, NamedFeedSettings
from newsgen.paths import fault_of
from newsgen.schema import Fault, Keys
from newsgen.suggestions import suggest
from newsgen.text import truncate

_AUTHORITY = re.compile(
    r"(?:[A-Za-z0-9._-]+@)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:,[0-9]{4}(?:-[0-9]{2}){0,2})?"
)
"""The authority of a tag URI, with or without its date. RFC 4151, section 2.1."""
_MOST = 500
"""Stories in a feed."""


def check_feeds(config: Config) -> Iterator[Fault]:
    """The faults of the settings of feeds."""
    feeds = config.feeds
    yield from _check_authority(feeds.authority)
    yield from check_range(("feeds", "limit"), feeds.limit, 1, _MOST)
    if not feeds.formats:
        hint = "write at least `rss`: pages link to the feed of the site"
        yield bad_value(("feeds", "formats"), "the site would have no feed", hint)
    for number, feed in enumerate(feeds.named):
        keys = ("feeds", "named", number)
        yield from _check_named(feed, keys)
        is_closed = config.undeclared_sections == "error" and config.sections
        if feed.section and is_closed and feed.section not in config.sections:
            message = f"there is no section `{truncate(feed.section, 40)}`"
            hint = suggest(feed.section, [*config.sections]) or "write its slug"
            yield bad_value((*keys, "section"), message, hint)


def _check_named(feed: NamedFeedSettings, keys: Keys) -> Iterator[Fault]:
    ending = ".json" if feed.format == "json" else ".xml"
    path = feed.path.removeprefix("/")
    if not feed.path.startswith("/") or fault_of(path):
        message = f"{truncate(feed.path, 60)} is not the address of a file of the site"
        hint = f"write it from the root: `/feeds/partner{ending}`"
        yield bad_value((*keys, "path"), message, hint)
    elif not path.endswith(ending):
        hint = f"end it with `{ending}`, so that servers send it as what it is"
        message = f"{truncate(feed.path, 60)} does not end as a feed of the format `{feed.format}`"
        yield bad_value((*keys, "path"), message, hint)
    if feed.lang:
        yield from check_language((*keys, "lang"), feed.lang)
    yield from check_range((*keys, "number"), feed.number, 0, _MOST)
    yield from check_range((*keys, "picture_width"), feed.picture_width, 0, 4096)


def _check_authority(authority: str) -> Iterator[Fault]:
    if authority and not _AUTHORITY.fullmatch(authority):
        message = f"`{truncate(authority, 80)}` cannot name stories in feeds"
        hint = "write a host, with a date or without: `news.example` or `news.example,2019`"
        yield bad_value(("feeds", "authority"), message, hint)
