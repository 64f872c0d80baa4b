"""What a build is asked for, and the settings and places that follow from it."""

import os
from datetime import datetime
from pathlib import Path

from newsgen.config import Config, override, read_config
from newsgen.diagnostics import Problems, Refusal, ordered
from newsgen.files import walker
from newsgen.files.names import CONFIG
from newsgen.frontmatter import MAX_BYTES
from newsgen.models import Model, Scope
from newsgen.writer import require_apart

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
        return walker.read_settings(root, CONFIG, MAX_BYTES)
    except Problems as problems:
        problem = problems.diagnostics[0]
        is_there = os.path.lexists(root / CONFIG)
        hint = problem.hint if is_there else "`newsgen init DIR` lays down a whole site"
        raise Refusal(f"{CONFIG} in {root}: {problem.message}", hint) from problems


def folders(root: Path, config: Config, options: Options) -> tuple[Path, Path]:
    """The output folder and the folder of the record, as absolute paths.

    Those of the configuration lie in the site. Raises Refusal where they and the sources are not
    apart.
    """
    output = Path(options.output).absolute() if options.output else root / config.output
    cache = Path(options.cache).absolute() if options.cache else root / config.cache
    require_apart(output, cache, root)
    return output, cache


def output_folder(root: Path, config: Config, options: Options) -> Path:
    """The first of ``folders``."""
    return folders(root, config, options)[0]


def cache_folder(root: Path, config: Config, options: Options) -> Path:
    """The second of ``folders``."""
    return folders(root, config, options)[1]
