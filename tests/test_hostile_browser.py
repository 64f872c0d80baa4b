"""Hostile files and scripts in the site, in a browser: none can read the token or a page of the
desk, and none can write.

The files are added to the plan even if a build would reject them, because the preview must be safe
without those checks.
"""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from mimetypes import MimeTypes
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from msgspec.structs import replace

from newsgen.builder.progress import silent
from newsgen.digest import digest_bytes
from newsgen.models import Output
from newsgen.serve.app import make_app
from newsgen.serve.guard import AccessRules
from newsgen.serve.server import make_server
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot, first_snapshot
from newsgen.serve.sockets import host_names, open_sockets
from support.paper import NOW, Paper, article, snapshot
from support.preview import chromium

pytestmark = pytest.mark.browser

playwright = pytest.importorskip("playwright.sync_api")

TOKEN = "TOKEN-of-this-run"
A, TRUSTED = "content/world/a.md", "content/world/trusted.md"
NAME = "newsroom.example"
"""Another name of this machine; browsers do not treat it as trusted like localhost."""
ONLY_DESK = "only-the-desk-shows-this"
SECRETS = (TOKEN, ONLY_DESK, "Keyboard shortcuts")
"""Text of the desk's pages and answers that no script of the site may read."""
SAVE = json.dumps({"path": A, "text": "overwritten", "digest": "{digest}"})

STEAL = (Path(__file__).parent / "support/hostile.js").read_text("utf-8")
"""A script that makes every attempt, and reports the results in URLs that the test records."""
RAN = "new Image().src=`/loot?ran`"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
)
XHTML = '<html xmlns="http://www.w3.org/1999/xhtml"><script>{}</script></html>'
XSLT = (
    '<?xml version="1.0"?><xsl:stylesheet version="1.0"'
    ' xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">'
    "<html><body><script>{}</script></body></html></xsl:template></xsl:stylesheet>"
)
PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS({})>>>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    "trailer<</Root 1 0 R>>\n%%EOF{}"
)
MHTML = "MIME-Version: 1.0\nContent-Type: text/html\nContent-Location: x\n\n<script>{}</script>"
FILES = {
    "script.html": "<!doctype html><body><script>{steal}</script>",
    "module.html": '<!doctype html><script type="module">{steal}</script>',
    "handler.html": "<img src=x onerror='{ran}'><details open ontoggle='{ran}'>",
    "outside.html": '<base href="{desk}/"><script src="/media/world/x.js"></script>',
    "refresh.html": '<meta http-equiv="refresh" content="0;url=/world/trusted/">',
    "refresh-script.html": '<meta http-equiv="refresh" content="0;url=javascript:{ran}">',
    "refresh-desk.html": '<meta http-equiv="refresh" content="0;url={desk}/_newsgen/">',
    "frame.html": '<iframe src="{desk}/_newsgen/" onload="{ran}"></iframe>',
    "frame-own.html": '<iframe srcdoc="<script>{ran}</script>"></iframe><iframe src="x.js">',
    "frame-page.html": '<iframe src="/world/trusted/"></iframe>',
    "object.html": '<object data="script.svg"></object><embed src="script.svg">',
    "form.html": '<form action="{desk}/_newsgen/save" method="post"><input autofocus'
    ' onfocus="{ran}">',
    "link.html": '<link rel="stylesheet" href="x.css"><a href="javascript:{ran}" id="go">Go</a>',
    "portal.html": '<script src="{desk}/_newsgen/assets/desk.js" type="module"></script>',
    "open.html": '<a id="go" href="{desk}/_newsgen/" target="_blank" rel="opener">Go</a>',
    "copied.html": "<!doctype html><script src='/evil.js'></script>",
    "packed.html.gz": "<script>{steal}</script>",
    "script.svg": SVG.format("", "<script>{steal_xml}</script>"),
    "handler.svg": SVG.format("onload='{ran}'", "<image href='x' onerror='{ran}'/>"),
    "foreign.svg": SVG.format(
        "",
        '<foreignObject width="9" height="9"><body xmlns="http://www.w3.org/1999/xhtml">'
        "<iframe src='{desk}/_newsgen/'></iframe><script>{steal_xml}</script></body>"
        "</foreignObject>",
    ),
    "use.svg": SVG.format(
        "", "<use href=\"data:image/svg+xml,&lt;svg id='x' onload='{ran}'/&gt;#x\"/>"
    ),
    "animate.svg": SVG.format(
        "",
        "<a id='go'><animate attributeName='href' to='javascript:{ran}' dur='1ms' fill='freeze'"
        " onbegin='{ran}' onend='{ran}'/><text y='20'>Go</text></a>",
    ),
    "link.svg": SVG.format(
        "", '<a id="go" xlink:href="javascript:{ran}"><text y="20">Go</text></a>'
    ),
    "outside.svg": SVG.format("", '<script href="/evil.js"/><script xlink:href="x.js"/>'),
    "entity.svg": '<!DOCTYPE svg [<!ENTITY x "&#60;script>{steal_xml}&#60;/script>">]>'
    + SVG.format("", "&x;"),
    "page.xml": XHTML.format("{steal_xml}"),
    "feed.rdf": XHTML.format("{steal_xml}"),
    "styled.xml": '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="style.xsl"?><a/>',
    "style.xsl": XSLT.format("{steal_xml}"),
    "self.xml": '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="./style.xsl"?>'
    + XHTML.format("{steal_xml}"),
    "page.xhtml": XHTML.format("{steal_xml}"),
    "page.mhtml": MHTML.format("{steal}"),
    "photo.html.jpg": "<!doctype html><script>{steal}</script>",
    "photo.jpg": "\xff\xd8\xff\xfe<html><script>{steal}</script></html>",
    "pixel.gif": "GIF89a/*<script>{steal}</script>*/=1;{steal}",
    "report.pdf": PDF.format("app.launchURL('/loot?ran');this.submitForm('/loot?ran')", ""),
    "mixed.pdf": PDF.format("", "<html><script>{steal}</script></html>"),
    "not.pdf": "<!doctype html><script>{steal}</script>",
    "x.js": "{steal}",
    "x.mjs": "{steal}",
    "x.css": "body{{background:url(/loot?styled)}}",
    "data.json": "<script>{steal}</script>",
    "data.csv": "<!doctype html><script>{steal}</script>",
    "words.txt": "<!doctype html><script>{steal}</script>",
    "words.vtt": "WEBVTT\n\n00:00.000 --> 00:09.000\n<script>{steal}</script>",
    "odd.foo": "<!doctype html><script>{steal}</script>",
    "none": "<!doctype html><script>{steal}</script>",
}
"""Files in content/, by name; none may run a script."""
BORROWED = """
<script src="/media/world/x.js"></script><script type="module" src="/media/world/x.mjs"></script>
<script src="/media/world/pixel.gif"></script><script src="/media/world/none"></script>
<script src="/media/world/data.csv"></script><script src="/media/world/odd.foo"></script>
<img src="/media/world/script.svg"><object data="/media/world/handler.svg"></object>
<embed src="/media/world/foreign.svg"><iframe src="/media/world/script.html"></iframe>
<iframe src="/media/world/styled.xml"></iframe><iframe src="/media/world/mixed.pdf"></iframe>
"""
"""The files in a page whose author may use scripts but wrote none."""


