"""The planned site at one moment, with its problems, as a frozen value.

A new snapshot is made from the one before and the changed paths; only those are read again.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from newsgen.builder.inventory import (
    Inventory,
    cache_basis,
    retake_inventory,
    save_cache,
    take_inventory,
)
from newsgen.builder.known_names import KnownNames
from newsgen.builder.options import Options, cache_folder, configure
from newsgen.builder.planning import SitePlan, plan_site
from newsgen.builder.progress import Progress
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Refusal, ordered
from newsgen.files.names import CONFIG, CONTENT
from newsgen.incremental.cache import BuildCache, read_file_clock
from newsgen.models import Article, AuthorProfile, Model, Output, Recipe, StandingPage
from newsgen.plan.views import view_article
from newsgen.render.cache_keys import cache_key
from newsgen.render.renderer import Renderer
from newsgen.site.links import resolve_references
from newsgen.sources.collection import SourceCollection
from newsgen.sources.discovery import discover, rediscover
from newsgen.sources.loader import load, pinpoint
from newsgen.sources.pictures import find_pictures
from newsgen.urls import base_path, page_path, permalink

Loaded = TypeVar("Loaded", Article, StandingPage, AuthorProfile)


class Snapshot(Model, frozen=True):
    """A whole site at one moment: planned, nothing rendered."""

    options: Options
    config: Config
    inventory: Inventory
    site_plan: SitePlan
    outputs: Mapping[str, Output]
    """By path."""
    names: KnownNames
    """The authors and tags of all stories, counted when a question is asked first."""
    diagnostics: tuple[Diagnostic, ...]
    """Problems of the configuration, sources and plan; rendering a page may find more."""

    @property
    def root(self) -> Path:
        """The folder of the site."""
        return self.site_plan.root

    @property
    def articles(self) -> tuple[Article, ...]:
        """Every article; one with errors is in its last good version."""
        return self.inventory.collection.articles


def first_snapshot(options: Options, progress: Progress) -> Snapshot:
    """The snapshot of a site at the start. Raises Refusal for an invalid configuration."""
    root = Path(options.root).resolve()
    config = configure(root, options)
    build_cache, inventory = take_inventory(root, config, options, progress)
    site_plan = plan_site(root, config, options, build_cache, inventory)
    if inventory.opened:
        save_cache(site_plan.build_cache, build_cache, cache_folder(root, config, options))
    return _snapshot(options, config, inventory, site_plan, ())


def cache_of(snapshot: Snapshot) -> Path:
    """The folder of the build cache, where the preview also keeps what is its own."""
    return cache_folder(snapshot.root, snapshot.config, snapshot.options)


def next_snapshot(before: Snapshot, changed: AbstractSet[str], now: datetime) -> Snapshot:
    """The snapshot at the time ``now``, if only the given paths and those below them changed.

    Sources and configuration with errors keep their last good version, so that pages can be shown.
    """
    options = replace(before.options, now=now)
    root = before.root
    config, faults = _configure(before, options)
    moment = read_file_clock(cache_folder(root, config, options))
    basis = cache_basis(config)
    build_cache = before.site_plan.build_cache
    if build_cache.basis != basis:
        build_cache = BuildCache(basis=basis)
    found = before.inventory.listing
    editions = tuple(config.editions)
    below_content = [path for path in changed if f"{path}/".startswith(f"{CONTENT}/")]
    if editions != tuple(before.config.editions):
        found = discover(root, editions)
    elif below_content:
        found = rediscover(root, found, below_content, editions)
    inventory = retake_inventory(root, config, build_cache, found, moment)
    inventory = replace(
        inventory, collection=_keep_last_good(inventory.collection, before.inventory.collection)
    )
    site_plan = plan_site(root, config, options, build_cache, inventory)
    site_plan = replace(site_plan, renderers=reuse_renderers(before.site_plan, site_plan))
    return _snapshot(options, config, inventory, site_plan, faults)


def published_snapshot(snapshot: Snapshot) -> Snapshot:
    """The same site as readers would see it if it were published at the snapshot's moment."""
    options = replace(snapshot.options, scope="published")
    inventory, config = snapshot.inventory, snapshot.config
    cache = snapshot.site_plan.build_cache
    site_plan = plan_site(snapshot.root, config, options, cache, inventory)
    site_plan = replace(site_plan, renderers=reuse_renderers(snapshot.site_plan, site_plan))
    return _snapshot(options, config, inventory, site_plan, ())


def reuse_renderers(before: SitePlan, site_plan: SitePlan) -> Mapping[str, Renderer]:
    """The renderers of the site plan; an earlier one that is equal has compiled its templates."""
    earlier = before.renderers
    return {
        name: earlier[name]
        if name in earlier and earlier[name].shared_digest == renderer.shared_digest
        else renderer
        for name, renderer in site_plan.renderers.items()
    }


