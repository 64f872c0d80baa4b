"""Addresses as Jekyll computes them.

Rules: https://jekyllrb.com/docs/permalinks/ and, for letters and escapes, ``Jekyll::Utils.slugify``
and ``Jekyll::URL``.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_PLACEHOLDER = re.compile(r":([a-z_]+)")
_PRETTY = frozenset("._~!$&'()+,;=@")
_SAFE = "-._~!$&'()*+,;=:@/"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIELDS = {
    "year": "{year}",
    "month": "{month}",
    "day": "{day}",
    "title": "{slug}",
    "slug": "{slug}",
    "categories": "{section}",
    "slugified_categories": "{section}",
    "output_ext": ".html",
}
"""Placeholder → what it is in a permalink of newsgen."""


class Document(NamedTuple):
    """What an address is made of."""

    slug: str
    """As the front matter or the file name has it."""
    date: str = ""
    """As ``dates.read_date`` gives it."""
    categories: Sequence[str] = ()
    collection: str = ""
    path: str = ""
    """Of the file below the folder of its collection, without its ending."""
    name: str = ""
    """Of the file, without its ending."""


def slugify(text: str, *, is_pretty: bool, keeps_capitals: bool) -> str:
    """The text as a part of an address, by the rules of Jekyll.

    >>> slugify("The _config.yml file", is_pretty=True, keeps_capitals=True)
    'The-_config.yml-file'
    """
    allowed = _PRETTY if is_pretty else frozenset()
    signs = "".join(sign if sign in allowed or _is_letter(sign) else " " for sign in text)
    slug = "-".join(signs.split())
    return slug if keeps_capitals else slug.lower()


def slug_of(name: str) -> str:
    """The slug of a category or a collection."""
    return slugify(name, is_pretty=False, keeps_capitals=False)


def _is_letter(sign: str) -> bool:
    if sign.isascii():
        return sign.isalnum()
    category = unicodedata.category(sign)
    return category[0] in "LM" or category == "Nd"


def template_of(style: str) -> str:
    """The pattern that a ``permalink`` setting stands for."""
    return STYLES.get(style.lstrip(":"), style) if style else STYLES["date"]


def post_address(template: str, document: Document, zone: str) -> str:
    """The address of a post or of a document of a collection, percent-encoded."""
    return _fill(template, _placeholders(document, _local(document.date, zone)))


def other_addresses(template: str, document: Document, zone: str) -> tuple[str, ...]:
    """Addresses of other days that it has if the site was built in another time zone.

    Jekyll takes a time without a zone for UTC, and a site without ``timezone`` was built in the
    zone of the machine.
    """
    if "T" not in document.date and " " not in document.date:
        return ()
    moments = [_local(document.date, "UTC")]
    if " " in document.date and zone:
        moments.append(_local(document.date.replace(" ", "T") + "+00:00", zone))
    found = (_fill(template, _placeholders(document, moment)) for moment in moments)
    return tuple(dict.fromkeys(found))


def page_address(path: str, style: str) -> str:
    """The address of a page without a permalink: that of its file, by the style of the site."""
    file = PurePosixPath(path)
    folder = "" if str(file.parent) == "." else f"{file.parent}/"
    if file.stem == "index":
        return _clean(f"/{_escape(folder)}")
    template = template_of(style)
    is_folder = style == "pretty" or (style not in STYLES and template.endswith("/"))
    has_ending = style in STYLES or not style or template.endswith((":output_ext", ".html"))
    ending = "/" if is_folder else ".html" if has_ending else ""
    return _clean(f"/{_escape(folder + file.stem)}{ending}")


def collection_template(pattern: str, style: str) -> str:
    """The pattern of a collection: its own, or the usual one with the ending of the site."""
    if pattern:
        return STYLES.get(pattern, pattern)
    if style == "pretty" or (style not in STYLES and style.endswith("/")):
        return "/:collection/:path/"
    return "/:collection/:path:output_ext"


def permalink_of(style: str) -> str:
    """The setting as a permalink of newsgen; empty if newsgen cannot say it."""
    template = template_of(style)
    names = _PLACEHOLDER.findall(template)
    if any(name not in _FIELDS for name in names):
        return ""
    pattern = _clean(_PLACEHOLDER.sub(lambda found: _FIELDS[found[1]], template))
    return pattern if "{slug}" in pattern and pattern.endswith(("/", ".html")) else ""


def _local(date: str, zone: str) -> datetime:
    """The time in the zone of the site, which Jekyll makes addresses of."""
    try:
        moment = datetime.fromisoformat(date)
        return moment.astimezone(ZoneInfo(zone)) if moment.tzinfo and zone else moment
    except (ValueError, ZoneInfoNotFoundError, OSError, OverflowError):
        return datetime(1970, 1, 1, tzinfo=UTC)


def _placeholders(document: Document, moment: datetime) -> Mapping[str, str]:
    week = moment.isocalendar()
    pretty = slugify(document.slug, is_pretty=True, keeps_capitals=True)
    plain = slugify(document.slug, is_pretty=False, keeps_capitals=False)
    lower = tuple(dict.fromkeys(category.lower() for category in document.categories))
    slugs = (slugify(each, is_pretty=False, keeps_capitals=False) for each in lower)
    return {
        "title": pretty,
        "slug": plain,
        "name": slugify(document.name, is_pretty=False, keeps_capitals=False),
        "basename": document.name,
        "path": document.path,
        "collection": document.collection,
        "output_ext": ".html",
        "categories": "/".join(lower),
        "slugified_categories": "/".join(dict.fromkeys(slugs)),
        "year": f"{moment.year:04d}",
        "month": f"{moment.month:02d}",
        "day": f"{moment.day:02d}",
        "hour": f"{moment.hour:02d}",
        "minute": f"{moment.minute:02d}",
        "second": f"{moment.second:02d}",
        "i_month": str(moment.month),
        "i_day": str(moment.day),
        "short_month": _MONTHS[moment.month - 1][:3],
        "long_month": _MONTHS[moment.month - 1],
        "short_year": f"{moment.year % 100:02d}",
        "w_year": f"{week.year:04d}",
        "week": f"{week.week:02d}",
        "w_day": str(week.weekday),
        "short_day": _DAYS[moment.weekday()][:3],
        "long_day": _DAYS[moment.weekday()],
        "y_day": f"{moment.timetuple().tm_yday:03d}",
    }


def _fill(template: str, placeholders: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        """The longest name that is known: ``:title_x`` is ``:title`` and ``_x``."""
        name, rest = found[1], ""
        while name not in placeholders and "_" in name:
            name, _, last = name.rpartition("_")
            rest = f"_{last}{rest}"
        return _escape(placeholders[name]) + rest if name in placeholders else found[0]

    return _clean(_PLACEHOLDER.sub(value, template))


def _escape(path: str) -> str:
    return quote(path, safe=_SAFE)


def _clean(address: str) -> str:
    """The address without doubled slashes and parts of dots, with a slash first."""
    parts = [part for part in address.split("/") if part and part.strip(".")]
    ending = "/" if address.endswith("/") and parts else ""
    return "/" + "/".join(parts) + ending
