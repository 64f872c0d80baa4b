"""The example paper, written as another system has it, is the same paper after an import."""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest

from newsgen.builder.build import build
from newsgen.builder.options import Options
from newsgen.importer.words import markdown_words, source_words
from support.exports import NOW, body, front_matter, take
from support.round_trips import FORMATS, example_paper

_LOST = {"html": 0.025}
"""The part of the words that may be lost: a saved page has boxes and entries of live stories apart
from its text, and its dateline goes to a field of its own."""
_WITHOUT_SECTION = ("drupal",)
_ONE_AUTHOR = ("drupal",)


@pytest.fixture(scope="module")
def stories(tmp_path_factory):
    return example_paper(tmp_path_factory.mktemp("round"), NOW)


@pytest.mark.slow
@pytest.mark.parametrize("kind", FORMATS)
def test_round_trip(kind, stories, tmp_path):
    source = FORMATS[kind](stories, tmp_path / "source")
    paper = tmp_path / "paper"
    report = take(source, paper, kind=kind)
    assert [(s.path, s.drafts) for s in report.stories if s.drafts] == []
    files = {_plain(front_matter(f)["title"]): f for f in (paper / "content").rglob("*-*.md")}
    assert len(report.stories) == len(stories)
    result = build(Options(root=str(paper), now=NOW, strict=True))
    assert [str(problem) for problem in result.diagnostics] == []
    before, after = Counter(), Counter()
    for story in stories:
        file = files[_plain(story.title)]
        matter = front_matter(file)
        assert (
            datetime.fromisoformat(matter["date"]).astimezone(UTC).replace(second=0)
            == (story.date.astimezone(UTC).replace(second=0))
            or not datetime.fromisoformat(matter["date"]).tzinfo
        )
        if kind not in _WITHOUT_SECTION:
            assert matter["section"] == story.section
        assert set(story.tags) <= set(matter.get("tags", []))
        assert set(matter.get("authors", [])) >= set(
            story.authors[: 1 if kind in _ONE_AUTHOR else 9]
        )
        assert _answers(paper, f"/{story.slug}/" if kind == "ghost" else story.address)
        before += (
            source_words(story.html, "html") if kind in _OF_HTML else markdown_words(story.markdown)
        )
        after += markdown_words(body(file))
    lost = before - after
    assert lost.total() <= before.total() * _LOST.get(kind, 0.001), lost


_OF_HTML = ("wordpress", "ghost", "feed", "drupal", "html")


def _plain(title: str) -> str:
    """The words of the title: pages show its quotes and dashes as print does."""
    return " ".join(re.findall(r"\w+", title.replace("’", "'")))


def _answers(paper: Path, address: str) -> bool:
    place = paper / "public" / unquote(address).strip("/")
    return place.is_file() or (place / "index.html").is_file()
