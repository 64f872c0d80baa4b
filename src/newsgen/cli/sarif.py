"""Diagnostics in the format SARIF 2.1.0 (OASIS), for code scanning services."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from newsgen import __version__
from newsgen.diagnostics import Diagnostic, Severity, ordered

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def format_sarif(
    diagnostics: Sequence[Diagnostic], meanings: Mapping[str, str], folder: str = ""
) -> str:
    """Return the diagnostics as one SARIF log; ``meanings`` describes each code.

    ``folder`` is the site's folder relative to the repository, with a slash at its end, or empty.
    """
    found = ordered(diagnostics)
    codes = sorted({d.code for d in found})
    rules = [{"id": code, "shortDescription": {"text": meanings.get(code, code)}} for code in codes]
    driver = {"name": "newsgen", "version": __version__, "rules": rules}
    results = [_result(d, codes.index(d.code), folder) for d in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _result(diagnostic: Diagnostic, number: int, folder: str) -> dict[str, Any]:
    hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": number,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": f"{diagnostic.message}{hint}"},
    }
    if diagnostic.path:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(folder + diagnostic.path)}}
        if diagnostic.line:
            region = {"startLine": diagnostic.line}
            place["region"] = region | ({"startColumn": c} if (c := diagnostic.column) else {})
        result["locations"] = [{"physicalLocation": place}]
    return result
