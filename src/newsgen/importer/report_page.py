"""The report of an import as JSON, and as a page for a browser."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from lxml import html
from lxml.html import builder as e

from newsgen.importer.report import OUTCOMES, ImportReport, StoryReport
from newsgen.text import without_controls

_STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem;
  overflow-wrap: anywhere }
table { border-collapse: collapse }
th, td { border-bottom: 1px solid #8886; padding: .35rem .6rem; text-align: start;
  vertical-align: top }
th { white-space: nowrap }
td { min-width: 6rem }
.number { min-width: 0; text-align: end; white-space: nowrap }
.wide { overflow-x: auto }
summary { cursor: pointer }
.draft { color: light-dark(#8a3b00, #ffb87a) }
"""


def report_json(report: ImportReport) -> str:
    """The report as JSON: all its fields, and the counts."""
    data: dict[str, Any] = msgspec.to_builtins(report)
    data["counts"] = dict(report.outcomes)
    data["drafts"] = sum(1 for story in report.stories if story.drafts)
    for row, story in zip(data["stories"], report.stories, strict=True):
        row["loss"] = round(story.loss, 4)
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def report_page(report: ImportReport) -> bytes:
    """The report as one HTML page that needs no other file."""
    title = f"Import of {report.source}"
    page = e.HTML(
        e.HEAD(
            e.META(charset="utf-8"),
            e.META(name="viewport", content="width=device-width, initial-scale=1"),
            e.TITLE(_text(title)),
            e.STYLE(_STYLE),
        ),
        e.BODY(e.H1(_text(title)), *_body(report)),
        lang="en",
    )
    content: bytes = html.tostring(page, doctype="<!doctype html>", encoding="utf-8")
    return content


def _body(report: ImportReport) -> Iterator[html.HtmlElement]:
    numbers = [(OUTCOMES[outcome], number) for outcome, number in report.outcomes.most_common()]
    yield e.P(_text(f"Read as {report.kind}: {report.recognised}."))
    if report.incomplete:
        yield e.P(e.STRONG(_text(f"The source is not complete: {report.incomplete}")))
    before = sum(story.words_before for story in report.stories)
    lost = sum(story.words_lost for story in report.stories)
    numbers += [("words in the source", before), ("words lost", lost)]
    yield _table(("Stories and words", "Number"), numbers)
    yield from _problems(report)
    drafts = [s for s in report.stories if s.drafts and s.outcome != "left-out"]
    if drafts:
        yield e.H2(f"Drafts: {len(drafts):,}")
        rows = [(story.path, story.title, "; ".join(story.drafts)) for story in drafts]
        yield _table(("File", "Headline", "Why"), rows)
    for effect, heading in _EFFECTS:
        rows_of = [row[1:] for row in report.counted_notes() if row[0] == effect]
        if rows_of:
            yield e.H2(heading)
            yield _table(
                ("What", "Number", "First in"), [(text, n, where) for text, n, where in rows_of]
            )
    if report.unknown:
        yield e.H2("Shortcodes that nobody decided about")
        yield e.P("import.yaml says what becomes of each, below shortcodes:")
        yield _table(("Name", "Number and first place"), list(report.unknown.items()))
    if report.not_taken:
        yield e.H2("What is not a story")
        yield _table(("Not taken", "Number"), list(report.not_taken.items()))
    if report.missing:
        yield e.H2(f"Pictures that are not in the source: {len(report.missing):,}")
        yield _table(("Address",), [(address,) for address in report.missing])
    yield e.H2("All stories")
    yield from (_story(story) for story in report.stories)


_EFFECTS = (
    ("needs", "What needs a person"),
    ("left-out", "What is left out"),
    ("changed", "What is written in another way"),
)


def _problems(report: ImportReport) -> Iterator[html.HtmlElement]:
    """What a person must mend before all of the source is in the paper."""
    if report.problems:
        yield e.H2("What stops a build of the paper")
        yield _table(("Where and what",), [(problem,) for problem in report.problems])
    out = [story for story in report.stories if story.outcome in {"left-out", "taken"}]
    if out:
        yield e.H2(f"Left out: {len(out):,}")
        rows = [(s.origin, s.title, "; ".join(s.drafts) or OUTCOMES[s.outcome]) for s in out]
        yield _table(("From", "Headline", "Why"), rows)


def _story(story: StoryReport) -> html.HtmlElement:
    words = f"{story.words_before:,} words, {story.words_lost:,} lost"
    facts = [
        ("File", story.path),
        ("From", story.origin),
        ("Address", story.address),
        ("Old address", story.old_address),
        ("Redirects", ", ".join(story.aliases)),
        ("Not answered", ", ".join(story.unanswered)),
        ("Draft", "; ".join(story.drafts)),
        ("Words", words),
    ]
    notes = [(note.effect, note.text, note.line or "") for note in story.notes]
    summary = e.SUMMARY(_text(f"{story.title} – {OUTCOMES[story.outcome]}"))
    if story.drafts:
        summary.append(e.SPAN(" (draft)", e.CLASS("draft")))
    return e.DETAILS(
        summary,
        _table(("", ""), [fact for fact in facts if fact[1]]),
        *([_table(("", "What", "Line"), notes)] if notes else []),
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> html.HtmlElement:
    lines = [e.TR(*(_cell(value) for value in row)) for row in rows]
    titles = (e.TH(head, *_class_of(head)) for head in heads)
    top = [e.THEAD(e.TR(*titles))] if any(heads) else []
    return e.DIV(e.TABLE(*top, e.TBODY(*lines)), e.CLASS("wide"))


def _class_of(head: str) -> list[dict[str, str]]:
    return [e.CLASS("number")] if head in {"Number", "Line"} else []


def _cell(value: object) -> html.HtmlElement:
    if isinstance(value, int):
        return e.TD(f"{value:,}", e.CLASS("number"))
    return e.TD(_text(str(value)))


def _text(text: str) -> str:
    return without_controls(text)
