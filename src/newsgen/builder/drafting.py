"""Everything up to the plan: configuration, sources, catalogue, views."""

from datetime import datetime
from functools import partial
from pathlib import Path

from newsgen import theme
from newsgen.builder.progress import Progress, share_out
from newsgen.catalogue import Site, catalogue
from newsgen.config import Config, override, read_config
from newsgen.diagnostics import Diagnostic, Problems, ordered
from newsgen.digest import digest_bytes
from newsgen.discovery import discover
from newsgen.loader import Stock, load, merge
from newsgen.models import Model
from newsgen.plan import Plan, StaticFile, make_plan
from newsgen.renderer import Renderer
from newsgen.views import furnish, identify
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
    base_url: str | None = None
    """The address of the site; None for that of the configuration."""
    drafts: bool = False
    strict: bool = False
    clean: bool = False
    """Write every file anew, even where its bytes are the same."""
    jobs: int = 0
    """How many processes; 0 leaves the choice to newsgen."""


class Draught(Model, frozen=True):
    """A site planned but not rendered."""

    root: Path
    site: Site
    plan: Plan
    renderer: Renderer
    diagnostics: tuple[Diagnostic, ...]


def draft(root: Path, config: Config, options: Options, progress: Progress) -> Draught:
    """Everything up to the plan."""
    stock, found = read_sources(root, config, options, progress)
    site, unsound = catalogue(stock, config, options.now, drafts=options.drafts)
    static = _find_static(root)
    assets = {file.path: file.digest for file in static}
    cabinet, missing = furnish(site, config, assets)
    media = {path: _file(root / path, path) for path in sorted(cabinet.shown)}
    plan, collisions = make_plan(cabinet, static, media)
    identity = identify(site, config, assets)
    return Draught(
        root=root,
        site=site,
        plan=plan,
        renderer=Renderer(root, theme.templates_folder(), config, identity),
        diagnostics=(*found, *unsound, *missing, *collisions),
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


def read_sources(
    root: Path, config: Config, options: Options, progress: Progress
) -> tuple[Stock, tuple[Diagnostic, ...]]:
    """Find and read the sources."""
    sources, found = discover(root)
    load_some = partial(load, root, config=config)
    stocks = list(share_out("reading", load_some, sources, options.jobs, progress))
    stock = merge(stocks)
    return stock, (*found, *stock.diagnostics)


def output_folder(root: Path, config: Config, options: Options) -> Path:
    """The output folder as an absolute path; the one of the configuration lies in the site."""
    return Path(options.output).absolute() if options.output else root / config.output


def _find_static(root: Path) -> tuple[StaticFile, ...]:
    """The files of static/: those of the site in place of the theme's of the same path."""
    files: dict[str, StaticFile] = {}
    for folder in (theme.static_folder(), root / "static"):
        for place in sorted(folder.rglob("*")):
            path = place.relative_to(folder).as_posix()
            hidden = any(part.startswith(".") for part in path.split("/"))
            if place.is_file() and (not hidden or path.startswith(".well-known/")):
                files[path] = _file(place, path)
    return tuple(files[path] for path in sorted(files))


def _file(place: Path, path: str) -> StaticFile:
    return StaticFile(path=path, file=str(place), digest=digest_bytes(place.read_bytes()))
