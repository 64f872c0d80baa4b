"""What a build is asked for, and the settings and places that follow from it."""

from datetime import datetime
from pathlib import Path

from newsgen.config import Config, override, read_config
from newsgen.diagnostics import Problems, ordered
from newsgen.models import Model, Scope
from newsgen.writer import Refusal

CONFIG = "newsgen.yaml"
"""The file of the settings, in the site root."""
TARGETS = "targets"
"""The folder, beside the record, of what is remembered of the targets of publishing."""


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
    scope: Scope = "published"
    strict: bool = False
    clean: bool = False
    """Believe no record, and write every file anew, even where its bytes are the same."""
    jobs: int = 0
    """How many processes; 0 leaves the choice to newsgen."""


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
