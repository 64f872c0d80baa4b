"""Feeds are valid, the same on every machine, and carry nothing that a reader cannot bear."""

import html
import locale
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

import pytest
from lxml import etree

from newsgen.config import read_config
from newsgen.models import Card, FeedItem, FeedView, Link, Picture
from newsgen.render.feeds import render_feed
from support.paper import CONFIG, SITE, article

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
SELF = "{http://www.w3.org/2005/Atom}link"
KARACHI = timezone(timedelta(hours=5))


def item(number: int = 1, **changes: object) -> FeedItem:
    date = datetime(2026, 11, number, 10, 0, tzinfo=KARACHI)
    given = {
        "url": f"/world/{number}/",
        "title": f"Story {number}",
        "summary": "A summary.",
        "date": date,
        "section": Link(title="World", url="/world/"),
        "lang": "en",
        "dir": "ltr",
    }
    card = Card(**(given | changes))  # type: ignore[arg-type]
    return FeedItem(
        card=card,
        guid=f"tag:news.example,2026:{number}",
        updated=date,
        categories=("World", "Floods"),
        authors=("Ayesha Khan", "Bilal Dar"),
    )


def render(
    *items: FeedItem, bodies: dict[str, str] | None = None, description: str = "News & more"
) -> etree._Element:
    view = FeedView(
        kind="rss",
        title="The Test Courier",
        description=description,
        url="/",
        feed="/feed.xml",
        lang="en",
        updated=datetime(2026, 11, 23, 12, 0, tzinfo=KARACHI),
        items=items,
    )
    first = render_feed(view, SITE, bodies or {}, lambda picture: picture.size)
    assert first == render_feed(view, SITE, bodies or {}, lambda picture: picture.size)
    channel = etree.fromstring(first).find("channel")
    assert channel is not None
    return channel


def test_the_channel_describes_the_feed():
    channel = render(item())
    assert channel.findtext("title") == "The Test Courier"
    assert channel.findtext("link") == "https://news.example/"
    assert channel.findtext("description") == "News & more"
    assert channel.findtext("language") == "en"
    assert channel.findtext("lastBuildDate") == "Mon, 23 Nov 2026 07:00:00 +0000"
    link = channel.find(SELF)
    assert link is not None
    assert dict(link.attrib) == {
        "href": "https://news.example/feed.xml",
        "rel": "self",
        "type": "application/rss+xml",
    }


def test_a_channel_without_description_is_described_by_its_title():
    assert render(item(), description="").findtext("description") == "The Test Courier"


def test_items_keep_their_order_and_have_the_fields_that_readers_need():
    channel = render(item(2), item(1))
    items = channel.findall("item")
    assert [i.findtext("title") for i in items] == ["Story 2", "Story 1"]
    first = items[0]
    assert first.findtext("link") == "https://news.example/world/2/"
    guid = first.find("guid")
    assert guid is not None
    assert (guid.text, guid.get("isPermaLink")) == ("tag:news.example,2026:2", "false")
    assert parsedate_to_datetime(first.findtext("pubDate") or "") == item(2).card.date
    assert [c.text for c in first.findall(CREATOR)] == ["Ayesha Khan", "Bilal Dar"]
    assert first.find("author") is None
    assert [c.text for c in first.findall("category")] == ["World", "Floods"]


def test_the_summary_comes_before_the_whole_text():
    story = item()
    channel = render(story, bodies={story.card.url: "<p>Text.</p>"})
    names = [child.tag for child in channel.findall("item")[0]]
    assert names.index("description") < names.index(CONTENT)
    assert channel.findtext("item/description") == "A summary."


def test_a_feed_of_summaries_carries_no_text():
    assert render(item()).find(f"item/{CONTENT}") is None


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ('<p class="x" style="y" onclick="z">A</p>', "<p>A</p>"),
        ("<p>A</p><script>alert(1)</script>", "<p>A</p>"),
        ('<iframe src="https://x.example"></iframe><p>A</p>', "<p>A</p>"),
        ('<a href="/world/">W</a>', '<a href="https://news.example/world/">W</a>'),
        ('<a href="#why">W</a>', '<a href="https://news.example/world/1/#why">W</a>'),
        ('<img src="/a.jpg" alt="A">', '<img src="https://news.example/a.jpg" alt="A">'),
        ('<a href="javascript:alert(1)">W</a>', "<a>W</a>"),
        ('<a href="//[x">W</a>', "<a>W</a>"),
        ('<a href="mailto:desk@news.example">W</a>', '<a href="mailto:desk@news.example">W</a>'),
        ("<p>A&#11;&#xFFFE;B</p>", "<p>AB</p>"),
        ("<p>]]> &lt;b&gt; 🚆 اردو</p>", "<p>]]&gt; &lt;b&gt; 🚆 اردو</p>"),
    ],
)
def test_the_text_is_made_fit_for_readers(body, kept):
    story = item()
    assert render(story, bodies={story.card.url: body}).findtext(f"item/{CONTENT}") == kept


