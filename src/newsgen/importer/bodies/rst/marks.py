"""Small parts of Markdown: addresses, code within a line, captions."""

import re

_SPACES = re.compile(r"\s+")
_BACKTICKS = re.compile("`+")
_ENTITY = re.compile(r"&(?=#?\w{1,40};)")
_UNSAFE = str.maketrans({" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C"})
_OUTSIDE = re.compile(r"(?<!\\)\|")


def one_line(text: str) -> str:
    """The text with a space for each run of white space, those at its ends too."""
    return _SPACES.sub(" ", text)


def destination(address: str) -> str:
    """An address as it stands in the brackets of a link."""
    return _ENTITY.sub(r"\\&", address.translate(_UNSAFE))


def code_span(text: str) -> str:
    """The text as code within a line."""
    text = one_line(text)
    if not text.strip():
        return ""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if "`" in (text[0], text[-1]) or text[0] == text[-1] == " " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def code_block(text: str, language: str = "") -> str:
    """The text as code with lines of its own."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def quoted(caption: str) -> str:
    """A caption as it stands between quotation marks: plain text, no part of it a credit."""
    text = one_line(caption).strip()
    if text.count("|") == 1:
        text = text.replace("|", "–")
    return _ENTITY.sub(r"\\&", text.replace("\\", "\\\\").replace('"', '\\"'))


def cell(text: str) -> str:
    """Markdown of one line as it stands in a table."""
    return _OUTSIDE.sub(r"\\|", text.strip())


def indented(text: str, width: int) -> str:
    """The text, with spaces before each of its lines but the first and the empty ones."""
    return text.replace("\n", "\n" + " " * width).replace("\n" + " " * width + "\n", "\n\n")


def quotation(text: str) -> str:
    """The text as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
