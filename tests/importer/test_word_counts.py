"""Words are counted as readers see them, by parsers that convert nothing."""

import pytest

from newsgen.importer.words import lost_words, markdown_words, source_words


@pytest.mark.parametrize(
    ("body", "markup", "words"),
    [
        ("<p>a<b>b</b> &amp;c<script>q</script><!-- d --></p>", "html", ["ab", "c"]),
        ('<img src="x.jpg" alt="A gate">', "html", ["a", "gate"]),
        ("m<sup>2</sup> ﬁne don’t", "html", ["m2", "fine", "don't"]),
        ('t<sup><a href="#n">[1]</a></sup>', "html", ["t"]),
        ('[caption id="1" align="x"]words[/caption]', "html", ["words"]),
        ("a {% include x %} {{ y }} **b** ![c](d.jpg)", "markdown", ["a", "b", "c"]),
        ("x[^1]\n\n[^1]: note", "markdown", ["x", "note"]),
        ("See [ports] and [tides].\n\n[ports]: /p/\n[tides]: /t/", "markdown", ["see", "and"]),
        ('See [A b].\n\n[A b]: {{< ref "x" >}}\n[c]: /t/', "markdown", ["see", "a", "b"]),
        ("<Chart\n  data={[1, {a: 2}, w.x]}\n  mode='m'\n/>\n\nb", "markdown", ["b"]),
        ("``code`` and *b*\n\n.. note:: c", "rst", ["code", "and", "b", "c"]),
        ("漢字", "text", ["漢", "字"]),
    ],
)
def test_words_of_a_source(body, markup, words):
    assert sorted(source_words(body, markup).elements()) == sorted(words)


def test_words_of_newsgens_markdown_include_captions_and_titles_of_blocks():
    markdown = (
        '::: gallery At sea\n![A boat](a.jpg "By night | AP")\n:::\n\n::: video f.mp4\nIt\n:::'
    )
    expected = ["a", "ap", "at", "boat", "by", "it", "night", "sea"]
    assert sorted(markdown_words(markdown).elements()) == expected


def test_words_left_out_on_purpose_are_not_lost():
    before, after = source_words("one two three", "text"), markdown_words("one")
    assert lost_words(before, after, []) == 2
    assert lost_words(before, after, ["Three!"]) == 1


def test_typographic_signs_are_no_loss():
    before = source_words('<p>"It\'s" -- 5<sup>th</sup>&hellip;</p>', "html")
    assert lost_words(before, markdown_words("“It’s” – 5th…"), []) == 0
