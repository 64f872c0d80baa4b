"""Writes into the text of a story that readers may see it now, or no longer."""

from datetime import datetime
from zoneinfo import ZoneInfo

from newsgen import frontmatter
from newsgen.config import Config
from newsgen.diagnostics import Problems
from newsgen.frontmatter import ArticleFields


def chosen_date(text: str, path: str) -> datetime | None:
    """The date that is written in the text of a story; None if there is none. Raises Problems."""
    fields, _, problems = frontmatter.read(ArticleFields, text.encode(), path)
    if fields is None:
        raise Problems(*problems)
    return fields.date


def release(text: str, path: str, moment: str, *, is_over: bool = False) -> str:
    """The text of a story that readers may see from the moment on; empty keeps the date it has.

    ``is_over`` is whether its ``expires`` is past: then it goes too. Raises Problems.
    """

    def change(yaml: str) -> str:
        known = frontmatter.parse(yaml, path, 2)
        gone = ("draft", "expires") if is_over else ("draft",)
        for key in gone:
            yaml = frontmatter.remove_entry(yaml, (key,)) if key in known else yaml
        return frontmatter.set_value(yaml, "date", moment) if moment else yaml

    return frontmatter.edit_front_matter(text, path, change)


def make_draft(text: str, path: str) -> str:
    """The text of a story that is not published. Raises Problems."""
    return frontmatter.edit_front_matter(
        text, path, lambda yaml: frontmatter.set_value(yaml, "draft", "true")
    )


def let_expire(text: str, path: str, moment: str) -> str:
    """The text of a story that readers see no longer from the moment on. Raises Problems."""
    return frontmatter.edit_front_matter(
        text, path, lambda yaml: frontmatter.set_value(yaml, "expires", moment)
    )


def write_moment(moment: datetime, config: Config) -> str:
    """The moment as editors write it, by the clock of the paper, to the minute.

    Only in the hour that clocks repeat it has an offset.

    >>> from datetime import UTC
    >>> config = Config(title="News", timezone="Asia/Karachi")
    >>> write_moment(datetime(2026, 11, 24, 5, tzinfo=UTC), config)
    '2026-11-24 10:00'
    """
    zone = ZoneInfo(config.timezone)
    local = moment.astimezone(zone)
    other = local.replace(fold=1 - local.fold)
    written = (
        local if zone.utcoffset(other) != zone.utcoffset(local) else local.replace(tzinfo=None)
    )
    return written.isoformat(sep=" ", timespec="minutes")
