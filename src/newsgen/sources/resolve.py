"""Resolves front matter and body: the fields of a source become an article, a page or an author."""

import json
import posixpath
import re
from collections.abc import Sequence
from datetime import datetime
from zlib import crc32

from newsgen import markdown
from newsgen.config import Config, folders_in_edition
from newsgen.diagnostics import CODES, TODAY, Diagnostic, Problems
from newsgen.frontmatter import ArticleFields, AuthorFields, PageFields
from newsgen.markdown.dateline import parse_dateline
from newsgen.models import (
    Article,
    AuthorProfile,
    Correction,
    StandingPage,
    Update,
)
from newsgen.schema import Day
from newsgen.sources.resolve_fields import (
    UNKNOWN_TIME,
    ProblemCollector,
    check_address,
    check_aliases,
    localize,
    resolve_date,
    resolve_id,
    resolve_image,
    resolve_section,
    resolve_slug,
    resolve_style,
    resolve_summary,
    resolve_url_path,
)
from newsgen.sources.resolve_kinds import (
    check_sponsor,
    check_subject,
    check_syndicated,
    resolve_ai,
    resolve_rating,
)
from newsgen.sources.resolve_translations import resolve_translations
from newsgen.sources.resolve_updates import resolve_updates
from newsgen.text import slugify, truncate

_DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-(.+))?")


def resolve_article(
    fields: ArticleFields, body: str, path: str, digest: str, config: Config
) -> tuple[Article | None, tuple[Diagnostic, ...]]:
    """The article, or None if its front matter has an error; and all diagnostics.

    Raises Problems for a file that is no story.
    """
    _refuse_section_file(path, config)
    problems = ProblemCollector(path)
    article = _make_article(fields, body, path, digest, config, problems)
    _check_time_order(article, problems)
    if not (body.strip() or article.draft or article.link):
        message = "the story has no text below its headline"
        problems.report(("title",), "empty-story", message, CODES["empty-story"].remedy)
    return problems.settle(article)


def resolve_page(
    fields: PageFields, body: str, path: str, digest: str, config: Config
) -> tuple[StandingPage | None, tuple[Diagnostic, ...]]:
    """The standing page, or None if its front matter has an error; and all diagnostics."""
    problems = ProblemCollector(path)
    style = resolve_style(fields.lang, config.lang, config, problems)
    page = StandingPage(
        path=path,
        digest=digest,
        title=markdown.typeset(fields.title, style),
        slug=resolve_slug(fields.slug, _stem(path, config), fields.title, problems, style.lang),
        lang=style.lang,
        summary=resolve_summary(fields.summary, body, style),
        menu=fields.menu,
        aliases=check_aliases(fields.aliases, config, problems),
        extra=fields.extra,
        references=markdown.references(body),
        text_mark=crc32(body.strip().encode()),
        blocks=markdown.block_names(body),
        embeds=markdown.embedded_services(body),
    )
    return problems.settle(page)


def resolve_author(
    fields: AuthorFields, body: str, path: str, digest: str, config: Config
) -> tuple[AuthorProfile | None, tuple[Diagnostic, ...]]:
    """The author's profile, or None if its front matter has an error; and all diagnostics.

    Raises TooSlowError if the biography takes too long to render: templates render it on many
    pages.
    """
    markdown.check_time(body, markdown.Style())
    problems = ProblemCollector(path)
    for label, address in fields.links.items():
        if not address.startswith(("https://", "http://", "mailto:")):
            message = f"{label}: {address!r} is not a web address"
            problems.report(("links", label), "bad-address", message, "begin it with https://")
    author = AuthorProfile(
        path=path,
        digest=digest,
        name=fields.name,
        slug=resolve_slug(fields.slug, _stem(path, config), fields.name, problems),
        role=fields.role or "",
        email=fields.email or "",
        image=fields.image,
        agency=fields.agency or False,
        links=fields.links,
        bio=body.strip(),
    )
    return problems.settle(author)


