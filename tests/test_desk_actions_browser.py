"""Stories are released, unpublished and moved in a browser, by mouse, by keyboard, on a phone."""

from collections.abc import Iterator

import pytest

from support.desk_browser import expect, require_good, window
from support.paper import CONFIG, Paper, article
from support.preview import previewing

NOW = "2026-11-23T12:00:00Z"
TALKS = "content/world/2026-11-20-talks.md"
PLAN = "content/world/2026-11-01-plan.md"
SHOP = "content/pakistan/shop.md"
DRAFT = "---\ntitle: A plan\ndraft: true\n---\n\nThe plan is here.\n"
FILES = {
    "newsgen.yaml": CONFIG + "targets:\n  web: {kind: directory, path: out}\n",
    TALKS: article(),
    PLAN: DRAFT,
    SHOP: article(
        "ایک دکان اور پورا محلہ",
        "[x](../world/2026-11-20-talks.md)",
        section="pakistan",
        lang="ur",
    ),
}

pytestmark = pytest.mark.browser


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper(FILES)


@pytest.fixture
def preview(paper) -> Iterator[object]:
    with previewing(paper, "--now", NOW) as running:
        yield running


BOTH_SIZES = pytest.mark.parametrize("page", [1280, 390], ids=["desktop", "phone"], indirect=True)


@pytest.fixture
def page(chromium, request) -> Iterator[object]:
    """A page on a screen of that width; an error in a script fails the test."""
    with window(chromium, getattr(request, "param", 1280)) as page:
        yield page


def button(page, action: str, path: str):
    return page.locator(f'[data-action="{action}"][data-path="{path}"]')


@BOTH_SIZES
def test_a_draft_is_released_from_the_list(page, preview, paper):
    page.goto(preview.desk)
    require_good(page)
    button(page, "release", PLAN).click()
    dialog = page.get_by_role("dialog", name="Release")
    expect(dialog.locator(".act-story")).to_have_text("A plan")
    expect(dialog.locator(".act-warnings li").first).to_contain_text("no summary")
    require_good(page)
    dialog.get_by_role("button", name="Release").click()
    expect(dialog.locator(".done p").first).to_have_text(
        "Released. Readers see it after the next publication."
    )
    expect(dialog.get_by_role("link", name="Publish")).to_have_attribute(
        "href", "/_newsgen/publish"
    )
    require_good(page)
    dialog.get_by_role("button", name="Close").click()
    expect(button(page, "unpublish", PLAN)).to_be_visible()
    assert "date: 2026-11-23 17:00\n" in (paper.root / PLAN).read_text()


def test_what_is_typed_is_saved_before_a_release(page, preview, paper):
    page.goto(f"{preview.desk}edit?path={PLAN}")
    area = page.locator("#text")
    expect(area).to_be_enabled()
    area.press("Control+End")
    page.keyboard.type("A second sentence.")
    button(page, "release", PLAN).click()
    dialog = page.get_by_role("dialog", name="Release")
    dialog.get_by_label("Date and time").fill("2026-11-24T10:00")
    dialog.get_by_role("button", name="Release (appears 24 Nov 10:00)").click()
    expect(dialog.locator(".done p").first).to_contain_text("after 24 Nov 10:00")
    dialog.get_by_role("button", name="Close").click()
    expect(button(page, "unpublish", PLAN)).to_be_visible()
    assert (paper.root / PLAN).read_text() == (
        "---\ntitle: A plan\ndate: 2026-11-24 10:00\n---\n\nThe plan is here.\nA second sentence."
    )


def test_a_story_without_words_says_why_it_cannot_be_released(page, preview, paper):
    paper.write({PLAN: "---\ntitle: A plan\ndraft: true\n---\n"})
    page.goto(f"{preview.desk}edit?path={PLAN}")
    expect(page.locator("#text")).to_be_enabled()
    button(page, "release", PLAN).click()
    dialog = page.get_by_role("dialog", name="Release")
    expect(dialog.locator(".act-errors li")).to_have_text(
        "the story has no words yet: write it first"
    )
    expect(dialog.get_by_role("button", name="Release")).to_be_disabled()
    require_good(page)


