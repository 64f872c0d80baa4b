"""A rule of the engine that looks at the blocks before anything is moved: depth and footnotes."""

from collections.abc import Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MAX_DEPTH = 50
"""How deep lists, quotes, blocks and footnotes may nest in each other."""

_CONTAINERS = frozenset(
    {"blockquote", "bullet_list", "ordered_list", "block", "footnote_reference"}
)


def check_structure(state: StateCore) -> None:
    """Tell ``env["faults"]`` of what is nested too deep; note where footnotes are defined.

    ``env["notes"]`` gets the line of each label. Lines are counted from 0.
    """
    if any(token.level > MAX_DEPTH for token in state.tokens):
        line = _line_too_deep(state.tokens)
        if line is not None:
            state.env["faults"].append(("too-deep", line))
    if "footnotes" in state.env:
        state.env["notes"] = {
            token.meta["label"]: token.map[0]
            for token in state.tokens
            if token.type == "footnote_reference_open" and token.map
        }


def _line_too_deep(tokens: Sequence[Token]) -> int | None:
    depth = 0
    for token in tokens:
        if token.type.rpartition("_")[0] in _CONTAINERS:
            depth += token.nesting
            if depth > MAX_DEPTH:
                return token.map[0] if token.map else 0
    return None
