"""Where the default theme and the starter site are kept.

An installed wheel carries them inside the package; a checkout has them at the root of the
repository, under the same names.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_SHIPPED = _PACKAGE / "shipped"
_HOME = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parents[1]


def home() -> Path:
    """The folder of theme and example paper, laid out as a site is.

    ``templates/`` and ``static/`` are the theme, ``newsgen.yaml`` and ``content/`` the paper;
    ``docs/`` has the documentation.
    """
    return _HOME
