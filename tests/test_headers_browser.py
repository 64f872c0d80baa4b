"""The theme works in a browser with the headers that docs/operators.md recommends."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from newsgen.files import theme
from newsgen.markdown import SERVICES
from support.paper import Paper, article
from support.preview import chromium

pytestmark = pytest.mark.browser

playwright = pytest.importorskip("playwright.sync_api")

OPERATORS = Path(__file__).parents[1] / "docs" / "operators.md"
RICH = """\
Words with a note.[^1]

| left | right |
| :-- | --: |
| 1 | 2 |

::: video https://youtu.be/dQw4w9WgXcQ
A film.
:::

::: video https://vimeo.com/76979871
Another.
:::

::: pullquote Ayesha Khan
We counted them twice.
:::

https://youtu.be/dQw4w9WgXcQ

https://mastodon.example/@ayesha/109

[^1]: The note.
"""
ADDRESSES = (
    "",
    "world/rich/",
    "world/",
    "tags/",
    "authors/",
    "series/",
    "about/",
    "ur/",
    "404.html",
    "old/",
)


def policy() -> str:
    """The policy that docs/operators.md recommends; it is there once for each server."""
    text = OPERATORS.read_text(encoding="utf-8")
    found = {p.rstrip(";") for p in re.findall(r"default-src 'none';[^\"\n]*", text)}
    assert len(found) == 1, found
    return found.pop()


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """The built example paper, with a story that contains everything a body can have."""
    starter = theme.home()
    content = starter / "content"
    files = {f"content/{p.relative_to(content)}": p for p in content.rglob("*") if p.is_file()}
    paper = Paper(root=tmp_path_factory.mktemp("example"))
    paper.write({path: place.read_bytes() for path, place in files.items()})
    paper.write({"newsgen.yaml": (starter / "newsgen.yaml").read_bytes()})
    paper.write({"content/world/rich.md": article("Rich", body=RICH, aliases="[/old/]")})
    assert paper.build().committed
    return paper


@pytest.fixture(scope="module")
def served(example: Paper) -> Iterator[str]:
    """The URL of the example paper on a server that sends the policy."""

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy())
            self.send_header("X-Content-Type-Options", "nosniff")
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    handler = partial(Handler, directory=str(example.public))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser, served) -> Iterator[object]:
    """A page that records violations of the policy; requests to other machines are blocked."""
    context = browser.new_context()
    context.route(lambda address: not address.startswith(served), lambda route: route.abort())
    context.add_init_script(
        "window.forbidden = [];"
        "document.addEventListener('securitypolicyviolation',"
        " (found) => forbidden.push(`${found.violatedDirective} ${found.blockedURI}`));"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_policy_allows_everything_in_the_theme(page, served, address):
    page.goto(served + address, wait_until="load")
    if address == "old/":
        page.wait_for_url(served + "world/rich/")
    assert page.evaluate("forbidden") == []
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.size)") > 0
    assert page.evaluate("[...document.styleSheets].every((sheet) => sheet.cssRules.length > 0)")


def test_the_policy_allows_the_players_of_all_services_but_not_those_of_every_server(page, served):
    hosts = {urlsplit(form.player).netloc for each in SERVICES for form in each.forms}
    frames = next(part for part in policy().split("; ") if part.startswith("frame-src "))
    assert set(frames.split()[1:]) == {f"https://{host}" for host in hosts - {"", "{host}"}}
    page.goto(served + "world/rich/")
    page.locator(".embed-youtube .embed-link").click()
    page.wait_for_selector(".embed-player")
    assert page.evaluate("forbidden") == []


def test_a_forbidden_player_leads_to_the_page_of_its_service(page, served):
    page.route("https://mastodon.example/**", lambda route: route.fulfill(body="There"))
    page.goto(served + "world/rich/")
    page.locator(".embed-mastodon .embed-link").click()
    page.wait_for_url("https://mastodon.example/@ayesha/109")


def test_the_policy_blocks_foreign_content(page, served):
    page.goto(served, wait_until="load")
    page.evaluate(
        """() => {
            for (const [name, more] of [["script", {textContent: "window.ran = 1"}],
                                        ["script", {src: "https://evil.example/x.js"}],
                                        ["iframe", {src: "https://evil.example/"}],
                                        ["div", {}]]) {
                document.body.append(Object.assign(document.createElement(name), more));
            }
            document.body.lastChild.setAttribute("style", "color: red");
        }"""
    )
    page.wait_for_function("forbidden.length >= 4")
    assert page.evaluate("window.ran") is None
    kinds = {found.split()[0] for found in page.evaluate("forbidden")}
    assert kinds == {"script-src-elem", "frame-src", "style-src-attr"}
