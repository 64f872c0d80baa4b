"""Checks that an SVG file only draws: SVG can also run scripts, load pages and follow links.

A drawing is published under the address of the paper, so a script in it would run there. A drawing
with anything that is not in the lists here is refused, not cleaned: its bytes are published
unchanged. The lists contain the elements and attributes of SVG 2 (https://www.w3.org/TR/SVG2/) that
draw, describe or animate; metadata of drawing programs is allowed.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

MAX_SIZE = 2 * 1024 * 1024
"""In bytes; a larger drawing should be a bitmap picture."""
HINT = "export it as plain SVG or as PNG; files in static/ are not checked"
"""The hint for a drawing that is refused."""

_words = re.compile(r"\S+").findall

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_ELEMENTS = frozenset(
    _words("""
    a circle clipPath defs desc ellipse filter flowPara flowRegion flowRoot flowSpan font font-face
    font-face-name font-face-src g glyph hatch hatchpath hkern image line linearGradient marker mask
    mesh meshgradient meshpatch meshrow metadata missing-glyph path pattern polygon polyline
    radialGradient rect solidColor solidcolor stop style svg switch symbol text textPath title tspan
    use view vkern
    animate animateColor animateMotion animateTransform mpath set
    feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
    feSpotLight feTile feTurbulence
    """)
)
_PICTURES = frozenset(_words("image use feImage"))
_ATTRIBUTES = frozenset(
    _words("""
    accent-height accumulate additive alignment-baseline alphabetic amplitude animation
    arabic-form ascent attributeName attributeType azimuth background background-color
    baseFrequency baseProfile baseline-shift bbox begin bias block-progression by calcMode
    cap-height class clip clip-path clip-rule clipPathUnits color color-interpolation
    color-interpolation-filters color-profile color-rendering contentScriptType contentStyleType
    crossorigin cursor cx cy d decoding descent diffuseConstant direction display divisor
    dominant-baseline download dur dx dy edgeMode elevation enable-background end exponent
    externalResourcesRequired fill fill-opacity fill-rule filter filterRes filterUnits
    flood-color flood-opacity focusable font font-family font-feature-settings font-kerning
    font-size font-size-adjust font-stretch font-style font-variant font-variant-caps
    font-variant-east-asian font-variant-ligatures font-variant-numeric font-variant-position
    font-variation-settings font-weight format fr from fx fy g1 g2 glyph-name
    glyph-orientation-horizontal glyph-orientation-vertical gradientTransform gradientUnits hanging
    height horiz-adv-x horiz-origin-x horiz-origin-y href hreflang id ideographic image-rendering in
    in2 inline-size intercept isolation k k1 k2 k3 k4 kernelMatrix kernelUnitLength kerning
    keyPoints keySplines keyTimes lang lengthAdjust letter-spacing lighting-color
    limitingConeAngle line-height line-increment local marker marker-end marker-mid marker-start
    markerHeight markerUnits markerWidth mask mask-type maskContentUnits maskUnits mathematical max
    media method min mix-blend-mode mode name numOctaves offset opacity operator order orient
    orientation origin overflow overline-position overline-thickness paint-order panose-1 path
    pathLength patternContentUnits patternTransform patternUnits pitch pointer-events points
    pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius refX
    refY rel rendering-intent repeatCount repeatDur requiredExtensions requiredFeatures restart
    result role rotate rx ry scale seed shape-inside shape-margin shape-padding shape-rendering
    shape-subtract side slope solid-color solid-opacity spacing specularConstant specularExponent
    spreadMethod startOffset stdDeviation stemh stemv stitchTiles stop-color stop-opacity
    strikethrough-position strikethrough-thickness stroke stroke-alignment stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    style surfaceScale systemLanguage tabindex tableValues target targetX targetY text-align
    text-align-all text-align-last text-anchor text-decoration text-decoration-color
    text-decoration-fill text-decoration-line text-decoration-stroke text-decoration-style
    text-indent text-orientation text-overflow text-rendering text-transform textLength title to
    transform transform-box transform-origin type u1 u2 underline-position underline-thickness
    unicode unicode-bidi unicode-range units-per-em v-alphabetic v-hanging v-ideographic
    v-mathematical values vector-effect version vert-adv-y vert-origin-x vert-origin-y viewBox
    viewTarget visibility white-space width widths word-spacing word-wrap writing-mode x x-height x1
    x2 xChannelSelector y y1 y2 yChannelSelector z zoomAndPan
    """)
)
_XML_ATTRIBUTES = frozenset(_words("id lang space"))
_XLINK_ATTRIBUTES = frozenset(_words("actuate arcrole href role show title type"))
_NOT_ANIMATABLE = frozenset(_words("class href id style"))
"""Attributes that animations may not change."""
# Namespaces for metadata of drawing programs, which browsers ignore.
_INERT_NAMESPACES = (
    "http://creativecommons.org/",
    "http://krita.org/",
    "http://ns.adobe.com/",
    "http://purl.org/dc/",
    "http://schemas.microsoft.com/visio/",
    "http://sodipodi.sourceforge.net/",
    "http://svgjs.com/",
    "http://svgjs.dev/",
    "http://vectornator.io",
    "http://web.resource.org/cc/",
    "http://www.bohemiancoding.com/",
    "http://www.corel.com/",
    "http://www.inkscape.org/",
    "http://www.serif.com/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://xml.openoffice.org/",
    "https://boxy-svg.com",
    "https://sketch.com",
    "adobe:ns:meta/",
)
_INERT_INSTRUCTIONS = frozenset({"xpacket"})
"""Processing instructions around the metadata of Adobe's programs."""
_ENCODING = re.compile(r"""\ufeff?<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"'>]*)""")
_DOCTYPE = re.compile(
    r"\A[^<]{0,9}+(?:<\?xml[^<>]{0,199}+>\s{0,9}+)?(?:<!--[^<>]{0,999}+>\s{0,9}+)?"
    r'<!DOCTYPE\s{1,9}+svg\s{1,9}+PUBLIC\s{1,9}+"-//W3C//DTD SVG [0-9.]{1,5}//EN"\s{1,9}+'
    r'"https?://www\.w3\.org/[\w./-]{1,99}+"\s{0,9}+>'
)
"""The SVG doctype, as matplotlib and Graphviz write it: browsers load nothing for it."""
_TEXT_PREFIXES = ("aria-", "data-")
"""Prefixes of attributes whose values are never read as CSS or as addresses."""
_LINK = re.compile(r"#|https?://|mailto:", re.IGNORECASE)
_PIXELS = re.compile(
    r"#|data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z", re.IGNORECASE
)
# CSS that loads or runs something; `url(#…)` is the only address that a drawing needs.
_ACTIVE_CSS = re.compile(
    r"\\|@import|@document|@namespace|expression\s*\(|javascript:|vbscript:|behaviou?r\s*:"
    r"|-moz-binding|(?<![\w-])(?:-webkit-)?(?:image-set|image|src)\s*\("
    r"|url(?:-prefix)?\s*\((?!\s*[\"']?\s*#)",
    re.IGNORECASE,
)


