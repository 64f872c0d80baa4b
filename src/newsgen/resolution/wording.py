"""The language of a source, and the words that are set in it."""

import re

from msgspec.structs import replace

from newsgen import markdown
from newsgen.config import Config
from newsgen.models import Image
from newsgen.resolution.faults import Faults
from newsgen.text import truncate

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?][!-~]*)?")
_SUMMARY_LENGTH = 200


def choose_style(
    written: str | None, default: str, config: Config, faults: Faults
) -> markdown.Style:
    """How words are set: in the language of the front matter, else in the default."""
    if written and not _LANGUAGE.fullmatch(written):
        hint = "write a code such as en, ur or en-GB"
        faults.error(("lang",), "bad-value", f"{written!r} is not a language code", hint)
    return markdown.Style(lang=written or default, smart_quotes=config.markdown.smart_quotes)


def summarize(written: str, body: str, style: markdown.Style) -> str:
    """The summary as written, else the first paragraph."""
    if written:
        return markdown.typeset(" ".join(written.split()), style)
    return truncate(markdown.lede(body, style), _SUMMARY_LENGTH)


def typeset_image(image: Image | None, style: markdown.Style, faults: Faults) -> Image | None:
    """The image with its caption set; an address elsewhere must be one that browsers know."""
    if image is None:
        return None
    if "://" in image.src and not _ADDRESS.fullmatch(image.src):
        hint = "write it as browsers do: https://cdn.example/photo.jpg"
        message = f"{truncate(image.src, 80)!r} is not the address of an image"
        faults.error(("image", "src"), "bad-address", message, hint)
    return replace(image, caption=markdown.typeset(image.caption, style))
