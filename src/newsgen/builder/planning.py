"""From the inventory of a site to its plan: every output, nothing rendered yet."""

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from newsgen.builder.inventory import Inventory, make_cache, older_related_of
from newsgen.builder.options import Options, cache_folder
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, with_today
from newsgen.incremental.cache import BuildCache
from newsgen.language.words import check_words, read_words
from newsgen.models import Model
from newsgen.pictures.store import FOLDER as PICTURES
from newsgen.pictures.store import PictureStore
from newsgen.plan import Copies, Plan, make_plan
from newsgen.plan.pictures import count_whole, plan_pictures, view_of
from newsgen.plan.site_context import SiteContext, make_identity, make_site_context
from newsgen.render.renderer import Renderer
from newsgen.site.catalogue import Site, catalogue
from newsgen.site.media import find_used_media


class SitePlan(Model, frozen=True):
    """A site with the plan of its outputs, not rendered yet."""

    root: Path
    site: Site
    """The main edition, which names the others."""
    plan: Plan
    renderers: Mapping[str, Renderer]
    """The renderer of each edition, by its name; the main one is ``""``."""
    diagnostics: tuple[Diagnostic, ...]
    is_sound: bool
    """Whether every problem found so far is one of a single source file."""
    build_cache: BuildCache
    """The build cache for the next build."""
    pictures: PictureStore
    """The versions of pictures."""
    whole_pictures: int
    """Number of pictures that are published as large as they are, because Pillow is missing."""

    @property
    def renderer(self) -> Renderer:
        """The renderer of the main edition."""
        return self.renderers[""]

    @property
    def toolchain(self) -> Mapping[str, str]:
        """What the pages of all editions depend on, each with its digest."""
        return {k: v for renderer in self.renderers.values() for k, v in renderer.toolchain.items()}


def plan_site(
    root: Path, config: Config, options: Options, build_cache: BuildCache, inventory: Inventory
) -> SitePlan:
    """Plan the site from its inventory; nothing is rendered."""
    collection, static = inventory.collection, inventory.static
    site, unsound = catalogue(
        collection, config, options.now, older_related_of(build_cache), options.scope
    )
    assets = {file.path: file.digest for file in static.found}
    shown, missing = find_used_media(site, assets)
    media = tuple([file for file in inventory.media.found if file.source in shown])
    unsafe = [problem for problem in inventory.media.problems if problem.path in shown]
    versions = tuple(plan_pictures(site, (*static.found, *media), config))
    store = PictureStore(
        cache_folder(root, config, options) / PICTURES,
        {v.version.path: view_of(v) for v in versions},
    )
    references = build_cache.references
    renderers: dict[str, Renderer] = {}
    for each in site.editions:
        identity = make_identity(each, each.config, site.editions)
        renderer = Renderer(
            root, inventory.templates, each.config, identity, assets, references, store
        )
        references = renderer.references()  # so that the next edition need not find them again
        renderers[each.config.edition] = renderer
    copies = Copies(static=static.found, named=renderers[""].named, media=media, versions=versions)
    editions = [(each, context_of(each, inventory)) for each in site.editions]
    plan, collisions = make_plan(editions, copies)
    faults = (*unsound, *missing, *unsafe, *collisions, *check_words(inventory.templates))
    today = options.now.astimezone(ZoneInfo(config.timezone)).date()
    return SitePlan(
        root=root,
        site=site,
        plan=plan,
        renderers=renderers,
        diagnostics=(*inventory.problems, *with_today(collection.diagnostics, today), *faults),
        is_sound=not faults,
        build_cache=make_cache(build_cache, inventory, site.older_related, references),
        pictures=store,
        whole_pictures=count_whole(media, config),
    )


def context_of(edition: Site, inventory: Inventory) -> SiteContext:
    """What all pages of an edition share."""
    config = edition.config
    words = read_words(config.lang, inventory.templates, config.digits)
    return make_site_context(edition, config, words)
