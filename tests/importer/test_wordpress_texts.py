"""The texts of WordPress: its two editors, its shortcodes, and those of plugins."""

import pytest

from newsgen.importer.conversion import Action, Conversion
from newsgen.importer.models import Attachment, Post, Site
from newsgen.importer.readers import wordpress
from newsgen.importer.words import lost_words, markdown_words, source_words
from support.effort import little_time

UPLOADS = "https://wp.test/wp-content/uploads"
LIBRARY = {
    "9": Attachment(id="9", url=f"{UPLOADS}/boat.jpg", alt="A boat"),
    "10": Attachment(id="10", url=f"{UPLOADS}/pier.jpg", caption="The pier."),
    "11": Attachment(id="11", url=f"{UPLOADS}/talk.mp3"),
}
SITE = Site(
    attachments=LIBRARY,
    extra={
        "parts": {"77": "<!-- wp:paragraph --><p>Used twice.</p><!-- /wp:paragraph -->"},
        "children": {"1": ["9", "10"]},
        "pictures": {"https://wp.test/boat/": "9"},
    },
)
FILM = "https://www.youtube.com/watch?v=ppppppppppp"


def convert(body: str, **rules: Action) -> tuple[str, list[str]]:
    """The Markdown and the notes; no word may be lost without a note."""
    conversion = Conversion(rules=rules)
    post = Post(key="wp-1", origin="a", id="wp-1", body=body, markup="html")
    markdown = wordpress.convert(post, SITE, conversion)
    words = source_words(body, "html"), markdown_words(markdown)
    assert lost_words(*words, conversion.left_out) == 0
    return markdown, [note.text for note in conversion.notes]


def markdown(body: str) -> str:
    return convert(body)[0]


def test_letters_in_a_shortcode_stay_in_their_word_and_columns_stand_apart():
    assert markdown("[dropcap]T[/dropcap]he tide.") == "The tide.\n"
    assert markdown("[su_highlight]Low[/su_highlight] tide.") == "Low tide.\n"
    columns = "[row][column]Left half.[/column][column]Right half.[/column][/row]"
    assert markdown(columns) == "Left half.\n\nRight half.\n"
    assert markdown("[one_half]A.[/one_half][one_half_last]B.[/one_half_last]") == "A.\n\nB.\n"


# --- the classic editor


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo.\n"),
        ("One\ntwo.\r\n\r\nThree.", "One\\\ntwo.\n\nThree.\n"),
        ("One.\n   \n\n\nTwo.", "One.\n\nTwo.\n"),
        ("One<br />\ntwo.<br><br>Three.", "One\\\ntwo.\n\nThree.\n"),
        ("<h2>Head</h2>\nText\n<hr>\nMore", "## Head\n\nText\n\n---\n\nMore\n"),
        ("<ul>\n\t<li>One</li>\n\t<li>Two</li>\n</ul>", "- One\n- Two\n"),
        ("<blockquote>One.\n\nTwo.</blockquote>", "> One.\n>\n> Two.\n"),
        ("<div>One.\n\nTwo.</div>", "One.\n\nTwo.\n"),
        ("<p>One\ntwo.</p>", "One\\\ntwo.\n"),
        ('A <a\nhref="https://x.test">link</a>.', "A [link](https://x.test).\n"),
        ("Intro.\n\n<!--more-->\n\nRest.", "Intro.\n\nRest.\n"),
        ("A<!-- not\n\nseen --> b.", "A b.\n"),
        ("A <!-- without an end", "A without an end\n"),
        ("<pre>keep\n\n  this  $5 [gallery]</pre>", "```\nkeep\n\n  this  $5 [gallery]\n```\n"),
        ("Use <code>[gallery]</code> here.", "Use `[gallery]` here.\n"),
        ("", ""),
        ("\n \n", ""),
    ],
)
def test_empty_lines_and_line_breaks(body: str, found: str):
    assert markdown(body) == found


def test_a_page_break_is_left_out_and_told():
    text, notes = convert("One.\n\n<!--nextpage-->\n\nTwo.")
    assert text == "One.\n\nTwo.\n"
    assert notes == ["page break: left out"]


def test_an_address_alone_in_its_line_is_what_is_there():
    text = markdown(f"Before\n{FILM}\nafter.\n\nhttps://social.test/p/1_a\n\nA {FILM} in words.")
    assert f"Before\n\n::: video {FILM}\n:::\n\nafter." in text
    assert "\n\n<https://social.test/p/1_a>\n\n" in text
    assert text.count(":::") == 2


