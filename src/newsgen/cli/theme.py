"""``newsgen theme``: the files of the theme, and copies of them in the site."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import click

from newsgen.cli.options import Misuse, format_option, site_option
from newsgen.cli.report import listed
from newsgen.cli.terminal import columns, visible
from newsgen.config import is_language, language_hint
from newsgen.files import theme
from newsgen.files.theme import ThemeFile
from newsgen.suggestions import suggest

_NOTES = {
    "": "",
    "same": "the same as the theme's; without it, the site follows the theme",
    "extended": "extends the theme's",
    "different": "differs from the theme's",
}
_NEXT = """\
Change what you copied, and look at it with newsgen serve. A copy stays as it is when a later
newsgen improves the theme: newsgen theme list shows where the two differ. To change one block of a
template, extend it instead of copying it: newsgen docs themes."""
_TRANSLATE = """\
Translate what stands after msgid into the empty msgstr, and look at it with newsgen serve. Phrases
that you leave out are those of the theme."""


@click.group("theme")
def theme_command() -> None:
    """List and show the files of the theme, or copy some of them to change them."""


@theme_command.command("list", short_help="List the files of the theme.")
@site_option()
@format_option("table", "json")
def list_command(*, root: str, form: str) -> int:
    """List every file of the theme, and which of them the site replaces."""
    files = theme.compare(Path(root))
    if form == "json":
        click.echo(json.dumps({"files": [_mapping(file) for file in files]}, indent=2))
    else:
        click.echo(columns([("FILE", "FROM", "NOTE"), *map(_row, files)]))
    return 0


@theme_command.command("show", short_help="Print a file of the theme.")
@click.argument("file")
@site_option()
def show_command(*, file: str, root: str) -> int:
    """Print a template or style sheet as the theme has it, whatever the site has in its place.

    FILE is its path as in the list; it may be without its first folder.
    """
    found = _find(file, theme.compare(Path(root)))
    try:
        click.echo(Path(found.place).read_text(encoding="utf-8"), nl=False)
    except UnicodeDecodeError:
        hint = f"newsgen theme copy {found.path} copies it"
        raise Misuse(f"{found.path} is not text", hint) from None
    return 0


@theme_command.command("copy", short_help="Copy files of the theme into the site.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@site_option()
def copy_command(*, files: tuple[str, ...], root: str) -> int:
    """Copy templates or static files of the theme into the site, to change them there.

    FILE is the path of a file as in the list, such as templates/partials/card.html; it may be
    without its first folder. No file of the site is replaced.
    """
    known = theme.compare(Path(root))
    chosen = [*dict.fromkeys(_find(name, known) for name in files)]
    _refuse_existing([file.path for file in chosen], Path(root))
    for file in chosen:
        _write(file.path, Path(file.place).read_bytes(), Path(root))
        click.echo(visible(file.path))
    click.echo(_NEXT, err=True)
    return 0


@theme_command.command("translate", short_help="Start the words of another language.")
@click.argument("lang", metavar="LANGUAGE")
@site_option()
def translate_command(*, lang: str, root: str) -> int:
    """Write templates/locales/LANGUAGE.po: every phrase of the theme, to be translated.

    LANGUAGE is a language tag such as sw, or fr-CA for what differs from fr. A phrase that stays
    empty is shown in the language of the theme that is nearest, at last in English.
    """
    if not is_language(lang):
        raise Misuse(f"{lang!r} is not a language tag", language_hint(lang))
    from newsgen.language.words import ENGLISH, FOLDER, start_catalogue  # noqa: PLC0415 - slow

    path = f"templates/{FOLDER}{lang}.po"
    _refuse_existing([path], Path(root))
    english = next(file for file in theme.compare(Path(root)) if file.path.endswith(ENGLISH))
    content = start_catalogue(lang, Path(english.place).read_bytes())
    _write(path, content.encode(), Path(root))
    click.echo(visible(path))
    click.echo(_TRANSLATE, err=True)
    return 0


def _find(name: str, known: Sequence[ThemeFile]) -> ThemeFile:
    """The file of the theme with that name. Raises Misuse if there is none."""
    files = {name: file for file in reversed(known) for name in _names(file)}
    if name not in files:
        hint = suggest(name, files) or "newsgen theme list shows all files"
        raise Misuse(f"the theme has no file {name!r}", hint)
    return files[name]


def _names(file: ThemeFile) -> tuple[str, str]:
    return file.path, file.path.partition("/")[2]


def _refuse_existing(paths: Sequence[str], root: Path) -> None:
    """Raise Misuse if the site has one of the files, before any is copied."""
    there = [path for path in paths if os.path.lexists(root / path)]
    if there:
        verb = "exists" if len(there) == 1 else "exist"
        hint = "newsgen theme show prints the theme's; to start anew, remove yours first"
        raise Misuse(f"{listed(there)} {verb} already, so nothing was copied", hint)


def _write(path: str, content: bytes, root: Path) -> None:
    place = root / path
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as copy:
            copy.write(content)
    except OSError as error:
        raise Misuse(f"cannot write {path}: {error.strerror}") from error


def _row(file: ThemeFile) -> tuple[str, ...]:
    return (file.path, "site" if file.own else "theme", _NOTES[file.own])


def _mapping(file: ThemeFile) -> dict[str, str | bool]:
    source = "site" if file.own else "theme"
    return {"path": file.path, "from": source, "differs": file.own == "different"}
