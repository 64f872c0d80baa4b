"""What an Eleventy site says of itself: configuration, data files, the data of its folders.

No JavaScript is run: of a configuration only plain texts are read, of ``.js`` data nothing.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from newsgen.importer.fields import text_of
from newsgen.importer.files import Unreadable, read_text, walk
from newsgen.importer.front import read_data
from newsgen.importer.models import Note

CONFIGS = (
    ".eleventy.js",
    *(f"eleventy.config.{ending}" for ending in ("js", "mjs", "cjs", "ts")),
)

_SETTING = re.compile(
    r"\b(input|output|data|includes|layouts|pathPrefix)\s*:\s*[\"']([^\"'\n]*)[\"']"
)
_COPY = re.compile(r"addPassthroughCopy\(\s*[\"']([^\"'\n]*)[\"']")
_COPY_TO = re.compile(r"[\"']([^\"'\n]+)[\"']\s*:\s*[\"']([^\"'\n]*)[\"']")
_COPIES = re.compile(r"addPassthroughCopy\(\s*\{([^{}]*)\}")
_DATA_FORMS = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}
_SCRIPTS = (".js", ".cjs", ".mjs", ".ts")
_MOST_NAMED = 5


def read_settings(root: Path) -> Mapping[str, str]:
    """Plain texts of the configuration: ``input``, ``pathPrefix`` and others."""
    return dict(_SETTING.findall(_config(root)))


def read_copies(root: Path, folder: str) -> tuple[tuple[str, str], ...]:
    """Folders that are copied to the site as they are, and where; without the input folder."""
    text = _config(root)
    copies = [(path, path.removeprefix("./")) for path in _COPY.findall(text)]
    found = [
        (path, place.removeprefix(f"{folder}/") if folder else place) for path, place in copies
    ]
    for inside in _COPIES.findall(text):
        found += _COPY_TO.findall(inside)
    return tuple(
        (path.strip("./"), f"/{place.strip('./')}")
        for path, place in found
        if "*" not in path and ".." not in path
    )


def _config(root: Path) -> str:
    for name in CONFIGS:
        if (root / name).is_file():
            try:
                return read_text(root, name)[0]
            except Unreadable:
                return ""
    return ""


def input_folder(root: Path, settings: Mapping[str, str]) -> str:
    """The folder of the texts, from the root; empty for the root itself."""
    wanted = settings.get("input", "").strip("./")
    if wanted and ".." not in wanted and (root / wanted).is_dir():
        return wanted
    if settings.get("input") or _config(root):
        return ""
    return next((name for name in ("src", "content", "site") if (root / name).is_dir()), "")


def read_global(root: Path, folder: str) -> Mapping[str, Any]:
    """The data of the whole site: that of ``_data`` by name, and ``pkg``."""
    found: dict[str, Any] = {}
    package = _read(root, "package.json")
    if package:
        found["pkg"] = {key: value for key, value in package.items() if isinstance(value, str)}
    for place in dict.fromkeys((f"{folder}/_data".lstrip("/"), "_data")):
        if not (root / place).is_dir():
            continue
        for path in walk(root / place):
            values = _read(root / place, path)
            if values is not None:
                _put(found, PurePosixPath(path).with_suffix("").parts, values.get("", values))
    return found


def _put(found: dict[str, Any], parts: tuple[str, ...], value: Any) -> None:
    for part in parts[:-1]:
        inner = found.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        found = inner
    found[parts[-1]] = value


def read_of_folders(root: Path, folder: str, path: str) -> Iterator[Mapping[str, Any]]:
    """The data for a file, from the outermost folder to the file itself."""
    file = PurePosixPath(path)
    for parent in reversed(file.parents):
        place = "" if str(parent) == "." else str(parent)
        if folder and place != folder and not place.startswith(f"{folder}/"):
            continue
        name = PurePosixPath(place).name or root.name
        start = f"{place}/{name}".lstrip("/")
        yield from _data_of(root, start)
    yield from _data_of(root, str(file.with_suffix("")))


def _data_of(root: Path, start: str) -> Iterator[Mapping[str, Any]]:
    for ending in (".json", ".11tydata.json"):
        if start != "package":
            values = _read(root, f"{start}{ending}")
            if values:
                yield values


def scripts_not_read(root: Path, folder: str) -> tuple[Note, ...]:
    """A note of the data files in JavaScript."""
    names = [
        path
        for path in walk(root)
        if path.endswith(_SCRIPTS)
        and (".11tydata." in path or "_data/" in path)
        and (not folder or path.startswith((f"{folder}/", "_data/")))
    ]
    if not names:
        return ()
    shown = ", ".join(names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    text = f"data in JavaScript is not read: {shown}{more}"
    return (Note(effect="left-out", text=text),)


def is_package_of_eleventy(root: Path) -> bool:
    """Whether ``package.json`` asks for Eleventy."""
    package = _read(root, "package.json") or {}
    needs = (package.get(key) for key in ("dependencies", "devDependencies"))
    return any(isinstance(each, Mapping) and "@11ty/eleventy" in each for each in needs)


def title_of(data: Mapping[str, Any], *keys: str) -> str:
    """What the usual data files call the site: ``site.title``, ``metadata.url``."""
    for name in ("metadata", "site", "meta", "config", "global"):
        values = data.get(name)
        if isinstance(values, Mapping):
            found = next((text for key in keys if (text := text_of(values.get(key)))), "")
            if found:
                return found
    return ""


def _read(root: Path, path: str) -> Mapping[str, Any] | None:
    form = _DATA_FORMS.get(PurePosixPath(path).suffix)
    if form is None or not (root / path).is_file():
        return None
    try:
        text, _ = read_text(root, path)
    except Unreadable:
        return None
    front = read_data(text, "json" if form == "json" else "yaml")
    return None if front.fault else front.values
