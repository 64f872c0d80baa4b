"""A page of Hugo as a Post: what its front matter, its place and the settings say."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from newsgen.importer.fields import (
    Special,
    fill_post,
    is_true,
    list_of,
    no_home,
    short_key,
    text_of,
)
from newsgen.importer.files import Unreadable, read_text
from newsgen.importer.front import Front, read_front
from newsgen.importer.models import Markup, Note, Post, ReadingOptions
from newsgen.importer.readers.hugo.addresses import (
    Place,
    alias_addresses,
    encoded,
    page_address,
    split_dated,
)
from newsgen.importer.readers.hugo.dates import first_key, with_day_of_file, with_moments
from newsgen.importer.readers.hugo.expiry import Expiries
from newsgen.importer.readers.hugo.pages import Page, Pages, cascaded
from newsgen.importer.readers.hugo.resources import with_resources
from newsgen.importer.readers.hugo.settings import HugoSettings
from newsgen.models import Model

_STANDING = frozenset({"page", "pages"})
"""Sections, types and layouts of pages that are no stories."""
_MADE_BY_THEME = frozenset({"search", "archive", "archives", "tags", "categories", "redirect"})
"""Layouts of pages without a text."""
_LIFTED = frozenset(
    [
        "author",
        "authors",
        "subtitle",
        "description",
        "summary",
        "image",
        "images",
        "cover",
        "featuredimage",
        "thumbnail",
        "banner",
        "tags",
        "categories",
        "keywords",
        "series",
        "standfirst",
        "kicker",
        "canonical",
        "canonicalurl",
        "lang",
    ]
)
"""Keys that themes read below ``[params]`` as well."""
_MARKUPS: Mapping[str, Markup] = {"markdown": "markdown", "html": "html", "rst": "rst"}
_OWN = frozenset(
    [
        "url",
        "aliases",
        "build",
        "cascade",
        "headless",
        "resources",
        "params",
        "translationkey",
        "expirydate",
        "unpublishdate",
        "publishdate",
        "date",
        "pubdate",
        "published",
        "lastmod",
        "modified",
        "type",
    ]
)
"""Keys that this module takes itself."""
_OF_THEME = (
    *("outputs", "markup", "menu", "menus", "sitemap", "toc", "showtoc", "tocopen", "comment"),
    *("iscjklanguage", "summarylength", "hidemeta", "sharebuttons", "disableshare", "showdate"),
    *("searchhidden", "showbreadcrumbs", "hidesummary", "math", "mermaid", "lightgallery"),
)


class Whole(Model, frozen=True):
    """What the whole site decides about each of its pages."""

    settings: HugoSettings
    pages: Pages
    cascades: Mapping[str, Mapping[str, Any]]
    """As ``cascaded`` needs them."""
    expiries: Expiries
    section_slugs: Mapping[str, str]
    """Folder of a section → the slug that its ``_index.md`` gives it."""
    slugs: Mapping[str, str]
    """Slug of each story in the main language that has translations, by its key."""


def read_stories(root: Path, whole: Whole, options: ReadingOptions) -> Iterator[Post]:
    """The stories and standing pages of the site."""
    for page in whole.pages.stories:
        post = read_story(root, page, whole, options)
        if post:
            yield post


def read_story(root: Path, page: Page, whole: Whole, options: ReadingOptions) -> Post | None:
    """The page as a Post; None for one that the old site had not as a page of its own."""
    base = _base(page, whole)
    try:
        text, notes = read_text(root, page.path)
    except Unreadable as fault:
        name = page.name.replace("-", " ")
        return replace(base, title=name[:1].upper() + name[1:], drafts=(fault.reason,))
    front = read_front(text)
    given = _with_cascade(front.values, cascaded(page, whole.cascades))
    if not _is_page(given, front):
        return None
    post = replace(base, notes=notes)
    if page.markup[0].isupper():
        post = replace(post, drafts=(f"{page.markup} is not read",))
    values, params = _lifted(given)
    post = _with_params(post, params)
    post = fill_post(replace(front, values=values), post, options, _special(given, whole))
    post = with_day_of_file(_with_kind(post, given), page, given, whole.settings, options)
    post = _with_addresses(post, page, whole, text_of(given.get("url")), given.get("aliases"))
    post = with_moments(post, given, whole.settings, whole.expiries, options)
    post = with_resources(post, root, page, given.get("resources"))
    key = text_of(given.get("translationkey"))
    return replace(_with_build(post, given), translation=key or post.translation)


def _base(page: Page, whole: Whole) -> Post:
    """What the place of the page says."""
    settings = whole.settings
    section = page.parts[0] if page.parts else ""
    is_page = section.lower() in _STANDING or not (section or whole.pages.is_flat)
    _, name = split_dated(page.name)
    translated = len(settings.languages) > 1
    if translated and page.language != settings.languages[0]:
        name = whole.slugs.get(page.key) or name
    markup: Markup = _MARKUPS.get(page.markup, "text")
    return Post(
        key=page.path,
        origin=page.path,
        kind="page" if is_page else "story",
        name=name or page.name,
        lang=page.language.code,
        section="" if is_page else section.lower().replace(" ", "-"),
        markup=markup,
        folder=page.folder,
        file=page.path,
        translation=page.key if translated else "",
    )


def _with_cascade(values: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """The front matter with small letters, and what the sections above give where it is silent."""
    own = {str(key).lower(): value for key, value in values.items()}
    params: dict[str, Any] = {}
    for given in (above.get("params"), own.get("params")):
        if isinstance(given, Mapping):
            params |= given
    return {**above, **own, **({"params": params} if params else {})}


def _is_page(given: Mapping[str, Any], front: Front) -> bool:
    """Whether the old site had a page of it that has a text."""
    build = given.get("build") or given.get("_build")
    render = text_of(build.get("render")) if isinstance(build, Mapping) else ""
    if is_true(given.get("headless")) or render.lower() in ("never", "false", "link"):
        return False
    layout = text_of(given.get("layout") or given.get("type")).lower()
    return bool(front.body.strip()) or layout not in _MADE_BY_THEME


def _lifted(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The keys of the page, some of them from below ``params``, and what is left there."""
    values = {key: value for key, value in given.items() if key != "params"}
    known = {short_key(key) for key in values}
    params = given.get("params")
    kept: dict[str, Any] = {}
    for key, value in params.items() if isinstance(params, Mapping) else ():
        short = short_key(str(key))
        place = values if short in _LIFTED and short not in known else kept
        place[str(key)] = value
    return values, kept


