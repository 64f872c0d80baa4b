"""The documentation is complete, and names nothing that does not exist."""

import ast
import re
import runpy
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest

import newsgen
from newsgen.check import RULES
from newsgen.cli import COMMANDS
from newsgen.cli.schemas import schema_of
from newsgen.diagnostics import CODES, Diagnostic, Severity

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

# --- diagnostic codes ------------------------------------------------------------------------

REFERENCE = runpy.run_path(str(DOCS / "reference.py"))
PYTHON = [
    ast.parse(path.read_text(encoding="utf-8"))
    for path in Path(newsgen.__file__).parent.rglob("*.py")
    if not {"diagnostics", "importer"} & {*path.parts} and path.name != "rules.py"
]


def words_of(trees: Iterable[ast.AST]) -> set[str]:
    """Every quoted text in these parts of the sources."""
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def named_codes() -> Iterator[str]:
    """The texts that the sources give for a parameter or variable named ``code``."""
    for node in (node for tree in PYTHON for node in ast.walk(tree)):
        match node:
            case ast.keyword(arg="code", value=value):
                yield from words_of([value])
            case ast.Assign(targets=[ast.Name(id="code")], value=value):
                yield from words_of([value])
            case ast.Call(func=ast.Attribute(attr="of"), args=[ast.Constant(value=str(code)), *_]):
                yield code


@pytest.mark.parametrize("page", REFERENCE["PAGES"])
def test_the_reference_is_up_to_date(page):
    written = (DOCS / page).read_text(encoding="utf-8")
    assert written == REFERENCE["PAGES"][page], "run `make reference`"


def test_every_code_of_the_tables_is_used_in_the_sources():
    assert {*CODES, *RULES} - words_of(PYTHON) == set()


def test_no_code_is_used_that_is_not_in_a_table():
    assert {*named_codes()} - {*CODES, *RULES} == set()


def test_an_unknown_code_fails_at_once():
    with pytest.raises(ValueError, match="'made-up' is not in the table"):
        Diagnostic(code="made-up", message="m")


def test_a_diagnostic_has_the_severity_of_its_code():
    for code, entry in CODES.items():
        assert Diagnostic(code=code, message="m").severity is entry.severity
    assert Diagnostic(code="raw-html", severity=Severity.ERROR, message="m").severity == 2


def test_every_code_has_a_remedy():
    for entry in (*CODES.values(), *RULES.values()):
        assert entry.remedy
        assert not entry.meaning.endswith(".")
        assert not entry.remedy.endswith(".")


def test_codes_are_in_kebab_case():
    assert [c for c in (*CODES, *RULES) if not re.fullmatch(r"[a-z]+(-[a-z]+)*", c)] == []


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("article", "editors.md"),
        ("author", "editors.md"),
        ("page", "editors.md"),
        ("config", "configuration.md"),
    ],
)
def test_every_key_is_described(kind, page):
    text = (DOCS / page).read_text(encoding="utf-8")
    for key, shape in schema_of(kind)["properties"].items():
        assert f"| `{key}` |" in text
        assert shape["description"] in text


def nested(shape: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    """Every key below a shape of a schema and what it says; ``*`` is a name that the site gives."""
    for choice in shape.get("anyOf", ()):
        yield from nested(choice, above)
    if isinstance(values := shape.get("additionalProperties"), dict):
        yield from nested(values, f"{above}.*")
    if isinstance(items := shape.get("items"), dict):
        yield from nested(items, above)
    for key, below in shape.get("properties", {}).items():
        path = f"{above}.{key}".removeprefix(".")
        yield path, below.get("description", "")
        yield from nested(below, path)


def test_nested_keys_are_found():
    found = dict(nested(schema_of("config"), ""))
    assert found["sections.*.title"] == "Name for readers. Left out, made from the slug."
    assert {"home.top", "feeds.limit", "check.severity", "check.waivers.code"} <= found.keys()


@pytest.mark.parametrize(("key", "meaning"), sorted({*nested(schema_of("config"), "")}))
def test_every_key_of_the_settings_is_described(key, meaning):
    rows = (DOCS / "configuration.md").read_text(encoding="utf-8").splitlines()
    assert any(row.startswith(f"| `{key}` |") and meaning in row for row in rows)


def test_no_key_of_the_settings_is_made_up():
    text = (DOCS / "configuration.md").read_text(encoding="utf-8")
    table = text.split("| key |")[1].split("\n\n")[0]
    known = {key for key, _ in nested(schema_of("config"), "")}
    assert set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)) == known


# --- commands --------------------------------------------------------------------------------

