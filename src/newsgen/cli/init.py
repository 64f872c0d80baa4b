"""``newsgen init``: a new site in an empty folder."""

import shlex
import shutil
from pathlib import Path

import click

from newsgen.cli.options import CONFIG, Misuse
from newsgen.cli.terminal import visible
from newsgen.cli.vscode import workspace_files
from newsgen.theme import starter_folder

_KEEP = ".gitkeep"
_IGNORED = "/public/\n/.newsgen/\n"


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init_command(*, folder: Path) -> int:
    """Start a new site in an empty folder.

    It holds an example paper to change, folders for templates and files of your own, and what VS
    Code needs to complete the keys of articles and settings.
    """
    _require_empty(folder)
    starter, own = starter_folder(), _own_files()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(starter / CONFIG, folder / CONFIG)
    shutil.copytree(starter / "content", folder / "content", copy_function=shutil.copyfile)
    for path, text in own.items():
        _write_new(folder / path, text)
    _tell_next(folder)
    return 0


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


def _write_new(path: Path, text: str) -> None:
    """Write the file unless it is there already: hidden files were the user's first."""
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_text(text, encoding="utf-8", newline="\n")


def _tell_next(folder: Path) -> None:
    place = visible(str(folder))
    click.echo(
        f"A new site is in {place}: articles in content/, settings in {CONFIG}, and room for your"
        " own templates/ and static/.\n\nNext:"
    )
    if folder.resolve() != Path.cwd():
        click.echo(f"  cd {visible(shlex.quote(str(folder)))}")
    click.echo('  newsgen build\n  newsgen new "Your headline" --section world')
