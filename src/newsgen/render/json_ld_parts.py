"""Parts of the JSON-LD of several kinds of pages: the publisher, pictures, breadcrumbs.

A thing that several pages name has the same ``@id`` on each of them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from newsgen.models import Author, Identity, Link, Picture, Shape

Node = dict[str, Any]
"""A node of the graph, or a part of one."""

POLICIES: Final[Mapping[str, str]] = {
    "principles": "publishingPrinciples",
    "masthead": "masthead",
    "ownership": "ownershipFundingInfo",
    "ethics": "ethicsPolicy",
    "corrections": "correctionsPolicy",
    "verification": "verificationFactCheckingPolicy",
    "unnamed_sources": "unnamedSourcesPolicy",
    "bylines": "noBylinesPolicy",
    "priorities": "missionCoveragePrioritiesPolicy",
    "feedback": "actionableFeedbackPolicy",
    "diversity": "diversityPolicy",
    "staffing": "diversityStaffingReport",
}
"""The settings of ``publisher.policies`` as properties of https://schema.org/NewsMediaOrganization.
"""


def home_of(site: Identity) -> str:
    """The address of the home page of the edition."""
    return site.origin + site.base


def website_id(site: Identity) -> Node:
    """A reference to the site."""
    return {"@id": f"{home_of(site)}#website"}


def publisher_id(site: Identity) -> str:
    """The publisher is the same in all editions."""
    return f"{site.origin}{site.root}#publisher"


def publisher_in_short(site: Identity) -> Node:
    """The publisher as other pages than the home page name it."""
    publisher: Node = {
        "@type": "NewsMediaOrganization",
        "@id": publisher_id(site),
        "name": site.publisher.name or site.title,
        "url": site.origin + site.root,
    }
    if site.logo:
        publisher["logo"] = {"@type": "ImageObject", "url": site.absolute(site.logo)}
    return publisher


def publisher_in_full(site: Identity) -> Node:
    """The publisher with all that it says of itself."""
    publisher = site.publisher
    return publisher_in_short(site) | {
        "legalName": publisher.legal_name,
        "alternateName": publisher.alternate_name,
        "email": publisher.email,
        "telephone": publisher.telephone,
        "address": publisher.address,
        "foundingDate": publisher.founded,
        "sameAs": list(publisher.same_as),
        **{POLICIES[name]: site.absolute(url) for name, url in publisher.policies.items()},
    }


def organisation(name: str) -> Node:
    """An organisation of which only the name is known."""
    return {"@type": "Organization", "name": name}


def author_node(author: Author, site: Identity, *, is_agency: bool) -> Node:
    """An author as the byline names it: the name holds nothing else."""
    address = site.origin + author.url
    node = {
        "@type": "Organization" if is_agency else "Person",
        "@id": f"{address}#author",
        "name": author.name,
        "url": address,
    }
    return node | ({"jobTitle": author.role} if author.role and not is_agency else {})


def image_object(picture: Picture | Shape, site: Identity, credit: str = "") -> Node:
    """A picture with its credit.

    https://developers.google.com/search/docs/appearance/structured-data/image-license-metadata
    """
    url = site.absolute(picture.url)
    image: Node = {"@type": "ImageObject", "url": url}
    if picture.width and picture.height:
        image |= {"width": picture.width, "height": picture.height}
    if credit:
        image |= {"contentUrl": url, "creditText": credit, **_licence(credit, site)}
    return image


def _licence(credit: str, site: Identity) -> Node:
    """The licence of a picture of the publisher's own: one whose credit names the publisher."""
    publisher = site.publisher
    if not publisher.license:
        return {}
    if (publisher.name or site.title).casefold() not in credit.casefold():
        return {}
    licence = {"license": site.absolute(publisher.license)}
    if publisher.acquire_license:
        licence["acquireLicensePage"] = site.absolute(publisher.acquire_license)
    if site.copyright:
        licence["copyrightNotice"] = site.copyright
    return licence


def breadcrumbs(trail: Sequence[Link], site: Identity) -> Node:
    """The way from the home page to a page; ``trail`` begins below the home page.

    https://developers.google.com/search/docs/appearance/structured-data/breadcrumb
    """
    steps = (Link(title=site.title, url=site.base), *trail)
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": step.title,
                "item": site.absolute(step.url),
            }
            for position, step in enumerate(steps, 1)
        ],
    }