def _make_article(
    fields: ArticleFields,
    body: str,
    path: str,
    digest: str,
    config: Config,
    problems: ProblemCollector,
) -> Article:
    """The article; where a field is wrong, the problem is collected and a placeholder is used."""
    sections = _resolve_sections(fields, path, config, problems)
    section = sections[0]
    style = resolve_style(fields.lang, _section_language(section, config), config, problems)
    day, name = _split_date(_stem(path, config))
    date, embargo, has_time = _resolve_publication(fields, day, config, problems)
    updates = resolve_updates(body, style, date, config) if fields.type == "live" else ()
    identifier = resolve_id(fields.id, name, problems)
    slug = resolve_slug(fields.slug, name, fields.title, problems, style.lang)
    names = {"id": identifier, "slug": slug, "section": section, "lang": style.lang}
    corrections = _resolve_corrections(fields, style, config, problems)
    updated, updated_has_time = _last_change(fields, date, updates, corrections, config, problems)
    return Article(
        path=path,
        digest=digest,
        source_digest=digest,
        title=markdown.typeset(fields.title, style),
        section=section,
        sections=sections,
        date=date,
        has_time=has_time,
        id=identifier,
        guid=fields.id or posixpath.splitext(path)[0].partition("/")[2],
        slug=slug,
        url_path=resolve_url_path(config, names, date, problems),
        lang=style.lang,
        summary=resolve_summary(fields.summary, body, style),
        standfirst=markdown.typeset(" ".join((fields.standfirst or fields.summary).split()), style),
        priority=fields.priority,
        canonical=check_address(fields.canonical, ("canonical",), problems),
        syndicated=check_syndicated(fields, problems),
        dateline=parse_dateline(markdown.typeset(fields.dateline, style)),
        updated=updated,
        updated_has_time=updated_has_time,
        authors=_check_names("authors", fields.authors, problems),
        tags=_check_names("tags", fields.tags, problems),
        kicker=markdown.typeset(fields.kicker, style),
        image=resolve_image(fields.image, style, problems),
        draft=fields.draft,
        embargo=embargo,
        expires=localize(fields.expires, ("expires",), config, problems),
        breaking_until=localize(fields.breaking_until, ("breaking_until",), config, problems),
        aliases=check_aliases(fields.aliases, config, problems),
        related=_resolve_related(fields.related, path, problems),
        translations=resolve_translations(fields.translations, path, problems),
        series=fields.series or "",
        source=fields.source or "",
        link=check_address(fields.link, ("link",), problems),
        highlights=tuple(markdown.typeset(point, style) for point in fields.highlights),
        ai=resolve_ai(fields, style),
        subject=check_subject(fields, problems),
        rating=resolve_rating(fields, style, problems),
        type=fields.type,
        sponsor=check_sponsor(fields, problems),
        coverage_end=_resolve_coverage_end(fields, date, config, problems),
        updates=updates,
        corrections=corrections,
        comments=fields.comments,
        extra=fields.extra,
        references=markdown.references(body),
        text_mark=crc32(body.strip().encode()),
        blocks=markdown.block_names(body),
        embeds=markdown.embedded_services(body),
    )


def _refuse_section_file(path: str, config: Config) -> None:
    """Raise Problems for a file that is the page of a section elsewhere: here they have none."""
    name = posixpath.basename(path)
    stem = posixpath.splitext(name)[0]
    if stem == "_index" or (stem == "index" and len(folders_in_edition(path, config)) == 1):
        message = f"{name} is no story: sections have no file of their own"
        hint = "write title and description of the section into newsgen.yaml, and delete this file"
        raise Problems.of("section-file", message, path=path, hint=hint)


def _resolve_sections(
    fields: ArticleFields, path: str, config: Config, problems: ProblemCollector
) -> tuple[str, ...]:
    """The slugs of all sections of the article, each once; the first gives the address."""
    if not fields.sections:
        return (resolve_section(fields.section, ("section",), path, config, problems),)
    if fields.section:
        hint = "keep `sections:`, with the one that gives the address first"
        problems.report(("section",), "bad-value", "`section` and `sections` are both given", hint)
    found = [
        resolve_section(name, ("sections", number), path, config, problems)
        for number, name in enumerate(fields.sections)
    ]
    for number, slug in enumerate(found):
        if slug in found[:number]:
            message = f"{fields.sections[number]!r} is given twice"
            problems.report(("sections", number), "bad-value", message, "keep one of the two")
    return tuple(dict.fromkeys(found))


def _section_language(section: str, config: Config) -> str:
    """The language of the articles in a section whose front matter does not name one."""
    settings = config.sections.get(section)
    return (settings and settings.lang) or config.lang


def _stem(path: str, config: Config) -> str:
    """The file name without its ending; for ``index.md``, the name of the folder.

    A story may have a folder of its own, with its pictures beside it.
    """
    folder, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    is_named = stem != "index" or len(folders_in_edition(path, config)) < 2
    return stem if is_named else posixpath.basename(folder)


def _split_date(stem: str) -> tuple[str | None, str]:
    """The date at the beginning of a file name, if there is one, and the rest of the name."""
    dated = _DATED_NAME.fullmatch(stem)
    return (dated[1], dated[2] or stem) if dated else (None, stem)


def _resolve_publication(
    fields: ArticleFields, day: str | None, config: Config, problems: ProblemCollector
) -> tuple[datetime, datetime | None, bool]:
    """The moment of publication, the embargo, before which it never is, and what was written.

    The last is whether that moment was written with a time of day.
    """
    embargo = localize(fields.embargo, ("embargo",), config, problems)
    date = resolve_date(fields.date, day, config, problems, is_draft=fields.draft)
    if embargo and embargo > date:
        return embargo, embargo, _has_time(fields.embargo)
    return date, embargo, _has_time(fields.date)


