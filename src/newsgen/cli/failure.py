"""Error messages for exceptions that stop a command, and the matching exit statuses."""

import errno
import os
import platform
import traceback
from collections.abc import Sequence

import click

from newsgen import __version__
from newsgen.cli.options import Misuse
from newsgen.cli.report import exit_status, format_github, show
from newsgen.cli.terminal import visible
from newsgen.diagnostics import Diagnostic, Problems, Refusal

_BUG = 3
_MACHINE = frozenset(
    {
        *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO),
        *(errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM),
    }
)
"""System errors that the user can solve outside newsgen: a full disk, a missing permission, too
many processes."""


def explain(error: Exception) -> int:
    """Print the error that stopped the command, and return the exit status."""
    match error:
        case Problems(diagnostics=diagnostics):
            show(diagnostics)
            return exit_status(diagnostics)
        case Refusal(message=message, hint=hint, diagnostics=diagnostics):
            show(diagnostics)
            return _refuse(message, hint, diagnostics)
        case click.ClickException():
            error.show()
            _annotate(error.format_message(), getattr(error, "hint", ""))
            return error.exit_code
        case _ if machine_error := _machine_error(error):
            return _refuse(machine_error)
        case _:
            _report_bug(error)
            return _BUG


def _machine_error(error: Exception) -> str:
    """Return the reason if this machine caused the error, else an empty text."""
    match error:
        case OSError(errno=number, strerror=reason) if number in _MACHINE:
            return f"{error.filename}: {reason}" if error.filename else str(reason)
        case MemoryError():
            return "not enough memory"
        case RuntimeError() if "start new thread" in str(error):
            return "the system allows no more threads"
        case _:
            return ""


def _refuse(message: str, hint: str = "", diagnostics: Sequence[Diagnostic] = ()) -> int:
    Misuse(message, hint).show()
    _annotate(message, hint, diagnostics)
    return Misuse.exit_code


def _annotate(message: str, hint: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
    """On GitHub, print the error again as an annotation, which appears in the summary of the run.

    It goes to standard error: GitHub reads both streams, and programs read standard output.
    """
    if os.environ.get("GITHUB_ACTIONS") == "true":
        refusal = Diagnostic(code="newsgen", message=message, hint=hint)
        click.echo(format_github([*diagnostics, refusal]), err=True)


def _report_bug(error: Exception) -> None:
    click.echo(
        "Sorry: newsgen has a bug and stopped. Your files are not the cause.\nPlease report the bug"
        " to the developers of newsgen, with the lines below and your command.\n\n"
        f"newsgen {__version__}, Python {platform.python_version()}, {platform.platform()}",
        err=True,
    )
    for line in "".join(traceback.format_exception(error)).splitlines():
        click.echo(visible(line), err=True)
