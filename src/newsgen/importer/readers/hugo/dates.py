"""The dates of a page of Hugo: its day in the name of the file, ``publishDate``, the end."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from newsgen.importer.dates import DateFault, as_moment, read_date
from newsgen.importer.fields import no_home, text_of
from newsgen.importer.models import Note, Post, ReadingOptions
from newsgen.importer.readers.hugo.addresses import split_dated
from newsgen.importer.readers.hugo.expiry import Expiries, expiry_fault
from newsgen.importer.readers.hugo.pages import Page
from newsgen.importer.readers.hugo.settings import HugoSettings

_FROM_FILE = ":filename"


def first_key(keys: tuple[str, ...], given: Mapping[str, Any]) -> str:
    """The first of the keys that has a value; empty if none has."""
    return next((key for key in keys if text_of(given.get(key))), "")


def with_day_of_file(
    post: Post,
    page: Page,
    given: Mapping[str, Any],
    settings: HugoSettings,
    options: ReadingOptions,
) -> Post:
    """The story with the day in the name of its file, if the settings or the lack of one say so."""
    day, rest = split_dated(page.name)
    if not day:
        return post
    order = settings.dates["date"]
    if _FROM_FILE in order:
        if first_key(order[: order.index(_FROM_FILE)], given):
            return post
        post, date = _read("the name of the file", day, post, options)
        return replace(post, date=date or post.date, slug=post.slug or rest)
    if post.date not in ("", options.date):
        return post
    post, date = _read("the name of the file", day, post, options)
    text = "date taken from the name of the file"
    return _told(replace(post, date=date), "changed", text, "date of file") if date else post


def with_moments(
    post: Post,
    given: Mapping[str, Any],
    settings: HugoSettings,
    expiries: Expiries,
    options: ReadingOptions,
) -> Post:
    """The story with the moments when it is shown and taken off."""
    for key in ("publishdate", "pubdate"):
        if written := text_of(given.get(key)):
            post = _with_publish_date(key, written, post, options)
    key = first_key(settings.dates["expirydate"], given)
    return _with_expiry(key, text_of(given[key]), post, expiries, options) if key else post


def _with_publish_date(key: str, written: str, post: Post, options: ReadingOptions) -> Post:
    """A later ``publishDate`` holds the story back, so it is the date of newsgen."""
    post, held = _read(key, written, post, options)
    if not held or held == post.date:
        return post
    zone = options.timezone
    if not post.date or as_moment(held, zone) > as_moment(post.date, zone):
        text = f"{key} is later than the date: taken as the date"
        return _told(replace(post, date=held), "changed", text, key)
    return replace(post, extra={**post.extra, key: written}, notes=(*post.notes, no_home(key)))


def _with_expiry(
    key: str, written: str, post: Post, expiries: Expiries, options: ReadingOptions
) -> Post:
    post, expires = _read(key, written, post, options)
    if not expires:
        return post
    fault = expiry_fault(expires, written, post.date, options.timezone, expiries)
    if not fault:
        return replace(post, expires=expires)
    text = f"{key} {written}: not taken, as {fault}; kept under extra"
    return _told(replace(post, extra={**post.extra, key: written}), "needs", text, key)


def _read(key: str, written: str, post: Post, options: ReadingOptions) -> tuple[Post, str]:
    """The date; the story gets a note if there is none."""
    try:
        found = read_date(written, order=options.date_order, timezone=options.timezone)
    except DateFault as fault:
        return _told(post, "needs", f"{key}: {fault.message}"), ""
    return post, found


def _told(post: Post, effect: Any, text: str, name: str = "") -> Post:
    return replace(post, notes=(*post.notes, Note(effect=effect, text=text, name=name)))
