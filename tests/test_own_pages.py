"""A site adds files of its own: a template, and the stories that it asks for."""

import json

import pytest

from support.paper import CONFIG, MakePaper, Paper, article

INDEX = """\
{"stories": [
{% for story in cards %}
{"url": {{ story.url|absolute|tojson }},
"title": {{ story.title|tojson }}}{{ "," if not loop.last }}
{% endfor %}
]}
"""
PAGE = """\
{% extends "base.html" %}
{% block main %}
<h1>{{ head.title }}</h1>{% for story in cards %}<p>{{ story.title }}</p>{% endfor %}
{% endblock %}
"""
SETTINGS = """\
pages:
  - {path: /index.json, template: pages/index.json}
  - {path: /water/, template: pages/list.html, title: Water, tag: Water, number: 2}
"""


@pytest.fixture
def paper(make_paper: MakePaper) -> Paper:
    files = {
        "content/world/a.md": article("The <first>", date="2026-11-01", tags="[water]"),
        "content/world/b.md": article("Second", date="2026-11-02", tags="[Trade]"),
        "content/world/c.md": article("Third", date="2026-11-03", tags="[Water]"),
        "content/world/d.md": article("Fourth", date="2026-11-04", tags="[Water]"),
        "content/world/later.md": article("Secret", date="2026-12-24"),
    }
    paper = make_paper(files)
    paper.write(
        {
            "newsgen.yaml": CONFIG + SETTINGS,
            "templates/pages/index.json": INDEX,
            "templates/pages/list.html": PAGE,
        }
    )
    return paper


def test_a_template_gets_the_stories_that_it_asks_for(paper):
    paper.build_ok()
    stories = json.loads(paper.page("index.json"))["stories"]
    assert [story["title"] for story in stories] == ["Fourth", "Third", "Second", "The <first>"]
    assert stories[0]["url"] == "https://news.example/world/d/"
    page = paper.page("water/index.html")
    assert "<h1>Water</h1><p>Fourth</p><p>Third</p>" in page
    assert "https://news.example/water/" in paper.page("sitemap-pages.xml")


def test_only_what_shows_a_story_changes_with_it(paper):
    paper.build_ok()
    paper.write({"content/world/b.md": article("Changed", date="2026-11-02", tags="[Trade]")})
    changed = paper.build_ok().changes.changed
    assert "index.json" in changed
    assert "water/index.html" not in changed


def test_a_changed_template_renders_its_page_alone(paper):
    paper.build_ok()
    paper.write({"templates/pages/index.json": INDEX.replace("stories", "articles")})
    assert list(paper.build_ok().changes.changed) == ["index.json"]


@pytest.mark.parametrize(
    "entry",
    [
        "{path: index.json, template: pages/index.json}",
        "{path: /../index.json, template: pages/index.json}",
        "{path: /, template: pages/index.json}",
        "{path: /index.json, template: index.json}",
        "{path: /index.json, template: pages/index.json, number: -1}",
        "{path: /index.json, template: pages/index.json, type: gossip}",
        "{path: /index.json}",
    ],
)
def test_wrong_settings_are_told(paper, run, entry):
    paper.write({"newsgen.yaml": f"{CONFIG}pages:\n  - {entry}\n"})
    status, _, errors = run("build", "--site", str(paper.root))
    assert status == 2
    assert "newsgen.yaml:8:" in errors


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("{path: /world/, template: pages/list.html}", "same-path"),
        ("{path: /x/, template: pages/none.html}", "template-error"),
    ],
)
def test_what_cannot_be_made_is_told(paper, entry, code):
    paper.write({"newsgen.yaml": f"{CONFIG}pages:\n  - {entry}\n"})
    assert code in {problem.code for problem in paper.build().diagnostics}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("{{ storry.url }}", "'storry' is undefined; did you mean `story`?"),
        ("{{ story.urll }}", "Card has no `urll`; did you mean `url`?"),
        ('{{ asset("nope.png") }}', "there is no file static/nope.png"),
        ("{{ story|tojson }}", "Card is not JSON: write the fields that you need"),
        ("{{ story.date|day }}", "format_day() missing"),
        ('{{ 5 + "a" }}', "unsupported operand"),
    ],
)
def test_a_mistake_in_a_template_of_any_ending_is_told_with_its_line(paper, value, message):
    paper.write(
        {"templates/pages/index.json": f"{{% for story in cards %}}\n{value}{{% endfor %}}"}
    )
    [problem] = paper.build().diagnostics
    assert (problem.code, problem.path, problem.line) == (
        "template-error", "templates/pages/index.json", 2
    )  # fmt: skip
    assert message in problem.message


def test_what_a_story_does_not_have_is_null_in_json(paper):
    paper.write({
        "templates/pages/index.json":
            "[{% for story in cards[:1] %}{{ [story.extra.a.b, story.date]|tojson }}{% endfor %}]",
    })  # fmt: skip
    paper.build_ok()
    [[missing, moment]] = json.loads(paper.page("index.json"))
    assert missing is None
    assert moment.startswith("2026-11-")
