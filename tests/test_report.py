"""Diagnostics on a terminal, as JSON and as annotations; characters that no terminal gets."""

import io
import json

import pytest
from msgspec.structs import replace

from newsgen.cli.report import (
    counted,
    exit_status,
    format_github,
    format_json,
    format_text,
    listed,
    summarise,
)
from newsgen.cli.terminal import ProgressLine, columns, visible, wants_colour, width
from newsgen.diagnostics import FEW, Diagnostic, Severity

UNKNOWN_KEY = Diagnostic(
    code="unknown-key",
    message="`datelin` is no key of an article",
    path="content/world/quake.md",
    line=4,
    column=3,
    hint="did you mean `dateline`?",
    excerpt="  datelin: Lisbon",
)
WARNING = Diagnostic(
    code="raw-html",
    message="HTML is shown as text",
    severity=Severity.WARNING,
    path="z.md",
    line=12,
)


def diagnostics(number, **fields):
    return [
        Diagnostic(code="bad-value", message=f"{n}", path=f"{n:04}.md", **fields)
        for n in range(number)
    ]


def test_text_gives_place_message_excerpt_caret_and_hint():
    assert format_text([UNKNOWN_KEY], colour=False).splitlines() == [
        "content/world/quake.md:4:3: error[unknown-key]: `datelin` is no key of an article",
        "  4 |   datelin: Lisbon",
        "    |   ^",
        "    = hint: did you mean `dateline`?",
    ]


def test_the_gutter_is_as_wide_as_the_line_number():
    wide = Diagnostic(
        code="bad-value", message="m", path="a.md", line=1234, column=1, excerpt="text"
    )
    assert format_text([wide], colour=False).splitlines()[1:] == ["  1234 | text", "       | ^"]


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ({}, "error[bad-value]: m"),
        ({"path": "a.md"}, "a.md: error[bad-value]: m"),
        ({"path": "a.md", "line": 2}, "a.md:2: error[bad-value]: m"),
        ({"path": "a.md", "line": 2, "column": 7}, "a.md:2:7: error[bad-value]: m"),
    ],
)
def test_a_place_is_shown_as_far_as_it_is_known(place, shown):
    assert format_text([Diagnostic(code="bad-value", message="m", **place)], colour=False) == shown


def test_problems_are_shown_by_place_and_each_once():
    lines = format_text([WARNING, UNKNOWN_KEY, WARNING], colour=False).splitlines()
    assert [line.split(":")[0] for line in (lines[0], lines[-1])] == [UNKNOWN_KEY.path, "z.md"]
    assert len(lines) == 5


def test_colour_changes_nothing_but_colour():
    coloured = format_text([UNKNOWN_KEY, WARNING], colour=True)
    assert "\x1b[31m" in coloured
    assert "\x1b[33m" in coloured
    assert "\x1b" not in format_text([UNKNOWN_KEY, WARNING], colour=False)


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x07", "\r", "\n", "\x9b", "\u202e", "\ud800"])
@pytest.mark.parametrize("colour", [True, False])
def test_nothing_from_a_file_can_control_the_terminal(hostile, colour):
    poisoned = Diagnostic(
        code="bad-value",
        message=f"m{hostile}",
        path=f"a{hostile}.md",
        line=1,
        column=2,
        hint=f"h{hostile}",
        excerpt=f"{hostile}excerpt",
    )
    text = format_text([poisoned], colour=colour)
    assert hostile not in text.replace("\n", "" if hostile == "\n" else "\n")
    assert len(text.splitlines()) == 4
    assert hostile not in format_json([poisoned]).replace("\n", "" if hostile == "\n" else "\n")
    assert len(format_github([poisoned]).splitlines()) == 1


def test_a_long_line_is_cut_around_the_column():
    long = Diagnostic(
        code="bad-value",
        message="m",
        path="a.md",
        line=1,
        column=501,
        excerpt="a" * 500 + "!" + "b" * 500,
    )
    _, excerpt, caret = format_text([long], colour=False).splitlines()
    assert excerpt.startswith("  1 | …")
    assert excerpt.endswith("…")
    assert len(excerpt) < 120
    assert excerpt[caret.index("^")] == "!"


def test_the_caret_is_under_its_character_after_wide_and_escaped_ones():
    tricky = Diagnostic(
        code="bad-value", message="m", path="a.md", line=1, column=6, excerpt="\t日e\u0301x!"
    )
    _, excerpt, caret = format_text([tricky], colour=False).splitlines()
    assert excerpt == "  1 | \\t日e\u0301x!"
    assert caret.index("^") == width(excerpt[: excerpt.index("!")])


def test_a_column_beyond_the_line_points_behind_its_end():
    short = Diagnostic(code="bad-value", message="m", path="a.md", line=1, column=99, excerpt="abc")
    assert format_text([short], colour=False).splitlines()[2] == "    |    ^"


def test_an_endless_message_is_cut():
    endless = Diagnostic(code="bad-value", message="m" * 10_000, hint="h" * 10_000)
    assert len(format_text([endless], colour=False)) < 1_200


def test_a_few_problems_are_listed_by_place():
    found = [*diagnostics(FEW - 1), WARNING]
    lines = format_text(found, colour=False).splitlines()
    assert len(lines) == FEW
    assert lines == format_text(found, colour=False, every=True).splitlines()


