"""Plans the files in which other newsrooms get a story: one for each format of the settings."""

from collections.abc import Iterator

from newsgen.models import SYNDICATION_FORMATS, Output, Recipe
from newsgen.plan.site_context import SiteContext
from newsgen.plan.views import copies_of, view_for_newsrooms
from newsgen.site.catalogue import Site
from newsgen.site.links import resolve_references
from newsgen.urls import base_path, page_path


def plan_syndication(site: Site, context: SiteContext) -> Iterator[Output]:
    """The files of each story that is ours to give."""
    config = context.config
    kinds = tuple(dict.fromkeys(config.syndication))
    for article in site.articles if kinds else ():
        for kind, (media_type, url) in zip(kinds, copies_of(article, config), strict=False):
            destinations = resolve_references(article, site, config)
            yield Output(
                path=page_path(url, base_path(config)),
                template="",
                recipe=Recipe(
                    function=view_for_newsrooms, parts=(context, kind, article, destinations)
                ),
                origin=f"{SYNDICATION_FORMATS[kind].file} of {article.path}",
                media_type=media_type,
                role="feed",
                source=article.path,
                key=("slug",),
            )
