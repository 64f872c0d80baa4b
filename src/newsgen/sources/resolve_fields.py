"""Resolves single fields of front matter: the written value, or a default, or a problem.

Every function takes the ``ProblemCollector`` of the source, adds what is wrong with the field and
returns a value in any case, so that one build reports all problems of a source.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta, timezone
from functools import cache
from typing import TypeVar
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from newsgen import markdown
from newsgen.config import (
    Config,
    edition_folder,
    folders_in_edition,
    is_language,
    language_hint,
)
from newsgen.diagnostics import Diagnostic, has_errors
from newsgen.files.media_types import picture_fault
from newsgen.models import (
    Article,
    AuthorProfile,
    Front,
    Image,
    StandingPage,
)
from newsgen.paths import fault_of, name_fault
from newsgen.schema import Day
from newsgen.suggestions import nearest
from newsgen.text import slugify, truncate
from newsgen.urls import URI, alias_path, index_path, quote_path

UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Placeholder for a moment that could not be read; a source that has one also has an error."""

_IN_SLUGS = frozenset("-._~+!,=@()'")
_ID = re.compile(r"[\w.~-]+")
_NOT_IN_ADDRESS = re.compile(r"#|[\x00-\x1f\x7f]|\ufffd")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?][!-~]*)?")
_MIDNIGHT = time()
_FOCUS = re.compile(r"(?:100|[0-9]{1,2})% (?:100|[0-9]{1,2})%")
_SUMMARY_LENGTH = 200
"""In characters."""

Resolved = TypeVar("Resolved", Article, StandingPage, AuthorProfile, Front)


class ProblemCollector:
    """Collects the problems of one source, so that all of them are reported at once."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._collected: list[Diagnostic] = []

    def report(self, key: tuple[str | int, ...], code: str, message: str, hint: str) -> None:
        """Add a problem. An error keeps the source out of the site, a warning does not."""
        self._collected.append(
            Diagnostic(key=key, code=code, message=message, hint=hint, path=self._path)
        )

    @property
    def collected(self) -> tuple[Diagnostic, ...]:
        """All problems so far."""
        return tuple(self._collected)

    def settle(self, value: Resolved) -> tuple[Resolved | None, tuple[Diagnostic, ...]]:
        """The value, or None if there was an error; and everything collected."""
        return (None if has_errors(self._collected) else value), tuple(self._collected)


def resolve_slug(
    written: str | None, name: str, title: str, problems: ProblemCollector, lang: str = ""
) -> str:
    """The slug as written, else made from the file name, else from the title."""
    if not written:
        slug = slugify(name, lang) or slugify(title, lang)
        if not slug:
            hint = "add `slug:` in letters or digits"
            message = "neither the file name nor the title can be part of a URL"
            problems.report(("title",), "no-slug", message, hint)
        return slug
    if not is_slug(written):
        slug = slugify(written, lang)
        hint = f"write `slug: {slug}`" if slug else "use letters, digits and hyphens"
        message = f"{written!r} cannot be part of a URL as it is written"
        problems.report(("slug",), "bad-slug", message, hint)
        return slug
    return written


def is_slug(written: str) -> bool:
    """Whether a URL and a file can have this name as it is written, in capitals too."""
    is_plain = all(unicodedata.category(c)[0] in "LMN" or c in _IN_SLUGS for c in written)
    return is_plain and bool(slugify(written)) and not name_fault(written)


def resolve_id(written: str | None, name: str, problems: ProblemCollector) -> str:
    """The id as written, else made from the file name."""
    if written and not is_id(written):
        hint = "use letters, digits, hyphens and dots, or a whole URI"
        problems.report(("id",), "bad-value", f"{written!r} cannot be an id", hint)
    return written or slugify(name)


def is_id(written: str) -> bool:
    """Whether a story can have this as its permanent name."""
    return bool(_ID.fullmatch(written) or URI.fullmatch(written))


def is_web_address(written: str) -> bool:
    """Whether this is the whole address of a page, as browsers write it."""
    return bool(_ADDRESS.fullmatch(written))


def fill_permalink(
    config: Config, names: Mapping[str, str], date: datetime, pattern: str = ""
) -> str:
    """The path of a page below the base path, decoded, made from the pattern in the settings.

    It begins with the name of the edition. ``names`` has section, slug, id and language. Another
    ``pattern`` may be given: then it is where the story would be with that one.
    """
    path = (pattern or config.permalink).format(
        **names, year=f"{date.year:04}", month=f"{date.month:02}", day=f"{date.day:02}"
    )[1:]
    return f"{config.edition}/{path}" if config.edition else path


def path_with(pattern: str, article: Article, config: Config) -> str:
    """The path in the output that the page of an article would have with that pattern."""
    names = {
        "id": article.id,
        "slug": article.slug,
        "section": article.section,
        "lang": article.lang,
    }
    return index_path(fill_permalink(config, names, article.date, pattern))


def resolve_url_path(
    config: Config, names: Mapping[str, str], date: datetime, problems: ProblemCollector
) -> str:
    """The path of an article's page, percent-encoded; a problem if no site may have it."""
    path = fill_permalink(config, names, date)
    fault = fault_of(index_path(path))
    if fault and names["section"] and names["slug"]:  # else that is already an error
        used = [key for key in names if f"{{{key}}}" in config.permalink]
        key = next((key for key in used if name_fault(names[key])), used[0])
        hint = "write it in letters, digits and hyphens"
        message = f"the story would be published at /{path}: {fault}"
        problems.report((key,), "bad-path", message, hint)
    return quote_path(path)


