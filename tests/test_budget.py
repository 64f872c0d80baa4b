"""No text takes too long: patterns are linear, bodies and suggestions have limits."""

import itertools
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from markdown_it.rules_core import StateCore, smartquotes
from markdown_it.token import Token

from newsgen import frontmatter, markdown, paths, suggestions, text, urls
from newsgen.builder.progress import silent
from newsgen.check import check
from newsgen.check.page_audit import find_srcset_urls, find_style_urls
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.frontmatter import ArticleFields
from newsgen.markdown import (
    RenderContext,
    Style,
    TooSlowError,
    budget,
    dateline,
    embed_code,
    embeds,
)
from newsgen.markdown.parser import parser_for
from newsgen.markdown.quotes import set_quotes
from newsgen.serve.page_cache import PageCache
from newsgen.serve.snapshot import first_snapshot
from newsgen.site.media import locate_reference
from newsgen.sources import loader
from newsgen.suggestions import Names, Paths
from newsgen.urls import plain_path
from support import hostile_texts
from support.amounts import amount
from support.paper import MakePaper, Paper, article

QUICK = (20, 800)


@pytest.fixture
def paper(make_paper: MakePaper) -> Paper:
    return make_paper()


# --- patterns


def test_every_pattern_compiled_at_run_time_is_listed():
    """Patterns that are composed at run time cannot be measured from the list."""
    known = {
        "newsgen.config.waivers.__init__",
        "newsgen.frontmatter.lines._entry",
        "newsgen.importer.readers.python_patterns._compiled",  # measures them, on short texts
        "newsgen.markdown.embeds._forms",  # listed, as they are all known
        "newsgen.schema.moments._shapes",  # at most 60 characters
    }
    assert set(hostile_texts.find_runtime_patterns()) == known


def test_no_pattern_is_exponential_or_cubic():
    for place, pattern, method in hostile_texts.pattern_uses():
        work = hostile_texts.apply_pattern(pattern, method)
        for shape in hostile_texts.shapes(hostile_texts.make_sample(pattern), few=True):
            assert not hostile_texts.find_too_slow(work, shape, QUICK), f"{place} by {method}"


@pytest.mark.slow
def test_every_pattern_is_linear():
    for place, pattern, method in hostile_texts.pattern_uses():
        work = hostile_texts.apply_pattern(pattern, method)
        for shape in hostile_texts.shapes(hostile_texts.make_sample(pattern)):
            assert not hostile_texts.find_too_slow(work, shape, hostile_texts.SIZES), (
                f"{place} by {method}"
            )


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b",
        pytest.param(r"\s*\s*\s*x", marks=pytest.mark.slow),
        pytest.param(r"\s*\(\s*a*\s*\)x", marks=pytest.mark.slow),
        pytest.param(r"a+b", marks=pytest.mark.slow),
        pytest.param(r"<a[^>]*>", marks=pytest.mark.slow),
        pytest.param(r"(.*):(.*);", marks=pytest.mark.slow),
    ],
)
def test_the_measurement_detects_nonlinear_patterns(pattern: str):
    compiled = re.compile(pattern)
    work = hostile_texts.apply_pattern(compiled, "search")
    shapes = hostile_texts.shapes(hostile_texts.make_sample(compiled))
    assert any(hostile_texts.find_too_slow(work, shape, hostile_texts.SIZES) for shape in shapes)


# --- processing of texts


def read_front_matter(yaml: str) -> object:
    with suppress(Exception):
        content = f"---\n{yaml}\n---\nText".encode()
        return frontmatter.read(ArticleFields, content, "content/a.md")
    return None


def report_all_keys(yaml: str) -> object:
    known = frontmatter.locate_all(yaml, 1)
    problems = [Diagnostic(code="bad-value", message="b", path="c", key=key) for key in known]
    return frontmatter.add_locations(problems, f"---\n{yaml}\n---\n")


def read_references(body: str) -> object:
    with suppress(TooSlowError):
        return markdown.references(body)
    return None


