"""The JSON-LD of every page holds by the vocabulary of schema.org and the rules of Google."""

import json
from datetime import datetime
from typing import get_args

import pytest

from newsgen.diagnostics import Refusal
from newsgen.models import ArticleType
from support.json_ld import graph, json_ld_text, node, nodes_within, story, types_of
from support.paper import CONFIG, Paper, article
from support.photos import photo
from support.schema_org import faults

HOSTILE = [
    '"</script><script>alert(1)</script>"',
    '"Talks \\"end\\" & <b>begin</b> \\\\"',
    '\'}],{"@type": "Person"\'',
    "سیلاب کے بعد، 'نئی' بات",
    '"\\u2028 a line\\u2029 apart \\u00a0"',
    "🗞 -- <!-- x",
]
PUBLISHER = """
logo: logo.png
copyright: © The Test Courier
publisher:
  name: Test & <Courier> Press
  alternate_name: TTC
  legal_name: Courier (Private) Limited
  email: desk@news.example
  telephone: +92 42 5550100
  address: 1 Mall Road, Lahore
  founded: 1947-08
  same_as: [https://en.wikipedia.org/wiki/Courier, https://social.example/@ttc]
  license: /terms/#pictures
  acquire_license: https://shop.example/
  policies:
    principles: /about/
    masthead: /about/#people
    ownership: /about/
    ethics: /اخلاقیات/
    corrections: /corrections/
    verification: https://checks.example/how
    unnamed_sources: /about/
    bylines: /about/
    priorities: /about/
    feedback: /about/
    diversity: /about/
    staffing: /about/
"""
EVERYTHING = {
    "dateline": "LAHORE (APP) –",
    "updated": "2026-11-21 11:00",
    "authors": "[Ayesha Khan, Desk, APP]",
    "tags": '[Floods, "</script>"]',
    "image": "{src: a.jpg, alt: \"A 'gate' & <b>\", credit: Test & <Courier> Press / A. Khan}",
    "source": "APP",
    "series": "The Year",
    "expires": "2027-01-05 10:00",
    "ai": "{note: Translated., kind: generated}",
    "corrections": "[{date: 2026-11-22, text: It was <Tuesday>.}]",
}
KINDS = {
    "review": {"rating": "{item: The River, value: 3.5, best: 6, kind: film}"},
    "obituary": {"subject": "{name: Zahra Noor, born: 1931-03-02, died: 2026-11}"},
    "sponsored": {"sponsor": "{name: Bank & Co, url: https://bank.example/}"},
    "live": {"coverage_end": "2026-11-24 10:00"},
}
ENTRY = '\n\n::: update 2026-11-20 12:00 "</script>" & more\nIt *goes* on.\n:::'


def page(title: str, body: str = "Us.") -> str:
    return f"---\ntitle: {title}\n---\n{body}\n"