@BOTH_SIZES
def test_a_story_is_unpublished_after_a_question(page, preview, paper):
    page.goto(f"{preview.desk}edit?path={TALKS}")
    expect(page.locator("#text")).to_be_enabled()
    button(page, "unpublish", TALKS).click()
    dialog = page.get_by_role("dialog", name="Unpublish")
    expect(dialog.locator(".act-address")).to_have_text("/world/talks/")
    expect(dialog.locator(".act-users li")).to_have_text(SHOP)
    require_good(page)
    dialog.get_by_role("button", name="Cancel").click()
    assert (paper.root / TALKS).read_text() == FILES[TALKS]
    button(page, "unpublish", TALKS).click()
    dialog.get_by_role("button", name="Unpublish").click()
    expect(dialog.locator(".done")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(button(page, "release", TALKS)).to_be_visible()
    assert "expires: 2026-11-23 17:00\n" in (paper.root / TALKS).read_text()


@BOTH_SIZES
def test_a_story_moves_by_keyboard_alone_and_its_old_address_answers(page, preview, paper):
    page.goto(preview.desk)
    button(page, "rename", TALKS).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Name and section")
    expect(dialog.get_by_label("Name in the address")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("plan")
    expect(dialog.locator(".refusal")).to_contain_text("this address belongs to")
    require_good(page)
    page.keyboard.press("Control+A")
    page.keyboard.type("peace")
    expect(dialog.locator(".act-new")).to_have_text("/world/peace/")
    page.keyboard.press("Tab")
    page.keyboard.press("p")
    expect(dialog.locator(".act-new")).to_have_text("/pakistan/peace/")
    expect(dialog.locator(".act-users li")).to_have_text(SHOP)
    expect(dialog.get_by_label("Keep the old address as redirect")).to_be_checked()
    require_good(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Move it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.locator(".done p").first).to_contain_text("/pakistan/peace/")
    page.keyboard.press("Escape")
    new = "content/pakistan/2026-11-20-peace.md"
    expect(button(page, "rename", new)).to_be_visible()
    assert "aliases: [/world/talks/]\n" in (paper.root / new).read_text()
    assert "[x](2026-11-20-peace.md)" in (paper.root / SHOP).read_text()
    page.goto(f"{preview.address}world/talks/")
    page.wait_for_url("**/pakistan/peace/")


def test_the_page_of_a_story_goes_along_when_it_moves(page, preview, paper):
    page.goto(f"{preview.desk}edit?path={TALKS}")
    expect(page.locator("#text")).to_be_enabled()
    button(page, "rename", TALKS).click()
    dialog = page.get_by_role("dialog", name="Name and section")
    dialog.get_by_label("Name in the address").fill("peace")
    expect(dialog.locator(".act-new")).to_have_text("/world/peace/")
    dialog.get_by_role("button", name="Move it").click()
    page.wait_for_url("**/edit?path=content/world/2026-11-20-peace.md")
    expect(page.locator("#text")).to_have_value(
        (paper.root / "content/world/2026-11-20-peace.md").read_text()
    )


def test_a_change_by_somebody_else_is_told_and_kept(page, preview, paper):
    page.goto(preview.desk)
    button(page, "unpublish", TALKS).click()
    dialog = page.get_by_role("dialog", name="Unpublish")
    expect(dialog.locator(".act-address")).to_have_text("/world/talks/")
    changed = article(body="Changed.")
    paper.write({TALKS: changed})
    dialog.get_by_role("button", name="Unpublish").click()
    expect(dialog.locator(".refusal")).to_contain_text("Somebody changed this story")
    assert (paper.root / TALKS).read_text() == changed
