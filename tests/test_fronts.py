"""An editor arranges the home page and the fronts of sections by hand."""

import json
import re

import pytest

from newsgen.diagnostics import Problems
from newsgen.models import FrontStory
from newsgen.sources.front_text import rewrite_front
from support.paper import CONFIG, NOW, MakePaper, Paper, article
from support.photos import photo

HOME = "content/front.yaml"
WORLD = "content/world/_front.yaml"


def stories(count: int = 8, section: str = "world") -> dict[str, str]:
    """Stories of one section, the one with the highest number the newest."""
    return {
        f"content/{section}/{section}{number}.md": article(
            f"{section.capitalize()} {number}",
            date=f"2026-11-{number + 1:02} 10:00",
            section=section,
        )
        for number in range(count)
    }


@pytest.fixture
def paper(make_paper: MakePaper) -> Paper:
    paper = make_paper({**stories(), **stories(6, "city")})
    paper.write(
        {"newsgen.yaml": f"{CONFIG}  city: {{title: City}}\nhome: {{top: 2, per_section: 2}}\n"}
    )
    return paper


def titles(html: str) -> list[str]:
    """The headlines of a page, in their order."""
    return re.findall(r'class="card-title"><a href="[^"]*">([^<]*)</a>', html)


def headings(html: str) -> list[str]:
    return re.findall(r'class="section-heading">(?:<a[^>]*>)?([^<]*)<', html)


def home(paper: Paper, front: str, now=NOW) -> str:
    paper.write({HOME: front})
    paper.build_ok(now)
    return paper.page("index.html")


def codes(paper: Paper, front: str, place: str = HOME) -> list[tuple[str, int]]:
    paper.write({place: front})
    return [(found.code, found.line) for found in paper.build().diagnostics]


# --- the home page


def test_without_an_editor_the_newest_lead(paper):
    paper.build_ok()
    page = paper.page("index.html")
    assert titles(page) == [
        "World 7",
        "World 6",
        "City 5",
        "World 5",
        "World 4",
        "City 4",
        "City 3",
    ]


def test_an_editor_chooses_the_lead_and_the_order(paper):
    page = home(paper, "lead: city/city0.md\ntop: [world/world1.md, city/city2.md]\n")
    assert titles(page)[:3] == ["City 0", "World 1", "City 2"]


def test_what_the_editor_leaves_out_makes_itself(paper):
    assert titles(home(paper, "top: [world/world1.md]\n"))[:3] == ["World 7", "World 1", "World 6"]
    assert titles(home(paper, "lead: world/world1.md\n"))[:3] == ["World 1", "World 7", "World 6"]
    assert titles(home(paper, "# nothing yet\n"))[:3] == ["World 7", "World 6", "City 5"]


def test_more_stories_than_the_settings_say_are_all_shown(paper):
    named = ", ".join(f"world/world{number}.md" for number in range(5))
    page = home(paper, f"top: [{named}]\nsections: false\n")
    assert titles(page) == ["World 7", *(f"World {number}" for number in range(5))]


def test_a_place_ends_at_its_moment(paper):
    front = "lead: {story: city/city0.md, until: 2026-11-23 18:00}\n"
    assert titles(home(paper, front))[0] == "City 0"
    later = NOW.replace(hour=13)  # 18:00 in Karachi
    result = paper.build(later)
    assert result.committed
    assert titles(paper.page("index.html"))[0] == "World 7"


def test_a_hidden_story_is_shown_nowhere_on_the_front_and_keeps_its_page(paper):
    page = home(paper, "hidden: [world/world7.md]\n")
    assert "World 7" not in titles(page)
    assert paper.page("world/world7/index.html")
    assert "World 7" in titles(paper.page("world/index.html"))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("section: city", ["City 4", "City 3"]),
        ("stories: [city/city1.md, world/world1.md]", ["City 1", "World 1"]),
        ("recent: true", ["World 5", "City 4"]),
        ("tag: Water", ["World 2"]),
        ("series: The river", ["City 1"]),
        ("type: opinion", ["City 2"]),
        ("{section: city, type: opinion}", ["City 2"]),
    ],
)
def test_a_block_has_the_stories_of_its_rule(paper, rule, expected):
    paper.write(
        {
            "content/world/world2.md": article("World 2", date="2026-11-03", tags="[water]"),
            "content/city/city1.md": article(
                "City 1", date="2026-11-02", section="city", series="The River"
            ),
            "content/city/city2.md": article(
                "City 2", date="2026-11-03", section="city", type="opinion"
            ),
        }
    )
    rule = rule.strip("{}").replace(", type", "\n    type")
    page = home(paper, f"blocks:\n  - title: Mine\n    {rule}\nsections: false\n")
    assert titles(page)[3:] == expected
    assert headings(page) == ["Mine"]


