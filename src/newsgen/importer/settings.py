"""import.yaml: what an editor decides about an import, and the proposal that is made for it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from newsgen.config import RESERVED_SECTIONS, split_base_url
from newsgen.diagnostics import Problems
from newsgen.frontmatter import LARGE, read_plain
from newsgen.frontmatter.writing import write
from newsgen.importer.conversion import Action
from newsgen.importer.faults import ImportFault
from newsgen.importer.models import Post, Site
from newsgen.models import Model
from newsgen.schema import about
from newsgen.text import slugify

SETTINGS = "import.yaml"
"""The file, beside newsgen.yaml."""

TAG, DROP = "tag", "drop"
"""What a category can become, apart from a section."""

MOST_SHOWN = 2_000
"""Categories that became tags which import.yaml lists; others become tags as well."""
MOST_SECTIONS = 12
"""Sections that are proposed: a menu with more helps nobody."""
_FEW_STORIES = 100
_UNSORTED = frozenset({"uncategorized", "uncategorised", "unsorted", "sin-categoria", "non-classe"})
"""Categories that other systems give to stories that have none."""


def is_unsorted(name: str) -> bool:
    """Whether a category says only that a story has none."""
    return slugify(name) in _UNSORTED


class ImportSettings(Model, frozen=True):
    """The settings of an import."""

    base_url: Annotated[
        str, about("Address of the old site: pictures that are not found are linked there.")
    ] = ""
    timezone: Annotated[str, about("IANA name, for dates that name no zone.")] = ""
    date: Annotated[str, about("The date of stories that have none.")] = ""
    date_order: Annotated[
        Literal["", "DMY", "MDY", "YMD"], about("How `12/11/2019` is meant: DMY or MDY.")
    ] = ""
    default_section: Annotated[str, about("Section of stories that have no other.")] = "news"
    categories: Annotated[
        Mapping[str, str],
        about("Category → slug of the section that it becomes, `tag`, or `drop`."),
    ] = {}
    sections_from: Annotated[
        int, about("Stories that a category needs to be proposed as a section; 0: newsgen decides.")
    ] = 0
    shortcodes: Annotated[
        Mapping[str, Action],
        about(
            "Shortcode or component → `drop`, `text` (the words inside), `box`, `note`, `image`, "
            "`video`, or `template` (a block of that name in templates/blocks/)."
        ),
    ] = {}
    pictures: Annotated[
        tuple[str, ...],
        about("Folders with the files of the old site, such as a copy of wp-content/uploads."),
    ] = ()
    comments: Annotated[
        Literal["static", "drop"], about("Whether comments of readers are kept below the stories.")
    ] = "static"
    take_paid: Annotated[
        bool, about("Whether stories for paying readers are published for everybody.")
    ] = False
    mapping: Annotated[
        Mapping[str, str], about("Field → column or path in the source; for Drupal.")
    ] = {}


def read_import_settings(content: bytes) -> ImportSettings:
    """The settings. Raises Problems if the file has errors."""
    settings, _, diagnostics = read_plain(ImportSettings, content, SETTINGS, LARGE)
    if settings is None:
        raise Problems(*diagnostics)
    return settings


def with_proposals(settings: ImportSettings, posts: Sequence[Post], site: Site) -> ImportSettings:
    """The settings, with a proposal for each category that they say nothing about.

    A category becomes a section if it is the main one of enough stories: 1 % of them, at least
    one; the largest twelve at most. All others become tags.
    """
    stories = [post for post in posts if post.kind == "story"]
    names = [_categories(post) for post in stories]
    main = Counter(found[0] for found in names if found)
    enough = settings.sections_from or max(1, len(stories) // _FEW_STORIES)
    taken = [name for name in settings.categories.values() if name not in {TAG, DROP}]
    free = MOST_SECTIONS - len(set(taken))
    largest = [name for name, number in main.most_common() if number >= enough]
    chosen = [
        name for name in largest if name not in settings.categories and not is_unsorted(name)
    ][: max(free, 0)]
    proposed = dict(settings.categories)
    for name in dict.fromkeys(name for found in names for name in found):
        if name not in proposed:
            proposed[name] = _proposal(name, chosen, settings.default_section)
    return _replace(settings, proposed, site)


def _replace(settings: ImportSettings, categories: dict[str, str], site: Site) -> ImportSettings:
    return replace(
        settings,
        categories=categories,
        base_url=settings.base_url or (site.base_url if split_base_url(site.base_url) else ""),
        timezone=settings.timezone or (site.timezone if _is_zone(site.timezone) else ""),
    )


def _categories(post: Post) -> list[str]:
    """The names of its section and its categories, the main one first, each once."""
    names = [name for name in (post.section, *post.categories) if slugify(name)]
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(slugify(name), name)
    return list(seen.values())


def _proposal(name: str, chosen: Sequence[str], default: str) -> str:
    slug = slugify(name)
    if is_unsorted(name):
        return default
    if name not in chosen:
        return default if slug == default else TAG
    return f"{slug}-section" if slug in RESERVED_SECTIONS else slug


def import_yaml(settings: ImportSettings, unknown: Mapping[str, str]) -> str:
    """The text of import.yaml, with a comment for each part that an editor may change.

    ``unknown`` has each shortcode that nobody decided about, and where it was found.
    """
    return "".join(f"{part}\n" for part in _parts(settings, unknown))


def _parts(settings: ImportSettings, unknown: Mapping[str, str]) -> Iterator[str]:
    yield (
        "# What `newsgen import` does. Change what you like, and run the same command again:\n"
        "# only files that nobody edited are written again."
    )
    for comment, keys in _COMMENTED:
        given = {key: getattr(settings, key) for key in keys}
        if "categories" in given:
            given["categories"], more = _shown(settings.categories)
            yield from [f"\n# {more:,} more categories became tags."] if more else []
        yield f"\n# {comment}\n{write(given)}".rstrip("\n")
    yield (
        "\n# What becomes of shortcodes and components: drop, text (the words inside), box, note,\n"
        "# image, video, or template (a block of that name in templates/blocks/).\n"
        + write({"shortcodes": dict(settings.shortcodes)}).rstrip("\n")
    )
    yield from (f"#   {name}: text  # {where}" for name, where in unknown.items())
    if settings.mapping:
        yield f"\n# Where each field is in the source.\n{write({'mapping': settings.mapping})}"


def _shown(categories: Mapping[str, str]) -> tuple[dict[str, str], int]:
    """As many categories as a file can have that a person reads, and how many tags are more."""
    tags = [name for name, becomes in categories.items() if becomes == TAG]
    more = set(tags[MOST_SHOWN:])
    return {name: becomes for name, becomes in categories.items() if name not in more}, len(more)


_COMMENTED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("The old site, and its clock, for dates that name no zone.", ("base_url", "timezone")),
    (
        "For stories without a date, and how 12/11/2019 is meant: DMY or MDY.",
        ("date", "date_order"),
    ),
    (
        "What categories become: the slug of a section, `tag` or `drop`. A story has one section.",
        ("default_section", "categories", "sections_from"),
    ),
    ("Folders with the pictures of the old site.", ("pictures",)),
    ("Comments of readers below their stories: static, or drop.", ("comments",)),
    ("Whether stories for paying readers are published for everybody.", ("take_paid",)),
)


def check_settings(settings: ImportSettings) -> None:
    """Raise ImportFault for what no paper can have: a section, a time zone, an address."""
    _check("base_url", settings.base_url, split_base_url, "write https://old.example/")
    _check("timezone", settings.timezone, _is_zone, "for example `Asia/Karachi` or `UTC`")
    for name, becomes in {**settings.categories, "": settings.default_section}.items():
        is_word = bool(name) and becomes in {TAG, DROP}
        is_section = becomes == slugify(becomes) and becomes not in RESERVED_SECTIONS | {"", TAG}
        if not is_word and not is_section:
            place = f"categories: {name}" if name else "default_section"
            raise ImportFault(
                f"{SETTINGS}: {place}: `{becomes}` cannot be a section",
                f"write a slug, such as `{slugify(becomes) or 'news'}`, `{TAG}` or `{DROP}`",
            )


def _check(key: str, written: str, is_right: Callable[[str], object], hint: str) -> None:
    if written and not is_right(written):
        raise ImportFault(f"{SETTINGS}: {key}: `{written}` cannot be used", hint)


def _is_zone(name: str) -> bool:
    try:
        return bool(name and ZoneInfo(name))
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
