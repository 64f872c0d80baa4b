"""Resolves what only some kinds of stories have: a sponsor, a rating, a person, a source.

As in ``resolve_fields``, every function returns a value in any case.
"""

import re
from datetime import date

from msgspec.structs import replace

from newsgen import markdown
from newsgen.frontmatter import ArticleFields
from newsgen.models import AiUse, Rating, Sponsor, Subject
from newsgen.sources.resolve_fields import ProblemCollector, check_address
from newsgen.text import SHOWN, truncate

_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


def check_syndicated(fields: ArticleFields, problems: ProblemCollector) -> bool:
    """Whether the story is taken over; then it must say from whom."""
    if fields.syndicated and not fields.source:
        message = "the story is taken over, but not said from whom"
        problems.report(("syndicated",), "missing-key", message, "add a line `source: …`")
    return fields.syndicated


def check_sponsor(fields: ArticleFields, problems: ProblemCollector) -> Sponsor | None:
    """The sponsor as written; a story that has one must say that it is sponsored."""
    sponsor = fields.sponsor
    if sponsor is None:
        return None
    if fields.type != "sponsored":
        message = f"`sponsor` is given, but the story is of type `{fields.type}`"
        problems.report(("sponsor",), "bad-value", message, "write `type: sponsored`")
    check_address(sponsor.url, ("sponsor", "url"), problems)
    return sponsor


def check_subject(fields: ArticleFields, problems: ProblemCollector) -> Subject | None:
    """The person as written; the days of birth and death must be days, months or years."""
    subject = fields.subject
    if subject is None:
        return None
    for key, written in (("born", subject.born), ("died", subject.died)):
        if written and not _is_day(written):
            message = f"{truncate(written, SHOWN)!r} is not a day, a month or a year"
            hint = "write `1931-03-02`, or `1931` if no more is known"
            problems.report(("subject", key), "bad-date", message, hint)
    return subject


def resolve_rating(
    fields: ArticleFields, style: markdown.Style, problems: ProblemCollector
) -> Rating | None:
    """The verdict with its item typeset; only a review has one."""
    rating = fields.rating
    if rating is None:
        return None
    if fields.type != "review":
        message = f"`rating` is given, but the story is of type `{fields.type}`"
        problems.report(("rating",), "bad-value", message, "write `type: review`")
    if rating.best < 1 or not 0 <= rating.value <= rating.best:
        message = f"{rating.number} is not between 0 and {rating.best}"
        hint = "`best` is the highest value that `value` can have"
        problems.report(("rating", "value"), "bad-value", message, hint)
        rating = replace(rating, value=0, best=1)
    return replace(rating, item=markdown.typeset(rating.item, style))


def resolve_ai(fields: ArticleFields, style: markdown.Style) -> AiUse | None:
    """What machines had to do with the story, with its note typeset."""
    return fields.ai and replace(fields.ai, note=markdown.typeset(fields.ai.note, style))


def _is_day(written: str) -> bool:
    if not _DAY.fullmatch(written):
        return False
    try:
        date.fromisoformat((written + "-01-01")[:10])
    except ValueError:
        return False
    return True
