"""Sites of Pelican: Markdown, reStructuredText and HTML, with the addresses of Pelican 4.12."""

from pathlib import Path

import pytest

from newsgen.importer.conversion import Conversion
from newsgen.importer.models import Source
from newsgen.importer.readers import pelican
from newsgen.importer.readers.python_patterns import groups_of, is_usable
from newsgen.importer.readers.python_settings import read_settings

ONE = """\
Title: Rain, at last
Date: 2018-11-13 10:02
Modified: 2018-11-14
Category: Weather
Tags: rain, north west
Authors: Huma Shah, Tariq Aziz
Slug: rain_at-last
Status: hidden
Lang: en
Summary: It *rained*.
    For two days.
Save_as: w/rain.html

It rained. See [two]({filename}two.rst) and ![Map]({static}/images/map.png).

Heading
=======

More.
"""
TWO = """\
Dam filled
##########

:date: 2018-11-20
:slug: dam-filled
:tags: rain

The dam is *full*, see `the map`_ and |x|.

Levels
======

.. image:: /images/map.png
   :alt: Map

.. youtube:: nnnnnnnnnnn

.. note:: Stay away.

.. code-block:: sh

   ls

A footnote [1]_.

.. [1] Words.

.. _the map: https://map.test/
.. |x| replace:: *more*
"""
CONF = r"""
from os import environ
AUTHOR = 'Desk'
SITENAME = u'Valley'
SITEURL = environ.get('URL', 'https://valley.test')
TIMEZONE = 'Asia/Karachi'
DEFAULT_LANG = 'en'
ARTICLE_URL = '{date:%Y}/{date:%b}/{category}/{slug}/'
ARTICLE_SAVE_AS = ARTICLE_URL + 'index.html'
ARTICLE_LANG_URL = '{lang}/{slug}.html'
PAGE_URL = '{slug}/'
SLUG_REGEX_SUBSTITUTIONS = [(r'C\+\+', 'cpp'), (r'[^\w\s-]', ''), (r'[-\s]+', '-')]
FILENAME_METADATA = r'(?P<date>\d{4}-\d{2}-\d{2})_(?P<slug>.*)'
EXTRA_PATH_METADATA = {'extra/robots.txt': {'path': 'robots.txt'}, 'news': {'kicker': 'Local'}}
MENUITEMS = (('The weather', '/category/weather.html'),)
raise SystemExit('it was run')
"""


def site_of(root: Path, files: dict[str, str]):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    source = Source(kind="pelican", root=root)
    site = pelican.read_site(source)
    return site, {post.file: post for post in pelican.read_posts(source, site)}


def body_of(site, post, conversion=None):
    return pelican.convert(post, site, conversion or Conversion())


def test_a_story_in_markdown(tmp_path):
    site, posts = site_of(tmp_path, {"content/one.md": ONE, "content/two.rst": TWO})
    post = posts["content/one.md"]
    assert (post.title, post.date, post.updated) == (
        "Rain, at last",
        "2018-11-13 10:02",
        "2018-11-14",
    )
    assert post.categories == ("Weather",)
    assert post.tags == ("rain", "north west")
    assert post.authors == ("Huma Shah", "Tariq Aziz")
    assert post.summary == "It rained. For two days."
    assert post.address == "/w/rain.html"
    assert post.drafts == ("status hidden",)
    assert "status hidden: taken as a draft" in [note.text for note in post.notes]
    body = body_of(site, post)
    assert "See [two](/@/content/two.rst) and ![Map](/images/map.png)." in body
    assert "## Heading" in body


def test_a_story_in_restructuredtext(tmp_path):
    site, posts = site_of(tmp_path, {"content/two.rst": TWO})
    post = posts["content/two.rst"]
    assert (post.title, post.date, post.slug) == ("Dam filled", "2018-11-20", "dam-filled")
    body = body_of(site, post)
    assert "The dam is *full*, see [the map](https://map.test/) and *more*." in body
    for part in ("## Levels", "::: video https://www.youtube.com/watch?v=nnnnnnnnnnn", "::: note"):
        assert part in body
    assert "```sh" in body
    assert "[^1]: Words." in body


