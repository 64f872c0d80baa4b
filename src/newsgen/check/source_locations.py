"""Turns findings in output files into diagnostics for the sources that cause them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from html import escape
from pathlib import Path
from urllib.parse import unquote

from msgspec.structs import replace

from newsgen.builder.planning import SitePlan
from newsgen.check.findings import Finding
from newsgen.check.rules import RULES
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.files.walker import read_source
from newsgen.frontmatter import MAX_BYTES
from newsgen.models import TemplateFile

_SHARED = 3
"""The same finding in this many files is reported once: it comes from a template."""


def origins_of(site_plan: SitePlan) -> dict[str, str]:
    """The source of each output file that is made from a source."""
    return {output.path: output.source for output in site_plan.plan.outputs if output.source}


def to_diagnostics(
    findings: Iterable[Finding],
    origins: Mapping[str, str],
    root: Path,
    templates: Mapping[str, TemplateFile],
) -> Iterator[Diagnostic]:
    """The diagnostics of the findings, each at its place in a source or template if it is found.

    ``origins`` are the sources of output files, by output path; ``templates`` are those of the
    site. A finding that many files share, and that is in no source, is reported once.
    """
    text_of = cache(partial(_read, root))
    shared: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        source = origins.get(finding.output, "")
        line, column, excerpt = _locate(text_of(source) if source else "", finding.needle)
        if line:
            diagnostic = _diagnostic(finding, source, f"in {finding.output}")
            yield replace(diagnostic, line=line, column=column, excerpt=excerpt)
        else:
            shared[finding.code, finding.detail].append(finding)
    texts = {f"templates/{name}": _text(file.content) for name, file in templates.items()}
    for group in shared.values():
        yield from _group_diagnostics(group, origins, texts)


def _group_diagnostics(
    group: Sequence[Finding], origins: Mapping[str, str], templates: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """The diagnostics of equal findings whose text is in no source."""
    first = group[0]
    template, line = _find_template(first.needle, templates)
    if len(group) < _SHARED and not template:
        for finding in group:
            yield _diagnostic(finding, origins.get(finding.output, ""), _in_output(finding))
        return
    others = f" and {len(group) - 1:,} more" if group[1:] else ""
    diagnostic = _diagnostic(first, template, f"{_in_output(first)}{others}")
    yield replace(diagnostic, line=line)


def _diagnostic(finding: Finding, path: str, place: str) -> Diagnostic:
    rule = RULES[finding.code]
    detail = f": {finding.detail}" if finding.detail else ""
    message = f"{rule.meaning}{detail} ({place})"
    return Diagnostic(
        code=finding.code, severity=rule.severity, message=message, path=path, hint=rule.remedy
    )


def _in_output(finding: Finding) -> str:
    line = f", line {finding.line}" if finding.line else ""
    return f"in {finding.output}{line}"


def _locate(text: str, needle: str) -> tuple[int, int, str]:
    """Line, column and text of the first line that contains the needle; 0, 0 and "" if none."""
    wanted = {needle, unquote(needle), escape(needle, quote=False)} - {""}
    found = [at for words in wanted if (at := text.find(words)) >= 0]
    if not found:
        return 0, 0, ""
    at = min(found)
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return text.count("\n", 0, at) + 1, at - start + 1, text[start : end if end >= 0 else None]


def _find_template(needle: str, templates: Mapping[str, str]) -> tuple[str, int]:
    """The template of the site that contains the needle, and the line; "" and 0 if none."""
    for path, text in templates.items() if len(needle) > 2 else ():
        if line := _locate(text, needle)[0]:
            return path, line
    return "", 0


def _read(root: Path, path: str) -> str:
    """The text of a source; empty if it cannot be read."""
    try:
        return _text(read_source(root, path, MAX_BYTES))
    except Problems:
        return ""


def _text(content: bytes) -> str:
    return "\n".join(content.decode(errors="replace").splitlines())
