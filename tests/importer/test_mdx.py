"""MDX: what is JavaScript, what is an element, and what becomes of each."""
# ruff: noqa: E501 - components in one line

from collections.abc import Mapping

import pytest

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.conversion import Action, Conversion
from newsgen.importer.readers.astro.mdx import convert_mdx
from newsgen.importer.readers.astro.mdx_components import RAW, become
from newsgen.importer.readers.astro.mdx_tags import find_tags
from newsgen.importer.readers.paired import Dialect, replace_tags
from support.effort import little_time

CASE = """\
import Tabs from '@components/Tabs.astro';
export const year = 2024;

<Tabs npm="npm install launch" yarn="yarn add launch" />

:::tip[Did you know]
Text &amp; more.
:::

<Aside type="note">An *aside*.</Aside>

{/* not shown */}
Since {year}, 1 < 2 and `<Tabs />` is code.

```jsx
import Tabs from 'x';
<Tabs />
```
"""


def convert(body: str, rules: Mapping[str, Action] = {}) -> tuple[str, list[str], list[str]]:
    conversion = Conversion(rules=rules)
    markdown = convert_mdx(body, conversion, {"frontmatter.title": "The title"}, first_line=8)
    return markdown, [note.text for note in conversion.notes], conversion.left_out


def test_the_case():
    body, told, left_out = convert(CASE)
    for part in (
        "npm install launch",
        "yarn add launch",
        "::: note Did you know",
        "An *aside*.",
        "`<Tabs />` is code",
        "Since {year}, 1 < 2",
        "```jsx\nimport Tabs from 'x';\n<Tabs />\n```",
    ):
        assert part in body
    for part in ("export const", "not shown", "@components", "<Aside"):
        assert part not in body
    assert "component Tabs: not known, its attributes kept as code" in told
    assert "component Aside: mapped to note" in told
    assert "{year}: not known, kept as written" in told
    assert any("not shown" in text for text in left_out)


def test_what_is_a_tag():
    text = "<A b={`x`} c={{a: 1}} {...p} client:load d='y &amp; z' e>t</A><></><Foo.Bar/>"
    opened, closed, *rest = find_tags(text)
    assert opened.named == {"b": "x", "c": "{{a: 1}}", "client:load": "", "d": "y & z", "e": ""}
    assert (opened.kind, closed.kind, closed.name) == ("open", "close", "A")
    assert [(tag.kind, tag.name) for tag in rest] == [
        ("open", "Fragment"),
        ("close", "Fragment"),
        ("single", "Foo.Bar"),
    ]


@pytest.mark.parametrize(
    "text",
    ["a < b", "1 <2", "<https://x.test>", "`<A/>`", "~~~\n<A/>\n{b}\n~~~", r"\<b>", "{ open", "<A b=", "## H {#id}"],
)  # fmt: skip
def test_what_is_none(text):
    assert list(find_tags(text)) == []