class Site(NamedTuple):
    """A preview with hostile files."""

    paper: Paper
    site: str
    desk: str
    """The origins, without a slash at the end."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    paper = Paper(root=tmp_path_factory.mktemp("hostile") / "site")
    with closing(open_sockets("", 0)) as doors:
        ports = doors.ports
        site, desk = (f"http://localhost:{port}" for port in ports)
        story = article("Talks", body=f"Talks.\n\n<!-- {ONLY_DESK} -->", summary="Talks.")
        words = {"PORT": str(ports[1]), "PATH": A, "DIGEST": digest_bytes(story.encode())}
        steal = STEAL.replace("'SAVE'", json.dumps(SAVE.replace("{digest}", words["DIGEST"])))
        for name, word in words.items():
            steal = steal.replace(name, word)
        known = {"steal": steal, "ran": RAN, "desk": desk}
        known["steal_xml"] = f"<![CDATA[{steal}]]>"
        files = {
            "newsgen.yaml": "title: T\nsections: {world: {}}\nmarkdown: {raw_html: trusted}\n",
            A: story,
            TRUSTED: article("Trusted", body=f"<script>{steal}</script>"),
            "content/world/borrowed.md": article("Borrowed", body=BORROWED),
            "static/evil.js": steal,
            "static/sw.js": "",
            "static/evil.html": "<!doctype html><body><script src='/evil.js'></script>",
            "static/evil.svg": SVG.format("", "<script href='/evil.js'/>"),
        }
        for name, text in FILES.items():
            filled = text.format(**known) if "{" in text else text
            files[f"content/world/{name}"] = filled.encode("latin-1")
        paper.write(files)
        snapshot = first_snapshot(paper.options(scope="everything"), silent)
        extra = [_planned(snapshot, f"world/{name}") for name in FILES]
        snapshot = replace(snapshot, outputs={**snapshot.outputs, **{o.path: o for o in extra}})
        app = make_app(
            PreviewSession(snapshot, lambda: NOW), AccessRules(host_names(NAME), *ports, TOKEN)
        )
        server = make_server(app)
        running = threading.Thread(
            target=lambda: asyncio.run(server.serve([*doors.site, *doors.desk]))
        )
        running.start()
        yield Site(paper, site, desk)
        server.should_exit = True
        running.join()


def _planned(snapshot: Snapshot, path: str) -> Output:
    """The output for a file in content/."""
    like, place = snapshot.outputs["evil.js"], snapshot.root / "content" / path
    kind = MimeTypes().guess_type(path, strict=False)[0] or "application/octet-stream"
    recipe = replace(like.recipe, parts=(str(place), digest_bytes(place.read_bytes())))
    return replace(like, path=f"media/{path}", recipe=recipe, media_type=kind)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    rules = f"--host-resolver-rules=MAP evil.example 127.0.0.1, MAP {NAME} 127.0.0.1"
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", rules, "--disable-popup-blocking"]
        )
        yield opened
        opened.close()


@pytest.fixture
def looted(browser, hostile) -> Iterator[tuple[object, list[str]]]:
    """A window and the reports of scripts; at the end none may have read or written anything."""
    before = snapshot(hostile.paper.root)
    context = browser.new_context()
    loot: list[str] = []
    context.on(
        "request",
        lambda request: (
            "/loot?" in request.url and loot.append(unquote(request.url.split("?", 1)[1]))
        ),
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page, loot
    registered = page.goto(hostile.site) and page.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
    )
    context.close()
    assert registered == 0
    assert not [report for report in loot for secret in SECRETS if secret in report]
    assert snapshot(hostile.paper.root) == before


def test_there_are_at_least_thirty_attempts():
    assert len(FILES) >= 30


def test_files_in_content_run_no_script(looted, hostile):
    page, loot = looted
    seen = {}
    page.on("response", lambda answer: seen.update({answer.url: answer.status}))
    for name in FILES:
        address = f"{hostile.site}/media/world/{name}"

        with suppress(playwright.Error):  # the browser downloads what it cannot show
            page.goto(address)
            if page.url == address and page.locator("#go").count():
                page.locator("#go").click(no_wait_after=True, timeout=2_000)
        assert seen[address] == 200, name
        assert "ran" not in loot, name
    assert loot == []


def test_files_in_content_run_no_script_in_pages_either(looted, hostile):
    page, loot = looted
    page.goto(f"{hostile.site}/world/borrowed/")
    assert loot == []


@pytest.mark.parametrize("path", ["world/trusted/", "evil.html", "evil.svg"])
@pytest.mark.parametrize("name", ["localhost", NAME])
def test_scripts_of_the_site_get_nothing_from_the_desk(looted, hostile, path, name):
    page, loot = looted
    page.goto(f"{hostile.site.replace('localhost', name)}/{path}")
    page.wait_for_selector(":root[data-done]", state="attached")
    assert "ran" in loot
    assert len(loot) > 30
    assert "worker: nothing" in loot


@pytest.mark.parametrize("name", ["localhost", NAME])
def test_framed_scripts_of_the_site_get_nothing_from_the_desk(looted, hostile, name):
    page, loot = looted
    desk = hostile.desk.replace("localhost", name)
    page.goto(f"{desk}/_newsgen/edit?path={TRUSTED}")
    page.frame_locator("#preview").locator(":root[data-done]").wait_for(state="attached")
    for report in ("top: nothing", "parent: nothing", "topToken: nothing", "opener: nothing"):
        assert report in loot
    assert page.url == f"{desk}/_newsgen/edit?path={TRUSTED}"
    loot.clear()
    page.goto(f"{desk}/_newsgen/appearance?path={TRUSTED}")
    page.frame_locator(".phone iframe").locator(":root[data-done]").wait_for(state="attached")
    assert "top: nothing" in loot


def test_scripts_of_the_site_get_nothing_from_their_opener(looted, hostile):
    """The page is opened by a link of the desk."""
    page, loot = looted
    page.goto(f"{hostile.desk}/_newsgen/")
    page.get_by_role("link", name="Trusted", exact=True).click()
    page.wait_for_selector(":root[data-done]", state="attached")
    assert "opener: nothing" in loot
    assert "around: ,,null," in loot


def test_an_unknown_host_name_is_refused(looted, hostile):
    page, _ = looted
    for address in (hostile.site, f"{hostile.desk}/_newsgen/"):
        answer = page.goto(address.replace("localhost", "evil.example"))
        assert answer.status == 421
        assert "Trusted" not in page.content()


def test_a_pdf_is_shown(looted, hostile):
    page, loot = looted
    address = f"{hostile.site}/media/world/report.pdf"
    with page.expect_event(
        "framenavigated", lambda frame: bool(frame.parent_frame) and frame.url == address
    ):
        answer = page.goto(address)
    policy = answer.header_values("content-security-policy")[0]
    assert policy.startswith("default-src 'none';")
    assert "sandbox" not in policy
    assert loot == []
