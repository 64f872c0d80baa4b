"""Applies the settings to findings: their severity, and the waivers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from newsgen.check.findings import Finding
from newsgen.check.rules import RULES
from newsgen.config import CheckSettings, CurrentWaivers, Waiver, has_ended
from newsgen.diagnostics import Diagnostic, Severity
from newsgen.suggestions import suggest

_SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "off": None}


class WaiverPolicy:
    """The waivers and severities on a given day; it records which waivers were used."""

    def __init__(self, settings: CheckSettings, today: date) -> None:
        self._settings = settings
        self._today = today
        self._used: set[int] = set()
        self._current = CurrentWaivers(settings.waivers, today)

    def covers(self, code: str, *paths: str) -> bool:
        """Whether findings of that rule are waived in any of those files; empty paths are ignored.

        Every waiver that applies is recorded as used, not only the first.
        """
        if self._severity(code) is None:
            return True
        found = [number for path in paths if path for number in self._current.find(code, path)]
        self._used.update(found)
        return bool(found)

    def without_waived(
        self, findings: Iterable[Finding], origins: Mapping[str, str]
    ) -> Iterator[Finding]:
        """The findings without those that are waived for their page; ``origins`` has its source."""
        for finding in findings:
            if not self.covers(finding.code, finding.output, origins.get(finding.output, "")):
                yield finding

    def weigh_warnings(self, problems: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The problems of a build without warnings that are waived."""
        for problem in problems:
            is_waivable = problem.severity is Severity.WARNING and problem.code in RULES
            if not (is_waivable and self.covers(problem.code, problem.path)):
                yield problem

    def apply_severity(self, diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The diagnostics that are not waived, each with the severity from the settings."""
        for diagnostic in diagnostics:
            if not self.covers(diagnostic.code, diagnostic.path):
                yield replace(diagnostic, severity=self._severity(diagnostic.code))

    def check_settings(self, config: str) -> Iterator[Diagnostic]:
        """The problems of the settings themselves, which are in the file ``config``.

        Call it last: only then is it known which waivers are unused.
        """
        yield from _check_codes(self._settings, config)
        yield from _check_waivers(self._settings.waivers, self._used, self._today, config)

    def _severity(self, code: str) -> Severity | None:
        """The severity of a rule here; None if the settings switch it off."""
        if written := self._settings.severity.get(code):
            return _SEVERITIES[written]
        return RULES[code].severity


def _check_codes(settings: CheckSettings, config: str) -> Iterator[Diagnostic]:
    named = [(code, ("check", "severity", code)) for code in settings.severity]
    keys = [("check", "waivers", number, "code") for number in range(len(settings.waivers))]
    waived = [(w.code, key) for w, key in zip(settings.waivers, keys, strict=True)]
    for code, key in (*named, *waived):
        if code not in RULES:
            hint = suggest(code, list(RULES)) or "`newsgen docs checking` lists the rules"
            message = f"there is no rule `{code}`"
            yield Diagnostic(code="unknown-rule", message=message, path=config, key=key, hint=hint)


def _check_waivers(
    waivers: Sequence[Waiver], used: set[int], today: date, config: str
) -> Iterator[Diagnostic]:
    for number, waiver in enumerate(waivers):
        what = f"the waiver of `{waiver.code}` for {waiver.path}"
        if has_ended(waiver, today):
            code, message = "waiver-over", f"{what} ended on {waiver.until}"
            hint = "correct what it covers, or give it another date"
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
