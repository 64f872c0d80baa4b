"""Reads a site of Nikola: stories in Markdown, reStructuredText and HTML.

Rules: https://getnikola.com/handbook.html and ``nikola/post.py``.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from newsgen.importer.conversion import Conversion
from newsgen.importer.faults import ImportFault
from newsgen.importer.fields import Special, fill_post, is_false, is_true, plain, text_of
from newsgen.importer.files import Unreadable, read_text, walk
from newsgen.importer.models import Note, Post, Site, Source
from newsgen.importer.readers.nikola.bodies import convert_body
from newsgen.importer.readers.nikola.files import Name, markup_of, name_of, read_story
from newsgen.importer.readers.nikola.settings import OTHERS, Folder, NikolaSettings, find_settings
from newsgen.importer.readers.pelican.addresses import slugify
from newsgen.importer.readers.pelican.settings import PelicanSettings
from newsgen.importer.readers.python_patterns import groups_of

_SKIP = frozenset({"output", "cache", "themes", "plugins", "templates", "venv", "env"})
_SPECIAL_TAGS = frozenset({"draft", "private", "mathjax", "featured"})
_HEADER = re.compile(
    r"\s{0,9}(?:<!--\s{0,9})?(?:\.\. [a-z_]{1,30}:.{0,2000}\n\s{0,9}){0,20}\.\. title:(?!:)"
)
_NO_SLUG = re.compile(r"[/\\?#\"'\r\n\t*:<>|]")
_LOOKED_AT = 30
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
_SLUGS = PelicanSettings(
    values={"SLUG_REGEX_SUBSTITUTIONS": [(r"[^+\w\s-]", ""), (r"\A\s+", ""), (r"[-\s]+", "-")]}
)
"""The rules of Nikola for slugs, in those of Pelican."""


def recognises(path: Path) -> str:
    """Why the folder is a site of Nikola; empty if it is not."""
    if not path.is_dir():
        return ""
    settings = find_settings(path)
    if settings.found:
        return "it has a conf.py of Nikola"
    looked = 0
    for name in walk(path, _SKIP):
        if markup_of(name, settings) is None:
            continue
        looked += 1
        if looked > _LOOKED_AT:
            break
        try:
            beginning = read_text(path, name)[0][:4000]
        except Unreadable:
            continue
        if _HEADER.match(beginning):
            return f"{name} begins with lines such as `.. title:`"
    return ""


def read_site(source: Source) -> Site:
    """The settings, and what all stories together say."""
    if not source.root.is_dir():
        raise ImportFault(f"{source.root} is no folder", "name the folder of the site")
    settings = find_settings(source.root)
    base_url = (settings.text("SITE_URL") or settings.text("BASE_URL")).rstrip("/")
    posts = list(_read_all(source, settings))
    languages = Counter(post.lang for post in posts)
    others = [lang for lang, _ in languages.most_common() if lang != settings.lang]
    return Site(
        title=settings.text("BLOG_TITLE"),
        description=settings.text("BLOG_DESCRIPTION"),
        base_url=f"{base_url}/" if base_url.startswith(("http://", "https://")) else "",
        timezone=settings.text("TIMEZONE"),
        lang=settings.lang.replace("_", "-"),
        languages=(settings.lang.replace("_", "-"), *others),
        public=tuple(_public(settings)),
        extra={
            "slugs": {post.slug: post.file for post in reversed(posts)},
            "galleries": _galleries(source.root, settings),
        },
        not_taken=dict(_not_taken(source.root, settings)),
    )


def read_posts(source: Source, site: Site) -> Iterator[Post]:  # noqa: ARG001
    """Each story and page, in the order of their paths."""
    yield from _read_all(source, find_settings(source.root))


def convert(post: Post, site: Site, conversion: Conversion) -> str:
    """The body as newsgen's Markdown."""
    return convert_body(post, site, conversion)


# --- stories


def _read_all(source: Source, settings: NikolaSettings) -> Iterator[Post]:
    several = Counter(name_of(path, settings).base for path in _files(source.root, settings))
    for path in _files(source.root, settings):
        folder = settings.folder_of(path)
        if folder:
            post = _read_post(path, folder, source, settings)
            base = name_of(path, settings).base
            yield replace(post, translation=base) if several[base] > 1 else post


def _files(root: Path, settings: NikolaSettings) -> Iterator[str]:
    for path in walk(root, _SKIP):
        if settings.folder_of(path) and markup_of(path, settings):
            yield path


def _read_post(path: str, folder: Folder, source: Source, settings: NikolaSettings) -> Post:
    name = name_of(path, settings)
    markup = markup_of(path, settings) or "rst"
    lang = name.lang or settings.lang
    base = Post(
        key=path,
        origin=path,
        kind=folder.kind,
        name=posixpath.basename(name.base),
        lang=lang.replace("_", "-"),
        markup=markup,
        folder=posixpath.dirname(path),
        file=path,
    )
    try:
        front = read_story(source.root, path, markup, name)
        inherited = _inherited(source.root, name, settings)
    except Unreadable as fault:
        return replace(base, title=base.name, drafts=(f"cannot be read: {fault.reason}",))
    found = groups_of(settings.text("FILE_METADATA_REGEXP"), path)
    own = {key: value for key, value in front.values.items() if value not in ("", [], {})}
    values = {**found, **inherited, **own}
    if "category" not in values and "section" in values:
        values["category"] = values["section"]
    values.pop("section", None)
    post = fill_post(replace(front, values=values), base, source.options, _SPECIAL)
    slug = text_of(values.get("slug", "")) or _default_slug(post.name, settings)
    author = settings.text("BLOG_AUTHOR")
    post = replace(
        post,
        slug=slug,
        lang=base.lang,
        authors=post.authors or ((author,) if author and post.kind == "story" else ()),
    )
    address = _address(post, values, folder, lang, settings)
    return replace(post, address=address if slug else "")


