"""Which files of a Hugo site are pages: bundles, sections, languages."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from newsgen.importer.files import is_inside, walk
from newsgen.importer.readers.hugo.settings import HugoSettings, Language, text_list
from newsgen.models import Model

FORMATS = {
    **dict.fromkeys(("md", "markdown", "mdown", "mkd", "mdtext", "mmark"), "markdown"),
    **dict.fromkeys(("html", "htm"), "html"),
    "rst": "rst",
    **dict.fromkeys(("adoc", "asciidoc", "ad"), "AsciiDoc"),
    "org": "Org",
    **dict.fromkeys(("pandoc", "pdc"), "markdown"),
}
"""Ending → mark-up; those in capitals are not read."""
PEOPLE = frozenset({"authors", "author", "people", "contributors"})
"""Folders below the content whose pages are persons."""


class Page(Model, frozen=True):
    """A file that is a page, or the text of a section."""

    path: str
    """From the root of the source."""
    language: Language
    parts: tuple[str, ...]
    """Folders between the folder of the language and the page; without that of a bundle."""
    name: str
    """Without language and ending; of a bundle or a section the name of its folder."""
    folder: str
    """From the root: relative pictures count from here."""
    markup: str
    is_section: bool = False
    is_bundle: bool = False

    @property
    def key(self) -> str:
        """Its path without language and ending, as Hugo looks pages up: ``news/tower``."""
        return "/".join((*self.parts, self.name)).lower().strip("/")


class Pages(Model, frozen=True):
    """All pages of the site."""

    stories: tuple[Page, ...]
    """Without persons and terms."""
    sections: tuple[Page, ...]
    people: tuple[Page, ...]
    by_key: Mapping[str, Mapping[str, str]]
    """Language → key of a story → its file."""
    by_name: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Language → name of a story → the keys of those that have it."""
    by_file: Mapping[str, tuple[str, str]]
    """File of a story → its language and key."""
    section_keys: frozenset[str]
    """Folders with a text of their own: sections below the first level."""
    is_flat: bool
    """Whether no story is in a section."""
    not_taken: Mapping[str, int]


def list_pages(root: Path, settings: HugoSettings) -> Pages:
    """The pages of the site, in the order of their paths."""
    not_taken: Counter[str] = Counter()
    stories, sections, people = [], [], []
    for page in sorted(_all_pages(root, settings, not_taken), key=lambda page: page.path):
        first = (page.parts[0] if page.parts else page.name).lower()
        is_below = bool(page.parts) or page.is_section
        if is_below and first in PEOPLE:
            if page.parts:
                people.append(page)
        elif is_below and first in settings.taxonomies:
            not_taken["page of a term"] += 1
        elif page.is_section:
            sections.append(page)
        else:
            stories.append(page)
    by_key, by_name = _by_key(stories)
    return Pages(
        stories=tuple(stories),
        sections=tuple(sections),
        people=tuple(people),
        by_key=by_key,
        by_name=by_name,
        by_file={page.path: (page.language.key, page.key) for page in stories},
        section_keys=frozenset(page.key for page in sections),
        is_flat=not any(page.parts for page in stories),
        not_taken=dict(not_taken),
    )


def _by_key(
    stories: Iterable[Page],
) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, tuple[str, ...]]]]:
    by_key: dict[str, dict[str, str]] = {}
    by_name: dict[str, dict[str, tuple[str, ...]]] = {}
    for page in stories:
        by_key.setdefault(page.language.key, {})[page.key] = page.path
        names = by_name.setdefault(page.language.key, {})
        name = page.name.lower()
        names[name] = (*names.get(name, ()), page.key)
    return by_key, by_name


