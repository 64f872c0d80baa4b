"""Stops a publication that would show readers pages with errors."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from newsgen.builder.options import Options
from newsgen.builder.progress import Progress
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Refusal, Severity
from newsgen.models import Role
from newsgen.publish.diff import Difference
from newsgen.publish.release import Release

if TYPE_CHECKING:
    from newsgen.builder.planning import SitePlan

Gate = Callable[[Difference], tuple[Diagnostic, ...]]
"""Gives what must be put right before those changes are published."""


def make_gate(
    config: Config,
    options: Options,
    release: Release,
    roles: Mapping[str, Role],
    find_plan: Callable[[], "SitePlan"],
    progress: Progress,
) -> Gate:
    """The gate for a release of a build, whose files have these roles.

    ``find_plan`` is called when something has changed. The same changes are checked only once,
    although targets ask before and after they have locked out others.
    """

    @cache
    def check(changed: frozenset[str]) -> tuple[Diagnostic, ...]:
        if not changed:
            return ()
        progress("checking", 0, 0)
        from newsgen.check import FinishedBuild, check_changed_files  # noqa: PLC0415 - large

        paths = frozenset(upload.source for upload in release.uploads.values())
        build = FinishedBuild(config, options, release.folder, roles, paths)
        try:
            found = check_changed_files(build, changed, find_plan())
        except OSError as error:
            place = error.filename or release.folder
            raise Refusal(f"cannot read {place}: {error.strerror}", "build again") from error
        return tuple(p for p in found if options.strict or p.severity is Severity.ERROR)

    return lambda difference: check(frozenset(upload.source for upload in difference.uploads))


def as_warnings(problems: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The problems as they are told to somebody who publishes despite them."""
    return tuple(replace(problem, severity=Severity.WARNING) for problem in problems)
