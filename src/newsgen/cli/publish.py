"""``newsgen publish`` and ``newsgen rollback``."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import click
from msgspec import to_builtins
from msgspec.structs import asdict

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
from newsgen.cli.publication_page import (
    add_to_summary,
    format_size,
    publication_page,
    summary_of_refusal,
)
from newsgen.cli.report import counted, exit_status, format_github, format_json, show
from newsgen.cli.terminal import ProgressLine, columns, is_terminal, visible
from newsgen.publish import (
    Difference,
    Overrides,
    PublishOptions,
    PublishReport,
    StoryChanges,
    Upload,
    list_releases,
    publish,
    roll_back,
)

_ROWS = 100
"""Files that a dry run shows."""
_STORIES = 50
"""Stories that a dry run shows."""
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
    despite_errors: bool,
    delete_many: bool,
    replace_newer: bool,
    adopt: bool,
    lose_addresses: bool,
    trust_clock: bool,
    repair: bool,
    keep: int | None,
    purge_list: str,
    form: Form,
    quiet: bool,
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
        overrides=Overrides(
            despite_errors=despite_errors,
            replace_newer=replace_newer,
            delete_many=delete_many,
            adopt=adopt,
            trust_clock=trust_clock,
            lose_addresses=lose_addresses,
        ),
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
        click.echo(format_json(report.diagnostics, _facts(report, dry_run=options.dry_run)))
        return
    if form != "github":
        show(report.diagnostics)
    elif report.diagnostics:
        click.echo(format_github(report.diagnostics, within_repository(root)))
    if form == "markdown":
        click.echo(publication_page(report, dry_run=options.dry_run))
    elif not quiet:
        describe = _dry_run_table if options.dry_run else _summary
        click.echo(describe(report, options))


def _summary(report: PublishReport, options: PublishOptions) -> str:
    """Return a few lines about the publication."""
    difference = report.difference
    if difference is None:
        despite = f"\n{_despite_errors(report)}" if report.is_stopped else ""
        return f"Not published: readers still see the previous state.{despite}"
    where = f"{visible(report.target)} ({visible(report.place)})"
    kept = counted(difference.unchanged, "file")
    if difference.is_empty and options.repair:
        return f"Nothing to repair: all {kept} at {where} are unchanged."
    if difference.is_empty:
        return (
            f"Nothing to publish: all {kept} were already uploaded to {where}."
            f"\nTo check that they are unchanged there:  newsgen publish"
            f" {visible(report.target)} --repair"
        )
    size = format_size(sum(upload.size for upload in difference.to_upload))
    unchanged = difference.unchanged + len(difference.already_there)
    counts = (
        f"{len(difference.to_upload):,} uploaded ({size}), {len(difference.removed):,} removed,"
        f" {unchanged:,} unchanged"
    )
    lines = [
        f"Published to {where} in {report.seconds:.1f} s: {counts}.",
        f"Readers see it at {visible(report.base_url)}",
    ]
    lines += _about_index(report)
    if report.kind == "rsync" and (difference.changed or difference.removed or unchanged):
        lines.append(f"To go back:  newsgen rollback {visible(report.target)}")
    return "\n".join(lines)


def _about_index(report: PublishReport) -> list[str]:
    """Return a line about the search index, if it is not that of the published build."""
    index = report.index
    if not index or index.is_current:
        return []
    moment = index.moment.isoformat(" ", "minutes")
    without = f" without {counted(index.withdrawn, 'withdrawn story')}" if index.withdrawn else ""
    return [f"Search finds the stories of {moment}{without}; newsgen search adds the later ones."]


def _dry_run_table(report: PublishReport, options: PublishOptions) -> str:
    """Return a table of the changes, removals first, and the command that makes them."""
    difference = report.difference
    if difference is None:
        return "Nothing would be published: the site has errors."
    if difference.is_empty:
        return _summary(report, options)
    rows = [*_rows(difference)]
    heading = ("ACTION", "SIZE", "ROLE OR TYPE", "FILE")
    lines = [*_story_table(report.stories), columns([heading, *rows[:_ROWS]])]
    if len(rows) > _ROWS:
        lines.append(f"… and {counted(len(rows) - _ROWS, 'more file')}")
    lines.append(
        f"\nWould publish to {visible(report.target)} ({visible(report.place)}):"
        f" {len(difference.added):,} added, {len(difference.changed):,} changed,"
        f" {len(difference.removed):,} removed, {difference.unchanged:,} unchanged."
    )
    if report.is_stopped:
        lines.append(_despite_errors(report))
    elif not report.refusal:
        flags = [
            f" --{name.replace('_', '-')}"
            for name, is_set in asdict(options.overrides).items()
            if is_set
        ]
        lines.append(f"To publish:  newsgen publish {visible(report.target)}{''.join(flags)}")
    return "\n".join(lines)


def _despite_errors(report: PublishReport) -> str:
    command = f"newsgen publish {visible(report.target)} --despite-errors"
    return f"To publish despite the errors in these pages:  {command}"


def _story_table(stories: StoryChanges) -> Iterator[str]:
    """Yield a table of the stories that change, if there are any, and an empty line."""
    groups = (("remove", stories.removed), ("change", stories.changed), ("add", stories.added))
    rows = [(word, story.title or "-", story.address) for word, group in groups for story in group]
    if rows:
        yield columns([("ACTION", "STORY", "ADDRESS"), *rows[:_STORIES]])
        if len(rows) > _STORIES:
            yield f"… and {counted(len(rows) - _STORIES, 'more story')}"
        yield ""


def _rows(difference: Difference) -> Iterator[tuple[str, ...]]:
    yield from (("remove", "-", "-", path) for path in difference.removed)
    yield from (_row("change", upload) for upload in difference.changed)
    yield from (_row("add", upload) for upload in difference.added)


def _row(action: str, upload: Upload) -> tuple[str, ...]:
    headers = upload.headers
    detail = f"{headers.content_type}, {headers.cache_control}" if headers else upload.role
    return (action, format_size(upload.size), detail, upload.path)


def _facts(report: PublishReport, *, dry_run: bool) -> dict[str, Any]:
    """Return the facts about the publication, for JSON."""
    difference, refusal = report.difference, report.refusal
    facts: dict[str, Any] = {
        "published": difference is not None and not dry_run,
        "stopped": report.is_stopped,
        "refused": {"message": refusal.message, "hint": refusal.hint} if refusal else None,
        "target": report.target,
        "place": report.place,
        "base_url": report.base_url,
        "seconds": report.seconds,
    }
    if index := report.index:
        facts["search"] = {
            "indexed": index.moment.isoformat(),
            "current": index.is_current,
            "withdrawn": index.withdrawn,
        }
    if difference is None:
        return facts
    return {
        **facts,
        "stories": to_builtins(report.stories),
        "bytes": sum(upload.size for upload in difference.to_upload),
        "unchanged": difference.unchanged,
        "added": _paths(difference.added),
        "changed": _paths(difference.changed),
        "removed": list(difference.removed),
    }


def _paths(uploads: Sequence[Upload]) -> list[str]:
    return [upload.path for upload in uploads]
