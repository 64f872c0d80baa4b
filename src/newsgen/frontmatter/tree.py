"""Reads YAML as a tree of text, with limits that ordinary front matter never reaches.

The tree is built from the parser's events without recursion, and each event is checked before it is
used. PyYAML's own loaders recurse over the nesting of a file: their C variant crashes the whole
process on 25 KB of ``[``.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple, NoReturn, TypeAlias

import yaml as pyyaml

from newsgen.diagnostics import Diagnostic, Problems
from newsgen.frontmatter.lines import NULLS, read_lines
from newsgen.frontmatter.parts import excerpt, place_at
from newsgen.frontmatter.remedies import explain
from newsgen.schema import Keys, Tree
from newsgen.text import find_unsafe_character, has_bidi_control, truncate

MAX_CHARACTERS = 64 * 1024
MAX_DEPTH = 8
MAX_VALUES = 2000
"""Keys and values together."""


class Limits(NamedTuple):
    """How much YAML a file may have."""

    characters: int = MAX_CHARACTERS
    values: int = MAX_VALUES


USUAL = Limits()
"""For what people write."""
LARGE = Limits(characters=2 * 1024 * 1024, values=60_000)
"""For what a program writes: some 5,000 comments."""

KeyPosition: TypeAlias = tuple[Keys, int]
"""The keys of a value, and the index in the YAML where its last key or list element starts."""

_PARSER = getattr(pyyaml, "CBaseLoader", pyyaml.BaseLoader)
_LINE_SEPARATOR = re.compile("[\x85\u2028\u2029]")
# Linear: it matches once a line, and blanks after a colon end before the next one.
_DATELINE = re.compile(r"^dateline:(?=[ \t]+[^\s\"'])(.*:)(?=[ \t]*$)", re.MULTILINE)
_COLON = "\ue03a"
"""Replaces the colons of a dateline; a single character, so that positions stay the same."""
_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
_QUOTES = "put the value in quotes if it is meant as text"


def parse(yaml: str, path: str, first_line: int) -> dict[str, Tree]:
    """The mapping in the YAML, with every scalar as the text that was written.

    ``null`` and ``~`` are an empty text, as a key without a value is. One exception to YAML: a
    dateline may end in a colon, as news agencies write it. ``first_line``
    is the line of the file where the YAML starts. Raises Problems, with line and column, for
    invalid YAML and for all that front matter does not need: anchors, aliases, merge keys, tags,
    directives, several documents, keys that are not text, duplicate keys, deep nesting, great
    length, characters that XML forbids and characters that reverse the writing direction.
    """
    tree = read_lines(yaml)
    return parse_events(yaml, path, first_line) if tree is None else tree


def parse_events(yaml: str, path: str, first_line: int, limits: Limits = USUAL) -> dict[str, Tree]:
    """Parse the YAML with the engine, without the fast path."""
    try:
        builder = _TreeBuilder(limits, may_escape="\\" in yaml or has_bidi_control(yaml))
        _build(builder, yaml, limits)
    except _RefusedError as refused:
        raise Problems(refused.diagnostic(yaml, path, first_line)) from None
    dateline = builder.mapping.get("dateline")
    if isinstance(dateline, str):
        builder.mapping["dateline"] = dateline.replace(_COLON, ":")
    return builder.mapping


def key_positions(yaml: str) -> list[KeyPosition]:
    """The position of each key and each list element, up to the first error in the YAML."""
    found: list[KeyPosition] = []
    builder = _TreeBuilder(LARGE, may_escape=False, positions=found)
    with suppress(_RefusedError):
        _build(builder, yaml, LARGE)
    return found


class _RefusedError(Exception):
    """A problem at an index of the YAML."""

    def __init__(self, code: str, index: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.index = index
        self.message = message
        self.hint = hint

    def diagnostic(self, yaml: str, path: str, first_line: int) -> Diagnostic:
        """The problem as a diagnostic of the file."""
        line, column = place_at(yaml, self.index)
        return Diagnostic(
            code=self.code,
            message=self.message,
            path=path,
            line=line + first_line - 1,
            column=column,
            hint=self.hint,
            excerpt=excerpt(yaml, line),
        )


def read_events(yaml: str) -> Iterator[pyyaml.Event]:
    """The events of the YAML, with their places in it, up to the first error."""
    with suppress(_RefusedError):
        yield from _events(_readable(yaml))


def _build(builder: "_TreeBuilder", yaml: str, limits: Limits) -> None:
    _check_characters(yaml, limits.characters)
    for event in _events(_readable(yaml)):
        builder.add(event)


def _readable(yaml: str) -> str:
    return _DATELINE.sub(lambda found: "dateline:" + found[1].replace(":", _COLON), yaml)


def _events(yaml: str) -> Iterator[pyyaml.Event]:
    """The events of the YAML; errors of the parser are raised as _RefusedError."""
    try:
        yield from pyyaml.parse(yaml, _PARSER)
    except (pyyaml.YAMLError, ValueError) as error:
        index, meaning, remedy = explain(error, yaml)
        if "nesting depth" in str(error):  # libyaml of PyYAML 6.0.4 has a limit of its own
            raise _RefusedError("yaml-limit", index, _TOO_DEEP, _QUOTES) from None
        raise _RefusedError("yaml-syntax", index, meaning, remedy) from None


def _check_characters(yaml: str, most: int) -> None:
    if len(yaml) > most:
        message = f"{len(yaml):,} characters of YAML, more than {most:,}"
        raise _RefusedError("yaml-limit", 0, message, "move the text below the second `---`")
    unsafe = find_unsafe_character(yaml)
    separator = _LINE_SEPARATOR.search(yaml)
    index = separator.start() if separator else unsafe
    if index >= 0:
        message = f"invisible control character U+{ord(yaml[index]):04X}"
        raise _RefusedError("control-character", index, message, "delete it")


class _TreeBuilder:
    """Builds a tree from events."""

    def __init__(
        self, limits: Limits, *, may_escape: bool, positions: list[KeyPosition] | None = None
    ) -> None:
        self.mapping: dict[str, Tree] = {}
        self._may_escape = may_escape
        """Whether scalars may contain characters that are escaped in the text."""
        self._positions = positions
        self._open: list[dict[str, Tree] | list[Tree]] = []
        self._keys: list[str | None] = []
        """The latest key of each open collection; its value is missing until the key is added."""
        self._count = 0
        self._most = limits.values

    def add(self, event: pyyaml.Event) -> None:
        """Add the next event."""
        match event:
            case pyyaml.ScalarEvent():
                self._check(event)
                self._place(self._scalar(event), event)
            case pyyaml.MappingStartEvent():
                self._check(event)
                self._enter({}, event)
            case pyyaml.SequenceStartEvent():
                self._check(event)
                self._enter([], event)
            case pyyaml.CollectionEndEvent():
                self._open.pop()
                self._keys.pop()
            case pyyaml.AliasEvent():
                message = f"`*{event.anchor}` is an alias, which is not supported"
                _refuse("yaml-forbidden", event, message, _QUOTES)
            case pyyaml.DocumentStartEvent():
                self._begin(event)

    def _begin(self, event: pyyaml.DocumentStartEvent) -> None:
        if self._count:
            _refuse("yaml-forbidden", event, "a second document begins here", "remove this line")
        if event.version or event.tags:
            _refuse("yaml-forbidden", event, "YAML directives are not supported", "remove the line")

    def _check(self, event: pyyaml.ScalarEvent | pyyaml.CollectionStartEvent) -> None:
        self._count += 1
        if self._count > self._most:
            message = f"more than {self._most:,} keys and values"
            _refuse("yaml-limit", event, message, "move the text below the second `---`")
        if event.anchor is not None:
            message = f"`&{event.anchor}` is an anchor, which is not supported"
            _refuse("yaml-forbidden", event, message, _QUOTES)
        if event.tag is not None:
            _refuse("yaml-forbidden", event, "`!` begins a tag, which is not supported", _QUOTES)

    def _scalar(self, event: pyyaml.ScalarEvent) -> str:
        value: str = event.value
        if event.implicit[0] and value in NULLS:
            return ""
        if self._may_escape:
            if find_unsafe_character(value) >= 0:
                message = "the value contains a control character"
                _refuse("control-character", event, message, "remove the `\\` escape")
            if has_bidi_control(value):
                message = (
                    "the value contains an invisible character that reverses the writing direction"
                )
                _refuse("bidi-control", event, message, "delete it and type the words again")
        return value

    def _enter(self, collection: dict[str, Tree] | list[Tree], event: pyyaml.Event) -> None:
        if len(self._open) == MAX_DEPTH:
            _refuse("yaml-limit", event, _TOO_DEEP, _QUOTES)
        self._place(collection, event)
        self._open.append(collection)
        self._keys.append(None)

    def _place(self, value: Tree, event: pyyaml.Event) -> None:
        """Add the value as the root, a list element, a key, or the value of the latest key."""
        if not self._open:
            self._root(value, event)
            return
        parent = self._open[-1]
        if isinstance(parent, list):
            parent.append(value)
            self._note(event)
        elif (key := self._keys[-1]) is None or key in parent:
            self._keys[-1] = self._key(value, parent, event)
            self._note(event)
        else:
            parent[key] = value

    def _root(self, value: Tree, event: pyyaml.Event) -> None:
        if isinstance(value, dict):
            self.mapping = value
        elif value or isinstance(value, list):
            _refuse(
                "not-a-mapping",
                event,
                "expected `key: value` lines",
                "begin each line with a key, for example `title: …`",
            )

    @staticmethod
    def _key(value: Tree, parent: dict[str, Tree], event: pyyaml.Event) -> str:
        if not isinstance(value, str):
            _refuse("yaml-forbidden", event, "a key must be text, not a list or mapping", _QUOTES)
        if value == "<<":
            _refuse(
                "yaml-forbidden", event, "`<<` merges mappings, which is not supported", _QUOTES
            )
        if value in parent:
            message = f"`{truncate(value, 60)}` is given twice"
            _refuse("duplicate-key", event, message, "keep one of the two")
        return value

    def _note(self, event: pyyaml.Event) -> None:
        if self._positions is not None:
            keys = (
                len(parent) - 1 if isinstance(parent, list) else key or ""
                for parent, key in zip(self._open, self._keys, strict=True)
            )
            self._positions.append((tuple(keys), _index(event)))


def _refuse(code: str, event: pyyaml.Event, message: str, hint: str) -> NoReturn:
    raise _RefusedError(code, _index(event), message, hint)


def place_of(event: pyyaml.Event) -> tuple[int, int]:
    """Where an event begins and ends in the YAML."""
    start = event.start_mark.index if event.start_mark else 0
    return start, event.end_mark.index if event.end_mark else start


def _index(event: pyyaml.Event) -> int:
    return place_of(event)[0]
