"""A check works with any content of copied files and of bodies, however hostile."""

from newsgen.check import check
from support.paper import CONFIG, article

DEEP, LONG = 3_000, 20_000
BOMB = (
    b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
"""Nested entities that expand ten letters to ten thousand million."""
ADDRESSES = [
    # Addresses that urllib, ipaddress or a codec may refuse to read; none of them is valid.
    *("http://a.example:99999999/", "http://[", "http://[::1", "http://a.example:x/", "//["),
    *("http://a.example:-1/", "http://a\u2100b.example/", "http://\u00b2/"),
    *("http://[::1%25eth0", "http://1.2.3.4.5/", "http://%00/", f"http://a:{'9' * 5_000}/"),
]
ODD = b"".join(b'<a href="%s">x</a>\n' % address.encode() for address in ADDRESSES)
ESCAPES = b'<a href="/%zz%ff%/">x</a>'
DECLARED = b'<?xml version="1.0" encoding="UTF-8"?><a href="https://news.example/no/">x</a>'
MISTAKEN = DECLARED.replace(b"UTF-8", b"UTF-16")

STATIC = {
    # A copied file with hostile content, and the codes that are reported for it.
    "empty.webmanifest": (b"", ["bad-structured-data"]),
    "latin.webmanifest": ('{"name": "Caf\u00e9"}'.encode("latin-1"), ["bad-structured-data"]),
    "marked.webmanifest": (b'\xef\xbb\xbf{"start_url": "/"}', []),
    "wide.webmanifest": ('{"start_url": "/"}'.encode("utf-16"), ["bad-structured-data"]),
    "zero.webmanifest": (b"{\0}", ["bad-structured-data"]),
    "half.webmanifest": (b'{"start_url": "\\ud800"}', ["bad-structured-data"]),
    "list.webmanifest": (b"[1, null]", []),
    "odd.webmanifest": (b'{"start_url": "http://["}', ["odd-address"]),
    "deep/manifest.json": (b"[" * DEEP + b"]" * DEEP, ["bad-structured-data"]),
    "nested/manifest.json": (b'{"icons": [' * DEEP + b"]}" * DEEP, ["bad-structured-data"]),
    "less/manifest.json": (b'{"icons": [' * 400 + b'{"src": "no"}' + b"]}" * 400, ["dead-asset"]),
    "comma.json": (b"[1,]", ["bad-json"]),
    "zero.json": (b"{\0}", ["bad-json"]),
    "deep.json": (b"[" * DEEP + b"]" * DEEP, ["bad-json"]),
    "list.json": (b"[1, null]", []),
    "empty.xml": (b"", ["bad-xml"]),
    "zero.xml": (b"<rss>\0</rss>", ["bad-xml"]),
    "latin.xml": (b"<rss>\xe9</rss>", ["bad-xml"]),
    "claim.xml": (b'<?xml version="1.0" encoding="UTF-16"?><rss/>', ["bad-xml"]),
    "unknown.xml": (b'<?xml version="1.0" encoding="nonsense"?><rss/>', ["bad-xml"]),
    "deep.xml": (b"<a>" * 100_000 + b"</a>" * 100_000, ["bad-xml"]),
    "bomb.xml": (BOMB + b'<rss><a href="&j;"/></rss>', ["bad-xml"]),
    "outer.xml": (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a><link>&x;</link></a>', []),
    "base.xml": (b'<rss xml:base="http://["><link>/no/</link></rss>', ["dead-feed-link"]),
    "odd.xml": (b"<rss><link>http://[</link></rss>", ["odd-address"]),
    "port.xml": (b"<urlset><loc>http://a.example:99999999/</loc></urlset>", ["odd-address"]),
    "cdata.xml": (b"<a><content><![CDATA[%s]]></content></a>" % DECLARED, ["dead-feed-link"]),
    "wide.xml": (b"<a><summary><![CDATA[%s]]></summary></a>" % MISTAKEN, ["dead-feed-link"]),
    "stray.xml": (b"<rss><description>&lt;</description><summary>&lt;!-- </summary></rss>", []),
    "carried.xml": (b"<rss><description>" + b"&lt;div>" * 100_000 + b"</description></rss>", []),
    "zero.svg": (b"<svg>\0</svg>", ["bad-xml"]),
    "deep.svg": (b"<g>" * DEEP, ["bad-xml"]),
    "odd.svg": (b'<svg xml:base="//["><a href="http://[::1"/></svg>', ["odd-address"]),
    "empty.html": (b"", []),
    "zero.html": (b"\0" * 100, []),
    "bytes.html": (bytes(range(256)), []),
    "wide.html": ("<p>\u00e9</p>".encode("utf-16"), []),
    "claim.html": (b'<?xml version="1.0" encoding="UTF-16"?><a href="/no/">x</a>', ["dead-link"]),
    "comment.html": (b"<!-- ", []),
    "deep.html": (b"<div>" * 100_000, []),
    "links.html": (b'<a href="/no/">' * DEEP, ["dead-link"]),
    "odd.html": (ODD, ["odd-address"] * len(ADDRESSES)),
    "escapes.html": (ESCAPES, ["dead-link"]),
    "base.html": (b'<base href="http://["><a href="/no/">x</a>', ["dead-link"]),
    "data.html": (b'<script type="application/ld+json">' + b"[" * DEEP + b"</script>", []),
    "zero.css": (b"\0p { background: url(\xff\0) }", ["dead-asset"]),
    "odd.css": (b"@import 'http://[';", ["odd-address"]),
    "open.css": (b"/*\n" * 9_000 + b"url(no.png)", []),
    "spaces.css": (b"p { background: url(" + b" " * LONG + b"x", []),
    "quotes.css": (b"url('" * LONG, ["dead-asset"]),
    "spaces.html": (b'<meta http-equiv="refresh" content="' + b" " * LONG + b'">', []),
    "commas.html": (b'<img srcset="' + b", " * LONG + b"/no.png," * LONG + b'">', ["dead-asset"]),
    "robots.txt": (b"\xff\0\nSitemap: http://[\n", ["odd-address"]),
}  # fmt: skip
FACTS = [
    "[" * DEEP + "]" * DEEP,
    '{"url":' * DEEP + "1" + "}" * DEEP,
    '{"url": "\\ud800"}',
    "\ufffd",
    "",
]
"""Structured data that is none."""


def test_hostile_copied_files_are_audited(make_paper):
    paper = make_paper({"content/world/a.md": article(summary="Short.")})
    paper.write({f"static/{name}": content for name, (content, _) in STATIC.items()})
    paper.write({"newsgen.yaml": f"{CONFIG}check: {{severity: {{orphan-media: off}}}}\n"})
    found = {name: [] for name in STATIC}
    for diagnostic in check(paper.options()).diagnostics:
        found[diagnostic.path.removeprefix("static/")].append(diagnostic.code)
        assert len(diagnostic.message) < 500
    assert found == {name: codes for name, (_, codes) in STATIC.items()}


def test_hostile_metadata_is_reported_at_its_story(make_paper):
    stories = {
        f"content/world/{number}.md": article(
            f"Story {number}",
            f'<script type="application/ld+json">{facts}</script>',
            summary=f"What story {number} says.",
        )
        for number, facts in enumerate(FACTS)
    }
    paper = make_paper({**stories, "newsgen.yaml": f"{CONFIG}markdown: {{raw_html: trusted}}\n"})
    assert sorted((d.code, d.path) for d in check(paper.options()).diagnostics) == [
        ("bad-structured-data", path) for path in sorted(stories)
    ]
