"""Small parts of Markdown: code within a line, cells, quotations."""

import re

_SPACES = re.compile(r"\s+")
_BACKTICKS = re.compile("`+")
_OUTSIDE = re.compile(r"(?<!\\)\|")


def one_line(text: str) -> str:
    """The text with a space for each run of white space, those at its ends too."""
    return _SPACES.sub(" ", text)


def code_span(text: str) -> str:
    """The text as code within a line."""
    text = one_line(text)
    if not text.strip():
        return ""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if "`" in (text[0], text[-1]) or text[0] == text[-1] == " " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def cell(text: str) -> str:
    """Markdown of one line as it stands in a table."""
    return _OUTSIDE.sub(r"\\|", text.strip())


def indented(text: str, width: int) -> str:
    """The text, with spaces before each of its lines but the first and the empty ones."""
    return text.replace("\n", "\n" + " " * width).replace("\n" + " " * width + "\n", "\n\n")


def quotation(text: str) -> str:
    """The text as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
