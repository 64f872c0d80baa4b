"""The picture of a bundle of Hugo, and what ``resources`` says of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from newsgen.importer.fields import no_home, plain, text_of
from newsgen.importer.models import Post
from newsgen.importer.readers.hugo.pages import Page
from newsgen.models import Image

_COVERS = ("featured", "feature", "cover", "thumbnail")
"""Beginnings of the names of files that themes show as the picture of a story."""
_ENDINGS = frozenset({"jpg", "jpeg", "png", "webp", "gif", "avif"})


def with_resources(post: Post, root: Path, page: Page, resources: Any) -> Post:
    """The story with its picture and the words that ``resources`` has for it."""
    listed = resources if isinstance(resources, list) else []
    entries = [each for each in listed if isinstance(each, Mapping)]
    src = post.image.src if post.image else _cover(root, page, entries)
    told = next((each for each in entries if src and text_of(each.get("src")) == src), None)
    if told is not None:
        return replace(post, image=_image(src, told, post.image))
    if entries:
        post = replace(
            post,
            extra={**post.extra, "resources": entries},
            notes=(*post.notes, no_home("resources")),
        )
    return replace(post, image=Image(src=src)) if src and not post.image else post


def _image(src: str, told: Mapping[str, Any], known: Image | None) -> Image:
    params = told.get("params")
    params = params if isinstance(params, Mapping) else {}
    image = known or Image(src=src)
    caption = plain(params.get("caption")) or plain(told.get("title"))
    return replace(
        image,
        alt=image.alt or plain(params.get("alt")),
        caption=image.caption or caption,
        credit=image.credit or plain(params.get("credit") or params.get("byline")),
    )


def _cover(root: Path, page: Page, entries: list[Mapping[str, Any]]) -> str:
    """The file that themes show as the picture of the story; empty if there is none."""
    if not page.is_bundle:
        return ""
    for entry in entries:
        src = text_of(entry.get("src"))
        if text_of(entry.get("name")).lower().startswith((*_COVERS, "header")) and "*" not in src:
            return src
    names = sorted(path.name for path in (root / page.folder).iterdir() if path.is_file())
    for name in names:
        stem, _, ending = name.lower().rpartition(".")
        if ending in _ENDINGS and stem.startswith(_COVERS):
            return name
    return ""
