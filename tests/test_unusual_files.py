"""Which files of a site are taken: names that people, programs and other systems give them."""

import json
import unicodedata

import pytest

from newsgen.cli import main
from newsgen.sources.copies import find_copies
from support.paper import article
from support.photos import photo

A = "content/world/a.md"
QUAKE = "content/world/quake.md"
PICTURE = photo(4, 3, "PNG")


def problems(paper) -> list[tuple[str, str, str]]:
    return [(d.code, d.path, d.hint) for d in paper.build().diagnostics]


# --- stories under other names


@pytest.mark.parametrize("name", ["quake.markdown", "quake.MD", "quake.Markdown"])
def test_other_endings_of_markdown_are_stories(make_paper, name):
    paper = make_paper({f"content/world/{name}": article()})
    paper.build_ok()
    assert paper.page("world/quake/index.html")


@pytest.mark.parametrize(
    ("name", "renamed"),
    [
        ("flood.md.txt", "flood.md"),
        ("storm.mdx", "storm.md"),
        ("storm.mkd", "storm.md"),
        ("notes.txt", "notes.md"),
        ("notes", "notes.md"),
        ("page.html", "page.md"),
    ],
)
def test_a_story_under_another_name_is_reported(make_paper, name, renamed):
    paper = make_paper({A: article(), f"content/world/{name}": article("Lost")})
    path = f"content/world/{name}"
    assert problems(paper) == [("not-a-story", path, f"rename it to {renamed}")]
    (paper.root / path).rename(paper.root / "content/world" / renamed)
    paper.build_ok()


@pytest.mark.parametrize("name", ["data.txt", "LICENSE", "table.html", "figures.csv"])
def test_other_text_is_no_story(make_paper, name):
    make_paper({A: article(), f"content/world/{name}": "1 | 2\n---\n"}).build_ok()


# --- copies


COPIES = [
    "quake (1)",
    "quake(2)",
    "quake (Ann's conflicted copy 2026-11-23)",
    "quake.sync-conflict-20261123-101010-ABCDEFG",
    "quake - Copy",
    "quake - Copy (2)",
    "Copy of quake",
    "quake copy 2",
    "quake 2",
    "quake [conflicted]",
    "quake-DESKTOP-AB12CD",
    "quake - Kopie",
    "quake (another copy)",
    "quake (SFConflict ann@example.org 2026-11-23)",
]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_beside_its_original_is_left_out_and_reported(make_paper, name):
    copy = f"content/world/{name}.md"
    paper = make_paper({QUAKE: article("Quake"), copy: article("Secret", body="Words of its own.")})
    assert [(code, path) for code, path, _ in problems(paper)] == [("copied-file", copy)]
    assert "Secret" not in paper.page("index.html")
    paper.remove(QUAKE)
    paper.build_ok()
    assert "Secret" in paper.page("index.html")


@pytest.mark.parametrize("name", ["quake relief", "quakes", "quake-2", "quake 21", "conflict"])
def test_a_name_that_is_only_similar_is_no_copy(name):
    assert list(find_copies([QUAKE, f"content/world/{name}.md"])) == []


def test_a_copy_of_a_story_in_another_folder_is_a_story():
    assert list(find_copies([QUAKE, "content/pakistan/quake (1).md"])) == []


@pytest.mark.parametrize(
    "name", [".#a.md", "b.md~", "#b.md#", ".b.md.swp", "~$b.md", "b.md.tmp", "._b.md", "b.md.bak"]
)
def test_temporary_files_of_editors_are_ignored(make_paper, name):
    make_paper({A: article(), f"content/world/{name}": article("Torn")}).build_ok()


# --- a story in a folder of its own


@pytest.mark.parametrize(
    ("folder", "date"), [("quake", "date: 2026-11-20\n"), ("2026-11-20-quake", "")]
)
def test_index_md_is_the_story_of_its_folder(make_paper, folder, date):
    story = f"---\ntitle: Quake\n{date}---\n![A map](map.png)"
    files = {f"content/world/{folder}/index.md": story, f"content/world/{folder}/map.png": PICTURE}
    paper = make_paper(files)
    paper.build_ok()
    page = paper.page("world/quake/index.html")
    assert f"/media/world/{folder}/map-4." in page
    assert "2026-11-20T" in page


