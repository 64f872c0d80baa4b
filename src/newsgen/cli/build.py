"""``newsgen build``."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from newsgen.builder.build import build
from newsgen.builder.options import Options
from newsgen.builder.result import Result
from newsgen.cli import LASTING
from newsgen.cli.options import (
    Misuse,
    cache_option,
    format_option,
    now_option,
    output_option,
    site_option,
)
from newsgen.cli.outcome import changes, facts, profile_facts, profile_table, summary
from newsgen.cli.report import Format, exit_status, format_github, format_json, show
from newsgen.cli.terminal import ProgressLine, is_terminal
from newsgen.diagnostics import Diagnostic, Refusal, ordered

_NOT_BUILT = "Not built: the output stays as it was."
_VERIFIED = "Verified: every file holds the very bytes of a clean build."
_TABLE = "-"


@click.command("build")
@site_option()
@output_option()
@cache_option()
@click.option("--base-url", metavar="URL", default=None, help="Address of the published site.")
@now_option()
@click.option("--drafts", is_flag=True, default=False, help="Publish drafts too.")
@click.option("--strict", is_flag=True, default=False, help="Let warnings fail the build.")
@click.option("--clean", is_flag=True, default=False, help="Make every file again.")
@click.option(
    "--verify",
    is_flag=True,
    default=False,
    help="Build clean in another place too, and compare every byte.",
)
@click.option(
    "--changes",
    "changes_file",
    metavar="FILE",
    default=None,
    help="Write which files were added, changed and removed, as JSON with their addresses.",
)
@click.option(
    "--profile",
    metavar="[=FILE]",
    is_flag=False,
    flag_value=_TABLE,
    default=None,
    help="Show where the time went, or write it to a file as JSON.",
)
@click.option(
    "--jobs", type=click.IntRange(min=0), default=0, help="Processes to use; 0 lets newsgen choose."
)
@format_option("text", "json", "github")
@click.option("--quiet", "-q", is_flag=True, default=False, help="Print problems and nothing else.")
def build_command(
    *,
    root: str,
    output: str | None,
    cache: str | None,
    base_url: str | None,
    now: datetime,
    drafts: bool,
    strict: bool,
    clean: bool,
    verify: bool,
    changes_file: str | None,
    profile: str | None,
    jobs: int,
    form: Format,
    quiet: bool,
) -> int:
    """Build the site; what has not changed since the last build is not made again.

    Where there are errors the output stays as it was.
    """
    options = Options(
        root=root,
        output=output,
        cache=cache,
        base_url=base_url,
        now=now,
        scope="drafts" if drafts else "published",
        strict=strict,
        clean=clean,
        jobs=jobs,
    )
    try:
        result = _build(options, verify=verify, quiet=quiet)
    except Refusal as refusal:
        refused = {"committed": False, "refusal": refusal.message}
        _tell_programs(refusal.diagnostics, refused, root, form)
        raise
    LASTING.append(result)
    _tell_programs(result.diagnostics, facts(result), root, form)
    if form == "text":
        show(result.diagnostics)
    if form != "json" and not quiet:
        click.echo(summary(result) if result.committed else _NOT_BUILT)
    if changes_file and result.committed:
        _write_json(changes_file, changes(result))
    if profile == _TABLE and form != "json":
        click.echo(f"\n{profile_table(result)}")
    elif profile not in (None, _TABLE):
        _write_json(profile, profile_facts(result))
    return exit_status(result.diagnostics, strict=strict)


def _build(options: Options, *, verify: bool, quiet: bool) -> Result:
    with ProgressLine(sys.stderr, shown=is_terminal(sys.stderr) and not quiet) as progress:
        result = build(options, progress)
        if not (verify and result.committed):
            return result
        from newsgen.builder.verify import compare_with_clean  # noqa: PLC0415 - seldom asked for

        differences = compare_with_clean(result, options, progress)
    if not (differences or quiet):
        click.echo(_VERIFIED, err=True)
    return replace(result, diagnostics=ordered((*result.diagnostics, *differences)))


def _write_json(file: str, document: Mapping[str, Any]) -> None:
    try:
        Path(file).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise Misuse(f"cannot write {file}: {error.strerror}", "name a file elsewhere") from error


def _tell_programs(
    diagnostics: Sequence[Diagnostic], known: Mapping[str, Any], root: str, form: Format
) -> None:
    """Print what a program asked for; nothing when a person did."""
    if form == "json":
        click.echo(format_json(diagnostics, known))
    elif form == "github" and diagnostics:
        click.echo(format_github(diagnostics, within_repository(root)))


def within_repository(root: str) -> str:
    """The site root as GitHub counts paths, from the root of the checkout."""
    checkout = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    if not Path(root).is_relative_to(checkout) or Path(root) == checkout:
        return ""
    return f"{Path(root).relative_to(checkout).as_posix()}/"
