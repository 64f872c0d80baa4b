"""What all formats of feeds and of syndication say of a story in the same way."""

import re
from collections.abc import Callable, Collection, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from newsgen.markdown import sanitise_for_feeds
from newsgen.models import ArticleType, FeedItem, Identity, Model, Picture, Shape

SizeOf = Callable[[Picture | Shape], int]
"""Gives the bytes of the file at the URL of a picture; 0 if they are unknown."""
Words = Callable[[str], Mapping[str, Any]]
"""Gives the words of the interface in a language."""

_MARKED: Collection[ArticleType] = frozenset({"opinion", "sponsored", "satire"})
"""Kinds of article that must not be taken for news: feed readers show nothing but the title."""
_LARGE = 1200
"""Pixels across that Google Discover, MSN and mail programs want of a picture."""
_PICTURE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""Media types by suffix; the table of ``mimetypes`` differs between machines. Others are JPEG."""
_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow - with one of them lxml refuses the whole feed - and those
that only damaged text has: C1 controls and U+FFFD."""
_URL_SAFE = "%/:?#[]@!$&'()*+,;=~"
"""What an address may have besides letters and digits (RFC 3986), with ``%`` as it is encoded."""


class FeedPicture(Model, frozen=True):
    """The file of a picture that programs show of a story."""

    url: str
    media_type: str
    width: int
    """In pixels; 0 if it is unknown."""
    height: int
    """In pixels; 0 if it is unknown."""
    size: int
    """In bytes; 0 if it is unknown."""
    alt: str
    caption: str
    credit: str


def title_of(item: FeedItem, words: Mapping[str, Any]) -> str:
    """The headline; before it the kind of article or note, where readers must know it."""
    label = _label(item, words)
    if label and (item.note or item.card.type in _MARKED):
        return legal(f"{label}: {item.card.title}")
    return legal(item.card.title)


def categories_of(item: FeedItem, words: Mapping[str, Any]) -> list[str]:
    """The sections, the tags and the kind of article or note, each once."""
    names = [*item.categories, _label(item, words)]
    return [name for name in dict.fromkeys(map(one_line, names)) if name]


def summary_of(item: FeedItem) -> str:
    """The summary as plain text; the headline if there is none."""
    return legal(item.card.summary or item.card.title)


def authors_of(item: FeedItem, site: Identity) -> list[tuple[str, str]]:
    """Each author with the address of the page about them, which may be empty."""
    pages = {link.title: site.absolute(link.url) for link in item.card.byline}
    names = dict.fromkeys(item.authors)
    return [(one_line(name), pages.get(name, "")) for name in names if one_line(name)]


def address_of(item: FeedItem, site: Identity) -> str:
    """The address that the story leads to."""
    return whole(item.card.link, site.origin) or site.origin + item.card.url


def picture_of(item: FeedItem, site: Identity, size_of: SizeOf) -> FeedPicture | None:
    """The picture of the story in one file that exists; at least 1,200 pixels wide if one is."""
    picture = item.card.picture
    if picture is None or picture.fault:
        return None
    file: Picture | Shape = picture
    if picture.width < _LARGE and picture.wide and picture.wide.width > picture.width:
        file = picture.wide
    url = whole(file.url, site.origin + item.card.url)
    if url is None or not url.startswith(("https://", "http://")):
        return None
    return FeedPicture(
        url=url,
        media_type=media_type_of(url),
        width=file.width,
        height=file.height,
        size=size_of(file),
        alt=legal(picture.alt),
        caption=legal(picture.caption),
        credit=legal(picture.credit),
    )


def media_type_of(url: str) -> str:
    """The media type of a picture by its name."""
    suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    return _PICTURE_TYPES.get(suffix, "image/jpeg")


def readable(body: str, address: str) -> str:
    """The body as feed readers can show it.

    Scripts, frames, styles and classes are removed, and every address is made absolute. Illegal
    characters are removed last, after references such as ``&#11;`` are resolved.
    """
    return legal(sanitise_for_feeds(body, lambda url: whole(url, address)))


def whole(url: str, address: str) -> str | None:
    """The absolute, encoded URL of a link on the page with this address.

    None if it is empty or cannot be parsed.
    """
    try:
        return quote(urljoin(address, legal(url.strip())), safe=_URL_SAFE) if url else None
    except ValueError:
        return None


def legal(text: str) -> str:
    """The text without characters that XML does not allow."""
    return _ILLEGAL.sub("", text)


def one_line(text: str) -> str:
    """The same on one line, for names."""
    return " ".join(legal(text).split())


def _label(item: FeedItem, words: Mapping[str, Any]) -> str:
    """The word for the kind of article or note."""
    found = words.get(item.note.kind) if item.note else words.get("types", {}).get(item.card.type)
    return str(found or "")
