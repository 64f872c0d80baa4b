"""Where readers reply to a story, as its page needs it."""

from datetime import timedelta

from newsgen.config import CommentSettings, Config
from newsgen.models import Article, Discussion


def discussion_of(article: Article, config: Config) -> Discussion | None:
    """Where readers reply to the article; None if they cannot.

    The thread has the permanent name of the article, so it stays the same when the address changes.
    """
    settings = config.comments
    if settings.provider is None or article.link or not _is_open(article, settings):
        return None
    days = settings.closed_after
    return Discussion(
        provider=settings.provider,
        thread=article.guid,
        server=settings.server.rstrip("/"),
        site_id=settings.site_id,
        repo=settings.repo,
        repo_id=settings.repo_id,
        category=settings.category,
        category_id=settings.category_id,
        contact=_address(settings.contact),
        closes=article.date + timedelta(days=days) if days else None,
        closed=article.comments == "closed",
    )


def _is_open(article: Article, settings: CommentSettings) -> bool:
    """Whether the article has a discussion, be it closed; its front matter has the last word."""
    if article.comments:
        return article.comments != "false"
    is_left_out = article.section in settings.without_sections
    return not (is_left_out or article.type in settings.without_types)


def _address(contact: str) -> str:
    is_whole = not contact or contact.startswith(("http://", "https://", "mailto:"))
    return contact if is_whole else f"mailto:{contact}"
