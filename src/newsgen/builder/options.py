"""The options of a build, and the settings and folders that follow from them."""

import os
from datetime import datetime
from pathlib import Path

from newsgen.config import Config, override, read_config
from newsgen.diagnostics import Problems, Refusal, ordered
from newsgen.files import walker
from newsgen.files.names import CONFIG
from newsgen.frontmatter import MAX_BYTES
from newsgen.models import Model, Scope
from newsgen.writer import require_separate

TARGETS = "targets"
"""The folder, next to the build cache, with data about publishing targets."""


class Options(Model, frozen=True):
    """The options of a build: everything that it takes from outside the site."""

    root: str
    """The folder with newsgen.yaml."""
    now: datetime
    """The moment of the build, with a time zone: it alone decides what is published."""
    output: str | None = None
    """The output folder; None for the one in the configuration."""
    cache: str | None = None
    """The folder of the build cache; None for the one in the configuration."""
    base_url: str | None = None
    """The address of the site; None for the one in the configuration."""
    scope: Scope = "published"
    strict: bool = False
    clean: bool = False
    """Use no build cache, and write every file again, even if its bytes are the same."""
    jobs: int = 0
    """Number of processes; 0 lets newsgen choose."""


def configure(root: Path, options: Options) -> Config:
    """The configuration of the site, with the overrides of the options. Raises Refusal."""
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
        hint = problem.hint if is_there else "`newsgen init DIR` creates a complete site"
        raise Refusal(f"{CONFIG} in {root}: {problem.message}", hint) from problems


def folders(root: Path, config: Config, options: Options) -> tuple[Path, Path]:
    """The output folder and the folder of the build cache, as absolute paths.

    Folders of the configuration are relative to the site root. Raises Refusal when one of them and
    a folder of sources overlap.
    """
    output = Path(options.output).absolute() if options.output else root / config.output
    cache = Path(options.cache).absolute() if options.cache else root / config.cache
    require_separate(output, cache, root)
    return output, cache


def output_folder(root: Path, config: Config, options: Options) -> Path:
    """The output folder, as ``folders`` gives it."""
    return folders(root, config, options)[0]


def cache_folder(root: Path, config: Config, options: Options) -> Path:
    """The folder of the build cache, as ``folders`` gives it."""
    return folders(root, config, options)[1]
