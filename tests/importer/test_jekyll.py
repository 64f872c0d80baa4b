"""Sites of Jekyll."""

from pathlib import Path

import pytest

from newsgen.importer.models import Person
from newsgen.importer.readers import jekyll
from newsgen.importer.readers.jekyll.addresses import (
    Document,
    page_address,
    permalink_of,
    post_address,
    slugify,
    template_of,
)
from support.source_trees import Converted, Read, convert_post, read_tree, write_tree

FERRY = """---

layout: post
author: Sana Mirza
title: Ferry *returns* home, with `radar`
date: 2011-05-03 09:05:00 -5
slug: Ferry-Returns_home
wordpress_id: 4711
comments: true
categories:
- Transport
- Region
tags: [ferries, Region]
image: /media/ferry.png
image_alt: A ferry at the pier
image_figcaption: The ferry on Tuesday.
license: CC-BY-4.0
---

The ferry is back.

<!--more-->

It left {{ "/2011/05/01/ferry-leaves/" | url }} in spring;
[how]({{ site.baseurl }}/2011/05/01/ferry-leaves/).
{: .lead}

[Chat](irc://chat.test/ferry) or [see the wiki](//wiki.valley.test/Ferry).

{% include timetable.html %}
"""

PAPER = {
    "_config.yml": 'title: The Valley Post\nurl: "https://valley.test"\n'
    "permalink: /:year/:month/:day/:title/\ntimezone: Asia/Karachi\n",
    "_posts/2011/2011-05-03-Ferry-Returns_home.md": FERRY,
    "_posts/2011-05-01-ferry-leaves.md": (
        "---\ntitle:\tFerry leaves\npublished: false\n---\nIt left.\n"
    ),
    "blog/_posts/2012-01-02-nested.md": (
        "---\ntitle: Nested folder\ncategories: transport\n---\nOne.\n"
    ),
    "about.md": "---\ntitle: About us\npermalink: /about.html\n---\nWe are a paper.\n",
}


def read(root: Path, files: dict[str, str]) -> Read:
    return read_tree(jekyll, "jekyll", write_tree(root, files))


def convert(root: Path, body: str, **files: str) -> Converted:
    """The body of a post of a small site."""
    paper = read(
        root,
        {
            "_config.yml": "title: The Post\nurl: https://a.test\nbaseurl: /blog\n",
            "_posts/2020-01-01-old-news.md": "---\ntitle: Old\n---\nOld.\n",
            "_posts/2020-01-02-x.md": f"---\ntitle: X\nvideo: abcdefghijk\n---\n{body}",
            **files,
        },
    )
    return convert_post(jekyll, paper, "_posts/2020-01-02-x.md")


# --- the case


def test_the_site_says_its_name_its_address_and_its_permalink(tmp_path: Path):
    site = read(tmp_path, PAPER).site
    assert site.title == "The Valley Post"
    assert site.base_url == "https://valley.test/"
    assert site.permalink == "/{year}/{month}/{day}/{slug}/"
    assert site.timezone == "Asia/Karachi"
    assert site.public == (("", "/"),)


def test_posts_are_read_with_all_that_they_say(tmp_path: Path):
    posts = read(tmp_path, PAPER).posts
    ferry = posts["_posts/2011/2011-05-03-Ferry-Returns_home.md"]
    assert ferry.title == "Ferry returns home, with radar"
    assert ferry.date == "2011-05-03T09:05:00-05:00"
    assert ferry.categories == ("Transport", "Region")
    assert ferry.tags == ("ferries", "Region")
    assert ferry.authors == ("Sana Mirza",)
    assert ferry.id == "wp-4711"
    assert ferry.address == "/2011/05/03/Ferry-Returns_home/"
    assert ferry.addresses == ("/?p=4711",)
    assert ferry.image is not None
    assert (ferry.image.src, ferry.image.alt) == ("/media/ferry.png", "A ferry at the pier")
    assert ferry.image.caption == "The ferry on Tuesday."
    assert ferry.extra == {"license": "CC-BY-4.0"}
    assert "comments: none in the folder" in [note.text for note in ferry.notes]
    leaves = posts["_posts/2011-05-01-ferry-leaves.md"]
    assert (leaves.title, leaves.date) == ("Ferry leaves", "2011-05-01")
    assert leaves.drafts == ("published: false",)
    assert [note.text for note in leaves.notes] == ["TAB after a key read as a space"]
    nested = posts["blog/_posts/2012-01-02-nested.md"]
    assert (nested.categories, nested.date) == (("transport", "blog"), "2012-01-02")
    about = posts["about.md"]
    assert (about.kind, about.address) == ("page", "/about.html")


