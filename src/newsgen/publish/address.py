"""The address that a site is published for: one where its readers can come."""

import re
from urllib.parse import urlsplit

from newsgen.diagnostics import Diagnostic, Severity
from newsgen.writer import Refusal

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - not listened at
_EXAMPLE = re.compile(r"(?:.*\.)?example(?:\.(?:com|net|org))?")
"""https://www.rfc-editor.org/rfc/rfc2606"""


def check_address(base_url: str) -> tuple[Diagnostic, ...]:
    """What speaks against publishing for the address and keeps nobody from it.

    Raises Refusal for an address of this machine alone.
    """
    host = urlsplit(base_url).hostname or ""
    if host in _LOCAL:
        hint = "set base_url in newsgen.yaml: feeds and sitemaps would lead nowhere"
        raise Refusal(f"the site is built for {base_url}, where readers cannot come", hint)
    if not _EXAMPLE.fullmatch(host):
        return ()
    return (
        Diagnostic(
            code="example-address",
            message=f"the site is published for {base_url}, which is only an example",
            hint="set base_url in newsgen.yaml: feeds and sitemaps lead nowhere",
            severity=Severity.WARNING,
        ),
    )
