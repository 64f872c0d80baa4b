"""Digests of newsgen's code and versions of its libraries: caches are valid only for these."""

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import newsgen
from newsgen.digest import digest_value

_LIBRARIES = (
    "babel",
    "feedgen",
    "jinja2",
    "lxml",
    "markdown-it-py",
    "mdit-py-plugins",
    "msgspec",
    "nh3",
    "pyyaml",
)
"""Libraries that affect how sources are read or the bytes of a page."""
_EXTRAS = ("pillow", "pillow-heif")
"""The same, but they may be missing."""
_PACKAGE = Path(__file__).parents[1]


@cache
def code_digest() -> str:
    """Digest of newsgen's version and code: code changes between versions, too."""
    modules = sorted(_modules(str(_PACKAGE), ""))
    return digest_value(
        [newsgen.__version__, [(path, _read_file(place)) for path, place in modules]]
    )


def _modules(folder: str, path: str) -> Iterator[tuple[str, str]]:
    """The modules below a folder, each with its path in the package and its path on disk."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield path + entry.name, entry.path
            elif entry.is_dir(follow_symlinks=False):
                yield from _modules(entry.path, f"{path}{entry.name}/")


def _read_file(place: str) -> bytes:
    with open(place, "rb", buffering=0) as file:  # noqa: PTH123 - hundreds of times a build
        return file.read()


@cache
def library_versions() -> tuple[str, ...]:
    """The version of Python and of each library that affects pages."""
    python = ".".join(map(str, sys.version_info[:3]))
    installed = dict(_distributions())
    needed = (f"{name} {installed.get(name) or _version(name)}" for name in _LIBRARIES)
    extras = (f"{name} {installed.get(name, '')}" for name in _EXTRAS)
    return (python, *needed, *extras)


def _distributions() -> Iterator[tuple[str, str]]:
    """Name and version of each installed distribution; those that take precedence come last.

    Read from the folder names (Binary distribution format, ``.dist-info``): importing
    ``importlib.metadata`` alone takes as long as a stat of ten thousand files.
    """
    for folder in reversed(sys.path):
        if os.path.isdir(folder):  # noqa: PTH112 - entries of sys.path are strings
            for entry in sorted(os.listdir(folder)):  # noqa: PTH208
                if entry.endswith((".dist-info", ".egg-info")):
                    name, _, version = entry[: -len(".dist-info")].partition("-")
                    yield name.lower().replace("_", "-"), version


def _version(distribution: str) -> str:
    """The version of a distribution that is imported in another way, such as from an archive."""
    from importlib.metadata import version  # noqa: PLC0415 - seldom needed, see above

    return version(distribution)