def test_bodies_have_no_tags_left(tmp_path: Path):
    paper = read(tmp_path, PAPER)
    found = convert_post(jekyll, paper, "_posts/2011/2011-05-03-Ferry-Returns_home.md")
    assert found.markdown == (
        "The ferry is back.\n\n"
        "It left /2011/05/01/ferry-leaves/ in spring;\n[how](/2011/05/01/ferry-leaves/).\n\n"
        "Chat or [see the wiki](https://wiki.valley.test/Ferry).\n"
    )
    assert "include timetable.html: not known, left out" in found.told()
    assert [note.line for note in found.notes if "timetable" in note.text] == [30]


# --- which files


def test_drafts_pages_and_collections(tmp_path: Path):
    paper = read(
        tmp_path,
        {
            "_config.yml": "collections:\n  recipes: {output: true}\n  notes: {output: false}\n"
            "  authors: {output: true}\nexclude: [private, Gemfile]\n",
            "_drafts/idea.md": "---\ntitle: Idea\n---\nText.\n",
            "_drafts/2020-01-01-later.md": "---\n---\nText.\n",
            "_posts/2020-01-01-html.html": "---\ntitle: H\n---\n<p>Text.</p>\n",
            "_posts/2020-01-01-mark.markdown": "---\ntitle: M\n---\nText.\n",
            "_posts/2020-01-01-tex.textile": "h1. T\n",
            "_posts/2020-01-01-bare.md": "No front matter.\n",
            "_posts/2020-1-2-short.md": "---\ntitle: S\n---\nText.\n",
            "_posts/undated.md": "---\ntitle: U\n---\nText.\n",
            "_recipes/soup.md": "---\ntitle: Soup\n---\nText.\n",
            "_recipes/old/stew.md": "---\ntitle: Stew\ndate: 2020-01-01\n---\nText.\n",
            "_notes/n.md": "---\ntitle: N\n---\nText.\n",
            "_authors/sana.md": "---\nshort_name: sana\nname: Sana Mirza\n---\nShe writes.\n",
            "_layouts/post.html": "---\nlayout: x\n---\n{{ content }}\n",
            "index.html": "---\nlayout: home\n---\n{% for post in site.posts %}x{% endfor %}\n",
            "private/x.md": "---\ntitle: P\n---\nText.\n",
            "README.md": "Read me.\n",
            "empty.md": "---\nlayout: list\n---\n",
            "help/faq.md": "---\ntitle: FAQ\n---\nText.\n",
        },
    )
    assert {key: (post.kind, post.drafts, post.markup) for key, post in paper.posts.items()} == {
        "_drafts/idea.md": ("story", ("draft",), "markdown"),
        "_drafts/2020-01-01-later.md": ("story", ("draft",), "markdown"),
        "_posts/2020-01-01-html.html": ("story", (), "html"),
        "_posts/2020-01-01-mark.markdown": ("story", (), "markdown"),
        "_posts/2020-01-01-tex.textile": ("story", ("textile is not read",), "text"),
        "_posts/2020-01-01-bare.md": (
            "story",
            ("no front matter: the old site did not show it",),
            "markdown",
        ),
        "_posts/2020-1-2-short.md": ("story", (), "markdown"),
        "_posts/undated.md": ("story", (), "markdown"),
        "_recipes/soup.md": ("page", (), "markdown"),
        "_recipes/old/stew.md": ("story", (), "markdown"),
        "help/faq.md": ("page", (), "markdown"),
    }
    assert paper.posts["_posts/2020-1-2-short.md"].date == "2020-01-02"
    assert paper.posts["_posts/undated.md"].date == ""
    assert paper.posts["_drafts/2020-01-01-later.md"].title == "Later"
    assert paper.posts["_recipes/old/stew.md"].section == "recipes"
    assert paper.posts["_recipes/old/stew.md"].address == "/recipes/old/stew.html"
    assert paper.site.people == {"sana": Person(name="Sana Mirza", slug="sana", bio="She writes.")}
    assert paper.site.not_taken == {"document of notes, without a page": 1}
    assert [note.text for note in paper.site.notes] == [
        "made by a template, or without text: README.md, empty.md, index.html"
    ]


