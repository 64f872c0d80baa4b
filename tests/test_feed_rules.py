"""All feeds of a hostile site keep all rules of validators, and feed readers see what was written.

The code of the W3C feed validator is in no registry, so its rules are in ``support.feed_rules``.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import feedparser
import pytest
from lxml import etree

from newsgen.diagnostics import Severity
from support.feed_rules import ATOM, MEDIA, faults
from support.paper import NOW, Paper, article
from support.photos import photo

ORIGIN = "https://news.example/"
CONFIG = """\
title: 'The "Test" & <b>Courier</b>'
description: 'News </p> & more &copy; ]]>'
base_url: https://news.example/
timezone: Asia/Kathmandu
copyright: © The Courier
sections:
  world: {title: 'World & <i>Wide</i>'}
  pakistan: {title: پاکستان, lang: ur}
  empty: {title: Empty}
feeds:
  formats: [rss, atom, json]
  content: full
  tags: true
  authors: true
  types: [opinion, live]
  hub: https://hub.example/?a=1&b=2
  named:
    - {path: /feeds/wide.xml, title: 'Wide <em>pictures</em>', picture_width: 1000}
    - {path: /feeds/urdu.json, title: اردو, lang: ur, format: json, content: summary}
    - {path: /partners/ayesha.xml, title: By Ayesha, author: 'Ayesha "A" Khan', format: atom}
syndication: [ninjs, newsml-g2]
markdown: {raw_html: trusted}
"""
TITLES = {
    "markup": "Why </b> & <script>alert(1)</script> matter",
    "entity": "&copy; &amp;amp; AT&T; &#60;",
    "cdata": "The end ]]> of it",
    "urdu": "اسلام آباد: «بارش» کی پیش گوئی",
    "emoji": "🚆 Train 👩‍👩‍👧 <3",
    "long": "Long " * 400,
}
BODY = """\
Words & <marquee>more</marquee> <svg onload=alert(1)><a xlink:href="javascript:x">s</a></svg>.

![A map](map.jpg "A map | Us")

<iframe src="https://x.example"></iframe><script>alert(1)</script><style>p{}</style>

<p style="position:fixed" onclick="x()"><a href="/world/" class="x">here</a>
<a href="javascript:alert(1)">no</a> <bdo dir="rtl">turned</bdo> <img src="//[bad" alt="x"></p>

::: video https://www.youtube.com/watch?v=abcdefghijk
:::

| a | b |
| --- | --- |
| ]]> | &copy; |

Note.[^1]

