"""Writes the old addresses of stories that moved into their front matter, as an editor would.

Only so can an address be kept: what a site has depends on its sources alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import reduce
from pathlib import Path

from newsgen.builder.addresses import Moved
from newsgen.builder.planning import SitePlan
from newsgen.diagnostics import Problems
from newsgen.files.atomic_replace import replace_file
from newsgen.files.line_ends import restore_format
from newsgen.files.walker import read_source
from newsgen.frontmatter import MAX_BYTES, add_element, decode, edit_front_matter
from newsgen.urls import alias_of, base_path, fold_path


def keep_addresses(site_plan: SitePlan, moved: Iterable[Moved]) -> int:
    """Write each address below ``aliases`` of its story; return how many were written.

    Left alone are addresses that another output needs, those of a former permalink and of sections,
    for which settings exist, and stories whose file cannot be changed. These are told.
    """
    base = base_path(site_plan.site.config)
    written = 0
    for path, paths in _free_paths(site_plan, moved).items():
        aliases = [alias_of(each, base) for each in paths]
        if _write(site_plan.root, path, aliases):
            written += len(aliases)
    return written


def _free_paths(site_plan: SitePlan, moved: Iterable[Moved]) -> Mapping[str, list[str]]:
    """The addresses that can be redirected, by the source of their story."""
    taken = {fold_path(output.path) for output in site_plan.plan.outputs}
    folders = {folder for place in taken for folder in _folders_of(place)}
    free: dict[str, list[str]] = defaultdict(list)
    for each in moved:
        place = fold_path(each.path)
        above = {*_folders_of(place)}
        if not each.owner.story or each.pattern or place in taken or place in folders:
            continue
        if taken.isdisjoint(above):
            taken.add(place)
            folders |= above
            free[each.owner.path].append(each.path)
    return free


def _folders_of(place: str) -> Iterable[str]:
    folder = place.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _write(root: Path, path: str, aliases: list[str]) -> bool:
    """Add the aliases to a story; False if its file cannot be changed, or somebody saves it now."""
    try:
        content = read_source(root, path, MAX_BYTES)
        return replace_file(root / path, content, add_aliases(content, path, aliases))
    except (OSError, Problems):
        return False


def add_aliases(content: bytes, path: str, aliases: Iterable[str]) -> bytes:
    """The file of a story with more aliases. Raises Problems if that cannot be done safely."""

    def change(yaml: str) -> str:
        return reduce(lambda now, alias: add_element(now, "aliases", alias), aliases, yaml)

    text = edit_front_matter(decode(content, path), path, change)
    return restore_format(text, content.decode()).encode()
