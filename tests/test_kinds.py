"""Kinds of stories: what each shows on its page, in lists, in feeds and to search engines."""

import re
from pathlib import Path

import pytest
from lxml import etree

from newsgen.markdown import mark_outward_links, wrap_tables
from support.json_ld import story
from support.paper import CONFIG, NOW, MakePaper, Paper, article

A = "content/world/a.md"
PAGE = "world/a/index.html"


def built(make_paper: MakePaper, **fields: str) -> Paper:
    """A paper of one story with these fields, and a story of today before it."""
    paper = make_paper({A: article(**fields)})
    paper.build_ok()
    return paper


def page_of(make_paper: MakePaper, **fields: str) -> str:
    return built(make_paper, **fields).page(PAGE)


def items(paper: Paper, feed: str = "feed.xml") -> list[etree._Element]:
    return etree.fromstring((paper.public / feed).read_bytes()).findall("channel/item")


def titles(paper: Paper, feed: str = "feed.xml") -> list[str | None]:
    return [item.findtext("title") for item in items(paper, feed)]


def robots(page: str) -> str:
    return re.findall(r'<meta name="robots" content="([^"]*)">', page)[0]


RECENT = "2026-11-23 10:00"
"""Recent enough for news search."""


# --- opinion, sponsored, satire: labelled wherever they are shown


@pytest.mark.parametrize(
    ("kind", "english", "urdu"),
    [
        ("opinion", "Opinion", "رائے"),
        ("sponsored", "Sponsored", "اشتہاری مواد"),
        ("satire", "Satire", "طنز و مزاح"),
    ],
)
def test_what_is_no_news_says_so_on_its_page_in_lists_and_in_feeds(make_paper, kind, english, urdu):
    paper = make_paper(
        {
            A: article("Plain", type=kind, tags="[Rain]"),
            "content/world/b.md": article("Urdu", type=kind, lang="ur"),
            "content/world/c.md": article("Newer", date="2026-11-21 10:00", tags="[Rain]"),
        }
    )
    paper.build_ok()
    for path in (PAGE, "index.html", "world/index.html"):
        assert f'<span class="eyebrow-type">{english}</span>' in paper.page(path)
    for path in ("index.html", "world/index.html", "world/c/index.html"):  # as the card is Urdu
        assert f'<span class="eyebrow-type">{urdu}</span>' in paper.page(path)
    assert titles(paper) == ["Newer", f"{english}: Plain", f"{urdu}: Urdu"]
    assert english in [each.text for each in items(paper)[1].findall("category")]


def test_other_kinds_are_a_category_in_feeds(make_paper):
    paper = built(make_paper, type="interview")
    (item,) = items(paper)
    assert item.findtext("title") == "Talks end"
    assert "Interview" in [each.text for each in item.findall("category")]


def test_words_of_a_site_label_its_feeds(make_paper):
    paper = built(make_paper, type="opinion")
    paper.write(
        {"templates/locales/en.po": 'msgctxt "types.opinion"\nmsgid "Opinion"\nmsgstr "View"\n'}
    )
    paper.write({A: article(type="opinion")})
    paper.build()
    assert titles(paper) == ["View: Talks end"]


# --- sponsored

PAID = 'rel="sponsored nofollow"'


def test_a_sponsored_story_names_its_sponsor(make_paper):
    sponsor = "{name: Bank of Rain, url: https://bank.example/}"
    page = page_of(make_paper, type="sponsored", sponsor=sponsor)
    assert f'Paid for by <a href="https://bank.example/" {PAID}>Bank of Rain</a>' in page
    data = story(page)
    assert data["@type"] == "AdvertiserContentArticle"
    assert data["sponsor"] == {
        "@type": "Organization",
        "name": "Bank of Rain",
        "url": "https://bank.example/",
    }


def test_a_name_alone_is_a_sponsor(make_paper):
    assert "Paid for by Bank of Rain</p>" in page_of(
        make_paper, type="sponsored", sponsor="Bank of Rain"
    )


