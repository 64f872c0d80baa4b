"""What an import decides - sections, tags, addresses, drafts - and how an editor changes it."""

from pathlib import Path

import pytest
import yaml

import newsgen
from newsgen.builder.build import build
from newsgen.builder.options import Options
from newsgen.diagnostics import Problems
from newsgen.importer.faults import ImportFault
from newsgen.importer.readers import markdown
from newsgen.importer.settings import ImportSettings
from newsgen.schema import json_schema
from support.exports import NOW, body, front_matter, ghost, post, take, write

DOCS = Path(newsgen.__file__).parents[2] / "docs"


@pytest.fixture
def paper(tmp_path):
    return tmp_path / "paper"


def site(tmp_path, files):
    """A folder of Markdown files, as a source."""
    return write(tmp_path / "old", files)


def story(text="The ferry stopped at noon.", **fields):
    """A Markdown file with front matter."""
    lines = [f"{key}: {value}" for key, value in {"title": "Ferry", **fields}.items()]
    return "\n".join(["---", *lines, "---", "", text, ""])


def settings_of(paper):
    return yaml.load((paper / "import.yaml").read_text(), yaml.BaseLoader)


def change(paper, old, new):
    file = paper / "import.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def test_the_main_category_of_enough_stories_becomes_a_section(tmp_path, paper):
    files = {
        f"{n}.md": story(title=f"Ferry {n}", date="2020-01-01", categories="[Ports, Sea]")
        for n in range(3)
    }
    files["x.md"] = story(title="Dam", date="2020-01-02", categories="[Dams, Ports]")
    source = site(tmp_path, files)
    report = take(source, paper, kind="markdown", given={"sections_from": 2})
    assert settings_of(paper)["categories"] == {"Dams": "tag", "Ports": "ports", "Sea": "tag"}
    dam = front_matter(paper / "content/ports/2020-01-02-x.md")
    assert (dam["section"], dam["tags"]) == ("ports", ["Dams"])
    assert any("category Dams became a tag" in n.text for s in report.stories for n in s.notes)


def test_an_editor_maps_categories(tmp_path, paper):
    source = site(tmp_path, {"a.md": story(date="2020-01-01", categories="[Ports, Sea]")})
    take(source, paper, kind="markdown")
    change(paper, "Ports: ports", "Ports: drop")
    change(paper, "Sea: tag", "Sea: coast")
    take(source, paper, kind="markdown")
    matter = front_matter(paper / "content/coast/2020-01-01-a.md")
    assert (matter["section"], matter.get("tags")) == ("coast", None)
    config = yaml.safe_load((paper / "newsgen.yaml").read_text())
    assert list(config["sections"]) == ["coast"]


def test_a_section_never_has_the_name_of_a_page_of_newsgen(tmp_path, paper):
    take(
        site(tmp_path, {"a.md": story(date="2020-01-01", category="Archive")}),
        paper,
        kind="markdown",
    )
    assert settings_of(paper)["categories"] == {"Archive": "archive-section"}


def test_a_section_that_no_paper_can_have_is_an_error(tmp_path, paper):
    source = site(tmp_path, {"a.md": story(date="2020-01-01", category="Ports")})
    take(source, paper, kind="markdown")
    change(paper, "Ports: ports", "Ports: The Ports")
    with pytest.raises(ImportFault, match="`The Ports` cannot be a section"):
        take(source, paper, kind="markdown")


def test_a_mistake_in_import_yaml_has_its_line(tmp_path, paper):
    source = site(tmp_path, {"a.md": story(date="2020-01-01")})
    take(source, paper, kind="markdown")
    change(paper, "comments: static", "comments: perhaps")
    with pytest.raises(Problems) as raised:
        take(source, paper, kind="markdown")
    problem = raised.value.diagnostics[0]
    assert problem.path == "import.yaml"
    assert (
        problem.line == (paper / "import.yaml").read_text().split("comments: ")[0].count("\n") + 1
    )


