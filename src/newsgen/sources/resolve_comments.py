"""Resolves a file with comments that another system kept."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, has_errors
from newsgen.frontmatter import CommentFields, CommentsFields
from newsgen.models import Comment
from newsgen.schema import Day
from newsgen.sources.resolve_fields import UNKNOWN_TIME, ProblemCollector, localize

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PRIVATE: Final = ("mail", "phone", "useragent", "ipaddress", "ipaddr")
"""Parts of the names of keys that say who a reader is, or where."""


def resolve_comments(
    fields: CommentsFields, path: str, config: Config
) -> tuple[tuple[Comment, ...] | None, tuple[Diagnostic, ...]]:
    """The comments, or None if one of them has an error; and all diagnostics."""
    problems = ProblemCollector(path)
    comments = tuple(_resolve(fields.comments, config, problems))
    found = problems.collected
    return (None if has_errors(found) else comments), found


def explain_private(problem: Diagnostic) -> Diagnostic:
    """The problem; for a key that says who a reader is, why there is no such key.

    The file is in the repository of the site, which many people read and nobody can empty.
    """
    name = "".join(filter(str.isalpha, str(problem.key[-1]))).lower() if problem.key else ""
    is_private = name.endswith("ip") or any(part in name for part in _PRIVATE)
    if problem.code != "unknown-key" or not is_private:
        return problem
    return replace(
        problem,
        code="private-data",
        message=f"`{problem.key[-1]}` says who or where a reader is",
        hint="remove it from all comments: newsgen keeps the name, the date and the words",
    )


def _resolve(
    written: tuple[CommentFields, ...], config: Config, problems: ProblemCollector
) -> Iterator[Comment]:
    known: set[str] = set()
    for number, comment in enumerate(written):
        keys = ("comments", number)
        if comment.id and not _ID.fullmatch(comment.id):
            message = f"{comment.id!r} cannot be the id of a comment"
            hint = "use letters, digits and hyphens, at most 64"
            problems.report((*keys, "id"), "bad-value", message, hint)
        elif comment.id in known:
            message = f"the id {comment.id} is given twice"
            problems.report((*keys, "id"), "bad-value", message, "give each comment its own")
        if comment.parent and comment.parent not in known:
            message = f"no comment before this one has the id {comment.parent!r}"
            hint = "put an answer after what it answers, or leave `parent:` out"
            problems.report((*keys, "parent"), "bad-value", message, hint)
        if comment.id:
            known.add(comment.id)
        yield Comment(
            author=comment.author,
            date=localize(comment.date, (*keys, "date"), config, problems) or UNKNOWN_TIME,
            has_time=not isinstance(comment.date, Day),
            text=comment.text,
            id=comment.id,
            parent=comment.parent,
        )
