"""Sites of Eleventy."""

from pathlib import Path, PurePosixPath

import pytest

from newsgen.importer.readers import eleventy
from newsgen.importer.readers.eleventy.addresses import permalink_address, slugify, usual_address
from support.source_trees import Read, convert_post, read_tree, write_tree

TALK = """---
newstitle: "Talk #11: all about pages"
permalink: /blog/talk/
external_url: https://video.test/talk
---

{% youtubeEmbed "mmmmmmmmmmm" %}

{% image "assets/hall.jpg" "A hall" %}{% image_with_class "assets/seat.jpg" "width-80px" "A seat" %}

{% callout "info", "md" %}
Doors open at *six*.
{% endcallout %}

{% raw %}{{ shown as it is }}{% endraw %} and {{ pkg.version }}. **[The talk]({{ external_url }})**
"""


def read(root: Path, files: dict[str, str]) -> Read:
    return read_tree(eleventy, "eleventy", write_tree(root, files))


def test_a_talk_keeps_its_title_its_address_and_its_words(tmp_path: Path):
    paper = read(tmp_path, {"src/blog/2023-11-29-static-talk.md": TALK})
    talk = paper.posts["src/blog/2023-11-29-static-talk.md"]
    assert (talk.kind, talk.title) == ("story", "Talk #11: all about pages")
    assert (talk.date, talk.address, talk.section) == ("2023-11-29", "/blog/talk/", "blog")
    found = convert_post(eleventy, paper, talk.key)
    assert found.markdown == (
        "::: video https://www.youtube.com/watch?v=mmmmmmmmmmm\n:::\n\n"
        "![A hall](/assets/hall.jpg)\n\n![A seat](/assets/seat.jpg)\n\n"
        "::: note\nDoors open at *six*.\n:::\n\n"
        "{{ shown as it is }} and . **[The talk](https://video.test/talk)**\n"
    )
    assert found.told() == [
        "image_with_class: size width-80px has no home",
        "variable pkg.version: not known, left out",
    ]


def test_the_data_of_site_and_folders_is_read_but_no_script(tmp_path: Path):
    paper = read(
        tmp_path,
        {
            "eleventy.config.js": 'module.exports = c => {\n c.addPassthroughCopy("src/img");\n'
            ' c.addPassthroughCopy({ "./share/": "/" });\n'
            ' return { dir: { input: "src", output: "dist" }, pathPrefix: "/paper/" };\n};\n',
            "package.json": '{"version": "2.1.0"}',
            "src/_data/metadata.json": '{"title": "The Post", "url": "https://a.test", '
            '"language": "en"}',
            "src/_data/late.js": "module.exports = 1;\n",
            "src/posts/posts.json": '{"tags": ["entries"], "author": "The desk", "layout": "p"}',
            "src/posts/posts.11tydata.js": "module.exports = {};\n",
            "src/posts/a.md": "---\ntitle: A\ndate: 2020-01-01\ntags: [rain, post]\n---\n"
            "{{ pkg.version }} {{ metadata.title }} {{ page.url }} {{ title | upper }}\n",
            "src/posts/b.md": "---\ntitle: B\nauthor: Sana\n---\nText.\n",
            "src/about.md": "---\ntitle: About\n---\nText.\n",
            "src/index.njk": "---\ntitle: Home\n---\n{% for p in collections.all %}x{% endfor %}\n",
            "src/old.html": "---\ntitle: Old\n---\n<p>Text.</p>\n",
            "src/_includes/x.md": "---\ntitle: No\n---\nText.\n",
            "src/notes.md": "No front matter.\n",
            "README.md": "Read me.\n",
        },
    )
    site = paper.site
    assert (site.title, site.base_url, site.lang) == ("The Post", "https://a.test/paper/", "en")
    assert [note.text for note in site.notes] == [
        "data in JavaScript is not read: src/_data/late.js, src/posts/posts.11tydata.js",
        "made by a template, or without text: src/index.njk, src/notes.md",
    ]
    assert ("src/img", "/img") in site.public
    assert ("share", "/") in site.public
    assert {key: (post.kind, post.address) for key, post in paper.posts.items()} == {
        "src/about.md": ("page", "/about/"),
        "src/old.html": ("page", "/old/"),
        "src/posts/a.md": ("story", "/posts/a/"),
        "src/posts/b.md": ("story", "/posts/b/"),
    }
    first, second = paper.posts["src/posts/a.md"], paper.posts["src/posts/b.md"]
    assert (first.authors, first.tags, first.section) == (("The desk",), ("rain",), "posts")
    assert (second.authors, second.tags, second.date) == (("Sana",), (), "")
    found = convert_post(eleventy, paper, "src/posts/a.md")
    assert found.markdown == "2.1.0 The Post /posts/a/ A\n"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("a.md", "/a/"),
        ("index.md", "/"),
        ("blog/index.md", "/blog/"),
        ("blog/blog.md", "/blog/"),
        ("blog/2020-01-01-a.md", "/blog/a/"),
        ("blog/2020-01-01-a/index.md", "/blog/2020-01-01-a/"),
        ("blog/a.b.md", "/blog/a.b/"),
    ],
)
def test_addresses_are_those_of_eleventy(path: str, address: str):
    assert usual_address(PurePosixPath(path)) == address


