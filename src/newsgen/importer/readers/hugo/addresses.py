"""The address of a page as Hugo computes it.

Rules: https://gohugo.io/content-management/urls/ and https://gohugo.io/configuration/permalinks/,
compared with the addresses that Hugo 0.168 gives.
"""

import posixpath
import re
import string
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import unquote_plus

from newsgen.importer.readers.hugo.settings import HugoSettings, Language
from newsgen.models import Model

_TOKEN = re.compile(r":([0-9A-Za-z]\w*+)(?:\[(\w{0,8}):?(\w{0,8})\])?")
_DATED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[-_. ]*(.*)")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ALLOWED = frozenset("./\\_#~-@")
_LAYOUT = re.compile("2006|01|02")
_ENCODED = {"%": "%25", "#": "%23", "?": "%3F"}


class Place(Model, frozen=True):
    """Where a page is, and what its address is made of."""

    parts: tuple[str, ...]
    """Folders between the folder of the language and the page; without the folder of a bundle."""
    name: str
    """Of the file without language and ending, or of the folder of the bundle."""
    sections: tuple[str, ...] = ()
    """Those of ``parts`` that are sections: the first one, and those with an ``_index.md``."""
    section_slugs: Mapping[str, str] = {}
    """Slugs of sections that have one of their own."""
    title: str = ""
    slug: str = ""
    url: str = ""
    date: str = ""
    """As ``dates.read_date`` gives it."""


def page_address(place: Place, language: Language, settings: HugoSettings) -> str:
    """The path of the page from the root of the site, decoded: ``/es/news/2020/harbour/``."""
    if place.url:
        return _given(place, language, settings)
    section = place.parts[0] if place.parts else ""
    ugly = settings.is_ugly(section.lower())
    pattern = language.permalinks.get(section.lower())
    if pattern is not None:
        path = _filled(pattern, place, settings)
    else:
        folders = [_plain(part, settings) for part in place.parts]
        last = _clean(place.slug, settings) if place.slug else _plain(place.name, settings)
        path = "/".join([*folders, last])
    path = posixpath.normpath(f"/{path}").lstrip("/")
    if not path:
        return language.prefix
    if pattern is not None and path.endswith((".html", ".htm")):
        return f"{language.prefix}{path}"
    return f"{language.prefix}{path}{'.html' if ugly else '/'}"


def split_dated(name: str) -> tuple[str, str]:
    """The day at the start of the name of a file, and what follows; both may be empty.

    >>> split_dated("2020-01-02-harbour"), split_dated("harbour")
    (('2020-01-02', 'harbour'), ('', 'harbour'))
    """
    dated = _DATED.fullmatch(name)
    return (dated[1], dated[2]) if dated else ("", name)


def alias_addresses(
    written: str, address: str, language: Language, *, ugly: bool
) -> tuple[str, ...]:
    """The addresses that an alias of a page at ``address`` may have had.

    Hugo counts a name without a slash from the folder of the page; earlier versions, and many
    writers, from the root. So both are given. An alias without an ending is a folder, or a file if
    the section has such addresses.
    """
    alias = written.strip().split("?")[0].split("#")[0]
    if not alias or "://" in alias:
        return (alias,) if alias else ()
    if alias.startswith("/"):
        found = [posixpath.join(language.prefix, alias.lstrip("/")), alias]
    else:
        parent = posixpath.dirname(address.rstrip("/"))
        found = [posixpath.join(parent, alias), posixpath.join(language.prefix, alias)]
    paths = dict.fromkeys(posixpath.normpath(path) for path in found)
    return tuple(dict.fromkeys(form for path in paths for form in _forms(path, ugly=ugly)))


def encoded(path: str) -> str:
    """The path with the signs encoded that would end it.

    >>> encoded("/c#-and-c/")
    '/c%23-and-c/'
    """
    return "".join(_ENCODED.get(sign, sign) for sign in path)


def _forms(path: str, *, ugly: bool) -> tuple[str, ...]:
    if path.endswith((".html", ".htm", ".php", ".asp", ".aspx")):
        return (path,)
    return (f"{path}.html", f"{path}/") if ugly else (f"{path.rstrip('/')}/",)


def _given(place: Place, language: Language, settings: HugoSettings) -> str:
    """The address of ``url:`` in front matter, which may have the fields of patterns."""
    url = place.url.strip()
    url = _filled(url, place, settings) if ":" in url else url
    path = url if url.startswith("/") else f"{language.prefix}{url}"
    if path.endswith((".html", ".htm", ".xml", ".txt", "/")):
        return path
    return f"{path}/"


