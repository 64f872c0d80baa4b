"""The command line: the one place that reads the clock and the environment, prints and exits.

The module of a command is imported when the command is called, so that ``newsgen --help`` costs
an import of click and nothing else.
"""

import gc
import importlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from newsgen import __version__
from newsgen.cli.streams import lost_answer, settle_streams

_INTERRUPTED = 130
_UNANSWERED = 2
LASTING: list[object] = []
"""What lives as long as the process, and so is never taken apart piece by piece: for the values of
a large site that alone would take half a second."""


class Deferred(click.Command):
    """A command that is known by name and purpose until it is called."""

    def __init__(self, name: str, purpose: str, module: str) -> None:
        super().__init__(name, short_help=purpose)
        self.module = module

    def load(self) -> click.Command:
        """The command itself: the attribute of its module named ``<name>_command``."""
        module = importlib.import_module(f"newsgen.cli.{self.module}")
        command: click.Command = getattr(module, f"{(self.name or '').replace('-', '_')}_command")
        return command

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """The context of the command itself, which click then invokes."""
        return self.load().make_context(info_name, args, parent, **extra)


COMMANDS = (
    Deferred("init", "Start a new site in an empty folder.", "init"),
    Deferred("new", "Start a new article.", "new"),
    Deferred("serve", "Preview the site as you write.", "serve"),
    Deferred("build", "Build the site.", "build"),
    Deferred("check", "Look for what readers would stumble over.", "check"),
    Deferred("publish", "Build the site and publish it.", "publish"),
    Deferred("rollback", "Show readers the release before this one.", "publish"),
    Deferred("plan", "Show what a build would write, and why.", "inspect"),
    Deferred("list", "List the articles and where they stand.", "listing"),
    Deferred("clean", "Remove what builds left.", "clean"),
    Deferred("next-due", "Tell when the site must be built again.", "listing"),
    Deferred("config", "Show the settings in force and where each comes from.", "inspect"),
    Deferred("schema", "Print the JSON Schema of a kind of file.", "schemas"),
    Deferred("docs", "Read the documentation; it needs no internet.", "docs"),
)
"""All commands, in the order of a newcomer's path."""


class Commands(click.Group):
    """The group of all commands, listed in their own order instead of the alphabet's."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's own
        """Names of the commands."""
        return list(self.commands)


@click.group(
    cls=Commands,
    commands={command.name or "": command for command in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 fine, 1 problems in content or templates, "
    "2 wrong usage or configuration, 3 a bug in newsgen.",
)
@click.version_option(__version__, "--version", message="newsgen %(version)s")
def commands() -> None:
    """Turn a folder of article files into a news site."""


def program() -> NoReturn:
    """Run the command line as a process of its own, which never tidies up its memory.

    What a command makes it needs to its end: looking for rubbish among the values of a hundred
    thousand articles would take a tenth of a second and find none.
    """
    gc.disable()
    settle_streams()
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
        lost = lost_answer()
        if lost is not None and not status:
            click.echo(f"error: the answer could not be written: {lost.strerror}", err=True)
            status = _UNANSWERED
        os._exit(status)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    """The exit status of a command: what it returned, or what stopped it."""
    try:
        status = commands.main(arguments, prog_name="newsgen", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- the last resort: whatever it is, it is explained
        from newsgen.cli.failure import explain  # noqa: PLC0415 -- --help must not pay for it

        return explain(error)
    return status if isinstance(status, int) else 0
