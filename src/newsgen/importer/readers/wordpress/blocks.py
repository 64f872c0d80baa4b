"""The block editor: comments in the text that say what the HTML between them is."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from newsgen.importer.readers.wordpress.names import names

_DELIMITER: Final = re.compile(
    r"<!--\s{1,9}(?P<close>/)?wp:(?P<name>[a-z][a-z0-9_-]*+(?:/[a-z][a-z0-9_-]*+)?)(?P<rest>[^<>]*+)>"
)
"""The attributes are JSON in which ``<``, ``>`` and ``--`` are escaped."""
_LEFT_TO_THE_THEME: Final = names("""
    archives calendar categories latest-comments latest-posts loginout navigation page-list
    query rss search site-logo site-title site-tagline social-links tag-cloud post-title
    post-content post-excerpt post-date post-author post-author-name post-featured-image
    post-terms post-navigation-link post-comments comments comments-title comment-template
    template-part read-more avatar home-link term-description query-title breadcrumbs
    jetpack/related-posts jetpack/subscriptions jetpack/contact-form jetpack/mailchimp
    jetpack/like jetpack/sharing-buttons jetpack/rating-star jetpack/business-hours
    jetpack/opentable contact-form-7/contact-form-selector wpforms/form-selector
    gravityforms/form ninja-forms/form mailpoet/subscription-form-block yoast/breadcrumbs
    yoast-seo/breadcrumbs yoast-seo/table-of-contents rank-math/toc-block
    newspack-blocks/homepage-articles newspack-blocks/carousel newspack-blocks/donate
    a8c/blog-posts widget-group legacy-widget
""")
"""What WordPress fills when it shows the page."""
_KNOWN: Final = names("""
    paragraph heading list list-item quote pullquote image gallery cover media-text columns
    column group row stack embed video audio file table code preformatted verse separator spacer
    button buttons details accordion accordion-item accordion-heading accordion-panel footnotes
    html shortcode freeform more nextpage block missing text-columns subhead cover-image math
    social-link jetpack/layout-grid jetpack/layout-grid-column jetpack/tiled-gallery
    jetpack/slideshow jetpack/image-compare syntaxhighlighter/code jetpack/markdown
""")
_DEEPEST_BLOCK: Final = 100
_DEEPEST: Final = 8
"""Reusable blocks within reusable blocks."""


class Piece(NamedTuple):
    """A part of a text."""

    html: str
    is_classic: bool
    """Whether its paragraphs are empty lines, not elements."""
    line: int


class Told(NamedTuple):
    """What became of a block."""

    name: str
    effect: str
    """``left-out``, ``unknown`` or ``page break``."""
    words: str
    line: int


class Blocks:
    """The pieces of a text, and what to tell of its blocks."""

    def __init__(self, parts: Mapping[str, str]) -> None:
        self._parts = parts
        self.pieces: list[Piece] = []
        self.told: list[Told] = []

    def read(self, body: str, *, line: int = 1, depth: int = 0) -> None:
        """Add the pieces of a body, those of reusable blocks in their places."""
        stack: list[str] = []
        position = 0
        for found in _delimiters(body):
            self._add(body[position : found.start()], stack, line)
            line += body.count("\n", position, found.end())
            position = found.end()
            name = found["name"].removeprefix("core/")
            if found["close"]:
                while name in stack and stack.pop() != name:
                    pass
                continue
            rest = found["rest"].removesuffix("--").rstrip()
            is_void = rest.endswith("/")
            if not any(outer in _LEFT_TO_THE_THEME for outer in stack):
                attributes = _attributes(rest.removesuffix("/"))
                self._begin(name, attributes, line, depth, is_void=is_void)
            if not is_void and len(stack) < _DEEPEST_BLOCK:
                stack.append(name)
        self._add(body[position:], stack, line)

    def _add(self, html: str, stack: list[str], line: int) -> None:
        if left_out := next((name for name in stack if name in _LEFT_TO_THE_THEME), ""):
            if html.strip():
                self.told.append(Told(left_out, "words", html, line))
            return
        is_classic = not stack or stack[-1] in {"freeform", "shortcode"}
        if html:
            self.pieces.append(Piece(html, is_classic and bool(html.strip()), line))

    def _begin(
        self, name: str, attributes: Mapping[str, Any], line: int, depth: int, *, is_void: bool
    ) -> None:
        """What a block adds besides its HTML."""
        if name in _LEFT_TO_THE_THEME:
            self.told.append(Told(name, "left-out", "", line))
        elif name == "nextpage":
            pass  # its comment says the same
        elif name == "block":
            self._read_part(str(attributes.get("ref", "")), line, depth)
        elif name.startswith(("core-embed/", "cover")) or name in {"embed", "media-text"}:
            self._add_address(name, attributes, line, is_void=is_void)
        elif name not in _KNOWN:
            self.told.append(Told(name, "unknown", "", line))

    def _read_part(self, number: str, line: int, depth: int) -> None:
        part = self._parts.get(number)
        if part is None or depth >= _DEEPEST:
            self.told.append(Told(number, "missing", "", line))
            return
        self.read(part, line=line, depth=depth + 1)

    def _add_address(
        self, name: str, attributes: Mapping[str, Any], line: int, *, is_void: bool
    ) -> None:
        """The address that only the attributes of a block have."""
        address = attributes.get("url")
        if not isinstance(address, str) or not address.startswith(("http", "/")):
            return
        quoted = address.replace("&", "&amp;").replace('"', "&quot;")
        if name.startswith("cover"):
            html = f'<div data-newsgen-cover="{quoted}"></div>'
            self.pieces.append(Piece(html, is_classic=False, line=line))
        elif is_void:
            html = f'<div data-newsgen-embed="{quoted}"></div>'
            self.pieces.append(Piece(html, is_classic=False, line=line))


def has_blocks(body: str) -> bool:
    """Whether the block editor made the body or a part of it."""
    return "<!-- wp:" in body


def _delimiters(body: str) -> Iterator[re.Match[str]]:
    return _DELIMITER.finditer(body) if has_blocks(body) else iter(())


def _attributes(written: str) -> Mapping[str, Any]:
    try:
        found = json.loads(written) if written.strip() else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
