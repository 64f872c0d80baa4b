"""Reads a site of Pelican: stories in Markdown, reStructuredText and HTML.

Rules: https://docs.getpelican.com/en/latest/content.html and the settings that it describes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from newsgen.importer.bodies.html import html_to_markdown
from newsgen.importer.bodies.markdown import convert_markdown
from newsgen.importer.bodies.rst import rst_to_markdown
from newsgen.importer.conversion import Conversion
from newsgen.importer.faults import ImportFault
from newsgen.importer.fields import Special, fill_post, list_of, plain, text_of, with_reason
from newsgen.importer.files import Unreadable, read_text, walk
from newsgen.importer.models import Note, Post, Site, Source
from newsgen.importer.readers.old_addresses import menu_notes
from newsgen.importer.readers.pelican.addresses import Address, address_of, slugify
from newsgen.importer.readers.pelican.files import OTHERS, markup_of, read_story
from newsgen.importer.readers.pelican.links import link_of, picture_of
from newsgen.importer.readers.pelican.settings import PelicanSettings, find_settings
from newsgen.importer.readers.pelican.tags import replace_tags
from newsgen.importer.readers.python_patterns import groups_of, is_usable
from newsgen.importer.readers.translated import Translated
from newsgen.text import slugify as newsgen_slug

_HEADERS = re.compile(r"\s{0,9}Title:[ \t].{0,500}(?:\n[A-Z][A-Za-z_]{1,30}:.{0,2000}){1,40}")
_RST_FIELDS = re.compile(r"(?m)^:(?:date|slug|category|tags):[ \t]")
_FILENAME_DATE = r"(?P<date>\d{4}-\d{2}-\d{2}).*"
_UNSORTED = "misc"
_SKIP = frozenset({"output", "theme", "themes", "plugins", "pelican-plugins", "venv", "env"})
_PUBLIC_STATUS = frozenset({"", "published"})
_STATUSES = frozenset({"draft", "hidden", "skip"})
_LOOKED_AT = 30
"""Files that tell whether a folder without settings is one of Pelican."""


def recognises(path: Path) -> str:
    """Why the folder is a site of Pelican; empty if it is not."""
    if not path.is_dir():
        return ""
    settings = find_settings(path)
    if settings.found:
        return f"it has a {settings.found}"
    looked = 0
    for name in walk(path, _SKIP):
        markup = markup_of(name)
        if markup not in {"markdown", "rst"}:
            continue
        looked += 1
        try:
            beginning = read_text(path, name)[0][:4000]
        except Unreadable:
            continue
        if markup == "markdown" and _HEADERS.match(beginning):
            return f"{name} begins with header lines such as `Title:`"
        if markup == "rst" and _RST_FIELDS.search(beginning):
            return f"{name} has fields such as `:date:`"
        if looked == _LOOKED_AT:
            break
    return ""


def read_site(source: Source) -> Site:
    """The settings, and what all stories together say."""
    settings = find_settings(source.root)
    if not source.root.is_dir():
        raise ImportFault(f"{source.root} is no folder", "name the folder of the site")
    base_url = settings.text("SITEURL").rstrip("/")
    lang = settings.text("DEFAULT_LANG", "en")
    site = Site(
        title=settings.text("SITENAME"),
        tagline=settings.text("SITESUBTITLE"),
        description=settings.text("SITE_DESCRIPTION"),
        base_url=f"{base_url}/" if base_url.startswith(("http://", "https://")) else "",
        permalink=settings.permalink if settings.found else "",
        timezone=settings.text("TIMEZONE"),
        lang=lang,
        languages=(lang,),
        public=((settings.content or ".", "/"),),
        notes=(
            *_setting_notes(settings),
            *menu_notes(_menu_links(settings), {urlsplit(base_url).hostname or ""}),
        ),
    )
    languages: Counter[str] = Counter()
    versions: dict[str, set[str]] = defaultdict(set)
    categories: dict[str, str] = {}
    for post in read_posts(source, site):
        languages[post.lang] += 1
        versions[_story_name(post)].add(post.lang)
        for name in post.categories:
            categories.setdefault(slugify(name, settings, "CATEGORY"), name)
    others = [other for other, _ in languages.most_common() if other != lang]
    several = frozenset(name for name, found in versions.items() if len(found) > 1)
    return replace(
        site,
        languages=(lang, *others),
        sections=_menu(settings, categories),
        extra={"content": settings.content, "translated": several},
        not_taken=dict(_not_taken(source, settings)),
    )


def read_posts(source: Source, site: Site) -> Iterator[Post]:
    """Each story and page, in the order of their paths."""
    settings = find_settings(source.root)
    translated = site.extra.get("translated", frozenset())
    for path in _files(source.root, settings):
        post = _read_post(path, source, site, settings)
        if post is None:
            continue
        name = _story_name(post)
        yield replace(post, translation=name) if name in translated else post


def convert(post: Post, site: Site, conversion: Conversion) -> str:
    """The body as newsgen's Markdown."""
    content = site.extra.get("content", "")
    translated = Translated(
        conversion,
        lambda written: link_of(written, post.folder, content),
        lambda written: picture_of(written, post.folder, content),
    )
    match post.markup:
        case "rst":
            return rst_to_markdown(post.body, translated, post.body_line)
        case "html":
            return html_to_markdown(post.body, translated, first_line=post.body_line)
    return convert_markdown(
        post.body, translated, replace_tags=replace_tags, first_line=post.body_line
    )