@pytest.mark.parametrize("name", ["_index.md", "index.md", "quake/_index.md"])
def test_a_file_for_a_section_is_an_error_of_its_own(make_paper, name):
    paper = make_paper({A: article(), f"content/world/{name}": "---\ntitle: World\n---\n"})
    assert [(code, path) for code, path, _ in problems(paper)] == [
        ("section-file", f"content/world/{name}")
    ]


def test_a_folder_and_a_file_with_one_address_are_reported_once(make_paper):
    paper = make_paper({QUAKE: article(), "content/world/quake/index.md": article("Other")})
    assert [d.code for d in paper.build().diagnostics] == ["same-url"]


# --- static files


def test_files_for_web_servers_are_taken_and_junk_is_not(make_paper):
    taken = [".htaccess", "docs/.htaccess", ".well-known/security.txt", ".nojekyll", "_headers"]
    junk = ["Thumbs.db", "desktop.ini", "page.html~", ".DS_Store", "old.css.bak", "._x", "a.orig"]
    paper = make_paper({A: article(), **{f"static/{name}": "x" for name in [*taken, *junk]}})
    paper.build_ok()
    found = {p.relative_to(paper.public).as_posix() for p in paper.public.rglob("*")}
    assert found >= set(taken)
    assert found.isdisjoint(junk)


@pytest.mark.parametrize("name", [".env", ".htpasswd", ".npmrc"])
def test_a_hidden_file_is_left_out_and_reported(make_paper, name):
    paper = make_paper({A: article(), f"static/{name}": "secret"})
    assert [(code, path) for code, path, _ in problems(paper)] == [
        ("hidden-file", f"static/{name}")
    ]
    assert not (paper.public / name).exists()


# --- names with accents, and other types


@pytest.mark.parametrize("typed", ["NFC", "NFD"])
@pytest.mark.parametrize("stored", ["NFC", "NFD"])
def test_a_name_is_found_in_either_unicode_form(make_paper, typed, stored):
    name = unicodedata.normalize(stored, "café.png")
    reference = unicodedata.normalize(typed, "café.png")
    story = article(body=f"![The café]({reference})", image=reference)
    paper = make_paper({A: story, f"content/world/{name}": PICTURE})
    paper.build_ok()
    assert "/media/world/caf%C3%A9-4" in paper.page("world/a/index.html")


def test_a_story_is_found_in_either_unicode_form(make_paper):
    name = unicodedata.normalize("NFD", "café.md")
    link = unicodedata.normalize("NFC", "[The café](café.md)")
    paper = make_paper({A: article(body=link), f"content/world/{name}": article("Café")})
    paper.build_ok()
    assert 'href="/world/caf%C3%A9/"' in paper.page("world/a/index.html")


def test_a_related_story_is_found_in_either_unicode_form(make_paper):
    name = unicodedata.normalize("NFD", "café.md")
    related = unicodedata.normalize("NFC", "[café.md]")
    paper = make_paper({A: article(related=related), f"content/world/{name}": article("Café")})
    paper.build_ok()
    assert 'href="/world/caf%C3%A9/"' in paper.page("world/a/index.html")


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("talk.mp3", "show it in a block"),
        ("gate.mov", "show it in a block"),
        ("scan.tiff", "save it as JPEG"),
        ("report.pdf", "link to it"),
    ],
)
def test_a_file_that_is_no_picture_is_reported_as_one(make_paper, name, remedy):
    files = {f"content/world/{name}": b"x", A: article(body=f"![What it shows]({name})")}
    paper = make_paper(files)
    (problem,) = paper.build().diagnostics
    assert (problem.code, problem.line) == ("not-a-picture", 7)
    assert problem.hint.startswith(remedy)
    paper.write({A: article(image=name)})
    (problem,) = paper.build().diagnostics
    assert (problem.code, problem.key) == ("not-a-picture", ("image", "src"))


# --- the result of a failed build


@pytest.mark.parametrize("before", [False, True])
def test_a_failed_build_counts_no_written_files(make_paper, capsys, before):
    paper = make_paper({A: article(slug="x")})
    if before:
        paper.build_ok()
    paper.write({"content/world/b.md": article(slug="x")})
    with pytest.raises(SystemExit):
        main(["build", "--site", str(paper.root), "--format", "json", "--jobs", "1"])
    result = json.loads(capsys.readouterr().out)
    assert result["written"] == 0
    assert (result["unchanged"] > 0) == before
    assert [problem["code"] for problem in result["diagnostics"]] == ["same-url"]
