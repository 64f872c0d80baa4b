"""An engine rule for footnote references that skips labels without a footnote."""

from typing import Any

from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote.index import footnote_ref


def read_reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Read ``[^label]``.

    The engine's own rule searches for the end of a label character by character, which is slow.
    """
    notes: dict[str, Any] = state.env.get("footnotes", {}).get("refs", {})
    if not notes or not state.src.startswith("[^", state.pos):
        return False
    end = state.src.find("]", state.pos, state.posMax)
    if end < 0 or f":{state.src[state.pos + 2 : end]}" not in notes:
        return False
    return footnote_ref(state, silent)
