"""Resolves ``translations:``: the files that hold the same story in other languages."""

import posixpath
from collections.abc import Sequence

from newsgen.files.names import CONTENT
from newsgen.sources.resolve_fields import ProblemCollector


def resolve_translations(
    written: Sequence[str], path: str, problems: ProblemCollector
) -> tuple[str, ...]:
    """The paths of the translations, relative to the site root.

    A file is named from the folder of the story, or from the site root: ``content/ur/…``.
    """
    found: list[str] = []
    for number, reference in enumerate(written):
        folder = "" if reference.startswith(f"{CONTENT}/") else posixpath.dirname(path)
        target = posixpath.normpath(posixpath.join(folder, reference))
        if not target.startswith(f"{CONTENT}/") or target == path:
            hint = "name the file of the translation, such as ../ur/world/2026-01-05-quake.md"
            message = f"{reference!r} is not another article of this site"
            problems.report(("translations", number), "bad-translation", message, hint)
        elif target in found:
            message = f"{reference!r} is given twice"
            problems.report(("translations", number), "bad-value", message, "keep one of the two")
        else:
            found.append(target)
    return tuple(found)
