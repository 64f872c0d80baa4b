"""The settings of a Hugo site: ``hugo.toml``, ``config.*`` and ``config/_default/*``.

Names of settings do not differ by capitals in Hugo, so all keys are in small letters here.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from newsgen.importer.files import Unreadable, read_text
from newsgen.importer.front import read_data
from newsgen.importer.models import Note
from newsgen.models import Model

ENDINGS = ("toml", "yaml", "yml", "json")
"""Of files with settings and data, in the order in which Hugo looks for them."""
_FORMS: Mapping[str, Any] = {"toml": "toml", "json": "json"}
_TAXONOMIES = {"tag": "tags", "category": "categories"}


class Language(Model, frozen=True):
    """A language of the site."""

    key: str
    """``en``, ``pt-br``: in names of files and in addresses."""
    code: str
    """BCP 47 tag: ``languageCode`` of the language, or its key; empty if nothing names it."""
    folder: str
    """Path from the root of the folder with its texts."""
    prefix: str
    """What its addresses begin with: ``/es/``, or ``/``."""
    base_url: str = ""
    """If it has a host of its own."""
    permalinks: Mapping[str, str] = {}
    """Pattern of addresses by section, as :func:`_permalinks` finds them."""


class HugoSettings(Model, frozen=True):
    """What the settings say. Without any, it is what Hugo does without settings."""

    tree: Mapping[str, Any] = {}
    """All settings."""
    base_url: str = ""
    languages: tuple[Language, ...] = ()
    """The main one first; never empty."""
    ugly: Mapping[str, bool] = {}
    """Whether addresses end in ``.html``, by section; ``""`` for all others."""
    lower: bool = True
    """Whether addresses are in small letters."""
    accents: bool = True
    taxonomies: Mapping[str, str] = {}
    """Key in front matter → name of one term: ``tags`` → ``tag``."""
    dates: Mapping[str, tuple[str, ...]] = {}
    """Field → the keys and handlers that give it, the first one first."""
    notes: tuple[Note, ...] = ()

    def is_ugly(self, section: str) -> bool:
        """Whether addresses of the section, in small letters, end in ``.html``."""
        return self.ugly.get(section, self.ugly.get("", False))


def read_settings(root: Path) -> HugoSettings:
    """The settings of the site below ``root``; those that cannot be read are told."""
    tree: dict[str, Any] = {}
    notes: list[Note] = []
    for path, place in _files(root):
        try:
            values, told = read_values(root, path)
        except Unreadable as fault:
            notes.append(Note(effect="left-out", text=f"{path}: {fault}"))
            continue
        notes += [Note(effect=note.effect, text=f"{path}: {note.text}") for note in told]
        for name in reversed(place):
            values = {name: values}
        tree = _merged(tree, _lowered(values))
    return _settings(tree, tuple(notes))


def read_values(root: Path, path: str) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """The values of a TOML, YAML or JSON file. Raises Unreadable."""
    text, notes = read_text(root, path)
    ending = path.rpartition(".")[2]
    front = read_data(text, _FORMS.get(ending, "yaml"))
    if front.fault:
        raise Unreadable(front.fault)
    return dict(front.values), notes + front.notes


def lookup(tree: Mapping[str, Any], dotted: str) -> Any:
    """The value at ``a.b.c``, in capitals or not; None if there is none."""
    found: Any = tree
    for name in dotted.lower().split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def is_on(value: object) -> bool:
    """Whether a switch is on, as text or not."""
    return str(value).strip().lower() == "true"


def text_list(value: object) -> tuple[str, ...]:
    """The texts of a list, or of a text that stands for a list with one entry."""
    entries = value if isinstance(value, list | tuple) else [value]
    return tuple(str(entry) for entry in entries if entry not in (None, ""))


def _files(root: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The files with settings, and the place of their values in the tree, the weakest first."""
    names = [f"{stem}.{ending}" for stem in ("hugo", "config") for ending in ENDINGS]
    yield from [(name, ()) for name in names if _is_file(root, name)][:1]
    for folder in ("config/_default", "config/production"):
        for path in sorted((root / folder).glob("*")):
            name = f"{folder}/{path.name}"
            stem, _, ending = path.name.rpartition(".")
            if ending in ENDINGS and _is_file(root, name):
                yield name, _place(stem.lower())


def _is_file(root: Path, name: str) -> bool:
    path = root / name
    return path.is_file() and path.resolve().is_relative_to(root.resolve())


def _place(stem: str) -> tuple[str, ...]:
    """Where the values of ``params.es.toml`` belong: ``languages.es.params``."""
    name, _, language = stem.partition(".")
    if name in ("hugo", "config"):
        return ()
    name = "menus" if name == "menu" else name
    return ("languages", language, name) if language else (name,)


def _lowered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key).lower(): _lowered(below) for key, below in value.items()}
    return [_lowered(below) for below in value] if isinstance(value, list | tuple) else value


