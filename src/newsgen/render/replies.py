"""The comments that another system kept, as a page shows them: answers below what they answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from newsgen import markdown
from newsgen.models import Comment, Reply

_DEEPEST = 4
"""Answers that are nested deeper stand side by side: a phone has no room for more."""


def make_replies(comments: Sequence[Comment]) -> tuple[Reply, ...]:
    """The comments in the order of the file, each with the answers to it."""
    levels: dict[str, int] = {}
    places: dict[str, str] = {}
    answers: dict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        parent = places.get(comment.parent, "")
        level = levels.get(parent, -1) + 1
        answers[parent].append(comment)
        if comment.id:
            is_deepest = level >= _DEEPEST
            places[comment.id] = parent if is_deepest else comment.id
            levels[comment.id] = level
    return tuple(_reply(comment, answers) for comment in answers[""])


def _reply(comment: Comment, answers: Mapping[str, Sequence[Comment]]) -> Reply:
    """The recursion ends at the deepest level."""
    below = answers.get(comment.id, ()) if comment.id else ()
    return Reply(
        anchor=f"comment-{comment.id}" if comment.id else "",
        author=comment.author,
        date=comment.date,
        has_time=comment.has_time,
        text=Markup(markdown.sanitise_comment(comment.text)),  # noqa: S704 - it is sanitised
        replies=tuple(_reply(each, answers) for each in below),
    )
