"""A site as planned, from what its folders hold."""

from pathlib import Path

from newsgen.builder.files import examine_media
from newsgen.builder.inventory import Inventory, lookback_of, remember
from newsgen.builder.options import Options
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic
from newsgen.incremental.cache import Record
from newsgen.models import Model
from newsgen.plan import Copies, Plan, make_plan
from newsgen.plan.site_context import identify, make_backdrop
from newsgen.render.renderer import Renderer
from newsgen.site.catalogue import Site, catalogue
from newsgen.site.media import find_shown


class Draught(Model, frozen=True):
    """A site planned but not rendered."""

    root: Path
    site: Site
    plan: Plan
    renderer: Renderer
    diagnostics: tuple[Diagnostic, ...]
    sound: bool
    """Whether there is nothing to tell of but what single files hold."""
    record: Record
    """What was learned, for the next build."""


def draft(
    root: Path, config: Config, options: Options, record: Record, inventory: Inventory
) -> Draught:
    """The site as planned from what its folders hold."""
    stock, static = inventory.stock, inventory.static
    site, unsound = catalogue(stock, config, options.now, lookback_of(record), options.scope)
    assets = {file.path: file.digest for file in static.found}
    shown, missing = find_shown(site, assets)
    seen = [source for source in inventory.sources if source.path in shown]
    media = examine_media(root, seen, record, inventory.moment)
    identity = identify(site, config)
    renderer = Renderer(root, inventory.templates, config, identity, assets, record.references)
    copies = Copies(static=static.found, named=renderer.named, media=media.found)
    plan, collisions = make_plan(site, make_backdrop(site, config), copies)
    faults = (*unsound, *missing, *media.problems, *collisions)
    return Draught(
        root=root,
        site=site,
        plan=plan,
        renderer=renderer,
        diagnostics=(*inventory.found, *stock.diagnostics, *faults),
        sound=not faults,
        record=remember(record, inventory, media, site.lookback, renderer.references()),
    )
