"""What the conversion of one body may ask of the rest of the import, and what it tells."""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol

from newsgen.importer.models import Effect, Note
from newsgen.models import Model

Action = Literal["drop", "text", "box", "note", "image", "video", "template"]
"""What becomes of a shortcode or component: nothing, the words inside, a block with them, a
picture, a film, or the block of its own name, which the theme has in templates/blocks/."""

_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_UNREAD = re.compile(r"[\t\r\n]+")
_AROUND = "".join(map(chr, range(33)))
_ALLOWED = frozenset({"http", "https", "mailto", "tel"})


class Resolved(NamedTuple):
    """Where a link or a picture leads now."""

    destination: str
    """To be written into the Markdown, not escaped; empty if there is none: the words stay."""
    note: str = ""
    """What to tell of it; empty if nothing."""
    effect: Effect = "changed"
    name: str = ""
    """What the note is counted by."""


class Resolver(Protocol):
    """Knows the stories and the files of the old site."""

    def link(self, written: str) -> Resolved:
        """Where a link of this story leads now."""

    def picture(self, written: str, larger: str) -> Resolved:
        """Where a picture of this story is now; ``larger`` is what it was a thumbnail of."""


class Shortcode(Model, frozen=True):
    """A call in a text that the old system replaced when it made the page.

    Shortcodes of WordPress, Hugo and Nikola, tags of Jekyll and Eleventy, components of Astro.
    """

    name: str
    arguments: tuple[str, ...] = ()
    named: Mapping[str, str] = {}
    inner: str = ""
    """What stands inside, as Markdown of newsgen already."""
    written: str = ""
    """The opening tag as it is in the source."""
    line: int = 0
    is_block: bool = True
    """Whether it has its lines for itself."""


class AsWritten:
    """A resolver that knows nothing: every link stays, unless no page may have it."""

    def link(self, written: str) -> Resolved:
        """The link, whole if its scheme was left out; browsers read no line breaks and TABs."""
        written = _UNREAD.sub("", written).strip(_AROUND)
        if written.startswith("//"):
            return Resolved(f"https:{written}")
        scheme = _SCHEME.match(written)
        if scheme and scheme[1].lower() not in _ALLOWED:
            told = f"link scheme {scheme[1].lower()}"
            return Resolved("", f"{told}: words kept", name=told)
        return Resolved(written)

    def picture(self, written: str, larger: str) -> Resolved:
        """The larger picture if there is one."""
        return self.link(larger or written)


class Conversion:
    """The conversion of one body: its questions, and the notes that it leaves.

    It is the one thing of an import that changes: each body has its own.
    """

    def __init__(self, resolver: Resolver | None = None, rules: Mapping[str, Action] = {}) -> None:
        self._resolver: Resolver = resolver or AsWritten()
        self._rules = rules
        self.notes: list[Note] = []
        self.left_out: list[str] = []
        """Texts that are left out on purpose; their words are not lost."""
        self.ids: dict[str, str] = {}
        """Ids that headings have in the old system → their ids in newsgen."""

    def link(self, written: str, line: int = 0) -> str:
        """What to write for the destination of a link; empty: write its words without a link."""
        return self._told(self._resolver.link(written.strip()), line)

    def picture(self, written: str, larger: str = "", line: int = 0) -> str:
        """What to write for the address of a picture; empty: leave the picture out.

        ``larger`` is the address that a link around it leads to, if that is a picture as well.
        """
        return self._told(self._resolver.picture(written.strip(), larger.strip()), line)

    def rule(self, name: str) -> Action | None:
        """What import.yaml says about the shortcode; None if nothing."""
        return self._rules.get(name)

    def change(self, text: str, line: int = 0, name: str = "") -> None:
        """Tell that something is written in another way; ``name`` is what it is counted by."""
        self.notes.append(Note(effect="changed", text=text, line=line, name=name))

    def leave_out(self, text: str, words: str = "", line: int = 0, name: str = "") -> None:
        """Tell that something is left out; ``words`` are those that go with it."""
        self.notes.append(Note(effect="left-out", text=text, line=line, name=name))
        if words:
            self.left_out.append(words)

    def need(self, text: str, line: int = 0, name: str = "") -> None:
        """Tell that something needs a person: a picture without a description."""
        self.notes.append(Note(effect="needs", text=text, line=line, name=name))

    def _told(self, found: Resolved, line: int) -> str:
        if found.note:
            note = Note(effect=found.effect, text=found.note, line=line, name=found.name)
            self.notes.append(note)
        return found.destination
