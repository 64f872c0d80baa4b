"""Films, posts, sound, graphics and maps of other services are facades: no page loads anything of
theirs before a click.
"""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from tempfile import mkdtemp

import pytest

from newsgen.check import check
from newsgen.markdown import (
    SERVICES,
    Document,
    RenderContext,
    Style,
    embedded_services,
    lede,
    render,
)
from newsgen.markdown.embeds import Embed, recognise
from support.embed_codes import CODES
from support.paper import CONFIG, Paper, article, snapshot

A = "content/world/a.md"
PAGE = "world/a/index.html"
FILM = "https://youtu.be/dQw4w9WgXcQ"
POST = "https://x.com/ayesha/status/123"
PLAIN = Style()
TWEET = CODES["x"][1]


def embed(address: str) -> Embed:
    found = recognise(address)
    assert found, address
    return found


def shown(body: str, style: Style = PLAIN) -> tuple[list[str], Document]:
    """The address of each embed in a body, and the whole document."""
    addresses: list[str] = []

    def note(block):
        addresses.append(block.embed.url if block.embed else block.name)
        return f"[{block.name}: {block.title}: {block.content.strip()}]"

    context = RenderContext(path=A, first_line=10)
    return addresses, render(body, style, context, blocks={"box"}, render_block=note)


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper()


def page_of(paper: Paper, body: str, **fields: str) -> str:
    paper.write({A: article(body=body, **fields)})
    paper.build_ok()
    return paper.page(PAGE)


# --- addresses


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "http://youtube.com/watch?v=dQw4w9WgXcQ",
        "HTTPS://WWW.YouTube.com/watch?v=dQw4w9WgXcQ",
        "https://m.youtube.com/watch?v=dQw4w9WgXcQ&feature=share",
        "https://music.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&list=PL12&index=2",
        "https://youtu.be/dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?si=aBcD_1234",
        "https://www.youtube.com/live/dQw4w9WgXcQ?feature=shared",
        "https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0",
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
    ],
)
def test_every_address_of_a_film_of_youtube_leads_to_a_player_without_cookies(address):
    found = embed(address)
    assert found.service == "youtube"
    assert found.url == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    assert found.player == "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"
    assert not found.tall


