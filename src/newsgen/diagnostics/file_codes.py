"""Codes of problems in a source file and its front matter, before its text is read."""

from collections.abc import Mapping

from newsgen.diagnostics.code import Code, error, warning

FILE_CODES: Mapping[str, Code] = {
    # --- the file
    "encoding": error("the file is not UTF-8", "save it as UTF-8"),
    "unreadable": error("the file or folder cannot be read", "check its permissions"),
    "changed-meanwhile": error("the file changed during the build", "build again"),
    "too-large": error(
        "a text or newsgen.yaml is larger than 2 MiB, a template larger than 1 MB, or a file to "
        "copy larger than 500 MB",
        "articles are text; put pictures beside them. Publish long films with a video host",
        "newsgen did not read the file.",
    ),
    "control-character": error(
        "the file contains a control character that pages and feeds must not have, such as NUL",
        "remove it at the place shown; it often comes from text copied out of another program",
    ),
    "copied-file": warning(
        "a file looks like a copy that a program laid beside the original: it is left out",
        "delete the copy, or rename it if it is a story of its own",
    ),
    "not-a-story": warning(
        "a file in content/ looks like a story, but its name does not end in `.md`",
        "rename it as the hint says",
    ),
    "hidden-file": warning(
        "a file in static/ is left out, as its name begins with a dot",
        "rename it if readers should get it, else delete it",
    ),
    "section-file": error(
        "a file is named like the page of a section in other systems",
        "sections are declared in newsgen.yaml; delete the file",
    ),
    # --- the front matter as YAML
    "no-front-matter": error(
        "the file does not begin with a line of `---`",
        "begin with front matter; the hint shows the shortest that will do",
    ),
    "unclosed-front-matter": error(
        "the front matter has no second line of `---`", "add it above the text"
    ),
    "foreign-front-matter": error(
        "the front matter is TOML, JSON or code", "write YAML between two lines of `---`"
    ),
    "not-a-mapping": error(
        "the front matter is not made of `key: value` lines",
        "write a key, a colon, a space and the value",
    ),
    "yaml-syntax": error(
        "the YAML cannot be read at the place shown",
        "most often a value contains `: ` or begins with a sign: put the value in quotes",
    ),
    "yaml-forbidden": error(
        "the YAML uses a feature that front matter does not need: anchors, aliases, tags, merge "
        "keys, or several documents",
        "put the value in quotes if you mean it as text",
    ),
    "yaml-limit": error(
        "the front matter is too long, nested too deeply, or has too many values",
        "keep to 64 KB, 8 levels, and 2,000 keys and values",
    ),
    "duplicate-key": error("the front matter has a key twice", "keep one of the two"),
    "bidi-control": error(
        "the value contains invisible characters that change the direction of writing, so that "
        "it may look like a different text",
        "remove them; right-to-left text does not need them",
    ),
    # --- keys and values
    "unknown-key": error(
        "newsgen does not know this key",
        "the hint names the key that you may mean; put your own keys below `extra:`",
    ),
    "missing-key": error(
        "a required key is missing or empty", "add it; the message says which one"
    ),
    "wrong-type": error(
        "the value has the wrong type for its key, such as a list in place of text",
        "the message says what the key expects",
    ),
    "bad-value": error(
        "the key does not allow this value", "the hint lists or suggests allowed values"
    ),
    "bad-date": error(
        "a date cannot be read, does not exist in the calendar, or falls into the hour that is "
        "skipped when the clocks go forward",
        "write `2026-11-23`, `2026-11-23 10:00` or `2026-11-23T10:00:00+05:00`",
    ),
    "bad-slug": error(
        "the slug cannot be part of a URL as it is written",
        "use letters, digits and hyphens; the hint suggests a slug",
    ),
    "no-slug": error(
        "no URL can be made from the file name or the title", "add `slug:` to the front matter"
    ),
    "bad-alias": error(
        "an alias is not a plain path of this site",
        "write the path as it was in the address bar: `/2019/quake/`",
    ),
    "bad-related": error(
        "`related` names a file that does not exist, or the story itself",
        "name another article file, starting from the folder of this one: "
        "`../world/2026-01-05-quake.md`",
    ),
    "bad-translation": error(
        "`translations` names a file that does not exist, the story itself, or a second story in "
        "one language",
        "name the file of the same story in another language, starting from the folder of this "
        "one: `../ur/world/2026-01-05-quake.md`",
    ),
    "bad-address": error(
        "a link in an author’s profile, or the address of an image, is not a web address",
        "begin it with `https://`",
    ),
    "unknown-edition": error(
        "newsgen.yaml declares no edition with this name",
        "declare it under `editions:`, or write a known one",
    ),
    "unknown-section": error(
        "newsgen.yaml does not declare this section",
        "declare it, correct its name, or set `undeclared_sections: allow`",
    ),
    "never-live": error(
        "the story expires before it is published",
        "check `expires` against `date` and `embargo`",
    ),
    "updated-before-date": warning(
        "the story was updated before it was published", "check `updated` against `date`"
    ),
    "future-update": warning(
        "`updated` or the date of a correction is in the future",
        "correct the date, or hold the story back with `embargo`",
    ),
    "repeated-hour": warning(
        "an embargo or an expiry is in the hour that comes twice when the clocks go back",
        "write the offset from UTC, as in the hint",
    ),
    "comma-list": error(
        "names or words are separated by commas, without brackets: they would count as one",
        "put brackets around them, as in the hint",
    ),
    "cut-value": warning(
        "YAML reads the rest of the line, from ` #` on, as a comment",
        "put the value in quotes, or remove the comment",
    ),
}
