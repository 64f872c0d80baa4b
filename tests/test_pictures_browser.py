"""Pictures in a browser: the right version, no jump, a gallery by keyboard and touch."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.paper import CONFIG, Paper, article
from support.photos import photo
from support.servers import serving

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
AXE = Path(axe.__file__).with_name("axe.min.js")
A = "content/world/a.md"
BODY = """\
Words.

::: gallery The harbour
![A gate](gate.jpg "At the gate | Agency")
![A tower](tall.jpg)
![Boats](gate.jpg "Boats")
:::
"""

pytestmark = pytest.mark.browser


@pytest.fixture
def site(make_paper) -> Iterator[str]:
    """The address of a paper with a lead picture and a gallery."""
    paper: Paper = make_paper({A: article(body=BODY, image="{src: gate.jpg, alt: A gate}")})
    paper.write({"newsgen.yaml": f"{CONFIG}pictures: {{widths: [100, 400]}}\n"})
    paper.write({"content/world/gate.jpg": photo(600, 400)})
    paper.write({"content/world/tall.jpg": photo(200, 400)})
    paper.build_ok()
    with serving(paper.public) as address:
        yield address


def open_page(chromium, address: str, width: int = 390):
    page = chromium.new_page(viewport={"width": width, "height": 800}, has_touch=True)
    page.set_default_timeout(15_000)
    page.goto(address)
    return page


def test_a_browser_loads_the_version_that_fits(chromium, site):
    page = open_page(chromium, f"{site}world/a/")
    lead = page.locator(".story-picture img")
    shown = lead.evaluate("image => image.decode().then(() => image.currentSrc)")
    assert "gate-400." in shown
    assert shown.endswith(".webp")
    page.close()


def test_no_picture_moves_the_text_when_it_arrives(chromium, site):
    page = open_page(chromium, f"{site}world/a/")
    shifts = """() => new Promise((done) => new PerformanceObserver((list) =>
      done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))
    ).observe({ type: "layout-shift", buffered: true }) || setTimeout(() => done(0), 500))"""
    assert page.evaluate(shifts) <= 0.02
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_gallery_is_turned_by_keyboard_and_by_touch(chromium, site, width):
    page = open_page(chromium, f"{site}world/a/", width)
    view = page.locator(".gallery-view:target")
    page.locator(".gallery-open").first.focus()
    page.keyboard.press("Enter")
    api.expect(view).to_have_id("picture:1")
    api.expect(view.locator("figcaption")).to_contain_text("At the gate")
    view.get_by_text("Next picture").press("Enter")
    api.expect(view).to_have_id("picture:2")
    picture = view.locator("img").bounding_box()
    assert picture["height"] > 300
    page.go_back()
    api.expect(view).to_have_id("picture:1")
    view.get_by_text("Close").press("Enter")
    api.expect(view).to_have_count(0)
    page.locator(".gallery-open").last.tap()
    api.expect(view).to_have_id("picture:3")
    view.get_by_text("Close").tap()
    api.expect(view).to_have_count(0)
    page.close()


def test_nothing_keeps_anybody_out(chromium, site):
    page = open_page(chromium, f"{site}world/a/", 1280)
    page.add_script_tag(path=str(AXE))
    for fragment in ("", "#picture:1"):
        page.evaluate("fragment => { location.hash = fragment; }", fragment)
        found = page.evaluate("axe.run(document.querySelector('main'))")
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    page.close()
