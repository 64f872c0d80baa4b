"""What the addresses of an old site say: its host, slugs, the permalink of most stories."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import urlsplit

from newsgen.importer.addresses import last_part, path_parts
from newsgen.importer.models import Note, Post
from newsgen.text import slugify

_MOST = 0.6
"""The part of all stories that a permalink must be right for."""


def guess_permalink(posts: Iterable[Post]) -> str:
    """The permalink in newsgen's fields that most stories have; empty if they have none in common.

    It is read from their addresses, dates and categories.
    """
    found = Counter(_pattern(post) for post in posts if post.kind == "story" and post.address)
    pattern, count = found.most_common(1)[0] if found else ("", 0)
    return pattern if count >= found.total() * _MOST else ""


def common_root(addresses: Iterable[str]) -> str:
    """The first page of the host that most of the addresses have; empty if none has one."""
    found = Counter(root for address in addresses if (root := root_of(address)))
    return found.most_common(1)[0][0] if found else ""


def root_of(address: str) -> str:
    """The first page of the host; empty if it is no whole address of the web."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_whole = parts.scheme in {"http", "https"} and parts.netloc
    return f"{parts.scheme}://{parts.netloc}/" if is_whole else ""


def menu_notes(entries: Iterable[tuple[str, str]], hosts: Collection[str]) -> Iterator[Note]:
    """A note for each entry of a menu, title and address, that leads to another site."""
    for title, address in entries:
        try:
            host = (urlsplit(address).hostname or "").removeprefix("www.")
        except ValueError:
            continue
        if host and host not in {own.removeprefix("www.") for own in hosts}:
            text = f"menu: {title} leads to {address}, which has no place in newsgen's menu"
            yield Note(effect="left-out", text=text, name="menu")


def _pattern(post: Post) -> str:
    """The address of a story with fields in place of what they would give; empty if it has none."""
    parts = path_parts(post.address)
    slug = last_part(post.address)
    if not slug or parts[0] == "node":
        return ""
    sections = {slugify(name) for name in post.categories}
    dates = list(zip(post.date[:10].split("-"), ("{year}", "{month}", "{day}"), strict=False))
    folders: list[str] = []
    for part in parts[:-1]:
        if dates and part == dates[0][0]:
            folders.append(dates.pop(0)[1])
        elif "{" in part or "}" in part:
            return ""
        else:
            folders.append("{section}" if part in sections else part)
    end = ".html" if parts[-1] == f"{slug}.html" else "/"
    return f"/{'/'.join((*folders, '{slug}'))}{end}"
