"""newsgen.yaml as it is proposed for the paper that an import makes."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from newsgen.config import PERMALINK_FIELDS, is_language
from newsgen.frontmatter.writing import write
from newsgen.importer.models import Post, Site
from newsgen.importer.settings import DROP, TAG, ImportSettings
from newsgen.text import slugify

_DATED = re.compile(r"/([0-9]{4})-[0-9]{2}-[0-9]{2}-")
_HEADING = """\
# The settings of the paper, proposed by `newsgen import` from what the old site says of itself.
# Change what you like: this file is written again only as long as nobody edited it.
# `newsgen docs configuration` describes every setting.

"""


Kept: TypeAlias = Mapping[str, Mapping[str, str]]
"""Edition → slug of a section → its title."""


def section_of(post: Post, settings: ImportSettings) -> str:
    """The slug of the section of a story."""
    for name in (post.section, *post.categories):
        becomes = settings.categories.get(name, TAG)
        if name and becomes not in {TAG, DROP}:
            return becomes
    return settings.default_section


def newsgen_yaml(
    site: Site,
    settings: ImportSettings,
    posts: Sequence[Post],
    undescribed: Sequence[str] = (),
    kept: Kept = MappingProxyType({}),
) -> str:
    """The text of newsgen.yaml for the stories of the site.

    ``undescribed`` has what waivers accept: files of stories whose pictures have no description.
    ``kept`` has the sections of stories that the import does not write.
    """
    values: dict[str, Any] = {"title": site.title or "The paper"}
    for key in ("tagline", "description"):
        if getattr(site, key):
            values[key] = getattr(site, key)
    values["base_url"] = settings.base_url or "http://localhost:8000/"
    lang = _language(site)
    values |= {"lang": lang, "timezone": settings.timezone or "UTC"}
    values["permalink"] = site.permalink if _is_permalink(site.permalink) else "/{section}/{slug}/"
    if any("?" in address for post in posts for address in (post.address, *post.addresses)):
        values["redirects"] = ("netlify", "nginx", "caddy")
    titles = _titles(site, settings)
    values["sections"] = _sections(
        [post for post in posts if edition_of_post(post, site) == ""],
        settings,
        titles,
        kept.get("", {}),
    )
    if editions := _editions(site, settings, posts, titles, kept):
        values["editions"] = editions
    if undescribed:
        values["check"] = {"waivers": [_waiver(path) for path in undescribed]}
    return _HEADING + write(values)


def edition_of_post(post: Post, site: Site) -> str:
    """The edition of a story: its language, if the old site has several, but not the main one."""
    lang = post.lang.lower()
    return lang if lang in {language.lower() for language in site.languages[1:]} else ""


def waived_paths(paths: Iterable[str], year: int) -> list[str]:
    """The paths of stories as a waiver names them: a pattern for each year before this one.

    >>> waived_paths(["content/news/2012-03-04-pier.md", "content/news/2026-01-05-dam.md"], 2026)
    ['content/*/2012-*', 'content/news/2026-01-05-dam.md']
    """
    named = set()
    for path in paths:
        dated = _DATED.search(path)
        named.add(f"content/*/{dated[1]}-*" if dated and int(dated[1]) < year else path)
    return sorted(named)


def _waiver(path: str) -> dict[str, str]:
    reason = "pictures of the old site have no description"
    return {"code": "missing-alt", "path": path, "reason": reason}


def _language(site: Site) -> str:
    for lang in (site.lang, *site.languages[:1]):
        for tag in (lang.replace("_", "-"), lang.replace("_", "-").partition("-")[0]):
            if tag and is_language(tag):
                return tag
    return "en"


def _is_permalink(pattern: str) -> bool:
    try:
        pattern.format(**dict.fromkeys(PERMALINK_FIELDS, "x"))
    except (KeyError, ValueError, IndexError):
        return False
    return "{slug}" in pattern or "{id}" in pattern


def _titles(site: Site, settings: ImportSettings) -> dict[str, str]:
    """The title of each section by its slug, in the order of the old site."""
    titles = {slug: title for slug, title in site.sections.items() if title}
    for name, slug in settings.categories.items():
        if slug not in {TAG, DROP}:
            titles.setdefault(slug, _as_title(name) if slugify(name) == slug else _as_title(slug))
    titles.setdefault(settings.default_section, _as_title(settings.default_section))
    return titles


def _sections(
    posts: Sequence[Post],
    settings: ImportSettings,
    titles: Mapping[str, str],
    kept: Mapping[str, str],
) -> dict[str, dict[str, str]]:
    """The sections that have stories: first in the order of the old menu, then the largest."""
    counts = Counter(section_of(post, settings) for post in posts if post.kind == "story")
    order = list(titles)
    used = sorted(counts, key=lambda slug: order.index(slug) if slug in order else len(order))
    used += [slug for slug in kept if slug not in counts]
    named = {**kept, **titles}
    return {slug: {"title": named.get(slug) or _as_title(slug)} for slug in used} or {
        settings.default_section: {"title": titles[settings.default_section]}
    }


def _editions(
    site: Site,
    settings: ImportSettings,
    posts: Sequence[Post],
    titles: Mapping[str, str],
    kept: Kept,
) -> dict[str, Any]:
    editions: dict[str, Any] = {}
    for language in site.languages[1:]:
        own = [post for post in posts if edition_of_post(post, site) == language.lower()]
        if own and is_language(language):
            editions[language.lower()] = {
                "title": site.titles.get(language) or site.title or "The paper",
                "lang": language,
                "sections": _sections(own, settings, titles, kept.get(language.lower(), {})),
            }
    return editions


def _as_title(name: str) -> str:
    """A folder's name as words; any other name as it is."""
    words = name.replace("-", " ").replace("_", " ") if name == slugify(name) else name
    return words[:1].upper() + words[1:]
