"""Which ``expiryDate`` of Hugo is the end of a story, and which one only a habit of the theme.

An expiry is taken, so that newsgen takes the story off as Hugo did, except in three cases, which
are told, and in which the value is kept under ``extra``:

- the site is built with expired pages (``buildExpired``), so readers saw it after its end;
- it is over before the story appeared: nobody meant that. A day without a time counts to its end;
- most stories have the same one: the archetype or the theme gave it, not an editor.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from newsgen.importer.dates import as_moment
from newsgen.models import Model

KEYS = ("expirydate", "unpublishdate", "expires")
FEWEST = 5
"""Stories with the same expiry, from which on it may be a habit."""
_WRITTEN = re.compile(r"(?mi)^[\"' ]{0,4}(?:expirydate|unpublishdate)[\"']?[ \t]{0,4}[:=]([^\n#]*)")


class Expiries(Model, frozen=True):
    """What decides about all expiries of a site."""

    all_built: bool = False
    """Whether expired pages were built as well."""
    usual: str = ""
    """The one that most stories have, as it is written."""


def usual_expiry(heads: Iterable[str]) -> str:
    """The expiry that most stories have; empty if there is none. ``heads`` begin their files."""
    found: Counter[str] = Counter()
    count = 0
    for head in heads:
        count += 1
        written = _WRITTEN.search(head)
        if written:
            found[bare(written[1])] += 1
    value, times = found.most_common(1)[0] if found else ("", 0)
    return value if times >= FEWEST and times * 2 > count else ""


def bare(written: str) -> str:
    """The value as it is compared: without quotes and white space."""
    return written.strip().strip("\"',").strip()


def expiry_fault(expires: str, written: str, date: str, timezone: str, rules: Expiries) -> str:
    """Why the expiry is not taken; empty if it is. Dates are as ``read_date`` gives them."""
    if rules.all_built:
        return "the old site showed expired stories"
    if rules.usual and bare(written) == rules.usual:
        return "most stories have the same one"
    if not date:
        return ""
    end = as_moment(expires, timezone)
    if len(expires) == len("2020-01-01"):
        end += timedelta(days=1)
    begin = as_moment(date, timezone)
    return "it is over before the story appeared" if end <= begin else ""
