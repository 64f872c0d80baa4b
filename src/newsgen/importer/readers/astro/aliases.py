"""Short names of folders in the addresses of a site: ``@assets/pier.png``."""

import posixpath
import re
from collections.abc import Callable, Mapping

from newsgen.importer.conversion import Action, Conversion

_PATHS = re.compile(r"\"([@~#$]?[\w@~/-]*/)\*\"\s*:\s*\[\s*\"([^\"\n*]*/)\*\"")
_USUAL = {
    "@assets/": "src/assets/",
    "@images/": "src/images/",
    "@site/": "",
    "@/": "src/",
    "~/": "src/",
    "/src/": "src/",
}
"""What most sites mean by the names, whether their settings say it or not."""


def aliases_of(configuration: str) -> dict[str, str]:
    """The short names of folders in a ``tsconfig.json``: ``@assets/`` → ``src/assets/``."""
    return {short: folder.removeprefix("./") for short, folder in _PATHS.findall(configuration)}


def turn_alias(written: str, folder: str, aliases: Mapping[str, str]) -> str:
    """The address with the folder that its short name stands for, seen from ``folder``.

    >>> turn_alias("@assets/pier.png", "src/content/blog", {})
    '../../assets/pier.png'
    """
    for short, long in {**_USUAL, **aliases}.items():
        if short and written.startswith(short):
            return posixpath.relpath(long + written.removeprefix(short), folder or ".")
    return written


class Aliased(Conversion):
    """A conversion in which addresses have short names: ``@assets/pier.png``."""

    def __init__(self, conversion: Conversion, turn: Callable[[str], str]) -> None:
        self._inner = conversion
        self._turn = turn
        self.notes = conversion.notes
        self.left_out = conversion.left_out
        self.ids = conversion.ids

    def link(self, written: str, line: int = 0) -> str:
        """What to write for the destination of a link."""
        return self._inner.link(self._turn(written), line)

    def picture(self, written: str, larger: str = "", line: int = 0) -> str:
        """What to write for the address of a picture."""
        return self._inner.picture(self._turn(written), self._turn(larger), line)

    def rule(self, name: str) -> Action | None:
        """What import.yaml says about the component."""
        return self._inner.rule(name)
