"""Resolves a file that arranges a front: its stories become paths from the site root."""

import posixpath

from msgspec.structs import replace

from newsgen.config import Config, folders_in_edition
from newsgen.diagnostics import Diagnostic
from newsgen.frontmatter import FrontFields
from newsgen.models import Front, FrontBlock, FrontStory
from newsgen.sources.resolve_fields import ProblemCollector, localize


def resolve_front(
    fields: FrontFields, path: str, digest: str, config: Config
) -> tuple[Front | None, tuple[Diagnostic, ...]]:
    """The front, with its stories as paths from the site root; and all diagnostics."""
    problems = ProblemCollector(path)
    folder, _, _ = path.rpartition("/")
    front = Front(
        path=path,
        digest=digest,
        section="/".join(folders_in_edition(path, config)),
        lead=_resolve_place(fields.lead, folder, ("lead",), config, problems),
        top=tuple(
            placed
            for number, each in enumerate(fields.top)
            if (placed := _resolve_place(each, folder, ("top", number), config, problems))
        ),
        hidden=tuple(_below(folder, each) for each in fields.hidden),
        blocks=tuple(
            _resolve_block(block, folder, ("blocks", number), problems)
            for number, block in enumerate(fields.blocks)
        ),
        sections=fields.sections,
    )
    return problems.settle(front)


def _resolve_place(
    placed: FrontStory | None,
    folder: str,
    key: tuple[str | int, ...],
    config: Config,
    problems: ProblemCollector,
) -> FrontStory | None:
    if placed is None:
        return None
    until = localize(placed.until, (*key, "until"), config, problems)
    return FrontStory(story=_below(folder, placed.story), until=until)


def _resolve_block(
    block: FrontBlock, folder: str, key: tuple[str | int, ...], problems: ProblemCollector
) -> FrontBlock:
    has_page = bool(block.section or block.tag or block.series)
    if not (has_page or block.stories or block.type or block.recent):
        hint = "add `stories:`, `section:`, `tag:`, `series:`, `type:` or `recent: true`"
        problems.report(key, "bad-value", "this block does not say which stories it shows", hint)
    elif not (has_page or block.title):
        problems.report(key, "bad-value", "this block has no title", "add `title:`")
    if block.number < 0:
        message = f"a block cannot have {block.number} stories"
        problems.report((*key, "number"), "bad-value", message, "write a number from 1")
    return replace(block, stories=tuple(_below(folder, each) for each in block.stories))


def _below(folder: str, reference: str) -> str:
    """The path from the site root of a file that is named from a folder."""
    return posixpath.normpath(posixpath.join(folder, reference))
