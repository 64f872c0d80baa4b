"""From front matter as written to articles, pages and authors as resolved.

Pure functions: what the file gives, what its place in ``content/`` gives and what the settings give
come together here, and everything that does not fit is told at once.
"""

import difflib
import posixpath
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from newsgen import markdown
from newsgen.config import Config
from newsgen.dateline import parse_dateline
from newsgen.diagnostics import Diagnostic, Severity, has_errors
from newsgen.frontmatter import ArticleFields, AuthorFields, PageFields
from newsgen.models import Article, AuthorProfile, Correction, Image, StandingPage
from newsgen.text import quote_path, slugify, truncate

Resolved = TypeVar("Resolved", Article, StandingPage, AuthorProfile)

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-(.+))?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_IDENTIFIER = re.compile(r"[\w.~-]+")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?][!-~]*)?")
_SUMMARY_LENGTH = 200
_NOWHERE = datetime(1970, 1, 1, tzinfo=UTC)


def resolve_article(
    fields: ArticleFields, body: str, path: str, digest: str, config: Config
) -> tuple[Article | None, tuple[Diagnostic, ...]]:
    """The article, or None when anything in its front matter is wrong; and all that is."""
    faults = _Faults(path)
    bare = posixpath.splitext(path)[0]
    stem = posixpath.basename(bare)
    dated = _DATED.fullmatch(stem)
    name = (dated[2] or stem) if dated else stem
    section = _section(fields.section, path, config, faults)
    settings = config.sections.get(section)
    lang = _language(fields.lang, (settings and settings.lang) or config.lang, faults)
    style = _style(lang, config)
    embargo = _moment(fields.embargo, ("embargo",), config, faults)
    date = _date(fields.date, dated[1] if dated else None, config, faults)
    if embargo and embargo > date:
        date = embargo
    identifier = _identifier(fields.id, name, faults)
    slug = _slug(fields.slug, name, fields.title, faults)
    article = Article(
        path=path,
        digest=digest,
        title=markdown.typeset(fields.title, style),
        section=section,
        date=date,
        id=identifier,
        guid=fields.id or bare.partition("/")[2],
        slug=slug,
        address=_address(config.permalink, section, slug, identifier, date),
        lang=lang,
        summary=_summary(fields.summary, body, style),
        dateline=parse_dateline(fields.dateline or ""),
        updated=_moment(fields.updated, ("updated",), config, faults),
        authors=_names("authors", fields.authors, faults),
        tags=_names("tags", fields.tags, faults),
        kicker=markdown.typeset(fields.kicker, style),
        image=_image(fields.image, style, faults),
        draft=fields.draft,
        embargo=embargo,
        expires=_moment(fields.expires, ("expires",), config, faults),
        aliases=_aliases(fields.aliases, faults),
        related=_neighbours(fields.related, path, faults),
        series=fields.series or "",
        source=fields.source or "",
        type=fields.type,
        corrections=_corrections(fields.corrections, style, config, faults),
        extra=fields.extra,
        references=markdown.references(body),
        blocks=markdown.block_names(body),
    )
    _check_order(article, faults)
    return faults.settle(article)


def resolve_page(
    fields: PageFields, body: str, path: str, digest: str, config: Config
) -> tuple[StandingPage | None, tuple[Diagnostic, ...]]:
    """The standing page, or None when anything in its front matter is wrong; and all that is."""
    faults = _Faults(path)
    stem = posixpath.splitext(posixpath.basename(path))[0]
    lang = _language(fields.lang, config.lang, faults)
    style = _style(lang, config)
    page = StandingPage(
        path=path,
        digest=digest,
        title=markdown.typeset(fields.title, style),
        slug=_slug(fields.slug, stem, fields.title, faults),
        lang=lang,
        summary=_summary(fields.summary, body, style),
        menu=fields.menu,
        aliases=_aliases(fields.aliases, faults),
        extra=fields.extra,
        references=markdown.references(body),
        blocks=markdown.block_names(body),
    )
    return faults.settle(page)


