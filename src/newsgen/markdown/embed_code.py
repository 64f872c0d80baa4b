"""Reads the HTML that services give out for pages of others: a frame, or a quote with a script.

Only the address and the words of such code are used: scripts, frames and styles of a service never
become part of a page.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from newsgen.markdown.embeds import Embed, recognise
from newsgen.markdown.raw_html import UNFINISHED, read_tags

_PLACES: Final[Mapping[str, str]] = {
    "bluesky-embed": "data-bluesky-uri",
    "fb-post": "data-href",
    "fb-video": "data-href",
    "flourish-embed": "data-src",
    "instagram-media": "data-instgrm-permalink",
    "mastodon-embed": "data-embed-url",
    "tiktok-embed": "cite",
}
"""The class of an element of such code, and the attribute that has the address."""
_BEGINNINGS: Final[Mapping[str, str]] = {
    "at://": "https://embed.bsky.app/embed/",
    "//": "https://",
    "story/": "https://flo.uri.sh/story/",
    "visualisation/": "https://flo.uri.sh/visualisation/",
}
"""How addresses in such code may begin, and what that means."""
_TWEETS: Final = frozenset({"twitter-tweet", "twitter-video"})
_WITHOUT_WORDS: Final = frozenset({"iframe", "noscript", "script", "style", "svg"})
_WORDS: Final = frozenset({"a", "b", "br", "em", "i", "p", "strong"})
_AROUND: Final = frozenset(
    {"blockquote", "center", "div", "figcaption", "figure", "section", "small", "span", "time"}
)


def read_code(html: str) -> tuple[Embed, str] | None:
    """The embed in this HTML, and the words of a post or around a frame, as harmless HTML.

    None if it is anything but the code of one embed.
    """
    shown: set[Embed | None] = set()
    tweet: Embed | None = None
    is_tweet = False
    for name, attributes in _outer_tags(html):
        if name not in _WITHOUT_WORDS | _WORDS | _AROUND:
            return None
        is_tweet = is_tweet or not _TWEETS.isdisjoint(attributes.get("class", "").split())
        if name == "a" and is_tweet:  # the last link of a post leads to it, others are its words
            tweet = recognise(_plain(attributes.get("href", ""))) or tweet
        elif address := _address_in(name, attributes):
            embed = recognise(address)
            if embed or name != "script":
                shown.add(embed)
    if is_tweet:
        shown.add(tweet)
    match list(shown):
        case [Embed() as embed]:
            words = _words_of(html)
            return (replace(embed, author="") if words else embed), words  # words name the author
        case _:
            return None


def _outer_tags(html: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The start tags outside elements whose content is not shown, with their attributes."""
    inside = ""
    for name, attributes in read_tags(html):
        if inside:
            inside = "" if name == f"/{inside}" else inside
        elif not name.startswith("/"):
            inside = name if name in _WITHOUT_WORDS else ""
            yield name, attributes
    if inside:  # the element would swallow what follows
        yield UNFINISHED, {}


def _address_in(name: str, attributes: Mapping[str, str]) -> str:
    """The address of what the element shows, made whole; empty if it shows nothing."""
    if name in {"iframe", "script"}:
        address = attributes.get("src", "") or attributes.get("data-src", "")
    else:
        classes = attributes.get("class", "").split()
        places = [_PLACES[each] for each in classes if each in _PLACES]
        address = attributes.get(places[0], "") if places else ""
    address = _plain(address)
    for beginning, meaning in _BEGINNINGS.items():
        if address.startswith(beginning):
            return meaning + address.removeprefix(beginning)
    return address


def _plain(address: str) -> str:
    """The address without the entity that services write; others make it unknown."""
    return address.strip().replace("&amp;", "&")


def _words_of(html: str) -> str:
    import nh3  # noqa: PLC0415 -- most builds read no such code

    words = nh3.clean(
        html,
        tags=set(_WORDS),
        clean_content_tags=set(_WITHOUT_WORDS),
        attributes={"a": {"href"}, "p": {"lang", "dir"}},
        url_schemes={"http", "https"},
        link_rel=None,
    )
    return " ".join(words.split()).removeprefix("<br>").strip()
