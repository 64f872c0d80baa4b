"""Digests of bytes and of frozen values."""

import hashlib
from typing import Any

import msgspec

_encode = msgspec.msgpack.Encoder().encode


def digest_bytes(content: bytes | memoryview) -> str:
    """The digest of some bytes: 32 hexadecimal digits, the first half of their SHA-256."""
    return hashlib.sha256(content).hexdigest()[:32]


def digest_source(path: str, content: bytes) -> str:
    """The digest of a source: equal bytes at another path have another digest."""
    return digest_bytes(b"%b\0%b" % (path.encode(), content))


def digest_value(value: Any) -> str:
    """The digest of a frozen value: equal values have equal digests on every machine.

    The order of a mapping matters, since templates may show it. A ``datetime`` counts as a point in
    time without its time zone: callers must also compare the time zone of the
    site, as ``Renderer.shared_digest`` does.
    """
    return digest_bytes(_encode(value))