# --- files


def _files(root: Path, settings: PelicanSettings) -> Iterator[str]:
    """The paths of all stories and pages, from the root of the source."""
    inside = f"{settings.content}/" if settings.content else ""
    articles = _folders(settings.texts("ARTICLE_PATHS", ("",)))
    pages = _page_folders(settings)
    output = settings.text("OUTPUT_PATH", "output").strip("./")
    for path in walk(root, _SKIP):
        if not path.startswith(inside) or markup_of(path) is None:
            continue
        below = path.removeprefix(inside)
        if output and below.startswith(f"{output}/"):
            continue
        if below.rpartition("/")[2].lower() in {"readme.md", "readme.rst", "license.md"}:
            continue
        if _is_in(below, pages) or (
            _is_in(below, articles) and not _is_in(below, _excluded(settings))
        ):
            yield path


def _page_folders(settings: PelicanSettings) -> tuple[str, ...]:
    old = settings.text("PAGE_DIR", "pages")
    return _folders(settings.texts("PAGE_PATHS", (old,)))


def _excluded(settings: PelicanSettings) -> tuple[str, ...]:
    return tuple(each for each in _folders(settings.texts("ARTICLE_EXCLUDES")) if each)


def _folders(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip("/").removeprefix("./").strip(".") for name in names)


def _is_in(path: str, folders: tuple[str, ...]) -> bool:
    return any(not each or path == each or path.startswith(f"{each}/") for each in folders)


def _not_taken(source: Source, settings: PelicanSettings) -> Iterator[tuple[str, int]]:
    """How many stories there are in mark-up of plugins."""
    inside = f"{settings.content}/" if settings.content else ""
    counts: Counter[str] = Counter()
    for path in walk(source.root, _SKIP):
        ending = Path(path).suffix.lower()
        if path.startswith(inside) and inside and ending in OTHERS:
            counts[f"{ending.removeprefix('.')} file"] += 1
    yield from sorted(counts.items())


# --- a story


