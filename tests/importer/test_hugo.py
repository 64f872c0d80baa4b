"""A Hugo site is read as Hugo reads it: addresses were compared with those of Hugo 0.168."""
# ruff: noqa: E501 - front matter and shortcodes in one line

from collections.abc import Mapping
from pathlib import Path

import pytest

from newsgen.importer.conversion import Conversion
from newsgen.importer.faults import ImportFault
from newsgen.importer.models import Post, ReadingOptions, Site, Source
from newsgen.importer.readers import hugo

SETTINGS = """\
baseURL = "https://port.test/"
defaultContentLanguage = "en"
[languages.en]
weight = 1
[languages.es]
weight = 2
[permalinks]
news = "/:year/:month/:slug/"
[uglyURLs]
news = true
[params]
version = "4.2"
"""
HARBOUR = """\
+++
title = "Harbour opens"
date = 2020-02-03T10:00:00Z
lastmod = 2020-02-04
expiryDate = 2030-01-01
slug = "harbour-opens"
aliases = ["/old/harbour.html", "harbour-2020"]
authors = ["omar-ali"]
[params]
weight = 3
+++

Release {{% param version %}} of the plan {#plan}

## Works {#the-works}

See [works](#the-works), [the tower]({{< ref "tower.md" >}}) and [a guide]({{< relref "/guides/x.md" >}}).

{{< figure src="crane.jpg" alt="A crane" caption="The crane, in *May*." link="https://port.test/crane" >}}

{{< youtube id="abcdefghijk" title="The opening" >}}

{{% note heading="Mind" %}}
Bring **boots**.

{{< youtube abcdefghijl >}}
{{% /note %}}

{{< weather city="Gwadar" >}}sunny{{< /weather >}}

{{< comment >}}do not show{{< /comment >}}

```
{{</* youtube x */>}}
```
"""
TOWER = """\
---
title: "Tower"
date: 2019-12-31 9:05:00 -0400
draft: false
title: "Tower stands"
expirydate: 2019-12-31
---

It stands.
"""
CASE = {
    "hugo.toml": SETTINGS,
    "content/_index.md": "---\ntitle: Home\n---\n",
    "content/authors/omar-ali.md": "---\nname: Omar Ali\nbio: Reports on ports.\n---\n",
    "content/news/harbour/index.md": HARBOUR,
    "content/news/harbour/index.es.md": (
        "---\ntitle: Abre el puerto\ndate: 2020-02-03\n---\nTexto.\n"
    ),
    "content/news/harbour/crane.jpg": "",
    "content/news/tower.md": TOWER,
}


class Imported:
    """A site and its posts by the names of their files."""

    def __init__(self, root: Path, files: Mapping[str, str], options: ReadingOptions) -> None:
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        self.source = Source(kind="hugo", root=root, options=options)
        self.site: Site = hugo.read_site(self.source)
        self.posts = {post.file: post for post in hugo.read_posts(self.source, self.site)}

    def body(self, path: str) -> tuple[str, list[str]]:
        """The Markdown of a story, and what is told of it."""
        conversion = Conversion()
        markdown = hugo.convert(self.posts[path], self.site, conversion)
        return markdown, [note.text for note in (*self.posts[path].notes, *conversion.notes)]


@pytest.fixture
def read(tmp_path: Path):
    def read_files(files: Mapping[str, str], **options: str) -> Imported:
        return Imported(tmp_path, files, ReadingOptions(**options))  # type: ignore[arg-type]

    return read_files


def address(read, settings: str, path: str, front: str = "", **more: str) -> Post:
    text = f"---\ntitle: A Story\ndate: 2020-02-03\n{front}\n---\nText.\n"
    imported = read({"hugo.toml": settings, f"content/{path}": text, **more})
    return imported.posts[f"content/{path}"]


