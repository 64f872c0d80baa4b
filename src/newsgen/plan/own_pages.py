"""Plans the files of a site's own: ``pages:`` in newsgen.yaml."""

import mimetypes
from collections.abc import Iterator
from itertools import islice

from newsgen.config import Config, PageSettings
from newsgen.models import Article, FrontBlock, Head, Output, Recipe
from newsgen.plan.choice import choose
from newsgen.plan.site_context import SiteContext
from newsgen.plan.views import view_own_page
from newsgen.site.catalogue import Site
from newsgen.text import direction
from newsgen.urls import base_path, page_path, quote_path

_TYPES = mimetypes.MimeTypes()


def plan_own_pages(site: Site, context: SiteContext) -> Iterator[Output]:
    """One output for each entry, with the stories that it asks for."""
    config = context.config
    for number, page in enumerate(config.pages):
        url = own_page_url(page, config)
        path = page_path(url, base_path(config))
        head = Head(
            title=page.title or config.title,
            description=page.description,
            url=url,
            lang=config.lang,
            dir=direction(config.lang),
        )
        parts = (context, head, _stories(site, page, config))
        yield Output(
            path=path,
            template=page.template,
            recipe=Recipe(function=view_own_page, parts=parts),
            origin=f"pages[{number}] of newsgen.yaml",
            media_type=_TYPES.guess_type(path, strict=False)[0] or "application/octet-stream",
            role="list",
        )


def own_page_url(page: PageSettings, config: Config) -> str:
    """The URL of the file."""
    return base_path(config) + quote_path(page.path.removeprefix("/"))


def _stories(site: Site, page: PageSettings, config: Config) -> tuple[Article, ...]:
    rule = FrontBlock(section=page.section, tag=page.tag, series=page.series, type=page.type)
    found = choose(site, rule, config.lang)
    return tuple(islice(found, page.number)) if page.number else tuple(found)
