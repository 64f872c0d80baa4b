"""Finds what is wrong with the publisher of newsgen.yaml once all pages of the site are known."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from newsgen.config import Config, publisher_pages
from newsgen.diagnostics import Diagnostic
from newsgen.files.names import CONFIG
from newsgen.models import Output, StaticFile
from newsgen.text import truncate
from newsgen.urls import base_path, page_path, site_url

LOGO_SIZE: Final = 112
"""The least width and height of a logo, in pixels.
https://developers.google.com/search/docs/appearance/structured-data/organization"""


def publisher_faults(
    outputs: Iterable[Output], static: Sequence[StaticFile], config: Config
) -> Iterator[Diagnostic]:
    """Reports pages of the publisher that the site does not have, and a logo that is too small."""
    pages = [(keys, page) for keys, page in publisher_pages(config.publisher) if page[0] == "/"]
    known = {output.path for output in outputs} if pages else set()
    for keys, page in pages:
        url = site_url(page, config).partition("#")[0]
        if page_path(url, base_path(config)) not in known:
            yield Diagnostic(
                code="missing-page",
                message=f"the site has no page {truncate(page, 80)}",
                path=CONFIG,
                key=keys,
                hint="correct the address, or write the page into content/pages/",
            )
    for file in static:
        size = (file.picture.width, file.picture.height) if file.picture else (0, 0)
        if file.path == config.logo and 0 not in size and min(size) < LOGO_SIZE:
            yield Diagnostic(
                code="small-logo",
                message=f"the logo has {size[0]} × {size[1]} pixels",
                path=CONFIG,
                key=("logo",),
                hint=f"search engines show one from {LOGO_SIZE} × {LOGO_SIZE} pixels on",
            )
