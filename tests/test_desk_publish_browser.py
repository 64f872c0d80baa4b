"""Publishing in a browser: from the first folder to nothing to do; the site as readers see it."""

import re
from collections.abc import Iterator

import pytest

from support.desk_browser import expect, require_good, window
from support.paper import CONFIG, Paper, article
from support.preview import Preview, previewing

LONG_AGO = "2020-11-20 10:00"
A = "content/world/a.md"
PLAN = "content/world/plan.md"
URDU = "ایک دکان اور پورا محلہ"
FILES = {
    A: article("Talks end", date=LONG_AGO),
    PLAN: article("Secret plan", date=LONG_AGO, draft="true"),
    "content/pakistan/ur.md": article(URDU, section="pakistan", lang="ur", date=LONG_AGO),
}
TARGETS = """
targets:
  live: {kind: directory, path: ../live}
  spare: {kind: directory, path: ../spare}
"""
SCREENS = {"phone": (390, "dark"), "desktop": (1280, "light")}

pytestmark = pytest.mark.browser


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper({**FILES, "newsgen.yaml": CONFIG + TARGETS})


@pytest.fixture
def preview(paper) -> Iterator[Preview]:
    with previewing(paper) as running:
        yield running


@pytest.fixture(params=["desktop"])
def page(chromium, request) -> Iterator[object]:
    """A page on that screen; an error in a script fails the test."""
    width, scheme = SCREENS[request.param]
    with window(chromium, width, scheme) as page:
        yield page


both_screens = pytest.mark.parametrize("page", SCREENS, indirect=True)


