"""Checks the settings of headers: the directives and sources of the Content-Security-Policy."""

import re
from collections.abc import Iterator
from typing import Final

from newsgen.config.faults import bad_value, check_range
from newsgen.config.shape import HeaderSettings
from newsgen.schema import Fault
from newsgen.suggestions import suggest
from newsgen.text import truncate

DIRECTIVES: Final = (
    *("script-src", "style-src", "img-src", "font-src", "media-src", "connect-src", "frame-src"),
    *("manifest-src", "worker-src", "form-action", "frame-ancestors"),
)
"""The directives to which settings may add sources, in the order of the header.
https://www.w3.org/TR/CSP3/#csp-directives"""

_SOURCE = re.compile(
    r"'(?:self|wasm-unsafe-eval|strict-dynamic|sha(?:256|384|512)-[A-Za-z0-9+/_-]+={0,2})'"
    r"|(?:https|wss|data|blob):"
    r"|(?:(?:https?|wss?)://)?(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
    r"(?::(?:[0-9]{1,5}|\*))?(?:/[\w.~%-]*)*",
    re.ASCII,
)
"""A source expression without what would undo the policy. https://www.w3.org/TR/CSP3/#source-lists"""


def check_headers(headers: HeaderSettings) -> Iterator[Fault]:
    """All faults of these settings."""
    yield from check_range(("headers", "hsts"), headers.hsts, 0, 100_000_000)
    for directive, sources in headers.sources.items():
        keys = ("headers", "sources", directive)
        if directive not in DIRECTIVES:
            message = f"there is no directive `{truncate(directive, 40)}` to add sources to"
            known = "one of " + ", ".join(DIRECTIVES)
            yield bad_value(keys, message, suggest(directive, DIRECTIVES) or known)
        for number, source in enumerate(sources):
            if not _SOURCE.fullmatch(source):
                message = f"`{truncate(source, 60)}` is not a source that a strict policy can have"
                hint = "write a host with https://, or 'self' in quotes within quotes: \"'self'\""
                yield bad_value((*keys, number), message, hint)
