"""Where the default theme and the starter site are kept.

An installed wheel carries them inside the package; a checkout has them at the root of the
repository, under the same names.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "shipped"
_HOME = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parents[1]


def templates_folder() -> Path:
    """The folder of the default theme's templates."""
    return _HOME / "templates"


def static_folder() -> Path:
    """The folder of the default theme's style sheets, icons and fonts."""
    return _HOME / "static"


def starter_folder() -> Path:
    """The folder of the example paper: it holds ``newsgen.yaml`` and ``content/``."""
    return _HOME
