"""Texts that make patterns and parsers slow, and a list of the package's patterns."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import newsgen

SIZES = (12, 20, 50, 200, 800, 3200, 25_600)
"""Exponential patterns show at the second size, cubic ones at the fifth, quadratic at the last."""
MIN_SECONDS, SECONDS_PER_MILLION = 0.02, 1.5e-6
"""Seconds allowed in any case, and for each character: fifty times the time of linear work."""
GENERAL = (" ", "\t", "\n", "a", "0", ".", "-", ":", "(", ")", "[", "]", '"', "\\", "é", "a ", " a")

_COMPILING = frozenset(f"re.{name}" for name in ("compile", "match", "fullmatch", "search", "sub"))

Use = tuple[str, re.Pattern[Any], str]
"""The place of a pattern, the pattern, and the method that it is used with."""


def pattern_uses() -> Iterator[Use]:
    """Every compiled pattern of the package, and every literal pattern in a call of ``re``."""
    for module, tree in _modules():
        methods = _methods(tree)
        for name, pattern in _patterns(vars(module)):
            for method in methods.get(name) or ("match", "fullmatch"):
                yield f"{module.__name__}.{name}", pattern, method
        yield from _inline(module.__name__, tree)


def _modules() -> Iterator[tuple[ModuleType, ast.Module]]:
    for info in pkgutil.walk_packages(newsgen.__path__, "newsgen."):
        if not info.name.endswith("__main__"):
            module = importlib.import_module(info.name)
            yield module, ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))


def _patterns(names: Mapping[str, Any]) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name, value in names.items():
        if hasattr(value, "cache_info") and "Pattern" in str(value.__annotations__.get("return")):
            yield from ((name, pattern) for pattern in _patterns_in(value()))
        else:
            for pattern in _patterns_in(value):
                yield name, pattern


def _patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from (pattern for below in value.values() for pattern in _patterns_in(below))
    elif isinstance(value, list | tuple | frozenset | set):
        yield from (pattern for below in value for pattern in _patterns_in(below))


def _methods(tree: ast.AST) -> dict[str, set[str]]:
    """The methods of patterns that a module calls, by the name of the pattern."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and hasattr(re.Pattern, node.attr):
            owner = node.value.func if isinstance(node.value, ast.Call) else node.value
            if isinstance(owner, ast.Name) and callable(getattr(re.Pattern, node.attr)):
                found.setdefault(owner.id, set()).add(node.attr)
    return found


def _inline(module: str, tree: ast.AST) -> Iterator[Use]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=method),
                args=[ast.Constant(value=str(pattern) | bytes(pattern)), *_],
            ) if method != "compile":
                yield f"{module}:{node.lineno}", re.compile(pattern), method


def find_runtime_patterns() -> Iterator[str]:
    """The functions that compile patterns which are not literals: these cannot be listed."""
    for module, tree in _modules():
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for function in functions:
            for node in ast.walk(function):
                match node:
                    case ast.Call(args=[ast.Constant(), *_]):
                        continue
                    case ast.Call(func=func) if ast.unparse(func) in _COMPILING:
                        yield f"{module.__name__}.{function.name}"


def make_sample(pattern: re.Pattern[Any]) -> str:
    """A short text that the pattern matches or nearly matches."""
    return "".join(_samples(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)))


def _samples(parsed: Any) -> Iterator[str]:
    for code, value in parsed:
        if code == sre.LITERAL:
            yield chr(value)
        elif code == sre.NOT_LITERAL:
            yield "b" if value == ord("a") else "a"
        elif code == sre.ANY:
            yield "a"
        elif code == sre.IN:
            yield _member_of(value)
        else:
            times = min(max(1, value[0]), 8) if code in _REPEATS else 1
            for _ in range(times):
                for below in _INSIDE.get(code, lambda _: ())(value):
                    yield from _samples(below)


_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_INSIDE: Mapping[Any, Callable[[Any], Iterable[Any]]] = {
    sre.BRANCH: lambda value: value[1],
    sre.SUBPATTERN: lambda value: [value[-1]],
    sre.ATOMIC_GROUP: lambda value: [value],
    sre.ASSERT: lambda value: [value[1]],
    **dict.fromkeys(_REPEATS, lambda value: [value[2]]),
}


def _member_of(members: Iterable[tuple[Any, Any]]) -> str:
    """A character of a set, or one that is not in a negated set."""
    chosen = []
    for code, value in members:
        match code:
            case sre.NEGATE:
                return "a"
            case sre.LITERAL:
                chosen.append(chr(value))
            case sre.RANGE:
                chosen.append(chr(value[0]))
            case sre.CATEGORY:
                chosen.append({sre.CATEGORY_SPACE: " ", sre.CATEGORY_DIGIT: "1"}.get(value, "a"))
    return chosen[0]


Shape = Callable[[int], str]
"""Makes a text of about that number of characters."""


def shapes(sample: str, *, few: bool = False) -> Iterator[Shape]:
    """Texts made of a sample: each of its beginnings, a repeated piece, and an end.

    The repeated pieces are its characters, its beginnings and pieces that many patterns handle
    badly; each also with a second run after the next character of the sample.
    """
    characters = list(dict.fromkeys(sample))[:8]
    cuts = sorted({*range(min(len(sample), 9)), len(sample)})
    beginnings = [sample[:cut] for cut in cuts]
    pieces = list(dict.fromkeys([*characters, *beginnings, *GENERAL]))
    for cut in cuts[:: 3 if few else 2]:
        start, rest = sample[:cut], sample[cut:]
        for piece in filter(None, pieces):
            yield _shape(start, piece, "", "\0")
            if not few:
                yield _shape(start, piece, "", f"{rest}\0")
            yield _shape(start, piece, rest[:1] or "(", "b\n")


