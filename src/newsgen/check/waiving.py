"""What the settings say of findings: how grave they are, and which are put up with."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase

from msgspec.structs import replace

from newsgen.check.rules import RULES
from newsgen.check.telling import Told
from newsgen.config import CheckSettings, Waiver
from newsgen.diagnostics import Diagnostic, Severity
from newsgen.schema import suggest

_WEIGHTS = {"error": Severity.ERROR, "warning": Severity.WARNING}


def weigh(
    told: Iterable[Told], settings: CheckSettings, today: date, config: str
) -> Iterator[Diagnostic]:
    """The problems that count, each as grave as the settings have it.

    ``config`` is the file of the settings, for what is wrong with those themselves.
    """
    yield from _judge_codes(settings, config)
    waivers = settings.waivers
    used: set[int] = set()
    for diagnostic, output in told:
        weight = settings.severity.get(diagnostic.code) or RULES[diagnostic.code].weight
        if weight == "off":
            continue
        number = _find_waiver(waivers, diagnostic, output)
        used.add(number)
        if number < 0 or _is_over(waivers[number], today):
            yield replace(diagnostic, severity=_WEIGHTS[weight])
    yield from _judge_waivers(waivers, used, today, config)


def _find_waiver(waivers: Sequence[Waiver], diagnostic: Diagnostic, output: str) -> int:
    """The number of the waiver that covers the problem; -1 if none."""
    for number, waiver in enumerate(waivers):
        paths = (diagnostic.path, output)
        if waiver.code == diagnostic.code and any(fnmatchcase(p, waiver.path) for p in paths if p):
            return number
    return -1


def _is_over(waiver: Waiver, today: date) -> bool:
    return bool(waiver.until) and date.fromisoformat(waiver.until) < today


def _judge_codes(settings: CheckSettings, config: str) -> Iterator[Diagnostic]:
    named = [(code, ("check", "severity", code)) for code in settings.severity]
    keys = [("check", "waivers", number, "code") for number in range(len(settings.waivers))]
    waived = [(w.code, key) for w, key in zip(settings.waivers, keys, strict=True)]
    for code, key in (*named, *waived):
        if code not in RULES:
            hint = suggest(code, list(RULES)) or "docs/checking.md lists the rules"
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
            severity=Severity.WARNING,
        )
