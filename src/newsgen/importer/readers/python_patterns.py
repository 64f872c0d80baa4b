"""Regular expressions in the settings of an old site: used only if they cannot run for long."""

import re

_CLASS = re.compile(r"\\.|\[\^?+\]?+(?:\\.|[^\\\[\]]){0,200}+\]", re.DOTALL)
_REPEAT = re.compile(r"[*+]|\{\d{0,6},\d{0,6}\}")
_GROUP_REPEATED = re.compile(r"\)[ \t]{0,3}(?:[*+]|\{)")
_MOST_REPEATS = 3
_LONGEST_PATTERN = 500
_LONGEST_TEXT = 400


def _compiled(pattern: str, *, folds: bool) -> re.Pattern[str] | None:
    """The pattern, if its time grows with the third power of its text at most."""
    bare = _CLASS.sub("x", pattern[: _LONGEST_PATTERN + 1])
    is_slow = len(_REPEAT.findall(bare)) > _MOST_REPEATS or _GROUP_REPEATED.search(bare)
    if len(pattern) > _LONGEST_PATTERN or is_slow or "(?P=" in pattern:
        return None
    try:
        return re.compile(pattern, re.IGNORECASE if folds else 0)
    except (re.error, RecursionError, OverflowError):
        return None


def is_usable(pattern: str) -> bool:
    """Whether the pattern is one, and quick."""
    return _compiled(pattern, folds=False) is not None


def groups_of(pattern: str, text: str) -> dict[str, str]:
    """The named groups of the pattern at the beginning of the text, in small letters."""
    compiled = _compiled(pattern, folds=False) if pattern else None
    found = compiled.match(text[:_LONGEST_TEXT]) if compiled else None
    groups = found.groupdict() if found else {}
    return {name.lower(): value for name, value in groups.items() if value is not None}


def replaced(pattern: str, by: str, text: str) -> str:
    """The text with what matches replaced, capitals or not; as it is if the pattern is refused."""
    compiled = _compiled(pattern, folds=True)
    if compiled is None:
        return text
    try:
        return compiled.sub(by, text[:_LONGEST_TEXT])
    except (re.error, IndexError):
        return text
