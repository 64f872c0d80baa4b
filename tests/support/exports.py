"""Sources of imports, written in the test that needs them, and what an import makes of them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from newsgen.importer.preparation import ImportOptions
from newsgen.importer.report import ImportReport
from newsgen.importer.run import import_site

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def post(number: int, **fields: Any) -> dict[str, Any]:
    """A post of a Ghost export."""
    return {
        "id": f"p{number}",
        "title": f"Story {number}",
        "slug": f"story-{number}",
        "html": f"<p>The bridge of mile {number} opened before noon, and the ferry stopped.</p>",
        "type": "post",
        "status": "published",
        "visibility": "public",
        "published_at": f"2021-05-{number:02}T09:30:00.000Z",
        "updated_at": f"2021-05-{number:02}T09:30:00.000Z",
        **fields,
    }


def ghost(place: Path, *posts: Mapping[str, Any], **tables: Any) -> Path:
    """Write a Ghost export of these posts; returns its path."""
    settings = [{"key": "title", "value": "The Valley Post"}]
    data = {"posts": list(posts), "settings": settings, **tables}
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps({"db": [{"meta": {"version": "5.0"}, "data": data}]}))
    return place


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files below a folder; returns the folder."""
    for path, content in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def take(source: Path, into: Path, **options: Any) -> ImportReport:
    """Import the source."""
    return import_site(
        ImportOptions(sources=(source,), into=into, now=NOW, **{"kind": "ghost", **options})
    )


def front_matter(file: Path) -> dict[str, Any]:
    """The front matter of a file, every value as text."""
    found: dict[str, Any] = yaml.load(file.read_text().split("---\n")[1], yaml.BaseLoader)
    return found


def body(file: Path) -> str:
    """The text of a file below its front matter."""
    return file.read_text().split("---\n", 2)[2].strip()


def snapshot(root: Path) -> dict[str, tuple[bytes, int]]:
    """Bytes and time of every file of a paper that belongs to it."""
    return {
        file.relative_to(root).as_posix(): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in sorted(root.rglob("*"))
        if file.is_file() and ".newsgen" not in file.parts
    }


def dead_addresses(paper: Path, report: ImportReport, *more: str) -> list[str]:
    """The old addresses of the import, and more, that nothing in the built paper answers.

    A page, a redirect page, or a rule for the web server answers. Drafts have no addresses.
    """
    rules = "".join(file.read_text() for file in (paper / "public").glob("redirects.nginx.map"))
    shown = [story for story in report.stories if not story.drafts]
    wanted = [address for story in shown for address in (story.old_address, *story.aliases)]
    return [address for address in (*wanted, *more) if not _answers(paper, address, rules)]


def _answers(paper: Path, address: str, rules: str) -> bool:
    parts = urlsplit(address)
    if parts.query:
        return f"{parts.path}?{parts.query}" in rules
    page = paper / "public" / unquote(parts.path).lstrip("/")
    return any(each.is_file() for each in (page, page / "index.html", page.with_suffix(".html")))
