"""The checks of requests: attacks over a bare socket, and valid requests of the same kinds."""

import base64
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

import pytest

from support.paper import CONFIG, Paper, article, snapshot
from support.preview import Preview, fetch, previewing

SECRET = b"SECRET-3f9a"
STORY = "content/world/a.md"
OUTSIDE = "secret.txt"


class Attack(NamedTuple):
    """A request that the preview must refuse."""

    name: str
    target: str | bytes = "/"
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    host: str | None = "{host}"
    """None to send no Host header."""
    half: Literal["site", "desk"] = "site"
    """The half of the preview that gets the request."""


def origin(value: str) -> tuple[tuple[str, str], ...]:
    return (("Origin", value),)


def post(name: str, target: str = "/_newsgen/save", **more: object) -> Attack:
    """A request that writes, with the right token unless ``more`` has other headers."""
    given = {"headers": (*GOOD, *LENGTH), "body": SAVE, "half": "desk", **more}
    return Attack(name, target, "POST", **given)  # type: ignore[arg-type]


def fetched(site: str, mode: str = "cors", dest: str = "empty") -> tuple[tuple[str, str], ...]:
    """The headers by which a browser describes a request (W3C Fetch Metadata)."""
    values = {"Site": site, "Mode": mode, "Dest": dest}
    return tuple((f"Sec-Fetch-{name}", value) for name, value in values.items())


SAVE = b'{"path": "content/world/a.md", "text": "x", "digest": "{digest}"}'
LENGTH = (("Content-Length", "{length}"), ("Content-Type", "application/json"))
TOKEN = (("X-Newsgen-Token", "{token}"),)
OURS = (("Origin", "http://{host}"), ("Sec-Fetch-Site", "same-origin"))
GOOD = (*TOKEN, *OURS)
STREAM = (("Accept", "text/event-stream"),)
SHOWN = fetched("same-site", "navigate", "iframe")
FRAMED = (("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe"))
PICTURED = fetched("same-site", "no-cors", "image")
FORM = fetched("same-site", "navigate", "document")


def save(path: str) -> bytes:
    return json.dumps({"path": path, "text": "x", "digest": ""}).encode()


