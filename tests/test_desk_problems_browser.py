"""The list of problems in a browser: it grows and shrinks by itself, without a look at any page."""

import re
from collections.abc import Iterator

import pytest

from support.desk_browser import expect, require_good, window
from support.paper import Paper, article
from support.preview import previewing

NOW = "2026-11-23T12:00:00Z"
A, UR = "content/world/a.md", "content/pakistan/ur.md"
FILES = {
    A: article("Talks end", "[More](/world/nowhere/)", summary="They end."),
    UR: article("خبر", "[مزید](/nowhere/)", section="pakistan", lang="ur", draft="true"),
}

pytestmark = pytest.mark.browser


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper(FILES)


@pytest.fixture
def desk(paper) -> Iterator[str]:
    """The URL of the desk of a running preview."""
    with previewing(paper, "--now", NOW) as running:
        yield running.desk


@pytest.fixture(params=[390, 1280])
def page(chromium, request) -> Iterator[object]:
    """A page of that width; an error in a script fails the test."""
    with window(chromium, request.param) as page:
        yield page


def test_a_problem_appears_and_goes_by_itself(page, desk, paper):
    page.goto(f"{desk}problems")
    expect(page.locator("#inspected")).to_have_text(re.compile("^All [0-9]+ files are checked"))
    files = page.locator(".file")
    expect(files).to_have_count(2)
    expect(files.first).to_contain_text("/nowhere/")
    expect(files.first.locator(".status-draft")).to_have_text("Draft")
    expect(page.locator("nav .count")).to_have_attribute("title", re.compile("^2 errors"))
    require_good(page)
    paper.write({A: article("Talks end", "[More](ur.md)", summary="They end.")})
    expect(files.last).to_contain_text("there is no ur.md")
    paper.write({A: article("Talks end", "No more.", summary="They end.")})
    expect(files).to_have_count(1)


def test_the_edit_page_shows_what_a_check_finds(page, desk, paper):
    page.goto(f"{desk}edit?path={A}")
    problems = page.locator("#problems li")
    expect(problems).to_have_text([re.compile("leads to no page or file of the site")])
    page.locator("#text").fill(FILES[A].replace("/world/nowhere/", "/world/a/"))
    page.keyboard.press("Control+s")
    expect(problems).to_have_count(0)


def test_many_problems_are_counted_by_rule(page, desk, paper):
    stories = {f"content/world/{n}.md": article(f"Story {n}", f"Number {n}.") for n in range(130)}
    paper.write(stories)
    page.goto(f"{desk}problems")
    row = page.locator(".rules tbody tr").filter(has_text="no-summary")
    expect(row).to_contain_text("131 warnings")
    expect(page.locator(".rules tbody tr").first).to_contain_text("dead-link")
    require_good(page)
    row.get_by_role("link").press("Enter")
    page.get_by_role("link", name="Show all 131 of no-summary").press("Enter")
    expect(page.locator(".file")).to_have_count(100)
    require_good(page)
    page.get_by_role("link", name="Next", exact=True).press("Enter")
    expect(page.locator(".file")).to_have_count(31)
