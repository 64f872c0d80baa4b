"""Values of other systems' JSON as the type that is wanted, or empty: exports hold anything."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from newsgen.importer.dates import as_moment, read_date
from newsgen.importer.faults import DateFault, ImportFault
from newsgen.importer.files import Unreadable, read_bytes
from newsgen.importer.models import ReadingOptions

LARGEST_EXPORT = 1 << 30
"""In bytes: a file is read as a whole."""
LARGEST_BODY = 2 << 20
"""In characters: a longer text is no story."""

_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def read_export(path: Path) -> bytes:
    """The bytes of an export that a person named. Raises ImportFault if it cannot be read."""
    whole = path.resolve()
    try:
        return read_bytes(whole.parent, whole.name, LARGEST_EXPORT)
    except Unreadable as fault:
        hint = "export the stories in parts, and name all files"
        raise ImportFault(f"{path.name}: {fault.reason}", hint) from None


def beginning(path: Path, size: int = 1 << 16) -> str:
    """The first characters of a file, to recognise it by; empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(size)
    except OSError:
        return ""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace").removeprefix("\ufeff")


def read_json(path: Path) -> object:
    """What a JSON file holds. Raises ImportFault if it is none, or ends too early."""
    found = parse_json(read_export(path))
    if isinstance(found, ValueError):
        message = f"{path.name} is not JSON, or ends too early: {found}"
        raise ImportFault(message, "export it again, and do not edit the file")
    return found


def parse_json(data: bytes | str) -> object:
    """What the JSON holds, or the ValueError that tells why it cannot be read."""
    try:
        return json.loads(data)
    except RecursionError:
        return ValueError("it is nested too deep")
    except ValueError as fault:
        return fault


def text(value: object) -> str:
    """The text, or the number as text, without control characters; empty for all else."""
    if isinstance(value, str):
        return _UNREADABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float) and math.isfinite(value):
        return _number_text(value)
    return ""


def line(value: object) -> str:
    """The text on one line."""
    return " ".join(text(value).split())


def number(value: object) -> int:
    """The whole number, also of digits in text; 0 for all else."""
    written = text(value).strip()
    digits = written.removeprefix("-")
    if len(digits) > 18 or not digits.isdecimal():
        return 0
    return int(written)


def flag(value: object) -> bool:
    """Whether it says yes: ``true``, ``1``, ``"1"``, ``"true"``, ``"yes"``, ``"on"``."""
    return value is True or text(value).strip().lower() in {"1", "true", "yes", "on"}


def mapping(value: object) -> Mapping[str, Any]:
    """The object; empty if it is none."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> Sequence[Any]:
    """The list; empty if it is none."""
    return value if isinstance(value, list) else ()


def rows(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list."""
    return [each for each in items(value) if isinstance(each, dict)]


def moment(value: object, options: ReadingOptions, timezone: str = "") -> tuple[str, str]:
    """The date as front matter has it, and why it cannot be read; either may be empty."""
    zone = options.timezone or timezone
    try:
        return read_date(line(value), order=options.date_order, timezone=zone), ""
    except DateFault as fault:
        offered = f"; {fault.offered} would be possible" if fault.offered else ""
        return "", f"{fault.message}{offered}"


def is_later(updated: str, date: str) -> bool:
    """Whether a story was changed after its date; both as ``moment`` gives them."""
    return bool(updated and date) and as_moment(updated) > as_moment(date)


def web_address(value: object) -> str:
    """The address if it begins with http or https; empty if not."""
    written = line(value)
    return written if written.lower().startswith(("http://", "https://")) else ""


def _number_text(value: float) -> str:
    try:
        return str(int(value) if value == int(value) else value)
    except ValueError:  # thousands of digits
        return ""
