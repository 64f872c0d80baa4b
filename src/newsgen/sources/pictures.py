"""Finds the file of each picture that front matter names."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from newsgen.digest import digest_value
from newsgen.models import Article, AuthorProfile, PictureFile
from newsgen.urls import locate_reference

Owner = TypeVar("Owner", Article, AuthorProfile)


def find_pictures(owners: Sequence[Owner], files: Mapping[str, PictureFile]) -> tuple[Owner, ...]:
    """The articles or authors, each with the file of its picture.

    ``files`` are all pictures by their paths below the site root, in Unicode form NFC. If nothing
    changes, the result is the given tuple itself.
    """
    found = [_with_picture(owner, files) if owner.image else owner for owner in owners]
    is_same = all(new is old for new, old in zip(found, owners, strict=True))
    return owners if is_same and isinstance(owners, tuple) else tuple(found)


def _with_picture(owner: Owner, files: Mapping[str, PictureFile]) -> Owner:
    src = owner.image.src if owner.image else ""
    file = None
    if not src.startswith(("https://", "http://")):
        path = f"static{src}" if src.startswith("/") else locate_reference(src, owner.path)
        file = files.get(path if path.isascii() else unicodedata.normalize("NFC", path))
    if file == owner.picture:
        return owner
    if isinstance(owner, AuthorProfile):
        return replace(owner, picture=file)
    digest = owner.source_digest
    return replace(
        owner, picture=file, digest=digest_value([digest, file]) if file is not None else digest
    )
