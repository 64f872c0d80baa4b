"""Where the default theme and the starter site are kept.

An installed wheel carries them inside the package; a checkout has them at the root of the
repository. One rule serves both: inside the package if they are there, else the repository.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_REPOSITORY = _PACKAGE.parents[1]


def templates_folder() -> Path:
    """The folder of the default theme's templates."""
    return _inside("theme") / "templates"


def static_folder() -> Path:
    """The folder of the default theme's style sheets, icons and fonts."""
    return _inside("theme") / "static"


def starter_folder() -> Path:
    """The folder of the example paper: it holds ``newsgen.yaml`` and ``content/``."""
    return _inside("starter")


def _inside(name: str) -> Path:
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _REPOSITORY
