"""Which files of an Astro, Docusaurus, VitePress or Nextra site are pages, and their addresses."""

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from newsgen.importer.files import is_inside, walk
from newsgen.importer.readers.astro.settings import AstroSettings
from newsgen.models import Model

ENDINGS = (".md", ".mdx", ".markdown", ".mdoc")
_DATA = (".json", ".yaml", ".yml", ".toml")
_STANDING = frozenset({"page", "pages", "static"})
_PEOPLE = frozenset({"authors", "author", "team", "people"})
_FOLDERS = ("content", "blog", "docs", "pages", "posts", "src/posts", "src/blog", "src/pages")
_NO_TEXTS = frozenset({"readme.md", "license.md", "changelog.md", "contributing.md", "404.md"})
_DATED = re.compile(r"([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})[-/](.+)")


class Page(Model, frozen=True):
    """A file that is a page."""

    path: str
    """From the root of the source."""
    collection: str
    """The folder that it belongs to; empty for a page of its own."""
    id: str
    """Its path in the collection without ending."""
    front: str
    """Path that its address begins with."""
    is_story: bool
    is_person: bool = False
    locale: str = ""


def list_pages(root: Path, settings: AstroSettings) -> tuple[list[Page], dict[str, int]]:
    """The pages in the order of their paths, and how many other things there are."""
    not_taken: Counter[str] = Counter()
    found: dict[str, Page] = {}
    if is_inside(root, "src/content"):
        for page in _collections(root, settings, not_taken):
            found.setdefault(page.path, page)
    folders = ("src/pages",) if found else _FOLDERS
    for folder in folders:
        if is_inside(root, folder) and (root / folder).is_dir():
            for page in _folder(root, folder, settings):
                found.setdefault(page.path, page)
    if not found:
        for page in _folder(root, "", settings):
            found.setdefault(page.path, page)
    return [found[path] for path in sorted(found)], dict(not_taken)


def _collections(root: Path, settings: AstroSettings, not_taken: Counter[str]) -> Iterator[Page]:
    for path in walk(root / "src" / "content"):
        collection, slash, rest = path.partition("/")
        if not slash:
            collection, rest = "", path
        if any(part.startswith("_") for part in rest.split("/")):
            continue
        if path.endswith(ENDINGS):
            name = posixpath.splitext(rest)[0]
            yield Page(
                path=f"src/content/{path}",
                collection=collection,
                id=name,
                front=_front(collection, settings),
                is_story=bool(collection) and collection not in _STANDING,
                is_person=collection in _PEOPLE,
                locale=_locale(name, settings),
            )
        elif path.endswith(_DATA) and slash:
            not_taken[f"entry of {collection}"] += collection not in _PEOPLE
    for name in [name for name, count in not_taken.items() if not count]:
        del not_taken[name]


def _front(collection: str, settings: AstroSettings) -> str:
    """The path that the pages of a collection are below."""
    if collection in settings.routes:
        return settings.routes[collection]
    if (collection == "docs" and settings.is_starlight) or collection in _STANDING:
        return ""
    return collection


def _folder(root: Path, folder: str, settings: AstroSettings) -> Iterator[Page]:
    """The pages of a folder whose files are pages as they are."""
    skip = {"public", "static", "build", "dist", "i18n", "versioned_docs"}
    is_routes = folder in ("src/pages", "pages", "content", "")
    for path in walk(root / folder, skip):
        parts = path.lower().split("/")
        if not path.endswith(ENDINGS) or parts[-1] in _NO_TEXTS:
            continue
        if any(part.startswith(("_", "[")) for part in parts):
            continue
        name = posixpath.splitext(path)[0]
        first, slash, _ = name.partition("/")
        collection = (first if slash else "") if is_routes else folder.rpartition("/")[2]
        is_docs = folder == "docs" and settings.kind == "vitepress"
        yield Page(
            path=f"{folder}/{path}".strip("/"),
            collection="" if collection in _STANDING else collection,
            id=name,
            front="" if is_routes or is_docs else collection,
            is_story=bool(collection) and folder != "src/pages" and first not in _STANDING,
            is_person=first in _PEOPLE and bool(slash),
            locale=_locale(name, settings),
        )


def _locale(name: str, settings: AstroSettings) -> str:
    first = name.partition("/")[0]
    return first if "/" in name and first in settings.locales else ""


def github_slug(text: str) -> str:
    """The text as Astro makes an address of it: ``launch-2.0`` is ``launch-20``.

    Small letters; letters, marks, digits and underscores stay, a space is a hyphen, all else goes.
    """
    kept = (
        "-" if sign == " " else sign
        for sign in text.lower()
        if sign in " -_" or unicodedata.category(sign) in _KEPT
    )
    return "".join(kept)


_KEPT = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"})


def page_address(page: Page, slug: str, settings: AstroSettings) -> str:
    """The path of the page below the base of the site, as the site makes it."""
    if settings.kind == "docusaurus":
        path = _docusaurus(page, slug)
    elif page.path.startswith("src/content/"):
        path = slug.strip("/") if slug else "/".join(map(github_slug, page.id.split("/")))
        path = posixpath.join(page.front, path)
    else:
        path = posixpath.join(page.front, slug.strip("/") or page.id)
    path = _without_index(path)
    if page.locale and page.locale == next(iter(settings.locales), ""):
        path = path.replace(f"{page.locale}/", "", 1)
    return f"{settings.base}{path}{settings.ending if path else ''}"


def _without_index(path: str) -> str:
    path = path.strip("/")
    return "" if path == "index" else path.removesuffix("/index")


def _docusaurus(page: Page, slug: str) -> str:
    """Dates in names of files are folders in a blog; numbers before names go in a manual."""
    if slug.startswith("/") or slug:
        return posixpath.join(page.front, slug.lstrip("/"))
    dated = _DATED.fullmatch(page.id) if page.collection == "blog" else None
    if dated:
        return posixpath.join(page.front, "/".join(dated.groups()))
    return posixpath.join(page.front, "/".join(_unnumbered(part) for part in page.id.split("/")))


def _unnumbered(part: str) -> str:
    number, sign, rest = part.partition("-")
    return rest if sign and number.isdecimal() and len(number) < len("1000") and rest else part
