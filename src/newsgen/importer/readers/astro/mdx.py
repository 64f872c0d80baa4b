"""A body in MDX as newsgen's Markdown: its JavaScript is left out, its components are shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape as escape_html

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.bodies.markdown import CodeSpans, convert_markdown
from newsgen.importer.bodies.texts import plain_text
from newsgen.importer.bodies.usual import code as code_block
from newsgen.importer.conversion import Conversion
from newsgen.importer.readers.astro.mdx_components import RAW, TRANSPARENT, become
from newsgen.importer.readers.astro.mdx_tags import COMMENT, EXPRESSION, MODULE, find_tags, literal
from newsgen.importer.readers.paired import Dialect, Tag, replace_tags

_IMPORT = re.compile(r"(?m)^import[ \t]+([A-Za-z_$][\w$]*)[ \t]+from[ \t]+[\"']([^\"'\n]+)[\"']")
_CALLED = re.compile(r"(?:require|useBaseUrl|withBase|url)\([ \t]*[\"']([^\"'\n]+)[\"']")
_WORD = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_AS_HTML = {"className": "class", "htmlFor": "for", "srcSet": "srcset", "colSpan": "colspan"}
_AS_TAGS = TRANSPARENT | RAW | {"details"}
"""Elements in small letters that are read as components are; all others stay HTML."""


def convert_mdx(
    body: str, conversion: Conversion, values: Mapping[str, str] = {}, *, first_line: int = 1
) -> str:
    """The body as newsgen's Markdown; ``values`` are those of expressions, by their words."""

    def replace_components(
        text: str, _code: CodeSpans, atoms: Atoms, _conversion: Conversion
    ) -> str:
        found = _Tags(text, atoms, conversion, values, first_line)
        return replace_tags(
            text,
            list(_with_summaries(list(found.tags()), text)),
            atoms,
            Dialect(lambda call: become(call, conversion), conversion.left_out, RAW, indented="<"),
            first_line=first_line,
        )

    return convert_markdown(
        body, conversion, replace_tags=replace_components, first_line=first_line
    )


class _Tags:
    """The tags of one text: components as tags, all else as what stands in their place."""

    def __init__(
        self,
        text: str,
        atoms: Atoms,
        conversion: Conversion,
        values: Mapping[str, str],
        first_line: int,
    ) -> None:
        self._text = text
        self._atoms = atoms
        self._conversion = conversion
        self._values = values
        self._line = first_line
        self._imported: dict[str, str] = {}
        """Name → file of what the text imports."""

    def tags(self) -> Iterator[Tag]:
        counted = 0
        for tag in find_tags(self._text):
            self._line += self._text.count("\n", counted, tag.start)
            counted = tag.start
            if tag.name == MODULE:
                yield self._without(tag, "import and export: left out")
                self._imported |= dict(_IMPORT.findall(tag.arguments[0]))
            elif tag.name == COMMENT:
                yield self._without(tag, "comment: left out")
            elif tag.name == EXPRESSION:
                if not self._is_of_directive(tag.start):
                    yield tag._replace(kind="text", text=self._expression(tag.arguments[0]))
            elif tag.name[:1].islower() and "." not in tag.name and tag.name not in _AS_TAGS:
                yield tag._replace(kind="text", text=_as_html(self._with_values(tag)))
            else:
                yield self._with_values(tag)

    def _with_values(self, tag: Tag) -> Tag:
        named = {key: self._known(value) for key, value in tag.named.items()}
        return tag._replace(named=named)

    def _without(self, tag: Tag, told: str) -> Tag:
        self._conversion.leave_out(told, tag.arguments[0], self._line, told.partition(":")[0])
        return tag._replace(kind="text", text="")

    def _is_of_directive(self, start: int) -> bool:
        """Whether the braces are the attributes of ``:::note[Title]{…}``."""
        line_start = self._text.rfind("\n", max(0, start - 300), start) + 1
        return self._text[line_start:start].lstrip(" \t>").startswith(":::")

    def _known(self, value: str) -> str:
        """The value of an attribute; an expression only if it names a file or a known value."""
        if not value.startswith("{"):
            return value
        inside = value[1:-1].strip()
        called = _CALLED.search(inside)
        if called:
            return called[1]
        if _WORD.fullmatch(inside):
            name = inside.removesuffix(".src").removesuffix(".default")
            return self._imported.get(name) or self._values.get(inside) or value
        return inside if inside.isdecimal() else value

    def _expression(self, inside: str) -> str:
        """What stands in the place of an expression in the text."""
        text = literal(inside)
        if text is None:
            text = self._values.get(inside.strip())
            self._conversion.left_out += [inside] if text is not None else []
        if text is not None:
            return text
        words = " ".join(inside.split())
        shown = f"{{{words}}}"
        self._conversion.change(
            f"{shown[:60]}: not known, kept as written", self._line, "expression"
        )
        if _WORD.fullmatch(words):
            return self._atoms.put(shown, block=False)
        if "\n" in inside.strip():
            return self._atoms.put(code_block(f"{{{inside}}}", "jsx"), block=True)
        fence = "``" if "`" in shown else "`"
        return self._atoms.put(f"{fence}{shown}{fence}", block=False)


def _as_html(tag: Tag) -> str:
    """The tag of an element as HTML has it, without what JavaScript computes."""
    if tag.kind == "close":
        return f"</{tag.name}>"
    attributes = "".join(
        f' {_AS_HTML.get(key, key)}="{escape_html(value)}"'
        for key, value in tag.named.items()
        if not value.startswith("{") and ":" not in key
    )
    is_empty = tag.name in ("br", "hr", "img", "source", "track", "wbr", "input", "col", "embed")
    closing = f"</{tag.name}>" if tag.kind == "single" and not is_empty else ""
    return f"<{tag.name}{attributes}>{closing}"


def _with_summaries(tags: Sequence[Tag], text: str) -> Iterator[Tag]:
    """The tags, with the summary of what folds out as an attribute of it."""
    skip = 0
    for number, tag in enumerate(tags):
        if number < skip:
            continue
        end = _end_of_summary(tags, number, text)
        if end:
            skip = end + 1
            words = plain_text(text[tags[number + 1].end : tags[end].start])
            yield tag._replace(end=tags[end].end, named={**tag.named, "summary": words})
        else:
            yield tag


def _end_of_summary(tags: Sequence[Tag], number: int, text: str) -> int:
    """The number of the tag that ends the summary right after the tag; 0 if there is none."""
    tag = tags[number]
    after = tags[number + 1 : number + 6]
    if tag.name.lower() != "details" or tag.kind != "open" or not after:
        return 0
    if after[0].name != "summary" or text[tag.end : after[0].start].strip():
        return 0
    ends = (at for at, each in enumerate(after, number + 1) if each.text == "</summary>")
    return next(ends, 0)
