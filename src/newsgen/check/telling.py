"""From what was found in the output to what is told of the sources."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import unquote

from msgspec.structs import replace

from newsgen.check.rules import RULES
from newsgen.check.sheets import Finding
from newsgen.diagnostics import Diagnostic

_MANY = 3
"""The same fault in so many files is told once: it comes from a template."""


def tell(
    findings: Iterable[Finding], origins: Mapping[str, str], root: Path
) -> Iterator[Diagnostic]:
    """The findings as problems of sources, as far as those are to blame.

    ``origins`` gives for each file of the output the source that it is made from, where there is
    one. A fault that many files share, and no source, is told once.
    """
    read = cache(lambda path: _read(root / path))
    shared: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        source = origins.get(finding.output, "")
        line, column, excerpt = _locate(read(source) if source else "", finding.needle)
        if line:
            diagnostic = _diagnose(finding, source, f"in {finding.output}")
            yield replace(diagnostic, line=line, column=column, excerpt=excerpt)
        else:
            shared[finding.code, finding.detail].append(finding)
    templates = {path: read(path) for path in _templates(root)}
    for group in shared.values():
        yield from _tell_group(group, origins, templates)


def _tell_group(
    group: Sequence[Finding], origins: Mapping[str, str], templates: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """A fault that no text of a source holds."""
    first = group[0]
    template, line = _find_template(first.needle, templates)
    if len(group) < _MANY and not template:
        for finding in group:
            yield _diagnose(finding, origins.get(finding.output, ""), _in_output(finding))
        return
    others = f" and {len(group) - 1:,} more" if group[1:] else ""
    diagnostic = _diagnose(first, template, f"{_in_output(first)}{others}")
    yield replace(diagnostic, line=line)


def _diagnose(finding: Finding, path: str, place: str) -> Diagnostic:
    rule = RULES[finding.code]
    detail = f": {finding.detail}" if finding.detail else ""
    message = f"{rule.meaning}{detail} ({place})"
    return Diagnostic(code=finding.code, message=message, path=path, hint=rule.remedy)


def _in_output(finding: Finding) -> str:
    line = f", line {finding.line}" if finding.line else ""
    return f"in {finding.output}{line}"


def _locate(text: str, needle: str) -> tuple[int, int, str]:
    """Line, column and text of the first line that holds the needle; 0, 0 and nothing if none."""
    wanted = {needle, unquote(needle), escape(needle, quote=False)} - {""}
    found = [at for words in wanted if (at := text.find(words)) >= 0]
    if not found:
        return 0, 0, ""
    at = min(found)
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return text.count("\n", 0, at) + 1, at - start + 1, text[start : end if end >= 0 else None]


def _templates(root: Path) -> list[str]:
    folder = root / "templates"
    return sorted(p.relative_to(root).as_posix() for p in folder.rglob("*.html"))


def _find_template(needle: str, templates: Mapping[str, str]) -> tuple[str, int]:
    """The template of the site that holds the needle, and the line; nothing if none does."""
    for path, text in templates.items() if len(needle) > 2 else ():
        if line := _locate(text, needle)[0]:
            return path, line
    return "", 0


def _read(place: Path) -> str:
    try:
        return "\n".join(place.read_text(encoding="utf-8", errors="replace").splitlines())
    except OSError:
        return ""
