"""``newsgen list`` and ``newsgen next-due``: the status of articles, and when one is due."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from newsgen.builder.inspect import ListedStory, survey
from newsgen.builder.options import Options
from newsgen.cli.options import format_option, is_now_given, now_option, site_option
from newsgen.cli.report import counted, exit_status, format_json, show
from newsgen.cli.terminal import columns

_CLOCK_CHECK = 60.0
"""Most seconds to sleep before the clock is read again."""


@click.command("list")
@site_option()
@now_option()
@click.option(
    "--status",
    type=click.Choice(["all", "live", "draft", "scheduled", "expired"]),
    default="all",
    show_default=True,
    help="List only articles with this status.",
)
@format_option("table", "json")
def list_command(*, root: str, now: datetime, status: str, form: str) -> int:
    """List the articles and their status: live, draft, scheduled or expired."""
    stories, _, diagnostics = survey(Options(root=root, now=now))
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
@click.option(
    "--wait",
    metavar="MINUTES",
    type=click.IntRange(min=1),
    default=None,
    help="Wait until then, if it is at most MINUTES away. With --now or SOURCE_DATE_EPOCH, answer"
    " immediately as after the wait.",
)
@format_option("text", "json")
def next_due_command(*, root: str, now: datetime, wait: int | None, form: str) -> int:
    """Show when the site must be built again: the next embargo, publication or expiry.

    With --wait, the output is the time that has come, or that nothing is due within MINUTES.
    """
    _, due, diagnostics = survey(Options(root=root, now=now))
    show(diagnostics)
    status = exit_status(diagnostics)
    comes = wait is not None and due is not None and due - now <= timedelta(minutes=wait)
    if due and comes and not status and not is_now_given():
        wait_until(due)
    click.echo(_answer(due, wait, form, comes=comes))
    return status


def wait_until(
    moment: datetime,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Return when the clock shows the moment or a later one.

    The clock is read every minute, in case somebody corrects it.
    """
    while (left := (moment - clock()).total_seconds()) > 0:
        sleep(min(left, _CLOCK_CHECK))


def _answer(due: datetime | None, wait: int | None, form: str, *, comes: bool) -> str:
    moment = due.isoformat() if due else None
    if form == "json":
        waited = {} if wait is None else {"came": comes}
        return json.dumps({"next_due": moment, **waited})
    if wait is None or comes:
        return moment or "nothing is due"
    return f"nothing is due within {counted(wait, 'minute')}"


def _row(story: ListedStory) -> tuple[str, ...]:
    due = _minute(story.due) if story.due else "-"
    section = f"{story.edition}/{story.section}" if story.edition else story.section
    return (story.status, _minute(story.date), due, section, story.path, story.title)


def _minute(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")


def _mapping(story: ListedStory) -> dict[str, Any]:
    return {
        "status": story.status,
        "path": story.path,
        "title": story.title,
        "edition": story.edition,
        "section": story.section,
        "date": story.date.isoformat(),
        "authors": list(story.authors),
        "url": story.url,
        "due": story.due.isoformat() if story.due else None,
    }
