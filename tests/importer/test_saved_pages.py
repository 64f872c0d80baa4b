"""Saved HTML pages become stories: facts, text, and what is not of the story."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from newsgen.importer.conversion import Conversion
from newsgen.importer.models import Post, ReadingOptions, Site, Source
from newsgen.importer.readers import html
from newsgen.models import Image

ADDRESS = "https://coast.test/2018/10/pier-lights/"
LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
 {"@type": "WebSite", "name": "Coast Link"},
 {"@type": ["NewsArticle"], "headline": "Pier lights return",
  "datePublished": "2018-10-06T09:00:00+05:00", "dateModified": "2018-10-07T09:00:00+05:00",
  "author": [{"@type": "Person", "name": "Sana Mirza"}], "articleSection": ["Coast"],
  "keywords": "Pier", "image": {"@type": "ImageObject", "url": "https://coast.test/img/pier.jpg"}}
]}</script>"""
HEAD = f"""<meta name="author" content="admin"><title>Pier lights return - Coast Link</title>
<meta property="og:site_name" content="Coast Link"><link rel="canonical" href="{ADDRESS}">"""
METAS = f"""{HEAD}<meta property="og:image" content="/img/pier-1200x630.jpg">
<meta property="article:published_time" content="2018-10-06T09:00:00+05:00">
<meta property="article:section" content="Coast"><meta property="article:tag" content="Pier">"""
SENTENCES = (
    "The lights of the pier are back after a year in which nobody repaired them, he said.",
    "They burn all night, as they did before the storm, said the master of the harbour.",
    "The work cost four million rupees, half of it for new poles.",
    "It rained when they were lit. Nobody left.",
)
TEXT = "\n".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
NAV = '<div id="top"><a href="/">Home</a> <a href="/sport/">Sport</a></div>'
END = "<div>Copyright 2018 Coast Link. All rights reserved.</div>"


class Read(NamedTuple):
    """A page as a story."""

    post: Post
    site: Site
    markdown: str
    left_out: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(self.markdown.rstrip("\n").split("\n\n"))


ReadPage = Callable[..., Read]


@pytest.fixture
def read(tmp_path: Path) -> ReadPage:
    def read_one(page: str | bytes, **options: str) -> Read:
        content = page if isinstance(page, bytes) else page.encode()
        (tmp_path / "page.html").write_bytes(content)
        return next(read_all(tmp_path, **options))

    return read_one


def read_all(root: Path, **options: str) -> Iterator[Read]:
    source = Source(kind="html", root=root, options=ReadingOptions(**options))  # type: ignore[arg-type]
    site = html.read_site(source)
    for post in html.read_posts(source, site):
        notes = (note.text for note in post.notes if note.effect == "left-out")
        markdown = html.convert(post, site, Conversion())
        yield Read(post, site, markdown, "\n".join(notes))


