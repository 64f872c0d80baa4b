"""Imports after the first: what changed comes, what somebody edited or deleted stays so."""

import json
from datetime import UTC, datetime

import pytest

from newsgen.builder.build import build
from newsgen.builder.options import Options
from newsgen.importer import staging
from newsgen.importer.memory import MEMORY
from support.exports import NOW, body, front_matter, ghost, post, snapshot, take

CITY = {"id": "t1", "name": "City", "slug": "city"}


@pytest.fixture
def paper(tmp_path):
    return tmp_path / "paper"


@pytest.fixture
def export(tmp_path):
    return ghost(tmp_path / "export.json", post(1), post(2), post(3))


def builds(paper):
    """Whether the paper builds without errors and warnings."""
    result = build(Options(root=str(paper), now=NOW, strict=True))
    return [str(problem) for problem in result.diagnostics] == []


def outcomes(report):
    return {story.key.removeprefix("ghost-"): story.outcome for story in report.stories}


def test_a_second_import_writes_nothing(export, paper):
    take(export, paper)
    before = snapshot(paper)
    report = take(export, paper)
    assert set(outcomes(report).values()) == {"same"}
    assert snapshot(paper) == before
    assert builds(paper)


def test_a_file_that_somebody_edited_is_kept(export, paper):
    take(export, paper)
    file = paper / "content/news/2021-05-01-story-1.md"
    file.write_text(file.read_text().replace("noon", "dawn"))
    report = take(export, paper)
    assert outcomes(report) == {"p1": "edited", "p2": "same", "p3": "same"}
    assert "dawn" in file.read_text()
    assert builds(paper)


def test_only_what_changed_in_the_source_is_written_again(export, paper):
    take(export, paper)
    before = snapshot(paper)
    ghost(export, post(1), post(2, html="<p>The bridge closed again.</p>"), post(3))
    report = take(export, paper)
    after = snapshot(paper)
    assert outcomes(report) == {"p1": "same", "p2": "rewritten", "p3": "same"}
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == {"content/news/2021-05-02-story-2.md", MEMORY}
    assert body(paper / "content/news/2021-05-02-story-2.md") == "The bridge closed again."


def test_what_somebody_deleted_stays_deleted(export, paper):
    take(export, paper)
    file = paper / "content/news/2021-05-03-story-3.md"
    file.unlink()
    assert outcomes(take(export, paper))["p3"] == "deleted"
    assert not file.exists()
    assert outcomes(take(export, paper, again=True))["p3"] == "written"
    assert file.exists()


def test_a_later_export_brings_only_what_is_new(export, paper):
    take(export, paper)
    before = snapshot(paper)
    ghost(export, *(post(number) for number in range(1, 5)))
    assert outcomes(take(export, paper))["p4"] == "written"
    after = snapshot(paper)
    assert {path for path in before if path != MEMORY and after[path] != before[path]} == set()


def test_a_story_leaves_its_old_file_when_it_moves(export, paper):
    take(export, paper)
    settings = paper / "import.yaml"
    settings.write_text(
        settings.read_text().replace("default_section: news", "default_section: city")
    )
    report = take(export, paper)
    assert {story.path for story in report.stories} == {
        f"content/city/2021-05-0{number}-story-{number}.md" for number in (1, 2, 3)
    }
    assert not (paper / "content/news").exists()
    assert builds(paper)


def test_an_edited_story_does_not_move(export, paper):
    take(export, paper)
    edited = paper / "content/news/2021-05-01-story-1.md"
    edited.write_text(edited.read_text() + "\nMore.\n")
    settings = paper / "import.yaml"
    settings.write_text(
        settings.read_text().replace("default_section: news", "default_section: city")
    )
    report = take(export, paper)
    assert outcomes(report)["p1"] == "edited"
    assert edited.exists()
    assert not (paper / "content/city/2021-05-01-story-1.md").exists()


def test_a_story_whose_address_is_taken_is_left_out(export, paper):
    take(ghost(export.with_name("other.json"), post(9)), paper)
    mine = paper / "content/news/mine.md"
    mine.write_text("---\ntitle: Mine\ndate: 2021-05-01\nslug: story-1\n---\n\nOurs.\n")
    report = take(export, paper)
    assert outcomes(report)["p1"] == "taken"
    assert report.has_failed
    assert "Ours." in mine.read_text()
    assert builds(paper)


def test_a_file_that_no_import_wrote_is_never_replaced(export, paper):
    file = paper / "content/news/2021-05-01-story-1.md"
    file.parent.mkdir(parents=True)
    file.write_text("Not a story.")
    assert outcomes(take(export, paper))["p1"] == "taken"
    assert file.read_text() == "Not a story."


def test_a_dry_run_tells_the_same_and_writes_nothing(export, paper):
    dry = take(export, paper, dry_run=True)
    assert not paper.exists()
    real = take(export, paper)
    assert dry.stories == real.stories
    before = snapshot(paper)
    ghost(export, post(1), post(2, title="Another headline"), post(3))
    assert outcomes(take(export, paper, dry_run=True))["p2"] == "rewritten"
    assert snapshot(paper) == before


@pytest.mark.parametrize(
    "promoted", [2, *(pytest.param(n, marks=pytest.mark.slow) for n in (0, 1, 3, 4, 5))]
)
def test_a_killed_import_goes_on_where_it_stopped(export, paper, tmp_path, monkeypatch, promoted):
    take(export, tmp_path / "whole")
    left = [promoted]

    def compare(*arguments):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return staging_compare(*arguments)

    staging_compare = staging.compare
    with monkeypatch.context() as patch:
        patch.setattr(staging, "compare", compare)
        with pytest.raises(KeyboardInterrupt):
            take(export, paper)
    take(export, paper)
    whole = {path: content for path, (content, _) in snapshot(tmp_path / "whole").items()}
    assert {path: content for path, (content, _) in snapshot(paper).items()} == whole
    assert sorted(file.name for file in tmp_path.iterdir()) == ["export.json", "paper", "whole"]


def test_a_memory_with_a_line_that_was_cut_off_is_read(export, paper):
    take(export, paper)
    memory = paper / MEMORY
    memory.write_text(memory.read_text() + '["content/news/2021')
    assert set(outcomes(take(export, paper)).values()) == {"same"}
    assert all(json.loads(line) for line in memory.read_text().splitlines())


def test_settings_that_somebody_edited_are_kept(export, paper):
    take(export, paper)
    config = paper / "newsgen.yaml"
    config.write_text(config.read_text().replace("The Valley Post", "The New Post"))
    take(export, paper)
    assert "title: The New Post" in config.read_text()


def test_the_moment_of_an_import_decides_what_stories_may_link_to(tmp_path, paper):
    later = post(2, published_at="2026-11-29T08:00:00.000Z")
    linking = post(1, html='<p>As <a href="__GHOST_URL__/story-2/">told there</a> before.</p>')
    export = ghost(tmp_path / "export.json", linking, later)
    take(export, paper)
    file = paper / "content/news/2021-05-01-story-1.md"
    assert body(file) == "As told there before."
    assert front_matter(paper / "content/news/2026-11-29-story-2.md")["title"] == "Story 2"
    assert datetime(2026, 11, 29, tzinfo=UTC) > NOW
    assert builds(paper)