def test_the_case(read):
    case = read(CASE)
    assert case.site.base_url == "https://port.test/"
    assert case.site.permalink == "/{year}/{month}/{slug}.html"
    assert case.site.languages == ("en", "es")
    assert case.site.people["omar-ali"].name == "Omar Ali"
    assert case.site.sections == {"news": "News"}
    harbour = case.posts["content/news/harbour/index.md"]
    assert harbour.date == "2020-02-03T10:00:00+00:00"
    assert (harbour.updated, harbour.expires) == ("2020-02-04", "2030-01-01")
    assert (harbour.section, harbour.slug) == ("news", "harbour-opens")
    assert harbour.address == "/2020/02/harbour-opens.html"
    assert {"/old/harbour.html", "/harbour-2020/"} <= {*harbour.addresses}
    assert harbour.extra == {"params": {"weight": "3"}}
    spanish = case.posts["content/news/harbour/index.es.md"]
    assert (spanish.lang, spanish.name) == ("es", "harbour-opens")
    assert spanish.translation == harbour.translation
    assert spanish.address == "/es/2020/02/abre-el-puerto.html"
    tower = case.posts["content/news/tower.md"]
    assert (tower.title, tower.expires) == ("Tower stands", "2019-12-31")
    assert "content/_index.md" not in case.posts
    _, told = case.body("content/news/tower.md")
    assert "title given twice: the last one taken" in told


def test_the_body_of_the_case(read):
    body, told = read(CASE).body("content/news/harbour/index.md")
    for part in (
        "Release 4.2 of the plan",
        "## Works",
        "[the tower](/@/content/news/tower.md)",
        "[a guide](https://port.test/guides/x/)",
        '![A crane](crane.jpg "The crane, in May.")',
        "::: video https://www.youtube.com/watch?v=abcdefghijk\nThe opening\n:::",
        ":::: note Mind",
        "Bring **boots**.",
        "::: video https://www.youtube.com/watch?v=abcdefghijl",
        "\nsunny\n",
        "```\n{{< youtube x >}}\n```",
    ):
        assert part in body
    for part in ("{#", "{{%", "do not show", "weather"):
        assert part not in body
    for text in (
        "shortcode weather: not known, its words kept",
        "shortcode param: value put in",
        "link around a picture dropped",
        "params.weight: no home, kept under extra",
    ):
        assert text in told


@pytest.mark.parametrize(
    ("settings", "path", "front", "expected"),
    [
        ("", "news/Some Name É.md", "", "/news/some-name-é/"),
        ("", "news/v1.0.md", "", "/news/v1.0/"),
        ("", "news/a/b/c.md", "", "/news/a/b/c/"),
        ("", "news/a/index.md", "slug: Hi There", "/news/hi-there/"),
        ("", "about.md", "", "/about/"),
        ("", "news/a.md", "url: /abs/x", "/abs/x/"),
        ("", "news/a.md", "url: rel/x.html", "/rel/x.html"),
        ("", "news/a.md", "url: /:year/:slug/t", "/2020/a-story/t/"),
        ("uglyURLs = true", "news/a.md", "", "/news/a.html"),
        ("uglyURLs = true", "news/a/index.md", "", "/news/a.html"),
        ("disablePathToLower = true", "News/Big.md", "", "/News/Big/"),
        ("removePathAccents = true", "news/é.md", "", "/news/e/"),
        ('[permalinks]\nnews = "/:title"', "news/a.md", 'title: "C++ & C#: 1/2"', "/c-c%23-1-2/"),
        ('[permalinks]\nnews = "/:slug/"', "news/a.md", "slug: My Slug/Two", "/my-slug/two/"),
        ('[permalinks.page]\nnews = "/p/:contentbasename/"', "news/A b.md", "", "/p/a-b/"),
        ('[permalinks]\nnews = "/:sections/:filename"', "news/x/y.md", "", "/news/y/"),
        (
            '[permalinks]\nnews = "/:monthname/:weekday/:yearday/"',
            "news/a.md",
            "",
            "/february/1/34/",
        ),
        ('[permalinks]\nnews = "/:2006/:01/:02/"', "news/a.md", "", "/2020/02/03/"),
        ('[permalinks]\nnews = "/:slugorfilename/"', "news/a.md", "", "/a/"),
        ("defaultContentLanguageInSubdir = true", "news/a.md", "", "/en/news/a/"),
        ('baseURL = "https://h.test/base/"', "news/a.md", "", "https://h.test/base/news/a/"),
        ("[frontmatter]\ndate = [':filename']", "news/2019-05-06-x.md", "", "/news/x/"),
    ],
)
def test_an_address_is_what_hugo_makes_it(read, settings, path, front, expected):
    assert address(read, settings, path, front).address == expected


