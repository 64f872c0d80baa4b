"""``newsgen serve``: the preview."""

import os
import sys
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from newsgen.builder.options import Options
from newsgen.cli.options import Misuse, cache_option, find_now, people_option, site_option
from newsgen.cli.terminal import ProgressLine, is_terminal, visible
from newsgen.serve import RunningPreview, ServerOptions, serve
from newsgen.serve.access import Members, SharedPassword
from newsgen.serve.accounts import FILE, Accounts, read_accounts

LOCAL_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
"""Addresses that only this machine can reach."""
_PASSWORD = "NEWSGEN_PASSWORD"  # noqa: S105 - the name of a variable


@click.command("serve")
@site_option()
@cache_option()
@click.option(
    "--port",
    type=click.IntRange(0, 65534),
    default=8000,
    show_default=True,
    help="Port of the site; the desk uses the next one. If they are in use, the next free pair is"
    " taken; 0 takes any.",
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on. One that others can reach asks for the name and the password of an"
    f" account (newsgen people), or for one password of all, from {_PASSWORD} or typed in.",
)
@people_option()
@click.option(
    "--open", "browser", is_flag=True, default=False, help="Open the site in the browser."
)
@click.option("--follow", is_flag=True, default=False, help="Show the story that was saved last.")
@click.option(
    "--poll",
    is_flag=True,
    default=False,
    help="Check files for changes regularly; needed on network drives.",
)
@click.option(
    "--now",
    metavar="TIME",
    default=None,
    help="Show the site as it will be at this time; by default the current time.",
)
def serve_command(
    *,
    root: str,
    cache: str | None,
    port: int,
    host: str,
    people: str | None,
    browser: bool,
    follow: bool,
    poll: bool,
    now: str | None,
) -> int:
    """Preview the site while you write, with drafts and embargoed stories.

    Nothing is written to the output folder. The desk, with all stories and a quick editor, has its
    own address; /_newsgen/ of the site leads to it. Ctrl-C stops both.
    """
    moment = find_now(now) if now else None
    is_local = host in LOCAL_HOSTS
    server_options = ServerOptions(
        host="" if is_local else host,
        port=port,
        members=find_members(Path(root), people, is_local=is_local),
        poll=poll,
        follow=follow,
    )
    run_preview(root, cache, moment, server_options, partial(_print_addresses, browser=browser))
    return 0


def run_preview(
    root: str,
    cache: str | None,
    moment: datetime | None,
    server_options: ServerOptions,
    ready: Callable[[RunningPreview], None],
) -> None:
    """Serve the preview until Ctrl-C, as it is at the moment or, without one, now.

    ``ready`` is called once it listens.
    """
    options = Options(root=root, cache=cache, now=moment or _clock(), scope="everything")
    with (
        ProgressLine(sys.stderr, shown=is_terminal(sys.stderr)) as progress,
        suppress(KeyboardInterrupt),
    ):

        def greet(preview: RunningPreview) -> None:
            progress.erase()
            ready(preview)

        serve(
            options,
            server_options,
            (lambda: moment) if moment else _clock,
            greet,
            lambda message: click.echo(visible(message), err=True),
            progress,
        )


def find_members(root: Path, people: str | None, *, is_local: bool) -> Members | None:
    """Who may connect: those with an account, or who know the password; None for everybody here.

    Raises Misuse if others could connect and nobody could be told from them.
    """
    place = Path(people) if people else root / FILE
    if people or (not is_local and os.path.lexists(place)):
        if not read_accounts(place).accounts:
            raise Misuse(f"nobody has an account in {place}", "`newsgen people add NAME` adds one")
        return Accounts(place)
    return None if is_local else SharedPassword(_password())


def _clock() -> datetime:
    return datetime.now(UTC)


def _password() -> str:
    """Return the password from the environment or the prompt. Raises Misuse if there is none."""
    password = os.environ.get(_PASSWORD, "")
    if not password and sys.stdin.isatty():
        password = click.prompt("Password for visitors", hide_input=True, default="")
    if not password:
        hint = (
            "`newsgen people add NAME` gives each person a password of their own, or set"
            f" {_PASSWORD} to one of all; without it everyone in the network could read drafts"
        )
        raise Misuse("a preview for others needs a password", hint)
    return password


def _print_addresses(preview: RunningPreview, *, browser: bool) -> None:
    click.echo(f"Site:     {preview.site}")
    click.echo(f"Desk:     {preview.desk}")
    click.echo("Ctrl-C stops both. Saved changes appear at once.")
    if browser:
        webbrowser.open(preview.site)
