"""From the front matter of a file of ``content/authors/`` to the profile of an author."""

import posixpath

from newsgen import markdown
from newsgen.diagnostics import Diagnostic
from newsgen.frontmatter import AuthorFields
from newsgen.models import AuthorProfile
from newsgen.resolution.addresses import choose_slug
from newsgen.resolution.faults import Faults


def resolve_author(
    fields: AuthorFields, body: str, path: str, digest: str
) -> tuple[AuthorProfile | None, tuple[Diagnostic, ...]]:
    """The author's profile, or None when anything in it is wrong; and all that is.

    Raises TooSlowError where the words about the author take longer than they may: templates set
    them on many pages.
    """
    markdown.try_out(body, markdown.Style())
    faults = Faults(path)
    stem = posixpath.splitext(posixpath.basename(path))[0]
    for label, address in fields.links.items():
        if not address.startswith(("https://", "http://", "mailto:")):
            message = f"{label}: {address!r} is not a web address"
            faults.error(("links", label), "bad-address", message, "begin it with https://")
    author = AuthorProfile(
        path=path,
        digest=digest,
        name=fields.name,
        slug=choose_slug(fields.slug, stem, fields.name, faults),
        role=fields.role or "",
        email=fields.email or "",
        image=fields.image,
        links=fields.links,
        bio=body.strip(),
    )
    return faults.settle(author)
