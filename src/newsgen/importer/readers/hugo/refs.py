"""Where ``ref`` and ``relref`` of Hugo lead."""

import posixpath
from urllib.parse import quote

from newsgen.importer.models import Post, Site
from newsgen.importer.readers.hugo.pages import FORMATS, Pages

OF_SOURCE = "/@/"
"""Begins the name of a file of the source, for the resolver of links."""


def find_ref(written: str, post: Post, site: Site, pages: Pages, lang: str = "") -> str:
    """The destination that a reference of a story means, for a link in Markdown.

    A page is looked up from the folder of the story, from the top and then by its name alone. A
    page that is not there has the address that it would have had on the old site.
    """
    path, sign, fragment = written.strip().partition("#")
    ending = f"{sign}{quote(fragment)}"
    if "://" in path or not path:
        return f"{path}{ending}"
    path = path.partition("?")[0]
    language, own = pages.by_file.get(post.file, ("", ""))
    language = lang.lower() or language
    by_key, by_name = pages.by_key.get(language, {}), pages.by_name.get(language, {})
    name = _without_ending(path, language)
    for base in () if path.startswith("/") else (own, posixpath.dirname(own)):
        if found := by_key.get(_joined(base, name)):
            return f"{OF_SOURCE}{quote(found)}{ending}"
    key = _joined("", name.lstrip("/"))
    if found := by_key.get(key):
        return f"{OF_SOURCE}{quote(found)}{ending}"
    same = by_name.get(key.rpartition("/")[2], ())
    fitting = [other for other in same if f"/{other}".endswith(f"/{key}")]
    if len(fitting) == 1:
        return f"{OF_SOURCE}{quote(by_key[fitting[0]])}{ending}"
    if not path.startswith("/") and path.startswith("."):
        key = _joined(posixpath.dirname(own), name)
    return f"{site.base_url or '/'}{quote(key)}{'/' if key else ''}{ending}"


def _joined(base: str, name: str) -> str:
    return posixpath.normpath(posixpath.join("/", base, name)).strip("/").lower()


def _without_ending(path: str, language: str) -> str:
    """The path without ``.md``, a language before it, and ``index``."""
    stem, dot, ending = path.rpartition(".")
    if dot and ending.lower() in FORMATS:
        path = stem.removesuffix(f".{language}")
    folder, slash, name = path.rpartition("/")
    if name in ("index", "_index"):
        return folder or slash
    return path.rstrip("/") if path != "/" else path
