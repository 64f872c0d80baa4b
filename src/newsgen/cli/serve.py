"""``newsgen serve``: the preview."""

import os
import sys
import webbrowser
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

import click

from newsgen.builder.options import Options
from newsgen.cli.options import Misuse, cache_option, find_now, site_option
from newsgen.cli.terminal import ProgressLine, is_terminal, visible
from newsgen.serve import Addresses, ServerOptions, serve

_LOCAL_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
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
    help=f"Address to listen on. One that others can reach needs a password, from {_PASSWORD} or"
    " typed in.",
)
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
    options = Options(root=root, cache=cache, now=moment or _clock(), scope="everything")
    server_options = ServerOptions(
        host="" if host in _LOCAL_HOSTS else host,
        port=port,
        password="" if host in _LOCAL_HOSTS else _password(),
        poll=poll,
        follow=follow,
    )
    with (
        ProgressLine(sys.stderr, shown=is_terminal(sys.stderr)) as progress,
        suppress(KeyboardInterrupt),
    ):
        serve(
            options,
            server_options,
            (lambda: moment) if moment else _clock,
            partial(_print_addresses, browser=browser),
            lambda message: click.echo(visible(message), err=True),
            progress,
        )
    return 0


def _clock() -> datetime:
    return datetime.now(UTC)


def _password() -> str:
    """Return the password from the environment or the prompt. Raises Misuse if there is none."""
    password = os.environ.get(_PASSWORD, "")
    if not password and sys.stdin.isatty():
        password = click.prompt("Password for visitors", hide_input=True, default="")
    if not password:
        hint = f"set {_PASSWORD}; without it everyone in the network could read drafts"
        raise Misuse("a preview for others needs a password", hint)
    return password


def _print_addresses(addresses: Addresses, *, browser: bool) -> None:
    click.echo(f"Site:     {addresses.site}")
    click.echo(f"Desk:     {addresses.desk}")
    click.echo("Ctrl-C stops both. Saved changes appear at once.")
    if browser:
        webbrowser.open(addresses.site)
