"""Pictures of the old site, fetched from a server of this machine that plays it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from newsgen.builder.progress import silent
from newsgen.check.fetch import Lookup, ServerAddress, find_public
from newsgen.importer import pictures
from newsgen.importer.pictures import FETCHED, fetch_pictures

_PICTURE = b"\x89PNG a picture"
_REDIRECTS = {
    "/moved.png": "/pier.png",
    "/private.png": "http://10.0.0.1/pier.png",
    "/metadata.png": "http://169.254.169.254/latest/meta-data",
    "/file.png": "file:///etc/passwd",
    "/round.png": "/round.png",
}


class _OldSite(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        if target := _REDIRECTS.get(self.path):
            self.send_response(302)
            self.send_header("Location", target)
            self.end_headers()
            return
        is_there = self.path.startswith(("/pier", "/large", "//"))
        kind = "text/html" if self.path == "/pier.html.png" else "image/png"
        content = _PICTURE * (100 if self.path == "/large.png" else 1)
        self.send_response(200 if is_there else 404)
        self.send_header("Content-Type", kind)
        length = 10_000 if self.path == "/pier-cut.png" else len(content)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def lookup(asked: list[str]) -> Iterator[Lookup]:
    """Finds the old site on this machine; every other name as an import does."""
    handler = type("Handler", (_OldSite,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()

    def find(host: str, port: int) -> ServerAddress:
        if host == "old.test":
            return ServerAddress("127.0.0.1", server.server_port)
        return find_public(host, port)

    yield find
    server.shutdown()
    server.server_close()
    thread.join()


def fetch(root: Path, lookup: Lookup, *paths: str, host: str = "http://old.test") -> dict[str, str]:
    wanted = {f"{host}{path}": f"static{path}" for path in paths}
    found = fetch_pictures(root, [wanted], silent, lookup)
    return {address.removeprefix(host): fault for address, fault in found.items()}


def files(root: Path) -> list[str]:
    return sorted(f.relative_to(root).as_posix() for f in root.rglob("*") if f.is_file())


def test_a_picture_is_fetched_once(tmp_path, lookup, asked):
    assert fetch(tmp_path, lookup, "/pier.png", "/moved.png") == {}
    assert files(tmp_path) == [f"{FETCHED}/moved.png", f"{FETCHED}/pier.png"]
    assert (tmp_path / FETCHED / "pier.png").read_bytes() == _PICTURE
    asked.clear()
    assert fetch(tmp_path, lookup, "/pier.png", "/moved.png") == {}
    assert asked == []


def test_only_pictures_of_public_addresses_are_kept(tmp_path, lookup, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_BYTES", 200)
    paths = ("/pier.html.png", "/gone.png", "/large.png", "/pier-cut.png", *_REDIRECTS)
    faults = fetch(tmp_path, lookup, *paths)
    assert faults.pop("/pier.html.png") == "no picture: text/html"
    assert faults.pop("/gone.png") == "404"
    assert faults.pop("/large.png") == "too large"
    assert faults.pop("/private.png") == faults.pop("/metadata.png") == "private"
    assert faults.pop("/file.png") == "it leads to file:///etc/passwd"
    assert faults.pop("/round.png") == "too many redirects"
    assert faults.pop("/pier-cut.png") == "cut off"
    assert faults == {}
    assert files(tmp_path) == [f"{FETCHED}/moved.png"]


@pytest.mark.parametrize(
    "host",
    ["http://127.0.0.1:8080", "http://[::1]", "http://10.1.2.3", "http://[::ffff:127.0.0.1]"],
)
def test_no_private_address_is_asked_by_default(tmp_path, host):
    assert fetch(tmp_path, find_public, "/pier.png", host=host) == {"/pier.png": "private"}


@pytest.mark.parametrize(
    "path",
    ["//etc/pier.png", "/../pier.png", "/a\x00.png", f"/{'x' * 300}.png", "/a\\b.png", "/con.png"],
)
def test_no_picture_is_stored_elsewhere(tmp_path, lookup, asked, path):
    root = tmp_path / "paper"
    assert list(fetch(root, lookup, path)) == [path]
    assert files(tmp_path) == []
    assert asked == []


def test_a_picture_that_cannot_be_stored_is_told(tmp_path, lookup):
    assert fetch(tmp_path, lookup, "/pier") == {}
    faults = fetch(tmp_path, lookup, "/pier/two.png", "/pier.png")
    assert list(faults) == ["/pier/two.png"]
    assert "cannot be stored" in faults["/pier/two.png"]
    assert files(tmp_path) == [f"{FETCHED}/pier", f"{FETCHED}/pier.png"]


def test_an_interrupted_fetch_goes_on(tmp_path, lookup, asked):
    def stop(_what: str, number: int, _of: int) -> None:
        if number == 1:
            raise KeyboardInterrupt

    wanted = {f"http://old.test/pier-{n}.png": f"static/pier-{n}.png" for n in range(3)}
    with pytest.raises(KeyboardInterrupt):
        fetch_pictures(tmp_path, [wanted], stop, lookup)
    known = [path for path in files(tmp_path) if not path.endswith(".new")]
    asked.clear()
    assert fetch_pictures(tmp_path, [wanted], silent, lookup) == {}
    assert len(asked) == 3 - len(known)
    assert len(files(tmp_path)) == 3
