"""``newsgen desk``: the desk in the browser, for everybody who does not use a terminal."""

import sys
import webbrowser
from contextlib import ExitStack
from pathlib import Path

import click

from newsgen.builder.options import Options, cache_folder, configure
from newsgen.cli.init import start_site
from newsgen.cli.launcher import write_launcher
from newsgen.cli.options import Misuse, cache_option, find_now, find_root
from newsgen.cli.serve import run_preview
from newsgen.cli.terminal import visible
from newsgen.files.names import CONFIG
from newsgen.serve import RunningPreview, ServerOptions
from newsgen.serve.running import find_running, last_preview, one_start

_USUAL_PORT = 8000
_PORTS = range(1024, 65000)
"""Those that a user may take, with free ones after them."""


@click.command("desk")
@click.option(
    "--site",
    metavar="DIR",
    default=None,
    help=f"Folder with {CONFIG}; by default the current folder or its nearest parent with one, else"
    " the paper of the last time.",
)
@cache_option()
@click.option(
    "--shortcut",
    is_flag=True,
    default=False,
    help="Write a file that opens this desk by a double click, and do nothing else.",
)
def desk_command(*, site: str | None, cache: str | None, shortcut: bool) -> int:
    """Open the desk of a paper in the browser.

    If it runs already, the browser shows that one. The desk is the part of the preview where
    stories are written and released; only this computer reaches it. Ctrl-C, or closing this
    window, stops it.
    """
    root = find_paper(site)
    remember_paper(root)
    if shortcut:
        place, hint = write_launcher(Path(root))
        click.echo(f"A double click on this file opens the desk:\n{visible(str(place))}")
        click.echo(hint)
        return 0
    _open_desk(root, cache)
    return 0


def find_paper(site: str | None) -> str:
    """Return the folder of the paper: the given one, the one here, that of the last time, or a
    new one that is made for whoever answers. Raises Misuse.
    """
    if site:
        return find_root(site)
    try:
        return find_root(None)
    except Misuse:
        return _remembered_paper() or _new_paper()


def remember_paper(root: str) -> None:
    """Keep the folder for the next time; without space on the disk it is asked for again."""
    place = _memory()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(root, encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        click.echo(f"The paper cannot be remembered: {error.strerror}.", err=True)


def _remembered_paper() -> str | None:
    try:
        root = _memory().read_text(encoding="utf-8", errors="surrogateescape").strip()
        return root if root and (Path(root) / CONFIG).is_file() else None
    except (OSError, ValueError):
        return None


def _memory() -> Path:
    return Path(click.get_app_dir("newsgen")) / "paper"


def _new_paper() -> str:
    """Make the paper whose name is typed in. Raises Misuse if there is nobody to type it."""
    if not sys.stdin.isatty():
        raise Misuse(
            f"there is no {CONFIG} here, and no paper of the last time",
            "newsgen desk --site DIR opens a paper, and newsgen init DIR makes one",
        )
    click.echo("There is no paper here. A new one is a folder, in your own folder if you just name")
    click.echo("it. The name of a folder with a paper opens that one.")
    while True:
        folder = Path.home() / Path(click.prompt("Folder of the paper").strip()).expanduser()
        if (folder / CONFIG).is_file():
            return str(folder)
        try:
            start_site(folder)
        except Misuse as misuse:
            misuse.show()
        except OSError as error:
            Misuse(f"{folder} cannot be made: {error.strerror}").show()
        else:
            click.echo(f"Made a paper with example stories in {visible(str(folder))}.")
            return str(folder)


def _open_desk(root: str, cache: str | None) -> None:
    """Show the desk that runs, or start one. Raises Refusal if it cannot start."""
    folder = _cache_folder(root, cache)
    with ExitStack() as starting:
        starting.enter_context(one_start(folder))
        running = find_running(folder)
        if running:
            click.echo(f"The desk runs already: {running.desk}")
            webbrowser.open(running.desk)
            return

        def ready(preview: RunningPreview) -> None:
            starting.close()
            _show(preview, root)

        run_preview(root, cache, None, ServerOptions(port=_port(folder)), ready)


def _port(cache: Path) -> int:
    """Return the port of the last time, as browsers keep unsaved texts for each port."""
    last = last_preview(cache)
    return last.port if last and last.port in _PORTS else _USUAL_PORT


def _cache_folder(root: str, cache: str | None) -> Path:
    options = Options(root=root, cache=cache, now=find_now(None))
    place = Path(root).resolve()
    return cache_folder(place, configure(place, options), options)


def _show(preview: RunningPreview, root: str) -> None:
    click.echo(f"Paper: {visible(root)}")
    click.echo(f"Desk:  {preview.desk}")
    click.echo("The desk runs as long as this window is open; Ctrl-C stops it.")
    webbrowser.open(preview.desk)
