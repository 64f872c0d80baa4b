"""What the ``conf.py`` of a site of Nikola says."""

import posixpath
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, NamedTuple

from newsgen.importer.files import Unreadable, is_inside, read_text
from newsgen.importer.models import Markup
from newsgen.importer.readers.python_settings import read_settings
from newsgen.models import Model

CONF = "conf.py"
SIGNS = ("BLOG_TITLE", "SITE_URL")
"""Settings that only a site of Nikola has: Sphinx has a ``conf.py`` too."""

_COMPILERS: Mapping[str, Markup] = {
    "rest": "rst",
    "markdown": "markdown",
    "html": "html",
    "pandoc": "rst",
}
_ENDINGS: Mapping[str, Markup] = {
    ".rst": "rst",
    ".txt": "rst",
    ".md": "markdown",
    ".mdown": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}
OTHERS = frozenset({".adoc", ".bbcode", ".ipynb", ".org", ".php", ".textile", ".wiki"})
"""Endings of stories in mark-up that is not imported."""
_WITHOUT_CONF = {"POSTS": ("posts",), "PAGES": ("pages", "stories")}


class Folder(NamedTuple):
    """A folder with stories or pages, and where they are published."""

    path: str
    kind: Literal["story", "page"]
    pattern: str
    """Of the names of its files: ``*.md``; empty for all."""
    destinations: Mapping[str, str]
    """By language; below an empty text for those that are not named."""


class NikolaSettings(Model, frozen=True):
    """The settings that an import needs, with the defaults of Nikola."""

    found: str = ""
    """Path of ``conf.py`` from the root of the source; empty if there is none."""
    values: Mapping[str, Any] = {}

    @property
    def lang(self) -> str:
        """The main language."""
        value = self.values.get("DEFAULT_LANG")
        return value if isinstance(value, str) and value else "en"

    @property
    def translations(self) -> Mapping[str, str]:
        """Each language and the folder of its pages: ``{"en": "", "es": "es"}``."""
        value = self.values.get("TRANSLATIONS")
        given = value if isinstance(value, Mapping) else {}
        found = {
            str(lang): posixpath.normpath(path).strip("./")
            for lang, path in given.items()
            if isinstance(path, str)
        }
        return {self.lang: found.pop(self.lang, ""), **found}

    def text(self, name: str) -> str:
        """A setting that is text, in the main language if it has several."""
        value = self.values.get(name)
        if isinstance(value, Mapping):
            value = value.get(self.lang) or next(iter(value.values()), "")
        return value if isinstance(value, str) else ""

    def says(self, name: str, *, default: bool) -> bool:
        """A setting that is yes or no."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else default

    def folders(self, name: str, default: Mapping[str, str]) -> Mapping[str, str]:
        """Folders of the source, and where their files are published."""
        value = self.values.get(name)
        given = value if isinstance(value, Mapping) else default
        return {str(a).strip("/"): str(b).strip("/") for a, b in given.items() if str(a).strip("/")}

    def markup_of(self, path: str) -> Markup | None:
        """What the file is; None if it is no story."""
        ending = posixpath.splitext(path)[1].lower()
        compilers = self.values.get("COMPILERS")
        for name, endings in compilers.items() if isinstance(compilers, Mapping) else ():
            if name in _COMPILERS and isinstance(endings, list | tuple) and ending in endings:
                return _COMPILERS[name]
        return _ENDINGS.get(ending)

    @property
    def story_folders(self) -> tuple[Folder, ...]:
        """The folders of ``POSTS`` and ``PAGES``, in this order."""
        found: list[Folder] = []
        kinds: tuple[tuple[str, Literal["story", "page"]], ...] = (
            ("POSTS", "story"),
            ("PAGES", "page"),
            ("STORIES", "page"),
        )
        for name, kind in kinds:
            entries = self.values.get(name)
            if isinstance(entries, list | tuple):
                found += [_folder(entry, kind) for entry in entries if _is_entry(entry)]
            else:
                names = _WITHOUT_CONF.get(name, ())
                found += [Folder(each, kind, "", {"": each}) for each in names]
        return tuple(found)

    def folder_of(self, path: str) -> Folder | None:
        """The folder that the file belongs to; None if it is no story."""
        for folder in self.story_folders:
            if path.startswith(f"{folder.path}/") if folder.path else True:
                name = posixpath.basename(path)
                if not folder.pattern or fnmatchcase(name, folder.pattern):
                    return folder
                ending = posixpath.splitext(folder.pattern)[1]
                if any(name.endswith(f"{ending}.{lang}") for lang in self.translations):
                    return folder
        return None


def find_settings(root: Path) -> NikolaSettings:
    """The settings of a source. Nothing of them is run."""
    if not (root / CONF).is_file() or not is_inside(root, CONF):
        return NikolaSettings()
    try:
        values = read_settings(read_text(root, CONF)[0])
    except Unreadable:
        return NikolaSettings()
    is_nikola = any(name in values for name in SIGNS)
    return NikolaSettings(found=CONF, values=values) if is_nikola else NikolaSettings()


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, list | tuple) and len(entry) > 1 and isinstance(entry[0], str)


def _folder(entry: Any, kind: Literal["story", "page"]) -> Folder:
    """``("posts/*.md", "blog", "post.tmpl")``; the second may say it for each language."""
    folder, pattern = posixpath.split(entry[0])
    given = entry[1] if isinstance(entry[1], Mapping) else {"": entry[1]}
    destinations = {str(lang): str(path).strip("/").strip(".") for lang, path in given.items()}
    return Folder(posixpath.normpath(folder).strip("./"), kind, pattern, destinations)