def test_relative_aliases_count_from_the_page_and_from_the_root(read):
    post = address(read, "", "news/a.md", "aliases: [b, ../up, /x/y, /z.html]")
    assert post.addresses == ("/news/b/", "/b/", "/up/", "/x/y/", "/z.html")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hugo.toml", 'title = "Port"\n[Params]\nVersion = "4.2"\n'),
        ("hugo.yaml", "title: Port\nparams:\n  version: '4.2'\n"),
        ("config.json", '{"title": "Port", "params": {"version": "4.2"}}'),
        ("config/_default/hugo.yml", "title: Port\nparams: {version: '4.2'}\n"),
    ],
)
def test_settings_in_every_format(read, name, text):
    imported = read(
        {name: text, "content/news/a.md": "---\ntitle: A\n---\n{{< param Version >}}\n"}
    )
    assert imported.site.title == "Port"
    assert imported.body("content/news/a.md")[0] == "4.2\n"
    assert hugo.recognises(imported.source.root)


def test_settings_in_several_files(read):
    imported = read(
        {
            "config/_default/hugo.toml": 'baseURL = "https://a.test"\ntimeZone = "Asia/Karachi"\n',
            "config/_default/params.toml": 'city = "Lahore"\n',
            "config/_default/languages.toml": '[en]\nweight = 1\n[ur]\ncontentDir = "urdu"\nweight = 2\n',
            "config/_default/menus.en.toml": (
                '[[main]]\npageRef = "/sport"\nweight = 1\n[[main]]\nurl = "/news/"\nweight = 2\n'
            ),
            "config/production/hugo.toml": 'baseURL = "https://b.test"\n',
            "content/news/a.md": "---\ntitle: A\ndate: 2020-01-01 10:00\n---\n{{% param city %}}\n",
            "content/sport/b.md": "---\ntitle: B\n---\n",
            "urdu/news/a.md": "---\ntitle: C\n---\n",
        }
    )
    assert imported.site.base_url == "https://b.test/"
    assert list(imported.site.sections) == ["sport", "news"]
    assert imported.posts["content/news/a.md"].date == "2020-01-01T10:00:00+05:00"
    assert imported.posts["urdu/news/a.md"].lang == "ur"
    assert imported.posts["urdu/news/a.md"].address == "/ur/news/a/"
    assert imported.posts["urdu/news/a.md"].translation == "news/a"
    assert imported.body("content/news/a.md")[0] == "Lahore\n"


def test_settings_that_cannot_be_read_are_told(read):
    imported = read({"hugo.json": "{", "content/news/a.md": "---\ntitle: A\n---\n"})
    assert any("hugo.json" in note.text for note in imported.site.notes)


def test_a_site_without_stories_is_a_fault(read):
    with pytest.raises(ImportFault):
        read({"hugo.toml": ""})


def test_what_is_a_story_and_what_a_page(read):
    imported = read(
        {
            "content/about.md": "---\ntitle: About\n---\nWe.\n",
            "content/contact/index.md": "---\ntitle: Contact\n---\nHere.\n",
            "content/search.md": "---\ntitle: Search\nlayout: search\n---\n",
            "content/news/_index.md": "---\ntitle: The news\n---\nOf the day.\n",
            "content/news/a.md": "---\ntitle: A\ndate: 2020-01-01\n---\nA.\n",
            "content/news/form.md": "---\ntitle: Form\ntype: page\n---\nForm.\n",
            "content/news/hidden.md": "---\ntitle: H\nheadless: true\n---\nH.\n",
            "content/news/never.md": "---\ntitle: N\nbuild: {render: never}\n---\nN.\n",
            "content/news/quiet.md": "---\ntitle: Q\n_build: {list: never}\n---\nQ.\n",
            "content/tags/sea/_index.md": "---\ntitle: The sea\n---\n",
            "content/news/b/index.md": "---\ntitle: B\n---\nB.\n",
            "content/news/b/part.md": "A part.\n",
            "content/news/b/deep/more.md": "More.\n",
        }
    )
    kinds = {path.removeprefix("content/"): post.kind for path, post in imported.posts.items()}
    assert kinds == {
        "about.md": "page",
        "contact/index.md": "page",
        "news/a.md": "story",
        "news/b/index.md": "story",
        "news/form.md": "page",
        "news/quiet.md": "story",
    }
    assert imported.posts["content/news/quiet.md"].drafts
    assert imported.site.sections == {"news": "The news"}
    assert "content/news/_index.md: text of the section news" in [
        note.text for note in imported.site.notes
    ]
    assert imported.site.not_taken == {"page of a term": 1, "text in the folder of a story": 2}


