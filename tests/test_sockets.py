"""The ports that the preview listens on: one for the site, the next for the desk."""

import socket
from contextlib import closing

import pytest

from newsgen.cli.serve import _print_addresses
from newsgen.diagnostics import Refusal
from newsgen.serve import RunningPreview
from newsgen.serve.sockets import host_names, open_sockets, url_host


def test_the_desk_has_the_next_port():
    with closing(open_sockets("", 21_000)) as sockets:
        site, desk = sockets.ports
        assert desk == site + 1
        assert {door.getsockname()[0] for door in (*sockets.site, *sockets.desk)} <= {
            "127.0.0.1",
            "::1",
        }


@pytest.mark.parametrize("taken", [0, 1])
def test_the_next_pair_is_used_if_either_port_is_taken(taken):
    with closing(open_sockets("", 22_000 + 1000 * taken)) as found:
        first = found.ports[0]
    busy = socket.create_server(("127.0.0.1", first + taken))
    with busy, closing(open_sockets("", first)) as sockets:
        assert sockets.ports == (first + taken + 1, first + taken + 2)
    with closing(open_sockets("", first)) as sockets:  # the failed attempts left no socket open
        assert sockets.ports == (first, first + 1)


def test_port_zero_takes_any_two_ports():
    with closing(open_sockets("", 0)) as one, closing(open_sockets("", 0)) as other:
        assert len({*one.ports, *other.ports}) == 4


def test_the_last_port_is_refused():
    with pytest.raises(Refusal, match="there is no port after it"):
        open_sockets("", 65_535)


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(Refusal, match="cannot listen on port 8000"):
        open_sockets("203.0.113.1", 8000)


def test_host_names_are_those_of_this_machine():
    assert host_names("") == {"localhost", "127.0.0.1", "[::1]"}
    assert {"fe80::1", "[fe80::1]"} & host_names("fe80::1") == {"[fe80::1]"}
    assert "news.local" in host_names("NEWS.local")
    assert (url_host("::1"), url_host("localhost")) == ("[::1]", "localhost")


def test_both_addresses_are_printed_and_the_site_is_opened(capsys, monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    site, desk = "http://localhost:8000/news/", "http://localhost:8001/_newsgen/"
    _print_addresses(RunningPreview(site=site, desk=desk, run=""), browser=True)
    assert capsys.readouterr().out.split()[:4] == ["Site:", site, "Desk:", desk]
    assert opened == [site]
