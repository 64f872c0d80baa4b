"""Which findings the settings accept."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fnmatch import translate

from newsgen.config.shape import Waiver
from newsgen.diagnostics import Diagnostic, Severity

_WILDCARD = re.compile(r"[*?[]")
"""Makes a path a pattern for many files."""


class CurrentWaivers:
    """The waivers that apply on a day, ready to be asked many times."""

    def __init__(self, waivers: Sequence[Waiver], today: date) -> None:
        self._exact: dict[tuple[str, str], list[int]] = defaultdict(list)
        """Those of one file, by rule and file; ``_patterns`` has the others, by rule."""
        self._patterns: dict[str, list[tuple[int, re.Pattern[str]]]] = defaultdict(list)
        for number, waiver in enumerate(waivers):
            if has_ended(waiver, today):
                continue
            if _WILDCARD.search(waiver.path):
                self._patterns[waiver.code].append((number, re.compile(translate(waiver.path))))
            else:
                self._exact[waiver.code, waiver.path].append(number)

    def find(self, code: str, path: str) -> Iterator[int]:
        """The numbers of all waivers of that rule for that file."""
        yield from self._exact.get((code, path), ())
        for number, pattern in self._patterns.get(code, ()):
            if pattern.match(path):
                yield number


def has_ended(waiver: Waiver, today: date) -> bool:
    """Whether the last day of the waiver is over."""
    return bool(waiver.until) and date.fromisoformat(waiver.until) < today


def without_waived(
    problems: Iterable[Diagnostic], waivers: Sequence[Waiver], today: date
) -> tuple[Diagnostic, ...]:
    """The problems without the warnings that are accepted. An error never is."""
    if not waivers:
        return tuple(problems)
    current = CurrentWaivers(waivers, today)
    return tuple(
        problem
        for problem in problems
        if problem.severity is not Severity.WARNING
        or next(current.find(problem.code, problem.path), None) is None
    )
