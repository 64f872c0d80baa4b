"""Plans fronts: the home page, and what an editor has changed of the first page of a section.

Without an editor the newest stories lead, by priority. No story appears twice.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec.structs import replace

from newsgen.models import HOME_FRONT, Article, BlockHead, FrontBlock, Head, Output, Recipe
from newsgen.plan.choice import choose
from newsgen.plan.site_context import SiteContext
from newsgen.plan.views import Articles, Blocks, view_home
from newsgen.site.catalogue import Site
from newsgen.site.fronts import ArrangedBlock, ArrangedFront
from newsgen.text import term_slug
from newsgen.urls import base_path, page_path

_NEWEST = 64
"""The top of the home page is chosen from this number of the newest stories, and each block from as
many of its own."""


def plan_home(site: Site, context: SiteContext, head: Head) -> Output:
    """The home page."""
    config = context.config
    front = site.fronts.get(HOME_FRONT, ArrangedFront())
    by_priority = sorted(site.articles[:_NEWEST], key=lambda article: -article.priority)
    top = _choose(front, by_priority, 1 + config.home.top)
    blocks = tuple(_blocks(site, context, front, top))
    edition = site.articles[0].date if site.articles else None
    return Output(
        path=page_path(head.url, base_path(config)),
        template="home.html",
        recipe=Recipe(
            function=view_home, parts=(context, head, top, blocks, edition, site.breaking)
        ),
        origin="the home page",
        role="list",
    )


def arrange_section(
    site: Site, context: SiteContext, slug: str, newest: Articles
) -> tuple[Articles, Blocks]:
    """The stories of the front of a section and its blocks: the newest, as an editor wants them.

    Stories that an editor puts there come in addition, since the archive begins after the newest.
    """
    front = site.fronts.get(slug)
    if front is None:
        return newest, ()
    top = _choose(front, newest, len(newest) + 1 + len(front.top))
    blocks = tuple(_blocks(site, context, replace(front, sections=False), ()))
    return top, blocks


def _choose(front: ArrangedFront, candidates: Iterable[Article], number: int) -> Articles:
    """The lead, the stories after it that an editor wants, and then the candidates."""
    placed = {article.path for article in (front.lead, *front.top) if article}
    rest = [a for a in candidates if a.path not in placed and a.path not in front.hidden]
    lead = (front.lead or next(iter(rest), None),)
    chosen = {article.path: article for article in (*lead, *front.top, *rest) if article}
    return tuple(chosen.values())[: max(number, 1 + len(front.top))]


def _blocks(
    site: Site, context: SiteContext, front: ArrangedFront, top: Articles
) -> Iterator[tuple[BlockHead, Articles]]:
    """The blocks that an editor wants, and one for each section that has none."""
    shown = {article.path for article in top} | front.hidden
    every = [*front.blocks, *(_of_sections(site, front) if front.sections else ())]
    for number, arranged in enumerate(every):
        limit = arranged.block.number or context.config.home.per_section
        free = (a for a in _candidates(site, context, arranged) if a.path not in shown)
        chosen = tuple(islice(free, limit))
        if chosen:
            shown.update(article.path for article in chosen)
            yield _head_of(site, context, arranged.block, number), chosen


def _of_sections(site: Site, front: ArrangedFront) -> Iterator[ArrangedBlock]:
    has_block = {arranged.block.section for arranged in front.blocks}
    for slug in site.sections:
        if slug not in has_block:
            yield ArrangedBlock(block=FrontBlock(section=slug), stories=())


def _candidates(site: Site, context: SiteContext, arranged: ArrangedBlock) -> Iterable[Article]:
    """The stories that a block names, or the newest that meet all its conditions."""
    block = arranged.block
    if block.stories:
        return arranged.stories
    return islice(choose(site, block, context.config.lang), _NEWEST)


def _head_of(site: Site, context: SiteContext, block: FrontBlock, number: int) -> BlockHead:
    lang = context.config.lang
    head = BlockHead(title=block.title, slug=f"block-{number + 1}", lang=lang, layout=block.layout)
    section = site.sections.get(block.section)
    if section:
        title = block.title or section.title
        slug = section.slug if title == section.title else head.slug
        return replace(head, title=title, url=section.url, slug=slug, lang=section.lang or lang)
    for name, terms in ((block.tag, site.tags), (block.series, site.series)):
        term = terms.get(term_slug(name, lang)) if name else None
        if term:
            return replace(head, title=block.title or term.link.title, url=term.link.url)
    return head
