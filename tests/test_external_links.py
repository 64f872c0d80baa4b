"""Checks of external links, with local servers in place of public ones."""

import socket
import threading
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from msgspec.structs import replace

from newsgen.check import RequestPolicy, check, fetch
from newsgen.check.fetch import (
    PrivateAddressError,
    ServerAddress,
    fetch_page,
    find_public,
    is_public,
)
from support.paper import NOW, article

MOVES = {
    "/moved": (301, "http://b.example/new"),
    "/for-now": (302, "/fine"),
    "/loop": (302, "/loop"),
    "/inwards": (302, "http://private.example/secret"),
    "/to-a-file": (302, "file:///etc/passwd"),
}
STATUS = {"/too-many": 429, "/gone": 404, "/away": 410, "/closed": 403, "/broken": 500}


class Site(BaseHTTPRequestHandler):
    """Answers by path; ``asked`` of the server lists all requests."""

    def answer(self):
        path = self.path.partition("?")[0]
        self.server.asked.append((self.command, self.headers["Host"], self.path))
        status, target = MOVES.get(path, (STATUS.get(path, 200), ""))
        if path == "/no-head" and self.command == "HEAD":
            status = 405
        if path == "/busy-once" and len(self.server.asked) < 3:
            status = 503
        self.send_response(status)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", str(10**12) if path == "/huge" else "0")
        self.end_headers()

    do_HEAD = do_GET = answer  # noqa: N815 - names that the library calls

    def log_message(self, *_):
        pass


