"""Finds Markdown that did not work: marks that readers see as text, with the remedy for each.

Only text that the engine left as it was written is searched, so marks in code are not found.
"""

import re
from collections.abc import Iterator

from newsgen.models import Model

_LINK = re.compile(
    r"(?P<picture>!?)\[(?P<text>[^\[\]]{0,500})\](?:"
    r"\((?P<spaced>[^()<>]{1,500}) ?\)"
    r"| \((?P<apart>(?:https?:|mailto:|www\.|\.{0,2}/)[^()]{0,500}|[^() ]{1,200}\.[a-z]{2,5})\)"
    r"|\[(?P<label>[^\[\]]{1,200})\])"
)
_SWAPPED = re.compile(r"\((?P<text>[^()]{1,500})\)\[(?P<address>(?:https?:|/|www\.)[^\]]{1,500})\]")
_STARS = re.compile(r"(?P<marks>\*\*+|(?<!\w)__+(?=\w)|(?<=\w)__+(?!\w)|~~+)")
_HEADING = re.compile(r"(?:#{2,6}(?=[^\s#])|#(?=[A-Z]\w+ \w)|＃+|#{1,6}\u00a0)")
_ITEM = re.compile(r"[-*+]\u00a0|[•‣◦]\s")
_SIGNS = ("[", "**", "__", "~~", "#", "＃", "\u00a0", "•", "‣", "◦")


class Leftover(Model, frozen=True):
    """Marks in a text that did nothing."""

    near: str
    """What the line contains at that place."""
    message: str
    hint: str


def find_leftovers(text: str) -> Iterator[Leftover]:
    """Marks in the text of one line."""
    if not any(sign in text for sign in _SIGNS):
        return
    yield from _find_first(text)
    if "](" in text or "] (" in text or "][" in text:
        for link in _LINK.finditer(text):
            if not (link["label"] and link["text"].isdecimal()):  # `[12][13]` are two notes
                yield _broken_link(link)
    for link in _SWAPPED.finditer(text):
        yield Leftover(
            near=link[0][:20],
            message="the brackets of this link are the wrong way round",
            hint=f"write `[{link['text']}]({link['address']})`",
        )
    marks = _STARS.search(text)
    if marks:
        sign = marks["marks"][:2]
        yield Leftover(
            near=marks["marks"],
            message=f"readers see `{sign}`: nothing is emphasized",
            hint=f"write `{sign}` twice, close to the words between: `{sign}like this{sign}`",
        )


def _find_first(text: str) -> Iterator[Leftover]:
    heading = _HEADING.match(text)
    if heading:
        marks = "#" * len(heading[0].rstrip("\u00a0"))
        words = text[heading.end() :].strip()[:40]
        yield Leftover(
            near=text[:10],
            message="this is no heading: a space is missing after the `#`",
            hint=f"write `{marks} {words}`; if it is no heading, write `\\#`",
        )
    elif _ITEM.match(text):
        yield Leftover(
            near=text[:2],
            message="this is no list: it does not begin with `-` and an ordinary space",
            hint=f"write `- {text[2:].strip()[:40]}`",
        )


def _broken_link(link: re.Match[str]) -> Leftover:
    text, mark = link["text"], link["picture"]
    kind = "picture" if mark else "link"
    if link["label"]:
        message = f"nothing says where the link [{link['label']}] leads"
        hint = f"write `{mark}[{text}](address)`, or add a line `[{link['label']}]: address`"
    elif link["apart"]:
        message = f"a space between the brackets keeps this from being a {kind}"
        hint = f"write `{mark}[{text}]({link['apart']})`"
    elif " " not in link["spaced"].strip() and not mark:
        message = "this is not a link: no link can stand in another one"
        hint = "take one of the two away"
    else:
        message = f"spaces in the address keep this from being a {kind}"
        hint = f"write `{mark}[{text}](<{link['spaced'].strip()}>)`"
    return Leftover(near=link[0][:20], message=message, hint=hint)
