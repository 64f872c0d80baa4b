"""Moves rendered outputs into the output folder, and makes the manifest of the build."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from newsgen.builder.planning import SitePlan
from newsgen.builder.render import OutputTarget, RenderedOutput
from newsgen.builder.result import Changes, Result
from newsgen.diagnostics import Diagnostic, Refusal, ordered
from newsgen.incremental.manifest import Entry, Manifest, Tally
from newsgen.paths import fault_of
from newsgen.text import printable
from newsgen.writer import OutputState, describe_obstacles, find_obstacles, promote


def commit_output(
    result: Result,
    site_plan: SitePlan,
    target: OutputTarget,
    previous: OutputState,
    items: Sequence[RenderedOutput],
    manifest: Manifest,
) -> Result:
    """Move the staged files into place, and remove files that are no longer planned.

    Raises Refusal, before anything changes, when a file of somebody else is in the way, and
    OSError when the disk does not take a file.
    """
    outputs = site_plan.plan.outputs
    staged = [outputs[item.number].path for item in items if item.staged]
    obstacles = find_obstacles(target.output, target.stage, manifest.entries, staged, previous)
    if obstacles:
        raise Refusal(
            f"something is in the way in {target.output}: {describe_obstacles(obstacles)}",
            "move it away, or let newsgen write there; what the site needs goes into static/. The"
            " output stays as it was",
        )
    removed, kept = promote(target.output, target.stage, staged, manifest, previous)
    before = previous.manifest.entries
    fresh = {outputs[item.number].path: item.entry.digest for item in items}
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
        diagnostics=ordered((*result.diagnostics, *map(_kept_file, kept))),
    )


def merge_entries(
    site_plan: SitePlan, items: Sequence[RenderedOutput], trusted: Mapping[str, Entry]
) -> Mapping[str, Entry]:
    """The manifest entry of every output: the new one, or that of the last build."""
    new = {item.number: item.entry for item in items}
    entries: dict[str, Entry] = {}
    for number, output in enumerate(site_plan.plan.outputs):
        entry = new.get(number) or trusted.get(output.path)
        if entry is not None:
            entries[output.path] = entry
    return entries


def make_manifest(
    site_plan: SitePlan, entries: Mapping[str, Entry], inputs: str, tally: Tally, base_url: str
) -> Manifest:
    """The manifest of the finished build."""
    return Manifest(
        toolchain=site_plan.toolchain,
        templates=site_plan.renderer.sources(),
        entries=entries,
        state=inputs if site_plan.is_sound else "",
        tally=tally,
        base_url=base_url,
    )


def _kept_file(path: str) -> Diagnostic:
    reason = "its path is not valid" if fault_of(path) else "somebody changed it"
    return Diagnostic(
        code="kept-file",
        message=f"{printable(path)} is no longer part of the site, but {reason}: kept",
        hint="remove it yourself",
    )
