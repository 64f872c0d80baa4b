"""Write an export of WordPress that anyone can make again: same number and seed, same bytes.

    python benchmarks/wxr.py EXPORT.xml 10000

The export is written item by item, so one of any size fits into memory. It is the blog of ten
years: the older half of the stories comes from the classic editor, with shortcodes and captions,
the newer half from the block editor. Bodies have 300 to 800 words, with pictures, lists, quotes,
galleries, films and links to older stories; there are categories on two levels, tags, comments of
which some are spam, attachments, pages, drafts and a menu.
"""

import argparse
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from make_archive import FIRST_NAMES, LAST_NAMES, PLACES, SECTIONS, WORDS, make_sentence

HOME = "https://gazette.example"
NEWEST = datetime(2026, 11, 20, 18, tzinfo=UTC)
"""By the clock of the blog."""
AHEAD = timedelta(hours=5)
"""How far the clock of the blog is ahead of UTC."""
INTERVAL = timedelta(hours=8, minutes=17)
SUBJECTS = ("elections", "courts", "harbours", "schools")
"""Categories below the first sections."""
LINK_REACH = 200
FIRST_ID = 100
PICTURES_EVERY = 2
"""A story in so many has a picture of its own."""

HEAD = f"""<?xml version="1.0" encoding="UTF-8" ?>
<!-- This file contains information about the stories of the site. -->
<rss version="2.0"
\txmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
\txmlns:content="http://purl.org/rss/1.0/modules/content/"
\txmlns:wfw="http://wellformedweb.org/CommentAPI/"
\txmlns:dc="http://purl.org/dc/elements/1.1/"
\txmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
\t<title>The Benchmark Gazette</title>
\t<link>{HOME}</link>
\t<description>Figures of every day</description>
\t<pubDate>Fri, 20 Nov 2026 14:00:00 +0000</pubDate>
\t<language>en-PK</language>
\t<wp:wxr_version>1.2</wp:wxr_version>
\t<wp:base_site_url>{HOME}</wp:base_site_url>
\t<wp:base_blog_url>{HOME}</wp:base_blog_url>
"""
FOOT = "</channel>\n</rss>\n"


@dataclass(frozen=True)
class Written:
    """A story that others may link to."""

    number: int
    address: str


@dataclass(frozen=True)
class Item:
    """An item of the export."""

    number: int
    title: str
    link: str
    date: datetime
    name: str
    kind: str
    login: str = "desk"
    status: str = "publish"
    body: str = ""
    excerpt: str = ""
    parent: int = 0
    terms: Sequence[tuple[str, str, str]] = ()
    meta: Sequence[tuple[str, str]] = ()
    more: str = ""
    """Further elements, such as comments."""


class Blog:
    """Where the stories come from: who writes, about what, and what was written lately."""

    def __init__(self, count: int, seed: int) -> None:
        self.rng = random.Random(seed)
        self.count = count
        self.authors = _authors(self.rng, count)
        pairs = itertools.islice(itertools.permutations(WORDS, 2), 400)
        self.tags = [f"{one} {other}" for one, other in pairs]
        self.recent: list[Written] = []


def write_export(path: Path, count: int, seed: int = 7) -> None:
    """Write an export with ``count`` stories, the oldest first."""
    blog = Blog(count, seed)
    number = FIRST_ID
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEAD)
        file.writelines(_people(blog.authors))
        file.writelines(_categories())
        for place in range(count):
            number += 3
            file.writelines(_xml(item) for item in _story(blog, number, place))
        file.writelines(_xml(item) for item in _pages(number + 3))
        file.write(FOOT)


