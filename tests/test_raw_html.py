"""HTML in a story: what is harmless is kept, what could run or load something is left out and
reported, and an element without an end cannot swallow the rest of the page."""

from collections import Counter
from html.parser import HTMLParser

import pytest

from newsgen.markdown import Document, RenderContext, Style, lede, render
from support.html_attacks import ATTACKS
from support.paper import CONFIG, article

SAFE = Style(smart_quotes=False)
TRUSTED = Style(smart_quotes=False, raw_html="trusted")
PAGE = RenderContext(path="content/world/a.md", first_line=10)


def problems(document: Document) -> list[tuple[str, int | None, int | None]]:
    return [(found.code, found.line, found.column) for found in document.diagnostics]


@pytest.mark.parametrize(
    "body",
    [
        "H<sub>2</sub>O and E = mc<sup>2</sup>.",
        "A <mark>marked</mark>, <u>underlined</u>, <small>small</small> <kbd>key</kbd>.",
        'An <abbr title="United Nations">UN</abbr> <q>quote</q>, <del>out</del> <ins>in</ins>.',
        'One<br>two <span class="lead" lang="ur" dir="rtl">اردو</span>.',
        '<a href="https://example.org/" id="here">A link</a>.',
    ],
)
def test_harmless_html_is_kept_in_a_paragraph(body):
    document = render(body, SAFE)
    assert document.diagnostics == ()
    assert document.html == f"<p>{body}</p>\n"


@pytest.mark.parametrize(
    "body",
    [
        '<table><tbody><tr><th colspan="2">Head</th><td>b</td></tr></tbody></table>',
        '<figure><img src="/a.png" alt="A map"><figcaption>A map</figcaption></figure>',
        "<details><summary>More</summary>Words</details>",
        '<ol start="3" reversed=""><li value="7">x</li></ol>',
        '<div lang="ur" dir="rtl"><video src="/a.mp4" controls=""></video></div>',
    ],
)
def test_harmless_html_is_kept_as_a_block(body):
    document = render(body, SAFE)
    assert document.diagnostics == ()
    assert document.html == body


def test_html_may_enclose_markdown():
    document = render('<div class="wide">\n\nSome **bold** words.\n\n</div>\n\nAfter.', SAFE)
    assert document.diagnostics == ()
    assert '<div class="wide">\n<p>Some <strong>bold</strong> words.</p>\n</div>' in document.html


def test_the_words_of_html_are_counted_and_are_in_the_summary():
    assert render("<div>One two</div>\n\nthree <b>four</b>", SAFE).words == 4
    assert lede("H<sub>2</sub>O <b>is</b> water.", SAFE) == "H2O is water."


@pytest.mark.parametrize(
    ("body", "column"),
    [
        ("<script>alert(1)</script>", 1),
        ("Words <iframe src=https://example.org/></iframe>", 7),
        ("Words <blink>more</blink>", 7),
        ("<form><input></form>", 1),
        ('<p onclick="x()">Words</p>', 1),
        ('A <b style="color:red">word</b>', 3),
        ('A <a href="javascript:x()">link</a>', 3),
        ('A <a href="java&Tab;script:x()">link</a>', 3),
        ("<?php echo 1 ?>", 1),
        ("<!DOCTYPE html>", 1),
    ],
)
def test_what_could_run_or_load_something_is_reported_at_its_place(body, column):
    document = render(f"First.\n\n{body}\n\nLast.", SAFE, PAGE)
    assert problems(document)[0] == ("unsafe-html", 12, column)
    assert "<p>Last.</p>" in document.html


@pytest.mark.parametrize("style", [SAFE, TRUSTED], ids=["safe", "trusted"])
@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("<div>\n\nWords.", 10),
        ("Words.\n\n<b>more", 12),
        ("Words <i>more.\n\nAnd more.", 10),
        ("</div>\n\nWords.", 10),
        ("Words.\n\n</article></main>", 12),
        ("<table><tr><td>x", 10),
        ("<b><i>x</b></i>", 10),
    ],
)
def test_elements_without_both_tags_are_reported_and_closed(style, body, line):
    document = render(body, style, PAGE)
    assert {problem[:2] for problem in problems(document)} == {("unclosed-element", line)}
    opened, closed = _tags(document.html)
    assert opened == closed


