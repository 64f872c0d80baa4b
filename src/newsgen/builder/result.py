"""The result of a build: counts, changes, and where the time went."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from newsgen.diagnostics import Diagnostic
from newsgen.incremental.manifest import Tally
from newsgen.models import Model, Output

if TYPE_CHECKING:
    from newsgen.builder.planning import SitePlan
    from newsgen.builder.render import RenderedOutput

_SLOWEST = 10


class PageTime(Model, frozen=True):
    """How long rendering one output took."""

    path: str
    origin: str
    seconds: float


class TemplateTime(Model, frozen=True):
    """How long rendering all outputs of one template took, summed over the processes."""

    template: str
    """Empty for feeds, sitemaps and copied files."""
    outputs: int
    seconds: float


class Profile(Model, frozen=True):
    """Where the time of a build went."""

    phases: tuple[tuple[str, float], ...] = ()
    """Each phase with its seconds, in order."""
    kinds: tuple[TemplateTime, ...] = ()
    """The slowest first."""
    slowest: tuple[PageTime, ...] = ()
    """The slowest outputs, the slowest first."""


def make_profile(outputs: Sequence[Output], items: "Sequence[RenderedOutput]") -> Profile:
    """The profile of the rendered outputs, still without phases."""
    counts: dict[str, int] = defaultdict(int)
    seconds: dict[str, float] = defaultdict(float)
    rendered = [item for item in items if item.rendered]
    for item in rendered:
        template = outputs[item.number].template
        counts[template] += 1
        seconds[template] += item.seconds
    kinds = [TemplateTime(template=t, outputs=counts[t], seconds=seconds[t]) for t in counts]
    slowest = sorted(rendered, key=lambda item: -item.seconds)[:_SLOWEST]
    return Profile(
        kinds=tuple(sorted(kinds, key=lambda kind: -kind.seconds)),
        slowest=tuple(_page(outputs[item.number], item) for item in slowest),
    )


def _page(output: Output, item: "RenderedOutput") -> PageTime:
    return PageTime(path=output.path, origin=output.origin, seconds=item.seconds)


class Changes(Model, frozen=True):
    """Paths of the files that differ from the last finished build."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class VanishedAddress(Model, frozen=True):
    """An address that readers could open before this build, and why it does not answer now."""

    path: str
    """The path of its page in the output."""
    why: str


class Result(Model, frozen=True):
    """What a build did."""

    diagnostics: tuple[Diagnostic, ...]
    committed: bool
    """False when errors kept the output as it was."""
    output: str
    """Absolute path of the output folder."""
    tally: Tally
    """How many articles are live, drafts, scheduled and expired."""
    base_url: str = ""
    """The address that the site was built for."""
    outputs: int = 0
    opened: int = 0
    """Number of sources that had to be opened."""
    rendered: int = 0
    """Number of outputs that had to be rendered, copied files included."""
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    whole_pictures: int = 0
    """Number of pictures that are published as large as they are, because Pillow is missing."""
    vanished: tuple[VanishedAddress, ...] = ()
    """Addresses that readers could open before this build, and where they find nothing now."""
    kept_addresses: int = 0
    """Number of old addresses that the build wrote under ``aliases`` of stories."""
    changes: Changes = Changes()
    profile: Profile = Profile()
    seconds: float = 0
    site_plan: "SitePlan | None" = None
    """The plan, for callers that go on with it; None when nothing had changed."""