@pytest.mark.parametrize(
    ("permalink", "address"),
    [
        ("/blog/talk/", "/blog/talk/"),
        ("blog/talk.html", "/blog/talk.html"),
        ("/blog/talk/index.html", "/blog/talk/"),
        ("/{{ page.fileSlug }}/", "/talk/"),
        ("/{{ title | slugify }}/", "/about-a-cafe-and-more/"),
        ("/{{ date | date: '%Y' }}/{{page.fileSlug}}/", "/2020/talk/"),
        ("/{{ unknown }}/", None),
        ("/{{ title | special }}/", None),
        ("/{% if x %}a{% endif %}/", None),
    ],
)
def test_permalinks_are_computed_if_their_values_are_known(permalink: str, address: str | None):
    values = {"title": "About a Café & more", "page.fileSlug": "talk", "date": "2020-01-02"}
    assert permalink_address(permalink, values) == address


def test_a_permalink_that_is_not_computed_is_told(tmp_path: Path):
    text = "---\ntitle: A\ndate: 2020-01-01\npermalink: '/{{ x }}/'\n---\nText.\n"
    post = read(tmp_path, {"src/blog/a.md": text}).posts["src/blog/a.md"]
    assert post.address == "/blog/a/"
    assert "permalink /{{ x }}/: not computed, the usual address taken" in [
        note.text for note in post.notes
    ]


def test_a_text_without_a_page_is_a_draft(tmp_path: Path):
    text = "---\ntitle: A\ndate: 2020-01-01\npermalink: false\n---\nText.\n"
    post = read(tmp_path, {"src/blog/a.md": text}).posts["src/blog/a.md"]
    assert post.drafts == ("permalink: false, so it has no page",)


def test_a_date_that_is_that_of_the_file_is_none(tmp_path: Path):
    text = "---\ntitle: A\ndate: git Last Modified\ntags: posts\n---\nText.\n"
    post = read(tmp_path, {"src/blog/a.md": text}).posts["src/blog/a.md"]
    assert (post.kind, post.date, post.drafts) == ("story", "", ())


def test_slugs_have_only_letters_of_ascii():
    assert slugify("fooBar Straße: C'est l’été") == "foo-bar-strasse-cest-lete"


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({".eleventy.js": ""}, "it has .eleventy.js"),
        ({"eleventy.config.mjs": ""}, "it has eleventy.config.mjs"),
        (
            {"package.json": '{"devDependencies": {"@11ty/eleventy": "^3"}}'},
            "its package.json asks for Eleventy",
        ),
        ({"a/a.11tydata.json": "{}"}, "it has a/a.11tydata.json"),
        ({"a/x.md": TALK}, "a/x.md has shortcodes as Eleventy writes them"),
        ({"_posts/x.md": TALK}, ""),
        ({"_config.yml": "", "a/x.md": TALK}, ""),
        ({"a/x.md": "---\ntitle: A\n---\nText.\n"}, ""),
    ],
)
def test_a_site_is_recognised(tmp_path: Path, files: dict[str, str], why: str):
    assert eleventy.recognises(write_tree(tmp_path, files)) == why
