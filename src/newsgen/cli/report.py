"""Diagnostics and counts as text, JSON, and annotations for GitHub."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import click

from newsgen.cli.terminal import visible, wants_colour, width
from newsgen.diagnostics import CODES, EXAMPLES, FEW, Diagnostic, Severity, by_rule, ordered
from newsgen.files.names import CONFIG
from newsgen.text import truncate

Format = Literal["text", "json", "github"]

_EXCERPT = 100
_MEANING = 70
_MESSAGE = 500
_HOW_TO_SEE_ALL = "`newsgen build --all` or `newsgen check --all` shows every problem."
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def exit_status(diagnostics: Sequence[Diagnostic], *, strict: bool = False) -> int:
    """Return 0 if the site is fine, 1 if it has problems, 2 if its configuration has.

    3 if ``--verify`` found a difference. Warnings count as problems if ``strict``.
    """
    if any(d.code == "not-as-clean" for d in diagnostics):
        return 3
    grave = [d for d in diagnostics if strict or d.severity is Severity.ERROR]
    if any(d.path == CONFIG for d in grave):
        return 2
    return 1 if grave else 0


def counted(number: int, noun: str) -> str:
    """Return the number with its noun: ``1 file``, ``2,000 files``, ``3 entries``."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("ss"):
        return f"{number:,} {noun}es"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("ry") else f"{number:,} {noun}s"


