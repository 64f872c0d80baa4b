"""The fast path for plain lines gives the same tree as the YAML engine."""

import random
import runpy
from pathlib import Path

import pytest
import yaml as pyyaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsgen import frontmatter
from newsgen.frontmatter import tree
from newsgen.frontmatter.lines import MAX_CHARACTERS, read_lines
from support.amounts import amount

ROOT = Path(__file__).parents[1]
ENGINES = [pyyaml.BaseLoader, *([pyyaml.CBaseLoader] if pyyaml.__with_libyaml__ else [])]


def assert_same(yaml: str) -> bool:
    """Check that the engines and the fast path give the same tree in the same order.

    Returns whether the fast path accepted the text. Raises Problems if it did and an engine refuses
    the text.
    """
    fast = read_lines(yaml)
    if fast is None:
        return False
    before = tree._PARSER
    try:
        for tree._PARSER in ENGINES:
            slow = tree.parse_events(yaml, "a.md", 2)
            assert fast == slow
            assert str(fast) == str(slow)
    finally:
        tree._PARSER = before
    return True


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("", {}),
        ("a: b\n", {"a": "b"}),
        ("a:\n", {"a": ""}),
        ("a: NO\nb: 2026-11-23 10:00\n", {"a": "NO", "b": "2026-11-23 10:00"}),
        ('a: It\'s "so" [or] {not}, 5 > 4 & *c* -- d?\n', None),
        ("a: https://x.example/y?z=1&w=[2]\n", {"a": "https://x.example/y?z=1&w=[2]"}),
        ("a: ../world/quake.md\n", {"a": "../world/quake.md"}),
        ("a: LAHORE (APP) –\n", {"a": "LAHORE (APP) –"}),
        ("a: لاہور\n", {"a": "لاہور"}),
        ("a: \"Floods: 'what' # we know \"\n", {"a": "Floods: 'what' # we know "}),
        ("a: '\"No\\n\": a # b'\n", {"a": '"No\\n": a # b'}),
        ("a: \"\"\nb: ''\n", {"a": "", "b": ""}),
        ("a: [b, O'Neill, 12 c]\n", {"a": ["b", "O'Neill", "12 c"]}),
        ('a:\n  - b\n  - "c: d"\ne: f\n', {"a": ["b", "c: d"], "e": "f"}),
        ("a:\n- b\n- '-'\ne: f\n", {"a": ["b", "-"], "e": "f"}),
        ("a:\n  b: c - d\n  e: 'f: g'\nh: i\n", {"a": {"b": "c - d", "e": "f: g"}, "h": "i"}),
        ("a-b_C: 12:30:05\n", {"a-b_C": "12:30:05"}),
    ],
)
def test_plain_lines_are_read(yaml, expected):
    if expected is None:
        expected = {"a": yaml[3:-1]}
    assert read_lines(yaml) == expected
    assert assert_same(yaml)


@pytest.mark.parametrize(
    "yaml",
    [
        "a: b",
        "a: b \n",
        "a:  b\n",
        "a: \n",
        "a:b\n",
        " a: b\n",
        "a : b\n",
        "\n",
        "a: b\n\nc: d\n",
        "# comment\n",
        "a: b # comment\n",
        "a: b#c\n",
        "a: b: c\n",
        "a: b:\n",
        "dateline: Beijing :\n",
        "a: 'It''s'\n",
        'a: "\\u00e9"\n',
        'a: "b" c\n',
        "a: 'b\n",
        "a: b\n  c\n",
        "a: 'b\n  c'\n",
        "a: b\n  c: d\n",
        "a: b\n- c\n",
        "a: |\n  b\n",
        "a: >-\n  b\n",
        "a: &b c\n",
        "a: *b\n",
        "a: !!str b\n",
        "a: @b\n",
        "a: `b`\n",
        "a: %b\n",
        "a: - b\n",
        "a: -1\n",
        "a: ? b\n",
        "a: {b: c}\n",
        "a: []\n",
        "a: [b]c\n",
        "a: [b,c]\n",
        "a: [b, c,]\n",
        "a: [b , c]\n",
        "a: [b,  c]\n",
        "a: [b, 'c']\n",
        "a: [b, [c]]\n",
        "a: [b: c]\n",
        "a: [b?, c]\n",
        "a: [b,\n  c]\n",
        "a: [b\n",
        "a: b\na: c\n",
        "a: b\nc:\n  - d\na:\n  - e\n",
        "a:\n  b: c\n  b: d\n",
        "a:\n  - b\n  -  c\n",
        "a:\n  - b: c\n",
        "a:\n  - b:\n",
        "a:\n  - - b\n",
        "a:\n  -\n",
        "a:\n  - b\n    c\n",
        "a:\n  - b\n- c\n",
        "a:\n- b\n  - c\n",
        "a:\n   - b\n",
        "a:\n\t- b\n",
        "a:\n  - b\n  c: d\n",
        "a:\n  b: c\n  - d\n",
        "a:\n  b:\n    c: d\n",
        "a:\n  b:\n",
        "a:\n  b: [c]\n",
        "a:\n    b: c\n",
        "---\na: b\n",
        "a: b\n---\n",
        "a: b\n...\n",
        "%YAML 1.1\n",
        "<<: a\n",
        "1: a\n",
        '"a": b\n',
        "? a\n: b\n",
        "- a\n",
        "words\n",
        "a: b\tc\n",
        "a: b\rc: d\n",
        "a: b\x85c: d\n",
        "a: b\u2028c: d\n",
        "a: b\u2029\n",
        "\ufeffa: b\n",
        "a: \ufeffb\n",
        "a: b\x07\n",
        "a: b\x7f\n",
        "a: b\u202ec\n",
        "a: b\ufffe\n",
        "a: b\ud800\n",
        "dateline: b\ue03ac\n",
        f"{'k' * 61}: a\n",
        f"a: {'b' * MAX_CHARACTERS}\n",
    ],
)
def test_other_lines_are_left_to_the_engine(yaml):
    assert read_lines(yaml) is None