def _merged(weak: Mapping[str, Any], strong: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(weak)
    for key, value in strong.items():
        old = merged.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            merged[key] = _merged(old, value)
        else:
            merged[key] = value
    return merged


def _settings(tree: Mapping[str, Any], notes: tuple[Note, ...]) -> HugoSettings:
    taxonomies = tree.get("taxonomies", _TAXONOMIES)
    return HugoSettings(
        tree=tree,
        base_url=_base_url(tree.get("baseurl")),
        languages=tuple(_languages(tree)),
        ugly=_ugly(tree.get("uglyurls")),
        lower=not is_on(tree.get("disablepathtolower")),
        accents=not is_on(tree.get("removepathaccents")),
        taxonomies={str(many).lower(): one for one, many in taxonomies.items()}
        if isinstance(taxonomies, Mapping)
        else {},
        dates=_dates(tree.get("frontmatter")),
        notes=notes,
    )


def _base_url(value: object) -> str:
    """The address with a slash at its end; empty if it is not a whole one, such as ``/``."""
    written = str(value or "").strip()
    return f"{written.rstrip('/')}/" if "://" in written else ""


def _languages(tree: Mapping[str, Any]) -> list[Language]:
    found = tree.get("languages")
    named = {key: value for key, value in (found or {}).items() if isinstance(value, Mapping)}
    main = str(tree.get("defaultcontentlanguage") or "").lower() or ("en" if "en" in named else "")
    if not main or (named and main not in named):
        main = min(named, key=lambda key: _weight(named[key]), default=main or "en")
    apart = set(map(str.lower, text_list(tree.get("disablelanguages"))))
    apart |= {key for key, value in named.items() if is_on(value.get("disabled"))}
    kept = [main, *sorted(named.keys() - apart - {main}, key=lambda key: _weight(named[key]))]
    return [_language(tree, key, named.get(key, {}), is_main=key == main) for key in kept]


def _weight(language: Mapping[str, Any]) -> tuple[int, str]:
    weight = str(language.get("weight") or "0")
    return (int(weight) if weight.lstrip("-").isdigit() else 0, str(language.get("languagename")))


def _language(
    tree: Mapping[str, Any], key: str, own: Mapping[str, Any], *, is_main: bool
) -> Language:
    shared = str(tree.get("contentdir") or "content")
    is_main_named = not is_main or bool(own) or "defaultcontentlanguage" in tree
    with_prefix = not is_main or is_on(tree.get("defaultcontentlanguageinsubdir"))
    code = own.get("languagecode") or own.get("locale") or ""
    if is_main:
        code = code or tree.get("languagecode") or tree.get("locale") or ""
    return Language(
        key=key,
        code=str(code or (key if is_main_named else "")).replace("_", "-"),
        folder=str(own.get("contentdir") or _mounted(tree, key) or shared).strip("/"),
        prefix=f"/{key}/" if with_prefix and not own.get("baseurl") else "/",
        base_url=_base_url(own.get("baseurl")),
        permalinks=_permalinks(tree.get("permalinks")) | _permalinks(own.get("permalinks")),
    )


def _mounted(tree: Mapping[str, Any], key: str) -> str:
    """The folder that ``[[module.mounts]]`` gives the texts of the language."""
    mounts = lookup(tree, "module.mounts")
    for mount in mounts if isinstance(mounts, list) else []:
        if (
            isinstance(mount, Mapping)
            and mount.get("target") == "content"
            and str(mount.get("lang", "")).lower() in ("", key)
        ):
            return str(mount.get("source") or "")
    return ""


def _permalinks(value: object) -> dict[str, str]:
    """Section → pattern, in the old form and in the new one (``[permalinks.page]``)."""
    found: dict[str, str] = {}
    for key, pattern in value.items() if isinstance(value, Mapping) else ():
        if isinstance(pattern, str):
            found.setdefault(key, pattern)
        elif key == "page" and isinstance(pattern, Mapping):
            found |= {name: text for name, text in pattern.items() if isinstance(text, str)}
    return {key.strip("/"): pattern for key, pattern in found.items()}


def _ugly(value: object) -> dict[str, bool]:
    if isinstance(value, Mapping):
        return {str(section): is_on(switch) for section, switch in value.items()}
    return {"": is_on(value)}


def _dates(value: object) -> dict[str, tuple[str, ...]]:
    """The keys of each date, in small letters: Hugo's own, or those of ``[frontmatter]``."""
    usual = {
        "date": ("date", "publishdate", "pubdate", "published", "lastmod", "modified"),
        "lastmod": ("lastmod", "modified", "updated"),
        "publishdate": ("publishdate", "pubdate", "published", "date"),
        "expirydate": ("expirydate", "unpublishdate"),
    }
    for field, keys in value.items() if isinstance(value, Mapping) else ():
        if field in usual:
            written = [key.lower() for key in text_list(keys)]
            usual[field] = tuple(
                name for key in written for name in (usual[field] if key == ":default" else (key,))
            )
    return usual
