"""Links of an old site lead to the same thing in the new one, and every old address answers."""

import re

import pytest

from newsgen.builder.build import build
from newsgen.builder.options import Options
from newsgen.check import check
from newsgen.importer.bodies.markdown import convert_markdown, show_placeholders
from newsgen.importer.conversion import Conversion
from newsgen.importer.lists import Lists, find_list, moved_lists
from newsgen.importer.models import Site
from newsgen.importer.readers.hugo.tags import find_tags
from newsgen.importer.settings import ImportSettings
from support.exports import NOW, body, dead_addresses, front_matter, ghost, post, take, write
from support.publishing import picture

HUGO = {
    "config.yaml": (
        "baseURL: https://www.dock.test/\ntitle: The Dock\n"
        "permalinks: {posts: '/:year/:month/:day/:title/'}\n"
    ),
    "content/about.md": (
        "---\ntitle: About\n---\nSee [a](/tags/fish/), [b](/categories/big-ports/),"
        " [c](/index.xml), [d](/posts/), [e](/authors/mina-jo/),"
        " [f](/posts/index.xml), [g](/tags/).\n"
    ),
    "content/posts/one.md": (
        "---\ntitle: One\ndate: 2020-05-06\ntags: [Fish]\ncategories: [Big Ports]\n"
        "author: Mina Jo\naliases: [/one-old]\n---\n## How it *went*\n\n"
        '[a]({{< ref "two.md#own-id" >}}), [b](//dock.test/2020/05/07/TWO#second-part),'
        " [c](http://www.dock.test/2020/05/07/two/index.html#nope), [d](two.md#Second-Part).\n"
    ),
    "content/posts/two.md": (
        "---\ntitle: Two\ndate: 2020-05-07\n---\n## Second part\n\n"
        '[a]({{% relref "one" %}}#how-it-went)\n\n## Other words {#own-id}\n\nText.\n'
    ),
}


def checked(paper):
    """The codes of what a check says of the built pages."""
    return {found.code for found in check(Options(root=str(paper), now=NOW)).diagnostics}


@pytest.fixture(scope="module")
def dock(tmp_path_factory):
    place = tmp_path_factory.mktemp("dock")
    report = take(write(place / "old", HUGO), place / "paper", kind="hugo")
    return place / "paper", report


def test_links_into_other_stories_lead_to_the_ids_of_their_headings(dock):
    paper, report = dock
    one = body(paper / "content/posts/2020-05-06-one.md")
    assert "[a](2020-05-07-two.md#other-words)" in one
    assert "[b](2020-05-07-two.md#second-part)" in one
    assert "[c](2020-05-07-two.md)" in one
    assert "[d](2020-05-07-two.md#second-part)" in one
    assert "(2020-05-06-one.md#how-it-went)" in body(paper / "content/posts/2020-05-07-two.md")
    (note,) = [n for s in report.stories for n in s.notes if "#nope" in n.text]
    assert "no such heading, leads to the whole story" in note.text


def test_lists_of_the_old_site_are_those_of_the_new_one(dock):
    paper, _ = dock
    assert body(paper / "content/pages/about.md").strip() == (
        "See [a](/tags/fish/), [b](/tags/big-ports/), [c](/feed.xml), [d](/posts/),"
        " [e](/authors/mina-jo/), [f](/posts/feed.xml), [g](/tags/)."
    )


def test_every_old_address_answers(dock):
    paper, report = dock
    build(Options(root=str(paper), now=NOW))
    assert dead_addresses(paper, report, "/one-old/", "/about/", "/posts/") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/category/ports/", "/ports/"),
        ("/category/coast/ports/page/3/", "/ports/"),
        ("/category/ports/feed/", "/ports/feed.xml"),
        ("/blog/category/PORTS.html", "/ports/"),
        ("/tags/fish", "/tags/fish/"),
        ("/tag/ports/", "/ports/"),
        ("/categories/cat_ports/", "/ports/"),
        ("/author/hshah/", "/authors/huma-shah/"),
        ("/2012/03/", "/archive/2012/03/"),
        ("/2012/3/4/", "/archive/2012/03/"),
        ("/2012/", "/archive/"),
        ("/archives.html", "/archive/"),
        ("/feeds/all.atom.xml", "/feed.xml"),
        ("/comments/feed/", "/feed.xml"),
        ("/page/2/", "/"),
        ("/ports/", "/ports/"),
        ("/2012/03/gone/", ""),
        ("/tag/unknown/", ""),
        ("/wp-login.php", ""),
    ],
)
def test_addresses_of_lists(old, new):
    lists = Lists(
        terms={
            ("", "category", "ports"): "/ports/",
            ("", "tag", "fish"): "/tags/fish/",
            ("", "author", "hshah"): "/authors/huma-shah/",
        },
        months={("", "2012", "03"): "/archive/2012/03/"},
        homes={"": "/"},
        archives={"": "/archive/"},
        feeds={"/": "/feed.xml", "/ports/": "/ports/feed.xml"},
    )
    assert find_list(old, "", lists) == new


