"""What a build did."""

from typing import TYPE_CHECKING

from newsgen.builder.profile import Profile
from newsgen.diagnostics import Diagnostic
from newsgen.manifest import Tally
from newsgen.models import Model

if TYPE_CHECKING:
    from newsgen.builder.drafting import Draught


class Changes(Model, frozen=True):
    """Which files differ from those of the last finished build, by their paths."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Result(Model, frozen=True):
    """What a build did."""

    diagnostics: tuple[Diagnostic, ...]
    committed: bool
    """False when errors left the output as it was."""
    output: str
    """Absolute path of the output folder."""
    tally: Tally
    """Where the articles stand."""
    base_url: str = ""
    """The address that the site was built for."""
    outputs: int = 0
    opened: int = 0
    """How many sources had to be opened."""
    rendered: int = 0
    """How many outputs had to be rendered, copies included."""
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    changes: Changes = Changes()
    profile: Profile = Profile()
    seconds: float = 0
    draught: "Draught | None" = None
    """The site as planned, for whoever goes on with it; None where nothing had changed."""
