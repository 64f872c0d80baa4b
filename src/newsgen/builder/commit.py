"""What was rendered goes into the output folder, unless something speaks against it."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from newsgen.builder.planning import Draught
from newsgen.builder.render import Leaf, Target
from newsgen.builder.result import Changes, Result
from newsgen.diagnostics import Diagnostic, Refusal, Severity, ordered
from newsgen.paths import fault_of
from newsgen.incremental.manifest import Entry, Manifest, Tally
from newsgen.text import printable
from newsgen.writer import Ours, find_obstacles, promote, tell_obstacles


def compile_entries(
    draught: Draught, leaves: Sequence[Leaf], standing: Mapping[str, Entry]
) -> Mapping[str, Entry]:
    """The entry of every output: of its leaf, else the one that stands."""
    fresh = {leaf.number: leaf for leaf in leaves}
    entries: dict[str, Entry] = {}
    for number, output in enumerate(draught.plan.outputs):
        leaf = fresh.get(number)
        entry = leaf.entry if leaf else standing.get(output.path)
        if entry is not None:
            entries[output.path] = entry
    return entries


def deliver(
    result: Result,
    draught: Draught,
    target: Target,
    ours: Ours,
    leaves: Sequence[Leaf],
    manifest: Manifest,
) -> Result:
    """Move what was staged into place.

    Raises Refusal, before anything is changed, where something is in the way, and OSError.
    """
    outputs = draught.plan.outputs
    staged = [outputs[leaf.number].path for leaf in leaves if leaf.staged]
    obstacles = find_obstacles(target.output, target.stage, manifest.entries, staged, ours)
    if obstacles:
        raise Refusal(
            f"something is in the way in {target.output}: {tell_obstacles(obstacles)}",
            "move it away, or let newsgen write there; what the site needs goes into static/. The"
            " output stays as it was",
        )
    removed, kept = promote(target.output, target.stage, staged, manifest, ours)
    before = ours.manifest.entries
    fresh = {outputs[leaf.number].path: leaf.entry.digest for leaf in leaves}
    changes = Changes(
        added=tuple(sorted(fresh.keys() - before.keys())),
        changed=tuple(sorted(p for p in fresh if p in before and before[p].digest != fresh[p])),
        removed=removed,
    )
    return replace(
        result,
        committed=True,
        removed=len(removed),
        changes=changes,
        diagnostics=ordered((*result.diagnostics, *map(_kept, kept))),
    )


def make_manifest(
    draught: Draught, entries: Mapping[str, Entry], state: str, tally: Tally, base_url: str
) -> Manifest:
    """The manifest of the finished build."""
    return Manifest(
        toolchain=draught.renderer.toolchain,
        templates=draught.renderer.sources(),
        entries=entries,
        state=state if draught.sound else "",
        tally=tally,
        base_url=base_url,
    )


def _kept(path: str) -> Diagnostic:
    reason = "no site may hold it" if fault_of(path) else "somebody changed it"
    return Diagnostic(
        severity=Severity.WARNING,
        code="kept-file",
        message=f"{printable(path)} is no longer part of the site, but {reason}: kept",
        hint="remove it yourself",
    )
