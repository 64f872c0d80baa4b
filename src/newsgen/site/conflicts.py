"""Conflicts between sources: two with one URL, id or name, or a link to a missing article."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from newsgen.config import Config, edition_of
from newsgen.diagnostics import Diagnostic
from newsgen.models import Article, AuthorProfile
from newsgen.sources.collection import SourceCollection
from newsgen.suggestions import Paths
from newsgen.text import format_moment, term_slug
from newsgen.urls import fold_path


def same_url(articles: Iterable[Article], urls: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Reports two stories with one URL, live or scheduled."""
    if len({fold_path(url) for url in urls.values()}) == len(urls):
        return
    for article, first in _repeats(articles, lambda article: fold_path(urls[article.path])):
        yield Diagnostic(
            code="same-url",
            message=f"has the same URL as {first}: {urls[article.path]}",
            path=article.path,
            key=("slug",),
            hint="give one of the two another `slug:`",
        )


def same_guid(articles: Sequence[Article]) -> Iterator[Diagnostic]:
    """Reports two stories with one name in feeds."""
    if len({article.guid for article in articles}) == len(articles):
        return
    for article, first in _repeats(articles, lambda article: article.guid):
        yield Diagnostic(
            code="same-id",
            message=f"has the same id as {first}: {article.guid}",
            path=article.path,
            key=("id",),
            hint="an id must be unique, for ever; change one of the two",
        )


def same_author(profiles: Iterable[AuthorProfile]) -> Iterator[Diagnostic]:
    """Reports two author profiles with one name or slug."""
    seen: dict[str, str] = {}
    for profile in sorted(profiles, key=lambda profile: profile.path):
        for name in {profile.slug.casefold(), profile.name.casefold()}:
            if name in seen:
                yield Diagnostic(
                    code="same-author",
                    message=f"has the same name or slug as {seen[name]}",
                    path=profile.path,
                    key=("name",),
                    hint="keep one profile a person; for two persons, add a difference to the name",
                )
                break
        seen |= dict.fromkeys((profile.slug.casefold(), profile.name.casefold()), profile.path)


def future_updates(articles: Iterable[Article], now: datetime) -> Iterator[Diagnostic]:
    """Reports live stories that were updated or corrected in the future."""
    for article in articles:
        for key, moment in update_moments(article):
            if moment > now:
                yield Diagnostic(
                    code="future-update",
                    message=f"{format_moment(moment)} is in the future, but readers see it now",
                    path=article.path,
                    key=key,
                    hint="correct the date, or hold the story back with `embargo:`",
                )


def same_terms(
    articles: Sequence[Article], slugs: Mapping[str, Mapping[str, str]], edition: str
) -> Iterator[Diagnostic]:
    """Reports names of tags, authors or series that differ, but lead to one page.

    ``slugs`` has the slug of each name, by the key of the front matter. Names that differ in
    capitals only, or in letters that look alike, are one name. ``edition`` begins the addresses of
    the pages: ``ur/``.
    """
    for key, slug_of in slugs.items():
        names_of: dict[str, dict[str, str]] = defaultdict(dict)
        for name in sorted(slug_of):
            names_of[slug_of[name]].setdefault(_spelling(name), name)
        clashing = {slug: names for slug, names in names_of.items() if len(names) > 1}
        if clashing:
            yield from _report_terms(articles, key, clashing, slug_of, edition)


def _report_terms(
    articles: Sequence[Article],
    key: str,
    clashing: Mapping[str, Mapping[str, str]],
    slug_of: Mapping[str, str],
    edition: str,
) -> Iterator[Diagnostic]:
    """Reports each of the clashing names once, but for the first of them, where it stands first."""
    first = {slug: next(iter(names.values())) for slug, names in clashing.items()}
    reported: set[str] = set()
    for article in sorted(articles, key=lambda article: article.path):
        names = (article.series,) if key == "series" else getattr(article, key)
        for number, name in enumerate(names):
            slug = slug_of.get(name, "")
            other = first.get(slug, name)
            spelling = _spelling(name)
            if spelling != _spelling(other) and spelling not in reported:
                reported.add(spelling)
                yield Diagnostic(
                    code="same-term",
                    message=f"`{name}` and `{other}` have one page, /{edition}{key}/{slug}/",
                    path=article.path,
                    key=(key,) if key == "series" else (key, number),
                    hint="write one of them everywhere, or let them differ in letters",
                )


def _spelling(name: str) -> str:
    """The name as far as it counts: `floods` and `Floods` are one."""
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return term_slug(folded, "") if not folded.isascii() else folded


def update_moments(article: Article) -> Iterator[tuple[tuple[str | int, ...], datetime]]:
    """The moments of the update and the corrections of an article, each with its key."""
    corrected = {correction.date for correction in article.corrections}
    if article.updated and article.updated not in corrected:
        yield ("updated",), article.updated
    for number, correction in enumerate(article.corrections):
        yield ("corrections", number, "date"), correction.date


def missing_related(collection: SourceCollection, config: Config) -> Iterator[Diagnostic]:
    """Reports stories in ``related`` that do not exist, or belong to another edition."""
    naming = [article for article in collection.articles if article.related]
    if not naming:
        return
    known = {article.path for article in collection.articles} | set(collection.failed)
    paths = Paths(known)
    for article in naming:
        for number, path in enumerate(article.related):
            if path not in known:
                near = paths.nearest(path)
                yield Diagnostic(
                    code="bad-related",
                    message=f"there is no article {path}",
                    path=article.path,
                    key=("related", number),
                    hint=f"did you mean {near}?" if near else "name a file below content/",
                )
            elif edition_of(path, config) != edition_of(article.path, config):
                yield Diagnostic(
                    code="bad-related",
                    message=f"{path} is in another edition",
                    path=article.path,
                    key=("related", number),
                    hint="name a story of this edition; the same story goes under `translations:`",
                )


def _repeats(
    articles: Iterable[Article], name: Callable[[Article], str]
) -> Iterator[tuple[Article, str]]:
    """Each article whose name an earlier one has, with the path of the first one."""
    seen: dict[str, str] = {}
    for article in sorted(articles, key=lambda article: article.path):
        first = seen.setdefault(name(article), article.path)
        if first != article.path:
            yield article, first