def test_text_of_every_script_comes_back_as_written():
    title = "اسلام آباد: «A & B» <i> ]]> 🚆"
    channel = render(item(title=title, summary=title))
    assert (channel.findtext("item/title") or "").replace("\u2060", "") == title
    assert html.unescape(channel.findtext("item/description") or "") == title


@pytest.mark.parametrize(
    ("summary", "markup"),
    [
        ("AT&T wins", "AT&amp;T wins"),
        ("If a < b, then <b> is text", "If a &lt; b, then &lt;b&gt; is text"),
        ('"Quoted"', '"Quoted"'),
        ("5 &lt; 6", "5 &amp;lt; 6"),
    ],
)
def test_a_description_is_html_that_shows_the_summary(summary, markup):
    assert render(item(summary=summary)).findtext("item/description") == markup


def test_characters_that_xml_forbids_are_left_out():
    channel = render(item(title="A\x0b \ufffeB", summary="\x00A summary."))
    assert channel.findtext("item/title") == "A B"
    assert channel.findtext("item/description") == "A summary."


def test_every_date_is_in_english_and_utc():
    channel = render(item(1), item(2))
    dates = [str(e.text) for e in channel.iter("pubDate", "lastBuildDate")]
    assert dates == [
        "Mon, 23 Nov 2026 07:00:00 +0000",
        "Sun, 01 Nov 2026 05:00:00 +0000",
        "Mon, 02 Nov 2026 05:00:00 +0000",
    ]


def test_a_picture_is_an_enclosure_of_unknown_length():
    channel = render(item(picture=Picture(url="/media/a.jpg")))
    enclosure = channel.find("item/enclosure")
    assert enclosure is not None
    assert dict(enclosure.attrib) == {
        "url": "https://news.example/media/a.jpg",
        "length": "0",
        "type": "image/jpeg",
    }


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("/media/a.JPG", "image/jpeg"),
        ("/media/a.webp", "image/webp"),
        ("/media/a.avif", "image/avif"),
        ("https://cdn.example/a.png?width=640", "image/png"),
        ("https://cdn.example/a", "image/jpeg"),
    ],
)
def test_the_type_of_a_picture_is_the_same_on_every_machine(url, kind, monkeypatch):
    monkeypatch.setattr("mimetypes.guess_type", lambda *_: ("image/x-of-this-machine", None))
    enclosure = render(item(picture=Picture(url=url))).find("item/enclosure")
    assert enclosure is not None
    assert enclosure.get("type") == kind


def test_a_picture_without_a_sound_address_is_left_out():
    channel = render(item(picture=Picture(url="https://[broken/a.jpg")))
    assert channel.find("item/enclosure") is None


def test_the_locale_of_the_process_stays():
    before = locale.setlocale(locale.LC_ALL)
    render(item())
    assert locale.setlocale(locale.LC_ALL) == before


def test_feeds_are_bounded_and_follow_the_setting(make_paper):
    paper = make_paper(
        {f"content/world/{n}.md": article(f"S{n}", body="Whole *text*.") for n in range(9)}
    )
    config = "title: T\nsections: {world: {}}\nfeeds: {limit: 3, content: CONTENT}\n"
    paper.write({"newsgen.yaml": config.replace("CONTENT", "summary")})
    paper.build_ok()
    assert paper.page("feed.xml").count("<item>") == 3
    assert "encoded" not in paper.page("world/feed.xml")
    paper.write({"newsgen.yaml": config.replace("CONTENT", "full")})
    paper.build_ok()
    assert "&lt;em&gt;text&lt;/em&gt;" in paper.page("world/feed.xml")


def test_stories_of_one_name_have_guids_of_their_own(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article("A"),
            "content/pakistan/a.md": article("A", section="pakistan"),
        }
    )
    paper.build_ok()
    guids = [e.text for e in etree.fromstring(paper.page("feed.xml").encode()).iter("guid")]
    assert len(guids) == len(set(guids)) == 2


def test_a_guid_survives_a_change_of_headline_and_slug(make_paper):
    paper = make_paper({"content/world/a.md": article("Old")})
    paper.build_ok()
    channel = etree.fromstring(paper.page("feed.xml").encode())
    guid = channel.findtext("channel/item/guid")
    paper.write({"content/world/a.md": article("New", slug="new", aliases="[/world/a/]")})
    paper.build_ok()
    assert etree.fromstring(paper.page("feed.xml").encode()).findtext("channel/item/guid") == guid