def button(page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def published(paper: Paper, place: str = "live/world/a/index.html") -> bool:
    return (paper.root.parent / place).exists()


@both_screens
def test_a_paper_without_a_target_is_published_from_the_desk_alone(page, make_paper):
    paper = make_paper(FILES)
    with previewing(paper) as preview:
        page.goto(f"{preview.desk}publish")
        require_good(page)
        page.get_by_label("Folder").fill("public")
        page.get_by_label("Public address").fill("https://courier.example/")
        button(page, "Use this folder").click()
        expect(page.locator("#refused")).to_contain_text("overlaps")
        require_good(page)
        page.get_by_label("Folder").fill("../live")
        button(page, "Use this folder").click()
        result = page.locator("#result")
        expect(result).to_contain_text("What readers will see")
        expect(result).to_contain_text("Talks end")
        expect(result).to_contain_text(URDU)
        expect(result).not_to_contain_text("Secret plan")
        require_good(page)
        assert not published(paper)
        button(page, "Publish").click()
        expect(result).to_contain_text("Readers see it at")
        expect(result.locator(".notice a")).to_have_attribute("href", "https://courier.example/")
        require_good(page)
        assert published(paper)
        button(page, "Compare again").click()
        expect(result).to_contain_text("Nothing to publish")
        expect(button(page, "Publish")).to_have_count(0)
        require_good(page)


def test_what_was_saved_after_the_comparison_is_shown_before_it_is_published(page, paper, preview):
    page.goto(f"{preview.desk}publish")
    expect(button(page, "Publish")).to_be_visible()
    other = page.context.new_page()
    other.goto(preview.desk)
    paper.write({PLAN: article("No secret", date=LONG_AGO)})
    expect(other.get_by_text("No secret").first).to_be_visible()
    button(page, "Publish").click()
    expect(page.locator("#result")).to_contain_text("No secret")
    expect(page.locator("#refused")).to_contain_text("has changed since")
    assert not published(paper)
    button(page, "Publish").click()
    expect(page.locator("#result")).to_contain_text("Readers see it at")
    expect(page.locator("#refused")).to_be_hidden()
    assert published(paper, "live/world/plan/index.html")


@both_screens
def test_errors_are_listed_until_an_editor_allows_them(page, paper):
    paper.write({A: article("Talks end", "[There](/nowhere/).", date=LONG_AGO)})
    with previewing(paper) as preview:
        page.goto(f"{preview.desk}publish")
        expect(page.locator(".problem").first).to_contain_text("/nowhere/")
        expect(button(page, "Publish")).to_have_count(0)
        require_good(page)
        button(page, "Publish despite these errors …").click()
        button(page, "Publish").click()
        expect(page.locator("#result")).to_contain_text("Readers see it at")
        assert published(paper)


@both_screens
def test_a_refusal_names_no_option_of_the_command_line(page, paper, preview):
    foreign = paper.root.parent / "live/world/a/index.html"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("somebody's")
    page.goto(f"{preview.desk}publish")
    result = page.locator("#result")
    expect(result).to_contain_text("files that newsgen did not upload are in the way")
    expect(result).not_to_contain_text("--")
    require_good(page)
    button(page, "Replace the files that are there …").click()
    button(page, "Publish").click()
    expect(result).to_contain_text("Readers see it at")
    assert foreign.read_text() != "somebody's"


def test_the_choice_of_the_place_and_the_result_agree(page, paper, preview):
    page.goto(f"{preview.desk}publish")
    expect(button(page, "Publish")).to_be_visible()
    page.get_by_label("Publish to").select_option("spare")
    expect(page.locator('#result [data-target="spare"]')).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{preview.desk}publish")
    expect(other.locator('#result [data-target="spare"]')).to_be_visible()
    expect(other.get_by_label("Publish to")).to_have_value("spare")
    button(page, "Publish").click()
    expect(page.locator("#result")).to_contain_text("Readers see it at")
    assert published(paper, "spare/world/a/index.html")
    assert not published(paper)


def test_a_page_that_lost_its_connection_catches_up(page, paper, preview):
    page.goto(f"{preview.desk}publish")
    expect(button(page, "Publish")).to_be_visible()
    page.route("**/publish/state", lambda route: route.abort())
    button(page, "Publish").click()
    expect(page.locator("#step")).to_contain_text("does not answer")
    expect(page.locator("#step")).to_be_visible()
    page.unroute("**/publish/state")
    expect(page.locator("#result")).to_contain_text("Readers see it at")
    page.route("**/publish", lambda route: route.abort())
    button(page, "Compare again").click()
    expect(page.locator("#refused")).to_contain_text("does not answer")
    assert published(paper)


def test_a_list_of_many_stories_and_long_headlines_is_bounded(page, paper):
    many = {f"content/world/n{number}.md": article("N", date=LONG_AGO) for number in range(210)}
    paper.write({**many, A: article("Endless" * 43, date=LONG_AGO)})
    with previewing(paper) as preview:
        page.set_viewport_size({"width": 390, "height": 900})
        page.goto(f"{preview.desk}publish")
        expect(page.locator(".publish-added li")).to_have_count(201)
        expect(page.locator(".publish-added")).to_contain_text("more stories")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@both_screens
def test_the_site_is_shown_as_readers_see_it(page, preview):
    page.goto(preview.desk)
    page.get_by_role("link", name="As readers see it").click()
    expect(page.get_by_text("Talks end").first).to_be_visible()
    expect(page.get_by_text("Secret plan")).to_have_count(0)
    expect(page.locator(".readers")).to_be_visible()
    require_good(page)
    page.goto(f"{preview.address}world/plan/")
    expect(page.get_by_text("Page not found").first).to_be_visible()
    page.get_by_role("link", name="Show all stories").click()
    page.wait_for_url(re.compile(r"/world/plan/$"))
    expect(page.get_by_role("heading", name="Secret plan")).to_be_visible()
    expect(page.locator(".readers")).to_be_hidden()


def test_the_view_of_readers_stays_current(page, paper, preview):
    page.goto(f"{preview.address}_newsgen/readers")
    expect(page.get_by_text("Talks end").first).to_be_visible()
    expect(page.get_by_text("Secret plan")).to_have_count(0)
    paper.write({PLAN: article("Secret plan", date=LONG_AGO)})
    expect(page.get_by_text("Secret plan").first).to_be_visible()
    paper.write({A: article("Talks fail", date=LONG_AGO, draft="true")})
    expect(page.get_by_text("Talks end", exact=True)).to_have_count(0)
    expect(page.get_by_text("Talks fail")).to_have_count(0)
