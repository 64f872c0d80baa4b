"""Fronts and archive pages of sections, tags, authors and series.

Archive pages are numbered from the oldest and never change once they are full: the front shows the
newest and leads to the last archive page. So a new story writes a front and, once in a while, one
archive page, however long the archive is.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from newsgen.models import Author, Card, Head, Link, ListView, Output
from newsgen.text import page_path


def list_outputs(
    view: ListView, cards: Sequence[Card], per_page: int, template: str, base: str
) -> Iterator[Output]:
    """The front and the archive pages of a list, of which ``view`` tells all but the cards.

    ``cards`` come newest first. As long as they fit on the front there is no archive page.
    """
    full = max(0, len(cards) - 1) // per_page
    url = view.head.url
    older = archive_url(url, full) if full else ""
    front = partial(replace, view, cards=tuple(cards[:per_page]), older=older)
    yield _output(url, front, view.title, template, base)
    for number in range(1, full + 1):
        end = len(cards) - (number - 1) * per_page
        held = tuple(cards[max(0, end - per_page) : end])
        archive = partial(_archive, view, held, number, full)
        yield _output(archive_url(url, number), archive, view.title, "archive.html", base)


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


def archive_url(front: str, number: int) -> str:
    """The URL of an archive page."""
    return f"{front}page/{number}/"


def _archive(view: ListView, cards: tuple[Card, ...], number: int, last: int) -> ListView:
    front = view.head.url
    return replace(
        view,
        head=replace(view.head, url=archive_url(front, number), feed=None),
        cards=cards,
        number=number,
        older=archive_url(front, number - 1) if number > 1 else "",
        newer=archive_url(front, number + 1) if number < last else front,
    )


def _output(url: str, view: Callable[[], ListView], title: str, template: str, base: str) -> Output:
    return Output(
        path=page_path(url, base), template=template, view=view, origin=f"the list {title}"
    )
