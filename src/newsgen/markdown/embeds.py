"""Which addresses lead to something that a page can show: films, posts, sound, graphics, maps.

Nothing is asked of a service: all that is known of an embed is in its address.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from math import cos, radians
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from newsgen.markdown.services import SERVICES, EmbedKind, Form, Service
from newsgen.models import EmbedService, Model

_LONGEST = 2000
"""Longest address, in characters; the addresses that services give out are far shorter."""
_WEB_ADDRESS = re.compile(r"https?://\S++", re.IGNORECASE)
_EMPTY = re.compile(r"&\w++=,?(?=[&#]|\Z)")


class Embed(Model, frozen=True):
    """Something of another service that a page can show."""

    service: EmbedService
    """For names of templates and classes: ``youtube``."""
    name: str
    """For readers: ``YouTube``."""
    kind: EmbedKind
    url: str
    """Address of its page there."""
    player: str = ""
    """Address for an ``<iframe>``; empty if the service has none."""
    author: str = ""
    """The account that it belongs to, if the address says so: ``@ayesha``."""
    tall: bool = False
    """Whether it is a film that is higher than wide."""

    @property
    def host(self) -> str:
        """The host whose content a click loads."""
        return urlsplit(self.player or self.url).netloc


def recognise(address: str) -> Embed | None:
    """The embed at a web address; None for every other address or text."""
    if len(address) > _LONGEST or not _WEB_ADDRESS.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
        is_usual = parts.username is None and parts.port in {None, 80, 443}
    except ValueError:
        return None
    if not is_usual:
        return None
    place = f"{parts.hostname or ''}{parts.path.rstrip('/')}"
    given = dict(parse_qsl(f"{parts.query}&{parts.fragment}"))
    for service, forms in _forms():
        wanted = {to: given[name] for name, to in service.parameters.items() if name in given}
        query = "".join(f"&{name}={quote(value, safe='')}" for name, value in wanted.items())
        for form, pattern in forms:
            if found := pattern.match(f"{place}?{query}"):
                return _make_embed(service, form, found.groupdict(default=""))
    return None


def embedded_services(body: str) -> tuple[str, ...]:
    """The keys of all services of which the body may show something, sorted.

    The text is only searched, so these may be too many, but never too few.
    """
    if "//" not in body and "embed" not in body:
        return ()
    text = body.lower()
    return tuple(sorted(each.key for each in SERVICES if any(sign in text for sign in each.signs)))


@cache
def _forms() -> tuple[tuple[Service, tuple[tuple[Form, re.Pattern[str]], ...]], ...]:
    """The forms of each service with their patterns, which are compiled when they are needed."""
    return tuple(
        (
            service,
            tuple(
                (form, re.compile(pattern, re.ASCII))
                for form in service.forms
                for pattern in form.patterns
            ),
        )
        for service in SERVICES
    )


def _make_embed(service: Service, form: Form, parts: Mapping[str, str]) -> Embed | None:
    if parts.get("inner"):  # a player of Facebook, whose address contains that of the post
        inner = recognise(unquote(parts["inner"]))
        return inner if inner and inner.service == service.key else None
    if parts.get("zoom"):
        parts = {**parts, **_box(parts)}
    url = _fill(form.url, parts)
    return Embed(
        service=service.key,
        name=service.name,
        kind=service.kind,
        url=url,
        player=_fill(form.player, {**parts, "page": quote(url, safe="")}),
        author=form.author.format_map(parts),
        tall=form.tall,
    )


def _fill(address: str, parts: Mapping[str, str]) -> str:
    """The address with these parts; a parameter without a value is left out."""
    filled = _EMPTY.sub("", address.format_map(defaultdict(str, parts)))
    return filled.replace("?&", "?").replace("?#", "#").removesuffix("?")


def _box(parts: Mapping[str, str]) -> Mapping[str, str]:
    """The sides of a map, for OpenStreetMap, whose player knows no zoom."""
    x, y = float(parts["lon"]), float(parts["lat"])
    width = 450 / 2 ** int(parts["zoom"])  # degrees from the middle to a side
    height = width * 0.75 * cos(radians(y))
    sides = {"west": x - width, "south": y - height, "east": x + width, "north": y + height}
    return {side: f"{degrees:.5f}" for side, degrees in sides.items()}
