"""Languages in a browser: the Nastaliq comes early and moves nothing, ages have their digits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.paper import CONFIG, article
from support.servers import serving

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[1]
SHIFTS = """window.shifts = 0; new PerformanceObserver((list) => {
for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({type: "layout-shift", buffered: true})"""
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 90_000,
}
"""A slow mobile network, in milliseconds and bytes a second."""


@pytest.fixture
def site(make_paper) -> Iterator[str]:
    """The address of a paper in Urdu: that of the starter site, and one story of today."""
    own = {
        f"content/urdu/{place.name}": place.read_bytes().replace(
            b"section: culture", b"section: urdu"
        )
        for place in (ROOT / "content/ur/culture").iterdir()
    }
    today = article("آج کی خبر", "خبر کا متن۔", section="urdu", date="2026-11-23 10:00")
    settings = CONFIG.replace("  pakistan", "  urdu: {title: اردو}\n  pakistan") + "lang: ur\n"
    paper = make_paper({**own, "content/urdu/today.md": today, "newsgen.yaml": settings})
    paper.build()
    with serving(paper.public) as address:
        yield address


@pytest.mark.parametrize("width", [390, 1280])
def test_the_nastaliq_is_loaded_early_and_moves_nothing(chromium, site, width):
    context = chromium.new_context(viewport={"width": width, "height": 844})
    for path in ("", "urdu/mohalla-kutub-khana/"):
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        network.send("Network.emulateNetworkConditions", SLOW)
        page.add_init_script(SHIFTS)
        page.goto(site + path, wait_until="networkidle")
        preloaded = page.eval_on_selector_all(
            "link[rel=preload][as=font]", "l => l.map(e => e.href)"
        )
        assert [link.rpartition("/")[2][:14] for link in preloaded] == ["noto-nastaliq-"]
        assert page.evaluate("document.fonts.check('20px \"Noto Nastaliq Urdu Variable\"', 'ب')")
        assert page.evaluate("window.shifts") < 0.02, path
        page.close()
    context.close()


def test_how_long_ago_is_told_in_the_digits_of_the_language(chromium, site):
    page = chromium.new_page()
    page.clock.install(time="2026-11-23T08:00:00+00:00")
    page.goto(site)
    assert page.locator("time[data-age]").first.text_content() == "۳ گھنٹے پہلے"
    page.close()