[^1]: Here &#133;&#11;&#xFFFD;.
"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """A site of which every word is hostile, built once."""
    paper = Paper(root=tmp_path_factory.mktemp("hostile"))
    files: dict[str, str | bytes] = {"newsgen.yaml": CONFIG}
    for name, title in TITLES.items():
        quoted = "'" + title.replace("'", "''") + "'"
        files[f"content/world/{name}.md"] = article(
            quoted, body=BODY, summary=quoted, date="2026-11-20", tags=f"[{name}, 'A <b>tag</b>']"
        )
    files["content/world/map.jpg"] = photo(1700, 1200, "JPEG")
    files["content/world/small.png"] = photo(90, 40, "PNG")
    files["content/world/opinion.md"] = article(
        "Mine", type="opinion",
        image="{src: map.jpg, alt: 'A </b> map', caption: '&copy; <i>x</i>'}",
        authors="['Ayesha \"A\" Khan', 'desk@news.example (The Desk)', '<b>B</b>']",
        updated="2026-11-22 10:00",
    )  # fmt: skip
    files["content/world/small.md"] = article("Small", image="small.png", source="APP")
    files["content/world/away.md"] = article(
        "Away", image="https://cdn.example/a.jpg?x=1&y=2", link="https://other.example/a?b&c"
    )
    files["content/world/paid.md"] = article("Buy", type="sponsored", sponsor="{name: Bank}")
    files["content/world/taken.md"] = article("Taken", syndicated="true", source="Dawn")
    files["content/world/wrong.md"] = article(
        "Wrong", corrections="[{date: 2026-11-22, kind: retraction, text: 'All <b>wrong</b>.'}]"
    )
    files["content/world/live.md"] = article(
        "Votes", type="live", body="It began.\n\n::: update 2026-11-23 14:05 A </b> & b\nOne.\n:::"
    )
    files["content/pakistan/barish.md"] = article(
        "بارش", section="pakistan", lang="ur", dateline="لاہور (نمائندہ)", body="بارش ہوئی۔"
    )
    files["content/world/draft.md"] = article("Secret draft", draft="true")
    files["content/world/later.md"] = article("Secret later", embargo="2026-12-30")
    paper.write(files)
    result = paper.build()
    problems = [(d.path, d.message) for d in result.diagnostics if d.severity is Severity.ERROR]
    assert problems == []
    return paper


def feeds(paper: Paper) -> Iterator[tuple[str, bytes]]:
    """Every feed and list of feeds, by path."""
    for place in sorted(paper.public.rglob("*")):
        path = place.relative_to(paper.public).as_posix()
        wanted = ("feed.xml", "atom.xml", "feed.json", "feeds.opml")
        is_feed = path.endswith(wanted) or path.startswith(("feeds/", "partners/"))
        if is_feed and place.is_file() and not path.endswith(".html"):
            yield path, place.read_bytes()


def test_every_feed_keeps_every_rule(paper):
    checked = dict(feeds(paper))
    assert len(checked) > 50
    broken = {path: found for path, content in checked.items()
              if (found := faults(content, ORIGIN + path.replace(" ", "%20"), NOW))}  # fmt: skip
    assert broken == {}


def test_readers_see_what_was_written(paper):
    for path, content in feeds(paper):
        if path.endswith(".xml"):
            seen = feedparser.parse(content)
            assert not seen.bozo, (path, seen.get("bozo_exception"))
    for path in ("feed.xml", "atom.xml"):
        seen = feedparser.parse((paper.public / path).read_bytes())
        titles = {entry.title.replace("\u2060", "") for entry in seen.entries}
        assert {TITLES["urdu"], TITLES["emoji"], "Opinion: Mine", "Sponsored: Buy"} <= titles


def test_no_feed_and_no_copy_tells_of_what_is_not_published(paper):
    for place in paper.public.rglob("*"):
        if place.is_file() and ".newsgen" not in place.parts:
            assert b"Secret" not in place.read_bytes(), place


def test_a_picture_has_the_size_of_the_file_that_its_address_names(paper):
    root = etree.fromstring((paper.public / "feed.xml").read_bytes())
    media = next(m for m in root.iter(f"{MEDIA}content") if "map" in (m.get("url") or ""))
    file = paper.public / (media.get("url") or "").removeprefix(ORIGIN)
    assert (media.get("width"), media.get("height")) == ("1200", "847")
    assert media.get("fileSize") == str(file.stat().st_size)
    assert (media.get("type"), media.get("medium")) == ("image/jpeg", "image")
    assert (media.findtext(f"{MEDIA}title") or "").replace("\u2060", "") == "A </b> map"


def test_links_of_atom_entries_keep_their_attributes(paper):
    root = etree.fromstring((paper.public / "feeds/opinion/atom.xml").read_bytes())
    (entry,) = root.findall(f"{ATOM}entry")
    links = {link.get("rel"): dict(link.attrib) for link in entry.findall(f"{ATOM}link")}
    assert links["enclosure"]["type"] == "image/jpeg"
    assert int(links["enclosure"]["length"]) > 1000
    assert {link.get("type") for link in entry.findall(f"{ATOM}link")} == {
        None, "image/jpeg", "application/json", "application/vnd.iptc.g2.newsitem+xml"
    }  # fmt: skip


def test_named_feeds_have_the_stories_that_they_ask_for(paper):
    wide = feedparser.parse((paper.public / "feeds/wide.xml").read_bytes())
    assert [entry.title for entry in wide.entries] == ["Opinion: Mine"]
    urdu = json.loads((paper.public / "feeds/urdu.json").read_bytes())
    assert [(i["title"], "content_html" in i) for i in urdu["items"]] == [("بارش", False)]
    ayesha = feedparser.parse((paper.public / "partners/ayesha.xml").read_bytes())
    assert [entry.title for entry in ayesha.entries] == ["Opinion: Mine"]


def test_the_list_of_feeds_names_every_feed(paper):
    page = (paper.public / "feeds/index.html").read_text()
    named = (paper.public / "feeds.opml").read_text()
    for path, content in feeds(paper):
        if path == "feeds.opml" or ("/live/feed.xml" in path and path.startswith("world")):
            continue
        place = path.encode().decode()
        assert f'href="/{place}"' in page, path
        if b"<rss" in content:
            assert f'xmlUrl="{ORIGIN}{place}"' in named


def test_a_story_before_1990_has_its_true_date(make_paper):
    paper = make_paper({"content/world/a.md": article(date="1947-08-15 00:05")})
    paper.build_ok()
    found = faults((paper.public / "feed.xml").read_bytes(), f"{ORIGIN}feed.xml", NOW)
    assert {fault.split()[0] for fault in found} == {"ImplausibleDate"}
    entry = feedparser.parse((paper.public / "feed.xml").read_bytes()).entries[0]
    assert datetime(*entry.published_parsed[:6], tzinfo=UTC).year == 1947
