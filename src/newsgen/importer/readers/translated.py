"""A conversion whose links mean something only to the old system."""

from collections.abc import Callable

from newsgen.importer.conversion import Action, Conversion


class Translated(Conversion):
    """Asks another conversion, in the words of the import; notes and rules are of that one."""

    def __init__(
        self, inner: Conversion, link: Callable[[str], str], picture: Callable[[str], str]
    ) -> None:
        super().__init__()
        self._inner = inner
        self._link = link
        self._picture = picture
        self.notes = inner.notes
        self.left_out = inner.left_out
        self.ids = inner.ids

    def link(self, written: str, line: int = 0) -> str:
        """What to write for the destination of a link."""
        return self._inner.link(self._link(written.strip()), line)

    def picture(self, written: str, larger: str = "", line: int = 0) -> str:
        """What to write for the address of a picture."""
        larger = self._picture(larger.strip()) if larger else ""
        return self._inner.picture(self._picture(written.strip()), larger, line)

    def rule(self, name: str) -> Action | None:
        """What import.yaml says about the shortcode."""
        return self._inner.rule(name)
