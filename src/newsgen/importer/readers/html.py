"""Saved HTML pages of a news site: one page, or a folder of them."""

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin, urlsplit

import bs4

from newsgen.importer.addresses import last_part
from newsgen.importer.bodies.html import html_to_markdown
from newsgen.importer.conversion import Conversion
from newsgen.importer.files import Unreadable, decode, is_inside, paths_of, read_bytes, walk
from newsgen.importer.guessed_language import guess_language
from newsgen.importer.models import Note, Post, Site, Source
from newsgen.importer.readers.pages.blocks import Block, blocks_of, clean
from newsgen.importer.readers.pages.extraction import extract
from newsgen.importer.readers.pages.facts import Facts, read_facts
from newsgen.importer.readers.pages.lead_picture import find_lead
from newsgen.importer.readers.pages.marks import classes
from newsgen.importer.readers.pages.selection import select
from newsgen.importer.readers.scraped.datelines import split_dateline
from newsgen.importer.readers.scraped.dating import date_story
from newsgen.importer.readers.scraped.meta_lines import read_date_line
from newsgen.importer.readers.scraped.names import read_byline
from newsgen.importer.readers.scraped.words import plain
from newsgen.text import slugify

ENDINGS = frozenset({".html", ".htm", ".xhtml"})
MOST_BYTES = 8 * 1024 * 1024
"""The largest page that is read; browsers save pictures inside pages."""

