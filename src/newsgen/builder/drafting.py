"""Everything up to the plan: configuration, sources, catalogue, views."""

from datetime import datetime
from pathlib import Path

from newsgen import theme
from newsgen.backdrop import identify, make_backdrop
from newsgen.builder.inventory import (
    Inventory,
    basis_of,
    examine_media,
    lookback_of,
    remember,
    take_inventory,
)
from newsgen.builder.progress import Progress
from newsgen.catalogue import Site, catalogue
from newsgen.config import Config, override, read_config
from newsgen.diagnostics import Diagnostic, Problems, ordered
from newsgen.media import find_shown
from newsgen.models import Model
from newsgen.plan import Plan, make_plan
from newsgen.record import Record, look_at_clock, read_record
from newsgen.renderer import Renderer
from newsgen.writer import Refusal

CONFIG = "newsgen.yaml"
"""The file of the settings, in the site root."""


class Options(Model, frozen=True):
    """What the caller wants; everything that a build takes from its surroundings."""

    root: str
    """The folder with newsgen.yaml."""
    now: datetime
    """The moment of the build, aware: it alone decides what is published."""
    output: str | None = None
    """The output folder; None for that of the configuration."""
    cache: str | None = None
    """The folder of the record; None for that of the configuration."""
    base_url: str | None = None
    """The address of the site; None for that of the configuration."""
    drafts: bool = False
    strict: bool = False
    clean: bool = False
    """Believe no record, and write every file anew, even where its bytes are the same."""
    jobs: int = 0
    """How many processes; 0 leaves the choice to newsgen."""


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


def recollect(root: Path, config: Config, options: Options) -> Record:
    """What earlier builds learned from the sources."""
    basis = basis_of(config)
    if options.clean:
        return Record(basis=basis)
    return read_record(cache_folder(root, config, options), basis, config.timezone)


def survey_folders(
    root: Path, config: Config, options: Options, record: Record, progress: Progress
) -> Inventory:
    """What the folders of the site hold; what the record tells is not read again."""
    moment = look_at_clock(cache_folder(root, config, options))
    return take_inventory(root, config, record, moment, options.jobs, progress)


def draft(
    root: Path, config: Config, options: Options, record: Record, inventory: Inventory
) -> Draught:
    """The site as planned from what its folders hold."""
    stock, static = inventory.stock, inventory.static
    site, unsound = catalogue(
        stock, config, options.now, lookback_of(record), drafts=options.drafts
    )
    assets = {file.path: file.digest for file in static.found}
    shown, missing = find_shown(site, assets)
    media = examine_media(root, shown, record, inventory.moment)
    backdrop = make_backdrop(site, config)
    plan, collisions = make_plan(site, backdrop, static.found, media.found)
    return Draught(
        root=root,
        site=site,
        plan=plan,
        renderer=Renderer(root, theme.templates_folder(), config, identify(site, config), assets),
        diagnostics=(*inventory.found, *stock.diagnostics, *unsound, *missing, *collisions),
        sound=not (unsound or missing or collisions),
        record=remember(record, inventory, media, site.lookback),
    )


def configure(root: Path, options: Options) -> Config:
    """The configuration of the site with what the caller overrides."""
    try:
        config, diagnostics = read_config(read_settings(root), CONFIG)
    except Problems as problems:
        config, diagnostics = None, problems.diagnostics
    if config is None:
        raise Refusal(f"{CONFIG} has problems", diagnostics=ordered(diagnostics))
    if options.base_url is None:
        return config
    changed, diagnostics = override(config, base_url=options.base_url)
    if changed is None:
        raise Refusal(f"--base-url: {diagnostics[0].message}", diagnostics[0].hint)
    return changed


def read_settings(root: Path) -> bytes:
    """The bytes of newsgen.yaml. Raises Refusal when it cannot be read."""
    try:
        return (root / CONFIG).read_bytes()
    except OSError as error:
        hint = "`newsgen init DIR` lays down a whole site"
        raise Refusal(f"cannot read {CONFIG} in {root}: {error.strerror}", hint) from error


def output_folder(root: Path, config: Config, options: Options) -> Path:
    """The output folder as an absolute path; the one of the configuration lies in the site."""
    return Path(options.output).absolute() if options.output else root / config.output


def cache_folder(root: Path, config: Config, options: Options) -> Path:
    """The folder of the record as an absolute path; the configuration's lies in the site."""
    return Path(options.cache).absolute() if options.cache else root / config.cache