def test_the_folder_may_be_below_the_root(tmp_path: Path):
    paper = read(
        tmp_path,
        {
            "_config.yml": "source: site\npermalink: pretty\n",
            "site/_posts/2020-01-01-a.md": "---\ntitle: A\n---\nText.\n",
            "site/news.md": "---\ntitle: N\n---\nText.\n",
        },
    )
    assert {post.address for post in paper.posts.values()} == {"/2020/01/01/a/", "/news/"}
    assert paper.site.public == (("site", "/"),)


def test_a_file_that_cannot_be_read_is_a_draft_with_the_reason(tmp_path: Path):
    paper = read(tmp_path, {"_posts/2020-01-01-big.md": "x" * (2 * 1024 * 1024 + 1)})
    assert paper.posts["_posts/2020-01-01-big.md"].drafts == ("the file has more than 2 MiB",)


def test_the_host_may_be_in_a_file_of_its_own(tmp_path: Path):
    files = {"CNAME": "www.a.test\n", "_config.yml": "baseurl: /b\n", "_posts/x.md": ""}
    assert read(tmp_path, files).site.base_url == "https://www.a.test/b/"


def test_hostile_settings_do_no_harm(tmp_path: Path):
    paper = read(
        tmp_path,
        {
            "_config.yml": "source: ../..\ndefaults: x\ncollections: [a, b]\nexclude: 1\n"
            "permalink: [a]\nlanguages: {a: b}\ntimezone: Not/There\n",
            "_posts/2020-13-45-a.md": "---\ntitle: A\n---\nText.\n",
            "_data/authors.yml": "- name\n- 1\n",
        },
    )
    assert list(paper.posts) == ["_posts/2020-13-45-a.md"]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"_posts/x.md": ""}, "it has a folder _posts"),
        ({"_config.yml": ""}, "it has a _config.yml"),
        ({"news/_posts/x.md": ""}, "it has a folder news/_posts"),
        ({"content/x.md": ""}, ""),
        ({"_posts/x.md": "", "eleventy.config.js": ""}, ""),
    ],
)
def test_a_site_is_recognised(tmp_path: Path, files: dict[str, str], why: str):
    assert jekyll.recognises(write_tree(tmp_path, files)) == why


# --- front matter of Jekyll


def test_names_without_commas_are_apart_at_blanks(tmp_path: Path):
    front = "categories: local north\ncategory: West side\ntags: a b, c d"
    paper = read(tmp_path, {"_posts/2020-01-01-a.md": f"---\n{front}\n---\nText.\n"})
    post = paper.posts["_posts/2020-01-01-a.md"]
    assert post.categories == ("local", "north", "West side")
    assert post.tags == ("a b", "c d")


@pytest.mark.parametrize("heading", ["# The *real* title {#x}", "The *real* title\n======"])
def test_a_story_without_a_title_has_that_of_its_first_heading(tmp_path: Path, heading: str):
    text = f"---\nlayout: post\n---\n\n{heading}\n\nText.\n"
    post = read(tmp_path, {"_posts/2020-01-01-a-b.md": text}).posts["_posts/2020-01-01-a-b.md"]
    assert post.title == "The real title"
    assert post.body == "\nText.\n"
    assert text.split("\n")[post.body_line] == "Text."


def test_a_date_that_is_none_is_that_of_the_file_name(tmp_path: Path):
    text = "---\ntitle: A\ndate: 0000-00-00\n---\nText.\n"
    post = read(tmp_path, {"_posts/2020-01-01-a.md": text}).posts["_posts/2020-01-01-a.md"]
    assert (post.date, post.drafts) == ("2020-01-01", ())


def test_a_story_without_any_title_has_that_of_its_file(tmp_path: Path):
    paper = read(tmp_path, {"_posts/2020-01-01-ferry-leaves.md": "---\nlayout: post\n---\nText.\n"})
    assert paper.posts["_posts/2020-01-01-ferry-leaves.md"].title == "Ferry Leaves"


def test_defaults_fill_what_a_file_does_not_say(tmp_path: Path):
    config = """
permalink: /:title/
defaults:
  - scope: {path: "", type: posts}
    values: {author: The desk, layout: post, share: true}
  - scope: {path: _posts/uk}
    values: {lang: en-GB, permalink: "/uk/:title.html"}
  - scope: {path: _posts, type: pages}
    values: {lang: fr}
"""
    text = "---\ntitle: A\n---\nText.\n"
    paper = read(
        tmp_path,
        {
            "_config.yml": config,
            "_posts/2020-01-01-a.md": text,
            "_posts/uk/2020-01-01-b.md": "---\nauthor: Sana\n---\nText.\n",
        },
    )
    first, second = paper.posts.values()
    assert (first.authors, first.lang, first.address, first.extra) == (("The desk",), "", "/a/", {})
    assert (second.authors, second.lang, second.address) == (("Sana",), "en-GB", "/uk/b.html")


