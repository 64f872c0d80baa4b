"""Asks trafilatura which text of a page is the story; it reads nothing from disk or network."""

import logging
from typing import NamedTuple

from lxml import etree

from newsgen.importer.readers.scraped.words import plain

_MOST_CHARACTERS = 3_000_000
_LEAVES = frozenset({"p", "head", "item", "cell", "quote", "ab", "fw", "code"})
_SURE = 4
"""Words from which a text is found inside others; a shorter one must be a whole leaf."""


class Taken(NamedTuple):
    """The text of the story, as ``plain`` has it."""

    leaves: frozenset[str]
    whole: str

    def holds(self, text: str) -> bool:
        """Whether the text of an element is of the story."""
        bare = plain(text)
        if bare in self.leaves:
            return bool(bare)
        return bare.count(" ") + 1 >= _SURE and f" {bare} " in self.whole


def extract(html: str) -> Taken:
    """What is the story; nothing where trafilatura finds none."""
    import trafilatura  # noqa: PLC0415 - an extra, and slow

    if len(html) > _MOST_CHARACTERS:
        return Taken(frozenset(), "")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.extract(
            html,
            output_format="xml",
            favor_precision=True,
            include_comments=False,
            include_tables=True,
            deduplicate=False,
            with_metadata=False,
        )
    except (ValueError, RecursionError, etree.LxmlError):
        return Taken(frozenset(), "")
    return _read(found or "")


def _read(xml: str) -> Taken:
    if not xml:
        return Taken(frozenset(), "")
    root = etree.fromstring(xml.encode(), etree.XMLParser(recover=True, resolve_entities=False))
    leaves = ["".join(map(str, each.itertext())) for each in root.iter() if each.tag in _LEAVES]
    whole = " ".join(plain("".join(map(str, root.itertext()))).split())
    return Taken(frozenset(map(plain, leaves)) - {""}, f" {whole} ")
