"""What stopped a command, in words, and the exit status that goes with it."""

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
"""Errors of the system that a person mends outside newsgen: a full disk, a missing permission, too
many processes."""


def explain(error: Exception) -> int:
    """Print what stopped the command; the exit status that it means."""
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
        case _ if lack := _lack(error):
            return _refuse(lack)
        case _:
            _apologise(error)
            return _BUG


def _lack(error: Exception) -> str:
    """What the machine does not give, where that is the reason."""
    match error:
        case OSError(errno=number, strerror=reason) if number in _MACHINE:
            return f"{error.filename}: {reason}" if error.filename else str(reason)
        case MemoryError():
            return "there is not enough memory"
        case RuntimeError() if "start new thread" in str(error):
            return "the system grants no more threads"
        case _:
            return ""


def _refuse(message: str, hint: str = "", diagnostics: Sequence[Diagnostic] = ()) -> int:
    Misuse(message, hint).show()
    _annotate(message, hint, diagnostics)
    return Misuse.exit_code


def _annotate(message: str, hint: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
    """Say it once more as GitHub shows it in the summary of a run, where that is at work.

    On standard error: GitHub reads it too, and programs read the other.
    """
    if os.environ.get("GITHUB_ACTIONS") == "true":
        refusal = Diagnostic(code="newsgen", message=message, hint=hint)
        click.echo(format_github([*diagnostics, refusal]), err=True)


def _apologise(error: Exception) -> None:
    click.echo(
        "Sorry: newsgen has a bug and stopped. Your files are not to blame.\nPlease report it to"
        " the makers of newsgen with the lines below and the command you gave.\n\n"
        f"newsgen {__version__}, Python {platform.python_version()}, {platform.platform()}",
        err=True,
    )
    for line in "".join(traceback.format_exception(error)).splitlines():
        click.echo(visible(line), err=True)