class Danger(NamedTuple):
    """Content of a drawing that can do more than draw."""

    line: int
    message: str


def find_danger(content: bytes) -> Danger | None:
    """The first content that can do more than draw; None if there is none."""
    if len(content) > MAX_SIZE:
        return Danger(1, f"the drawing has more than {MAX_SIZE:,} bytes")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Danger(line, "the drawing is not in UTF-8")
    return _danger_of_text(text) or _danger_of_tree(text.removeprefix("\ufeff").encode())


def _danger_of_text(text: str) -> Danger | None:
    """Check the encoding and the doctype, before the text is parsed."""
    declared = _ENCODING.match(text)
    if declared and declared[1].lower() != "utf-8":
        return Danger(1, f"the drawing says that it is in {declared[1][:40]}, not in UTF-8")
    usual = _DOCTYPE.search(text)
    place = text.find("<!DOCTYPE", usual.end() if usual else 0)
    if place >= 0:
        line = text.count("\n", 0, place) + 1
        return Danger(line, "the drawing has a <!DOCTYPE …> that can bring in other texts")
    return None


def _danger_of_tree(content: bytes) -> Danger | None:
    from lxml import etree  # noqa: PLC0415 - slow to import, and few stories have drawings

    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    try:
        root: Any = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        return Danger(error.lineno or 1, f"the drawing is not XML: {error.msg}")
    if root.tag != f"{{{_SVG}}}svg":
        return Danger(
            root.sourceline or 1,
            f'the file is not a drawing: it does not begin with the element <svg xmlns="{_SVG}">',
        )
    around = (*root.itersiblings(preceding=True), *root.itersiblings())
    for node in (*around, *root.iter()):
        for message in _faults(node):
            return Danger(node.sourceline or 1, message)
    return None


