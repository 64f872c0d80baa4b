"""What happens to a site between two builds: each scenario is a function over its working folder.

A scenario takes the folder and the number of the turn, which makes every edit a new one. The same
folder and turn give the same edit, so that all generators build the same archive. Files are
replaced and never written into, for articles are hard links to those of the archive.
"""

import heapq
import re
import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from generators import CACHE, LAYOUTS, OUTPUT

Scenario = Callable[[Path, int], None]
LATEST = 100
"""Editors change one of this number of latest stories."""
TAGS = 5
"""Of an added article."""
TITLE = re.compile(r"^title:.*$", re.MULTILINE)


def start_over(site: Path, turn: int) -> None:  # noqa: ARG001
    """Remove the results of earlier builds: the finished site and the build cache."""
    for folder in (OUTPUT, CACHE):
        shutil.rmtree(site / folder, ignore_errors=True)


def change_nothing(site: Path, turn: int) -> None:
    """Leave everything as it was."""


def edit_body(site: Path, turn: int) -> None:
    """Add a paragraph to one of the latest stories."""
    story = _story(site, turn)
    _replace(story, f"{_text(story)}\nThe desk adds a line, its number {turn}.\n")


def edit_headline(site: Path, turn: int) -> None:
    """Give one of the latest stories another headline; its address stays."""
    story = _story(site, turn)
    _replace(story, TITLE.sub(f'title: "The desk finds a better headline {turn}"', _text(story), 1))


def add_article(site: Path, turn: int) -> None:
    """Publish a story newer than all others, with five tags and an author of the archive."""
    stories = {story: front_matter(_text(story)) for story in latest(site)}
    folder = max(stories, key=lambda story: str(stories[story]["date"])).parent
    newest = max(stories.values(), key=lambda fields: str(fields["date"]))
    date = newest["date"] + timedelta(minutes=1)
    tags = dict.fromkeys(tag for fields in stories.values() for tag in fields.get("tags", ()))
    lines = [
        "---",
        f'title: "The desk publishes story {turn}"',
        f"section: {folder.name}",
        f"date: {date.isoformat()}",
        f"slug: published-by-the-desk-{turn}",
        f"authors: [{newest['authors'][0]}]",
        f"tags: [{', '.join(list(tags)[:TAGS])}]",
        'summary: "What the desk has published just now."',
        "---",
        "",
        "The first paragraph of what has just been published.",
        "",
    ]
    place = folder / f"{date:%Y-%m-%d}-published-by-the-desk-{turn}.md"
    _replace(place, "\n".join(lines))


def edit_template(site: Path, turn: int) -> None:
    """Add a line to the template of articles."""
    layout = next(site / name for name in LAYOUTS if (site / name).is_file())
    text = _text(layout).replace("</article>", f"<p>Edition {turn}</p>\n</article>", 1)
    _replace(layout, text)


SCENARIOS: Mapping[str, Scenario] = {
    "cold": start_over,
    "nothing changed": change_nothing,
    "one body edited": edit_body,
    "one headline edited": edit_headline,
    "one article added": add_article,
    "one template edited": edit_template,
}
"""By their names in the tables, in the order of a run: the first builds the
site that the others change."""


def latest(site: Path) -> list[Path]:
    """The latest stories by the dates in their file names, the newest first."""
    stories = (site / "content").glob("*/*.md")
    return heapq.nlargest(LATEST, stories, key=lambda story: (story.name, story))


def front_matter(text: str) -> dict[str, Any]:
    """The fields of an article file."""
    fields: dict[str, Any] = yaml.safe_load(text.split("---\n", 2)[1])
    return fields


def _story(site: Path, turn: int) -> Path:
    stories = latest(site)
    return stories[turn % len(stories)]


def _text(place: Path) -> str:
    return place.read_text(encoding="utf-8")


def _replace(place: Path, text: str) -> None:
    fresh = place.with_name(f".{place.name}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(place)
