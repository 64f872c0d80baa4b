"""What the settings of an Astro or Docusaurus site say, read as text: JavaScript is never run."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from newsgen.importer.files import Unreadable, is_inside, read_text, walk
from newsgen.importer.readers.astro.aliases import aliases_of
from newsgen.models import Model

Kind = Literal["astro", "docusaurus", "vitepress", "other"]

_ENDINGS = ("mjs", "ts", "js", "mts", "cjs")
CONFIGURATIONS = tuple(f"astro.config.{ending}" for ending in _ENDINGS)
_OTHERS: Mapping[Kind, tuple[str, ...]] = {
    "docusaurus": ("docusaurus.config",),
    "vitepress": (".vitepress/config", "docs/.vitepress/config"),
}
"""Beginnings of the names of the settings of other systems."""
_CONSTANTS = ("src/consts", "src/config", "src/site.config", "src/data/site")
_COMMENT = re.compile(r"(?m)^[ \t]*+(?://[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)")
_SETTING = re.compile(
    r"(?<![\w.$])(?P<key>[A-Za-z_]\w*)\s{0,4}[:=]\s{0,4}(?:\"(?P<a>[^\"\n]*)\"|'(?P<b>[^'\n]*)'|`(?P<c>[^`$\n]*)`"
    r"|(?P<d>true|false)\b)"
)
_PAIR = re.compile(r"[\"'](/[^\"'\n]*)[\"']\s{0,8}:\s{0,8}[\"']([^\"'\n]+)[\"']")
_LOCALES = re.compile(r"(?<![\w.$])locales\s{0,4}[:=]\s{0,4}\[([^\]]*)\]")
_QUOTED = re.compile(r"[\"']([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)[\"']")
_COLLECTION = re.compile(r"getCollection\([ \t]{0,8}[\"']([\w-]+)[\"']")


class AstroSettings(Model, frozen=True):
    """What is known of the site; all of it may be empty."""

    site: str = ""
    """``https://example.org``, with a slash at its end."""
    base: str = "/"
    """Path before all addresses, with slashes at both ends."""
    ending: str = "/"
    """What addresses of pages end in: ``/``, ``.html`` or nothing."""
    title: str = ""
    description: str = ""
    locales: tuple[str, ...] = ()
    """The main one first."""
    redirects: Mapping[str, str] = {}
    """Old path → path that it leads to."""
    routes: Mapping[str, str] = {}
    """Collection → path that its pages are below, as the files of ``src/pages`` show it."""
    aliases: Mapping[str, str] = {}
    is_starlight: bool = False
    kind: Kind = "astro"


def read_settings(root: Path) -> AstroSettings:
    """The settings of the site; values that are not literal are not known."""
    kind, text = _configuration(root)
    values = _values(text)
    constants = _values(
        _first(root, tuple(f"{stem}.{ending}" for stem in _CONSTANTS for ending in _ENDINGS))
    )
    site = values.get("site") or values.get("url") or constants.get("SITE_URL") or ""
    base = (values.get("base") or values.get("baseUrl") or "").strip("/")
    return AstroSettings(
        site=f"{site.rstrip('/')}/" if "://" in site else "",
        base=f"/{base}/" if base else "/",
        ending=_ending(values, kind),
        title=constants.get("SITE_TITLE") or constants.get("title") or values.get("title", ""),
        description=constants.get("SITE_DESCRIPTION")
        or constants.get("description")
        or values.get("tagline")
        or values.get("description", ""),
        locales=_locales(text, values),
        redirects=_redirects(text),
        routes=_routes(root),
        aliases=aliases_of(_first(root, ("tsconfig.json", "jsconfig.json"))),
        is_starlight="@astrojs/starlight" in text,
        kind=kind,
    )


def _configuration(root: Path) -> tuple[Kind, str]:
    """Which system it is, and the text of its settings."""
    if (root / "src" / "content").is_dir() or any(
        (root / name).is_file() for name in CONFIGURATIONS
    ):
        return "astro", _first(root, CONFIGURATIONS)
    for kind, stems in _OTHERS.items():
        names = tuple(f"{stem}.{ending}" for stem in stems for ending in _ENDINGS)
        if any((root / name).is_file() for name in names):
            return kind, _first(root, names)
    return "other", ""


def _first(root: Path, names: tuple[str, ...]) -> str:
    """The text of the first of the files that is there, without whole lines of comments."""
    for name in names:
        if (root / name).is_file() and is_inside(root, name):
            try:
                return _COMMENT.sub("", read_text(root, name)[0])
            except Unreadable:
                continue
    return ""


def _values(text: str) -> dict[str, str]:
    """The first literal value of each name."""
    found: dict[str, str] = {}
    for match in _SETTING.finditer(text):
        value = next((match[group] for group in "abcd" if match[group] is not None), "")
        found.setdefault(match["key"], value)
    return found


def _ending(values: Mapping[str, str], kind: str) -> str:
    slash = values.get("trailingSlash", "")
    if values.get("format") == "file":
        return ".html"
    if slash in ("never", "false") or (kind == "docusaurus" and slash != "true"):
        return ""
    return ".html" if kind == "vitepress" and values.get("cleanUrls") != "true" else "/"


def _locales(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    listed = _LOCALES.search(text)
    found = _QUOTED.findall(listed[1]) if listed else []
    main = values.get("defaultLocale", "")
    return tuple(dict.fromkeys(([main] if main and main != "root" else []) + found))


def _redirects(text: str) -> dict[str, str]:
    start = text.find("redirects:")
    end = text.find("}", start)
    return dict(_PAIR.findall(text[start:end])) if 0 <= start < end else {}


def _routes(root: Path) -> dict[str, str]:
    """The folders of ``src/pages`` whose pages are made of a collection."""
    found: dict[str, str] = {}
    if not is_inside(root, "src/pages"):
        return found
    for path in walk(root / "src" / "pages"):
        folder, _, name = path.rpartition("/")
        if name.startswith("[") and name.endswith((".astro", ".ts", ".js", ".tsx")):
            try:
                text = read_text(root, f"src/pages/{path}")[0]
            except Unreadable:
                continue
            for collection in _COLLECTION.findall(text):
                if "[" not in folder and not name.startswith("[page"):
                    found.setdefault(collection, folder)
    return found
