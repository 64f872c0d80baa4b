"""Stories of several sections: one address, and a place in the lists and feeds of each section."""

import pytest

from support.paper import article

A = "content/world/a.md"


def story(**fields: str) -> str:
    return article("Joint talks", **fields).replace("section: world\n", "")


def test_every_section_lists_the_story_and_the_first_gives_the_address(make_paper):
    paper = make_paper({A: story(sections="[pakistan, world]")})
    paper.build_ok()
    assert (paper.public / "pakistan/a/index.html").is_file()
    assert not (paper.public / "world/a").exists()
    for section in ("pakistan", "world"):
        assert 'href="/pakistan/a/"' in paper.page(f"{section}/index.html")
        assert "<link>https://news.example/pakistan/a/</link>" in paper.page(f"{section}/feed.xml")
    assert paper.page("feed.xml").count("<item>") == 1
    assert "<category>World</category>" in paper.page("feed.xml")


def test_the_home_page_shows_a_story_once(make_paper):
    files = {f"content/world/{n}.md": article(f"Story {n}", date=f"2026-11-2{n}") for n in range(3)}
    paper = make_paper({**files, A: story(sections="[pakistan, world]", date="2026-11-01")})
    paper.write(
        {"newsgen.yaml": paper.root.joinpath("newsgen.yaml").read_text() + "home: {top: 0}\n"}
    )
    paper.build_ok()
    assert paper.page("index.html").count(">Joint talks</a>") == 1


def test_a_new_story_changes_only_pages_of_its_sections(make_paper):
    config = "title: T\nsections: {world: {}, pakistan: {}, sport: {}}\n"
    paper = make_paper(
        {"content/sport/b.md": article("B", section="sport"), "newsgen.yaml": config}
    )
    paper.build_ok()
    before = paper.page("sport/index.html")
    paper.write({A: story(sections="[pakistan, world]")})
    result = paper.build_ok()
    assert paper.page("sport/index.html") == before
    assert "sport/index.html" not in result.changes.changed


def test_neighbours_are_those_of_the_first_section(make_paper):
    files = {
        "content/world/old.md": article("Old", date="2026-11-01"),
        A: story(sections="[pakistan, world]", date="2026-11-02"),
        "content/world/new.md": article("New", date="2026-11-03"),
    }
    paper = make_paper(files)
    paper.build_ok()
    assert "/pakistan/a/" in paper.page("world/new/index.html")
    assert 'rel="next" href="/world/' not in paper.page("pakistan/a/index.html")


@pytest.mark.parametrize(
    ("fields", "code", "key"),
    [
        ({"sections": "[world, pakistan]", "section": "world"}, "bad-value", ("section",)),
        ({"sections": "[world, wrold]"}, "unknown-section", ("sections", 1)),
        ({"sections": "[world, World]"}, "bad-value", ("sections", 1)),
        ({"sections": "world, pakistan"}, "comma-list", ("sections",)),
    ],
)
def test_wrong_sections_are_reported_at_their_place(make_paper, fields, code, key):
    text = article("A", **fields) if "section" in fields else story(**fields)
    paper = make_paper({A: text})
    (problem,) = paper.build().diagnostics
    assert (problem.code, problem.key) == (code, key)
