import subprocess
import sys
from contextlib import suppress
from datetime import datetime

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen import frontmatter
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.frontmatter import ArticleFields, AuthorFields, PageFields, tree
from newsgen.frontmatter.fields import CorrectionFields
from newsgen.models import Image, Model
from newsgen.schema import json_schema

LOADERS = [pyyaml.BaseLoader, *([pyyaml.CBaseLoader] if pyyaml.__with_libyaml__ else [])]


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__)
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "_PARSER", request.param)


both_loaders = pytest.mark.usefixtures("_loader")


def problem(call: object, *arguments: object) -> Diagnostic:
    with pytest.raises(Problems) as caught:
        call(*arguments)  # type: ignore[operator]
    (only,) = caught.value.diagnostics
    assert only.path == "a.md"
    assert only.hint
    return only


# --- bytes to text ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a\nb", "a\nb"),
        (b"a\r\nb\rc", "a\nb\nc"),
        (b"\xef\xbb\xbfa", "a"),
        ("لاہور".encode(), "لاہور"),
        (b"tab\tstays", "tab\tstays"),
    ],
)
def test_decoding(content: bytes, text: str) -> None:
    assert frontmatter.decode(content, "a.md") == text


@pytest.mark.parametrize(
    ("content", "code", "line", "column"),
    [
        (b"title: caf\xe9\n", "encoding", 1, 11),
        (b"a\r\nb\n\xc3\xa9x\xff", "encoding", 3, 3),
        (b"\xed\xa0\x80", "encoding", 1, 1),
        ("a".encode("utf-16"), "encoding", 1, 1),
        ("a".encode("utf-32"), "encoding", 1, 1),
        (b"a\nb\x00", "control-character", 2, 2),
        (b"a\nb\x07", "control-character", 2, 2),
        (b"\xc2\x85", "control-character", 1, 1),
        (b"\xef\xbf\xbf", "control-character", 1, 1),
        (b"x" * (2 * 1024 * 1024 + 1), "too-large", 1, 1),
    ],
)
def test_bytes_that_are_not_text_are_refused(
    content: bytes, code: str, line: int, column: int
) -> None:
    found = problem(frontmatter.decode, content, "a.md")
    assert (found.code, found.line, found.column) == (code, line, column)


# --- text to parts ----------------------------------------------------------------------------


def test_a_file_has_front_matter_and_body() -> None:
    parts = frontmatter.split("---\ntitle: x\n---\nBody\n---\nmore\n", "a.md")
    assert (parts.yaml, parts.yaml_line) == ("title: x\n", 2)
    assert (parts.body, parts.body_line) == ("Body\n---\nmore\n", 4)


@pytest.mark.parametrize(
    ("text", "yaml", "body", "body_line"),
    [
        ("---\n---\n", "", "", 3),
        ("---\n---", "", "", 3),
        ("--- \t\na: b\n---  \nBody", "a: b\n", "Body", 4),
        ("---\na: b\n--- \n\nBody", "a: b\n", "\nBody", 4),
        ("---\na: |\n ---\n----\n--- x\n---\nBody", "a: |\n ---\n----\n--- x\n", "Body", 7),
    ],
)
def test_only_a_line_of_three_dashes_closes(
    text: str, yaml: str, body: str, body_line: int
) -> None:
    parts = frontmatter.split(text, "a.md")
    assert (parts.yaml, parts.body, parts.body_line) == (yaml, body, body_line)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no-front-matter"),
        ("\n", "no-front-matter"),
        ("Just a story\n", "no-front-matter"),
        ("\n---\ntitle: x\n---\n", "no-front-matter"),
        (" ---\ntitle: x\n---\n", "no-front-matter"),
        ("----\ntitle: x\n----\n", "no-front-matter"),
        ("+++\ntitle = 'x'\n+++\n", "foreign-front-matter"),
        ("---js\n({})\n---\n", "foreign-front-matter"),
        ("--- toml\n---\n", "foreign-front-matter"),
        (";;;\n{}\n;;;\n", "foreign-front-matter"),
        ('{"title": "x"}\n', "foreign-front-matter"),
        ("---", "unclosed-front-matter"),
        ("---\ntitle: x\n", "unclosed-front-matter"),
        ("---\ntitle: x\n ---\nBody", "unclosed-front-matter"),
        ("---\ntitle: x\n...\nBody", "unclosed-front-matter"),
    ],
)
def test_files_that_cannot_be_split_are_reported(text: str, code: str) -> None:
    found = problem(frontmatter.split, text, "a.md")
    assert (found.code, found.line, found.column) == (code, 1, 1)