@pytest.mark.parametrize(
    ("fields", "code", "key"),
    [
        ({"sponsor": "Bank"}, "bad-value", ("sponsor",)),
        (
            {"type": "sponsored", "sponsor": "{name: Bank, url: bank.example}"},
            "bad-address",
            ("sponsor", "url"),
        ),
    ],
)
def test_what_is_wrong_with_a_sponsor_is_told(make_paper, fields, code, key):
    (found,) = make_paper({A: article(**fields)}).build().diagnostics
    assert (found.code, found.key) == (code, key)


BODY = """\
[Buy](https://shop.example/) [here](https://news.example/world/) [there](b.md), https://bare.example

::: video https://video.example/1
A film.
:::
"""


@pytest.mark.parametrize("html", ["", '\n<a href="https://raw.example/">Raw</a>\n'])
def test_links_of_a_sponsored_story_to_other_sites_are_marked(make_paper, html):
    paper = make_paper(
        {
            A: article(body=BODY + html, type="sponsored"),
            "content/world/b.md": article(body=BODY.replace("b.md", "a.md") + html),
        }
    )
    paper.build_ok()
    page = paper.page(PAGE)
    prose = page[page.index('class="prose"') : page.index('class="story-footer"')]
    marked = set(re.findall(rf'<a {PAID} href="https://(\w+)', prose))
    assert marked == {"shop", "bare", "video"} | ({"raw"} if html else set())
    assert PAID not in paper.page("world/b/index.html")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<a href="https://a.example">', '<a rel="x" href="https://a.example">'),
        ('<a class="b" href="//a.example">', '<a rel="x" class="b" href="//a.example">'),
        ("<A rel=me HREF='http://a.example'>", "<a rel=\"x\" HREF='http://a.example'>"),
        ('<a title="a > b" href="https://a.example">', None),
        ('<a href="https://news.example">', ""),
        ('<a href="https://news.example/world/">', ""),
        ('<a href="https://news.example.evil.example/">', None),
        ('<a href="#top">', ""),
        ('<a href="mailto:a@a.example">', ""),
        ("<abbr>", ""),
        ("<a>", ""),
    ],
)
def test_which_links_lead_out(link, expected):
    given = mark_outward_links(f"{link}x</a>", "x", "https://news.example")
    wanted = f'<a rel="x"{link[2:]}' if expected is None else expected or link
    assert given == f"{wanted}x</a>"


def test_marking_takes_linear_time():
    for part in ("<a ", '<a "', "<a href='", '<a href="https://x"'):
        mark_outward_links(part * 50_000, "x", "https://news.example")


def test_sponsored_stories_are_in_the_feed_of_the_paper_alone_and_no_news(make_paper):
    paper = make_paper(
        {
            "newsgen.yaml": "title: T\nbase_url: https://news.example/\n"
            "sections: {world: {title: World}}\nfeeds: {tags: true, authors: true, limit: 2}\n",
            A: article(date=RECENT, type="sponsored", tags="[Rain]", authors="[Ann]"),
            "content/world/b.md": article("B", tags="[Rain]", authors="[Ann]"),
            "content/world/c.md": article("C", date="2026-11-19", tags="[Rain]", authors="[Ann]"),
        }
    )
    paper.build_ok()
    assert titles(paper) == ["Sponsored: Talks end", "B"]
    for feed in ("world/feed.xml", "tags/rain/feed.xml", "authors/ann/feed.xml"):
        assert titles(paper, feed) == ["B", "C"]
    assert "/world/a/" not in paper.page("sitemap-news.xml")
    assert "/world/a/" in paper.page("sitemap-2026-11.xml")


# --- breaking news


FRONTS = {"index.html", "pakistan/index.html", "world/index.html"}


