"""``newsgen new``: the file of a new article."""

from datetime import datetime
from pathlib import Path

import click

from newsgen.builder.options import read_settings
from newsgen.cli.options import Misuse, now_option, site_option
from newsgen.cli.terminal import visible
from newsgen.config import Config, read_config
from newsgen.diagnostics import Problems
from newsgen.files.names import CONFIG
from newsgen.sources.new_article import ArticleDraft, create_article


@click.command("new")
@click.argument("headline")
@click.option("--section", required=True, metavar="SLUG", help="Section of the article.")
@click.option(
    "--author",
    "authors",
    multiple=True,
    metavar="NAME",
    help="Name of an author; repeat it for more.",
)
@click.option(
    "--lang",
    default=None,
    metavar="TAG",
    help="Language of the article, if it differs from the site's.",
)
@click.option(
    "--edition", default="", metavar="NAME", help="Edition of the article, if not the main one."
)
@click.option("--edit", is_flag=True, default=False, help="Open the file in $VISUAL or $EDITOR.")
@site_option()
@now_option()
def new_command(
    *,
    headline: str,
    section: str,
    authors: tuple[str, ...],
    lang: str | None,
    edition: str,
    edit: bool,
    root: str,
    now: datetime,
) -> int:
    """Start a new article: a draft with headline, section and date filled in."""
    config = _read_config(root)
    draft = ArticleDraft(
        headline=headline, section=section, authors=authors, lang=lang or "", edition=edition
    )
    try:
        path = create_article(Path(root), config, draft, now)
    except Problems as problems:
        problem = problems.diagnostics[0]
        raise Misuse(problem.message, problem.hint) from problems
    except OSError as error:
        raise Misuse(f"cannot write the story: {error.strerror}") from error
    _print_path(path, root)
    if edit:
        click.edit(filename=str(path))
    return 0


def _read_config(root: str) -> Config:
    """Return the site's settings. Raises Problems if they contain errors."""
    config, diagnostics = read_config(read_settings(Path(root)), CONFIG)
    if config is None:
        raise Problems(*diagnostics)
    return config


def _print_path(path: Path, root: str) -> None:
    """Print only the path to standard output, for scripts; the hint goes to standard error."""
    here = Path.cwd()
    click.echo(visible(str(path.relative_to(here) if path.is_relative_to(here) else path)))
    option = "" if Path(root) == here or Path(root) in here.parents else f" --site {visible(root)}"
    click.echo(f"It is a draft. To preview it: newsgen serve --follow{option}", err=True)