def _filled(pattern: str, place: Place, settings: HugoSettings) -> str:
    def fill(token: re.Match[str]) -> str:
        name = token[1]
        if name.startswith("sections") and token[0].endswith("]"):
            chosen = _sliced(place.sections, token)
            return "/".join(_plain(part, settings) for part in chosen)
        known = _FIELDS.get(name)
        if known:
            return known(place, settings)
        return _go_date(name, place.date)

    return _TOKEN.sub(fill, pattern)


def _sliced(sections: tuple[str, ...], token: re.Match[str]) -> tuple[str, ...]:
    def number(written: str) -> int | None:
        if written == "last":
            return max(len(sections) - 1, 0)
        return int(written) if written.isdigit() else None

    first = number(token[2])
    if ":" not in token[0][token[0].index("[") :]:
        return sections[first : first + 1] if first is not None else sections
    return sections[first : number(token[3])]


def _title(place: Place, settings: HugoSettings) -> str:
    """The title is one part of an address, whatever it has inside."""
    return _clean(place.title.replace("/", "-").replace("\\", "-"), settings)


def _slug_or_title(place: Place, settings: HugoSettings) -> str:
    return _clean(place.slug, settings) if place.slug else _title(place, settings)


def _slug_or_name(place: Place, settings: HugoSettings) -> str:
    return _clean(place.slug or place.name, settings)


def _slugs(place: Place, settings: HugoSettings) -> list[str]:
    return [_plain(place.section_slugs.get(part, part), settings) for part in place.sections]


def _day(place: Place) -> date | None:
    found = _DAY.match(place.date)
    return date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _dated(form: Callable[[date], str]) -> Callable[[Place, HugoSettings], str]:
    def fill(place: Place, settings: HugoSettings) -> str:
        day = _day(place)
        text = form(day) if day else ""
        return text.lower() if settings.lower else text

    return fill


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_FIELDS: dict[str, Callable[[Place, HugoSettings], str]] = {
    "year": _dated(lambda day: f"{day.year:04}"),
    "month": _dated(lambda day: f"{day.month:02}"),
    "monthname": _dated(lambda day: _MONTHS[day.month - 1]),
    "day": _dated(lambda day: f"{day.day:02}"),
    "weekday": _dated(lambda day: str(day.isoweekday() % 7)),
    "weekdayname": _dated(lambda day: _WEEKDAYS[day.weekday()]),
    "yearday": _dated(lambda day: str(day.timetuple().tm_yday)),
    "section": lambda place, settings: _plain(place.parts[0], settings) if place.parts else "",
    "sectionslug": lambda place, settings: "/".join(_slugs(place, settings)[-1:]),
    "sections": lambda place, settings: "/".join(_plain(s, settings) for s in place.sections),
    "sectionslugs": lambda place, settings: "/".join(_slugs(place, settings)),
    "title": _title,
    "slug": _slug_or_title,
    "slugorfilename": _slug_or_name,
    "slugorcontentbasename": _slug_or_name,
    "filename": lambda place, settings: _clean(place.name, settings),
    "contentbasename": lambda place, settings: _clean(place.name, settings),
}


def _go_date(layout: str, date: str) -> str:
    """The date in a layout of Go: ``2006-01-02``. The name itself if it is no layout."""
    found = _DAY.match(date)
    if not found or not set(layout) <= set(string.digits + "-_"):
        return f":{layout}"
    parts = {"2006": found[1], "01": found[2], "02": found[3]}
    return _LAYOUT.sub(lambda part: parts[part[0]], layout)


def _plain(name: str, settings: HugoSettings) -> str:
    """The name of a file or folder in an address: a hyphen for each space."""
    return _kept(name.replace(" ", "-") if settings.lower else name, "+", settings)


def _clean(text: str, settings: HugoSettings) -> str:
    """A text in an address: letters, digits, few signs, a hyphen between words."""
    return _kept(unquote_plus(text), "", settings)


def _kept(text: str, more: str, settings: HugoSettings) -> str:
    if not settings.accents:
        apart = unicodedata.normalize("NFD", text)
        plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
        text = unicodedata.normalize("NFC", plain)
    kept: list[str] = []
    space = False
    for place, sign in enumerate(text):
        if sign in more or _is_allowed(text, place, sign):
            if space and sign != "-":
                kept.append("-")
            space = False
            kept.append(sign)
        elif sign.isspace() and kept and kept[-1] != "-":
            space = True
    cleaned = "".join(kept)
    return cleaned.replace("İ", "i").lower() if settings.lower else cleaned


def _is_allowed(text: str, place: int, sign: str) -> bool:
    if sign == "%":
        digits = text[place + 1 : place + 3]
        return len(digits) == 2 and all(digit in string.hexdigits for digit in digits)
    return sign in _ALLOWED or unicodedata.category(sign)[0] in "LM" or sign.isdecimal()
