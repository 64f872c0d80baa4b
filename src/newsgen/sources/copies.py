"""Finds files that a program laid beside their original: nobody means to publish them.

Programs that keep folders alike, file managers and browsers do so when a file is changed in two
places, copied, or downloaded twice. Such a name means a copy only if the original is beside it.
"""

import posixpath
import re
from collections.abc import Collection, Iterator

_COPY = frozenset(
    {
        *("copy", "kopie", "copie", "copia", "cópia", "kopi", "kopya", "kopia", "копия", "kopio"),
        *("نسخة", "نسخه", "کاپی", "副本", "コピー", "사본", "másolat", "αντίγραφο", "sao chép"),
    }
)
"""How file managers call a copy."""
_CONFLICT = ("conflict", "konflikt", "conflit", "conflito", "çakış", "конфликт", "冲突", "競合")
"""How programs that keep folders alike call a file that was changed in two places."""
_OF = frozenset({"of", "von", "de", "di", "van", "av"})
_MACHINES = ("-desktop-", "-laptop-", "-macbook", "-imac", "-pc-")
"""OneDrive adds the name of the machine."""
_SUSPICIOUS = re.compile(r"(?i)[ (\[]|conflict|konflikt|-(?:desktop|laptop|macbook|imac|pc)")
"""What every name of a copy contains: most names are not looked at any further."""


def find_copies(paths: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each path that is a copy, with the path of the original, which is one of ``paths``."""
    suspicious = [path for path in paths if _SUSPICIOUS.search(path)]
    if not suspicious:
        return
    known = {path.casefold(): path for path in paths}
    for path in suspicious:
        folder, name = posixpath.split(path)
        stem, ending = posixpath.splitext(name)
        for original in _originals(stem.casefold()):
            found = known.get(f"{folder}/{original}{ending}".casefold())
            if found and found != path:
                yield path, found
                break


def _originals(stem: str) -> Iterator[str]:
    """The names of which a file may be a copy: ``quake`` for ``quake - copy (2)``."""
    for name in (*_before_number(stem), *_before_word(stem), *_before_mark(stem)):
        yield name
        yield from _originals(name)


def _before_number(stem: str) -> Iterator[str]:
    """For ``quake (1)``, ``quake 2`` and ``quake (Ann's conflicted copy 2026-11-23)``."""
    name, _, inner = stem.replace("[", "(").replace("]", ")").rpartition("(")
    if name and inner.endswith(")"):
        words = inner[:-1].split()
        is_copy = bool(_COPY.intersection(words)) or any(word in inner for word in _CONFLICT)
        if is_copy or inner[:-1].isdigit():
            yield name.rstrip()
    name, _, last = stem.rpartition(" ")
    if name and last.isdigit() and len(last) == 1:
        yield name.rstrip()


def _before_word(stem: str) -> Iterator[str]:
    """For ``quake - copy``, ``quake copy`` and ``copy of quake``."""
    name, _, last = stem.rpartition(" ")
    if name and last in _COPY:
        yield name.rstrip(" -–—")
    first, _, rest = stem.partition(" ")
    of, _, name = rest.removeprefix("(2) ").partition(" ")
    if first in _COPY and of in _OF and name:
        yield name


def _before_mark(stem: str) -> Iterator[str]:
    """For ``quake.sync-conflict-20261123-101010-ABCDEFG`` and ``quake-DESKTOP-AB12``."""
    for word in (*_CONFLICT, *_MACHINES):
        name, found, _ = stem.partition(word)
        if name and found:
            yield name.removesuffix("sync-").rstrip(" .-_~")
