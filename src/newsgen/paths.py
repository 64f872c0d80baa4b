"""Decides which paths are valid in a finished site, on every kind of storage.

A path is valid if the site can be stored on a disk of Linux, macOS or Windows, in a bucket, on a
server and on a git branch, and the path has the same meaning on all of them. Plan, writer,
publishers and readers of old manifests all use this module, so nothing is written that is refused
later.
"""

import re
import unicodedata

MAX_NAME = 240
"""Longest name of a file or folder, in bytes of UTF-8: file systems take 255, and tools that copy
files add up to 15 for their temporary names."""
MAX_PATH = 900
"""Longest path, in bytes of UTF-8: a key in S3 can have 1,024 with its prefix."""
MAX_DEPTH = 32
"""Most names in a path."""
OPEN_FOLDER = ".well-known"
"""The only valid folder that begins with a dot, in the root of a site (RFC 8615)."""
OPEN_FILES = frozenset({".htaccess"})
"""Valid files that begin with a dot, in every folder: the rules of Apache and its like."""
OPEN_NAMES = OPEN_FILES | {OPEN_FOLDER, ".nojekyll", ".domains"}
"""Valid names that begin with a dot, in the root of a site."""
PREVIEW_FOLDER = "_newsgen"
"""The folder in the root of a site that the preview uses for its own pages."""

_DEVICES = frozenset({
    *("con", "prn", "aux", "nul", "conin$", "conout$", "clock$"),
    *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"),
})  # fmt: skip
"""https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""
_PLAIN_NAME = r"(?:[A-Za-z0-9_-]{5,}+|[0-9]++)(?:\.[A-Za-z0-9_-]++)*+"
_PLAIN = re.compile(rf"(?!(?i:{PREVIEW_FOLDER})/){_PLAIN_NAME}(?:/{_PLAIN_NAME})*+")
"""Paths that are valid unless they are too long: names of devices have fewer letters. All loops
are possessive, so each character is read once."""
_FORBIDDEN = frozenset('<>:"|?*\\')
"""Characters that Windows allows in no name; a backslash separates folders there."""
_SHORT = ("git~", "newsge~", "parts~")
"""Beginnings of the short names (8.3) of `.git`, `.newsgen` and `.parts` on Windows."""
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def fault_of(path: str) -> str:
    """Why no file of a site may have that POSIX path, as a sentence; empty if it may.

    >>> fault_of("world/quake/index.html"), fault_of("world/../index.html")
    ('', '`..` leads to another folder')
    """
    if len(path) <= MAX_NAME and path.count("/") < MAX_DEPTH and _PLAIN.fullmatch(path):
        return ""
    names = path.split("/")
    if len(names) > MAX_DEPTH:
        return f"the path is {len(names)} folders deep, more than {MAX_DEPTH}"
    for place, name in enumerate(names):
        is_last = place == len(names) - 1
        if is_last and (name in OPEN_FILES or path in OPEN_NAMES - {OPEN_FOLDER}):
            continue
        if fault := name_fault(name, is_first=place == 0 and not is_last):
            return fault
    length = len(path.encode())
    return f"the path has {length:,} bytes, more than {MAX_PATH}" if length > MAX_PATH else ""


def name_fault(name: str, *, is_first: bool = False) -> str:
    """Why no file or folder of a site may have that name; empty if it may.

    ``is_first`` means that it is a folder in the root of the site.
    """
    if not name:
        return "a name in the path is empty"
    for character in name:
        category = unicodedata.category(character)
        is_odd = character in _DIRECTIONS or ord(character) & 0xFFFE == 0xFFFE
        if is_odd or category in _UNPRINTABLE:
            return f"the path contains the invisible character U+{ord(character):04X}"
        if character in _FORBIDDEN:
            return f"`{_shown(name)}` contains `{character}`, which Windows forbids in names"
    return _meaning_fault(name, is_first=is_first) or _form_fault(name)


def _meaning_fault(name: str, *, is_first: bool) -> str:
    """Why a file system or a tool would give the name another meaning; empty if none would."""
    visible = "".join(c for c in name if unicodedata.category(c) != "Cf")
    seen = unicodedata.normalize("NFKC", visible).casefold()
    if seen in {".", ".."}:
        return f"`{name}` leads to another folder"
    if seen.startswith(".") and not (is_first and name == OPEN_FOLDER):
        return f"`{_shown(name)}` begins with a dot, which marks files that are not for readers"
    if is_first and seen == PREVIEW_FOLDER:
        return f"`{name}` is where the preview has its own pages"
    stem = seen.partition(".")[0].rstrip(" ")
    if stem in _DEVICES or seen.startswith(_SHORT):
        return f"`{_shown(name)}` is a name that Windows keeps for itself"
    return ""


def _form_fault(name: str) -> str:
    """Why file systems would change the name or cannot store it; empty if all can."""
    if name.endswith(".") or name != name.strip():
        return f"`{_shown(name)}` ends in a dot, or begins or ends with a space"
    if not unicodedata.is_normalized("NFC", name):
        return f"`{_shown(name)}` is not in Unicode form NFC, so some systems would rename it"
    length = len(name.encode())
    if length > MAX_NAME:
        return f"`{_shown(name)}` has {length:,} bytes, more than {MAX_NAME}"
    return ""


def _shown(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:60]}…"