# --- shortcodes of WordPress


def test_a_caption_belongs_to_its_picture():
    link, image = (
        f'<a href="{UPLOADS}/boat.jpg">',
        f'<img src="{UPLOADS}/boat-300x200.jpg?w=300" alt="A boat" />',
    )
    body = f"{link}{image}</a> The boat, <em>by night</em>."
    body = f'[caption id="attachment_9" align="aligncenter"]{body}[/caption]'
    assert markdown(body) == f'![A boat]({UPLOADS}/boat.jpg "The boat, by night.")\n'
    old = f'[caption align="alignright" caption="Old <b>style</b>"]{image}[/caption]'
    assert "::: figure right\n![A boat]" in markdown(old)
    assert '"Old style")' in markdown(old)


def test_a_gallery_has_the_pictures_it_names_or_those_of_the_story():
    pictures = f'![A boat]({UPLOADS}/boat.jpg)\n![]({UPLOADS}/pier.jpg "The pier.")'
    assert markdown('[gallery ids="9,10"]') == f"::: gallery\n{pictures}\n:::\n"
    assert markdown("Text.\n\n[gallery]") == f"Text.\n\n::: gallery\n{pictures}\n:::\n"
    assert "boat" not in markdown('[gallery exclude="9"]')
    text, notes = convert('[gallery ids="9,404"]')
    assert "boat.jpg" in text
    assert "gallery: 1 of its files are not in the export" in notes


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"[youtube {FILM}]", f"::: video {FILM}"),
        (f"[youtube={FILM}]", f"::: video {FILM}"),
        (f'[embed width="3"]{FILM}[/embed]', f"::: video {FILM}"),
        ("[vimeo 76979871]", "::: video https://vimeo.com/76979871"),
        (f'[video mp4="{UPLOADS}/a.mp4"][/video]', f"::: video {UPLOADS}/a.mp4"),
        (
            f'[video src="{UPLOADS}/a.mp4" poster="{UPLOADS}/a.jpg"]',
            f"{UPLOADS}/a.mp4 {UPLOADS}/a.jpg",
        ),
        (f'[audio mp3="{UPLOADS}/a.mp3"]', f"::: audio {UPLOADS}/a.mp3"),
        ('[playlist ids="11"]', f"::: audio {UPLOADS}/talk.mp3"),
        ('[code language="php"]<?php [gallery] ?>[/code]', "```php\n<?php [gallery] ?>\n```"),
        ("[sourcecode]a &lt; b\n\nc[/sourcecode]", "```\na < b\n\nc\n```"),
        ("Text[ref]A <em>note</em>.[/ref].", "Text[^1].\n\n[^1]: A *note*."),
    ],
)
def test_shortcodes_find_their_blocks(body: str, found: str):
    assert found in markdown(body)


def test_forms_and_lists_are_left_out_and_told():
    text, notes = convert(
        "One.\n\n[contact-form][contact-field label='Name' /][/contact-form]\n\nTwo."
    )
    assert text == "One.\n\nTwo.\n"
    assert notes == ["shortcode contact-field: left out", "shortcode contact-form: left out"]


def test_a_film_that_no_browser_plays_is_a_link():
    text, notes = convert(f'[video mov="{UPLOADS}/clip.mov"]')
    assert text == f"[clip.mov]({UPLOADS}/clip.mov)\n"
    assert notes == ["video clip.mov: no player, kept as a link"]


# --- what is a shortcode, and what are words


@pytest.mark.parametrize(
    "body",
    [
        "[brackets] are words",
        "a [video of the day]",
        "[contact us] or [search]",
        "[sic] [1] [...] []",
        "[[Page]]",
        'a <a href="https://x.test" title="[gallery]">link</a>',
        "a [/closing] alone",
    ],
)
def test_brackets_that_are_words(body: str):
    text, notes = convert(body)
    assert not notes
    assert text.replace("\\", "").count("[") >= body.count("[") - ("title=" in body)


def test_a_shortcode_in_double_brackets_is_shown():
    assert markdown('Write [[gallery ids="9"]].') == 'Write \\[gallery ids="9"\\].\n'


def test_an_unknown_shortcode_keeps_its_words_and_is_counted_with_its_line():
    conversion = Conversion()
    body = 'One.\n\nA [weather place="x"]fine *day*[/weather] [weather place="y"]b[/weather].'
    post = Post(key="a", origin="a", body=body, markup="html")
    assert wordpress.convert(post, SITE, conversion) == "One.\n\nA fine \\*day\\* b.\n"
    assert {(note.name, note.line) for note in conversion.notes} == {("shortcode weather", 3)}


