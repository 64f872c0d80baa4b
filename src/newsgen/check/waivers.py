"""What the settings say of findings: how grave they are, and which are put up with."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fnmatch import translate

from msgspec.structs import replace

from newsgen.check.rules import RULES
from newsgen.config import CheckSettings, Waiver
from newsgen.diagnostics import Diagnostic, Severity
from newsgen.suggestions import suggest

_SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "off": None}
_WILD = re.compile(r"[*?[]")
"""What makes a path stand for many."""


class WaiverPolicy:
    """What the settings put up with on that day; it notes which waivers cover anything."""

    def __init__(self, settings: CheckSettings, today: date) -> None:
        self._settings = settings
        self._today = today
        self._used: set[int] = set()
        self._named: dict[tuple[str, str], list[int]] = defaultdict(list)
        """The waivers that hold, by rule and file; ``_wild`` those of many files, by rule."""
        self._wild: dict[str, list[tuple[int, re.Pattern[str]]]] = defaultdict(list)
        for number, waiver in enumerate(settings.waivers):
            if _is_over(waiver, today):
                continue
            if _WILD.search(waiver.path):
                self._wild[waiver.code].append((number, re.compile(translate(waiver.path))))
            else:
                self._named[waiver.code, waiver.path].append(number)

    def covers(self, code: str, *paths: str) -> bool:
        """Whether a breach of that rule is put up with in any of those files; empty ones are none.

        Every waiver that covers it is noted, not only the first.
        """
        if self._severity(code) is None:
            return True
        found = [number for path in paths if path for number in self._find(code, path)]
        self._used.update(found)
        return bool(found)

    def weigh(self, diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The problems that count, each as grave as the settings have it."""
        for diagnostic in diagnostics:
            if not self.covers(diagnostic.code, diagnostic.path):
                yield replace(diagnostic, severity=self._severity(diagnostic.code))

    def judge(self, config: str) -> Iterator[Diagnostic]:
        """What is wrong with the settings themselves, which stand in the file ``config``.

        To be asked when all else was: only then is it known which waivers cover nothing.
        """
        yield from _judge_codes(self._settings, config)
        yield from _judge_waivers(self._settings.waivers, self._used, self._today, config)

    def _severity(self, code: str) -> Severity | None:
        """The severity of a rule here; None if the settings switch it off."""
        if written := self._settings.severity.get(code):
            return _SEVERITIES[written]
        return RULES[code].severity

    def _find(self, code: str, path: str) -> Iterator[int]:
        yield from self._named.get((code, path), ())
        for number, pattern in self._wild.get(code, ()):
            if pattern.match(path):
                yield number


def _is_over(waiver: Waiver, today: date) -> bool:
    return bool(waiver.until) and date.fromisoformat(waiver.until) < today


def _judge_codes(settings: CheckSettings, config: str) -> Iterator[Diagnostic]:
    named = [(code, ("check", "severity", code)) for code in settings.severity]
    keys = [("check", "waivers", number, "code") for number in range(len(settings.waivers))]
    waived = [(w.code, key) for w, key in zip(settings.waivers, keys, strict=True)]
    for code, key in (*named, *waived):
        if code not in RULES:
            hint = suggest(code, list(RULES)) or "`newsgen docs checking` lists the rules"
            message = f"there is no rule `{code}`"
            yield Diagnostic(code="unknown-rule", message=message, path=config, key=key, hint=hint)


def _judge_waivers(
    waivers: Sequence[Waiver], used: set[int], today: date, config: str
) -> Iterator[Diagnostic]:
    for number, waiver in enumerate(waivers):
        what = f"the waiver of `{waiver.code}` for {waiver.path}"
        if _is_over(waiver, today):
            code, message = "waiver-over", f"{what} ended on {waiver.until}"
            hint = "mend what it put up with, or give it another date"
        elif number not in used and waiver.code in RULES:
            code, message = "waiver-unused", f"{what} covers nothing"
            hint = "remove it"
        else:
            continue
        yield Diagnostic(
            code=code,
            message=message,
            path=config,
            key=("check", "waivers", number),
            hint=hint,
        )
