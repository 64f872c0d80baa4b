"""Feeds as a source: RSS, Atom and JSON Feed, from files."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importer.conversion import Conversion
from newsgen.importer.faults import ImportFault
from newsgen.importer.models import Post, Site, Source
from newsgen.importer.readers import feed
from newsgen.importer.readers.feed.entries import ONLY_SUMMARY
from newsgen.models import Image

SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
)


def rss(*items: str, about: str = "") -> str:
    return (
        f'<?xml version="1.0"?>\n<rss version="2.0" {SPACES}><channel><title>The Paper</title>'
        f"<link>https://paper.test/</link>{about}{''.join(items)}</channel></rss>"
    )


def item(inner: str, guid: str = "https://paper.test/?p=1") -> str:
    return f"<item><title>Gate opens</title><guid>{guid}</guid>{inner}</item>"


def content(html: str) -> str:
    return f"<content:encoded><![CDATA[{html}]]></content:encoded>"


def read(folder: Path, *texts: str | bytes) -> tuple[Site, list[Post]]:
    paths = []
    for number, text in enumerate(texts, 1):
        paths.append(folder / f"{number}.xml")
        paths[-1].write_bytes(text.encode() if isinstance(text, str) else text)
    source = Source(kind="feed", root=folder, files=tuple(paths))
    site = feed.read_site(source)
    posts = list(feed.read_posts(source, site))
    assert list(feed.read_posts(source, site)) == posts
    return site, posts


def convert(post: Post) -> str:
    return feed.convert(post, Site(), Conversion())


def told(post: Post) -> list[str]:
    return [note.text for note in post.notes]


def test_an_item_of_rss(tmp_path: Path):
    site, [post] = read(
        tmp_path,
        rss(
            item(
                "<link>https://paper.test/gate/</link>"
                "<pubDate>Sun, 02 May 2021 09:30:00 +0500</pubDate>"
                "<dc:creator>Huma Shah</dc:creator><dc:creator>Tariq Aziz</dc:creator>"
                "<category>City</category><category>Gates</category>"
                "<description>It opened.</description>"
                + content('<p>Words <a href="/dam/">here</a>.</p>')
                + '<media:content url="https://paper.test/s.jpg" medium="image" width="90"/>'
                '<media:content url="https://paper.test/l.jpg" medium="image" width="900"/>'
            ),
            about="<description>News.</description><language>en-gb</language>",
        ),
    )
    assert (site.title, site.description, site.lang) == ("The Paper", "News.", "en-gb")
    assert site.base_url == "https://paper.test/"
    assert post.key == post.id == "https://paper.test/?p=1"
    assert (post.address, post.slug) == ("https://paper.test/gate/", "gate")
    assert site.permalink == "/{slug}/"
    assert post.date == "2021-05-02T09:30:00+05:00"
    assert post.authors == ("Huma Shah", "Tariq Aziz")
    assert post.categories == ("City", "Gates")
    assert post.summary == "It opened."
    assert post.image == Image(src="https://paper.test/l.jpg")
    assert convert(post) == "Words [here](/dam/).\n"
    assert post.notes == ()


def test_an_item_with_nothing_but_a_summary_says_so(tmp_path: Path):
    _, [post] = read(
        tmp_path, rss(item("<description>It &lt;b&gt;opened&lt;/b&gt;.</description>"))
    )
    assert convert(post) == "It **opened**.\n"
    assert told(post) == [ONLY_SUMMARY]
    assert post.summary == ""


def test_a_summary_that_is_cut_off_is_no_summary(tmp_path: Path):
    _, [post] = read(
        tmp_path,
        rss(item("<description>It ope [&amp;#8230;]</description>" + content("<p>It</p>"))),
    )
    assert (post.summary, convert(post)) == ("", "It\n")


ATOM = """\
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://paper.test/de/">
<title>Blatt</title><link href="/"/>
<entry xml:lang="fr"><title type="html">Le &lt;i&gt;pont&lt;/i&gt;</title>
<id>tag:paper.test,2021:1</id>
<link href="p/1"/><published>2019-01-01T00:00:00+02:00</published>
<updated>2020-01-01T00:00:00Z</updated>
<author><name>Ann</name><email>ann@example.test</email></author><category term="t" label="Tee"/>
<summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x <a href="z">z</a></p></div>
</content>
</entry>
<entry><title>Plain</title><id>tag:paper.test,2021:2</id><updated>2020-01-01T00:00:00Z</updated>
<content type="text">a &lt; b

