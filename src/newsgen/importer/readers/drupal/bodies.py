"""Texts of Drupal: what its fields hold, and what its editor writes in its own way."""

import bs4

from newsgen.importer.bodies.html import Converter
from newsgen.importer.conversion import Conversion
from newsgen.importer.readers.drupal.fields import address_of, original, plain_of, text_of
from newsgen.importer.readers.json_values import LARGEST_BODY, items, line, mapping, text
from newsgen.importer.readers.plain import lines_as_paragraphs, text_as_html

_TOKEN, _TOKEN_END = "[[{", "}]]"


def read_body(value: object) -> tuple[str, str, str]:
    """The text as HTML, the summary beside it, and why the text cannot be taken."""
    found = mapping(items(value)[0] if items(value) else value)
    written = text(found.get("processed")) or (
        text(found.get("value")) if found else text_of(value)
    )
    summary = plain_of(found.get("summary")) if found else ""
    if len(written) > LARGEST_BODY:
        return "", summary, f"its text has more than {LARGEST_BODY >> 20} MiB"
    if line(found.get("format")) == "plain_text" and not text(found.get("processed")):
        return text_as_html(written), summary, ""
    return lines_as_paragraphs(written), summary, ""


def without_tokens(html: str, conversion: Conversion) -> str:
    """The text without ``[[{"fid": …}]]``, which Drupal 7 replaced by a file."""
    found: list[str] = []
    begin = 0
    while (start := html.find(_TOKEN, begin)) >= 0:
        end = html.find(_TOKEN_END, start)
        if end < 0:
            break
        found.append(html[begin:start])
        token = html[start : end + len(_TOKEN_END)]
        begin = start + len(token)
        about = " ".join(token.strip("[{}]")[:60].split())
        text_ = f"embedded file ({about}): not in the table"
        conversion.leave_out(text_, token, html.count("\n", 0, start) + 1, "embedded file")
    return "".join((*found, html[begin:]))


def show_element(tag: bs4.Tag, converter: Converter) -> str | None:
    """What Drupal's editor writes in its own way; None for all else."""
    if tag.name in {"drupal-media", "drupal-entity"}:
        uuid = str(tag.get("data-entity-uuid") or "")
        text_ = f"embedded media {uuid}: not in the table".replace("  ", " ")
        converter.conversion.leave_out(text_, "", converter.line(tag), "embedded media")
        caption = bs4.BeautifulSoup(str(tag.get("data-caption") or ""), "html.parser")
        return converter.children(caption)
    if tag.name == "img" and tag.get("src"):
        tag["src"] = original(str(tag["src"]))
        if tag.get("data-caption"):
            return converter.children(_figure(tag))
    href = str(tag.get("href") or "")
    if tag.name == "a" and href.startswith(("internal:", "entity:", "base:")):
        tag["href"] = address_of(href)
    return None


def _figure(image: bs4.Tag) -> bs4.Tag:
    """A figure inside an element: the picture, and the caption that it has as an attribute."""
    caption = bs4.BeautifulSoup(f"<figcaption>{image['data-caption']}</figcaption>", "html.parser")
    del image["data-caption"]
    figure = bs4.Tag(name="figure")
    if image.get("data-align") in {"left", "right"}:
        figure["class"] = f"align{image['data-align']}"
    figure.extend([image.extract(), *caption.contents])
    holder = bs4.Tag(name="div")
    holder.append(figure)
    return holder