def test_a_story_in_html(tmp_path):
    html = (
        "<html><head><title>Rain &amp; dam</title>"
        '<meta name="date" content="2012-07-09 22:28"><meta name="keywords" content="x, y">'
        "</head>\n<body><p>It <b>rained</b>.</p></body></html>"
    )
    site, posts = site_of(tmp_path, {"content/a.html": html})
    post = posts["content/a.html"]
    assert (post.title, post.tags, post.date) == ("Rain & dam", ("x", "y"), "2012-07-09 22:28")
    assert (post.address, post.body_line) == ("/rain-dam.html", 2)
    assert body_of(site, post) == "It **rained**.\n"


def test_settings_and_addresses(tmp_path):
    site, posts = site_of(
        tmp_path,
        {
            "pelicanconf.py": CONF,
            "content/a.md": "Title: C++ & Über Straße: “What’s” new?\nDate: 2018-11-13\n"
            "Category: Weather\n\nBody",
            "content/news/b.md": "Title: One\nDate: 2018-02-03\nSlug: The_One\n\nBody",
            "content/news/b-ur.md": "Title: Ek\nDate: 2018-02-03\nSlug: The_One\nLang: ur\n\nBody",
            "content/news/d.md": "Title: A draft\nDate: 2018-02-03\nStatus: draft\n\nBody",
            "content/deep/2019-05-06_third_one.rst": "Third\n=====\n\n"
            ":category: Big News, And More\n:authors: Shah, Huma; Aziz, Tariq\n\nBody\n",
            "content/pages/about.md": "Title: About us\n\nBody",
            "content/README.md": "How to write here.",
        },
    )
    assert (site.title, site.base_url) == ("Valley", "https://valley.test/")
    assert (site.timezone, site.languages) == ("Asia/Karachi", ("en", "ur"))
    assert site.sections == {"weather": "The weather"}
    assert "extra/robots.txt was at /robots.txt" in site.notes[0].text
    # These are the files that Pelican 4.12 writes.
    assert {path: post.address for path, post in posts.items()} == {
        "content/a.md": "/2018/Nov/weather/cpp-uber-strasse-whats-new/",
        "content/deep/2019-05-06_third_one.rst": "/2019/May/big-news-and-more/third_one/",
        "content/news/b-ur.md": "/ur/The_One.html",
        "content/news/b.md": "/2018/Feb/news/The_One/",
        "content/news/d.md": "/drafts/a-draft.html",
        "content/pages/about.md": "/about-us/",
    }
    third = posts["content/deep/2019-05-06_third_one.rst"]
    assert (third.authors, third.date) == (("Shah, Huma", "Aziz, Tariq"), "2019-05-06")
    assert third.categories == ("Big News, And More",)
    two = [posts["content/news/b.md"], posts["content/news/b-ur.md"]]
    assert len({post.translation for post in two}) == 1
    assert two[0].translation
    assert two[0].kicker == "Local"
    assert posts["content/a.md"].translation == ""
    assert posts["content/pages/about.md"].kind == "page"
    assert posts["content/a.md"].authors == ("Desk",)


@pytest.mark.parametrize(
    ("pattern", "permalink"),
    [
        ("{date:%Y}/{date:%m}/{slug}/", "/{year}/{month}/{slug}/"),
        ("{category}/{slug}.html", "/{section}/{slug}.html"),
        ("{date:%b}/{slug}/", ""),
        ("{slug}", ""),
    ],
)
def test_the_permalink_is_proposed_if_newsgen_can_say_it(tmp_path, pattern, permalink):
    site, _ = site_of(
        tmp_path, {"pelicanconf.py": f"ARTICLE_URL = {pattern!r}", "content/a.md": ""}
    )
    assert site.permalink == permalink