def test_imports_and_exports_are_left_out_and_prose_stays():
    body = "export const a = {\n  b: 1,\n\n  c: 2\n}\n\nText\n\nimport x from 'y'\nimport {\n  z\n} from \"q\"\n\nimport duties rose.\n\nexport grew.\n"
    markdown, told, left_out = convert(body)
    assert markdown == "Text\n\nimport duties rose.\n\nexport grew.\n"
    assert told == ["import and export: left out"] * 2
    assert "c: 2" in left_out[0]


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("A {' '}b {'text'} {`x`}", "A  b text x"),
        ("{frontmatter.title}", "The title"),
        ("{1 + 1} {a.b}", "`{1 + 1}` {a.b}"),
        ("<>\n  Text\n</>", "Text"),
        ('<div className="x">\n  **b**\n\n  c\n</div>', "**b**\n\nc"),
        ('<img src="/a.png" alt="A" className="x" style={{width: 3}} />', "![A](/a.png)"),
        ('<Image src="/a.png" alt="A" caption="C" />', '![A](/a.png "C")'),
        ("import hero from './a.png'\n\n<Image src={hero} alt='A' width={200} />", "![A](./a.png)"),
        ("<Image src={require('./a.png').default} alt=\"A\" />", "![A](./a.png)"),
        ('<YouTube id="abcdefghijk" />', "::: video https://www.youtube.com/watch?v=abcdefghijk\n:::"),
        ('<LiteYouTube videoId="abcdefghijk" title="T" />', "::: video https://www.youtube.com/watch?v=abcdefghijk\nT\n:::"),
        ('<Tweet id="123456789" />', "::: embed https://x.com/i/status/123456789\n:::"),
        ("<Aside>Short</Aside>", "::: note\n\nShort\n\n:::"),
        ('<Callout type="warning" title="T">\n  In *it*\n</Callout>', "::: note T\n\nIn *it*\n\n:::"),
        ("<Steps>\n\n1. Do\n\n2. Then\n\n</Steps>", "1. Do\n\n2. Then"),
        ('<Tabs>\n  <TabItem label="npm">\n    ```sh\n    npm i\n    ```\n  </TabItem>\n</Tabs>', "**npm**\n\n```sh\nnpm i\n```"),
        ("<CardGrid>\n\t<Card title=\"T\">\n\t\tIn\n\t</Card>\n</CardGrid>", "**T**\n\nIn"),
        ('<LinkCard title="L" href="/l/" description="D" />', "[L](/l/)\n\nD"),
        ("<Code code={`a = 1;\nb = 2;`} lang=\"js\" />", "```js\na = 1;\nb = 2;\n```"),
        ("<details>\n<summary>More</summary>\n\nIn\n\n</details>", "::: box More\n\nIn\n\n:::"),
        ('<Accordion title="Q?">A.</Accordion>', "::: box Q?\n\nA.\n\n:::"),
        ('Go <Link to="/a/">*here*</Link>', "Go [*here*](/a/)"),
        ("<figure>\n  <img src=\"/a.png\" alt=\"A\" />\n  <figcaption>Cap</figcaption>\n</figure>", '![A](/a.png "Cap")'),
        ("<style>{`\n.a { color: red }\n`}</style>\n\nText", "Text"),
        ("- one\n\n  <Aside>\n  In\n  </Aside>\n\n- two", "- one\n\n  ::: note\n\n  In\n\n  :::\n\n- two"),
        ("| a |\n|---|\n| <Badge text=\"x\"/> |", "| a |\n|---|\n| x |"),
        ("<Foo>*w*</Foo> and <Bar x=\"y\" />", "*w* and"),
    ],
)  # fmt: skip
def test_what_becomes_of_mdx(body, markdown):
    assert convert(body)[0].rstrip() == markdown


def test_import_yaml_decides_first():
    body = "<Weather city='Gwadar'>*sunny*</Weather>\n\n<Tabs npm='a b' />\n"
    assert convert(body, {"Weather": "box", "Tabs": "drop"})[0] == "::: box\n\n*sunny*\n\n:::\n"
    assert convert(body, {"Weather": "drop", "Tabs": "drop"})[2] == ["*sunny*"]


def test_lines_of_notes_are_those_of_the_file():
    conversion = Conversion()
    convert_mdx("Text\n\n<Foo/>\n", conversion, first_line=8)
    assert [note.line for note in conversion.notes] == [10]


@pytest.mark.parametrize(
    "text",
    [
        "<Aside>\n" * 10_000 + "x\n" + "</Aside>\n" * 10_000,
        "<A>" * 10_000 + "x" + "</A>" * 10_000,
        "<Aside>\n" * 20_000,
        "</A>" * 20_000,
        "<a b='" * 20_000,
        "<A b={" * 20_000,
        "{" * 50_000,
        "{`" * 20_000,
        "{/*" * 20_000,
        "{`" + "\\`" * 20_000,
        "import {\n\n" * 10_000,
        "export const a = {\n\n" * 10_000,
        "```\n" * 20_001,
        "a`b``c```" * 5_000,
        "<details><summary>" * 5_000,
    ],
    ids=lambda text: text[:12].replace("\n", " "),
)  # fmt: skip
def test_hostile_texts_take_no_time(text):
    with little_time(5):
        conversion = Conversion()
        dialect = Dialect(lambda call: become(call, conversion), [], RAW, indented="<")
        atoms = Atoms()
        atoms.restore(replace_tags(text, list(find_tags(text)), atoms, dialect))
