"""Finds the default theme and the starter site, and compares the theme with the files of a site.

An installed wheel has them inside the package; a checkout has them in the root of the repository,
with the same names.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from newsgen.files.names import STATIC, TEMPLATES
from newsgen.files.walker import MAX_COPY, File, read, walk
from newsgen.models import Model

_PACKAGE = Path(__file__).resolve().parents[1]
_SHIPPED = _PACKAGE / "shipped"
_HOME = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parents[1]


Replacement = Literal["", "same", "extended", "different"]
"""What a site has in place of a file: nothing, the same, a template that extends it, another."""


class ThemeFile(Model, frozen=True):
    """A file of the theme, and what the site has in its place."""

    path: str
    """In the theme and in the site: ``templates/article.html``."""
    place: str
    """Absolute path of the theme's file on this machine."""
    own: Replacement = ""
    """The file of the site with this path; empty if there is none."""


def home() -> Path:
    """The folder with the theme and the example paper, in the layout of a site.

    ``templates/`` and ``static/`` are the theme, ``newsgen.yaml`` and ``content/`` the paper;
    ``docs/`` has the documentation.
    """
    return _HOME


def compare(root: Path) -> tuple[ThemeFile, ...]:
    """Every file of the theme, templates first, compared with the files of the site.

    Raises Problems if a file of the site cannot be read.
    """
    own = {file.path: file for file in _find(root)}
    return tuple(
        ThemeFile(path=file.path, place=file.place, own=_compare(file, own.get(file.path)))
        for file in _find(_HOME)
    )


def _find(root: Path) -> Iterator[File]:
    for folder in (TEMPLATES, STATIC):
        yield from sorted(file for file in walk(root, folder) if isinstance(file, File))


def _compare(file: File, own: File | None) -> Replacement:
    if own is None or own.place == file.place:  # in a checkout the theme is the site
        return ""
    content, changed = (read(each.place, each.path, MAX_COPY) for each in (file, own))
    if content == changed:
        return "same"
    original = file.path.removeprefix(f"{TEMPLATES}/")
    return "extended" if f'"theme/{original}"'.encode() in changed else "different"
