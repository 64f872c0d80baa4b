"""Chooses the stories of a mail, and what it shows of them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from newsgen.models import Article, Card, DigestView, MailPicture, MailStory
from newsgen.plan.site_context import SiteContext
from newsgen.plan.views import make_card
from newsgen.site.catalogue import Site
from newsgen.text import direction, truncate
from newsgen.urls import home_url, section_url

PICTURE_WIDTH: Final = 600
"""Pixels across of the column of a mail."""
_SHOWN_EVERYWHERE = frozenset({".jpg", ".jpeg", ".png", ".gif"})
"""Formats that every mail program shows: many do not know WebP and AVIF, or SVG."""
_PREHEADER = 140
"""Characters that mail programs show after the subject."""


def view_digest(
    site: Site,
    context: SiteContext,
    since: datetime,
    now: datetime,
    section: str = "",
    number: int = 0,
) -> DigestView:
    """The live stories that appeared after ``since``, newest first.

    ``number`` limits them; 0 does not. Stories of a section are those that its page lists.
    """
    config = context.config
    stories = site.by_section.get(section, ()) if section else site.articles
    recent = (article for article in stories if since < article.date <= now)
    chosen = tuple(islice(recent, number or None))
    lang = site.sections[section].lang if section else config.lang
    heading = site.sections[section].title if section else ""
    title = config.newsletter.title or config.title
    return DigestView(
        title=f"{title}: {heading}" if heading else title,
        subject=_headline(chosen),
        preheader=truncate(" · ".join(article.title for article in chosen[1:]), _PREHEADER),
        intro=config.newsletter.intro,
        stories=tuple(_story(make_card(context, article)) for article in chosen),
        since=since,
        moment=now,
        lang=lang,
        dir=direction(lang),
        url=section_url(section, config) if section else home_url(config),
        address=config.newsletter.address,
        unsubscribe=config.newsletter.unsubscribe,
    )


def _headline(articles: Sequence[Article]) -> str:
    """The first headline that nobody paid for."""
    first = next((a for a in articles if a.type != "sponsored"), None)
    return first.title if first else ""


def _story(card: Card) -> MailStory:
    return MailStory(card=card, picture=_picture(card))


def _picture(card: Card) -> MailPicture | None:
    picture = card.picture
    if picture is None or picture.fault:
        return None
    shape = picture.wide or picture
    suffix = PurePosixPath(urlsplit(shape.url).path).suffix.lower()
    if suffix not in _SHOWN_EVERYWHERE:
        return None
    width = min(shape.width, PICTURE_WIDTH)
    height = round(width * shape.height / shape.width) if shape.width else 0
    return MailPicture(url=shape.url, width=width, height=height, alt=picture.alt)
