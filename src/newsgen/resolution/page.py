"""From the front matter of a file of ``content/pages/`` to a standing page."""

import posixpath

from newsgen import markdown
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic
from newsgen.frontmatter import PageFields
from newsgen.models import StandingPage
from newsgen.resolution.addresses import check_aliases, choose_slug
from newsgen.resolution.faults import Faults
from newsgen.resolution.wording import choose_style, summarize


def resolve_page(
    fields: PageFields, body: str, path: str, digest: str, config: Config
) -> tuple[StandingPage | None, tuple[Diagnostic, ...]]:
    """The standing page, or None when anything in its front matter is wrong; and all that is."""
    faults = Faults(path)
    stem = posixpath.splitext(posixpath.basename(path))[0]
    style = choose_style(fields.lang, config.lang, config, faults)
    page = StandingPage(
        path=path,
        digest=digest,
        title=markdown.typeset(fields.title, style),
        slug=choose_slug(fields.slug, stem, fields.title, faults),
        lang=style.lang,
        summary=summarize(fields.summary, body, style),
        menu=fields.menu,
        aliases=check_aliases(fields.aliases, faults),
        extra=fields.extra,
        references=markdown.references(body),
        blocks=markdown.block_names(body),
    )
    return faults.settle(page)