def test_an_address_that_cannot_be_computed_is_told(tmp_path):
    _, posts = site_of(tmp_path, {"content/a.md": "Title: بارش\nDate: 2018-02-03\n\nBody"})
    post = posts["content/a.md"]
    assert post.address == ""
    assert "its old address cannot be computed" in post.notes[0].text


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("{filename}/pages/about.md#us", "/@/content/pages/about.md#us"),
        ("|filename|../a.md", "/@/content/a.md"),
        ("{attach}map.pdf", "/news/map.pdf"),
        ("{static}/pdfs/map.pdf", "/pdfs/map.pdf"),
        ("{tag}north west", "/tag/north-west.html"),
        ("{category}weather", "/category/weather.html"),
        ("{index}", "/"),
        ("https://other.test/{filename}", "https://other.test/{filename}"),
        ("{filename}../../../../etc/passwd", "../../../../etc/passwd"),
    ],
)
def test_links_in_the_words_of_pelican(tmp_path, written, asked):
    assert pelican.link_of(written, "content/news", "content") == asked


def test_tags_of_the_plugin_liquid_tags(tmp_path):
    text = (
        "Title: A\nDate: 2018-01-02\n\n{% img left /images/a.jpg 30 40 'A gate' 'The gate' %}\n\n"
        "{% youtube nnnnnnnnnnn %}\n\nWrite `{% img x %}` or {% if %}.\n"
    )
    site, posts = site_of(tmp_path, {"content/a.md": text})
    body = body_of(site, posts["content/a.md"])
    assert '::: figure left\n![The gate](/images/a.jpg "A gate")\n:::' in body
    assert "::: video https://www.youtube.com/watch?v=nnnnnnnnnnn" in body
    assert "Write `{% img x %}` or {% if %}." in body


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"pelicanconf.py": "SITENAME = 'x'"}, "it has a pelicanconf.py"),
        ({"content/a.md": ONE}, "content/a.md begins with header lines such as `Title:`"),
        ({"content/a.rst": TWO}, "content/a.rst has fields such as `:date:`"),
        ({"a.md": "---\ntitle: x\n---\n"}, ""),
        ({"a.rst": "A title\n=======\n\nText.\n"}, ""),
    ],
)
def test_sites_of_pelican_are_recognised(tmp_path, files, reason):
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    assert pelican.recognises(tmp_path) == reason


def test_an_unreadable_story_is_a_draft(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_bytes(bytes(range(32)) * 100)
    _, posts = site_of(tmp_path, {"content/b.md": "Title: B\nStatus: lost\nDate: 2018-01-02\n\nx"})
    assert posts["content/a.md"].drafts[0].startswith("cannot be read")
    assert posts["content/b.md"].drafts == ("status lost",)


def test_settings_are_read_as_data():
    text = "A = 'x'\nB = [A + '/', f(2)]\nC = open('x')\nD = {'k': lambda: 1, A: f'{A}y'}\nE = -3\n"
    assert read_settings(text) == {"A": "x", "B": ["x/"], "D": {"x": "xy"}, "E": -3}
    assert read_settings("print 'old'\nA = 'x'\nB = ur'y'\nC = ('z',)\n") == {"A": "x", "C": ("z",)}
    assert read_settings("A = " + "[" * 5000) == {}
    assert read_settings("A = 'x'\n" + "A += A\n" * 60)["A"].startswith("xx")


def test_patterns_that_may_run_for_ever_are_refused():
    assert groups_of(r"(?P<date>\d{4}-\d{2}-\d{2})_(?P<slug>.*)", "2019-05-06_x") == {
        "date": "2019-05-06",
        "slug": "x",
    }
    for pattern in ("(a+)+$", ".*.*.*.*x", "(a|a)*b", "(", "(?P<a>x)(?P=a)"):
        assert not is_usable(pattern)
