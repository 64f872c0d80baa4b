"""The tree of a reStructuredText document, read without files, network and faults.

Directives and roles that docutils does not know, and those that do what an import must not, become
``Call`` and ``Spoken`` nodes. docutils keeps the names of both for the whole process: each parse
has its own, so that no document depends on those before it.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from functools import cache
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Directive, Parser, directives, roles
from docutils.parsers.rst.languages import en as english
from docutils.parsers.rst.states import Inliner
from docutils.readers.standalone import Reader
from docutils.statemachine import StringList
from docutils.utils import new_document

_GAP = re.compile(r"\n[ \t]*\n")
_NAME = r"[\w.+:-]{1,60}"
_DIRECTIVE = re.compile(rf"\.\.[ \t]+(?:\|[^|\n]{{1,200}}\|[ \t]+)?({_NAME}?)[ \t]?::(?:\s|\Z)")
_ROLE = re.compile(r":([A-Za-z][\w.+-]{0,60}):`|`:([A-Za-z][\w.+-]{0,60}):")
_CODE = frozenset({"code", "code-block", "sourcecode", "highlight", "code-cell"})
_TABLES = ((directives, "_directives"), (roles, "_roles"))
"""Where docutils keeps what is registered, for the whole process."""
_DIRECTIVES: Collection[str] = getattr(directives, "_directive_registry", ())
_ROLES: Collection[str] = getattr(roles, "_role_registry", ())
_REPLACED = frozenset(
    {"contents", "date", "footer", "header", "include", "sectnum", "target-notes", "title"}
)
"""Directives of docutils that read files, depend on the day, or say nothing of a story."""
_WITH_ARGUMENT = _CODE | {
    *("audio", "box", "card", "collapse", "contents", "details", "expand", "gallery", "gist"),
    *("include", "literalinclude", "listing", "media", "panel", "spoiler", "thumbnail", "video"),
}
"""Directives whose argument may have spaces. That of others is then the beginning of a text."""
_SUBSTITUTION = re.compile(
    r"(?m)^[ \t]{0,40}\.\. \|([^|\n]{1,200})\|[ \t]{1,40}replace::(.*(?:\n[ \t]{1,40}\S.*)*)"
)
_USE = re.compile(r"\|(?=([^|\s][^|\n]{0,200})\|)")
_MOST_USES = 20_000
_DEEPEST = 50
_LONGEST_LINE = 10_000
_MOST_STEPS = 100_000_000
"""Characters of a text times marks in it: docutils reads on to the end from each mark that no other
one closes. This takes two seconds; ordinary texts need a hundredth of it."""


class Call(nodes.General, nodes.Element):
    """A directive that docutils does not carry out; its content are its children."""

    name: str
    argument: str
    options: dict[str, str]
    written: str
    """Its first line."""
    text: str
    """Its content as written."""


class Spoken(nodes.Inline, nodes.TextElement):
    """Text with a role that docutils does not know: its attribute ``role``."""


def parse(text: str) -> nodes.document:
    """The tree; of a text that docutils cannot read :func:`as_words`."""
    if "replace::" in text and _uses(text) > _MOST_USES:
        return as_words(text, "its substitutions grow without end")
    settings = copy(_settings())
    settings.line_length_limit = max(_LONGEST_LINE, *map(len, text.splitlines()), 0)
    try:
        with _own_names(text):
            return publish_doctree(
                text, parser=Parser(inliner=_limited_inliner()), settings=settings
            )
    except Exception as error:  # noqa: BLE001 - RecursionError, and faults of docutils itself
        return as_words(text, type(error).__name__)


def _uses(text: str) -> int:
    """How many substitutions docutils would put in, those inside others too."""
    inner = {found[1].lower(): found[2] for found in _SUBSTITUTION.finditer(text)}
    sizes: dict[str, int] = {}

    def size(name: str, depth: int) -> int:
        if name not in sizes and name in inner and depth < _DEEPEST:
            names = [found[1].lower() for found in _USE.finditer(inner[name])]
            sizes[name] = 1 + sum(size(each, depth + 1) for each in names)
        return sizes.get(name, 1)

    return sum(size(found[1].lower(), 0) for found in _USE.finditer(text))


def as_words(text: str, fault: str) -> nodes.document:
    """A tree of paragraphs with the text as it is; its attribute ``fault`` says why."""
    document = new_document("", copy(_settings()))
    document["fault"] = fault
    for paragraph in _GAP.split(text):
        if paragraph.strip():
            document += nodes.paragraph("", " ".join(paragraph.split()))
    return document


@cache
def _settings() -> Any:
    """The settings of docutils; no file of the machine changes them."""
    settings = get_default_settings(Parser, Reader)
    changed: dict[str, Any] = {
        "file_insertion_enabled": False,
        "raw_enabled": True,  # raw text only: without file insertion no file and no address
        "syntax_highlight": "none",
        "doctitle_xform": False,
        "docinfo_xform": False,
        "sectsubtitle_xform": False,
        "smart_quotes": False,
        "report_level": 5,
        "halt_level": 6,
        "traceback": True,  # faults are raised, not the end of the program
        "warning_stream": False,
        "_disable_config": True,
        "language_code": "en",
    }
    for name, value in changed.items():
        setattr(settings, name, value)
    return settings


@contextmanager
def _own_names(text: str) -> Iterator[None]:
    """Give every directive and role of the text a meaning until it is parsed."""
    kept = [(module, name, getattr(module, name)) for module, name in _TABLES]
    for module, name in _TABLES:
        setattr(module, name, {})
    try:
        for name in sorted({found[1].lower() for found in _DIRECTIVE.finditer(text)}):
            if name in _CODE:
                directives.register_directive(name, _Code)
            elif name in _REPLACED or not _is_directive(name):
                directives.register_directive(name, _Generic)
        for name in sorted({(found[1] or found[2]).lower() for found in _ROLE.finditer(text)}):
            if name not in _ROLES and name not in english.roles:
                roles.register_local_role(name, _speak)
        yield
    finally:
        for module, name, table in kept:
            setattr(module, name, table)


def _is_directive(name: str) -> bool:
    return name in _DIRECTIVES or name in english.directives


def _speak(name: str, rawtext: str, text: str, lineno: int, *_rest: Any, **_more: Any) -> Any:
    spoken = Spoken(rawtext, nodes.unescape(text), role=name.lower())
    spoken.line = lineno
    return [spoken], []


def _limited_inliner() -> Inliner:
    """Leaves a text as it is in which docutils would search for the ends of marks too long.

    A subclass would not do: docutils makes its patterns of the attributes of the very class.
    """
    inliner = Inliner()
    parse_text = inliner.parse

    def parse_some(text: str, lineno: int, memo: Any, parent: Any) -> Any:
        if len(text) * sum(map(text.count, "*`|_[")) > _MOST_STEPS:
            return [nodes.Text(nodes.unescape(text))], []
        return parse_text(text, lineno, memo, parent)

    setattr(inliner, "parse", parse_some)  # noqa: B010 - types say that a method is no variable
    return inliner


class _AnyOption(dict[str, Any]):
    """The options of a directive, whatever their names, as written."""

    def __bool__(self) -> bool:
        return True

    def __missing__(self, name: str) -> Callable[[str], str]:
        return directives.unchanged


class _Generic(Directive):
    """Any directive: its content is read, its argument and options are kept as written."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = _AnyOption()

    def run(self) -> Sequence[nodes.Node]:
        """The call, with its content as children."""
        call, content = self._call()
        self.state.nested_parse(content, self.content_offset, call)
        return [call]

    def _call(self) -> tuple[Call, StringList]:
        """The call without children, and its content: also what stands on the next line at once."""
        call = Call()
        first, _, _ = self.block_text.strip().partition("\n")
        argument, content = "\n".join(self.arguments), self.content
        is_prose = " " in argument and self.name.lower() not in _WITH_ARGUMENT
        if argument and (first.endswith("::") or "`" in argument or is_prose):
            content = StringList([*argument.split("\n"), "", *content], source="")
            argument = ""
        call.name, call.argument, call.written = self.name.lower(), argument, first
        call.options = {name: value or "" for name, value in self.options.items()}
        call.text = "\n".join(content)
        call.line = self.lineno
        return call, content


class _Code(_Generic):
    """Code, which is not read."""

    def run(self) -> Sequence[nodes.Node]:
        """A literal block with its language, after its caption."""
        call, content = self._call()
        text = "\n".join(content)
        block = nodes.literal_block(text, text, language=call.argument)
        block.line = self.lineno
        caption = call.options.get("caption", "")
        before = [nodes.paragraph("", "", nodes.strong("", caption))] if caption else []
        return [*before, *([block] if text.strip() else [])]
