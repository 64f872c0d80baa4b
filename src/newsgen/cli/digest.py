"""``newsgen digest``: a mail of the stories since a moment."""

from datetime import datetime
from pathlib import Path

import click

from newsgen.builder.digest import Digest, Wanted, make_digest
from newsgen.builder.options import Options
from newsgen.cli.options import (
    Misuse,
    absolute,
    cache_option,
    format_option,
    now_option,
    site_option,
)
from newsgen.cli.report import counted, exit_status, format_json, show
from newsgen.cli.terminal import visible

_HTML, _TEXT = "digest.html", "digest.txt"


@click.command("digest")
@site_option()
@cache_option()
@now_option()
@click.option(
    "--since",
    metavar="TIME",
    required=True,
    help="Stories published after this: 2026-01-05 or 2026-01-05T09:00+05:00; without a time zone"
    " in that of the site.",
)
@click.option("--edition", metavar="NAME", default="", help="Stories of this edition.")
@click.option("--section", metavar="SLUG", default="", help="Only stories of this section.")
@click.option(
    "--number",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="Stories at most, the newest first; 0 for all.",
)
@click.option(
    "--template",
    metavar="NAME",
    default="digest",
    show_default=True,
    help="Templates of the mail: templates/mail/NAME.html and NAME.txt.",
)
@click.option(
    "--to",
    "folder",
    metavar="DIR",
    default="digest",
    show_default=True,
    callback=lambda _context, _option, given: absolute(given),
    help=f"Folder for {_HTML} and {_TEXT}.",
)
@click.option(
    "--base-url",
    metavar="URL",
    default=None,
    help="Address of the published site; by default the one in newsgen.yaml.",
)
@format_option("text", "json")
def digest_command(
    *,
    root: str,
    cache: str | None,
    now: datetime,
    since: str,
    edition: str,
    section: str,
    number: int,
    template: str,
    folder: str,
    base_url: str | None,
    form: str,
) -> int:
    """Make a mail of the stories since a moment, as HTML and as text.

    It has live stories only. Nothing is sent, and the built site is not changed.
    """
    options = Options(root=root, cache=cache, base_url=base_url, now=now)
    wanted = Wanted(since=since, edition=edition, section=section, number=number, template=template)
    digest, diagnostics = make_digest(options, wanted)
    stories = len(digest.view.stories) if digest else 0
    if digest and stories:
        _write(Path(folder), digest)
    if form == "json":
        click.echo(format_json(diagnostics, _facts(digest, folder)))
        return exit_status(diagnostics)
    show(diagnostics)
    if digest is None:
        click.echo("No mail: the site has errors.")
    elif not stories:
        click.echo(f"No mail: no story has appeared since {_minute(digest.view.since)}.")
    else:
        click.echo(f"A mail of {counted(stories, 'story')}: {_HTML} and {_TEXT} in {folder}")
        click.echo(f"Subject: {visible(digest.view.subject)}")
        of = f" --edition {edition}" * bool(edition) + f" --section {section}" * bool(section)
        click.echo(f"Next time: newsgen digest --since {_minute(digest.view.moment)}{visible(of)}")
    return exit_status(diagnostics)


def _write(folder: Path, digest: Digest) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _HTML).write_text(digest.html, encoding="utf-8", newline="\n")
        (folder / _TEXT).write_text(digest.text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Misuse(
            f"cannot write into {folder}: {error.strerror}", "name another --to"
        ) from error


def _facts(digest: Digest | None, folder: str) -> dict[str, object]:
    if digest is None:
        return {"stories": 0, "files": []}
    view = digest.view
    files = [str(Path(folder) / name) for name in (_HTML, _TEXT)] if view.stories else []
    return {
        "stories": len(view.stories),
        "subject": view.subject,
        "since": view.since.isoformat(),
        "now": view.moment.isoformat(),
        "files": files,
    }


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
