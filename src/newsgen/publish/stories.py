"""What a publication changes, in an editor's terms: stories by their headlines."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from newsgen.models import Article, Model
from newsgen.publish.diff import Difference
from newsgen.urls import index_path

if TYPE_CHECKING:
    from newsgen.builder.planning import SitePlan


class ChangedStory(Model, frozen=True):
    """A story whose page is new, different or gone for readers."""

    address: str
    """The whole address of its page."""
    title: str = ""
    """Its headline; empty for a page of which the site has no source any more."""


class StoryChanges(Model, frozen=True):
    """The stories that a publication changes, each group by address."""

    added: tuple[ChangedStory, ...] = ()
    changed: tuple[ChangedStory, ...] = ()
    removed: tuple[ChangedStory, ...] = ()
    """Other pages that vanish count too: without a source nobody knows what they were."""


def find_stories(difference: Difference, site_plan: "SitePlan", base_url: str) -> StoryChanges:
    """The stories among the files that a publication changes."""
    articles = {
        index_path(unquote(article.url_path)): article for article in site_plan.build_cache.articles
    }
    added = [upload.source for upload in difference.added]
    changed = [upload.source for upload in difference.changed if upload.source not in added]
    gone = sorted(path for path in difference.removed_pages if path.endswith(".html"))
    return StoryChanges(
        added=tuple(_stories(filter(articles.__contains__, added), articles, base_url)),
        changed=tuple(_stories(filter(articles.__contains__, changed), articles, base_url)),
        removed=tuple(_stories(gone, articles, base_url)),
    )


def _stories(
    paths: Iterable[str], articles: Mapping[str, Article], base_url: str
) -> Iterator[ChangedStory]:
    """Each story once, even if compressed copies of its page are published too."""
    for path in dict.fromkeys(paths):
        article = articles.get(path)
        address = f"{base_url}{quote(path.removesuffix('index.html'))}"
        yield ChangedStory(address=address, title=article.title if article else "")
