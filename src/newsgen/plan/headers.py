"""Plans the headers of the site: a file for each web server that the settings name.

They follow from the settings alone, so no story changes them. Whatever needs a source of the
Content-Security-Policy names it in ``_sources``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from newsgen.config import DIRECTIVES, CommentSettings, Config
from newsgen.markdown import player_hosts
from newsgen.models import HeaderFormat, HeadersView, Output, Recipe
from newsgen.urls import HEADER_FILES, base_path, origin

_GISCUS = "https://giscus.app"
_PERMISSIONS = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer"),
    *("microphone", "midi", "payment", "usb"),
)
"""What neither the site nor a frame in it may use. https://www.w3.org/TR/permissions-policy/"""


def plan_headers(config: Config, assets: Iterable[str]) -> Iterator[Output]:
    """The headers for each web server in the settings; ``assets`` are kept for a year."""
    named = tuple(sorted(assets))
    for form in config.headers.servers:
        yield Output(
            path=HEADER_FILES[form],
            template="",
            recipe=Recipe(
                function=_view_headers,
                parts=(form, _name(config), base_path(config), make_headers(config), named),
            ),
            origin=f"the headers for {form}",
            media_type="application/json" if form == "cloudfront" else "text/plain",
            role="file",
        )


def make_headers(config: Config) -> tuple[tuple[str, str], ...]:
    """Names and values of the headers of every file, apart from those of caches."""
    headers = {
        "Content-Security-Policy": _policy(config),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _PERMISSIONS),
        "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    }
    if config.headers.hsts and _has_https(config):
        headers["Strict-Transport-Security"] = f"max-age={config.headers.hsts}"
    return tuple(headers.items())


def _policy(config: Config) -> str:
    """The Content-Security-Policy.

    https://www.w3.org/TR/CSP3/
    """
    sources: dict[str, list[str]] = defaultdict(list)
    for directive, found in _sources(config):
        sources[directive] += [source for source in found if source not in sources[directive]]
    parts = ["default-src 'none'"]
    parts += [" ".join([name, *(sources[name] or ["'none'"])]) for name in DIRECTIVES]
    parts.append("base-uri 'none'")
    if _has_https(config):
        parts.append("upgrade-insecure-requests")
    return "; ".join(parts)


def _sources(config: Config) -> Iterator[tuple[str, Sequence[str]]]:
    """The sources that pages need, by directive: those of the theme, then of each feature."""
    own = ["'self'"]
    for directive in ("script-src", "style-src", "font-src", "connect-src"):
        yield directive, own
    for directive in ("manifest-src", "worker-src", "form-action"):
        yield directive, own
    media = [*own, "https:"] if config.headers.outside_media else own
    yield "img-src", media
    yield "media-src", media
    yield "frame-src", [f"https://{host}" for host in player_hosts(config.embeds)]
    if config.search != "none":
        yield "script-src", ["'wasm-unsafe-eval'"]  # Pagefind is WebAssembly
    yield from _sources_of_comments(config.comments)
    yield from config.headers.sources.items()


def _sources_of_comments(comments: CommentSettings) -> Iterator[tuple[str, Sequence[str]]]:
    """What ``js/comments.js`` loads when a reader opens the replies."""
    server = [f"{comments.server.rstrip('/')}/"]
    match comments.provider:
        case "isso":
            for directive in ("script-src", "style-src", "img-src", "connect-src"):
                yield directive, server
        case "remark42":
            yield "script-src", server
            yield "frame-src", server
        case "giscus":
            yield "script-src", [f"{_GISCUS}/client.js"]
            yield "style-src", [f"{_GISCUS}/default.css"]
            yield "frame-src", [f"{_GISCUS}/"]


def _view_headers(
    form: HeaderFormat,
    name: str,
    base: str,
    headers: tuple[tuple[str, str], ...],
    assets: tuple[str, ...],
) -> HeadersView:
    return HeadersView(form=form, name=name, base=base, headers=headers, assets=assets)


def _name(config: Config) -> str:
    host = origin(config).partition("://")[2]
    return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in host).strip("-")


def _has_https(config: Config) -> bool:
    return origin(config).startswith("https://")