@pytest.fixture
def breaking(make_paper: MakePaper) -> Paper:
    """A paper with breaking news until 18:00 in Karachi, and archive pages."""
    paper = make_paper(
        {
            f"content/world/{n}.md": article(f"Story {n}", date=f"2026-11-{n:02}")
            for n in range(1, 6)
        }
    )
    paper.write(
        {
            "newsgen.yaml": f"{CONFIG}per_page: 2\n",
            A: article("Dam breaks", date="2026-11-20", breaking_until="2026-11-23 18:00"),
        }
    )
    return paper


def bars(paper: Paper) -> dict[str, str]:
    """The headline in the bar of each page that has one."""
    found = {}
    for place in paper.public.rglob("*.html"):
        bar = re.search(
            r'<aside class="breaking"[^>]*>.*?<a[^>]*>([^<]*)</a>',
            place.read_text("utf-8"),
            re.DOTALL,
        )
        if bar:
            found[place.relative_to(paper.public).as_posix()] = bar[1]
    return found


def test_breaking_news_has_a_bar_on_fronts_alone(breaking):
    breaking.build_ok()
    assert bars(breaking) == dict.fromkeys(FRONTS, "Dam breaks")


def test_the_bar_ends_at_its_moment_and_changes_fronts_alone(breaking):
    breaking.build_ok()
    before = NOW.replace(hour=12, minute=59, second=59)
    assert not breaking.build_ok(before).changes.changed
    result = breaking.build_ok(NOW.replace(hour=13))  # 18:00 in Karachi
    assert set(result.changes.changed) == FRONTS
    assert bars(breaking) == {}


def test_the_newest_of_several_has_the_bar_and_no_story_before_its_time(breaking):
    breaking.write(
        {
            "content/world/b.md": article(
                "Siege ends", date="2026-11-21", breaking_until="2026-11-23 17:30", lang="ur"
            ),
            "content/world/c.md": article(
                "Secret", date="2026-11-24 10:00", breaking_until="2026-11-25 18:00"
            ),
        }
    )
    breaking.build_ok()
    assert set(bars(breaking).values()) == {"Siege ends"}
    assert '<a href="/world/b/" lang="ur" dir="rtl">' in breaking.page("index.html")
    breaking.build_ok(NOW.replace(hour=12, minute=30))
    assert set(bars(breaking).values()) == {"Dam breaks"}


def test_a_moment_that_cannot_be_read_is_told(breaking):
    breaking.write({A: article(breaking_until="soon")})
    assert breaking.codes() == ["bad-date"]


# --- wire copy


def test_wire_copy_is_not_listed_by_search_engines(make_paper):
    paper = built(make_paper, syndicated="true", source="APP", date=RECENT)
    page = paper.page(PAGE)
    assert robots(page) == "noindex"
    assert "canonical" not in page
    assert ">APP</p>" in page
    assert "/world/a/" not in paper.page("sitemap.xml") + paper.page("sitemap-news.xml")
    assert not (paper.public / "sitemap-2026-11.xml").exists()
    assert titles(paper) == ["Talks end"]  # readers get it all the same
    assert "/world/a/" in paper.page("index.html")


def test_wire_copy_whose_original_is_known_leads_search_engines_to_it(make_paper):
    there = "https://agency.example/quake"
    paper = built(make_paper, syndicated="true", source="APP", canonical=there, date=RECENT)
    page = paper.page(PAGE)
    assert robots(page) != "noindex"
    assert f'<link rel="canonical" href="{there}">' in page
    assert story(page)["isBasedOn"] == there
    assert "/world/a/" not in paper.page("sitemap-news.xml")


def test_wire_copy_says_whose_it_is(make_paper):
    (found,) = make_paper({A: article(syndicated="true")}).build().diagnostics
    assert (found.code, found.key) == ("missing-key", ("syndicated",))


# --- explainers and long reads


def test_highlights_stand_above_the_text(make_paper):
    points = "\n  - Six bridges, all closed.\n  - \"It 'rained'\""
    page = page_of(make_paper, type="explainer", highlights=points)
    before, _, after = page.partition('class="prose"')
    assert ">Key points</p>" in before
    assert re.findall(r"<li>(.*)</li>", before)[-2:] == ["Six bridges, all closed.", "It ‘rained’"]
    assert "Six bridges" not in after


