"""The entries of a live story: ``::: update 14:05 Title`` … ``:::``, outside other blocks."""

from collections.abc import Iterator, Sequence
from itertools import chain

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from newsgen.markdown.budget import LEDE_SHARE, Budget, make_env
from newsgen.markdown.faults import BodyFault
from newsgen.markdown.parser import Style, parser_for, read_structure
from newsgen.models import Model, Update

_NAME = "update"


class Entry(Model, frozen=True):
    """A rendered entry."""

    update: Update
    content: str
    """The HTML of its text."""
    html: str
    """The whole entry, as pages show it."""


def update_lines(body: str, style: Style) -> tuple[str, ...]:
    """What stands behind ``::: update`` in each entry, in the order of the body.

    Raises TooSlowError.
    """
    if _NAME not in body:
        return ()
    state = StateCore(body, parser_for(style), make_env(Budget(body, LEDE_SHARE)))
    read_structure(state)
    return tuple(token.content for token in state.tokens if _begins_entry(token))


def mark_updates(tokens: Sequence[Token], updates: Sequence[Update] | None) -> Iterator[BodyFault]:
    """Give each entry its update, and report what is no entry or has a wrong time.

    ``updates`` are those of the body, in its order; None if the story is not live.
    """
    waiting = iter(updates or ())
    for token in tokens:
        if token.type != "block_open" or token.info != _NAME:
            continue
        update = next(waiting, None) if _begins_entry(token) else None
        if update and not update.fault:
            token.meta["update"] = update
            token.content = update.title
            continue
        token.hidden = True
        message, hint = _fault(update, is_live=updates is not None)
        line = token.map[0] if token.map else 0
        yield BodyFault(code="bad-update", line=line, message=message, hint=hint)


def arrange_updates(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a live story in the order of its page.

    The text before the first entry stays there. Then come the entries in an element of their own,
    pinned ones before the newest, then any text between and after them, and the footnotes.
    """
    intro: list[Token] = []
    entries: list[list[Token]] = []
    others: list[Token] = []
    part = intro
    for token in tokens:
        if _begins_entry(token):
            part = []
            entries.append(part)
        part.append(token)
        if entries and token.type == "block_close" and token.level == 0:
            part = others
    entries.sort(key=lambda entry: _place(entry[0]))
    opening = Token(
        "updates_open", "div", 1, attrs={"class": "updates", "id": "updates"}, block=True
    )
    closing = Token("updates_close", "div", -1, block=True)
    return [*intro, opening, *chain.from_iterable(entries), closing, *others]


def _begins_entry(token: Token) -> bool:
    return token.type == "block_open" and token.level == 0 and token.info == _NAME


def _place(opening: Token) -> tuple[bool, float]:
    """Where the entry stands: the lowest comes first."""
    update: Update | None = opening.meta.get("update")
    return (not update.pinned, -update.time.timestamp()) if update else (True, 0.0)


def _fault(update: Update | None, *, is_live: bool) -> tuple[str, str]:
    """What is wrong with an update, and the remedy."""
    if update:
        hint = "write its time, and its day if that is another one: `::: update 14:05 Title`"
        return update.fault, hint
    if not is_live:
        return "only a live story has updates", "write `type: live` into the front matter"
    message = "an update inside something else would be lost among the others"
    return message, "let its line begin with `:::`, outside lists and blocks"
