"""Small sites, written in the test that needs them."""

import textwrap
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsgen.builder.build import build as build_site
from newsgen.builder.options import Options
from newsgen.builder.result import Result
from newsgen.models import Identity, Model

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CONFIG = """\
title: The Test Courier
base_url: https://news.example/
timezone: Asia/Karachi
sections:
  pakistan: {title: Pakistan}
  world: {title: World}
"""

SITE = Identity(
    title="The Test Courier",
    tagline="",
    description="",
    origin="https://news.example",
    base="/",
    lang="en",
    dir="ltr",
    timezone="Asia/Karachi",
    dateline_style="ap",
    sections=(),
    pages=(),
    feed="/feed.xml",
    copyright="",
)
"""What a page of such a site may say of it."""


def article(
    title: str = "Talks end",
    body: str = "The talks ended on Monday.",
    section: str = "world",
    date: str = "2026-11-20 10:00",
    **fields: str,
) -> str:
    """The text of an article file."""
    lines = [f"{key}: {value}" for key, value in fields.items()]
    return "\n".join(
        [
            "---",
            f"title: {title}",
            f"section: {section}",
            f"date: {date}",
            *lines,
            "---",
            "",
            body,
            "",
        ]
    )


def archive(size: int, tags: int, authors: int) -> dict[str, str]:
    """Files of that many stories, one a day up to the day before that of ``article``."""
    first = datetime(2026, 11, 20, 10, tzinfo=UTC) - timedelta(days=size)
    return {
        f"content/world/{n}.md": article(
            f"Story {n}",
            date=f"{first + timedelta(days=n):%Y-%m-%d %H:%M}",
            tags=f"[t{n % tags}]",
            authors=f"[Author {n % authors}]",
        )
        for n in range(size)
    }


class Paper(Model, frozen=True):
    """A site on disk, and what a build makes of it."""

    root: Path

    @property
    def public(self) -> Path:
        """The output folder."""
        return self.root / "public"

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files of the site, by path from its root."""
        for path, content in files.items():
            place = self.root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                place.write_bytes(content)
            else:
                place.write_text(textwrap.dedent(content), encoding="utf-8")

    def remove(self, path: str) -> None:
        """Remove a file of the site."""
        (self.root / path).unlink()

    def options(self, now: datetime = NOW, **wanted: object) -> Options:
        """The options of a build of this site."""
        return Options(root=str(self.root), now=now, jobs=1, **wanted)  # type: ignore[arg-type]

    def build(self, now: datetime = NOW, **wanted: object) -> Result:
        """Build the site and tell the result, whatever it is."""
        return build_site(self.options(now, **wanted))

    def build_ok(self, now: datetime = NOW, **wanted: object) -> Result:
        """Build the site, which must be without errors and warnings."""
        result = self.build(now, **wanted)
        assert result.diagnostics == ()
        assert result.committed
        return result

    def page(self, path: str) -> str:
        """The text of a file of the output."""
        return (self.public / path).read_text(encoding="utf-8")

    def codes(self, **wanted: object) -> list[str]:
        """The codes of all that is wrong with the site."""
        return [diagnostic.code for diagnostic in self.build(**wanted).diagnostics]


MakePaper = Callable[..., Paper]


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below the folder with its bytes; newsgen's own folder left out."""
    return {
        place.relative_to(folder).as_posix(): place.read_bytes()
        for place in sorted(folder.rglob("*"))
        if place.is_file() and ".newsgen" not in place.relative_to(folder).parts
    }
