"""Tags of Liquid and Nunjucks in HTML."""

import bs4

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.bodies.html import Converter, html_to_markdown
from newsgen.importer.bodies.markdown import CodeSpans, ReplaceTags
from newsgen.importer.conversion import Conversion

_ELEMENT = "newsgen-finished"


def html_with_tags(
    html: str, conversion: Conversion, tags: ReplaceTags, first_line: int = 1
) -> str:
    """The HTML as newsgen's Markdown, with its tags replaced, in code too, as the old site did."""
    finished = _Finished()
    text = tags(html, CodeSpans(()), finished, conversion)
    return html_to_markdown(text, conversion, handlers=(finished.handle,), first_line=first_line)


class _Finished(Atoms):
    """Finished Markdown that waits as elements."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: list[str] = []

    def put(self, markdown: str, *, block: bool) -> str:
        """An element that stands for the Markdown."""
        self._marks.append(super().put(markdown, block=block))
        return f'<{_ELEMENT} number="{len(self._marks) - 1}"></{_ELEMENT}>'

    def handle(self, tag: bs4.Tag, _converter: Converter) -> str | None:
        """The Markdown that the element stands for."""
        if tag.name != _ELEMENT:
            return None
        number = str(tag.get("number", ""))
        is_known = number.isdecimal() and int(number) < len(self._marks)
        return self.restore(self._marks[int(number)]) if is_known else ""
