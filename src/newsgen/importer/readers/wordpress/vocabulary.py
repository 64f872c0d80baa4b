"""The shortcodes of WordPress and of plugins that many sites have, by what they are."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from newsgen.importer.bodies.shortcodes import Show, first_of, title_of, words_of
from newsgen.importer.bodies.texts import destination, escaped_label
from newsgen.importer.bodies.usual import USUAL, embed, show_nothing
from newsgen.importer.conversion import Conversion, Shortcode
from newsgen.importer.readers.wordpress.names import names

MEDIA: Final = names("""
    audio video playlist gallery caption wp_caption embed youtube vimeo soundcloud spotify tweet
    twitter instagram facebook dailymotion ted wpvideo videopress scribd slideshare gist
    bandcamp googlemaps flickr tiktok vc_video vc_single_image vc_gallery vc_images_carousel
    et_pb_video et_pb_image et_pb_gallery su_image fusion_youtube fusion_vimeo fusion_imageframe
    su_youtube su_video su_vimeo vc_custom_heading vc_raw_html gmap pdf-embedder pdf ngg_images
    nggallery
""")
"""What stands for itself, between paragraphs."""
LEFT_OUT: Final = names("""
    contact-form contact-form-7 contact-field contact gravityform gravityforms wpforms
    ninja_form ninja_forms formidable mc4wp_form mailpoet_form newsletter newsletter_form
    caldera_form fluentform forminator_form subscribe subscribe2 jetpack_subscription_form
    recent-posts recent_posts archives sitemap search searchform login loginform loginout
    wp_login_form woocommerce_cart woocommerce_checkout woocommerce_my_account products product
    add_to_cart polldaddy poll crowdsignal socialpoll rating ratings addtoany social_share share
    shareaholic related_posts jetpack-related-posts yarpp toc ez-toc lwptoc adsense ad ads
    adrotate ads-pro advanced_ads the_ad the_ad_group quads wp_ad_camp_1 display-posts catlist
    blog_subscription_form googleadsense wp-review vc_posts_grid vc_basic_grid vc_wp_posts
    vc_wp_search vc_wp_tagcloud et_pb_blog et_pb_signup et_pb_contact_form et_pb_contact_field
    et_pb_sidebar et_pb_search et_pb_social_media_follow et_pb_social_media_follow_network
    et_pb_comments et_pb_post_nav fusion_blog fusion_recent_posts fusion_separator
    fusion_sharing recipe_rating rev_slider layerslider smartslider3 metaslider soliloquy
    total_slider posts_slider userpro user_registration_form ultimatemember paypal
    paypal-donation donate give_form contentcards
""")
"""Forms, lists of posts, advertisements: nothing that an author wrote."""
LAYOUT: Final = re.compile(
    r"(?:vc|et_pb|fusion|fl|av|su|cs|x|kc|tatsu|mk|ux|tdc?|cmsmasters|themify|builder|wpb|ppb|nectar|qode|"
    r"edgtf|mkdf|thb|bs|ult|dt)_[\w-]+|[vt]?_?(?:row|column|col|columns|section|container|div|span|"
    r"one|two|three|four|five|full|half|third|fourth|clear|clearfix|block|text|spacer|divider|hr|"
    r"separator|gap|tabs?|tabgroup|tab_?item|accordions?|accordion_item|toggles?|panel|group|align|"
    r"left|right|center|aligncenter|small|big|font|color|size|dropcap|highlight_text)"
    r"(?:[-_](?:half|third|thirds|fourth|fourths|fifth|fifths|sixth|inner|width|last|first|\d))*",
    re.IGNORECASE,
)
"""Columns, tabs and letters of page builders and themes: their words are the text."""
_WITHIN_WORDS: Final = re.compile(
    r"(?:[a-z]{2,12}_)?(?:drop_?caps?|highlight(?:_text)?|font|color|size|small|big|span|tooltip"
    r"|icon|label)",
    re.IGNORECASE,
)
"""Of these, what dresses letters: ``[dropcap]T[/dropcap]he`` is one word."""
FOOTNOTES: Final = names("""
    ref footnote fn note_ref mfn efn_note footnotes_note modern_footnote
""")
"""The words inside are a note."""
RAW: Final = names("""
    code sourcecode source cc cci php html css js javascript python ruby java bash sql xml cpp
    csharp perl diff shell crayon pre
