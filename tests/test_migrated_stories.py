"""What an editor wrote is what readers see, or it is reported; what had an address keeps it.

The stories have every shape of date, slug, id and body that other systems leave. The default run
takes each shape several times, the slow one makes two thousand stories.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from newsgen.builder.result import Result
from support.migrated_stories import SECTIONS, MigratedStory, make_stories, words_of
from support.paper import Paper

CONFIG = """\
title: The Test Courier
base_url: https://news.example/
timezone: Asia/Karachi
feeds: {limit: 500}
sections:
""" + "".join(f"  {section}: {{title: {section.title()}}}\n" for section in SECTIONS)
NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
_PUBLISHED = re.compile(r'<meta property="article:published_time" content="([^"]+)">')


class BuiltStories:
    """A site of migrated stories, built once for all tests of this module."""

    def __init__(self, paper: Paper, stories: Sequence[MigratedStory]) -> None:
        self.paper, self.stories = paper, stories
        self.result: Result = paper.build(NOW)

    def page(self, story: MigratedStory) -> str:
        """The page of a story, at the address that its slug promises."""
        return self.paper.page(f"{story.section}/{story.slug}/index.html")


@pytest.fixture(
    scope="module", params=[200, pytest.param(2000, marks=pytest.mark.slow)], ids=["200", "2000"]
)
def built(request, tmp_path_factory):
    stories = make_stories(request.param)
    paper = Paper(root=tmp_path_factory.mktemp("migrated") / "site")
    paper.write({"newsgen.yaml": CONFIG, **{story.path: story.text for story in stories}})
    return BuiltStories(paper, stories)


def test_all_stories_are_built(built):
    assert built.result.committed, built.result.diagnostics[:5]


def test_every_word_is_on_its_page_exactly_once(built):
    for story in built.stories:
        seen = Counter(words_of(_visible_text(built.page(story))))
        shown = [word for block in story.blocks for word in block.shown]
        assert {word: seen[word] for word in shown} == dict.fromkeys(shown, 1), story.text


def test_hidden_words_are_in_no_file(built):
    hidden = {word for story in built.stories for block in story.blocks for word in block.hidden}
    assert hidden
    for place in built.paper.public.rglob("*"):
        if place.is_file() and ".newsgen" not in place.parts:
            found = hidden.intersection(
                words_of(place.read_text(encoding="utf-8", errors="replace"))
            )
            assert not found, place


def test_every_fault_is_reported_at_its_lines_and_nothing_else_is(built):
    reported = Counter((d.path, d.code) for d in built.result.diagnostics)
    expected = Counter(
        (story.path, block.warning)
        for story in built.stories
        for block in story.blocks
        if block.warning
    )
    assert reported == expected
    lines = {(d.path, d.code, d.line) for d in built.result.diagnostics}
    for story in built.stories:
        for block, first in zip(story.blocks, story.lines, strict=True):
            within = range(first, first + block.text.count("\n") + 1)
            places = {(story.path, block.warning, line) for line in within}
            assert not block.warning or places & lines, story.text


def test_every_moment_is_kept(built):
    for story in built.stories:
        written = datetime.fromisoformat(_PUBLISHED.findall(built.page(story))[0])
        assert written == story.moment, story.text


def test_every_id_is_the_guid_of_its_item(built):
    guids = {
        item.findtext("link"): item.findtext("guid")
        for section in SECTIONS
        for item in ET.fromstring(built.paper.page(f"{section}/feed.xml")).iter("item")
    }
    assert len(guids) == len(built.stories)
    for story in built.stories:
        if story.guid:
            assert story.guid in guids.values(), story.text


class _VisibleText(HTMLParser):
    """Collects the text of a page, without its head, scripts and styles."""

    _UNSEEN = frozenset({"head", "script", "style", "template"})

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag, attrs):
        self._unseen += tag in self._UNSEEN

    def handle_endtag(self, tag):
        self._unseen -= tag in self._UNSEEN

    def handle_data(self, data):
        if not self._unseen:
            self.text.append(data)


def _visible_text(page: str) -> str:
    reader = _VisibleText()
    reader.feed(page)
    return "".join(reader.text)