def test_the_rules_of_an_editor_come_first():
    body = 'One.\n\n[pull side="left"]Words.[/pull]\n\nTwo.'
    assert convert(body, pull="drop")[0] == "One.\n\nTwo.\n"
    assert "::: box\nWords.\n:::" in convert(body, pull="box")[0]
    assert convert('[gallery ids="9"]', gallery="drop")[0] == ""


def test_shortcodes_around_paragraphs_and_across_elements():
    assert "::: box T\nOne.\n\nTwo.\n:::" in markdown('[box title="T"]One.\n\nTwo.[/box]')
    assert "::: box T\nOne.\n\nTwo.\n:::" in markdown(
        '<p>[box title="T"]One.</p>\n<p>Two.[/box]</p>'
    )
    assert markdown("[a]x [b]y[/b] z[/a]") == "x y z\n"
    assert markdown("[a]x [b]y[/a] z[/b]").split() == ["x", "\\[b\\]y", "z\\[/b\\]"]


def test_page_builders_leave_their_words():
    visual = (
        '[vc_row][vc_column width="1/2"][vc_column_text]\n\nOne.\n\nTwo.\n\n[/vc_column_text]'
        '[vc_single_image image="9"][vc_custom_heading text="A head"]'
        '[vc_btn title="Go" link="url:https%3A%2F%2Fx.test|title:x"][/vc_column][/vc_row]'
    )
    text, notes = convert(visual)
    assert (
        text
        == f"One.\n\nTwo.\n\n![A boat]({UPLOADS}/boat.jpg)\n\n## A head\n\n[Go](https://x.test)\n"
    )
    assert not notes
    divi = (
        "[et_pb_section][et_pb_row][et_pb_text]<p>One.</p>[/et_pb_text][/et_pb_row][/et_pb_section]"
    )
    assert convert(divi) == ("One.\n", [])


# --- the block editor


def block(name: str, html: str = "", attributes: str = "") -> str:
    return f"<!-- wp:{name} {attributes}-->{html}<!-- /wp:{name} -->"


PARAGRAPH = block("paragraph", "<p>Words.</p>")
IMAGE = (
    f'<figure class="wp-block-image"><img src="{UPLOADS}/boat.jpg" class="wp-image-9" alt=""/>'
    "</figure>"
)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (PARAGRAPH, "Words.\n"),
        (block("heading", "<h2>Head</h2>"), "## Head\n"),
        (block("image", IMAGE), f"![A boat]({UPLOADS}/boat.jpg)\n"),
        (block("list", f"<ul>{block('list-item', '<li>One</li>')}</ul>"), "- One\n"),
        (block("separator", "<hr/>") + PARAGRAPH, "Words.\n"),
        (block("spacer", '<div aria-hidden="true"></div>'), ""),
        (
            block("pullquote", '<figure class="wp-block-pullquote"><blockquote><p>So.</p>'
                  "<cite>A B</cite></blockquote></figure>"),
            "::: pullquote A B\nSo.\n:::\n",
        ),
        (
            block("gallery", f'<figure class="wp-block-gallery">{block("image", IMAGE)}'
                  f"{block('image', IMAGE)}</figure>"),
            f"::: gallery\n![A boat]({UPLOADS}/boat.jpg)\n![A boat]({UPLOADS}/boat.jpg)\n:::\n",
        ),
        (
            block("embed", '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">'
                  f"\n{FILM}\n</div><figcaption>Said.</figcaption></figure>"),
            f"::: video {FILM}\nSaid.\n:::\n",
        ),
        (
            block("verse", '<pre class="wp-block-verse">One <em>a</em>\ntwo</pre>'),
            "One *a*\\\ntwo\n",
        ),
        (block("code", "<pre><code>x [gallery]\n  y</code></pre>"), "```\nx [gallery]\n  y\n```\n"),
        (
            block("file", f'<div class="wp-block-file"><a href="{UPLOADS}/a.pdf">The paper</a>'
                  f'<a href="{UPLOADS}/a.pdf" class="wp-block-file__button">Download</a></div>'),
            f"[The paper]({UPLOADS}/a.pdf)\n",
        ),
        (block("buttons", '<div><a href="https://x.test/">Go</a></div>'), "[Go](https://x.test/)\n"),
        (block("details", f"<details><summary>More</summary>{PARAGRAPH}</details>"),
         "::: box More\nWords.\n:::\n"),
        (block("group", block("columns", f"<div>{PARAGRAPH}</div><div>{PARAGRAPH}</div>")),
         "Words.\n\nWords.\n"),
        (block("cover", '<div class="wp-block-cover"><p>On it.</p></div>',
               f'{{"url":"{UPLOADS}/pier.jpg"}} '),
         f"![]({UPLOADS}/pier.jpg)\n\nOn it.\n"),
        (block("shortcode", '\n[gallery ids="9"]\n'), f"![A boat]({UPLOADS}/boat.jpg)\n"),
        ('<!-- wp:block {"ref":77} /-->' + PARAGRAPH, "Used twice.\n\nWords.\n"),
        (block("more", "<!--more-->") + PARAGRAPH, "Words.\n"),
    ],
)  # fmt: skip
def test_blocks(body: str, found: str):
    assert markdown(body) == found


