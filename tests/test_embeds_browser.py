"""Embeds in a browser: no other host is asked for anything before a reader asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.embed_codes import CODES
from support.paper import Paper, article
from support.servers import serving

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
AXE = Path(axe.__file__).with_name("axe.min.js")
POST = "::: embed https://mastodon.example/@ayesha/109\nWe counted them *twice*.\n:::"
BODY = "\n\n".join(["Words.", *dict.fromkeys(url for url, _ in CODES.values()), POST])

pytestmark = pytest.mark.browser


@pytest.fixture
def site(make_paper) -> Iterator[str]:
    """The address of a paper with a story that shows something of every service."""
    paper: Paper = make_paper({"content/world/a.md": article(body=BODY)})
    paper.build_ok()
    with serving(paper.public) as address:
        yield address


@pytest.fixture
def asked() -> list[str]:
    """The addresses at other hosts that the page asks for."""
    return []


@pytest.fixture(params=["with script", "without script"])
def page(request, chromium, site, asked):
    """The page of the story. Other hosts answer with an empty page."""
    context = chromium.new_context(java_script_enabled=request.param == "with script")

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body="<title>There</title>", content_type="text/html")

    context.route(lambda url: not url.startswith(site), answer)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{site}world/a/", wait_until="networkidle")
    yield page
    context.close()


def test_nothing_is_asked_of_another_host_before_a_click(page, asked):
    assert page.locator(".embed").count() > len(CODES) / 2
    assert page.locator("iframe").count() == 0
    assert asked == []


@pytest.mark.parametrize("page", ["with script"], indirect=True)
def test_a_click_shows_the_player_and_nothing_else(page, asked):
    page.locator(".embed-youtube .embed-link").first.click()
    player = page.locator(".embed-youtube iframe")
    api.expect(player).to_have_count(1)
    api.expect(player).to_have_attribute("title", "YouTube")
    api.expect(player).to_be_focused()
    page.wait_for_load_state("networkidle")
    assert asked == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&start=9"]
    assert player.bounding_box()["height"] > 200
    assert page.url.endswith("/world/a/")


@pytest.mark.parametrize("page", ["with script"], indirect=True)
def test_every_player_can_be_opened_by_keyboard(page, asked):
    links = page.locator(".embed-link[data-player]")
    addresses = links.evaluate_all("links => links.map(link => link.dataset.player)")
    for _ in addresses:
        links.first.press("Enter")
    page.wait_for_load_state("networkidle")
    assert page.locator("iframe").count() == len(addresses)
    assert asked == addresses


@pytest.mark.parametrize("page", ["without script"], indirect=True)
def test_without_a_script_a_click_leads_to_the_page_of_the_service(page, asked):
    page.locator(".embed-youtube .embed-link").first.click()
    page.wait_for_url("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=9")
    assert asked == [page.url]


@pytest.mark.parametrize("page", ["with script"], indirect=True)
def test_a_post_without_a_player_leads_to_its_page(page):
    page.locator(".embed-x .embed-link").click()
    page.wait_for_url("https://x.com/ayesha/status/123")


@pytest.mark.parametrize("page", ["with script"], indirect=True)
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_keeps_anybody_out(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run(document.querySelector('main'))")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("page", ["with script"], indirect=True)
def test_paper_shows_the_address_and_not_the_note(page):
    page.emulate_media(media="print")
    link = page.locator(".embed-youtube .embed-link").first
    assert "youtube.com/watch" in link.evaluate("link => getComputedStyle(link, '::after').content")
    api.expect(link.locator(".embed-note")).to_be_hidden()