def hostile_site() -> dict[str, str | bytes]:
    """A site with a page of every kind and a story of every kind, all of them unfriendly."""
    files: dict[str, str | bytes] = {
        "newsgen.yaml": CONFIG + PUBLISHER + "per_page: 3\n"
        "pages: [{path: /own/, template: pages/own.html}]\n",
        "templates/pages/own.html": '{% extends "base.html" %}',
        "static/logo.png": photo(120, 120, "PNG"),
        "content/world/a.jpg": photo(90, 60),
        "content/pages/about.md": page(HOSTILE[0]),
        "content/pages/terms.md": page("Terms"),
        "content/pages/اخلاقیات.md": page("اخلاقیات"),
        "content/authors/ayesha-khan.md": (
            "---\nname: Ayesha Khan\nrole: 'Editor </script>'\nemail: a@news.example\n"
            "image: {src: ../world/a.jpg, alt: A}\n"
            "links: {Mastodon: 'https://social.example/@a', Post: 'mailto:a@news.example'}\n---\n"
            "She <b>reports</b> from *Lahore* & beyond.\n"
        ),
        "content/authors/desk.md": "---\nname: Desk\nagency: true\n---\nMany people.\n",
    }
    for number, kind in enumerate(get_args(ArticleType)):
        title = HOSTILE[number % len(HOSTILE)]
        fields = {**EVERYTHING, "type": kind, **KINDS.get(kind, {})}
        if kind == "sponsored":
            fields.pop("series")
        body = "One." + (ENTRY if kind == "live" else "")
        files[f"content/world/{kind}.md"] = article(title, body, **fields)
    files["content/world/rated.md"] = article(
        type="review", rating="{item: A stamp, value: 4}", lang="ur"
    )
    files["content/pakistan/linked.md"] = article(section="pakistan", link="https://b.example/x")
    files["content/pakistan/taken.md"] = article(
        section="pakistan", canonical="https://b.example/y", syndicated="true", source="Dawn"
    )
    return files


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Every HTML page of the hostile site, by path."""
    paper = Paper(root=tmp_path_factory.mktemp("hostile") / "site")
    paper.write(hostile_site())
    result = paper.build()
    assert [d for d in result.diagnostics if d.code != "unbalanced-markup"] == []
    return {
        place.relative_to(paper.public).as_posix(): place.read_text(encoding="utf-8")
        for place in paper.public.rglob("*.html")
    }


def test_every_page_for_search_engines_has_one_graph_that_nothing_can_end(pages):
    without = {path for path, text in pages.items() if "ld+json" not in text}
    assert without == {"404.html", "saved/index.html"}
    for path in pages.keys() - without:
        text = json_ld_text(pages[path])
        assert not set("<>&\u2028\u2029") & set(text), path
        assert json.loads(text)["@graph"], path


def test_every_term_is_one_of_schema_org_and_stands_where_it_may(pages):
    found = {
        f"{path}: {fault}"
        for path, text in pages.items()
        if "ld+json" in text
        for each in graph(text)
        for fault in faults(each)
    }
    assert found == set()


def test_the_vocabulary_finds_faults():
    wrong = {
        "@type": "SatiricalArticle",
        "dateline": "LAHORE",
        "datePublished": "yesterday",
        "headlin": "A",
        "author": {"@type": "Place", "name": "A"},
        "isAccessibleForFree": "maybe",
        "image": {"@type": "Photo"},
    }
    told = " ".join(faults(wrong))
    for name in ("dateline", "datePublished", "headlin", "author", "Photo"):
        assert name in told


def test_ids_are_the_same_on_every_page_and_mean_one_thing(pages):
    kinds: dict[str, set[str]] = {}
    for text in pages.values():
        if "ld+json" in text:
            for each in nodes_within(graph(text)):
                if "@id" in each and types_of(each):
                    kinds.setdefault(each["@id"], set()).add(types_of(each)[0])
    assert [name for name, types in kinds.items() if len(types) > 1] == []
    assert kinds["https://news.example/#publisher"] == {"NewsMediaOrganization"}
    assert kinds["https://news.example/#website"] == {"WebSite"}


# --- the rules of Google, by type and by kind of page

ARTICLE = {"headline", "image", "datePublished", "dateModified", "author", "publisher"}
RULES = {
    "NewsArticle": ARTICLE,
    "AdvertiserContentArticle": ARTICLE,
    "SatiricalArticle": ARTICLE,
    "LiveBlogPosting": ARTICLE | {"coverageStartTime", "coverageEndTime", "liveBlogUpdate"},
    "BlogPosting": {"headline", "datePublished", "articleBody", "url"},
    "Review": {"itemReviewed", "reviewRating", "author"},
    "Rating": {"ratingValue", "bestRating", "worstRating"},
    "BreadcrumbList": {"itemListElement"},
    "ItemList": {"itemListElement", "numberOfItems"},
    "ProfilePage": {"mainEntity"},
    "Person": {"name"},
    "Organization": {"name"},
    "NewsMediaOrganization": {"name", "url", "logo"},
    "WebSite": {"name", "url"},
    "ImageObject": {"url"},
    "CorrectionComment": {"text", "datePublished"},
}
"""The properties that Google requires or recommends of each type.
https://developers.google.com/search/docs/appearance/structured-data/search-gallery"""
MOMENTS = {"datePublished", "dateModified", "expires", "coverageStartTime", "coverageEndTime"}


