"""The body of a page of Hugo as newsgen's Markdown."""

import re
from collections.abc import Iterator
from typing import Any

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.bodies.html import escape, html_to_markdown
from newsgen.importer.bodies.markdown import CodeSpans, convert_markdown
from newsgen.importer.bodies.rst import rst_to_markdown
from newsgen.importer.bodies.shortcodes import nest_blocks, show
from newsgen.importer.conversion import Conversion
from newsgen.importer.fields import text_of
from newsgen.importer.models import Post, Site
from newsgen.importer.readers.hugo.pages import Pages
from newsgen.importer.readers.hugo.refs import find_ref
from newsgen.importer.readers.hugo.shortcodes import KNOWN, RAW
from newsgen.importer.readers.hugo.tags import find_tags
from newsgen.importer.readers.paired import Dialect, Tag, replace_tags

_REFERENCES = frozenset({"ref", "relref"})
_VALUES = frozenset({"param", "siteparam"})
_DESTINATION = re.compile(r"(?:\]\(\s?<?|\]:\s{0,4}<?|(?:href|src)=[\"']?)$")
_LONGEST_WORD = 40
_BEFORE = 12
"""Characters before a reference that show whether it is the destination of a link."""


def convert_body(post: Post, site: Site, pages: Pages, conversion: Conversion) -> str:
    """The body as newsgen's Markdown, ending in one line break; empty for no text."""

    def replace_shortcodes(
        text: str, code: CodeSpans, atoms: Atoms, _conversion: Conversion
    ) -> str:
        if "{{" not in text:
            return text
        tags = list(_tags(text, code, post, site, pages, conversion))
        return replace_tags(
            text,
            tags,
            atoms,
            Dialect(
                lambda call: show(call, conversion, KNOWN), conversion.left_out, RAW, indented="{{<"
            ),
            first_line=post.body_line,
        )

    first_line = post.body_line
    match post.markup:
        case "markdown":
            markdown = convert_markdown(
                post.body, conversion, replace_tags=replace_shortcodes, first_line=first_line
            )
        case "html":
            atoms = Atoms()
            html = replace_shortcodes(post.body, CodeSpans(()), atoms, conversion)
            found = html_to_markdown(html, conversion, first_line=first_line)
            markdown = nest_blocks(atoms.restore(found))
        case "rst":
            markdown = rst_to_markdown(post.body, conversion, first_line)
        case _:
            markdown = _as_text(post.body)
    return markdown


def _as_text(body: str) -> str:
    """Text in a mark-up that is not read: its paragraphs, every sign as it is."""
    paragraphs = (escape(part.strip()) for part in body.split("\n\n"))
    text = "\n\n".join(part for part in paragraphs if part)
    return f"{text}\n" if text else ""


def _tags(
    text: str, code: CodeSpans, post: Post, site: Site, pages: Pages, conversion: Conversion
) -> Iterator[Tag]:
    """The tags of the text; Hugo takes those in code too, but only words can be there."""
    line, counted = post.body_line, 0
    for tag in find_tags(text):
        line += text.count("\n", counted, tag.start)
        counted = tag.start
        if tag.kind == "text":
            yield tag
        elif tag.name in _VALUES and tag.kind != "close":
            value = _value(tag, post, site)
            if value is None:
                what = f"shortcode {tag.name}: no value, left out"
                conversion.leave_out(what, line=line, name=f"shortcode {tag.name}")
            else:
                what = f"shortcode {tag.name}: value put in"
                conversion.change(what, line, f"shortcode {tag.name}")
            conversion.left_out += _joined_words(text, tag)
            yield Tag(tag.start, tag.end, "text", text=value or "")
        elif tag.name in _REFERENCES and tag.kind != "close":
            yield Tag(tag.start, tag.end, "text", text=_reference(tag, text, post, site, pages))
        elif not code.covers(tag.start):
            yield tag


def _joined_words(text: str, tag: Tag) -> list[str]:
    """The words that a value is a part of: ``v{{< param version >}}`` is another word then."""
    before = text[max(0, tag.start - _LONGEST_WORD) : tag.start]
    after = text[tag.end : tag.end + _LONGEST_WORD]
    joined = [before.split()[-1:] if before[-1:].isalnum() else []]
    joined += [after.split()[:1] if after[:1].isalnum() else []]
    return [word for words in joined for word in words]


def _value(tag: Tag, post: Post, site: Site) -> str | None:
    """What ``param`` stands for: a value of the page, else one of the site."""
    name = tag.arguments[0] if tag.arguments else tag.named.get("name", "")
    own: dict[str, Any] = {"title": post.title, "description": post.summary, "date": post.date}
    for values in (post.extra.get("params"), post.extra, own):
        found = _looked_up(values, name)
        if found:
            return found
    return site.values.get(f"site.params.{name.lower()}")


def _looked_up(values: Any, dotted: str) -> str:
    for name in dotted.lower().split("."):
        if not isinstance(values, dict):
            return ""
        values = next((value for key, value in values.items() if str(key).lower() == name), "")
    return text_of(values)


def _reference(tag: Tag, text: str, post: Post, site: Site, pages: Pages) -> str:
    """The destination of the link that it stands in, or a link."""
    path = tag.arguments[0] if tag.arguments else tag.named.get("path", "")
    found = find_ref(path, post, site, pages, tag.named.get("lang", ""))
    before = text[max(0, tag.start - _BEFORE) : tag.start]
    if _DESTINATION.search(before):
        return found
    name = path.partition("#")[0].rstrip("/").rpartition("/")[2] or path
    return f"[{escape(name.removesuffix('.md'))}]({found})"
