"""Reads YAML that another system took: leniently, and as text.

Every scalar is the text that was written; nothing becomes a number, a date or a truth value, and
no tag does anything. If the whole cannot be parsed, each key of the first level is tried alone, and
a value that is still not YAML is the text as it stands. Limits of length, depth and number of
values hold as for newsgen's own files, so that hostile YAML is refused soon.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml as pyyaml

from newsgen.frontmatter.lines import NULLS

MAX_CHARACTERS = 2 * 1024 * 1024
MAX_DEPTH = 16
MAX_VALUES = 60_000
"""Keys and values together; those behind an alias count each time."""
MAX_KEYS = 2000
"""Keys of the first level that are tried one by one."""

_PARSER = getattr(pyyaml, "CBaseLoader", pyyaml.BaseLoader)
_TAB_AFTER_KEY = re.compile(r"(?m)^([ ]*(?:- )?[^\s:#'\"-][^\n:]*:)([ ]*\t[ \t]*)")
_TAB_BEFORE = re.compile(r"(?m)^[ ]*\t[ \t]*")
_KEY = re.compile(
    r"(?m)^(?:\"([^\"\n]*)\"[ ]*|'([^'\n]*)'[ ]*|([^\s#'\"\[\]{}:-](?:[^:\n]|:(?![ \t\n]))*))"
    r":(?=[ \t\n]|$)"
)
_ITEM = re.compile(r"(?m)^[ ]*-[ ]+(.*)$")
_LETTERS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp")
)


class ForeignFault(Exception):
    """YAML that cannot be taken at all: why, and the line, from 1."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class Remark(NamedTuple):
    """Something that was read in another way than it is written."""

    text: str
    line: int
    """From 1."""


def parse_foreign(yaml: str) -> tuple[Any, tuple[Remark, ...]]:
    """The value in the YAML: text, lists and mappings, and the remarks.

    Raises ForeignFault for YAML that is too long, too deep or has too many values, and for text
    that has no keys.
    """
    if len(yaml) > MAX_CHARACTERS:
        raise ForeignFault(
            f"{len(yaml):,} characters of front matter, more than {MAX_CHARACTERS:,}"
        )
    remarks: list[Remark] = []
    yaml = _without_tabs(yaml, remarks)
    try:
        value, told = _parse(yaml)
    except _NotYaml:
        value, told = _parse_keys(_indented_by_spaces(yaml, remarks))
    return value, (*remarks, *told)


def _without_tabs(yaml: str, remarks: list[Remark]) -> str:
    if "\t" not in yaml:
        return yaml
    found = _TAB_AFTER_KEY.search(yaml)
    if found:
        remarks.append(Remark("TAB after a key read as a space", _line(yaml, found.start())))
        yaml = _TAB_AFTER_KEY.sub(r"\1 ", yaml)
    return yaml


def _indented_by_spaces(yaml: str, remarks: list[Remark]) -> str:
    found = _TAB_BEFORE.search(yaml)
    if found is None:
        return yaml
    remarks.append(Remark("TAB before a line read as two spaces", _line(yaml, found.start())))
    return _TAB_BEFORE.sub(lambda blank: blank[0].replace("\t", "  "), yaml)


