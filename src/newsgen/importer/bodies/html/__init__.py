"""HTML as newsgen's Markdown."""

from collections.abc import Callable, Sequence

import bs4
from markdownify import MarkdownConverter

from newsgen.importer.conversion import Conversion

Handler = Callable[[bs4.Tag, "Converter"], str | None]


class Converter(MarkdownConverter):
    """First version: the interface only."""

    def __init__(self, conversion: Conversion, handlers: Sequence[Handler] = ()) -> None:
        super().__init__(heading_style="atx", bullets="-")
        self.conversion = conversion
        self._handlers = handlers

    def children(self, tag: bs4.Tag) -> str:
        """The Markdown of what is inside the element."""
        return "".join(self.process_element(each, parent_tags=set()) for each in tag.children)

    def block(self, name: str, argument: str = "", inner: str = "") -> str:
        """A block of newsgen, with more colons than any inside it."""
        head = f"::: {name} {argument}".rstrip()
        return "\n".join(part for part in (head, inner.strip("\n"), ":::") if part)

    def line(self, tag: bs4.Tag) -> int:
        """The line of the element in its file."""
        return tag.sourceline or 0

    def process_tag(self, node, parent_tags=None):
        for handler in self._handlers:
            found = handler(node, self)
            if found is not None:
                return f"\n\n{found}\n\n" if "\n" in found else found
        return super().process_tag(node, parent_tags)


def html_to_markdown(
    html: str, conversion: Conversion, *, handlers: Sequence[Handler] = (), first_line: int = 1
) -> str:
    """The HTML as newsgen's Markdown, ending in one line break; empty for no text."""
    soup = bs4.BeautifulSoup(f"<body>{html}", "html.parser")
    text = Converter(conversion, handlers).convert_soup(soup).strip()
    return f"{text}\n" if text else ""


def plain_text(html: str) -> str:
    """The text of the HTML on one line, without mark-up."""
    return " ".join(bs4.BeautifulSoup(f"<body>{html}", "html.parser").get_text().split())


def escape(text: str) -> str:
    """Plain text as Markdown that shows exactly this."""
    return "".join(f"\\{each}" if each in "\\`*_[]<>#|~^" else each for each in text)
