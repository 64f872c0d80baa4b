"""The body of a story of Nikola as newsgen's Markdown."""

import html
import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.bodies.html import html_to_markdown
from newsgen.importer.bodies.markdown import CodeSpans, convert_markdown
from newsgen.importer.bodies.rst import rst_to_markdown
from newsgen.importer.bodies.rst.calls import KNOWN as DIRECTIVES
from newsgen.importer.bodies.rst.calls import show_nothing
from newsgen.importer.bodies.shortcodes import Show, block, first_of, nest_blocks, show
from newsgen.importer.bodies.texts import destination, escaped_label
from newsgen.importer.conversion import Conversion, Shortcode
from newsgen.importer.models import Post, Site
from newsgen.importer.readers.hugo.tags import find_tags
from newsgen.importer.readers.paired import Dialect, Tag
from newsgen.importer.readers.paired import replace_tags as replace_found
from newsgen.importer.readers.translated import Translated

_TEASER = re.compile(r"<!--\s{0,9}(?:TEASER_END|END_TEASER)(?::[^<>\n]{0,300})?\s{0,9}-->[ \t]*\n?")
_LINK = re.compile(r"link://(\w{1,30})/?([^#\s]{0,500})(#\S{0,200})?")
_PICTURE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|svg)", re.IGNORECASE)
_NAMED_SLUG = re.compile(r"(?:([^<>]{1,300})<)?([^\s<>]{1,200})>?")
_RAW = frozenset({"raw", "doc"})


def convert_body(post: Post, site: Site, conversion: Conversion) -> str:
    """The body as newsgen's Markdown, ending in one line break; empty for no text."""
    slugs: Mapping[str, str] = site.extra.get("slugs", {})
    known = _known(site)
    translated = Translated(
        conversion, lambda written: link_of(written, slugs), lambda written: written
    )

    def replace_tags(text: str, code: CodeSpans, atoms: Atoms, _conversion: Conversion) -> str:
        found = [
            tag
            for tag in find_tags(text)
            if text.startswith("{{%", tag.start) and not code.covers(tag.start)
        ]
        marks = [
            Tag(mark.start(), mark.end(), "text")
            for mark in _TEASER.finditer(text)
            if not code.covers(mark.start())
        ]
        tags = sorted([*found, *marks], key=lambda tag: tag.start)
        dialect = Dialect(lambda call: show(call, translated, known), conversion.left_out, _RAW)
        return replace_found(text, tags, atoms, dialect, first_line=post.body_line)

    if post.markup == "markdown":
        written = convert_markdown(
            post.body, translated, replace_tags=replace_tags, first_line=post.body_line
        )
        return nest_blocks(written)
    atoms = Atoms()
    body = (
        replace_tags(post.body, CodeSpans(()), atoms, translated) if _has(post.body) else post.body
    )
    if post.markup == "html":
        written = html_to_markdown(body, translated, first_line=post.body_line)
    else:
        written = rst_to_markdown(body, translated, post.body_line, known=known)
    return nest_blocks(atoms.restore(written))


def link_of(written: str, slugs: Mapping[str, str]) -> str:
    """``link://filename/posts/rain.md`` and the like in the words of the import."""
    found = _LINK.fullmatch(written)
    if not found:
        return written
    kind, name, fragment = found[1], unquote(found[2]).strip("/"), found[3] or ""
    if kind == "filename":
        return f"/@/{quote(posixpath.normpath(name))}{fragment}"
    if kind in {"slug", "post_path"}:
        slug = name.rpartition("/")[2]
        path = slugs.get(slug) or slugs.get(slug.lower(), "")
        return f"/@/{quote(path)}{fragment}" if path else f"/{quote(name)}/{fragment}"
    if kind in {"root", "index"}:
        return f"/{fragment}"
    folders = {"gallery": "galleries", "listing": "listings", "tag": "categories"}
    return f"/{folders.get(kind, kind)}/{quote(name)}{fragment}"


def _has(body: str) -> bool:
    return "{{%" in body or "TEASER" in body


def _known(site: Site) -> Mapping[str, Show]:
    galleries: Mapping[str, Sequence[str]] = site.extra.get("galleries", {})

    def show_gallery(call: Shortcode, conversion: Conversion) -> str:
        """``gallery``: the pictures of a folder below ``galleries/``."""
        name = first_of(call, "gallery", "name").strip("/")
        pictures = [_picture(path, conversion, call.line) for path in galleries.get(name, ())]
        shown = "\n".join(filter(None, pictures))
        return block("gallery", "", shown) if shown else show_nothing(call, conversion)

    return {**DIRECTIVES, "gallery": show_gallery, **_SHOWN}


def _picture(path: str, conversion: Conversion, line: int) -> str:
    found = conversion.picture(f"/{path}", line=line)
    return f"![]({destination(found)})" if found else ""


def _show_slides(call: Shortcode, conversion: Conversion) -> str:
    """``slides``: addresses of pictures, one a line."""
    shown = []
    for line in call.inner.split("\n"):
        if _PICTURE.fullmatch(line.strip()):
            found = conversion.picture(line.strip(), line=call.line)
            shown += [f"![]({destination(found)})"] if found else []
    return block("gallery", "", "\n".join(shown)) if shown else show_nothing(call, conversion)


def _show_listing(call: Shortcode, conversion: Conversion) -> str:
    """``listing``: a file below ``listings/``; a link to it."""
    name = first_of(call, "file").partition(" ")[0]
    found = conversion.link(f"/listings/{name}", call.line) if name else ""
    label = escaped_label(name)
    return f"[{label}]({destination(found)})" if found else label


def _show_doc(call: Shortcode, conversion: Conversion) -> str:
    """``doc``: a link to a story by its slug: ``words <slug>``, or the slug alone, inside too."""
    inside = _NAMED_SLUG.fullmatch(" ".join(html.unescape(call.inner).replace("\\", "").split()))
    slug = first_of(call, "slug", position=len(call.arguments) - 1 if call.arguments else 0)
    words = " ".join(call.arguments[:-1])
    if inside and not slug:
        words, slug = (inside[1] or "").strip(), inside[2]
    words = escaped_label(words or slug)
    found = conversion.link(f"link://slug/{slug}", call.line)
    return f"[{words}]({destination(found)})" if found else words


def _show_raw(call: Shortcode, _conversion: Conversion) -> str:
    """``raw``: text in which braces are only braces."""
    return call.inner


_SHOWN: Mapping[str, Any] = {
    **dict.fromkeys(("slides", "slideshow", "carousel"), _show_slides),
    "listing": _show_listing,
    "doc": _show_doc,
    "raw": _show_raw,
    **dict.fromkeys(("post-list", "post_list", "postlist", "publication_list"), show_nothing),
}
