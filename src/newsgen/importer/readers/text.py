"""Plain text that was taken from pages of news sites: one file for each story, or many."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath

from newsgen.importer.bodies.html import escape
from newsgen.importer.conversion import Conversion
from newsgen.importer.files import Unreadable, paths_of, read_text, walk
from newsgen.importer.guessed_language import guess_language
from newsgen.importer.models import Note, Post, Site, Source
from newsgen.importer.readers.scraped.datelines import split_dateline
from newsgen.importer.readers.scraped.dating import date_story
from newsgen.importer.readers.scraped.head import Head, read_head
from newsgen.importer.readers.scraped.lines import Line, read_lines
from newsgen.importer.readers.scraped.meta_lines import DateLine
from newsgen.importer.readers.scraped.story import divide, read_body, read_tail
from newsgen.text import slugify

ENDINGS = frozenset({".txt", ".text"})
_LOOKED_AT = 500
"""Files of a folder that are looked at to recognise it."""


def recognises(path: Path) -> str:
    """Why the file or folder looks like scraped text; empty if it does not."""
    if path.is_file():
        return "it is a text file" if path.suffix.lower() in ENDINGS else ""
    names = list(islice(walk(path), _LOOKED_AT))
    texts = sum(PurePosixPath(name).suffix.lower() in ENDINGS for name in names)
    return f"it holds {texts} text files" if texts * 2 > len(names) else ""


def read_site(source: Source) -> Site:
    """The sections and languages of all stories."""
    sections: dict[str, str] = {}
    languages: Counter[str] = Counter()
    for post, section in _read_all(source):
        if section:
            sections.setdefault(post.section, section)
        languages.update([post.lang] if post.lang else [])
    by_number = tuple(lang for lang, _ in languages.most_common())
    return Site(sections=sections, lang=by_number[0] if by_number else "", languages=by_number)


def read_posts(source: Source, site: Site) -> Iterator[Post]:  # noqa: ARG001 - as all readers
    """Every text as a story."""
    for post, _ in _read_all(source):
        yield post


def convert(post: Post, site: Site, conversion: Conversion) -> str:  # noqa: ARG001 - as all readers
    """The paragraphs word for word; no sign in them is mark-up."""
    paragraphs = (escape(paragraph) for paragraph in post.body.split("\n\n") if paragraph)
    text = "\n\n".join(paragraphs)
    return f"{text}\n" if text else ""


def _read_all(source: Source) -> Iterator[tuple[Post, str]]:
    """Every story with the title of its section."""
    for path in paths_of(source, ENDINGS):
        try:
            text, notes = read_text(source.root, path)
        except Unreadable as fault:
            name = PurePosixPath(path).stem
            yield (
                Post(
                    key=path, origin=path, file=path, name=name, title=name, drafts=(fault.reason,)
                ),
                "",
            )
            continue
        yield _read_story(path, text, notes, source)


def _read_story(path: str, text: str, notes: Sequence[Note], source: Source) -> tuple[Post, str]:
    parts = divide(read_lines(text))
    head = read_head(parts.head)
    body = read_body(parts.body, head.title)
    tail = read_tail(parts.tail)
    lang = guess_language("\n".join([head.title, *(line.text for line in body.paragraphs)]))
    dates = (*head.dates, *tail.dates, *body.dates)
    dating = date_story(_published(dates), _updated(dates), source.options, [lang] if lang else [])
    dateline, paragraphs = _take_dateline(body.paragraphs)
    post = Post(
        key=path,
        origin=path,
        file=path,
        name=PurePosixPath(path).stem,
        title=head.title,
        section=slugify(head.section, lang),
        standfirst=head.standfirst,
        dateline=dateline or next((found.place for found in dates if found.place), ""),
        authors=head.authors or next((found.authors for found in dates if found.authors), ()),
        source=head.source or next((found.source for found in dates if found.source), ""),
        tags=tail.tags,
        date=dating.date,
        updated=dating.updated,
        lang=lang,
        body="\n\n".join(paragraphs),
        body_line=body.paragraphs[0].number if body.paragraphs else 1,
        markup="text",
        drafts=(*_what_is_missing(head, paragraphs), *dating.drafts),
        notes=(
            *notes,
            *dating.notes,
            *_left_out((*head.dropped, *body.dropped, *tail.dropped)),
        ),
    )
    return post, head.section


def _published(dates: Sequence[DateLine]) -> str:
    """The date with a label, in the head or after the text; else the first without one."""
    best = sorted(dates, key=lambda found: not found.is_labelled)
    return next((found.published for found in best if found.published), "")


def _updated(dates: Sequence[DateLine]) -> str:
    return next((found.updated for found in dates if found.updated), "")


def _take_dateline(paragraphs: Sequence[Line]) -> tuple[str, list[str]]:
    texts = [line.text for line in paragraphs]
    found = split_dateline(texts[0], texts[1:]) if texts else None
    return (found.dateline, [texts[0][found.length :], *texts[1:]]) if found else ("", texts)


def _what_is_missing(head: Head, paragraphs: Sequence[str]) -> Iterator[str]:
    if not head.title:
        yield "no headline"
    if not any(paragraphs):
        yield "no text"


def _left_out(lines: Iterable[Line]) -> Iterator[Note]:
    for line in sorted(lines, key=lambda each: each.number):
        yield Note(
            effect="left-out",
            text=f"not of the story: {line.text}",
            line=line.number,
            name="line around the story",
        )