def check_aliases(
    written: Sequence[str], config: Config, problems: ProblemCollector
) -> tuple[str, ...]:
    """The old addresses as written; each must be one that this site could have."""
    for number, alias in enumerate(written):
        key, shown = ("aliases", number), truncate(alias, 80)
        if not alias.startswith(("/", "?")) or alias == "/":
            hint = "write the old path of this site, such as /2019/quake/"
            problems.report(key, "bad-alias", f"{shown!r} is not a path", hint)
        elif _NOT_IN_ADDRESS.search(unquote(alias)):
            hint = "write it as the address bar showed it, up to the `#`"
            problems.report(key, "bad-alias", f"{shown!r} is not an old address", hint)
        elif "?" in alias:
            if not config.redirects:
                hint = "set `redirects: [netlify]` in newsgen.yaml, or nginx or caddy"
                message = f"{shown!r} has a query, which only a rule of the web server can answer"
                problems.report(key, "bad-alias", message, hint)
        elif fault := fault_of(alias_path(alias)):
            hint = "remove it: a page of this site cannot have this address"
            problems.report(key, "bad-alias", f"{shown!r} cannot be an address: {fault}", hint)
    return tuple(written)


def check_address(written: str, key: tuple[str | int, ...], problems: ProblemCollector) -> str:
    """The address of a page of another site as written; it must be a whole web address."""
    if written and not is_web_address(written):
        hint = "write it as browsers do: https://agency.example/world/quake"
        message = f"{truncate(written, 80)!r} is not the address of a page"
        problems.report(key, "bad-address", message, hint)
    return written


def resolve_date(
    written: datetime | None,
    in_name: str | None,
    config: Config,
    problems: ProblemCollector,
    *,
    is_draft: bool = False,
) -> datetime:
    """The date in the front matter, else the date at the beginning of the file name.

    A draft need not have one: nobody sees it until it gets one.
    """
    if written is not None:
        return localize(written, ("date",), config, problems) or UNKNOWN_TIME
    if in_name is None and is_draft:
        return UNKNOWN_TIME
    if in_name is None:
        hint = "add `date: 2026-11-23 10:00`, or begin the file name with 2026-11-23-"
        problems.report(("date",), "missing-key", "the story has no date", hint)
        return UNKNOWN_TIME
    try:
        day = Day.fromisoformat(in_name)
        return localize(day, ("date",), config, problems) or UNKNOWN_TIME
    except ValueError:
        message = f"the file name begins with {in_name}, which is not a real date"
        problems.report((), "bad-date", message, "rename the file")
        return UNKNOWN_TIME


def localize(
    written: datetime | None,
    key: tuple[str | int, ...],
    config: Config,
    problems: ProblemCollector,
) -> datetime | None:
    """The moment in the time zone of the site; a moment without a zone is read as local time.

    A day whose midnight the clocks skip begins at its first moment. Its offset has no seconds, as
    RFC 3339 and HTML know none.
    """
    if written is None:
        return None
    written = datetime.combine(written.date(), written.timetz())  # no longer a Day
    zone = _zone(config.timezone)
    try:
        if written.tzinfo is not None:
            return _without_offset_seconds(written.astimezone(zone))
        local = written.replace(tzinfo=zone)
        if zone.utcoffset(local) == zone.utcoffset(local.replace(fold=1)):
            return _without_offset_seconds(local)
        real = local.astimezone(UTC).astimezone(zone)
    except OverflowError:
        problems.report(key, "bad-date", f"{written} is beyond the calendar", "check the year")
        return None
    if real.replace(tzinfo=None) == written:
        _report_repeated_hour(local, key, config, problems)
    elif written.time() == _MIDNIGHT:
        return real
    else:
        message = f"{written} does not exist in {config.timezone}: the clocks go forward then"
        problems.report(key, "bad-date", message, "choose a time an hour later or name the offset")
    return local