def _line(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 1


class _NotYaml(Exception):
    """A syntax error."""


def _parse(yaml: str) -> tuple[Any, list[Remark]]:
    """The value of the first document. Raises _NotYaml."""
    builder = _Builder()
    try:
        for event in pyyaml.parse(yaml, _PARSER):
            if isinstance(event, pyyaml.DocumentEndEvent):
                break
            builder.add(event)
    except (pyyaml.YAMLError, ValueError) as error:
        if "nesting depth" in str(error):
            raise ForeignFault(_too_deep()) from None
        raise _NotYaml from None
    return builder.root, builder.remarks


def _too_deep() -> str:
    return f"front matter nested deeper than {MAX_DEPTH} levels"


def _parse_keys(yaml: str) -> tuple[Any, list[Remark]]:
    """The mapping, each key of the first level parsed alone."""
    values: dict[str, Any] = {}
    remarks: list[Remark] = []
    for key, line, entry in _entries(yaml):
        if key in values:
            remarks.append(Remark(f"{key} given twice: the last one taken", line))
        try:
            value, told = _parse(entry)
        except _NotYaml:
            value, told = _as_written(entry), []
            remarks.append(Remark(f"{key}: not valid YAML, taken as it is written", line))
        else:
            if isinstance(value, dict) and len(value) == 1:
                value = next(iter(value.values()))
            remarks += [Remark(text, at + line - 1) for text, at in told]
        values[key] = value
    if not values:
        raise ForeignFault("the front matter is not YAML")
    return values, remarks


def _entries(yaml: str) -> Iterator[tuple[str, int, str]]:
    """Each key of the first level with its line, from 1, and all its lines."""
    found = list(_KEY.finditer(yaml))
    if not found or _has_words(yaml[: found[0].start()]):
        raise ForeignFault("the front matter is not YAML")
    if len(found) > MAX_KEYS:
        raise ForeignFault(f"the front matter is not YAML, and has more than {MAX_KEYS:,} keys")
    ends = [key.start() for key in found[1:]] + [len(yaml)]
    line, at = 1, 0
    for key, end in zip(found, ends, strict=True):
        line += yaml.count("\n", at, key.start())
        at = key.start()
        yield (key[1] or key[2] or key[3] or "").strip(), line, yaml[at:end]


def _has_words(text: str) -> bool:
    lines = (line.strip() for line in text.split("\n"))
    return any(line and not line.startswith(("#", "%")) for line in lines)


def _as_written(entry: str) -> str | list[str]:
    """The value of a key that is not YAML: its items, or its lines as one text."""
    key = _KEY.match(entry)
    rest = entry[key.end() :] if key else entry
    first, _, more = rest.partition("\n")
    items = [_unquoted(item) for item in _ITEM.findall(more)]
    if items and not first.strip():
        return items
    return _unquoted(" ".join(rest.split()))


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text


class _Builder:
    """Builds the value from events, without recursion; a later key replaces an earlier one."""

    def __init__(self) -> None:
        self.root: Any = ""
        self.remarks: list[Remark] = []
        self._open: list[dict[str, Any] | list[Any]] = []
        self._keys: list[str | None] = []
        """The key whose value comes next in each open mapping."""
        self._names: list[str | None] = []
        """The anchor of each open collection."""
        self._starts: list[int] = []
        """The number of values before each open collection."""
        self._anchors: dict[str, tuple[Any, int]] = {}
        """What an anchor stands for, and how many values that is."""
        self._count = 0

    def add(self, event: pyyaml.Event) -> None:
        """Add the next event."""
        match event:
            case pyyaml.ScalarEvent():
                self._count_one(1, event)
                value = self._scalar(event)
                if event.anchor:
                    self._anchors[event.anchor] = value, 1
                self._place(value, event)
            case pyyaml.MappingStartEvent():
                self._enter({}, event)
            case pyyaml.SequenceStartEvent():
                self._enter([], event)
            case pyyaml.CollectionEndEvent():
                self._leave()
            case pyyaml.AliasEvent():
                if event.anchor not in self._anchors:
                    raise _NotYaml
                value, size = self._anchors[event.anchor]
                self._count_one(size, event)
                self._place(value, event)

    def _count_one(self, size: int, event: pyyaml.Event) -> None:
        self._count += size
        if self._count > MAX_VALUES:
            raise ForeignFault(f"more than {MAX_VALUES:,} keys and values", _event_line(event))

    def _scalar(self, event: pyyaml.ScalarEvent) -> str:
        if event.tag is not None and event.tag not in _LETTERS and event.tag != "!":
            raise _NotYaml
        value: str = event.value
        if event.implicit[0] and value in NULLS:
            return ""
        return value

    def _enter(self, collection: dict[str, Any] | list[Any], event: pyyaml.NodeEvent) -> None:
        if len(self._open) == MAX_DEPTH:
            raise ForeignFault(_too_deep(), _event_line(event))
        if getattr(event, "tag", None):
            raise _NotYaml
        self._starts.append(self._count)
        self._count_one(1, event)
        self._place(collection, event)
        self._open.append(collection)
        self._keys.append(None)
        self._names.append(event.anchor)

    def _leave(self) -> None:
        collection = self._open.pop()
        self._keys.pop()
        name, start = self._names.pop(), self._starts.pop()
        if name:
            self._anchors[name] = collection, self._count - start

    def _place(self, value: Any, event: pyyaml.Event) -> None:
        if not self._open:
            self.root = value
            return
        parent, key = self._open[-1], self._keys[-1]
        if isinstance(parent, list):
            parent.append(value)
        elif key is None:
            if not isinstance(value, str):
                raise _NotYaml
            if value in parent and value != "<<":
                self.remarks.append(
                    Remark(f"{value} given twice: the last one taken", _event_line(event))
                )
                del parent[value]
            self._keys[-1] = value
        else:
            self._keys[-1] = None
            if key == "<<" and isinstance(value, dict):
                for name, inherited in value.items():
                    parent.setdefault(name, inherited)
            else:
                parent[key] = value


def _event_line(event: pyyaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
