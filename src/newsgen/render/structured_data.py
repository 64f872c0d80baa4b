"""Structured data of an article: schema.org JSON-LD for search engines.

Each author is a separate object whose name contains nothing else. Dates have a time zone and are
the dates that the page shows
(developers.google.com/search/docs/appearance/structured-data/article). A review says what it is of
and how good that is (developers.google.com/search/docs/appearance/structured-data/review-snippet).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from newsgen.files.media_types import is_drawing
from newsgen.markdown import Document, Entry
from newsgen.models import (
    AiKind,
    AiUse,
    Article,
    ArticleView,
    Author,
    Identity,
    Picture,
    Rating,
    ReviewedKind,
    Shape,
    Sponsor,
    Subject,
)
from newsgen.render.updates import headline, latest, plain_words

_KINDS: Mapping[str, str | list[str]] = {
    "opinion": ["NewsArticle", "OpinionNewsArticle"],
    "analysis": ["NewsArticle", "AnalysisNewsArticle"],
    "explainer": ["NewsArticle", "BackgroundNewsArticle"],
    "review": ["NewsArticle", "ReviewNewsArticle"],
    "sponsored": "AdvertiserContentArticle",
    "satire": "SatiricalArticle",
    "live": "LiveBlogPosting",
}
"""Article types to schema.org types; with ``NewsArticle``, the type that Google documents."""
_REVIEWED: Mapping[ReviewedKind, str] = {
    "work": "CreativeWork",
    "album": "MusicAlbum",
    "app": "SoftwareApplication",
    "book": "Book",
    "event": "Event",
    "film": "Movie",
    "game": "VideoGame",
    "play": "TheaterEvent",
    "product": "Product",
    "restaurant": "Restaurant",
    "series": "TVSeries",
    "song": "MusicRecording",
}
_AI: Mapping[AiKind, str] = {
    "assisted": "CompositeWithTrainedAlgorithmicMedia",
    "generated": "TrainedAlgorithmicMedia",
}
"""Members of the enumeration of the IPTC. https://schema.org/IPTCDigitalSourceEnumeration"""
_UNSAFE = re.compile("[<>&\u2028\u2029]")


def render_article(view: ArticleView, site: Identity, document: Document) -> str:
    """The JSON for the ``application/ld+json`` element of an article, with its rendered body.

    It is safe inside a script element: ``</script>`` in a headline does not end the element.
    """
    facts = _facts(view, site, document.words) | _coverage(view, site, document.updates)
    facts = {name: fact for name, fact in facts.items() if fact}
    return _UNSAFE.sub(_escape, msgspec.json.encode(facts).decode())


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _facts(view: ArticleView, site: Identity, words: int) -> dict[str, Any]:
    article = view.article
    address = site.origin + view.head.url
    dateline = article.dateline
    return {
        "@context": "https://schema.org",
        "@type": _types(article),
        "headline": article.title,
        "description": article.summary,
        "url": address,
        "mainEntityOfPage": address,
        "image": _images(view, site),
        "datePublished": article.date.isoformat(timespec="seconds"),
        "dateModified": (article.updated or article.date).isoformat(timespec="seconds"),
        "expires": article.expires.isoformat(timespec="seconds") if article.expires else None,
        "author": _authors(view, site),
        "publisher": _publisher(site),
        "articleSection": view.section.title,
        "keywords": list(article.tags),
        "inLanguage": article.lang,
        "wordCount": words,
        "dateline": dateline.place if dateline else None,
        "locationCreated": {"@type": "Place", "name": dateline.place} if dateline else None,
        "sourceOrganization": _organisation(article.source) if article.source else None,
        "sponsor": _sponsor(article.sponsor),
        "isBasedOn": article.canonical or article.link,
        "about": _person(article.subject),
        "itemReviewed": _reviewed(article.rating),
        "reviewRating": _rating(article.rating),
        "digitalSourceType": _source_type(article.ai),
        "isPartOf": _series(view, site),
        "correction": _corrections(article),
        "commentCount": view.comments.count if view.comments else None,
    }


def _types(article: Article) -> str | list[str]:
    """The types; search engines show the rating of a ``Review`` if they know what it is of."""
    types = _KINDS.get(article.type, "NewsArticle")
    is_known = article.rating is not None and article.rating.kind != "work"
    return [*types, "Review"] if is_known and isinstance(types, list) else types


