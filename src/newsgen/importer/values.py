"""Values of front matter as text: on one line, in a list, plain, yes or no."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from newsgen.importer.bodies.texts import plain_text
from newsgen.text import without_controls

QUOTES = "\"'“”„‟«»‘’‚ \t\n"
"""Straight and typographic quotation marks, and white space, around a value."""

_TRUE = frozenset({"true", "yes", "on", "1", "y"})
_FALSE = frozenset({"false", "no", "off", "0", "n"})
_MARK = re.compile(r"[^\w\s.,;:?'\"()/+#%–—’“”-]|_|://")
"""A sign that may be mark-up; most titles have none."""
_NAMES = ("name", "title", "displayname", "label", "text", "url", "slug", "id")
"""Keys of a mapping that say what it is, the best first."""


def short_key(key: str) -> str:
    """The key as it is compared: ``pubDate`` and ``pub_date`` are ``pubdate``."""
    return key.strip().lower().replace("-", "").replace("_", "").replace(" ", "")


def is_true(value: Any) -> bool:
    """Whether front matter says yes."""
    return text_of(value).lower() in _TRUE


def is_false(value: Any) -> bool:
    """Whether front matter says no."""
    return text_of(value).lower() in _FALSE


def text_of(value: Any) -> str:
    """The value as one line of text; that of the first of several, or of the name of a person.

    Characters that no file may have, or that reverse the direction of writing, are left out.
    """
    if isinstance(value, str):
        return " ".join(without_controls(value).split())
    if isinstance(value, list):
        return next((text for text in map(text_of, value) if text), "")
    if isinstance(value, Mapping):
        key = name_key(value)
        return text_of(value[key]) if key else ""
    return ""


def name_key(value: Mapping[str, Any]) -> str:
    """The key of a mapping that says what it is; empty if none does."""
    by_short = {short_key(key): key for key, inner in value.items() if inner}
    return next((by_short[short] for short in _NAMES if short in by_short), "")


def list_of(value: Any, separators: str = ",") -> tuple[str, ...]:
    """The value as texts, each once: a list, or a text with separators between its parts."""
    if isinstance(value, list):
        parts: Iterable[str] = map(text_of, value)
    elif isinstance(value, str):
        written = value.strip()
        if written.startswith("["):  # it was not valid YAML
            written = written.strip("[]")
        parts = re.split(f"[{re.escape(separators)}\n]", written)
    else:
        parts = (text_of(value),)
    cleaned = (" ".join(part.strip(QUOTES).split()) for part in parts)
    return tuple(dict.fromkeys(part for part in cleaned if part))


def plain(value: Any) -> str:
    """The value as plain text on one line: no mark-up, no entities."""
    text = text_of(value)
    return plain_text(text) if _MARK.search(text) else text
