"""What becomes part of URLs: slugs, ids, permalinks and old addresses."""

import re
from collections.abc import Sequence
from datetime import datetime

from newsgen.resolution.faults import Faults
from newsgen.text import quote_path, slugify

_IDENTIFIER = re.compile(r"[\w.~-]+")


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


def make_address(pattern: str, section: str, slug: str, identifier: str, date: datetime) -> str:
    """Where the page of an article stands below the base path, by the pattern of the settings."""
    path = pattern.format(
        section=section,
        slug=slug,
        id=identifier,
        year=f"{date.year:04}",
        month=f"{date.month:02}",
        day=f"{date.day:02}",
    )
    return quote_path(path.lstrip("/"))


def check_aliases(written: Sequence[str], faults: Faults) -> tuple[str, ...]:
    """The old paths as written; each must be one that a page of this site could have."""
    for number, alias in enumerate(written):
        parts = alias.split("/")
        if not alias.startswith("/") or alias == "/":
            hint = "write the old path of this site, such as /2019/quake/"
            faults.error(("aliases", number), "bad-alias", f"{alias!r} is not a path", hint)
        elif ".." in parts or "." in parts or "" in parts[1:-1] or re.search(r"[?#\\%]", alias):
            hint = "write it as it stood in the address bar, without ? # % or dots"
            faults.error(("aliases", number), "bad-alias", f"{alias!r} is not a plain path", hint)
    return tuple(written)