""")
"""The words inside are code, if it is closed."""
_BUILDERS: Final = ("vc_", "et_pb_", "fusion_", "su_", "av_", "kc_", "cmsmasters_")
_NUMBER_OR_ADDRESS: Final = re.compile(r"\d|https?:")


def is_known(name: str) -> bool:
    """Whether newsgen knows the name as that of a shortcode."""
    name = name.lower()
    return name in MEDIA or name in LEFT_OUT or name.startswith(_BUILDERS)


def is_shortcode(name: str, arguments: Sequence[str], named: Mapping[str, str]) -> bool:
    """Whether brackets that are not closed are a shortcode; ``[video of the day]`` is none."""
    name = name.lower()
    if named or name.startswith(_BUILDERS):
        return True
    if name in MEDIA and arguments:
        return bool(_NUMBER_OR_ADDRESS.match(arguments[0]))
    return name in {"gallery", "playlist"} or (name in LEFT_OUT and ("-" in name or "_" in name))


def is_layout(name: str) -> bool:
    """Whether the shortcode only says where its words stand."""
    return bool(LAYOUT.fullmatch(name)) and name.lower() not in MEDIA | LEFT_OUT


def is_within_words(name: str) -> bool:
    """Whether the shortcode stands in a line, around letters of a word too."""
    return bool(_WITHIN_WORDS.fullmatch(name))


def show_layout(call: Shortcode, _conversion: Conversion) -> str:
    """Its words; the title that it has as an attribute is a heading above them."""
    inner = call.inner.strip() if call.is_block else call.inner
    title = title_of(call)
    if not title:
        return inner or words_of(call)
    return f"### {title}\n\n{inner}".rstrip() if call.is_block else inner or title


def show_left_out(call: Shortcode, conversion: Conversion) -> str:
    """Nothing, and a note that says so."""
    name = f"shortcode {call.name}"
    conversion.leave_out(f"{name}: left out", call.inner, call.line, name)
    return ""


def show_service(address: str) -> Show:
    """A shortcode that names what a service has by its number; ``{}`` is its place."""

    def show(call: Shortcode, _conversion: Conversion) -> str:
        given = first_of(call, "id", "url", "src", "link") or call.inner.strip()
        if given and "/" not in given:
            given = address.format(given)
        return embed(given, title_of(call)) if given else words_of(call)

    return show


def show_link(call: Shortcode, _conversion: Conversion) -> str:
    """A file or a page that is shown on the page of WordPress."""
    given = first_of(call, "url", "src", "href", "link", "file")
    return (
        embed(given, title_of(call) or call.inner) if given.startswith("http") else words_of(call)
    )


def show_heading(call: Shortcode, _conversion: Conversion) -> str:
    """A heading of a page builder."""
    words = call.inner.strip() or escaped_label(first_of(call, "text", "title"))
    return f"## {words}" if words and "\n" not in words else words


def show_builder_link(call: Shortcode, conversion: Conversion) -> str:
    """A button; Visual Composer writes ``url:https%3A%2F%2F…|title:…`` for a link."""
    written = first_of(call, "link", "button_url", "url", "href")
    parts = (
        dict(part.partition(":")[::2] for part in written.split("|")) if "url:" in written else {}
    )
    address = unquote(parts.get("url", "") if parts else written)
    found = conversion.link(address, call.line) if address else ""
    label = call.inner.strip() or escaped_label(
        first_of(call, "title", "button_text", "text", "content") or unquote(parts.get("title", ""))
    )
    return f"[{label}]({destination(found)})" if found and label else label


VOCABULARY: Final[Mapping[str, Show]] = {
    **{
        name: show for name, show in USUAL.items() if name not in {"br", "toc", "code", "highlight"}
    },
    **dict.fromkeys(LEFT_OUT, show_left_out),
    **dict.fromkeys(("fusion_youtube", "su_youtube"), USUAL["youtube"]),
    **dict.fromkeys(("fusion_vimeo", "su_vimeo"), USUAL["vimeo"]),
    **dict.fromkeys(("vc_video", "et_pb_video", "su_video"), USUAL["video"]),
    "dailymotion": show_service("https://www.dailymotion.com/video/{}"),
    "ted": show_service("https://www.ted.com/talks/{}"),
    **dict.fromkeys(("wpvideo", "videopress"), show_service("https://videopress.com/v/{}")),
    "scribd": show_service("https://www.scribd.com/document/{}"),
    **dict.fromkeys(("facebook", "tiktok", "flickr", "bandcamp", "slideshare"), USUAL["embed"]),
    **dict.fromkeys(("googlemaps", "gmap", "pdf-embedder", "pdf"), show_link),
    **dict.fromkeys(
        ("su_button", "vc_btn", "vc_button", "fusion_button", "et_pb_button"), show_builder_link
    ),
    **dict.fromkeys(("su_quote", "av_textblock_quote"), USUAL["quote"]),
    **dict.fromkeys(("su_pullquote",), USUAL["pullquote"]),
    **dict.fromkeys(("su_box", "su_spoiler", "su_note"), USUAL["box"]),
    **dict.fromkeys(("vc_custom_heading", "fusion_title", "su_heading"), show_heading),
    "clear": show_nothing,
}
"""By name in small letters."""
