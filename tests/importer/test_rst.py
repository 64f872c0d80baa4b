"""reStructuredText becomes Markdown of newsgen: every word stays, no file is read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importer.bodies.rst import read_rst, rst_to_markdown, shown_rst
from newsgen.importer.conversion import Conversion
from newsgen.importer.words import lost_words, markdown_words, source_words


def convert(text, conversion=None):
    return rst_to_markdown(text, conversion or Conversion())


def told(text):
    conversion = Conversion()
    convert(text, conversion)
    return [note.text for note in conversion.notes]


@pytest.mark.parametrize(
    ("rst", "markdown"),
    [
        ("The *full* dam is **high**.", "The *full* dam is **high**."),
        ("Type ``ls -l`` or ``a`b``.", "Type `ls -l` or ``a`b``."),
        ("re\\ *Structured*\\ Text", "re*Structured*Text"),
        ("H\\ :sub:`2`\\ O", "H<sub>2</sub>O"),
        ("Press :kbd:`Ctrl+C`.", "Press <kbd>Ctrl+C</kbd>."),
        ("The :title:`Valley News` says", "The *Valley News* says"),
        ("The :abbr:`WHO (World Health Organization)`", "The WHO (World Health Organization)"),
        ("See `the map`_.\n\n.. _the map: https://map.test/", "See [the map](https://map.test/)."),
        ("See `here <https://map.test/>`__.", "See [here](https://map.test/)."),
        ("See https://map.test/ now.", "See <https://map.test/> now."),
        ("It is |x|.\n\n.. |x| replace:: *more*", "It is *more*."),
        ("| one\n| two", "one\\\ntwo"),
        ("- a\n- b\n\n  - c", "- a\n- b\n  - c"),
        ("- a\n\n* b", "- a\n\n* b"),
        ("3. a\n#. b", "3. a\n4. b"),
        ("word\n  Its meaning.", "word\n:   Its meaning."),
        (":by: Huma", "by\n:   Huma"),
        ("Said:\n\n   Stay.\n\n   -- Huma", "Said:\n\n> Stay.\n>\n> — Huma"),
        (".. epigraph::\n\n   Stay.\n\n   -- Huma", "::: pullquote Huma\nStay.\n:::"),
        (".. note:: Stay away.", "::: note\nStay away.\n:::"),
        (".. warning::\n\n   Stay.", "::: note Warning\nStay.\n:::"),
        (".. sidebar:: Facts\n\n   One.", "::: box Facts\nOne.\n:::"),
        (".. code-block:: sh\n   :linenos:\n\n   ls", "```sh\nls\n```"),
        ("::\n\n   ``` x", "````\n``` x\n````"),
        (".. youtube:: nnnnnnnnnnn", "::: video https://www.youtube.com/watch?v=nnnnnnnnnnn\n:::"),
        (".. vimeo:: 123", "::: video https://vimeo.com/123\n:::"),
        (".. gist:: huma/77", "<https://gist.github.com/huma/77>"),
        (".. image:: /a.png\n   :alt: Map", "![Map](/a.png)"),
        (
            ".. figure:: /a.png\n   :alt: Map\n   :align: left\n\n   The *map*.",
            '::: figure left\n![Map](/a.png "The map.")\n:::',
        ),
        (".. image:: /s.png\n   :alt: M\n   :target: /l.png", "![M](/l.png)"),
        ("Rain [1]_.\n\n.. [1] Words.", "Rain [^1].\n\n[^1]: Words."),
        ("Rain [X1]_.\n\n.. [X1] Words.", "Rain [^x1].\n\n[^x1]: Words."),
        (".. raw:: html\n\n   <p>Some <b>bold</b></p>", "Some **bold**"),
        ("= =\na b\n= =\n1 2\n= =", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        (
            ".. csv-table::\n   :header: a, b\n\n   1, x | y",
            "| a | b |\n| --- | --- |\n| 1 | x \\| y |",
        ),
        (".. The desk must check this.\n\nText.", "Text."),
        ("5 * 3 < 4, a_b [x] *", "5 \\* 3 < 4, a_b \\[x\\] \\*"),
    ],
)
def test_each_mark_finds_its_own(rst, markdown):
    assert convert(rst) == f"{markdown}\n"


def test_headings_begin_at_the_second_level_and_links_lead_to_them():
    rst = "See `Two parts`_ and here_.\n\nOne\n===\n\nTwo parts\n---------\n\n.. _here:\n\nText.\n"
    markdown = convert(rst)
    assert "## One\n" in markdown
    assert "### Two parts\n" in markdown
    assert "[Two parts](#two-parts)" in markdown
    assert '<a id="here"></a>Text.' in markdown


def test_unknown_directives_and_roles_keep_their_words_and_are_counted():
    conversion = Conversion()
    markdown = convert(
        ".. weather:: for two days\n\n   It *rains*.\n\nA :mood:`good` day.", conversion
    )
    assert markdown == "for two days\n\nIt *rains*.\n\nA good day.\n"
    assert [note.name for note in conversion.notes] == ["directive weather", "role mood"]


def test_import_yaml_decides_about_a_directive():
    conversion = Conversion(rules={"weather": "box"})
    assert convert(".. weather::\n\n   It rains.", conversion) == "::: box\nIt rains.\n:::\n"


@pytest.mark.parametrize(
    "rst",
    [
        ".. include:: {path}",
        ".. literalinclude:: {path}",
        ".. raw:: html\n   :file: {path}",
        ".. raw:: html\n   :url: file://{path}",
        ".. csv-table:: x\n   :file: {path}",
        ".. csv-table:: x\n   :url: file://{path}",
        ".. code::\n   :include: {path}",
    ],
)
def test_no_document_reads_a_file(tmp_path, rst):
    secret = tmp_path / "secret.txt"
    secret.write_text("swordfish")
    conversion = Conversion()
    markdown = convert(rst.format(path=secret) + "\n\nText.", conversion)
    assert "swordfish" not in markdown + str(conversion.notes)
    assert "Text." in markdown


def test_a_document_does_not_depend_on_those_before_it():
    convert(".. role:: loud\n\n:loud:`x`")
    assert told("A :loud:`y`.") == ["role loud: not known, its words kept"]


def test_the_day_of_the_import_is_not_in_the_text():
    assert convert("On |day|.\n\n.. |day| date::") == "On |day|.\n"


@pytest.mark.parametrize(
    "text",
    [
        "* " * 20_000,
        "a *b " * 20_000,
        "word " * 40_000,
        "\n".join(" " * depth + "x\n" for depth in range(300)),
        "\n".join(f".. |a{n}| replace:: |a{n + 1}| |a{n + 1}|" for n in range(30)) + "\n\n|a0|",
        ".. |a| replace:: |b|\n.. |b| replace:: |a|\n\n|a|",
        "`a <" * 10_000,
        "http://" + "a" * 100_000,
        "".join("   " * depth + ".. x::\n\n" for depth in range(60)),
        "a\0b",
    ],
    ids=["bullets", "stars", "line", "quotes", "growing", "cyclic", "links", "url", "calls", "nul"],
)
def test_hostile_documents_end_soon_and_without_a_fault(text):
    assert isinstance(convert(text), str)


def test_title_and_fields_are_taken_off_and_the_lines_stay():
    front = read_rst(
        "##########\nDam *filled*\n##########\n\n:date: 2018-11-20\n:tags:\n   - a b\n   - c\n"
        ":summary: It *rained*\n   for days.\n\nText.\n"
    )
    assert front.title == "Dam filled"
    assert front.fields == {
        "date": "2018-11-20",
        "tags": "a b; c",
        "summary": "It rained for days.",
    }
    assert (front.body, front.body_line) == ("Text.\n", 12)


def test_roles_before_the_title_stay_in_the_body():
    front = read_rst(".. role:: html(raw)\n   :format: html\n\nRain\n####\n\nA :html:`<b>b</b>`.")
    assert front.title == "Rain"
    assert convert(front.body) == "A **b**.\n"


# Letters and the marks of both languages; a document of them is hardly ever what it seems.
_WORDS = st.lists(
    st.sampled_from(
        ["rain", "dam", "*full*", "**x**", "``c``", "a_", "|s|", "<b>", "1.", "-", "#", "[n]_"]
    ),
    min_size=1,
    max_size=8,
).map(" ".join)
_BLOCKS = st.one_of(
    _WORDS,
    _WORDS.map(lambda text: f"- {text}\n- {text}"),
    _WORDS.map(lambda text: f"   {text}"),
    _WORDS.map(lambda text: f".. note:: {text}"),
    _WORDS.map(lambda text: f".. odd::\n\n   {text}"),
    _WORDS.map(lambda text: f"| {text}\n| {text}"),
    _WORDS.map(lambda text: f"{text}\n{'=' * len(text)}"),
    _WORDS.map(lambda text: f".. list-table::\n\n   * - {text}\n     - x"),
    _WORDS.map(lambda text: f"term\n   {text}"),
    st.just(".. [n] The note."),
    st.just(".. |s| replace:: much"),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(_BLOCKS, min_size=1, max_size=6).map("\n\n".join))
def test_every_word_of_a_document_stays(text):
    conversion = Conversion()
    before = source_words(shown_rst(text), "text")
    after = markdown_words(convert(text, conversion))
    assert lost_words(before, after, conversion.left_out) == 0, before - after
