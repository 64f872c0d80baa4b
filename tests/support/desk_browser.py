"""A window of a browser on the desk, for tests that are marked ``browser``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect
axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")

_AXE = Path(axe.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
_PATIENCE = 20_000
"""Milliseconds to wait for what is expected."""


@contextmanager
def window(chromium, width: int = 1280, scheme: str = "light") -> Iterator[object]:
    """A page in a new window; an error in a script fails the test."""
    size = {"width": width, "height": 900}
    context = chromium.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(_PATIENCE)
    expect.set_options(timeout=_PATIENCE)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def edit(page, desk: str, path: str):
    """The text area, once it contains the source."""
    page.goto(f"{desk}edit?path={path}")
    area = page.locator("#text")
    expect(area).to_be_enabled()
    expect(page.locator("#saved")).to_have_text("Saved")
    return area


def put_caret(area, after: str) -> None:
    """Put the cursor after the first occurrence of ``after`` in the text."""
    area.focus()
    area.evaluate(
        "(a, w) => { const p = a.value.indexOf(w) + w.length; a.setSelectionRange(p, p); }", after
    )


def violations(page) -> dict[str, list[str]]:
    """The elements in which axe finds a violation, by rule."""
    page.evaluate(_AXE)  # not as an element: the policy of the desk allows only its own scripts
    results = page.evaluate("axe.run(document, { iframes: false })")
    return {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in results["violations"]}


def require_good(page) -> None:
    """Fail if the page is wider than the window, or axe finds a violation."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == {}
