"""The site as it can be looked at: planned from what its folders hold, with all that is wrong.

An edition is a frozen value. A new one is made of the one before and the paths that changed, and
reads no more than those.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from newsgen.builder.inventory import Inventory, basis_of, keep, resurvey_folders, survey_folders
from newsgen.builder.options import Options, cache_folder, configure
from newsgen.builder.planning import SitePlan, plan_site
from newsgen.builder.progress import Progress
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Refusal, ordered
from newsgen.files.names import CONFIG, CONTENT
from newsgen.incremental.cache import BuildCache, read_file_clock
from newsgen.models import Article, AuthorProfile, Model, Output, Recipe, StandingPage
from newsgen.plan.views import view_article
from newsgen.render.cache_keys import same_key
from newsgen.site.links import resolve_references
from newsgen.sources.collection import SourceCollection
from newsgen.sources.discovery import rediscover
from newsgen.sources.loader import load, pinpoint
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
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with settings and sources, and does not fit together; pages tell of theirs."""

    @property
    def root(self) -> Path:
        """The folder of the site."""
        return self.site_plan.root

    @property
    def articles(self) -> tuple[Article, ...]:
        """Every article, as it is or as it last could be read."""
        return self.inventory.collection.articles


def first_snapshot(options: Options, progress: Progress) -> Snapshot:
    """The edition of a site that was not looked at before. Raises Refusal for its settings."""
    root = Path(options.root).resolve()
    config = configure(root, options)
    build_cache, inventory = survey_folders(root, config, options, progress)
    site_plan = plan_site(root, config, options, build_cache, inventory)
    if inventory.opened:
        keep(site_plan.build_cache, build_cache, cache_folder(root, config, options))
    return _snapshot(options, config, inventory, site_plan, ())


def next_snapshot(before: Snapshot, changed: AbstractSet[str], now: datetime) -> Snapshot:
    """The edition at that moment, where only those paths changed since, and what lies below them.

    What has errors now is taken as it was, settings too: an editor is not left without a page.
    """
    options = replace(before.options, now=now)
    root = before.root
    config, faults = _configure(before, options)
    moment = read_file_clock(cache_folder(root, config, options))
    basis = basis_of(config)
    build_cache = before.site_plan.build_cache
    if build_cache.basis != basis:
        build_cache = BuildCache(basis=basis)
    found = before.inventory.listing
    below_content = [path for path in changed if f"{path}/".startswith(f"{CONTENT}/")]
    if below_content:
        found = rediscover(root, found, below_content)
    inventory = resurvey_folders(root, config, build_cache, found, moment)
    inventory = replace(
        inventory, collection=_restore(inventory.collection, before.inventory.collection)
    )
    site_plan = plan_site(root, config, options, build_cache, inventory)
    if site_plan.renderer.setting == before.site_plan.renderer.setting:
        site_plan = replace(
            site_plan, renderer=before.site_plan.renderer
        )  # its templates are compiled
    return _snapshot(options, config, inventory, site_plan, faults)


def touch_up(snapshot: Snapshot, paths: AbstractSet[str]) -> tuple[Snapshot, frozenset[str]]:
    """The edition with the articles at those paths as they are now, as far as that is quickly had.

    Their own pages are as they will be. Of the articles whose paths are given besides, nothing
    else shows what changed: for them there is no need of the next edition.
    """
    before = {article.path: article for article in snapshot.articles if article.path in paths}
    sources = [source for source in snapshot.inventory.sources if source.path in before]
    collection = load(snapshot.root, snapshot.config, {}, sources)
    fresh = {a.path: a for a in collection.articles if _place(a, snapshot) in snapshot.outputs}
    fresh = {path: a for path, a in fresh.items() if a.url_path == before[path].url_path}
    if not fresh:
        return snapshot, frozenset()
    pages = [_reprint(snapshot, article) for article in fresh.values()]
    articles = tuple([fresh.get(article.path, article) for article in snapshot.articles])
    inventory = replace(
        snapshot.inventory, collection=replace(snapshot.inventory.collection, articles=articles)
    )
    told = [found for found in collection.diagnostics if found.path in fresh]
    kept = [found for found in snapshot.diagnostics if found.path not in fresh]
    touched = replace(
        snapshot,
        inventory=inventory,
        outputs={**snapshot.outputs, **{page.path: page for page in pages}},
        diagnostics=ordered((*kept, *pinpoint(snapshot.root, told))),
    )
    if snapshot.config.feeds.content == "full":
        return touched, frozenset()
    settled = (path for path, article in fresh.items() if _is_alike(article, before[path]))
    return touched, frozenset(settled)


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
        diagnostics=ordered((*faults, *pinpoint(site_plan.root, site_plan.diagnostics))),
    )


def _configure(before: Snapshot, options: Options) -> tuple[Config, tuple[Diagnostic, ...]]:
    """The settings as they are, else as they were and what is wrong with them now."""
    try:
        return configure(before.root, options), ()
    except Refusal as refusal:
        unread = Diagnostic(
            code="unreadable", message=refusal.message, path=CONFIG, hint=refusal.hint
        )
        return before.config, refusal.diagnostics or (unread,)


def _restore(collection: SourceCollection, before: SourceCollection) -> SourceCollection:
    """The stock with the sources that cannot be read now, as they were when they could be."""
    failed = frozenset(collection.failed)
    if not failed:
        return collection
    return replace(
        collection,
        articles=_merge(collection.articles, before.articles, failed),
        pages=_merge(collection.pages, before.pages, failed),
        authors=_merge(collection.authors, before.authors, failed),
    )


def _merge(
    collection: tuple[Loaded, ...], before: tuple[Loaded, ...], failed: AbstractSet[str]
) -> tuple[Loaded, ...]:
    old = tuple([source for source in before if source.path in failed])
    return tuple(sorted(collection + old, key=attrgetter("path"))) if old else collection


def _place(article: Article, snapshot: Snapshot) -> str:
    """The path of the article's page."""
    return page_path(permalink(article, snapshot.config), base_path(snapshot.config))


def _reprint(snapshot: Snapshot, article: Article) -> Output:
    """The page of the article as it is now, all around it as it was."""
    page = snapshot.outputs[_place(article, snapshot)]
    context, _, older, newer, related, _ = page.recipe.parts
    leads = resolve_references(article, snapshot.site_plan.site, snapshot.config)
    parts = (context, article, older, newer, related, leads)
    return replace(page, recipe=Recipe(function=view_article, parts=parts))


def _is_alike(article: Article, before: Article) -> bool:
    """Whether nothing differs but the text between the front matter and the end."""
    alike = replace(article, digest=before.digest, blocks=before.blocks)
    return same_key(alike) == same_key(before)
