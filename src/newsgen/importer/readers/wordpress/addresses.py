"""The addresses of an old site: slugs, and the pattern that they follow."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final
from urllib.parse import unquote, urlsplit

_PLAIN: Final = re.compile(r"(?:^|&)(?:p|page_id|attachment_id|post_type|preview_id)=")
_ENOUGH: Final = 0.5
"""The part of all addresses that the pattern must explain."""
_NOT_IN_SLUGS: Final = re.compile(r"[/\\\s]+")


def slug_of(written: str) -> str:
    """The slug, decoded; a path in it becomes a word: ``../../tmp/evil`` is ``tmp-evil``."""
    parts = _NOT_IN_SLUGS.split(unquote(written.strip()))
    return "-".join(part for part in parts if part.strip("."))


def is_plain(address: str) -> bool:
    """Whether it names a story by its number: ``/?p=4711``, as drafts do."""
    return bool(_PLAIN.search(split(address)[1]))


def split(address: str) -> tuple[str, str]:
    """Its decoded path and its query; empty if it is no address."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return "", ""
    return unquote(parts.path), parts.query


def host_of(address: str) -> str:
    """Its host in small letters; empty if it has none."""
    try:
        return (urlsplit(address.strip()).hostname or "").lower()
    except ValueError:
        return ""


def pattern_of(path: str, slug: str, date: datetime | None, categories: Collection[str]) -> str:
    """The path with newsgen's fields for its parts; parts that mean nothing stay.

    >>> pattern_of("/2012/03/04/boats.html", "boats", datetime(2012, 3, 4), [])
    '/{year}/{month}/{day}/{slug}.html'
    """
    ending = ".html" if path.endswith(".html") else "/"
    parts = path.removesuffix(".html").strip("/").split("/")
    fields = list(_fields(date))
    found: list[str] = []
    for part in parts:
        if fields and part == fields[0][1]:
            found.append(fields.pop(0)[0])
        elif part == slug:
            found.append("{slug}")
        elif part in categories and "{section}" not in found:
            found.append("{section}")
        else:
            found.append(part.replace("{", "").replace("}", ""))
    return f"/{'/'.join(found)}{ending}"


def usual_pattern(patterns: Counter[str]) -> str:
    """The pattern that most addresses follow; empty if newsgen cannot say it."""
    if not patterns:
        return ""
    (pattern, number), *_ = patterns.most_common(1)
    enough = number >= _ENOUGH * sum(patterns.values())
    return pattern if enough and pattern.count("{slug}") == 1 else ""


def renamed(address: str, slug: str, old_slug: str) -> str:
    """The address that a story had with another slug; empty if its slug is not in it."""
    path, _ = split(address)
    parts = path.split("/")
    for number in range(len(parts) - 1, -1, -1):
        stem = parts[number].removesuffix(".html")
        if slug and stem == slug:
            parts[number] = parts[number].replace(slug, old_slug)
            return "/".join(parts)
    return ""


def redated(address: str, date: datetime, old: datetime) -> str:
    """The address that a story had with another date; empty if its date is not in it."""
    path, _ = split(address)
    parts = path.split("/")
    changed = False
    position = 0
    for (_, now), (_, before) in zip(_fields(date), _fields(old), strict=True):
        if now in parts[position:]:
            position = parts.index(now, position)
            parts[position] = before
            position += 1
            changed = changed or now != before
    return "/".join(parts) if changed else ""


def _fields(date: datetime | None) -> Iterator[tuple[str, str]]:
    if date:
        yield "{year}", f"{date.year:04}"
        yield "{month}", f"{date.month:02}"
        yield "{day}", f"{date.day:02}"