def test_the_picture_that_all_files_have_by_default_is_that_of_no_story(tmp_path: Path):
    config = 'defaults:\n  - scope: {path: ""}\n    values: {image: /card.png}\n'
    text = "---\ntitle: A\n---\nText.\n"
    paper = read(tmp_path, {"_config.yml": config, "_posts/2020-01-01-a.md": text})
    assert [(post.image, post.extra) for post in paper.posts.values()] == [(None, {})]


def test_languages_of_polyglot(tmp_path: Path):
    paper = read(
        tmp_path,
        {
            "_config.yml": "languages: [en, es]\ndefault_lang: en\npermalink: /:title/\n",
            "_posts/2020-01-01-port.md": "---\ntitle: Port\nlang: en\n---\nText.\n",
            "_posts/es/2020-01-01-port.md": "---\ntitle: Puerto\nlang: es\n---\nTexto.\n",
        },
    )
    posts = list(paper.posts.values())
    assert [post.address for post in posts] == ["/port/", "/es/port/"]
    assert len({post.translation for post in posts}) == 1
    assert paper.site.languages == ("en", "es")


def test_writers_and_sections_are_read_from_data(tmp_path: Path):
    paper = read(
        tmp_path,
        {
            "_data/authors.yml": "sana:\n  name: Sana Mirza\n  email: s@a.test\n  bio: Writes.\n"
            "  web: https://s.test\n",
            "_data/navigation.yml": "main:\n- title: Home\n  url: /\n- title: On the move\n"
            "  url: /category/transport/\n",
            "_posts/2020-01-01-a.md": "---\nauthor: sana\ncategory: Transport\n---\nText.\n",
        },
    )
    assert paper.site.people["sana"] == Person(
        name="Sana Mirza", slug="sana", bio="Writes.", links={"web": "https://s.test"}
    )
    assert paper.site.sections == {"transport": "On the move"}


# --- addresses


@pytest.mark.parametrize(
    ("style", "address"),
    [
        ("", "/north%20west/transport/2011/05/03/Ferry-Returns_home.html"),
        ("date", "/north%20west/transport/2011/05/03/Ferry-Returns_home.html"),
        ("pretty", "/north%20west/transport/2011/05/03/Ferry-Returns_home/"),
        ("ordinal", "/north%20west/transport/2011/123/Ferry-Returns_home.html"),
        ("weekdate", "/north%20west/transport/2011/W18/Tue/Ferry-Returns_home.html"),
        ("none", "/north%20west/transport/Ferry-Returns_home.html"),
        ("/:slug", "/ferry-returns-home"),
        ("/:slugified_categories/:title/", "/north-west/transport/Ferry-Returns_home/"),
        ("/:i_year/x", "/:i_year/x"),
        ("/:year/:i_month/:i_day/:title/", "/2011/5/3/Ferry-Returns_home/"),
        ("/:short_year-:short_month-:long_month/:title", "/11-May-May/Ferry-Returns_home"),
        ("blog//:title:output_ext", "/blog/Ferry-Returns_home.html"),
        ("/:year/:title_x/", "/2011/Ferry-Returns_home_x/"),
        ("/:hour:minute:second/:y_day/:w_year/:week/:w_day", "/090500/123/2011/18/2"),
    ],
)
def test_addresses_are_those_of_jekyll(style: str, address: str):
    document = Document(
        slug="Ferry Returns_home",
        date="2011-05-03T09:05:00-05:00",
        categories=("North West", "Transport"),
    )
    assert post_address(template_of(style), document, "") == address


def test_the_day_of_an_address_is_that_of_the_zone_of_the_site():
    document = Document(slug="a", date="2011-05-03T23:05:00-05:00")
    assert post_address("/:day/:title/", document, "Asia/Karachi") == "/04/a/"
    assert post_address("/:day/:title/", document, "") == "/03/a/"