@pytest.mark.parametrize(
    ("fields", "text", "reason"),
    [
        ({"date": "2020-01-01", "draft": "true"}, "Text.", "draft"),
        ({}, "Text.", "no date"),
        ({"date": "2020-02-30"}, "Text.", "2020-02-30"),
        ({"date": "2020-01-01"}, "", "no text"),
    ],
)
def test_what_cannot_be_published_is_a_draft_with_a_reason(tmp_path, paper, fields, text, reason):
    source = site(tmp_path, {"news/ferry.md": story(text, **fields)})
    report = take(source, paper, kind="markdown")
    [file] = (paper / "content/news").glob("*.md")
    assert front_matter(file)["draft"] == "true"
    assert reason in file.read_text().split("draft: true  # ")[1].splitlines()[0]
    assert reason in report.stories[0].drafts[0]
    assert build(Options(root=str(paper), now=NOW, strict=True)).committed


def test_a_date_for_stories_without_one(tmp_path, paper):
    source = site(tmp_path, {"news/ferry.md": story()})
    take(source, paper, kind="markdown", given={"date": "2020-01-05"})
    assert front_matter(paper / "content/news/2020-01-05-ferry.md")["date"] == "2020-01-05"
    assert settings_of(paper)["date"] == "2020-01-05"


def test_a_link_to_a_story_is_a_link_to_its_file(tmp_path, paper):
    files = {
        "news/a.md": story("See [the dam](../ports/dam.md#size).", date="2020-01-01"),
        "ports/dam.md": story("It is full.\n\n## Size\n\nLarge.", title="Dam", date="2020-01-02"),
    }
    take(site(tmp_path, files), paper, kind="markdown")
    text = body(paper / "content/news/2020-01-01-a.md")
    assert text == "See [the dam](../ports/2020-01-02-dam.md#size)."


def test_a_link_to_what_is_not_imported_keeps_its_words(tmp_path, paper):
    source = site(tmp_path, {"news/a.md": story("See [the dam](/dams/).", date="2020-01-01")})
    report = take(source, paper, kind="markdown")
    assert body(paper / "content/news/2020-01-01-a.md") == "See the dam."
    assert "link to /dams/: not imported, words kept" in [n.text for n in report.stories[0].notes]
    take(source, paper, kind="markdown", given={"base_url": "https://old.test/"})
    text = body(paper / "content/news/2020-01-01-a.md")
    assert text == "See [the dam](https://old.test/dams/)."


def test_two_stories_with_one_address_both_live(tmp_path, paper):
    export = ghost(tmp_path / "e.json", post(1, slug="ferry"), post(2, slug="ferry"))
    report = take(export, paper)
    assert {s.address for s in report.stories} == {"/ferry/", "/ferry-2/"}
    assert build(Options(root=str(paper), now=NOW, strict=True)).committed


def test_a_story_that_would_stop_a_build_becomes_a_draft(tmp_path, paper):
    files = {
        "news/a.md": story("A note[^1] and[^2].\n\n[^1]: One.", date="2020-01-01"),
        "news/b.md": story("See [it](a.md).", title="B", date="2020-01-02"),
    }
    report = take(site(tmp_path, files), paper, kind="markdown")
    assert build(Options(root=str(paper), now=NOW)).committed
    assert not report.problems


def test_a_picture_that_cannot_be_shown_is_left_out(tmp_path, paper):
    files = {
        "news/a.md": story("![A pier](pier.png)\n\nText.", date="2020-01-01", image="pier.png"),
        "news/pier.png": b"<html>404</html>",
    }
    report = take(site(tmp_path, files), paper, kind="markdown")
    assert [s.drafts for s in report.stories] == [()]
    assert not list((paper / "content").rglob("*.png"))
    assert build(Options(root=str(paper), now=NOW)).committed


def test_words_that_are_lost_make_a_draft(tmp_path, paper, monkeypatch):
    monkeypatch.setattr(markdown, "convert", lambda *_: "The ferry.\n")
    source = site(tmp_path, {"news/a.md": story(date="2020-01-01")})
    report = take(source, paper, kind="markdown")
    assert report.stories[0].drafts == ("3 of 5 words are lost",)


def test_an_empty_folder_is_an_error(tmp_path, paper):
    (tmp_path / "old").mkdir()
    with pytest.raises(ImportFault, match="there is no story"):
        take(tmp_path / "old", paper, kind="markdown")


def test_every_setting_is_in_the_documentation():
    described = json_schema(ImportSettings)["properties"]
    page = (DOCS / "import.md").read_text(encoding="utf-8")
    for key, schema in described.items():
        assert f"| `{key}` | {schema['description']} |" in page
