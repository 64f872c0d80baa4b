"""Checks the sources of a site: dates without effect, unused files, missed builds, advice."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from newsgen.builder.advice import advise
from newsgen.builder.known_names import KnownNames
from newsgen.builder.progress import Progress, share_out
from newsgen.check.rules import RULES
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic
from newsgen.files.names import CONFIG
from newsgen.incremental.manifest import UnreadableManifestError, manifest_path, read_manifest
from newsgen.models import Article, StandingPage
from newsgen.site.catalogue import Site
from newsgen.sources.discovery import Discovery
from newsgen.urls import base_path


def check_stories(
    articles: Sequence[Article], root: Path, jobs: int, progress: Progress
) -> Iterator[Diagnostic]:
    """Advice to editors about those stories."""
    read = partial(_advise, root)
    for chunk in share_out("reading stories", read, articles, jobs, progress):
        yield from chunk


def check_names(site: Site) -> Iterator[Diagnostic]:
    """Questions about authors and tags that may be slips of others."""
    names = KnownNames(site.articles, tuple(site.profiles.values()))
    for article in site.articles:
        yield from names.questions(article)


def check_dates(articles: Sequence[Article], now: datetime) -> Iterator[Diagnostic]:
    """Embargoes without effect, because the story is a draft."""
    for article in articles:
        if article.draft and article.embargo:
            moment = article.embargo
            when = "passed" if moment <= now else "will pass"
            message = f"the embargo {when} at {moment.isoformat()}, and the story is a draft"
            yield _diagnostic("embargoed-draft", message, article.path, "embargo")


def check_media(listing: Discovery, shown: frozenset[str]) -> Iterator[Diagnostic]:
    """Media files next to stories that are in no file of the site: ``shown`` are their sources."""
    sources, problems = listing
    reported = {problem.path for problem in problems}
    for source in sources:
        is_used = source.path in shown or source.path in reported
        if source.kind == "media" and not is_used:
            yield _diagnostic("orphan-media", "no story shows this file", source.path)


def check_robots(config: Config) -> Iterator[Diagnostic]:
    """Tells that nobody reads the robots.txt of a site below the root of its host."""
    base = base_path(config)
    if base != "/":
        host = config.base_url.removesuffix("/").removesuffix(base.rstrip("/"))
        message = f"search engines read {host}/robots.txt only, not {base}robots.txt"
        yield _diagnostic("unread-robots", message, CONFIG, "base_url")


def check_services(site: Site, config: Config) -> Iterator[Diagnostic]:
    """Services that the headers of the site allow, and no page uses.

    A text that only names a service counts as one that uses it.
    """
    if not config.headers.servers:
        return
    texts: tuple[Article | StandingPage, ...] = (*site.articles, *site.pages)
    used = {service for text in texts for service in text.embeds}
    unused = [service for service in config.embeds if service not in used]
    if unused:
        kept = ", ".join(service for service in config.embeds if service in used)
        message = f"no page shows anything of {', '.join(unused)}"
        diagnostic = _diagnostic("unused-service", message, CONFIG, "embeds")
        yield replace(diagnostic, hint=f"write `embeds: [{kept}]` in newsgen.yaml")


def check_last_build(
    articles: Sequence[Article], output: Path, now: datetime
) -> Iterator[Diagnostic]:
    """Stories that have become due since the last build of that output folder."""
    try:
        manifest = read_manifest(manifest_path(output))
    except (UnreadableManifestError, OSError):
        return
    if not (manifest and manifest.tally):
        return
    built, due = manifest.tally.now, manifest.tally.next_due
    is_over = bool(due and due <= now)
    missed = [
        found for a in articles if (found := _missed(a, built, due if is_over else None, now))
    ]
    for article, key, moment in missed:
        message = f"it was due at {moment.isoformat()}; the last build was at {built.isoformat()}"
        yield _diagnostic("overdue-build", message, article.path, key)
    if due and is_over and not missed:
        yield _diagnostic(
            "overdue-build", f"a story was due at {due.isoformat()}; no build followed"
        )


def _missed(
    article: Article, built: datetime, due: datetime | None, now: datetime
) -> tuple[Article, str, datetime] | None:
    """The article with the key and the moment that came after the last build; None if none did."""
    if article.draft:
        return None
    if article.embargo and built < article.embargo <= now:
        return article, "embargo", article.embargo
    if due is not None and due == article.date:
        return article, "date", due
    if due is not None and due == article.expires:
        return article, "expires", due
    return None


def _advise(root: Path, articles: Sequence[Article]) -> list[Diagnostic]:
    return [found for article in articles for found in advise(article, root)]


def _diagnostic(code: str, message: str, path: str = "", key: str = "") -> Diagnostic:
    keys = (key,) if key else ()
    rule = RULES[code]
    return Diagnostic(
        code=code,
        severity=rule.severity,
        message=message,
        path=path,
        key=keys,
        hint=rule.remedy,
    )
