"""Decides where each story goes: its section, its tags, its file, its address and the old ones."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from newsgen.config import Config, edition_configs, edition_folder, is_language
from newsgen.importer.addresses import address_key, below, host_and_path, is_own, last_part
from newsgen.importer.dates import as_moment
from newsgen.importer.models import Note, Post, Site
from newsgen.importer.paper import edition_of_post, section_of
from newsgen.importer.settings import DROP, TAG, ImportSettings, is_unsorted
from newsgen.models import Model
from newsgen.sources.resolve_fields import UNKNOWN_TIME, fill_permalink, is_id, is_slug
from newsgen.text import slugify

PAGES = "pages"
_DAY_LENGTH = len("2026-01-05")
_MOST_ALIASES = 16 * 1024
"""Bytes of all old addresses of a story; front matter has at most four times that."""
_LENGTH_OF_LINE = len("  - \n")
_ODD = frozenset("?#%")


class Place(Model, frozen=True):
    """Where a story goes, and what is decided about it before its text is read."""

    post: Post
    """Without its body and its comments."""
    path: str
    """Of its file, from the root of the paper: ``content/world/2026-01-05-quake.md``."""
    address: str
    """Its new address, decoded: ``/world/quake/``."""
    title: str
    slug: str
    section: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    lang: str = ""
    """Only if it is not the language of its edition."""
    aliases: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    """Old addresses that the new site cannot answer."""
    drafts: tuple[str, ...] = ()
    """Why it is not published; empty if it is."""
    is_live: bool = True
    """Whether readers can see it at the moment of the import, so that stories may link to it."""
    notes: tuple[Note, ...] = ()


class Planning(Model, frozen=True):
    """What a plan is made of, apart from the posts."""

    site: Site
    settings: ImportSettings
    config: Config
    now: datetime
    taken: Mapping[str, str] = {}
    """Keys of addresses that other stories of the paper have, and their files."""
    shown: frozenset[str] = frozenset()
    """Files of the stories that readers can see before the import."""
    forced: Mapping[str, tuple[str, ...]] = {}
    """Keys of posts that must be drafts, and why: what an earlier round found out."""
    left_out: Mapping[str, tuple[str, ...]] = {}
    """Keys of posts that would stop a build as drafts too, and why."""
    without_picture: frozenset[str] = frozenset()
    """Keys of posts whose lead picture cannot be shown."""
    broken: Mapping[str, str] = {}
    """Files that cannot be published, where they would lie → why."""
    without_aliases: frozenset[tuple[str, str]] = frozenset()
    """Old addresses that cannot lead to a post, each with the post's key."""
    asked: frozenset[str] = frozenset()
    """Keys of posts into which others have links: the ids of their headings must be known."""
    anchors: Mapping[str, Mapping[str, str]] = {}
    """Key of each of them → what links name → the ids of its headings."""


def plan_places(posts: Sequence[Post], planning: Planning) -> dict[str, Place]:
    """The place of each post by its key, in the order of the posts."""
    claimed = dict(planning.taken)
    files: set[str] = set()
    places = {post.key: _place(post, planning, claimed, files) for post in posts}
    return {key: _with_aliases(place, planning, claimed) for key, place in places.items()}


def _place(post: Post, planning: Planning, claimed: dict[str, str], files: set[str]) -> Place:
    settings, config = planning.settings, planning.config
    edition = edition_of_post(post, planning.site)
    edition = edition if edition in config.editions else ""
    own = edition_configs(config)[edition]
    section = section_of(post, settings) if post.kind == "story" else ""
    post, more, reasons = _with_ordered_dates(post, config.timezone)
    notes = [*post.notes, *more]
    drafts = [*post.drafts, *reasons, *planning.forced.get(post.key, ())]
    wished = section
    if section and section not in own.sections and own.undeclared_sections == "error":
        notes.append(_undeclared(section))
        drafts.append(f"newsgen.yaml has no section {section}")
        section = next(iter(own.sections), section)
    drafts += planning.left_out.get(post.key, ())
    if post.kind == "story" and not post.date and not drafts:
        drafts = ["no date"]
    title = " ".join(post.title.split())
    if not title:
        drafts += [] if post.drafts else ["no headline"]
    slug = _slug(post)
    title = title or slug.replace("-", " ").capitalize()
    address, slug = _free_address(post, slug, section, own, claimed, planning.taken)
    if slug != post.slug and post.slug:
        text = f"slug {post.slug}: written as {slug}"
        notes.append(Note(effect="changed", text=text, name="slug"))
    lang = post.lang.replace("_", "-")
    return Place(
        post=post,
        path=_path(post, slug, section, edition, files),
        address=address,
        title=title,
        slug=slug,
        section=section,
        tags=_tags(post, wished, settings),
        authors=_authors(post, planning.site),
        lang=lang if lang and is_language(lang) and lang.lower() != own.lang.lower() else "",
        drafts=tuple(dict.fromkeys(drafts)),
        is_live=not drafts and _is_live(post, config, planning.now),
        notes=(*notes, *_category_notes(post, wished, settings)),
    )