def test_a_page_with_json_ld_and_furniture(read: ReadPage):
    found = read(f"""<!doctype html><html lang="en-PK"><head>{HEAD}{LD}</head><body>
        <div class="cookie-bar"><p>We use cookies.</p></div>
        <nav><ul><li><a href="/">Home</a></li></ul></nav>
        <main><article><h1>Pier lights return</h1><p class="byline">By Sana Mirza</p>
        <figure><img src="/img/pier.jpg" alt="The pier">
          <figcaption>The pier on Friday. Photo: O. Ali</figcaption></figure>
        <div class="entry-content">
        <p><strong>GWADAR:</strong> The lights are back – at last.</p>
        <p>They burn <em>all night</em>, <a href="/2017/01/old/">as before</a>.</p>
        <div class="ad"><p>Advertisement</p></div>
        <h2>Cost</h2><ul><li>Lamps: 4</li><li>Poles: 2</li></ul>
        <table><tr><th>Year</th><th>Sum</th></tr><tr><td>2018</td><td>9</td></tr></table>
        <blockquote><p>We waited.</p></blockquote><p>It rained.<br>Nobody left.</p></div>
        <div class="related"><h3>Related</h3><ul><li><a href="/x/">Other</a></li></ul></div>
        <section id="comments"><h3>Leave a Reply</h3><p>Nice.</p></section></article></main>
        <footer><p>Copyright 2018 Coast Link</p></footer></body></html>""")
    post = found.post
    assert (post.title, post.lang, post.dateline) == ("Pier lights return", "en-PK", "GWADAR")
    assert (post.date, post.updated) == ("2018-10-06T09:00:00+05:00", "2018-10-07T09:00:00+05:00")
    assert (post.authors, post.tags, post.section) == (("Sana Mirza",), ("Pier",), "coast")
    assert (post.address, post.slug) == (ADDRESS, "pier-lights")
    assert post.image == Image(
        src="https://coast.test/img/pier.jpg",
        alt="The pier",
        caption="The pier on Friday.",
        credit="O. Ali",
    )
    assert found.markdown == (
        "The lights are back – at last.\n\nThey burn *all night*,"
        " [as before](https://coast.test/2017/01/old/).\n\n## Cost\n\n- Lamps: 4\n- Poles: 2\n\n"
        "| Year | Sum |\n| --- | --- |\n| 2018 | 9 |\n\n> We waited.\n\n"
        "It rained.\\\nNobody left.\n"
    )
    for text in ("Home", "We use cookies.", "Advertisement", "Related", "Other", "Leave a Reply"):
        assert text in found.left_out
    assert "Nice." in found.left_out
    assert "Copyright" in found.left_out
    assert (found.site.title, found.site.base_url) == ("Coast Link", "https://coast.test/")
    assert (found.site.sections, found.site.languages) == ({"coast": "Coast"}, ("en-PK",))
    assert not post.drafts


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            f"<div><h1>Pier lights return</h1><div class=meta>Oct 6, 2018</div>{TEXT}"
            "<h3>Related</h3><ul><li><a href=/a>Who owns the sea?</a></li></ul>"
            "<h3>2 Comments</h3><p>Nice. I saw them from the bay and was glad.</p></div>",
            id="no article",
        ),
        pytest.param(
            "<div><div><div>Pier lights return</div><div>By Sana Mirza</div><div><div>"
            + "".join(f"<div>{sentence}</div>" for sentence in SENTENCES)
            + "</div></div><div><div>You may also like</div><div><a href=/a>Storm</a></div></div>",
            id="div soup",
        ),
        pytest.param(
            f"<table><tr><td>{NAV}</td><td><h2>Pier lights return</h2><font face=Arial>"
            + "<br><br>".join(SENTENCES)
            + "</font><br><br><a href=/print>Print</a></td></tr></table>",
            id="tables and line breaks",
        ),
        pytest.param(
            "<amp-sidebar><ul><li><a href=/>Home</a></li></ul></amp-sidebar><article>"
            "<h1>Pier lights return</h1><amp-img src='/img/pier.jpg' alt='The pier'></amp-img>"
            f"{TEXT}<amp-ad width=300></amp-ad></article>",
            id="AMP",
        ),
        pytest.param(
            "<article id=the-post><header class=entry-header-outer><nav id=breadcrumb>"
            "<a href=/>Home</a>/<a href=/coast/>Coast</a>/<span>Pier lights return</span></nav>"
            "<div class=entry-header><span class=post-cat-wrap><a class=post-cat>Coast</a></span>"
            "<h1 class='post-title entry-title'>Pier lights return</h1><div class=post-meta>"
            "<span>October 6, 2018</span> <span>2 minutes read</span></div></div></header>"
            "<div class=share-buttons><a href=#>Facebook</a></div><div class='entry-content entry'>"
            f"{TEXT}<div class=stream-item>Advertisement</div><div class=post-bottom-tags>Tags"
            "<a rel=tag href=/tag/pier>Pier</a></div></div></article><div id=related-posts>"
            "<h3>Related Articles</h3><h3 class=post-title><a href=/a>Storm</a></h3></div>"
            "<div id=comments><h3>Leave a Reply</h3><form><p>Your email address will not be"
            " published. Required fields are marked *</p></form></div><a>Back to top button</a>",
            id="theme of a magazine",
        ),
        pytest.param(
            "<main><h1>Pier lights return</h1><section>"
            + "<div class=code-block>ADVERTISEMENT</div><p><strong>Also read: <a href=/x>Storm</a>"
            "</strong></p>".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
            + "<p>Follow us on <a href=/>Twitter</a></p></section><aside><h4>Most read</h4>"
            "<p>A long teaser of another story that stands beside this one, with many words.</p>"
            "</aside></main>",
            id="advertisements between paragraphs",
        ),
        pytest.param(
            "<div><h1>Pier lights return<div class=story><p>" + "<p>".join(SENTENCES) + "</span>",
            id="broken",
        ),
        pytest.param(
            "<article><h1>Pier lights return</h1>"
            f"<div><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p></div><div>Advertisement</div>"
            f"<div><p>{SENTENCES[2]}</p><p>{SENTENCES[3]}</p></div></article>",
            id="two parts",
        ),
    ],
)
def test_pages_of_other_shapes_have_the_same_story(read: ReadPage, body: str):
    found = read(f"<html><head>{METAS}</head><body>{NAV}{body}{END}</body></html>")
    assert found.paragraphs == SENTENCES
    assert (found.post.title, found.post.section) == ("Pier lights return", "coast")
    assert found.post.date == "2018-10-06T09:00:00+05:00"
    assert "Copyright" in found.left_out
    assert "Home" in found.left_out
    assert found.post.image
    assert found.post.image.src.startswith("https://coast.test/img/pier")


