"""Writes what is made from the code: codes and rules, the template reference, .vscode/.

`make reference` runs it after a change of `CODES`, `RULES`, the models, the comments of templates,
front matter or settings.
"""

import re
import runpy
from pathlib import Path

from newsgen.check import RULES
from newsgen.cli.vscode import workspace_files
from newsgen.diagnostics import CODES, Code

DOCS = Path(__file__).parent
WIDTH = 100
OPENING = """\
# Every error and its remedy

A message has the form `path:line:column: severity[code]: what is wrong`. Below it are the line of
the file and a hint. This page explains each code, in alphabetical order; `newsgen docs CODE` prints
the entry of one code.

- An **error** stops a build before it writes anything to the output folder.
- A **warning** does not stop it, unless you build with `--strict`.
- Errors and warnings *of a check* come from [`newsgen check`](checking.md). The settings of your
  site can change their severity or switch them off.
- *Advice* appears in the [preview](preview.md) and in a check.

All problems of a run are shown at once.
"""


def errors_page() -> str:
    """The text of errors.md."""
    entries = (_entry(code) for code in sorted({*CODES, *RULES}))
    return "\n".join([OPENING, *entries])


def checking_page() -> str:
    """The text of checking.md with today's table of rules."""
    text = (DOCS / "checking.md").read_text(encoding="utf-8")
    rows = "".join(
        f"| `{code}` | {_name(rule)} | {rule.meaning} |\n" for code, rule in RULES.items()
    )
    head = "| --- | --- | --- |\n"
    before, after = text.split(head, 1)
    _, rest = after.split("\n\n", 1)
    return f"{before}{head}{rows}\n{rest}"


def _entry(code: str) -> str:
    built, rule = CODES.get(code), RULES.get(code)
    parts = [f"## {code}\n"]
    if built is not None:
        parts += _describe(built, " Advice." if built is rule else "")
    if rule is not None and rule is not built:
        parts += _describe(rule, " of a check.")
    return "\n".join(parts)


def _describe(code: Code, scope: str) -> list[str]:
    label = "*Advice.*" if scope == " Advice." else f"*{_name(code).title()}{scope or '.'}*"
    meaning = " ".join(filter(None, [label, _sentence(code.meaning), code.details]))
    return [_wrap(meaning), *([_wrap(_sentence(code.remedy))] if code.remedy else [])]


def _name(code: Code) -> str:
    return code.severity.name.lower()


def _sentence(text: str) -> str:
    """The text as a sentence in Markdown, with HTML tags as code."""
    text = re.sub(r"(?<![`\w])<\w+>(?!`)", r"`\g<0>`", text)
    start = text if text.startswith("newsgen") else text[:1].upper() + text[1:]
    return f"{start}." if start[-1:].isalnum() or start[-1:] in '`)>"' else start


def _wrap(text: str) -> str:
    """A paragraph in lines; code is never split."""
    lines = [""]
    for word in re.findall(r"(?:`[^`]*`|\[[^]]*\]\([^)]*\)|\S)+", text):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".lstrip()
    return "\n".join(lines) + "\n"


PAGES = {
    "errors.md": errors_page(),
    "checking.md": checking_page(),
    "template-reference.md": runpy.run_path(str(DOCS / "template_reference.py"))[
        "template_reference"
    ](),
}

if __name__ == "__main__":
    for name, text in PAGES.items():
        (DOCS / name).write_text(text, encoding="utf-8")
    for path, text in workspace_files().items():
        (DOCS.parent / path).write_text(text, encoding="utf-8")
