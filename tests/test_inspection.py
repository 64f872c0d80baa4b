"""The inspection: the desk knows what a check would report, and an edit costs only what changed."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock

import httpx
import pytest
from msgspec.structs import replace

from newsgen.builder.progress import silent
from newsgen.check import check
from newsgen.diagnostics import FEW, Diagnostic
from newsgen.serve.app import make_app
from newsgen.serve.inspection import inspect, keep_inspected
from newsgen.serve.inspector import Inspector, Progress
from newsgen.serve.problems import in_words
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot, first_snapshot, next_snapshot
from newsgen.serve.stories import Stories
from support.desk import DESK, RULES
from support.paper import CONFIG, NOW, Paper, article
from support.photos import photo

ROOT = Path(__file__).parents[1]
A, B, PLAN = "content/world/a.md", "content/world/b.md", "content/world/plan.md"
GOOD = {"summary": "They end."}
FILES = {
    A: article("Talks end", **GOOD),
    B: article("Talks begin", summary="They begin.", date="2026-11-19 10:00"),
}
SETTINGS = """\
markdown: {raw_html: trusted}
check:
  severity: {no-summary: error}
  waivers:
    - {code: duplicate-id, path: content/*, reason: the archive moves, until: 2026-12-01}
"""


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper(FILES)


def take_snapshot(paper: Paper) -> Snapshot:
    return first_snapshot(paper.options(scope="everything"), silent)


def look(inspector: Inspector, snapshot: Snapshot) -> tuple[Diagnostic, ...]:
    """All problems that the desk would list."""
    inspector.begin(snapshot)
    while not inspector.is_done:
        inspector.work(60)
    return Stories(snapshot, inspector.conclude()).problems


def problems_of(paper: Paper) -> tuple[Diagnostic, ...]:
    return look(Inspector(Lock()), take_snapshot(paper))


def places(problems: Iterable[Diagnostic]) -> set[tuple[str, str, int]]:
    return {(problem.code, problem.path, problem.line) for problem in problems}


def codes(problems: Iterable[Diagnostic]) -> list[str]:
    return [problem.code for problem in problems]


# --- the same truth as a check --------------------------------------------------------------------


def test_the_desk_lists_what_a_check_reports(make_paper):
    paper = make_paper(
        {
            **FILES,
            "newsgen.yaml": f"{CONFIG}{SETTINGS}",
            A: article("Talks end", '<a href="/nowhere/">x</a>\n\n<p id="i"></p><p id="i"></p>'),
            B: article("Talks begin", "[x](/world/#nothing)", date="2026-11-19 10:00", **GOOD),
            "content/world/c.md": article("Talks end", "[b](b.md)\n\n#### Deep", **GOOD),
            "content/world/unused.png": photo(40, 30, "PNG"),
            "content/pages/about.md": "---\ntitle: About\n---\nlorem ipsum dolor sit amet\n",
            "static/huge.svg": "<svg",
            "templates/odd.html": "never used",
        }
    )
    found = check(paper.options()).diagnostics
    assert len(set(codes(found))) > 7
    assert problems_of(paper) == found


def test_errors_of_a_build_do_not_hide_the_rest(paper):
    paper.write({A: article("Talks end", "[x](/nowhere/)", related="[lost.md]", **GOOD)})
    assert codes(check(paper.options()).diagnostics) == ["bad-related"]
    assert codes(problems_of(paper)) == ["bad-related", "dead-link"]


@pytest.mark.slow
def test_the_example_paper_has_no_problem_that_a_check_does_not_report(make_paper):
    options = make_paper({}).options(scope="everything")
    options = replace(options, root=str(ROOT), cache=str(Path(options.root, "cache")))
    found = look(Inspector(Lock()), first_snapshot(options, silent))
    assert found == check(replace(options, scope="published")).diagnostics


def test_problems_of_drafts_are_found_too(paper):
    paper.write({PLAN: article("A plan", '![](gone.png "t") <a href="/x/">x</a>', draft="true")})
    paper.write({"newsgen.yaml": f"{CONFIG}markdown: {{raw_html: trusted}}\n"})
    assert check(paper.options()).diagnostics == ()
    found = places(problems_of(paper))
    assert found >= places(check(paper.options(scope="drafts")).diagnostics)
    assert ("no-summary", PLAN, 2) in found


def test_a_draft_may_link_to_a_draft_and_a_live_story_may_not(paper):
    paper.write({PLAN: article("A plan", "[x](next.md)", draft="true", summary="A plan.")})
    paper.write({"content/world/next.md": article("Next", draft="true", summary="Later.")})
    assert problems_of(paper) == ()
    paper.write({A: article("Talks end", "[x](plan.md)", **GOOD)})
    assert places(problems_of(paper)) == {("broken-link", A, 8)}


def test_a_picture_of_a_draft_is_not_unused(paper):
    picture = "image: {src: plan.png, alt: A plan}"
    draft = article("A plan", draft="true", **GOOD).replace("draft:", f"{picture}\ndraft:")
    paper.write({PLAN: draft, "content/world/plan.png": photo(40, 30, "PNG")})
    assert "orphan-media" not in codes(problems_of(paper))


def test_a_scheduled_story_is_checked_before_its_moment(paper):
    paper.write({PLAN: article("Soon", "[x](lost.md)", date="2026-12-24", summary="Soon.")})
    assert places(problems_of(paper)) == {("broken-link", PLAN, 8)}


# --- what an edit costs ---------------------------------------------------------------------------


def edited(paper: Paper, before: Snapshot, files: dict[str, str]) -> Snapshot:
    paper.write(files)
    return next_snapshot(before, frozenset(files), NOW)


def test_an_edit_costs_the_changed_pages_only(paper):
    inspector, snapshot = Inspector(Lock()), take_snapshot(paper)
    look(inspector, snapshot)
    first = inspector.rendered
    assert first == inspector.progress.total > 10
    look(inspector, snapshot)
    assert inspector.rendered == first
    snapshot = edited(paper, snapshot, {A: article("Talks end", "Other words.", **GOOD)})
    look(inspector, snapshot)
    assert inspector.rendered == first + 1


def test_a_problem_goes_with_its_cause(paper):
    inspector = Inspector(Lock())
    paper.write({A: article("Talks end", "[x](/world/new/)", **GOOD)})
    snapshot = take_snapshot(paper)
    assert places(look(inspector, snapshot)) == {("dead-link", A, 8)}
    snapshot = edited(paper, snapshot, {"content/world/new.md": article("New", summary="New.")})
    assert look(inspector, snapshot) == ()


def test_a_page_that_goes_leaves_dead_links(paper):
    inspector = Inspector(Lock())
    paper.write({A: article("Talks end", "[x](/world/b/)", **GOOD)})
    snapshot = take_snapshot(paper)
    assert look(inspector, snapshot) == ()
    paper.remove(B)
    snapshot = next_snapshot(snapshot, frozenset({B}), NOW)
    assert places(look(inspector, snapshot)) == {("dead-link", A, 8)}


def test_an_error_in_a_template_is_one_problem_until_it_is_corrected(paper):
    inspector, snapshot = Inspector(Lock()), take_snapshot(paper)
    snapshot = edited(paper, snapshot, {"templates/article.html": "{{ nothing.at.all }}"})
    assert codes(look(inspector, snapshot)) == ["template-error"]
    paper.remove("templates/article.html")
    snapshot = next_snapshot(snapshot, frozenset({"templates/article.html"}), NOW)
    assert look(inspector, snapshot) == ()


def test_links_to_headings_of_pages_that_cannot_be_rendered_are_not_called_dead(paper):
    link = "---\ntitle: About\nsummary: Us.\n---\n[Talks](../world/a.md#more)\n"
    paper.write({A: article("Talks end", "Text.\n\n## More {#more}\n\nText.", **GOOD)})
    paper.write({"content/pages/about.md": link})
    inspector, snapshot = Inspector(Lock()), take_snapshot(paper)
    assert "dead-fragment" not in codes(look(inspector, snapshot))
    snapshot = edited(paper, snapshot, {"templates/article.html": "{{ nothing.at.all }}"})
    assert codes(look(inspector, snapshot)) == ["template-error"]


def test_advice_is_that_of_the_present_text(paper):
    inspector, snapshot = Inspector(Lock()), take_snapshot(paper)
    look(inspector, snapshot)
    snapshot = edited(paper, snapshot, {A: article("Talks end")})
    assert places(look(inspector, snapshot)) == {("no-summary", A, 2)}
    snapshot = edited(paper, snapshot, {A: article("Talks end", **GOOD)})
    assert look(inspector, snapshot) == ()


def test_before_all_is_checked_nothing_is_said_of_all(paper):
    paper.write({"static/lonely.png": photo(40, 30, "PNG")})
    inspector, snapshot = Inspector(Lock()), take_snapshot(paper)
    inspector.begin(snapshot)
    assert codes(inspector.conclude()) == []
    assert inspector.progress.checked == 0
    assert codes(look(inspector, snapshot)) == ["orphan-media"]


# --- in the running preview -----------------------------------------------------------------------


def test_a_running_preview_finds_and_forgets(paper):
    async def run() -> None:
        session = PreviewSession(take_snapshot(paper), lambda: NOW)
        tasks = [asyncio.create_task(keep_inspected(session))]
        tasks.append(asyncio.create_task(session.keep_current()))
        try:
            async with asyncio.timeout(30):
                paper.write({A: article("Talks end", "[x](/nowhere/)", **GOOD)})
                await session.handle_changes(frozenset({A}))
                while codes(session.stories.problems) != ["dead-link"]:
                    await session.wait_for_change(session.revision)
                paper.write({A: article("Talks end", "Mended.", **GOOD)})
                await session.handle_changes(frozenset({A}))
                while session.stories.problems:
                    await session.wait_for_change(session.revision)
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    asyncio.run(run())


def test_an_inspection_ends_when_there_is_a_newer_snapshot(paper):
    async def run() -> None:
        session = PreviewSession(take_snapshot(paper), lambda: NOW)
        inspector = Inspector(session.page_cache.rendering)
        begin = inspector.begin

        def begin_late(snapshot: Snapshot) -> None:
            begin(snapshot)
            session.snapshot = take_snapshot(paper)

        inspector.begin = begin_late  # type: ignore[method-assign]
        await inspect(session, inspector)
        assert inspector.rendered == 0

    asyncio.run(run())


# --- the pages of the desk ------------------------------------------------------------------------


def desk_pages(paper: Paper, *addresses: str) -> list[httpx.Response]:
    """Pages of the desk after an inspection."""

    async def run() -> list[httpx.Response]:
        session = PreviewSession(take_snapshot(paper), lambda: NOW)
        await inspect(session, Inspector(session.page_cache.rendering))
        app = make_app(session, RULES)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=DESK) as client:
            return [await client.get(f"/_newsgen/{address}") for address in addresses]

    return asyncio.run(run())


def test_lists_and_counts_know_what_the_inspection_found(paper):
    paper.write({A: article("Talks end", "[x](/nowhere/)", **GOOD)})
    paper.write({PLAN: article("A plan", draft="true")})
    problems, stories, pulse = desk_pages(paper, "problems", "?problems=1", "pulse")
    assert "leads to no page or file of the site" in problems.text
    assert f'<code>{PLAN}</code> <span class="status status-draft">Draft</span>' in problems.text
    assert 'title="1 error, 1 warning">2</span>' in problems.text
    assert 'data-announcement="2 stories of 3"' in stories.text
    assert pulse.json()["inspected"].startswith("All ")


def test_the_quick_edit_lists_each_problem_once(paper):
    paper.write({A: article("Talks end", "[x](/nowhere/) [y](lost.md)")})
    (source,) = desk_pages(paper, f"source?path={A}")
    found = sorted(note["code"] for note in source.json()["problems"])
    assert found == ["broken-link", "dead-link", "no-summary"]


def test_many_problems_are_counted_by_rule(make_paper):
    number = FEW + 95
    many = {f"content/world/{n}.md": article(f"Story {n}", f"Number {n}.") for n in range(number)}
    paper = make_paper({**many, A: article("Talks end", "[x](/nowhere/)", **GOOD)})
    summary, one, second, none = desk_pages(
        paper,
        "problems",
        "problems?rule=no-summary",
        "problems?rule=no-summary&page=2",
        "problems?rule=<b>",
    )
    assert summary.text.index("rule-error-dead-link") < summary.text.index(
        "rule-warning-no-summary"
    )
    assert f"Show all {number}" in summary.text
    assert summary.text.count('class="problem ') == 1 + 3
    assert one.text.count('class="problem ') == 100
    assert second.text.count('class="problem ') == number - 100
    assert "<b>" not in none.text


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(), "The files of the paper are checked in a moment."),
        (Progress(3120, 13373), "Checked 3,120 of 13,373 files; the list grows"),
        (Progress(13373, 13373), "All 13,373 files are checked."),
    ],
)
def test_progress_is_told_in_words(progress, words):
    assert in_words(progress).startswith(words)


def test_a_report_does_not_count_as_a_save(paper):
    async def run() -> None:
        session = PreviewSession(take_snapshot(paper), lambda: NOW)
        paper.write({"content/world/new.md": article("New", summary="New.")})
        await session.handle_changes(frozenset({"content/world/new.md"}))
        await session.report((Diagnostic(code="bad-date", message="m"),))
        assert (session.revision, session.saves) == (1, 0)
        updating = asyncio.create_task(session.keep_current())
        async with asyncio.timeout(30):
            await session.wait_for_change(session.revision)
        assert session.saved == "/world/new/"
        updating.cancel()
        with suppress(asyncio.CancelledError):
            await updating

    asyncio.run(run())