@pytest.mark.parametrize("kind", RULES)
def test_a_type_has_the_properties_that_google_asks_for(pages, kind):
    paths = {path: text for path, text in pages.items() if "ld+json" in text}
    plain = {"world/rated/index.html", "pakistan/linked/index.html", "pakistan/taken/index.html"}
    found = [
        each
        for path, text in paths.items()
        if path not in plain  # they have less than the others
        for each in nodes_within(graph(text))
        if kind in types_of(each)
    ]
    assert found
    for each in found:
        assert RULES[kind] <= each.keys(), each
        for name in MOMENTS & each.keys():
            assert datetime.fromisoformat(each[name]).tzinfo, (name, each[name])


def test_the_home_page_is_the_site_and_its_publisher(pages):
    home = pages["index.html"]
    site = node(home, "WebSite")
    assert (site["name"], site["alternateName"]) == ("The Test Courier", "TTC")
    assert site["url"] == "https://news.example/"
    publisher = node(home, "NewsMediaOrganization")
    assert site["publisher"] == {"@id": publisher["@id"]}
    assert publisher["logo"] == {
        "@type": "ImageObject",
        "url": "https://news.example/logo.png",
    }
    assert publisher["foundingDate"] == "1947-08"
    assert publisher["masthead"] == "https://news.example/about/#people"
    assert publisher["correctionsPolicy"] == "https://news.example/corrections/"
    assert publisher["verificationFactCheckingPolicy"] == "https://checks.example/how"
    assert publisher["ethicsPolicy"].startswith("https://news.example/%D8%A7")
    policies = [name for name in publisher if name.lower().endswith(("policy", "principles"))]
    assert len(policies) == 9
    assert not any("BreadcrumbList" in types_of(each) for each in graph(home))


def test_a_front_lists_the_stories_that_it_shows_in_their_order(pages):
    for path in (
        "index.html",
        "world/index.html",
        "tags/floods/index.html",
        "world/page/1/index.html",
    ):
        items = node(pages[path], "CollectionPage")["mainEntity"]["itemListElement"]
        assert [each["position"] for each in items] == list(range(1, len(items) + 1))
        urls = [each["url"] for each in items]
        assert len(set(urls)) == len(urls)
        shown = pages[path].partition("<main")[2].partition("</main>")[0]
        places = [
            shown.index(f'<a href="{url.removeprefix("https://news.example")}"') for url in urls
        ]
        assert places == sorted(places)
    links = node(pages["pakistan/index.html"], "CollectionPage")["mainEntity"]["itemListElement"]
    assert "https://b.example/x" in [each["url"] for each in links]


def test_breadcrumbs_lead_from_the_home_page(pages):
    trail = node(pages["world/news/index.html"], "BreadcrumbList")["itemListElement"]
    assert [(each["position"], each["item"]) for each in trail] == [
        (1, "https://news.example/"),
        (2, "https://news.example/world/"),
        (3, "https://news.example/world/news/"),
    ]
    assert trail[1]["name"] == "World"
    for path, text in pages.items():
        if "ld+json" in text and path not in {"index.html", "own/index.html"}:
            if path == "corrections/index.html":
                continue  # its name is a word of the theme
            assert len(node(text, "BreadcrumbList")["itemListElement"]) >= 2, path


def test_an_author_has_a_profile_page(pages):
    profile = node(pages["authors/ayesha-khan/index.html"], "ProfilePage")["mainEntity"]
    assert profile["@type"] == "Person"
    assert (profile["name"], profile["jobTitle"]) == ("Ayesha Khan", "Editor </script>")
    assert profile["description"] == "She reports from Lahore & beyond."
    assert profile["sameAs"] == ["https://social.example/@a"]
    assert profile["image"]["width"] == profile["image"]["height"]
    assert profile["@id"] == story(pages["world/news/index.html"])["author"][0]["@id"]
    for slug in ("desk", "app"):  # by its profile, and as the source of stories
        profile = node(pages[f"authors/{slug}/index.html"], "ProfilePage")["mainEntity"]
        assert profile["@type"] == "Organization"


def test_authors_are_one_object_each_with_nothing_but_the_name(pages):
    authors = story(pages["world/news/index.html"])["author"]
    assert [(each["@type"], each["name"]) for each in authors] == [
        ("Person", "Ayesha Khan"),
        ("Organization", "Desk"),
        ("Organization", "APP"),
    ]


