"""The frame of every kind of page in every language: no English word is left."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from lxml import etree, html

from newsgen.builder.files import find_templates
from newsgen.language.words import languages
from support.paper import article
from support.photos import photo

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", *languages(find_templates(ROOT / "nowhere")[0]))
NO_LATIN = ("ar", "bn", "fa", "hi", "ur", "zh")
NAMES = {
    *("RSS", "Atom", "JSON", "OPML", "JavaScript"),
    *("Spotify", "Datawrapper", "Google", "Maps", "YouTube"),
    *("WhatsApp", "Telegram", "Bluesky", "Facebook", "Mastodon"),
}
"""What is Latin in every language: names of services, and of formats."""
BODY = """\
Жж шш[^1]. Щщ.

| ж | ш |
| --- | --- |
| 1 | 2 |

::: gallery
![Жж](p.png)

![Шш](p.png)
:::

::: audio t.mp3
:::

::: video f.mp4
:::

::: timeline
- **1** Жж
:::

::: embed https://www.youtube.com/watch?v=dQw4w9WgXcQ
:::

::: embed https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC
:::

::: embed https://mastodon.social/@zh/112345678901234567
:::

::: embed https://datawrapper.dwcdn.net/abcde/1/
:::

::: embed https://www.google.com/maps/place/Lahore/@31.5,74.3,12z
:::

[^1]: Жж.
"""
LIVE = "::: update 2026-11-23 08:30 pinned Жж\nШш.\n:::\n\n::: update 2026-11-23 11:00\nШш.\n:::\n"
KINDS: dict[str, dict[str, str]] = {
    "news": {"series": "Жшж", "ai": "Шш.", "updated": "2026-11-21 09:00", "highlights": "[Жж, Шш]"},
    "opinion": {"source": "Шшш"},
    "analysis": {"series": "Жшж", "ai": "{note: Шш., kind: generated}"},
    "explainer": {"link": "https://a.example/zh"},
    "interview": {"breaking_until": "2026-11-24"},
    "review": {"rating": "{item: Жж, value: 3.5}"},
    "feature": {"aliases": "[/old/]"},
    "obituary": {"subject": "{name: Жж, born: 1931}"},
    "sponsored": {"sponsor": "{name: Жж}"},
    "satire": {"series": "Жшж"},
    "live": {"coverage_end": "2026-12-01"},
}


@pytest.fixture
def frame(make_paper):
    """The pages of a site whose own words are neither English nor of the language."""

    def build(lang: str) -> Iterator[tuple[str, etree._Element]]:
        notes = "[{date: 2026-11-21, text: Шш.}, {date: 2026-11-21, kind: retraction, text: Шш.}]"
        files: dict[str, str | bytes] = {
            f"content/ж/{kind}.md": article(
                f"Жж {place}",
                LIVE if kind == "live" else BODY,
                section="ж",
                date=f"2026-11-{23 if kind == 'live' else 10 + place} 08:00",
                type=kind,
                authors="[Шжш, Жшш, Жжж]",
                tags="[Шж]",
                slug=f"s{place}",
                corrections=notes,
                **fields,
            )
            for place, (kind, fields) in enumerate(KINDS.items())
        }
        paper = make_paper(
            {
                **files,
                "content/ж/p.png": photo(60, 40, "png"),
                "content/ж/t.mp3": b"-",
                "content/ж/f.mp4": b"-",
                "content/authors/a.md": "---\nname: Шжш\nemail: a@a.example\n---\n\nЖж.\n",
                "content/pages/p.md": "---\ntitle: Жж\nslug: p\n---\n\nЖж.\n",
                "newsgen.yaml": f"title: Ж\nbase_url: https://a.example/\nlang: {lang}\n"
                "timezone: Asia/Karachi\nper_page: 2\npictures: {cards: none}\n"
                "sections:\n  ж: {title: Жш}\n",
            }
        )
        result = paper.build()
        assert {d.message for d in result.diagnostics if d.severity.name == "ERROR"} == set()
        for place in sorted(paper.public.rglob("*.html")):
            yield place.relative_to(paper.public).as_posix(), html.parse(str(place)).getroot()

    return build


def shown(page: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Each text that readers see or hear, and the element that it belongs to."""
    for element in page.iter(etree.Element):
        if element.tag in ("script", "style"):
            values = [v for k, v in element.attrib.items() if k.startswith("data-") and "%" in v]
            yield from ((value, element) for value in values)
            continue
        for name in ("aria-label", "alt", "title", "label"):
            yield element.get(name, ""), element
        if element.get("name") == "description" or element.get("property") in (
            "og:title",
            "og:description",
        ):
            yield element.get("content", ""), element
        yield element.text or "", element
        for below in element:
            yield below.tail or "", element


def phrases(lang: str) -> dict[str, str]:
    """The translation of each English phrase, by the phrase."""
    with (ROOT / f"templates/locales/{lang}.po").open("rb") as file:
        read = [m for m in read_po(file) if m.id]
    return {
        english: " ".join(m.string if isinstance(m.string, tuple) else (m.string,))
        for m in read
        for english in (m.id if isinstance(m.id, tuple) else (m.id,))
    }


@pytest.mark.parametrize(
    "lang",
    [
        pytest.param(lang, marks=() if lang in ("de", "ur") else pytest.mark.slow)
        for lang in LANGUAGES
    ],
)
def test_no_english_word_is_left_in_the_frame(frame, lang):
    own = phrases(lang) if lang != "en" else {}
    every = " ".join(own.values()).casefold()
    words = {
        word
        for english in own
        for word in re.findall(r"[A-Za-z]{3,}", re.sub(r"%(\(\w+\))?[sd]", " ", english))
        if word.casefold() not in every and word not in NAMES
    }
    kinds = set()
    for path, page in frame(lang):
        assert page.get("lang") == lang
        kinds.add(page.find("body").get("class") or "redirect")
        for text, _ in shown(page):
            found = {*re.findall(r"[A-Za-z]{3,}", re.sub(r"\S*[./@]\S*", " ", text))} - NAMES
            assert not found & words, f"{path}: {text}"
            if lang in NO_LATIN:
                assert not found, f"{path}: {text}"
    assert len(kinds) == 11, kinds


@pytest.mark.parametrize("lang", ["ur", "en"])
def test_every_element_says_what_language_it_is_in(make_paper, lang):
    """With stories of both languages, all Urdu letters are in Urdu elements, all Latin ones not."""
    both = {
        "content/world/a.md": article("Talks end", lang="en"),
        "content/world/b.md": article("بات چیت", "بات ہوئی۔", lang="ur", date="2026-11-21 10:00"),
        "newsgen.yaml": f"title: T\nbase_url: https://a.example/\nlang: {lang}\n"
        "sections:\n  world: {title: World, lang: en}\n  urdu: {title: اردو, lang: ur}\n",
    }
    paper = make_paper(both)
    paper.build()
    for place in paper.public.rglob("*.html"):
        page = html.parse(str(place)).getroot()
        for text, element in shown(page.find("body")):
            around = next(
                e.get("lang") for e in (element, *element.iterancestors()) if e.get("lang")
            )
            if re.search("[\u0600-\u06ff]", text):
                assert around == "ur", f"{place}: {text}"
            elif {*re.findall("[A-Za-z]{4,}", re.sub(r"\S*[./@]\S*", " ", text))} - NAMES:
                assert around == "en", f"{place}: {text}"
