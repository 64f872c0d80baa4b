"""``newsgen check``: 121 planted problems are found at their places, and nothing else."""

import json
import struct
import subprocess
import sys
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from newsgen.builder.options import Options
from newsgen.builder.progress import silent
from newsgen.check import RULES, check
from newsgen.check.render import render_for_check
from newsgen.diagnostics import Severity
from newsgen.sources.new_article import PLACEHOLDER
from newsgen.writer import load_output_state
from support.amounts import amount
from support.paper import CONFIG, NOW, article, snapshot

ROOT = Path(__file__).parents[1]
TRUSTING = f"{CONFIG}markdown: {{raw_html: trusted}}\n"
PIXEL = "/dot.png"
"""A picture that the planted site has."""


def png(width, height, padding=0):
    """A picture of that size in pixels, with some bytes of padding."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\0" * width for _ in range(height)))
    parts = [chunk(b"IHDR", header), chunk(b"tEXt", b"a" * padding), chunk(b"IDAT", rows)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


IN_BODIES = [
    # Each is the only problem of a story and must be reported at its line there.
    ("dead-link", '<a href="/nowhere/">x</a>'),
    ("dead-link", '<a href="/world/nowhere/">x</a>'),
    ("dead-link", '<a href="https://news.example/gone/">x</a>'),
    ("dead-link", '<a href="//news.example/gone/">x</a>'),
    ("dead-link", '<a href="HTTPS://NEWS.example/lost/">x</a>'),
    ("dead-link", '<a href="/world/report.pdf">x</a>'),
    ("dead-link", '<a href="/caf%C3%A9/">x</a>'),
    ("dead-link", '<a href="/اردو/کہانی/">x</a>'),
    ("dead-link", '<a href="./nowhere.html">x</a>'),
    ("dead-link", '<a href="../../nowhere/">x</a>'),
    ("dead-link", '<a href="/nowhere/?from=here">x</a>'),
    ("dead-link", '<a href="/nowhere/#part">x</a>'),
    ("dead-link", '<map name="m"><area href="/nowhere/" alt="x"></map>'),
    ("dead-fragment", '<a href="#nowhere">x</a>'),
    ("dead-fragment", '<a href="/world/#nowhere">x</a>'),
    ("dead-fragment", '<a href="/#nowhere">x</a>'),
    ("dead-fragment", '<a href="https://news.example/world/#gone">x</a>'),
    ("dead-fragment", '<a href="#caf%C3%A9">x</a>'),
    ("dead-fragment", '<a href="/world/?a=1#nowhere">x</a>'),
    ("dead-asset", '<img src="/no.png" alt="x">'),
    ("dead-asset", '<img src="no.png" alt="x">'),
    ("dead-asset", f'<img src="{PIXEL}" srcset="/no-1.png 1x, {PIXEL} 2x" alt="x">'),
    ("dead-asset", f'<img src="{PIXEL}" srcset="{PIXEL} 400w, /no-2.png 800w" alt="x">'),
    ("dead-asset", f'<picture><source srcset="/no.webp"><img src="{PIXEL}" alt=""></picture>'),
    ("dead-asset", '<video src="/no.mp4"></video>'),
    ("dead-asset", '<video poster="/no.jpg"></video>'),
    ("dead-asset", '<audio src="/no.mp3"></audio>'),
    ("dead-asset", '<video><track src="/no.vtt"></video>'),
    ("dead-asset", '<iframe src="/no-chart.html" title="x"></iframe>'),
    ("dead-asset", '<embed src="/no.swf">'),
    ("dead-asset", '<object data="/no.svg">x</object>'),
    ("dead-asset", '<script src="/no.js"></script>'),
    ("dead-asset", '<link rel="stylesheet" href="/no.css">'),
    ("dead-asset", '<p style="background: url(/no-back.png)">x</p>'),
    ("dead-asset", "<style>p { background: url('/no-style.png') }</style>"),
    ("dead-asset", '<svg role="img" aria-label="x"><use href="/no-icons.svg#a"></use></svg>'),
    ("wrong-case", '<a href="/World/">x</a>'),
    ("wrong-case", '<img src="/DOT.png" alt="x">'),
    ("wrong-case", '<a href="/world/INDEX.html">x</a>'),
    ("missing-slash", '<a href="/world">x</a>'),
    ("missing-slash", '<a href="https://news.example/pakistan">x</a>'),
    ("odd-address", '<a href="javascript:void(0)">x</a>'),
    ("odd-address", '<a href="http:///x">x</a>'),
    ("odd-address", '<a href="http://localhost:3000/x">x</a>'),
    ("odd-address", '<a href="file:///C:/x.doc">x</a>'),
    ("odd-address", '<a href="http://intranet/x">x</a>'),
    ("odd-address", '<a href="https://exa mple.org/">x</a>'),
    ("odd-address", '<a href="http://[bad/">x</a>'),
    ("odd-address", '<a href="https://example.org:port/">x</a>'),
    ("empty-link", '<a href="/world/"></a>'),
    ("empty-link", '<a href="/pakistan/"> </a>'),
    ("empty-link", f'<a href="/world/?1"><img src="{PIXEL}" alt=""></a>'),
    ("empty-link", '<a href="https://example.org/"><span></span></a>'),
    ("empty-link", "<button></button>"),
    ("empty-address", '<a href="">nothing</a>'),
    ("empty-address", '<a href="#">hash</a>'),
    ("empty-address", '<img src="" alt="x">'),
    ("empty-address", '<img alt="x">'),
    ("mixed-content", '<img src="http://example.org/a.png" alt="x">'),
    ("mixed-content", '<script src="http://example.org/a.js"></script>'),
    ("mixed-content", '<iframe src="http://example.org/f" title="x"></iframe>'),
    ("mixed-content", '<audio src="http://example.org/a.mp3"></audio>'),
    ("mixed-content", '<p style="background: url(http://example.org/b.png)">x</p>'),
    ("mixed-content", f'<img src="{PIXEL}" srcset="http://example.org/c.png 2x" alt="x">'),
    ("mixed-content", f'<img src="http://news.example{PIXEL}" alt="x">'),
    ("mixed-content", '<form action="http://example.org/send"></form>'),
    ("missing-alt", f'<img src="{PIXEL}">'),
    ("missing-alt", f'<figure><img src="{PIXEL}" title="t"></figure>'),
    ("unnamed-frame", '<iframe src="https://example.org/frame"></iframe>'),
    ("unnamed-frame", '<iframe title="" src="https://example.org/other"></iframe>'),
    ("heading-order", "<h3>Skipped</h3>"),
    ("heading-order", "<h2>Two</h2><h4>Skipped</h4>"),
    ("heading-order", "<h2>Two</h2><h3>Three</h3><h5>Skipped</h5>"),
    ("many-headings", "<h1>Another</h1>"),
    ("many-headings", "<section><h1>In a section</h1></section>"),
    ("empty-heading", "<h2></h2>"),
    ("empty-heading", "<h2> <span></span></h2>"),
    ("duplicate-id", '<p id="twice">x</p><p id="twice">y</p>'),
    ("duplicate-id", '<p id="content">as the frame of the page has</p>'),
    ("leftover-text", "<p>None</p>"),
    ("leftover-text", "<span>undefined</span>"),
    ("leftover-text", "<p>By {{ author.name }}</p>"),
    ("leftover-text", "<p>{% if author %}</p>"),
    ("leftover-text", "<p>Undefined</p>"),
    ("leftover-text", "<p>NaN</p>"),
    ("leftover-text", "<p>[object Object]</p>"),
    ("leftover-text", "<p>By &lt;Author object at 0x7f00aa&gt;</p>"),
    ("leftover-text", f'<img src="{PIXEL}" alt="None">'),
    ("leftover-text", '<a href="https://example.org/None/">x</a>'),
    ("leftover-text", f'<img src="{PIXEL}" alt="{{{{ alt }}}}">'),
    ("filler-text", "<p>Lorem ipsum, and so on</p>"),
    ("filler-text", "<p>Then <b>dolor sit amet</b> comes</p>"),
    ("filler-text", f'<img src="{PIXEL}" alt="lorem ipsum">'),
]
PAGE = """\
<!doctype html>
<html{% if head.title != "No language" %} lang="en"{% endif %}>
<head><title>{{ head.title if head.title != "No words" else "" }}</title>
{% if head.title == "Bad data" %}<script type="application/ld+json">{"a": }</script>{% endif %}
{% if head.title == "Dead icon" %}
<link rel="icon" href="/no-icon.png">
{% endif %}
{% if head.title == "Dead card" %}
<meta property="og:image" content="https://news.example/no-card.png">
{% endif %}
{% if head.title == "Dead canonical" %}
<link rel="canonical" href="https://news.example/no-page/">
{% endif %}
</head>
<body>{% if head.title != "No heading" %}<h1>{{ head.title }}</h1>{% endif %}</body>
</html>
"""
FEED = """\
<rss version="2.0"><channel><title>x</title>
<item><link>https://news.example/no-story/</link></item>
<item><description>&lt;a href="https://news.example/no-other/"&gt;x&lt;/a&gt;</description></item>
<item><enclosure url="https://news.example/no.mp3" type="audio/mpeg"/></item>
</channel></rss>
"""
MAP = """\
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://news.example/no-map/</loc></url>
</urlset>
"""
STYLE = """\
@import "/no-import.css";
p { background: url(no-picture.png) }
/* url(never.png) */
"""


def story(number, body="Text.", **fields):
    """A story with a unique title and summary."""
    values = {"summary": f"What story {number} says.", **fields}
    return article(f"Story {number}", body, **values)


def page(title):
    return f"---\ntitle: {title}\nsummary: About {title}.\n---\n\nText.\n"


ELSEWHERE = [
    # The code, the files with the problem, and the path and line where it must be reported.
    ("duplicate-title", {
        "content/world/t1.md": article("Twins", summary="One."),
        "content/world/t2.md": article("Twins", slug="t2", summary="Two."),
    }, "content/world/t2.md", 0),
    ("duplicate-description", {
        "content/world/d1.md": article("Da", summary="The same."),
        "content/world/d2.md": article("Db", summary="The same."),
    }, "content/world/d2.md", 0),
    ("missing-alt", {
        "content/world/wide.png": png(1200, 1),
        "content/world/wide.md": story("wide", image="{src: wide.png}"),
    }, "content/world/wide.md", 6),
    ("orphan-media", {"content/world/unseen.jpg": b"x"}, "content/world/unseen.jpg", 0),
    ("orphan-media", {"content/world/unseen.mp3": b"x"}, "content/world/unseen.mp3", 0),
    ("orphan-media", {"static/art/unseen.png": b"x"}, "static/art/unseen.png", 0),
    ("oversize-image", {
        "static/heavy.png": png(9, 9, 1_600_000),
        "content/world/heavy.md": story("heavy", '<img src="/heavy.png" alt="x">'),
    }, "static/heavy.png", 0),
    ("embargoed-draft", {
        "content/world/late.md": story("late", draft="true", embargo="2026-12-01 10:00"),
    }, "content/world/late.md", 7),
    ("long-headline", {"content/world/long.md": article("word " * 30, summary="Long.")},
     "content/world/long.md", 2),
    ("no-summary", {"content/world/terse.md": article("Terse", "A paragraph of its own.")},
     "content/world/terse.md", 2),
    ("small-image", {
        "content/world/small.png": png(9, 9),
        "content/world/small.md": story("small", image="{src: small.png, alt: x}"),
    }, "content/world/small.md", 6),
    ("new-name", {
        "content/world/named.md": story("named", tags="[monsoons]"),
        "content/world/named2.md": story("named2", tags="[monsoon]"),
        "content/world/named3.md": story("named3", tags="[monsoon]"),
    }, "content/world/named.md", 6),
    ("dead-embed", {
        "content/world/film.md": story("film", "::: video https://example.org/film\n:::"),
    }, "content/world/film.md", 8),
    ("no-language", {"content/pages/a.md": page("No language")}, "content/pages/a.md", 0),
    ("no-title", {"content/pages/b.md": page("No words")}, "content/pages/b.md", 0),
    ("no-heading", {"content/pages/c.md": page("No heading")}, "content/pages/c.md", 0),
    ("bad-structured-data", {"content/pages/d.md": page("Bad data")}, "content/pages/d.md", 0),
    ("dead-asset", {"content/pages/e.md": page("Dead icon")}, "templates/page.html", 6),
    ("dead-asset", {"content/pages/f.md": page("Dead card")}, "templates/page.html", 9),
    ("dead-link", {"content/pages/g.md": page("Dead canonical")}, "templates/page.html", 12),
    ("dead-feed-link", {"static/extra.xml": FEED}, "static/extra.xml", 2),
    ("dead-feed-link", {}, "static/extra.xml", 3),
    ("dead-feed-link", {}, "static/extra.xml", 4),
    ("dead-sitemap-url", {"static/map.xml": MAP}, "static/map.xml", 2),
    ("bad-xml", {"static/bad.xml": "<rss><channel></rss>"}, "static/bad.xml", 0),
    ("bad-json", {"static/index.json": "[1, 2,]"}, "static/index.json", 0),
    ("dead-asset", {"static/look.css": STYLE}, "static/look.css", 1),
    ("dead-asset", {}, "static/look.css", 2),
    ("dead-link", {"static/own.html": '<a href="/no-own/">x</a>'}, "static/own.html", 1),
]  # fmt: skip


def planted():
    """The files of a site with all problems, and the expected code, path and line of each."""
    files = {"newsgen.yaml": TRUSTING, "static/dot.png": png(1, 1), "templates/page.html": PAGE}
    expected = []
    for number, (code, body) in enumerate(IN_BODIES):
        path = f"content/world/{number:03}.md"
        text = story(number, f"Text.\n\n{body}\n\nMore.")
        files[path] = text
        expected.append((code, path, text.splitlines().index(body) + 1))
    for code, more, path, line in ELSEWHERE:
        files |= more
        expected.append((code, path, line))
    return files, sorted(expected)


def reported(report):
    return sorted((d.code, d.path, d.line) for d in report.diagnostics)


def test_122_planted_problems_are_reported_at_their_places(make_paper):
    files, expected = planted()
    paper = make_paper(files)
    assert reported(check(paper.options())) == expected
    assert len(expected) == 122
    assert not paper.public.exists()


@pytest.mark.slow
def test_a_correct_site_has_no_findings(tmp_path):
    options = Options(
        root=str(ROOT), now=NOW, cache=str(tmp_path / "cache"), output=str(tmp_path / "out")
    )
    report = check(options)
    assert report.diagnostics == ()
    assert report.audited > 100


@pytest.mark.parametrize(
    "size", [60, pytest.param(amount("ARCHIVE", 2000, 10_000), marks=pytest.mark.slow)]
)
def test_a_generated_archive_has_no_findings(tmp_path, size):
    script = str(ROOT / "benchmarks/make_archive.py")
    subprocess.run([sys.executable, script, str(tmp_path / "site"), str(size)], check=True)
    report = check(Options(root=str(tmp_path / "site"), now=NOW))
    assert report.diagnostics == ()
    assert report.audited > size


def write_settings(paper, text):
    paper.write({"newsgen.yaml": f"{TRUSTING}{text}"})


BROKEN = {"content/world/a.md": story(1, '<a href="/nowhere/">x</a>'), "newsgen.yaml": TRUSTING}


def test_settings_change_the_severity_of_a_rule(make_paper):
    paper = make_paper(BROKEN)
    assert [d.severity for d in check(paper.options()).diagnostics] == [Severity.ERROR]
    write_settings(paper, "check: {severity: {dead-link: warning}}\n")
    assert [d.severity for d in check(paper.options()).diagnostics] == [Severity.WARNING]
    write_settings(paper, "check: {severity: {dead-link: off}}\n")
    assert check(paper.options()).diagnostics == ()


def waiver(path, until=""):
    end = f", until: {until}" if until else ""
    return f"check:\n  waivers:\n  - {{code: dead-link, path: {path}, reason: known{end}}}\n"


@pytest.mark.parametrize("path", ["content/world/*.md", "content/world/a.md"])
def test_a_waiver_hides_findings_until_its_last_day(make_paper, path):
    paper = make_paper(BROKEN)
    write_settings(paper, waiver(path))
    assert check(paper.options()).diagnostics == ()
    write_settings(paper, waiver(path, "2026-11-23"))
    assert check(paper.options()).diagnostics == ()
    found = check(paper.options(NOW + timedelta(days=1))).diagnostics
    assert [d.code for d in found] == ["dead-link", "waiver-over"]
    assert (found[1].path, found[1].line) == ("newsgen.yaml", 10)


def test_a_waiver_may_name_an_output_file(make_paper):
    paper = make_paper(BROKEN)
    write_settings(paper, waiver("world/*/index.html"))
    assert check(paper.options()).diagnostics == ()


def test_an_unused_waiver_is_reported(make_paper):
    paper = make_paper({"content/world/a.md": story(1)})
    write_settings(paper, waiver("content/*"))
    assert [d.code for d in check(paper.options()).diagnostics] == ["waiver-unused"]


SAME_TITLES = {
    f"content/world/st{n}.md": article("Twins", slug=f"st{n}", summary=f"What {n} says.")
    for n in range(1, 7)
}
"""Six stories with the same title: all except the first are reported."""


def waivers(*entries):
    """Settings with those waivers: rule, path and last day."""
    rows = [
        f"  - {{code: {code}, path: '{path}', reason: known{f', until: {until}' if until else ''}}}"
        for code, path, until in entries
    ]
    return "\n".join(["check:", "  waivers:", *rows, ""])


def title_waivers(*places):
    return [("duplicate-title", place, "") for place in places]


@pytest.mark.parametrize(
    ("places", "left"),
    [
        (["world/st2/index.html"], 4),  # the first of those that are reported
        (["world/st4/index.html"], 4),
        (["content/world/st4.md"], 4),
        (["world/st2/index.html", "content/world/st4.md", "*/st6.md"], 2),
        (["content/world/st[2-5].md"], 1),
        (["world/*"], 0),
        (["content/*"], 0),
    ],
)
def test_a_waiver_for_one_page_does_not_hide_findings_of_others(make_paper, places, left):
    paper = make_paper(SAME_TITLES)
    write_settings(paper, waivers(*title_waivers(*places)))
    found = check(paper.options()).diagnostics
    assert {d.code for d in found} == ({"duplicate-title"} if left else set())
    reported = [d.message for d in found]
    if left >= 3:  # so many equal findings are merged
        assert [f"and {left - 1} more" in message for message in reported] == [True]
    else:
        assert len(reported) == left
    assert not any(place in message for place in places for message in reported)


FOOT = '<footer>\n<a href="/imprint/">Imprint</a>\n</footer>\n'


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        ("templates/partials/footer.html", []),
        ("templates/*", []),
        ("content/world/1.md", ["dead-link"]),
        ("*.html", []),
        ("templates/page.html", ["waiver-unused", "dead-link"]),
    ],
)
def test_a_waiver_may_name_the_template_that_causes_the_finding(make_paper, place, codes):
    files = {f"content/world/{n}.md": story(n) for n in range(9)}
    paper = make_paper({**files, "templates/partials/footer.html": FOOT})
    write_settings(paper, waivers(("dead-link", place, "")))
    found = check(paper.options()).diagnostics
    assert [d.code for d in found] == codes
    assert all(d.path == "templates/partials/footer.html" for d in found if d.code == "dead-link")


@pytest.mark.parametrize("turned", [False, True])
def test_an_expired_waiver_does_not_disable_a_current_one(make_paper, turned):
    paper = make_paper(BROKEN)
    ended = ("dead-link", "*.html", "2026-11-22")
    holds = ("dead-link", "content/world/a.md", "2026-11-23")
    write_settings(paper, waivers(*((holds, ended) if turned else (ended, holds))))
    assert [d.code for d in check(paper.options()).diagnostics] == ["waiver-over"]


def test_two_waivers_for_one_finding_both_count_as_used(make_paper):
    paper = make_paper(BROKEN)
    write_settings(paper, waivers(("dead-link", "*.md", ""), ("dead-link", "world/*", "")))
    assert check(paper.options()).diagnostics == ()


def test_a_waiver_holds_for_the_warnings_of_a_build(make_paper):
    story = article("A", body="![](/dot.png)")
    paper = make_paper({"content/world/a.md": story, "static/dot.png": png(1, 1)})
    codes = [d.code for d in check(paper.options()).diagnostics]
    assert "missing-alt" in codes
    write_settings(paper, waivers(("missing-alt", "content/world/*", "")))
    left = [d.code for d in check(paper.options()).diagnostics]
    assert left == [code for code in codes if code != "missing-alt"]


def test_a_waiver_of_a_disabled_rule_is_unused(make_paper):
    paper = make_paper(BROKEN)
    write_settings(paper, f"{waiver('content/*')}  severity: {{dead-link: off}}\n")
    assert [d.code for d in check(paper.options()).diagnostics] == ["waiver-unused"]


def test_the_last_day_of_a_waiver_is_in_utc(make_paper):
    paper = make_paper(BROKEN)
    write_settings(paper, waiver("content/*", "2026-11-23"))
    late = datetime(2026, 11, 24, 3, tzinfo=timezone(timedelta(hours=5)))
    assert check(paper.options(late)).diagnostics == ()


def test_unknown_rules_and_invalid_dates_are_reported(make_paper, run):
    paper = make_paper({"content/world/a.md": story(1)})
    write_settings(paper, "check: {severity: {dead-lnik: off}}\n")
    (found,) = check(paper.options()).diagnostics
    assert (found.code, found.path, found.line) == ("unknown-rule", "newsgen.yaml", 8)
    assert "dead-link" in found.hint
    assert run("check", "--site", str(paper.root))[0] == 2
    write_settings(paper, waiver("*", "soon"))
    assert run("check", "--site", str(paper.root))[0] == 2


def test_a_check_does_not_change_the_output_folder(make_paper):
    paper = make_paper({"content/world/a.md": story(1)})
    paper.build_ok()
    before = snapshot(paper.public)
    paper.write({"content/world/a.md": story(2)})
    assert check(paper.options()).diagnostics == ()
    assert snapshot(paper.public) == before


def test_build_errors_are_reported_instead_of_an_audit(make_paper, run):
    paper = make_paper(
        {
            "content/world/a.md": story(1, date="never"),
        }
    )
    report = check(paper.options())
    assert [d.code for d in report.diagnostics] == ["bad-date"]
    assert report.audited == 0
    status, out, _ = run("check", "--site", str(paper.root))
    assert status == 1
    assert "Not checked" in out


def test_a_missed_embargo_is_reported(make_paper):
    paper = make_paper({"content/world/a.md": story(1, embargo="2026-11-25 10:00")})
    paper.build()
    assert check(paper.options()).diagnostics == ()
    (found,) = check(paper.options(NOW + timedelta(days=3))).diagnostics
    assert (found.code, found.path, found.line) == ("overdue-build", "content/world/a.md", 6)


def test_a_robots_file_that_nobody_reads_is_reported(make_paper):
    paper = make_paper({"content/world/a.md": story(1)})
    settings = (paper.root / "newsgen.yaml").read_text()
    address = next(line for line in settings.splitlines() if line.startswith("base_url"))
    paper.write({"newsgen.yaml": settings.replace(address, "base_url: https://news.example/daily")})
    (found,) = check(paper.options()).diagnostics
    assert (found.code, found.path) == ("unread-robots", "newsgen.yaml")
    assert found.line == settings.splitlines().index(address) + 1
    assert "https://news.example/robots.txt" in found.message


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"embargo": "2026-11-25 10:00"}, 6),  # became due after a build that did not know of it
        ({"expires": "2026-11-25 10:00"}, 6),
        ({"date": "2026-11-25 10:00"}, 0),  # is simply new
    ],
)
def test_a_story_due_since_the_last_build_is_reported_at_its_key(make_paper, fields, line):
    known = "expires" in fields
    paper = make_paper({"content/world/a.md": story(1, **(fields if known else {}))})
    paper.build()
    paper.write({"content/world/a.md": story(1, **fields)})
    found = check(paper.options(NOW + timedelta(days=3))).diagnostics
    assert [(d.code, d.line) for d in found] == ([("overdue-build", line)] if line else [])


SINGLE = [
    # A body, and the codes that are reported for it; none if it is correct.
    ('<img src="/dot.png" srcset="data:image/jpeg;base64,/9j/4A 1x, /dot.png 2x" alt="">', []),
    ('<img src="/dot.png" srcset="/dot.png 1x,/no.png 2x" alt="">', ["dead-asset"]),
    ('<img src="/dot.png" srcset="/a,b.png 1x" alt="">', ["dead-asset"]),
    ('<svg role="img" aria-label="x"><use xlink:href="/no.svg#a"/></svg>', ["dead-asset"]),
    ('<svg role="img" aria-label="x"><use href="/drawing.svg#sun"/></svg>', []),
    ('<svg role="img" aria-label="x"><use href="/drawing.svg#moon"/></svg>', ["dead-fragment"]),
    ('<img src="/drawing.svg#svgView(viewBox(0,0,9,9))" alt="">', []),
    ('<a href="/world/#:~:text=Story">x</a> <a href="#TOP">x</a>', []),
    ('<a name="old"></a><a href="#old">x</a> <a href="#%6Fld">x</a>', []),
    ('<a href="https://news.example:443/world/">x</a>', []),
    ('<a href="https://news.example:8443/nowhere/">x</a>', []),
    ('<a href="webcal://example.org/a.ics">x</a> <a href="tg://resolve?domain=x">x</a>', []),
    ('<a href="http://10.0.0.7/wiki">x</a>', ["private-outside-link"]),
    ('<a href="http://[::1]/">x</a>', ["private-outside-link"]),
    ('<a href="http://files.local/">x</a>', ["odd-address"]),
    ('<a href="http://2130706433/">x</a>', ["odd-address"]),
    ('<a href="/world/"><!-- words --></a>', ["empty-link"]),
    ('<img src="/dot.png" role="presentation">', []),
    ('<input type="image" src="/dot.png">', ["missing-alt"]),
    ('<button formaction="http://example.org/">x</button>', ["mixed-content"]),
    ('<script type="application/ld+json">{"image": {"url": "/no.png"}}</script>', ["dead-asset"]),
    ('<script type="application/ld+json">[{"item": "/nowhere/"}]</script>', ["dead-link"]),
    ('<script type="application/ld+json">{"@id": "/#us", "name": "/no/"}</script>', []),
]


@pytest.mark.parametrize(("body", "codes"), SINGLE)
def test_addresses_are_parsed_as_in_browsers(make_paper, body, codes):
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><g id="sun"/></svg>'
    files = {"static/dot.png": png(1, 1), "static/drawing.svg": drawing, "newsgen.yaml": TRUSTING}
    paper = make_paper({**files, "content/world/a.md": story(1, body)})
    settled = "check: {severity: {orphan-media: off}}\n"
    write_settings(paper, settled)
    found = check(paper.options()).diagnostics
    assert [d.code for d in found] == codes
    assert all((d.path, d.line) == ("content/world/a.md", 8) for d in found)


def test_relative_addresses_follow_the_base_element(make_paper):
    copied = '<base href="/deep/"><a href="here.html">x</a> <a href="gone.html">x</a>'
    files = {
        "static/deep/here.html": "x",
        "static/own.html": copied,
        "content/world/a.md": story(1),
    }
    (found,) = check(make_paper(files).options()).diagnostics
    assert (found.code, found.path) == ("dead-link", "static/own.html")
    assert "gone.html" in found.message


COPIES = {
    "extra.xml": (
        '<feed xml:base="https://news.example/world/"><link href="./"/><link href="no/"/></feed>',
        "dead-feed-link",
    ),
    "more.xml": (
        "<rss><description>&lt;img srcset='/no.png 2x'&gt;</description></rss>",
        "dead-feed-link",
    ),
    "images.xml": (
        "<urlset><content_loc>https://news.example/no.mp4</content_loc></urlset>",
        "dead-sitemap-url",
    ),
    "robots.txt": ("User-agent: *\nSitemap: https://news.example/no.xml\n", "dead-sitemap-url"),
    "site.webmanifest": ('{"icons": [{"src": "no.png"}], "start_url": "/"}', "dead-asset"),
    "broken.webmanifest": ("{", "bad-structured-data"),
    "favicon.svg": (
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="no.png"/></svg>',
        "dead-asset",
    ),
}


@pytest.mark.parametrize("name", COPIES)
def test_addresses_in_copied_files_are_checked(make_paper, name):
    text, code = COPIES[name]
    paper = make_paper({f"static/{name}": text, "content/world/a.md": story(1)})
    (found,) = check(paper.options()).diagnostics
    assert (found.code, found.path) == (code, f"static/{name}")


def test_only_the_addresses_of_copied_pages_are_checked(make_paper):
    copied = '<a href="/world/"></a><img src="/own.html"><h1></h1><p>None</p>'
    paper = make_paper({"static/own.html": copied, "content/world/a.md": story(1)})
    assert check(paper.options()).diagnostics == ()


def test_a_check_writes_only_the_build_cache(make_paper):
    paper = make_paper({"content/world/a.md": story(1)})
    before = snapshot(paper.root)
    check(paper.options())
    assert snapshot(paper.root) == before


def test_a_check_reads_the_bytes_that_a_build_writes(make_paper):
    files, _ = planted()
    paper = make_paper({**files, "content/world/old.md": story("old", aliases="[/old/]")})
    paper.build_ok()

    def read(output, content):
        return output.path, content

    rendered_site = render_for_check(paper.options(), silent, lambda *_: read, copies=("",))
    entries = load_output_state(paper.public).manifest.entries
    assets = {path for path, entry in entries.items() if entry.role == "asset"}
    built = {p: content for p, content in snapshot(paper.public).items() if p not in assets}
    assert dict(rendered_site.results) == built


FAULTY = {
    "content/world/a.md": story(1, "<b>x</b> ![x](no.png)"),
    "content/world/b.md": story(2, date="never"),
    "content/pages/c.md": page("Third"),
    "templates/page.html": "{{ nothing.at.all }}",
}


def test_a_check_reports_the_problems_of_a_build(make_paper):
    paper = make_paper(FAULTY)
    assert check(paper.options()).diagnostics == paper.build().diagnostics
    for path in ("content/world/b.md", "templates/page.html"):
        (paper.root / path).unlink()
        assert check(paper.options()).diagnostics == paper.build().diagnostics
    (paper.root / "content/world/a.md").write_text(story(1, "<blink>x</blink>"))
    assert check(paper.options()).diagnostics == paper.build().diagnostics != ()


def test_the_summary_names_the_next_step(make_paper, run):
    paper = make_paper({"content/world/a.md": story(1, embargo="2027-01-01 10:00")})
    paper.write({"content/world/b.md": story(2, "[x](/nowhere/)")})
    _, out, err = run("check", "--site", str(paper.root), "--now", NOW.isoformat())
    assert "1 error in 1 file." in out
    assert "newsgen docs checking" in out
    assert "2027-01-01T10:00:00" in out
    assert "dead-link" in err
    _, out, _ = run("check", "--site", str(paper.root), "--now", NOW.isoformat(), "--quiet")
    assert out == ""


def test_a_site_with_a_base_path_is_checked(make_paper):
    body = '<a href="/world/">out</a>\n<a href="/news/world/">in</a>\n<a href="/news">home</a>'
    paper = make_paper({"content/world/a.md": story(1, body)})
    write_settings(paper, "")
    found = check(paper.options(base_url="https://example.org/news/")).diagnostics
    found = [d for d in found if d.code != "unread-robots"]
    assert [(d.code, d.line) for d in found] == [("outside-base", 8)]


def test_a_problem_of_a_template_is_reported_once(make_paper):
    files = {f"content/world/{n}.md": story(n) for n in range(9)}
    foot = '<footer>\n<a href="/imprint/">Imprint</a>\n</footer>\n'
    paper = make_paper({**files, "templates/partials/footer.html": foot})
    (found,) = check(paper.options()).diagnostics
    assert (found.code, found.line) == ("dead-link", 2)
    assert found.path == "templates/partials/footer.html"
    assert "more" in found.message


VALID = """
<p>None of them came. Injured: <em>None</em>. <code>{{ name }}</code> is Jinja.</p>
<table><tr><th>Dead</th><td>None</td></tr></table>
<p>Undefined behaviour, null results.</p>
<a href="mailto:desk@news.example">x</a> <a href="tel:+92">x</a> <a href="#top">x</a>
<a href="/world/?page=2">x</a> <a href="/world/#content">x</a> <a href="https://example.org">x</a>
<a href="http://example.org/">x</a> <img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="">
<a href="/world/" aria-label="World"></a> <a href="/"><img src="/dot.png" alt="Home"></a>
<img src="/dot.png" srcset="/dot.png 1x, /dot.png?v=2 2x" alt="">
<h2>One</h2><h3>Two</h3><h2>Three</h2>
"""


def test_correct_text_is_not_reported(make_paper):
    files = {"content/world/a.md": story(1, VALID.strip()), "static/dot.png": png(1, 1)}
    paper = make_paper({**files, "newsgen.yaml": TRUSTING})
    assert check(paper.options()).diagnostics == ()


def test_only_one_of_two_copies_of_a_file_is_checked(make_paper):
    """The template names every static file; a problem is reported once, at the source."""
    files = {
        "templates/partials/footer.html": "<img src=\"{{ asset('shown' ~ '.png') }}\" alt=\"\">",
        "content/world/a.md": story(1, "Text."),
        "static/shown.png": png(1, 1),
        "static/unused.png": png(2, 2),
        "static/heavy.png": png(3, 3, padding=2_000_000),
        "static/look.css": "p { background: url(none.png) }",
        "static/own.html": '<a href="/no-own/">x</a>',
    }
    assert reported(check(make_paper(files).options())) == [
        ("dead-asset", "static/look.css", 1),
        ("dead-link", "static/own.html", 1),
        ("orphan-media", "static/heavy.png", 0),
        ("orphan-media", "static/unused.png", 0),
        ("oversize-image", "static/heavy.png", 0),
    ]


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_every_output_format_reports_the_finding(make_paper, run, form):
    paper = make_paper(BROKEN)
    arguments = ("check", "--site", str(paper.root), "--now", NOW.isoformat(), "--format", form)
    status, out, err = run(*arguments)
    assert status == 1
    if form == "json":
        (found,) = json.loads(out)["diagnostics"]
        assert (found["path"], found["line"]) == ("content/world/a.md", 8)
    elif form == "sarif":
        (result,) = json.loads(out)["runs"][0]["results"]
        place = result["locations"][0]["physicalLocation"]
        assert result["ruleId"] == "dead-link"
        assert place["artifactLocation"]["uri"].endswith("content/world/a.md")
        assert place["region"] == {"startLine": 8, "startColumn": 10}
    else:
        assert "dead-link" in out + err


def test_strict_fails_on_warnings(make_paper, run):
    paper = make_paper({**BROKEN, "content/world/a.md": story(1, '<a href="/world">x</a>')})
    arguments = ("check", "--site", str(paper.root), "--now", NOW.isoformat())
    assert run(*arguments)[0] == 0
    assert run(*arguments, "--strict")[0] == 1


def test_every_rule_is_documented():
    text = (ROOT / "docs/checking.md").read_text(encoding="utf-8")
    for code, rule in RULES.items():
        assert f"| `{code}` | {rule.severity.name.lower()} | {rule.meaning} |" in text


def test_a_story_that_is_only_the_prompt_is_reported(make_paper):
    paper = make_paper({"content/world/a.md": article(body=PLACEHOLDER, summary="S.")})
    found = [(d.path, d.line, d.code) for d in check(paper.options()).diagnostics]
    assert ("content/world/a.md", 8, "filler-text") in found
