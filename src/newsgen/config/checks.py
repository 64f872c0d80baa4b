"""Checks settings beyond their types: addresses, languages, time zones, folders, ranges."""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import unquote
from zoneinfo import ZoneInfo, available_timezones

from newsgen.config.comments import check_comments
from newsgen.config.faults import bad_value, check_language, check_range
from newsgen.config.feeds import check_feeds
from newsgen.config.headers import check_headers
from newsgen.config.search_engines import check_indexnow, check_publisher, check_robots
from newsgen.config.shape import Config, PageSettings, SectionSettings
from newsgen.config.targets import check_targets
from newsgen.files.media_types import ENDING
from newsgen.files.names import FOLDERS, PAGES
from newsgen.language.calendars import is_missing
from newsgen.models import Calendar
from newsgen.paths import fault_of
from newsgen.schema import Fault, Keys
from newsgen.suggestions import suggest
from newsgen.text import slugify, truncate

PERMALINK_FIELDS: Final = ("section", "slug", "id", "year", "month", "day", "lang")
EDITORS: Final = {
    "vscode": "vscode://file{path}:{line}:{column}",
    "vscodium": "vscodium://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "zed": "zed://file{path}:{line}:{column}",
    "idea": "idea://open?file={path}&line={line}",
    "sublime": "subl://open?url=file://{path}&line={line}&column={column}",
    "textmate": "txmt://open?url=file://{path}&line={line}&column={column}",
    "emacs": "org-protocol://open-source?url=file://{path}&line={line}",
}
"""The URL that opens a file in an editor, by the editor's name; {path} begins with a slash."""
RESERVED_SECTIONS: Final = frozenset(
    {
        "archive",
        "authors",
        "cards",
        "feeds",
        "media",
        "offline",
        "page",
        "saved",
        "search",
        "series",
        "tags",
    }
)
"""Names that the site itself uses at its root."""
RESERVED_EDITIONS: Final = RESERVED_SECTIONS | {"corrections", "pages"}
"""Names that are no editions: these, and those of other folders of content/ and pages."""

