"""SVG files in content/ may only draw; one that can do more is refused with its line."""

import pytest

from newsgen.builder import planning
from newsgen.builder.inspect import preview
from newsgen.files import svg
from newsgen.files.svg import find_danger
from support.paper import article

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
CHART = "content/world/chart.svg"


def drawing(inside: str, root: str = "") -> bytes:
    """A drawing with that text in its second line."""
    return f"<svg {NS} {root}>\n{inside}\n</svg>\n".encode()


HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "a script elsewhere": '<script xlink:href="https://evil.example/x.js"/>',
    "a script by another prefix": '<s:script xmlns:s="http://www.w3.org/2000/svg">1</s:script>',
    "a script of XHTML": '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
    "a page": "<foreignObject><p>hello</p></foreignObject>",
    "a page of XHTML in the notes": (
        '<metadata><body xmlns="http://www.w3.org/1999/xhtml" onload="x()"/></metadata>'
    ),
    "a frame": '<iframe src="https://evil.example/"/>',
    "an embedded thing": '<embed src="x.swf"/>',
    "an object": '<object data="x.html"/>',
    "a handler": '<handler type="text/ecmascript">alert(1)</handler>',
    "a listener": (
        '<listener xmlns="http://www.w3.org/2001/xml-events" event="load" handler="#x"/>'
    ),
    "an attribute of XML Events": (
        '<rect xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load"/>'
    ),
    "a formula that acts": (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi href="javascript:1"/></math>'
    ),
    "an event": '<rect onclick="alert(1)"/>',
    "an event in capitals": '<rect ONCLICK="alert(1)"/>',
    "an event of another namespace": (
        '<rect xmlns:i="http://www.inkscape.org/x" i:onload="alert(1)"/>'
    ),
    "an event of a note": '<v xmlns="http://ns.adobe.com/x" onload="alert(1)"/>',
    "the end of an animation": '<set attributeName="fill" onend="alert(1)"/>',
    "a link that runs": '<a href="javascript:alert(1)"><text>go</text></a>',
    "a link that runs, in disguise": (
        '<a xlink:href=" JaVa&#9;script:alert(1)"><text>go</text></a>'
    ),
    "a link to a page of its own": '<a href="data:text/html,hello"><text>go</text></a>',
    "a link within the site": '<a href="/_newsgen/"><text>go</text></a>',
    "a picture elsewhere": '<image href="https://evil.example/pixel.gif"/>',
    "a drawing in a drawing": '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    "a picture that is none": '<image href="data:image/png;charset=x,&lt;svg/>"/>',
    "a part of another file": '<use xlink:href="other.svg#x"/>',
    "a part from elsewhere": '<use href="https://evil.example/x.svg#x"/>',
    "a gradient from elsewhere": '<linearGradient href="https://evil.example/x.svg#x"/>',
    "a filter that loads": '<filter><feImage href="https://evil.example/x"/></filter>',
    "a link that an animation changes": (
        '<a><animate attributeName="href" to="javascript:alert(1)"/></a>'
    ),
    "a link that is set": '<set attributeName="xlink:href" to="javascript:alert(1)"/>',
    "an event that is set": '<set attributeName="onclick" to="alert(1)"/>',
    "a style that is set": '<set attributeName="style" to="fill:red"/>',
    "an address among values": '<animate attributeName="fill" values="javascript:alert(1)"/>',
    "a style sheet elsewhere": "<style>@import 'https://evil.example/x.css';</style>",
    "a style sheet elsewhere, hidden": "<style><![CDATA[ @IMPORT url(//evil.example); ]]></style>",
    "an address in a style sheet": "<style>a{fill:url(https://evil.example/#x)}</style>",
    "an address taken apart": "<style>a{fill:u<!-- -->rl(//evil.example)}</style>",
    "an address escaped": r"<style>a{background:\75rl(//evil.example)}</style>",
    "a set of pictures": "<style>a{cursor:image-set('//evil.example/x' 1x)}</style>",
    "a font elsewhere": "<style>@font-face{src:url(//evil.example/f.woff)}</style>",
    "an address in a style": '<rect style="fill: url( //evil.example )"/>',
    "an expression": '<rect style="width: expression(alert(1))"/>',
    "a binding": '<rect style="-moz-binding: none"/>',
    "an address in an attribute": '<rect filter="url(https://evil.example/#f)"/>',
    "an escape in an attribute": r'<rect fill="u\72l(//evil.example)"/>',
    "another base": '<g xml:base="https://evil.example/"/>',
    "an instruction": '<?xml-stylesheet href="x.xsl" type="text/xsl"?>',
    "a transformation": '<x:template xmlns:x="http://www.w3.org/1999/XSL/Transform"/>',
    "an inclusion": '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="x"/>',
    "an element without namespace": '<script xmlns="">alert(1)</script>',
    "an element of nobody": '<x:y xmlns:x="urn:x"/>',
    "an unknown element": "<discard/>",
    "a film": "<video/>",
    "an unknown attribute": '<rect ping="https://evil.example/"/>',
    "an entity": "<text>&js;</text>",
    "an open element": "<g>",
}
USUAL_TYPE = (
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n'
    b' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
)
WHOLE = {
    "nothing": b"",
    "a page": b"<html><script>alert(1)</script></html>",
    "a page of XHTML": b'<html xmlns="http://www.w3.org/1999/xhtml"><script/></html>',
    "no namespace": b"<svg/>",
    "UTF-16": drawing("").decode().encode("utf-16"),
    "UTF-7": b'<?xml version="1.0" encoding="utf-7"?>' + drawing("+ADw-script+AD4-"),
    "Latin": b'<?xml version="1.0" encoding="iso-8859-1"?>\n' + drawing("<g/>"),
    "bytes that are no text": drawing("<text>\u00e9</text>").decode().encode("latin-1"),
    "a type": b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">' + drawing(""),
    "a type of XHTML": b'<!DOCTYPE svg PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"'
    b' "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">' + drawing(""),
    "the usual type with entities": USUAL_TYPE.replace(b">", b' [<!ENTITY a "b">]>')
    + drawing("&a;"),
    "two types": USUAL_TYPE + USUAL_TYPE + drawing(""),
    "a type in the middle": drawing(USUAL_TYPE.decode()),
    "laughs": b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + drawing("&b;"),
    "a file of the machine": (
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + drawing("&x;")
    ),
    "a sheet before it": b'<?xml-stylesheet type="text/xsl" href="#x"?>' + drawing(""),
    "a sheet after it": drawing("") + b'<?xml-stylesheet type="text/xsl" href="#x"?>',
    "an event of its own": drawing("", 'onload="alert(1)"'),
    "too deep": drawing("<g>" * 5000 + "</g>" * 5000),
    "too large": drawing(" " * svg.MAX_SIZE),
}
HONEST = {
    "matplotlib": '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n'
    + (USUAL_TYPE + drawing('<g id="figure_1"><path d="M 0 0 L 9 9"/></g>')).decode(),
    "Graphviz": '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    + USUAL_TYPE.decode()
    + "<!-- Generated by graphviz version 2.43.0 (0)\n -->\n<!-- Title: G Pages: 1 -->\n"
    + drawing('<g id="graph0" class="graph"><title>G</title></g>').decode(),
    "Inkscape": """\
<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="210mm" height="297mm" viewBox="0 0 210 297" version="1.1" id="svg5"
   inkscape:version="1.2" sodipodi:docname="map.svg"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
   xmlns="http://www.w3.org/2000/svg" xmlns:svg="http://www.w3.org/2000/svg"
   xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
   xmlns:cc="http://creativecommons.org/ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <sodipodi:namedview id="n" pagecolor="#ffffff" bordercolor="#666666" showgrid="false"
     inkscape:zoom="0.7" inkscape:window-maximized="1" />
  <metadata><rdf:RDF><cc:Work rdf:about=""><dc:format>image/svg+xml</dc:format>
    <dc:type rdf:resource="http://purl.org/dc/dcmitype/StillImage" /></cc:Work></rdf:RDF></metadata>
  <defs id="defs2"><inkscape:path-effect effect="spiro" id="e" /></defs>
  <g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1">
    <path style="fill:#d40000;stroke-width:0.26;-inkscape-stroke:none" d="M 10,10 H 90 V 90 Z"
       sodipodi:nodetypes="cccc" /></g>
</svg>
""",
    "Illustrator": """\
<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 27.0.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<svg version="1.1" id="Layer_1" xmlns="http://www.w3.org/2000/svg"
  xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:x="http://ns.adobe.com/Extensibility/1.0/"
  x="0px" y="0px" viewBox="0 0 612 792" style="enable-background:new 0 0 612 792;"
  xml:space="preserve">
<metadata><?xpacket begin="" id="W5M0"?>
<x:xmpmeta x:xmptk="Adobe XMP"/><?xpacket end="w"?></metadata>
<style type="text/css">
  .st0{fill:url(#SVGID_1_);}
  .st1{clip-path:url("#SVGID_2_");font-family:'MyriadPro-Regular';}
</style>
<linearGradient id="SVGID_1_" gradientUnits="userSpaceOnUse" x1="1" y1="2" x2="3" y2="4">
  <stop offset="0" style="stop-color:#FFFFFF"/></linearGradient>
<clipPath id="SVGID_2_"><use xlink:href="#SVGID_3_" style="overflow:visible;"/></clipPath>
<rect x="90" y="90" class="st0" width="4" height="4"/></svg>
""",
    "a chart": """\
<text x="1" y="2" text-anchor="middle" dominant-baseline="hanging" font-size="12">42 %</text>
<clipPath id="c"><rect width="9" height="9"/></clipPath>
<g clip-path="url(#c)" fill="none" stroke="currentColor" stroke-width="1.5" data-series="2026">
<path d="M0,1.5L2.25,3" vector-effect="non-scaling-stroke"/></g>""",
    "words for those who cannot see": """\
<title id="t">Rain</title><desc id="d">More on Monday; on Tuesday less (see url(x)).</desc>
<g role="img" aria-labelledby="t d" aria-label="javascript: a language" tabindex="0"/>""",
    "a gradient and a mask": """\
<radialGradient id="r" href="#l" cx=".5"/><mask id="m" maskUnits="userSpaceOnUse"/>
<rect fill="url('#r')" mask="url( #m )" style="mix-blend-mode: multiply"/>""",
    "a filter": """\
<filter id="f"><feGaussianBlur in="SourceAlpha" stdDeviation="3"/><feOffset dx="1" result="o"/>
<feMerge><feMergeNode in="o"/></feMerge></filter><g filter="url(#f)"/>""",
    "what moves": """\
<circle r="5"><animate attributeName="r" values="5;9;5" dur="2s" repeatCount="indefinite"/>
<animateTransform attributeName="transform" type="rotate" from="0" to="360" dur="9s"/>
<animateMotion dur="3s"><mpath href="#p"/></animateMotion>
<set attributeName="visibility" to="hidden" begin="3s"/></circle>""",
    "a picture within": '<image width="1" height="1" href="data:image/png;base64,iVBORw0K\nGgo="/>',
    "links": """\
<a href="https://news.example/a" target="_blank"><text>a</text></a><a xlink:href="#top"/>
<a href="mailto:desk@news.example"><tspan>mail</tspan></a>""",
    "symbols": """\
<symbol id="s" viewBox="0 0 1 1"><path d="M0 0"/></symbol><use href="#s" x="3"/>
<marker id="a" orient="auto-start-reverse"/><switch><g systemLanguage="ur"/><g/></switch>
<text><textPath href="#p" startOffset="50%">along</textPath></text>""",
    "styles of its own": """\
<style>@media (prefers-color-scheme: dark) { .a { fill: #eee } } .a:hover { opacity: .5 }
@keyframes k { to { transform: none } }</style>""",
    "old text of Inkscape": """\
<flowRoot><flowRegion><rect/></flowRegion><flowPara>x</flowPara></flowRoot>""",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_active_content_is_refused_with_its_line(kind):
    found = find_danger(drawing(HOSTILE[kind]))
    assert found is not None
    assert found.line in {2, 3}
    assert found.message


@pytest.mark.parametrize("kind", WHOLE)
def test_a_file_that_is_not_a_plain_drawing_is_refused(kind):
    found = find_danger(WHOLE[kind])
    assert found is not None
    assert found.line >= 1


@pytest.mark.parametrize("kind", HONEST)
def test_plain_drawings_are_accepted(kind):
    text = HONEST[kind]
    content = text.encode() if "<svg" in text else drawing(text)
    assert find_danger(content) is None
    assert find_danger(b"\xef\xbb\xbf" + content) is None


def test_a_story_with_an_active_drawing_is_not_published(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(body="![Rain](chart.svg)"),
            CHART: drawing("<g>\n<path/><script>alert(1)</script></g>"),
        }
    )
    result = paper.build()
    assert not result.committed
    (found,) = result.diagnostics
    assert (found.code, found.path, found.line) == ("unsafe-svg", CHART, 3)
    assert "<script>" in found.message
    assert "PNG" in found.hint
    assert [d.code for d in preview(paper.options())[1]] == ["unsafe-svg"]
    assert paper.codes() == ["unsafe-svg"]  # reported again: failures are not cached


