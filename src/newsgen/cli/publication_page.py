"""A publication as Markdown: for the comment below a proposed change, and the page of a CI run.

Headlines and messages come from contributors. They are shown as plain text: they make no links, no
HTML, and nobody is notified by a name in them.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from newsgen.cli.report import counted, listed, summarise
from newsgen.cli.terminal import visible
from newsgen.diagnostics import Diagnostic, Refusal
from newsgen.publish import ChangedStory, Difference, PublishReport
from newsgen.text import truncate

LIMIT = 60_000
"""Most bytes of a page: GitHub takes comments of 65,536 characters."""
_SHOWN = 50
"""Stories of each group, and problems, that a page shows."""
_LONGEST = 300
"""Characters that it shows of a headline or a message."""
_MARKS = re.compile(r"([\\`*_\[\]()<>#|~])")
_TRIGGERS = re.compile(r"(?:[@#!~%$&]|\bwww)(?=\S)|:(?=[^\s\d])", re.IGNORECASE)
"""What begins a mention, a reference, an emoji or an address in comments of GitHub and GitLab."""
_ROLES = {"page": "page", "list": "list", "feed": "feed", "file": "file", "asset": "file"}


def publication_page(report: PublishReport, *, dry_run: bool) -> str:
    """Return the page about a publication, or about what it would change."""
    return _bounded(_lines(report, dry_run=dry_run))


def refusal_page(refusal: Refusal) -> str:
    """Return the page about a publication that was refused."""
    return _bounded(["### Not published", "", _refused(refusal), *_problems(refusal.diagnostics)])


def add_to_summary(page: str) -> None:
    """Add the page to the summary of the run, if GitHub runs this command."""
    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if place and os.environ.get("GITHUB_ACTIONS") == "true":
        with suppress(OSError), Path(place).open("a", encoding="utf-8") as file:
            file.write(f"{page}\n\n")


@contextmanager
def summary_of_refusal() -> Iterator[None]:
    """Add a refusal to the summary of the run, too."""
    try:
        yield
    except Refusal as refusal:
        add_to_summary(refusal_page(refusal))
        raise


def format_size(size: int) -> str:
    """Return a size in bytes, kilobytes or megabytes."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:,.0f} KB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"


def plain(text: str) -> str:
    r"""Return Markdown that shows exactly this text, shortened to one line.

    >>> plain("Cats & *dogs*")
    'Cats &amp; \\*dogs\\*'
    """
    line = visible(truncate(text, _LONGEST))
    escaped = _MARKS.sub(r"\\\1", _TRIGGERS.sub("\\g<0>\u200b", line))
    return escaped.replace("&", "&amp;")


def _lines(report: PublishReport, *, dry_run: bool) -> Iterator[str]:
    difference, stories = report.difference, report.stories
    yield f"### {_heading(report, dry_run=dry_run)}"
    if report.refusal:
        yield from ("", _refused(report.refusal))
    if difference is not None and not difference.is_empty:
        yield from ("", _counts(report, difference))
    yield from _problems(report.diagnostics)
    for name, group in (
        ("New", stories.added),
        ("Changed", stories.changed),
        ("Gone", stories.removed),
    ):
        yield from _group(name, group)


def _heading(report: PublishReport, *, dry_run: bool) -> str:
    place = f"{plain(report.target)} ({plain(report.place)})"
    if report.is_stopped:
        return f"Not published: errors in the pages that {'would ' if dry_run else ''}change"
    if report.refusal:
        return f"Would not be published to {place}"
    if report.difference is None:
        return "Not published: the site has errors"
    if report.difference.is_empty:
        return f"Nothing to publish to {place}"
    return f"{'Would be published' if dry_run else 'Published'} to {place}"


def _refused(refusal: Refusal) -> str:
    hint = f" {plain(refusal.hint)}" if refusal.hint else ""
    return f"{plain(refusal.message)}{'.' if hint else ''}{hint}"


def _counts(report: PublishReport, difference: Difference) -> str:
    """Return one line with the numbers of stories, other files and bytes."""
    stories = report.stories
    groups = {"new": stories.added, "changed": stories.changed, "gone": stories.removed}
    parts = [f"{len(group):,} {word}" for word, group in groups.items() if group]
    number = sum(map(len, groups.values()))
    told = f"{counted(number, 'story')} ({', '.join(parts)})"
    roles = Counter(_ROLES[upload.role] for upload in difference.uploads)
    roles["page"] -= len(stories.added) + len(stories.changed)
    others = [counted(count, role) for role, count in roles.items() if count > 0]
    others += [f"{counted(gone, 'file')} removed"] if (gone := len(difference.removed)) else []
    size = format_size(sum(upload.size for upload in difference.to_upload))
    return f"{told if number else 'No stories'}; also {listed(others) or 'nothing'}; {size}."


def _group(name: str, stories: Sequence[ChangedStory]) -> Iterator[str]:
    if not stories:
        return
    yield from ("", f"**{name}**", "")
    for story in stories[:_SHOWN]:
        yield f"- [{plain(story.title or story.address)}](<{story.address}>)"
    if len(stories) > _SHOWN:
        yield f"- … and {len(stories) - _SHOWN:,} more"


def _problems(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield the problems, errors first."""
    if not diagnostics:
        return
    yield from ("", f"**{summarise(diagnostics)}**", "")
    grave_first = sorted(diagnostics, key=lambda diagnostic: -diagnostic.severity)
    for diagnostic in grave_first[:_SHOWN]:
        place = ":".join(str(part) for part in (diagnostic.path, diagnostic.line) if part)
        label = f"{diagnostic.severity.name.lower()} `{diagnostic.code}`"
        hint = f" ({plain(diagnostic.hint)})" if diagnostic.hint else ""
        yield f"- {f'{plain(place)}: ' if place else ''}{label}: {plain(diagnostic.message)}{hint}"
    if len(diagnostics) > _SHOWN:
        yield f"- … and {len(diagnostics) - _SHOWN:,} more"


def _bounded(lines: Iterable[str]) -> str:
    """Return as many of the lines as a comment takes."""
    taken: list[str] = []
    size = 0
    for line in lines:
        size += len(line.encode()) + 1
        if size > LIMIT:
            return "\n".join([*taken, "", "… The log of the run has the rest."])
        taken.append(line)
    return "\n".join(taken)
