"""Whether there is anything to do at all: the fingerprint of a whole site."""

from collections.abc import Callable, Iterable
from itertools import chain

from newsgen.builder.inventory import Inventory, basis_of
from newsgen.builder.options import Options
from newsgen.config import Config
from newsgen.digest import digest_value
from newsgen.models import Article, AuthorProfile, StandingPage
from newsgen.writer import OutputScan, OutputState


def inputs_digest(config: Config, options: Options, inventory: Inventory) -> str:
    """Digest of all that a site is made from, but for the moment of the build."""
    collection, static = inventory.collection, inventory.static.found
    kinds = (collection.articles, collection.pages, collection.authors)
    sources: Iterable[Article | StandingPage | AuthorProfile] = chain(*kinds)
    return digest_value(
        [
            basis_of(config),
            config.base_url,
            options.scope,
            inventory.templates.digests,
            [(file.path, file.digest) for file in static],
            [(source.path, source.digest) for source in sources],
            [(s.path, s.stamp) for s in inventory.sources if s.kind == "media"],
        ]
    )


def is_up_to_date(
    previous: OutputState, state: str, look: Callable[[], OutputScan], options: Options
) -> bool:
    """Whether the output folder holds, untouched, what a build would make of that state now."""
    manifest = previous.manifest
    tally = manifest.tally
    if options.clean or previous.pending or not manifest.state or manifest.state != state:
        return False
    if tally is None or options.now < tally.now:
        return False
    if tally.next_due is not None and tally.next_due <= options.now:
        return False
    seen = look()
    return seen.stamps == previous.stamps and not seen.touched
