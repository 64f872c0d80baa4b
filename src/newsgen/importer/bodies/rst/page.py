"""What the writers of one document share: its conversion, its anchors and its footnotes."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from docutils import nodes

from newsgen.importer.bodies.rst.parsing import Spoken
from newsgen.importer.bodies.shortcodes import Show
from newsgen.importer.conversion import Conversion
from newsgen.markdown.headings import RESERVED_IDS
from newsgen.text import slugify


class Page(NamedTuple):
    """A document that is being written."""

    conversion: Conversion
    first_line: int
    known: Mapping[str, Show]
    anchors: Mapping[str, str]
    """Id in the document → what a link to it has after ``#``."""
    marked: frozenset[str]
    """Ids that links lead to and that are not those of headings."""
    labels: Mapping[str, str]
    """Id of a footnote → its name in Markdown."""

    def line(self, node: nodes.Node) -> int:
        """The line of the file where the node, or what it is in, begins; 0 if nobody knows."""
        at: nodes.Node | None = node
        while at is not None:
            if at.line:
                return at.line + self.first_line - 1
            at = at.parent
        return 0


def open_page(
    document: nodes.document, conversion: Conversion, first_line: int, known: Mapping[str, Show]
) -> Page:
    """The page of a document."""
    headings = dict(_headings(document))
    wanted = {str(each["refid"]) for each in document.findall(nodes.reference) if "refid" in each}
    wanted |= {
        nodes.make_id(each.astext().partition("<")[2].rstrip("> ") or each.astext())
        for each in document.findall(Spoken)
        if each["role"].rpartition(":")[2] == "ref"
    }
    wanted |= {
        str(each["refuri"])[1:]
        for each in document.findall(nodes.reference)
        if str(each.get("refuri", "")).startswith("#")
    }
    conversion.ids.update(headings)
    marked = wanted - headings.keys()
    return Page(
        conversion=conversion,
        first_line=first_line,
        known=known,
        anchors={**{each: each for each in marked}, **headings},
        marked=frozenset(marked),
        labels=dict(_labels(document)),
    )


def ids_of(node: Any) -> Iterable[str]:
    """The ids of an element."""
    return [str(each) for each in node.get("ids", ())]


def _headings(document: nodes.document) -> Iterable[tuple[str, str]]:
    """Each id of a section, and the anchor that newsgen gives its heading."""
    counts = dict.fromkeys(RESERVED_IDS, 1)
    for section in document.findall(nodes.section):
        title = section.next_node(nodes.title)
        anchor = slugify(title.astext() if title else "") or "section"
        while anchor in counts:
            counts[anchor] += 1
            anchor = f"{anchor}-{counts[anchor]}"
        counts[anchor] = 1
        for each in ids_of(section):
            yield each, anchor


def _labels(document: nodes.document) -> Iterable[tuple[str, str]]:
    """Each id of a footnote or citation, and a name that no other one has."""
    used: set[str] = set()
    for condition in (nodes.footnote, nodes.citation):
        for note in document.findall(condition):
            label = note.next_node(nodes.label)
            name = slugify(label.astext() if label else "") or "note"
            while name in used:
                name += "x"
            used.add(name)
            for each in ids_of(note):
                yield each, name