@pytest.mark.parametrize(
    "address",
    ["https://youtu.be/dQw4w9WgXcQ?t=90", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=90s"],
)
def test_a_film_begins_where_the_address_says(address):
    assert embed(address).url.endswith("&t=90")
    assert embed(address).player.endswith("&start=90")


def test_a_short_film_is_higher_than_wide():
    assert embed("https://youtube.com/shorts/dQw4w9WgXcQ?feature=share").tall


@pytest.mark.parametrize(
    ("address", "url", "player"),
    [
        (
            "https://www.youtube.com/playlist?list=PL1_-",
            "https://www.youtube.com/playlist?list=PL1_-",
            "https://www.youtube-nocookie.com/embed/videoseries?list=PL1_-",
        ),
        (
            "https://vimeo.com/channels/staffpicks/76979871",
            "https://vimeo.com/76979871",
            "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1",
        ),
        (
            "https://vimeo.com/76979871/abcdef12?share=copy",
            "https://vimeo.com/76979871/abcdef12",
            "https://player.vimeo.com/video/76979871?h=abcdef12&dnt=1&autoplay=1",
        ),
        ("https://x.com/ayesha/status/123?s=20", POST, ""),
        ("https://twitter.com/ayesha/status/123/photo/1", POST, ""),
        ("https://mobile.twitter.com/ayesha/status/123", POST, ""),
        ("https://x.com/i/web/status/123", "https://x.com/i/status/123", ""),
        (
            "https://bsky.app/profile/ayesha.bsky.social/post/3kab",
            "https://bsky.app/profile/ayesha.bsky.social/post/3kab",
            "https://embed.bsky.app/embed/ayesha.bsky.social/app.bsky.feed.post/3kab",
        ),
        (
            "https://mastodon.example/@ayesha/109",
            "https://mastodon.example/@ayesha/109",
            "https://mastodon.example/@ayesha/109/embed",
        ),
        (
            "https://www.instagram.com/ayesha/reel/Cab-_1/?igsh=x",
            "https://www.instagram.com/reel/Cab-_1/",
            "https://www.instagram.com/reel/Cab-_1/embed/",
        ),
        (
            "https://www.instagram.com/p/Cab-_1/?utm_source=ig_web_copy_link",
            "https://www.instagram.com/p/Cab-_1/",
            "https://www.instagram.com/p/Cab-_1/embed/",
        ),
        (
            "https://www.tiktok.com/@a.b/video/71?is_from_webapp=1&sender_device=pc",
            "https://www.tiktok.com/@a.b/video/71",
            "https://www.tiktok.com/embed/v2/71",
        ),
        (
            "https://m.facebook.com/ayesha/posts/pfbid02?mibextid=x",
            "https://www.facebook.com/ayesha/posts/pfbid02",
            (
                "https://www.facebook.com/plugins/post.php?show_text=true"
                "&href=https%3A%2F%2Fwww.facebook.com%2Fayesha%2Fposts%2Fpfbid02"
            ),
        ),
        (
            "https://www.facebook.com/watch/?ref=saved&v=12",
            "https://www.facebook.com/watch/?v=12",
            (
                "https://www.facebook.com/plugins/video.php?show_text=true"
                "&href=https%3A%2F%2Fwww.facebook.com%2Fwatch%2F%3Fv%3D12"
            ),
        ),
        (
            "https://open.spotify.com/intl-de/episode/4rO?si=1",
            "https://open.spotify.com/episode/4rO",
            "https://open.spotify.com/embed/episode/4rO",
        ),
        (
            "https://m.soundcloud.com/forss/sets/soulhack?utm_source=x",
            "https://soundcloud.com/forss/sets/soulhack",
            (
                "https://w.soundcloud.com/player/"
                "?url=https%3A%2F%2Fsoundcloud.com%2Fforss%2Fsets%2Fsoulhack"
            ),
        ),
        (
            "https://datawrapper.dwcdn.net/AbC12/3/",
            "https://www.datawrapper.de/_/AbC12/",
            "https://datawrapper.dwcdn.net/AbC12/",
        ),
        (
            "https://public.flourish.studio/visualisation/42/",
            "https://public.flourish.studio/visualisation/42/",
            "https://flo.uri.sh/visualisation/42/embed",
        ),
        (
            "https://www.google.com/maps/place/Lahore+Fort/@31.5,74.3,17z/data=!3m1",
            "https://www.google.com/maps/place/Lahore+Fort/@31.5,74.3,17z/data=!3m1",
            "https://www.google.com/maps?q=Lahore+Fort&ll=31.5,74.3&output=embed",
        ),
        (
            "https://www.google.com.pk/maps/@31.5,74.3,12z?entry=ttu",
            "https://www.google.com/maps/@31.5,74.3,12z",
            "https://www.google.com/maps?ll=31.5,74.3&z=12&output=embed",
        ),
        (
            "https://maps.google.com/?q=Lahore+Fort",
            "https://www.google.com/maps/search/?api=1&query=Lahore%20Fort",
            "https://www.google.com/maps?q=Lahore%20Fort&output=embed",
        ),
        (
            "https://www.openstreetmap.org/?mlat=31.5&mlon=74.3#map=15/31.588/74.31",
            "https://www.openstreetmap.org/?mlat=31.5&mlon=74.3#map=15/31.588/74.31",
            (
                "https://www.openstreetmap.org/export/embed.html"
                "?bbox=74.29627,31.57923,74.32373,31.59677&layer=mapnik&marker=31.5,74.3"
            ),
        ),
        (
            "https://www.openstreetmap.org/way/123",
            "https://www.openstreetmap.org/way/123",
            "",
        ),
    ],
)
def test_each_service_is_known_by_the_addresses_that_editors_copy(address, url, player):
    assert (embed(address).url, embed(address).player) == (url, player)
    assert embed(address).service in embedded_services(address)


def test_an_embed_keeps_its_address_when_it_is_read_again():
    for address in (POST, "https://www.openstreetmap.org/#map=3/1/2", f"{FILM}?t=9"):
        assert recognise(embed(address).url) == embed(address)


def test_a_post_names_its_author():
    assert embed(POST).author == "@ayesha"
    assert embed("https://mastodon.example/@ayesha/109").author == "@ayesha@mastodon.example"
    assert embed("https://bsky.app/profile/did:plc:ab1/post/3k").author == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://notyoutube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
        "https://user:word@youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com:8080/watch?v=dQw4w9WgXcQ",
        "https://youtube.com\\@evil.example/watch?v=dQw4w9WgXcQ",
        "https://evil.example/?https://youtu.be/dQw4w9WgXcQ",
        "https://evil.example/#https://youtu.be/dQw4w9WgXcQ",
        "ftp://youtu.be/dQw4w9WgXcQ",
        "javascript://youtu.be/dQw4w9WgXcQ",
        "https://[youtu.be/dQw4w9WgXcQ",
        "https://youtu.be/short",
        "https://www.youtube.com/@channel/123",
        "https://www.youtube.com/",
        "https://vimeo.com/about",
        "https://x.com/ayesha",
        "https://x.com/ayesha/status/123/likes",
        "https://netflix.com/ayesha/status/123",
        "https://www.facebook.com/ayesha",
        "https://soundcloud.com/forss",
        "https://soundcloud.com/forss/tracks",
        "https://www.google.com/search?q=Lahore",
        "https://maps.google.com.evil.example/?q=Lahore",
        "https://medium.com/@ayesha/123",
        f"{FILM} and more",
        f"{FILM}?t=9 and more",
        f"{FILM}\n{FILM}",
        "https://www.google.com/maps/place/Lahore is old",
        f"https://youtu.be/dQw4w9WgXcQ?{'x' * 3000}",
        "",
    ],
)
def test_what_only_looks_like_one_is_none(address):
    assert recognise(address) is None


