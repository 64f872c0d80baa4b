"""A page of Hugo as a Post: what its front matter, its place and the settings say."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from newsgen.importer.dates import DateFault, as_moment, read_date
from newsgen.importer.fields import (
    Special,
    fill_post,
    is_true,
    list_of,
    no_home,
    plain,
    short_key,
    text_of,
)
from newsgen.importer.files import Unreadable, read_text
from newsgen.importer.front import Front, read_front
from newsgen.importer.models import Note, Post, ReadingOptions
from newsgen.importer.readers.hugo_addresses import (
    Place,
    alias_addresses,
    encoded,
    page_address,
    split_dated,
)
from newsgen.importer.readers.hugo_expiry import Expiries, expiry_fault
from newsgen.importer.readers.hugo_pages import Page, Pages, cascaded
from newsgen.importer.readers.hugo_settings import HugoSettings, text_list
from newsgen.models import Image, Model

_STANDING = frozenset({"page", "pages"})
"""Sections, types and layouts of pages that are no stories."""
_MADE_BY_THEME = frozenset({"search", "archive", "archives", "tags", "categories", "redirect"})
"""Layouts of pages without a text."""
_LIFTED = frozenset(
    "author authors subtitle description summary image images cover featuredimage thumbnail banner"
    " tags categories keywords series standfirst kicker canonical canonicalurl lang".split()
)
"""Keys that themes read below ``[params]`` as well."""
_OWN = frozenset(
    "url aliases build cascade headless resources params translationkey expirydate unpublishdate"
    " publishdate date pubdate published lastmod modified type".split()
)
"""Keys that this module takes itself."""
_OF_THEME = (
    *("outputs", "markup", "menu", "menus", "sitemap", "toc", "showtoc", "tocopen", "comment"),
    *("iscjklanguage", "summarylength", "hidemeta", "sharebuttons", "disableshare", "showdate"),
    *("searchhidden", "showbreadcrumbs", "hidesummary", "math", "mermaid", "lightgallery"),
)
_COVERS = ("featured", "feature", "cover", "thumbnail")
_PICTURES = frozenset({"jpg", "jpeg", "png", "webp", "gif", "avif"})




class Sections(Model, frozen=True):
    """What the whole site decides about each of its pages."""

    settings: HugoSettings
    pages: Pages
    cascades: Mapping[str, Mapping[str, Any]]
    """As ``cascaded`` needs them."""
    expiries: Expiries
    slugs: Mapping[str, str]
    """Slug of each story in the main language that has translations, by its key."""


def read_stories(root: Path, whole: Sections, options: ReadingOptions) -> Iterator[Post]:
    """The stories and standing pages of the site."""
    for page in whole.pages.stories:
        post = read_story(root, page, whole, options)
        if post:
            yield post


def read_story(root: Path, page: Page, whole: Sections, options: ReadingOptions) -> Post | None:
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
    return _Reading(root, page, whole, options, given, post).finish()


def _base(page: Page, whole: Sections) -> Post:
    """What the place of the page says."""
    settings = whole.settings
    section = page.parts[0] if page.parts else ""
    is_page = not section or section.lower() in _STANDING
    if not section and not any(other.parts for other in whole.pages.stories):
        is_page = False
    _, name = split_dated(page.name)
    translated = len(settings.languages) > 1
    if translated and page.language != settings.languages[0]:
        name = whole.slugs.get(page.key) or name
    markup = page.markup if page.markup in ("markdown", "html", "rst") else "text"
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
    params = {}
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


def _special(given: Mapping[str, Any], whole: Sections) -> dict[str, Special | str]:
    special: dict[str, Special | str] = dict.fromkeys(_OWN, "")
    special |= dict.fromkeys(_OF_THEME, "layout")
    for field, meaning in (("date", "date"), ("lastmod", "updated")):
        key = _first_key(whole.settings.dates[field], given)
        if key and special.get(key, "") == "":
            special[short_key(key)] = meaning
    for key in whole.settings.taxonomies:
        if short_key(key) not in ("tags", "categories", "authors", "author", "series"):
            special[short_key(key)] = _tags_of(key)
    return special


def _first_key(keys: tuple[str, ...], given: Mapping[str, Any]) -> str:
    return next((key for key in keys if text_of(given.get(key))), "")


def _tags_of(key: str) -> Special:
    def take(value: Any, post: Post) -> Post:
        tags = tuple(dict.fromkeys((*post.tags, *list_of(value))))
        note = Note(effect="changed", text=f"{key}: taken as tags", name=f"key {key}")
        return replace(post, tags=tags, notes=(*post.notes, note))

    return take


class _Reading:
    """A page whose usual keys are taken already."""

    def __init__(
        self,
        root: Path,
        page: Page,
        whole: Sections,
        options: ReadingOptions,
        given: Mapping[str, Any],
        post: Post,
    ) -> None:
        self._root = root
        self._page = page
        self._whole = whole
        self._options = options
        self._given = given
        self._post = post

    def finish(self) -> Post:
        """The post with its dates, addresses and picture."""
        self._take_kind()
        self._take_dates()
        self._take_expiry()
        self._take_addresses()
        self._take_build()
        self._take_resources()
        if text := text_of(self._given.get("translationkey")):
            self._set(translation=text)
        return self._post

    def _set(self, **changes: Any) -> None:
        self._post = replace(self._post, **changes)

    def _tell(self, effect: Any, text: str, name: str = "") -> None:
        self._set(notes=(*self._post.notes, Note(effect=effect, text=text, name=name)))

    def _keep(self, key: str, value: Any) -> None:
        self._set(extra={**self._post.extra, key: value})

    def _take_kind(self) -> None:
        kind = text_of(self._given.get("type")).lower()
        if kind in _STANDING or text_of(self._given.get("layout")).lower() in _STANDING:
            self._set(kind="page", section="")
        elif kind and kind != self._post.section:
            self._keep("type", text_of(self._given["type"]))
            self._tell("changed", "type: no home, kept under extra", "key type")

    def _take_dates(self) -> None:
        day, rest = split_dated(self._page.name)
        order = self._whole.settings.dates["date"]
        if day and ":filename" in order:
            has_better = _first_key(order[: order.index(":filename")], self._given)
            if not has_better:
                self._set(date=self._read_date("the name of the file", day) or self._post.date)
            if not self._post.slug and rest and not has_better:
                self._set(slug=rest)
        elif day and self._post.date in ("", self._options.date):
            found = self._read_date("the name of the file", day)
            if found:
                self._set(date=found)
                self._tell("changed", "date taken from the name of the file", "date from file")
        self._take_publish_date()

    def _take_publish_date(self) -> None:
        """A later ``publishDate`` holds the story back, so it is the date of newsgen."""
        for key in ("publishdate", "pubdate"):
            written = text_of(self._given.get(key))
            held = self._read_date(key, written) if written else ""
            if not held or held == self._post.date:
                continue
            zone = self._zone
            if not self._post.date or as_moment(held, zone) > as_moment(self._post.date, zone):
                self._set(date=held)
                self._tell("changed", f"{key} is later than the date: taken as the date", key)
            else:
                self._keep(key, written)
                self._tell("changed", f"{key}: no home, kept under extra", f"key {key}")

    @property
    def _zone(self) -> str:
        return self._options.timezone

    def _read_date(self, key: str, written: str) -> str:
        try:
            return read_date(written, order=self._options.date_order, timezone=self._zone)
        except DateFault as fault:
            self._tell("needs", f"{key}: {fault.message}")
            return ""

    def _take_expiry(self) -> None:
        key = _first_key(self._whole.settings.dates["expirydate"], self._given)
        written = text_of(self._given.get(key))
        expires = self._read_date(key, written) if written else ""
        if not expires:
            return
        fault = expiry_fault(expires, written, self._post.date, self._zone, self._whole.expiries)
        if fault:
            self._keep(key, written)
            self._tell("needs", f"{key} {written}: not taken, as {fault}; kept under extra", key)
        else:
            self._set(expires=expires)

    def _take_addresses(self) -> None:
        settings, page, post = self._whole.settings, self._page, self._post
        place = Place(
            parts=page.parts,
            name=page.name,
            sections=tuple(
                part
                for depth, part in enumerate(page.parts, 1)
                if depth == 1 or "/".join(page.parts[:depth]).lower() in self._whole.pages.section_keys
            ),
            title=post.title,
            slug=post.slug,
            url=text_of(self._given.get("url")),
            date=post.date,
        )
        address = page_address(place, page.language, settings)
        section = page.parts[0].lower() if page.parts else ""
        ugly = settings.ugly.get(section, settings.ugly.get("", False))
        aliases = [
            self._whole_address(found)
            for written in list_of(self._given.get("aliases"))
            for found in alias_addresses(written, address, page.language, ugly)
            if found != address
        ]
        self._set(
            address=self._whole_address(address),
            addresses=tuple(dict.fromkeys((*post.addresses, *aliases))),
        )

    def _whole_address(self, path: str) -> str:
        """The path; with its host if the site has no host for itself."""
        if "://" in path:
            return path
        base = self._page.language.base_url or self._whole.settings.base_url
        is_main = base == self._whole.settings.base_url
        if is_main and base.count("/") <= "https://host/".count("/"):
            return encoded(path)
        return base.rstrip("/") + encoded(path)

    def _take_build(self) -> None:
        build = self._given.get("build") or self._given.get("_build")
        listed = text_of(build.get("list")) if isinstance(build, Mapping) else ""
        if listed.lower() in ("never", "false"):
            reason = "in no list of the old site (build: list: never)"
            self._set(drafts=(*self._post.drafts, reason))

    def _take_resources(self) -> None:
        """The picture of a bundle, with what ``resources`` says of it."""
        told = self._given.get("resources")
        entries = [each for each in told if isinstance(each, Mapping)] if isinstance(told, list) else []
        image = self._post.image
        src = image.src if image else self._cover(entries)
        if not src:
            return
        for entry in entries:
            if text_of(entry.get("src")) == src:
                params = entry.get("params")
                params = params if isinstance(params, Mapping) else {}
                title = plain(entry.get("title"))
                found = Image(
                    src=src,
                    alt=plain(params.get("alt")) or (image.alt if image else ""),
                    caption=(image.caption if image else "") or plain(params.get("caption")) or title,
                    credit=plain(params.get("credit") or params.get("byline")),
                )
                self._set(image=found)
                return
        if not image:
            self._set(image=Image(src=src))

    def _cover(self, entries: list[Mapping[str, Any]]) -> str:
        """The file that themes show as the picture of the story: ``featured*``, ``cover*``."""
        if not self._page.is_bundle:
            return ""
        for entry in entries:
            name = text_of(entry.get("name")).lower()
            if name.startswith((*_COVERS, "header")) and "*" not in text_of(entry.get("src")):
                return text_of(entry.get("src"))
        folder = self._root / self._page.folder
        names = sorted(path.name for path in folder.iterdir() if path.is_file())
        for name in names:
            stem, _, ending = name.lower().rpartition(".")
            if ending in _PICTURES and stem.startswith(_COVERS):
                return name
        return ""