def _person(subject: Subject | None) -> dict[str, str] | None:
    if subject is None:
        return None
    days = {"birthDate": subject.born, "deathDate": subject.died}
    known = {name: day for name, day in days.items() if day}
    return {"@type": "Person", "name": subject.name, **known}


def _reviewed(rating: Rating | None) -> dict[str, str] | None:
    return {"@type": _REVIEWED[rating.kind], "name": rating.item} if rating else None


def _rating(rating: Rating | None) -> dict[str, Any] | None:
    if rating is None:
        return None
    scale = {"worstRating": 0, "bestRating": rating.best}
    return {"@type": "Rating", "ratingValue": rating.number, **scale}


def _source_type(ai: AiUse | None) -> str | None:
    return f"https://schema.org/{_AI[ai.kind]}DigitalSource" if ai else None


def _coverage(view: ArticleView, site: Identity, entries: Sequence[Entry]) -> dict[str, Any]:
    """What a live story has besides, by schema.org: its time, and its latest entries."""
    article = view.article
    if article.type != "live":
        return {}
    address = site.origin + view.head.url
    end = article.coverage_end
    return {
        "coverageStartTime": article.date.isoformat(timespec="seconds"),
        "coverageEndTime": end.isoformat(timespec="seconds") if end else None,
        "liveBlogUpdate": [_posting(entry, address) for entry in latest(entries)],
    }


def _posting(entry: Entry, address: str) -> dict[str, str]:
    update = entry.update
    return {
        "@type": "BlogPosting",
        "headline": headline(entry),
        "url": f"{address}#{update.id}",
        "datePublished": update.time.isoformat(timespec="seconds"),
        "articleBody": plain_words(entry.content),
    }


def _authors(view: ArticleView, site: Identity) -> list[dict[str, str]]:
    """The authors or, for a story without a byline, its agency."""
    source = view.article.source
    if view.authors:
        return [_author(author, source, site) for author in view.authors]
    return [_organisation(source)] if source else []


def _author(author: Author, source: str, site: Identity) -> dict[str, str]:
    """A person, or the agency of the story if the byline names it."""
    url = site.origin + author.url
    if author.name == source:
        return _organisation(source) | {"url": url}
    person = {"@type": "Person", "name": author.name, "url": url}
    return person | ({"jobTitle": author.role} if author.role else {})


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}


def _sponsor(sponsor: Sponsor | None) -> dict[str, str] | None:
    if sponsor is None:
        return None
    return _organisation(sponsor.name) | ({"url": sponsor.url} if sponsor.url else {})


def _publisher(site: Identity) -> dict[str, Any]:
    publisher: dict[str, Any] = {
        "@type": "NewsMediaOrganization",
        "name": site.title,
        "url": site.origin + site.base,
    }
    if site.logo:
        publisher["logo"] = {"@type": "ImageObject", "url": site.absolute(site.logo)}
    return publisher


def _series(view: ArticleView, site: Identity) -> dict[str, str] | None:
    if view.series is None:
        return None
    url = site.origin + view.series.url
    return {"@type": "CreativeWorkSeries", "name": view.series.title, "url": url}


def _corrections(article: Article) -> list[dict[str, str]]:
    """What was wrong; an update adds something, and corrects nothing."""
    return [
        {
            "@type": "CorrectionComment",
            "text": correction.text,
            "datePublished": correction.date.isoformat(timespec="seconds"),
        }
        for correction in article.corrections
        if correction.kind != "update"
    ]


def _images(view: ArticleView, site: Identity) -> list[str | dict[str, Any]] | None:
    """The lead picture in three shapes, or as it is; search engines show no drawings."""
    picture = view.picture
    if picture is None or is_drawing(picture.url):
        return None
    shapes = [shape for shape in (picture.wide, picture.card, picture.square) if shape]
    if shapes:
        return [_image_object(shape, site) for shape in shapes]
    return [_image_object(picture, site) if picture.width else site.absolute(picture.url)]


def _image_object(picture: Picture | Shape, site: Identity) -> dict[str, Any]:
    return {
        "@type": "ImageObject",
        "url": site.absolute(picture.url),
        "width": picture.width,
        "height": picture.height,
    }