def test_no_address_leads_elsewhere_than_to_its_service():
    """A code of Facebook contains an address, which may be any."""
    inner = "https%3A%2F%2Fevil.example%2Fayesha%2Fposts%2F1"
    assert recognise(f"https://www.facebook.com/plugins/post.php?href={inner}") is None
    assert recognise("https://w.soundcloud.com/player/?url=https%3A//evil.example/") is None


# --- in a text


def test_an_address_alone_in_its_paragraph_is_an_embed():
    addresses, document = shown(f"Before.\n\n{FILM}\n\nAfter.")
    assert addresses == [embed(FILM).url]
    assert document.html == "<p>Before.</p>\n[embed: : ]<p>After.</p>\n"
    assert document.words == 2


@pytest.mark.parametrize(
    "body",
    [
        f"Watch {FILM} now.",
        f"{FILM} shows it.",
        f"{FILM}\n{FILM}",
        f"[The film]({FILM})",
        f"<{FILM}>",
        f"- {FILM}",
        f"- {FILM}\n\n- {FILM}",
        f"> {FILM}",
        f"Words.[^1]\n\n[^1]: {FILM}",
        f"| film |\n| --- |\n| {FILM} |",
        f"    {FILM}",
        "https://example.org/film",
    ],
)
def test_every_other_address_stays_a_link(body):
    addresses, document = shown(body)
    assert addresses == []
    assert "youtu.be" in document.html or "example.org" in document.html


def test_an_embed_may_be_in_a_block():
    addresses, document = shown(f"::: box Films\n{FILM}\n:::")
    assert addresses == [embed(FILM).url, "box"]
    assert document.html == "[box: Films: [embed: : ]]"


def test_links_that_are_not_made_by_themselves_can_still_be_embeds():
    assert shown(FILM, Style(linkify=False))[0] == [embed(FILM).url]


def test_a_summary_and_a_dateline_pass_over_an_embed():
    assert lede(f"{FILM}\n\nThe words.", Style()) == "The words."
    context = RenderContext(lead="LAHORE: ")
    assert "<p>LAHORE: The" in render(f"{FILM}\n\nThe words.", Style(), context).html


def test_where_no_template_shows_it_an_embed_is_a_link():
    document = render(FILM, Style())
    assert document.html == f'<p><a href="{embed(FILM).url}">{embed(FILM).url}</a></p>\n'


def test_a_block_has_the_words_of_a_quote():
    body = f"::: embed {POST} Ayesha Khan\nWe counted *them*.\n:::"
    addresses, document = shown(body)
    assert addresses == [POST]
    assert document.html == "[embed: Ayesha Khan: <p>We counted <em>them</em>.</p>]"
    assert document.words == 3


