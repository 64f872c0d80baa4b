"""What a feed says, whatever its format, and its entries as Posts."""

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from newsgen.importer.addresses import last_part
from newsgen.importer.models import Note, Post
from newsgen.importer.readers.json_values import LARGEST_BODY, is_later
from newsgen.models import Image, Model
from newsgen.urls import URI

ONLY_SUMMARY = "only the summary is in the feed"

_LONGEST_KEY = 200
_CUT_OFF = ("[…]", "[...]", "[&#8230;]", "[&hellip;]")
"""How a summary ends that is the beginning of the text."""


class Enclosure(NamedTuple):
    """A file that belongs to an entry."""

    url: str
    type: str
    """Media type, such as ``audio/mpeg``; may be empty."""


class Entry(Model, frozen=True):
    """One story of a feed; title, summary and names are plain, dates as front matter has them."""

    id: str = ""
    address: str = ""
    link: str = ""
    """Address of a story of another site that it is about."""
    title: str = ""
    body: str = ""
    """HTML."""
    is_summary: bool = False
    """Whether the feed has no more of the text than its summary."""
    summary: str = ""
    date: str = ""
    date_fault: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    lang: str = ""
    image: str = ""
    credit: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    is_page: bool = False
    """Whether it is a standing page, as backups of Blogger have them."""
    is_draft: bool = False


class Feed(Model, frozen=True):
    """One feed."""

    title: str = ""
    description: str = ""
    link: str = ""
    """Address of the site, or of the page whose feed it is."""
    lang: str = ""
    entries: tuple[Entry, ...] = ()
    fault: str = ""
    """What is wrong with the file; its entries are taken as far as they can be read."""
    is_cut_off: bool = False


def key_of(entry: Entry) -> str:
    """The name of an entry from one import to the next."""
    written = entry.id or entry.address or f"{entry.date} {entry.title}"
    return " ".join(written.split())[:_LONGEST_KEY]


def post_of(entry: Entry, feed: Feed, origin: str) -> Post:
    """The entry as a story."""
    id_, id_notes = _permanent(entry)
    image = next((each.url for each in entry.enclosures if each.type.startswith("image/")), "")
    source = entry.image or image
    is_too_long = len(entry.body) > LARGEST_BODY
    reasons = (
        "draft" if entry.is_draft else "",
        entry.date_fault and f"date: {entry.date_fault}",
        f"its text has more than {LARGEST_BODY >> 20} MiB" if is_too_long else "",
    )
    return Post(
        key=key_of(entry),
        id=id_,
        kind="page" if entry.is_page else "story",
        origin=f"{origin}: {entry.address or entry.id or entry.title}",
        title=entry.title,
        slug=last_part(entry.address),
        date=entry.date,
        updated=entry.updated if is_later(entry.updated, entry.date) else "",
        lang=entry.lang if entry.lang.lower() != feed.lang.lower() else "",
        summary="" if entry.summary.endswith(_CUT_OFF) else entry.summary,
        authors=tuple(name for name in entry.authors if name and "@" not in name),
        categories=entry.categories,
        image=Image(src=source, credit=entry.credit) if source else None,
        address=entry.address,
        link=entry.link if entry.link != entry.address else "",
        drafts=tuple(reason for reason in reasons if reason),
        body="" if is_too_long else "\n".join(_parts(entry)),
        markup="html",
        notes=(*id_notes, *_notes(entry)),
    )


def _permanent(entry: Entry) -> tuple[str, tuple[Note, ...]]:
    """The id that feeds keep: the one it has, or else its address as readers' programs take it."""
    written = entry.id or entry.address
    if not written or URI.fullmatch(written):
        return written, ()
    if written.replace("-", "").replace(".", "").replace("_", "").isalnum():
        return written, ()
    text = f"guid `{written[:80]}` is no name and no address: feeds show the story as a new one"
    return "", (Note(effect="left-out", text=text, name="guid"),)


def _notes(entry: Entry) -> Iterator[Note]:
    if entry.is_summary:
        yield Note(effect="needs", text=ONLY_SUMMARY, name=ONLY_SUMMARY)
    if entry.authors and all("@" in name for name in entry.authors):
        text = "its author is a mail address only: left out"
        yield Note(effect="left-out", text=text, name="author")


def _parts(entry: Entry) -> Iterator[str]:
    """The text with what belongs to it: sound and films before it, other files after it."""
    files = [each for each in entry.enclosures if each.url and each.url not in entry.body]
    for each in files:
        kind = each.type.partition("/")[0]
        if kind in {"audio", "video"}:
            yield f'<{kind} src="{escape(each.url)}"></{kind}>'
    yield entry.body
    for each in files:
        if each.type.partition("/")[0] not in {"audio", "video", "image"}:
            name = each.url.rpartition("/")[2] or each.url
            yield f'<p><a href="{escape(each.url)}">{escape(name)}</a></p>'