def test_a_site_below_a_path_keeps_its_addresses(tmp_path):
    source = write(
        tmp_path / "old",
        {
            "_config.yml": "title: V\nurl: http://vale.test\nbaseurl: /v\npermalink: pretty\n",
            "_posts/2015-03-04-first.md": (
                "---\ntitle: First\nredirect_from: /old-first\n---\n"
                "[a](http://www.vale.test/v/2015/03/05/second/), [b](/v/2015/03/05/second/),"
                " ![P](/v/assets/a.gif)\n\n"
                '<div markdown="1">\n*in*\n</div>\n\n{% raw %}{{ braces }}{% endraw %}\n'
            ),
            "_posts/2015-03-05-second.md": "---\ntitle: Second\n---\nText.\n",
            "_posts/2015-13-45-never.md": "---\ntitle: Never\n---\nText.\n",
            "assets/a.gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        },
    )
    paper = tmp_path / "paper"
    report = take(source, paper, kind="jekyll")
    first = next((paper / "content").rglob("2015-03-04-first.md"))
    assert list(filter(None, body(first).split("\n"))) == [
        "[a](2015-03-05-second.md), [b](2015-03-05-second.md), ![P](/assets/a.gif)",
        "*in*",
        "`{{ braces }}`",
    ]
    never = front_matter(next((paper / "content").rglob("*never.md")))
    assert "date" not in never
    assert never["draft"] == "true"
    assert [story.unanswered for story in report.stories if story.unanswered] == []
    assert not checked(paper) & {"leftover-text", "dead-link", "dead-fragment", "bad-date"}


def test_parts_of_a_story_and_its_comments_lead_to_the_story(tmp_path):
    first = post(
        1,
        html=(
            '<h2 id="here">Here &amp; there</h2><p><a href="#here-there">a</a>'
            ' <a href="/story-2/amp/">b</a> <a href="/story-2/#comments">c</a>'
            ' <a href="/story-2/?ref=x#part">d</a></p>'
        ),
    )
    second = post(2, html='<h2 id="part">The Part!</h2><p><a href="/story-1/#here">e</a></p>')
    take(ghost(tmp_path / "old" / "e.json", first, second), tmp_path / "paper")
    one, two = sorted((tmp_path / "paper/content").rglob("2021*.md"))
    assert f"[a](#here-there) [b]({two.name}) [c]({two.name}) [d]({two.name}#the-part)" in body(one)
    assert f"[e]({one.name}#here-there)" in body(two)


def test_signs_of_templates_are_code_outside_code_only():
    conversion = Conversion()
    text = "A {{ b\\_c }}, {% d %} and {{.\n\n`{{ e }}` [f](/{{ g }})\n\n    {{ h }}\n"
    assert show_placeholders(text, conversion) == (
        "A `{{ b_c }}`, `{% d %}` and `{{`.\n\n`{{ e }}` [f](/{{ g }})\n\n    {{ h }}\n"
    )
    assert {note.name for note in conversion.notes} == {"signs of a template"}


def test_words_of_shortcodes_may_have_equals_signs_and_percent_signs():
    (tag,) = find_tags("{{% media url=https://video.test/watch?v=a%20b %}}")
    assert tag.named == {"url": "https://video.test/watch?v=a%20b"}


def test_html_that_says_so_has_markdown_inside():
    html = 'One\n\n<div class="x" markdown="1">\n**two**\n</div>\n'
    assert convert_markdown(html, Conversion()).split() == ["One", "**two**"]


def test_menus_with_links_to_other_sites_are_told_and_editions_have_their_titles(tmp_path):
    source = write(
        tmp_path / "old",
        {
            "hugo.toml": (
                'baseURL = "https://two.test/"\ndefaultContentLanguage = "en"\n'
                '[languages.en]\ntitle = "News"\nweight = 1\n'
                '[languages.es]\ntitle = "Noticias"\nweight = 2\n'
                '[[menus.main]]\nname = "Films"\nurl = "https://films.test/"\n'
            ),
            "content/news/a.md": "---\ntitle: A\ndate: 2020-02-03\n---\nText.\n",
            "content/news/a.es.md": "---\ntitle: Una\ndate: 2020-02-03\n---\nTexto.\n",
        },
    )
    report = take(source, tmp_path / "paper", kind="hugo")
    assert "menu: Films leads to https://films.test/" in report.notes[-1].text
    settings = (tmp_path / "paper/newsgen.yaml").read_text()
    assert "title: News\n" in settings
    assert "    title: Noticias\n" in settings


def test_notes_of_links_are_counted_together(tmp_path):
    html = '<p><a href="/story-2/">two</a> and <a href="/story-3/">three</a> are not out.</p>'
    hidden = [post(number, status="draft", published_at=None) for number in (2, 3)]
    source = ghost(tmp_path / "old" / "e.json", post(1, html=html), *hidden)
    report = take(source, tmp_path / "paper")
    counted = [row for row in report.counted_notes() if "link to a draft" in row[1]]
    assert [number for _, _, number, _ in counted] == [2]


def test_old_lists_that_nothing_answers_are_told():
    site = Site(sections={"ports": "Ports", "sea-2": "Sea & Sand", "never": "Never used"})
    settings = ImportSettings(categories={"Ports": "ports", "Sea & Sand": "tag"})
    note = moved_lists("wordpress", site, settings)
    assert note is not None
    assert "/category/ports/ (now /ports/), /category/sea-2/ (now /tags/sea-sand/):" in note.text
    assert moved_lists("hugo", site, settings) is None


def test_pictures_of_one_name_in_two_folders_stay_two(tmp_path):
    red, blue = picture(1), picture(2)
    files = {
        "_config.yml": "title: Post\n",
        "_posts/a/2020-01-01-one.md": "---\ntitle: One\ncategories: news\n---\n![A](p.png)\n",
        "_posts/a/p.png": red,
        "_posts/b/2020-01-02-two.md": "---\ntitle: Two\ncategories: news\n---\n![B](p.png)\n",
        "_posts/b/p.png": blue,
    }
    source = write(tmp_path / "old", files)
    paper = tmp_path / "paper"
    take(source, paper, kind="jekyll")
    shown = {}
    for file in (paper / "content/news").glob("*.md"):
        address = re.search(r"!\[(\w)\]\(([^)]*)\)", file.read_text())
        place = paper / "static" if address[2].startswith("/") else file.parent
        shown[address[1]] = (place / address[2].lstrip("/")).read_bytes()
    assert shown == {"A": red, "B": blue}


def test_a_named_folder_gives_no_other_picture_of_the_same_name(tmp_path):
    """A name alone counts only in the top folder, or in a folder with the name of the given one."""
    files = {"pier.png": picture(1), "2012/03/boat.png": picture(2)}
    write(tmp_path / "uploads", files)
    html = (
        '<p>Words of a story.</p><p><img src="__GHOST_URL__/content/2019/pier.png" alt="Pier"></p>'
        '<p><img src="__GHOST_URL__/content/uploads/2012/03/boat.png" alt="Boat"></p>'
        '<p><img src="__GHOST_URL__/content/uploads/pier.png" alt="Other"></p>'
    )
    export = ghost(tmp_path / "export.json", post(1, html=html))
    take(export, tmp_path / "paper", kind="ghost", given={"pictures": ("../uploads",)})
    static = tmp_path / "paper/static"
    found = sorted(p.relative_to(static).as_posix() for p in static.rglob("*.png"))
    assert found == ["content/uploads/2012/03/boat.png", "content/uploads/pier.png"]
