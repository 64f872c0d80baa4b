"""The notes for a page: its problems, its publication status, and links to edit its source."""

import re
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from newsgen.builder.advice import advise
from newsgen.builder.planning import SitePlan
from newsgen.config import EDITORS, Config, edition_of
from newsgen.diagnostics import Diagnostic, Severity, ordered, with_today
from newsgen.files.names import CONFIG
from newsgen.models import HOME_FRONT, Article, Output, Status
from newsgen.plan.corrections import view_corrections
from newsgen.plan.views import view_article, view_page
from newsgen.serve.guard import PREFIX
from newsgen.serve.page_cache import CachedPage
from newsgen.serve.snapshot import Snapshot
from newsgen.site.catalogue import Site
from newsgen.site.moments import due, status_at
from newsgen.sources.loader import pinpoint
from newsgen.urls import base_path, home_url, page_path, permalink

LABELS: Mapping[Status, str] = {
    "draft": "Draft",
    "scheduled": "Scheduled",
    "expired": "Expired",
    "live": "Live",
}
# [^<>] stops at the next tag, so the search takes linear time.
_LINK = re.compile(rb'<a\b[^<>]*?\bhref="([^"#?]++)')


def page_notes(
    snapshot: Snapshot, output: Output, cached_page: CachedPage, hidden: Mapping[str, Status]
) -> dict[str, Any]:
    """The notes for an existing page; ``hidden`` is the result of ``unpublished``."""
    source = source_of(output)
    article = _article_of(output)
    found = [problem for problem in snapshot.diagnostics if _concerns(problem, source)]
    is_failed = source in snapshot.inventory.collection.failed
    if not is_failed:  # else the page is that of an earlier text, and so is what is wrong with it
        found += cached_page.diagnostics
        found += advice_on(article, snapshot) if article else ()
    return {
        "digest": cached_page.digest,
        "current": cached_page.is_current and not is_failed,
        "problems": [problem_note(problem, snapshot) for problem in ordered(found)],
        "elsewhere": _elsewhere(snapshot, source),
        "status": status_note(article, snapshot) if article else None,
        "source": _source_links(source, article, snapshot) if source else None,
        "unpublished": _unpublished_links(cached_page, hidden),
        "readers": snapshot.options.scope == "published",
    }


def advice_on(article: Article, snapshot: Snapshot) -> list[Diagnostic]:
    """All advice on a story, with its lines."""
    found = (*advise(article, snapshot.root), *snapshot.names.questions(article))
    return list(pinpoint(snapshot.root, found))


def missing_notes(snapshot: Snapshot, cached_page: CachedPage) -> dict[str, Any]:
    """The notes for a missing page: all errors of the site, since any may be the reason."""
    return {
        "digest": cached_page.digest,
        "current": True,
        "problems": [problem_note(p, snapshot) for p in snapshot.diagnostics if _is_error(p)],
        "elsewhere": {"errors": 0, "warnings": 0},
        "status": None,
        "source": None,
        "unpublished": {},
        "readers": snapshot.options.scope == "published",
    }


def unpublished(site_plan: SitePlan, config: Config, now: datetime) -> dict[str, Status]:
    """URL and status of each planned article that a build omits."""
    every = (article for edition in site_plan.site.editions for article in edition.articles)
    statuses = ((article, status_at(article, now)) for article in every)
    return {permalink(article, config): status for article, status in statuses if status != "live"}


def problem_note(problem: Diagnostic, snapshot: Snapshot) -> dict[str, Any]:
    """A problem as the JSON value that the browser shows."""
    today = snapshot.options.now.astimezone(ZoneInfo(snapshot.config.timezone)).date()
    (problem,) = with_today((problem,), today)
    return {
        "severity": problem.severity.name.lower(),
        "code": problem.code,
        "message": problem.message,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "hint": problem.hint,
        "excerpt": problem.excerpt,
        "editor": editor_link(snapshot, problem.path, problem.line, problem.column),
    }


def status_note(article: Article, snapshot: Snapshot) -> dict[str, Any] | None:
    """Why a build now would omit the article; None for a live article."""
    now = snapshot.options.now
    status = status_at(article, now)
    moment = due(article, now)
    words = {
        "draft": "not published until it is released",
        "scheduled": f"published from {moment:%Y-%m-%d %H:%M}" if moment else "",
        "expired": f"taken down {article.expires:%Y-%m-%d %H:%M}" if article.expires else "",
        "live": "",
    }
    if status == "live":
        return None
    return {
        "name": status,
        "label": LABELS[status],
        "text": words[status],
        "due": moment.isoformat() if moment else None,
    }


