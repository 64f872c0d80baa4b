"""Sites of Nikola: metadata in comments, translations, shortcodes, the addresses of Nikola 8.3."""

from pathlib import Path

import pytest

from newsgen.importer.conversion import Conversion
from newsgen.importer.models import Source
from newsgen.importer.readers import nikola

STORY = """\
<!--
.. title: Files improve
.. slug: Files_Improvements
.. date: 2019-11-12 15:02:50 UTC-05:00.
.. author: Bilal Khan
.. tags: tools, , files
.. category:
.. link:
.. type: text
.. previewimage: : /images/f.png
.. has_math: yes
-->

First.

<!-- TEASER_END -->

# Second

It is $x^2$, [below](#My-part).

## My part

End.
"""
CONF = """
import time
BLOG_AUTHOR = "Desk"
BLOG_TITLE = {"en": "Valley", "es": "Valle"}
SITE_URL = "https://valley.test/"
TIMEZONE = "Asia/Karachi"
DEFAULT_LANG = "en"
TRANSLATIONS = {DEFAULT_LANG: "", "es": "./es"}
POSTS = (
    ("posts/*.md", "news", "post.tmpl"),
    ("posts/*.rst", {"en": "news", "es": "noticias"}, "post.tmpl"),
)
PAGES = (("pages/*.md", "", "page.tmpl"),)
FILES_FOLDERS = {"files": ""}
time.sleep(forever)
"""


def site_of(root: Path, files: dict[str, str]):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    source = Source(kind="nikola", root=root)
    site = nikola.read_site(source)
    return site, {post.file: post for post in nikola.read_posts(source, site)}


def body_of(site, post, conversion=None):
    return nikola.convert(post, site, conversion or Conversion())


def test_a_story(tmp_path):
    path = "posts/2021/03/Files_Improvements.md"
    site, posts = site_of(tmp_path, {path: STORY})
    post = posts[path]
    assert (post.title, post.date) == ("Files improve", "2019-11-12T15:02:50-05:00")
    assert (post.tags, post.authors, post.categories) == (("tools", "files"), ("Bilal Khan",), ())
    assert post.image is not None
    assert post.image.src == "/images/f.png"
    assert post.address == "/posts/2021/03/Files_Improvements/"
    assert post.drafts == ()
    conversion = Conversion()
    body = body_of(site, post, conversion)
    assert "## Second" in body
    assert "### My part" in body
    assert "[below](#my-part)" in body
    assert "TEASER_END" not in body
    assert "formula: no home, kept as text" in [note.text for note in conversion.notes]


def test_settings_translations_and_addresses(tmp_path):
    head = ".. title: {}\n.. date: 2019-11-12\n"
    site, posts = site_of(
        tmp_path,
        {
            "conf.py": CONF,
            "posts/a/nine_lives.rst": f"{head.format('Nine')}.. tags: x, draft\n\nBody",
            "posts/a/nine_lives.es.rst": ".. title: Nueve\n\nCuerpo",
            "posts/b.md": f"<!--\n{head.format('B')}-->\n\nBody",
            "posts/c.md": "Body only",
            "posts/c.meta": "The C\nthe-c\n2012-03-04\nx,y\n\nA text\n",
            "posts/y.md": "---\ntitle: Y\ndate: 2020-01-02\nstatus: private\n---\nBody",
            "pages/about.md": "<!--\n.. title: About\n-->\n\nBody",
            "posts/n.ipynb": "{}",
            "notes.md": "No story",
        },
    )
    assert (site.title, site.base_url) == ("Valley", "https://valley.test/")
    assert (site.timezone, site.languages) == ("Asia/Karachi", ("en", "es"))
    assert ("files", "/") in site.public
    assert site.not_taken == {"ipynb file": 1}
    assert {path: post.address for path, post in posts.items()} == {
        "pages/about.md": "/about/",
        "posts/a/nine_lives.es.rst": "/es/noticias/a/nine_lives/",
        "posts/a/nine_lives.rst": "/news/a/nine_lives/",
        "posts/b.md": "/news/b/",
        "posts/c.md": "/news/the-c/",
        "posts/y.md": "/news/y/",
    }
    english, spanish = posts["posts/a/nine_lives.rst"], posts["posts/a/nine_lives.es.rst"]
    assert english.translation == spanish.translation == "posts/a/nine_lives"
    assert (spanish.title, spanish.date, spanish.lang) == ("Nueve", "2019-11-12", "es")
    assert (english.drafts, english.tags) == (("tag draft",), ("x",))
    assert (posts["posts/c.md"].title, posts["posts/c.md"].tags) == ("The C", ("x", "y"))
    assert posts["posts/y.md"].drafts == ("status private",)
    assert posts["pages/about.md"].kind == "page"


def test_shortcodes_and_links(tmp_path):
    text = (
        ".. title: A\n.. date: 2019-11-12\n\n"
        "See `nine <link://slug/nine>`_ and :doc:`the nine <nine>` and"
        " `f <link://filename/posts/b.md>`_."
        "\n\n{{% gallery demo %}}\n\n.. thumbnail:: /images/t.jpg\n   :alt: Gate\n\n"
        "   The gate.\n\n"
        ".. TEASER_END\n\n{{% odd x=1 %}}words{{% /odd %}}"
        "\n\n"
        ".. slides::\n\n   /galleries/demo/b.jpg\n\n"
        ".. post-list::\n   :stop: 3\n"
    )
    site, posts = site_of(
        tmp_path,
        {
            "posts/a.rst": text,
            "posts/nine.md": "<!--\n.. title: Nine\n.. date: 2019-01-01\n-->\n\n"
            "x {{% youtube nnnnnnnnnnn %}}"
            "\n\n`{{% y %}}`\n",
            "galleries/demo/a.jpg": "",
            "galleries/demo/b.jpg": "",
        },
    )
    conversion = Conversion()
    body = body_of(site, posts["posts/a.rst"], conversion)
    assert "[nine](/@/posts/nine.md) and [the nine](/@/posts/nine.md)" in body
    assert "[f](/@/posts/b.md)" in body
    assert "::: gallery\n![](/galleries/demo/a.jpg)\n![](/galleries/demo/b.jpg)\n:::" in body
    assert '![Gate](/images/t.jpg "The gate.")' in body
    assert "words" in body
    assert "{{%" not in body
    assert "TEASER_END" not in body
    names = [note.name for note in conversion.notes]
    assert "shortcode odd" in names
    assert "directive post-list" in names
    markdown = body_of(site, posts["posts/nine.md"])
    assert "https://www.youtube.com/watch?v=nnnnnnnnnnn" in markdown
    assert "`{{% y %}}`" in markdown


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"conf.py": CONF}, "it has a conf.py of Nikola"),
        ({"conf.py": "project = 'Sphinx'\nextensions = []"}, ""),
        ({"posts/a.md": STORY}, "posts/a.md begins with lines such as `.. title:`"),
        (
            {"posts/a.rst": ".. slug: a\n.. title: A\n\nx"},
            "posts/a.rst begins with lines such as `.. title:`",
        ),
        ({"a.rst": ".. title:: A directive\n\nx"}, ""),
        ({"a.md": "---\ntitle: x\n---\n"}, ""),
    ],
)
def test_sites_of_nikola_are_recognised(tmp_path, files, reason):
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    assert nikola.recognises(tmp_path) == reason
