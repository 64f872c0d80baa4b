"""Marks of other systems in Markdown: attribute lists, wiki links, formulas, abbreviations."""

import re
from collections.abc import Iterator

from newsgen.importer.bodies.edits import Edit
from newsgen.importer.bodies.markdown.sheet import Passage
from newsgen.importer.bodies.texts import destination
from newsgen.importer.bodies.usual import is_picture
from newsgen.markdown import find_scripts

_LIST = re.compile(r"[ \t]{0,9}\{:(?:[ \t]{0,9}[\w.#/:][^{}\n]{0,300})?\}")
"""An attribute list or another extension of kramdown."""
_ALONE = re.compile(r"(?:\s*\{:(?:[ \t]{0,9}[\w.#/:][^{}\n]{0,300})?\})+\s*")
_AFTER = re.compile(r"\{(?:[ \t]{0,9}[.#][^{}\n]{0,200}|[^{}\n=]{1,60}=[^{}\n]{0,200})\}")
"""Attributes directly after a link, a picture or code."""
_END = re.compile(r"[ \t]{0,9}\{[#.][\w-][^{}\n]{0,200}\}[ \t]*(?=\n|\Z)")
_CONTENTS = frozenset(
    {"[toc]", "[[toc]]", "[[_toc_]]", "{{toc}}", "${toc}", "{:toc}", "[_toc_]", "@[toc]"}
)
_WIKI = re.compile(r"(?P<picture>!?)\[\[(?P<inner>[^\[\]\n\0]{1,300})\]\]")
_EMOJI = re.compile(r"(?<![\w:/])(?P<name>:[a-z][a-z0-9_+-]{1,30}:)(?![\w:/])")
_FORMULA = re.compile(
    r"(?<![\\$\w])\$\$(?P<long>[^$\0]{1,4000})\$\$"
    r"|(?<![\\$\w])\$(?P<short>[^\s$\0](?:[^$\n\0]{0,400}[^\s$\0\\])?)\$(?![\w$])"
    r"|\\\\?[(\[](?P<bracketed>[^$\0\\()\[\]]{0,300}\\[^$\0()\[\]]{0,300})\\\\?[)\]]"
)
_MATHEMATICAL = frozenset("\\^_={}+<>")
_ABBREVIATION = re.compile(r"^\*\[[^\]\n]{1,100}\]:[^\n]*(?:\n|\Z)", re.MULTILINE)
_BRACKET = re.compile(r"\\.|\[", re.DOTALL)
_MOST_BRACKETS = 1000
_PLAIN_SCRIPT = re.compile(r"[0-9]{1,3}|st|nd|rd|th|er|ère|e|o|a|[+-]|[0-9][+-]|TM|®")
_SPECIAL = re.compile(r"[\\*_`\[\]<]")


def odd_edits(passage: Passage) -> Iterator[Edit]:
    """The changes of all these marks in a passage, with places in it."""
    plain = passage.plain
    if "{" in plain:
        yield from _attributes(passage)
    if "[[" in plain:
        yield from _wiki_links(passage)
    if "$" in plain or "\\(" in plain or "\\[" in plain:
        yield from _formulas(passage)
    if "^" in plain or "~" in plain:
        yield from _scripts(passage)
    if "[^" in plain:
        yield from _notes(passage)
    if "*[" in plain:
        yield from _abbreviations(passage)
    if plain.count("[") > _MOST_BRACKETS:
        yield from _brackets(passage)
    if plain.count(":") > 1:
        for found in _EMOJI.finditer(plain):
            told = f"emoji {found['name']} kept as written"
            passage.conversion.need(told, passage.line(found.start()), "emoji shortcode")


def _brackets(passage: Passage) -> Iterator[Edit]:
    """So many brackets that newsgen would refuse to look for the end of each."""
    told = "thousands of brackets: each written as one that begins no link"
    passage.conversion.need(told, passage.line())
    starts = {mark.start + (mark.kind == "image") for mark in passage.marks}
    for found in _BRACKET.finditer(passage.plain):
        if found[0] == "[" and found.start() not in starts:
            yield Edit(found.start(), found.start(), "\\")


def is_contents(passage: Passage) -> bool:
    """Whether the passage only stands for a list of contents."""
    words = passage.text.strip().lower().replace(" ", "")
    return words in _CONTENTS or words.endswith("\n{:toc}")