c</content></entry></feed>"""


def test_entries_of_atom(tmp_path: Path):
    site, [first, second] = read(tmp_path, ATOM)
    assert site.lang == "de"
    assert (first.title, first.lang, first.id) == ("Le pont", "fr", "tag:paper.test,2021:1")
    assert first.address == "https://paper.test/de/p/1"
    assert (first.date, first.updated) == (
        "2019-01-01T00:00:00+02:00",
        "2020-01-01T00:00:00+00:00",
    )
    assert (first.authors, first.categories, first.summary) == (("Ann",), ("Tee",), "Short.")
    assert convert(first) == "x [z](https://paper.test/de/z)\n"
    assert (second.lang, second.date) == ("", "2020-01-01T00:00:00+00:00")
    assert convert(second) == "a < b\n\nc\n"


def test_an_item_of_rss_1(tmp_path: Path):
    text = (
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {SPACES}>'
        '<channel rdf:about="https://paper.test/"><title>T</title><link>https://paper.test/</link>'
        '</channel><item rdf:about="https://paper.test/1"><title>A</title>'
        "<link>https://paper.test/1</link><dc:date>2004-01-02T03:04:05Z</dc:date>"
        f"<dc:creator>Ann</dc:creator>{content('<p>x</p>')}</item></rdf:RDF>"
    )
    site, [post] = read(tmp_path, text)
    assert (post.date, post.authors, post.address) == (
        "2004-01-02T03:04:05+00:00",
        ("Ann",),
        "https://paper.test/1",
    )
    assert site.incomplete == ""


def test_a_zone_of_mails_is_understood(tmp_path: Path):
    _, [post] = read(tmp_path, rss(item("<pubDate>Tue, 04 Mar 2014 10:00:00 EST</pubDate>")))
    assert post.date == "2014-03-04T10:00:00-05:00"


def test_a_date_that_cannot_be_read_makes_a_draft(tmp_path: Path):
    _, [post] = read(tmp_path, rss(item("<pubDate>31 February 2014</pubDate>")))
    assert post.date == ""
    assert post.drafts[0].startswith("date: ")


@pytest.mark.parametrize(
    ("author", "names", "notes"),
    [
        ("ann@example.test (Ann Lee)", ("Ann Lee",), []),
        ("ann@example.test", (), ["its author is a mail address only: left out"]),
        ("Ann Lee", ("Ann Lee",), []),
    ],
)
def test_mail_addresses_are_never_taken(
    author: str, names: tuple[str, ...], notes: list[str], tmp_path: Path
):
    _, [post] = read(tmp_path, rss(item(f"<author>{author}</author>{content('<p>x</p>')}")))
    assert (post.authors, told(post)) == (names, notes)
    assert "example.test" not in repr(post)


@pytest.mark.parametrize(
    ("guid", "id_"),
    [
        ("https://paper.test/?p=1", "https://paper.test/?p=1"),
        ("story-17", "story-17"),
        ("urn:uuid:1225c695", "urn:uuid:1225c695"),
        ("12 at https://paper.test", ""),
    ],
)
def test_the_guid_is_the_permanent_name(guid: str, id_: str, tmp_path: Path):
    _, [post] = read(tmp_path, rss(item(content("<p>x</p>"), guid)))
    assert (post.key, post.id) == (guid, id_)
    assert bool(post.notes) == (not id_)


def test_sound_films_and_files_that_belong_to_a_story_are_in_its_text(tmp_path: Path):
    enclosures = "".join(
        f'<enclosure url="https://paper.test/{name}" type="{kind}" length="1"/>'
        for name, kind in (("t.mp3", "audio/mpeg"), ("f.pdf", "application/pdf"),
                           ("i.jpg", "image/jpeg"))
    )  # fmt: skip
    _, [post] = read(tmp_path, rss(item(enclosures + content("<p>x</p>"))))
    assert post.image == Image(src="https://paper.test/i.jpg")
    assert convert(post) == (
        "::: audio https://paper.test/t.mp3\n:::\n\nx\n\n[f.pdf](https://paper.test/f.pdf)\n"
    )


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Paper",
    "home_page_url": "https://paper.test/",
    "language": "en",
    "items": [
        {
            "id": "1", "url": "https://paper.test/1", "title": "A", "summary": "Short.",
            "content_html": "<p>x</p>", "date_published": "2021-05-02T09:30:00Z",
            "date_modified": "2021-05-03T09:30:00Z", "tags": ["City"],
            "authors": [{"name": "Ann", "url": "mailto:ann@example.test"}],
            "image": "https://paper.test/i.jpg",
        },
        {"id": 2, "external_url": "https://other.test/", "content_text": "a < b\n\nc",
         "author": {"name": "Bo"}},
        {"id": "3", "summary": "Only this."},
    ],
}  # fmt: skip


def test_items_of_json_feed(tmp_path: Path):
    site, [first, second, third] = read(tmp_path, json.dumps(JSON_FEED))
    assert (site.title, site.base_url, site.lang) == ("The Paper", "https://paper.test/", "en")
    assert (first.id, first.address, first.title) == ("1", "https://paper.test/1", "A")
    assert (first.date, first.updated) == (
        "2021-05-02T09:30:00+00:00",
        "2021-05-03T09:30:00+00:00",
    )
    assert (first.authors, first.categories, first.summary) == (("Ann",), ("City",), "Short.")
    assert first.image == Image(src="https://paper.test/i.jpg")
    assert (second.id, second.link, second.authors) == ("2", "https://other.test/", ("Bo",))
    assert convert(second) == "a < b\n\nc\n"
    assert (convert(third), told(third)) == ("Only this.\n", [ONLY_SUMMARY])


def test_comments_in_a_backup_of_blogger_are_no_stories(tmp_path: Path):
    entries = "".join(
        f"<entry><id>tag:b.test:{kind}</id><title>{kind}</title>"
        f'<category scheme="http://schemas.google.com/g/2005#kind" '
        f'term="http://schemas.google.com/blogger/2008/kind#{kind}"/>'
        f'<category term="City"/><content type="html">x</content></entry>'
        for kind in ("post", "comment", "template", "settings")
    )
    _, posts = read(tmp_path, f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>')
    assert [(post.title, post.categories) for post in posts] == [("post", ("City",))]


def test_drafts_and_pages_in_a_backup_of_blogger_stay_what_they_are(tmp_path: Path):
    kind = '<category scheme="http://schemas.google.com/g/2005#kind" term="kind#page"/>'
    draft = '<app:control xmlns:app="http://purl.org/atom/app#"><app:draft>yes</app:draft>'
    entry = (
        f"<entry><id>tag:b.test:1</id><title>About us</title>{kind}{draft}</app:control>"
        '<content type="html">x</content></entry>'
    )
    _, (page,) = read(tmp_path, f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>')
    assert (page.kind, page.drafts, page.slug, page.address) == ("page", ("draft",), "", "")


def test_of_several_feeds_each_story_is_taken_once(tmp_path: Path):
    first = rss(item(content("<p>new</p>"), "a"), item("", "b"))
    second = rss(item(content("<p>old</p>"), "a"), item("", "c"))
    site, posts = read(tmp_path, first, second)
    assert [post.key for post in posts] == ["a", "b", "c"]
    assert convert(posts[0]) == "new\n"
    assert site.not_taken == {"story that is in the feeds twice": 1}


def test_a_feed_that_ends_too_early_is_told(tmp_path: Path):
    whole = rss(item(content("<p>x</p>"), "a"), item(content("<p>y</p>"), "b"))
    site, posts = read(tmp_path, whole[: whole.index("y</p>")])
    assert posts[0].key == "a"
    assert site.incomplete == "1.xml: the file ends too early"


def test_a_feed_that_is_not_well_formed_is_read_as_far_as_possible(tmp_path: Path):
    site, [post] = read(tmp_path, rss(item("<link>https://paper.test/?a=1&b=2</link>")))
    assert post.address.startswith("https://paper.test/?a=1&b=2")
    assert "not well-formed" in site.notes[0].text


def test_entities_mean_nothing_and_no_file_is_read(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words")
    document = (
        f'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        f'<!ENTITY f SYSTEM "{secret.as_uri()}">]>'
    )
    text = rss(item(content("x") + "<category>&b;</category><category>&f;</category>"))
    _, [post] = read(tmp_path, text.replace("\n", f"\n{document}", 1))
    assert "aaaa" not in repr(post)
    assert "secret words" not in repr(post)


def test_a_feed_in_utf_16(tmp_path: Path):
    text = rss(item(content("<p>خبر</p>"))).replace("?>", ' encoding="utf-16"?>', 1)
    _, [post] = read(tmp_path, text.encode("utf-16"))
    assert convert(post) == "خبر\n"


def test_feeds_are_recognised_and_other_xml_is_not(tmp_path: Path):
    assert feed.recognises(tmp_path) == ""
    (tmp_path / "feed.xml").write_text(rss())
    assert feed.recognises(tmp_path) == "feed.xml is a feed"
    (tmp_path / "feed.json").write_text(json.dumps(JSON_FEED))
    assert feed.recognises(tmp_path) == "all its files are feeds"
    other = tmp_path / "other.xml"
    other.write_text('<?xml version="1.0"?><urlset></urlset>')
    assert feed.recognises(other) == feed.recognises(tmp_path) == ""
    other.write_text(rss().replace("<rss", '<rss xmlns:wp="http://wordpress.org/export/1.2/"'))
    assert feed.recognises(other) == ""
    other.write_text("<!DOCTYPE html><html><body>&lt;rss <rss></body></html>")
    assert feed.recognises(other) == ""


@pytest.mark.parametrize("text", ["", "<rss/>", "no feed", '{"items": 3}', "{", rss()])
def test_what_is_no_feed_is_said(text: str, tmp_path: Path):
    with pytest.raises(ImportFault):
        read(tmp_path, text)


def test_a_name_that_looks_like_an_address_is_not_fetched(tmp_path: Path):
    """feedparser opens what looks like an address or the name of a file."""
    with pytest.raises(ImportFault):
        read(tmp_path, "http://127.0.0.1:9/feed.xml")
    with pytest.raises(ImportFault):
        read(tmp_path, str(tmp_path / "1.xml"))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<item>", "</item>", "<title>", "</title>", "<![CDATA[", "]]>", "<guid>", "&", "&#0;",
             "<pubDate>2020</pubDate>", "<content:encoded>", "<media:content url=", '"', "<a", ">",
             "<link/>", "<author>a@b</author>", "\x00", "x", "<category/>", '<enclosure url=""/>']
        ),
        max_size=30,
    )
)  # fmt: skip
def test_no_feed_stops_the_import(tmp_path_factory: pytest.TempPathFactory, parts: list[str]):
    path = tmp_path_factory.mktemp("feed") / "a.xml"
    path.write_text(rss("<item><title>A</title></item>", *parts), encoding="utf-8")
    source = Source(kind="feed", root=path.parent, files=(path,))
    for post in feed.read_posts(source, Site()):
        convert(post)
