"""The texts of Ghost's editors, and all cards, in their three forms: HTML, lexical, mobiledoc."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importer.conversion import Conversion
from newsgen.importer.models import Post, Site
from newsgen.importer.readers import ghost
from newsgen.importer.readers.ghost.lexical import lexical_html
from newsgen.importer.readers.ghost.mobiledoc import mobiledoc_html
from newsgen.importer.words import lost_words, markdown_words, source_words


def convert(html: str) -> tuple[str, list[str]]:
    conversion = Conversion()
    post = Post(key="a", origin="a", body=html, markup="html")
    return ghost.convert(post, Site(), conversion), [note.text for note in conversion.notes]


def lost(html: str) -> int:
    conversion = Conversion()
    post = Post(key="a", origin="a", body=html, markup="html")
    after = markdown_words(ghost.convert(post, Site(), conversion))
    return lost_words(source_words(html, "html"), after, conversion.left_out)


def lexical(*nodes: object) -> str:
    return lexical_html({"root": {"children": list(nodes), "type": "root"}})


def run(text: str, bits: int = 0) -> dict[str, Any]:
    return {"type": "extended-text", "text": text, "format": bits}


def paragraph(*children: object) -> dict[str, Any]:
    return {"type": "paragraph", "children": list(children)}


def bullets(*entries: object, **changes: Any) -> dict[str, Any]:
    return {"type": "list", "listType": "bullet", "children": list(entries)} | changes


def entry(*children: object) -> dict[str, Any]:
    return {"type": "listitem", "children": list(children)}


# --- lexical


@pytest.mark.parametrize(
    ("node", "html"),
    [
        (paragraph(run("a < b & c")), "<p>a &lt; b &amp; c</p>"),
        (paragraph(run("a", 1), run("b", 3), run("c", 2)),
         "<p><strong>a<em>b</em></strong><em>c</em></p>"),
        (paragraph(run("a", 1), run(" b", 1)), "<p><strong>a b</strong></p>"),
        (paragraph(run("x", 4), run("x", 8), run("x", 16), run("x", 32), run("x", 64),
                   run("x", 128)),
         "<p><s>x</s><u>x</u><code>x</code><sub>x</sub><sup>x</sup><mark>x</mark></p>"),
        (paragraph(run("a"), {"type": "linebreak"}, run("b")), "<p>a<br>b</p>"),
        (paragraph({"type": "link", "url": "https://a.test/?x=1&y", "children": [run("l", 1)]}),
         '<p><a href="https://a.test/?x=1&amp;y"><strong>l</strong></a></p>'),
        (paragraph({"type": "autolink", "url": "https://a.test", "children": [run("a")]}),
         '<p><a href="https://a.test">a</a></p>'),
        ({"type": "extended-heading", "tag": "h3", "children": [run("H")]}, "<h3>H</h3>"),
        ({"type": "heading", "tag": "script", "children": [run("H")]}, "<h2>H</h2>"),
        ({"type": "extended-quote", "children": [run("Q")]}, "<blockquote><p>Q</p></blockquote>"),
        ({"type": "aside", "children": [run("Q")]},
         '<blockquote class="kg-blockquote-alt"><p>Q</p></blockquote>'),
        (bullets(entry(run("a")), entry(bullets(entry(run("b"))))),
         "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        (bullets(entry(run("a")), listType="number", start=4), '<ol start="4"><li>a</li></ol>'),
        ({"type": "horizontalrule"}, "<hr>"),
        ({"type": "codeblock", "code": "a < b", "language": "c"},
         '<pre><code class="language-c">a &lt; b</code></pre>'),
        ({"type": "strange", "children": [paragraph(run("kept"))]}, "<div><p>kept</p></div>"),
        (run("loose"), "<p>loose</p>"),
    ],
)  # fmt: skip
def test_lexical_as_html(node: dict[str, Any], html: str):
    assert lexical(node) == html


def test_lexical_that_is_nested_too_deep_keeps_its_words():
    node: dict[str, Any] = run("deep down")
    for _ in range(300):
        node = {"type": "quote", "children": [node, run("x")]}
    assert "deep down" in lexical(node)


# --- mobiledoc


def mobiledoc(*sections: object, **parts: Any) -> str:
    return mobiledoc_html({"version": "0.3.1", "sections": list(sections), **parts})


def test_mobiledoc_as_html():
    markups = [["strong"], ["a", ["href", "https://a.test/", "rel", "x"]], ["script"]]
    html = mobiledoc(
        [1, "p", [[0, [], 0, "Plain & "], [0, [0], 0, "bold "], [0, [1], 2, "link"]]],
        [1, "h2", [[0, [2], 1, "Heading"]]],
        [1, "script", [[0, [], 0, "a"], [1, [], 0, 0], [0, [], 0, "b"], [1, [], 0, 1]]],
        [1, "aside", [[0, [], 0, "Said"]]],
        [3, "ol", [[[0, [], 0, "one"]], [[0, [0], 1, "two"]]]],
        [2, "/a.jpg"],
        [10, 0],
        markups=markups,
        atoms=[["soft-return", "", {}], ["mention", "@bob", {}]],
        cards=[["hr", {}]],
    )
    assert html.split("\n") == [
        '<p>Plain &amp; <strong>bold <a href="https://a.test/">link</a></strong></p>',
        "<h2>Heading</h2>",
        "<p>a<br>b@bob</p>",
        '<blockquote class="kg-blockquote-alt"><p>Said</p></blockquote>',
        "<ol><li>one</li><li><strong>two</strong></li></ol>",
        '<figure class="kg-card kg-image-card"><img src="/a.jpg" alt=""></figure>',
        "<hr>",
    ]


# --- cards


CARDS: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    ("image", {"src": "/a.jpg", "alt": "A", "caption": "By <b>day</b>"}, ("![A](/a.jpg",)),
    ("gallery", {"images": [{"src": "/a.jpg", "alt": "A"}, {"src": "/b.jpg", "alt": "B"}],
                 "caption": "Two"}, ("::: gallery Two\n![A](/a.jpg)\n![B](/b.jpg)\n:::",)),
    ("before-after", {"beforeImage": {"src": "/a.jpg", "alt": "A"},
                      "afterImage": {"src": "/b.jpg", "alt": "B"}},
     ("::: gallery\n![A](/a.jpg)\n![B](/b.jpg)\n:::",)),
    ("bookmark", {"url": "https://o.test/a", "caption": "Seen",
                  "metadata": {"title": "A *b*", "description": "Says more.", "author": "Ann",
                               "publisher": "Other", "icon": "https://o.test/i.png"}},
     (r"[A \*b\*](https://o.test/a)", "Says more.", "Ann · Other", "Seen")),
    ("callout", {"calloutEmoji": "💡", "calloutText": "Mind <b>this</b>."},
     ("::: note\nMind **this**.\n:::",)),
    ("toggle", {"heading": "Why?", "content": "<p>Because.</p>"},
     ("::: box Why?\nBecause.\n:::",)),
    ("html", {"html": "<p>Own <em>words</em></p>"}, ("Own *words*",)),
    ("markdown", {"markdown": "Some **words**\n\n- a\n- b"}, ("Some **words**\n\n- a\n- b",)),
    ("video", {"src": "/v.mp4", "thumbnailSrc": "/v.jpg", "caption": "Seen"},
     ("::: video /v.mp4 /v.jpg\nSeen\n:::",)),
    ("audio", {"src": "/a b.mp3", "title": "A talk", "duration": 61},
     ("::: audio /a%20b.mp3\nA talk\n:::",)),
    ("file", {"src": "/f.pdf", "fileTitle": "Figures", "fileCaption": "All of them",
              "fileName": "f.pdf"}, ("[Figures](/f.pdf)\\\nAll of them\\\nf.pdf",)),
    ("product", {"productTitle": "Lamp", "productDescription": "<p>It shines.</p>",
                 "productRatingEnabled": True, "productStarRating": 4,
                 "productButtonEnabled": True, "productButton": "Buy",
                 "productUrl": "https://s.test/"},
     ("::: box Lamp\n★★★★☆", "It shines.", "[Buy](https://s.test/)")),
    ("header", {"header": "Big", "subheader": "Small", "buttonEnabled": True,
                "buttonText": "Go", "buttonUrl": "https://s.test/"},
     ("## Big", "Small", "[Go](https://s.test/)")),
    ("button", {"buttonText": "Go", "buttonUrl": "https://s.test/"}, ("[Go](https://s.test/)",)),
    ("call-to-action", {"textValue": "<p>Join us.</p>", "showButton": True, "buttonText": "Go",
                        "buttonUrl": "https://s.test/"},
     ("::: box\n", "Join us.", "[Go](https://s.test/)")),
    ("embed", {"html": "<p>A post</p>", "url": "https://x.test/", "caption": "Seen"},
     ("A post", "Seen")),
    ("embed", {"url": "https://x.test/post"}, ("https://x.test/post",)),
    ("nft", {"url": "https://n.test/1", "metadata": {"title": "Ape", "image": "https://n.test/i.png",
                                                     "author_name": "Ann"}},
     ("https://n.test/i.png", "[Ape](https://n.test/1)", "Ann")),
    ("poll", {"title": "Who?", "html": "<p>You <b>say</b></p>"}, ("Who?", "You **say**")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "fields", "parts"), CARDS)
def test_cards_of_both_editors_become_blocks(
    name: str, fields: dict[str, Any], parts: tuple[str, ...]
):
    of_lexical, _ = convert(lexical({**fields, "type": name}))
    of_mobiledoc, _ = convert(mobiledoc([10, 0], cards=[[name, fields]]))
    for part in parts:
        assert part in of_lexical
    assert of_mobiledoc == of_lexical
    assert "kg-" not in of_lexical
    assert lost(lexical({**fields, "type": name})) == 0


@pytest.mark.parametrize(
    ("name", "fields", "note"),
    [
        ("signup", {"header": "Join", "buttonText": "Go"}, "signup form: left out"),
        ("email", {"html": "<p>Dear reader</p>"}, "card for mails: left out"),
        ("email-cta", {"html": "<p>Dear reader</p>"}, "card for mails: left out"),
        ("paywall", {}, "paywall: left out, the text goes on"),
        ("html", {"html": '<script src="https://poll.test/p.js"></script>'},
         "html card with a script: left out (poll.test)"),
        ("html", {"html": "<script>vote()</script>"}, "html card with a script: left out"),
    ],
)  # fmt: skip
def test_cards_that_are_left_out_are_told(name: str, fields: dict[str, Any], note: str):
    body, notes = convert(lexical(paragraph(run("Before")), {**fields, "type": name},
                                  paragraph(run("After"))))  # fmt: skip
    assert body == "Before\n\nAfter\n"
    assert note in notes


def test_a_card_that_nobody_knows_is_counted_by_name():
    _, notes = convert(lexical({"type": "poll", "title": "Who?"}))
    assert notes == ["card poll: not known, its words kept"]


def test_a_rule_of_the_editor_is_followed():
    conversion = Conversion(rules={"poll": "box"})
    post = Post(key="a", origin="a", body=lexical({"type": "poll", "html": "Who?"}), markup="html")
    assert ghost.convert(post, Site(), conversion) == "::: box\nWho?\n:::\n"


# --- cards that only finished pages have

PLAYER = """\
<figure class="kg-card kg-video-card"><div class="kg-video-container">\
<video src="/v.mp4" poster="https://img.spacergif.org/v1/1x1/0a/spacer.png"></video>\
<div class="kg-video-player"><span class="kg-video-current-time">0:00</span>\
<button class="kg-video-playback-rate">1×</button></div></div>\
<figcaption>Seen</figcaption></figure>"""


def test_buttons_of_players_are_no_words():
    body, notes = convert(PLAYER)
    assert body == "::: video /v.mp4\nSeen\n:::\n"
    assert notes == ["player: its buttons left out"]


SOUND = """\
<div class="kg-card kg-audio-card"><img src="/t.jpg" alt="audio-thumbnail">\
<div class="kg-audio-player-container"><audio src="/a.mp3"></audio>\
<div class="kg-audio-title">A talk</div><div class="kg-audio-player">\
<span class="kg-audio-current-time">0:00</span><div class="kg-audio-time">/\
<span class="kg-audio-duration">61</span></div><button>1×</button></div></div></div>"""


def test_neither_are_those_of_sound():
    assert convert(SOUND)[0] == "::: audio /a.mp3\nA talk\n:::\n"
    assert lost(SOUND) == lost(PLAYER) == 0


@pytest.mark.parametrize("kind", ["bookmark", "callout", "toggle", "file", "product", "cta", "nft"])
def test_a_card_without_its_usual_parts_keeps_its_words(kind: str):
    html = f'<div class="kg-card kg-{kind}-card"><p>Some <a href="/a">words</a></p></div>'
    assert "[words](/a)" in convert(html)[0]
    assert lost(html) == 0


def test_a_wide_picture_says_so():
    html = '<figure class="kg-card kg-image-card kg-width-full"><img src="/a.jpg" alt="A"></figure>'
    assert convert(html)[0] == "::: figure wide\n![A](/a.jpg)\n:::\n"


def test_a_card_of_a_full_width_with_a_picture_stays_what_it_is():
    html = (
        '<div class="kg-card kg-header-card kg-width-full"><img src="/a.jpg" alt="A">'
        "<h2>Big</h2></div>"
    )
    assert "## Big" in convert(html)[0]


def test_pictures_are_those_that_were_uploaded():
    small = "/content/images/size/w600/2021/05/a.jpg"
    html = f'<p><img src="{small}" srcset="{small} 600w" alt="A"></p>'
    assert convert(html)[0] == "![A](/content/images/2021/05/a.jpg)\n"


# --- anything


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["type", "children", "text", "format", "url", "root", "tag", "listType", "metadata",
             "images", "src", "sections", "markups", "cards", "atoms", "start", "checked"]
        ),
        inner | st.sampled_from(["paragraph", "list", "listitem", "link", "gallery", "heading",
                                 "extended-text", "bookmark", "nft", "p", "image"]),
        max_size=5,
    ),
    max_leaves=24,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(JSON)
def test_no_json_stops_the_editors(value: object):
    convert(lexical_html({"root": {"children": [value, {"type": "paragraph", "children": value}]}}))
    html = mobiledoc_html(
        {"sections": [value, [1, "p", value], [10, 0]], "cards": [["gallery", value]],
         "markups": value, "atoms": value}
    )  # fmt: skip
    convert(html)
    json.dumps(html)