def _undeclared(section: str) -> Note:
    title = section.replace("-", " ").capitalize()
    lines = f"`{section}:` and below it `title: {title}`"
    text = (
        f"newsgen.yaml has no section `{section}`: its stories are drafts. Write {lines} under "
        "sections:, or another section in import.yaml, and import again"
    )
    return Note(effect="needs", text=text, name=f"section {section}")


def _with_ordered_dates(post: Post, zone: str) -> tuple[Post, list[Note], list[str]]:
    """The post with dates that newsgen takes: it changes after it begins, and ends after that."""
    notes: list[Note] = []
    reasons: list[str] = []
    if post.date and moment_of(post.date, zone) is None:
        reasons.append(f"no date: there is no {post.date}")
        post = replace(post, date="")
    begins = moment_of(post.date, zone)
    updated, ends = moment_of(post.updated, zone), moment_of(post.expires, zone)
    if post.updated and (not updated or (begins and updated < begins)):
        is_day = len(post.updated) == _DAY_LENGTH and post.updated == post.date[:_DAY_LENGTH]
        if not is_day:
            text = f"updated {post.updated}: before the date of the story, left out"
            notes.append(Note(effect="left-out", text=text, name="updated before date"))
        post = replace(post, updated="")
    if ends and begins and ends <= begins:
        if post.expires == post.date[:_DAY_LENGTH]:
            after = (ends + timedelta(days=1)).date().isoformat()
            text = f"expires {post.expires}: the day of the story, written as {after}"
            notes.append(Note(effect="changed", text=text, name="expires"))
            post = replace(post, expires=after)
        else:
            reasons.append(f"it expires at {post.expires}, before its date")
            post = replace(post, expires="", extra={**post.extra, "expires": post.expires})
    return post, notes, reasons


def _slug(post: Post) -> str:
    if post.slug and is_slug(post.slug):
        return post.slug
    last = last_part(post.address)
    if not post.slug and last and is_slug(last):
        return last
    for name in (post.slug, post.name, post.title, post.key):
        if slug := slugify(name, post.lang):
            return slug
    return "untitled"


def _free_address(
    post: Post,
    slug: str,
    section: str,
    config: Config,
    claimed: dict[str, str],
    taken: Mapping[str, str],
) -> tuple[str, str]:
    """The new address, and the slug in it, which gets a number if another story has that one."""
    tried = slug
    number = 1
    while address_key(address := _address(post, tried, section, config)) in claimed:
        if address_key(address) in taken:
            break  # a story that is not imported has it: the writer leaves this one out
        number += 1
        tried = f"{slug}-{number}"
    claimed.setdefault(address_key(address), post.key)
    return address, tried


def _address(post: Post, slug: str, section: str, config: Config) -> str:
    if post.kind == "page":
        return f"/{config.edition}/{slug}/" if config.edition else f"/{slug}/"
    identifier = post.id if is_id(post.id) else slugify(slug)
    names = {"section": section, "slug": slug, "id": identifier, "lang": post.lang or config.lang}
    date = moment_of(post.date, config.timezone) or UNKNOWN_TIME
    return f"/{fill_permalink(config, names, date)}"


def _path(post: Post, slug: str, section: str, edition: str, files: set[str]) -> str:
    """Where its file goes, with a number if another story goes there: `a_b` and `a-b` are one."""
    name = slugify(slug) or "story"
    folder = f"{edition_folder(edition)}/{section or PAGES}"
    day = post.date[:_DAY_LENGTH] if moment_of(post.date, "UTC") else ""
    stem = f"{day}-{name}" if day and post.kind == "story" else name
    has_folder = post.kind == "story" and post.file.rpartition("/")[2].startswith("index.")
    tried, number = f"{folder}/{stem}", 1
    while tried in files:
        number += 1
        tried = f"{folder}/{stem}-{number}"
    files.add(tried)
    return f"{tried}/index.md" if has_folder else f"{tried}.md"


