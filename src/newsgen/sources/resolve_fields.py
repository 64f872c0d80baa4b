"""What becomes part of URLs: slugs, ids, permalinks and old addresses."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from newsgen import markdown
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, has_errors
from newsgen.models import Article, AuthorProfile, Image, StandingPage
from newsgen.paths import fault_of, name_fault
from newsgen.suggestions import nearest
from newsgen.text import slugify, truncate
from newsgen.urls import alias_path, quote_path

_IDENTIFIER = re.compile(r"[\w.~-]+")
_QUERY = re.compile(r"[?#%]")


Resolved = TypeVar("Resolved", Article, StandingPage, AuthorProfile)


class Faults:
    """Collects what is wrong with one source, so that all of it is told at once."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._found: list[Diagnostic] = []

    def report(self, key: tuple[str | int, ...], code: str, message: str, hint: str) -> None:
        """Add a problem. An error keeps the source out of the site, a warning does not."""
        self._found.append(
            Diagnostic(key=key, code=code, message=message, hint=hint, path=self._path)
        )

    def settle(self, value: Resolved) -> tuple[Resolved | None, tuple[Diagnostic, ...]]:
        """The value unless an error speaks against it, and all that was noted."""
        return (None if has_errors(self._found) else value), tuple(self._found)


def choose_slug(written: str | None, name: str, title: str, faults: Faults) -> str:
    """The slug as written, else of the file name, else of the title."""
    if not written:
        slug = slugify(name) or slugify(title)
        if not slug:
            hint = "add `slug:` in letters or digits"
            faults.report(("title",), "no-slug", "neither file name nor title make a URL", hint)
        return slug
    slug = slugify(written)
    if slug != written:
        hint = f"write `slug: {slug}`" if slug else "use letters, digits and hyphens"
        faults.report(("slug",), "bad-slug", f"{written!r} cannot stand in a URL as it is", hint)
    return slug


def choose_identifier(written: str | None, name: str, faults: Faults) -> str:
    """The id as written, else made of the file name."""
    if written and not _IDENTIFIER.fullmatch(written):
        hint = "use letters, digits, hyphens and dots"
        faults.report(("id",), "bad-value", f"{written!r} cannot be an id", hint)
    return written or slugify(name)


def choose_url_path(
    pattern: str, section: str, slug: str, identifier: str, date: datetime, faults: Faults
) -> str:
    """Where the page of an article stands below the base path, by the pattern of the settings."""
    names = {"id": identifier, "slug": slug, "section": section}
    path = pattern.format(
        **names, year=f"{date.year:04}", month=f"{date.month:02}", day=f"{date.day:02}"
    )[1:]
    fault = fault_of(f"{path}index.html")
    if fault and section and slug:  # a missing one is told already
        used = [key for key in names if f"{{{key}}}" in pattern]
        key = next((key for key in used if name_fault(names[key])), used[0])
        hint = "write it in letters, digits and hyphens"
        message = f"the story would be published at /{path}: {fault}"
        faults.report((key,), "bad-path", message, hint)
    return quote_path(path)


def check_aliases(written: Sequence[str], faults: Faults) -> tuple[str, ...]:
    """The old paths as written; each must be one that a page of this site could have."""
    for number, alias in enumerate(written):
        key, shown = ("aliases", number), truncate(alias, 80)
        if not alias.startswith("/") or alias == "/":
            hint = "write the old path of this site, such as /2019/quake/"
            faults.report(key, "bad-alias", f"{shown!r} is not a path", hint)
        elif _QUERY.search(alias):
            hint = "write it as it stood in the address bar, without ? # %"
            faults.report(key, "bad-alias", f"{shown!r} is not a plain path", hint)
        elif fault := fault_of(alias_path(alias)):
            hint = "leave it out: no page of this site can stand there"
            faults.report(key, "bad-alias", f"{shown!r} cannot be an address: {fault}", hint)
    return tuple(written)


