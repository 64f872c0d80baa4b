"""``newsgen docs`` shows the documents of an installation, which are complete in themselves."""

import os
import re
import tomllib
from pathlib import Path

import pytest

from newsgen.diagnostics import CODES

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
INDEX = (DOCS / "README.md").read_text(encoding="utf-8")
PAGES = re.findall(r"^- \[([a-z-]+)\]\(\1\.md\): .", INDEX, re.MULTILINE)
INSTALLED = [DOCS / "README.md", *(DOCS / f"{page}.md" for page in PAGES)]
EXAMPLES = ("../world/2026-11-17-quake.md", "gate.jpg", "figures.xlsx")
"""Links that a page shows as examples of what a story may contain."""


def test_without_a_page_all_are_listed_with_a_line_each(run):
    status, out, err = run("docs")
    assert (status, err) == (0, "")
    listed = out.split("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == PAGES
    assert all(len(line.split()) > 3 for line in listed)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_printed_as_it_is(run, page):
    assert run("docs", page) == (0, (DOCS / f"{page}.md").read_text(encoding="utf-8"), "")


@pytest.mark.parametrize("given", ["publishing.md", "Publishing", "docs/publishing.md"])
def test_a_page_is_found_by_the_name_of_its_file(run, given):
    assert run("docs", given) == run("docs", "publishing")


def test_the_target_of_a_link_shows_that_section_and_no_other(run):
    status, out, _ = run("docs", "publishing.md#going-back")
    assert status == 0
    assert re.match("#+ Going back\n", out)
    assert len(re.findall("^#+ ", out, re.MULTILINE)) == 1


def test_a_section_contains_its_deeper_headings_and_lines_of_code_are_not_headings(run):
    _, out, _ = run("docs", "operators#security")
    assert out.startswith("## Security\n")
    assert "\n### Headers\n" in out
    assert "\n## " not in out
    _, out, _ = run("docs", "operators#without-a-service")
    assert "\n# /etc/systemd/system/news.timer\n" in out


@pytest.mark.parametrize("code", ["broken-link", "dead-link", "unknown-block"])
def test_the_code_of_a_problem_shows_its_entry(run, code):
    status, out, _ = run("docs", code)
    assert (status, out.splitlines()[0]) == (0, f"## {code}")
    assert out.count("\n## ") == 0


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ("editros", "there is no page 'editros'", "did you mean `editors`?"),
        ("broken-lnk", "there is no page 'broken-lnk'", "did you mean `broken-link`?"),
        ("qqq", "there is no page 'qqq'", "the pages are editors, preview, "),
        ("README", "there is no page 'README'", ""),
        ("architecture", "there is no page 'architecture'", ""),
        ("../../etc/passwd", "there is no page '../../etc/passwd'", ""),
        ("publishing#goin-back", "publishing.md has no section 'goin-back'", "`going-back`?"),
        ("publishing#q", "publishing.md has no section 'q'", "newsgen docs publishing shows"),
    ],
)
def test_an_unknown_page_or_section_is_wrong_usage_with_a_suggestion(run, given, message, hint):
    status, out, err = run("docs", given)
    assert (status, out) == (2, "")
    assert message in err
    assert hint in err


def test_the_path_of_a_page_and_of_the_folder(run):
    assert run("docs", "--path") == (0, f"{DOCS}\n", "")
    assert run("docs", "--path", "errors#broken-link") == (0, f"{DOCS / 'errors.md'}\n", "")
    assert run("docs", "--path", "broken-link") == (0, f"{DOCS / 'errors.md'}\n", "")


def test_a_terminal_gets_a_pager_with_headings_in_bold(run, monkeypatch):
    shown = []
    monkeypatch.setattr("newsgen.cli.docs.is_terminal", lambda _: True)
    monkeypatch.setattr("click.echo_via_pager", shown.append)
    monkeypatch.delenv("LESS", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    run("docs", "operators#without-a-service")
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    run("docs", "operators#without-a-service")
    plain, bold = shown
    assert plain.startswith("### Without a service\n")
    assert bold == plain.replace("### Without a service\n", "\x1b[1m### Without a service\x1b[0m\n")
    assert os.environ["LESS"] == "FRX"


# --- what an installation contains -----------------------------------------------------------


def test_the_wheel_contains_every_page_of_the_index():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    docs = {source: target for source, target in included.items() if source.startswith("docs/")}
    assert docs == {f"docs/{p.name}": f"newsgen/shipped/docs/{p.name}" for p in INSTALLED}


@pytest.mark.parametrize("path", INSTALLED, ids=lambda path: path.name)
def test_an_installed_page_links_to_installed_pages_only(path):
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        assert target.startswith("https://") or DOCS / target in INSTALLED or target in EXAMPLES, (
            target
        )


@pytest.mark.parametrize("path", INSTALLED, ids=lambda path: path.name)
def test_an_installed_page_sends_nobody_to_the_source_repository(path):
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"`(?:pelicanconf|conf)\.py`", "", text)  # settings of other generators
    assert not re.findall(
        r"\b(?:tests|benchmarks|src|docs)/|\w\.py\b|\bmake (?:test|lint|site|bench|types)\b", text
    )


def test_messages_send_nobody_to_a_file_that_only_the_repository_has():
    for path in (ROOT / "src/newsgen").rglob("*"):
        if path.suffix in {".py", ".html", ".js", ".yml"} and "diagnostics" not in path.parts:
            assert not re.findall(r"docs/\w+\.md", path.read_text(encoding="utf-8")), path


def test_every_code_can_be_looked_up(run):
    text = run("docs", "errors")[1]
    assert [code for code in CODES if f"\n## {code}\n" not in text] == []
