"""Makes stories in the shapes that other systems and tired editors leave, and knows what is right.

Every word of a body is made up and unique, so that a test can count it on the pages.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from string import ascii_lowercase
from typing import TypeVar
from zoneinfo import ZoneInfo

from newsgen.models import Model

HOME = ZoneInfo("Asia/Karachi")
"""The time zone of the site."""
SECTIONS = ("pakistan", "world", "sport", "business", "opinion")
"""Each story is in one of them."""
FIRST = datetime(2009, 12, 1, tzinfo=UTC)
"""The day of the oldest stories."""
Words = Callable[[int], list[str]]
"""Makes that many words that no other text has."""
Shape = TypeVar("Shape")
_WORD = re.compile("zqx[a-z]{5}")


class Block(Model, frozen=True):
    """A part of a body."""

    text: str
    """Markdown, without the blank line that ends it."""
    shown: tuple[str, ...]
    """Words that readers must see exactly once."""
    hidden: tuple[str, ...] = ()
    """Words that nobody may see, in no file of the output."""
    warning: str = ""
    """The code that must be reported within its lines; empty if nothing is wrong."""


class MigratedStory(Model, frozen=True):
    """An article file, and what readers must get of it."""

    path: str
    text: str
    section: str
    slug: str
    moment: datetime
    """When it was published, as its page must say."""
    has_time: bool
    """Whether the time of day was written."""
    guid: str
    """What feeds must have as its guid; empty if newsgen makes one."""
    blocks: tuple[Block, ...]
    lines: tuple[int, ...]
    """The line at which each block begins, counted from 1."""


def make_stories(amount: int) -> list[MigratedStory]:
    """That many stories; every shape is used once before any is used again."""
    words = _word_maker()
    return [_make_story(number, words) for number in range(amount)]


def _word_maker() -> Words:
    numbers = iter(range(10**9))

    def make(amount: int) -> list[str]:
        return [_spell(next(numbers)) for _ in range(amount)]

    return make


def _spell(number: int) -> str:
    """A word of eight letters for each number."""
    letters = ""
    for _ in range(5):
        number, rest = divmod(number, 26)
        letters = ascii_lowercase[rest] + letters
    return f"zqx{letters}"


def words_of(text: str) -> Iterator[str]:
    """All words in a text that stories of this module are made of."""
    yield from _WORD.findall(text)


def _make_story(number: int, words: Words) -> MigratedStory:
    moment = FIRST + timedelta(minutes=number * 4001)
    write_date, has_time = _pick(list(DATES.values()), number)
    slug = _pick(SLUGS, number).format(number)
    guid = _pick(GUIDS, number).format(number)
    makers = [_paragraph, *(_pick(BLOCKS, number + 7 * n) for n in range(3))]
    blocks = tuple(make(words) for make in makers)
    section = _pick(SECTIONS, number)
    fields = [f"title: Story {number}", f"section: {section}", f"date: {write_date(moment)}"]
    fields += [f"slug: {slug}"]
    fields += [f"id: {guid}"] if guid else []
    head = "\n".join(["---", *fields, "---", "", ""])
    lines, at = [], head.count("\n") + 1
    for block in blocks:
        lines.append(at)
        at += block.text.count("\n") + 2
    return MigratedStory(
        path=f"content/{section}/story-{number}.md",
        section=section,
        text=head + "\n\n".join(block.text for block in blocks) + "\n",
        slug=slug,
        moment=moment if has_time else _start_of_day(moment),
        has_time=has_time,
        guid=guid,
        blocks=blocks,
        lines=tuple(lines),
    )


def _pick(shapes: Sequence[Shape], number: int) -> Shape:
    return shapes[number % len(shapes)]


def _start_of_day(moment: datetime) -> datetime:
    return moment.astimezone(HOME).replace(hour=0, minute=0)


# Front matter


def _local(pattern: str, zone: timezone | ZoneInfo = HOME) -> Callable[[datetime], str]:
    return lambda moment: moment.astimezone(zone).strftime(pattern)


_EASTERN = timezone(timedelta(hours=-4))
_PERU = timezone(timedelta(hours=-5))
_INDIA = timezone(timedelta(hours=5, minutes=30))

DATES: Mapping[str, tuple[Callable[[datetime], str], bool]] = {
    "a day": (_local("%Y-%m-%d"), False),
    "a day in quotes": (_local('"%Y-%m-%d"'), False),
    "minutes": (_local("%Y-%m-%d %H:%M"), True),
    "WordPress": (_local("%Y-%m-%d %H:%M:%S"), True),
    "Jekyll": (_local("%Y-%m-%d %H:%M:%S -0400", _EASTERN), True),
    "Jekyll without a zero": (
        lambda moment: moment.astimezone(_EASTERN).strftime("%Y-%m-%d %-H:%M:%S -0400"),
        True,
    ),
    "hours of offset": (_local("%Y-%m-%d %H:%M:%S -04", _EASTERN), True),
    "Hugo": (_local("%Y-%m-%dT%H:%M:%S-04:00", _EASTERN), True),
    "half an hour of offset": (_local("%Y-%m-%dT%H:%M:%S+05:30", _INDIA), True),
    "Ghost": (_local("%Y-%m-%dT%H:%M:%S.000Z", UTC), True),
    "microseconds": (_local("%Y-%m-%dT%H:%M:%S.000000Z", UTC), True),
    "Nikola": (_local("%Y-%m-%d %H:%M:%S UTC-05:00", _PERU), True),
    "Nikola in UTC": (_local("%Y-%m-%d %H:%M:%S UTC", UTC), True),
    "a named zone": (
        _local("%Y-%m-%d %H:%M:%S America/New_York", ZoneInfo("America/New_York")),
        True,
    ),
    "a mail": (_local("%a, %d %b %Y %H:%M:%S +0000", UTC), True),
    "Pelican": (_local("%Y-%m-%d %H:%M"), True),
}
"""Every shape of a date: how it is written, and whether it has a time of day."""

SLUGS = [
    "story-{}",
    "Story-{}",
    "story_{}",
    "v2.0-story-{}",
    "story--{}",
    "story~{}",
    "خبر-{}",
    "Überfall-{}",
]
GUIDS = [
    "",
    "https://old.example/?p={}",
    "tag:old.example,2012:story/{}",
    "urn:uuid:1225c695-cfb8-4ebb-aaaa-8{:011d}",
    "http://old.example/2012/05/story-{}.html",
]


# Bodies


def _paragraph(words: Words) -> Block:
    w = words(12)
    return Block(text=" ".join(w[:6]) + "\n" + " ".join(w[6:]) + ".", shown=tuple(w))


def _emphasis(words: Words) -> Block:
    a, b, c, d, e = words(5)
    return Block(text=f"{a} *{b}* **{c}** ~~{d}~~ `{e}`", shown=(a, b, c, d, e))


def _quotes(words: Words) -> Block:
    a, b, c = words(3)
    return Block(text=f"\"{a} '{b}'\" -- {c}...", shown=(a, b, c))


def _east_asian_emphasis(words: Words) -> Block:
    a, b = words(2)
    return Block(text=f"**「{a}」**は{b}。", shown=(a, b))


def _headings(words: Words) -> Block:
    a, b, c = words(3)
    return Block(text=f"## {a} {{#{a}}}\n\n{b}\n\n### {c}", shown=(a, b, c))


def _lists(words: Words) -> Block:
    w = words(5)
    text = f"- {w[0]}\n- {w[1]}\n  1. {w[2]}\n  2. {w[3]}\n\n  {w[4]}"
    return Block(text=text, shown=tuple(w))


def _tasks(words: Words) -> Block:
    a, b = words(2)
    return Block(text=f"- [x] {a}\n- [ ] {b}", shown=(a, b))


def _definitions(words: Words) -> Block:
    a, b = words(2)
    return Block(text=f"{a}\n: {b}", shown=(a, b))


def _note(words: Words) -> Block:
    a, b = words(2)
    return Block(text=f"> [!NOTE]\n> {a}\n> {b}", shown=(a, b))


def _quotation(words: Words) -> Block:
    a, b = words(2)
    return Block(text=f"> {a}\n>\n> {b}", shown=(a, b))


def _table(words: Words) -> Block:
    w = words(6)
    rows = [
        f"| {w[0]} | {w[1]} |",
        "| --- | ---: |",
        f"| {w[2]} | {w[3]} |",
        f"| {w[4]} | {w[5]} |",
    ]
    return Block(text="\n".join(rows), shown=tuple(w))


def _wide_row(words: Words) -> Block:
    w = words(5)
    text = f"| {w[0]} | {w[1]} |\n| --- | --- |\n| {w[2]} | {w[3]} | {w[4]} |"
    return Block(text=text, shown=tuple(w[:4]), warning="lost-cell")


def _broken_table(words: Words) -> Block:
    w = words(4)
    text = f"| {w[0]} | {w[1]} |\n| --- |\n| {w[2]} | {w[3]} |"
    return Block(text=text, shown=tuple(w), warning="broken-table")


def _footnote(words: Words) -> Block:
    a, b, label = words(3)
    return Block(text=f"{a}[^{label}]\n\n[^{label}]: {b}", shown=(a, b))


def _box(words: Words) -> Block:
    a, b = words(2)
    return Block(text=f"::: box {a}\n{b}\n:::", shown=(a, b))


def _code(words: Words) -> Block:
    a, b = words(2)
    return Block(text=f"```\n<b>{a}</b> <!-- {b} -->\n```", shown=(a, b))


def _address(words: Words) -> Block:
    a, b = words(2)
    return Block(text=f"{a}: https://www.example.org/ and {b}@example.org.", shown=(a, b))


def _inline_html(words: Words) -> Block:
    w = words(6)
    text = (
        f"H<sub>{w[0]}</sub> x<sup>{w[1]}</sup> <u>{w[2]}</u><br>{w[3]}"
        f' <span class="lead" lang="ur">{w[4]}</span> <mark>{w[5]}</mark>'
    )
    return Block(text=text, shown=tuple(w))


def _html_table(words: Words) -> Block:
    w = words(3)
    text = (
        f'<table>\n<tr><th colspan="2">{w[0]}</th></tr>\n'
        f"<tr><td>{w[1]}</td><td>{w[2]}</td></tr>\n</table>"
    )
    return Block(text=text, shown=tuple(w))


def _details(words: Words) -> Block:
    a, b = words(2)
    text = f"<details>\n<summary>{a}</summary>\n\n**{b}**\n\n</details>"
    return Block(text=text, shown=(a, b))


def _figure(words: Words) -> Block:
    (a,) = words(1)
    return Block(text=f"<figure>\n<figcaption>{a}</figcaption>\n</figure>", shown=(a,))


def _comment(words: Words) -> Block:
    a, b, c = words(3)
    return Block(text=f"{a} <!-- {b} --> {c}", shown=(a, c), hidden=(b,))


def _long_comment(words: Words) -> Block:
    a, b, c = words(3)
    return Block(text=f"<!-- {a}\n\n{b}\n-->\n\n{c}", shown=(c,), hidden=(a, b))


def _comment_in_list(words: Words) -> Block:
    a, b, c = words(3)
    text = f"- {a} <!-- {b}\n  {c} -->"
    return Block(text=text, shown=(a,), hidden=(b, c))


def _indented(words: Words) -> Block:
    w = words(8)
    text = f"    {w[0].capitalize()} {' '.join(w[1:])}."
    shown = (w[0].capitalize(), *w[1:])
    return Block(text=text.replace("Zqx", "zqx"), shown=tuple(s.lower() for s in shown))


def _undefined_reference(words: Words) -> Block:
    a, b = words(2)
    return Block(text=f"[{a}][{b}]", shown=(a, b), warning="leftover-markup")


def _spaced_emphasis(words: Words) -> Block:
    (a,) = words(1)
    return Block(text=f"x ** {a} ** y", shown=(a,), warning="leftover-markup")


BLOCKS = [
    _emphasis,
    _quotes,
    _east_asian_emphasis,
    _headings,
    _lists,
    _tasks,
    _definitions,
    _note,
    _quotation,
    _table,
    _wide_row,
    _broken_table,
    _footnote,
    _box,
    _code,
    _address,
    _inline_html,
    _html_table,
    _details,
    _figure,
    _comment,
    _long_comment,
    _comment_in_list,
    _undefined_reference,
    _spaced_emphasis,
]
"""Every kind of block; each makes one from words that nothing else has."""
