"""Tags of Pelican's plugin liquid_tags: ``{% img left /images/gate.jpg %}``.

Only the names that the plugin knows are tags: Pelican itself shows braces as text.
"""

import re
import shlex
from collections.abc import Mapping

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.bodies.markdown import CodeSpans
from newsgen.importer.bodies.pictures import picture
from newsgen.importer.bodies.shortcodes import Show, block, first_of, show
from newsgen.importer.bodies.texts import escaped_label
from newsgen.importer.bodies.usual import USUAL
from newsgen.importer.conversion import Conversion, Shortcode
from newsgen.importer.readers.paired import Dialect, Tag
from newsgen.importer.readers.paired import replace_tags as replace_found

_TAG = re.compile(
    r"\{%[ \t]{1,9}(?P<name>img|b64img|youtube|vimeo|video|audio|soundcloud|giphy|gist|flickr"
    r"|include_code|notebook|spotify|tweet|speakerdeck)[ \t](?P<rest>[^%\n]{0,1000})%\}"
)
_CLASS = re.compile(r"[\w-]{1,40}")
_SIDES = frozenset({"left", "right"})


def replace_tags(text: str, code: CodeSpans, atoms: Atoms, conversion: Conversion) -> str:
    """The text with what the tags become."""
    tags = [
        Tag(found.start(), found.end(), "single", found["name"], _words(found["rest"]))
        for found in _TAG.finditer(text)
        if not code.covers(found.start())
    ]
    if not tags:
        return text
    dialect = Dialect(lambda call: show(call, conversion, _KNOWN), conversion.left_out)
    return replace_found(text, tags, atoms, dialect)


def _words(written: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(written))
    except ValueError:
        return tuple(written.split())


def _show_img(call: Shortcode, conversion: Conversion) -> str:
    """``img [class] /path [width [height]] [title [alt]]``."""
    words = list(call.arguments)
    side = words.pop(0) if len(words) > 1 and _CLASS.fullmatch(words[0]) else ""
    source, rest = (words[0], words[1:]) if words else ("", [])
    while rest and rest[0].removesuffix("px").removesuffix("%").isdecimal():
        rest.pop(0)
    title, alt = (rest[0] if rest else ""), (rest[1] if len(rest) > 1 else "")
    shown = picture(source, alt or title, title if alt else "", conversion, line=call.line)
    return block("figure", side, shown) if shown and side in _SIDES else shown


def _show_file(call: Shortcode, conversion: Conversion) -> str:
    """``include_code`` and ``notebook``: a file of the source, which is not shown."""
    name = first_of(call, "file")
    told = f"{call.name} {name}: the file is not shown"
    conversion.leave_out(told, line=call.line, name=f"shortcode {call.name}")
    return f"`{name}`" if name else ""


def _show_service(call: Shortcode, _conversion: Conversion) -> str:
    """A service that newsgen does not know: what was written."""
    return escaped_label(" ".join((call.name, *call.arguments)))


_KNOWN: Mapping[str, Show] = {
    **USUAL,
    "img": _show_img,
    "b64img": _show_img,
    "include_code": _show_file,
    "notebook": _show_file,
    "giphy": _show_service,
    "flickr": _show_service,
    "speakerdeck": _show_service,
}
