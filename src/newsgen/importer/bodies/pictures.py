"""A picture as Markdown of newsgen."""

from newsgen.importer.bodies.texts import destination, escaped_label, quoted
from newsgen.importer.conversion import Conversion


def picture(  # noqa: PLR0913 - all that a picture has
    src: str,
    alt: str,
    caption: str,
    conversion: Conversion,
    *,
    credit: str = "",
    larger: str = "",
    line: int = 0,
) -> str:
    """The picture with its caption and credit; empty if it is left out.

    ``larger`` is the address of a picture that a link around it leads to.
    """
    found = conversion.picture(src, larger, line)
    if not found:
        return ""
    if not alt.strip():
        conversion.need("picture without description", line, "picture without description")
    words = f"{caption} | {credit}".lstrip() if credit else caption
    title = f" {quoted(words)}" if words else ""
    return f"![{escaped_label(alt)}]({destination(found)}{title})"