def _has_time(written: datetime | None) -> bool:
    """Whether a time of day was written; without any date, that of the file name counts."""
    return written is not None and not isinstance(written, Day)


def _resolve_update(
    written: datetime | None,
    date: datetime,
    config: Config,
    problems: ProblemCollector,
) -> datetime | None:
    """The moment of the update; a day without a time is not before a publication on that day."""
    updated = localize(written, ("updated",), config, problems)
    if updated and isinstance(written, Day) and updated.date() == date.date():
        updated = max(updated, date)
    return updated


def _resolve_coverage_end(
    fields: ArticleFields, date: datetime, config: Config, problems: ProblemCollector
) -> datetime | None:
    """The moment when a live story ends; no other story has one."""
    end = localize(fields.coverage_end, ("coverage_end",), config, problems)
    if end and fields.type != "live":
        message = "only a live story has an end"
        problems.report(("coverage_end",), "bad-value", message, "add `type: live`, or remove it")
    elif end and end <= date:
        message = "the coverage ends before the story is published"
        hint = "check `coverage_end:` against `date:` and `embargo:`"
        problems.report(("coverage_end",), "bad-value", message, hint)
    return end


def _last_change(
    fields: ArticleFields,
    date: datetime,
    updates: Sequence[Update],
    corrections: Sequence[Correction],
    config: Config,
    problems: ProblemCollector,
) -> tuple[datetime | None, bool]:
    """The last change that readers should know of, and whether its time of day was written.

    That is the update, or a correction or an entry of a live story after it.
    """
    updated = _resolve_update(fields.updated, date, config, problems)
    notes = zip(corrections, fields.corrections, strict=True)
    dated = [(note.date, _has_time(written.date or fields.updated)) for note, written in notes]
    dated += [(update.time, True) for update in updates if not update.fault]
    last, has_time = max(dated, default=(date, False))
    if last > max(date, updated or date):
        return last, has_time
    return updated, _has_time(fields.updated)


def _check_names(key: str, written: Sequence[str], problems: ProblemCollector) -> tuple[str, ...]:
    """The names of authors or tags without repetitions; each must give a URL."""
    for number, name in enumerate(written):
        if not slugify(name):
            hint = "use letters or digits"
            message = f"{name!r} cannot be part of a URL"
            problems.report((key, number), "bad-value", message, hint)
    return tuple(dict.fromkeys(written))


def _resolve_related(
    written: Sequence[str], path: str, problems: ProblemCollector
) -> tuple[str, ...]:
    """The paths of the related articles, relative to the site root."""
    paths: list[str] = []
    for number, reference in enumerate(written):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), reference))
        if target.startswith(("../", "/")) or target == path:
            hint = "name another article file, such as ../world/2026-01-05-quake.md"
            message = f"{reference!r} is not another article of this site"
            problems.report(("related", number), "bad-related", message, hint)
        paths.append(target)
    return tuple(paths)


def _resolve_corrections(
    fields: ArticleFields, style: markdown.Style, config: Config, problems: ProblemCollector
) -> tuple[Correction, ...]:
    """The corrections with their dates in the time zone of the site and their text typeset."""
    return tuple(
        Correction(
            date=_correction_date(fields, number, config, problems),
            text=markdown.typeset(written.text, style),
            kind=written.kind,
            position=written.position,
        )
        for number, written in enumerate(fields.corrections)
    )


def _correction_date(
    fields: ArticleFields, number: int, config: Config, problems: ProblemCollector
) -> datetime:
    """When a correction was made: its date, or that of the update."""
    written = fields.corrections[number]
    if written.date is None and fields.updated is None:
        text = json.dumps(truncate(written.text, 100), ensure_ascii=False)
        hint = f"write `corrections:`, below it `  - date: {TODAY}` and `    text: {text}`"
        problems.report(("corrections", number), "missing-key", "the correction has no date", hint)
    key = ("corrections", number, "date") if written.date else ("updated",)
    return localize(written.date or fields.updated, key, config, problems) or UNKNOWN_TIME


def _check_time_order(article: Article, problems: ProblemCollector) -> None:
    """Report an article that expires or was updated before it is published."""
    if article.expires and article.expires <= article.date:
        hint = "check `expires:` against `date:` and `embargo:`"
        problems.report(
            ("expires",), "never-live", "the story expires before it is published", hint
        )
    if article.updated and article.updated < article.date:
        hint = "check `updated:` against `date:`"
        message = "the story was updated before it was published"
        problems.report(("updated",), "updated-before-date", message, hint)
