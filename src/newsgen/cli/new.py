"""``newsgen new``: the file of a new article."""

from datetime import datetime
from pathlib import Path

import click

from newsgen.builder.options import read_settings
from newsgen.cli.options import CONFIG, Misuse, now_option, site_option
from newsgen.cli.terminal import visible
from newsgen.config import Config, read_config
from newsgen.diagnostics import Problems
from newsgen.sources.new_article import ArticleDraft, create_article


@click.command("new")
@click.argument("headline")
@click.option("--section", required=True, metavar="SLUG", help="Section of the story.")
@click.option("--author", "authors", multiple=True, metavar="NAME", help="Again for each author.")
@click.option("--lang", default=None, metavar="TAG", help="Language, if not that of the site.")
@click.option("--edit", is_flag=True, default=False, help="Open it in $VISUAL or $EDITOR.")
@site_option()
@now_option()
def new_command(
    *,
    headline: str,
    section: str,
    authors: tuple[str, ...],
    lang: str | None,
    edit: bool,
    root: str,
    now: datetime,
) -> int:
    """Start a new article: a draft with its date, section and headline filled in."""
    config = _read_config(root)
    idea = ArticleDraft(headline=headline, section=section, authors=authors, lang=lang or "")
    try:
        path = create_article(Path(root), config, idea, now)
    except Problems as problems:
        problem = problems.diagnostics[0]
        raise Misuse(problem.message, problem.hint) from problems
    except OSError as error:
        raise Misuse(f"cannot write the story: {error.strerror}") from error
    _tell(path, root)
    if edit:
        click.edit(filename=str(path))
    return 0


def _read_config(root: str) -> Config:
    """The settings of the site. Raises Problems when they hold mistakes."""
    config, diagnostics = read_config(read_settings(Path(root)), CONFIG)
    if config is None:
        raise Problems(*diagnostics)
    return config


def _tell(path: Path, root: str) -> None:
    """The path alone on standard output, for scripts; the rest beside it."""
    here = Path.cwd()
    click.echo(visible(str(path.relative_to(here) if path.is_relative_to(here) else path)))
    option = "" if Path(root) == here or Path(root) in here.parents else f" --site {visible(root)}"
    click.echo(f"It is a draft; to see it: newsgen serve --follow{option}", err=True)
