"""The section that a story belongs to."""

from functools import cache

from newsgen.config import Config
from newsgen.nearest import nearest
from newsgen.resolution.faults import Faults
from newsgen.text import slugify


def find_section(written: str | None, path: str, config: Config, faults: Faults) -> str:
    """The slug of the section that the front matter names, by slug or title, or the folder."""
    folders = path.split("/")[1:-1]
    if not written and not folders:
        hint = "add `section:` or move the file into content/<section>/"
        faults.error(("section",), "missing-key", "the story belongs to no section", hint)
        return ""
    name = written or folders[0]
    if name in config.sections:
        return name
    slug = _section_slugs(tuple((s, t.title) for s, t in config.sections.items())).get(
        name.casefold(), slugify(name)
    )
    if not slug:
        faults.error(("section",), "bad-value", f"{name!r} names no section", "use letters")
    elif slug not in config.sections and config.undeclared_sections == "error":
        near = nearest(slug, config.sections)
        known = ", ".join(config.sections) or "none yet"
        hint = f"did you mean {near!r}?" if near else f"newsgen.yaml declares: {known}"
        faults.error(("section",), "unknown-section", f"there is no section {name!r}", hint)
    return slug


@cache
def _section_slugs(sections: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Every way to name a declared section, case-folded, to its slug."""
    titles = {title.casefold(): slug for slug, title in sections if title}
    return titles | {slug.casefold(): slug for slug, _ in sections}
