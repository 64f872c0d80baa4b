"""``newsgen theme``: what the theme has, and copies of it."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
THEME = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("templates", "static")
    for path in (ROOT / folder).rglob("*")
    if path.is_file()
)


@pytest.fixture
def site(make_paper, monkeypatch):
    paper = make_paper()
    monkeypatch.chdir(paper.root)
    return paper


def from_site(out: str) -> dict[str, str]:
    """The note of each file of a list that the site replaces."""
    rows = [line.split(maxsplit=2) for line in out.splitlines()]
    return {row[0]: row[2] for row in rows if row[1] == "site"}


def test_the_list_has_every_file_of_the_theme(site, run):
    status, out, err = run("theme", "list")
    assert (status, err, from_site(out)) == (0, "", {})
    assert sorted(line.split()[0] for line in out.splitlines()[1:]) == THEME
    assert {line.split()[1] for line in out.splitlines()[1:]} == {"theme"}


def test_it_says_what_the_site_replaces_and_whether_that_differs(site, run):
    run("theme", "copy", "article.html", "css/site.css")
    site.write({"static/css/site.css": "html {}", "templates/own.html": "", "static/x.css": ""})
    notes = from_site(run("theme", "list")[1])
    assert notes.keys() == {"templates/article.html", "static/css/site.css"}
    assert notes["templates/article.html"].startswith("the same as the theme's")
    assert notes["static/css/site.css"] == "differs from the theme's"
    site.write({"templates/article.html": '{% extends "theme/article.html" %}'})
    assert from_site(run("theme", "list")[1])["templates/article.html"] == "extends the theme's"


def test_a_file_of_the_theme_is_printed_even_if_the_site_replaces_it(site, run):
    site.write({"templates/404.html": "Nothing."})
    theme = (ROOT / "templates/404.html").read_text()
    assert run("theme", "show", "404.html") == (0, theme, "")
    status, _, err = run("theme", "show", "favicon.ico")
    assert (status, "newsgen theme copy static/favicon.ico" in err) == (2, True)


def test_the_list_for_programs(site, run):
    site.write({"templates/404.html": "Nothing."})
    found = json.loads(run("theme", "list", "--format", "json")[1])["files"]
    assert sorted(file["path"] for file in found) == THEME
    [own] = [file for file in found if file["from"] == "site"]
    assert own == {"path": "templates/404.html", "from": "site", "differs": True}


def test_in_a_checkout_the_theme_replaces_nothing(run):
    assert from_site(run("theme", "list", "--site", str(ROOT))[1]) == {}


@pytest.mark.parametrize("name", ["templates/partials/card.html", "partials/card.html"])
def test_a_copy_has_the_same_path_and_bytes(site, run, name):
    status, out, err = run("theme", "copy", name)
    assert (status, out) == (0, "templates/partials/card.html\n")
    assert "newsgen serve" in err
    assert "newsgen theme list" in err
    copy = site.root / "templates/partials/card.html"
    assert copy.read_bytes() == (ROOT / "templates/partials/card.html").read_bytes()
    site.build_ok()


def test_several_files_are_copied_each_once(site, run):
    names = ["article.html", "templates/article.html", "fonts/LICENSE-source-sans-3.txt"]
    _, out, _ = run("theme", "copy", *names)
    assert out.splitlines() == ["templates/article.html", "static/fonts/LICENSE-source-sans-3.txt"]


@pytest.mark.parametrize("make", [Path.touch, lambda path: path.symlink_to("nowhere")])
def test_nothing_is_replaced_and_then_nothing_is_copied(site, run, make):
    (site.root / "templates").mkdir()
    make(site.root / "templates/404.html")
    status, out, err = run("theme", "copy", "home.html", "404.html")
    assert (status, out) == (2, "")
    assert "error: templates/404.html exists already, so nothing was copied" in err
    assert "= hint: newsgen theme show prints the theme's" in err
    assert [path.name for path in (site.root / "templates").iterdir()] == ["404.html"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("artcle.html", "did you mean `article.html`?"),
        ("partials/crad.html", "did you mean `partials/card.html`?"),
        ("static/css/sight.css", "did you mean `static/css/site.css`?"),
        ("zzzz", "newsgen theme list shows all files"),
        ("../newsgen.yaml", ""),
    ],
)
def test_an_unknown_file_is_wrong_usage_with_a_suggestion(site, run, name, hint):
    status, out, err = run("theme", "copy", "home.html", name)
    assert (status, out) == (2, "")
    assert f"the theme has no file '{name}'" in err
    assert hint in err
    assert not (site.root / "templates").exists()


def test_a_folder_that_cannot_be_made_is_wrong_usage(site, run):
    site.write({"templates": "a file"})
    status, _, err = run("theme", "copy", "home.html")
    assert status == 2
    assert "cannot write templates/home.html" in err


@pytest.mark.parametrize("arguments", [("theme",), ("theme", "copy"), ("theme", "cpy")])
def test_wrong_usage(site, run, arguments):
    assert run(*arguments)[0] == 2


# --- the words of another language


def test_a_language_is_started_with_every_phrase_to_be_translated(site, run):
    status, out, err = run("theme", "translate", "sw")
    assert (status, out) == (0, "templates/locales/sw.po\n")
    assert "newsgen serve" in err
    text = (site.root / "templates/locales/sw.po").read_text(encoding="utf-8")
    english = (ROOT / "templates/locales/messages.pot").read_text(encoding="utf-8")
    assert text.count("\nmsgctxt") == english.count("\nmsgctxt")
    assert '"Language: sw\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n#.' in text
    site.build_ok()
    assert run("theme", "translate", "sw")[0] == 2


def test_what_is_no_language_is_refused(site, run):
    status, _, err = run("theme", "translate", "spanish")
    assert status == 2
    assert "did you mean `es`?" in err