# --- reviews


@pytest.mark.parametrize(
    ("rating", "shown"),
    [
        ("{item: The River, value: 4}", 'role="img" aria-label="4 out of 5">★★★★☆'),
        ("{item: The River, value: 3.5}", 'role="img" aria-label="3.5 out of 5">★★★½☆'),
        ("{item: The River, value: 0, best: 3}", 'role="img" aria-label="0 out of 3">☆☆☆'),
        ("{item: The River, value: 87, best: 100}", ">87 out of 100"),
    ],
)
def test_a_review_shows_its_rating_to_eyes_and_ears(make_paper, rating, shown):
    page = page_of(make_paper, type="review", rating=rating)
    assert (
        f'The River</span> <span class="rating-value"{" " * ("role" in shown)}{shown}</span>'
        in page
    )


@pytest.mark.parametrize(
    ("fields", "code", "key"),
    [
        ({"rating": "{item: X, value: 4}"}, "bad-value", ("rating",)),
        ({"type": "review", "rating": "{item: X, value: 6}"}, "bad-value", ("rating", "value")),
        ({"type": "review", "rating": "{item: X, value: -1}"}, "bad-value", ("rating", "value")),
        (
            {"type": "review", "rating": "{item: X, value: 0, best: 0}"},
            "bad-value",
            ("rating", "value"),
        ),
        ({"type": "review", "rating": "{item: X, value: good}"}, "wrong-type", ("rating", "value")),
        ({"type": "review", "rating": "{value: 4}"}, "missing-key", ("rating", "item")),
        ({"subject": "{name: X, born: 2 March 1931}"}, "bad-date", ("subject", "born")),
        ({"subject": "{name: X, died: 2026-02-30}"}, "bad-date", ("subject", "died")),
        ({"link": "example.org/story"}, "bad-address", ("link",)),
        ({"ai": "{note: X, kind: magic}"}, "bad-value", ("ai", "kind")),
    ],
)
def test_what_is_wrong_with_the_facts_of_a_kind_is_told(make_paper, fields, code, key):
    (found,) = make_paper({A: article(**fields)}).build().diagnostics
    assert (found.code, found.key) == (code, key)


# --- obituaries and interviews


@pytest.mark.parametrize(
    ("subject", "life"),
    [
        (
            "{name: Zahra Noor, born: 1931-03-02, died: 2026-11-20}",
            '<time datetime="1931-03-02">1931</time>–<time datetime="2026-11-20">2026</time>',
        ),
        ("{name: Zahra Noor, died: 2026}", 'Died <time datetime="2026">2026</time>'),
        ("{name: Zahra Noor, born: 1931-03}", 'Born <time datetime="1931-03">1931</time>'),
    ],
)
def test_an_obituary_shows_whose_life_it_was(make_paper, subject, life):
    page = page_of(make_paper, type="obituary", subject=subject)
    assert f"<bdi>Zahra Noor</bdi> <bdi>{life}</bdi>" in page
    assert '<span class="eyebrow-type">Obituary</span>' in page


def test_an_interview_says_so_and_search_engines_learn_with_whom(make_paper):
    page = page_of(make_paper, type="interview", subject="Zahra Noor")
    assert '<span class="eyebrow-type">Interview</span>' in page
    assert 'class="life"' not in page
    assert story(page)["about"] == {"@type": "Person", "name": "Zahra Noor"}


# --- artificial intelligence


def test_readers_learn_beside_the_byline_what_a_program_did(make_paper):
    page = page_of(make_paper, ai="Translated by a program, checked by an editor.", authors="[Ann]")
    after = page[page.index('class="byline"') : page.index('class="story-date"')]
    assert (
        "Made with the help of AI:</span> Translated by a program, checked by an editor." in after
    )


def test_a_text_that_a_program_wrote_says_that(make_paper):
    page = page_of(make_paper, ai="{note: From the results of the league., kind: generated}")
    assert "Made by AI:</span> From the results" in page


