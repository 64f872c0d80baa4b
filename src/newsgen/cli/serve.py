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

_HERE = frozenset({"127.0.0.1", "::1", "localhost"})
_PASSWORD = "NEWSGEN_PASSWORD"  # noqa: S105 - the name of a variable


@click.command("serve")
@site_option()
@cache_option()
@click.option(
    "--port",
    type=click.IntRange(0, 65534),
    default=8000,
    show_default=True,
    help="Port of the site, the desk has the next; or the first free pair after; 0 takes any.",
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help=f"Address to listen at; one that others reach needs a password ({_PASSWORD}, or asked).",
)
@click.option("--open", "browser", is_flag=True, default=False, help="Open the site in a browser.")
@click.option("--follow", is_flag=True, default=False, help="Go to the story that was saved last.")
@click.option(
    "--poll", is_flag=True, default=False, help="For network drives: look for changes, do not wait."
)
@click.option(
    "--now",
    metavar="TIME",
    default=None,
    help="Show the site as it will be at this moment; else the clock decides.",
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
    """Preview the site as you write; drafts and embargoed stories are shown too.

    Nothing is written into the output folder. The desk, with all stories and a quick edit, has an
    address of its own, to which /_newsgen/ of the site leads. Ctrl-C ends both.
    """
    moment = find_now(now) if now else None
    options = Options(root=root, cache=cache, now=moment or _clock(), scope="everything")
    server_options = ServerOptions(
        host="" if host in _HERE else host,
        port=port,
        password="" if host in _HERE else _password(),
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
            partial(_greet, browser=browser),
            lambda message: click.echo(visible(message), err=True),
            progress,
        )
    return 0


def _clock() -> datetime:
    return datetime.now(UTC)


def _password() -> str:
    """The password of the environment, else one that is typed. Raises Misuse without one."""
    password = os.environ.get(_PASSWORD, "")
    if not password and sys.stdin.isatty():
        password = click.prompt("Password for visitors", hide_input=True, default="")
    if not password:
        hint = f"set {_PASSWORD}: everyone in the network could read drafts"
        raise Misuse("a preview for others needs a password", hint)
    return password


def _greet(addresses: Addresses, *, browser: bool) -> None:
    click.echo(f"Site:     {addresses.site}")
    click.echo(f"Desk:     {addresses.desk}")
    click.echo("Ctrl-C ends both; what you save is shown at once.")
    if browser:
        webbrowser.open(addresses.site)
