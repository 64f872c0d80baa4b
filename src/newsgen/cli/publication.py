"""A publication as text and as JSON; ``publication_page`` has it as Markdown."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import to_builtins
from msgspec.structs import asdict

from newsgen.cli.publication_page import format_size
from newsgen.cli.report import counted
from newsgen.cli.terminal import columns, visible
from newsgen.publish import Difference, PublishOptions, PublishReport, StoryChanges, Upload

_ROWS = 100
"""Files that a dry run shows."""
_STORIES = 50
"""Stories that a dry run shows."""


def summary(report: PublishReport, options: PublishOptions) -> str:
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


def dry_run_table(report: PublishReport, options: PublishOptions) -> str:
    """Return a table of the changes, removals first, and the command that makes them."""
    difference = report.difference
    if difference is None:
        return "Nothing would be published: the site has errors."
    if difference.is_empty:
        return summary(report, options)
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


def facts(report: PublishReport, *, dry_run: bool) -> dict[str, Any]:
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
