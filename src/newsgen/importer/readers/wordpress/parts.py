"""An export cut into its head and its items, in bounded memory.

Each item is parsed by itself afterwards. So an item that is broken is one story that cannot be
read, not the end of the import, and no tree grows with the file.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

_MARK: Final = re.compile(r"<!\[CDATA\[|</item\s{0,9}>|<item(?=[\s>])")
_LONGEST: Final = 20
"""Characters of the longest mark; one may be cut in two by the end of a chunk."""
ITEM_LIMIT: Final = 8 * 1024 * 1024
"""Characters of an item; comments count too."""
_KEPT: Final = 64 * 1024
"""Characters that remain of a longer one: its title and its number."""


Kind = Literal["channel", "item", "cut", "long"]


class Part(NamedTuple):
    """A piece of an export."""

    kind: Kind
    """What stands outside items; a whole item; the beginning of one with which the file ends;
    the beginning of one that is too long."""
    text: str
    line: int
    """Of its file, from 1."""


def split_export(texts: Iterable[str]) -> Iterator[Part]:
    """The parts of the file with these texts, in their order."""
    buffer, position = "", 0
    line, skipped = 1, 0
    in_item = in_cdata = is_long = False
    for text in texts:
        buffer += text
        begin = 0
        while True:
            if in_cdata:
                end = buffer.find("]]>", position)
                if end < 0:
                    position = max(position, len(buffer) - 2)
                    break
                in_cdata, position = False, end + 3
            mark = _MARK.search(buffer, position)
            if mark is None:
                position = max(position, len(buffer) - _LONGEST)
                break
            position = mark.end()
            if mark[0] == "<![CDATA[":
                in_cdata = True
                continue
            ends = mark[0].startswith("</")
            if ends != in_item:  # an end without a beginning, or a beginning in an item
                continue
            end = mark.end() if ends else mark.start()
            kind = _kind(is_item=ends, is_long=is_long)
            yield Part(kind, buffer[begin:end], line)
            line, skipped = line + skipped + buffer.count("\n", begin, end), 0
            begin, in_item, is_long = end, not ends, False
        if in_item and position - begin > ITEM_LIMIT:
            skipped += buffer.count("\n", begin + _KEPT, position)
            buffer = buffer[begin : begin + _KEPT] + " " + buffer[position:]
            begin, position, is_long = 0, _KEPT + 1, True
        buffer, position = buffer[begin:], position - begin
    yield Part("cut" if in_item else "channel", buffer, line)


def _kind(*, is_item: bool, is_long: bool) -> Kind:
    if not is_item:
        return "channel"
    return "long" if is_long else "item"
