"""The site application of the preview: URLs, media types, and notes for pages."""

import asyncio
import re
from collections.abc import Callable
from itertools import count
from urllib.parse import quote

import httpx
import pytest

from newsgen.builder.progress import silent
from newsgen.serve.app import make_app
from newsgen.serve.guard import AccessRules
from newsgen.serve.session import PreviewSession
from newsgen.serve.site import notes_at
from newsgen.serve.snapshot import first_snapshot
from support.paper import NOW, Paper, article
from support.photos import photo

HOST = "localhost:8000"
KEYS = AccessRules(frozenset({"localhost"}), 8000, 8001, "token")
Get = Callable[..., httpx.Response]


def session_of(paper: Paper) -> PreviewSession:
    return PreviewSession(first_snapshot(paper.options(scope="everything"), silent), lambda: NOW)


@pytest.fixture
def get(make_paper) -> Get:
    """Requests a page from the preview of a paper with the given files."""
    numbers = count()

    def get(files: dict[str, str], path: str, method: str = "GET") -> httpx.Response:
        app = make_app(session_of(make_paper(files, f"site{next(numbers)}")), KEYS)

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
                return await client.request(method, path)

        return asyncio.run(ask())

    return get


STORY = {"content/world/a.md": article("Talks")}


def test_a_page_contains_the_script_of_the_preview(get):
    text = get(STORY, "/world/a/").text
    assert re.search(
        r'client\.js" data-desk="http://localhost:8001" data-page="/world/a/" data-digest="\w{32}"',
        text,
    )
    assert text.count("</body>") == 1


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/feed.xml", "application/rss+xml"),
        ("/sitemap.xml", "application/xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/css/site.css", "text/css; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
    ],
)
def test_every_file_has_its_media_type(get, path, kind):
    answer = get(STORY, path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


def test_an_asset_with_an_earlier_fingerprint_is_served_with_current_bytes(get):
    """A page with errors stays as it was, with earlier fingerprints in its links."""
    page = get(STORY, "/world/a/").text
    [link] = re.findall(r'href="(/css/site\.[0-9a-f]{8}\.css)"', page)
    now = get(STORY, link).content
    assert get(STORY, "/css/site.css").content == now
    assert get(STORY, "/css/site.00000000.css").content == now
    assert get(STORY, "/css/none.00000000.css").status_code == 404
    assert get(STORY, "/index.00000000.html").status_code == 404


def test_only_pages_contain_the_script(get):
    assert b"client.js" not in get(STORY, "/feed.xml").content
    assert b"client.js" not in get(STORY, "/css/site.css").content


def test_a_url_without_its_slash_redirects_to_the_page(get):
    answer = get(STORY, "/world/a")
    assert (answer.status_code, answer.headers["location"]) == (307, "/world/a/")


def test_a_missing_page_gets_the_404_page_of_the_site(get):
    answer = get(STORY, "/world/none/")
    assert answer.status_code == 404
    assert "Page not found" in answer.text
    assert "client.js" in answer.text


def test_a_site_with_a_base_path_is_served_below_it(get):
    files = {
        **STORY,
        "newsgen.yaml": "title: T\nbase_url: https://a.example/news/\nsections: {world: {}}\n",
    }
    assert get(files, "/").headers["location"] == "/news/"
    assert get(files, "/news/world/a/").status_code == 200
    assert get(files, "/world/a/").status_code == 404


def test_urls_in_urdu_are_served_and_have_notes(get, make_paper):
    files = {"content/world/خبر.md": article("خبر", lang="ur")}
    answer = get(files, f"/world/{quote('خبر')}/")
    assert answer.status_code == 200
    [page] = re.findall('data-page="([^"]+)"', answer.text)
    session = session_of(make_paper(files, "again"))
    notes = asyncio.run(notes_at(session, session.snapshot, page))
    assert notes["source"]["path"] == "content/world/خبر.md"


def test_a_head_request_has_no_body(get):
    answer = get(STORY, "/world/a/", "HEAD")
    assert (answer.status_code, answer.content) == (200, b"")


# --- files that the page of a saved story shows ---------------------------------------------------

FILE_TEXTS = {
    "content/world/a.md": article("Talks"),
    "content/world/gate.jpg": photo(600, 400),
    "content/world/count.pdf": b"%PDF-1.7\n",
    "content/world/talk.mp3": b"ID3",
}


@pytest.mark.parametrize(
    ("fields", "body", "pattern"),
    [
        ({}, "![Gate](gate.jpg)", r'<img src="(/media/[^"]+\.jpg)"'),
        ({"image": "gate.jpg"}, "Text.", r'srcset="(/media/[^" ]+\.webp)'),
        ({}, "[The count](count.pdf)", r'href="(/media/[^"]+\.pdf)"'),
        ({}, "::: audio talk.mp3\nTalk.\n:::", r'<audio src="(/media/[^"]+\.mp3)"'),
        ({}, "![Later](/later.jpg)", r'<img src="(/later\.jpg)"'),
    ],
    ids=["picture", "lead picture", "document", "sound", "file of static"],
)
def test_a_saved_story_and_the_files_that_it_shows_first_are_there_at_once(
    make_paper, fields, body, pattern
):
    paper = make_paper({})
    paper.write(FILE_TEXTS)

    async def run() -> None:
        session = session_of(paper)
        transport = httpx.ASGITransport(app=make_app(session, KEYS))
        updating = asyncio.create_task(session.keep_current())
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
            text = article("Talks", body, **fields)
            paper.write({"content/world/a.md": text, "static/later.jpg": photo(60, 40)})
            await session.handle_changes(frozenset({"content/world/a.md", "static"}))
            [address] = re.findall(pattern, (await client.get("/world/a/")).text)[:1]
            assert (await client.get(address)).status_code == 200
        updating.cancel()

    asyncio.run(run())


def test_a_file_that_is_nowhere_is_missing_at_once_if_nothing_changed(get):
    assert get(STORY, "/media/world/gate.jpg").status_code == 404
