"""From the inventory of a site to its plan: every output, nothing rendered yet."""

from pathlib import Path

from newsgen.builder.files import examine_media
from newsgen.builder.inventory import Inventory, make_cache, older_related_of
from newsgen.builder.options import Options
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic
from newsgen.incremental.cache import BuildCache
from newsgen.models import Model
from newsgen.plan import Copies, Plan, make_plan
from newsgen.plan.site_context import make_identity, make_site_context
from newsgen.render.renderer import Renderer
from newsgen.site.catalogue import Site, catalogue
from newsgen.site.media import find_used_media


class SitePlan(Model, frozen=True):
    """A site with the plan of its outputs, not rendered yet."""

    root: Path
    site: Site
    plan: Plan
    renderer: Renderer
    diagnostics: tuple[Diagnostic, ...]
    is_sound: bool
    """Whether every problem found so far is one of a single source file."""
    build_cache: BuildCache
    """The build cache for the next build."""


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
    seen = [source for source in inventory.sources if source.path in shown]
    media = examine_media(root, seen, build_cache, inventory.moment)
    identity = make_identity(site, config)
    renderer = Renderer(root, inventory.templates, config, identity, assets, build_cache.references)
    copies = Copies(static=static.found, named=renderer.named, media=media.found)
    plan, collisions = make_plan(site, make_site_context(site, config), copies)
    faults = (*unsound, *missing, *media.problems, *collisions)
    return SitePlan(
        root=root,
        site=site,
        plan=plan,
        renderer=renderer,
        diagnostics=(*inventory.problems, *collection.diagnostics, *faults),
        is_sound=not faults,
        build_cache=make_cache(
            build_cache, inventory, media, site.older_related, renderer.references()
        ),
    )
