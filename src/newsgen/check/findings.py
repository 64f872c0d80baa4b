"""The findings and the report that an audit keeps for each output file."""

from newsgen.models import Model


class Finding(Model, frozen=True, array_like=True):
    """A place in an output file that breaks a rule."""

    code: str
    output: str
    """The output file."""
    detail: str
    """The problem in a few words; equal for the same problem on other pages."""
    needle: str = ""
    """Text to search for in the source."""
    line: int = 0
    """Line of the output file."""


class PageReport(Model, frozen=True, array_like=True):
    """The result of auditing one output file."""

    output: str
    title: str = ""
    """Empty, too, for a page that may share its title with others."""
    description: str = ""
    ids: tuple[str, ...] = ()
    fragments: tuple[tuple[str, str, str, int], ...] = ()
    """Links with a fragment to other files: file, fragment, address as written, line."""
    outside: tuple[tuple[str, int], ...] = ()
    """External addresses with their lines."""
    used: frozenset[str] = frozenset()
    """Output files, except pages, that this file shows or links to."""
    findings: tuple[Finding, ...] = ()
    address: str = ""
    """Whole address of a page that names its languages."""
    alternates: tuple[tuple[str, str, int], ...] = ()
    """The languages that a page names: ``hreflang``, whole address, line."""
