"""The options of a publication, and its result."""

from datetime import datetime

from newsgen.diagnostics import Diagnostic, Refusal
from newsgen.models import Model
from newsgen.publish.diff import Difference
from newsgen.publish.overrides import Overrides
from newsgen.publish.stories import StoryChanges
from newsgen.search_index import PublishedIndex


class PublishOptions(Model, frozen=True):
    """What to publish, where, and how."""

    clock: datetime
    """The current time: a build of a later moment is not published."""
    target: str = ""
    """Name of the target; may be empty if only one is configured."""
    use_last_build: bool = False
    """Publish the output folder as it is instead of building."""
    repair: bool = False
    """Compare every file at the target, and upload those that differ."""
    dry_run: bool = False
    """Compare only; change nothing at the target."""
    offline: bool = False
    """In a dry run, take the build in the output folder for what the target holds."""
    overrides: Overrides = Overrides()
    keep: int | None = None
    """Releases that a server keeps; None for the number in newsgen.yaml."""
    purge_list: str = ""
    """Path of the purge list for a CDN; empty for the one in newsgen.yaml."""


class PublishReport(Model, frozen=True):
    """The result of a publication or a dry run."""

    diagnostics: tuple[Diagnostic, ...]
    target: str
    """Name of the target."""
    kind: str
    place: str
    """Location of the target, for messages."""
    base_url: str
    difference: Difference | None = None
    """None if errors in the site prevent publishing."""
    is_stopped: bool = False
    """Whether errors in the pages that would change prevent publishing. Only ``despite_errors``
    allows it; a build with errors is never published."""
    refusal: Refusal | None = None
    """Why a real publication would be refused after this dry run."""
    stories: StoryChanges = StoryChanges()
    """The stories that the publication changes."""
    index: PublishedIndex | None = None
    """The search index that was published with the site, if there is one."""
    seconds: float = 0