# --- YAML to a tree of text -------------------------------------------------------------------


@both_loaders
@pytest.mark.parametrize(
    ("yaml", "value"),
    [
        ("a: no", "no"),
        ("a: NO", "NO"),
        ("a: 2026", "2026"),
        ("a: 007", "007"),
        ("a: 12:30", "12:30"),
        ("a: 2026-02-30", "2026-02-30"),
        ("a: null", ""),
        ("a: ~", ""),
        ("a: 'null'", "null"),
        ("a: nullify", "nullify"),
        ("a: .inf", ".inf"),
        ("a: 1_000", "1_000"),
        ("a:", ""),
        ("a: # only a comment", ""),
        ("a: 'It''s'", "It's"),
        ('a: "caf\\u00e9 \\U0001f600"', "café 😀"),
        ("a: LAHORE (APP) –", "LAHORE (APP) –"),
        ("a: |\n  one\n  two\n", "one\ntwo\n"),
        ("a: >-\n  one\n  two\n", "one two"),
        ("a: one\n  two", "one two"),
        ("a: [x, 1, no]", ["x", "1", "no"]),
        ("a:\n- x\n- y: z", ["x", {"y": "z"}]),
        ("a: {b: {c: d}}", {"b": {"c": "d"}}),
        ("a: =", "="),
        ("a: b<<c", "b<<c"),
    ],
)
def test_scalars_stay_as_written(yaml: str, value: object) -> None:
    assert frontmatter.parse(yaml, "a.md", 2) == {"a": value}


@both_loaders
@pytest.mark.parametrize("yaml", ["", "\n\n", "# only a comment\n", "{}", "---\n", "~x: y\n"])
def test_empty_and_simple_roots_are_read(yaml: str) -> None:
    assert frontmatter.parse(yaml, "a.md", 1) == ({"~x": "y"} if yaml[:1] == "~" else {})


FORBIDDEN = [
    ("a: &x b", "yaml-forbidden", 1, 4),
    ("a: *x", "yaml-forbidden", 1, 4),
    ("a: *italic* words", "yaml-syntax", 1, 4),
    ("a: & b", "yaml-syntax", 1, 4),
    ("a: &x [1]\nb: *x", "yaml-forbidden", 1, 4),
    ("a:\n  <<: {b: c}", "yaml-forbidden", 2, 3),
    ("a: !!python/object:os.system x", "yaml-forbidden", 1, 4),
    ("a: !!int ''", "yaml-forbidden", 1, 4),
    ("a: !!bool maybe", "yaml-forbidden", 1, 4),
    ("a: !!timestamp foo", "yaml-forbidden", 1, 4),
    ("a: !!binary aGk=", "yaml-forbidden", 1, 4),
    ("a: !!set {b}", "yaml-forbidden", 1, 4),
    ("a: !important", "yaml-forbidden", 1, 4),
    ("a: ! b", "yaml-forbidden", 1, 4),
    ("%YAML 1.1\n---\na: b", "yaml-forbidden", 1, 1),
    ("%TAG ! tag:x.example,2026:\n---\na: b", "yaml-forbidden", 1, 1),
    ("a: b\n---\nc: d", "yaml-forbidden", 2, 1),
    ("[a, b]: c", "yaml-forbidden", 1, 1),
    ("{a: b}: c", "yaml-forbidden", 1, 1),
    ("? [a]\n: b", "yaml-forbidden", 1, 3),
    ("a: b\nc: d\na: e", "duplicate-key", 3, 1),
    ("a:\n  b: c\n  b: c", "duplicate-key", 3, 3),
    ("a: [{b: c, 'b': d}]", "duplicate-key", 1, 12),
    ("- a", "not-a-mapping", 1, 1),
    ("only words", "not-a-mapping", 1, 1),
    ("[a]", "not-a-mapping", 1, 1),
    ('a: "\\x07"', "control-character", 1, 4),
    ('a: "\\0"', "control-character", 1, 4),
    ('a: "\\x85"', "control-character", 1, 4),
    ('a: "\\uffff"', "control-character", 1, 4),
    ("a: x\x07", "control-character", 1, 5),
    ("a: x\u2028b: y", "control-character", 1, 5),
    ("a: x\x85b: y", "control-character", 1, 5),
    ("a: x\ud800", "control-character", 1, 5),
    ("a: x\n\u202eb: y", "bidi-control", 2, 1),
    ('a: "\\u202e"', "bidi-control", 1, 4),
    ("a: b: c", "yaml-syntax", 1, 5),
    ("a: 'b", "yaml-syntax", 1, 4),
    ('a: "b', "yaml-syntax", 1, 4),
    ("a: 'b' c", "yaml-syntax", 1, 8),
    ("a: [b", "yaml-syntax", 1, 4),
    ("a: {b", "yaml-syntax", 1, 4),
    ("a: b]\nc: [d]]", "yaml-syntax", 2, 7),
    ("a: @b", "yaml-syntax", 1, 4),
    ("a: `b`", "yaml-syntax", 1, 4),
    ("a: %b", "yaml-syntax", 1, 4),
    ("a:\n\tb: c", "yaml-syntax", 2, 1),
    ("\ta: b", "yaml-syntax", 1, 1),
    ("a: b\nwords\n", "yaml-syntax", 2, 1),
    ("a: b\n c: d", "yaml-syntax", 2, 3),
    ("a: - b", "yaml-syntax", 1, 4),
    ("a: b\n...\nc: d", "yaml-syntax", 3, 1),
    ("a: " + "[" * 9 + "]" * 9, "yaml-limit", 1, 11),
    ("a: [" + "x," * 2000 + "]", "yaml-limit", 1, 3999),
    ("a: " + "x" * 64 * 1024, "yaml-limit", 1, 1),
]


