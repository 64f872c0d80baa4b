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
from newsgen.builder.options import CONFIG, Options, cache_folder, configure
from newsgen.builder.planning import Draught, draft
from newsgen.builder.progress import Progress
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Refusal, ordered
from newsgen.files.walker import CONTENT
from newsgen.incremental.cache import Record, look_at_clock
from newsgen.models import Article, AuthorProfile, Model, Output, Recipe, StandingPage
from newsgen.plan.views import view_article
from newsgen.render.cache_keys import same_key
from newsgen.site.links import resolve_references
from newsgen.sources.collection import Stock
from newsgen.sources.discovery import rediscover
from newsgen.sources.loader import load, pinpoint
from newsgen.urls import base_path, page_path, permalink

Loaded = TypeVar("Loaded", Article, StandingPage, AuthorProfile)


class Edition(Model, frozen=True):
    """A whole site at one moment: planned, nothing rendered."""

    options: Options
    config: Config
    inventory: Inventory
    draught: Draught
    outputs: Mapping[str, Output]
    """By path."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with settings and sources, and does not fit together; pages tell of theirs."""

    @property
    def root(self) -> Path:
        """The folder of the site."""
        return self.draught.root

    @property
    def articles(self) -> tuple[Article, ...]:
        """Every article, as it is or as it last could be read."""
        return self.inventory.stock.articles


def first_edition(options: Options, progress: Progress) -> Edition:
    """The edition of a site that was not looked at before. Raises Refusal for its settings."""
    root = Path(options.root).resolve()
    config = configure(root, options)
    record, inventory = survey_folders(root, config, options, progress)
    draught = draft(root, config, options, record, inventory)
    if inventory.opened:
        keep(draught.record, record, cache_folder(root, config, options))
    return _edition(options, config, inventory, draught, ())


def next_edition(before: Edition, changed: AbstractSet[str], now: datetime) -> Edition:
    """The edition at that moment, where only those paths changed since, and what lies below them.

    What has errors now is taken as it was, settings too: an editor is not left without a page.
    """
    options = replace(before.options, now=now)
    root = before.root
    config, faults = _configure(before, options)
    moment = look_at_clock(cache_folder(root, config, options))
    basis = basis_of(config)
    record = before.draught.record
    if record.basis != basis:
        record = Record(basis=basis)
    found = before.inventory.listing
    below_content = [path for path in changed if f"{path}/".startswith(f"{CONTENT}/")]
    if below_content:
        found = rediscover(root, found, below_content)
    inventory = resurvey_folders(root, config, record, found, moment)
    inventory = replace(inventory, stock=_restore(inventory.stock, before.inventory.stock))
    draught = draft(root, config, options, record, inventory)
    if draught.renderer.setting == before.draught.renderer.setting:
        draught = replace(draught, renderer=before.draught.renderer)  # its templates are compiled
    return _edition(options, config, inventory, draught, faults)


def touch_up(edition: Edition, paths: AbstractSet[str]) -> tuple[Edition, frozenset[str]]:
    """The edition with the articles at those paths as they are now, as far as that is quickly had.

    Their own pages are as they will be. Of the articles whose paths are given besides, nothing
    else shows what changed: for them there is no need of the next edition.
    """
    before = {article.path: article for article in edition.articles if article.path in paths}
    sources = [source for source in edition.inventory.sources if source.path in before]
    stock = load(edition.root, edition.config, {}, sources)
    fresh = {a.path: a for a in stock.articles if _place(a, edition) in edition.outputs}
    fresh = {path: a for path, a in fresh.items() if a.address == before[path].address}
    if not fresh:
        return edition, frozenset()
    pages = [_reprint(edition, article) for article in fresh.values()]
    articles = tuple([fresh.get(article.path, article) for article in edition.articles])
    inventory = replace(
        edition.inventory, stock=replace(edition.inventory.stock, articles=articles)
    )
    told = [found for found in stock.diagnostics if found.path in fresh]
    kept = [found for found in edition.diagnostics if found.path not in fresh]
    touched = replace(
        edition,
        inventory=inventory,
        outputs={**edition.outputs, **{page.path: page for page in pages}},
        diagnostics=ordered((*kept, *pinpoint(edition.root, told))),
    )
    if edition.config.feeds.content == "full":
        return touched, frozenset()
    settled = (path for path, article in fresh.items() if _is_alike(article, before[path]))
    return touched, frozenset(settled)


def _edition(
    options: Options,
    config: Config,
    inventory: Inventory,
    draught: Draught,
    faults: Iterable[Diagnostic],
) -> Edition:
    return Edition(
        options=options,
        config=config,
        inventory=inventory,
        draught=draught,
        outputs={output.path: output for output in draught.plan.outputs},
        diagnostics=ordered((*faults, *pinpoint(draught.root, draught.diagnostics))),
    )


def _configure(before: Edition, options: Options) -> tuple[Config, tuple[Diagnostic, ...]]:
    """The settings as they are, else as they were and what is wrong with them now."""
    try:
        return configure(before.root, options), ()
    except Refusal as refusal:
        unread = Diagnostic(
            code="unreadable", message=refusal.message, path=CONFIG, hint=refusal.hint
        )
        return before.config, refusal.diagnostics or (unread,)


def _restore(stock: Stock, before: Stock) -> Stock:
    """The stock with the sources that cannot be read now, as they were when they could be."""
    failed = frozenset(stock.failed)
    if not failed:
        return stock
    return replace(
        stock,
        articles=_merge(stock.articles, before.articles, failed),
        pages=_merge(stock.pages, before.pages, failed),
        authors=_merge(stock.authors, before.authors, failed),
    )


def _merge(
    stock: tuple[Loaded, ...], before: tuple[Loaded, ...], failed: AbstractSet[str]
) -> tuple[Loaded, ...]:
    old = tuple([source for source in before if source.path in failed])
    return tuple(sorted(stock + old, key=attrgetter("path"))) if old else stock


def _place(article: Article, edition: Edition) -> str:
    """The path of the article's page."""
    return page_path(permalink(article, edition.config), base_path(edition.config))


def _reprint(edition: Edition, article: Article) -> Output:
    """The page of the article as it is now, all around it as it was."""
    page = edition.outputs[_place(article, edition)]
    backdrop, _, older, newer, related, _ = page.recipe.parts
    leads = resolve_references(article, edition.draught.site, edition.config)
    parts = (backdrop, article, older, newer, related, leads)
    return replace(page, recipe=Recipe(function=view_article, parts=parts))


def _is_alike(article: Article, before: Article) -> bool:
    """Whether nothing differs but the text between the front matter and the end."""
    alike = replace(article, digest=before.digest, blocks=before.blocks)
    return same_key(alike) == same_key(before)