def test_a_feed_names_its_hub(make_paper):
    hub = f"{CONFIG}feeds: {{hub: 'https://hub.example/'}}\n"
    paper = make_paper({"newsgen.yaml": hub, "content/world/a.md": article()})
    paper.build_ok()
    for feed in ("feed.xml", "world/feed.xml"):
        links = etree.fromstring(paper.page(feed).encode()).findall(f"channel/{SELF}")
        assert {(link.get("rel"), link.get("href")) for link in links} == {
            ("hub", "https://hub.example/"),
            ("self", f"https://news.example/{feed}"),
        }


def test_an_empty_section_has_an_empty_feed(make_paper):
    make_paper({}).build_ok()


@pytest.mark.parametrize(
    ("settings", "keys"),
    [
        ("formats: []", ("feeds", "formats")),
        ("formats: [rss2]", ("feeds", "formats", 0)),
        ("named: [{path: partner.xml}]", ("feeds", "named", 0, "path")),
        ("named: [{path: /../x.xml}]", ("feeds", "named", 0, "path")),
        ("named: [{path: /feeds/x.json}]", ("feeds", "named", 0, "path")),
        ("named: [{path: /feeds/x.xml, format: json}]", ("feeds", "named", 0, "path")),
        ("named: [{path: /x.xml, section: wold}]", ("feeds", "named", 0, "section")),
        ("named: [{path: /x.xml, lang: urdu!}]", ("feeds", "named", 0, "lang")),
        ("named: [{path: /x.xml, number: 501}]", ("feeds", "named", 0, "number")),
        ("named: [{path: /x.xml, picture_width: -1}]", ("feeds", "named", 0, "picture_width")),
        ("types: [novel]", ("feeds", "types", 0)),
    ],
)
def test_settings_of_feeds_that_cannot_work_are_errors_at_their_key(settings, keys):
    _, problems = read_config(f"{CONFIG}feeds: {{{settings}}}\n".encode(), "newsgen.yaml")
    assert [problem.key for problem in problems] == [keys]


def test_two_feeds_cannot_have_one_address(make_paper):
    twice = f"{CONFIG}feeds: {{named: [{{path: /world/feed.xml}}]}}\n"
    paper = make_paper({"newsgen.yaml": twice, "content/world/a.md": article()})
    assert paper.codes() == ["same-path"]


def test_a_page_of_the_sites_own_replaces_the_list_of_feeds(make_paper):
    own = "---\ntitle: Ours\n---\nHere.\n"
    paper = make_paper({"content/world/a.md": article(), "content/pages/feeds.md": own})
    paper.build_ok()
    assert "<title>Ours" in paper.page("feeds/index.html")
    assert 'xmlUrl="https://news.example/feed.xml"' in paper.page("feeds.opml")


def test_pages_name_the_feeds_that_there_are(make_paper):
    settings = f"{CONFIG}feeds: {{formats: [json, atom]}}\n"
    paper = make_paper({"newsgen.yaml": settings, "content/world/a.md": article()})
    paper.build_ok()
    page = paper.page("world/a/index.html")
    for kind, path in (("feed+json", "feed.json"), ("atom+xml", "atom.xml")):
        for front in ("/", "/world/"):
            assert f'type="application/{kind}"' in page
            assert f'href="{front}{path}"' in page
    assert "feed.xml" not in page
    assert not (paper.public / "feed.xml").exists()


def test_a_feed_of_a_language_has_the_stories_of_its_regions(make_paper):
    settings = f"{CONFIG}feeds: {{named: [{{path: /ur.xml, lang: ur}}]}}\n"
    stories = {lang: article(f"In {lang}", lang=lang) for lang in ("ur", "ur-PK", "en", "urz")}
    files = {f"content/world/{lang}.md": text for lang, text in stories.items()}
    paper = make_paper({"newsgen.yaml": settings, **files})
    paper.build_ok()
    root = etree.fromstring(paper.page("ur.xml").encode())
    assert {item.findtext("title") for item in root.iter("item")} == {"In ur", "In ur-PK"}


def test_named_feeds_of_one_title_are_listed_one_by_one(make_paper):
    named = "{named: [{path: /a.xml}, {path: /b.xml}, {path: /c.json, format: json}]}"
    settings = f"{CONFIG}feeds: {named}\n"
    paper = make_paper({"newsgen.yaml": settings, "content/world/a.md": article()})
    paper.build_ok()
    page = paper.page("feeds/index.html")
    for path in ("a.xml", "b.xml", "c.json"):
        assert f">https://news.example/{path}<" in page
