"""``newsgen check``."""

import sys
from datetime import datetime
from typing import Literal

import click

from newsgen.builder.options import Options
from newsgen.check import RULES, CheckReport, RequestPolicy, check
from newsgen.cli import KEPT_ALIVE
from newsgen.cli.build import within_repository
from newsgen.cli.options import (
    all_option,
    cache_option,
    format_option,
    now_option,
    output_option,
    site_option,
)
from newsgen.cli.report import (
    counted,
    exit_status,
    format_github,
    format_json,
    format_text,
    show,
    summarise,
)
from newsgen.cli.sarif import format_sarif
from newsgen.cli.terminal import ProgressLine, is_terminal, wants_colour

_NEXT = "`newsgen docs checking` explains the rules, and how to waive one for a while."
Form = Literal["text", "json", "github", "sarif"]


@click.command("check")
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
@click.option("--drafts", is_flag=True, default=False, help="Check drafts too.")
@click.option(
    "--external",
    is_flag=True,
    default=False,
    help="Check links to other sites too, with one request per host at a time.",
)
@click.option("--strict", is_flag=True, default=False, help="Treat warnings as errors.")
@click.option(
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    help="Number of processes; 0 lets newsgen choose.",
)
@format_option("text", "json", "github", "sarif")
@all_option()
@click.option("--quiet", "-q", is_flag=True, default=False, help="Print only problems.")
def check_command(
    *,
    root: str,
    output: str | None,
    cache: str | None,
    base_url: str | None,
    now: datetime,
    drafts: bool,
    external: bool,
    strict: bool,
    jobs: int,
    form: Form,
    every: bool,
    quiet: bool,
) -> int:
    """Find problems that readers would notice, such as broken links, in a separate build.

    The output folder stays unchanged. `newsgen docs checking` lists the rules.
    """
    options = Options(
        root=root,
        output=output,
        cache=cache,
        base_url=base_url,
        now=now,
        scope="drafts" if drafts else "published",
        jobs=jobs,
    )
    with ProgressLine(sys.stderr, shown=is_terminal(sys.stderr) and not quiet) as progress:
        report = check(options, progress, RequestPolicy() if external else None)
    KEPT_ALIVE.append(report)
    _print(report, root, form, every=every, quiet=quiet)
    return exit_status(report.diagnostics, strict=strict)


def _print(report: CheckReport, root: str, form: Form, *, every: bool, quiet: bool) -> None:
    found = report.diagnostics
    match form:
        case "json":
            click.echo(format_json(found, {"audited": report.audited}))
        case "sarif":
            meanings = {code: rule.meaning for code, rule in RULES.items()}
            click.echo(format_sarif(found, meanings, within_repository(root)))
        case "github" if found:
            click.echo(format_github(found, within_repository(root)))
        case "text" if found and not quiet:
            colour = wants_colour(sys.stderr)
            click.echo(
                f"{format_text(found, colour=colour, every=every)}\n", err=True, color=colour
            )
        case _:
            show(found, every=every)
    if form == "text" and not quiet:
        click.echo(_summary(report))


def _summary(report: CheckReport) -> str:
    """Return a few lines about the result, and the next steps."""
    found = report.diagnostics
    if not report.audited:
        return (
            f"Not checked: the build has {summarise(found)}."
            "\nFix the errors, then check again to see the problems in pages."
        )
    files = counted(report.audited, "file")
    lines = [f"Checked {files} in {report.seconds:.1f} s: {summarise(found)}."]
    if found:
        lines.append(_NEXT)
    if report.next_due:
        lines.append(f"Build at {report.next_due.isoformat()}: a story is due then.")
    return "\n".join(lines)