def test_blocks_stand_in_their_order_and_other_sections_follow(paper):
    page = home(
        paper,
        "blocks:\n  - {title: Read again, stories: [world/world0.md], layout: list}\n"
        "  - {section: city, layout: grid, number: 3}\n",
    )
    assert headings(page) == ["Read again", "City", "World"]
    assert titles(page)[3:] == ["World 0", "City 4", "City 3", "City 2", "World 5", "World 4"]
    assert 'class="front-section front-list"' in page
    assert 'class="front-section front-grid"' in page


def test_no_story_appears_twice(paper):
    page = home(
        paper,
        "lead: city/city5.md\nblocks:\n  - {title: A, recent: true, number: 9}\n"
        "  - {title: B, recent: true, number: 9}\n",
    )
    assert len(titles(page)) == len(set(titles(page)))


# --- times, names and the latest stories


def test_cards_tell_when_and_by_whom(paper):
    files = {
        "content/authors/ayesha.md": "---\nname: Ayesha Khan\nimage: ayesha.png\n---\nReporter.\n",
        "content/authors/ayesha.png": photo(20, 20, "PNG"),
        "content/world/view.md": article(
            "View", date="2026-11-23 15:30", type="opinion", authors="[Ayesha Khan]"
        ),
        "content/world/day.md": article("Day", date="2026-11-22"),
    }
    paper.write(files)
    paper.build_ok()
    page = paper.page("index.html")
    assert '<p class="edition"><time datetime="2026-11-23">Monday, 23 November 2026</time>' in page
    clock = "3:30\N{NARROW NO-BREAK SPACE}pm"
    moment = (
        f'<time datetime="2026-11-23T15:30:00+05:00" data-age="latn">23 Nov 2026, {clock}</time>'
    )
    assert moment in page
    assert '<time datetime="2026-11-22T00:00:00+05:00">22 Nov 2026</time>' in page
    assert re.search('<span class="card-byline"><span class="card-portrait"><picture>', page)


def test_the_latest_stories_are_one_file_that_older_pages_ask_for(paper):
    paper.build_ok()
    latest = json.loads(paper.page("latest.json"))["stories"]
    assert [story["title"] for story in latest[:3]] == ["World 7", "World 6", "City 5"]
    assert latest[0]["day"] == "8 Nov 2026, 10:00\N{NARROW NO-BREAK SPACE}am"
    for path in ("world/world0/index.html", "404.html"):
        assert 'data-latest="/latest.json" hidden' in paper.page(path)
    paper.write({"content/world/new.md": article("New", date="2026-11-20")})
    changed = paper.build_ok().changes.changed
    assert "latest.json" in changed
    assert "world/world0/index.html" not in changed


def test_neighbours_are_not_related_as_well(make_paper):
    fields = {"tags": "[Water, Trade]"}
    files = {
        f"content/world/{n}.md": article(f"S{n}", date=f"2026-11-{n + 1:02}", **fields)
        for n in range(4)
    }
    paper = make_paper(files)
    paper.build_ok()
    page = paper.page("world/3/index.html")
    assert titles(page) == ["S1", "S0"]
    assert 'class="neighbour-title">S2<' in page


def test_archive_pages_name_their_months(make_paper):
    paper = make_paper({**stories(4)})
    paper.write({"newsgen.yaml": f"{CONFIG}per_page: 2\n"})
    paper.build_ok()
    assert '<p class="list-description">November 2026</p>' in paper.page("world/page/1/index.html")


# --- sections


def test_the_front_of_a_section_is_arranged_too_and_loses_no_story(paper):
    paper.write(
        {
            "newsgen.yaml": f"{CONFIG}  city: {{title: City}}\nper_page: 3\n",
            WORLD: "lead: world1.md\ntop: [../city/city0.md]\n"
            "blocks:\n  - {title: Old, stories: [world2.md]}\n",
        }
    )
    paper.build_ok()
    front = paper.page("world/index.html")
    assert titles(front) == ["World 1", "City 0", "World 7", "World 6", "World 5", "World 2"]
    assert headings(front) == ["Old"]
    shown = set(titles(front))
    for number in (1, 2):
        shown.update(titles(paper.page(f"world/page/{number}/index.html")))
    assert {f"World {number}" for number in range(8)} <= shown


