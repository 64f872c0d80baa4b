"""``newsgen check``."""

import sys
from datetime import datetime
from typing import Literal

import click

from newsgen.builder import Options
from newsgen.check import RULES, Manners, Report, check
from newsgen.cli import LASTING
from newsgen.cli.build import within_repository
from newsgen.cli.options import cache_option, format_option, now_option, output_option, site_option
from newsgen.cli.report import (
    counted,
    exit_status,
    format_github,
    format_json,
    show,
)
from newsgen.cli.sarif import format_sarif
from newsgen.cli.terminal import ProgressLine, is_terminal

Form = Literal["text", "json", "github", "sarif"]


@click.command("check")
@site_option()
@output_option()
@cache_option()
@click.option("--base-url", metavar="URL", default=None, help="Address of the published site.")
@now_option()
@click.option("--drafts", is_flag=True, default=False, help="Check drafts too.")
@click.option(
    "--external", is_flag=True, default=False, help="Ask pages elsewhere too, one a host at a time."
)
@click.option("--strict", is_flag=True, default=False, help="Let warnings fail the check.")
@click.option(
    "--jobs", type=click.IntRange(min=0), default=0, help="Processes to use; 0 lets newsgen choose."
)
@format_option("text", "json", "github", "sarif")
@click.option("--quiet", "-q", is_flag=True, default=False, help="Print problems and nothing else.")
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
    quiet: bool,
) -> int:
    """Look for what readers would stumble over, in a build made for that alone.

    The output folder stays as it was. docs/checking.md lists the rules.
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
        report = check(options, progress, Manners() if external else None)
    LASTING.append(report)
    _print(report, root, form, quiet=quiet)
    return exit_status(report.diagnostics, strict=strict)


def _print(report: Report, root: str, form: Form, *, quiet: bool) -> None:
    found = report.diagnostics
    match form:
        case "json":
            click.echo(format_json(found, {"audited": report.audited}))
        case "sarif":
            meanings = {code: rule.meaning for code, rule in RULES.items()}
            click.echo(format_sarif(found, meanings, within_repository(root)))
        case "github" if found:
            click.echo(format_github(found, within_repository(root)))
        case _:
            show(found)
    if form == "text" and not quiet:
        files = counted(report.audited, "file")
        checked = f"Checked {files}." if report.audited else "Not checked: the site has errors."
        click.echo(checked)
