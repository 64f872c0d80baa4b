"""Explains the YAML parser's error messages in plain words."""

import re
from types import MappingProxyType
from typing import Final

import yaml as pyyaml

_IN_QUOTES: Final = "put the value in quotes"
_FALLBACK = ("this is not valid YAML", "if the value is text, put it in quotes")

# Part of the parser's message → message and hint. Covers both parsers, C and Python.
_EXPLANATIONS: Final = MappingProxyType(
    {
        "mapping values are not allowed": (
            "a second colon in this line, or lines indented unevenly",
            'put the value in quotes: `title: "Floods: what we know"`',
        ),
        "could not find expected ':'": (
            "this line has no `key:`",
            "write `key: value`, or indent the line if it continues the one above",
        ),
        "sequence entries are not allowed": (
            "a list cannot start on the line of its key",
            "put each `- …` on a line of its own, or the value in quotes",
        ),
        "unexpected end of stream": (
            "a quotation mark is opened here and never closed",
            "close the quote; a quote mark inside needs the other kind of quotes around",
        ),
        "unknown escape character": (
            "a backslash between double quotes begins an escape",
            "double the backslash, or use single quotes",
        ),
        "invalid Unicode character escape": (
            "this escape is not a valid character",
            "type the character itself",
        ),
        "while scanning an alias": ("`*` begins an alias", _IN_QUOTES),
        "while scanning an anchor": ("`&` begins an anchor", _IN_QUOTES),
        "while scanning a tag": ("`!` begins a tag", _IN_QUOTES),
        "while parsing a tag": ("`!` begins a tag", _IN_QUOTES),
        "while parsing a node": ("`!` begins a tag", _IN_QUOTES),
        "while scanning a directive": ("`%` begins a directive", _IN_QUOTES),
        "while parsing a flow sequence": (
            "the list in brackets is not closed, or has a wrong separator",
            "close the bracket `]`, separate by commas, or put the value in quotes",
        ),
        "while parsing a flow mapping": (
            "the mapping in braces is not closed, or has a wrong separator",
            "close the brace `}`, separate by commas, or put the value in quotes",
        ),
        "while scanning a block scalar": (
            "`|` and `>` begin a text of several lines",
            "start the text on the next line, indented; or put the value in quotes",
        ),
        "document start": (
            "the YAML goes on after its end",
            "remove the line `...` or the `%` line",
        ),
        "while parsing a block": (
            "this does not fit the lines before it",
            "indent lines of one level alike, or put the value in quotes as a whole",
        ),
    }
)
_QUOTED_START = re.compile(
    r"(?P<key>\s*(?:- )?(?:[^\s:\"'][^:\"']*: +)?)(?P<mark>[\"'])(?P<text>.*)"
)
# Errors to show where the construct begins, not where the parser stopped.
_FROM_THE_START: Final = (
    "unexpected end of stream",
    "could not find expected ':'",
    "while parsing a flow",
    "while scanning an a",
    "while scanning a tag",
    "while scanning a directive",
)


def explain(error: pyyaml.YAMLError | ValueError, yaml: str) -> tuple[int, str, str]:
    """The index of the error in the YAML, a message and a hint."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return min(getattr(error, "position", 0), len(yaml)), *_FALLBACK
    complaint = f"{getattr(error, 'context', None)}: {getattr(error, 'problem', None)}"
    context_mark = getattr(error, "context_mark", None)
    if context_mark is not None and any(words in complaint for words in _FROM_THE_START):
        mark = context_mark
    index = min(mark.index, len(yaml))
    if "cannot start any token" in complaint or yaml[index : index + 1] == "\t":
        return index, *_unusable_character(yaml[index : index + 1])
    quoted = _QUOTED_START.fullmatch(_line_around(yaml, index))
    if quoted and "while parsing a block" in complaint:
        return index, *_text_after_quotes(quoted)
    for words, meaning in _EXPLANATIONS.items():
        if words in complaint:
            return index, *meaning
    return index, *_FALLBACK


def _line_around(yaml: str, index: int) -> str:
    return yaml[yaml.rfind("\n", 0, index) + 1 :].split("\n", 1)[0]


def _text_after_quotes(line: re.Match[str]) -> tuple[str, str]:
    """The explanation for a value that ends at its second quotation mark, before the line does."""
    mark, text = line["mark"], line["text"].rstrip()
    inner = text.removesuffix(mark)
    before, _, after = inner.partition(mark)
    is_around_all = inner != text and (before.endswith(" ") or after[:1].isalnum())
    hint = f"write `{line['key']}{quote(inner if is_around_all else mark + text)}`"
    return f"the value ends at the second `{mark}`, and more text follows", hint


def quote(text: str) -> str:
    """The text between quotation marks, as YAML reads it back."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _unusable_character(character: str) -> tuple[str, str]:
    if character == "\t":
        return "there is a tab instead of spaces", "indent with spaces"
    return f"a value cannot begin with `{character}`", _IN_QUOTES