NAMES = [command.name or "" for command in COMMANDS]
LOADED = {command.name or "": command.load() for command in COMMANDS}
WITHIN = {
    f"{name} {below}".strip(): each
    for name, command in LOADED.items()
    for below, each in {"": command, **getattr(command, "commands", {})}.items()
}
"""All commands, and those within a command by both names: ``theme copy``."""
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*[a-z]")


def options_of(name: str) -> set[str]:
    """The long names of the options of a command and of those within it, without ``--help``."""
    return {
        long
        for each, command in WITHIN.items()
        for parameter in command.params
        if each == name or each.startswith(f"{name} ")
        if isinstance(parameter, click.Option) and not parameter.hidden
        for long in (*parameter.opts, *parameter.secondary_opts)
        if long.startswith("--")
    }


def row_of(name: str) -> str:
    """The row of a command in the table of all commands."""
    rows = (DOCS / "commands.md").read_text(encoding="utf-8").splitlines()
    [row] = [row for row in rows if re.match(rf"\| `newsgen {name}[ `]", row)]
    return row


@pytest.mark.parametrize("name", NAMES)
def test_a_command_is_listed_with_its_options(name):
    assert set(OPTION.findall(row_of(name))) == options_of(name)


def test_every_command_in_the_documents_exists():
    pages = [*DOCS.glob("*.md"), ROOT / "README.md"]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        blocks = "\n".join(
            re.findall(r"^```(?:sh|console|yaml)$(.*?)^```", text, re.MULTILINE | re.DOTALL)
        )
        said = re.findall(r"`newsgen ([a-z-]+)([^`\n]*)`", text)
        typed = re.findall(r"(?:^|[ /])newsgen ([a-z-]+)\b(.*)$", blocks, re.MULTILINE)
        for name, rest in (*said, *typed):
            assert name in LOADED, f"{page.name}: newsgen {name}"
            below = getattr(LOADED[name], "commands", None)
            assert below is None or not rest.split() or rest.split()[0] in below, (page.name, rest)
            unknown = {*OPTION.findall(rest.split("#")[0])} - options_of(name) - {"--help"}
            assert not unknown, f"{page.name}: newsgen {name} {unknown}"


@pytest.mark.parametrize("command", COMMANDS, ids=NAMES)
def test_the_purpose_of_a_command_is_a_sentence(command):
    assert re.fullmatch(r"[A-Z].*\.", command.get_short_help_str(limit=200))


@pytest.mark.parametrize("name", WITHIN)
def test_the_help_of_a_command_is_whole(name):
    command = WITHIN[name]
    assert re.fullmatch(r"[A-Z].*\.", (command.help or "").strip(), re.DOTALL)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert re.fullmatch(r"[A-Z].*\.", parameter.help or ""), parameter.name
    context = click.Context(command, info_name=name, terminal_width=100, max_content_width=100)
    shown = command.get_help(context)
    assert max(map(len, shown.splitlines())) <= 100
    assert {*OPTION.findall(shown)} <= options_of(name) | {"--help"}


def test_links_between_documents_lead_somewhere():
    for page in (*DOCS.glob("*.md"), ROOT / "README.md"):
        for target in re.findall(r"\]\(([^)#:]+\.md)", page.read_text(encoding="utf-8")):
            if target.startswith(("../world", "nowhere")):
                continue  # an example of a link between articles
            assert (page.parent / target).is_file(), f"{page.name}: {target}"


def anchors_of(text: str) -> set[str]:
    """What GitHub makes of the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", re.sub(r"(?ms)^ *```.*?^ *```", "", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*DOCS.glob("*.md"), ROOT / "README.md"], ids=lambda p: p.name)
def test_links_to_a_heading_lead_to_one(page):
    links = re.findall(r"\]\(([\w./-]*)#([\w-]+)\)", page.read_text(encoding="utf-8"))
    for target, anchor in links:
        other = page.parent / target if target else page
        assert anchor in anchors_of(other.read_text(encoding="utf-8")), f"{target}#{anchor}"


def test_nested_keys_of_front_matter_are_shown():
    text = (DOCS / "editors.md").read_text(encoding="utf-8")
    for kind in ("article", "author", "page"):
        for path, _ in nested(schema_of(kind), ""):
            key = path.rpartition(".")[2]
            assert re.search(rf"`{key}`|^ *(?:- )?{key}:", text, re.MULTILINE), path


def test_the_page_for_editors_opens_with_the_first_story():
    text = (DOCS / "editors.md").read_text(encoding="utf-8")
    assert text.startswith("# For editors\n\n## The first story in five minutes\n")


def test_every_template_is_described():
    text = (DOCS / "template-reference.md").read_text(encoding="utf-8")
    for template in (ROOT / "templates").glob("*.html"):
        assert f"\n### {template.name}\n" in text
