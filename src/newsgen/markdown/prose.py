"""The fast way: paragraphs that provably hold no Markdown skip the rules of the engine.

Most paragraphs of a newspaper are letters, digits and stops. Where each line begins with a letter
and a blank line follows, no rule can make anything but a paragraph of it; where it holds no
character that a rule looks for, its HTML is its text. ``tests/test_prose.py`` and
``tests/test_markdown_spec.py`` hold the fast way against the engine's own.
"""

import re

LINE = r"[^\W\d_].*+(?<=\S)"
"""A pattern of a line that begins with a letter, which no rule for blocks looks for."""
LINES = rf"{LINE}(?:\n{LINE})*+"
"""A pattern of such lines in a row."""
_WHOLE = re.compile(LINES)
_GAP = re.compile(r"\n\n+")
_MARKS = ("\\", "`", "*", "_", "[", "<", ">", "&", "~", '"', "'", "--", "...")


def split_prose(body: str) -> list[str] | None:
    """The paragraphs of a body that is plain prose from end to end; None for any other."""
    if "\r" in body or "\0" in body or not is_plain(body):
        return None
    paragraphs = [paragraph for paragraph in _GAP.split(body.strip("\n")) if paragraph]
    return paragraphs if all(map(_WHOLE.fullmatch, paragraphs)) else None


def is_plain(text: str) -> bool:
    """Whether the text holds nothing that is, or may stand for, anything but itself."""
    return not any(map(text.__contains__, _MARKS))
