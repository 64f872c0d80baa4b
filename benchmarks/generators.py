"""newsgen and its peers: where each is found and how it builds an archive.

Every run has a working folder of its own, so that nobody profits from what an earlier run left
behind. It holds the files of ``peers/<name>/`` (configuration and templates), the articles under
``content/`` and the files of newsgen's theme under ``static/``.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from make_archive import site_settings

PEERS = Path(__file__).parent / "peers"
STATIC = Path(__file__).parents[1] / "static"
THEME = Path(__file__).parents[1] / "templates"
SETTINGS = "newsgen.yaml"
OUTPUT = "out"
"""Folder of the finished site in the working folder."""
CACHE = ".newsgen"
"""Folder of newsgen's build cache, in the working folder."""
LAYOUTS = ("templates/article.html", "layouts/page.html")
"""The template of articles in the working folders of newsgen and Hugo."""
VERSION = re.compile(r"\d+\.\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Generator:
    """A static site generator."""

    name: str
    """The name in the table."""
    program: Sequence[str]
    """The command without arguments; empty if it is not installed."""
    arguments: Sequence[str]
    """The arguments that build the working folder into ``out``."""
    related: Mapping[str, str] = field(default_factory=dict)
    """Environment variables that switch related articles on, if it can make them."""

    @property
    def is_installed(self) -> bool:
        """Whether the generator is installed."""
        return bool(self.program)

    @property
    def command(self) -> list[str]:
        """The command that builds the working folder in which it is run."""
        return [*self.program, *self.arguments]

    def version(self) -> str:
        """The version that it prints, or an empty text."""
        told = subprocess.run(
            [*self.program, version_argument(self.name)],
            capture_output=True,
            text=True,
            check=False,
        )
        found = VERSION.search(told.stdout)
        return found[0] if found else ""


def version_argument(name: str) -> str:
    """The arguments that print the version of a generator."""
    return "version" if name == "Hugo" else "--version"


def newsgen(output: str = OUTPUT, cache: str = CACHE) -> Generator:
    """The newsgen of this Python; it reports in JSON."""
    folders = ("--site", ".", "--output", output, "--cache", cache)
    return Generator(
        name="newsgen",
        program=(sys.executable, "-m", "newsgen"),
        arguments=("build", *folders, "--format", "json", "--quiet"),
    )


def hugo() -> Generator:
    """Hugo, as a program of that name or named by the environment variable HUGO."""
    return Generator(
        name="Hugo",
        program=find_program("hugo"),
        arguments=("--quiet", "--noBuildLock", "--destination", OUTPUT),
        related={"HUGO_PARAMS_RELATED": "true"},
    )


def eleventy() -> Generator:
    """Eleventy, as a program of that name or named by the environment variable ELEVENTY."""
    return Generator(
        name="Eleventy",
        program=find_program("eleventy"),
        arguments=("--quiet", f"--output={OUTPUT}"),
    )


def pelican() -> Generator:
    """Pelican, as a program of that name or named by the environment variable PELICAN."""
    return Generator(
        name="Pelican",
        program=find_program("pelican"),
        arguments=("content", "--settings", "pelicanconf.py", "--output", OUTPUT, "--quiet"),
    )


ALL: Mapping[str, Callable[[], Generator]] = {
    "hugo": hugo,
    "eleventy": eleventy,
    "pelican": pelican,
}
"""The peers by the names of the command line."""


def find_program(name: str) -> tuple[str, ...]:
    """The program that the environment names, else one beside Python, else one on the path."""
    named = os.environ.get(name.upper())
    beside = Path(sys.executable).parent / name
    found = shutil.which(named) if named else shutil.which(beside) or shutil.which(name)
    return (str(Path(found).absolute()),) if found else ()


def stage(generator: Generator, archive: Path, folder: Path) -> None:
    """Lay out the working folder in which the generator builds an archive.

    The archive is a site of newsgen, or a folder that holds nothing but a folder for each section.
    """
    settings = archive / SETTINGS
    content = archive / "content" if settings.is_file() else archive
    _copy(content, folder / "content")
    if generator.name == "newsgen":
        sections = sorted(place.name for place in content.iterdir() if place.is_dir())
        text = settings.read_text("utf-8") if settings.is_file() else site_settings(sections)
        (folder / SETTINGS).write_text(text, encoding="utf-8")
        (folder / "templates").mkdir()
        shutil.copy(THEME / "article.html", folder / "templates")
    else:
        _copy(STATIC, folder / "static")
        shutil.copytree(PEERS / generator.name.lower(), folder, dirs_exist_ok=True)


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, copy_function=_link)


def _link(source: str, target: str) -> None:
    """Link a file to a second path; copy it if the two are on different file systems."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