def test_what_the_extraction_misses_in_the_same_element_is_taken(read: ReadPage):
    body = (
        f"<p>{SENTENCES[0]}</p><p>“Yes.”</p><p>{SENTENCES[1]}</p>"
        '<figure><img src="b.jpg" alt="A lamp"></figure>'
        f"<p>{SENTENCES[2]}</p><p class=note>{SENTENCES[3]}</p><p>O. A.</p>"
    )
    found = read(f"<html><head>{METAS}</head><body><h1>Pier lights return</h1>{body}</body></html>")
    picture = f"![A lamp]({ADDRESS}b.jpg)"
    assert found.paragraphs == (
        *(SENTENCES[0], "“Yes.”", SENTENCES[1], picture, SENTENCES[2], SENTENCES[3], "O. A."),
    )


def test_standfirst_and_dateline_are_not_in_the_text(read: ReadPage):
    found = read(
        f"<html><head>{METAS}</head><body><article><h1>Pier lights return</h1>"
        "<p class=standfirst>Fishermen had waited for a year</p><p><b>GWADAR</b> (<i>APP</i>):"
        f" The <a href=/l>lights</a> are back.</p>{TEXT}</article></body></html>"
    )
    assert found.post.standfirst == "Fishermen had waited for a year"
    assert found.post.dateline == "GWADAR (APP)"
    assert found.paragraphs == ("The [lights](https://coast.test/l) are back.", *SENTENCES)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_box_between_paragraphs_is_not_the_end(read: ReadPage, number: int):
    box = "<h3>Related</h3><ul><li><a href=/a>Storm breaks poles</a></li></ul>"
    text = TEXT.replace(f"<p>{SENTENCES[number]}", f"{box}<p>{SENTENCES[number]}")
    found = read(f"<html><head>{METAS}</head><body><h1>Pier lights return</h1>{text}</body></html>")
    assert found.paragraphs == SENTENCES
    assert "Storm breaks poles" in found.left_out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "windows-1251"])
def test_pages_in_other_encodings(read: ReadPage, encoding: str):
    last = "Маяк" if encoding == "windows-1251" else "“It’s a café,” he said."
    named = encoding.replace("cp1252", "iso-8859-1")
    charset = f"<meta charset={named}>" if encoding not in {"utf-16", "utf-8-sig"} else ""
    page = f"<html><head>{charset}{METAS}</head><body><h1>A</h1>{TEXT}<p>{last}</p></body></html>"
    assert read(page.encode(encoding)).paragraphs == (*SENTENCES, last)


def test_a_page_from_right_to_left(read: ReadPage):
    found = read(
        "<html dir=rtl lang=ur><head><title>روشنیاں لوٹ آئیں</title></head><body>"
        "<nav><a href=/>صفحہ اول</a></nav><article><h1>روشنیاں لوٹ آئیں</h1>"
        "<div class=date>6 اکتوبر 2018</div>"
        "<p>گوادر : بندرگاہ کی روشنیاں ایک سال بعد لوٹ آئی ہیں اور ماہی گیر خوش ہیں۔</p>"
        "<p>یہ روشنیاں ساری رات جلتی ہیں، بندرگاہ کے افسر نے جمعے کو بتایا۔</p>"
        "<h3>متعلقہ خبریں</h3><ul><li><a>طوفان</a></li></ul><h3>تبصرہ کریں</h3></article>"
    )
    assert (found.post.dateline, found.post.lang) == ("گوادر", "ur")
    assert found.post.date == "2018-10-06"
    assert len(found.paragraphs) == 2


def test_facts_of_a_page_that_has_only_what_readers_see(read: ReadPage):
    found = read(
        "<html><head><title>Pier lights return – Coast Link</title></head><body>"
        f"{NAV}<h1>Pier lights return</h1><p>By HUMA SHAH and TARIQ AZIZ</p>"
        f"<p>Updated : October 7, 2018, 01:08 PM</p>{TEXT}{END}</body></html>"
    )
    assert found.post.authors == ("Huma Shah", "Tariq Aziz")
    assert found.post.date == "2018-10-07 13:08"
    assert found.post.lang == "en"
    assert found.paragraphs == SENTENCES