def _inherited(root: Path, name: Name, settings: NikolaSettings) -> Mapping[str, Any]:
    """What a translation has from the story in the main language."""
    if not name.lang:
        return {}
    for ending in (".rst", ".md", ".html", ".txt", ".markdown", ".mdown"):
        path = f"{name.base}{ending}"
        markup = settings.markup_of(path)
        if markup and (root / path).is_file():
            values = read_story(root, path, markup, name._replace(lang="")).values
            return {key: value for key, value in values.items() if value not in ("", [], {})}
    return {}


def _default_slug(name: str, settings: NikolaSettings) -> str:
    if settings.says("USE_SLUGIFY", default=True):
        return slugify(name, _SLUGS)
    return _NO_SLUG.sub("-", name)


def _address(
    post: Post,
    values: Mapping[str, Any],
    folder: Folder,
    lang: str,
    settings: NikolaSettings,
) -> str:
    """Where Nikola puts the story: ``/posts/2021/03/rain/``."""
    destination = folder.destinations.get(lang, folder.destinations.get(settings.lang, ""))
    destination = destination or folder.destinations.get("", "")
    below = posixpath.relpath(post.folder or ".", folder.path or ".")
    is_pretty = settings.says("PRETTY_URLS", default=True)
    is_pretty = is_pretty and not is_false(values.get("pretty_url", "")) and post.slug != "index"
    last = [post.slug, "index.html"] if is_pretty else [f"{post.slug}.html"]
    parts = [settings.translations.get(lang, ""), destination, *below.split("/"), *last]
    address = "/" + "/".join(part for part in parts if part and part != ".")
    if settings.says("STRIP_INDEXES", default=True):
        address = address.removesuffix("index.html") if address.endswith("/index.html") else address
    return address


# --- keys


def _take_tags(value: Any, post: Post) -> Post:
    """Tags; some say what becomes of the story."""
    written = value if isinstance(value, list) else text_of(value).split(",")
    names = [name for name in map(plain, written) if name]
    kept = tuple(dict.fromkeys(name for name in names if name.lower() not in _SPECIAL_TAGS))
    post = replace(post, tags=(*post.tags, *kept))
    for name in sorted({"draft", "private"} & {name.lower() for name in names}):
        note = Note(effect="changed", text=f"tag {name}: taken as a draft", name="status")
        post = replace(post, drafts=(*post.drafts, f"tag {name}"), notes=(*post.notes, note))
    return post


def _take_status(value: Any, post: Post) -> Post:
    status = text_of(value).lower()
    if status in {"published", "featured", ""}:
        return post
    note = Note(effect="changed", text=f"status {status}: taken as a draft", name="status")
    return replace(post, drafts=(*post.drafts, f"status {status}"), notes=(*post.notes, note))


def _take_password(value: Any, post: Post) -> Post:
    return replace(post, drafts=(*post.drafts, "password")) if text_of(value) else post


def _take_no_comments(value: Any, post: Post) -> Post:
    return replace(post, discussion=False) if is_true(value) else post


def _take_category(value: Any, post: Post) -> Post:
    """The one category; of a hierarchy such as ``news/local`` the first part."""
    name = plain(value).partition("/")[0].strip()
    return replace(post, categories=(name,)) if name else post


_SPECIAL: Mapping[str, Special | str] = {
    "tags": _take_tags,
    "status": _take_status,
    "password": _take_password,
    "nocomments": _take_no_comments,
    "category": _take_category,
    "slug": "",
    "hasmath": "",
    "hidetitle": "",
    "prettyurl": "",
    "urltype": "",
    "previewimage": "image",
}


# --- the site


def _public(settings: NikolaSettings) -> Iterator[tuple[str, str]]:
    for source, target in settings.folders("GALLERY_FOLDERS", {"galleries": "galleries"}).items():
        yield source, f"/{target}"
    for source, target in settings.folders("IMAGE_FOLDERS", {"images": "images"}).items():
        yield source, f"/{target}"
    for source, target in settings.folders("LISTINGS_FOLDERS", {"listings": "listings"}).items():
        yield source, f"/{target}"
    for source, target in settings.folders("FILES_FOLDERS", {"files": ""}).items():
        yield source, f"/{target}"


def _galleries(root: Path, settings: NikolaSettings) -> dict[str, tuple[str, ...]]:
    """The pictures of each gallery, as addresses of the old site, by its name."""
    folders = settings.folders("GALLERY_FOLDERS", {"galleries": "galleries"})
    found: dict[str, list[str]] = {}
    for path in walk(root, _SKIP):
        for source, target in folders.items():
            if path.startswith(f"{source}/") and path.lower().endswith(_PICTURES):
                below = path.removeprefix(f"{source}/")
                found.setdefault(posixpath.dirname(below), []).append(f"{target}/{below}")
    return {name: tuple(paths) for name, paths in found.items() if name}


def _not_taken(root: Path, settings: NikolaSettings) -> Iterator[tuple[str, int]]:
    """How many stories there are in mark-up that is not read."""
    inside = tuple(f"{folder.path}/" for folder in settings.story_folders if folder.path)
    counts = Counter(
        posixpath.splitext(path)[1].lower()
        for path in walk(root, _SKIP)
        if path.startswith(inside or "\0")
    )
    yield from ((f"{end[1:]} file", counts[end]) for end in sorted(OTHERS) if counts[end])
