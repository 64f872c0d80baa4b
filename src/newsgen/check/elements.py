"""One handler for each kind of element: it passes addresses, words and findings to the audit."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Literal

from newsgen.check.addresses import VALID, join
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
_IGNORED = frozenset({"preconnect", "dns-prefetch", "profile", "pingback"})
_EMPTY_ADDRESSES = frozenset({"", "#"})
_DECORATIVE_ROLES = frozenset({"presentation", "none"})
_REFRESH = re.compile(r"\s*+[\d.]*+\s*+[;,]\s*+url\s*+=\s*+['\"]?([^'\"]*)", re.IGNORECASE)
_FILE_KEYS = frozenset({"image", "logo", "thumbnail", "thumbnailUrl", "contentUrl"})
"""Keys of structured data that name files; ``_PAGE_KEYS`` those that name pages."""
_PAGE_KEYS = frozenset({"url", "item", "mainEntityOfPage"})


def _handle_assets(page: PageAudit, element: Any) -> None:
    for name in _ASSETS[element.tag]:
        if (address := element.get(name)) is not None:
            page.load(address, element)
    page.load_srcset(element.get("srcset"), element)


def _handle_base(page: PageAudit, element: Any) -> None:
    if (address := element.get("href")) and page.base is None:
        page.base = join(page.url, address)


def _handle_heading(page: PageAudit, element: Any) -> None:
    page.levels.append((int(element.tag[1]), element))


def _handle_link(page: PageAudit, element: Any) -> None:
    address = element.get("href")
    if address is None:
        address = element.get(_XLINK)
        page.anchors.add(element.get("name") or "")
    if address is None:
        return
    is_shared = element.get("data-share") is not None  # made for each page; it never breaks alone
    if not is_shared and page.resolver.known.get(address) is not VALID:
        _follow_link(page, address, element)
    if not (has_words(element) or element.get("alt") or element.get("aria-hidden") == "true"):
        page.report("empty-link", address, element, address)


def _follow_link(page: PageAudit, address: str, element: Any) -> None:
    if address.strip() in _EMPTY_ADDRESSES and element.get("role") != "button":
        words = read_words(element)
        page.report("empty-address", f"a link: {words}", element, words or "<a ")
    else:
        page.follow(address, element)


def _handle_button(page: PageAudit, element: Any) -> None:
    if not has_words(element):
        page.report("empty-link", "<button>", element, "<button")
    _handle_form(page, element)


def _handle_form(page: PageAudit, element: Any) -> None:
    if action := element.get("action") or element.get("formaction"):
        page.load(action, element)


def _handle_frame(page: PageAudit, element: Any) -> None:
    address = element.get("src")
    if address is not None:
        page.load(address, element)
    if not (element.get("title") or element.get("aria-label") or "").strip():
        page.report("unnamed-frame", f"the frame {address or ''}", element, address or "<iframe")


def _handle_input(page: PageAudit, element: Any) -> None:
    if (address := element.get("src")) is not None:
        page.load(address, element)
        _check_alt(page, element)
    _handle_form(page, element)


def _handle_meta(page: PageAudit, element: Any) -> None:
    name = (element.get("name") or element.get("property") or "").lower()
    if name in _METAS or not name:
        _METAS.get(name, _handle_refresh)(page, element.get("content") or "", element)


def _handle_description(page: PageAudit, content: str, element: Any) -> None:  # noqa: ARG001
    page.description = " ".join(content.split())


def _handle_robots(page: PageAudit, content: str, element: Any) -> None:  # noqa: ARG001
    page.hidden = "noindex" in content.lower()


def _handle_refresh(page: PageAudit, content: str, element: Any) -> None:
    if found := _REFRESH.match(content):
        page.redirects = True
        page.follow(found[1], element)


_METAS: Mapping[str, Callable[[PageAudit, str, Any], None]] = {
    **dict.fromkeys(_PICTURES, PageAudit.load),
    "description": _handle_description,
    "robots": _handle_robots,
}


def _handle_picture(page: PageAudit, element: Any) -> None:
    given = element.attrib
    if "src" in given:
        page.load(given["src"], element)
    elif "srcset" not in given:
        page.report("empty-address", "<img>", element, "<img")
    page.load_srcset(given.get("srcset"), element)
    _check_alt(page, element)


def _check_alt(page: PageAudit, element: Any) -> None:
    is_decorative = element.get("aria-hidden") == "true" or element.get("role") in _DECORATIVE_ROLES
    if element.get("alt") is None and not is_decorative:
        src = element.get("src") or ""
        page.report("missing-alt", f"the picture {src}", element, src)


def _handle_relation(page: PageAudit, element: Any) -> None:
    address = element.get("href")
    page.load_srcset(element.get("imagesrcset"), element)
    if address is None:
        return
    if element.get("hreflang") and "alternate" in (element.get("rel") or "").lower().split():
        page.name_language(address, element)
    use = _relation_use(element.get("rel") or "")
    if use == "followed":
        page.follow(address, element)
    elif use == "loaded":
        page.load(address, element)


@cache
def _relation_use(rel: str) -> Literal["followed", "loaded", "ignored"]:
    relations = {*rel.lower().split()}
    if relations & _IGNORED:
        return "ignored"
    return "followed" if relations & _FOLLOWED and "stylesheet" not in relations else "loaded"


def _handle_script(page: PageAudit, element: Any) -> None:
    if (address := element.get("src")) is not None:
        page.load(address, element)
    if element.get("type") != "application/ld+json":
        return
    try:
        facts = parse_json(element.text or "")
    except UnreadableError as error:
        page.report("bad-structured-data", str(error), element)
        return
    for address, is_shown in _addresses(facts):
        page.follow(address, element, "dead-asset" if is_shown else "dead-link")


def _addresses(facts: Any) -> Iterator[tuple[str, bool]]:
    """Each address in structured data, and whether it is of a file, not of a page."""
    waiting = deque([("", facts, False)])
    while waiting:
        name, fact, shown = waiting.popleft()
        if isinstance(fact, dict):
            waiting.extend((key, part, shown or key in _FILE_KEYS) for key, part in fact.items())
        elif isinstance(fact, list):
            waiting.extend((name, part, shown) for part in fact)
        elif fact and isinstance(fact, str) and (name in _FILE_KEYS or name in _PAGE_KEYS):
            yield fact, shown


def _handle_style(page: PageAudit, element: Any) -> None:
    page.load_style(element.text or "", element)


def _handle_title(page: PageAudit, element: Any) -> None:
    parent = element.getparent()
    if parent is not None and parent.tag == "head" and not page.title:
        page.title = " ".join((element.text or "").split())


HANDLERS: Mapping[str, Callable[[PageAudit, Any], None]] = {
    **dict.fromkeys(_ASSETS, _handle_assets),
    **dict.fromkeys([f"h{level}" for level in range(1, 7)], _handle_heading),
    "a": _handle_link,
    "area": _handle_link,
    "base": _handle_base,
    "button": _handle_button,
    "form": _handle_form,
    "iframe": _handle_frame,
    "img": _handle_picture,
    "input": _handle_input,
    "link": _handle_relation,
    "meta": _handle_meta,
    "script": _handle_script,
    "style": _handle_style,
    "title": _handle_title,
}
"""The handler of each element that is audited, by tag."""