@pytest.mark.parametrize(
    "files",
    [
        {"content/world/a.md": article(image="chart.svg")},
        {"content/world/a.md": article(image="CHART.SVG"), "content/world/CHART.SVG": b"<svg/>"},
        {"content/pages/a.md": "---\ntitle: A\n---\n[the chart](../world/chart.svg)\n"},
        {
            "content/world/a.md": article(authors="[Ayesha Khan]"),
            "content/authors/ayesha.md": "---\nname: Ayesha Khan\nimage: ../world/chart.svg\n---\n",
        },
    ],
    ids=["a lead picture", "capitals", "a link of a page", "a portrait"],
)
@pytest.mark.slow
def test_every_way_to_show_a_drawing_is_checked(make_paper, files):
    paper = make_paper({CHART: drawing('<rect onclick="x()"/>'), **files})
    assert paper.codes() == ["unsafe-svg"]


def test_an_accepted_drawing_is_not_checked_again(make_paper, monkeypatch):
    paper = make_paper({"content/world/a.md": article(image="chart.svg"), CHART: drawing("<g/>")})
    paper.build_ok()
    looked = []
    monkeypatch.setattr("newsgen.incremental.cache._STAMP_RESOLUTION", 0)
    paper.build(clean=True)
    monkeypatch.setattr("newsgen.files.svg.find_danger", looked.append)
    paper.write({"content/world/b.md": article("B")})
    paper.build_ok()
    assert looked == []
    assert (paper.public / "media/world/chart.svg").read_bytes() == drawing("<g/>")


def test_unused_drawings_and_theme_drawings_are_not_checked(make_paper):
    acting = drawing("<script/>")
    paper = make_paper({"content/world/a.md": article(), CHART: acting, "static/a.svg": acting})
    paper.build_ok()
    assert not (paper.public / "media").exists()


def test_a_drawing_that_changes_during_the_build_is_not_published(make_paper, monkeypatch):
    paper = make_paper({"content/world/a.md": article(image="chart.svg"), CHART: drawing("<g/>")})
    make_plan = planning.make_plan

    def exchange(*arguments):
        paper.write({CHART: drawing("<script/>")})
        return make_plan(*arguments)

    monkeypatch.setattr("newsgen.builder.planning.make_plan", exchange)
    assert paper.codes() == ["changed-meanwhile"]
    assert not paper.public.joinpath("media").exists()
