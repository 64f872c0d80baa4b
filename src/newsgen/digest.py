"""Digests of bytes and of frozen values."""

import hashlib
from typing import Any

import msgspec

_encode = msgspec.msgpack.Encoder().encode


def digest_bytes(content: bytes | memoryview) -> str:
    """The digest of some bytes: 32 hexadecimal digits, the first half of their SHA-256."""
    return hashlib.sha256(content).hexdigest()[:32]


def digest_source(path: str, content: bytes) -> str:
    """The digest of a source: the same bytes at another path are another source."""
    return digest_bytes(b"%b\0%b" % (path.encode(), content))


def digest_value(value: Any) -> str:
    """The digest of a frozen value: equal values have equal digests on every machine.

    The order of a mapping counts: a template that lists it shows it. A moment counts as a point in
    time: all of them stand on the clock of the site, so that whoever compares digests has to count
    its time zone beside them, as ``Renderer.setting`` does.
    """
    return digest_bytes(_encode(value))
