"""Everything of the old site that links and pictures of its stories can lead to."""

import posixpath
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from newsgen.importer.addresses import address_key, below, host_and_path, is_own
from newsgen.importer.lists import Lists
from newsgen.importer.models import Attachment, Site, Source
from newsgen.importer.plan import Place
from newsgen.models import Model


class Index(Model, frozen=True):
    """Everything of the old site that a link can lead to."""

    source: Source
    site: Site
    root: Path
    """The folder of the paper."""
    hosts: frozenset[str]
    base_url: str
    """Address of the old site; empty if nobody knows."""
    folders: tuple[Path, ...]
    """Folders with files of the old site that an editor named."""
    broken: Mapping[str, str] = {}
    """Files that cannot be published, where they would lie → why."""
    mixed: frozenset[str] = frozenset()
    """Folders of the paper with stories of several folders of the source: files that lie beside
    such stories may have one name."""
    by_address: Mapping[str, Place] = {}
    by_file: Mapping[str, Place] = {}
    attachments: Mapping[str, Attachment] = {}
    """By the keys of their addresses and pages."""
    lists: Lists = Lists()
    """Of the new paper: categories, tags, authors, months, feeds."""
    anchors: Mapping[str, Mapping[str, str]] = {}
    """Key of a story → what links to its headings name → the ids of these headings. Only stories
    of which somebody asked are here."""


def index_places(places: Mapping[str, Place], index: "Index") -> "Index":
    """The index with all places in it."""
    site, hosts = index.site, index.hosts
    by_address: dict[str, Place] = {}
    by_file: dict[str, Place] = {}
    for place in places.values():
        by_address.setdefault(address_key(place.address), place)
        for written in (place.post.address, *place.post.addresses):
            host, path, query, _ = host_and_path(written)
            path = below(path, index.base_url)
            if written and is_own(host, hosts) and (path not in {"", "/"} or query):
                by_address[address_key(path, query)] = place
        if place.post.file:
            by_file[place.post.file] = place
    attachments: dict[str, Attachment] = {}
    for attachment in site.attachments.values():
        for address in (attachment.url, attachment.page):
            _, path, query, _ = host_and_path(address)
            path = below(path, index.base_url)
            if path not in {"", "/"} or query:
                attachments[address_key(path, query)] = attachment
    return replace(
        index,
        mixed=_mixed_folders(places.values()),
        by_address=by_address,
        by_file=by_file,
        attachments=attachments,
    )


def _mixed_folders(places: Iterable[Place]) -> frozenset[str]:
    sources: dict[str, set[str]] = {}
    for place in places:
        sources.setdefault(posixpath.dirname(place.path), set()).add(place.post.folder)
    return frozenset(folder for folder, several in sources.items() if len(several) > 1)
