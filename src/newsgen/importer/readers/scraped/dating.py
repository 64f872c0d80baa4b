"""The dates of a story that a page names, or does not."""

from collections.abc import Sequence
from typing import NamedTuple

from newsgen.importer.dates import DateFault, as_moment, read_date
from newsgen.importer.models import Note, ReadingOptions


class Dating(NamedTuple):
    """When a story was published, as a Post has it."""

    date: str = ""
    updated: str = ""
    drafts: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def date_story(
    published: str, updated: str, options: ReadingOptions, languages: Sequence[str]
) -> Dating:
    """The dates as newsgen reads them; both texts are as written, and empty if there is none."""
    notes: list[Note] = []
    try:
        date = _read(published, options, languages)
    except DateFault as fault:
        return _undated(fault)
    try:
        later = _read(updated, options, languages)
    except DateFault as fault:
        notes.append(Note(effect="left-out", text=f"updated: {fault.message}", name="updated"))
        later = ""
    if not date and later:
        notes.append(Note(effect="changed", text="the date is that of the last change"))
        date, later = later, ""
    if not date and options.date:
        notes.append(
            Note(effect="changed", text=f"no date: that of --date, {options.date}", name="no date")
        )
        date = _read(options.date, options, languages)
    if not date:
        missing = Note(effect="needs", text="the date is missing (--date)", name="no date")
        return Dating(drafts=("no date",), notes=(*notes, missing))
    if later and as_moment(later, options.timezone) <= as_moment(date, options.timezone):
        later = ""
    return Dating(date, later, (), tuple(notes))


def _read(written: str, options: ReadingOptions, languages: Sequence[str]) -> str:
    return read_date(
        written, order=options.date_order, languages=languages, timezone=options.timezone
    )


def _undated(fault: DateFault) -> Dating:
    offer = f"; is it {fault.offered}?" if fault.offered else ""
    message = f"date: {fault.message}{offer}"
    return Dating(drafts=(message,), notes=(Note(effect="needs", text=message, name="date"),))
