"""Shortcodes of Hugo: what is one, where it ends, and what becomes of it."""
# ruff: noqa: E501 - front matter and shortcodes in one line

from collections.abc import Mapping
from pathlib import Path

import pytest

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.bodies.shortcodes import show
from newsgen.importer.conversion import Action, Conversion
from newsgen.importer.models import Post, Site
from newsgen.importer.readers.hugo.bodies import convert_body
from newsgen.importer.readers.hugo.pages import list_pages
from newsgen.importer.readers.hugo.settings import read_settings
from newsgen.importer.readers.hugo.shortcodes import KNOWN, RAW
from newsgen.importer.readers.hugo.tags import find_tags
from newsgen.importer.readers.paired import Dialect, replace_tags
from support.effort import little_time

SITE = Site(base_url="https://port.test/", values={"site.params.version": "4.2"})


@pytest.fixture
def convert(tmp_path: Path):
    for path in ("news/a.md", "news/tower.md", "sport/final/index.md", "sport/a b.md"):
        (tmp_path / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / path).write_text("---\ntitle: T\n---\nText.\n")
    pages = list_pages(tmp_path, read_settings(tmp_path))

    def convert_text(
        body: str, rules: Mapping[str, Action] = {}, markup: str = "markdown"
    ) -> tuple[str, Conversion]:
        post = Post(
            key="a", origin="a", file="content/news/a.md", body=body, markup=markup, lang="en"
        )
        conversion = Conversion(rules=rules)
        return convert_body(post, SITE, pages, conversion), conversion

    return convert_text


def kinds(text: str) -> list[tuple[str, str]]:
    return [(tag.kind, tag.name or tag.text) for tag in find_tags(text)]


def test_what_is_a_tag():
    (tag,) = find_tags('{{< figure src="a b.jpg" link=https://x.test/y alt=`x "y"` 3 "q\\"r" >}}')
    assert tag.name == "figure"
    assert tag.named == {"src": "a b.jpg", "link": "https://x.test/y", "alt": 'x "y"'}
    assert tag.arguments == ("3", 'q"r')
    assert kinds("{{% note %}}x{{% /note %}}{{<br/>}}{{< / b >}}") == [
        ("open", "note"),
        ("close", "note"),
        ("single", "br"),
        ("close", "b"),
    ]
    assert kinds("{{</* a x */>}} {{%/* b */%}}") == [
        ("text", "{{< a x >}}"),
        ("text", "{{% b %}}"),
    ]
    assert kinds('{{< a\n  b="1"\n  c="> >}}"\n>}}') == [("open", "a")]


