"""Addresses as Eleventy computes them.

Rules: https://www.11ty.dev/docs/permalinks/ and https://www.11ty.dev/docs/data-eleventy-supplied/
"""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath

from newsgen.importer.bodies.liquid_values import Filter, evaluate

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-(.*)")
_VALUE = re.compile(r"\{\{-?([^{}]*?)-?\}\}")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIGNS = re.compile(r"[^a-z0-9]+")


def file_slug(path: PurePosixPath) -> str:
    """``page.fileSlug``: the name without date; that of the folder for an index."""
    name = without_date(path.stem)
    if name == "index":
        return without_date(path.parent.name)
    return name


def path_stem(path: PurePosixPath) -> str:
    """``page.filePathStem``: the path from the input folder, without ending and date."""
    folder = "" if str(path.parent) == "." else f"/{path.parent}"
    return f"{folder}/{without_date(path.stem)}"


def without_date(name: str) -> str:
    """The name without the date that it begins with."""
    found = _DATE.fullmatch(name)
    return found[1] if found else name


def usual_address(path: PurePosixPath) -> str:
    """The address of a file without a permalink; the path counts from the input folder."""
    folder = "" if str(path.parent) == "." else f"/{path.parent}"
    name = without_date(path.stem)
    if name in {"index", path.parent.name}:
        return f"{folder}/"
    return f"{folder}/{name}/"


def permalink_address(permalink: str, values: Mapping[str, str]) -> str | None:
    """The address that a permalink gives, with its values; None if they are not known."""
    unknown: list[str] = []

    def value(found: re.Match[str]) -> str:
        known = evaluate(found[1], values, _FILTERS)
        if known is None:
            unknown.append(found[1])
        return known or ""

    written = _VALUE.sub(value, permalink).strip()
    if unknown or "{%" in written or "{{" in written:
        return None
    address = "/" + written.lstrip("/")
    return address.removesuffix("index.html") if address.endswith("/index.html") else address


def slugify(text: str, _arguments: list[str] | None = None) -> str:
    """The text as Eleventy's filter makes it: ASCII letters in small, and hyphens."""
    apart = _CAMEL.sub(" ", text).replace("&", " and ").replace("'", "").replace("\u2019", "")
    folded = unicodedata.normalize("NFKD", apart).lower().replace("ß", "ss")
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return _SIGNS.sub("-", plain).strip("-")


_FILTERS: Mapping[str, Filter] = {"slugify": slugify, "slug": slugify}
