"""One part of an export as XML: parsed strictly, after a repair if it needs one.

lxml never recovers here: its recovery loses text without a word. No DTD is read and no entity is
known, so none can be expanded; the names of HTML's characters are replaced before.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html.entities import html5
from typing import Final, NamedTuple

from lxml import etree

_PREFIXES: Final = (
    (re.compile(r"https?://(?:www\.)?wordpress\.org/export/[^/]{0,20}/excerpt/?"), "excerpt"),
    (re.compile(r"https?://(?:www\.)?wordpress\.org/export/[^/]{0,20}/?"), "wp"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?"), "content"),
    (re.compile(r"https?://purl\.org/dc/elements/1\.1/?"), "dc"),
)
"""Namespaces of any version, and the prefix by which they are known here."""
_DECLARATION: Final = re.compile(r"\sxmlns:([A-Za-z_][\w.-]*)\s?=\s?(\"[^\"<]*\"|'[^'<]*')")
_ROOT: Final = re.compile(r"<rss\b[^<>]*>")
_USED_PREFIX: Final = re.compile(r"</?([A-Za-z_][\w.-]*):")
_OPENING: Final = re.compile(r"<([A-Za-z_][\w:.-]*)(?:\s[^<>]*)?>[^<]*<!\[CDATA\[")
_SOUND_REFERENCE: Final = re.compile(
    r"&(?:(amp|lt|gt|quot|apos)|(#\d{1,8}|#x[0-9a-fA-F]{1,6})|(\w{1,40}));"
)
_NO_TAG: Final = re.compile(r"<(?![A-Za-z_/!?])")


class Unparsable(Exception):
    """A part that is no XML, even after the repair: why."""


class Parsed(NamedTuple):
    """A part as an element whose children are the fields."""

    element: etree._Element
    repairs: tuple[str, ...] = ()
    """What had to be mended, each in a few words."""


def read_namespaces(head: str) -> Mapping[str, str]:
    """The prefixes that the root of the export declares. Raises Unparsable without a root."""
    root = _ROOT.search(head)
    if root is None:
        raise Unparsable("it has no <rss> element")
    return {prefix: quoted[1:-1] for prefix, quoted in _DECLARATION.findall(root[0])}


def parse_part(text: str, namespaces: Mapping[str, str]) -> Parsed:
    """The elements of a part. Raises Unparsable."""
    try:
        return Parsed(_parse(text, namespaces))
    except etree.XMLSyntaxError:
        mended, repairs = repair(text)
    undeclared = sorted({*_USED_PREFIX.findall(mended)} - namespaces.keys() - {"xml", "xmlns"})
    known = {**{prefix: f"urn:undeclared:{prefix}" for prefix in undeclared}, **namespaces}
    try:
        return Parsed(_parse(mended, known), tuple(repairs))
    except etree.XMLSyntaxError as error:
        raise Unparsable(error.msg.split(", line")[0]) from None


def name_of(element: etree._Element) -> str:
    """The name with the usual prefix of its namespace, whatever the file calls it."""
    return _usual_name(element.tag, element.prefix)


@lru_cache(maxsize=1024)
def _usual_name(tag: str, written_prefix: str | None) -> str:
    namespace, _, name = tag.removeprefix("{").rpartition("}")
    for pattern, prefix in _PREFIXES:
        if namespace and pattern.fullmatch(namespace):
            return f"{prefix}:{name}"
    return f"{written_prefix}:{name}" if written_prefix else name


def text_of(element: etree._Element) -> str:
    """All text in the element."""
    return "".join(str(text) for text in element.itertext())


def _parse(text: str, namespaces: Mapping[str, str]) -> etree._Element:
    declared = "".join(
        f' xmlns:{prefix}="{uri.replace(chr(34), "")}"' for prefix, uri in namespaces.items()
    )
    parser = etree.XMLParser(
        recover=False,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,  # the length of a part has a limit already
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(f"<part{declared}>{text}</part>".encode(), parser)


# --- the repair


def repair(text: str) -> tuple[str, list[str]]:
    """The part with what exports are known to write wrongly put right, and what that was."""
    repairs: dict[str, None] = {}
    pieces = [
        _repair_quoted(piece, repairs) if is_quoted else _repair_marked(piece, repairs)
        for piece, is_quoted in _quoted_pieces(text)
    ]
    return "".join(pieces), list(repairs)


def _quoted_pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Turns of mark-up and of whole CDATA: it ends before the end tag of its element.

    So an end of CDATA within a story, which some plugins do not escape, does not end it.
    """
    position = 0
    while opening := _OPENING.search(text, position):
        start = opening.end() - len("<![CDATA[")
        closing = f"</{opening[1]}"
        end = text.find(closing, start)
        while end >= 0 and not text[max(start, end - 64) : end].rstrip().endswith("]]>"):
            end = text.find(closing, end + 1)
        if end < 0:
            break
        yield text[position:start], False
        yield text[start:end], True
        position = end
    yield text[position:], False


def _repair_quoted(piece: str, repairs: dict[str, None]) -> str:
    inside = piece.rstrip().removeprefix("<![CDATA[").removesuffix("]]>")
    plain = inside.replace("]]]]><![CDATA[>", "]]>")
    if plain.count("]]>") != inside.count("]]]]><![CDATA[>"):
        repairs["an end of CDATA within the text"] = None
    return f"<![CDATA[{plain.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _repair_marked(piece: str, repairs: dict[str, None]) -> str:
    pieces: list[str] = []
    position = 0
    for found in re.finditer("&", piece):
        start = found.start()
        if start < position:
            continue
        pieces.append(piece[position:start])
        reference = _SOUND_REFERENCE.match(piece, start)
        instead, told = _reference(reference)
        if told:
            repairs[told] = None
        pieces.append(instead)
        position = reference.end() if reference else start + 1
    pieces.append(piece[position:])
    mended = "".join(pieces).replace("]]>", "]]&gt;")
    return _NO_TAG.sub("&lt;", mended)


def _reference(reference: re.Match[str] | None) -> tuple[str, str]:
    """What to write for a reference, and what to tell."""
    if reference is None:
        return "&amp;", "a bare &"
    if reference[1]:
        return reference[0], ""
    if number := reference[2]:
        digits, base = (number[2:], 16) if number[1] == "x" else (number[1:], 10)
        code = int(digits, base)
        return (reference[0], "") if _is_allowed(code) else ("", f"{reference[0]} left out")
    if character := html5.get(f"{reference[3]};"):
        return character, f"{reference[0]} outside CDATA"
    return "", f"entity {reference[0]} left out"


def _is_allowed(code: int) -> bool:
    """Whether XML 1.0 allows the character."""
    return (
        code in {0x9, 0xA, 0xD}
        or 0x20 <= code < 0xD800
        or 0xE000 <= code < 0xFFFE
        or 0x10000 <= code <= 0x10FFFF
    )
