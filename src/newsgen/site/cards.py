"""The cards of a site: pictures that other sites show for pages that have none."""

from newsgen.config import Config
from newsgen.models import Article, Picture
from newsgen.pictures import cards
from newsgen.urls import card_url, edition_path, quote_path

HOME = "index"
"""The name of the card of the home page."""


def front_card(name: str, title: str, config: Config) -> Picture | None:
    """The card of the home page or of a section; None if the settings or its letters forbid it."""
    if config.pictures.cards == "none" or not _can_draw(title, config.title):
        return None
    return _card(quote_path(name), title, config)


def story_card(article: Article, section: str, config: Config) -> Picture | None:
    """The card of a story of the section with that title; None without one of its own."""
    words = (article.title, section, config.title)
    if config.pictures.cards != "stories" or article.picture or not _can_draw(*words):
        return None
    name = article.url_path.removeprefix(edition_path(config))
    return _card(name.strip("/").removesuffix(".html"), article.title, config)


def _can_draw(*texts: str) -> bool:
    return cards.is_available() and all(map(cards.has_letters, texts))


def _card(name: str, title: str, config: Config) -> Picture:
    return Picture(url=card_url(name, config), alt=title, width=cards.WIDTH, height=cards.HEIGHT)