def test_a_cascade_reaches_the_pages_below(read):
    imported = read(
        {
            "hugo.toml": "[cascade]\ncolour = 'blue'\n",
            "content/news/_index.md": (
                "---\ncascade:\n- _target: {path: '/news/old/**'}\n  draft: true\n- source: APP\n---\n"
            ),
            "content/news/a.md": "---\ntitle: A\nsource: PTI\n---\nA.\n",
            "content/news/old/b.md": "---\ntitle: B\n---\nB.\n",
        }
    )
    assert imported.posts["content/news/a.md"].source == "PTI"
    assert imported.posts["content/news/a.md"].extra == {"colour": "blue"}
    old = imported.posts["content/news/old/b.md"]
    assert (old.source, old.drafts) == ("APP", ("draft",))


def test_which_expiry_is_taken(read):
    def front(date: str, expiry: str) -> str:
        return f"---\ntitle: A\ndate: {date}\nexpiryDate: {expiry}\n---\nA.\n"

    imported = read(
        {
            "content/news/later.md": front("2020-01-01", "2020-03-01"),
            "content/news/same-day.md": front("2020-01-01 09:00", "2020-01-01"),
            "content/news/same.md": front("2020-01-01T09:00:00Z", "2020-01-01T09:00:00Z"),
            "content/news/before.md": front("2020-01-01", "2019-12-30"),
        }
    )
    expires = {post.name: post.expires for post in imported.posts.values()}
    assert expires == {"later": "2020-03-01", "same-day": "2020-01-01", "same": "", "before": ""}
    kept = imported.posts["content/news/before.md"]
    assert kept.extra == {"expirydate": "2019-12-30"}
    assert "over before the story appeared" in kept.notes[-1].text


def test_an_expiry_that_most_stories_share_is_a_habit_of_the_theme(read):
    files = {
        f"content/news/{number}.md": (
            f"---\ntitle: A\ndate: 2020-01-01\nexpiryDate: '2030-01-01'\n---\n{number}\n"
        )
        for number in range(6)
    }
    own = "---\ntitle: A\ndate: 2020-01-01\nexpiryDate: 2025-05-05\n---\nOwn.\n"
    imported = read({**files, "content/news/own.md": own})
    expires = {post.name: post.expires for post in imported.posts.values() if post.expires}
    assert expires == {"own": "2025-05-05"}


def test_expired_pages_that_were_built_do_not_expire(read):
    post = address(read, "buildExpired = true", "news/a.md", "expiryDate: 2021-01-01")
    assert post.expires == ""


def test_a_later_publish_date_holds_the_story_back(read):
    post = address(read, "", "news/a.md", "publishDate: 2031-01-01")
    assert post.date == "2031-01-01"
    early = address(read, "", "news/b.md", "publishDate: 2019-01-01")
    assert (early.date, early.extra) == ("2020-02-03", {"publishdate": "2019-01-01"})


def test_dates_of_other_keys_and_of_names(read):
    imported = read(
        {
            "content/news/2019-05-06-a.md": "---\ntitle: A\n---\nA.\n",
            "content/news/b.md": "---\ntitle: B\nlastmod: 2019-05-07\n---\nB.\n",
            "content/news/c.md": "---\ntitle: C\ndate: 05/06/2019\n---\nC.\n",
        }
    )
    a, b, c = imported.posts.values()
    assert (a.date, a.name, a.address) == ("2019-05-06", "a", "/news/2019-05-06-a/")
    assert b.date == "2019-05-07"
    assert c.drafts


def test_taxonomies_and_params(read):
    post = address(
        read,
        "[taxonomies]\ntag = 'tags'\nplace = 'places'\n",
        "news/a.md",
        "tags: [Sea]\nplaces: [Gwadar, Lahore]\nparams: {subtitle: Below, x: 1}",
    )
    assert {*post.tags} == {"Sea", "Gwadar", "Lahore"}
    assert post.standfirst == "Below"
    assert post.extra == {"params": {"x": "1"}}


