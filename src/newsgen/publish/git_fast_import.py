"""Commits in the format of git-fast-import(1), which creates them without a working copy."""

import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from newsgen.models import Model

START, END = b"feature done\n", b"done\n"
"""Start and end of the stream: a truncated stream creates no commit."""


class Commit(Model, frozen=True):
    """A commit to create."""

    reference: str
    """The reference that will point to it."""
    moment: datetime
    message: str
    host: str
    """Host for the default e-mail address, if the environment names no author."""
    parent: str = ""


def write(commit: Commit, changes: Iterable[bytes] = ()) -> Iterator[bytes]:
    """Yield the commit, whose name git prints; ``changes`` are made by ``file`` and ``removal``."""
    yield f"reset {commit.reference}\n\ncommit {commit.reference}\nmark :1\n".encode()
    for role in ("author", "committer"):
        who = f"{role} {_who(role.upper(), commit.host)} {_date(commit.moment)}\n"
        yield who.encode(errors="surrogateescape")
    message = commit.message.encode()
    yield b"data %d\n%b\n" % (len(message), message)
    if commit.parent:
        yield f"from {commit.parent}\n".encode()
    yield from changes
    yield b"\nget-mark :1\n"


def file(path: str, content: bytes) -> Iterator[bytes]:
    """Add or replace a file in the commit."""
    yield f"M 100644 inline {_quote(path)}\ndata {len(content)}\n".encode()
    yield content
    yield b"\n"


def removal(path: str) -> bytes:
    """Remove a file in the commit."""
    return f"D {_quote(path)}\n".encode()


def _who(role: str, host: str) -> str:
    name = os.environ.get(f"GIT_{role}_NAME") or "newsgen"
    address = os.environ.get(f"GIT_{role}_EMAIL") or f"newsgen@{host}"
    return f"{_plain(name)} <{_plain(address)}>"


def _plain(words: str) -> str:
    return re.sub(r"[<>\s]+", " ", words).strip()


def _date(moment: datetime) -> str:
    return f"{int(moment.timestamp())} +0000"


def _quote(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