_LOOKED_AT = 500
_CHARSET = re.compile(
    rb"<meta[^<>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_-]{2,30})|<\?xml[^<>]{0,99}encoding=[\"']([A-Za-z0-9_-]{2,30})",
    re.IGNORECASE,
)
_WESTERN = frozenset({"iso8859-1", "ascii", "latin-1"})
_STANDFIRSTS = re.compile(
    r"(?:^|[-_ ])(?:standfirst|sub-?title|sub-?headline|dek|deck)(?:$|[-_ ])", re.IGNORECASE
)
_LONGEST_NOTE = 1000
_LINKS = (
    ("a", "href"),
    ("img", "src"),
    ("img", "data-src"),
    ("iframe", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("source", "src"),
)


def recognises(path: Path) -> str:
    """Why the file or folder looks like saved pages; empty if it does not."""
    if path.is_file():
        return "it is an HTML page" if path.suffix.lower() in ENDINGS else ""
    names = list(islice(walk(path), _LOOKED_AT))
    pages = sum(PurePosixPath(name).suffix.lower() in ENDINGS for name in names)
    articles = sum(PurePosixPath(name).suffix.lower() in {".md", ".markdown"} for name in names)
    return f"it holds {pages} HTML pages" if pages and not articles else ""


def read_site(source: Source) -> Site:
    """Name, address, sections and languages, as the pages have them."""
    sections: dict[str, str] = {}
    counts: dict[str, Counter[str]] = {"site": Counter(), "host": Counter(), "lang": Counter()}
    for path in paths_of(source, ENDINGS):
        try:
            page, _ = _parse(source.root, path)
        except Unreadable:
            continue
        facts = read_facts(page)
        if facts.section:
            sections.setdefault(slugify(facts.section, facts.lang), facts.section)
        parts = urlsplit(facts.address)
        host = f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""
        for name, value in (("site", facts.site), ("host", host), ("lang", facts.lang)):
            counts[name].update([value] if value else [])
    names, hosts, languages = ([v for v, _ in counts[name].most_common()] for name in counts)
    return Site(
        title=names[0] if names else "",
        base_url=hosts[0] if hosts else "",
        hosts=frozenset(urlsplit(host).netloc for host in hosts[1:]),
        lang=languages[0] if languages else "",
        languages=tuple(languages),
        sections=sections,
    )


def read_posts(source: Source, site: Site) -> Iterator[Post]:  # noqa: ARG001 - as all readers
    """Every page as a story."""
    for path in paths_of(source, ENDINGS):
        name = PurePosixPath(path).stem
        try:
            html, notes = _read(source.root, path)
            yield _read_page(path, html, notes, source)
        except Unreadable as fault:
            yield Post(
                key=path, origin=path, file=path, name=name, title=name, drafts=(fault.reason,)
            )


def convert(post: Post, site: Site, conversion: Conversion) -> str:  # noqa: ARG001 - as all readers
    """The text of the story as Markdown."""
    return html_to_markdown(post.body, conversion, first_line=post.body_line)


def _parse(root: Path, path: str) -> tuple[bs4.BeautifulSoup, tuple[Note, ...]]:
    html, notes = _read(root, path)
    return bs4.BeautifulSoup(html, "lxml"), notes


def _read(root: Path, path: str) -> tuple[str, tuple[Note, ...]]:
    """The text of the page in the encoding that it names. Raises Unreadable."""
    content = read_bytes(root, path, MOST_BYTES)
    named = _CHARSET.search(content[:4096])
    try:
        codec = codecs.lookup((named[1] or named[2]).decode()).name if named else ""
    except LookupError:
        codec = ""
    is_marked = content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if codec and not is_marked and not codec.startswith("utf"):
        codec = "cp1252" if codec in _WESTERN else codec
        try:
            return decode(content.decode(codec, "replace").encode())
        except LookupError:  # no codec of texts
            pass
    return decode(content)


def _read_page(path: str, html: str, notes: Sequence[Note], source: Source) -> Post:
    page = bs4.BeautifulSoup(html, "lxml")
    facts = read_facts(page)
    blocks = list(blocks_of(clean(page), page))
    found = select(blocks, extract(html), facts.title)
    facts = _with_head(facts, found.head)
    lead = find_lead(facts.picture, blocks, found.before, facts.address)
    standfirst = _find_standfirst([*found.head, *found.story[:2]])
    told = [block for block in (lead.block, standfirst) if block is not None]
    story = [block for block in found.story if not any(block is each for each in told)]
    dateline = _take_dateline(story)
    for block in story:
        _complete_links(block.tag, facts.address, source.root, path)
    body = "\n".join(str(block.tag) for block in story)
    texts = [block.text for block in story]
    lang = facts.lang or guess_language("\n".join([facts.title, *texts]))
    dating = date_story(facts.published, facts.updated, source.options, [lang] if lang else [])
    return Post(
        key=path,
        origin=path,
        file=path,
        folder=PurePosixPath(path).parent.as_posix().removeprefix("."),
        name=PurePosixPath(path).stem,
        slug=last_part(facts.address),
        title=facts.title,
        date=dating.date,
        updated=dating.updated,
        lang=lang,
        summary=_summary(facts.summary, texts),
        standfirst=standfirst.text if standfirst else "",
        dateline=dateline,
        authors=facts.authors,
        section=slugify(facts.section, facts.lang),
        tags=tuple(tag for tag in facts.tags if plain(tag) != plain(facts.section)),
        image=lead.image,
        address=facts.address,
        body=body,
        body_line=story[0].tag.sourceline or 1 if story else 1,
        markup="html",
        drafts=(*_why_draft(facts, texts, body), *dating.drafts),
        notes=(
            *notes,
            *dating.notes,
            *_left_out(blocks, [*story, *told], facts),
        ),
    )


def _find_standfirst(blocks: Sequence[Block]) -> Block | None:
    """The lines below the headline, if the page marks them as such."""
    marked = (block for block in blocks if block.text and _STANDFIRSTS.search(classes(block.tag)))
    return next(marked, None)


def _with_head(facts: Facts, head: Sequence[Block]) -> Facts:
    """The facts with what readers see between headline and text, if the page says no more."""
    for block in head:
        names = read_byline(block.text)
        dated = read_date_line(block.text)
        if dated:
            facts = facts._replace(
                published=facts.published or dated.published,
                updated=facts.updated or dated.updated,
                authors=facts.authors or dated.authors,
            )
        elif names:
            facts = facts._replace(authors=facts.authors or names)
    return facts


def _take_dateline(story: Sequence[Block]) -> str:
    """Take the dateline out of the first paragraph, whatever mark-up it has."""
    first = next((block for block in story if block.tag.name == "p" and block.text), None)
    if first is None:
        return ""
    following = [block.text for block in story if block is not first]
    found = split_dateline(first.text, following)
    if found is None:
        return ""
    left = sum(not character.isspace() for character in first.text[: found.length])
    for string in list(first.tag.find_all(string=True)):
        kept = str(string)
        while kept and (left or kept[0].isspace()):
            left -= not kept[0].isspace()
            kept = kept[1:]
        string.replace_with(kept)
        if kept:
            break
    for tag in first.tag.find_all(["b", "strong", "em", "i", "span"]):
        if not tag.get_text() and not tag.find("img"):
            tag.decompose()
    return found.dateline


def _complete_links(tag: bs4.Tag, address: str, root: Path, path: str) -> None:
    """Make links whole that count from the address of the page, but not those to saved files."""
    if "://" not in address:
        return
    folder = PurePosixPath(path).parent
    for name, key in _LINKS:
        for each in [tag, *tag.find_all(name)]:
            written = str(each.get(key) or "").strip() if each.name == name else ""
            local = (folder / written.partition("#")[0].partition("?")[0]).as_posix()
            if written and not written.startswith(("#", "data:")) and not is_inside(root, local):
                each[key] = urljoin(address, written)


def _summary(written: str, texts: Sequence[str]) -> str:
    """The summary, unless it is how the text begins."""
    begin = plain(" ".join(texts)[: len(written) + 400])
    bare = plain(written.rstrip(" .…[]"))
    return "" if not bare or bare in begin else written


def _why_draft(facts: Facts, texts: Sequence[str], body: str) -> Iterator[str]:
    if not facts.title:
        yield "no headline"
    if not any(texts) and "<img" not in body:
        yield "no text"
    if facts.is_paid:
        yield "only for subscribers"


def _left_out(blocks: Sequence[Block], kept: Sequence[Block], facts: Facts) -> Iterator[Note]:
    """A note for each run of blocks that are neither of the story nor told elsewhere."""
    known = {plain(text) for text in (facts.title, facts.section, *facts.authors, *facts.tags)}
    ours = {id(block.tag) for block in kept}
    run: list[str] = []
    for block in blocks:
        if id(block.tag) in ours or not block.text or plain(block.text) in known:
            continue
        if run and len(" · ".join([*run, block.text])) > _LONGEST_NOTE:
            yield _note(run)
            run = []
        run.append(block.text[:_LONGEST_NOTE])
    if run:
        yield _note(run)


def _note(run: Sequence[str]) -> Note:
    text = f"not of the story: {' · '.join(run)}"
    return Note(effect="left-out", text=text, name="text around the story")