def test_footnotes_of_the_block_editor():
    body = block(
        "paragraph",
        '<p>Text<sup data-fn="aa" class="fn"><a href="#aa" id="aa-link">1</a></sup>.</p>',
    )
    body += block(
        "footnotes",
        '<ol class="wp-block-footnotes"><li id="aa">A note. <a href="#aa-link">↩</a></li></ol>',
    )
    assert markdown(body) == "Text[^1].\n\n[^1]: A note.\n"


def test_what_the_theme_makes_is_left_out_and_unknown_blocks_keep_their_words():
    body = (
        "<!-- wp:latest-posts /-->"
        + block("query", f"<div>{PARAGRAPH}</div>", '{"queryId":1} ')
        + block("acme/box", "<div>Kept.</div>")
        + '<!-- wp:block {"ref":404} /-->'
    )
    text, notes = convert(body)
    assert text == "Kept.\n"
    assert notes == [
        "block latest-posts: left out, the theme does that",
        "block query: left out, the theme does that",
        "block acme/box: not known, its words kept",
        "reusable block 404: not in the export",
    ]


def test_a_text_of_both_editors():
    freeform = block("freeform", "Free.\n\nForm.")
    body = f"Old one.\n\nOld two\nlines.\n{PARAGRAPH}\n{freeform}"
    assert markdown(body) == "Old one.\n\nOld two\\\nlines.\n\nWords.\n\nFree.\n\nForm.\n"


# --- pictures


def test_pictures_come_from_their_own_host_and_from_the_library():
    photon = UPLOADS.replace("https://", "https://i0.wp.com/")
    image = f'<p><img src="{photon}/x.jpg?resize=3%2C2&amp;ssl=1" alt="X"></p>'
    assert markdown(image) == f"![X]({UPLOADS}/x.jpg)\n"
    for page in ("https://wp.test/?attachment_id=9", "https://wp.test/boat/"):
        linked = f'<a href="{page}"><img src="{UPLOADS}/boat-300x200.jpg" alt="B" /></a>'
        assert markdown(linked) == f"![B]({UPLOADS}/boat.jpg)\n"


# --- hostile texts


@pytest.mark.parametrize(
    "body",
    [
        "[" * 20_000,
        "[a x=1]" * 3000,
        "[a]" * 3000 + "x" + "[/a]" * 3000,
        '[caption x="1"]' * 3000,
        "<!-- wp:a {" * 5000,
        "<!-- wp:group -->" * 3000,
        "<pre>x</pre>" * 1000,
        "[code]" * 8000,
        "https://x.test/a\n" * 1000,
        "\n\n" * 20_000,
        '[a x="' * 5000,
    ],
    ids=lambda body: body[:12],
)
def test_no_text_takes_long(body: str):
    with little_time(5):
        wordpress.convert(Post(key="a", origin="a", body=body, markup="html"), SITE, Conversion())


def test_a_text_cannot_name_the_elements_of_the_import():
    body = '<div data-newsgen-call="7">a</div><div data-newsgen-call="x">b</div>\ufdd60\ufdd7'
    assert markdown(body) == "a\n\nb\n\n0\n"


def test_a_reusable_block_that_contains_itself_ends():
    site = Site(extra={"parts": {"1": '<!-- wp:block {"ref":1} /-->Words.'}})
    post = Post(key="a", origin="a", body='<!-- wp:block {"ref":1} /-->', markup="html")
    assert wordpress.convert(post, site, Conversion()).startswith("Words.")