def _with_params(post: Post, params: Mapping[str, Any]) -> Post:
    if not params:
        return post
    notes = [no_home(f"params.{key}") for key in params]
    return replace(post, extra={"params": params}, notes=(*post.notes, *notes))


def _special(given: Mapping[str, Any], whole: Whole) -> dict[str, Special | str]:
    special: dict[str, Special | str] = dict.fromkeys(_OWN, "")
    special |= dict.fromkeys(_OF_THEME, "layout")
    for field, meaning in (("date", "date"), ("lastmod", "updated")):
        key = first_key(whole.settings.dates[field], given)
        if key and special.get(key, "") == "":
            special[short_key(key)] = meaning
    for key in whole.settings.taxonomies:
        if short_key(key) not in ("tags", "categories", "authors", "author", "series"):
            special[short_key(key)] = _tags_of(key)
    return special


def _tags_of(key: str) -> Special:
    def take(value: Any, post: Post) -> Post:
        tags = tuple(dict.fromkeys((*post.tags, *list_of(value))))
        note = Note(effect="changed", text=f"{key}: taken as tags", name=f"key {key}")
        return replace(post, tags=tags, notes=(*post.notes, note))

    return take


def _with_kind(post: Post, given: Mapping[str, Any]) -> Post:
    """A page that has ``type: page`` or ``layout: page`` is no story."""
    kind = text_of(given.get("type"))
    if {kind.lower(), text_of(given.get("layout")).lower()} & _STANDING:
        return replace(post, kind="page", section="")
    if not kind or kind.lower() == post.section:
        return post
    return replace(post, extra={**post.extra, "type": kind}, notes=(*post.notes, no_home("type")))


def _with_addresses(post: Post, page: Page, whole: Whole, url: str, aliases: Any) -> Post:
    settings = whole.settings
    place = Place(
        parts=page.parts,
        name=page.name,
        sections=tuple(
            part
            for depth, part in enumerate(page.parts, 1)
            if depth == 1 or "/".join(page.parts[:depth]).lower() in whole.pages.section_keys
        ),
        section_slugs=whole.section_slugs,
        title=post.title,
        slug=post.slug,
        url=url,
        date=post.date,
    )
    address = page_address(place, page.language, settings)
    section = page.parts[0].lower() if page.parts else ""
    found = [
        _whole_address(alias, page, settings)
        for written in list_of(aliases)
        for alias in alias_addresses(
            written, address, page.language, ugly=settings.is_ugly(section)
        )
        if alias != address
    ]
    return replace(
        post,
        address=_whole_address(address, page, settings),
        addresses=tuple(dict.fromkeys((*post.addresses, *found))),
    )


def _whole_address(path: str, page: Page, settings: HugoSettings) -> str:
    """The path; with its host if the site has no host for itself."""
    if "://" in path:
        return path
    base = page.language.base_url or settings.base_url
    if base == settings.base_url and base.count("/") <= "https://host/".count("/"):
        return encoded(path)
    return base.rstrip("/") + encoded(path)


def _with_build(post: Post, given: Mapping[str, Any]) -> Post:
    """A story that no list of the old site named is not named by ours either."""
    build = given.get("build") or given.get("_build")
    listed = text_of(build.get("list")) if isinstance(build, Mapping) else ""
    if listed.lower() not in ("never", "false"):
        return post
    reason = "in no list of the old site (build: list: never)"
    return replace(post, drafts=(*post.drafts, reason))