def _faults(node: Any) -> Iterator[str]:
    """The problems of one node of the tree."""
    if not isinstance(node.tag, str):
        target = getattr(node, "target", None)
        if target is not None and target not in _INERT_INSTRUCTIONS:
            yield f"the drawing contains an instruction, <?{target[:40]} …?>"
        return
    namespace, name = _split(node.tag)
    if namespace == _SVG:
        if name not in _ELEMENTS:
            yield f"the drawing contains the element <{name[:40]}>, which is more than drawing"
    elif not namespace.startswith(_INERT_NAMESPACES):
        whose = f" of {namespace[:80]}" if namespace else ""
        yield f"the drawing contains the element <{name[:40]}>{whose}, which is not one of SVG"
    for attribute, value in node.attrib.items():
        space, local = _split(attribute)
        if space or namespace == _SVG or local.lower().startswith("on"):
            yield from _attribute_faults(name, space, local, value)
    if namespace == _SVG and name == "style":
        yield from _css_faults(node.xpath("string()"), "its style sheet")


def _attribute_faults(element: str, namespace: str, name: str, value: str) -> Iterator[str]:
    where = f"`{name[:40]}` of <{element[:40]}>"
    if name.lower().startswith("on"):
        yield f"the drawing contains {where}, which runs a script"
    elif namespace == _XML:
        if name not in _XML_ATTRIBUTES:
            yield f"the drawing contains `xml:{name[:40]}`, which changes where addresses lead"
    elif namespace == _XLINK:
        if name not in _XLINK_ATTRIBUTES:
            yield f"the drawing contains {where}, which SVG does not know"
    elif namespace:
        if not namespace.startswith(_INERT_NAMESPACES):
            yield f"the drawing contains {where}, of {namespace[:80]}, which is not one of SVG"
        return
    elif name.startswith(_TEXT_PREFIXES):
        return
    elif name not in _ATTRIBUTES:
        yield f"the drawing contains {where}, which SVG does not know"
    yield from _value_faults(element, name, value.strip())


def _value_faults(element: str, name: str, value: str) -> Iterator[str]:
    where = f"`{name[:40]}` of <{element[:40]}>"
    if name == "href":
        if not _is_allowed_target(element, value):
            yield f"{where} may not lead to {value[:60]}"
        return
    if name == "attributeName" and (value not in _ATTRIBUTES or value in _NOT_ANIMATABLE):
        yield f"<{element[:40]}> may not animate `{value[:40]}`"
    yield from _css_faults(value, where)


def _is_allowed_target(element: str, address: str) -> bool:
    if element == "a":
        return _LINK.match(address) is not None
    if element in _PICTURES:
        return _PIXELS.match(address) is not None
    return address.startswith("#")


def _css_faults(css: str, where: str) -> Iterator[str]:
    found = _ACTIVE_CSS.search(css)
    if found:
        yield f"{where} contains `{css[found.start() : found.start() + 40]}`, which loads or runs"


def _split(tag: str) -> tuple[str, str]:
    """The namespace and the local name."""
    if not tag.startswith("{"):
        return "", tag
    namespace, _, name = tag[1:].partition("}")
    return namespace, name
