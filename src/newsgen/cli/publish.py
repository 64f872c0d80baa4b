"""``newsgen publish`` and ``newsgen rollback``."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from newsgen.builder.options import Options
from newsgen.cli.build import within_repository
from newsgen.cli.first_target import ask_for_target, can_ask
from newsgen.cli.options import (
    Misuse,
    cache_option,
    format_option,
    now_option,
    output_option,
    site_option,
)
from newsgen.cli.publication import dry_run_table, facts, summary
from newsgen.cli.publication_page import (
    add_to_summary,
    publication_page,
    summary_of_refusal,
)
from newsgen.cli.report import exit_status, format_github, format_json, show
from newsgen.cli.terminal import ProgressLine, columns, is_terminal, visible
from newsgen.publish import (
    Overrides,
    PublishOptions,
    PublishReport,
    list_releases,
    publish,
    roll_back,
)

Form = Literal["text", "json", "github", "markdown"]


@click.command("publish")
@click.argument("target", required=False, default="")
@site_option()
@output_option()
@cache_option()
@now_option()
@click.option("--strict", is_flag=True, default=False, help="Treat warnings as errors.")
@click.option(
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    help="Number of processes; 0 lets newsgen choose.",
)
@click.option("--built", is_flag=True, default=False, help="Publish the last build; do not build.")
@click.option(
    "--plan",
    "--dry-run",
    "dry_run",
    is_flag=True,
    default=False,
    help="Show what would change at the target; change nothing.",
)
@click.option(
    "--offline",
    is_flag=True,
    default=False,
    help="With --plan: compare with the last build in the output folder, not with the target.",
)
@click.option(
    "--despite-errors",
    is_flag=True,
    default=False,
    help="Publish pages in which newsgen check finds errors.",
)
@click.option(
    "--delete-many",
    is_flag=True,
    default=False,
    help="Allow removal of more than 50 files and a tenth of all files.",
)
@click.option("--replace-newer", is_flag=True, default=False, help="Replace a newer build.")
@click.option(
    "--adopt", is_flag=True, default=False, help="Replace files that newsgen did not upload."
)
@click.option(
    "--lose-addresses",
    is_flag=True,
    default=False,
    help="Publish although stories leave addresses that readers know.",
)
@click.option(
    "--trust-clock",
    is_flag=True,
    default=False,
    help="Publish even if the target's clock shows a different time.",
)
@click.option(
    "--repair",
    is_flag=True,
    default=False,
    help="Compare every file at the target; upload those that others changed.",
)
@click.option(
    "--keep",
    metavar="N",
    type=click.IntRange(1, 100),
    default=None,
    help="Number of releases that the server keeps; by default the number in newsgen.yaml.",
)
@click.option(
    "--purge-list", metavar="FILE", default="", help="Write the URLs that a CDN must purge."
)
@format_option("text", "json", "github", "markdown")
@click.option("--quiet", "-q", is_flag=True, default=False, help="Print only problems.")
def publish_command(
    *,
    target: str,
    root: str,
    output: str | None,
    cache: str | None,
    now: datetime,
    strict: bool,
    jobs: int,
    built: bool,
    dry_run: bool,
    offline: bool,
    repair: bool,
    keep: int | None,
    purge_list: str,
    form: Form,
    quiet: bool,
    **overrides: bool,
) -> int:
    """Build the site and publish it to TARGET, a target in newsgen.yaml.

    Only differences are uploaded. If there is only one target, TARGET can be left out. If there is
    none yet, newsgen asks on a terminal where readers get the paper, and writes it down.
    """
    if repair and dry_run:
        raise Misuse("--repair and --plan cannot be combined", "leave out --plan")
    if offline and (built or not dry_run):
        raise Misuse("--offline compares two builds", "use it with --plan and without --built")
    if not target and can_ask():
        ask_for_target(Path(root))
    options = Options(root=root, output=output, cache=cache, now=now, strict=strict, jobs=jobs)
    publish_options = PublishOptions(
        clock=datetime.now(UTC),
        target=target,
        use_last_build=built,
        repair=repair,
        dry_run=dry_run,
        offline=offline,
        overrides=Overrides(**overrides),
        keep=keep,
        purge_list=str(Path(purge_list).absolute()) if purge_list else "",
    )
    shown = is_terminal(sys.stderr) and not quiet
    with summary_of_refusal(), ProgressLine(sys.stderr, shown=shown) as progress:
        report = publish(options, publish_options, progress)
    add_to_summary(publication_page(report, dry_run=dry_run))
    _print(report, publish_options, root, form, quiet=quiet)
    if report.refusal:
        raise report.refusal
    return exit_status(report.diagnostics, strict=strict)


@click.command("rollback")
@click.argument("target", required=False, default="")
@site_option()
@click.option("--to", "release", metavar="RELEASE", default="", help="Name of the release to show.")
@click.option(
    "--list", "listed", is_flag=True, default=False, help="List the releases; change nothing."
)
def rollback_command(*, target: str, root: str, release: str, listed: bool) -> int:
    """Show readers an earlier release, by default the previous one.

    TARGET must be a server (rsync), which keeps releases.
    """
    options = Options(root=root, now=datetime.now(UTC))
    if listed:
        kept = list_releases(options, target)
        rows = [
            (r.name, r.moment.isoformat(" ", "seconds"), "readers see it" if r.is_current else "")
            for r in kept
        ]
        click.echo(columns([("RELEASE", "BUILT", ""), *rows]))
        return 0
    with ProgressLine(sys.stderr, shown=is_terminal(sys.stderr)) as progress:
        shown = roll_back(options, target, release, progress)
    click.echo(f"Readers see {visible(shown)} again, until the next newsgen publish.")
    return 0


def _print(
    report: PublishReport, options: PublishOptions, root: str, form: Form, *, quiet: bool
) -> None:
    if form == "json":
        click.echo(format_json(report.diagnostics, facts(report, dry_run=options.dry_run)))
        return
    if form != "github":
        show(report.diagnostics)
    elif report.diagnostics:
        click.echo(format_github(report.diagnostics, within_repository(root)))
    if form == "markdown":
        click.echo(publication_page(report, dry_run=options.dry_run))
    elif not quiet:
        describe = dry_run_table if options.dry_run else summary
        click.echo(describe(report, options))
