"""The table of all diagnostic codes except those that only the rules of ``check`` use.

``make reference`` writes ``docs/errors.md`` from this table and from ``check/rules.py``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from newsgen.diagnostics.code import Code
from newsgen.diagnostics.file_codes import FILE_CODES
from newsgen.diagnostics.output_codes import OUTPUT_CODES
from newsgen.diagnostics.site_codes import SITE_CODES
from newsgen.diagnostics.text_codes import TEXT_CODES

CODES: Mapping[str, Code] = MappingProxyType(
    {**FILE_CODES, **TEXT_CODES, **SITE_CODES, **OUTPUT_CODES}
)
"""Every code that a build, the preview or publishing reports."""