def _authors(rng: random.Random, count: int) -> list[tuple[str, str]]:
    names = [(first, last) for first in FIRST_NAMES for last in LAST_NAMES]
    chosen = rng.sample(names, min(len(names), max(6, count // 100)))
    return [(f"{first[0]}{last}".lower(), f"{first} {last}") for first, last in chosen]


def _people(authors: Sequence[tuple[str, str]]) -> Iterator[str]:
    for number, (login, name) in enumerate(authors, 1):
        yield (
            f"\t<wp:author><wp:author_id>{number}</wp:author_id>"
            f"<wp:author_login>{_cdata(login)}</wp:author_login>"
            f"<wp:author_email>{_cdata(f'{login}@gazette.example')}</wp:author_email>"
            f"<wp:author_display_name>{_cdata(name)}</wp:author_display_name></wp:author>\n"
        )


def _categories() -> Iterator[str]:
    below = dict(zip(SUBJECTS, SECTIONS, strict=False))
    for number, slug in enumerate((*SECTIONS, *SUBJECTS), 1):
        yield (
            f"\t<wp:category><wp:term_id>{number}</wp:term_id>"
            f"<wp:category_nicename>{_cdata(slug)}</wp:category_nicename>"
            f"<wp:category_parent>{_cdata(below.get(slug, ''))}</wp:category_parent>"
            f"<wp:cat_name>{_cdata(slug.capitalize())}</wp:cat_name></wp:category>\n"
        )


# --- a story


def _story(blog: Blog, number: int, place: int) -> Iterator[Item]:
    """A story, after the picture that was uploaded for it."""
    rng = blog.rng
    date = NEWEST - (blog.count - place - 1) * INTERVAL
    title = make_sentence(rng, 5, 11).rstrip(".")
    slug = f"{_slug(title)}-{number}"
    address = f"{HOME}/{date:%Y/%m}/{slug}/"
    meta = [("_edit_last", "1")]
    picture = ""
    if place % PICTURES_EVERY == 0:
        attachment = _attachment(number + 1, number, date, make_sentence(rng, 3, 8))
        yield attachment
        picture = _picture(number + 1, date)
        meta.append(("_thumbnail_id", str(number + 1)))
    is_draft = rng.random() < 0.02
    section = rng.choice((*SECTIONS, *SUBJECTS))
    tags = rng.sample(blog.tags, rng.randint(1, 4))
    write_body = _blocks if place * 2 >= blog.count else _classic
    yield Item(
        number=number,
        title=title,
        link=f"{HOME}/?p={number}" if is_draft else address,
        date=date,
        name="" if is_draft else slug,
        kind="post",
        login=rng.choice(blog.authors)[0],
        status="draft" if is_draft else "publish",
        body=write_body(rng, picture, number + 1, blog.recent),
        excerpt=make_sentence(rng) if rng.random() < 0.3 else "",
        terms=[
            ("category", section, section.capitalize()),
            *(("post_tag", _slug(tag), tag) for tag in tags),
        ],
        meta=meta,
        more="".join(_comments(rng, number, date)),
    )
    blog.recent.append(Written(number, address))
    del blog.recent[:-LINK_REACH]


def _paragraphs(rng: random.Random, recent: Sequence[Written]) -> list[str]:
    """Paragraphs of HTML, some with emphasis and links."""
    target, length = rng.randint(300, 800), 0
    paragraphs = []
    while length < target:
        words = " ".join(make_sentence(rng) for _ in range(rng.randint(2, 4))).split(" ")
        length += len(words)
        place = rng.randrange(1, len(words) - 1)
        kind = rng.random()
        word = escape(words[place])
        words = [escape(each) for each in words]
        if kind < 0.15:
            words[place] = f"<em>{word}</em>"
        elif kind < 0.3:
            words[place] = f"<strong>{word}</strong>"
        elif kind < 0.45 and recent:
            to = rng.choice(recent)
            href = f"{HOME}/?p={to.number}" if rng.random() < 0.2 else to.address
            words[place] = f'<a href="{href}">{word}</a>'
        paragraphs.append(" ".join(words))
    return paragraphs


def _classic(rng: random.Random, picture: str, number: int, recent: Sequence[Written]) -> str:
    paragraphs = _paragraphs(rng, recent)
    middle = len(paragraphs) // 2
    if picture:
        small = picture.replace(".jpg", "-300x200.jpg")
        paragraphs.insert(
            1,
            f'[caption id="attachment_{number}" align="alignright" width="300"]<a href="{picture}">'
            f'<img class="size-medium wp-image-{number}" src="{small}" alt="{rng.choice(PLACES)}" '
            f'width="300" height="200" /></a> {make_sentence(rng, 4, 9)}[/caption]',
        )
    kind = rng.random()
    if kind < 0.2:
        lines = [f" \t<li>{make_sentence(rng, 4, 9)}</li>" for _ in range(4)]
        paragraphs.insert(middle, "\n".join(["<ul>", *lines, "</ul>"]))
    elif kind < 0.35:
        paragraphs.insert(middle, f"<blockquote>{make_sentence(rng)}</blockquote>")
    elif kind < 0.45:
        paragraphs.insert(middle, f"https://www.youtube.com/watch?v={_film(rng)}")
    elif kind < 0.55 and picture:
        paragraphs.append(f'[gallery ids="{number}"]')
    elif kind < 0.6:
        paragraphs.insert(middle, f'[pull side="left"]{make_sentence(rng)}[/pull]')
    paragraphs.insert(1, "<!--more-->")
    return "\n\n".join(paragraphs)


def _blocks(rng: random.Random, picture: str, number: int, recent: Sequence[Written]) -> str:
    blocks = [_block("paragraph", f"<p>{each}</p>") for each in _paragraphs(rng, recent)]
    middle = len(blocks) // 2
    if picture:
        img = f'<img src="{picture}" alt="{rng.choice(PLACES)}" class="wp-image-{number}"/>'
        caption = f'<figcaption class="wp-element-caption">{make_sentence(rng, 4, 9)}</figcaption>'
        figure = f'<figure class="wp-block-image size-large">{img}{caption}</figure>'
        blocks.insert(1, _block("image", figure, f'{{"id":{number},"sizeSlug":"large"}}'))
    kind = rng.random()
    if kind < 0.2:
        items = "".join(
            _block("list-item", f"<li>{make_sentence(rng, 4, 9)}</li>") for _ in range(4)
        )
        blocks.insert(middle, _block("list", f'<ul class="wp-block-list">{items}</ul>'))
    elif kind < 0.4:
        heading = f'<h2 class="wp-block-heading">{make_sentence(rng, 3, 6)}</h2>'
        blocks.insert(middle, _block("heading", heading))
    elif kind < 0.5:
        quote = f'<blockquote class="wp-block-quote"><p>{make_sentence(rng)}</p></blockquote>'
        blocks.insert(middle, _block("quote", quote))
    elif kind < 0.6:
        address = f"https://www.youtube.com/watch?v={_film(rng)}"
        wrapper = f'<div class="wp-block-embed__wrapper">\n{address}\n</div>'
        figure = f'<figure class="wp-block-embed is-type-video">{wrapper}</figure>'
        blocks.insert(middle, _block("embed", figure, f'{{"url":"{address}","type":"video"}}'))
    elif kind < 0.65:
        blocks.append("<!-- wp:latest-posts /-->")
    return "\n\n".join(blocks)


def _block(name: str, html: str, attributes: str = "") -> str:
    return (
        f"<!-- wp:{name} {attributes + ' ' if attributes else ''}-->\n{html}\n<!-- /wp:{name} -->"
    )


def _film(rng: random.Random) -> str:
    return "".join(rng.choices("abcdefghijkmnpqrstuvwxyz23456789", k=11))


def _comments(rng: random.Random, story: int, date: datetime) -> Iterator[str]:
    for place in range(rng.choice((0, 0, 1, 2, 3))):
        number = story * 10 + place
        when = date + timedelta(hours=place + 1)
        parent = number - 1 if place == 1 else 0
        approved = "spam" if rng.random() < 0.15 else "1"
        yield (
            f"<wp:comment><wp:comment_id>{number}</wp:comment_id>"
            f"<wp:comment_author>{_cdata(rng.choice(FIRST_NAMES))}</wp:comment_author>"
            f"<wp:comment_author_email>reader{number}@mail.example</wp:comment_author_email>"
            f"<wp:comment_author_IP>192.0.2.{number % 250}</wp:comment_author_IP>"
            f"<wp:comment_date>{_clock(when)}</wp:comment_date>"
            f"<wp:comment_date_gmt>{_clock(when - AHEAD)}</wp:comment_date_gmt>"
            f"<wp:comment_content>{_cdata(make_sentence(rng))}</wp:comment_content>"
            f"<wp:comment_approved>{approved}</wp:comment_approved>"
            f"<wp:comment_type>comment</wp:comment_type>"
            f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>\n"
        )


# --- other items


def _picture(number: int, date: datetime) -> str:
    return f"{HOME}/wp-content/uploads/{date:%Y/%m}/picture-{number}.jpg"


def _attachment(number: int, story: int, date: datetime, caption: str) -> Item:
    return Item(
        number=number,
        title=f"picture-{number}",
        link=f"{HOME}/?attachment_id={number}",
        date=date,
        name=f"picture-{number}",
        kind="attachment",
        status="inherit",
        excerpt=caption,
        parent=story,
        meta=[("_wp_attachment_image_alt", caption.rstrip("."))],
        more=f"<wp:attachment_url>{_cdata(_picture(number, date))}</wp:attachment_url>\n",
    )


def _pages(number: int) -> Iterator[Item]:
    parent = 0
    for name, path in (("about", "about"), ("team", "about/team"), ("contact", "contact")):
        yield Item(
            number=number,
            title=name.capitalize(),
            link=f"{HOME}/{path}/",
            date=NEWEST,
            name=name,
            kind="page",
            body=_block("paragraph", "<p>Words about the paper.</p>"),
            parent=parent,
        )
        parent = number if name == "about" else 0
        number += 3
    yield Item(
        number=number,
        title="News",
        link=f"{HOME}/?p={number}",
        date=NEWEST,
        name=str(number),
        kind="nav_menu_item",
        terms=[("nav_menu", "main", "Main")],
        meta=[
            ("_menu_item_type", "taxonomy"),
            ("_menu_item_object", "category"),
            ("_menu_item_object_id", "2"),
        ],
    )


def _xml(item: Item) -> str:
    categories = "".join(
        f'<category domain="{domain}" nicename="{slug}">{_cdata(words)}</category>\n'
        for domain, slug, words in item.terms
    )
    postmeta = "".join(
        f"<wp:postmeta><wp:meta_key>{_cdata(key)}</wp:meta_key>"
        f"<wp:meta_value>{_cdata(value)}</wp:meta_value></wp:postmeta>\n"
        for key, value in item.meta
    )
    utc = "0000-00-00 00:00:00" if item.status == "draft" else _clock(item.date - AHEAD)
    return (
        f"<item>\n<title>{_cdata(item.title)}</title>\n<link>{escape(item.link)}</link>\n"
        f"<dc:creator>{_cdata(item.login)}</dc:creator>\n"
        f'<guid isPermaLink="false">{HOME}/?p={item.number}</guid>\n<description></description>\n'
        f"<content:encoded>{_cdata(item.body)}</content:encoded>\n"
        f"<excerpt:encoded>{_cdata(item.excerpt)}</excerpt:encoded>\n"
        f"<wp:post_id>{item.number}</wp:post_id>\n"
        f"<wp:post_date>{_cdata(_clock(item.date))}</wp:post_date>\n"
        f"<wp:post_date_gmt>{_cdata(utc)}</wp:post_date_gmt>\n"
        f"<wp:comment_status>open</wp:comment_status>\n"
        f"<wp:post_name>{_cdata(item.name)}</wp:post_name>\n"
        f"<wp:status>{item.status}</wp:status>\n<wp:post_parent>{item.parent}</wp:post_parent>\n"
        f"<wp:menu_order>0</wp:menu_order>\n<wp:post_type>{item.kind}</wp:post_type>\n"
        f"<wp:post_password></wp:post_password>\n<wp:is_sticky>0</wp:is_sticky>\n"
        f"{categories}{postmeta}{item.more}</item>\n"
    )


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _slug(title: str) -> str:
    letters = "".join(
        char for char in title.lower() if char == " " or (char.isascii() and char.isalnum())
    )
    return "-".join(letters.split())[:60].strip("-")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a reproducible export of WordPress.")
    parser.add_argument("export", type=Path, help="the file that is written")
    parser.add_argument("count", type=int, help="how many stories")
    parser.add_argument("--seed", type=int, default=7, help="another export of the same shape")
    wanted = parser.parse_args()
    write_export(wanted.export, wanted.count, wanted.seed)


if __name__ == "__main__":
    main()
