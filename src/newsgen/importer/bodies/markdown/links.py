"""Links and pictures of a text lead where they lead now."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from newsgen.importer.bodies.edits import Edit
from newsgen.importer.bodies.markdown.sheet import Definition, Passage, Sheet
from newsgen.importer.bodies.texts import destination, quoted
from newsgen.importer.bodies.usual import is_picture
from newsgen.markdown import Mark, find_addresses, recognise

_SIZE = re.compile(r"\|[ ]?[0-9]{1,5}(?:x[0-9]{1,5})?[ ]?\Z")


def link_edits(passage: Passage) -> Iterator[Edit]:
    """The changes of all links and pictures of a passage, with places in it."""
    around = dict(_links_around_pictures(passage))
    dropped = {link.start for link in around.values()}
    for mark in passage.marks:
        match mark.kind:
            case "image":
                yield from _picture(passage, mark, around.get(mark.start))
            case "link" if mark.start not in dropped:
                yield from _link(passage, mark)
            case "autolink":
                yield from _autolink(passage, mark)
    yield from _bare_addresses(passage)


def definition_edits(sheet: Sheet) -> Iterator[Edit]:
    """The changes of the definitions, after all passages are read; places in the whole text."""
    for each in sheet.definitions.values():
        mark = each.mark
        if (each.destination is None and each.is_inlined) or each.destination == "":
            yield Edit(mark.start, min(mark.end + 1, len(sheet.text)))
        elif each.destination is not None and each.destination != mark.destination:
            yield _moved(sheet.text, mark, each.destination)


def _links_around_pictures(passage: Passage) -> Iterator[tuple[int, Mark]]:
    """Links with nothing but pictures in their label, by the start of each picture."""
    images = [mark for mark in passage.marks if mark.kind == "image"]
    starts = [image.start for image in images]
    for link in passage.marks if images else ():
        if link.kind != "link":
            continue
        at, end = link.label
        first = bisect_left(starts, at)
        inside = images[first : bisect_left(starts, end)]
        is_empty = bool(inside)
        for image in inside:
            is_empty = is_empty and not passage.text[at : image.start].strip()
            at = image.end
        if is_empty and not passage.text[at:end].strip():
            yield from ((image.start, link) for image in inside)


def _link(passage: Passage, mark: Mark) -> Iterator[Edit]:
    if mark.is_reference:
        found = _referred(passage, mark)
    elif mark.destination.startswith("#"):
        return
    elif not mark.destination:
        passage.conversion.change("link without an address: words kept", passage.line(mark.start))
        found = ""
    else:
        found = passage.conversion.link(mark.destination, passage.line(mark.start))
    if not found:
        yield from unlink(mark)
    elif not mark.is_reference and found != mark.destination:
        yield _moved(passage.text, mark, found)


def unlink(mark: Mark) -> Iterator[Edit]:
    """The words of the link without it."""
    yield Edit(mark.start, mark.label[0])
    yield Edit(mark.label[1], mark.end)


def _referred(passage: Passage, mark: Mark) -> str:
    definition = passage.sheet.definitions[mark.destination]
    if definition.destination is None:
        written = definition.mark.destination
        is_here = written.startswith("#")
        line = passage.line(mark.start)
        definition.destination = written if is_here else passage.conversion.link(written, line)
    return definition.destination


def _picture(passage: Passage, mark: Mark, link: Mark | None) -> Iterator[Edit]:
    """The changes of a picture, and of the link around it."""
    sheet, line = passage.sheet, passage.line(mark.start)
    definition = sheet.definitions[mark.destination] if mark.is_reference else None
    written = definition.mark.destination if definition else mark.destination
    larger = _larger(passage, link) if link else ""
    found = passage.conversion.picture(written, larger, line) if written else ""
    if link:
        yield Edit(link.start, link.label[0])
        yield Edit(link.label[1], link.end)
    if not found:
        words = passage.text[slice(*mark.label)]
        passage.conversion.leave_out("picture left out", words, line, "picture left out")
        yield Edit(mark.start, mark.end)
        return
    alt = passage.text[slice(*mark.label)]
    if not alt.strip():
        passage.conversion.need("picture without description", line, "picture without description")
    if size := _SIZE.search(alt):
        yield Edit(mark.label[0] + size.start(), mark.label[1])
    if definition and (found != written or link):
        yield _inlined(mark, definition, found)
    elif found != written:
        yield _moved(passage.text, mark, found)


def _larger(passage: Passage, link: Mark) -> str:
    """Where the link around a picture leads, if that is a picture; else the link is dropped."""
    if link.is_reference:
        leads_to = passage.sheet.definitions[link.destination].mark.destination
    else:
        leads_to = link.destination
    if is_picture(leads_to):
        return leads_to
    line = passage.line(link.start)
    passage.conversion.change("link around a picture dropped", line, "link around a picture")
    return ""


def _inlined(mark: Mark, definition: Definition, found: str) -> Edit:
    definition.is_inlined = True
    title = f" {quoted(definition.mark.title)}" if definition.mark.title else ""
    return Edit(mark.label[1], mark.end, f"]({destination(found)}{title})")


def _moved(text: str, mark: Mark, found: str) -> Edit:
    """The edit that writes another destination."""
    start, end = mark.place
    if start and text[start - 1] == "<":
        return Edit(start - 1, end + 1, destination(found))
    return Edit(start, end, destination(found))


def _autolink(passage: Passage, mark: Mark) -> Iterator[Edit]:
    address = mark.destination
    is_mail = "@" in address and ":" not in address
    written = f"mailto:{address}" if is_mail else address
    found = passage.conversion.link(written, passage.line(mark.start))
    if not found:
        yield Edit(mark.start, mark.end, _as_words(address))
    elif found != written:
        yield Edit(mark.start, mark.end, f"[{_label(address)}]({destination(found)})")


def _bare_addresses(passage: Passage) -> Iterator[Edit]:
    """Addresses without any mark, of which newsgen makes links, and embeds if they are alone."""
    if "://" not in passage.plain and "@" not in passage.plain:
        return
    inside = _Links(passage)
    for start, address in find_addresses(passage.plain):
        end = start + len(address)
        if inside.cover(start) or "://" not in address:
            continue
        found = passage.conversion.link(address, passage.line(start))
        is_alone = passage.part.kind == "paragraph" and address == passage.text.strip()
        if not found:
            yield Edit(start, end, _as_words(address))
        elif found != address:
            yield Edit(start, end, f"[{_label(address)}]({destination(found)})")
        elif is_alone and recognise(address):
            yield Edit(start, end, f"<{address}>")


class _Links:
    """Which offsets of a passage are inside links."""

    def __init__(self, passage: Passage) -> None:
        self._spans = sorted((m.start, m.end) for m in passage.marks if m.kind == "link")
        self._next = 0

    def cover(self, offset: int) -> bool:
        """Whether the offset is in a link; offsets must come in their order."""
        while self._next < len(self._spans) and self._spans[self._next][1] <= offset:
            self._next += 1
        return self._next < len(self._spans) and self._spans[self._next][0] <= offset


def _label(address: str) -> str:
    for mark in "\\[]*_`":
        address = address.replace(mark, f"\\{mark}")
    return address


def _as_words(address: str) -> str:
    r"""An address that newsgen makes no link of: ``http:\//old.test`` shows ``http://old.test``."""
    return _label(address).replace("://", ":\\//").replace("@", "\\@")