def test_a_site_built_in_another_zone_has_its_other_day_too(tmp_path: Path):
    front = "title: A\ndate: 2011-05-03 22:30:00"
    paper = read(
        tmp_path,
        {
            "_config.yml": "timezone: Asia/Karachi\npermalink: /:day/:title/\n",
            "_posts/2011-05-03-a.md": f"---\n{front}\n---\nText.\n",
        },
    )
    post = paper.posts["_posts/2011-05-03-a.md"]
    assert (post.date, post.address) == ("2011-05-03 22:30", "/03/a/")
    assert post.addresses == ("/04/a/",)


@pytest.mark.parametrize(
    ("text", "pretty", "plain"),
    [
        ("The _config.yml file", "The-_config.yml-file", "the-config-yml-file"),
        ("Où ça?", "Où-ça", "où-ça"),
        ("विश्व समाचार", "विश्व-समाचार", "विश्व-समाचार"),
        ("--a--b--", "a-b", "a-b"),
        ("launch-2.0", "launch-2.0", "launch-2-0"),
    ],
)
def test_slugs_are_those_of_jekyll(text: str, pretty: str, plain: str):
    assert slugify(text, is_pretty=True, keeps_capitals=True) == pretty
    assert slugify(text, is_pretty=False, keeps_capitals=False) == plain


@pytest.mark.parametrize(
    ("path", "style", "address"),
    [
        ("about.md", "", "/about.html"),
        ("about.md", "pretty", "/about/"),
        ("about.md", "/:year/:title/", "/about/"),
        ("about.md", "/:year/:title", "/about"),
        ("help/index.md", "", "/help/"),
        ("index.html", "", "/"),
        ("help/a b.md", "none", "/help/a%20b.html"),
    ],
)
def test_addresses_of_pages(path: str, style: str, address: str):
    assert page_address(path, style) == address


@pytest.mark.parametrize(
    ("style", "permalink"),
    [
        ("", "/{section}/{year}/{month}/{day}/{slug}.html"),
        ("pretty", "/{section}/{year}/{month}/{day}/{slug}/"),
        ("none", "/{section}/{slug}.html"),
        ("ordinal", ""),
        ("/:year/:title", ""),
        ("/blog/:title/", "/blog/{slug}/"),
        ("/:title.html", "/{slug}.html"),
    ],
)
def test_the_permalink_is_proposed_if_newsgen_can_say_it(style: str, permalink: str):
    assert permalink_of(style) == permalink


def test_a_redirect_and_an_address_without_ending_answer_too(tmp_path: Path):
    front = "redirect_from:\n- /old/\n- /older.html\npermalink: /now"
    paper = read(tmp_path, {"_posts/2020-01-01-a.md": f"---\n{front}\n---\nText.\n"})
    post = paper.posts["_posts/2020-01-01-a.md"]
    assert post.address == "/now"
    assert post.addresses == ("/old/", "/older.html", "/now.html")


# --- bodies


def test_links_to_files_and_values_of_site_and_page(tmp_path: Path):
    body = (
        "[a]({% post_url 2020-01-01-old-news %}) [b]({% link _posts/2020-01-01-old-news.md %})\n"
        "[c]({{ site.baseurl }}{% post_url 2020-01-01-old-news %}) "
        "{{ site.title }} {{ page.title }}\n\n"
        "{% youtube page.video %}\n"
    )
    found = convert(tmp_path, body)
    assert found.markdown == (
        "[a](/2020/01/01/old-news.html) [b](/2020/01/01/old-news.html)\n"
        "[c](/2020/01/01/old-news.html) The Post X\n\n"
        "::: video https://www.youtube.com/watch?v=abcdefghijk\n:::\n"
    )
    assert found.notes == ()


def test_a_body_in_html_has_its_tags_replaced(tmp_path: Path):
    paper = read(
        tmp_path,
        {
            "_posts/2020-01-01-a.html": "---\ntitle: A\n---\n"
            '<p>One <b>two</b>, <a href="{{ site.baseurl }}/x/">three</a>.</p>\n'
            "{% youtube abcdefghijk %}\n<p>{{ page.title }}</p>\n",
        },
    )
    assert convert_post(jekyll, paper, "_posts/2020-01-01-a.html").markdown == (
        "One **two**, [three](/x/).\n\n"
        "::: video https://www.youtube.com/watch?v=abcdefghijk\n:::\n\nA\n"
    )


def test_the_mark_at_the_end_of_an_excerpt_is_no_text(tmp_path: Path):
    config = "excerpt_separator: '~~end~~'\n"
    found = convert(tmp_path, "One.\n\n~~end~~\n\nTwo.\n", **{"_config.yml": config})
    assert found.markdown.split() == ["One.", "Two."]
