"""Notifications after a publication: a CDN, search engines, feed readers."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from newsgen.diagnostics import Refusal, Severity
from newsgen.publish import PublishOptions, file_by_file, publish
from newsgen.publish.targets import check_address
from support.before_after import CLOCK
from support.paper import CONFIG, NOW, article, snapshot
from support.servers import start_speaker

KEY = "3f1c9f0a7be94d0f"


@pytest.fixture
def listener():
    """A local server that records requests; the path says which status it answers."""
    heard = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, self.headers["Content-Type"], body.decode()))
            self.send_response(int(self.path.rpartition("/")[2]))
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", heard
        server.shutdown()


def settings(address, status="200", announce="", hub=True):
    lines = [f"{CONFIG}targets:", "  live:", "    kind: directory", "    path: ../live"]
    if announce:
        lines.append(f"    announce: {{{announce}}}")
    feeds = f"feeds: {{hub: '{address}/hub/{status}'}}\n" if hub else ""
    key = f"indexnow: {KEY}\n" if "indexnow" in announce else ""
    return feeds + key + "\n".join(lines) + "\n"


def put(paper, now=NOW, **wanted):
    return publish(paper.options(now), PublishOptions(clock=CLOCK, **wanted))


def test_search_engines_are_notified_of_changed_pages(make_paper, listener):
    address, heard = listener
    announce = f"indexnow: true, indexnow_engine: '{address}/indexnow/202'"
    stories = {f"content/world/{n}.md": article(f"Story {n}", summary="S.") for n in range(3)}
    files = {"newsgen.yaml": settings(address, announce=announce)}
    paper = make_paper({**files, **stories})
    put(paper)
    heard.clear()
    paper.write({"content/world/1.md": article("Story 1", body="Another.", summary="S.")})
    assert put(paper, NOW + timedelta(hours=1)).diagnostics == ()
    paper.remove("content/world/2.md")
    assert put(paper, NOW + timedelta(hours=2)).diagnostics == ()
    (path, kind, body), (_, _, later) = heard
    message = json.loads(body)
    assert (path, kind) == ("/indexnow/202", "application/json; charset=utf-8")
    assert message["host"] == "news.example"
    assert message["key"] == KEY
    assert message["keyLocation"] == f"https://news.example/{KEY}.txt"
    assert message["urlList"] == ["https://news.example/world/1/"]
    gone = json.loads(later)["urlList"]
    assert {"https://news.example/", "https://news.example/world/2/"} <= {*gone}
    assert all(url.endswith("/") for url in gone)


def test_the_hub_is_notified_of_changed_feeds(make_paper, listener):
    address, heard = listener
    files = {"newsgen.yaml": settings(address, "204", "websub: true")}
    paper = make_paper({**files, "content/world/a.md": article("A")})
    put(paper)
    heard.clear()
    paper.write({"content/world/b.md": article("B")})
    assert put(paper, NOW + timedelta(hours=1)).diagnostics == ()
    messages = [parse_qs(body) for _, _, body in heard]
    assert all(message["hub.mode"] == ["publish"] for message in messages)
    assert sorted(message["hub.url"][0] for message in messages) == [
        "https://news.example/feed.xml",
        "https://news.example/world/feed.xml",
    ]


def test_nobody_is_notified_without_changes_or_in_a_dry_run(make_paper, listener):
    address, heard = listener
    announce = f"websub: true, indexnow: true, indexnow_engine: '{address}/indexnow/200'"
    files = {"newsgen.yaml": settings(address, announce=announce)}
    paper = make_paper(files)
    put(paper, dry_run=True)
    assert heard == []
    put(paper)
    assert heard
    heard.clear()
    put(paper, NOW + timedelta(hours=1))
    assert heard == []


@pytest.mark.parametrize("status", ["404", "500"])
def test_a_failed_notification_is_a_warning(make_paper, listener, status):
    address, _ = listener
    paper = make_paper({"newsgen.yaml": settings(address, status, "websub: true")})
    report = put(paper)
    [warning] = report.diagnostics
    assert (warning.code, warning.severity) == ("not-announced", Severity.WARNING)
    assert "cannot notify the hub" in warning.message
    assert (paper.root.parent / "live" / "index.html").is_file()


def test_an_unreachable_hub_is_a_warning(make_paper):
    paper = make_paper({"newsgen.yaml": settings("http://127.0.0.1:9", announce="websub: true")})
    assert [d.code for d in put(paper).diagnostics] == ["not-announced"]


def test_the_site_publishes_its_key(make_paper, listener):
    address, _ = listener
    announce = f"indexnow: true, indexnow_engine: '{address}/indexnow/200'"
    paper = make_paper({"newsgen.yaml": settings(address, announce=announce)})
    put(paper)
    assert paper.page(f"{KEY}.txt") == KEY
    assert (paper.root.parent / f"live/{KEY}.txt").read_text() == KEY


def test_a_site_without_its_key_is_not_published(make_paper, listener):
    """As when the key is newer than the build, and nobody builds again."""
    address, _ = listener
    announce = f"indexnow: true, indexnow_engine: '{address}/indexnow/200'"
    paper = make_paper({"newsgen.yaml": settings(address)})
    paper.build_ok()
    paper.write({"newsgen.yaml": settings(address, announce=announce)})
    with pytest.raises(Refusal, match="IndexNow key") as refused:
        put(paper, use_last_build=True)
    assert f"/{KEY}.txt" in refused.value.hint
    assert not (paper.root.parent / "live").exists()


def test_the_purge_list_names_changed_urls(make_paper):
    place = settings("", announce="purge_list: purge.txt", hub=False)
    stories = {f"content/world/{n}.md": article(f"Story {n}", summary="S.") for n in range(2)}
    paper = make_paper({"newsgen.yaml": place, **stories})
    put(paper)
    paper.write({"content/world/1.md": article("Story 1", body="Another.", summary="S.")})
    put(paper, NOW + timedelta(hours=1))
    assert (paper.root / "purge.txt").read_text() == "https://news.example/world/1/\n"
    put(paper, NOW + timedelta(hours=2))
    assert (paper.root / "purge.txt").read_text() == ""
    paper.remove("content/world/1.md")
    put(paper, NOW + timedelta(hours=3), purge_list="elsewhere.txt")
    urls = (paper.root / "elsewhere.txt").read_text().split()
    assert {"https://news.example/", "https://news.example/world/1/"} <= {*urls}


@pytest.mark.parametrize("name", ["newsgen.yaml", "content/world/1.md", "static"])
def test_a_purge_list_replaces_no_other_file(make_paper, name):
    place = settings("", announce=f"purge_list: {name}", hub=False)
    paper = make_paper({"newsgen.yaml": place, "content/world/1.md": article(), "static/x": "x"})
    before = snapshot(paper.root)
    with pytest.raises(Refusal, match="purge list would replace"):
        put(paper)
    after = {path: content for path, content in snapshot(paper.root).items() if path in before}
    assert after == before
    assert not (paper.root.parent / "live" / "index.html").exists()


def test_after_an_interruption_the_purge_list_includes_its_files(make_paper, monkeypatch):
    place = settings("", announce="purge_list: purge.txt", hub=False)
    paper = make_paper({"newsgen.yaml": place, "content/world/1.md": article(summary="S.")})
    put(paper)
    paper.write({"content/world/1.md": article(body="Mended.", summary="S.")})
    with monkeypatch.context() as patch:
        patch.setattr(file_by_file, "encode_manifest", interrupt)
        with pytest.raises(KeyboardInterrupt):
            put(paper, NOW + timedelta(hours=1))
    served = paper.root.parent / "live" / "world/1/index.html"
    assert "Mended." in served.read_text()
    difference = put(paper, NOW + timedelta(hours=2)).difference
    assert (paper.root / "purge.txt").read_text() == "https://news.example/world/1/\n"
    assert [upload.path for upload in difference.uploads] == ["world/1/index.html"]
    assert difference.to_upload == ()


def interrupt(_):
    """Interrupt the publication."""
    raise KeyboardInterrupt


def test_a_hub_that_is_not_a_web_server_is_a_warning(make_paper):
    with start_speaker(b"220 mail.example ESMTP\r\n") as port:
        address = f"http://127.0.0.1:{port}"
        paper = make_paper({"newsgen.yaml": settings(address, announce="websub: true")})
        assert [d.code for d in put(paper).diagnostics] == ["not-announced"]


def test_a_purge_list_that_cannot_be_written_is_a_warning(make_paper):
    paper = make_paper({"newsgen.yaml": settings("", announce="purge_list: no/x.txt", hub=False)})
    assert [d.code for d in put(paper).diagnostics] == ["not-announced"]
    assert (paper.root.parent / "live" / "index.html").is_file()


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_a_site_for_localhost_is_not_published_to_a_host(make_paper, host):
    target = "targets:\n  live: {kind: git, repository: ../live.git}\n"
    config = f"{CONFIG}{target}".replace("https://news.example/", f"http://{host}/")
    with pytest.raises(Refusal, match="which readers cannot reach"):
        put(make_paper({"newsgen.yaml": config}))


@pytest.mark.parametrize("host", ["news.example", "example.com", "www.example.org:8080", "example"])
def test_an_example_address_gives_a_warning(host):
    (doubt,) = check_address(f"https://{host}/news/")
    assert (doubt.code, doubt.severity) == ("example-address", Severity.WARNING)


@pytest.mark.parametrize("host", ["courier.pk", "example.pk", "notexample.com", "example.com.pk"])
def test_other_addresses_give_no_warning(host):
    assert check_address(f"https://{host}/") == ()
