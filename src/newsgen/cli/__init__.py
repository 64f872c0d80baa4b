"""The command line: only this code reads the clock and the environment, prints, and exits.

The module of a command is imported when the command is called, so ``newsgen --help`` imports only
click.
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
from newsgen.cli.streams import lost_output_error, settle_streams

_INTERRUPTED = 130
_OUTPUT_LOST = 2
KEPT_ALIVE: list[object] = []
"""Objects that live until the process exits: freeing the values of a large site one by one would
take half a second."""


class Deferred(click.Command):
    """A command whose module is imported only when the command is called."""

    def __init__(self, name: str, summary: str, module: str) -> None:
        super().__init__(name, short_help=summary)
        self.module = module

    def load(self) -> click.Command:
        """Return the command: the attribute ``<name>_command`` of its module."""
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
        """Return the context of the command, which click then invokes."""
        return self.load().make_context(info_name, args, parent, **extra)


COMMANDS = (
    Deferred("init", "Start a new site in an empty folder.", "init"),
    Deferred("import", "Import the stories of another system.", "import_site"),
    Deferred("new", "Start a new article.", "new"),
    Deferred("serve", "Preview the site while you write.", "serve"),
    Deferred("desk", "Open the desk of a paper in the browser.", "desk"),
    Deferred("people", "Give each person a name and a password for the desk.", "people"),
    Deferred("build", "Build the site.", "build"),
    Deferred("check", "Find problems that readers would notice.", "check"),
    Deferred("search", "Make the search index of the built site.", "search"),
    Deferred("publish", "Build the site and publish it.", "publish"),
    Deferred("rollback", "Show readers an earlier release.", "publish"),
    Deferred("digest", "Make a mail of the stories since a moment.", "digest"),
    Deferred("plan", "Show which files a build would write, and why.", "inspect"),
    Deferred("list", "List the articles and their status.", "listing"),
    Deferred("clean", "Remove the built site and the cache.", "clean"),
    Deferred("next-due", "Show when the site must be built again.", "listing"),
    Deferred("config", "Show the current settings and where each comes from.", "inspect"),
    Deferred("theme", "List and show the files of the theme, or copy some of them.", "theme"),
    Deferred("schema", "Print the JSON Schema of a kind of file.", "schemas"),
    Deferred("docs", "Read the documentation; it needs no internet.", "docs"),
)
"""All commands, in the order in which a new user needs them."""


class Commands(click.Group):
    """The group of all commands, listed in the order of ``COMMANDS`` instead of alphabetically."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- of click's interface
        """Return the names of the commands."""
        return list(self.commands)


@click.group(
    cls=Commands,
    commands={command.name or "": command for command in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 success, 1 problems in content or templates, "
    "2 wrong usage or configuration, 3 a bug in newsgen.",
)
@click.version_option(__version__, "--version", message="newsgen %(version)s")
def commands() -> None:
    """Turn a folder of article files into a news site."""


def program() -> NoReturn:
    """Run the command line as a process of its own, without garbage collection.

    A command needs its objects until the end: searching for garbage among the values of a hundred
    thousand articles would take a tenth of a second and find nothing.
    """
    gc.disable()
    settle_streams()
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
        lost = lost_output_error()
        if lost is not None and not status:
            click.echo(f"error: cannot write the output: {lost.strerror}", err=True)
            status = _OUTPUT_LOST
        os._exit(status)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    """Return the exit status of a command: its result, or the status for its error."""
    try:
        status = commands.main(arguments, prog_name="newsgen", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- every error is explained to the user
        from newsgen.cli.failure import explain  # noqa: PLC0415 -- keeps --help fast

        return explain(error)
    return status if isinstance(status, int) else 0
