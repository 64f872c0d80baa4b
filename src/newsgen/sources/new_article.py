"""How a story begins: the file of a new article, with its keys explained."""

import errno
import json
import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from newsgen.config import Config, is_language
from newsgen.diagnostics import Problems
from newsgen.files.names import CONTENT
from newsgen.frontmatter import ArticleFields
from newsgen.models import Model
from newsgen.schema import json_schema
from newsgen.suggestions import suggest
from newsgen.text import find_unsafe_character, slugify, truncate

OFFERED = ("kicker", "dateline", "summary", "tags", "image", "series", "embargo", "expires")
"""The keys that a new article holds without a value, each with a comment that explains it."""

PROMPT = "Write the story here."
"""What a new article holds in place of its text."""
_COMMENT = 72


class ArticleDraft(Model, frozen=True):
    """What is known of a story before it is written."""

    headline: str
    section: str
    """Slug of the section."""
    authors: tuple[str, ...] = ()
    lang: str = ""
    """A language tag, if it is not that of the site."""


def begin_story(root: Path, config: Config, idea: ArticleDraft, now: datetime) -> Path:
    """The file of the new article, a draft of that moment.

    Raises Problems when the idea does not fit the site or the file is there already, and OSError.
    """
    _check_section(idea.section, config)
    if idea.lang and not is_language(idea.lang):
        hint = "give a tag such as en, ur or pt-BR"
        raise Problems.of("bad-value", f"`{idea.lang}` is not a language", hint=hint)
    local = now.astimezone(ZoneInfo(config.timezone))
    text = _front_matter(idea, local)
    name = f"{local:%Y-%m-%d}-{_file_slug(idea.headline)}.md"
    content = root / CONTENT
    path = content / idea.section / name
    if not Path(os.path.realpath(path.parent)).is_relative_to(os.path.realpath(content)):
        raise PermissionError(errno.EPERM, "a link leads out of the folder of stories")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        lay_down(path, text.encode())
    except FileExistsError:
        hint = "give the article another headline"
        raise Problems.of("same-path", f"{path} is there already", hint=hint) from None
    return path


def lay_down(place: Path, content: bytes) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises FileExistsError where something is there, if only a link, and OSError.
    """
    with place.open("xb") as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            place.unlink(missing_ok=True)
            raise


def _front_matter(idea: ArticleDraft, local: datetime) -> str:
    """A draft with what is known filled in and the rest left open, each with its explanation."""
    shapes = json_schema(ArticleFields)["properties"]
    known = {
        "title": _quoted(" ".join(idea.headline.split())),
        "section": idea.section,
        "date": local.isoformat(timespec="minutes"),
        "authors": f"[{', '.join(map(_quoted, idea.authors))}]" if idea.authors else "",
        "lang": idea.lang,
    }
    lines = [f"{key}: {text}" for key, text in known.items() if text]
    lines.append("draft: true  # take this line out to publish")
    left_open = [key for key in (*known, *OFFERED) if not known.get(key) and key != "lang"]
    size = max(map(len, left_open)) + 1
    lines += [f"{key + ':':{size}}  # {_explained(shapes[key])}" for key in left_open]
    return "\n".join(["---", *lines, "---", "", PROMPT, ""])


def _explained(shape: dict[str, str]) -> str:
    """The first sentence of what the schema says about a key."""
    sentence = shape.get("description", "").partition(". ")[0]
    return truncate(sentence, _COMMENT).removesuffix(".")


def _check_section(section: str, config: Config) -> None:
    allowed = config.undeclared_sections == "allow" and section == slugify(section) != ""
    if section not in config.sections and not allowed:
        known = ", ".join(config.sections) or "none"
        hint = suggest(section, config.sections) or f"the sections of this site: {known}"
        raise Problems.of("unknown-section", f"there is no section `{section}`", hint=hint)


def _file_slug(headline: str) -> str:
    slug = slugify(headline)
    if not slug:
        message = "the headline holds no letter and no digit"
        raise Problems.of("no-slug", message, hint="give it in quotation marks")
    return slug


def _quoted(text: str) -> str:
    """The text as YAML reads it back whatever it holds; a JSON string is one in YAML too."""
    if find_unsafe_character(text) >= 0:
        message = f"`{text}` holds a control character"
        raise Problems.of("control-character", message, hint="type it again")
    return json.dumps(text, ensure_ascii=False)
