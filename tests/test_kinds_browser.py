"""Kinds of stories in a browser: notes open in place, tables scroll, nothing bars a reader."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.paper import article
from support.servers import serving

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
AXE = Path(axe.__file__).with_name("axe.min.js")
WORDS = "\n\n".join(["Words that fill a line of a phone, and one more of them."] * 12)
WIDE = "\n".join(["| Column of words " * 12 + "|", "| --- " * 12 + "|", "| value " * 12 + "|"])
BODY = f"{WORDS}\n\nA note.[^1]\n\n{WIDE}\n\n{WORDS}\n\n[^1]: The [note](https://a.example)."

pytestmark = pytest.mark.browser


@pytest.fixture
def site(make_paper) -> Iterator[str]:
    """The address of a paper with stories of many kinds."""
    paper = make_paper(
        {
            "content/world/a.md": article(
                body=BODY,
                type="review",
                rating="{item: The River, value: 3.5, kind: film}",
                highlights="[One point, Two points]",
                ai="Translated by a program.",
                authors="[Ann Lee]",
                series="Rivers",
                corrections="[{date: 2026-11-21, kind: retraction, text: Wrong.}]",
                breaking_until="2026-11-24",
            ),
            "content/world/b.md": article(
                "Part one",
                date="2026-11-01",
                series="Rivers",
                type="obituary",
                subject="{name: Zahra Noor, born: 1931, died: 2026}",
            ),
            "content/world/c.md": article("Elsewhere", link="https://www.example.org/x"),
            "content/world/d.md": article(
                "خبر", lang="ur", type="sponsored", sponsor="بینک", breaking_until="2026-11-24"
            ),
        }
    )
    paper.build_ok()
    with serving(paper.public) as address:
        yield address


def open_page(chromium, address: str):
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.set_default_timeout(15_000)
    page.goto(address)
    return page


def test_a_footnote_opens_in_place_and_the_way_back_closes_it(chromium, site):
    page = open_page(chromium, f"{site}world/a/")
    reference = page.locator("[role=doc-noteref]")
    reference.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    reference.click()
    note = page.locator("#fn\\:1")
    assert page.evaluate("scrollY") == before
    assert note.evaluate("note => note.getBoundingClientRect().bottom") == 800
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "note"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#fnref:1")
    assert note.evaluate("note => getComputedStyle(note).position") == "static"
    assert reference.evaluate(
        "link => { const top = link.getBoundingClientRect().top; return top > 0 && top < 800 }"
    )


def test_a_wide_table_scrolls_alone_and_by_keyboard(chromium, site):
    page = open_page(chromium, f"{site}world/a/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    table = page.get_by_role("region", name="Table 1")
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.table').scrollLeft > 0")


@pytest.mark.parametrize(
    "path",
    ["", "world/", "world/a/", "world/a/#fn:1", "world/b/", "world/c/", "world/d/", "corrections/"],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_a_reader(chromium, site, path, scheme):
    page = open_page(chromium, f"{site}{path}")
    page.emulate_media(color_scheme=scheme)
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run().then(result => result.violations.map(each => each.id))")
    assert found == []
