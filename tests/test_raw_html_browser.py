"""The attacks of ``support.html_attacks`` in a browser: none runs a script or loads a file."""

import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from newsgen.diagnostics import Severity
from support.html_attacks import ATTACKS
from support.paper import Paper, article
from support.preview import chromium

pytestmark = pytest.mark.browser

playwright = pytest.importorskip("playwright.sync_api")

SCRIPT = "window.hits = []; window.hit = () => window.hits.push(location.href)"


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def served(root: Path, raw_html: str, attacks: list[str]):
    """The origin of a site with a story for each attack that a build does not refuse."""
    paper = Paper(root=root)
    stories = {
        f"content/world/{number}.md": article(f"Story {number}", body=f"Words.\n\n{body}\n\nMore.")
        for number, body in enumerate(attacks)
    }
    settings = f"title: T\nsections: {{world: {{}}}}\nmarkdown: {{raw_html: {raw_html}}}\n"
    paper.write({"newsgen.yaml": settings, **stories})
    for refused in {d.path for d in paper.build().diagnostics if d.severity is Severity.ERROR}:
        paper.remove(refused)
    assert paper.build().committed
    handler = partial(SimpleHTTPRequestHandler, directory=str(paper.public))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", sorted(paper.public.glob("world/*/index.*"))
        server.shutdown()


def visit(browser, origin: str, pages: list[Path]) -> tuple[list[str], list[str]]:
    """What ran and what was asked for, when somebody reads all pages and follows their links."""
    asked, hits = [], []
    page = browser.new_page()
    page.add_init_script(SCRIPT)
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (hits.append(dialog.message), dialog.dismiss()))
    for path in pages:
        page.goto(f"{origin}/world/{path.parent.name}/")
        page.evaluate("document.querySelectorAll('#go').forEach(found => found.click())")
        hits += page.evaluate("window.hits")
    page.close()
    return hits, [url for url in asked if "loot" in url]


def test_no_attack_runs_a_script_or_loads_a_file(browser, tmp_path):
    with served(tmp_path / "site", "safe", ATTACKS) as (origin, pages):
        assert len(pages) > 90
        assert visit(browser, origin, pages) == ([], [])


def test_the_same_attacks_succeed_where_html_is_trusted(browser, tmp_path):
    attacks = ["<script>hit()</script>", "<img src=x onerror=hit()>", "<embed src=/loot/e.svg>"]
    with served(tmp_path / "site", "trusted", attacks) as (origin, pages):
        hits, loaded = visit(browser, origin, pages)
    assert len(hits) == 2
    assert len(loaded) == 1
