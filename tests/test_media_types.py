"""Only listed file types are published from content/, in every way that a file can be used."""

import pytest

from newsgen.builder.inspect import preview
from newsgen.check import check
from newsgen.cli.schemas import schema_of
from newsgen.files.media_types import type_fault
from support.paper import CONFIG, article

A = "content/world/a.md"


@pytest.mark.parametrize(
    "name",
    [
        "gate.jpg", "GATE.JPG", "gate.v2.jpeg", "2026.11.23.png", "map.svg", "talk.mp3",
        "film.webm", "film.vtt", "report.pdf", "figures.xlsx", "figures.csv", "dates.ics",
        "letter.odt", "a.b.txt", "photo.html.jpg", "x.json",
    ],
)  # fmt: skip
def test_pictures_sound_films_documents_and_data_are_allowed(name):
    assert type_fault(f"content/world/{name}") == ""


@pytest.mark.parametrize(
    "name",
    [
        "a.html", "a.HTM", "a.xhtml", "a.js", "a.mjs", "a.css", "a.php", "a.xml", "a.xsl", "a.swf",
        "a.svgz", "a.wasm", "a.exe", "a.zip", "a.md5", "a.jar", "LICENSE", "a.", "a.jpg.", "a.jpg ",
        "a.jpg~", ".jpg/", "a.ſvg", "a.jpg\u200b", "a.manifest", "a.htaccess",
        "photo.php.jpg", "photo.PHP5.jpg", "x.phtml.png", "x.pht.gif", "x.phar.jpg", "x.cgi.png",
        "x.pl.jpg", "x.py.png", "x.asp.jpg", "x.asp;.jpg", "x.aspx.gif", "x.jsp.jpg", "x.shtml.png",
        "x.htaccess.jpg", "x.fcgi.a.jpg", "x.php .jpg", "shell.php/photo.jpg", "x.asp/y/photo.jpg",
    ],
)  # fmt: skip
def test_executable_types_are_refused(name):
    assert type_fault(f"content/world/{name}") != ""


def test_the_settings_can_allow_more_types():
    assert type_fault("content/a.html", ("html", "php")) == ""
    assert type_fault("content/a.php.jpg", ("html", "php")) == ""
    assert type_fault("content/a.php.jpg", ("html",)) != ""


STORIES = {
    "a link": ({A: article(body="See [it](x.html).")}, 7, "x.html"),
    "a link with a fragment": ({A: article(body="See [it](x.html?a#b).")}, 7, "x.html"),
    "a reference": ({A: article(body="See [it].\n\n[it]: <x.html>")}, 7, "x.html"),
    "a picture": ({A: article(body="![It](x.html)")}, 7, "x.html"),
    "a block": ({A: article(body="::: video x.html\nIt.\n:::")}, 7, "x.html"),
    "a lead picture": ({A: article(image="x.html")}, 5, "x.html"),
    "a lead picture, spelt out": ({A: article(image="{alt: It, src: x.html}")}, 5, "x.html"),
    "an encoded name": ({A: article(body="See [it](x%2Ehtml).")}, 7, "x.html"),
    "a name that servers run": ({A: article(body="![It](x.php.jpg)")}, 7, "x.php.jpg"),
    "no ending": ({A: article(body="See [it](./x).")}, 7, "x"),
}  # fmt: skip


@pytest.mark.parametrize("way", STORIES)
def test_a_story_that_uses_another_type_is_reported_at_its_line(make_paper, way):
    files, line, name = STORIES[way]
    paper = make_paper({**files, f"content/world/{name}": "<script>alert(1)</script>"})
    result = paper.build()
    assert not result.committed
    (found,) = result.diagnostics
    assert (found.code, found.path, found.line) == ("media-type", A, line)
    assert "static/" in found.hint
    assert "media_types" in found.hint
    assert not paper.public.joinpath("media").exists()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/pages/about.md", "---\ntitle: About\n---\nSee [it](../world/x.js).\n"),
        ("content/authors/ayesha.md", "---\nname: Ayesha Khan\nimage: ../world/x.js\n---\n"),
    ],
)
def test_pages_and_portraits_are_checked_too(make_paper, path, text):
    paper = make_paper(
        {A: article(authors="[Ayesha Khan]"), path: text, "content/world/x.js": "alert(1)"}
    )
    (found,) = paper.build().diagnostics
    assert (found.code, found.path) == ("media-type", path)
    assert found.line
    assert [d.code for d in check(paper.options()).diagnostics if d.path == path] == ["media-type"]
    if "image" in text:
        assert [d.code for d in preview(paper.options())[1]] == ["media-type"]


def test_files_that_nothing_links_to_are_ignored(make_paper):
    paper = make_paper({A: article(), "content/world/x.html": "x", "content/world/.htaccess": "x"})
    paper.build_ok()
    assert not paper.public.joinpath("media").exists()


def test_changing_the_allowed_types_changes_the_site(make_paper):
    paper = make_paper({A: article(body="See [it](x.HTML)."), "content/world/x.HTML": "<p>x"})
    paper.write({"newsgen.yaml": f"{CONFIG}media_types: [zip, html]\n"})
    paper.build_ok()
    assert paper.page("media/world/x.HTML") == "<p>x"
    paper.write({"newsgen.yaml": f"{CONFIG}media_types: zip\n"})
    assert paper.codes() == ["media-type"]


@pytest.mark.parametrize(
    ("written", "hint"), [(".zip", "`zip`"), ("ZIP", "`zip`"), ("*.glb", "`glb`"), ("a b", "`zip`")]
)
def test_a_type_is_an_ending(make_paper, run, written, hint):
    paper = make_paper({"newsgen.yaml": f"{CONFIG}media_types: ['{written}']\n"})
    status, _, told = run("build", "--site", str(paper.root))
    assert status == 2
    assert "bad-value" in told
    assert hint in told


def test_the_schema_knows_the_key():
    assert "media_types" in schema_of("config")["properties"]
