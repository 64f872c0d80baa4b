"""Finds the default theme and the starter site.

An installed wheel has them inside the package; a checkout has them in the root of the repository,
with the same names.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_SHIPPED = _PACKAGE / "shipped"
_HOME = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parents[1]


def home() -> Path:
    """The folder with the theme and the example paper, in the layout of a site.

    ``templates/`` and ``static/`` are the theme, ``newsgen.yaml`` and ``content/`` the paper;
    ``docs/`` has the documentation.
    """
    return _HOME
