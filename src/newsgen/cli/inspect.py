"""``newsgen config`` and ``newsgen plan``: the current settings, and what a build would do."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import click

from newsgen.builder.inspect import effective_settings, preview
from newsgen.builder.options import Options
from newsgen.cli.options import (
    cache_option,
    find_now,
    format_option,
    now_option,
    output_option,
    site_option,
)
from newsgen.cli.report import counted, exit_status, format_json, show
from newsgen.cli.terminal import columns

_SAME = "same"
_REMOVED = "removed"


@click.command("config")
@site_option()
@output_option()
@cache_option()
@click.option(
    "--base-url",
    metavar="URL",
    default=None,
    help="Address of the published site; by default the one in newsgen.yaml.",
)
@format_option("table", "json")
def config_command(
    *, root: str, output: str | None, cache: str | None, base_url: str | None, form: str
) -> int:
    """Show the current settings and where each comes from."""
    options = Options(root=root, now=find_now(None), output=output, cache=cache, base_url=base_url)
    settings = effective_settings(options)
    if form == "json":
        facts = {s.key: {"value": s.value, "origin": s.origin} for s in settings}
        click.echo(format_json((), {"settings": facts}))
    else:
        rows = [(setting.key, _as_yaml(setting.value), setting.origin) for setting in settings]
        click.echo(columns([("SETTING", "VALUE", "FROM"), *rows]))
    return exit_status(())


@click.command("plan")
@site_option()
@output_option()
@cache_option()
@click.option(
    "--base-url",
    metavar="URL",
    default=None,
    help="Address of the published site; by default the one in newsgen.yaml.",
)
@now_option()
@click.option("--drafts", is_flag=True, default=False, help="Include drafts.")
@click.option("--all", "everything", is_flag=True, default=False, help="List unchanged files too.")
@format_option("table", "json")
def plan_command(
    *,
    root: str,
    output: str | None,
    cache: str | None,
    base_url: str | None,
    now: datetime,
    drafts: bool,
    everything: bool,
    form: str,
) -> int:
    """Show which files a build would write, and why, without writing them."""
    options = Options(
        root=root,
        output=output,
        cache=cache,
        base_url=base_url,
        now=now,
        scope="drafts" if drafts else "published",
    )
    changes, diagnostics = preview(options)
    counts = Counter(change.reason for change in changes)
    listed = [change for change in changes if everything or change.reason != _SAME]
    if form == "json":
        files = [{"path": change.path, "reason": change.reason} for change in listed]
        facts = {"counts": dict(sorted(counts.items())), "changes": files}
        click.echo(format_json(diagnostics, facts))
        return exit_status(diagnostics)
    show(diagnostics)
    if listed:
        click.echo(columns([(change.reason, change.path) for change in listed]) + "\n")
    click.echo(_count_by_reason(counts))
    return exit_status(diagnostics)


def _as_yaml(value: str | int) -> str:
    """Return the value roughly as it is written in newsgen.yaml."""
    return value if isinstance(value, str) else json.dumps(value)


def _count_by_reason(counts: Mapping[str, int]) -> str:
    """Return the number of files to write for each reason, to remove, and unchanged."""
    reasons = sorted(
        counts.keys() - {_SAME, _REMOVED}, key=lambda reason: (-counts[reason], reason)
    )
    why = "; ".join(f"{reason} {counts[reason]:,}" for reason in reasons)
    written = counted(sum(counts[reason] for reason in reasons), "file")
    return (
        f"{written} to write{f' ({why})' if why else ''}, {counts.get(_REMOVED, 0):,} to remove,"
        f" {counts.get(_SAME, 0):,} unchanged"
    )
