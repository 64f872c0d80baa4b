"""Finds values that YAML cuts off at `` #``, where a comment begins."""

import re
from collections.abc import Iterator

from newsgen.frontmatter.remedies import quote
from newsgen.frontmatter.tree import key_positions
from newsgen.schema import Fault, Keys

_WORDS = frozenset(
    {
        *("title", "summary", "standfirst", "kicker", "dateline", "authors", "tags", "series"),
        *("source", "caption", "credit", "alt", "text", "name", "role"),
    }
)
"""Keys whose values are words for readers; behind other values a comment is meant as one."""
_OWN = "extra"
_KEY = re.compile(r"[^:]+:[ \t]+")
# Possessive, so that a line of blanks is not searched again at each of them.
_CUT = re.compile(
    r"(?P<kept>[^\s\"'|>\[{#&*!](?:[^\s#]|(?<!\s)#|[ \t]++(?!#))*+)[ \t]++#(?P<lost>.*)"
)


def find_cut_values(yaml: str) -> Iterator[Fault]:
    """Every value of words that ends at a comment, with the line in quotes as the remedy."""
    if " #" not in yaml and "\t#" not in yaml:
        return
    for keys, index in key_positions(yaml):
        if not _is_for_readers(keys):
            continue
        line = yaml[index:].split("\n", 1)[0]
        key = _KEY.match(line) if isinstance(keys[-1], str) else None
        start = key.end() if key else 0
        found = _CUT.fullmatch(line[start:].rstrip())
        if found:
            yield Fault(
                keys=keys,
                code="cut-value",
                message=f"`#{found['lost']}` is left out: ` #` begins a comment",
                hint=f"write `{line[:start]}{quote(found[0])}`, or remove the comment",
            )


def _is_for_readers(keys: Keys) -> bool:
    name = next((key for key in reversed(keys) if isinstance(key, str)), "")
    return name in _WORDS or keys[0] == _OWN
