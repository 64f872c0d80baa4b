"""The headers that a build writes, and a server that sends them."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from newsgen.config import Config
from newsgen.plan.headers import make_headers
from support.servers import serving


def policy(**settings: Any) -> str:
    """The Content-Security-Policy of a paper with these settings, on a server without https."""
    headers = dict(make_headers(Config(title="T", base_url="http://localhost/", **settings)))
    return headers["Content-Security-Policy"]


def read_rules(text: str) -> Mapping[str, Mapping[str, str]]:
    """The headers of each path in the file ``_headers``."""
    rules: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("/"):
            rules[line] = {}
        elif line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            rules[next(reversed(rules))][name] = value
    return rules


def watch_policy(context: Any) -> list[str]:
    """What the policy forbids from now on in the pages of that context of a browser."""
    forbidden: list[str] = []

    def note(found: str) -> None:
        forbidden.append(found)

    context.expose_function("noteForbidden", note)
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation', (found) =>"
        " noteForbidden(`${found.effectiveDirective} ${found.blockedURI}`));"
    )
    return forbidden


def serving_with_headers(folder: Path, port: int = 0) -> AbstractContextManager[str]:
    """Serve the site in the folder as its ``_headers`` say; gives the address."""
    rules = read_rules((folder / "_headers").read_text(encoding="utf-8"))

    class Handler(SimpleHTTPRequestHandler):
        def send_error(self, code: int, *_: object, **__: object) -> None:  # type: ignore[override]
            """Send the page for unknown addresses."""
            content = (folder / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def end_headers(self) -> None:
            for path, headers in rules.items():
                if path in {"/*", unquote(self.path)}:
                    for name, value in headers.items():
                        self.send_header(name, value)
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return serving(folder, Handler, port)
