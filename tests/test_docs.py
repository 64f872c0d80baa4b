"""The documentation names what there is, and nothing that there is not."""

import re
from pathlib import Path

import pytest

import newsgen
from newsgen.cli import COMMANDS
from newsgen.cli.schemas import schema_of

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
NOT_CODES = {
    "apple-touch-icon",
    "android-chrome",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "dns-prefetch",
    "http-equiv",
    "de-ch",
    "doc-endnotes",
    "fr-ch",
    "markdown-it-py",
    "mdit-py-plugins",
    "next-due",
    "pt-pt",
    "utf-8",
}
ONE_WORD = {"encoding", "unreadable"}
"""Codes without a hyphen."""


def codes_in_source() -> set[str]:
    """Every quoted word in kebab case, which is what codes are, but for the few that are not."""
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in Path(newsgen.__file__).parent.rglob("*.py")
        if not {"cli", "serve"} & {*path.parts}
    )
    kebab = set(re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', source))
    return (kebab - NOT_CODES) | {code for code in ONE_WORD if f'"{code}"' in source}


def test_every_code_has_its_remedy():
    documented = re.findall(r"^## (\S+)$", (DOCS / "errors.md").read_text("utf-8"), re.MULTILINE)
    assert documented == sorted(documented)
    assert set(documented) == codes_in_source()


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


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_listed(command):
    name = command if isinstance(command, str) else command.name
    assert f"`newsgen {name}" in (DOCS / "commands.md").read_text(encoding="utf-8")


def test_links_between_documents_lead_somewhere():
    for page in (*DOCS.glob("*.md"), ROOT / "README.md"):
        for target in re.findall(r"\]\(([^)#:]+\.md)", page.read_text(encoding="utf-8")):
            if target.startswith(("../world", "nowhere")):
                continue  # an example of a link between articles
            assert (page.parent / target).is_file(), f"{page.name}: {target}"


def test_every_template_is_described():
    text = (DOCS / "themes.md").read_text(encoding="utf-8")
    for template in (ROOT / "templates").glob("*.html"):
        assert template.name in text