def attributes_alone(passage: Passage) -> bool:
    """Whether the passage is nothing but attribute lists, which is told then."""
    if not _ALONE.fullmatch(passage.text):
        return False
    _tell_attributes(passage, passage.text, 0)
    return True


def _tell_attributes(passage: Passage, written: str, start: int) -> None:
    told = f"attributes {written.strip()}: left out"
    passage.conversion.change(told, passage.line(start), "attributes")
    passage.conversion.left_out.append(written)


def _attributes(passage: Passage) -> Iterator[Edit]:
    plain, told = passage.plain, set[int]()
    places = [*_LIST.finditer(plain)]
    if passage.part.kind != "heading":
        places += _END.finditer(plain)
    ends = [m.end for m in passage.marks if m.kind in {"link", "image", "code"}]
    places += [found for end in ends if (found := _AFTER.match(plain, end))]
    for found in places:
        start, end = found.span()
        is_line = plain[:start].endswith("\n") or start == 0
        if is_line and plain[end : end + 1] == "\n":
            end += 1
        elif is_line and start and end == len(plain):
            start -= 1
        if start not in told:
            _tell_attributes(passage, found[0], found.start())
            told.add(start)
            yield Edit(start, end)


def _wiki_links(passage: Passage) -> Iterator[Edit]:
    links = {mark.start for mark in passage.marks if mark.kind == "link"}
    for found in _WIKI.finditer(passage.plain):
        start = found.start() + len(found["picture"])
        if start in links or start + 1 in links:
            continue
        target, _, words = found["inner"].partition("|")
        line = passage.line(start)
        if found["picture"] and is_picture(target.strip()):
            address = passage.conversion.picture(target.strip(), "", line)
            label = "" if words.strip().replace("x", "").isdecimal() else words.strip()
            if not label:
                told = "picture without description"
                passage.conversion.need(told, line, told)
            shown = f"![{label}]({destination(address)})" if address else ""
            yield Edit(found.start(), found.end(), shown)
        else:
            told = f"wiki link {target.strip()}: words kept"
            passage.conversion.change(told, line, "wiki link")
            passage.conversion.left_out.append(target if words.strip() else "")
            yield Edit(found.start(), found.end(), words.strip() or target.strip())


def _formulas(passage: Passage) -> Iterator[Edit]:
    for found in _FORMULA.finditer(passage.plain):
        inner = found["long"] or found["short"] or found["bracketed"] or ""
        if not found["long"] and not _MATHEMATICAL.intersection(inner):
            continue
        line = passage.line(found.start())
        passage.conversion.need("formula: no home, kept as text", line, "formula")
        scripts = {script.start() for script in find_scripts(found[0])}
        for special in _SPECIAL.finditer(found[0]):
            if special.start() not in scripts and _acts(found[0], special.start()):
                yield Edit(found.start() + special.start(), found.start() + special.start(), "\\")


def _acts(text: str, at: int) -> bool:
    """Whether Markdown may read the character as a mark."""
    sign, after = text[at], text[at + 1 : at + 2]
    if sign == "\\":
        return bool(after) and not after.isalnum() and not after.isspace()
    if sign == "_":
        return not (text[at - 1 : at].isalnum() and after.isalnum())
    return sign not in "[]" or after == "("


def _scripts(passage: Passage) -> Iterator[Edit]:
    """What newsgen alone reads as raised or lowered, unless it was surely meant so."""
    for found in find_scripts(passage.plain):
        if not _PLAIN_SCRIPT.fullmatch(found["text"]) and "\0" not in found[0]:
            yield Edit(found.start(), found.start(), "\\")


def _notes(passage: Passage) -> Iterator[Edit]:
    """References to footnotes that are not there."""
    known = passage.sheet.footnotes
    for mark in passage.marks:
        if mark.kind == "note" and passage.text[mark.label[0] + 1 : mark.label[1]] not in known:
            line = passage.line(mark.start)
            passage.conversion.need("footnote that is not there: kept as text", line, "footnote")
            yield Edit(mark.start, mark.start, "\\")


def _abbreviations(passage: Passage) -> Iterator[Edit]:
    for found in _ABBREVIATION.finditer(passage.plain):
        line = passage.line(found.start())
        passage.conversion.leave_out("abbreviation left out", found[0], line, "abbreviation")
        yield Edit(found.start(), found.end())