def test_many_problems_are_counted_by_rule_with_three_examples_each():
    rare = Diagnostic(code="bad-date", message="m", path="zzz.md")
    warnings = [replace(WARNING, line=n) for n in range(1, 1201)]
    dead = Diagnostic(code="no-summary", severity=Severity.ERROR, message="m", path="a.md")
    lines = format_text([*warnings, rare, dead, *diagnostics(250)], colour=False).splitlines()
    counts = [line.split()[:3] for line in lines[:4]]
    assert counts == [
        ["250", "errors", "bad-value"],
        ["1", "error", "bad-date"],
        ["1", "error", "no-summary"],
        ["1,200", "warnings", "raw-html"],
    ]
    assert sum("error[bad-value]" in line for line in lines) == 3
    assert "… and 247 more bad-value" in lines
    assert "zzz.md: error[bad-date]: m" in lines
    assert "… and 1,197 more raw-html" in lines
    assert lines[-1] == "`newsgen build --all` or `newsgen check --all` shows every problem."


def test_all_problems_are_listed_on_demand_errors_first():
    error = Diagnostic(code="bad-date", message="m", path="zzz.md")
    found = [*diagnostics(200, severity=Severity.WARNING), error]
    lines = format_text(found, colour=False, every=True).splitlines()
    assert len(lines) == 201
    assert lines[0] == "zzz.md: error[bad-date]: m"


def test_ten_thousand_problems_fit_on_a_screen():
    assert len(format_text(diagnostics(10_000), colour=False).splitlines()) < 10


def test_json_has_stable_keys_and_is_ascii():
    text = format_json([UNKNOWN_KEY, WARNING], {"title": "\u202eلاہور"})
    document = json.loads(text)
    assert text.isascii()
    assert list(document) == ["title", "errors", "warnings", "diagnostics"]
    assert (document["errors"], document["warnings"]) == (1, 1)
    assert document["diagnostics"][1] == {
        "severity": "warning",
        "code": "raw-html",
        "path": "z.md",
        "line": 12,
        "column": None,
        "message": "HTML is shown as text",
        "hint": "",
        "excerpt": "",
    }


def test_json_holds_all_problems():
    assert len(json.loads(format_json(diagnostics(250)))["diagnostics"]) == 250


def test_github_gets_one_workflow_command_per_problem():
    assert format_github([UNKNOWN_KEY, WARNING]).splitlines() == [
        (
            "::error file=content/world/quake.md,line=4,col=3,title=unknown-key"
            "::`datelin` is no key of an article%0Adid you mean `dateline`?"
        ),
        "::warning file=z.md,line=12,title=raw-html::HTML is shown as text",
    ]


def test_github_values_cannot_end_early():
    sly = Diagnostic(code="bad-value", message="100%::done", path="a,b:c%.md")
    assert format_github([sly]) == "::error file=a%2Cb%3Ac%25.md,title=bad-value::100%25::done"


def test_github_paths_start_at_the_repository():
    assert "file=sites/paper/z.md," in format_github([WARNING], "sites/paper/")


@pytest.mark.parametrize(
    ("found", "summary"),
    [
        ([], "no problems"),
        ([UNKNOWN_KEY], "1 error in 1 file"),
        ([WARNING], "1 warning in 1 file"),
        ([*diagnostics(2), WARNING], "2 errors and 1 warning in 3 files"),
        ([Diagnostic(code="bad-value", message="m")], "1 error"),
        (diagnostics(1200), "1,200 errors in 1,200 files"),
    ],
)
def test_the_summary_counts_errors_warnings_and_files(found, summary):
    assert summarise(found) == summary


@pytest.mark.parametrize(
    ("found", "strict", "status"),
    [
        ([], False, 0),
        ([], True, 0),
        ([WARNING], False, 0),
        ([WARNING], True, 1),
        ([UNKNOWN_KEY], False, 1),
        ([UNKNOWN_KEY, Diagnostic(code="bad-value", message="m", path="newsgen.yaml")], False, 2),
        ([Diagnostic(code="bad-value", message="m", path="content/newsgen.yaml")], False, 1),
    ],
)
def test_the_exit_status_tells_content_from_configuration(found, strict, status):
    assert exit_status(found, strict=strict) == status


def test_nouns_agree_with_their_number():
    assert [counted(n, "file") for n in (0, 1, 2, 3000)] == [
        "0 files",
        "1 file",
        "2 files",
        "3,000 files",
    ]
    assert [listed(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_the_joiners_of_urdu_and_hindi_are_not_escaped():
    assert visible("نہیں\u200cہے क्\u200dष") == "نہیں\u200cہے क्\u200dष"


def test_columns_line_up_and_leave_no_trailing_space():
    assert columns([("a", "日本", "x"), ("bbb", "c", "")]) == "a    日本  x\nbbb  c"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("environment", "stream", "coloured"),
    [
        ({}, Terminal, True),
        ({}, io.StringIO, False),
        ({"NO_COLOR": "1"}, Terminal, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, Terminal, False),
        ({"FORCE_COLOR": "1"}, io.StringIO, True),
        ({"TERM": "dumb"}, Terminal, False),
    ],
)
def test_colour_is_for_terminals_by_default(monkeypatch, environment, stream, coloured):
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wants_colour(stream()) is coloured


def test_progress_is_one_line_drawn_per_percent_and_erased_at_the_end():
    stream = io.StringIO()
    with ProgressLine(stream, shown=True) as progress:
        progress("read", 0, 0)
        for done in range(10_001):
            progress("render", done, 10_000)
    drawn = stream.getvalue().split("\r\x1b[K")
    assert drawn[1:3] == ["read", "render 0/10,000 0%"]
    assert drawn[-2:] == ["render 10,000/10,000 100%", ""]
    assert len(drawn) == 1 + 1 + 101 + 1
    assert "\n" not in stream.getvalue()


def test_progress_is_silent_without_a_terminal():
    stream = io.StringIO()
    with ProgressLine(stream, shown=False) as progress:
        progress("render", 1, 2)
    assert stream.getvalue() == ""