# --- stories of other sites

THERE = "https://www.example.org/story"


def test_a_link_to_a_story_of_another_site_leads_there_from_lists_and_feeds(make_paper):
    paper = make_paper(
        {
            A: article(link=THERE, tags="[Rain]"),
            "content/world/b.md": article("B", date=RECENT, tags="[Rain]"),
        }
    )
    paper.build_ok()
    host = '<span class="card-host">at example.org</span>'
    card = f'<a href="{THERE}" rel="external">Talks end {host}</a>'
    for path in ("index.html", "world/index.html"):
        assert card in paper.page(path)
    assert [item.findtext("link") for item in items(paper)][1] == THERE
    assert '<a href="/world/b/">B</a>' in paper.page("index.html")


def test_its_own_page_only_leads_on(make_paper):
    paper = make_paper(
        {
            A: article(link=THERE, body="", tags="[Rain]", date=RECENT, summary="How it ended."),
            "content/world/b.md": article("B", tags="[Rain]"),
        }
    )
    paper.build_ok()
    page = paper.page(PAGE)
    assert f'<a href="{THERE}" rel="external">Read it at example.org</a>' in page
    assert robots(page) == "noindex"
    assert "/world/b/" not in page
    assert "/world/a/" not in paper.page("sitemap-news.xml") + paper.page("sitemap-2026-11.xml")


def test_a_link_that_was_paid_for_says_so_to_search_engines(make_paper):
    paper = built(make_paper, link=THERE, type="sponsored")
    assert f'<a href="{THERE}" {PAID}>' in paper.page("index.html")
    assert f'<a href="{THERE}" {PAID}>' in paper.page(PAGE)


# --- series


def series(paper: Paper, count: int) -> None:
    """Write that many parts, the first on the first of the month, and another story."""
    paper.write(
        {
            f"content/world/part{n}.md": article(
                f"Part {n} & more", date=f"2026-10-{n:02}", series="Rivers"
            )
            for n in range(1, count + 1)
        }
    )


def parts_of(page: str) -> tuple[int, list[str]]:
    """The number that the list of parts begins with, and the addresses; "" for the page itself."""
    _, _, nav = page.partition('<nav class="parts-nav"')
    listed, _, _ = nav.partition("</ol>")
    start = re.search(r'<ol start="(\d+)">', listed)
    assert start is not None
    return int(start[1]), [
        "" if current else url
        for current, url in re.findall(r'<li( aria-current="page")?>(?:<a href="([^"]*)")?', listed)
    ]


def test_a_part_leads_to_the_parts_before_it_the_next_one_and_the_series(make_paper):
    paper = make_paper()
    series(paper, 4)
    paper.build_ok()
    first, second, last = (paper.page(f"world/part{n}/index.html") for n in (1, 2, 4))
    assert parts_of(first) == (1, ["", "/world/part2/"])
    assert parts_of(second) == (1, ["/world/part1/", "", "/world/part3/"])
    assert parts_of(last) == (1, ["/world/part1/", "/world/part2/", "/world/part3/", ""])
    assert '<a href="/world/part1/" rel="prev"><bdi>Part 1 &amp; more</bdi></a>' in second
    assert '<a href="/world/part3/" rel="next">' in second
    assert '<span class="series-number">Part 2</span>' in second
    assert '<a href="/series/rivers/">All parts</a>' in second


def test_a_long_series_names_the_last_parts_before(make_paper):
    paper = make_paper()
    series(paper, 14)
    paper.build_ok()
    start, parts = parts_of(paper.page("world/part13/index.html"))
    assert start == 3
    assert parts == [*(f"/world/part{n}/" for n in range(3, 13)), "", "/world/part14/"]


def test_a_series_of_one_part_has_no_list(make_paper):
    page = page_of(make_paper, series="Rivers")
    assert "parts-nav" not in page
    assert '<a href="/series/rivers/">Rivers</a>' in page


