"""Counts the words of a text before and after an import."""

import re
from collections import Counter
from collections.abc import Iterable

from newsgen.importer.models import Markup

_TAG = re.compile(r"<[^<>]*+>")
_WORD = re.compile(r"[^\W_]++")


def source_words(body: str, markup: Markup) -> Counter[str]:
    """The words that readers see of the body."""
    text = _TAG.sub(" ", body) if markup in {"html", "markdown"} else body
    return Counter(_WORD.findall(text.casefold()))


def markdown_words(markdown: str) -> Counter[str]:
    """The words that readers see of newsgen's Markdown."""
    return source_words(markdown, "markdown")


def lost_words(before: Counter[str], after: Counter[str], left_out: Iterable[str]) -> int:
    """How many words of ``before`` are not in ``after``, without those left out on purpose."""
    missing = before - after
    for text in left_out:
        missing -= source_words(text, "text")
    return missing.total()