@pytest.mark.parametrize(
    "text", ["{{ .Title }}", '{{< a " >}}', "{{< a", "{{< >}}", "{{<", "{{</*"]
)
def test_what_does_not_close_is_text(text, convert):
    assert kinds(text) == []
    assert text in convert(text)[0]


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ('{{< figure src="a.jpg" caption="Only" >}}', '![Only](a.jpg "Only")'),
        ('{{< figure src="a.jpg" alt="A" title="T" caption="C" attr="Ann" >}}', '![A](a.jpg "T: C | Ann")'),
        ("{{< youtube abcdefghijk >}}", "::: video https://www.youtube.com/watch?v=abcdefghijk\n:::"),
        ("{{< vimeo 146022717 >}}", "::: video https://vimeo.com/146022717\n:::"),
        ('{{< x user="ann" id="1234567890" >}}', "::: embed https://x.com/ann/status/1234567890\n:::"),
        ("{{< highlight go >}}\na := `b`\n{{< /highlight >}}", "```go\na := `b`\n```"),
        ('{{< details summary="More" >}}\nWords\n{{< /details >}}', "::: box More\n\nWords\n\n:::"),
        ('{{% notice tip "Care" %}}Hot{{% /notice %}}', "::: note Care\n\nHot\n\n:::"),
        ("{{< alert >}}\nHot\n{{< /alert >}}", "::: note\n\nHot\n\n:::"),
        ('{{< button href="/x/" >}}Go *now*{{< /button >}}', "[Go *now*](/x/)"),
        ('{{< quote author="Ann" >}}\nOne\n\nTwo\n{{< /quote >}}', "> One\n>\n> Two\n>\n> — Ann"),
        ("a {{< hl >}}*b*{{< /hl >}} c", "a *b* c"),
        ("a {{</* b */>}} c", "a {{< b >}} c"),
        ("v {{< param version >}} and `{{< param version >}}`", "v 4.2 and `4.2`"),
        ("`{{< youtube x >}}`", "`{{< youtube x >}}`"),
        ("{{< note >}}\n\n{{< /note >}}Text", "Text"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_shortcode(convert, body, markdown):
    assert convert(body)[0] == f"{markdown}\n"


def test_tabs_keep_their_names_and_code(convert):
    body = (
        '{{< tabs >}}\n    {{< tab name="npm" >}}\n    ```sh\n    npm i\n    ```\n    {{< /tab >}}\n'
        '    {{< tab "yarn" >}}yarn *add*{{< /tab >}}\n{{< /tabs >}}\n'
    )
    assert convert(body)[0] == "**npm**\n\n```sh\nnpm i\n```\n\n**yarn**\n\nyarn *add*\n"


def test_blocks_stay_in_lists_and_quotes(convert):
    body = "- one\n- {{% note %}}\n  In\n  {{% /note %}}\n- two\n\n> {{% tip %}}\n> Q\n> {{% /tip %}}\n"
    markdown = convert(body)[0]
    assert "- ::: note\n\n  In\n\n  :::\n\n- two" in markdown
    assert "> ::: note\n>\n> Q\n>\n> :::" in markdown


def test_a_table_keeps_its_rows(convert):
    rows = "| a | b |\n|---|---|\n| {{< youtube abcdefghijk >}} | {{< note >}}x{{< /note >}} |\n"
    assert convert(rows)[0].splitlines()[2] == (
        "| <https://www.youtube.com/watch?v=abcdefghijk> | x |"
    )


def test_an_outer_block_has_more_colons(convert):
    body = "{{% note %}}\n{{% tip %}}\n{{< youtube abcdefghijk >}}\n{{% /tip %}}\n{{% /note %}}\n"
    opened = [line for line in convert(body)[0].splitlines() if line.startswith(":::")]
    assert [len(line.split(" ")[0]) for line in opened] == [5, 4, 3, 3, 4, 5]


@pytest.mark.parametrize(
    ("written", "destination"),
    [
        ("tower.md", "/@/content/news/tower.md"),
        ("tower", "/@/content/news/tower.md"),
        ("./tower.md#bells", "/@/content/news/tower.md#bells"),
        ("/sport/final", "/@/content/sport/final/index.md"),
        ("final/index.md", "/@/content/sport/final/index.md"),
        ("../sport/a b.md", "/@/content/sport/a%20b.md"),
        ("/guides/x.md", "https://port.test/guides/x/"),
        ("../guides/_index.md", "https://port.test/guides/"),
    ],
)
def test_where_a_reference_leads(convert, written, destination):
    for name in ("ref", "relref"):
        assert f"[t]({destination})" in convert(f'[t]({{{{< {name} "{written}" >}}}})')[0]
    assert f"({destination})" in convert(f'See {{{{< ref path="{written}" >}}}}.')[0]


def test_unknown_ones_keep_their_words_and_are_counted(convert):
    markdown, conversion = convert('{{< weather city="Gwadar" >}}**sunny**{{< /weather >}}')
    assert markdown == "**sunny**\n"
    (note,) = conversion.notes
    assert (note.text, note.line, note.name) == (
        "shortcode weather: not known, its words kept", 1, "shortcode weather",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("drop", ""),
        ("text", "*sunny*\n"),
        ("box", "::: box\n\n*sunny*\n\n:::\n"),
        ("template", "::: weather Gwadar\n\n*sunny*\n\n:::\n"),
    ],
)
def test_import_yaml_decides_first(convert, action, expected):
    body = '{{< weather city="Gwadar" >}}*sunny*{{< /weather >}}'
    markdown, conversion = convert(body, {"weather": action})
    assert markdown == expected
    assert conversion.left_out == (["*sunny*"] if action == "drop" else [])


def test_comments_and_tags_without_partner(convert):
    markdown, conversion = convert("a{{< comment >}}b {{< x >}}{{< /comment >}}c {{< /note >}}d")
    assert markdown == "ac d\n"
    assert conversion.left_out == ["b {{< x >}}"]


def test_words_that_a_value_is_a_part_of_are_not_lost(convert):
    markdown, conversion = convert("See v{{< param version >}}beta now.")
    assert markdown == "See v4.2beta now.\n"
    assert conversion.left_out == ["v", "beta"]


def test_shortcodes_in_html(convert):
    body = "<p>Words</p>\n{{< youtube abcdefghijk >}}\n<p>More</p>"
    assert convert(body, markup="html")[0] == (
        "Words\n\n::: video https://www.youtube.com/watch?v=abcdefghijk\n:::\n\nMore\n"
    )
    link = '<a href="{{< ref "tower.md" >}}">the tower</a>'
    assert convert(f"See {link}.")[0] == "See [the tower](/@/content/news/tower.md).\n"


def test_pictures_of_a_gallery(convert):
    body = '{{< gallery >}}\n  <img src="a.jpg" alt="A">\n  {{< figure src="b.jpg" alt="B" >}}\n{{< /gallery >}}\n'
    assert convert(body)[0] == "::: gallery\n\n![A](a.jpg)\n\n![B](b.jpg)\n\n:::\n"


def test_no_destination_of_a_script(convert):
    body = '{{< link "javascript:x" "words" >}} {{< button href="javascript:x" >}}b{{< /button >}}'
    assert "javascript" not in convert(body)[0]


@pytest.mark.parametrize(
    "text",
    [
        "{{% note %}}\n" * 10_000 + "x\n" + "{{% /note %}}\n" * 10_000,
        "{{% a %}}" * 10_000 + "x" + "{{% /a %}}" * 10_000,
        "{{< note >}}\nx\n" * 10_000,
        '{{< x "' * 20_000,
        "{{< x `" * 20_000,
        "{{</* " * 20_000,
        "{{< /x >}}" * 20_000,
        "{{< highlight >}}" * 10_000,
        "{{< x >}}{{< y >}}" * 5_000 + "{{< /x >}}" * 5_000,
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_hostile_texts_take_no_time(text):
    with little_time(5):
        atoms, conversion = Atoms(), Conversion()
        dialect = Dialect(lambda call: show(call, conversion, KNOWN), [], RAW, indented="{{<")
        atoms.restore(replace_tags(text, list(find_tags(text)), atoms, dialect))
