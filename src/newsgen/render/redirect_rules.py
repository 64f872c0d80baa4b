"""Redirect rules for web servers: old addresses that a static file cannot answer, and all others.

Each address is percent-encoded but for letters, digits and harmless signs, so that no alias can add
a rule or change the meaning of one.
"""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, quote, unquote

from newsgen.models import RedirectFormat, RedirectRule, RedirectRulesView

_SAFE = "/-._~"


def render_redirect_rules(view: RedirectRulesView) -> bytes:
    """The file of rules in its format."""
    write = _WRITERS[view.form]
    return "".join(f"{write(rule)}\n" for rule in view.rules).encode()


def _netlify(rule: RedirectRule) -> str:
    """A line of ``_redirects``, which Cloudflare reads too.

    https://docs.netlify.com/manage/routing/redirects/redirect-options/
    """
    path, _, query = rule.old.partition("?")
    values = parse_qsl(query, keep_blank_values=True)
    wanted = [f"{_encode(name)}={_encode(value)}" for name, value in values]
    return " ".join([_encode(path), *wanted, _encode(rule.new), "301"])


def _nginx(rule: RedirectRule) -> str:
    """An entry of a ``map`` of ``$request_uri``.

    https://nginx.org/en/docs/http/ngx_http_map_module.html
    """
    return f'"{_encode_whole(rule.old)}" "{_encode(rule.new)}";'


def _caddy(rule: RedirectRule) -> str:
    """An entry of a ``map`` of ``{uri}``.

    https://caddyserver.com/docs/caddyfile/directives/map
    """
    return f'"{_encode_whole(rule.old)}" "{_encode(rule.new)}"'


def _encode(text: str) -> str:
    return quote(unquote(text), safe=_SAFE)


def _encode_whole(address: str) -> str:
    path, mark, query = address.partition("?")
    return f"{_encode(path)}{mark}{quote(unquote(query), safe=f'{_SAFE}=&')}"


_WRITERS: Mapping[RedirectFormat, Callable[[RedirectRule], str]] = {
    "netlify": _netlify,
    "nginx": _nginx,
    "caddy": _caddy,
}