def test_the_picture_of_a_bundle(read):
    told = "resources:\n- src: b.jpg\n  name: featured\n  title: A boat\n  params: {alt: Boat, credit: A. Khan}"
    image = address(read, "", "news/a/index.md", told, **{"content/news/a/b.jpg": ""}).image
    assert image is not None
    assert (image.src, image.alt, image.caption, image.credit) == (
        "b.jpg",
        "Boat",
        "A boat",
        "A. Khan",
    )
    found = address(read, "", "news/c/index.md", **{"content/news/c/Cover-1.PNG": ""}).image
    assert found is not None
    assert found.src == "Cover-1.PNG"


def test_people_of_data_and_of_folders(read):
    imported = read(
        {
            "data/authors/sana.yaml": "name: Sana Mirza\nsocial: [{twitter: sana}]\n",
            "data/authors.toml": '[ali]\nname = "Ali Raza"\nrole = "Editor"\n',
            "content/authors/lee/_index.md": "---\ntitle: Ann Lee\nrole: Reporter\n---\nShe *writes*.\n",
            "content/news/a.md": "---\ntitle: A\n---\nA.\n",
        }
    )
    people = imported.site.people
    assert people["sana"].links == {"Twitter": "https://x.com/sana"}
    assert (people["ali"].name, people["ali"].role) == ("Ali Raza", "Editor")
    assert (people["lee"].name, people["lee"].bio) == ("Ann Lee", "She *writes*.")
    assert list(imported.posts) == ["content/news/a.md"]


@pytest.mark.parametrize("lang", ["es", "fr"])
def test_only_languages_of_the_settings_are_languages(read, lang):
    imported = read(
        {
            "hugo.toml": "defaultContentLanguage = 'en'\n[languages]\n[languages.en]\n[languages.es]\n",
            f"content/news/a.{lang}.md": "---\ntitle: A\n---\nA.\n",
        }
    )
    (post,) = imported.posts.values()
    assert post.address == ("/es/news/a/" if lang == "es" else "/news/a.fr/")


def test_front_matter_in_json_and_toml(read):
    imported = read(
        {
            "content/news/a.md": '{"title": "A", "date": "2020-01-01", "tags": ["x"]}\n\nText.\n',
            "content/news/b.md": "+++\ntitle = 'B'\ndate = 2020-01-02\ndraft = true\n+++\nText.\n",
        }
    )
    a, b = imported.posts.values()
    assert (a.title, a.date, a.tags, a.drafts) == ("A", "2020-01-01", ("x",), ())
    assert (b.title, b.date, bool(b.drafts)) == ("B", "2020-01-02", True)
    assert imported.body("content/news/a.md")[0] == "Text.\n"


def test_stories_of_a_site_without_sections(read):
    files = {"content/a.md": "---\ntitle: A\ndate: 2020-01-01\n---\nA.\n"}
    (post,) = read(files).posts.values()
    assert (post.kind, post.address) == ("story", "/a/")


def test_a_site_that_names_no_language_has_none(read):
    files = {"hugo.toml": "", "content/news/a.md": "---\ntitle: A\n---\nA.\n"}
    assert read(files).site.lang == ""
    assert read({**files, "hugo.toml": "languageCode = 'ur_PK'"}).site.lang == "ur-PK"


def test_files_that_cannot_be_read_are_drafts(read, tmp_path):
    read({"content/news/a.md": "---\ntitle: A\n---\nA.\n", "content/news/b.org": "* B\n\nText."})
    (tmp_path / "content/news/c.md").write_bytes(b"\x00\x01\x02" * 50)
    imported = read({})
    assert [bool(post.drafts) for post in imported.posts.values()] == [False, True, True]
    assert "Text." in imported.body("content/news/b.org")[0]


def test_links_out_of_the_source_are_not_followed(read, tmp_path):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/a.md").write_text("---\ntitle: Secret\n---\n")
    root = tmp_path / "site"
    (root / "content/news").mkdir(parents=True)
    (root / "content/news/b.md").write_text("---\ntitle: B\n---\nB.\n")
    (root / "content/news/a.md").symlink_to(tmp_path / "secret/a.md")
    (root / "content/other").symlink_to(tmp_path / "secret")
    (root / "hugo.toml").write_text(
        'contentDir = "../secret"\n[languages.en]\ncontentDir="content"\n'
    )
    source = Source(kind="hugo", root=root)
    site = hugo.read_site(source)
    assert [post.title for post in hugo.read_posts(source, site)] == ["B"]
