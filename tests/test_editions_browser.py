"""Editions in a browser: each has its own direction, and the switch works by keyboard."""

import pytest

from support.paper import CONFIG, article
from support.servers import serving

pytestmark = pytest.mark.browser
EDITION = "editions: {ur: {title: مثال, lang: ur, sections: {world: {title: دنیا}}}}\n"


@pytest.fixture
def site(make_paper):
    """The address of a paper with an Urdu edition and a story in both languages."""
    paper = make_paper(
        {
            "newsgen.yaml": CONFIG + EDITION,
            "content/world/talks.md": article(translations="../ur/world/talks.md"),
            "content/ur/world/talks.md": article("مذاکرات ختم", "بات ہو گئی۔"),
        }
    )
    paper.build_ok()
    with serving(paper.public) as address:
        yield address


@pytest.fixture
def page(chromium):
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.set_default_timeout(15_000)
    yield page
    page.close()


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('href') || ''")


def test_the_frame_of_an_urdu_edition_begins_at_the_right(page, site):
    page.goto(f"{site}ur/")
    headline = page.locator("main a", has_text="مذاکرات").first.bounding_box()
    switch = page.locator(".editions a").bounding_box()
    assert 390 - (headline["x"] + headline["width"]) < 40
    assert switch["x"] < 40
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_switch_leads_by_keyboard_to_the_same_story_and_back(page, site):
    page.goto(f"{site}world/talks/")
    for other, direction in (("/ur/world/talks/", "rtl"), ("/world/talks/", "ltr")):
        page.keyboard.press("Tab")  # to the link that skips the frame
        page.keyboard.press("Tab")
        assert focused(page) == other
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{other}")
        assert page.locator("html").get_attribute("dir") == direction
