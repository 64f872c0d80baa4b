"""What stops a publication unless the user allows it."""

from newsgen.diagnostics import Diagnostic, Refusal
from newsgen.models import Model


class Overrides(Model, frozen=True):
    """Which refusals the user has overridden."""

    replace_newer: bool = False
    """Publish a build that is older than the one at the target."""
    delete_many: bool = False
    """Remove more than a few files."""
    adopt: bool = False
    """Replace files that newsgen did not upload, or another site."""
    despite_errors: bool = False
    """Publish pages with what a check calls an error."""
    trust_clock: bool = False
    """Publish even if the target's clock shows a different time."""
    lose_addresses: bool = False
    """Publish although stories leave addresses that readers know."""


class OverridableRefusal(Refusal):
    """A refusal that one of the overrides lifts."""

    def __init__(
        self,
        override: str,
        message: str,
        hint: str,
        diagnostics: tuple[Diagnostic, ...] = (),
    ) -> None:
        super().__init__(message, hint, diagnostics)
        self.override = override
        """The field of ``Overrides`` that lifts it; the hint names the option of the command."""
