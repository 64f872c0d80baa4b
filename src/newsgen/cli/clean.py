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
@click.option(
    "--record-only",
    is_flag=True,
    default=False,
    help="Remove only the build cache, not the built site.",
)
def clean_command(*, root: str, output: str | None, cache: str | None, record_only: bool) -> int:
    """Remove the built site and the cache.

    Files that newsgen did not create stay. The next build creates everything again.
    """
    options = Options(root=root, now=datetime.now(UTC), output=output, cache=cache)
    result = clean(options, record_only=record_only)
    place = visible(result.output)
    if record_only:
        click.echo("Removed the build cache. The next build reads everything again.")
        return 0
    click.echo(f"Removed {counted(result.removed, 'file')} from {place}, and the build cache.")
    for path in result.kept:
        click.echo(f"Kept {visible(path)}: it was changed after the build.", err=True)
    return 0
