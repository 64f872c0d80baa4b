"""Names in bylines: ``By HUMA SHAH and TARIQ AZIZ``."""

import re

from newsgen.importer.readers.scraped.words import BY, DESKS, JOINED, plain

_MOST_WORDS = 6
_LONGEST = 160
_BETWEEN = re.compile(
    r"[,;/&|،、]| (?:and|with|y|et|und|e|en|и|та|і|i|oraz|avec|mit|con|com|ve|و|اور|और|এবং|ও) ",
    re.IGNORECASE,
)
_GLUED = re.compile(r"^By(?=[A-Z])")
_AFTER_NAMES = frozenset({"기자", "記者", "记者"})
"""Reporter, in languages that write it after the name."""
_PARTICLES = frozenset(
    [
        "de",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
    ]
)


def read_byline(line: str) -> tuple[str, ...]:
    """The names after ``By`` in a language; empty if the line is no byline.

    >>> read_byline("By HUMA SHAH and TARIQ AZIZ")
    ('Huma Shah', 'Tariq Aziz')
    """
    if len(line) > _LONGEST or plain(line) in DESKS:
        return ()
    words = _GLUED.sub("By ", line).split()
    if len(words) in {2, 3} and words[-1] in _AFTER_NAMES:
        return (" ".join(words[:-1]),)
    for count in (1, 2, 3, 4):
        label = " ".join(words[:count])
        is_marked = label[-1:] in {":", "："}
        if plain(label) in BY and len(words) > count:
            names = split_names(" ".join(words[count:]))
            if names and (is_marked or all(_looks_like_name(name) for name in names)):
                return names
    return ()


def split_names(text: str) -> tuple[str, ...]:
    """The names in a list of them, in normal capitals."""
    parts = (part.strip(" \t.:·•|") for part in _BETWEEN.split(" ".join(text.split())))
    return tuple(dict.fromkeys(normal_capitals(part) for part in parts if part))


def normal_capitals(name: str) -> str:
    """The name, not in capitals only: ``HUMA O'NEILL`` as ``Huma O'Neill``."""
    if not name.isupper() or len(name) < 4 or " " not in name:
        return name
    return " ".join(_capital(word, number) for number, word in enumerate(name.split()))


def _capital(word: str, number: int) -> str:
    if number and word.lower() in _PARTICLES:
        return word.lower()
    if "." in word:
        return word
    pieces = re.split(r"([-'\u2019])", word)
    written = "".join(piece.capitalize() for piece in pieces)
    return (
        f"Mc{written[2:].capitalize()}"
        if written.startswith("Mc") and len(written) > 4
        else written
    )


def _looks_like_name(name: str) -> bool:
    words = name.split()
    if (
        not words
        or len(words) > _MOST_WORDS
        or any(map(str.isdigit, name))
        or plain(name) in JOINED
    ):
        return False
    return all(word.lower() in _PARTICLES or not word[0].islower() for word in words)