@pytest.mark.parametrize("title", ["https://example.org/film", "film.mp4", ""])
def test_a_block_for_anything_else_is_an_error_at_its_line(title):
    _, document = shown(f"Words.\n\n::: embed {title}\n:::")
    (found,) = document.diagnostics
    assert (found.code, found.line) == ("unknown-embed", 12)
    assert "YouTube" in found.hint


# --- pasted code


@pytest.mark.parametrize("raw_html", ["safe", "escape"])
@pytest.mark.parametrize(("url", "code"), CODES.values(), ids=CODES)
def test_the_code_that_a_service_gives_out_is_understood(code, url, raw_html):
    addresses, document = shown(f"Before.\n\n{code}\n\nAfter.", Style(raw_html=raw_html))
    assert document.diagnostics == ()
    assert addresses == [url]
    assert embed(url).service in embedded_services(code)
    assert not re.search("<(?!/?(?:a|p|br)[ >])", document.html)


def test_the_words_of_a_pasted_post_are_kept_and_counted():
    _, document = shown(TWEET)
    assert "We counted, see" in document.html
    assert "— Ayesha (@ayesha)" in document.html
    assert document.words == 9


def test_pasted_code_cannot_bring_in_more_than_words():
    code = TWEET.replace("We counted", '<b onclick="x()">We</b> <a href="javascript:x()">c</a>')
    addresses, document = shown(code)
    assert addresses == [POST]
    assert "onclick" not in document.html
    assert "javascript" not in document.html


@pytest.mark.parametrize(
    "code",
    [
        '<iframe src="https://evil.example/embed"></iframe>',
        '<iframe src="https://youtube.com.evil.example/embed/dQw4w9WgXcQ"></iframe>',
        "<iframe srcdoc='<p>x</p>'></iframe>",
        f'<iframe src="{FILM}"></iframe>\n<iframe src="https://vimeo.com/1"></iframe>',
        f'<div><h2>Films</h2><iframe src="{FILM}"></iframe></div>',
        f'Words <iframe src="{FILM}"></iframe>',
    ],
)
def test_all_other_frames_are_told_with_line_and_remedy(code):
    addresses, document = shown(f"Before.\n\n{code}\n\nAfter.")
    assert addresses == []
    told = document.diagnostics[0]
    assert (told.code, told.line) == ("unsafe-html", 12)
    assert "between empty lines" in told.hint
    assert "<iframe" not in document.html


def test_code_without_its_end_is_told():
    addresses, document = shown(f'<iframe src="{FILM}">\n\nAfter.')
    assert addresses == []
    assert {found.code for found in document.diagnostics} == {"unclosed-element", "unsafe-html"}


def test_a_quote_without_the_class_of_a_service_stays_a_quote():
    quote = f'<blockquote cite="{POST}"><p>Words</p></blockquote>'
    assert shown(quote)[1].html == quote


def test_trusted_html_stays_as_it_is():
    addresses, document = shown(TWEET, Style(raw_html="trusted"))
    assert addresses == []
    assert document.html == TWEET


# --- pages