def moment_of(date: str, timezone: str) -> datetime | None:
    """The moment of a date as a reader gives it, in the time zone; None if it has none."""
    try:
        return as_moment(date, timezone).astimezone(ZoneInfo(timezone))
    except ValueError:
        return None


def _is_live(post: Post, config: Config, now: datetime) -> bool:
    begins = moment_of(post.date, config.timezone)
    ends = moment_of(post.expires, config.timezone)
    return (begins is None or begins <= now) and (ends is None or ends > now)


def _tags(post: Post, section: str, settings: ImportSettings) -> tuple[str, ...]:
    """Its tags, after the categories that became tags; each once, whatever its spelling."""
    known = {slugify(tag) for tag in post.tags}
    more = []
    for name in post.categories:
        becomes = settings.categories.get(name, TAG)
        is_said = becomes in {DROP, section} or is_unsorted(name)
        if not is_said and slugify(name) not in known:
            more.append(name)
    tags: dict[str, str] = {}
    for name in (*more, *post.tags):
        plain = " ".join(name.split())
        if slugify(plain):
            tags.setdefault(slugify(plain), plain)
    return tuple(tags.values())


def _category_notes(post: Post, section: str, settings: ImportSettings) -> Iterator[Note]:
    for name in post.categories:
        becomes = settings.categories.get(name, TAG)
        if becomes == DROP:
            yield Note(effect="left-out", text=f"category {name}", name=f"category {name}")
        elif becomes != section and not is_unsorted(name):
            text = f"category {name} became a tag: a story has one section"
            yield Note(effect="changed", text=text, name=f"category {name}")


def _authors(post: Post, site: Site) -> tuple[str, ...]:
    names = (site.people[who].name if who in site.people else who for who in post.authors)
    return tuple(dict.fromkeys(" ".join(name.split()) for name in names if slugify(name)))


def _with_aliases(place: Place, planning: Planning, claimed: dict[str, str]) -> Place:
    """The place with the old addresses that lead to it, and those that nothing can answer."""
    aliases: list[str] = []
    unanswered: list[str] = []
    notes: list[Note] = []
    length = 0
    own = own_hosts(planning.site, planning.settings)
    for written in (place.post.address, *place.post.addresses):
        host, path, query, _ = host_and_path(written)
        path = below(path, planning.settings.base_url)
        key = address_key(path or "/", query)
        if not written or not is_own(host, own) or key == address_key(place.address):
            continue
        if claimed.get(key) == place.post.key:
            continue
        alias = _alias(path or "/", query)
        is_kept_out = (place.post.key, alias) in planning.without_aliases
        if is_kept_out or key == "/" or (query and not planning.config.redirects):
            unanswered.append(written)
            continue
        length += len(alias.encode()) + _LENGTH_OF_LINE
        if length > _MOST_ALIASES:
            unanswered.append(written)
            continue
        if key in claimed:
            text = f"old address {path}: another page has it"
            notes.append(Note(effect="needs", text=text, name="address"))
            continue
        claimed[key] = place.post.key
        aliases.append(alias)
    if length > _MOST_ALIASES:
        text = "more old addresses than front matter can hold: some are left out"
        notes.append(Note(effect="needs", text=text, name="too many old addresses"))
    if place.drafts:
        unanswered = []
    return replace(
        place,
        aliases=tuple(aliases),
        unanswered=tuple(unanswered),
        notes=(*place.notes, *notes),
    )


def _alias(path: str, query: str) -> str:
    """The address as front matter has it: readable, unless that would change its meaning."""
    path = path if path.startswith("/") else f"/{path}"
    is_odd = _ODD & set(path) or not path.isprintable()
    return (quote(path) if is_odd else path) + (f"?{query}" if query else "")


def own_hosts(site: Site, settings: ImportSettings) -> frozenset[str]:
    """The hosts of the old site."""
    bases = (site.base_url, settings.base_url)
    return site.hosts | {host for base in bases if (host := host_and_path(base)[0])}
