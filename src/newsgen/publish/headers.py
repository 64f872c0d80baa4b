"""What a host is to say of a file: its type, how long it may be kept, how it is packed."""

from collections.abc import Mapping

from newsgen.models import Role
from newsgen.publish.release import HeaderRule, Headers, Packing

CACHE_CONTROL: Mapping[Role, str] = {
    "asset": "public, max-age=31536000, immutable",
    "file": "public, max-age=86400",
    "page": "public, max-age=300",
    "list": "public, max-age=60",
    "feed": "public, max-age=300",
}
"""How long files may be kept unless the settings say: names of assets change with their bytes, so
they may be kept for a year (RFC 9111, RFC 8246); pages and lists are asked for again in minutes."""
_NAMES_CHARSET = ("application/javascript", "application/rss+xml", "application/json")


def header_rule(cache_control: Mapping[str, str]) -> HeaderRule:
    """The rule for headers, where ``cache_control`` says otherwise for some roles."""

    def rule(role: Role, media_type: str, packing: Packing) -> Headers:
        is_text = media_type.startswith("text/") or media_type in _NAMES_CHARSET
        return Headers(
            content_type=f"{media_type}; charset=utf-8" if is_text else media_type,
            cache_control=cache_control.get(role, CACHE_CONTROL[role]),
            content_encoding=packing,
        )

    return rule
