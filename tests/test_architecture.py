"""Imports point down, engines stand in one module each, and the package is light to import."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import newsgen

PACKAGE = Path(newsgen.__file__).parent
ENGINES = {
    "jinja2": "render/templates",
    "markdown_it": "markdown",
    "mdit_py_plugins": "markdown",
    "yaml": "frontmatter",
    "feedgen": "render/feeds.py",
    "css_inline": "render/mail.py",
    "nh3": "markdown",
    "babel": "language",
    "PIL": "pictures",
    "imagesize": "pictures/facts.py",
    "h11": "serve",
    "starlette": "serve",
    "argon2": "serve/accounts.py",
    "sse_starlette": "serve",
    "uvicorn": "serve",
    "watchfiles": "serve",
    "boto3": "publish",
    "botocore": "publish",
    "brotli": "publish",
    "click": "cli",
    "filelock": "writer",
    "multiprocessing": "workers.py",
    "markdownify": "importer/bodies/html",
    "bs4": "importer",
    "docutils": "importer/bodies/rst",
    "trafilatura": "importer/readers",
    "feedparser": "importer/readers/feed",
    "dateparser": "importer/dates.py",
}


def layers() -> dict[str, int]:
    """The rank of each module as the docstring of the package lists them, the top first."""
    block = (newsgen.__doc__ or "").split("::\n\n")[1].split("\n\n")[0]
    lines = [re.findall(r"\w+", line) for line in block.splitlines()]
    return {name: rank for rank, names in enumerate(lines) for name in names}


def module_of(path: Path) -> str:
    """The module or package directly below newsgen that the file belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def sources() -> list[Path]:
    top = {"__init__.py", "__main__.py"}
    found = PACKAGE.rglob("*.py")
    return sorted(p for p in found if not (p.parent == PACKAGE and p.name in top))


def imported(path: Path) -> Iterator[str]:
    """Full names of what the file imports, type-checking imports included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "newsgen":
                yield from (f"newsgen.{alias.name}" for alias in node.names)
            else:
                yield node.module


def test_every_module_has_its_place_in_the_list():
    assert {module_of(path) for path in sources()} == layers().keys()


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path):
    ranks = layers()
    own = module_of(path)
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "newsgen" and len(parts) > 1 and parts[1] != own and parts[1] in ranks:
            assert ranks[parts[1]] > ranks[own], f"{own} may not import {parts[1]}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_engine_has_one_home(path):
    for name in imported(path):
        home = ENGINES.get(name.split(".")[0])
        own = path.relative_to(PACKAGE)
        assert home is None or own.is_relative_to(home), f"{name} does not belong here"


def test_importing_newsgen_imports_no_engine():
    code = "import sys, newsgen; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {name.split(".")[0] for name in loaded} & (ENGINES.keys() | {"msgspec", "lxml"})


_IMPORT_EACH = """
import os, sys
import babel, jinja2, lxml.etree, markdown_it, msgspec, yaml
for name in sys.argv[1:]:
    if not os.fork():
        __import__(name)
        os._exit(0)
    if os.wait()[1]:
        sys.exit(f"{name} cannot be imported alone")
"""
"""Each in a process of its own, which has only libraries loaded."""


def test_every_module_can_be_imported_first():
    names = sorted({f"newsgen.{module_of(path)}" for path in sources()})
    subprocess.run([sys.executable, "-c", _IMPORT_EACH, *names], check=True)
