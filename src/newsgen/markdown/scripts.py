"""An engine rule for superscript and subscript: ``19^th^`` and ``H~2~O``, as Pandoc writes them."""

import re
from collections.abc import Iterator

from markdown_it.rules_inline import StateInline

# After a letter, a digit or a bracket, so that the signs in `~10 to ~20` and `^[note]` remain.
_SCRIPT = re.compile(
    r"(?<=[^\W_]|[)*])(?P<mark>[~^])(?P<text>[^\s~^\\\[\]`<>&*\"]{1,60})(?P=mark)(?!(?P=mark))"
)
_TAGS = {"^": "sup", "~": "sub"}
_ADDRESS = re.compile(r"\S*(?:://|@)")
_LONGEST_ADDRESS = 200


def find_scripts(text: str) -> Iterator[re.Match[str]]:
    """Each place in a text that may be read as raised or lowered."""
    return _SCRIPT.finditer(text)


def read_script(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Read raised or lowered text; not inside a web or mail address, which has such signs."""
    found = _SCRIPT.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    before = state.src[max(state.pos - _LONGEST_ADDRESS, 0) : state.pos]
    if _ADDRESS.match("".join(before.split()[-1:])):
        return False
    if not silent:
        tag = _TAGS[found["mark"]]
        state.push(f"{tag}_open", tag, 1)
        state.push("text", "", 0).content = found["text"]
        state.push(f"{tag}_close", tag, -1)
    state.pos = found.end()
    return True