def resolve_author(
    fields: AuthorFields, body: str, path: str, digest: str
) -> tuple[AuthorProfile | None, tuple[Diagnostic, ...]]:
    """The author's profile, or None when anything in it is wrong; and all that is."""
    faults = _Faults(path)
    stem = posixpath.splitext(posixpath.basename(path))[0]
    for label, address in fields.links.items():
        if not address.startswith(("https://", "http://", "mailto:")):
            message = f"{label}: {address!r} is not a web address"
            faults.error(("links", label), "bad-address", message, "begin it with https://")
    author = AuthorProfile(
        path=path,
        digest=digest,
        name=fields.name,
        slug=_slug(fields.slug, stem, fields.name, faults),
        role=fields.role or "",
        email=fields.email or "",
        image=fields.image,
        links=fields.links,
        bio=body.strip(),
    )
    return faults.settle(author)


class _Faults:
    """Collects what is wrong with one source, so that all of it is told at once."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._found: list[Diagnostic] = []

    def error(self, key: tuple[str | int, ...], code: str, message: str, hint: str) -> None:
        self._note(Severity.ERROR, key, code, message, hint)

    def warn(self, key: tuple[str | int, ...], code: str, message: str, hint: str) -> None:
        self._note(Severity.WARNING, key, code, message, hint)

    def settle(self, value: Resolved) -> tuple[Resolved | None, tuple[Diagnostic, ...]]:
        """The value unless an error speaks against it, and all that was noted."""
        return (None if has_errors(self._found) else value), tuple(self._found)

    def _note(
        self, severity: Severity, key: tuple[str | int, ...], code: str, message: str, hint: str
    ) -> None:
        self._found.append(
            Diagnostic(
                severity=severity, key=key, code=code, message=message, hint=hint, path=self._path
            )
        )


def _section(written: str | None, path: str, config: Config, faults: _Faults) -> str:
    """The slug of the section that the front matter names, by slug or title, or the folder."""
    folders = path.split("/")[1:-1]
    if not written and not folders:
        hint = "add `section:` or move the file into content/<section>/"
        faults.error(("section",), "missing-key", "the story belongs to no section", hint)
        return ""
    name = written or folders[0]
    if name in config.sections:
        return name
    slug = _section_slugs(tuple((s, t.title) for s, t in config.sections.items())).get(
        name.casefold(), slugify(name)
    )
    if not slug:
        faults.error(("section",), "bad-value", f"{name!r} names no section", "use letters")
    elif slug not in config.sections and config.undeclared_sections == "error":
        near = difflib.get_close_matches(slug, config.sections, 1)
        known = ", ".join(config.sections) or "none yet"
        hint = f"did you mean {near[0]!r}?" if near else f"newsgen.yaml declares: {known}"
        faults.error(("section",), "unknown-section", f"there is no section {name!r}", hint)
    return slug


@cache
def _section_slugs(sections: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Every way to name a declared section, case-folded, to its slug."""
    titles = {title.casefold(): slug for slug, title in sections if title}
    return titles | {slug.casefold(): slug for slug, _ in sections}


def _language(written: str | None, default: str, faults: _Faults) -> str:
    if written and not _LANGUAGE.fullmatch(written):
        hint = "write a code such as en, ur or en-GB"
        faults.error(("lang",), "bad-value", f"{written!r} is not a language code", hint)
    return written or default


def _date(
    written: datetime | None, in_name: str | None, config: Config, faults: _Faults
) -> datetime:
    """The date of the front matter, else the one that the file name begins with."""
    if written is not None:
        return _moment(written, ("date",), config, faults) or _NOWHERE
    if in_name is None:
        hint = "add `date: 2026-11-23 10:00`, or begin the file name with 2026-11-23-"
        faults.error(("date",), "missing-key", "the story has no date", hint)
        return _NOWHERE
    try:
        return datetime.fromisoformat(in_name).replace(tzinfo=_zone(config.timezone))
    except ValueError:
        message = f"the file name begins with {in_name}, which is not a real date"
        faults.error((), "bad-date", message, "rename the file")
        return _NOWHERE


