"""What ``pelicanconf.py`` and ``publishconf.py`` say."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsgen.importer.files import Unreadable, is_inside, read_text
from newsgen.importer.readers.python_settings import read_settings
from newsgen.models import Model

NAMES = ("pelicanconf.py", "publishconf.py")
_SUBSTITUTIONS = (
    (r"[^\w\s-]", ""),
    (r"(?u)\A\s*", ""),
    (r"(?u)\s*\Z", ""),
    (r"[-\s]+", "-"),
)
_FOLDERS = ("", "blog", "site", "website", "src", "source")
_ADDRESSES = {
    "ARTICLE_URL": "{slug}.html",
    "ARTICLE_LANG_URL": "{slug}-{lang}.html",
    "DRAFT_URL": "drafts/{slug}.html",
    "DRAFT_LANG_URL": "drafts/{slug}-{lang}.html",
    "PAGE_URL": "pages/{slug}.html",
    "PAGE_LANG_URL": "pages/{slug}-{lang}.html",
    "DRAFT_PAGE_URL": "drafts/pages/{slug}.html",
    "DRAFT_PAGE_LANG_URL": "drafts/pages/{slug}-{lang}.html",
    "CATEGORY_URL": "category/{slug}.html",
    "TAG_URL": "tag/{slug}.html",
    "AUTHOR_URL": "author/{slug}.html",
}
_CLEAN = {
    "ARTICLE_URL": "{slug}/",
    "ARTICLE_LANG_URL": "{slug}-{lang}/",
    "PAGE_URL": "pages/{slug}/",
    "PAGE_LANG_URL": "pages/{slug}-{lang}/",
}
_FIELD = re.compile(r"\{([^{}]{1,60})\}")
_FIELDS = {
    "date:%Y": "{year}",
    "date:%m": "{month}",
    "date:%d": "{day}",
    "slug": "{slug}",
    "category": "{section}",
    "lang": "{lang}",
}


class PelicanSettings(Model, frozen=True):
    """The settings that an import needs, with the defaults of Pelican."""

    found: str = ""
    """Path of the file from the root of the source; empty if there is none."""
    content: str = ""
    """Folder of the stories, from the root of the source; empty for the root itself."""
    values: Mapping[str, Any] = {}

    def text(self, name: str, default: str = "") -> str:
        """A setting that is text."""
        value = self.values.get(name)
        return value if isinstance(value, str) else default

    def texts(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A setting that is a list of texts; older versions had one text."""
        value = self.values.get(name)
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list | tuple):
            return tuple(each for each in value if isinstance(each, str))
        return default

    def pattern(self, name: str) -> str:
        """The pattern of an address or a file: ``ARTICLE_URL``, ``PAGE_LANG_SAVE_AS``."""
        url = name.replace("_SAVE_AS", "_URL")
        default = _CLEAN.get(url, "") if self.values.get("CLEAN_URLS") else ""
        default = default or _ADDRESSES[url]
        if url == name:
            return self.text(name, default)
        return self.text(name, f"{default}index.html" if default.endswith("/") else default)

    def substitutions(self, kind: str) -> tuple[tuple[str, str], ...]:
        """Patterns and what takes their places in slugs: of ``SLUG``, ``CATEGORY``, ``TAG``."""
        for name in (f"{kind}_REGEX_SUBSTITUTIONS", "SLUG_REGEX_SUBSTITUTIONS"):
            pairs = self.values.get(name)
            if isinstance(pairs, list | tuple):
                return tuple(
                    (str(pair[0]), str(pair[1]))
                    for pair in pairs
                    if isinstance(pair, list | tuple) and len(pair) > 1
                )
        old = self.values.get("SLUG_SUBSTITUTIONS")
        pairs = old if isinstance(old, list | tuple) else ()
        simple = [pair for pair in pairs if isinstance(pair, list | tuple) and len(pair) > 1]
        return (*((re.escape(str(a)), str(b)) for a, b, *_ in simple), *_SUBSTITUTIONS)

    @property
    def permalink(self) -> str:
        """``ARTICLE_URL`` in newsgen's fields; empty if they cannot say it."""
        pattern = self.pattern("ARTICLE_URL")
        written = _FIELD.sub(lambda found: _FIELDS.get(found[1], "{?}"), pattern)
        is_usable = "{?}" not in written and written.endswith(("/", ".html"))
        return f"/{written.lstrip('/')}" if is_usable else ""


def find_settings(root: Path) -> PelicanSettings:
    """The settings of a source, and the folder of its stories. Nothing of them is run."""
    folder = next((each for each in _FOLDERS if _is_file(root, _join(each, NAMES[0]))), "")
    values: dict[str, Any] = {}
    found = ""
    for name in NAMES:
        path = _join(folder, name)
        if not _is_file(root, path):
            continue
        try:
            values = read_settings(read_text(root, path)[0], values)
        except Unreadable:
            continue
        found = found or path
    named = values.get("PATH")
    candidates = [_join(folder, named.strip("./"))] if isinstance(named, str) else []
    candidates += [_join(folder, "content"), "content"]
    content = next((each for each in candidates if each and _is_folder(root, each)), folder)
    return PelicanSettings(found=found, content=content, values=values)


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder and name else folder or name


def _is_file(root: Path, path: str) -> bool:
    return (root / path).is_file() and is_inside(root, path)


def _is_folder(root: Path, path: str) -> bool:
    return (root / path).is_dir() and is_inside(root, path)
