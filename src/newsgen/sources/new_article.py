"""Creates the file of a new article, with a comment that explains each key."""

import errno
import json
import os
import secrets
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from newsgen.config import Config, edition_configs, edition_folder, is_language
from newsgen.diagnostics import Problems
from newsgen.files.names import CONTENT
from newsgen.frontmatter import ArticleFields
from newsgen.models import Model
from newsgen.schema import json_schema
from newsgen.suggestions import suggest
from newsgen.text import find_unsafe_character, slugify, truncate

OFFERED_KEYS = (
    "date",
    "kicker",
    "dateline",
    "summary",
    "tags",
    "image",
    "series",
    "embargo",
    "expires",
)
"""The keys that a new article has without a value, each with a comment that explains it."""

PLACEHOLDER = "Write the story here."
"""The body of a new article."""
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""Errors of disks on which a file has one name only."""
_COMMENT_LENGTH = 72
"""In characters."""


class ArticleDraft(Model, frozen=True):
    """The details of an article that are known before it is written."""

    headline: str
    section: str
    """Slug of the section."""
    authors: tuple[str, ...] = ()
    summary: str = ""
    tags: tuple[str, ...] = ()
    lang: str = ""
    """A language tag; empty for the language of the site."""
    edition: str = ""
    """Name of the edition; empty for the main one."""


def create_article(root: Path, config: Config, draft: ArticleDraft, now: datetime) -> Path:
    """Create the file of a new article, a draft begun ``now``, and return its path.

    It has no date until it is released. Raises Problems if the draft does not fit the site or the
    file exists already, and OSError.
    """
    _check_edition(draft.edition, config)
    _check_section(draft.section, edition_configs(config)[draft.edition])
    if draft.lang and not is_language(draft.lang):
        hint = "give a tag such as en, ur or pt-BR"
        raise Problems.of("bad-value", f"`{draft.lang}` is not a language", hint=hint)
    local = now.astimezone(ZoneInfo(config.timezone))
    text = _front_matter(draft)
    name = f"{local:%Y-%m-%d}-{_file_slug(draft.headline)}.md"
    content = root / CONTENT
    path = root / edition_folder(draft.edition) / draft.section / name
    if not Path(os.path.realpath(path.parent)).is_relative_to(os.path.realpath(content)):
        raise PermissionError(errno.EPERM, "a link leads out of the folder of stories")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_new_file(path, text.encode())
    except FileExistsError:
        hint = "give the article another headline"
        raise Problems.of("same-path", f"{path} is there already", hint=hint) from None
    return path


def write_new_file(path: Path, content: bytes) -> None:
    """Write a file that does not exist yet; the path gets all of it in one step, or nothing.

    Raises FileExistsError if the path exists, even as a broken link, and OSError.
    """
    draft = path.with_name(f".newsgen-{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _give_name(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _give_name(draft: Path, path: Path) -> None:
    """Let the file have the path, unless something is there. Raises FileExistsError and OSError."""
    try:
        os.link(draft, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        path.open("xb").close()  # reserved: who looks sees an empty file for a moment
        draft.replace(path)


def _front_matter(draft: ArticleDraft) -> str:
    """The text of the new file: known keys with values, the others empty with an explanation."""
    schemas = json_schema(ArticleFields)["properties"]
    known = {
        "title": _quoted(" ".join(draft.headline.split())),
        "section": draft.section,
        "authors": _quoted_list(draft.authors),
        "summary": _quoted(" ".join(draft.summary.split())) if draft.summary.strip() else "",
        "tags": _quoted_list(draft.tags),
        "lang": draft.lang,
    }
    lines = [f"{key}: {text}" for key, text in known.items() if text]
    lines.append("draft: true  # Release in the desk takes this line out and sets the date")
    offered = dict.fromkeys(("authors", *OFFERED_KEYS))
    empty = [key for key in offered if not known.get(key)]
    width = max(map(len, empty)) + 1
    lines += [f"{key + ':':{width}}  # {_comment(schemas[key])}" for key in empty]
    return "\n".join(["---", *lines, "---", "", PLACEHOLDER, ""])


def _quoted_list(words: tuple[str, ...]) -> str:
    """The words as a list in YAML; empty if there are none."""
    return f"[{', '.join(map(_quoted, words))}]" if words else ""


def _comment(schema: dict[str, str]) -> str:
    """The first sentence of the description of a key in the schema."""
    sentence = schema.get("description", "").partition(". ")[0]
    return truncate(sentence, _COMMENT_LENGTH).removesuffix(".")


def _check_edition(edition: str, config: Config) -> None:
    if edition and edition not in config.editions:
        known = ", ".join(config.editions) or "none"
        hint = suggest(edition, config.editions) or f"the editions of this site: {known}"
        raise Problems.of("unknown-edition", f"there is no edition `{edition}`", hint=hint)


def _check_section(section: str, config: Config) -> None:
    allowed = config.undeclared_sections == "allow" and section == slugify(section) != ""
    if section not in config.sections and not allowed:
        known = ", ".join(config.sections) or "none"
        hint = suggest(section, config.sections) or f"the sections of this site: {known}"
        raise Problems.of("unknown-section", f"there is no section `{section}`", hint=hint)


def _file_slug(headline: str) -> str:
    slug = slugify(headline)
    if not slug:
        message = "the headline has no letter and no digit"
        raise Problems.of("no-slug", message, hint="give it in quotation marks")
    return slug


def _quoted(text: str) -> str:
    """The text as a quoted YAML string; every JSON string is also a YAML string."""
    if find_unsafe_character(text) >= 0:
        message = f"`{text}` contains a control character"
        raise Problems.of("control-character", message, hint="type it again")
    return json.dumps(text, ensure_ascii=False)