# --- what is told


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("lead: world/wrold7.md\n", [("missing-front-story", 1)]),
        ("top:\n  - world/world7.md\n  - world/none.md\n", [("missing-front-story", 3)]),
        ("hidden: [x.md]\n", [("missing-front-story", 1)]),
        ("blocks:\n  - title: A\n    stories: [x.md]\n", [("missing-front-story", 3)]),
        ("lead: world/draft.md\n", [("waiting-front-story", 1)]),
        ("lead: world/later.md\n", [("waiting-front-story", 1)]),
        ("lead: world/over.md\n", [("waiting-front-story", 1)]),
        ("lead: world/world7.md\ntop: [world/world7.md]\n", [("repeated-front-story", 2)]),
        ("blocks:\n  - section: moon\n", [("empty-block", 2)]),
        ("blocks:\n  - tag: moon\n", [("empty-block", 2)]),
        ("blocks:\n  - title: A\n", [("bad-value", 2)]),
        ("blocks:\n  - type: opinion\n", [("bad-value", 2)]),
        ("blocks:\n  - {recent: true, title: A, number: -1}\n", [("bad-value", 2)]),
        ("blocks:\n  - {recent: true, title: A, layout: wall}\n", [("bad-value", 2)]),
        ("laed: world/world7.md\n", [("unknown-key", 1)]),
        ("lead: {story: world/world7.md, until: soon}\n", [("bad-date", 1)]),
    ],
)
def test_what_cannot_be_shown_is_told_at_its_line(paper, front, expected):
    paper.write(
        {
            "content/world/draft.md": article("Secret draft", draft="true"),
            "content/world/later.md": article("Secret later", date="2026-12-24 10:00"),
            "content/world/over.md": article(
                "Over", date="2026-11-01 10:00", expires="2026-11-20 10:00"
            ),
        }
    )
    assert codes(paper, front) == expected


def test_an_embargoed_story_takes_its_place_when_it_opens_and_not_before(paper):
    paper.write({"content/world/later.md": article("Later", date="2026-11-23 18:00")})
    paper.write({HOME: "lead: world/later.md\n"})
    (problem,) = paper.build().diagnostics
    assert problem.code == "waiting-front-story"
    assert "Later" not in paper.page("index.html")
    paper.build_ok(NOW.replace(hour=13))
    assert titles(paper.page("index.html"))[0] == "Later"


@pytest.mark.parametrize(
    "place",
    [
        "content/front.yml",
        "content/_front.yaml",
        "content/world/front.yaml",
        "content/a/b/_front.yaml",
    ],
)
def test_a_front_that_is_not_read_is_told(paper, place):
    assert codes(paper, "lead: world/world7.md\n", place) == [("not-a-front", 0)]


def test_a_front_of_no_section_is_told(paper):
    assert codes(paper, "hidden: []\n", "content/moon/_front.yaml") == [("unused-front", 0)]


# --- costs


def test_a_change_of_a_front_writes_its_page_alone(paper):
    paper.write({HOME: "lead: world/world7.md\n"})
    paper.build_ok()
    paper.write({HOME: "lead: city/city0.md\n"})
    assert list(paper.build_ok().changes.changed) == ["index.html"]
    paper.write({WORLD: "lead: world0.md\n"})
    assert list(paper.build_ok().changes.changed) == ["world/index.html"]


# --- the text of a front, as the desk writes it

TEXT = """\
# Ask Ruth before you change the blocks.
lead: {story: world/world1.md, until: 2026-11-28 20:00}
top:
- world/world2.md
- world/world3.md   # until the match

# The floods
blocks:
  - {title: Old, stories: [world/world4.md]}
hidden: [
  city/city1.md,
]
sections: false
"""


def test_the_desk_keeps_what_it_does_not_change():
    written = rewrite_front(
        TEXT,
        HOME,
        FrontStory("content/city/city 0.md"),
        [FrontStory("content/world/world1.md", until=NOW.replace(day=29, hour=8, minute=30))],
        [],
    )
    assert written == (
        "# Ask Ruth before you change the blocks.\n"
        'lead: "city/city 0.md"\n'
        "top:\n"
        "  - {story: world/world1.md, until: 2026-11-29 08:30}\n"
        "\n# The floods\nblocks:\n  - {title: Old, stories: [world/world4.md]}\nsections: false\n"
    )


def test_a_front_that_does_not_exist_yet_is_written():
    lead = FrontStory("content/world/خبر.md")
    assert rewrite_front("", WORLD, lead, [], ["content/city/a.md"]) == (
        'lead: "خبر.md"\nhidden:\n  - ../city/a.md\n'
    )


@pytest.mark.parametrize("text", ['"lead": world/a.md\n', "{lead: world/a.md}\n", "lead: [\n"])
def test_what_cannot_be_replaced_is_refused(text):
    with pytest.raises(Problems):
        rewrite_front(text, HOME, FrontStory("content/world/b.md"), [], [])
