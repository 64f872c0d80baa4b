"""``newsgen clean``."""

from datetime import UTC, datetime

import click

from newsgen.builder.clean import clean
from newsgen.builder.options import Options
from newsgen.cli.options import cache_option, output_option, site_option
from newsgen.cli.report import counted
from newsgen.cli.terminal import visible


@click.command("clean")
@site_option()
@output_option()
@cache_option()
@click.option("--record-only", is_flag=True, default=False, help="Leave the finished site alone.")
def clean_command(*, root: str, output: str | None, cache: str | None, record_only: bool) -> int:
    """Remove what builds left: what newsgen remembers, and the finished site.

    Files that newsgen did not make stay. Nothing is lost that the next build would not make again.
    """
    options = Options(root=root, now=datetime.now(UTC), output=output, cache=cache)
    cleared = clean(options, record_only=record_only)
    place = visible(cleared.output)
    if record_only:
        click.echo("Removed what newsgen remembered. The next build reads everything again.")
        return 0
    click.echo(f"Removed {counted(cleared.removed, 'file')} from {place}, and what was remembered.")
    for path in cleared.kept:
        click.echo(f"Kept {visible(path)}: somebody changed it.", err=True)
    return 0