def test_a_story_says_that_it_is_free_when_it_ends_and_who_publishes_it(pages):
    found = story(pages["world/news/index.html"])
    assert found["isAccessibleForFree"] is True
    assert found["expires"] == "2027-01-05T10:00:00+05:00"
    assert found["publisher"]["@id"] == "https://news.example/#publisher"
    assert found["publisher"]["name"] == "Test & <Courier> Press"


def test_a_picture_has_its_credit_and_only_one_of_ours_our_licence(pages, make_paper):
    images = story(pages["world/news/index.html"])["image"]
    assert len(images) == 3
    for image in images:
        assert image["contentUrl"] == image["url"]
        assert image["creditText"] == "Test & <Courier> Press / A. Khan"
        assert image["license"] == "https://news.example/terms/#pictures"
        assert image["acquireLicensePage"] == "https://shop.example/"
        assert image["copyrightNotice"] == "© The Test Courier"
    paper = make_paper(
        {
            "newsgen.yaml": CONFIG + "publisher: {license: https://a.example/}\n",
            "content/world/a.md": article(
                image="{src: https://c.example/a.jpg, alt: A, credit: AP}"
            ),
        }
    )
    paper.build_ok()
    (image,) = story(paper.page("world/a/index.html"))["image"]
    assert image["creditText"] == "AP"
    assert "license" not in image


def test_a_new_story_changes_the_json_ld_of_no_older_story(make_paper):
    stories = {
        f"content/world/{n}.md": article(f"S{n}", date=f"2026-11-{n:02}") for n in range(1, 8)
    }
    paper = make_paper(stories)
    paper.build_ok()
    before = {n: json_ld_text(paper.page(f"world/{n}/index.html")) for n in range(1, 8)}
    paper.write({"content/world/new.md": article("New", date="2026-11-20")})
    paper.build_ok()
    assert {n: json_ld_text(paper.page(f"world/{n}/index.html")) for n in range(1, 8)} == before


# --- the publisher in newsgen.yaml


@pytest.mark.parametrize(
    ("written", "line", "message"),
    [
        ("publisher: {founded: last year}", 7, "is not a day, month or year"),
        ("publisher:\n  founded: 1947-13", 8, "is not a day, month or year"),
        ("publisher: {email: nobody}", 7, "is not an address"),
        ("publisher:\n  same_as:\n    - www.x.example", 9, "is not a web address"),
        ("publisher: {policies: {ethics: ethics}}", 7, "neither a page of the site"),
        ("publisher: {license: '//x.example/'}", 7, "neither a page of the site"),
        ("publisher: {policies: {ethics: 'javascript:alert(1)'}}", 7, "neither a page"),
    ],
)
def test_what_a_publisher_cannot_be(make_paper, written, line, message):
    paper = make_paper({"newsgen.yaml": f"{CONFIG}{written}\n"})
    with pytest.raises(Refusal) as refused:
        paper.build()
    (problem,) = refused.value.diagnostics
    assert (problem.code, problem.line) == ("bad-value", line)
    assert message in problem.message


def test_a_policy_whose_page_is_missing_is_told_at_its_line(make_paper):
    written = "publisher:\n  policies:\n    masthead: /about/#us\n    ethics: /ethics/\n"
    paper = make_paper({"newsgen.yaml": CONFIG + written, "content/pages/about.md": page("About")})
    (problem,) = paper.build().diagnostics
    assert (problem.code, problem.path, problem.line) == ("missing-page", "newsgen.yaml", 10)
    assert "/ethics/" in problem.message
    (again,) = paper.build().diagnostics  # a warm build with nothing to do says so, too
    assert again == problem
    paper.write({"content/pages/ethics.md": page("Ethics")})
    paper.build_ok()


def test_a_small_logo_is_told(make_paper):
    paper = make_paper(
        {"newsgen.yaml": CONFIG + "logo: logo.png\n", "static/logo.png": photo(200, 60, "PNG")}
    )
    (problem,) = paper.build().diagnostics
    assert (problem.code, problem.line) == ("small-logo", 7)
    assert "200 × 60" in problem.message