NOWHERE = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a moment that cannot be told; what has one is not used."""


def choose_date(
    written: datetime | None, in_name: str | None, config: Config, faults: Faults
) -> datetime:
    """The date of the front matter, else the one that the file name begins with."""
    if written is not None:
        return localize(written, ("date",), config, faults) or NOWHERE
    if in_name is None:
        hint = "add `date: 2026-11-23 10:00`, or begin the file name with 2026-11-23-"
        faults.report(("date",), "missing-key", "the story has no date", hint)
        return NOWHERE
    try:
        return datetime.fromisoformat(in_name).replace(tzinfo=_zone(config.timezone))
    except ValueError:
        message = f"the file name begins with {in_name}, which is not a real date"
        faults.report((), "bad-date", message, "rename the file")
        return NOWHERE


def localize(
    written: datetime | None, key: tuple[str | int, ...], config: Config, faults: Faults
) -> datetime | None:
    """The moment in the time zone of the site; one without a zone is local there."""
    if written is None:
        return None
    zone = _zone(config.timezone)
    try:
        if written.tzinfo is not None:
            return written.astimezone(zone)
        local = written.replace(tzinfo=zone)
        if zone.utcoffset(local) == zone.utcoffset(local.replace(fold=1)):
            return local
        real = local.astimezone(UTC).astimezone(zone)
    except OverflowError:
        faults.report(key, "bad-date", f"{written} is beyond the calendar", "check the year")
        return None
    if real.replace(tzinfo=None) != written:
        message = f"{written} does not exist in {config.timezone}: the clocks go forward then"
        faults.report(key, "bad-date", message, "choose a time an hour later or name the offset")
    return local


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def find_section(written: str | None, path: str, config: Config, faults: Faults) -> str:
    """The slug of the section that the front matter names, by slug or title, or the folder."""
    folders = path.split("/")[1:-1]
    if not written and not folders:
        hint = "add `section:` or move the file into content/<section>/"
        faults.report(("section",), "missing-key", "the story belongs to no section", hint)
        return ""
    name = written or folders[0]
    if name in config.sections:
        return name
    slug = _section_slugs(tuple((s, t.title) for s, t in config.sections.items())).get(
        name.casefold(), slugify(name)
    )
    if not slug:
        faults.report(("section",), "bad-value", f"{name!r} names no section", "use letters")
    elif slug not in config.sections and config.undeclared_sections == "error":
        near = nearest(slug, config.sections)
        known = ", ".join(config.sections) or "none yet"
        hint = f"did you mean {near!r}?" if near else f"newsgen.yaml declares: {known}"
        faults.report(("section",), "unknown-section", f"there is no section {name!r}", hint)
    return slug


@cache
def _section_slugs(sections: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Every way to name a declared section, case-folded, to its slug."""
    titles = {title.casefold(): slug for slug, title in sections if title}
    return titles | {slug.casefold(): slug for slug, _ in sections}


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?][!-~]*)?")
_SUMMARY_LENGTH = 200


def choose_style(
    written: str | None, default: str, config: Config, faults: Faults
) -> markdown.Style:
    """How words are set: in the language of the front matter, else in the default."""
    if written and not _LANGUAGE.fullmatch(written):
        hint = "write a code such as en, ur or en-GB"
        faults.report(("lang",), "bad-value", f"{written!r} is not a language code", hint)
    return markdown.Style(lang=written or default, smart_quotes=config.markdown.smart_quotes)


def summarize(written: str, body: str, style: markdown.Style) -> str:
    """The summary as written, else the first paragraph."""
    if written:
        return markdown.typeset(" ".join(written.split()), style)
    return truncate(markdown.lede(body, style), _SUMMARY_LENGTH)


def typeset_image(image: Image | None, style: markdown.Style, faults: Faults) -> Image | None:
    """The image with its caption set; an address elsewhere must be one that browsers know."""
    if image is None:
        return None
    if "://" in image.src and not _ADDRESS.fullmatch(image.src):
        hint = "write it as browsers do: https://cdn.example/photo.jpg"
        message = f"{truncate(image.src, 80)!r} is not the address of an image"
        faults.report(("image", "src"), "bad-address", message, hint)
    return replace(image, caption=markdown.typeset(image.caption, style))
