"""Plans cards: pictures that other sites show for pages that have none."""

from collections.abc import Iterator, Sequence

from newsgen.config import Config
from newsgen.digest import digest_value
from newsgen.models import CardView, Output, Picture, Recipe, StaticFile
from newsgen.pictures import cards
from newsgen.site.cards import HOME, front_card, story_card
from newsgen.site.catalogue import Site
from newsgen.urls import base_path, page_path


def plan_cards(site: Site, static: Sequence[StaticFile], config: Config) -> Iterator[Output]:
    """The card of the home page, of each section and, by setting, of each story without picture."""
    fonts = tuple(
        (file.path, file.file, file.digest) for file in static if file.path in cards.FONTS
    )
    for name, title in ((HOME, config.title), *((s.slug, s.title) for s in site.sections.values())):
        card = front_card(name, title, config)
        if card:
            yield _output(card, title, "", fonts, config)
    for article in site.articles if config.pictures.cards == "stories" else ():
        section = site.sections[article.section].title
        card = story_card(article, section, config)
        if card:
            yield _output(card, article.title, section, fonts, config)


def _output(
    card: Picture,
    headline: str,
    kicker: str,
    fonts: tuple[tuple[str, str, str], ...],
    config: Config,
) -> Output:
    return Output(
        path=page_path(card.url, base_path(config)),
        template="",
        recipe=Recipe(function=_view_card, parts=(headline, kicker, config.title, fonts)),
        origin=f"the card of {headline}",
        media_type="image/png",
        role="file",
    )


def _view_card(
    headline: str, kicker: str, masthead: str, fonts: tuple[tuple[str, str, str], ...]
) -> CardView:
    digests = [(path, digest) for path, _, digest in fonts]
    return CardView(
        headline=headline,
        kicker=kicker,
        masthead="" if headline == masthead else masthead,
        fonts={path: file for path, file, _ in fonts},
        digest=digest_value([headline, kicker, masthead, digests]),
    )