PATHS = [
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/%252e%252e/secret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/%c0%ae%c0%ae/secret.txt",
    "/%e2%80%a5/secret.txt",
    "/\uff0e\uff0e/secret.txt".encode(),
    "/world/../../secret.txt",
    "/css/..;/..;/newsgen.yaml",
    "/css/%00/../newsgen.yaml",
    "/newsgen.yaml",
    "/.env",
    "/static/.hidden",
    "/.hidden",
    "/.git/config",
    "/.newsgen/record",
    "/content/world/a.md",
    "/templates/404.html",
    "/linked.txt",
    "/media/world/linked.png",
    "/world/.secret/",
    "//evil.example/",
    "//evil.example/..",
    "/\\\\evil.example\\share",
    "http://evil.example/",
    "evil.example:80",
    "/" + "a" * 5000,
    "/_newsgen/assets/desk.js",
    "/_newsgen/assets/..%2fapp.py",
    "/_newsgen/assets/../app.py",
    "/_newsgen/assets/%2e%2e/app.py",
    "/_newsgen/assets/client.js%00.css",
]
DESK_PATHS = [
    "/world/a/",
    "/css/site.css",
    "/feed.xml",
    "/newsgen.yaml",
    "/.env",
    "/_newsgen/events?page=/",
    "/_newsgen/assets/client.js",
    "/_newsgen/assets/..%2fapp.py",
    "/_newsgen/assets/edit.js%00.css",
    "/_newsgen/source?path=./newsgen.yaml",
    "/_newsgen/complete?path=../secret.txt&kind=links",
    "/_newsgen/source?path=../secret.txt",
    "/_newsgen/source?path=content/.secret.md",
    "/_newsgen/source?path=content/world/linked.png",
    "/_newsgen/edit?path=templates/404.html",
    "/_newsgen/edit?path=%2fetc%2fpasswd",
    "/_newsgen/appearance?path=.env",
    "/_newsgen/source?path=content/world/a.md%00",
    f"/_newsgen/source?path={'a' * 3000}",
    f"/_newsgen/edit?path=content/{'a' * 3000}.md",
]
ATTACKS = [
    *(Attack(f"path {path!r:.60}", path) for path in PATHS),
    *(Attack(f"path of the desk {path!r:.60}", path, half="desk") for path in DESK_PATHS),
    # unknown host names: a name server can point any name at this machine
    Attack("foreign host", host="evil.example"),
    Attack("foreign host with our port", host="evil.example:{port}"),
    Attack("another port", host="localhost:1"),
    Attack("no port", host="localhost"),
    Attack("a dot at the end", host="localhost.:{port}"),
    Attack("another loopback address", host="127.0.0.2:{port}"),
    Attack("an address written as a number", host="2130706433:{port}"),
    Attack("no host", host=None),
    Attack("two hosts", headers=(("Host", "evil.example"),)),
    Attack("a proxy's word", headers=(("X-Forwarded-Host", "{host}"),), host="evil.example"),
    # pages of other origins
    Attack("read by another origin", headers=origin("http://evil.example")),
    Attack("read by no origin", headers=origin("null")),
    Attack("read by another port", headers=origin("http://localhost:1")),
    Attack("read by another scheme", headers=origin("https://{host}")),
    Attack("two origins", headers=(*OURS, *origin("http://evil.example"))),
    Attack("a script of another site", headers=(("Sec-Fetch-Site", "cross-site"),)),
    Attack(
        "a frame in another site",
        headers=(
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Mode", "navigate"),
            ("Sec-Fetch-Dest", "iframe"),
        ),
    ),
    Attack("a page of another port", headers=(("Sec-Fetch-Site", "same-site"),)),
    # requests from pages of the other half
    *(
        Attack(f"{name} {half}", target, headers=headers, half=half)
        for half, target in (("site", "/"), ("desk", "/_newsgen/"))
        for name, headers in (
            ("read by the other half", (*origin("http://{other}"), *fetched("same-site"))),
            ("a script for the other half", fetched("same-site", "no-cors", "script")),
            ("an object in the other half", fetched("same-site", "navigate", "object")),
            ("a picture for another site", fetched("cross-site", "no-cors", "image")),
            ("a frame in another site", fetched("cross-site", "navigate", "iframe")),
            ("a service worker", (("Service-Worker", "script"), *fetched("same-origin"))),
        )
    ),
    Attack("the desk in a frame", "/_newsgen/", headers=SHOWN, half="desk"),
    Attack("the desk in a frame of the site", "/_newsgen/", headers=SHOWN[:1] + FRAMED),
    Attack("the desk as a picture", "/_newsgen/", headers=PICTURED, half="desk"),
    # event streams without permission
    Attack("events without their media type", "/_newsgen/events?page=/"),
    Attack("events as a picture", "/_newsgen/events?page=/", headers=PICTURED),
    *(
        Attack(f"events for another origin: {name}", "/_newsgen/events?page=/", headers=headers)
        for name, headers in (
            ("a stranger", (*STREAM, *origin("http://evil.example"))),
            ("nobody", (*STREAM, *origin("null"))),
            ("the desk", (*STREAM, *origin("http://{other}"))),
            ("another port", (*STREAM, *fetched("same-site"))),
            ("another site", (*STREAM, *fetched("cross-site"))),
        )
    ),
    # methods
    *(Attack(f"method {method}", "/", method) for method in ("PUT", "DELETE", "PATCH", "TRACE")),
    Attack("a question before a request", "/_newsgen/save", "OPTIONS", origin("http://a.example")),
    Attack("a tunnel", "evil.example:443", "CONNECT"),
    post("a post to a page of the site", "/", half="site"),
    post("a save by the port of the site", half="site"),
    post("a new story by the port of the site", "/_newsgen/new", half="site"),
    post("a save by a page of the site", headers=(*TOKEN, *origin("http://{other}"), *LENGTH)),
    post("a form of the site", headers=(*LENGTH, *origin("http://{other}"), *TOKEN, *FORM)),
    post("a form without an origin", headers=(*LENGTH, *TOKEN, *FORM)),
    post("a form of no origin", headers=(*LENGTH, *TOKEN, *origin("null"), *FORM)),
    # requests that write
    post("no token", headers=(*OURS, *LENGTH)),
    post("a wrong token", headers=(("X-Newsgen-Token", "x"), *OURS, *LENGTH)),
    post("the token in the address", "/_newsgen/save?token={token}", headers=(*OURS, *LENGTH)),
    post("another origin", headers=(*TOKEN, *origin("http://evil.example"), *LENGTH)),
    post("no origin", headers=(*TOKEN, *LENGTH)),
    post("a form of another site", headers=(("Content-Type", "text/plain"), LENGTH[0])),
    post("a path upwards", body=save("../secret.txt")),
    post("a path upwards within", body=save("content/../newsgen.yaml")),
    post("other settings", body=save("./newsgen.yaml")),
    post("a picture upwards", "/_newsgen/upload?path=../secret.txt&name=x.jpg"),
    post("a picture beside the settings", "/_newsgen/upload?path=newsgen.yaml&name=x.jpg"),
    post("a picture that is none", f"/_newsgen/upload?path={STORY}&name=../../x.jpg"),
    post("a picture to the site", f"/_newsgen/upload?path={STORY}&name=x.jpg", half="site"),
    post(
        "too large a picture",
        f"/_newsgen/upload?path={STORY}&name=x.jpg",
        headers=(*GOOD, ("Content-Length", "41943041")),
    ),
    post("a template", body=save("templates/404.html")),
    post("a picture", body=save("content/world/linked.png")),
    post("a hidden file", body=save("content/.secret.md")),
    post("a new file", body=save("content/world/new.md")),
    post("a path with NUL", body=save("content/world/a.md\0")),
    post("an absolute path", body=save("/etc/hostname")),
    post("an earlier version", body=SAVE.replace(b"{digest}", b"0" * 32)),
    post("no object", body=b"[]"),
    post("no JSON", body=b"path=content/world/a.md"),
    post("a number for a text", body=b'{"path": 1}'),
    post("text that is not UTF-8", body=b'{"path": "\xed\xa0\x80"}'),
    post("half a character", body=b'{"path": "\\ud800"}'),
    post("deep JSON", body=b'{"path": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    post("a story outside", "/_newsgen/new", body=b'{"headline": "X", "section": "../.."}'),
    post("too much", headers=(*GOOD, ("Content-Length", "999999999"))),
    post("a length that is none", headers=(*GOOD, ("Content-Length", "-1"))),
    post("no length", headers=(*GOOD, ("Transfer-Encoding", "chunked")), body=b"0\r\n\r\n"),
    post("two lengths", headers=(*GOOD, *LENGTH, ("Content-Length", "1"))),
    post("a length and chunks", headers=(*GOOD, *LENGTH, ("Transfer-Encoding", "chunked"))),
    post("chunks that are none", headers=(*GOOD, ("Transfer-Encoding", "chunked")), body=b"zz\r\n"),
    Attack("a huge header", headers=(("X-Padding", "a" * 100_000),)),
    Attack("many small headers", headers=tuple((f"X-{n}", "a") for n in range(101))),
    Attack("very many headers", headers=(("A", "a"),) * 5000),
]


@pytest.fixture(scope="module")
def paper(tmp_path_factory) -> Paper:
    """A paper with secret files inside and next to its folder."""
    place = tmp_path_factory.mktemp("guarded")
    made = Paper(root=place / "site")
    secret = SECRET.decode()
    made.write(
        {
            "newsgen.yaml": f"{CONFIG}# {secret}\n",
            STORY: article("Talks"),
            "content/.secret.md": article(secret),
            "content/world/.secret.md": article(secret),
            "static/.hidden": secret,
            ".env": secret,
            ".git/config": secret,
            "templates/404.html": f"{{# {secret} #}}<html><body>Nothing here</body></html>",
            "../secret.txt": secret,
        }
    )
    (made.root / "static/linked.txt").symlink_to(place / OUTSIDE)
    return made


@pytest.fixture(scope="module")
def preview(paper) -> Iterator[Preview]:
    with previewing(paper) as running:
        yield running


def facts(preview: Preview, half: str = "site") -> dict[str, str]:
    source = json.loads(fetch(f"{preview.desk}source?path={STORY}"))
    ports = [preview.port, preview.desk_port]
    own, other = ports if half == "site" else reversed(ports)
    return {
        "host": f"localhost:{own}",
        "other": f"localhost:{other}",
        "port": str(own),
        "token": preview.token(),
        "digest": source["digest"],
    }


def fill(text: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def send(preview: Preview, attack: Attack) -> bytes:
    """The whole answer; empty if the preview closes the connection."""
    known = facts(preview, attack.half)
    body = fill(attack.body.decode("latin-1"), known).encode("latin-1")
    known["length"] = str(len(body))
    target = attack.target if isinstance(attack.target, str) else attack.target.decode("latin-1")
    lines = [f"{attack.method} {fill(target, known)} HTTP/1.1".encode("latin-1")]
    host = () if attack.host is None else (("Host", attack.host),)
    for name, value in (*host, *attack.headers, ("Connection", "close")):
        lines.append(f"{name}: {fill(value, known)}".encode("latin-1"))
    port = preview.port if attack.half == "site" else preview.desk_port
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        with suppress(OSError):  # the preview may close before it has read everything
            wire.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        return read_all(wire)


def read_all(wire: socket.socket) -> bytes:
    answer = b""
    with suppress(ConnectionResetError):
        while received := wire.recv(65536):
            answer += received
    return answer


def state(paper: Paper) -> dict[str, bytes]:
    """The content of every file of the site and of the secrets."""
    return snapshot(paper.root) | {OUTSIDE: (paper.root / "../secret.txt").read_bytes()}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_and_nothing_leaks(paper, preview, attack):
    before = state(paper)
    answer = send(preview, attack)
    status = answer.split(b" ", 2)[1] if answer else b"closed"
    assert status == b"closed" or status[:1] == b"4", answer[:300]
    assert SECRET not in answer
    assert b"access-control" not in answer.lower()
    assert state(paper) == before
    assert "Talks" in preview.get("world/a/")


def test_there_are_at_least_a_hundred_attacks():
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 100


def test_valid_requests_are_answered(paper, preview):
    for good in (
        Attack("a page"),
        Attack("by address", host="127.0.0.1:{port}"),
        Attack("in capitals", host="LOCALHOST:{port}"),
        Attack("a story", "/world/a/"),
        Attack("a HEAD request", "/", "HEAD"),
        Attack("our own fetch", headers=OURS),
        Attack("an asset", "/_newsgen/assets/client.js"),
        Attack("a page in a frame of the desk", headers=SHOWN),
        Attack("a picture on the desk", headers=PICTURED),
        Attack("the desk", "/_newsgen/", half="desk"),
        Attack("the desk by address", "/_newsgen/", host="127.0.0.1:{port}", half="desk"),
        Attack("a link of the site to the desk", "/_newsgen/", headers=FORM, half="desk"),
        Attack("an asset of the desk", "/_newsgen/assets/desk.js", half="desk"),
        Attack(
            "a link from elsewhere",
            headers=(
                ("Sec-Fetch-Site", "cross-site"),
                ("Sec-Fetch-Mode", "navigate"),
                ("Sec-Fetch-Dest", "document"),
            ),
        ),
    ):
        assert send(preview, good).startswith(b"HTTP/1.1 200 "), good.name
    text = article("Talks", body="Saved.")
    body = json.dumps({"path": STORY, "text": text, "digest": facts(preview)["digest"]})
    assert send(preview, post("a save", body=body.encode())).startswith(b"HTTP/1.1 200 ")
    assert (paper.root / STORY).read_text() == text


def test_answers_have_the_security_headers(preview):
    desk = f"http://localhost:{preview.desk_port}"
    both = ["x-content-type-options: nosniff", "cache-control: no-store"]
    both += ["cross-origin-opener-policy: same-origin"]
    site = [f"content-security-policy: frame-ancestors 'self' {desk}"]
    site += ["cross-origin-resource-policy: same-site"]
    own = ["content-security-policy: frame-ancestors 'none'", "x-frame-options: deny"]
    own += ["cross-origin-resource-policy: same-origin"]
    for attack, headers in (
        (Attack("a page"), site),
        (Attack("what is not there", "/none/"), site),
        (Attack("a desk page", "/_newsgen/", half="desk"), own),
        (Attack("a source", f"/_newsgen/source?path={STORY}", half="desk"), own),
        (Attack("what is refused", "/_newsgen/", headers=SHOWN, half="desk"), own),
        (Attack("a foreign host", host="evil.example"), own),
    ):
        answer = send(preview, attack).decode().lower()
        for header in (*both, *headers):
            assert header in answer, (attack.name, header)


@pytest.mark.parametrize("path", ["/_newsgen/", "/_newsgen", "/_newsgen/edit?path=a%20b.md&x=1"])
def test_a_desk_url_on_the_site_redirects_to_the_desk(preview, path):
    answer = send(preview, Attack("a bookmark", path)).decode()
    assert answer.startswith("HTTP/1.1 307 ")
    assert f"location: http://localhost:{preview.desk_port}{path}\r\n" in answer
    root = send(preview, Attack("the port alone", "/", half="desk")).decode()
    assert "location: /_newsgen/\r\n" in root


def test_no_answer_of_the_site_contains_the_token(preview):
    token = preview.token().encode()
    for path in (
        "/",
        "/world/a/",
        "/none/",
        "/feed.xml",
        "/_newsgen/",
        "/_newsgen/assets/client.js",
    ):
        assert token not in send(preview, Attack("a request", path)), path
    with socket.create_connection(("127.0.0.1", preview.port), timeout=10) as wire:
        request = f"GET /_newsgen/events?page=/world/a/ HTTP/1.1\r\nHost: localhost:{preview.port}"
        wire.sendall(f"{request}\r\nAccept: text/event-stream\r\n\r\n".encode())
        received = b""
        while b"}" not in received:
            received += wire.recv(65536)
    assert b"text/event-stream" in received
    assert token not in received


def test_the_preview_listens_only_on_this_machine(preview):
    listening = Path("/proc/net/tcp")
    if not listening.exists():
        pytest.skip("this system does not list listening sockets")
    lines = [line.split() for line in listening.read_text().splitlines()[1:]]
    for port in (f":{preview.port:04X}", f":{preview.desk_port:04X}"):
        doors = {line[1] for line in lines if line[1].endswith(port) and line[3] == "0A"}
        assert doors == {f"0100007F{port}"}


def test_other_machines_need_a_password(paper):
    command = [sys.executable, "-m", "newsgen", "serve", "--site", str(paper.root), "--port", "0"]
    refused = subprocess.run(
        [*command, "--host", "0.0.0.0"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert refused.returncode == 2
    assert "NEWSGEN_PASSWORD" in refused.stderr


def test_other_machines_can_connect_with_the_password(paper, monkeypatch):
    monkeypatch.setitem(os.environ, "NEWSGEN_PASSWORD", "swordfish")
    word = base64.b64encode(b"anybody:swordfish").decode()
    wrong = base64.b64encode(b"anybody:sardine").decode()
    with previewing(paper, "--host", "0.0.0.0") as running:
        for headers, status in (
            ((), b"401"),
            ((("Authorization", f"Basic {wrong}"),), b"401"),
            ((("Authorization", "Basic x"),), b"401"),
            ((("Authorization", f"Basic {word}"),), b"200"),
        ):
            attack = Attack("a page", headers=headers, host=f"localhost:{running.port}")
            with socket.create_connection(("127.0.0.1", running.port), timeout=10) as wire:
                lines = [f"{n}: {v}" for n, v in (("Host", attack.host), *attack.headers)]
                request = ["GET / HTTP/1.1", *lines, "Connection: close", "", ""]
                wire.sendall("\r\n".join(request).encode())
                assert read_all(wire).split(b" ", 2)[1] == status
