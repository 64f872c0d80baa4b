"""What the sources of a site break: dates that come to nothing, unused files, advice."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from newsgen.builder.advice import advise
from newsgen.builder.progress import Progress, share_out
from newsgen.check.rules import RULES
from newsgen.diagnostics import Diagnostic
from newsgen.incremental.manifest import UnreadableManifestError, manifest_path, read_manifest
from newsgen.models import Article
from newsgen.sources.discovery import discover
from newsgen.urls import media_path


def judge_stories(
    articles: Sequence[Article], root: Path, jobs: int, progress: Progress
) -> Iterator[Diagnostic]:
    """What an attentive editor would mend in those stories."""
    read = partial(_advise, root)
    for chunk in share_out("reading stories", read, articles, jobs, progress):
        yield from chunk


def judge_dates(articles: Sequence[Article], now: datetime) -> Iterator[Diagnostic]:
    """Dates of stories that come to nothing."""
    for article in articles:
        if article.draft and article.embargo:
            moment = article.embargo
            when = "passed" if moment <= now else "will pass"
            message = f"the embargo {when} at {moment.isoformat()}, and the story is a draft"
            yield _tell("embargoed-draft", message, article.path, "embargo")


def judge_media(root: Path, shown: frozenset[str]) -> Iterator[Diagnostic]:
    """Files beside the stories that are not in the site."""
    for source in discover(root)[0]:
        if source.kind == "media" and media_path(source.path) not in shown:
            yield _tell("orphan-media", "no story shows this file", source.path)


def judge_last_build(
    articles: Sequence[Article], output: Path, now: datetime
) -> Iterator[Diagnostic]:
    """Stories that were due after the site in that folder was built."""
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
        yield _tell("overdue-build", message, article.path, key)
    if due and is_over and not missed:
        yield _tell("overdue-build", f"a story was due at {due.isoformat()}; no build followed")


def _missed(
    article: Article, built: datetime, due: datetime | None, now: datetime
) -> tuple[Article, str, datetime] | None:
    """The article, with the key and the moment that the last build could not know had come."""
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
    return [told for article in articles for told in advise(article, root)]


def _tell(code: str, message: str, path: str = "", key: str = "") -> Diagnostic:
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
