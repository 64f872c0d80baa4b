"""``newsgen publish`` and ``newsgen rollback``."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from msgspec.structs import asdict

from newsgen.builder.options import Options
from newsgen.cli.build import within_repository
from newsgen.cli.options import (
    Misuse,
    cache_option,
    format_option,
    now_option,
    output_option,
    site_option,
)
from newsgen.cli.report import Format, counted, exit_status, format_github, format_json, show
from newsgen.cli.terminal import ProgressLine, columns, is_terminal, visible
from newsgen.publish import (
    Difference,
    Overrides,
    PublishOptions,
    PublishReport,
    Upload,
    list_releases,
    publish,
    roll_back,
)

_ROWS = 100


@click.command("publish")
@click.argument("target", required=False, default="")
@site_option()
@output_option()
@cache_option()
@now_option()
@click.option("--strict", is_flag=True, default=False, help="Let warnings stop the publication.")
@click.option(
    "--jobs", type=click.IntRange(min=0), default=0, help="Processes to use; 0 lets newsgen choose."
)
@click.option(
    "--built", is_flag=True, default=False, help="Publish the last build as it is; build nothing."
)
@click.option(
    "--dry-run", is_flag=True, default=False, help="Show what would change there; change nothing."
)
@click.option(
    "--delete-many",
    is_flag=True,
    default=False,
    help="Remove more than 50 files and a tenth of all, if need be.",
)
@click.option(
    "--replace-newer", is_flag=True, default=False, help="Replace a build newer than this one."
)
@click.option(
    "--adopt", is_flag=True, default=False, help="Replace files that newsgen did not put there."
)
@click.option(
    "--trust-clock",
    is_flag=True,
    default=False,
    help="Publish even if the target's clock tells another time.",
)
@click.option(
    "--repair",
    is_flag=True,
    default=False,
    help="Look at every file there; put again what others changed.",
)
@click.option(
    "--keep",
    metavar="N",
    type=click.IntRange(1, 100),
    default=None,
    help="Releases that the server keeps for a rollback; else those of newsgen.yaml.",
)
@click.option(
    "--purge-list", metavar="FILE", default="", help="Write the addresses a CDN must forget."
)
@format_option("text", "json", "github")
@click.option("--quiet", "-q", is_flag=True, default=False, help="Print problems and nothing else.")
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
    delete_many: bool,
    replace_newer: bool,
    adopt: bool,
    trust_clock: bool,
    repair: bool,
    keep: int | None,
    purge_list: str,
    form: Format,
    quiet: bool,
) -> int:
    """Build the site and publish it to TARGET, one of those that newsgen.yaml names.

    Only what differs is put there. TARGET may be left out where there is but one.
    """
    if repair and dry_run:
        raise Misuse("--repair finds only by doing", "leave out --dry-run")
    options = Options(root=root, output=output, cache=cache, now=now, strict=strict, jobs=jobs)
    publish_options = PublishOptions(
        clock=datetime.now(UTC),
        target=target,
        use_last_build=built,
        repair=repair,
        dry_run=dry_run,
        overrides=Overrides(
            replace_newer=replace_newer,
            delete_many=delete_many,
            adopt=adopt,
            trust_clock=trust_clock,
        ),
        keep=keep,
        purge_list=str(Path(purge_list).absolute()) if purge_list else "",
    )
    with ProgressLine(sys.stderr, shown=is_terminal(sys.stderr) and not quiet) as progress:
        report = publish(options, publish_options, progress)
    if form == "json":
        click.echo(format_json(report.diagnostics, _facts(report, dry_run=dry_run)))
    elif form == "github" and report.diagnostics:
        click.echo(format_github(report.diagnostics, within_repository(root)))
    elif form == "text":
        show(report.diagnostics)
    if form != "json" and not quiet:
        told = (
            _foresight(report, publish_options.overrides)
            if dry_run
            else _summary(report, repair=repair)
        )
        click.echo(told)
    if report.refusal:
        raise report.refusal
    return exit_status(report.diagnostics, strict=strict)


@click.command("rollback")
@click.argument("target", required=False, default="")
@site_option()
@click.option("--to", "release", metavar="RELEASE", default="", help="Name of the release.")
@click.option(
    "--list", "listed", is_flag=True, default=False, help="Show what is kept; change nothing."
)
def rollback_command(*, target: str, root: str, release: str, listed: bool) -> int:
    """Show readers the release before this one, at a TARGET that keeps releases."""
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
    click.echo(f"Readers see {visible(shown)} again. The next newsgen publish replaces it.")
    return 0


def _summary(report: PublishReport, *, repair: bool) -> str:
    """What was published, in a few lines for people."""
    difference = report.difference
    if difference is None:
        return "Not published: readers see what they saw before."
    where = f"{visible(report.target)} ({visible(report.place)})"
    kept = counted(difference.unchanged, "file")
    if difference.is_empty and repair:
        return f"Nothing to repair: all {kept} at {where} are as they were put."
    if difference.is_empty:
        return (
            f"Nothing to publish: all {kept} were put at {where} before."
            f"\nTo look whether they still are as they were put:  newsgen publish"
            f" {visible(report.target)} --repair"
        )
    size = _in_words(sum(upload.size for upload in difference.to_upload))
    unchanged = difference.unchanged + len(difference.already_there)
    did = (
        f"{len(difference.to_upload):,} put ({size}), {len(difference.removed):,} removed,"
        f" {unchanged:,} unchanged"
    )
    lines = [
        f"Published to {where} in {report.seconds:.1f} s: {did}.",
        f"Readers see it at {visible(report.base_url)}",
    ]
    if report.kind == "rsync" and (difference.changed or difference.removed or unchanged):
        lines.append(f"To go back:  newsgen rollback {visible(report.target)}")
    return "\n".join(lines)


def _foresight(report: PublishReport, overrides: Overrides) -> str:
    """What would be published, as a table: first what would go; and how to do it, by that leave."""
    difference = report.difference
    if difference is None:
        return "Nothing would be published: the site has errors."
    if difference.is_empty:
        return _summary(report, repair=False)
    rows = [*_rows(difference)]
    heading = ("ACTION", "SIZE", "ROLE OR TYPE", "FILE")
    lines = [columns([heading, *rows[:_ROWS]])]
    if len(rows) > _ROWS:
        lines.append(f"… and {counted(len(rows) - _ROWS, 'more file')}")
    lines.append(
        f"\nWould publish to {visible(report.target)} ({visible(report.place)}):"
        f" {len(difference.added):,} added, {len(difference.changed):,} changed,"
        f" {len(difference.removed):,} removed, {difference.unchanged:,} unchanged."
    )
    if not report.refusal:
        flags = [
            f" --{name.replace('_', '-')}" for name, given in asdict(overrides).items() if given
        ]
        lines.append(f"To do it:  newsgen publish {visible(report.target)}{''.join(flags)}")
    return "\n".join(lines)


def _rows(difference: Difference) -> Iterator[tuple[str, ...]]:
    yield from (("remove", "-", "-", path) for path in difference.removed)
    yield from (_row("change", upload) for upload in difference.changed)
    yield from (_row("add", upload) for upload in difference.added)


def _row(action: str, upload: Upload) -> tuple[str, ...]:
    headers = upload.headers
    detail = f"{headers.content_type}, {headers.cache_control}" if headers else upload.role
    return (action, _in_words(upload.size), detail, upload.path)


def _facts(report: PublishReport, *, dry_run: bool) -> dict[str, Any]:
    """The publication for programs."""
    difference = report.difference
    known = {
        "published": difference is not None and not dry_run,
        "target": report.target,
        "place": report.place,
        "base_url": report.base_url,
        "seconds": report.seconds,
    }
    if difference is None:
        return known
    return {
        **known,
        "unchanged": difference.unchanged,
        "added": _paths(difference.added),
        "changed": _paths(difference.changed),
        "removed": list(difference.removed),
    }


def _paths(uploads: Sequence[Upload]) -> list[str]:
    return [upload.path for upload in uploads]


def _in_words(size: int) -> str:
    """A size in bytes, kilobytes or megabytes."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:,.0f} KB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"
