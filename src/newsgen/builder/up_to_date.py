"""Whether a build has anything to do: one digest of all inputs, and a look at the output folder."""

from collections.abc import Callable

from newsgen.builder.inventory import Inventory, cache_basis
from newsgen.builder.options import Options
from newsgen.config import Config
from newsgen.digest import digest_value
from newsgen.writer import OutputScan, OutputState


def inputs_digest(config: Config, options: Options, inventory: Inventory) -> str:
    """Digest of everything that a site is made from, except the moment of the build."""
    static = inventory.static.found
    return digest_value(
        [
            cache_basis(config),
            config.base_url,
            options.scope,
            inventory.templates.digests,
            [(file.path, file.digest) for file in static],
            [(source.path, source.digest) for source in inventory.collection.parsed],
            [(s.path, s.stamp) for s in inventory.sources if s.kind == "media"],
        ]
    )


def is_up_to_date(
    previous: OutputState, inputs: str, scan: Callable[[], OutputScan], options: Options
) -> bool:
    """Whether a build with these inputs would write exactly the files that are there now.

    False as well when that is not certain: an edited or missing file in the output folder, an
    interrupted build, a clock that went back, a story that opened, expired or is no longer news.
    """
    manifest = previous.manifest
    tally = manifest.tally
    if options.clean or previous.pending or not manifest.state or manifest.state != inputs:
        return False
    if tally is None or options.now < tally.now:
        return False
    if tally.valid_until is not None and tally.valid_until <= options.now:
        return False
    seen = scan()
    return seen.stamps == previous.stamps and not seen.changed
