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
from newsgen.cli import KEPT_ALIVE
from newsgen.cli.options import (
    Misuse,
    all_option,
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

_NOT_BUILT = "Not built: the output folder is unchanged."
_VERIFIED = "Verified: every file is identical to that of a clean build."
_AS_TABLE = "-"


@click.command("build")
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
@click.option("--strict", is_flag=True, default=False, help="Treat warnings as errors.")
@click.option(
    "--clean", is_flag=True, default=False, help="Build everything again, without the build cache."
)
@click.option(
    "--verify",
    is_flag=True,
    default=False,
    help="Also run a clean build in another folder, and compare all files.",
)
@click.option(
    "--changes",
    "changes_file",
    metavar="FILE",
    default=None,
    help="Write the added, changed and removed files with their URLs to a JSON file.",
)
@click.option(
    "--profile",
    metavar="[=FILE]",
    is_flag=False,
    flag_value=_AS_TABLE,
    default=None,
    help="Show where the time was spent, or write it to a JSON file.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    help="Number of processes; 0 lets newsgen choose.",
)
@format_option("text", "json", "github")
@all_option()
@click.option("--quiet", "-q", is_flag=True, default=False, help="Print only problems.")
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
    every: bool,
    quiet: bool,
) -> int:
    """Build the site; files that have not changed since the last build are not built again.

    If there are errors, the output folder stays unchanged.
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
        _print_for_programs(refusal.diagnostics, refused, root, form)
        raise
    KEPT_ALIVE.append(result)
    _print_for_programs(result.diagnostics, facts(result), root, form)
    if form == "text":
        show(result.diagnostics, every=every)
    if form != "json" and not quiet:
        click.echo(summary(result) if result.committed else _NOT_BUILT)
    if changes_file and result.committed:
        _write_json(changes_file, changes(result))
    if profile is not None:
        _show_profile(result, profile, form)
    return exit_status(result.diagnostics, strict=strict)


def _build(options: Options, *, verify: bool, quiet: bool) -> Result:
    with ProgressLine(sys.stderr, shown=is_terminal(sys.stderr) and not quiet) as progress:
        result = build(options, progress)
        if not (verify and result.committed):
            return result
        from newsgen.builder.verify import compare_with_clean  # noqa: PLC0415 - rarely needed

        differences = compare_with_clean(result, options, progress)
    if not (differences or quiet):
        click.echo(_VERIFIED, err=True)
    return replace(result, diagnostics=ordered((*result.diagnostics, *differences)))


def _show_profile(result: Result, file: str, form: Format) -> None:
    if file != _AS_TABLE:
        _write_json(file, profile_facts(result))
    elif form != "json":
        click.echo(f"\n{profile_table(result)}")


def _write_json(file: str, document: Mapping[str, Any]) -> None:
    try:
        Path(file).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise Misuse(f"cannot write {file}: {error.strerror}", "name another file") from error


def _print_for_programs(
    diagnostics: Sequence[Diagnostic], known: Mapping[str, Any], root: str, form: Format
) -> None:
    """Print the output for JSON or GitHub; nothing for text."""
    if form == "json":
        click.echo(format_json(diagnostics, known))
    elif form == "github" and diagnostics:
        click.echo(format_github(diagnostics, within_repository(root)))


def within_repository(root: str) -> str:
    """Return the site's folder relative to the checkout, as GitHub expects paths."""
    checkout = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    if not Path(root).is_relative_to(checkout) or Path(root) == checkout:
        return ""
    return f"{Path(root).relative_to(checkout).as_posix()}/"
