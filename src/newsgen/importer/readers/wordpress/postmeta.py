"""What plugins and themes keep beside a story, as names and values."""

import re
from collections.abc import Mapping
from typing import Any, Final

from newsgen.importer.bodies.html import plain_text
from newsgen.importer.readers.wordpress.export import Item

_SUMMARIES: Final = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_aioseop_description",
    "_seopress_titles_desc",
    "_genesis_description",
    "_su_description",
    "advanced_seo_description",
    "_msp_description",
    "_metaseo_metadesc",
)
_CANONICALS: Final = (
    "_yoast_wpseo_canonical",
    "rank_math_canonical_url",
    "_aioseo_canonical_url",
    "_seopress_robots_canonical",
    "_genesis_canonical_uri",
)
_PRIMARY: Final = (
    "_yoast_wpseo_primary_category",
    "rank_math_primary_category",
    "_seopress_robots_primary_cat",
    "_primary_category",
)
_NOINDEX: Final = ("_yoast_wpseo_meta-robots-noindex", "_genesis_noindex", "_seopress_robots_index")
_STANDFIRSTS: Final = ("subtitle", "_subtitle", "wps_subtitle", "standfirst", "_standfirst", "deck")
_KICKERS: Final = ("kicker", "_kicker", "overline", "_overline")
_VARIABLE: Final = re.compile(r"%%?\w{2,40}%%?|#\w{3,40}_\w{3,40}")
"""A variable that the plugin replaced when it made the page."""
_SERIALIZED: Final = re.compile(r"[abdiOsN]:\d|N;|[\[{]")
"""How values begin that a program wrote for itself: PHP's, or JSON."""
_MACHINERY: Final = re.compile(
    r"_|amp_|ampforwp|astra|ast-|avada|classic-editor|cwp_|dsq_|dpsp_|ekit|elementor|enclosure$|essb_"
    r"|et_|fb_|footnotes$|fusion|hide_|inline_featured_image|jetpack|kt_|litespeed|mfn|neve|newspack"
    r"|ocean_|om_|onesignal|panels_|penci|post_views|pyre_|rank_math|rs_|saswp|sbg_|seo_|sharing_"
    r"|site-|slide_template|snap|spay_|switch_like|tagdiv|td_|tdc_|theme_|tie_|tve_|twitterID|us_|uagb"
    r"|views$|vc_|wpb_|wpcom_|wp_|wpil|wpsc|wpupg|xyz_|yst_",
    re.IGNORECASE,
)
"""Beginnings of names that only programs read; those with a low line at first are hidden."""


def summary_of(item: Item) -> str:
    """The description for search engines as plain text; empty if it is made of variables."""
    return next(
        (
            plain_text(value)
            for key in _SUMMARIES
            for value in item.meta.get(key, ())
            if value.strip() and not _VARIABLE.search(value)
        ),
        "",
    )


def canonical_of(item: Item) -> str:
    """The address of the original."""
    address = item.one(*_CANONICALS)
    return address if address.startswith(("https://", "http://")) else ""


def standfirst_of(item: Item) -> str:
    """A subtitle that the theme had a field for."""
    return plain_text(item.one(*_STANDFIRSTS))


def kicker_of(item: Item) -> str:
    """The words above the headline that the theme had a field for."""
    return plain_text(item.one(*_KICKERS))


def primary_category(item: Item) -> str:
    """The number of the category that an editor chose as the main one."""
    return item.one(*_PRIMARY)


def is_hidden_from_search(item: Item) -> bool:
    """Whether search engines were asked not to list it."""
    return item.one(*_NOINDEX).lower() in {"1", "yes", "true"}


def extra_of(item: Item) -> Mapping[str, Any]:
    """Postmeta that editors or readers may have written, by its name."""
    taken = {*_STANDFIRSTS, *_KICKERS, *_SUMMARIES}
    found: dict[str, Any] = {}
    for key, values in item.meta.items():
        shown = [
            value.strip() for value in values if value.strip() and not _SERIALIZED.match(value)
        ]
        if key and key not in taken and shown and not _MACHINERY.match(key):
            found[key] = shown[0] if len(shown) == 1 else shown
    return found
