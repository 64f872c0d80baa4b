"""The HTML of a picture: every version, its size, so that nothing moves, and its colour until then.

HTML, 4.8.1 to 4.8.4. Pages forbid styles in attributes, so the colour is a class of the theme.
"""

from html import escape

from newsgen.models import Picture, Shape


def image_html(
    picture: Picture | Shape, alt: str, sizes: str, *, tone: str = "", eager: bool = False
) -> str:
    """The elements for a picture.

    ``sizes`` says how wide the page shows it. ``eager`` is for the one picture that readers see
    first; browsers load the others when they come near.
    """
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
    colour = f' class="{tone}"' if tone else ""
    urgency = ' fetchpriority="high"' if eager else ' loading="lazy" decoding="async"'
    image = f'<img src="{escape(picture.url)}" alt="{escape(alt)}"{size}{colour}{urgency}>'
    sources = "".join(
        f'<source type="{each.media_type}" srcset="{escape(each.srcset)}" sizes="{escape(sizes)}">'
        for each in picture.sets
    )
    return f"<picture>{sources}{image}</picture>" if sources else image


def preload_html(picture: Picture | Shape, sizes: str) -> str:
    """The link that lets a browser load a picture before it has read the page to that place."""
    if not picture.sets:
        return f'<link rel="preload" as="image" href="{escape(picture.url)}" fetchpriority="high">'
    best = picture.sets[0]
    return (
        f'<link rel="preload" as="image" type="{best.media_type}" '
        f'imagesrcset="{escape(best.srcset)}" imagesizes="{escape(sizes)}" fetchpriority="high">'
    )