def _read_post(path: str, source: Source, site: Site, settings: PelicanSettings) -> Post | None:
    """The story in the file; None for a file that is no story: a fragment, a template."""
    inside = f"{settings.content}/" if settings.content else ""
    below = path.removeprefix(inside)
    folder, _, file = path.rpartition("/")
    markup = markup_of(path) or "markdown"
    base = Post(
        key=path,
        origin=path,
        kind="page" if _is_in(below, _page_folders(settings)) else "story",
        name=file.rpartition(".")[0],
        markup=markup,
        folder=folder,
        file=path,
    )
    try:
        text, notes = read_text(source.root, path)
    except Unreadable as fault:
        return replace(base, title=base.name, drafts=(f"cannot be read: {fault.reason}",))
    front = read_story(text, markup)
    if not front.values and markup == "html":
        return None
    defaults = _path_values(below, settings)
    values = {**defaults, **{key: value for key, value in front.values.items() if value != ""}}
    front = replace(front, values=values, notes=(*notes, *front.notes))
    post = fill_post(front, base, source.options, _SPECIAL)
    return _with_address(post, values, below, site, settings)


def _path_values(below: str, settings: PelicanSettings) -> dict[str, Any]:
    """What settings, folders and the name of the file say of a story."""
    values: dict[str, Any] = {}
    defaults = settings.values.get("DEFAULT_METADATA")
    if isinstance(defaults, Mapping | list | tuple):
        pairs = defaults.items() if isinstance(defaults, Mapping) else defaults
        values |= {str(pair[0]).lower(): pair[1] for pair in pairs if len(pair) == 2}
    category = settings.text("DEFAULT_CATEGORY", _UNSORTED)
    if category != _UNSORTED:
        values["category"] = category
    more = settings.values.get("EXTRA_PATH_METADATA")
    for place, given in sorted(more.items()) if isinstance(more, Mapping) else ():
        if isinstance(given, Mapping) and (below == place or below.startswith(f"{place}/")):
            values |= {str(key).lower(): text for key, text in given.items() if key != "path"}
    folders, _, file = below.rpartition("/")
    found = groups_of(settings.text("FILENAME_METADATA", _FILENAME_DATE), file.rpartition(".")[0])
    found = {**groups_of(settings.text("PATH_METADATA"), below), **found}
    is_category = settings.values.get("USE_FOLDER_AS_CATEGORY", True)
    if is_category and folders and not _is_in(below, _page_folders(settings)):
        found.setdefault("category", folders.rpartition("/")[2])
    return values | found


def _with_address(
    post: Post, values: Mapping[str, Any], below: str, site: Site, settings: PelicanSettings
) -> Post:
    """The story with its language, its author and where Pelican put it."""
    status = text_of(values.get("status", "")).lower()
    if status not in _PUBLIC_STATUS | _STATUSES:
        post = with_reason(post, f"status {status}")
        post = replace(post, extra={k: v for k, v in post.extra.items() if k.lower() != "status"})
    author = settings.text("AUTHOR")
    lang = post.lang or site.lang
    post = replace(
        post,
        lang=lang,
        authors=post.authors or ((author,) if author and post.kind == "story" else ()),
    )
    slug = text_of(values.get("slug", "")) or _default_slug(post, settings)
    kind = "PAGE" if post.kind == "page" else "ARTICLE"
    if status == "draft":
        kind = "DRAFT_PAGE" if kind == "PAGE" else "DRAFT"
    category = post.categories[0] if post.categories else _UNSORTED
    own = {key: text for key, text in values.items() if isinstance(text, str) and key.islower()}
    address = Address(
        kind=kind,
        slug=slug,
        lang=lang,
        is_default=lang.lower() == site.lang.lower(),
        date=post.date,
        fields={
            **own,
            "category": slugify(category, settings, "CATEGORY"),
            "author": slugify(post.authors[0], settings, "AUTHOR") if post.authors else "",
            "path": below,
        },
    )
    url, saved = text_of(values.get("url", "")), text_of(values.get("save_as", ""))
    save_as = f"/{saved.lstrip('/')}" if saved else address_of(address, settings, "SAVE_AS")
    if saved and not url:
        link = save_as
    else:
        link = f"/{url.lstrip('/')}" if url else address_of(address, settings, "URL")
    if not link and post.kind == "story" and not post.drafts:
        text = "its old address cannot be computed: write it below aliases"
        post = replace(post, notes=(*post.notes, Note(effect="needs", text=text, name="address")))
    more = (save_as,) if save_as and _bare(save_as) != _bare(link) and url else ()
    return replace(post, slug=slug, address=_bare(link), addresses=(*post.addresses, *more))