def _shape(start: str, piece: str, middle: str, end: str) -> Shape:
    def grown(size: int) -> str:
        run = piece * (size // len(piece) // (2 if middle else 1))
        return f"{start}{run}{middle}{run if middle else ''}{end}"

    return grown


def find_too_slow(
    work: Callable[[str], object], shape: Shape, sizes: Iterable[int], factor: int = 1
) -> str:
    """The first text that takes more time than linear work can; empty if none does.

    ``factor`` is the time that the work may take, as a multiple of the time for a pattern.
    """
    for size in sizes:
        text = shape(size)
        if all(
            _seconds(work, text) > factor * (MIN_SECONDS + SECONDS_PER_MILLION * size)
            for _ in range(3)
        ):
            return f"{size} characters: {text[:40]!r} … {text[-40:]!r}"
    return ""


def _seconds(work: Callable[[str], object], text: str) -> float:
    begun = time.thread_time()
    work(text)
    return time.thread_time() - begun


def apply_pattern(pattern: re.Pattern[Any], method: str) -> Callable[[str], object]:
    """A function that applies the pattern to a text with that method."""
    encode = isinstance(pattern.pattern, bytes)

    def work(text: str) -> object:
        subject: Any = text.encode() if encode else text
        match method:
            case "finditer":
                return sum(1 for _ in pattern.finditer(subject))
            case "sub":
                return pattern.sub(b"" if encode else "", subject)
            case _:
                return getattr(pattern, method)(subject)

    return work


def _again(piece: str, end: str = "") -> Shape:
    return lambda size: piece * (size // len(piece)) + end


def _numbered(piece: str) -> Shape:
    return lambda size: "".join(piece.format(n) for n in range(size // (len(piece) + 3)))


def _around(before: str, after: str) -> Shape:
    def grown(size: int) -> str:
        times = size // (len(before) + len(after))
        return before * times + after * times

    return grown


BODIES: Mapping[str, Shape] = {
    "colons": _again(":::"),
    "blocks in blocks": _again("::: box b\n"),
    "a block and blanks": lambda size: f"::: box b{' ' * size}x",
    "blocks": _again("::: b\n:::\n"),
    "blocks of blocks": _again(":::: b\n::: c\n:::\n::::\n"),
    "definitions in a row": _again("]:a"),
    "definitions and a bracket": _again("]:a", "("),
    "destinations": _again("](a"),
    "pointed destinations": _again("](<a"),
    "titles": _again('[a](b "'),
    "notes": _again("[^a"),
    "notes, one of them there": _again("[^a", "\n\n[^b]: c\n\n[^b]"),
    "notes defined": _again("[^a]: b\n"),
    "notes defined apart": _numbered("[^a{}]: b\n\n"),
    "notes referred to": _again("[^a] ", "\n\n[^a]: b"),
    "notes in the line": _again("^[a"),
    "notes in notes": _around("^[", "]"),
    "quoted words": _again('"a" '),
    "quotes that open": _again('"a '),
    "quotes of two kinds": _again("'\""),
    "quotes in quotes": _again("\"a ' "),
    "pictures": _again("!["),
    "pictures in pictures": _around("![", "](a)"),
    "pictures by reference": _again("![a][b"),
    "brackets": _again("["),
    "brackets that close": _again("]"),
    "links in links": _around("[", "](a)"),
    "links by reference": _again("[a][b]", "\n\n[b]: c"),
    "links that lead nowhere": _numbered("[a](b{}.md) "),
    "links to no heading": _again("[a](#b) "),
    "a long host": lambda size: f"[a](http://{'é' * size})",
    "stars": _again("*"),
    "stars that open": _again("*a "),
    "stars in words": _again("a**b"),
    "stars and underscores": _again("**_a"),
    "stars and brackets": _again("[*"),
    "tildes": _again("~~a"),
    "backticks": _again("a`b``c```"),
    "tags": _again("<a "),
    "tags with a value": _again("<a b='"),
    "comments": _again("<!--"),
    "declarations": _again("<!A"),
    "addresses": _again("<http://a"),
    "entities": _again("&#"),
    "backslashes": _again("\\"),
    "quoted lines": _again("> a\n"),
    "quotes of text in quotes": _again("> ", "a"),
    "lazy lines": lambda size: f"{'>' * 50}a\n{'b' * 1}\n" + "b\n" * (size // 2),
    "lists": _again("- a\n"),
    "lists with gaps": _again("- a\n\n"),
    "lists in lists": _again("- ", "a"),
    "numbered lists": _again("1. a\n"),
    "stairs": lambda size: "".join("  " * n + "- a\n" for n in range(int(size**0.5))),
    "link definitions": _numbered("[a{}]: b\n"),
    "titles that go on": _again('[a]: b "c\n'),
    "labels that go on": _again("[a\n"),
    "tables": _again("a|b\n-|-\n"),
    "a wide table": lambda size: f"{'|a' * (size // 4)}|\n{'|-' * (size // 4)}|\n|x|\n",
    "rules": _again("- - "),
    "headings": _again("# a\n"),
    "headings of one name": _again("# a\n\n"),
    "fences": _again("```\n"),
    "empty lines": _again("\n"),
    "blanks": _again(" ", "a"),
    "returns": _again("\r", "a"),
    "hard breaks": _again("a  \n"),
    "dashes": _again("--a"),
    "all of it": _again("*[`_"),
}
"""Bodies of nothing but marks, each of about so many characters."""