def test_the_limits_of_the_engine_cannot_be_reached():
    longest = "".join(f"{key}:\n" for key in map("{:x}".format, range(0xA00, 0xA00 + 400)))
    assert assert_same(longest[:MAX_CHARACTERS])
    assert min(tree.MAX_VALUES, tree.MAX_CHARACTERS) >= MAX_CHARACTERS


PIECES = [
    *("a", "b", "title", "dateline", "Word", "word", "word", "12", "10:00", "2026-11-23"),
    *("no", "null", "~", "<<", "=", ".", "/", "://", "(", ")", "–", "’", "لاہور", "é", "😀"),
    *(" ", " ", " ", "  ", ": ", ": ", ": ", ":", ":", "\n", "\n", "\n", "\n  ", "\n  - ", "\n- "),
    *('"', '"', "'", "'", "''", "\\", '\\"', "\\n", "#", " #", "-", "- ", "--", "---\n", "...\n"),
    *("[", "]", ", ", ",", "{", "}", "?", "? ", "&", "*", "!", "|", ">", "%", "@", "`", "\t", "\r"),
    *("\x85", "\u2028", "\u2029", "\ufeff", "\ufffe", "\x00", "\x1f", "\x7f", "\xa0", "\u3000"),
    *("\u202e", "\u2069", "\u200d", "\ud800", "\ue03a", "\uf8ff"),
]
words = st.sampled_from(["Word", "a", "12", "é", "لاہور", "No", "O'Neill", "10:00", "(b)", "x–y"])
plain = st.lists(words, min_size=1, max_size=4).map(" ".join)
quoted = plain.map('"{}"'.format) | plain.map(lambda text: repr(text.replace("'", "’")))
values = st.lists(plain | quoted, min_size=1, max_size=4)
keys = st.sampled_from(["title", "date", "dateline", "tags", "a", "b", "c-d", "e_f", "G1", "no"])
beside = st.builds(" {}".format, plain | quoted)
bare = plain.filter(lambda text: ":" not in text)
row = st.lists(bare, min_size=1, max_size=4).map(", ".join).map(" [{}]".format)
column = st.builds(
    lambda dash, below: "".join(dash + value for value in below),
    st.sampled_from(["\n  - ", "\n- "]),
    values,
)
pairs = st.dictionaries(keys, plain | quoted, min_size=1, max_size=3).map(
    lambda below: "".join(f"\n  {key}: {value}" for key, value in below.items())
)
plain_yaml = st.dictionaries(keys, beside | row | column | pairs | st.just(""), max_size=5).map(
    lambda entries: "".join(f"{key}:{rest}\n" for key, rest in entries.items())
)


@st.composite
def nearly_plain_front_matter(draw: st.DrawFn) -> str:
    """Front matter for the fast path, with up to two pieces added or removed."""
    yaml = draw(plain_yaml)
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, len(yaml)))
        length = draw(st.integers(0, 3))
        yaml = yaml[:start] + draw(st.sampled_from(PIECES)) + yaml[start + length :]
    return yaml


any_yaml = nearly_plain_front_matter() | st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(plain_yaml)
def test_plain_lines_take_the_fast_path(yaml):
    assert assert_same(yaml)


@settings(max_examples=amount("TEXTS", 500, 2000), deadline=None)
@given(any_yaml)
def test_any_text_is_read_the_same_or_left_to_the_engine(yaml):
    assert_same(yaml)


@settings(deadline=None)
@example("\ufdd0", "{}")
@given(st.characters(), st.sampled_from(["{}", "a{}", "a{}b", "a{} b", "{}b", "a {}b", "a:{}b"]))
def test_any_character_is_read_the_same_or_left_to_the_engine(character, around):
    value = around.format(character)
    assert_same(f"a: {value}\nb: '{value}'\nc: c\n")
    assert_same(f'a: "{value}"\n')
    assert_same(f"a: [{value}, b]\nb:\n  - {value}\n  - c\n")
    assert_same(f"a:\n  b: {value}\n  c: d\n")


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("content/*/*.md")), ids=lambda path: path.stem.encode("punycode")
)
def test_the_example_paper_is_read_the_same(path):
    assert_same(frontmatter.split(frontmatter.decode(path.read_bytes(), ""), "").yaml)


def test_an_archive_takes_the_fast_path():
    archive = runpy.run_path(str(ROOT / "benchmarks" / "make_archive.py"))
    chance = random.Random(3)
    vocabulary = archive["make_vocabulary"](chance, 200)
    for number in range(200):
        story = archive["make_story"](chance, vocabulary, number, ["/world/a/"])
        assert assert_same(frontmatter.split(story.text, "").yaml)
