"""Emphasis beside Chinese, Japanese and Korean text, which has no spaces between words.

CommonMark decides by spaces and punctuation whether stars open or close emphasis, so that in these
scripts emphasis around a quotation stays as text. The rule here is "CommonMark CJK friendly": their
punctuation counts as a letter, and their letters as a space.
https://github.com/tats-u/markdown-cjk-friendly
"""

import unicodedata

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

_FIRST_CJK = "\u2e80"
"""The first character of these scripts; all before it need not be looked up."""


def read_emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """An engine rule in place of ``emphasis``: pushes stars and underscores as delimiters."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    opens, closes = scanned.can_open, scanned.can_close
    if marker == "*":
        before = state.src[state.pos - 1 : state.pos]
        after = state.src[state.pos + scanned.length :][:1]
        if before >= _FIRST_CJK or after >= _FIRST_CJK:
            opens, closes = _is_flanking(before, after), _is_flanking(after, before)
    for _ in range(scanned.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=opens,
                close=closes,
            )
        )
    state.pos += scanned.length
    return True


def _is_flanking(outside: str, inside: str) -> bool:
    """Whether a run of stars may enclose what is ``inside``, beside what is ``outside``."""
    if not inside or inside.isspace():
        return False
    if not _is_punctuation(inside) or _is_cjk(inside):
        return True
    return not outside or outside.isspace() or _is_punctuation(outside) or _is_cjk(outside)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _is_cjk(character: str) -> bool:
    return character >= _FIRST_CJK and unicodedata.east_asian_width(character) in "WFH"
