"""The fast way: paragraphs that provably hold no Markdown skip the rules of the engine.

Most paragraphs of a newspaper are letters, digits and stops. Where each line begins with a letter
and a blank line follows, no rule can make anything but a paragraph of it; where it holds no
character that a rule looks for, its HTML is its text. ``tests/test_prose.py`` and
``tests/test_markdown_spec.py`` hold the fast way against the engine's own.
"""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from newsgen.markdown.budget import Budget, TooSlowError

LINE = r"[^\W\d_].*+(?<=\S)"
"""A pattern of a line that begins with a letter, which no rule for blocks looks for."""
LINES = rf"{LINE}(?:\n{LINE})*+"
"""A pattern of such lines in a row."""
_WHOLE = re.compile(LINES)
_GAP = re.compile(r"\n\n+")
_MARKS = ("\\", "`", "*", "_", "[", "<", ">", "&", "~", '"', "'", "--", "...")


def split_prose(body: str) -> list[str] | None:
    """The paragraphs of a body that is plain prose from end to end; None for any other."""
    if "\r" in body or "\0" in body or not is_plain(body):
        return None
    paragraphs = [paragraph for paragraph in _GAP.split(body.strip("\n")) if paragraph]
    return paragraphs if all(map(_WHOLE.fullmatch, paragraphs)) else None


def is_plain(text: str) -> bool:
    """Whether the text holds nothing that is, or may stand for, anything but itself."""
    return not any(map(text.__contains__, _MARKS))


_MARKED = re.compile(rf"(?P<mark>[-*+>]|#{{1,6}}) {LINE}(?:\n(?P=mark) {LINE})*+\n*")
_LONGEST = 20_000
"""Characters of a text that is taken here; in a longer one the engine looks at the clock."""


def marked_block(text: str, line: int) -> list[Token] | None:
    """The tokens of a text that is one such block and begins at a line; None for any other."""
    found = _MARKED.fullmatch(text) if len(text) <= _LONGEST else None
    if not found:
        return None
    mark = found["mark"]
    rows = [row[len(mark) + 1 :] for row in text.rstrip("\n").split("\n")]
    lines = [line, line + len(rows)]
    if mark == ">":
        return _enclose("blockquote", "blockquote", lines, paragraph("\n".join(rows), lines))
    if mark[0] == "#":
        if len(rows) > 1 or rows[0].endswith("#"):
            return None
        return _enclose("heading", f"h{len(mark)}", lines, [_inline(rows[0], lines)])
    entries: list[Token] = []
    for number, row in enumerate(rows, start=line):
        place = [number, number + 1]
        entries += _enclose("list_item", "li", place, paragraph(row, place, hidden=True))
    return _enclose("bullet_list", "ul", lines, entries)


def paragraph(text: str, lines: list[int], *, hidden: bool = False) -> list[Token]:
    """The tokens of a paragraph; those of a tight list are hidden."""
    tokens = _enclose("paragraph", "p", lines, [_inline(text, lines)])
    tokens[0].hidden = tokens[-1].hidden = hidden
    return tokens


def _inline(text: str, lines: list[int]) -> Token:
    return Token("inline", "", 0, map=lines, content=text, block=True)


def _enclose(kind: str, tag: str, lines: list[int], inner: list[Token]) -> list[Token]:
    for token in inner:
        token.level += 1
    return [
        Token(f"{kind}_open", tag, 1, map=lines, block=True),
        *inner,
        Token(f"{kind}_close", tag, -1, block=True),
    ]


