"""An article in the words of schema.org: its node in the graph of ``json_ld``.

Each author is a separate object whose name contains nothing else. Dates have a time zone and are
the dates that the page shows
(developers.google.com/search/docs/appearance/structured-data/article). A review says what it is of
and how good that is (developers.google.com/search/docs/appearance/structured-data/review-snippet).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from newsgen.files.media_types import is_drawing
from newsgen.markdown import Document, Entry
from newsgen.models import (
    AiKind,
    AiUse,
    Article,
    ArticleView,
    Author,
    Identity,
    Rating,
    ReviewedKind,
    Sponsor,
    Subject,
)
from newsgen.render.json_ld_parts import (
    Node,
    author_node,
    image_object,
    organisation,
    publisher_in_short,
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


def article_node(view: ArticleView, site: Identity, document: Document) -> Node:
    """The facts of an article, with its rendered body; those that it lacks are empty."""
    return _facts(view, site, document.words) | _coverage(view, site, document.updates)


def _facts(view: ArticleView, site: Identity, words: int) -> Node:
    article = view.article
    address = site.origin + view.head.url
    dateline = article.dateline
    return {
        "@type": _types(article),
        "@id": f"{address}#article",
        "headline": article.title,
        "description": article.summary,
        "url": address,
        "mainEntityOfPage": address,
        "image": _images(view, site),
        "datePublished": article.date.isoformat(timespec="seconds"),
        "dateModified": (article.updated or article.date).isoformat(timespec="seconds"),
        "expires": article.expires.isoformat(timespec="seconds") if article.expires else None,
        "author": _authors(view, site),
        "publisher": publisher_in_short(site),
        "isAccessibleForFree": True,
        "articleSection": view.section.title,
        "keywords": list(article.tags),
        "inLanguage": article.lang,
        "wordCount": words,
        "dateline": dateline.place if dateline and _is_news(article) else None,
        "locationCreated": {"@type": "Place", "name": dateline.place} if dateline else None,
        "sourceOrganization": organisation(article.source) if article.source else None,
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


def _is_news(article: Article) -> bool:
    """Whether it is a ``NewsArticle``, which alone has a dateline."""
    types = _types(article)
    return "NewsArticle" in ([types] if isinstance(types, str) else types)


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


def _authors(view: ArticleView, site: Identity) -> list[Node]:
    """The authors or, for a story without a byline, its agency."""
    source = view.article.source
    if view.authors:
        return [_author(author, source, site) for author in view.authors]
    return [organisation(source)] if source else []


def _author(author: Author, source: str, site: Identity) -> Node:
    """A person, or the agency of the story if the byline names it."""
    return author_node(author, site, is_agency=author.is_agency or author.name == source)


def _sponsor(sponsor: Sponsor | None) -> Node | None:
    if sponsor is None:
        return None
    return organisation(sponsor.name) | ({"url": sponsor.url} if sponsor.url else {})


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


def _images(view: ArticleView, site: Identity) -> list[Node] | None:
    """The lead picture in three shapes, or as it is; search engines show no drawings."""
    picture = view.picture
    if picture is None or is_drawing(picture.url):
        return None
    shapes = [shape for shape in (picture.wide, picture.card, picture.square) if shape]
    if shapes:
        return [image_object(shape, site, picture.credit) for shape in shapes]
    return [image_object(picture, site, picture.credit)]