def _default_slug(post: Post, settings: PelicanSettings) -> str:
    by_name = settings.text("SLUGIFY_SOURCE", "title") == "basename"
    return slugify(post.name if by_name else post.title, settings)


def _bare(address: str) -> str:
    return address.removesuffix("index.html") if address.endswith("/index.html") else address


def _story_name(post: Post) -> str:
    return f"{post.kind}-{post.slug}" if post.slug else post.key


def _take_category(value: Any, post: Post) -> Post:
    """The one category, which may contain a comma."""
    name = plain(value)
    return replace(post, categories=(name,)) if name else post


def _take_people(value: Any, post: Post) -> Post:
    """``Huma Shah, Tariq Aziz``, or with semicolons: ``Shah, Huma; Aziz, Tariq``."""
    separator = ";" if isinstance(value, str) and ";" in value else ","
    names = [plain(name) for name in list_of(value, separator)]
    return replace(post, authors=tuple(dict.fromkeys((*post.authors, *filter(None, names)))))


def _take_status(value: Any, post: Post) -> Post:
    """``draft``, ``hidden`` and ``skip``: only their authors know of such stories."""
    status = text_of(value).lower()
    if status not in _STATUSES:
        return post
    note = Note(effect="changed", text=f"status {status}: taken as a draft", name="status")
    return replace(post, drafts=(*post.drafts, f"status {status}"), notes=(*post.notes, note))


_SPECIAL: Mapping[str, Special | str] = {
    "category": _take_category,
    "author": _take_people,
    "authors": _take_people,
    "status": _take_status,
    "saveas": "",
    "url": "",
    "translation": "",
    "path": "",
}


# --- the site


def _setting_notes(settings: PelicanSettings) -> Iterator[Note]:
    for name in ("FILENAME_METADATA", "PATH_METADATA"):
        if (pattern := settings.text(name)) and not is_usable(pattern):
            text = f"{name}: a pattern that may run for ever, not used"
            yield Note(effect="left-out", text=text)
    if settings.values.get("DEFAULT_DATE") == "fs":
        text = "DEFAULT_DATE = 'fs': the dates of files are not taken, as copying changes them"
        yield Note(effect="left-out", text=text)
    more = settings.values.get("EXTRA_PATH_METADATA")
    for place, given in sorted(more.items()) if isinstance(more, Mapping) else ():
        if isinstance(given, Mapping) and isinstance(given.get("path"), str):
            text = f"{place} was at /{given['path']}: copy it below static/"
            yield Note(effect="needs", text=text, name="file at another address")


def _menu_links(settings: PelicanSettings) -> list[tuple[str, str]]:
    """Titles and addresses of the menu."""
    entries = settings.values.get("MENUITEMS")
    listed = entries if isinstance(entries, list | tuple) else ()
    return [
        (str(each[0]), str(each[1]))
        for each in listed
        if isinstance(each, list | tuple) and len(each) > 1
    ]


def _menu(settings: PelicanSettings, categories: Mapping[str, str]) -> dict[str, str]:
    """The categories in the menu, in its order."""
    entries = settings.values.get("MENUITEMS")
    found: dict[str, str] = {}
    for entry in entries if isinstance(entries, list | tuple) else ():
        if isinstance(entry, list | tuple) and len(entry) > 1 and isinstance(entry[1], str):
            name = entry[1].rstrip("/").rpartition("/")[2].removesuffix(".html")
            if name in categories:
                found[newsgen_slug(categories[name])] = str(entry[0])
    return found