class Loads(HTMLParser):
    """Collects what a browser loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            is_loaded = name in {"src", "srcset", "poster", "data", "style"}
            is_loaded = is_loaded or (tag == "link" and name == "href")
            if is_loaded and "//" in (value or "").replace("https://news.example/", "/"):
                self.found.append(value or "")


def test_a_page_loads_nothing_from_elsewhere(paper):
    addresses = [url for url, _ in CODES.values()]
    page = page_of(paper, "\n\n".join([*addresses, *(code for _, code in CODES.values())]))
    loads = Loads()
    loads.feed(page)
    assert loads.found == []
    assert "<iframe" not in page
    assert 'style="' not in page
    assert page.count('<figure class="embed ') == len(addresses) + len(CODES)
    for service in SERVICES:
        assert f" embed-{service.key}" in page


def test_the_facade_names_the_service_and_the_host(paper):
    page = page_of(paper, FILM)
    assert f'href="{embed(FILM).url}"' in page
    assert "Watch on YouTube" in page
    assert "A click loads content of www.youtube-nocookie.com." in page
    assert 'data-title="YouTube"' in page


def test_the_facade_speaks_the_language_of_the_story(paper):
    page = page_of(paper, FILM, lang="ur")
    assert "YouTube پر دیکھیں" in page


def test_a_quote_has_its_words_and_a_link_to_its_author(paper):
    page = page_of(paper, f"::: embed {POST} Ayesha Khan\nWe counted.\n:::")
    assert f'<blockquote cite="{POST}"><p>We counted.</p>' in page
    assert f'<a href="{POST}">Ayesha Khan (<bdi>@ayesha</bdi>)</a>' in page
    assert "data-player" not in page  # X shows nothing without its script


def test_words_in_the_block_of_a_film_are_its_caption(paper):
    page = page_of(paper, f'::: embed {FILM} The "gate"\nMonday.\n:::')
    assert '<figcaption><p class="embed-title">The “gate”</p><p>Monday.</p>' in page
    assert 'data-title="YouTube: The “gate”"' in page


def test_only_pages_with_an_embed_load_the_script(paper):
    paper.write({"content/world/b.md": article("B"), "content/pages/film.md": page_file(FILM)})
    script = re.compile(r'<script type="module" src="/js/embeds\.[0-9a-f]{8}\.js"></script>')
    assert script.search(page_of(paper, FILM))
    assert script.search(paper.page("film/index.html"))
    assert not script.search(paper.page("world/b/index.html"))


def page_file(body: str) -> str:
    return f"---\ntitle: Film\nsummary: S.\n---\n\n{body}\n"


def test_a_feed_has_a_link_and_the_words(paper):
    paper.write({"newsgen.yaml": f"{CONFIG}feeds: {{content: full}}\n"})
    page_of(paper, f"{FILM}\n\n::: embed {POST} Ayesha Khan\nWe counted.\n:::")
    feed = paper.page("feed.xml")
    assert "Watch on YouTube&lt;/a&gt;" in feed
    assert "&lt;blockquote&gt;&lt;p&gt;We counted.&lt;/p&gt;" in feed
    assert f'Ayesha Khan: &lt;a href="{POST}"' in feed
    assert "A click loads" not in feed
    assert "nocookie" not in feed


# --- templates of a site


def test_a_site_can_show_a_service_or_a_kind_in_its_own_way(paper):
    paper.write({"templates/embeds/youtube.html": "<b>Film {{ embed.url }}</b>"})
    paper.write({"templates/embeds/audio.html": "<b>Sound</b>"})
    page = page_of(paper, f"{FILM}\n\nhttps://vimeo.com/1\n\nhttps://open.spotify.com/track/4u")
    assert "<b>Film https://www.youtube.com/watch?v=dQw4w9WgXcQ</b>" in page
    assert "<b>Sound</b>" in page
    assert "Watch on Vimeo" in page


def test_a_template_for_no_service_is_told(paper):
    paper.write({A: article(), "templates/embeds/youtub.html": "x"})
    found = [each for each in check(paper.options()).diagnostics if "youtub" in each.path]
    assert [each.code for each in found] == ["unused-template"]


def test_a_changed_template_renders_the_pages_that_it_shows(paper):
    paper.write({"content/world/b.md": article("B"), "content/pages/post.md": page_file(POST)})
    paper.write({"content/world/c.md": article("C", body=FILM)})
    page_of(paper, f"Words.\n\n{TWEET}")
    before = paper.build_ok().rendered
    paper.write({"templates/embeds/post.html": "<b>{{ embed.url }}</b>"})
    result = paper.build_ok()
    assert result.rendered - before == 2
    assert f"<b>{POST}</b>" in paper.page(PAGE)
    assert f"<b>{POST}</b>" in paper.page("post/index.html")
    warm = snapshot(paper.public)
    assert snapshot(clean(paper).public) == warm
    paper.remove("templates/embeds/post.html")
    assert paper.build_ok().rendered - before == 2
    assert snapshot(clean(paper).public) == snapshot(paper.public)


def clean(paper: Paper) -> Paper:
    """The same site, built in an empty folder."""
    other = Paper(root=Path(mkdtemp(dir=paper.root.parent)) / "site")
    shutil.copytree(paper.root, other.root, ignore=shutil.ignore_patterns("public", ".newsgen"))
    other.build_ok()
    return other
