"""Faults that settings of every kind can have."""

from collections.abc import Iterator

from newsgen.config.languages import is_language, language_hint
from newsgen.schema import Fault, Keys
from newsgen.text import truncate


def bad_value(keys: Keys, message: str, hint: str) -> Fault:
    """The fault of a value that its key does not allow."""
    return Fault(keys=keys, code="bad-value", message=message, hint=hint)


def check_range(keys: Keys, value: int, least: int, most: int) -> Iterator[Fault]:
    """The fault of a number below ``least`` or above ``most``."""
    if not least <= value <= most:
        yield bad_value(keys, f"{value} is out of range", f"write {least} to {most}")


def check_language(keys: Keys, tag: str) -> Iterator[Fault]:
    """The fault of what is no language tag (BCP 47)."""
    if not is_language(tag):
        message = f"`{truncate(tag, 40)}` is not a language tag"
        yield bad_value(keys, message, language_hint(tag))
