"""Checks the settings of replies: each system needs keys of its own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from newsgen.config.faults import bad_value, check_range
from newsgen.config.shape import CommentSettings, Config
from newsgen.schema import Fault
from newsgen.suggestions import suggest
from newsgen.text import truncate

_NEEDED: Final[Mapping[str, Sequence[str]]] = {
    "isso": ("server",),
    "giscus": ("repo", "repo_id", "category", "category_id"),
    "remark42": ("server", "site_id"),
    "template": (),
}
_SERVER = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?(?:/[\w.~-]+)*/?",
    re.ASCII | re.IGNORECASE,
)
"""An address that is also a source of the Content-Security-Policy."""
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_CONTACT = re.compile(r"https?://[!-~]+|(?:mailto:)?[^@\s<>\"]+@[^@\s<>\"]+")


def check_comments(config: Config) -> Iterator[Fault]:
    """All faults of these settings."""
    comments = config.comments
    yield from check_range(("comments", "closed_after"), comments.closed_after, 0, 36_500)
    if comments.provider is None:
        given = [name for names in _NEEDED.values() for name in names if getattr(comments, name)]
        if given:
            message = "nothing says which system keeps the replies"
            hint = "add `provider:` isso, giscus, remark42 or template"
            yield bad_value(("comments", given[0]), message, hint)
        return
    for name in _NEEDED[comments.provider]:
        if not getattr(comments, name):
            message = f"{comments.provider} needs `{name}`"
            yield bad_value(("comments", "provider"), message, f"add `{name}:` below `comments:`")
    yield from _check_addresses(comments, config.base_url)
    of_editions = (slug for edition in config.editions.values() for slug in edition.sections)
    known = {*config.sections, *of_editions}
    for number, slug in enumerate(comments.without_sections):
        if slug not in known and config.undeclared_sections == "error":
            message = f"there is no section `{truncate(slug, 40)}`"
            hint = suggest(slug, sorted(known)) or "write the slug of a section under `sections:`"
            yield bad_value(("comments", "without_sections", number), message, hint)


def _check_addresses(comments: CommentSettings, base_url: str) -> Iterator[Fault]:
    if comments.server and not _SERVER.fullmatch(comments.server):
        message = f"`{truncate(comments.server, 80)}` is not the address of a server"
        hint = "write it as https://replies.news.example/"
        yield bad_value(("comments", "server"), message, hint)
    elif comments.server.startswith("http:") and base_url.startswith("https:"):
        message = "browsers load nothing without https into a page with it"
        yield bad_value(("comments", "server"), message, "write the address with https://")
    if comments.repo and not _REPOSITORY.fullmatch(comments.repo):
        message = f"`{truncate(comments.repo, 80)}` is not a repository of GitHub"
        yield bad_value(("comments", "repo"), message, "write owner and name: `paper/replies`")
    if comments.contact and not _CONTACT.fullmatch(comments.contact):
        message = f"`{truncate(comments.contact, 80)}` is neither a mail nor a web address"
        hint = "write letters@news.example, or an address with https://"
        yield bad_value(("comments", "contact"), message, hint)