@both_loaders
@pytest.mark.parametrize(("yaml", "code", "line", "column"), FORBIDDEN)
def test_refusals_have_a_location(yaml: str, code: str, line: int, column: int) -> None:
    found = problem(frontmatter.parse, yaml, "a.md", 1)
    assert (found.code, found.line, found.column) == (code, line, column)


@both_loaders
@pytest.mark.parametrize(
    "yaml", ['a: "\\ud800"', 'a: "\\q"', 'a: "\\uZZZZ"', "a: !<x\n", "a: >5x\n"]
)
def test_other_invalid_yaml_is_refused(yaml: str) -> None:
    found = problem(frontmatter.parse, yaml, "a.md", 1)
    assert found.code in {"yaml-syntax", "control-character"}
    assert found.line == 1


def test_lines_are_those_of_the_whole_file() -> None:
    found = problem(frontmatter.parse, "a: b\nc: @d", "a.md", 2)
    assert (found.line, found.excerpt) == (3, "c: @d")


@pytest.mark.parametrize("yaml", ["a: \u202eb", "a: @\u202e", "a: x\u2028\x1b[2J"])
def test_excerpts_show_no_unsafe_characters(yaml: str) -> None:
    assert problem(frontmatter.parse, yaml, "a.md", 1).excerpt == ""


@pytest.mark.parametrize(
    ("yaml", "words"),
    [
        ("title: Floods: what we know", "put the value in quotes"),
        ("title: @handle", "put the value in quotes"),
        ("title: *bold*", "put the value in quotes"),
        ("title: 100%\n\ttags: x", "indent with spaces"),
        ("title: 'Today", "close the quote"),
        ("title: [Updated] Floods", "put the value in quotes"),
    ],
)
def test_hints_name_a_remedy(yaml: str, words: str) -> None:
    assert words in problem(frontmatter.parse, yaml, "a.md", 1).hint


