"""``newsgen new``: the file of a new article."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from newsgen.cli.options import CONFIG, Misuse, now_option, site_option
from newsgen.cli.schemas import schema_of
from newsgen.cli.terminal import columns, visible
from newsgen.config import Config, is_language, read_config
from newsgen.diagnostics import Problems
from newsgen.schema import suggest
from newsgen.text import find_unsafe_character, slugify, truncate

OFFERED = ("kicker", "dateline", "summary", "tags", "image", "series", "embargo", "expires")
"""The keys that a new article holds without a value, each with a comment that explains it."""

_COMMENT = 72


@click.command("new")
@click.argument("headline")
@click.option("--section", required=True, metavar="SLUG", help="Section of the story.")
@click.option("--author", "authors", multiple=True, metavar="NAME", help="Again for each author.")
@click.option("--lang", default=None, metavar="TAG", help="Language, if not that of the site.")
@click.option("--edit", is_flag=True, default=False, help="Open it in $VISUAL or $EDITOR.")
@site_option()
@now_option()
def new_command(
    *,
    headline: str,
    section: str,
    authors: tuple[str, ...],
    lang: str | None,
    edit: bool,
    root: str,
    now: datetime,
) -> int:
    """Start a new article: a draft with its date, section and headline filled in."""
    config = _read_config(root)
    _require_section(section, config)
    local = now.astimezone(ZoneInfo(config.timezone))
    fields = {
        "title": _quoted(" ".join(headline.split())),
        "section": section,
        "date": local.isoformat(timespec="minutes"),
        "authors": f"[{', '.join(map(_quoted, authors))}]" if authors else "",
        "lang": _language(lang) if lang else "",
    }
    path = Path(root, "content", section, f"{local:%Y-%m-%d}-{_file_slug(headline)}.md")
    _write_new(path, front_matter(fields))
    _tell(path, root)
    if edit:
        click.edit(filename=str(path))
    return 0


def front_matter(fields: dict[str, str]) -> str:
    """A draft with the given keys filled in and others left open, each with its explanation."""
    shapes = schema_of("article")["properties"]
    given = {key: text for key, text in fields.items() if text}
    lines = [f"{key}: {text}" for key, text in given.items()]
    left_open = [key for key in (*fields, *OFFERED) if key not in given and key != "lang"]
    rows = [(f"{key}:", f"# {_explained(shapes[key])}") for key in left_open]
    lines += ["draft: true  # take this line out to publish", columns(rows)]
    return "\n".join(["---", *lines, "---", "", "Write the story here.", ""])


def _explained(shape: dict[str, str]) -> str:
    """The first sentence of what the schema says about a key."""
    sentence = shape.get("description", "").partition(". ")[0]
    return truncate(sentence, _COMMENT).removesuffix(".")


def _read_config(root: str) -> Config:
    """The settings of the site. Raises Problems when they hold mistakes."""
    config, diagnostics = read_config(Path(root, CONFIG).read_bytes(), CONFIG)
    if config is None:
        raise Problems(*diagnostics)
    return config


def _require_section(section: str, config: Config) -> None:
    allowed = config.undeclared_sections == "allow" and section == slugify(section) != ""
    if section not in config.sections and not allowed:
        known = ", ".join(config.sections) or "none"
        hint = suggest(section, config.sections) or f"the sections of this site: {known}"
        raise Misuse(f"there is no section `{section}`", hint)


def _file_slug(headline: str) -> str:
    slug = slugify(headline)
    if not slug:
        raise Misuse("the headline holds no letter and no digit", "give it in quotation marks")
    return slug


def _quoted(text: str) -> str:
    """The text as YAML reads it back whatever it holds; a JSON string is one in YAML too."""
    if find_unsafe_character(text) >= 0:
        raise Misuse(f"`{text}` holds a control character", "type it again")
    return json.dumps(text, ensure_ascii=False)


def _language(tag: str) -> str:
    if not is_language(tag):
        raise Misuse(f"`{tag}` is not a language", "give a tag such as en, ur or pt-BR")
    return tag


def _write_new(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise Misuse(f"{path} is there already", "give the article another headline") from None


def _tell(path: Path, root: str) -> None:
    """The path alone on standard output, for scripts; the rest beside it."""
    here = Path.cwd()
    click.echo(visible(str(path.relative_to(here) if path.is_relative_to(here) else path)))
    option = "" if Path(root) == here or Path(root) in here.parents else f" --site {visible(root)}"
    click.echo(f"It is a draft; to see it: newsgen build --drafts{option}", err=True)
