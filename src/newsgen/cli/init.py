"""``newsgen init``: a new site, and the files by which a site is checked and published."""

import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

import click

from newsgen import __version__
from newsgen.cli.options import CONFIG, Misuse
from newsgen.cli.terminal import visible
from newsgen.cli.vscode import workspace_files
from newsgen.theme import starter_folder

SERVICES = {"github": "GitHub", "gitlab": "GitLab"}
"""Where a site can be checked and published by itself, and how it is called."""

_WORKFLOWS = Path(__file__).with_name("ci")
_REQUIREMENTS = "requirements.txt"
_REQUIREMENT = f"newsgen[s3]=={__version__}"
_KEEP = ".gitkeep"
_IGNORED = "/public/\n/.newsgen/\n"


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--ci",
    "service",
    type=click.Choice([*SERVICES]),
    default=None,
    help="Lay down what checks and publishes the site there, in a site that exists too.",
)
def init_command(*, folder: Path, service: str | None) -> int:
    """Start a new site in an empty folder.

    It holds an example paper to change, folders for templates and files of your own, and what VS
    Code needs to complete the keys of articles and settings. In a folder that holds a site, only
    the files of --ci that it lacks are laid down.
    """
    if service is None or not (folder / CONFIG).is_file():
        _start(folder)
    if service is not None:
        written = _lay_down(folder, ci_files(service))
        _tell_laid_down(folder, service, written)
    return 0


def ci_files(service: str) -> dict[str, str]:
    """The text of each file that checks and publishes a site, by its path in the site.

    newsgen is installed there in the version that laid the files down.
    """
    tree = _WORKFLOWS / service
    places = sorted(place for place in tree.rglob("*") if place.is_file())
    texts = {p.relative_to(tree).as_posix(): p.read_text(encoding="utf-8") for p in places}
    return {**texts, _REQUIREMENTS: f"{_REQUIREMENT}\n"}


def _start(folder: Path) -> None:
    _require_empty(folder)
    folder.mkdir(parents=True, exist_ok=True)
    starter = starter_folder()
    shutil.copyfile(starter / CONFIG, folder / CONFIG)
    shutil.copytree(starter / "content", folder / "content", copy_function=shutil.copyfile)
    _lay_down(folder, _own_files())
    _tell_next(folder)


def _require_empty(folder: Path) -> None:
    """Refuse a place where something stands; hidden files, such as those of git, may."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise Misuse(f"{folder} is a file", "name a folder that is empty or does not exist")
    visible_names = sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))
    if visible_names:
        raise Misuse(
            f"{folder} is not empty: it holds {visible_names[0]}",
            "name a folder that is empty or does not exist",
        )


def _own_files() -> dict[str, str]:
    return {
        f"templates/{_KEEP}": "",
        f"static/{_KEEP}": "",
        ".gitignore": _IGNORED,
        **workspace_files(),
    }


def _lay_down(folder: Path, files: Mapping[str, str]) -> dict[str, bool]:
    """Write the files that are not there: what is there was the user's first.

    Gives whether each was written, by its path.
    """
    written: dict[str, bool] = {}
    for path, text in files.items():
        place = folder / path
        written[path] = not (place.exists() or place.is_symlink())
        if written[path]:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="\n")
    return written


def _tell_next(folder: Path) -> None:
    place = visible(str(folder))
    click.echo(
        f"A new site is in {place}: articles in content/, settings in {CONFIG}, and room for your"
        " own templates/ and static/.\n\nNext:"
    )
    if folder.resolve() != Path.cwd():
        click.echo(f"  cd {visible(shlex.quote(str(folder)))}")
    click.echo('  newsgen build\n  newsgen new "Your headline" --section world')


def _tell_laid_down(folder: Path, service: str, written: Mapping[str, bool]) -> None:
    click.echo(f"\nFor {SERVICES[service]}:")
    for path, new in written.items():
        click.echo(f"  {'laid down' if new else 'kept as it was'}: {path}")
    if "newsgen" not in (folder / _REQUIREMENTS).read_text(encoding="utf-8", errors="replace"):
        click.echo(f"\nAdd a line to {_REQUIREMENTS}: {_REQUIREMENT}")
    click.echo(
        f"\nThey do their work at the root of a repository, once {CONFIG} names a target to publish"
        " to."
    )