def test_a_new_part_changes_one_page_of_the_series_besides_its_own(make_paper):
    paper = make_paper({"newsgen.yaml": f"{CONFIG}related: 0\n"})
    series(paper, 12)
    paper.write({"content/world/news.md": article("News", date="2026-10-12 12:00")})
    paper.build_ok()
    paper.write(
        {
            "content/pakistan/new.md": article(
                "New", section="pakistan", series="Rivers", date=RECENT
            )
        }
    )
    changed = {path for path in paper.build_ok().changes.changed if "part" in path}
    assert changed == {"world/part12/index.html"}


# --- tables and footnotes

TABLE = "| Dam | Height |\n| --- | --- |\n| Tarbela | 143 m |\n"
RAW = "<table><tr><td><table><tr><td>In</td></tr></table></td></tr></table>\n"


def region(number: int) -> str:
    label = f"Table {number}"
    return f'<div class="table" role="region" tabindex="0" aria-label="{label}"><table>'


def test_every_table_scrolls_by_itself_and_has_a_name(make_paper):
    paper = make_paper({A: article(body=f"{TABLE}\n\n::: box\n{TABLE}:::\n\n{RAW}")})
    paper.build_ok()
    page = paper.page(PAGE)
    assert [page.count(region(number)) for number in (1, 2, 3, 4)] == [1, 1, 1, 0]
    assert page.count("</table></div>") == 3


def test_standing_pages_have_such_tables_too_and_feeds_have_plain_ones(make_paper):
    paper = make_paper(
        {
            "newsgen.yaml": f"{CONFIG}feeds: {{content: full}}\n",
            A: article(body=TABLE),
            "content/pages/about.md": f"---\ntitle: About\n---\n{TABLE}",
        }
    )
    paper.build_ok()
    assert region(1) in paper.page("about/index.html")
    assert "tabindex" not in paper.page("feed.xml")
    assert "Tarbela" in paper.page("feed.xml")


@pytest.mark.parametrize("html", ["<table>", "</table>", "<table></table></table>", "x<table>y"])
def test_a_table_without_an_end_stays_as_it_is(html):
    assert wrap_tables(html, "Table {}".format) == html


def test_a_table_in_urdu_has_an_urdu_name(make_paper):
    paper = make_paper({A: article(body=TABLE, lang="ur")})
    paper.build_ok()
    assert 'aria-label="جدول ۱"' in paper.page(PAGE)


@pytest.mark.parametrize("html", ["", "\n<b>Raw</b>\n"])
def test_footnotes_say_what_they_are_and_lead_back(make_paper, html):
    body = f"One.[^a] Two.[^a]\n{html}\n[^a]: The *note*.\n"
    paper = make_paper({A: article(body=body)})
    paper.build_ok()
    page = paper.page(PAGE)
    assert '<a href="#fn:1" id="fnref:1" role="doc-noteref">[1]</a>' in page
    assert '<a href="#fn:1" id="fnref:1:1" role="doc-noteref">[1:1]</a>' in page
    back = 'class="footnote-backref" role="doc-backlink" aria-label="Back to the text"'
    assert f'<a href="#fnref:1" {back}>' in page


# --- blocks of a site


def test_the_poll_of_the_documentation_works(make_paper):
    text = (Path(__file__).parents[1] / "docs" / "themes.md").read_text(encoding="utf-8")
    found = text[text.index("templates/blocks/poll.html") :]
    template, written, base = re.findall(r"```\w+\n(.*?)```", found, re.DOTALL)[:3]
    paper = make_paper(
        {
            "templates/blocks/poll.html": template,
            "templates/base.html": base,
            "static/css/blocks.css": ".poll { color: red; }",
            A: article(body=written),
        }
    )
    paper.build_ok()
    page = paper.page(PAGE)
    assert '<section class="poll" aria-label="Should the old bridge be closed?">' in page
    assert 'href="https://polls.example/?question=Should%20the%20old' in page
    assert "<li>Yes, to all cars.</li>" in page
    assert "css/blocks." in page
