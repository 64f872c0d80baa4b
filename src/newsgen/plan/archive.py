"""Fronts and archive pages of sections, tags, authors and series, and the archive by month.

Archive pages are numbered from the oldest. A full archive page never changes: the front shows the
newest articles and links to the last archive page. So a new story changes the front and now and
then one archive page, however long the archive is. The pages of a month are such a list too; those
of a month that is over change only if one of its stories does.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from newsgen.models import (
    ArchiveView,
    ArchiveYear,
    Article,
    Author,
    Head,
    Link,
    ListView,
    Output,
    Recipe,
)
from newsgen.plan.site_context import SiteContext
from newsgen.plan.views import Articles, Blocks, view_list
from newsgen.site.catalogue import Site
from newsgen.urls import archive_index_url, archive_url, base_path, month_url, page_path

Month = tuple[int, int, str]
"""Year, month, and the URL of its stories; lists have the newest first."""


def plan_archive(site: Site, context: SiteContext, head: Head) -> Iterator[Output]:
    """The stories by month, and the list of all months; ``head`` is that of the list."""
    config = context.config
    months: dict[Month, list[Article]] = defaultdict(list)
    for article in site.articles:
        year, month = article.date.year, article.date.month
        months[year, month, month_url(year, month, config)].append(article)
    for (year, month, url), articles in months.items():
        title = f"{year:04}-{month:02}"
        about = f"{title} – {config.title}"
        view = list_view(replace(head, title=title, description=about, url=url), title)
        held = tuple(articles)
        yield from list_outputs(
            context, view, held, config.per_page, "month.html", rest="month.html"
        )
    yield Output(
        path=page_path(archive_index_url(config), base_path(config)),
        template="months.html",
        recipe=Recipe(function=_view_months, parts=(head, tuple(months))),
        origin="the archive by month",
        role="list",
    )


def _view_months(head: Head, months: tuple[Month, ...]) -> ArchiveView:
    years: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for year, month, url in months:
        years[year].append((datetime(year, month, 1), url))  # noqa: DTZ001 - it has no zone
    return ArchiveView(
        head=head,
        years=tuple(ArchiveYear(year=y, months=tuple(each)) for y, each in years.items()),
    )


def list_outputs(  # noqa: PLR0913, PLR0917 - two callers, each for a kind of list
    context: SiteContext,
    view: ListView,
    articles: Articles,
    per_page: int,
    template: str,
    front: tuple[Articles, Blocks] | None = None,
    rest: str = "archive.html",
) -> Iterator[Output]:
    """The front and the archive pages of a list; ``view`` has everything but the cards.

    ``front`` has the stories and blocks of the front, if they are not just the newest; ``rest`` is
    the template of the other pages. There is no archive page while all articles fit on the front.
    """
    full = max(0, len(articles) - 1) // per_page
    older = archive_url(view.head.url, full) if full else ""
    newest, blocks = front or (articles[:per_page], ())
    yield _output(context, replace(view, older=older), newest, template, blocks)
    for number in range(1, full + 1):
        end = len(articles) - (number - 1) * per_page
        held = articles[max(0, end - per_page) : end]
        yield _output(context, _archive(view, number, full), held, rest)


def list_view(
    head: Head, title: str, description: str = "", author: Author | None = None
) -> ListView:
    """A list without cards yet."""
    return ListView(
        head=head,
        title=title,
        description=description,
        cards=(),
        number=0,
        older="",
        newer="",
        front=Link(title=title, url=head.url),
        author=author,
    )


def _archive(view: ListView, number: int, last: int) -> ListView:
    front = view.head.url
    return replace(
        view,
        head=replace(view.head, url=archive_url(front, number), feeds=(), translations=()),
        breaking=None,
        number=number,
        older=archive_url(front, number - 1) if number > 1 else "",
        newer=archive_url(front, number + 1) if number < last else front,
    )


def _output(
    context: SiteContext, view: ListView, articles: Articles, template: str, blocks: Blocks = ()
) -> Output:
    return Output(
        path=page_path(view.head.url, base_path(context.config)),
        template=template,
        recipe=Recipe(function=view_list, parts=(context, view, articles, blocks)),
        origin=f"the list {view.title}",
        role="list",
    )
