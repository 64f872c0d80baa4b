"""Links to headings of the same text lead to the ids that newsgen gives these headings."""

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.bodies.edits import Edit, apply
from newsgen.importer.bodies.markdown.headings import heading_words
from newsgen.importer.bodies.markdown.lines import Lines
from newsgen.importer.bodies.markdown.links import unlink
from newsgen.importer.bodies.markdown.sheet import Passage, Sheet
from newsgen.importer.conversion import Conversion
from newsgen.markdown import Anchors
from newsgen.text import slugify

_SIGNS = ("](#", "](<#", "]: #", "]:#")
_TOP = frozenset({"", "#", "#top"})


def turn_page_links(
    markdown: str, conversion: Conversion, ids: Mapping[str, str] = {}, lines: Lines | None = None
) -> str:
    """Finished Markdown with links to its own headings; of a link to nothing the words stay.

    ``ids`` are those that the old system had, and the words of the heading of each.
    """
    if not any(sign in markdown for sign in _SIGNS):
        return markdown
    sheet = Sheet(markdown, (lines or Lines(markdown, 1)).changed(markdown), conversion, Atoms())
    places = _Places(sheet, ids)
    edits = [
        passage.placed(edit)
        for part in sheet.parts
        if part.places and "[" in part.text and part.kind != "html"
        for passage in (Passage(sheet, part),)
        for edit in _edits(passage, places)
    ]
    return apply(markdown, edits)


def page_anchors(markdown: str) -> frozenset[str]:
    """The ids that newsgen gives to the headings of finished Markdown."""
    conversion = Conversion()
    sheet = Sheet(markdown, Lines(markdown, 1), conversion, Atoms())
    return frozenset(_Places(sheet, {}).known)


class _Places:
    """Where a fragment of the old system leads."""

    def __init__(self, sheet: Sheet, ids: Mapping[str, str]) -> None:
        anchors = Anchors()
        self._by_words: dict[str, str] = {}
        self.known: set[str] = set()
        for part in sheet.parts:
            if part.kind == "heading":
                words = heading_words(part.text)
                anchor = anchors.add(slugify(words) or "section")
                self.known.add(anchor)
                self._by_words.setdefault(words, anchor)
        self._by_id = {name: self._by_words.get(words, "") for name, words in ids.items()}
        self._by_slug = {slugify(name): anchor for name, anchor in self._by_id.items()}

    def find(self, fragment: str) -> str:
        """The id of the heading; empty if there is none."""
        if self._by_id.get(fragment):
            return self._by_id[fragment]
        if fragment in self.known:
            return fragment
        slug = slugify(fragment)
        return slug if slug in self.known else self._by_slug.get(slug, "")


def _edits(passage: Passage, places: _Places) -> Iterator[Edit]:
    for mark in passage.marks:
        if mark.kind != "link":
            continue
        leads_to = mark.destination
        if mark.is_reference:
            leads_to = passage.sheet.definitions[leads_to].mark.destination
        if not leads_to.startswith("#") or leads_to in _TOP:
            continue
        name = unquote(leads_to[1:])
        found, line = places.find(name), passage.line(mark.start)
        if not found:
            told = f"link to #{name}: no such heading, words kept"
            passage.conversion.change(told, line, "link to no heading")
            yield from unlink(mark)
        elif found != name:
            told = f"heading id {name}: link turned to #{found}"
            passage.conversion.change(told, line, "heading id")
            yield Edit(mark.label[1], mark.end, f"](#{found})")
