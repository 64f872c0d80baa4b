"""The result of a build, as text and as JSON."""

import shlex
from pathlib import Path
from typing import Any

from newsgen.builder.result import Profile, Result
from newsgen.cli.report import counted, listed
from newsgen.cli.terminal import columns, visible
from newsgen.urls import file_url

_TALLY = ("articles", "drafts", "scheduled", "expired")
_NAMED = 5
"""Vanished addresses that the summary names."""
_FILES = ("outputs", "opened", "rendered", "written", "unchanged", "removed")


def facts(result: Result) -> dict[str, Any]:
    """Return the numbers of a build, for JSON."""
    due = result.tally.next_due
    return {
        "committed": result.committed,
        "output": result.output,
        "next_due": due.isoformat() if due else None,
        "seconds": round(result.seconds, 3),
        **{name: getattr(result.tally, name) for name in _TALLY},
        **{name: getattr(result, name) for name in _FILES},
        "kept_addresses": result.kept_addresses,
        "vanished": [
            {"url": file_url(gone.path, result.base_url), "why": gone.why}
            for gone in result.vanished
        ],
    }


def summary(result: Result) -> str:
    """Return a few lines about the build, and the next steps."""
    tally = result.tally
    left_out = listed(
        [_counted_status(getattr(tally, n), n) for n in _TALLY[1:] if getattr(tally, n)]
    )
    made = f"{counted(result.outputs, 'file')} from {counted(tally.articles, 'article')}"
    numbers = {name: getattr(result, name) for name in ("written", "unchanged", "removed")}
    did = ", ".join(f"{number:,} {name}" for name, number in numbers.items())
    lines = [f"Built {made} in {result.seconds:.1f} s: {did}."]
    if left_out:
        lines.append(f"Not included: {left_out}.")
    lines += _about_addresses(result)
    if tally.next_due:
        lines.append(f"Build again at {tally.next_due.isoformat()}: a story is due then.")
    if result.whole_pictures:
        whole = counted(result.whole_pictures, "picture")
        lines.append(f"As large as its file: {whole}. Mend it: `pip install 'newsgen[images]'`.")
    folder = _from_here(result.output)
    lines.append(f"The site is in {visible(folder)}. To view it at http://localhost:8000/:")
    lines.append(f"  python -m http.server -d {visible(shlex.quote(folder))}")
    return "\n".join(lines)


def _about_addresses(result: Result) -> list[str]:
    """Return lines about old addresses that were kept, and about those that answer no longer."""
    lines = []
    if result.kept_addresses:
        kept = counted(result.kept_addresses, "old address")
        lines.append(f"Written under `aliases:` of the stories that moved: {kept}.")
    if result.vanished:
        number = len(result.vanished)
        verb = "answers" if number == 1 else "answer"
        urls = [visible(file_url(gone.path, "/")) for gone in result.vanished[:_NAMED]]
        more = f" and {number - _NAMED:,} more" if number > _NAMED else ""
        names = f"{', '.join(urls)}{more}"
        lines.append(f"{counted(number, 'address')} no longer {verb}: {names}.")
    return lines


def changes(result: Result) -> dict[str, Any]:
    """Return the added, changed and removed files: the path and the URL of each."""
    kinds = {name: getattr(result.changes, name) for name in ("added", "changed", "removed")}
    return {
        "base_url": result.base_url,
        **{
            kind: [{"path": path, "url": file_url(path, result.base_url)} for path in paths]
            for kind, paths in kinds.items()
        },
    }


def profile_facts(result: Result) -> dict[str, Any]:
    """Return where the time was spent, in seconds, for JSON."""
    profile = result.profile
    return {
        "seconds": result.seconds,
        "phases": [{"phase": p, "seconds": round(s, 4)} for p, s in profile.phases],
        "sources": {"read": result.opened},
        "outputs": {"rendered": result.rendered, "all": result.outputs},
        "templates": [
            {"template": k.template, "outputs": k.outputs, "seconds": round(k.seconds, 4)}
            for k in profile.kinds
        ],
        "slowest": [
            {"path": p.path, "origin": p.origin, "seconds": round(p.seconds, 4)}
            for p in profile.slowest
        ],
    }


def profile_table(result: Result) -> str:
    """Return tables of where the time was spent, in milliseconds."""
    profile: Profile = result.profile
    kept = result.outputs - result.rendered
    work = (
        f"{counted(result.opened, 'source')} read; {counted(result.outputs, 'output')}:"
        f" {result.rendered:,} rendered, {kept:,} reused from the last build."
    )
    tables = [
        columns([("PHASE", "MS"), *((phase, _ms(spent)) for phase, spent in profile.phases)]),
        work,
    ]
    if profile.kinds:
        kinds = profile.kinds
        rows = [(k.template or "(none)", f"{k.outputs:,}", _ms(k.seconds)) for k in kinds]
        tables.append(columns([("TEMPLATE", "OUTPUTS", "MS"), *rows]))
        slowest = [(_ms(page.seconds), page.path, page.origin) for page in profile.slowest]
        tables.append(columns([("MS", "SLOWEST", "FROM"), *slowest]))
    return "\n\n".join(tables)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}"


def _counted_status(number: int, name: str) -> str:
    return counted(number, "draft") if name == "drafts" else f"{number:,} {name}"


def _from_here(folder: str) -> str:
    """Return the folder relative to the current one, if it is inside it."""
    path, here = Path(folder), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else folder
