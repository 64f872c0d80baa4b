"""Files of headers for web servers. Settings are checked, so no value can end a line or a quote."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from newsgen.models import HeaderFormat, HeadersView
from newsgen.urls import quote_path

_FOR_EVER = "public, max-age=31536000, immutable"
_DAY = "public, max-age=86400"
_MINUTE = "public, max-age=60"
_MARKED = r"\.[0-9a-f]{8}\.\w+$"
"""The names that ``urls.asset_path`` makes."""
_MEDIA = r"\.(?:avif|gif|ico|jpe?g|m4a|mp3|mp4|ogg|png|svg|webm|webp|woff2)$"
_NOTE = "Made by newsgen from newsgen.yaml"


def render_headers(view: HeadersView) -> bytes:
    """The file of headers in its format."""
    return _WRITERS[view.form](view).encode()


def _netlify(view: HeadersView) -> str:
    """The file ``_headers``, which Cloudflare reads too.

    Both revalidate every file of which it says nothing, and join the values of a header that
    several rules name. So each file has one rule for its cache at most.
    https://docs.netlify.com/manage/routing/headers/
    https://developers.cloudflare.com/pages/configuration/headers/
    """
    lines = [f"# {_NOTE}", f"{view.base}*", *(f"  {name}: {v}" for name, v in view.headers)]
    for path in view.assets:
        lines += [f"{view.base}{quote_path(path)}", f"  Cache-Control: {_FOR_EVER}"]
    return _join(lines)


def _nginx(view: HeadersView) -> str:
    """Directives for a ``server`` block.

    https://nginx.org/en/docs/http/ngx_http_headers_module.html
    """
    return _join(
        [
            f"# {_NOTE}: include this file in the block `server`; reload nginx when it changes.",
            f'set $newsgen_keep "{_MINUTE}";',
            f'if ($uri ~* "{_MEDIA}") {{ set $newsgen_keep "{_DAY}"; }}',
            f'if ($uri ~ "{_MARKED}") {{ set $newsgen_keep "{_FOR_EVER}"; }}',
            "add_header Cache-Control $newsgen_keep;",
            *(f'add_header {name} "{value}" always;' for name, value in view.headers),
        ]
    )


def _caddy(view: HeadersView) -> str:
    """Directives for the block of a site.

    https://caddyserver.com/docs/caddyfile/directives/header
    """
    return _join(
        [
            f"# {_NOTE}: import this file in the block of the site; reload Caddy when it changes.",
            f"@newsgen_marked path_regexp {_MARKED}",
            "@newsgen_media {",
            f"\tpath_regexp (?i){_MEDIA}",
            f"\tnot path_regexp {_MARKED}",
            "}",
            "@newsgen_other {",
            f"\tnot path_regexp (?i){_MEDIA}",
            f"\tnot path_regexp {_MARKED}",
            "}",
            f'header @newsgen_marked Cache-Control "{_FOR_EVER}"',
            f'header @newsgen_media Cache-Control "{_DAY}"',
            f'header @newsgen_other Cache-Control "{_MINUTE}"',
            "header {",
            *(f'\t{name} "{value}"' for name, value in view.headers),
            "}",
        ]
    )


def _cloudfront(view: HeadersView) -> str:
    """The configuration of a response headers policy; what may be kept is said by the bucket.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicyConfig.html
    """
    headers = dict(view.headers)
    security: dict[str, Any] = {
        "ContentSecurityPolicy": {
            "Override": True,
            "ContentSecurityPolicy": headers.pop("Content-Security-Policy"),
        },
        "ContentTypeOptions": {"Override": True},
        "ReferrerPolicy": {"Override": True, "ReferrerPolicy": headers.pop("Referrer-Policy")},
    }
    del headers["X-Content-Type-Options"]
    if seconds := headers.pop("Strict-Transport-Security", "").removeprefix("max-age="):
        security["StrictTransportSecurity"] = {
            "Override": True,
            "AccessControlMaxAgeSec": int(seconds),
        }
    items = [{"Header": name, "Value": v, "Override": True} for name, v in headers.items()]
    policy = {
        "Name": f"newsgen-{view.name}",
        "Comment": _NOTE,
        "SecurityHeadersConfig": security,
        "CustomHeadersConfig": {"Quantity": len(items), "Items": items},
    }
    return msgspec.json.format(msgspec.json.encode(policy), indent=2).decode() + "\n"


def _join(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


_WRITERS: Mapping[HeaderFormat, Callable[[HeadersView], str]] = {
    "netlify": _netlify,
    "nginx": _nginx,
    "caddy": _caddy,
    "cloudfront": _cloudfront,
}
