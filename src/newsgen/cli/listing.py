"""``newsgen list`` and ``newsgen next-due``: where the articles stand."""

import json
from datetime import datetime
from typing import Any

import click

from newsgen import builder
from newsgen.cli.options import format_option, now_option, site_option
from newsgen.cli.report import exit_status, format_json, show
from newsgen.cli.terminal import columns


@click.command("list")
@site_option()
@now_option()
@click.option(
    "--status",
    type=click.Choice(["all", "live", "draft", "scheduled", "expired"]),
    default="all",
    show_default=True,
    help="Articles to list.",
)
@format_option("table", "json")
def list_command(*, root: str, now: datetime, status: str, form: str) -> int:
    """List the articles and where they stand."""
    stories, _, diagnostics = builder.survey(builder.Options(root=root, now=now))
    chosen = [story for story in stories if status in {"all", story.status}]
    if form == "json":
        click.echo(format_json(diagnostics, {"articles": [_mapping(story) for story in chosen]}))
        return exit_status(diagnostics)
    show(diagnostics)
    if chosen:
        heading = ("STATUS", "DATE", "DUE", "SECTION", "FILE", "TITLE")
        click.echo(columns([heading, *map(_row, chosen)]))
    else:
        click.echo("no articles" if status == "all" else f"no articles are {status}", err=True)
    return exit_status(diagnostics)


@click.command("next-due")
@site_option()
@now_option()
@format_option("text", "json")
def next_due_command(*, root: str, now: datetime, form: str) -> int:
    """Tell when the site must be built again: the next embargo, publication or expiry."""
    _, due, diagnostics = builder.survey(builder.Options(root=root, now=now))
    moment = due.isoformat() if due else None
    show(diagnostics)
    click.echo(json.dumps({"next_due": moment}) if form == "json" else moment or "nothing is due")
    return exit_status(diagnostics)


def _row(story: builder.Story) -> tuple[str, ...]:
    due = _minute(story.due) if story.due else "-"
    return (story.status, _minute(story.date), due, story.section, story.path, story.title)


def _minute(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")


def _mapping(story: builder.Story) -> dict[str, Any]:
    return {
        "status": story.status,
        "path": story.path,
        "title": story.title,
        "section": story.section,
        "date": story.date.isoformat(),
        "authors": list(story.authors),
        "url": story.url,
        "due": story.due.isoformat() if story.due else None,
    }