FRENCH = Style(lang="fr")
WAYS: dict[str, Callable[[str], object]] = {
    "dateline": dateline.parse_dateline.__wrapped__,
    "slug": text.slugify.__wrapped__,
    "cut": lambda written: text.truncate(written, 60),
    "words": lambda written: text.count_words(written, "zh"),
    "path": urls.quote_path,
    "folded path": urls.fold_path,
    "typeset": lambda written: markdown.typeset(written, FRENCH),
    "references": read_references,
    "blocks": markdown.block_names,
    "services": markdown.embedded_services,
    "embed": embeds.recognise,
    "embed code": lambda written: embed_code.read_code(f"<div>{written}"),
    "front matter": read_front_matter,
    "dateline in front matter": lambda written: read_front_matter(f"dateline: {written}"),
    "title in front matter": lambda written: read_front_matter(f'title: "{written}"'),
    "list in front matter": lambda written: read_front_matter(f"title: x\ntags: [{written}]"),
    "places": report_all_keys,
    "decode": lambda written: frontmatter.decode(written.encode(), "a.md"),
    "split": lambda written: frontmatter.split(f"---\n{written}\n---\n{written}", "a.md"),
    "gate": paths.fault_of,
    "reference": lambda written: locate_reference(written, "content/a/b.md"),
    "mark of an asset": plain_path,
    "srcset": find_srcset_urls,
    "style": lambda written: list(find_style_urls(written)),
    "suggestion": lambda written: suggestions.nearest(written, ["world", "sport", written[:50]]),
}
PIECES = (
    *hostile_texts.GENERAL,
    *(
        "a:\n",
        "- a\n",
        "a: b\n",
        "a (",
        " (",
        "( ",
        "((",
        "() ",
        ", ",
        "'",
        "{",
        "[a]",
        "url(",
        "a,",
    ),
    *(
        "](a",
        "]:a",
        "](<",
        "::: a ",
        ":::",
        ".deadbeef",
        "../",
        "a/",
        "%",
        "\r",
        "---\n",
        "ß",
        "中",
    ),
)