def source_note(path: str, snapshot: Snapshot) -> dict[str, str]:
    """The path of a source, and the URLs of its editor, quick edit and appearance page."""
    return {
        "path": path,
        "editor": editor_link(snapshot, path),
        "edit": f"{PREFIX}edit?path={quote(path)}",
        "appearance": f"{PREFIX}appearance?path={quote(path)}",
    }


def editor_link(snapshot: Snapshot, path: str, line: int = 0, column: int = 0) -> str:
    """The URL that opens a file of the site in the configured editor."""
    if not path:
        return ""
    pattern = EDITORS.get(snapshot.config.editor, snapshot.config.editor)
    place = quote(f"/{(snapshot.root / path).as_posix().lstrip('/')}")
    line, column = max(line, 1), max(column, 1)
    for field, text in (("{path}", place), ("{line}", str(line)), ("{column}", str(column))):
        pattern = pattern.replace(field, text)
    return pattern


def source_of(output: Output) -> str:
    """The path of the source of an article or standing page, or empty for other outputs."""
    has_source = output.recipe.function in {view_article, view_page, view_corrections}
    return output.source if has_source else ""


def page_of(path: str, snapshot: Snapshot) -> Output | None:
    """The page of the source, or the front that it arranges; or None."""
    for front in snapshot.inventory.collection.fronts:
        if front.path == path:
            return front_page(front_key(path), snapshot)
    pages = (output for output in snapshot.outputs.values() if source_of(output) == path)
    return next(pages, None)


def front_key(path: str) -> str:
    """What the desk calls the front that a file arranges: its folder below content/.

    >>> front_key("content/front.yaml"), front_key("content/ur/world/_front.yaml")
    ('', 'ur/world')
    """
    return path.rpartition("/")[0].partition("/")[2]


def front_of(key: str, snapshot: Snapshot) -> tuple[Site, str] | None:
    """The edition of a front and its section, or ``HOME_FRONT``; None if there is no such front."""
    for edition in reversed(snapshot.site_plan.site.editions):
        name = edition.config.edition
        if not name or key == name or key.startswith(f"{name}/"):
            section = key.removeprefix(name).removeprefix("/" if name else "")
            found = section == HOME_FRONT or section in edition.sections
            return (edition, section) if found else None
    return None


def front_page(key: str, snapshot: Snapshot) -> Output | None:
    """The home page of an edition, or the front of one of its sections."""
    url = front_url(key, snapshot)
    return snapshot.outputs.get(page_path(url, base_path(snapshot.config))) if url else None


def front_url(key: str, snapshot: Snapshot) -> str:
    """The URL of a front; empty if there is no such front."""
    found = front_of(key, snapshot)
    if not found:
        return ""
    edition, section = found
    return home_url(edition.config) if section == HOME_FRONT else edition.sections[section].url


def edition_with(path: str, snapshot: Snapshot) -> Site:
    """The edition to which a file of content/ belongs."""
    name = edition_of(path, snapshot.config)
    return next(e for e in snapshot.site_plan.site.editions if e.config.edition == name)


def url_of(path: str, snapshot: Snapshot) -> str:
    """The URL of the page of the source, or of the front that it arranges; or empty."""
    for front in snapshot.inventory.collection.fronts:
        if front.path == path:
            return front_url(front_key(path), snapshot)
    return snapshot.site_plan.site.urls.get(path, "") if page_of(path, snapshot) else ""


def _source_links(path: str, article: Article | None, snapshot: Snapshot) -> dict[str, str]:
    """The links of a source; only articles have an appearance page."""
    note = source_note(path, snapshot)
    return note if article else {**note, "appearance": ""}


def _concerns(problem: Diagnostic, source: str) -> bool:
    """Whether the page of that source shows the problem: its own, or an error of all pages."""
    if problem.path == source:
        return True
    is_general = problem.path in {"", CONFIG} or problem.path.startswith("templates/")
    return is_general and _is_error(problem)


def _is_error(problem: Diagnostic) -> bool:
    return problem.severity is Severity.ERROR


def _elsewhere(snapshot: Snapshot, source: str) -> dict[str, int]:
    others = [p for p in snapshot.diagnostics if not _concerns(p, source)]
    errors = sum(map(_is_error, others))
    return {"errors": errors, "warnings": len(others) - errors}


def _article_of(output: Output) -> Article | None:
    """The article whose page the output is, or None."""
    parts = (part for part in output.recipe.parts if isinstance(part, Article))
    return next(parts, None) if output.recipe.function is view_article else None


def _unpublished_links(cached_page: CachedPage, hidden: Mapping[str, Status]) -> dict[str, str]:
    """The labels of links in a page to articles that a build omits, by URL."""
    if cached_page.media_type != "text/html" or not hidden:
        return {}
    found = {unescape(link.decode()) for link in _LINK.findall(cached_page.content)}
    return {url: LABELS[hidden[url]] for url in sorted(found & hidden.keys())}
