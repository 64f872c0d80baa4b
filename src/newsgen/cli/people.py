"""``newsgen people``: who may use the desk, with which role and password."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, get_args

import click
from msgspec.structs import replace

from newsgen.cli.options import Misuse, people_option, site_option
from newsgen.cli.terminal import columns, visible
from newsgen.serve.accounts import (
    FILE,
    MIN_PASSWORD,
    find_account,
    make_account,
    name_key,
    put_account,
    read_accounts,
    remove_account,
)
from newsgen.serve.people import Role

_Command = TypeVar("_Command", bound=Callable[..., Any])
_ROLES = get_args(Role)
_MAX_LINE = 1000


@click.group("people")
def people_command() -> None:
    """Give each person a name and a password for the desk.

    A preview that others can reach asks for them. An editor may do everything; a writer writes and
    saves, but neither releases nor publishes.
    """


def _place_options(command: _Command) -> _Command:
    """``--site`` and ``--people``: they say which file a command works on."""
    return site_option()(people_option()(command))


_role_option = partial(
    click.option,
    "--role",
    type=click.Choice(_ROLES),
    help="What the person may do; an editor releases and publishes, too.",
)
_stdin_option = click.option(
    "--password-stdin",
    "from_stdin",
    is_flag=True,
    default=False,
    help="Read the password from the first line of standard input, in a script.",
)


@people_command.command("add")
@click.argument("name")
@_role_option(default="writer", show_default=True)
@_stdin_option
@_place_options
def add_command(*, name: str, role: Role, from_stdin: bool, root: str, people: str | None) -> int:
    """Add a person.

    It asks for a new password twice, and shows nothing while it is typed.
    """
    place = _place(root, people)
    known = read_accounts(place).accounts.get(name_key(name))
    if known:
        hint = "`newsgen people password` and `newsgen people role` change an account"
        raise Misuse(f"{known.name} has an account already", hint)
    account = make_account(name, role, _password(from_stdin=from_stdin))
    put_account(place, account)
    click.echo(f"Added the {role} {visible(account.name)} to {visible(str(place))}.")
    return 0


@people_command.command("list")
@_place_options
def list_command(*, root: str, people: str | None) -> int:
    """List everybody who has an account, with the role."""
    accounts = read_accounts(_place(root, people)).accounts
    if accounts:
        click.echo(columns([(account.name, account.role) for account in accounts.values()]))
    else:
        click.echo("Nobody has an account: `newsgen people add NAME` adds one.", err=True)
    return 0


@people_command.command("remove")
@click.argument("name")
@_place_options
def remove_command(*, name: str, root: str, people: str | None) -> int:
    """Remove a person.

    They lose access at once, also to a preview that runs.
    """
    place = _place(root, people)
    account = find_account(place, name)
    remove_account(place, name)
    click.echo(f"Removed {visible(account.name)}.")
    return 0


@people_command.command("password")
@click.argument("name")
@_stdin_option
@_place_options
def password_command(*, name: str, from_stdin: bool, root: str, people: str | None) -> int:
    """Give a person another password.

    The one of before is refused at once, also by a preview that runs.
    """
    place = _place(root, people)
    account = find_account(place, name)
    put_account(place, make_account(account.name, account.role, _password(from_stdin=from_stdin)))
    click.echo(f"{visible(account.name)} has a new password.")
    return 0


@people_command.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(_ROLES))
@_place_options
def role_command(*, name: str, role: Role, root: str, people: str | None) -> int:
    """Make a person a writer or an editor."""
    place = _place(root, people)
    account = replace(find_account(place, name), role=role)
    put_account(place, account)
    click.echo(f"{visible(account.name)} is {'an' if role == 'editor' else 'a'} {role} now.")
    return 0


def _place(root: str, people: str | None) -> Path:
    return Path(people) if people else Path(root) / FILE


def _password(*, from_stdin: bool) -> str:
    """Return a new password: typed twice and unseen, or from standard input."""
    if from_stdin:
        return sys.stdin.readline(_MAX_LINE).rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Misuse("there is no terminal to ask for a password", "scripts use --password-stdin")
    words = f"Password, at least {MIN_PASSWORD} characters"
    password: str = click.prompt(words, hide_input=True, confirmation_prompt="The same again")
    return password
