"""Where the time of a build went."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from newsgen.models import Model, Output

if TYPE_CHECKING:
    from newsgen.builder.rendering import Leaf

_SLOWEST = 10


class Page(Model, frozen=True):
    """What rendering one output took."""

    path: str
    origin: str
    seconds: float


class Kind(Model, frozen=True):
    """What rendering all outputs of one template took, in the processes together."""

    template: str
    """Empty for feeds, maps and copies."""
    outputs: int
    seconds: float


class Profile(Model, frozen=True):
    """The time of a build, by phase and by page."""

    phases: tuple[tuple[str, float], ...] = ()
    """In order, each with its seconds."""
    kinds: tuple[Kind, ...] = ()
    """The slowest first."""
    slowest: tuple[Page, ...] = ()
    """The outputs that took longest, the slowest first."""


def make_profile(outputs: Sequence[Output], leaves: "Sequence[Leaf]") -> Profile:
    """The profile of what was rendered, without phases."""
    counts: dict[str, int] = defaultdict(int)
    seconds: dict[str, float] = defaultdict(float)
    rendered = [leaf for leaf in leaves if leaf.rendered]
    for leaf in rendered:
        template = outputs[leaf.number].template
        counts[template] += 1
        seconds[template] += leaf.seconds
    kinds = [Kind(template=t, outputs=counts[t], seconds=seconds[t]) for t in counts]
    slowest = sorted(rendered, key=lambda leaf: -leaf.seconds)[:_SLOWEST]
    return Profile(
        kinds=tuple(sorted(kinds, key=lambda kind: -kind.seconds)),
        slowest=tuple(_page(outputs[leaf.number], leaf) for leaf in slowest),
    )


def _page(output: Output, leaf: "Leaf") -> Page:
    return Page(path=output.path, origin=output.origin, seconds=leaf.seconds)