def _corrections(
    notes: Sequence[Correction], style: markdown.Style, config: Config, faults: _Faults
) -> tuple[Correction, ...]:
    """The notes, their moments in the time zone of the site."""
    moments = [
        _moment(note.date, ("corrections", number, "date"), config, faults)
        for number, note in enumerate(notes)
    ]
    return tuple(
        replace(note, date=moment or _NOWHERE, text=markdown.typeset(note.text, style))
        for note, moment in zip(notes, moments, strict=True)
    )


def _moment(
    written: datetime | None, key: tuple[str | int, ...], config: Config, faults: _Faults
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
        faults.error(key, "bad-date", f"{written} is beyond the calendar", "check the year")
        return None
    if real.replace(tzinfo=None) != written:
        message = f"{written} does not exist in {config.timezone}: the clocks go forward then"
        faults.error(key, "bad-date", message, "choose a time an hour later or name the offset")
    return local


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _identifier(written: str | None, name: str, faults: _Faults) -> str:
    if written and not _IDENTIFIER.fullmatch(written):
        hint = "use letters, digits, hyphens and dots"
        faults.error(("id",), "bad-value", f"{written!r} cannot be an id", hint)
    return written or slugify(name)


def _slug(written: str | None, name: str, title: str, faults: _Faults) -> str:
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


def _address(pattern: str, section: str, slug: str, identifier: str, date: datetime) -> str:
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


def _style(lang: str, config: Config) -> markdown.Style:
    return markdown.Style(lang=lang, smart_quotes=config.markdown.smart_quotes)


def _summary(written: str, body: str, style: markdown.Style) -> str:
    if written:
        return markdown.typeset(" ".join(written.split()), style)
    return truncate(markdown.lede(body, style), _SUMMARY_LENGTH)


def _image(image: Image | None, style: markdown.Style, faults: _Faults) -> Image | None:
    if image is None:
        return None
    if "://" in image.src and not _ADDRESS.fullmatch(image.src):
        hint = "write it as browsers do: https://cdn.example/photo.jpg"
        message = f"{truncate(image.src, 80)!r} is not the address of an image"
        faults.error(("image", "src"), "bad-address", message, hint)
    return replace(image, caption=markdown.typeset(image.caption, style))


def _names(key: str, written: Sequence[str], faults: _Faults) -> tuple[str, ...]:
    """Names of authors or tags, each once; each must make a URL."""
    for number, name in enumerate(written):
        if not slugify(name):
            hint = "use letters or digits"
            faults.error((key, number), "bad-value", f"{name!r} makes no URL", hint)
    return tuple(dict.fromkeys(written))


def _aliases(written: Sequence[str], faults: _Faults) -> tuple[str, ...]:
    for number, alias in enumerate(written):
        parts = alias.split("/")
        if not alias.startswith("/") or alias == "/":
            hint = "write the old path of this site, such as /2019/quake/"
            faults.error(("aliases", number), "bad-alias", f"{alias!r} is not a path", hint)
        elif ".." in parts or "." in parts or "" in parts[1:-1] or re.search(r"[?#\\%]", alias):
            hint = "write it as it stood in the address bar, without ? # % or dots"
            faults.error(("aliases", number), "bad-alias", f"{alias!r} is not a plain path", hint)
    return tuple(written)


def _neighbours(written: Sequence[str], path: str, faults: _Faults) -> tuple[str, ...]:
    """Paths of the named articles relative to the site root."""
    paths: list[str] = []
    for number, reference in enumerate(written):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), reference))
        if target.startswith(("../", "/")) or target == path:
            hint = "name another article file, such as ../world/2026-01-05-quake.md"
            message = f"{reference!r} is no other article of this site"
            faults.error(("related", number), "bad-related", message, hint)
        paths.append(target)
    return tuple(paths)


def _check_order(article: Article, faults: _Faults) -> None:
    """Whether the moments of the article follow one another."""
    if article.expires and article.expires <= article.date:
        hint = "check `expires:` against `date:` and `embargo:`"
        faults.error(("expires",), "never-live", "the story expires before it is published", hint)
    if article.updated and article.updated < article.date:
        hint = "check `updated:` against `date:`"
        message = "the story was updated before it was published"
        faults.warn(("updated",), "updated-before-date", message, hint)