def text_shapes() -> tuple[hostile_texts.Shape, ...]:
    """Runs of one piece, and of two with brackets between them."""

    def one(piece: str, end: str) -> hostile_texts.Shape:
        return lambda size: "a" + piece * (size // len(piece)) + end

    def two(piece: str, other: str) -> hostile_texts.Shape:
        return lambda size: f"a{piece * (size // 2 // len(piece))}({other * (size // 2)}b"

    ends = ("", "b", ")", "\n", ":")
    return (
        *itertools.starmap(one, itertools.product(PIECES, ends)),
        *itertools.starmap(two, itertools.product(PIECES, (" ", "\t", "a"))),
    )


def long_texts(sizes: tuple[int, ...], every: int = 1) -> None:
    for way, work in WAYS.items():
        for shape in text_shapes()[::every]:
            problems = hostile_texts.find_too_slow(partial(_unless_refused, work), shape, sizes, 5)
            assert not problems, f"{way}: {problems}"


def _unless_refused(work: Callable[[str], object], written: str) -> None:
    with suppress(Problems):
        work(written)


def test_a_dateline_of_blanks_and_brackets_is_parsed_quickly():
    for written in ("a" + " " * 500 + "(" + " " * 500 + "b", "(" * 1000, "a (" + "b " * 500):
        begun = time.thread_time()
        dateline.parse_dateline(written)
        assert time.thread_time() - begun < 0.5


def test_no_text_processing_is_cubic():
    long_texts((20, 800), every=7)


@pytest.mark.slow
def test_all_text_processing_is_linear():
    long_texts((200, 3200, 12_800))


@pytest.mark.parametrize(
    ("written", "place", "source"),
    [
        ("LAHORE (APP) –", "LAHORE", "APP"),
        ("LAHORE ( APP )", "LAHORE", "APP"),
        ("LAHORE ()", "LAHORE", ""),
        ("LAHORE (APP) and more", "LAHORE (APP) and more", ""),
        ("(APP)", "(APP)", ""),
        ("LAHORE (A) (B)", "LAHORE (A) (B)", ""),
        ("LAHORE ((A))", "LAHORE ((A))", ""),
        ("LAHORE)", "LAHORE)", ""),
        ("LAHORE (APP", "LAHORE (APP", ""),
    ],
)
def test_the_agency_is_in_a_single_pair_of_brackets_at_the_end(
    written: str, place: str, source: str
):
    found = dateline.parse_dateline(written)
    assert found is not None
    assert (found.place, found.source) == (place, source)


# --- bodies


@pytest.fixture
def short_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies may take only a tenth of the usual time."""
    monkeypatch.setattr(budget, "MIN_SECONDS", budget.MIN_SECONDS / 10)
    monkeypatch.setattr(budget, "SECONDS_PER_MILLION", budget.SECONDS_PER_MILLION / 10)


def processor_seconds(body: str) -> float:
    """Seconds of processor time for everything that is done with a body."""
    begun = time.thread_time()
    with suppress(TooSlowError):
        markdown.references(body)
        markdown.block_names(body)
        markdown.lede(body, Style())
        document = markdown.render(body, Style(), blocks=["box", "b"])
        assert all(problem.line for problem in document.diagnostics)
    return time.thread_time() - begun


@pytest.mark.parametrize("kind", ["brackets", "notes", "colons", "quoted words"])
def test_a_hostile_body_is_rendered_in_time(kind: str, short_budget: None):
    assert processor_seconds(hostile_texts.BODIES[kind](20_000)) < 2


@pytest.mark.slow
@pytest.mark.parametrize("kind", hostile_texts.BODIES)
def test_hostile_bodies_of_all_kinds_are_rendered_in_time(kind: str, short_budget: None):
    assert processor_seconds(hostile_texts.BODIES[kind](amount("BODY", 100_000, 300_000))) < 4


LINES = {
    "brackets": "Talks.\n\n" + "[" * 4000,
    "inline notes": "Talks.\n\n" + "^[" * 3000 + "]" * 3000,
    "lazy lines": "Talks.\n\n" + ">" * 50 + "a\n" + "b\n" * 20_000,
    "labels": "Talks.\n\n" + "[a\n" * 4000,
    "columns": "Talks.\n\n" + "|a" * 2000 + "|\n" + "|-" * 2000 + "|\n",
}


@pytest.mark.parametrize("body", LINES.values(), ids=LINES)
def test_a_body_that_takes_too_long_is_an_error_at_its_line(
    body: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(budget, "MIN_SECONDS", 0.02)
    monkeypatch.setattr(budget, "SECONDS_PER_MILLION", 0)
    around = RenderContext(path="content/world/a.md", first_line=10)
    document = markdown.render(body, Style(), around)
    assert [(d.code, d.path) for d in document.diagnostics] == [("too-slow", "content/world/a.md")]
    assert document.diagnostics[0].line >= 12
    assert document.html == ""


PLACES = {
    "first paragraph": ("content/world/a.md", article("A", "[" * 9000)),
    "further down": ("content/world/a.md", article("A", "Talks.\n\n" + "[" * 9000)),
    "destinations": ("content/world/a.md", article("A", "]:a" * 9000, summary="b")),
    "page": ("content/pages/a.md", "---\ntitle: A\n---\n\n" + "[" * 9000),
    "profile": ("content/authors/a.md", "---\nname: A\n---\n\n" + "[" * 9000),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_build_names_the_file_that_takes_too_long(
    place: str, paper: Paper, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(budget, "MIN_SECONDS", 0.1)
    monkeypatch.setattr(budget, "SECONDS_PER_MILLION", 0)
    path, content = PLACES[place]
    paper.write({path: content, "content/world/b.md": article("B")})
    result = paper.build()
    (problem,) = [d for d in result.diagnostics if d.code == "too-slow"]
    assert problem.path == path
    assert problem.line > 1
    assert not result.committed


def test_a_check_names_the_file_that_takes_too_long(paper: Paper, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(budget, "MIN_SECONDS", 0.1)
    monkeypatch.setattr(budget, "SECONDS_PER_MILLION", 0)
    paper.write({"content/world/a.md": article("A", "Talks.\n\n" + "[" * 9000)})
    report = check(paper.options())
    assert {(d.code, d.path) for d in report.diagnostics} == {("too-slow", "content/world/a.md")}


def test_a_preview_reports_a_slow_body_with_its_page(paper: Paper, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(budget, "MIN_SECONDS", 0.1)
    monkeypatch.setattr(budget, "SECONDS_PER_MILLION", 0)
    slow = article("A", "Talks.\n\n" + "[" * 9000)
    paper.write({"content/world/a.md": slow, "content/world/b.md": article("B")})
    snapshot = first_snapshot(paper.options(scope="everything"), silent)
    sheets = {path: PageCache().cached_page(snapshot, snapshot.outputs[path]) for path in PAGES}
    problems = [[d.code for d in sheets[path].diagnostics] for path in PAGES]
    assert problems == [["too-slow"], []]


def test_a_preview_continues_when_the_first_paragraph_is_too_slow(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(budget, "MIN_SECONDS", 0.1)
    monkeypatch.setattr(budget, "SECONDS_PER_MILLION", 0)
    slow = article("A", "[" * 9000)
    paper.write({"content/world/a.md": slow, "content/world/b.md": article("B")})
    snapshot = first_snapshot(paper.options(scope="everything"), silent)
    assert [(d.code, d.path) for d in snapshot.diagnostics] == [("too-slow", "content/world/a.md")]
    assert "world/b/index.html" in snapshot.outputs


PAGES = ("world/a/index.html", "world/b/index.html")


@pytest.mark.parametrize("size", [50_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_a_long_story_is_built(size: int, paper: Paper):
    chance = random.Random(1)
    words = [
        "talks",
        "*ended*",
        "on",
        "[Monday](https://news.example/a)",
        '"as',
        'planned",',
        "and",
    ]
    paragraphs = [" ".join(chance.choices(words, k=60)) for _ in range(size // 400)]
    body = "\n\n".join(paragraphs)
    assert len(body) > size
    paper.write({"content/world/a.md": article("A", body)})
    assert paper.build().committed


def test_quotes_are_replaced_as_in_the_engine():
    chance = random.Random(1)
    letters = ['"', "'", " ", "a", ".", "-", "“", "é", "\u00a0", '""', "a's"]
    for lang in ("en", "it", "de", "sv"):
        engine = parser_for(Style(lang=lang))
        for _ in range(400):
            seed = chance.getrandbits(64)
            ours, theirs = _line(seed, letters), _line(seed, letters)
            set_quotes(StateCore("", engine, {}, [ours]))
            smartquotes(StateCore("", engine, {}, [theirs]))
            for mine, other in zip(ours.children or (), theirs.children or (), strict=True):
                pairs = zip(mine.content, other.content, strict=True)
                assert all(a == b or b in "\"'" for a, b in pairs)  # it leaves some straight


def _line(seed: int, letters: list[str]) -> Token:
    chance = random.Random(seed)
    tokens, level = [], 0
    for _ in range(chance.randrange(1, 9)):
        match chance.randrange(6):
            case 0:
                tokens.append(Token("em_open", "em", 1, level=level))
                level += 1
            case 1 if level:
                level -= 1
                tokens.append(Token("em_close", "em", -1, level=level))
            case 2:
                kind = chance.choice(["softbreak", "hardbreak", "code_inline", "html_inline"])
                content = "" if "break" in kind else chance.choice(letters)
                tokens.append(Token(kind, "", 0, level=level, content=content))
            case _:
                content = "".join(chance.choices(letters, k=chance.randrange(9)))
                tokens.append(Token("text", "", 0, level=level, content=content))
    return Token("inline", "", 0, content="\"'", children=tokens)


def test_a_body_reports_at_most_a_thousand_problems_of_each_severity():
    problems = markdown.render("[a](b.md) <b>\n" * 1500, Style()).diagnostics
    assert Counter(problem.severity.name for problem in problems) == {
        "ERROR": 1000,
        "WARNING": 1000,
    }


def test_a_problem_does_not_show_very_long_lines():
    (problem,) = markdown.render("a" * 20_000 + "[a](b.md)", Style()).diagnostics
    assert (problem.column, problem.excerpt) == (20_005, "")


# --- did you mean


def typing_mistakes(word: str, chance: random.Random) -> list[str]:
    """The word with one letter wrong, missing, doubled or swapped, and in capitals."""
    at = chance.randrange(1, len(word) - 1)
    return [
        f"{word[:at]}x{word[at + 1 :]}",
        f"{word[:at]}{word[at + 1 :]}",
        f"{word[:at]}{word[at]}{word[at:]}",
        f"{word[: at - 1]}{word[at]}{word[at - 1]}{word[at + 1 :]}",
        word.upper(),
    ]


def test_a_typing_mistake_among_many_names_gets_a_suggestion():
    chance = random.Random(1)
    letters = "aeioubcdfghlmnprst"
    names = {"".join(chance.choices(letters, k=chance.randrange(7, 20))) for _ in range(5000)}
    search = Names(names)
    for word in sorted(names)[::50]:
        for slip in typing_mistakes(word, chance):
            assert slip in names or search.nearest(slip) == word


MANY = [
    f"content/{s}/2026-01-{d:02}-story-{s}-{d}.md" for s in ("world", "sport") for d in range(1, 29)
]


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("content/world/2026-01-05-stroy-world-5.md", "content/world/2026-01-05-story-world-5.md"),
        ("content/wrold/2026-01-05-story-world-5.md", "content/world/2026-01-05-story-world-5.md"),
        ("content/sport/2026-01-05-story-world-5.md", "content/world/2026-01-05-story-world-5.md"),
        ("content/world/2026-01-05-Story-World-5.md", "content/world/2026-01-05-story-world-5.md"),
        ("content/world/2026-01-05-story-world-5", "content/world/2026-01-05-story-world-5.md"),
        (
            "content/world/2026-01-05-story-world-5.html",
            "content/world/2026-01-05-story-world-5.md",
        ),
        ("content/a/index.md", "content/ab/index.md"),
        ("content/zz/nothing-like-it.jpg", ""),
    ],
)
def test_a_wrong_path_among_many_gets_a_suggestion(wrong: str, meant: str):
    known = [*MANY, "content/ab/index.md", "content/other/index.md"]
    assert Paths(known).nearest(wrong) == meant


@pytest.mark.parametrize("number", [100, 10_000])
def test_a_search_compares_few_names_among_many(number: int, monkeypatch: pytest.MonkeyPatch):
    compared: list[str] = []
    monkeypatch.setattr(
        suggestions, "_similarity", lambda *given: compared.append(given[-1]) or 0.0
    )
    suggestions._closest.cache_clear()
    search = Names(f"name-{n}" for n in range(number))
    search.nearest("nmae-77")
    assert 0 < len(compared) <= suggestions.FEW
    compared.clear()
    Names(f"name-{n}" for n in range(number)).nearest("nmae-77")
    assert not compared
    suggestions._closest.cache_clear()


# --- many problems


def wrong_archive(size: int) -> dict[str, str]:
    """Stories that each name a missing picture and a missing related story."""
    return {
        f"content/world/2026-01-05-story-{n}.md": article(
            f"Story {n}", image=f"stroy-{n}.jpg", related=f"[2026-01-05-stroy-{n + 1}.md]"
        )
        for n in range(size)
    }


def test_a_file_is_parsed_once_to_locate_all_its_problems(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
):
    paper.write(wrong_archive(30))
    parsed: list[str] = []
    places = frontmatter.locations.key_positions

    def counted(yaml: str) -> Any:
        parsed.append(yaml)
        return places(yaml)

    monkeypatch.setattr(frontmatter.locations, "key_positions", counted)
    result = paper.build()
    assert len(result.diagnostics) == 60
    assert all(d.line and d.column and d.excerpt for d in result.diagnostics)
    assert len(parsed) == 30


def test_locating_problems_keeps_their_order(paper: Paper):
    paper.write({f"{n}.md": article(f"Story {n}") for n in range(3)})
    problems = [
        Diagnostic(code="bad-value", message=str(n), path=f"{n % 4}.md", key=(key,))
        for n, key in enumerate(["date", "title", "nothing", "gone", "section"])
    ]
    found = loader.pinpoint(paper.root, problems)
    assert [d.message for d in found] == [d.message for d in problems]
    assert [d.line for d in found] == [4, 2, 2, 0, 3]


@pytest.mark.slow
def test_thousands_of_wrong_names_need_few_comparisons(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
):
    paper.write(wrong_archive(800) | {f"static/{n}.jpg": b"" for n in range(300)})
    compared = 0
    similarity = suggestions._similarity

    def counted(*given: Any) -> float:
        nonlocal compared
        compared += 1
        return similarity(*given)

    monkeypatch.setattr(suggestions, "_similarity", counted)
    result = paper.build()
    assert len(result.diagnostics) == 1600
    assert compared <= 1600 * suggestions.FEW
