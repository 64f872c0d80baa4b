"""Stands for ``dates`` until branch imp-pages is merged; never part of the product."""

import re

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d?:\d\d(?::\d\d)?)(?: ?([+-]\d\d?):?(\d\d)?|(Z))?)?"
)


class DateFault(Exception):
    """A date that cannot be taken."""

    def __init__(self, message: str, offered: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offered = offered


def read_date(
    written: object, *, order: str = "", languages: object = (), timezone: str = ""
) -> str:
    """ISO dates only."""
    found = _ISO.fullmatch(str(written).strip())
    if found is None:
        raise DateFault(f"{written} is not read yet")
    day, clock, hours, minutes, zulu = found.groups()
    if not clock:
        return day
    clock = clock.zfill(5) if clock.count(":") == 1 else clock.zfill(8)
    if zulu:
        return f"{day}T{clock}+00:00"
    if hours:
        return f"{day}T{clock}{hours[0]}{hours[1:].zfill(2)}:{minutes or '00'}"
    return f"{day} {clock}"