HOSTILE = {
    "brackets": "'a: ' + '[' * 25_000",
    "closed brackets": "'a: ' + '[' * 12_000 + ']' * 12_000",
    "spaced brackets": "'a: ' + '[ ' * 25_000",
    "brackets on lines": "'a: ' + '[\\n' * 25_000",
    "dashes": "'- ' * 20_000",
    "questions": "'? ' * 20_000",
    "braces": "'{a: ' * 5_000",
    "indentation": "'\\n'.join(' ' * n + 'a:' for n in range(350))",
    "billion laughs": "'a: &a [x]\\n' + 'b: [*a,*a]\\n' * 1_000",
    "long key": "'k' * 60_000 + ': v'",
    "colons": "':' * 60_000",
    "quotes": "'a: \"' + '\\\\\\\\' * 30_000",
}
ATTACK = """
import sys, threading, yaml
from newsgen.diagnostics import Problems
from newsgen.frontmatter import parse, tree
tree._PARSER = getattr(yaml, sys.argv[1])
def attack():
    try:
        parse(eval(sys.argv[2]), "a.md", 1)
        print("read")
    except Problems as problems:
        print(problems.diagnostics[0].code)
threading.stack_size(256 * 1024)
thread = threading.Thread(target=attack)
thread.start()
thread.join()
"""


@pytest.mark.parametrize("loader", [loader.__name__ for loader in LOADERS])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_yaml_is_refused_without_a_crash(loader: str, text: str) -> None:
    command = [sys.executable, "-c", ATTACK, loader, text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.strip() in {"yaml-limit", "yaml-syntax", "yaml-forbidden", "not-a-mapping"}


FRAGMENTS = [
    *(
        "a",
        "b: ",
        "  ",
        "- ",
        "? ",
        ": ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "#",
        "%",
        "@",
        "|",
        ">",
        "'",
        '"',
    ),
    *("&x ", "*x ", "!t ", "!!set ", "<<: ", "---\n", "...\n", "\n", "\t", "\r", "\\"),
    *("\\u202e", "\\xff", "\\ud800", "\ufeff", "\ud800", "\x00", "\u2028", "é", "2026-02-30"),
]
yaml_like = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)


