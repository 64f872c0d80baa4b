"""Asks on a terminal where readers get the paper, and writes it into newsgen.yaml."""

import sys
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import click
from msgspec.structs import replace

from newsgen.builder.options import read_settings
from newsgen.cli.terminal import is_terminal
from newsgen.config import TargetSettings, read_config
from newsgen.diagnostics import Problems, Refusal
from newsgen.files.names import CONFIG
from newsgen.publish.settings import write_base_url, write_target
from newsgen.publish.targets import is_example_host

_NAME = "live"
"""Name of the target."""


class _Kind(NamedTuple):
    """A kind of target, and what is asked about it: setting, question, usual answer."""

    kind: Literal["directory", "s3", "rsync", "git"]
    meaning: str
    questions: tuple[tuple[str, str, str | None], ...]


_KINDS = (
    _Kind(
        "directory",
        "a folder: of a web server on this machine, or on a disk or stick",
        (("path", "Folder", "../published"),),
    ),
    _Kind(
        "s3",
        "a bucket: Amazon S3, Cloudflare R2, MinIO",
        (
            ("bucket", "Name of the bucket", None),
            ("region", "Region (`auto` for Cloudflare R2)", ""),
            ("endpoint", "Address of a host other than Amazon", ""),
        ),
    ),
    _Kind(
        "rsync",
        "a server of your own, by ssh and rsync",
        (
            ("host", "Server, as for ssh: deploy@www.example", None),
            ("path", "Folder on the server", "/srv/www/news"),
        ),
    ),
    _Kind(
        "git",
        "a branch of a repository: GitHub Pages and the like",
        (
            ("repository", "Repository: git@github.com:paper/paper.github.io.git", None),
            ("branch", "Branch", "gh-pages"),
        ),
    ),
)


def can_ask() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin.isatty() and is_terminal(sys.stderr)


def ask_for_target(root: Path) -> None:
    """Ask for the first target of the paper, and write it; nothing if there is one already.

    Raises Refusal if an answer cannot be used.
    """
    try:
        config, _ = read_config(read_settings(root), CONFIG)
    except (Problems, Refusal):
        config = None
    if config is None or config.targets:
        return  # the publication tells what is wrong
    click.echo("Where do readers get the paper?", err=True)
    for number, kind in enumerate(_KINDS, start=1):
        click.echo(f"  {number}  {kind.meaning}", err=True)
    choice: int = click.prompt("Number", type=click.IntRange(1, len(_KINDS)), err=True)
    kind = _KINDS[choice - 1]
    given = {key: _ask(question, usual) for key, question, usual in kind.questions}
    if is_example_host(urlsplit(config.base_url).hostname or ""):
        address = _ask("Public address of the paper", config.base_url)
        if address != config.base_url:
            write_base_url(root, address)
    write_target(root, _NAME, replace(TargetSettings(kind=kind.kind), **given))
    click.echo(f"Written into {CONFIG}: the target `{_NAME}`.\n", err=True)


def _ask(question: str, usual: str | None) -> str:
    answer: str = click.prompt(question, default=usual, show_default=bool(usual), err=True)
    return answer.strip()
