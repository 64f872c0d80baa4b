"""The recipes of docs/themes.md, each followed to the letter."""

import json
import re
import runpy
import shutil
from pathlib import Path

import pytest

from newsgen.check import check
from support.paper import CONFIG, article

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
RECIPES = (DOCS / "themes.md").read_text(encoding="utf-8").split("\n## ")
RECIPE = re.compile(r"^### (?P<title>.+?)$(?P<text>.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^`(?P<path>[^`\n]+)`:\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def recipes() -> dict[str, dict[str, str]]:
    """The files of each recipe, by its title."""
    [chapter] = [part for part in RECIPES if part.startswith("Recipes\n")]
    return {
        found["title"]: {file["path"]: file["text"] for file in FILE.finditer(found["text"])}
        for found in RECIPE.finditer(chapter)
    }


@pytest.fixture
def follow(make_paper):
    """Follows a recipe in a small site, which must be without findings, and builds it."""

    def follow(title: str):
        files = recipes()[title]
        settings = CONFIG + files.pop("newsgen.yaml", "")
        paper = make_paper({
            "content/world/a.md": article(body="The talks ended on Monday at nine o'clock."),
            "content/pages/about.md": "---\ntitle: About\n---\n\nWe are a paper.\n",
            **files,
            "newsgen.yaml": settings,
        })  # fmt: skip
        if title == "Change the fonts":
            font = ROOT / "static/fonts/source-sans-3-latin-wght-normal.woff2"
            (paper.root / "static/fonts").mkdir()
            shutil.copyfile(font, paper.root / "static/fonts/own.woff2")
        paper.build_ok()
        found = check(paper.options()).diagnostics
        assert [d for d in found if d.path.startswith(("templates/", "static/"))] == []
        return paper

    return follow


def test_every_recipe_has_files():
    assert len(recipes()) == 10
    assert all(recipes().values())


@pytest.mark.parametrize("title", recipes())
def test_a_recipe_can_be_followed(follow, title):
    follow(title)


def test_colours_and_fonts_stand_after_the_sheet_of_the_theme(follow):
    page = follow("Change the colours").page("index.html")
    sheets = re.findall(r'rel="stylesheet" href="/css/(\w+)\.', page)
    assert sheets == ["site", "own"]
    sheet = (ROOT / "static/css/site.css").read_text(encoding="utf-8")
    files = [*recipes()["Change the colours"].values(), *recipes()["Change the fonts"].values()]
    for name in set(re.findall(r"^\s+(--[\w-]+):", "\n".join(files), re.MULTILINE)):
        assert f"{name}: " in sheet


def test_the_fonts_leave_urdu_alone(follow):
    paper = follow("Change the fonts")
    assert '[lang]:not(:is([lang|="ur"]' in paper.page("css/own.css")
    [font] = re.findall(r'rel="preload" href="/(fonts/[^"]+)"', paper.page("world/a/index.html"))
    assert (paper.public / font).is_file()


def test_the_logo_is_in_every_masthead(follow):
    paper = follow("Show a logo in the masthead")
    for path in ("index.html", "world/a/index.html"):
        tag = "h1" if path == "index.html" else "p"
        assert re.search(
            rf'<{tag} class="masthead"><a href="/"[^>]*>\s*<img src="/logo\.\w+\.svg"'
            rf' alt="The Test Courier" width="240" height="60">\s*</a></{tag}>',
            paper.page(path),
        )


def test_a_block_is_replaced_and_another_one_longer(follow):
    page = follow("Replace one block").page("world/a/index.html")
    assert "letters@news.example" in page
    assert 'class="story-date"' in page
    assert "<p>8 words</p>" in page


def test_a_part_stands_on_every_page(follow):
    paper = follow("Add a part of your own")
    for path in ("index.html", "world/a/index.html", "about/index.html"):
        assert "<h2>Every morning</h2>" in paper.page(path)
        assert 'class="site-footer"' in paper.page(path)


def test_a_field_is_shown_where_it_is_written_and_only_there(follow):
    paper = follow("Show a field of your own")
    assert paper.page("index.html").count('<p class="badge">Exclusive</p>') == 1
    assert "Photographs: Zoya Khan, Ali Raza" in paper.page("world/ferry/index.html")
    for path in ("world/ferry/index.html", "world/a/index.html"):
        assert "<p>Desk: News</p>" in paper.page(path)
    assert "Photographs" not in paper.page("world/a/index.html")
    assert "Call" not in paper.page("about/index.html")
    paper.write({"newsgen.yaml": f"{CONFIG}extra: {{phone: 042 111}}\n"})
    paper.build_ok()
    assert "<p>Call 042 111.</p>" in paper.page("about/index.html")


def test_a_block_for_editors(follow):
    page = follow("Add a block for editors").page("world/trial/index.html")
    assert '<aside class="verdict"><h2>Guilty</h2><p>On <strong>all</strong> counts.</p>' in page


def test_a_language_is_one_line_and_words_can_be_changed(follow):
    page = follow("Speak another language").page("world/a/index.html")
    assert '<html lang="es"' in page
    assert "Publicado" in page
    assert "20 de noviembre de 2026" in page


def test_a_site_has_files_of_its_own(follow):
    paper = follow("Add a file of your own")
    assert json.loads(paper.page("index.json"))["stories"][0]["url"] == "/world/a/"
    assert '<h1 class="list-title">Water</h1>' in paper.page("water/index.html")


def test_addresses_follow_the_pattern(follow):
    paper = follow("Change the addresses of stories")
    assert "Talks end" in paper.page("2026/11/a.html")


# --- the reference ---------------------------------------------------------------------------

REFERENCE = runpy.run_path(str(DOCS / "template_reference.py"))


def test_a_template_gets_every_value_that_the_reference_lists(make_paper):
    """Unknown names are errors, so the site can only be built if all of them are known."""
    names = {
        template: [name for name, _, _ in REFERENCE["_fields"](view.__name__)]
        + [name for name, _, _ in REFERENCE["ALSO"].get(template, [])]
        for template, view in REFERENCE["VIEWS"].items()
    }
    names["blocks/note.html"] = [name for name, _, _ in REFERENCE["BLOCK"]]
    paper = make_paper({
        "content/world/a.md": article(
            body="A first paragraph.\n\n::: note\nWords.\n:::",
            tags="[t]", authors="[Ayesha Khan]", series="S", aliases="[/old/]",
        ),
        "content/pages/about.md": "---\ntitle: About\n---\n\nWe are a paper.\n",
        **{
            f"templates/{template}": "".join(f"{{{{ {name}|string|length }}}} " for name in values)
            for template, values in names.items()
        },
    })  # fmt: skip
    paper.build_ok()
