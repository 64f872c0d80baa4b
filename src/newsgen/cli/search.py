"""``newsgen search``."""

import sys
from datetime import UTC, datetime

import click
from msgspec.structs import asdict

from newsgen.builder.options import Options
from newsgen.cli.options import format_option, output_option, site_option
from newsgen.cli.report import Format, counted, format_json
from newsgen.cli.terminal import ProgressLine, is_terminal, visible
from newsgen.search_index import make_index


@click.command("search")
@site_option()
@output_option()
@format_option("text", "json")
@click.option("--quiet", "-q", is_flag=True, default=False, help="Print only problems.")
def search_command(*, root: str, output: str | None, form: Format, quiet: bool) -> int:
    """Make the search index of the built site.

    It needs `search: pagefind` in newsgen.yaml, and newsgen[search]. Only changed files are
    written. Publishing takes the index as it is; run this before it, for instance each night.
    """
    options = Options(root=root, output=output, now=datetime.now(UTC))
    with ProgressLine(sys.stderr, shown=is_terminal(sys.stderr) and not quiet) as progress:
        report = make_index(options, progress)
    if form == "json":
        click.echo(format_json((), asdict(report)))
    elif not quiet:
        size = f"{report.size / 1_000_000:,.1f} MB"
        click.echo(
            f"Indexed {counted(report.pages, 'page')} in {report.seconds:.1f} s:"
            f" {counted(report.files, 'file')} ({size}), {report.written:,} written,"
            f" {report.removed:,} removed.\nThe index is in {visible(report.folder)}."
        )
    return 0
