"""What somebody finds who moves a paper: the first import, decisions, and what is told."""

from pathlib import Path

import pytest

from newsgen.cli import main
from newsgen.importer.report import ImportReport
from support.exports import body, front_matter, ghost, post, take, write

EMPTY = {"html": "<p> </p>", "type": "page"}


def run(source: Path, folder: Path) -> int:
    """The exit status of the command."""
    with pytest.raises(SystemExit) as status:
        main(["import", str(source), "--into", str(folder / "paper")])
    return int(str(status.value.code))


def told(report: ImportReport) -> list[str]:
    return [text for _, text, _, _ in report.counted_notes()]


def test_a_page_without_text_is_left_out_and_no_file_of_it_stays(tmp_path):
    source = ghost(tmp_path / "export.json", post(1), post(2, **EMPTY))
    report = take(source, tmp_path / "paper")
    assert [story.outcome for story in report.stories] == ["written", "left-out"]
    assert not (tmp_path / "paper/content/pages").exists()


def test_links_to_lists_of_stories_and_to_places_of_every_page(tmp_path):
    links = (
        '<p><a href="/tag/harbour/">All</a> <a href="/rss/">feed</a>'
        ' <a href="/story-2/#comments">Talk</a> <a href="/tag/other/">none</a></p>'
    )
    tags = [{"id": "t", "name": "Harbour", "slug": "harbour", "visibility": "public"}]
    of = [{"post_id": f"p{n}", "tag_id": "t", "sort_order": 0} for n in (1, 2)]
    source = ghost(tmp_path / "export.json", post(1, html=links), post(2), tags=tags, posts_tags=of)
    report = take(source, tmp_path / "paper")
    assert body(tmp_path / "paper" / report.stories[0].path) == (
        "[All](/harbour/) [feed](/feed.xml) [Talk](2021-05-02-story-2.md) none"
    )
    assert "/tag/harbour/: it is /harbour/ now" in told(report)


def test_the_picture_of_a_profile_is_copied_or_left_out(tmp_path):
    ines = {"id": "1", "name": "Ines", "slug": "ines", "bio": "Writes."}
    people = [{**ines, "profile_image": "/content/ines.svg"}]
    more = {"users": people, "posts_authors": [{"post_id": "p1", "author_id": "1"}]}
    source = ghost(tmp_path / "export.json", post(1), **more)
    report = take(source, tmp_path / "paper")
    profile = tmp_path / "paper/content/authors/ines.md"
    assert "image" not in front_matter(profile)
    assert "picture of Ines: not in the source, left out of the profile" in told(report)
    assert not report.problems

    write(tmp_path / "files", {"ines.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'})
    take(source, tmp_path / "paper", given={"pictures": ("../files",)})
    assert front_matter(profile)["image"] == "/content/ines.svg"
    assert (tmp_path / "paper/static/content/ines.svg").is_file()


def test_the_terminal_names_what_is_left_to_decide(tmp_path, capsys):
    words = '<div data-card="quiz"><p>Words</p></div>'
    lexical = '{"root": {"children": [{"type": "quiz", "text": "Words"}]}}'
    source = ghost(
        tmp_path / "export.json",
        post(1, html=None, lexical=lexical),
        post(2, html=words, type="page"),
        members=[{"id": "m"}],
    )
    assert run(source, tmp_path) == 0
    output = capsys.readouterr().out
    assert "\\n" not in output
    assert "\nShortcodes to decide about in import.yaml: quiz\n" in output
    assert "\nNot taken: 1 members\n" in output
    assert "the source does not name the address of its site" in output
    page = (tmp_path / "paper/.newsgen/import-report.html").read_text()
    assert "What is not a story" in page
    assert "words in the source" in page

    settings = tmp_path / "paper/import.yaml"
    settings.write_text(
        settings.read_text().replace("shortcodes: {}", "shortcodes: {quiz: template}")
    )
    assert run(source, tmp_path) == 2
    output = capsys.readouterr().err
    assert "shortcodes: quiz: there is no templates/blocks/quiz.html" in output
    assert len(list((tmp_path / "paper/content").rglob("*.md"))) == 2