def _all_pages(root: Path, settings: HugoSettings, not_taken: Counter[str]) -> Iterator[Page]:
    languages = {language.key: language for language in settings.languages}
    folders: dict[str, Language] = {}
    for language in settings.languages:
        folders.setdefault(language.folder, language)
    for folder, language in folders.items():
        if not is_inside(root, folder) or not (root / folder).is_dir():
            continue
        others = tuple(
            f"{other[len(folder) + 1 :]}/" for other in folders if other.startswith(f"{folder}/")
        )
        paths = [path for path in walk(root / folder) if not path.startswith(others or "\0")]
        leaves = _leaves(paths, languages)
        for path in paths:
            page = _page(folder, path, leaves, languages, language)
            if page:
                yield page
            elif path.rpartition(".")[2].lower() in FORMATS:
                not_taken["text in the folder of a story"] += 1


def _split(name: str, languages: Mapping[str, Language]) -> tuple[str, str, str]:
    """Name, language and ending of a file: ``index.es.md``."""
    stem, _, ending = name.rpartition(".")
    base, _, language = stem.rpartition(".")
    if base and language.lower() in languages:
        return base, language.lower(), ending.lower()
    return stem, "", ending.lower()


def _leaves(paths: Iterable[str], languages: Mapping[str, Language]) -> frozenset[str]:
    """The folders that are one story with its files."""
    found = set()
    for path in paths:
        folder, _, name = path.rpartition("/")
        stem, _, ending = _split(name, languages)
        if stem == "index" and ending in FORMATS:
            found.add(folder)
    return frozenset(found)


def _page(
    root_folder: str,
    path: str,
    leaves: frozenset[str],
    languages: Mapping[str, Language],
    main: Language,
) -> Page | None:
    folder, _, name = path.rpartition("/")
    stem, key, ending = _split(name, languages)
    if ending not in FORMATS or not stem:
        return None
    parts = tuple(part for part in folder.split("/") if part)
    is_bundle = stem == "index"
    above = {"/".join(parts[:depth]) for depth in range(1, len(parts) + (not is_bundle))}
    if above & leaves:
        return None
    is_section = stem == "_index"
    if is_bundle or is_section:
        parts, stem = parts[:-1], parts[-1] if parts else ""
    if is_bundle and not stem:
        return None
    return Page(
        path=f"{root_folder}/{path}",
        language=languages.get(key, main),
        parts=parts,
        name=stem,
        folder=f"{root_folder}/{folder}".rstrip("/"),
        markup=FORMATS[ending],
        is_section=is_section,
        is_bundle=is_bundle,
    )


def cascaded(page: Page, values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the sections above the page, and the settings (key ````), give to its front matter.

    ``values`` has the front matter of each section, keys in small letters, by ``LANGUAGE/key``.
    """
    found: dict[str, Any] = {}
    depths = range(1, len(page.parts) + 1)
    above = ("/".join((page.language.key, *page.parts[:depth])).lower() for depth in depths)
    places = ("", page.language.key, *above)
    for place in places:
        given = values.get(place, {}).get("cascade")
        for each in given if isinstance(given, list) else [given]:
            if isinstance(each, Mapping) and _is_target(page, each):
                found |= each
    found.pop("target", None)
    found.pop("_target", None)
    return found


def _is_target(page: Page, cascade: Mapping[str, Any]) -> bool:
    target = cascade.get("target") or cascade.get("_target") or {}
    if not isinstance(target, Mapping):
        return True
    kinds = text_list(target.get("kind"))
    if kinds and "page" not in kinds and "{page" not in kinds[0]:
        return False
    if target.get("lang") and page.language.key not in str(target["lang"]):
        return False
    pattern = str(target.get("path") or "")
    return not pattern or any(_fits(page.key, each) for each in pattern.strip("{}").split(","))


def _fits(key: str, pattern: str) -> bool:
    """Whether the path fits ``/news/**``, ``/news/*`` or is the path itself."""
    pattern = pattern.strip().lower().strip("/")
    if pattern.endswith("**"):
        return f"{key}/".startswith(pattern[:-2])
    if pattern.endswith("/*"):
        return key.rpartition("/")[0] == pattern[:-2]
    return key == pattern
