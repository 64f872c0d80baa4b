"""Options that several commands share, and how their values are found."""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, TypeVar

import click
from click.core import ParameterSource

from newsgen.cli.terminal import visible, wants_colour
from newsgen.files.names import CONFIG

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Misuse(click.ClickException):
    """Wrong usage, with a hint."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message and the hint."""
        colour = wants_colour(sys.stderr)
        label = click.style("error", fg="red", bold=True)
        click.echo(f"{label}: {visible(self.message)}", file, err=True, color=colour)
        if self.hint:
            label = click.style("= hint:", fg="cyan")
            click.echo(f"  {label} {visible(self.hint)}", file, err=True, color=colour)


def site_option() -> Callable[[_Command], _Command]:
    """``--site``: the command receives ``root``, the absolute folder that contains newsgen.yaml."""
    return click.option(
        "--site",
        "root",
        metavar="DIR",
        default=None,
        callback=lambda _context, _option, given: find_root(given),
        help=f"Folder with {CONFIG}; by default the current folder or its nearest parent with one.",
    )


def now_option() -> Callable[[_Command], _Command]:
    """``--now``: the command receives ``now``, a datetime with a time zone."""
    return click.option(
        "--now",
        metavar="TIME",
        default=None,
        callback=lambda _context, _option, given: find_now(given),
        help="Time to use as the current time, such as 2026-01-05T09:00+05:00; UTC without a time"
        " zone. By default SOURCE_DATE_EPOCH or the clock.",
    )


def output_option() -> Callable[[_Command], _Command]:
    """``--output``: the command receives ``output``, an absolute folder, or None."""
    return click.option(
        "--output",
        metavar="DIR",
        default=None,
        callback=lambda _context, _option, given: absolute(given),
        help="Folder for the built site; by default the one in newsgen.yaml.",
    )


def cache_option() -> Callable[[_Command], _Command]:
    """``--cache``: the command receives ``cache``, an absolute folder, or None."""
    return click.option(
        "--cache",
        metavar="DIR",
        default=None,
        callback=lambda _context, _option, given: absolute(given),
        help="Folder for the build cache; by default the one in newsgen.yaml.",
    )


def people_option() -> Callable[[_Command], _Command]:
    """``--people``: the command receives ``people``, an absolute path, or None."""
    return click.option(
        "--people",
        metavar="FILE",
        default=None,
        callback=lambda _context, _option, given: absolute(given),
        help="File with the accounts; by default .newsgen-people in the folder of the site.",
    )


def format_option(*formats: str) -> Callable[[_Command], _Command]:
    """``--format``: the command receives ``form``; the first format is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="Format of the output.",
    )


def all_option() -> Callable[[_Command], _Command]:
    """``--all``: the command receives ``every``, whether to print each of many problems."""
    return click.option(
        "--all",
        "every",
        is_flag=True,
        default=False,
        help="Print every problem; by default many are counted by rule, with three examples each.",
    )


def find_root(given: str | None) -> str:
    """Return the site's folder: the given one, else the nearest one from here upwards.

    Raises Misuse if there is none.
    """
    here = Path(given or ".").absolute()
    candidates = [here] if given else [here, *here.parents]
    for folder in candidates:
        if (folder / CONFIG).is_file():
            return str(folder)
    place = f"in {given}" if given else "here or in any folder above"
    raise Misuse(f"there is no {CONFIG} {place}", "newsgen init DIR creates a site")


def find_now(given: str | None) -> datetime:
    """Return the given time, else SOURCE_DATE_EPOCH, else the clock; always with a time zone."""
    if given is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        return _from_epoch(epoch) if epoch else datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise Misuse(f"--now {given} is not a time", "write it as 2026-01-05T09:00+05:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def is_now_given() -> bool:
    """Whether ``--now`` or SOURCE_DATE_EPOCH sets the time of the running command."""
    source = click.get_current_context().get_parameter_source("now")
    return source is ParameterSource.COMMANDLINE or bool(os.environ.get("SOURCE_DATE_EPOCH"))


def absolute(folder: str | None) -> str | None:
    """Return the path as an absolute one, which the builder requires; None stays None."""
    return None if folder is None else str(Path(folder).absolute())


def _from_epoch(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise Misuse(
            f"SOURCE_DATE_EPOCH is {seconds}", "it must be whole seconds since 1970, or unset"
        ) from None