@pytest.fixture
def web():
    """A server on the loopback interface."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def policy(web):
    """Every public name resolves to the server; pauses are recorded, but not waited for."""

    def lookup(host, port):
        if host == "private.example":
            raise PrivateAddressError(host)
        return ServerAddress("127.0.0.1", web.server_port)

    web.slept = []
    return RequestPolicy(lookup=lookup, sleep=web.slept.append)


def paper_with(make_paper, *addresses):
    links = "\n".join(f"[x]({address})" for address in addresses)
    return make_paper({"content/world/a.md": article(body=links, summary="Short.")})


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("http://a.example/fine", []),
        ("http://a.example/no-head", []),
        ("http://a.example/for-now", []),
        ("http://a.example/busy-once", []),
        ("http://a.example/gone", ["dead-outside-link"]),
        ("http://a.example/away", ["dead-outside-link"]),
        ("http://a.example/moved", ["moved-outside-link"]),
        ("http://a.example/closed", ["unchecked-outside-link"]),
        ("http://a.example/broken", ["unchecked-outside-link"]),
        ("http://a.example/loop", ["unchecked-outside-link"]),
        ("http://a.example/to-a-file", ["unchecked-outside-link"]),
        ("http://a.example/inwards", ["private-outside-link"]),
        ("http://private.example/", ["private-outside-link"]),
    ],
)
def test_each_answer_is_reported_at_the_line_of_the_link(make_paper, policy, address, codes):
    paper = paper_with(make_paper, address)
    found = check(paper.options(), outside=policy).diagnostics
    assert [d.code for d in found] == codes
    assert all((d.path, d.line) == ("content/world/a.md", 8) for d in found)


@pytest.mark.parametrize(
    ("fault", "code", "lookups"),
    [
        ("EAI_NONAME", "dead-outside-link", 1),
        ("EAI_NODATA", "dead-outside-link", 1),
        ("EAI_AGAIN", "unchecked-outside-link", 3),  # no network, or a name server that is busy
        ("EAI_FAIL", "unchecked-outside-link", 3),
        ("EAI_SYSTEM", "unchecked-outside-link", 3),
    ],
)
def test_only_a_host_that_does_not_exist_is_gone(make_paper, policy, web, fault, code, lookups):
    asked = []

    def lookup(host, port):
        asked.append(host)
        raise socket.gaierror(getattr(socket, fault), "what the lookup says")

    paper = paper_with(make_paper, "http://a.example/fine")
    (found,) = check(paper.options(), outside=replace(policy, lookup=lookup)).diagnostics
    assert found.code == code
    assert ("there is no such host" in found.message) == (lookups == 1)
    assert ("what the lookup says" in found.message) == (lookups > 1)
    assert len(asked) == lookups
    assert web.slept == [policy.pause * 2, policy.pause * 4][: lookups - 1]


def test_a_temporary_lookup_error_is_retried(make_paper, policy):
    asked = []

    def lookup(host, port):
        asked.append(host)
        if len(asked) == 1:
            raise socket.gaierror(socket.EAI_AGAIN, "try again")
        return policy.lookup(host, port)

    paper = paper_with(make_paper, "http://a.example/fine")
    assert check(paper.options(), outside=replace(policy, lookup=lookup)).diagnostics == ()


def test_external_links_are_requested_only_with_the_option(make_paper, web):
    paper = paper_with(make_paper, "http://a.example/gone")
    assert check(paper.options()).diagnostics == ()
    assert web.asked == []


def test_only_good_answers_are_cached_for_a_week(make_paper, policy, web):
    paper = paper_with(make_paper, "http://a.example/fine", "http://b.example/gone")
    check(paper.options(), outside=policy)
    web.asked.clear()
    check(paper.options(NOW + timedelta(days=6)), outside=policy)
    assert {path for _, _, path in web.asked} == {"/gone"}
    check(paper.options(NOW + timedelta(days=8)), outside=policy)
    assert {path for _, _, path in web.asked} == {"/fine", "/gone"}


def test_pages_of_one_host_are_requested_with_pauses(make_paper, policy, web):
    paper = paper_with(make_paper, *[f"http://a.example/{n}" for n in range(5)])
    check(paper.options(), outside=policy)
    assert web.slept == [policy.pause] * 4
    assert [path for _, _, path in web.asked] == [f"/{n}" for n in range(5)]


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "127.0.0.1", "169.254.169.254", "192.168.1.1", "172.16.0.1", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "::1", "fe80::1", "fe80::1%eth0", "fc00::1"),
        *("::127.0.0.1", "fec0::1", "64:ff9b:1::a00:1", "2001::1", "192.0.0.8", "198.18.0.1", "::"),
        *("::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "2002:a00:1::"),
    ],
)
def test_private_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111"])
def test_public_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1.2.3", "2130706433", "0x7f.1"])
def test_private_hosts_are_never_connected_to(web, host):
    with pytest.raises(PrivateAddressError):
        find_public(host, web.server_port)
    reply = fetch_page(f"http://{host}:{web.server_port}/", find_public)
    assert reply.fault == "private"
    assert web.asked == []


@pytest.mark.parametrize("port", [22, 25, 6667])
def test_ports_of_other_services_are_never_connected_to(policy, web, port):
    assert (
        "is not used for web pages" in fetch_page(f"http://a.example:{port}/", policy.lookup).fault
    )
    assert web.asked == []


def test_a_busy_server_gets_no_second_request_at_once(policy, web):
    assert fetch_page("http://a.example/too-many", policy.lookup).status == 429
    assert [method for method, _, _ in web.asked] == ["HEAD"]


def test_a_slow_server_is_disconnected(monkeypatch):
    """Each header arrives in time, but the headers never end."""
    monkeypatch.setattr(fetch, "DEADLINE", 0.2)
    done = threading.Event()

    def send_slowly(server):
        connection, _ = server.accept()
        with connection, suppress(OSError):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n")
            while not done.wait(0.01):
                connection.sendall(b"X: x\r\n\r\nHTTP/1.1 100 Continue\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=send_slowly, args=(server,))
        thread.start()
        place = ServerAddress("127.0.0.1", server.getsockname()[1])
        assert fetch_page("http://a.example/", lambda *_: place).fault
        done.set()
        thread.join()


def test_internationalized_names_are_requested_in_ascii(policy, web):
    assert fetch_page("http://اردو.example/خبر?q=ہاں", policy.lookup).status == 200
    ((_, host, path),) = web.asked
    assert host == "xn--mgbqf7g.example"
    assert path.isascii()


def test_a_huge_page_is_not_read(policy, web):
    assert fetch_page("http://a.example/huge", policy.lookup).status == 200


def test_answers_are_kept_when_the_check_is_interrupted(make_paper, policy, web):
    def give_up(phase, done, total):
        if phase == "asking other sites":
            raise KeyboardInterrupt

    paper = paper_with(make_paper, "http://a.example/fine")
    with pytest.raises(KeyboardInterrupt):
        check(paper.options(), give_up, outside=policy)
    web.asked.clear()
    assert check(paper.options(), outside=policy).diagnostics == ()
    assert web.asked == []


def test_user_names_and_passwords_in_addresses_are_not_sent(policy, web):
    fetch_page("http://user:secret@a.example:81/fine?q=1#part", policy.lookup)
    assert web.asked == [("HEAD", "a.example:81", "/fine?q=1")]
