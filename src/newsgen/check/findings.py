"""What an audit keeps of each file of the output: little, and only what others may need."""

from newsgen.models import Model


class Finding(Model, frozen=True, array_like=True):
    """A breach of a rule in a file of the output."""

    code: str
    output: str
    """The file of the output."""
    detail: str
    """What is wrong there, in a few words; alike for the same fault on other pages."""
    needle: str = ""
    """Text by which the place may be found in the source."""
    line: int = 0
    """In the file of the output."""


class PageReport(Model, frozen=True, array_like=True):
    """One file, audited."""

    output: str
    title: str = ""
    """Empty also where it does not matter whether another page has it."""
    description: str = ""
    ids: tuple[str, ...] = ()
    fragments: tuple[tuple[str, str, str, int], ...] = ()
    """Places in other files: file, fragment, address as written, line."""
    outside: tuple[tuple[str, int], ...] = ()
    """Addresses elsewhere, with their lines."""
    used: frozenset[str] = frozenset()
    """Files of the output that are no pages and that it shows or links to."""
    findings: tuple[Finding, ...] = ()
