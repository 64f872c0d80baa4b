"""What becomes part of URLs: slugs, ids, permalinks and old addresses."""

import re
from collections.abc import Sequence
from datetime import datetime

from newsgen.paths import fault_of, name_fault
from newsgen.resolution.faults import Faults
from newsgen.text import alias_path, quote_path, slugify, truncate

_IDENTIFIER = re.compile(r"[\w.~-]+")
_QUERY = re.compile(r"[?#%]")


def choose_slug(written: str | None, name: str, title: str, faults: Faults) -> str:
    """The slug as written, else of the file name, else of the title."""
    if not written:
        slug = slugify(name) or slugify(title)
        if not slug:
            hint = "add `slug:` in letters or digits"
            faults.error(("title",), "no-slug", "neither file name nor title make a URL", hint)
        return slug
    slug = slugify(written)
    if slug != written:
        hint = f"write `slug: {slug}`" if slug else "use letters, digits and hyphens"
        faults.error(("slug",), "bad-slug", f"{written!r} cannot stand in a URL as it is", hint)
    return slug


def choose_identifier(written: str | None, name: str, faults: Faults) -> str:
    """The id as written, else made of the file name."""
    if written and not _IDENTIFIER.fullmatch(written):
        hint = "use letters, digits, hyphens and dots"
        faults.error(("id",), "bad-value", f"{written!r} cannot be an id", hint)
    return written or slugify(name)


def choose_address(
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
        faults.error((key,), "bad-path", message, hint)
    return quote_path(path)


def check_aliases(written: Sequence[str], faults: Faults) -> tuple[str, ...]:
    """The old paths as written; each must be one that a page of this site could have."""
    for number, alias in enumerate(written):
        key, shown = ("aliases", number), truncate(alias, 80)
        if not alias.startswith("/") or alias == "/":
            hint = "write the old path of this site, such as /2019/quake/"
            faults.error(key, "bad-alias", f"{shown!r} is not a path", hint)
        elif _QUERY.search(alias):
            hint = "write it as it stood in the address bar, without ? # %"
            faults.error(key, "bad-alias", f"{shown!r} is not a plain path", hint)
        elif fault := fault_of(alias_path(alias)):
            hint = "leave it out: no page of this site can stand there"
            faults.error(key, "bad-alias", f"{shown!r} cannot be an address: {fault}", hint)
    return tuple(written)
