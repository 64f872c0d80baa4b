"""Tags of Liquid and Nunjucks in Markdown, as Jekyll and Eleventy have them.

Values that the source has are put in, tags that are known become blocks or Markdown, and of any
other the words inside are kept. No template is run: of a loop the text inside stays once.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.bodies.liquid_includes import find_show, show_include
from newsgen.importer.bodies.liquid_scan import Token, scan
from newsgen.importer.bodies.liquid_values import evaluate, name_of, read_arguments
from newsgen.importer.bodies.liquid_verbatim import MASK, Lines, without_verbatim
from newsgen.importer.bodies.markdown import CodeSpans, ReplaceTags, convert_markdown, find_code
from newsgen.importer.bodies.shortcodes import Show, show
from newsgen.importer.conversion import Conversion, Shortcode
from newsgen.text import truncate

_MOST_NESTED = 6
"""Tags inside tags; the words of deeper ones are kept."""

_LONGEST_LINE = 1000
"""Characters of a line that are looked at to see whether a tag is alone on it."""
_IS_MARKDOWN = re.compile(r"\|\s*(?:markdownify|markdown|md)\b")
_FUNCTION = re.compile(r"([A-Za-z_]\w*)\s*\(([^()]*)\)(?:\s*\|\s*safe)?")
"""A macro or function of Nunjucks."""
_ASSIGNED = re.compile(r"\s*([\w.-]+)\s*=\s*(.+)", re.DOTALL)
_LOGIC = frozenset(
    {
        *("if", "unless", "elsif", "elseif", "elif", "else", "for", "case", "when", "break"),
        *("continue", "cycle", "tablerow", "increment", "decrement", "paginate", "macro", "call"),
        *("extends", "block", "import", "from", "filter", "with", "liquid", "layout", "do", "echo"),
        *("ifchanged", "asyncEach", "asyncAll", "renderTemplate"),
    }
)
_INCLUDES = frozenset({"include", "include_relative", "include_cached", "render", "include_file"})
_LINKS = frozenset({"link", "post_url", "post_link", "asset_path", "asset_url"})
_SILENT = frozenset({"seo", "feed_meta", "toc", "break", "css", "js"})


class Dialect(NamedTuple):
    """What one source knows of the tags in its texts."""

    values: Mapping[str, str]
    """Variables by dotted name."""
    shows: Mapping[str, Show]
    find: Callable[[str, str], str]
    """The address for the tag (``link``, ``post_url``) and its argument; empty if unknown."""
    has_comments: bool = False
    """Whether ``{# … #}`` is a comment."""


def tags_of(dialect: Dialect, first_line: int = 1, depth: int = 0) -> ReplaceTags:
    """What replaces the tags of a text whose first line has that number in its file."""

    def replace(text: str, code: CodeSpans, atoms: Atoms, conversion: Conversion) -> str:
        if not depth:
            text = text.replace(MASK, "")
        clean, lines = without_verbatim(text, code, atoms, conversion, first_line)
        if clean != text:
            text, code = clean, find_code(clean)
        replacing = _Replacing(dialect, text, atoms, conversion, lines, depth)
        tokens = scan(text, code, has_comments=dialect.has_comments)
        return "".join(replacing.pieces(tokens)).replace(MASK, "{")

    return replace


class _Replacing:
    """Replaces the tags of one text; values that its tags assign are known from there on."""

    def __init__(
        self,
        dialect: Dialect,
        text: str,
        atoms: Atoms,
        conversion: Conversion,
        lines: Lines,
        depth: int,
    ) -> None:
        self._dialect = dialect
        self._text = text
        self._atoms = atoms
        self._conversion = conversion
        self._lines = lines
        self._depth = depth
        self._values = dict(dialect.values)

    def pieces(self, tokens: tuple[Token, ...]) -> Iterator[str]:
        """The text between the tokens, and what these become."""
        at = 0
        for token in tokens:
            if token.end <= at:
                continue
            yield self._text[at : max(at, token.start)]
            at = token.end
            if token.kind == "value":
                yield self._value(token)
            elif token.kind == "tag" and not token.is_end:
                end = tokens[token.partner] if token.partner >= 0 else None
                piece, has_inner = self._tag(token, end)
                yield piece
                at = end.end if end and has_inner else at
        yield self._text[at:]

    def _value(self, token: Token) -> str:
        value = evaluate(token.rest, self._values)
        if value is not None:
            is_markdown = _IS_MARKDOWN.search(token.rest)
            return self._as_markdown(value, self._line(token)) if is_markdown else value
        function = _FUNCTION.fullmatch(token.rest)
        if function and find_show(function[1], self._dialect.shows):
            as_tag = token._replace(name=function[1], rest=function[2])
            return self._shortcode(as_tag, None)[0]
        name = name_of(token.rest)
        self._conversion.leave_out(
            f"variable {name}: not known, left out", "", self._line(token), f"variable {name}"
        )
        return ""

    def _as_markdown(self, markdown: str, line: int) -> str:
        """A value that is Markdown, wherever it stands: in HTML too."""
        shown = convert_markdown(markdown, self._conversion, first_line=line).strip()
        return self._atoms.put(shown, block="\n" in shown)

    def _tag(self, token: Token, end: Token | None) -> tuple[str, bool]:
        """What the tag becomes, and whether what is inside it is done as well."""
        name = token.name
        if name in {"assign", "set", "capture", "setAsync"}:
            return "", self._assign(token, end)
        if name in _LOGIC:
            told = f"tag {name}"
            self._conversion.leave_out(
                f"{told}: not run, the words between kept", "", self._line(token), told
            )
            return "", False
        if name in _LINKS:
            return self._link(token), False
        if name in _SILENT and self._conversion.rule(name) is None:
            return "", False
        return self._shortcode(token, end)

    def _assign(self, token: Token, end: Token | None) -> bool:
        """Remember the value; True if it stands between two tags."""
        assigned = _ASSIGNED.fullmatch(token.rest)
        if assigned:
            value = evaluate(assigned[2], self._values)
            if value is None:
                self._values.pop(assigned[1], None)
            else:
                self._values[assigned[1]] = value
            return False
        name = token.rest.strip("\"' ")
        if end is None or not name:
            return False
        inner = self._text[token.end : end.start].strip()
        self._values[name] = "" if "{" in inner else inner
        return True

    def _link(self, token: Token) -> str:
        wanted = token.rest.strip("\"' ")
        value = evaluate(wanted, self._values) if wanted.startswith("{{") else None
        address = self._dialect.find(token.name, value or wanted)
        if not address:
            what = truncate(wanted, 60)
            self._conversion.change(
                f"{token.name} {what}: not in the source, words kept", self._line(token)
            )
        return address

    def _shortcode(self, token: Token, end: Token | None) -> tuple[str, bool]:
        if token.name in _INCLUDES:
            call = self._include(token)
            shown = show_include(call, self._conversion, self._dialect.shows, self._values)
            return self._placed(shown, token), False
        known = find_show(token.name, self._dialect.shows)
        is_shown = known is not None or self._conversion.rule(token.name) is not None
        if end and not (is_shown and self._depth < _MOST_NESTED):
            # The words inside are text like any other.
            name = f"tag {token.name}"
            told = f"{name}: not known, its words kept"
            self._conversion.change(told, self._line(token), name)
            return "", False
        call = self._call(token, end)
        shown = show(call, self._conversion, {token.name: known} if known else {}, kind="tag")
        return self._placed(shown, token), end is not None

    def _include(self, token: Token) -> Shortcode:
        positional, named = read_arguments(token.rest, self._values)
        return Shortcode(
            name=positional[0] if positional else "",
            arguments=positional[1:],
            named=named,
            written=self._written(token),
            line=self._line(token),
        )

    def _call(self, token: Token, end: Token | None) -> Shortcode:
        positional, named = read_arguments(token.rest, self._values)
        return Shortcode(
            name=token.name,
            arguments=positional,
            named=named,
            inner=self._inner(token, end) if end else "",
            written=self._written(token),
            line=self._line(token),
            is_block=self._is_alone(token.start, end.end if end else token.end),
        )

    def _inner(self, token: Token, end: Token) -> str:
        """The Markdown between two tags, converted already."""
        line = self._line(token)
        dialect = self._dialect._replace(values=self._values)
        return convert_markdown(
            self._text[token.end : end.start],
            self._conversion,
            replace_tags=tags_of(dialect, line, self._depth + 1),
            first_line=line,
        )

    def _placed(self, shown: str, token: Token) -> str:
        """Finished Markdown in the place of the tag."""
        if not shown.strip():
            return ""
        alone = self._is_alone(token.start, token.end)
        is_block = "\n" in shown.strip() or shown.lstrip().startswith(":::") or alone
        return self._atoms.put(shown, block=is_block)

    def _is_alone(self, start: int, end: int) -> bool:
        """Whether nothing but tags is on the lines of the tag."""
        before = self._text[max(0, start - _LONGEST_LINE) : start].rpartition("\n")[2].strip()
        after = self._text[end : end + _LONGEST_LINE].partition("\n")[0].strip()
        return (not before or before.endswith("%}")) and (not after or after.startswith("{%"))

    def _written(self, token: Token) -> str:
        return self._text[token.start : token.end]

    def _line(self, token: Token) -> int:
        return self._lines.at(token.start)
