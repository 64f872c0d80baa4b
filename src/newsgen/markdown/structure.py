"""An engine rule that checks nesting depth and footnotes, before footnotes are moved."""

from collections.abc import Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MAX_DEPTH = 50
"""Levels of lists, quotes, blocks and footnotes inside each other."""

_CONTAINERS = frozenset(
    {"blockquote", "bullet_list", "ordered_list", "dl", "block", "footnote_reference"}
)


def check_structure(state: StateCore) -> None:
    """Add everything that the engine would drop to ``env["faults"]``, as pairs of code and line.

    Sets ``env["notes"]`` to the line of each footnote label. Lines count from 0.
    """
    if any(token.level > MAX_DEPTH for token in state.tokens):
        _check_depth(state.tokens, state.env["faults"])
    if "footnotes" in state.env:
        state.env["notes"] = _check_footnotes(state.tokens, state.env["faults"])


def _check_depth(tokens: Sequence[Token], faults: list[tuple[str, int]]) -> None:
    depth = 0
    for token in tokens:
        if token.type.rpartition("_")[0] in _CONTAINERS:
            depth += token.nesting
            if depth > MAX_DEPTH:
                faults.append(("too-deep", _line(token)))
                return


def _check_footnotes(tokens: Sequence[Token], faults: list[tuple[str, int]]) -> dict[str, int]:
    """The line of each label. Duplicate labels and nested notes are faults: they lose text."""
    notes: dict[str, int] = {}
    depth = 0
    for token in tokens:
        if token.type == "footnote_reference_open":
            label = token.meta["label"]
            if depth:
                faults.append(("nested-footnote", _line(token)))
            elif label in notes:
                faults.append(("duplicate-footnote", _line(token)))
            notes.setdefault(label, _line(token))
            depth += 1
        elif token.type == "footnote_reference_close":
            depth -= 1
    return notes


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0
