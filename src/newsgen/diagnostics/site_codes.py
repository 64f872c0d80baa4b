"""Codes of problems of the site as a whole: folders, paths, names, templates, settings."""

from collections.abc import Mapping

from newsgen.diagnostics.code import Code, error, warning

SITE_CODES: Mapping[str, Code] = {
    # --- files and folders
    "no-content": error("there is no folder `content/`", "create it, or start with `newsgen init`"),
    "not-a-file": error("something in `content/` is neither a file nor a folder", "remove it"),
    "file-name": error("the name of the file is not UTF-8", "rename the file"),
    "deep-folder": error(
        "folders are nested more than 32 levels deep", "move the files to a higher folder"
    ),
    "broken-symlink": error(
        "a symbolic link leads to nothing, or back to itself",
        "put the real file there, or remove the link",
    ),
    "linked-source": error(
        "a symbolic link would publish the source of a story, or a template",
        "link to a picture instead, or copy the file",
        "Readers could see a draft or a story under embargo that way.",
    ),
    "outside-site": error(
        "a symbolic link leads out of `content/`, `static/` and `templates/`, or to a hidden "
        "file in them; or links to folders lead to more than 20,000 files",
        "copy the file; newsgen follows links within these three folders only",
    ),
    # --- paths and addresses
    "bad-path": error(
        "a page or file would have a path that newsgen does not publish",
        "write the `slug:`, `id:` or section in letters, digits and hyphens, or rename the file",
        "The message says what is wrong with the path: `..`, a name that begins with a dot or "
        "that Windows reserves (`con`, `aux`), a character that Windows does not allow, or a "
        "name of more than 240 bytes.",
    ),
    "same-path": error(
        "two files of the site would have the same path, capital letters and Unicode forms ignored",
        "give one of them another slug, alias or name",
    ),
    "same-url": error(
        "two stories have the same URL, published now or later",
        "give one of them another `slug:`",
    ),
    "same-id": error(
        "two stories have the same id, published now or later",
        "change one of them; an id is given only once",
    ),
    "same-author": error(
        "two author profiles have the same name or slug", "keep one profile for each person"
    ),
    "same-term": warning(
        "two names of tags, authors or series differ, but share one page",
        "write one of them everywhere, or change one so that they differ in letters",
    ),
    "missing-page": warning(
        "`publisher:` in newsgen.yaml names a page that the site does not have",
        "correct the address, or write the page into content/pages/",
        "Search engines would be led to a page that does not exist.",
    ),
    "two-robots": warning(
        "`robots:` in newsgen.yaml has no effect, as there is a file `static/robots.txt`",
        "remove one of the two",
    ),
    "small-logo": warning(
        "the logo has fewer than 112 × 112 pixels",
        "use a larger file",
        "Search engines show no smaller one.",
    ),
    # --- fronts
    "missing-front-story": error(
        "a front names a story that there is not",
        "name its file, relative to the front: `world/2026-11-17-quake.md`",
    ),
    "waiting-front-story": warning(
        "a front names a story that is a draft, held back or expired, so its place is not filled",
        "name another story, or wait; readers never see it early",
    ),
    "repeated-front-story": warning(
        "a front names a story twice; it is shown at the first place", "keep one of the two"
    ),
    "empty-block": warning(
        "no live story has the section, tag or series of a block, so the block is left out",
        "write it as the stories do",
    ),
    "unused-front": warning(
        "a `_front.yaml` lies in a folder that is no section",
        "move it into the folder of its section",
    ),
    "not-a-front": warning(
        "a file in content/ looks like a front, but is not read, because of its name or folder",
        "name it `content/front.yaml`, or `content/world/_front.yaml` for the section `world`",
    ),
    # --- comments
    "private-data": error(
        "a file of comments has a mail address, an IP address or the like of a reader",
        "remove it: newsgen keeps the name, the date and the words of a comment",
        "The sources of a site are copied to many places, and their history keeps what is removed.",
    ),
    "lost-comments": warning(
        "a file of comments belongs to no story, or to one that has another such file",
        "name it as its story: `quake.comments.yaml` beside `quake.md`",
    ),
    # --- templates
    "template-error": error(
        "a template cannot be read, or fails; the message says what was being rendered",
        "[The reference](template-reference.md) lists the values that each template gets",
    ),
    # --- words
    "bad-catalogue": error(
        "a catalogue of words is not a gettext file in UTF-8",
        "open it with an editor for translations, such as Poedit, or correct the line",
    ),
    "unknown-phrase": error(
        "a catalogue of the site translates a phrase that neither the theme nor the site has",
        "write the name (`msgctxt`) as `templates/locales/messages.pot` of the theme does; a "
        "phrase of your own is declared in a file of that name in your own templates/",
    ),
    "bad-phrase": error(
        "a translation has other places for values than the English: `%s`, `%d`, `%(title)s`",
        "write each place once, where the value belongs, and a percent sign as `%%`",
        "A plural form may leave its number out.",
    ),
    "fuzzy-phrase": warning(
        "a translation is marked as fuzzy, so the phrase is shown in English",
        "correct it, and remove `fuzzy` from the line above it",
    ),
    # --- settings of the check
    "unknown-rule": error(
        "the settings under `check:` name a rule that does not exist",
        "the hint suggests a rule; [Checking a site](checking.md#rules) lists all of them",
    ),
    "waiver-over": warning(
        "a waiver is past its last day, so the problem that it covered is reported again",
        "fix the problem, or give the waiver a later `until`",
    ),
    "waiver-unused": warning("a waiver covers nothing", "remove it, or correct its `path`"),
}
