"""``newsgen docs``: the documents for users, which every installation contains."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from newsgen.cli.options import Misuse
from newsgen.cli.terminal import columns, is_terminal, wants_colour
from newsgen.files.theme import home
from newsgen.suggestions import suggest

_INDEX = "README.md"
_ENTRY = re.compile(r"^- \[[^]]+\]\((?P<name>[a-z-]+)\.md\): (?P<purpose>.+)$", re.MULTILINE)
_ERRORS = "errors"
"""The page that explains diagnostic codes, each under a heading of its own."""
_HEADING = re.compile(r"(?P<level>#+) (?P<title>.+)")


@click.command("docs")
@click.argument("page", required=False, default="")
@click.option(
    "--path",
    "as_path",
    is_flag=True,
    help="Print where the page, or the folder of all pages, is on this machine.",
)
def docs_command(*, page: str, as_path: bool) -> int:
    """Read the documentation; it needs no internet.

    PAGE is the name of a page, the target of a link such as publishing.md#going-back, or the code
    of a problem such as broken-link. Without it, the pages are listed.
    """
    folder = home() / "docs"
    pages = dict(_ENTRY.findall((folder / _INDEX).read_text(encoding="utf-8")))
    name, _, anchor = page.partition("#")
    name = name.rpartition("/")[2].removesuffix(".md").casefold()
    if not page:
        click.echo(str(folder) if as_path else _listing(pages))
    elif name in pages:
        _show(folder / f"{name}.md", anchor, as_path=as_path)
    else:
        errors = folder / f"{_ERRORS}.md"
        codes = [anchor for anchor, _ in _sections(errors.read_text(encoding="utf-8"))]
        if name not in codes:
            hint = suggest(name, [*pages, *codes]) or f"the pages are {', '.join(pages)}"
            raise Misuse(f"there is no page {page!r}", hint)
        _show(errors, name, as_path=as_path)
    return 0


def _listing(pages: Mapping[str, str]) -> str:
    """All pages with their purpose, and how to read one."""
    examples = "newsgen docs PAGE shows a page, newsgen docs CODE explains the code of a problem."
    return f"{columns([*pages.items()])}\n\n{examples}"


def _show(path: Path, anchor: str, *, as_path: bool) -> None:
    """Print a page or one of its sections; a person at a terminal gets a pager.

    Raises Misuse if the page has no section with that anchor.
    """
    if as_path:
        click.echo(str(path))
        return
    text = path.read_text(encoding="utf-8")
    if anchor:
        sections = dict(_sections(text))
        if anchor not in sections:
            hint = suggest(anchor, sections) or f"newsgen docs {path.stem} shows the whole page"
            raise Misuse(f"{path.name} has no section {anchor!r}", hint)
        text = sections[anchor]
    if is_terminal(sys.stdout):
        os.environ.setdefault("LESS", "FRX")  # as git: colours, and no pager for a short text
        click.echo_via_pager(_styled(text) if wants_colour(sys.stdout) else text)
    else:
        click.echo(text, nl=False)


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Each heading below the title: its anchor, and its text with all deeper headings."""
    lines = text.splitlines(keepends=True)
    headings = [(n, len(found["level"]), found["title"]) for n, found in _headings(lines)]
    for place, (start, level, title) in enumerate(headings):
        later = (n for n, other, _ in headings[place + 1 :] if other <= level)
        if start:
            yield _anchor(title), "".join(lines[start : next(later, len(lines))]).rstrip() + "\n"


def _headings(lines: list[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """The headings outside code, with their line numbers from 0."""
    is_code = False
    for number, line in enumerate(lines):
        is_code ^= line.lstrip().startswith("```")
        if not is_code and (found := _HEADING.match(line)):
            yield number, found


def _anchor(title: str) -> str:
    """The anchor that GitHub and editors give to a heading: ``going-back``."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _styled(text: str) -> str:
    """The text with headings in bold."""
    lines = text.splitlines(keepends=True)
    for number, _ in _headings(lines):
        lines[number] = click.style(lines[number].rstrip("\n"), bold=True) + "\n"
    return "".join(lines)
