"""Tags of HTML in the midst of Markdown."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from newsgen.importer.bodies.edits import Edit, apply
from newsgen.importer.bodies.markdown.sheet import Passage
from newsgen.markdown import Mark

_VOID = frozenset({"br", "hr", "img", "input", "wbr", "source", "track", "embed", "link", "meta"})
_OWN_TEXT = frozenset(
    {"audio", "canvas", "iframe", "math", "noscript", "object", "pre", "script", "select", "style"}
    | {"svg", "template", "textarea", "title", "video", "code", "kbd", "samp", "tt", "xmp"}
)
"""Elements whose text is not Markdown."""
_BLOCKISH = re.compile(
    r"[-*+>#|:][-*+>#|: \t]|[0-9]{1,9}[.)][ \t]|[-=]{1,200}[ \t]*(?:\n|\Z)|```|~~~"
)

_PHRASES = frozenset(
    {"a", "abbr", "b", "big", "cite", "em", "font", "i", "ins", "s", "small", "span", "strong"}
    | {"sub", "sup", "u", "center", "div", "p"}
)
"""Elements of which nothing is left without their text."""
_SCRIPTS = {"sup": "^", "sub": "~"}
_SIMPLE = re.compile(r"[\w+-]{1,20}")
_PAIR = 2


class _Run(NamedTuple):
    """Tags that belong together, from the first to the last."""

    start: int
    end: int
    tags: Sequence[Mark]


def tag_edits(passage: Passage, edits: Sequence[Edit]) -> list[Edit]:
    """The edits of a passage together with those of its tags.

    What stands between two tags is Markdown: with its own edits it waits as an atom while the tags
    around it are converted.
    """
    tags = [mark for mark in passage.marks if mark.kind == "tag"]
    if not tags:
        return list(edits)
    runs = list(_runs(tags))
    rest = _Edits(edits)
    done: list[Edit] = []
    for run in runs:
        done += rest.before(run.start)
        inner = rest.before(run.end)
        done.append(Edit(run.start, run.end, _converted(passage, run, inner)))
    return [*done, *rest.before(len(passage.text) + 1)]


class _Edits:
    """Edits in their order, given out once."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = sorted(edits)
        self._next = 0

    def before(self, offset: int) -> list[Edit]:
        """Those that start before the offset."""
        first = self._next
        while self._next < len(self._edits) and self._edits[self._next].start < offset:
            self._next += 1
        return self._edits[first : self._next]


def _runs(tags: Sequence[Mark]) -> Iterator[_Run]:
    """The outermost elements; a tag without its partner is alone."""
    partner = _partners(tags)
    index = 0
    while index < len(tags):
        last = partner.get(index, index)
        yield _Run(tags[index].start, tags[last].end, tags[index : last + 1])
        index = last + 1


def _partners(tags: Sequence[Mark]) -> dict[int, int]:
    """The index of each start tag's end tag."""
    found: dict[int, int] = {}
    open_tags: list[int] = []
    counts: dict[str, int] = {}
    for index, tag in enumerate(tags):
        if tag.name.startswith("/"):
            name = tag.name[1:]
            if not counts.get(name):
                continue
            while (opened := open_tags.pop()) is not None:
                counts[tags[opened].name] -= 1
                if tags[opened].name == name:
                    found[opened] = index
                    break
        elif tag.name and tag.name not in _VOID:
            open_tags.append(index)
            counts[tag.name] = counts.get(tag.name, 0) + 1
    return found


def _converted(passage: Passage, run: _Run, edits: Sequence[Edit]) -> str:
    """The run as Markdown."""
    first = run.tags[0]
    if first.name in {"br", "/br"}:
        return _break(passage, run)
    if len(run.tags) == 1 and first.name.removeprefix("/") in _PHRASES:
        return ""
    if script := _script(passage.text, run):
        return script
    html = _with_atoms(passage, run, edits)
    line = passage.line(run.start)
    shown = passage.sheet.from_html(html, line)
    if "\n" in shown or shown.startswith((":::", "|", "#", "```")):
        return passage.sheet.atoms.put(shown, block=True)
    return shown


def _with_atoms(passage: Passage, run: _Run, edits: Sequence[Edit]) -> str:
    """The HTML of a run with the text between its tags as atoms, but for text of its own."""
    parts: list[str] = []
    own = ""  # the element whose text is its own
    rest = _Edits(edits)
    for number, tag in enumerate(run.tags):
        written = passage.text[tag.start : tag.end]
        parts.append(written)
        if not own and tag.name in _OWN_TEXT and not written.endswith("/>"):
            own = tag.name
        elif own and tag.name == f"/{own}":
            own = ""
        if number + 1 == len(run.tags):
            break
        stop = run.tags[number + 1].start
        inner = rest.before(stop)
        between = passage.text[tag.end : stop]
        if own or not between.strip():
            parts.append(between)
        else:
            parts += _atom(passage, apply(passage.text, inner, tag.end, stop))
    return "".join(parts)


def _atom(passage: Passage, text: str) -> Iterator[str]:
    """The text as an atom, with the blanks around it outside."""
    words = text.strip()
    start = text.find(words)
    yield text[:start]
    yield passage.sheet.atoms.put(words, block=False)
    yield text[start + len(words) :]


def _script(text: str, run: _Run) -> str:
    """Raised or lowered letters after others, as newsgen writes them; empty for all else."""
    sign = _SCRIPTS.get(run.tags[0].name)
    if not sign or len(run.tags) != _PAIR or not text[run.start - 1 : run.start].isalnum():
        return ""
    inner = text[run.tags[0].end : run.tags[1].start]
    return f"{sign}{inner}{sign}" if _SIMPLE.fullmatch(inner) else ""


def _break(passage: Passage, run: _Run) -> str:
    """A new line in place of ``<br>``."""
    text = passage.text
    before, after = text[: run.start].rstrip(" \t"), text[run.end :]
    if passage.part.kind in {"heading", "term"}:
        return " "
    if not before or not after.strip() or before.endswith("\n"):
        return ""
    if after.lstrip(" \t").startswith("\n"):
        return "\\"
    if passage.part.kind == "cell" or _BLOCKISH.match(after.lstrip()):
        return "<br>"
    return "\\\n"