_BASE_URL = re.compile(
    r"(https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?)"
    r"((?:/(?:[a-z0-9._~!$&'()*+,;=:@-]|%[0-9a-f]{2})+)*)/?",
    re.IGNORECASE,
)
_EDITOR = re.compile(r"(?!javascript:|data:|vbscript:|https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FIELD = re.compile(r"\{([^{}]*)\}")
_LITERAL = re.compile(r"[\w.~/-]*")
_MACHINE_SPECIFIC = ("localtime", "posixrules", "posix/", "right/")
"""Time zones that have another meaning on another machine."""


def check(config: Config) -> Iterator[Fault]:
    """All faults of the settings."""
    yield from _check_base_url(config.base_url)
    yield from check_language(("lang",), config.lang)
    yield from _check_timezone(config.timezone)
    yield from _check_calendar(config.calendar)
    yield from _check_folder("output", config.output, "public")
    yield from _check_folder("cache", config.cache, ".newsgen")
    yield from _check_permalink(config.permalink, ("permalink",))
    yield from _check_former_permalinks(config)
    yield from _check_media_types(config.media_types)
    yield from _check_logo(config.logo, ("logo",))
    yield from _check_editor(config.editor)
    yield from _check_quotes(config.markdown.quotes)
    yield from _check_ranges(config)
    yield from _check_waivers(config)
    yield from _check_pages(config.pages)
    yield from check_publisher(config.publisher)
    yield from check_robots(config.robots)
    yield from check_indexnow(config.indexnow)
    yield from check_comments(config)
    yield from check_headers(config.headers)
    yield from check_feeds(config)
    yield from check_targets(config.targets, config.feeds, config.indexnow)
    yield from _check_sections(config.sections, ())
    yield from _check_editions(config)


@lru_cache(maxsize=16)
def split_base_url(address: str) -> tuple[str, str] | None:
    """Origin without final slash, and path with a slash at both ends; None for other addresses.

    >>> split_base_url("https://Example.org/news")
    ('https://example.org', '/news/')
    """
    found = _BASE_URL.fullmatch(address)
    if found is None or {".", ".."} & set(unquote(found[2]).split("/")):
        return None
    return found[1].lower(), f"{found[2]}/"


def _check_base_url(address: str) -> Iterator[Fault]:
    if split_base_url(address):
        return
    hint = "write scheme, host and path: https://news.example/, or https://example.org/news/"
    if "?" in address or "#" in address:
        hint = "leave out everything from the `?` or `#` on"
    elif not address.isascii():
        hint = "write the host in its xn-- form and the path percent-encoded"
    yield bad_value(("base_url",), f"`{truncate(address, 80)}` is not the address of a site", hint)


def _check_quotes(marks: str) -> Iterator[Fault]:
    if marks and (len(marks) != 4 or any(mark.isalnum() or mark.isspace() for mark in marks)):
        message = f"`{truncate(marks, 20)}` is not four quotation marks"
        yield bad_value(("markdown", "quotes"), message, "write four signs, such as `«»‹›`")


def _check_timezone(name: str) -> Iterator[Fault]:
    if not _is_timezone(name):
        hint = suggest(name, sorted(available_timezones())) or "for example `Asia/Karachi` or `UTC`"
        yield bad_value(("timezone",), f"there is no time zone `{truncate(name, 40)}`", hint)


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return not name.startswith(_MACHINE_SPECIFIC)


def _check_calendar(calendar: Calendar) -> Iterator[Fault]:
    if is_missing(calendar):
        message = f"the library for the {calendar} calendar is not installed"
        yield bad_value(("calendar",), message, 'pip install "newsgen[calendars]"')


def _check_folder(key: str, path: str, usual: str) -> Iterator[Fault]:
    normal = posixpath.normpath(path)
    first = normal.split("/")[0]
    hint = f"name a folder of its own inside the site root, such as `{usual}`"
    if normal.startswith(("/", "~")) or "\\" in normal or ":" in normal or first in {"..", "."}:
        yield bad_value((key,), f"`{truncate(path, 80)}` is not a folder in the site root", hint)
    elif first.casefold() in FOLDERS:
        yield bad_value((key,), f"newsgen would write among the sources, into {first}/", hint)


def _check_former_permalinks(config: Config) -> Iterator[Fault]:
    for number, former in enumerate(config.former_permalinks):
        keys = ("former_permalinks", number)
        yield from _check_permalink(former.pattern, (*keys, "pattern"))
        if former.pattern == config.permalink:
            message = "the permalink has this pattern now"
            yield bad_value((*keys, "pattern"), message, "remove it here")
        try:
            date.fromisoformat(former.until)
        except ValueError:
            message = f"`{truncate(former.until, 40)}` is not a day"
            yield bad_value((*keys, "until"), message, "write it like 2026-11-28")


def _check_permalink(pattern: str, keys: Keys) -> Iterator[Fault]:
    fields = _FIELD.findall(pattern)
    for field in fields:
        if field not in PERMALINK_FIELDS:
            known = "known fields: " + ", ".join(f"{{{name}}}" for name in PERMALINK_FIELDS)
            message = f"there is no field `{{{truncate(field, 40)}}}`"
            yield bad_value(keys, message, suggest(field, PERMALINK_FIELDS) or known)
    if not {"slug", "id"} & set(fields):
        yield bad_value(keys, "all articles would share an address", "add `{slug}` or `{id}`")
    if not pattern.startswith("/") or not pattern.endswith(("/", ".html")):
        message = "a permalink starts with `/` and ends with `/` or `.html`"
        yield bad_value(keys, message, "write `/{section}/{slug}/`")
    rest = _FIELD.sub("x", pattern)
    if not _LITERAL.fullmatch(rest) or fault_of(rest.strip("/")):
        hint = "between the fields use letters, digits, `-`, `_` and single slashes"
        yield bad_value(
            keys, "the permalink contains characters that an address may not have", hint
        )


def _check_media_types(endings: Sequence[str]) -> Iterator[Fault]:
    for number, ending in enumerate(endings):
        if not ENDING.fullmatch(ending):
            proper = ending.lower().lstrip(".*")
            hint = f"write `{proper}`" if ENDING.fullmatch(proper) else "for example `zip`"
            message = f"`{truncate(ending, 40)}` is not the ending of a file name"
            yield bad_value(("media_types", number), message, hint)


def _check_logo(logo: str, keys: Keys) -> Iterator[Fault]:
    if logo.startswith(("https://", "http://")):
        return
    if logo.startswith("/") or "\\" in logo or ".." in logo.split("/"):
        hint = "write a path below static/, such as `logo.svg`, or an address with https://"
        yield bad_value(keys, f"`{truncate(logo, 80)}` is not a path below static/", hint)


def _check_editor(editor: str) -> Iterator[Fault]:
    if editor in EDITORS:
        return
    fields = set(_FIELD.findall(editor))
    if not _EDITOR.match(editor) or "path" not in fields or fields - {"path", "line", "column"}:
        known = "write one of " + ", ".join(EDITORS) + ", or myeditor://open?file={path}"
        hint = suggest(editor, EDITORS) or known
        yield bad_value(("editor",), f"`{truncate(editor, 80)}` does not open a file", hint)


def _check_ranges(config: Config) -> Iterator[Fault]:
    ranges: tuple[tuple[Keys, int, int, int], ...] = (
        (("per_page",), config.per_page, 1, 500),
        (("related",), config.related, 0, 50),
        (("home", "top"), config.home.top, 0, 100),
        (("home", "per_section"), config.home.per_section, 0, 100),
        (("pictures", "quality"), config.pictures.quality, 1, 100),
        *(
            (("pictures", "widths", place), width, 16, 4096)
            for place, width in enumerate(config.pictures.widths)
        ),
    )
    for keys, value, least, most in ranges:
        yield from check_range(keys, value, least, most)


def _check_waivers(config: Config) -> Iterator[Fault]:
    for number, waiver in enumerate(config.check.waivers):
        try:
            date.fromisoformat(waiver.until or "2000-01-01")
        except ValueError:
            keys = ("check", "waivers", number, "until")
            message = f"`{truncate(waiver.until, 40)}` is not a date"
            yield bad_value(keys, message, "write it as 2027-03-31")


def _check_pages(pages: Sequence[PageSettings]) -> Iterator[Fault]:
    for number, page in enumerate(pages):
        keys = ("pages", number)
        path = page.path.removeprefix("/")
        fault = "" if path.endswith("/") else fault_of(path)
        if not page.path.startswith("/") or not path or fault or fault_of(path.rstrip("/")):
            message = f"{truncate(page.path, 60)} is not an address below the site"
            hint = "write it from the root: `/map.json`, `/map/`"
            yield bad_value((*keys, "path"), message, hint)
        if not page.template.startswith(PAGES):
            message = f"{truncate(page.template, 60)} does not lie in templates/pages/"
            yield bad_value((*keys, "template"), message, "write `pages/map.json`")
        yield from check_range((*keys, "number"), page.number, 0, 100_000)


def _check_sections(sections: Mapping[str, SectionSettings], keys: Keys) -> Iterator[Fault]:
    """The faults of sections below those keys."""
    for slug, section in sections.items():
        yield from _check_slug(slug, (*keys, "sections", slug), RESERVED_SECTIONS)
        if section.lang:
            yield from check_language((*keys, "sections", slug, "lang"), section.lang)
        for number, alias in enumerate(section.aliases):
            yield from _check_section_alias(alias, (*keys, "sections", slug, "aliases", number))


def _check_section_alias(alias: str, keys: Keys) -> Iterator[Fault]:
    path = unquote(alias).strip("/")
    if not alias.startswith("/") or not path or fault_of(path) or {"?", "#"} & set(alias):
        shown = truncate(alias, 80)
        yield bad_value(keys, f"`{shown}` is not an old address", "write its path: /pakistan/")


def _check_editions(config: Config) -> Iterator[Fault]:
    for name, edition in config.editions.items():
        keys = ("editions", name)
        yield from _check_slug(name, keys, RESERVED_EDITIONS)
        if name in config.sections:
            message = f"`{truncate(name, 60)}` is a section too: both would be /{name}/"
            yield bad_value(keys, message, "choose another name for one of the two")
        if edition.lang:
            yield from check_language((*keys, "lang"), edition.lang)
        yield from _check_sections(edition.sections, keys)
        yield from _check_logo(edition.logo, (*keys, "logo"))
        if edition.per_page is not None:
            yield from check_range((*keys, "per_page"), edition.per_page, 1, 500)
        if edition.home:
            home = edition.home
            yield from check_range((*keys, "home", "top"), home.top, 0, 100)
            yield from check_range((*keys, "home", "per_section"), home.per_section, 0, 100)


def _check_slug(slug: str, keys: Keys, reserved: Collection[str]) -> Iterator[Fault]:
    shown = truncate(slug, 60)
    if slug != slugify(slug):
        proper = slugify(slug)
        hint = f"write `{proper}` and give it a `title:`" if proper else "use letters and digits"
        yield bad_value(keys, f"`{shown}` is not a slug", hint)
    elif slug in reserved:
        yield bad_value(keys, f"the site uses /{shown}/ itself", "choose another slug")
