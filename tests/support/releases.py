"""Releases made by hand, for cases that no build produces, and functions to publish them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from newsgen.digest import digest_bytes
from newsgen.incremental.manifest import Entry, Manifest
from newsgen.publish.clocks import ClockReading
from newsgen.publish.diff import Difference, PublishChecks, allowed_changes
from newsgen.publish.overrides import Overrides
from newsgen.publish.release import Release, UploadFormat, make_release
from support.paper import NOW

SITE = "https://news.example/"
NAMES = [
    "..", ".", "", ".newsgen", ".NewsGen", "newsge~1", ".git", ".GIT", "git~1", ".\u200dgit",
    ".parts", ".nojekyll", ".htaccess", "con", "AUX.html", "nul.tar.gz", "lpt1", "a\\..\\b", "a:b",
    "x.", "x ", " x", "a\0b", "a\nb", "a\x1b[2Jb", "a\u202eb", "cafe\u0301", "n" * 241, "é" * 130,
    "*", "?", '"', "-rf", "--help", "~", "~root", "$(touch x)", "`touch x`", "%2e%2e", "releases",
    "current.next", "a'b", "a&b;c", "🦊", "پاکستان",
]  # fmt: skip
HOSTILE = [
    *(f"a/{name}" for name in NAMES),
    *(f"{name}/index.html" for name in NAMES),
    *(f"b/{name}/index.html" for name in NAMES),
    *(f"c/{name}.html" for name in NAMES),
    *(f"{name}/{name}/e.html" for name in NAMES),
    *(f"d/../../{name}" for name in NAMES),
]
"""Paths as hostile slugs, ids, aliases, permalinks and sections could make them."""


def manifest_of(files: Mapping[str, bytes]) -> Manifest:
    """Return the manifest of a build with these files."""
    entries = {
        path: Entry(fingerprint="", recipe="", digest=digest_bytes(content), size=len(content))
        for path, content in files.items()
    }
    return Manifest(entries=entries, base_url=SITE)


def release_of(
    folder: Path,
    files: Mapping[str, bytes],
    hours: int = 0,
    upload_format: UploadFormat | None = None,
) -> Release:
    """Write the files into the folder, and return their release."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    moment = NOW + timedelta(hours=hours)
    return make_release(folder, manifest_of(files), moment, upload_format or UploadFormat())


def publish_release(target: Any, release: Release, **overrides: bool) -> Difference:
    """Publish the release to the target."""
    return target.publish(release, checks_for(release, **overrides), _silent)  # type: ignore[no-any-return]


def checks_for(release: Release, **overrides: bool) -> PublishChecks:
    """Return the usual checks of the release, without the comparison of clocks."""
    given = Overrides(**overrides)
    return PublishChecks(
        clock=_any_clock, changes=partial(allowed_changes, release, given, "the target")
    )


def stored_manifest(paths: Iterable[str], key: str = "files", **more: object) -> dict[str, object]:
    """Return a manifest as a target may store it, with files at these paths."""
    noted = {path: ["0" * 16, "page"] for path in paths}
    return {"moment": NOW.isoformat(), "base_url": SITE, key: noted, **more}


def later(hours: int) -> datetime:
    """Return the time so many hours after the first release."""
    return NOW + timedelta(hours=hours)


def _any_clock(reading: ClockReading | None) -> None:
    """Accept every clock."""


def _silent(phase: str, done: int, total: int) -> None:
    """Report nothing."""
