"""The rules of an audit: a table of their default severities, meanings and remedies."""

from collections.abc import Mapping
from functools import partial

from newsgen.diagnostics import CODES, Code, Severity

_error = partial(Code, Severity.ERROR)
_warning = partial(Code, Severity.WARNING)
_ADVICE = ("long-headline", "no-summary", "small-image", "picture-texts", "new-name", "dead-embed")

RULES: Mapping[str, Code] = {
    "dead-link": _error("a link leads to no page or file of the site", "correct the address"),
    "dead-fragment": _error(
        "a link leads to a place that does not exist in its page",
        "name the id of a heading of that page after the `#`",
    ),
    "dead-asset": _error(
        "a picture, script, style sheet or other file is not in the site",
        "put the file into static/, or correct the address",
    ),
    "dead-feed-link": _error(
        "an address in a feed leads to nothing in the site", "correct the address"
    ),
    "dead-sitemap-url": _error(
        "an address in a sitemap leads to nothing in the site", "correct the address"
    ),
    "wrong-case": _error(
        "an address differs from that of the file in capital letters",
        "web servers distinguish capital letters: write it as in the name of the file",
    ),
    "missing-slash": _warning(
        "the address of a folder has no slash at its end", "add the slash: it saves a redirect"
    ),
    "outside-base": _warning(
        "an address leads out of the folder of the site",
        "begin it with the path of base_url",
    ),
    "odd-address": _error("an address cannot be followed by readers", "write it with https://"),
    "empty-link": _error("a link or button has no words", "write words, or an `aria-label`"),
    "empty-address": _error("a link or picture has no address", "name one, or remove it"),
    "mixed-content": _error(
        "a page of a site with https loads something without it", "write https://"
    ),
    "missing-alt": _error(
        "a picture has no description for readers who cannot see it",
        'write `alt`; for a purely decorative picture an empty one: alt=""',
    ),
    "unnamed-frame": _warning("a frame has no title", "say in its `title` what it shows"),
    "heading-order": _warning("headings skip a level", "use the next lower level"),
    "no-heading": _warning("a page has no main heading", "give it one <h1>"),
    "many-headings": _warning("a page has more than one main heading", "begin headings at <h2>"),
    "empty-heading": _warning("a heading has no words", "write words, or remove it"),
    "no-title": _error("a page has no title", "fill <title>"),
    "no-language": _warning("a page does not say its language", "set `lang` of <html>"),
    "bad-hreflang": _error(
        "the languages that a page names for search engines do not fit together",
        "name every language once, the page itself too, and let each page name all the others",
    ),
    "duplicate-title": _warning("pages have the same title", "give each a title of its own"),
    "duplicate-description": _warning(
        "pages have the same description", "give each a description of its own"
    ),
    "duplicate-id": _error("two elements of a page have one id", "rename one"),
    "leftover-text": _error(
        "a page shows a placeholder that a template should have replaced",
        "correct the template or the text",
    ),
    "empty-story": _error("a story has no text", CODES["empty-story"].remedy),
    "filler-text": _error("a page contains filler text", "replace it by the real text"),
    "bad-structured-data": _error("structured data is not valid JSON", "correct the template"),
    "bad-json": _error("a file of JSON cannot be read", "correct its template: tojson puts quotes"),
    "bad-xml": _error("a feed, sitemap or drawing is not valid XML", "correct what goes into it"),
    "oversize-image": _warning(
        "a picture is too large for readers with slow connections", "save it smaller"
    ),
    "orphan-media": _warning("nothing shows this file", "remove it, or show it in a story"),
    "unused-service": _warning(
        "`embeds:` lists a service of which no page shows anything",
        "remove it: the headers allow its frames for nothing",
    ),
    "unused-template": _warning(
        "no page uses a template of the site", "name it as the theme names the one to be replaced"
    ),
    "unknown-block": _warning(
        "a block is never shown: the template that its template extends has no block of that name",
        "correct its name",
    ),
    "embargoed-draft": _warning(
        "a story is still a draft although it has a date to appear at",
        "remove `draft: true`, or the date of the embargo",
    ),
    "unread-robots": _warning(
        "the site is below the root of its host, where nobody reads its robots.txt",
        "add its lines to the robots.txt of the host, and set `severity: {unread-robots: off}`",
    ),
    "overdue-build": _warning(
        "a story was due after the last build, and no build followed",
        "build now, and use a timer: `newsgen next-due` prints the moment",
    ),
    "dead-outside-link": _warning("a page elsewhere is gone", "correct or remove the link"),
    "moved-outside-link": _warning("a page elsewhere has moved for good", "write its new address"),
    "private-outside-link": _error(
        "a link leads into a private network", "readers cannot get there: remove it"
    ),
    "unchecked-outside-link": _warning(
        "a page elsewhere could not be checked", "try it in a browser"
    ),
    "moved-address": CODES["moved-address"],
    # advice, which the preview gives too
    **{code: CODES[code] for code in _ADVICE},
}
"""Every rule by its code. The texts are written like those of ``CODES``."""
FOUND_BY_BUILD = frozenset({"empty-story"})
"""Rules that a build reports too, where it cannot stop anybody: as warnings."""
