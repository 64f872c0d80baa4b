"""Write a news archive that anyone can make again: the same number and seed give the same bytes.

    python benchmarks/make_archive.py ARCHIVE 10000

The folder becomes a site that newsgen builds: ``newsgen.yaml`` and
``content/<section>/<yyyy-mm-dd>-<slug>.md``. Its shape follows real archives of news: twelve
sections, an author for every fifty stories, tags of which few are frequent and most are rare,
bodies of 350 to 900 words, of which 55 % are plain paragraphs and the others carry emphasis, links,
a quotation, a sub-heading, a list or a table.
"""

import argparse
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SECTIONS = _words("""
    pakistan world business sport opinion science technology health culture education climate
    cities
""")
PLACES = _words("""
    Islamabad Beijing Lahore Karachi Quetta Multan London Nairobi Brasília Ankara Jakarta Lisbon
    Ottawa Kabul Seoul Geneva
""")
SMALL_WORDS = _words("""
    the a of to in and on for with from by at as that its this after before while over under
    against between during without within about into through because although nearly still
""")
WORDS = _words("""
    ministry council assembly court province district harbour railway canal reservoir harvest
    orchard market exporters lenders auditors teachers nurses engineers farmers drivers pilots
    students voters tenants bowlers captains coaches scientists painters publishers librarians
    report inquiry agreement budget forecast tariff subsidy licence ballot verdict strike vaccine
    drought flood monsoon glacier earthquake pipeline satellite laboratory festival exhibition
    stadium innings league transfer record survey census treaty border convoy summit delegation
    said announced warned promised rejected approved delayed opened closed measured published
    found doubled fell rose won lost signed built repaired agreed called expects remains needs
    national local public private northern southern early late higher lower annual monthly joint
    independent former recent urgent steady
""")
FIRST_NAMES = _words("""
    Amina Basil Chiara Dawood Esther Fahad Gulnaz Hamid Ingrid Junaid Kiran Leyla Mateo Noor Osman
    Paula Rashid Sadia Tomas Umar Vivek Wanjiru Xin Yasmin Zubair Anders Beatriz Darya Emeka Faiza
    Goran Huma Ismail Jamila Kofi Lubna Mirza Nikhil Rehana Saleem
""")
LAST_NAMES = _words("""
    Abbasi Bukhari Chaudhry Durrani Eriksen Fonseca Ghani Haider Ibrahim Jatoi Kazmi Leghari Memon
    Nasir Okafor Paracha Qazi Rizvi Siddiqui Tareen Underwood Varga Wazir Xu Yousaf Zaman Almeida
    Bhatti Cheema Demir Farouk Gomes Hayat Jokhio Kimani Lodhi Mengal Niazi Panhwar Soomro
""")
NEWEST = datetime(2026, 11, 20, 18, tzinfo=UTC)
INTERVAL = timedelta(minutes=37)
TAG_EXPONENT = 0.8
"""How steeply the frequency of tags falls with their rank (Zipf's law)."""
LINK_REACH = 200
"""Bodies link to one of this number of stories written just before."""


@dataclass(frozen=True)
class Vocabulary:
    """The names from which all stories of an archive are chosen."""

    authors: Sequence[str]
    tags: Sequence[str]
    tag_weights: Sequence[float]
    """Cumulative, from the most frequent tag to the rarest."""


@dataclass(frozen=True)
class Story:
    """An article file: its path, its text and the address of its page."""

    path: str
    text: str
    url: str


def make_archive(folder: Path, count: int, seed: int = 7) -> None:
    """Write an archive of ``count`` articles and its newsgen.yaml into ``folder``."""
    rng = random.Random(seed)
    vocabulary = make_vocabulary(rng, count)
    for section in SECTIONS:
        (folder / "content" / section).mkdir(parents=True, exist_ok=True)
    (folder / "newsgen.yaml").write_text(site_settings(SECTIONS), encoding="utf-8")
    urls: list[str] = []
    for number in range(count):
        story = make_story(rng, vocabulary, number, urls[-LINK_REACH:])
        (folder / "content" / story.path).write_text(story.text, encoding="utf-8")
        urls.append(story.url)


def site_settings(sections: Sequence[str]) -> str:
    """The newsgen.yaml of an archive with these sections."""
    lines = [f"  {section}: {{title: {section.capitalize()}}}" for section in sections]
    return "\n".join(
        [
            "title: The Benchmark Gazette",
            "base_url: https://news.example/",
            "timezone: UTC",
            "sections:",
            *lines,
            "",
        ]
    )