@pytest.mark.parametrize("style", [SAFE, TRUSTED], ids=["safe", "trusted"])
@pytest.mark.parametrize("body", ['<div class="x', "<div title='a\n\nWords", "<section"])
def test_a_tag_without_an_end_cannot_swallow_the_page(style, body):
    document = render(body, style, PAGE)
    assert problems(document)[0][:2] == ("unclosed-element", 10)
    opened, closed = _tags(f"{document.html}<footer>x</footer>")
    assert opened == closed
    assert opened["footer"] == 1


@pytest.mark.parametrize("body", ["<p>One\n<li>Two", "<table><tr><td>x<td>y</table>", "<hr><br>"])
def test_end_tags_that_html_does_not_require_are_not_missed(body):
    assert render(body, SAFE).diagnostics == ()


def test_blocks_of_the_theme_are_not_sanitised():
    document = render(
        "<b>x</b>\n\n::: map Y\n<i>in</i>\n:::",
        SAFE,
        blocks=["map"],
        render_block=lambda block: f"<iframe title={block.title}></iframe>{block.content}",
    )
    assert "<iframe title=Y></iframe><p><i>in</i></p>" in document.html


def test_a_link_may_lead_to_an_id_in_html():
    assert render('<a id="dates"></a>\n\n[To the dates](#dates)', SAFE).diagnostics == ()


def test_escape_shows_html_as_text_and_trusted_keeps_it(make_paper):
    body = "A <blink>word</blink>."
    paper = make_paper({"content/world/a.md": article(body=body)})
    for setting, shown in [("escape", "&lt;blink&gt;word"), ("trusted", "<blink>word</blink>")]:
        paper.write({"newsgen.yaml": f"{CONFIG}markdown: {{raw_html: {setting}}}\n"})
        assert paper.build().committed
        assert shown in paper.page("world/a/index.html")


def test_there_are_more_than_a_hundred_attacks():
    assert len(set(ATTACKS)) > 100


@pytest.mark.parametrize("body", ATTACKS)
def test_no_attack_leaves_anything_that_runs_or_loads(body):
    found = _Dangers()
    found.feed(render(f"Words.\n\n{body}\n\nMore {body} words.", SAFE).html)
    found.close()
    assert found.dangers == []


class _Dangers(HTMLParser):
    """Collects what could run a script or load a document."""

    def __init__(self) -> None:
        super().__init__()
        self.dangers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        harmless = {"p", "b", "a", "img", "br", "strong", "em", "del", "code", "pre", "sup"}
        harmless |= {"div", "table", "tbody", "tr", "td", "details", "video", "audio", "source"}
        harmless |= {"picture", "ul", "li", "h2", "blockquote"}
        self.dangers += [tag] if tag not in harmless else []
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            if name.startswith("on") or name in {"style", "srcdoc", "action", "background"}:
                self.dangers.append(name)
            if ":" in address and not address.startswith(("http:", "https:", "mailto:", "tel:")):
                self.dangers.append(f"{name}={value}")


_MAY_STAY_OPEN = {"br", "hr", "img", "p", "li", "tr", "td"}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: Counter[str] = Counter()
        self.closed: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.opened[tag] += tag not in _MAY_STAY_OPEN

    def handle_endtag(self, tag: str) -> None:
        self.closed[tag] += tag not in _MAY_STAY_OPEN


def _tags(html: str) -> tuple[Counter[str], Counter[str]]:
    """How often each element is opened and closed, as an independent parser reads it."""
    tags = _Tags()
    tags.feed(html)
    assert "<" not in tags.rawdata  # the parser got to the end
    return tags.opened, tags.closed
