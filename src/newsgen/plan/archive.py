"""Fronts and archive pages of sections, tags, authors and series.

Archive pages are numbered from the oldest. A full archive page never changes: the front shows the
newest articles and links to the last archive page. So a new story changes the front and now and
then one archive page, however long the archive is.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from newsgen.models import Author, Head, Link, ListView, Output, Recipe
from newsgen.plan.site_context import SiteContext
from newsgen.plan.views import Articles, Blocks, view_list
from newsgen.urls import archive_url, base_path, page_path


def list_outputs(
    context: SiteContext,
    view: ListView,
    articles: Articles,
    per_page: int,
    template: str,
    front: tuple[Articles, Blocks] | None = None,
) -> Iterator[Output]:
    """The front and the archive pages of a list; ``view`` has everything but the cards.

    ``front`` has the stories and blocks of the front, if they are not just the newest. There is no
    archive page while all articles fit on the front.
    """
    full = max(0, len(articles) - 1) // per_page
    older = archive_url(view.head.url, full) if full else ""
    newest, blocks = front or (articles[:per_page], ())
    yield _output(context, replace(view, older=older), newest, template, blocks)
    for number in range(1, full + 1):
        end = len(articles) - (number - 1) * per_page
        held = articles[max(0, end - per_page) : end]
        yield _output(context, _archive(view, number, full), held, "archive.html")


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
        head=replace(view.head, url=archive_url(front, number), feed=None, translations=()),
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