def make_vocabulary(rng: random.Random, count: int) -> Vocabulary:
    """Authors and tags for that number of stories."""
    names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    pairs = [f"{one} {other}" for one, other in itertools.permutations(WORDS, 2)]
    tags = rng.sample(pairs, min(4000, max(30, count // 10)))
    weights = (1 / rank**TAG_EXPONENT for rank in range(1, len(tags) + 1))
    return Vocabulary(
        authors=rng.sample(names, min(len(names), max(8, count // 50))),
        tags=tags,
        tag_weights=list(itertools.accumulate(weights)),
    )


def make_story(
    rng: random.Random, vocabulary: Vocabulary, number: int, links: Sequence[str]
) -> Story:
    """The story with this number, counted from the newest."""
    date = NEWEST - number * INTERVAL
    section = rng.choice(SECTIONS)
    title = make_sentence(rng, 6, 12).rstrip(".")
    slug = f"{_slug(title)}-{number}"
    authors = rng.sample(vocabulary.authors, 2 if rng.random() < 0.15 else 1)
    drawn = rng.choices(vocabulary.tags, cum_weights=vocabulary.tag_weights, k=rng.randint(2, 5))
    lines = [
        "---",
        f'title: "{title}"',
        f"section: {section}",
        f"dateline: {rng.choice(PLACES)}",
        f"date: {date.isoformat()}",
        f"slug: {slug}",
        *_yaml_list("authors", authors),
        *_yaml_list("tags", list(dict.fromkeys(drawn))),
        f'summary: "{make_sentence(rng)}"',
        "---",
        "",
        make_body(rng, links),
    ]
    return Story(
        path=f"{section}/{date:%Y-%m-%d}-{slug}.md",
        text="\n".join(lines),
        url=f"/{section}/{slug}/",
    )


def make_body(rng: random.Random, links: Sequence[str]) -> str:
    """The Markdown of a story; its links lead to some of ``links``."""
    target = rng.randint(350, 800)
    paragraphs: list[str] = []
    length = 0
    while length < target:
        sentences = [make_sentence(rng) for _ in range(rng.randint(2, 4))]
        paragraphs.append(" ".join(sentences))
        length += len(paragraphs[-1].split())
    if rng.random() >= 0.55:
        for _ in range(rng.randint(2, 5)):
            place = rng.randrange(len(paragraphs))
            paragraphs[place] = mark_up(rng, paragraphs[place], links)
        paragraphs.insert(len(paragraphs) // 2, make_block(rng))
    return "\n\n".join(paragraphs) + "\n"


def make_sentence(rng: random.Random, shortest: int = 9, longest: int = 26) -> str:
    """Words that look like a sentence of news, sometimes with a number or a quotation."""
    length = rng.randint(shortest, longest)
    words = [rng.choice(SMALL_WORDS if rng.random() < 0.45 else WORDS) for _ in range(length)]
    if rng.random() < 0.15:
        words[length // 3] = str(rng.randint(2, 2030))
    if rng.random() < 0.1:
        words[length // 4] += "’s"
    if length > 14:
        words[length // 2] += ","
    if rng.random() < 0.12:
        words[-3] = f"“{words[-3]}"
        words[-1] += "”"
    words[0] = words[0].capitalize()
    return " ".join(words) + "."


def mark_up(rng: random.Random, paragraph: str, links: Sequence[str]) -> str:
    """The paragraph with one word of it emphasised, made strong or linked."""
    words = paragraph.split(" ")
    place = rng.randrange(1, len(words) - 1)
    kind = rng.random()
    if kind < 0.35:
        words[place] = f"*{words[place]}*"
    elif kind < 0.6 or not links or words[place].startswith("["):
        words[place] = f"**{words[place]}**"
    else:
        words[place] = f"[{words[place]}]({rng.choice(links)})"
    return " ".join(words)


def make_block(rng: random.Random) -> str:
    """A block between the paragraphs: a quotation, a sub-heading, a list or a table."""
    kind = rng.random()
    if kind < 0.35:
        return f"> {make_sentence(rng)}"
    if kind < 0.65:
        return f"## {make_sentence(rng, 3, 6).rstrip('.')}"
    if kind < 0.92:
        return "\n".join(f"- {make_sentence(rng, 5, 10)}" for _ in range(rng.randint(3, 6)))
    rows = [
        f"| {year} | {rng.randint(10, 99)} | {rng.randint(10, 99)} |" for year in range(2018, 2026)
    ]
    return "\n".join(["| Year | Sown | Reaped |", "| --- | ---: | ---: |", *rows])


def _slug(title: str) -> str:
    letters = "".join(
        char for char in title.lower() if char == " " or (char.isascii() and char.isalnum())
    )
    return "-".join(letters.split())[:70].strip("-")


def _yaml_list(key: str, values: Sequence[str]) -> list[str]:
    return [f"{key}:", *(f"  - {value}" for value in values)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a reproducible news archive.")
    parser.add_argument("folder", type=Path, help="becomes the site; made when missing")
    parser.add_argument("count", type=int, help="how many articles")
    parser.add_argument("--seed", type=int, default=7, help="another archive of the same shape")
    wanted = parser.parse_args()
    make_archive(wanted.folder, wanted.count, wanted.seed)


if __name__ == "__main__":
    main()
