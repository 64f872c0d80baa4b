"""What a writer may not change in the text of a story: whether and where readers see it."""

from newsgen.diagnostics import Problems
from newsgen.frontmatter import ArticleFields, read

_PUBLIC = ("draft", "date", "embargo", "expires", "slug", "section", "sections", "aliases")
"""The keys that say from when to when a story is on the site, and at which address."""


def writer_refusal(path: str, before: str, after: str) -> str:
    """Why a writer may not replace the text of a story by this one; empty if they may.

    A draft stays one. A story that was released keeps its times and its address, and also its front
    matter readable: otherwise two saves could do what one may not.
    """
    old, new = _fields(path, before), _fields(path, after)
    if old is None or old.draft:
        is_kept = new is None or new.draft
        return "" if is_kept else "only an editor releases a story: leave `draft: true` in it"
    if new is None:
        return "the front matter of a released story has a mistake: correct it first"
    changed = [key for key in _PUBLIC if getattr(old, key) != getattr(new, key)]
    keys = " and ".join(f"`{key}`" for key in changed)
    return f"only an editor changes {keys} of a released story" if changed else ""


def _fields(path: str, text: str) -> ArticleFields | None:
    """The front matter of the text; None if it has mistakes."""
    try:
        return read(ArticleFields, text.encode(errors="replace"), path)[0]
    except Problems:
        return None
