"""From the front matter of a story to an article."""

import posixpath
import re
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from newsgen import markdown
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic
from newsgen.frontmatter import ArticleFields, AuthorFields, PageFields
from newsgen.markdown.dateline import parse_dateline
from newsgen.models import Article, AuthorProfile, Correction, StandingPage
from newsgen.sources.resolve_fields import (
    NOWHERE,
    Faults,
    check_aliases,
    choose_date,
    choose_identifier,
    choose_slug,
    choose_style,
    choose_url_path,
    find_section,
    localize,
    summarize,
    typeset_image,
)
from newsgen.text import slugify

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-(.+))?")


def resolve_article(
    fields: ArticleFields, body: str, path: str, digest: str, config: Config
) -> tuple[Article | None, tuple[Diagnostic, ...]]:
    """The article, or None when anything in its front matter is wrong; and all that is."""
    faults = Faults(path)
    article = _compose(fields, body, path, digest, config, faults)
    _check_order(article, faults)
    return faults.settle(article)


def _compose(
    fields: ArticleFields, body: str, path: str, digest: str, config: Config, faults: Faults
) -> Article:
    """The article, whatever is wrong with it."""
    section = find_section(fields.section, path, config, faults)
    style = choose_style(fields.lang, _house_language(section, config), config, faults)
    day, name = _read_name(path)
    date, embargo = _schedule(fields, day, config, faults)
    identifier, slug = _identify(fields, name, faults)
    return Article(
        path=path,
        digest=digest,
        title=markdown.typeset(fields.title, style),
        section=section,
        date=date,
        id=identifier,
        guid=fields.id or posixpath.splitext(path)[0].partition("/")[2],
        slug=slug,
        url_path=choose_url_path(config.permalink, section, slug, identifier, date, faults),
        lang=style.lang,
        summary=summarize(fields.summary, body, style),
        dateline=parse_dateline(fields.dateline or ""),
        updated=localize(fields.updated, ("updated",), config, faults),
        authors=_names("authors", fields.authors, faults),
        tags=_names("tags", fields.tags, faults),
        kicker=markdown.typeset(fields.kicker, style),
        image=typeset_image(fields.image, style, faults),
        draft=fields.draft,
        embargo=embargo,
        expires=localize(fields.expires, ("expires",), config, faults),
        aliases=check_aliases(fields.aliases, faults),
        related=_neighbours(fields.related, path, faults),
        series=fields.series or "",
        source=fields.source or "",
        type=fields.type,
        corrections=_corrections(fields.corrections, style, config, faults),
        extra=fields.extra,
        references=markdown.references(body),
        blocks=markdown.block_names(body),
    )


def _house_language(section: str, config: Config) -> str:
    """The language of stories of that section that name none."""
    settings = config.sections.get(section)
    return (settings and settings.lang) or config.lang


def _read_name(path: str) -> tuple[str | None, str]:
    """The day that the name of the file begins with, if any, and the rest of the name."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    dated = _DATED.fullmatch(stem)
    return (dated[1], dated[2] or stem) if dated else (None, stem)


def _schedule(
    fields: ArticleFields, day: str | None, config: Config, faults: Faults
) -> tuple[datetime, datetime | None]:
    """The moment of publication, which is not before the embargo, and the embargo."""
    embargo = localize(fields.embargo, ("embargo",), config, faults)
    date = choose_date(fields.date, day, config, faults)
    return (embargo if embargo and embargo > date else date), embargo


def _identify(fields: ArticleFields, name: str, faults: Faults) -> tuple[str, str]:
    """The id and the slug."""
    identifier = choose_identifier(fields.id, name, faults)
    return identifier, choose_slug(fields.slug, name, fields.title, faults)


def _names(key: str, written: Sequence[str], faults: Faults) -> tuple[str, ...]:
    """Names of authors or tags, each once; each must make a URL."""
    for number, name in enumerate(written):
        if not slugify(name):
            hint = "use letters or digits"
            faults.report((key, number), "bad-value", f"{name!r} makes no URL", hint)
    return tuple(dict.fromkeys(written))


def _neighbours(written: Sequence[str], path: str, faults: Faults) -> tuple[str, ...]:
    """Paths of the named articles relative to the site root."""
    paths: list[str] = []
    for number, reference in enumerate(written):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), reference))
        if target.startswith(("../", "/")) or target == path:
            hint = "name another article file, such as ../world/2026-01-05-quake.md"
            message = f"{reference!r} is no other article of this site"
            faults.report(("related", number), "bad-related", message, hint)
        paths.append(target)
    return tuple(paths)


def _corrections(
    notes: Sequence[Correction], style: markdown.Style, config: Config, faults: Faults
) -> tuple[Correction, ...]:
    """The notes, their moments in the time zone of the site."""
    moments = [
        localize(note.date, ("corrections", number, "date"), config, faults)
        for number, note in enumerate(notes)
    ]
    return tuple(
        replace(note, date=moment or NOWHERE, text=markdown.typeset(note.text, style))
        for note, moment in zip(notes, moments, strict=True)
    )


def _check_order(article: Article, faults: Faults) -> None:
    """Whether the moments of the article follow one another."""
    if article.expires and article.expires <= article.date:
        hint = "check `expires:` against `date:` and `embargo:`"
        faults.report(("expires",), "never-live", "the story expires before it is published", hint)
    if article.updated and article.updated < article.date:
        hint = "check `updated:` against `date:`"
        message = "the story was updated before it was published"
        faults.report(("updated",), "updated-before-date", message, hint)


def resolve_author(
    fields: AuthorFields, body: str, path: str, digest: str
) -> tuple[AuthorProfile | None, tuple[Diagnostic, ...]]:
    """The author's profile, or None when anything in it is wrong; and all that is.

    Raises TooSlowError where the words about the author take longer than they may: templates set
    them on many pages.
    """
    markdown.try_out(body, markdown.Style())
    faults = Faults(path)
    stem = posixpath.splitext(posixpath.basename(path))[0]
    for label, address in fields.links.items():
        if not address.startswith(("https://", "http://", "mailto:")):
            message = f"{label}: {address!r} is not a web address"
            faults.report(("links", label), "bad-address", message, "begin it with https://")
    author = AuthorProfile(
        path=path,
        digest=digest,
        name=fields.name,
        slug=choose_slug(fields.slug, stem, fields.name, faults),
        role=fields.role or "",
        email=fields.email or "",
        image=fields.image,
        links=fields.links,
        bio=body.strip(),
    )
    return faults.settle(author)


def resolve_page(
    fields: PageFields, body: str, path: str, digest: str, config: Config
) -> tuple[StandingPage | None, tuple[Diagnostic, ...]]:
    """The standing page, or None when anything in its front matter is wrong; and all that is."""
    faults = Faults(path)
    stem = posixpath.splitext(posixpath.basename(path))[0]
    style = choose_style(fields.lang, config.lang, config, faults)
    page = StandingPage(
        path=path,
        digest=digest,
        title=markdown.typeset(fields.title, style),
        slug=choose_slug(fields.slug, stem, fields.title, faults),
        lang=style.lang,
        summary=summarize(fields.summary, body, style),
        menu=fields.menu,
        aliases=check_aliases(fields.aliases, faults),
        extra=fields.extra,
        references=markdown.references(body),
        blocks=markdown.block_names(body),
    )
    return faults.settle(page)
