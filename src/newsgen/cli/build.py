"""``newsgen build``."""

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from newsgen import builder
from newsgen.cli.options import absolute, format_option, now_option, site_option
from newsgen.cli.report import (
    Format,
    counted,
    exit_status,
    format_github,
    format_json,
    listed,
    show,
)
from newsgen.cli.terminal import ProgressLine, is_terminal, visible
from newsgen.diagnostics import Diagnostic
from newsgen.writer import Refusal

_NOT_BUILT = "Not built: the output stays as it was."


@click.command("build")
@site_option()
@click.option("--output", metavar="DIR", default=None, help="Folder to write; else the site's own.")
@click.option("--base-url", metavar="URL", default=None, help="Address of the published site.")
@now_option()
@click.option("--drafts", is_flag=True, default=False, help="Publish drafts too.")
@click.option("--strict", is_flag=True, default=False, help="Let warnings fail the build.")
@click.option("--clean", is_flag=True, default=False, help="Make every file again.")
@click.option(
    "--jobs", type=click.IntRange(min=0), default=0, help="Processes to use; 0 lets newsgen choose."
)
@format_option("text", "json", "github")
@click.option("--quiet", "-q", is_flag=True, default=False, help="Print problems and nothing else.")
def build_command(
    *,
    root: str,
    output: str | None,
    base_url: str | None,
    now: datetime,
    drafts: bool,
    strict: bool,
    clean: bool,
    jobs: int,
    form: Format,
    quiet: bool,
) -> int:
    """Build the site.

    A build with errors writes nothing: the output stays as it was.
    """
    options = builder.Options(
        root=root,
        output=absolute(output),
        base_url=base_url,
        now=now,
        drafts=drafts,
        strict=strict,
        clean=clean,
        jobs=jobs,
    )
    try:
        with ProgressLine(sys.stderr, shown=is_terminal(sys.stderr) and not quiet) as progress:
            result = builder.build(options, progress)
    except Refusal as refusal:
        refused = {"committed": False, "refusal": refusal.message}
        _tell_programs(refusal.diagnostics, refused, root, form)
        raise
    _tell_programs(result.diagnostics, _facts(result), root, form)
    if form == "text":
        show(result.diagnostics)
    if form != "json" and not quiet:
        click.echo(_built(result) if result.committed else _NOT_BUILT)
    return exit_status(result.diagnostics, strict=strict)


def _tell_programs(
    diagnostics: Sequence[Diagnostic], facts: Mapping[str, Any], root: str, form: Format
) -> None:
    """Print what a program asked for; nothing when a person did."""
    if form == "json":
        click.echo(format_json(diagnostics, facts))
    elif form == "github" and diagnostics:
        click.echo(format_github(diagnostics, _within_repository(root)))


def _facts(result: builder.Result) -> dict[str, Any]:
    due = result.next_due.isoformat() if result.next_due else None
    numbers = ("articles", "drafts", "scheduled", "expired")
    files = ("outputs", "written", "unchanged", "removed")
    return {
        "committed": result.committed,
        "output": result.output,
        "next_due": due,
        "seconds": round(result.seconds, 3),
        **{name: getattr(result, name) for name in (*numbers, *files)},
    }


def _built(result: builder.Result) -> str:
    aside = {name: getattr(result, name) for name in ("drafts", "scheduled", "expired")}
    left_out = listed([_aside(number, name) for name, number in aside.items() if number])
    made = f"{counted(result.outputs, 'file')} from {counted(result.articles, 'article')}"
    changes = {name: getattr(result, name) for name in ("written", "unchanged", "removed")}
    tally = ", ".join(f"{number:,} {name}" for name, number in changes.items())
    lines = [f"Built {made} in {result.seconds:.1f} s: {tally}."]
    if left_out:
        lines.append(f"Besides: {left_out}.")
    if result.next_due:
        lines.append(f"Build again at {result.next_due.isoformat()}, when a story is due.")
    folder = _from_here(result.output)
    lines.append(f"The site is in {visible(folder)}. To look at it on http://localhost:8000/:")
    lines.append(f"  python -m http.server -d {visible(shlex.quote(folder))}")
    return "\n".join(lines)


def _aside(number: int, name: str) -> str:
    return counted(number, "draft") if name == "drafts" else f"{number:,} {name}"


def _from_here(folder: str) -> str:
    """The folder as short as it can be written from the current one."""
    path, here = Path(folder), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else folder


def _within_repository(root: str) -> str:
    """The site root as GitHub counts paths, from the root of the checkout."""
    checkout = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    if not Path(root).is_relative_to(checkout) or Path(root) == checkout:
        return ""
    return f"{Path(root).relative_to(checkout).as_posix()}/"