def listed(parts: Sequence[str]) -> str:
    """Join the parts to a phrase: ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def summarise(diagnostics: Sequence[Diagnostic]) -> str:
    """Count the problems by severity, and their files: ``2 errors and 1 warning in 3 files``."""
    errors = sum(1 for d in diagnostics if d.severity is Severity.ERROR)
    kinds = {"error": errors, "warning": len(diagnostics) - errors}
    kinds_found = [counted(number, noun) for noun, number in kinds.items() if number]
    files = len({d.path for d in diagnostics if d.path})
    place = f" in {counted(files, 'file')}" if files else ""
    return listed(kinds_found) + place if kinds_found else "no problems"


def show(diagnostics: Sequence[Diagnostic], *, every: bool = False) -> None:
    """Print the diagnostics and their number to standard error; nothing if there are none."""
    if diagnostics:
        colour = wants_colour(sys.stderr)
        text = format_text(diagnostics, colour=colour, every=every)
        click.echo(text, err=True, color=colour)
        click.echo(f"\n{summarise(diagnostics)}", err=True)


def format_text(diagnostics: Sequence[Diagnostic], *, colour: bool, every: bool = False) -> str:
    """Format the diagnostics for a terminal: place, message, source line and hint.

    Many are counted by rule, with a few examples of each; ``every`` shows all, errors first.
    """
    found = ordered(diagnostics)
    if len(found) <= FEW:
        text = "\n".join(map(_block, found))
    elif every:
        text = "\n".join(map(_block, sorted(found, key=lambda d: -d.severity)))
    else:
        text = _by_rule(found)
    return text if colour else click.unstyle(text)


def _by_rule(diagnostics: Sequence[Diagnostic]) -> str:
    """A table of the rules with the number of their problems, then examples of each."""
    groups = by_rule(diagnostics)
    examples = (_examples(group) for group in groups)
    return "\n\n".join([_table(groups), *examples, _HOW_TO_SEE_ALL])


def _table(groups: Sequence[Sequence[Diagnostic]]) -> str:
    from newsgen.check.rules import RULES  # noqa: PLC0415 - slow to import

    meanings = {code: known.meaning for code, known in (*CODES.items(), *RULES.items())}
    rows = [(f"{len(group):,}", _kind(group), group[0].code) for group in groups]
    number, kind, name = (max(map(len, column)) for column in zip(*rows, strict=True))
    return "\n".join(
        f"{count:>{number}} {label:<{kind}}  {code:<{name}}  {truncate(meanings[code], _MEANING)}"
        for count, label, code in rows
    )


def _examples(group: Sequence[Diagnostic]) -> str:
    blocks = [_block(diagnostic) for diagnostic in group[:EXAMPLES]]
    if left := len(group) - len(blocks):
        blocks.append(f"… and {left:,} more {group[0].code}")
    return "\n".join(blocks)


def _kind(group: Sequence[Diagnostic]) -> str:
    return counted(len(group), group[0].severity.name.lower()).rpartition(" ")[2]


def format_json(diagnostics: Sequence[Diagnostic], facts: Mapping[str, Any] | None = None) -> str:
    """Return one JSON object: the ``facts``, then ``errors``, ``warnings`` and ``diagnostics``.

    It is pure ASCII, so it is safe for every pipe and terminal.
    """
    found = ordered(diagnostics)
    errors = sum(1 for d in found if d.severity is Severity.ERROR)
    tally = {"errors": errors, "warnings": len(found) - errors}
    document = {**(facts or {}), **tally, "diagnostics": [_mapping(d) for d in found]}
    return json.dumps(document, indent=2)


def format_github(diagnostics: Sequence[Diagnostic], folder: str = "") -> str:
    """Format the diagnostics as workflow commands, which GitHub shows at the lines of a change.

    ``folder`` is the site's folder relative to the repository, with a slash at its end, or empty.
    """
    return "\n".join(_annotation(diagnostic, folder) for diagnostic in ordered(diagnostics))


def _block(diagnostic: Diagnostic) -> str:
    severity = diagnostic.severity
    label = f"{severity.name.lower()}[{diagnostic.code}]"
    lines = [
        click.style(_place(diagnostic), bold=True)
        + click.style(label, fg=_COLOURS[severity], bold=True)
        + f": {_shortened(diagnostic.message)}"
    ]
    gutter = str(diagnostic.line or "")
    margin = " " * len(gutter)
    if diagnostic.excerpt:
        excerpt, caret = _window(diagnostic.excerpt, diagnostic.column)
        lines.append(f"  {click.style(f'{gutter} |', fg='blue')} {excerpt}".rstrip())
        if diagnostic.column:
            mark = click.style("^", fg=_COLOURS[severity], bold=True)
            lines.append(f"  {click.style(f'{margin} |', fg='blue')} {' ' * caret}{mark}")
    if diagnostic.hint:
        lines.append(
            f"  {margin} {click.style('= hint:', fg='cyan')} {_shortened(diagnostic.hint)}"
        )
    return "\n".join(lines)


def _place(diagnostic: Diagnostic) -> str:
    """Return ``path:line:col: ``, as far as known; editors and terminals make it a link."""
    parts = [visible(diagnostic.path)] if diagnostic.path else []
    if parts and diagnostic.line:
        parts.append(str(diagnostic.line))
        parts.extend([str(diagnostic.column)] if diagnostic.column else [])
    return "".join(f"{part}:" for part in parts) + (" " if parts else "")


def _window(excerpt: str, column: int) -> tuple[str, int]:
    """Return the part of a long line around the column, and the position of the caret in it."""
    line = excerpt.rstrip("\r\n")
    at = min(max(column - 1, 0), len(line))
    start = max(0, min(at - _EXCERPT // 2, len(line) - _EXCERPT))
    left, right = line[start:at], line[at : start + _EXCERPT]
    before = ("…" if start else "") + visible(left)
    after = visible(right) + ("…" if start + _EXCERPT < len(line) else "")
    return before + after, width(before)


def _shortened(text: str) -> str:
    return visible(text if len(text) <= _MESSAGE else f"{text[:_MESSAGE]}…")


def _mapping(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "severity": diagnostic.severity.name.lower(),
        "code": diagnostic.code,
        "path": diagnostic.path,
        "line": diagnostic.line or None,
        "column": diagnostic.column or None,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "excerpt": diagnostic.excerpt,
    }


def _annotation(diagnostic: Diagnostic, folder: str) -> str:
    properties = {
        "file": folder + diagnostic.path if diagnostic.path else "",
        "line": str(diagnostic.line or ""),
        "col": str(diagnostic.column or ""),
        "title": diagnostic.code,
    }
    listing = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    hint = f"\n{_shortened(diagnostic.hint)}" if diagnostic.hint else ""
    message = _escaped(_shortened(diagnostic.message) + hint)
    return f"::{diagnostic.severity.name.lower()} {listing}::{message}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(visible(text)).replace(":", "%3A").replace(",", "%2C")