_PLAIN = r"[^\n\\`*_\[\]<>&~]"
_WORD = r"[^\W_]"  # neither space nor punctuation, so stars at it open or close, as they stand
# Tried once at each place where the one before it ended. A stressed run gives characters back, but
# none of them can be the star that has to follow, so that takes as many steps as it has characters.
_PHRASE = re.compile(
    rf"(?P<text>{_PLAIN}++)"
    rf"|(?P<stars>\*\*?)(?P<stressed>{_WORD}(?:{_PLAIN}*{_WORD})?)(?P=stars)(?!\*)"
    # no image, no inline footnote, no reference to one; no title, escape or entity
    rf"|(?<![!^])\[(?P<label>(?!\^){_PLAIN}++)\]\((?P<url>[^\s\x00-\x20\x7f<>()\\&]++)\)"
    r"|(?<! )(?P<softbreak>\n)(?![ \t])"
)


def read_phrases(state: StateCore) -> None:
    """A rule of the engine, as its own ``inline``: gives each text its children."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = _phrases(token.content)
            if token.children is None:
                token.children = []
                try:
                    state.md.inline.parse(token.content, state.md, state.env, token.children)
                except TooSlowError as error:
                    raise error.at(token.map[0] if token.map else 0) from None


def _phrases(text: str) -> list[Token] | None:
    """The tokens of a text; None where it may hold more than the pattern knows."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = _PHRASE.match(text, at)
        if found is None:
            return None
        match found.lastgroup:
            case "text":
                tokens.append(Token("text", "", 0, content=found[0]))
            case "softbreak":
                tokens.append(Token("softbreak", "br", 0))
            case "stressed":
                kind = "em" if found["stars"] == "*" else "strong"
                tokens += _around(found["stressed"], kind, kind, {})
            case _:
                tokens += _around(found["label"], "link", "a", {"href": found["url"]})
        at = found.end()
    return tokens


def _around(
    text: str, kind: str, tag: str, attributes: dict[str, str | int | float]
) -> list[Token]:
    return [
        Token(f"{kind}_open", tag, 1, attrs=attributes),
        Token("text", "", 0, content=text, level=1),
        Token(f"{kind}_close", tag, -1),
    ]


_PARAGRAPH = re.compile(rf"({LINES})(?:\n\n++|\n?\Z)")
# A blank line and a letter at the margin end every block but those that may begin with these.
_NEXT = re.compile(r"\n\n(?=[^\W\d_])")
_SPANNING = ("```", "~~~", ":::", "<")


def read_blocks(state: StateCore) -> None:
    """A rule of the engine, as its own ``block``, which gets only what prose leaves over.

    A paragraph whose lines all begin with letters becomes one token ``prose`` where it is plain,
    else the three tokens that the engine would make of it.
    """
    line = at = len(state.src) - len(state.src.lstrip("\n"))
    budget: Budget = state.env["budget"]
    while at < len(state.src):
        budget.spend(line)
        found = _PARAGRAPH.match(state.src, at)
        if found:
            end = found.end()
            state.tokens += _paragraph(found[1], line)
        else:
            end = _end_of_stretch(state.src, at)
            _parse_stretch(state, state.src[at:end], line)
        line += state.src.count("\n", at, end)
        at = end


def _paragraph(text: str, line: int) -> list[Token]:
    lines = [line, line + text.count("\n") + 1]
    if is_plain(text):
        return [Token("prose", "p", 0, map=lines, content=text, block=True)]
    return paragraph(text, lines)


def _end_of_stretch(text: str, start: int) -> int:
    following = _NEXT.search(text, start)
    if following and not any(text.find(mark, start, following.start()) >= 0 for mark in _SPANNING):
        return following.end()
    return len(text)


def _parse_stretch(state: StateCore, stretch: str, line: int) -> None:
    """Read a part that begins at a line: its tokens and faults count lines from there."""
    known = marked_block(stretch, line)
    if known:
        state.tokens += known
        return
    faults = state.env["faults"]
    told, done = len(faults), len(state.tokens)
    try:
        state.md.block.parse(stretch, state.md, state.env, state.tokens)
    except TooSlowError as error:
        raise error.at(line) from None
    faults[told:] = [(code, line + fault) for code, fault in faults[told:]]
    for token in state.tokens[done:]:
        if token.map:
            token.map = [line + number for number in token.map]
