"""JSON-LD for search engines: what a page is, by schema.org, in one graph.

It says nothing that the page does not show
(developers.google.com/search/docs/appearance/structured-data/sd-policies), and names no moment of
its own, so a page with the same content has the same graph.
"""

import re
from collections.abc import Sequence
from itertools import chain

import msgspec

from newsgen.markdown import Document, Style, lede
from newsgen.models import (
    ArchiveView,
    ArticleView,
    Author,
    Card,
    CorrectionsView,
    FeedListView,
    HomeView,
    Identity,
    IndexView,
    Link,
    ListView,
    OwnPageView,
    PageView,
    View,
)
from newsgen.render.json_ld_parts import (
    Node,
    author_node,
    breadcrumbs,
    home_of,
    image_object,
    publisher_id,
    publisher_in_full,
    website_id,
)
from newsgen.render.structured_data import article_node

_UNSAFE = re.compile("[<>&\u2028\u2029]")


def render_json_ld(view: View, site: Identity, document: Document | None) -> str:
    """The JSON for the ``application/ld+json`` element of a page; empty for other outputs.

    It is safe inside a script element: ``</script>`` in a headline does not end the element.
    """
    nodes = _nodes(view, site, document)
    if not nodes:
        return ""
    graph = {"@context": "https://schema.org", "@graph": [_without_gaps(node) for node in nodes]}
    return _UNSAFE.sub(_escape, msgspec.json.encode(graph).decode())


def _without_gaps(node: Node) -> Node:
    return {name: fact for name, fact in node.items() if fact}


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _nodes(  # noqa: PLR0911 - one for each kind of page
    view: View, site: Identity, document: Document | None
) -> Sequence[Node]:
    match view:
        case ArticleView() if document:
            here = Link(title=view.article.title, url=view.head.url)
            trail = [Link(title=view.section.title, url=view.section.url), here]
            return [article_node(view, site, document), breadcrumbs(trail, site)]
        case HomeView():
            return [_website(site), publisher_in_full(site), _front(view, site)]
        case ListView(author=Author() as author, number=0):
            stories = _cards_of(view, site)
            profile = [_profile(view, author, site), breadcrumbs([view.front], site)]
            return [*profile, stories] if stories else profile
        case ListView():
            return [_list(view, site), breadcrumbs([view.front], site)]
        case IndexView() | ArchiveView() | FeedListView():
            here = Link(title=view.head.title, url=view.head.url)
            collection = _page("CollectionPage", view.head.url, view.head.lang, site)
            return [collection | {"name": view.head.title}, breadcrumbs([here], site)]
        case PageView() | CorrectionsView() if view.page:
            here = Link(title=view.page.title, url=view.head.url)
            page = _page("WebPage", view.head.url, view.head.lang, site)
            return [page | {"name": view.page.title}, breadcrumbs([here], site)]
        case CorrectionsView() | OwnPageView():
            return [_page("WebPage", view.head.url, view.head.lang, site)]
        case _:
            return []


def _website(site: Identity) -> Node:
    """The site and its name.

    https://developers.google.com/search/docs/appearance/site-names
    """
    return website_id(site) | {
        "@type": "WebSite",
        "name": site.title,
        "alternateName": site.publisher.alternate_name,
        "url": home_of(site),
        "inLanguage": site.lang,
        "publisher": {"@id": publisher_id(site)},
    }


def _front(view: HomeView, site: Identity) -> Node:
    lead = [view.lead] if view.lead else []
    cards = [*lead, *view.top, *chain.from_iterable(block.cards for block in view.blocks)]
    page = _page("CollectionPage", view.head.url, view.head.lang, site)
    return page | {"name": site.title, "mainEntity": _item_list(cards, site)}


def _list(view: ListView, site: Identity) -> Node:
    """The front of a section, tag or series, or an archive page, which has no name of its own."""
    page = _page("CollectionPage", view.head.url, view.head.lang, site)
    page |= {"mainEntity": _cards_of(view, site)}
    return page if view.number else page | {"name": view.title, "description": view.description}


def _profile(view: ListView, author: Author, site: Identity) -> Node:
    """The front of an author, and who that is.

    https://developers.google.com/search/docs/appearance/structured-data/profile-page
    """
    picture = author.picture.portrait or author.picture if author.picture else None
    facts = {
        "description": lede(author.bio, Style(lang=site.lang)),
        "email": author.email,
        "image": image_object(picture, site) if picture else None,
        "sameAs": [link.url for link in author.links if link.url.startswith("http")],
    }
    page = _page("ProfilePage", view.head.url, view.head.lang, site)
    person = author_node(author, site, is_agency=author.is_agency)
    return page | {"mainEntity": person | _without_gaps(facts)}


def _page(kind: str, url: str, lang: str, site: Identity) -> Node:
    address = site.origin + url
    return {
        "@type": kind,
        "@id": address,
        "url": address,
        "inLanguage": lang,
        "isPartOf": website_id(site),
    }


def _cards_of(view: ListView, site: Identity) -> Node | None:
    return _item_list([*view.cards, *chain.from_iterable(b.cards for b in view.blocks)], site)


def _item_list(cards: Sequence[Card], site: Identity) -> Node | None:
    """The stories of a page, in their order; None without any.

    https://developers.google.com/search/docs/appearance/structured-data/carousel
    """
    if not cards:
        return None
    return {
        "@type": "ItemList",
        "numberOfItems": len(cards),
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "url": card.link or site.absolute(card.url),
                "name": card.title,
            }
            for position, card in enumerate(cards, 1)
        ],
    }