def test_facts_in_microdata(read: ReadPage):
    found = read(
        "<html><body><div itemscope itemtype='https://schema.org/NewsArticle'>"
        "<h1 itemprop=headline>Pier lights return</h1><span itemprop=author>Sana Mirza</span>"
        "<meta itemprop=datePublished content='2018-10-06T09:00:00+05:00'>"
        f"<div itemprop=articleBody>{TEXT}</div></div></body></html>"
    )
    assert (found.post.title, found.post.authors) == ("Pier lights return", ("Sana Mirza",))
    assert found.post.date == "2018-10-06T09:00:00+05:00"


def test_json_ld_with_references_lists_and_mistakes(read: ReadPage):
    script = """[{"@type": "BreadcrumbList", "itemListElement": [
        {"position": 3, "name": "Pier lights return"}, {"position": 1, "name": "Home"},
        {"position": 2, "item": {"@id": "https://coast.test/coast/", "name": "Coast"}}]},
        {"@graph": [{"@type": "Article", "headline": "Pier lights &amp; poles return",
        "author": {"@id": "#sana"}, "datePublished": "2018-10-06", "isAccessibleForFree": false,
        "image": ["https://coast.test/img/pier.jpg"], "keywords": ["Pier", "Light"],},
        {"@type": "Person", "@id": "#sana", "name": "Sana Mirza"}]}]"""
    found = read(
        f"<html><head><link rel=canonical href='{ADDRESS}'>"
        f"<script type='application/ld+json'>{script}</script>"
        "<script type='application/ld+json'>{not json}</script></head>"
        f"<body><h1>Pier lights &amp; poles return</h1>{TEXT}</body></html>"
    )
    assert found.post.title == "Pier lights & poles return"
    assert (found.post.authors, found.post.section) == (("Sana Mirza",), "coast")
    assert found.post.tags == ("Pier", "Light")
    assert found.post.image == Image(src="https://coast.test/img/pier.jpg")
    assert found.post.drafts == ("only for subscribers",)


def test_links_to_saved_files_stay_and_others_become_whole(read: ReadPage, tmp_path: Path):
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "b.jpg").write_bytes(b"picture")
    found = read(
        f"<html><head>{HEAD}</head><body><h1>Pier lights return</h1>{TEXT}"
        '<p>See <a href="../old/">old</a>, <a href="#cost">cost</a>.</p>'
        '<p><img src="page_files/b.jpg" alt="A lamp"></p></body></html>'
    )
    assert "[old](https://coast.test/2018/10/old/)" in found.markdown
    assert "![A lamp](page_files/b.jpg)" in found.markdown


def test_a_page_without_text_or_date_is_a_draft(read: ReadPage):
    found = read("<html><head><title>Nothing</title></head><body><script>x</script></body></html>")
    assert found.post.drafts == ("no text", "no date")
    assert "the date is missing (--date)" in found.post.notes[-1].text
    assert not found.markdown
    assert read("").post.drafts == ("no headline", "no text", "no date")
    assert read(f"<h1>Pier lights return</h1>{TEXT}", date="2018-10-06").post.date == "2018-10-06"


def test_a_folder_of_pages(tmp_path: Path):
    for name in ("b", "a"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "index.html").write_text(f"<h1>Pier lights return {name}</h1>{TEXT}")
    assert "2 HTML pages" in html.recognises(tmp_path)
    found = list(read_all(tmp_path))
    assert [each.post.key for each in found] == ["a/index.html", "b/index.html"]
    (tmp_path / "a.md").write_text("# A")
    assert not html.recognises(tmp_path)


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param("<div>" * 30_000, marks=pytest.mark.slow),
        pytest.param("<b>" * 30_000, marks=pytest.mark.slow),
        pytest.param("<p>a<table><tr><td>" * 3_000, marks=pytest.mark.slow),
        "<script type='application/ld+json'>" + "[" * 100_000 + "</script>",
        "<a href='javascript:alert(1)'>x</a><svg onload=alert(1)><![CDATA[<p>]]></svg>",
        pytest.param("<p>" + "x " * 200_000, marks=pytest.mark.slow),
        "<!--" * 10_000 + "<![" * 10_000,
    ],
)
def test_a_hostile_page_is_read_all_the_same(read: ReadPage, hostile: str):
    found = read(f"<html><head>{METAS}</head><body><h1>A</h1>{TEXT}{hostile}</body></html>")
    assert found.post.title
    assert "javascript:" not in found.markdown