@settings(deadline=None)
@given(yaml_like | st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for loader in LOADERS:
        tree._PARSER, before = loader, tree._PARSER
        try:
            assert isinstance(frontmatter.parse(text, "a.md", 1), dict)
        except Problems as problems:
            (found,) = problems.diagnostics
            assert 1 <= found.line <= text.count("\n") + 1
            assert found.column >= 1
        finally:
            tree._PARSER = before


@settings(deadline=None)
@given(
    st.binary(max_size=60)
    | yaml_like.map(lambda text: f"---\n{text}\n---\n".encode(errors="replace"))
)
def test_any_file_is_read_or_refused(content: bytes) -> None:
    with suppress(Problems):
        fields, _, diagnostics = frontmatter.read(ArticleFields, content, "a.md")
        assert (fields is None) == bool(diagnostics)


# --- locations ----------------------------------------------------------------------------------

PLACED = """\
title: x
corrections:
  - date: 2026-11-23
    text: y
  - text: z
image: {src: a.jpg,  alt: b}
tags: [a, b,
  c]
"""


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (("title",), (2, 1)),
        (("corrections",), (3, 1)),
        (("corrections", 0), (4, 5)),
        (("corrections", 0, "text"), (5, 5)),
        (("corrections", 1, "text"), (6, 5)),
        (("corrections", 1, "date"), (6, 5)),
        (("image", "alt"), (7, 22)),
        (("image", "credit"), (7, 1)),
        (("tags", 2), (9, 3)),
        (("nowhere", 3), (2, 1)),
        ((), (2, 1)),
    ],
)
def test_keys_are_located(keys: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert frontmatter.locate(PLACED, keys, 2) == place


def test_a_diagnostic_of_a_key_gets_its_line() -> None:
    text = "---\ntitle: x\nimage:\n  src: quake.jpg\n---\nBody"
    bare = Diagnostic(code="bad-value", message="m", path="a.md", key=("image", "src"))
    found = frontmatter.add_location(bare, text)
    assert (found.line, found.column, found.excerpt) == (4, 3, "  src: quake.jpg")


def test_a_diagnostic_of_a_plain_yaml_file_gets_its_line() -> None:
    bare = Diagnostic(code="bad-value", message="m", path="newsgen.yaml", key=("home", "top"))
    found = frontmatter.add_location(bare, "title: x\nhome:\n  top: 900\n")
    assert (found.line, found.column, found.excerpt) == (3, 3, "  top: 900")


def test_a_diagnostic_with_a_line_or_without_a_key_is_unchanged() -> None:
    known = Diagnostic(code="bad-value", message="m", key=("title",), line=7)
    keyless = Diagnostic(code="bad-value", message="m")
    assert frontmatter.add_location(known, "title: x") == known
    assert frontmatter.add_location(keyless, "title: x") == keyless


# --- whole files ------------------------------------------------------------------------------

ARTICLE = """\
---
title: 2026
section: pakistan
dateline: NO
date: 2026-11-23 10:00
authors: Ali Khan
tags: [China, Diplomacy]
image: talks.jpg
slug: on
corrections:
  - date: 2026-11-24
    text: The talks were the seventh round.
    kind: clarification
extra:
  views: 007
---
Body
"""


def test_an_article_is_read() -> None:
    fields, parts, diagnostics = frontmatter.read(ArticleFields, ARTICLE.encode(), "a.md")
    assert diagnostics == ()
    assert parts.body == "Body\n"
    assert fields == ArticleFields(
        title="2026",
        section="pakistan",
        dateline="NO",
        date=datetime(2026, 11, 23, 10),  # noqa: DTZ001 - the zone is the site's
        authors=("Ali Khan",),
        tags=("China", "Diplomacy"),
        image=Image(src="talks.jpg"),
        slug="on",
        corrections=(
            CorrectionFields(
                date=datetime(2026, 11, 24),  # noqa: DTZ001
                text="The talks were the seventh round.",
                kind="clarification",
            ),
        ),
        extra={"views": "007"},
    )


def test_faults_come_with_line_column_and_excerpt() -> None:
    content = b"---\ntitle: x\nautor: y\nimage:\n  alt: z\n---\n"
    fields, _, diagnostics = frontmatter.read(ArticleFields, content, "a.md")
    assert fields is None
    assert [(d.code, d.line, d.column, d.excerpt) for d in diagnostics] == [
        ("unknown-key", 3, 1, "autor: y"),
        ("missing-key", 4, 1, "image:"),
    ]


@pytest.mark.parametrize(
    ("key", "ours"),
    [
        ("author", "authors"),
        ("byline", "authors"),
        ("headline", "title"),
        ("description", "summary"),
        ("deck", "standfirst"),
        ("dek", "standfirst"),
        ("category", "section"),
        ("publishDate", "date"),
        ("lastmod", "updated"),
        ("modified", "updated"),
        ("keywords", "tags"),
        ("subtitle", "standfirst"),
        ("permalink", "slug"),
        ("url", "slug"),
        ("expiry_date", "expires"),
        ("tittle", "title"),
        ("sumary", "summary"),
        ("Draft", "draft"),
    ],
)
def test_foreign_and_misspelt_keys_get_a_suggestion(key: str, ours: str) -> None:
    content = f"---\n{key}: x\n---\n".encode()
    _, _, diagnostics = frontmatter.read(ArticleFields, content, "a.md")
    assert diagnostics[0].hint == f"did you mean `{ours}`?"


@pytest.mark.parametrize("model", [ArticleFields, PageFields, AuthorFields])
def test_every_field_has_a_description(model: type[Model]) -> None:
    for name, shape in json_schema(model)["properties"].items():
        assert shape.get("description"), name


def test_a_thousand_faults_are_reported_at_once() -> None:
    lines = "".join(f"key number {number} of many: x\n" for number in range(900))
    _, _, diagnostics = frontmatter.read(
        ArticleFields, f"---\ntitle: x\n{lines}---\n".encode(), "a.md"
    )
    assert [diagnostic.line for diagnostic in diagnostics] == list(range(3, 903))


def test_pages_and_authors_are_read() -> None:
    page, _, _ = frontmatter.read(PageFields, b"---\ntitle: About\nmenu: no\n---\n", "a.md")
    assert page == PageFields(title="About", menu=False)
    author, _, _ = frontmatter.read(
        AuthorFields, b"---\nname: Ali Khan\nlinks: {Web: 'https://x.example'}\n---\n", "a.md"
    )
    assert author == AuthorFields(name="Ali Khan", links={"Web": "https://x.example"})


@pytest.mark.parametrize("written", ["Beijing :", "KARACHI:", "لاہور :", "LAHORE (APP):"])
def test_a_dateline_may_end_in_a_colon(written):
    yaml = f"title: T\ndateline: {written} \ndate: 2026-11-23\n"
    assert frontmatter.parse(yaml, "a.md", 2)["dateline"] == written
    assert frontmatter.locate(yaml, ("date",), 2) == (4, 1)
