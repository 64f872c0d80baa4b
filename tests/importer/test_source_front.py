"""Front matter of other systems: every value is text as it was written."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsgen.frontmatter.writing import write
from newsgen.importer.front import read_data, read_front
from support.effort import little_time


def values(text: str) -> object:
    front = read_front(text)
    assert not front.fault
    return front.values


def told(text: str) -> list[str]:
    return [note.text for note in read_front(text).notes]


def yaml(inside: str) -> object:
    return values(f"---\n{inside}\n---\nText.\n")


# --- where it begins and ends


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("---\ntitle: A\n---\nText.\n", "Text.\n", 4),
        ("---\n\ntitle: A\n---\n\nText.\n", "\nText.\n", 5),
        ("---  \ntitle: A\n--- \t\nText.", "Text.", 4),
        ("\n\n---\ntitle: A\n---\nText.", "Text.", 6),
        ("---\ntitle: A\n...\nText.", "Text.", 4),
        ("---\ntitle: A\n---", "", 4),
        ("+++\ntitle = 'A'\n+++\nText.", "Text.", 4),
        ('{\n "title": "A"\n}\n\nText.', "\nText.", 4),
        ('{"title": "A"} Text.', "Text.", 1),
        ('---json\n{"title": "A"}\n---\nText.', "Text.", 4),
        (';;;\n{"title": "A"}\n;;;\nText.', "Text.", 4),
    ],
)
def test_front_matter_begins_and_ends(text: str, body: str, line: int):
    front = read_front(text)
    assert front.values == {"title": "A"}
    assert (front.body, front.body_line) == (body, line)


@pytest.mark.parametrize(
    "text",
    ["Only text.\n", "", "---\n\nA rule first.\n", "{% include x %}", "{{ a }}", "# Title\n"],
)
def test_a_text_without_front_matter_is_all_body(text: str):
    front = read_front(text)
    assert (front.values, front.body, front.body_line, front.fault) == ({}, text, 1, "")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("---\ntitle: A\nText.\n", "no end"),
        ("+++\ntitle = 1\nText.\n", "no end"),
        ("---\nno keys here\nat all\n---\nText.\n", "no keys"),
        ("---\n- a\n  b: [\n---\n", "not YAML"),
        ("---\njust text\n---\n", "no keys"),
        ("+++\nnothing\n+++\n", "not TOML"),
        ('{"title": \nText', "not JSON"),
        ("---js\n{}\n---\n", "front matter in js"),
        ("<!--\n.. title: A\nText.\n", "no end"),
    ],
)
def test_front_matter_that_cannot_be_taken_leaves_the_whole_text(text: str, fault: str):
    front = read_front(text, headers="nikola")
    assert fault in front.fault
    assert (front.values, front.body, front.body_line) == ({}, text, 1)


# --- YAML of ten years


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("title: 2020", "2020"),
        ("title: yes", "yes"),
        ("title: 1e3", "1e3"),
        ("title: 0x1F", "0x1F"),
        ("title: 12:30:45", "12:30:45"),
        ("title: 2011-05-03 09:05:00 -5", "2011-05-03 09:05:00 -5"),
        ("title: ~", ""),
        ("title: null", ""),
        ("title:", ""),
        ("title: 'null'", "null"),
        ("title: Part 1: the end", "Part 1: the end"),
        ("title: @paper says", "@paper says"),
        ("title: %50 off", "%50 off"),
        ("title: *Star* gazing", "*Star* gazing"),
        ("title: & more", "& more"),
        ("title: `code` first", "`code` first"),
        ("title: !important", "!important"),
        ("title: !!str 7", "7"),
        ('title: "A" is a letter', '"A" is a letter'),
        ("title: 'It's here'", "It's here"),
        ("title: [Update] Ferry", "[Update] Ferry"),
        ("title: {brace", "{brace"),
        ("title: “Typographic” words", "“Typographic” words"),
        ("title:\tTab", "Tab"),
        ("title: \tTab", "Tab"),
        ("title: >\n  Two\n  lines", "Two lines\n"),
        ("title: Two\n  lines", "Two lines"),
        ("title: Two\nlines: 1\ntitle: Last", "Last"),
        ("title: Emoji \\U0001F600 and \\d", "Emoji \\U0001F600 and \\d"),
        ('title: "bad \\d escape"', "bad \\d escape"),
    ],
)
def test_values_are_text_as_it_was_written(inside: str, expected: str):
    read = yaml(inside)
    assert isinstance(read, dict)
    assert read["title"] == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("tags: [a, 2, null]", ["a", "2", ""]),
        ("tags:\n- a\n- @b\n- 'c'", ["a", "@b", "c"]),
        ("tags:\n\t- a\n\t- b", ["a", "b"]),
        ("tags: {a: 1, b: [x]}", {"a": "1", "b": ["x"]}),
        ("base: &b {x: 1}\ntags:\n  <<: *b\n  y: 2", {"x": "1", "y": "2"}),
        ("base: &b [x]\ntags: *b", ["x"]),
    ],
)
def test_lists_and_mappings(inside: str, expected: object):
    read = yaml(inside)
    assert isinstance(read, dict)
    assert read["tags"] == expected


def test_one_bad_value_spoils_no_other():
    read = yaml('title: Bad: value\ndate: 2020-01-01\ntags: [a, b]\nnote: "q" x')
    assert read == {
        "title": "Bad: value",
        "date": "2020-01-01",
        "tags": ["a", "b"],
        "note": '"q" x',
    }


def test_what_was_read_in_another_way_is_told_with_its_line():
    text = "---\ntitle:\tA\nx: a: b\ntitle: B\n---\n"
    front = read_front(text)
    assert front.values == {"title": "B", "x": "a: b"}
    assert [(note.text, note.line) for note in front.notes] == [
        ("TAB after a key read as a space", 2),
        ("x: not valid YAML, taken as it is written", 3),
        ("title given twice: the last one taken", 4),
    ]


def test_toml_and_json_are_text_too():
    assert values(
        "+++\na = 1\nb = true\nc = 2020-02-03T10:00:00Z\nd = 1.50\n[e]\nf = [1]\n+++\n"
    ) == {
        "a": "1",
        "b": "true",
        "c": "2020-02-03T10:00:00+00:00",
        "d": "1.50",
        "e": {"f": ["1"]},
    }
    assert values('{"a": 1.50, "b": null, "c": false, "d": [{"e": 2}]}') == {
        "a": "1.50",
        "b": "",
        "c": "false",
        "d": [{"e": "2"}],
    }


def test_a_bad_line_of_toml_spoils_no_other():
    text = "+++\ntitle = It is\ndraft = true\ndraft = false\n+++\nText.\n"
    assert values(text) == {"title": "It is", "draft": "false"}
    assert told(text) == [
        "title: not valid TOML, taken as it is written",
        "draft given twice: the last one taken",
    ]


def test_data_files_may_be_lists():
    assert read_data("- a\n- b: 1\n", "yaml").values == {"": ["a", {"b": "1"}]}
    assert read_data("[1, 2]", "json").values == {"": ["1", "2"]}


# --- header lines


def test_header_lines_of_pelican_go_on_in_indented_lines():
    head = "Title: Rain\nTags: a, b\nSummary: It *rained*.\n    For two days.\ntags: c\n"
    text = f"{head}\nText: here.\n"
    front = read_front(text, headers="pelican")
    assert front.values == {
        "title": "Rain",
        "tags": "c",
        "summary": "It *rained*.\nFor two days.",
    }
    assert (front.body, front.body_line) == ("Text: here.\n", 7)
    assert [note.text for note in front.notes] == ["tags given twice: the last one taken"]


def test_header_lines_of_pelican_have_no_blank_before_the_text():
    front = read_front("\nTitle: A\nText.\n", headers="pelican")
    assert (front.values, front.body, front.body_line) == ({"title": "A"}, "Text.\n", 3)
    assert read_front("No header.\n", headers="pelican").values == {}


@pytest.mark.parametrize(
    "text",
    [
        "<!--\n.. title: A: b\n.. previewimage: : /f.png\n.. link:\n-->\n\nText.\n",
        ".. title: A: b\n.. previewimage: /f.png\n.. link:\n\n\nText.\n",
    ],
)
def test_header_lines_of_nikola(text: str):
    front = read_front(text, headers="nikola")
    assert front.values == {"title": "A: b", "previewimage": "/f.png", "link": ""}
    assert front.body == "Text.\n"
    assert text.split("\n")[front.body_line - 1] == "Text."


# --- hostile


def bomb() -> str:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(rows)


@pytest.mark.parametrize(
    "inside",
    [
        bomb(),
        "x: " + "[" * 30_000,
        "x: " + "{a: " * 30_000,
        "\n".join(" " * n + "a:" for n in range(300)),
        "x: [" + "a," * 100_000 + "]",
        "x: " + "a: " * 100_000,
        "\n".join(f"k{n}: v: w" for n in range(20_000)),
        "x: '" + "a" * 500_000,
        "- " * 50_000,
        "? " * 50_000,
        "x: &a\n" + "  - *a\n" * 10_000,
    ],
)
def test_hostile_yaml_is_refused_or_read_soon(inside: str):
    with little_time(2):
        read_front(f"---\n{inside}\n---\nText.\n")


@pytest.mark.parametrize(
    "text",
    [
        "{" + '"a":{' * 20_000,
        '{"a":' + "[" * 20_000,
        "+++\na = " + "[" * 20_000 + "\n+++\n",
        "+++\n" + "a." * 20_000 + "b = 1\n+++\n",
        "+++\n" + "a = {" * 5_000 + "\n+++\n",
    ],
)
def test_hostile_toml_and_json_are_refused_soon(text: str):
    with little_time(2):
        assert read_front(text).fault


def test_tags_of_yaml_do_nothing():
    read = yaml('x: !!python/object/apply:os.system ["exit 1"]\ny: !!set {a}')
    assert read == {"x": '!!python/object/apply:os.system ["exit 1"]', "y": "!!set {a}"}


@given(st.text(alphabet=st.sampled_from("ab:-[]{}\"'&*!|>%@#,. \n\t+=<.~"), max_size=60))
def test_no_text_is_an_exception(text: str):
    for start in ("---\n", "+++\n", "{", "<!--\n.. a", "A: ", ""):
        for end in ("\n---\n", "\n+++\n", ""):
            for headers in ("", "pelican", "nikola"):
                front = read_front(f"{start}{text}{end}", headers=headers)  # type: ignore[arg-type]
                assert front.body_line >= 1
    read_data(text, "yaml")


TEXTS = st.text(alphabet=st.characters(exclude_categories=("C", "Z"), include_characters=" \n\t"))
VALUES = st.recursive(
    TEXTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True), inner, min_size=1),
    ),
    max_leaves=6,
)


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), VALUES, min_size=1))
def test_what_newsgen_writes_is_read_as_it_was(wanted: dict[str, Any]):
    front = read_front(f"---\n{write(wanted)}---\nText.\n")
    assert front.values == wanted
    assert (front.body, front.notes) == ("Text.\n", ())