def refresh_articles(
    snapshot: Snapshot, paths: AbstractSet[str]
) -> tuple[Snapshot, frozenset[str]]:
    """The snapshot with the articles at these paths read again, and their own pages updated.

    This is fast, but other pages stay as they are. The second value holds the paths of articles
    whose change affects no other page: they need no new snapshot.
    """
    before = {article.path: article for article in snapshot.articles if article.path in paths}
    sources = [source for source in snapshot.inventory.sources if source.path in before]
    collection = load(snapshot.root, snapshot.config, {}, sources)
    files = snapshot.inventory.pictures
    articles = find_pictures(collection.articles, files)
    current = {a.path: a for a in articles if _page_path(a, snapshot) in snapshot.outputs}
    current = {path: a for path, a in current.items() if a.url_path == before[path].url_path}
    if not current:
        return snapshot, frozenset()
    pages = [_page_with(snapshot, article) for article in current.values()]
    articles = tuple([current.get(article.path, article) for article in snapshot.articles])
    inventory = replace(
        snapshot.inventory, collection=replace(snapshot.inventory.collection, articles=articles)
    )
    found_now = [found for found in collection.diagnostics if found.path in current]
    kept = [found for found in snapshot.diagnostics if found.path not in current]
    updated = replace(
        snapshot,
        inventory=inventory,
        names=_names_in(inventory),
        outputs={**snapshot.outputs, **{page.path: page for page in pages}},
        diagnostics=ordered((*kept, *pinpoint(snapshot.root, found_now))),
    )
    if snapshot.config.feeds.content == "full":
        return updated, frozenset()
    complete = (
        path for path, article in current.items() if _differs_in_text_only(article, before[path])
    )
    return updated, frozenset(complete)


def _snapshot(
    options: Options,
    config: Config,
    inventory: Inventory,
    site_plan: SitePlan,
    faults: Iterable[Diagnostic],
) -> Snapshot:
    return Snapshot(
        options=options,
        config=config,
        inventory=inventory,
        site_plan=site_plan,
        outputs={output.path: output for output in site_plan.plan.outputs},
        names=_names_in(inventory),
        diagnostics=ordered((*faults, *pinpoint(site_plan.root, site_plan.diagnostics))),
    )


def _names_in(inventory: Inventory) -> KnownNames:
    return KnownNames(inventory.collection.articles, inventory.collection.authors)


def _configure(before: Snapshot, options: Options) -> tuple[Config, tuple[Diagnostic, ...]]:
    """The current configuration, or the last good one and the problems of the current one."""
    try:
        return configure(before.root, options), ()
    except Refusal as refusal:
        unread = Diagnostic(
            code="unreadable", message=refusal.message, path=CONFIG, hint=refusal.hint
        )
        return before.config, refusal.diagnostics or (unread,)


def _keep_last_good(collection: SourceCollection, before: SourceCollection) -> SourceCollection:
    """The collection, where sources with errors are in their last good version."""
    failed = frozenset(collection.failed)
    if not failed:
        return collection
    return replace(
        collection,
        articles=_merge(collection.articles, before.articles, failed),
        pages=_merge(collection.pages, before.pages, failed),
        authors=_merge(collection.authors, before.authors, failed),
        fronts=_merge(collection.fronts, before.fronts, failed),
        comments=_merge(collection.comments, before.comments, failed),
    )


def _merge(
    collection: tuple[Loaded, ...], before: tuple[Loaded, ...], failed: AbstractSet[str]
) -> tuple[Loaded, ...]:
    old = tuple([source for source in before if source.path in failed])
    return tuple(sorted(collection + old, key=attrgetter("path"))) if old else collection


def _page_path(article: Article, snapshot: Snapshot) -> str:
    """The output path of the article's page."""
    return page_path(permalink(article, snapshot.config), base_path(snapshot.config))


def _page_with(snapshot: Snapshot, article: Article) -> Output:
    """The output of the article's page with the new article; the rest of its recipe stays."""
    page = snapshot.outputs[_page_path(article, snapshot)]
    context, before, *around, _ = page.recipe.parts
    article = replace(article, in_progress=before.in_progress)
    links = resolve_references(article, snapshot.site_plan.site, snapshot.config)
    parts = (context, article, *around, links)
    return replace(page, recipe=Recipe(function=view_article, parts=parts))


def _differs_in_text_only(article: Article, before: Article) -> bool:
    """Whether only the body of the article changed, not its front matter, and no file shows it."""
    if article.type == "live":
        return False  # its entries have files of their own
    alike = replace(
        article,
        digest=before.digest,
        source_digest=before.source_digest,
        blocks=before.blocks,
        embeds=before.embeds,
        text_mark=before.text_mark,
    )
    return cache_key(alike) == cache_key(before)
