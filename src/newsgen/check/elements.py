"""What each kind of element says of its page."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Literal

from newsgen.check.addresses import SOUND, join
from newsgen.check.documents import UnreadableError, parse_json
from newsgen.check.page_audit import PageAudit
from newsgen.check.words import has_words, read_words

_XLINK = "xlink:href"
_ASSETS = {
    "source": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "use": ("href", _XLINK),
    "image": ("href", _XLINK),
}
_PICTURES = frozenset(
    {
        *("og:image", "og:image:url", "og:image:secure_url", "og:video", "og:audio"),
        *("twitter:image", "twitter:image:src"),
    }
)
_FOLLOWED = frozenset({"canonical", "alternate", "next", "prev", "author", "license", "me"})
_PASSED = frozenset({"preconnect", "dns-prefetch", "profile", "pingback"})
_NOWHERE = frozenset({"", "#"})
_ORNAMENTAL = frozenset({"presentation", "none"})
_REFRESH = re.compile(r"\s*+[\d.]*+\s*+[;,]\s*+url\s*+=\s*+['\"]?([^'\"]*)", re.IGNORECASE)
_SHOWN = frozenset({"image", "logo", "thumbnail", "thumbnailUrl", "contentUrl"})
"""Keys of structured data that name files; ``_NAMED`` those that name pages."""
_NAMED = frozenset({"url", "item", "mainEntityOfPage"})


def _take_assets(page: PageAudit, element: Any) -> None:
    for name in _ASSETS[element.tag]:
        if (address := element.get(name)) is not None:
            page.load(address, element)
    page.load_candidates(element.get("srcset"), element)


def _take_base(page: PageAudit, element: Any) -> None:
    if (address := element.get("href")) and page.base is None:
        page.base = join(page.url, address)


def _take_heading(page: PageAudit, element: Any) -> None:
    page.levels.append((int(element.tag[1]), element))


def _take_link(page: PageAudit, element: Any) -> None:
    address = element.get("href")
    if address is None:
        address = element.get(_XLINK)
        page.anchors.add(element.get("name") or "")
    if address is None:
        return
    if page.resolver.known.get(address) is not SOUND:
        _follow_link(page, address, element)
    if not (has_words(element) or element.get("alt") or element.get("aria-hidden") == "true"):
        page.tell("empty-link", address, element, address)


def _follow_link(page: PageAudit, address: str, element: Any) -> None:
    if address.strip() in _NOWHERE and element.get("role") != "button":
        words = read_words(element)
        page.tell("empty-address", f"a link: {words}", element, words or "<a ")
    else:
        page.follow(address, element)


def _take_button(page: PageAudit, element: Any) -> None:
    if not has_words(element):
        page.tell("empty-link", "<button>", element, "<button")
    _take_form(page, element)


def _take_form(page: PageAudit, element: Any) -> None:
    if action := element.get("action") or element.get("formaction"):
        page.load(action, element)


def _take_frame(page: PageAudit, element: Any) -> None:
    address = element.get("src")
    if address is not None:
        page.load(address, element)
    if not (element.get("title") or element.get("aria-label") or "").strip():
        page.tell("unnamed-frame", f"the frame {address or ''}", element, address or "<iframe")


def _take_input(page: PageAudit, element: Any) -> None:
    if (address := element.get("src")) is not None:
        page.load(address, element)
        _judge_alt(page, element)
    _take_form(page, element)


def _take_meta(page: PageAudit, element: Any) -> None:
    name = (element.get("name") or element.get("property") or "").lower()
    if name in _METAS or not name:
        _METAS.get(name, _take_refresh)(page, element.get("content") or "", element)


def _take_description(page: PageAudit, content: str, element: Any) -> None:  # noqa: ARG001
    page.description = " ".join(content.split())


def _take_robots(page: PageAudit, content: str, element: Any) -> None:  # noqa: ARG001
    page.hidden = "noindex" in content.lower()


def _take_refresh(page: PageAudit, content: str, element: Any) -> None:
    if found := _REFRESH.match(content):
        page.redirects = True
        page.follow(found[1], element)


_METAS: Mapping[str, Callable[[PageAudit, str, Any], None]] = {
    **dict.fromkeys(_PICTURES, PageAudit.load),
    "description": _take_description,
    "robots": _take_robots,
}


def _take_picture(page: PageAudit, element: Any) -> None:
    given = element.attrib
    if "src" in given:
        page.load(given["src"], element)
    elif "srcset" not in given:
        page.tell("empty-address", "<img>", element, "<img")
    page.load_candidates(given.get("srcset"), element)
    _judge_alt(page, element)


def _judge_alt(page: PageAudit, element: Any) -> None:
    is_ornament = element.get("aria-hidden") == "true" or element.get("role") in _ORNAMENTAL
    if element.get("alt") is None and not is_ornament:
        src = element.get("src") or ""
        page.tell("missing-alt", f"the picture {src}", element, src)


def _take_relation(page: PageAudit, element: Any) -> None:
    address = element.get("href")
    page.load_candidates(element.get("imagesrcset"), element)
    if address is None:
        return
    use = _use(element.get("rel") or "")
    if use == "followed":
        page.follow(address, element)
    elif use == "loaded":
        page.load(address, element)


@cache
def _use(rel: str) -> Literal["followed", "loaded", "passed"]:
    relations = {*rel.lower().split()}
    if relations & _PASSED:
        return "passed"
    return "followed" if relations & _FOLLOWED and "stylesheet" not in relations else "loaded"


def _take_script(page: PageAudit, element: Any) -> None:
    if (address := element.get("src")) is not None:
        page.load(address, element)
    if element.get("type") != "application/ld+json":
        return
    try:
        facts = parse_json(element.text or "")
    except UnreadableError as error:
        page.tell("bad-structured-data", str(error), element)
        return
    for address, is_shown in _addresses(facts):
        page.follow(address, element, "dead-asset" if is_shown else "dead-link")


def _addresses(facts: Any) -> Iterator[tuple[str, bool]]:
    """Each address in structured data, and whether it is that of a file that is shown."""
    waiting = deque([("", facts, False)])
    while waiting:
        name, fact, shown = waiting.popleft()
        if isinstance(fact, dict):
            waiting.extend((key, part, shown or key in _SHOWN) for key, part in fact.items())
        elif isinstance(fact, list):
            waiting.extend((name, part, shown) for part in fact)
        elif fact and isinstance(fact, str) and (name in _SHOWN or name in _NAMED):
            yield fact, shown


def _take_style(page: PageAudit, element: Any) -> None:
    page.load_style(element.text or "", element)


def _take_title(page: PageAudit, element: Any) -> None:
    parent = element.getparent()
    if parent is not None and parent.tag == "head" and not page.title:
        page.title = " ".join((element.text or "").split())


HANDLERS: Mapping[str, Callable[[PageAudit, Any], None]] = {
    **dict.fromkeys(_ASSETS, _take_assets),
    **dict.fromkeys([f"h{level}" for level in range(1, 7)], _take_heading),
    "a": _take_link,
    "area": _take_link,
    "base": _take_base,
    "button": _take_button,
    "form": _take_form,
    "iframe": _take_frame,
    "img": _take_picture,
    "input": _take_input,
    "link": _take_relation,
    "meta": _take_meta,
    "script": _take_script,
    "style": _take_style,
    "title": _take_title,
}
"""What takes note of each element that matters, by its tag."""
