"""What the site is at one moment, and when it changes by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from msgspec.structs import replace

from newsgen.digest import digest_value
from newsgen.models import Article, Front, Status
from newsgen.site.conflicts import update_moments
from newsgen.site.fronts import next_end

NEWS_AGE = timedelta(days=2)
"""How long a story is news. Google News lists no older ones.
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap"""


def status_at(article: Article, now: datetime, *, drafts: bool = False) -> Status:
    """The status of the article at that moment."""
    if article.draft and not drafts:
        return "draft"
    if article.date > now:
        return "scheduled"
    return "expired" if article.expires and article.expires <= now else "live"


def mark_progress(article: Article, now: datetime) -> Article:
    """The article, marked if it is a live story that has not ended at that moment.

    The mark is part of its digest, so every page that shows it follows.
    """
    if article.type != "live" or (article.coverage_end and article.coverage_end <= now):
        return article
    return replace(article, in_progress=True, digest=digest_value([article.digest, "in progress"]))


def due(article: Article, now: datetime, *, drafts: bool = False) -> datetime | None:
    """The next moment when the status of the article changes by itself."""
    status = status_at(article, now, drafts=drafts)
    if status == "scheduled":
        return article.date
    return article.expires if status == "live" else None


def recent(live: Sequence[Article], now: datetime) -> Sequence[Article]:
    """Those of the live articles, newest first, that are news."""
    oldest = now - NEWS_AGE
    return list(takewhile(lambda article: article.date > oldest, live))


def valid_until(
    by_status: Mapping[Status, Sequence[Article]],
    news: Sequence[Article],
    fronts: Sequence[Front],
    now: datetime,
) -> datetime | None:
    """When the site changes by itself.

    A story may also stop being news, be updated, end, or lose its bar or its place on a front.
    """
    due_next = next_due(by_status, fronts, now)
    updates = (m for article in by_status["live"] for _, m in update_moments(article) if m > now)
    ends = (article.date + NEWS_AGE for article in news)
    return min((*([due_next] if due_next else []), *ends, *updates), default=None)


def next_due(
    by_status: Mapping[Status, Sequence[Article]], fronts: Sequence[Front], now: datetime
) -> datetime | None:
    """The next moment that an editor chose: a story appears, expires, ends, or loses its place."""
    live = by_status["live"]
    opening = [article.date for article in by_status["scheduled"]]
    going = [article.expires for article in live if article.expires]
    bars = [a.breaking_until for a in live if a.breaking_until and a.breaking_until > now]
    covered = [a.coverage_end for a in live if a.in_progress and a.coverage_end]
    place = next_end(fronts, now)
    return min([*opening, *going, *bars, *covered, *([place] if place else [])], default=None)