def moment_at(local: datetime, config: Config) -> datetime | None:
    """The moment at which the clocks of the site show that time, the first of two; None if none."""
    zone = _zone(config.timezone)
    moment = local.replace(tzinfo=zone)
    is_real = moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local
    return _without_offset_seconds(moment) if is_real else None


def _report_repeated_hour(
    local: datetime, key: tuple[str | int, ...], config: Config, problems: ProblemCollector
) -> None:
    """Warn of a moment that changes the site in the hour that comes twice in autumn."""
    if key not in {("embargo",), ("expires",), ("breaking_until",), ("coverage_end",)}:
        return
    first, second = (f"{local.replace(fold=fold).isoformat(' ', 'minutes')}" for fold in (0, 1))
    message = f"this time comes twice in {config.timezone}: newsgen takes the first"
    problems.report(key, "repeated-hour", message, f"write `{first}` or `{second}`")


def _without_offset_seconds(moment: datetime) -> datetime:
    """The same time of day with an offset of whole minutes: local mean time had seconds."""
    offset = moment.utcoffset() or timedelta()
    seconds = offset % timedelta(minutes=1)
    return moment.replace(tzinfo=timezone(offset - seconds)) if seconds else moment


def resolve_section(
    written: str | None,
    key: tuple[str | int, ...],
    path: str,
    config: Config,
    problems: ProblemCollector,
) -> str:
    """The slug of the section: from the slug or title in the front matter, else from the folder."""
    folders = folders_in_edition(path, config)
    if not written and not folders:
        folder = edition_folder(config.edition)
        hint = f"add `section:` or move the file into {folder}/<section>/"
        problems.report(key, "missing-key", "the story has no section", hint)
        return ""
    name = written or folders[0]
    if name in config.sections:
        return name
    declared = tuple((slug, settings.title) for slug, settings in config.sections.items())
    slug = _section_slugs(declared).get(name.casefold(), slugify(name))
    if not slug:
        message = f"{name!r} cannot be the name of a section"
        problems.report(key, "bad-value", message, "use letters")
    elif slug not in config.sections and config.undeclared_sections == "error":
        near = nearest(slug, config.sections)
        known = ", ".join(config.sections) or "none yet"
        hint = f"did you mean {near!r}?" if near else f"newsgen.yaml declares: {known}"
        where = f" in the edition `{config.edition}`" if config.edition else ""
        problems.report(key, "unknown-section", f"there is no section {name!r}{where}", hint)
    return slug


def resolve_style(
    written: str | None, default: str, config: Config, problems: ProblemCollector
) -> markdown.Style:
    """The typographic style: in the language of the front matter, else in the default language."""
    if written and not is_language(written):
        message = f"{written!r} is not a language tag"
        problems.report(("lang",), "bad-value", message, language_hint(written))
    settings = config.markdown
    return markdown.Style(
        lang=written or default,
        smart_quotes=settings.smart_quotes,
        linkify=settings.linkify,
        quotes=settings.quotes,
        raw_html=settings.raw_html,
    )


def resolve_summary(written: str, body: str, style: markdown.Style) -> str:
    """The summary as written, else the first paragraph of the body in plain text, shortened."""
    if written:
        return markdown.typeset(" ".join(written.split()), style)
    return truncate(markdown.lede(body, style), _SUMMARY_LENGTH)


def resolve_image(
    image: Image | None, style: markdown.Style, problems: ProblemCollector
) -> Image | None:
    """The image with its texts typeset; the address of an external image must be valid."""
    if image is None:
        return None
    fault, remedy = picture_fault(image.src)
    if fault:
        problems.report(("image", "src"), "not-a-picture", fault, remedy)
    if "://" in image.src and not is_web_address(image.src):
        hint = "write it as browsers do: https://cdn.example/photo.jpg"
        message = f"{truncate(image.src, 80)!r} is not the address of an image"
        problems.report(("image", "src"), "bad-address", message, hint)
    if image.focus and not _FOCUS.fullmatch(image.focus):
        message = f"{truncate(image.focus, 40)!r} is not a point of the picture"
        hint = "write how far it is from the left and from the top: `focus: 30% 20%`"
        problems.report(("image", "focus"), "bad-value", message, hint)
        image = replace(image, focus="")
    return replace(
        image,
        alt=markdown.typeset(image.alt, style),
        caption=markdown.typeset(image.caption, style),
        credit=markdown.typeset(image.credit, style),
    )


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@cache
def _section_slugs(sections: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The case-folded slugs and titles of the declared sections, each with its slug."""
    titles = {title.casefold(): slug for slug, title in sections if title}
    return titles | {slug.casefold(): slug for slug, _ in sections}
