"""Codes of problems with the output folder, the cache and publishing."""

from collections.abc import Mapping

from newsgen.diagnostics.code import Code, error, warning

OUTPUT_CODES: Mapping[str, Code] = {
    "kept-file": warning(
        "a file in the output folder is no longer part of the site, but somebody changed it, so "
        "newsgen did not remove it",
        "remove it yourself if nobody needs it",
    ),
    "moved-address": warning(
        "readers could open a story, a standing page or a section at an address where they find "
        "nothing now, or something else, although it is still on the site",
        "write the old address under its `aliases:`, as the hint says; for a changed `permalink` "
        "add the former one to `former_permalinks`",
        "The build says so again until the address leads there, the story is deleted, or a waiver "
        "accepts it. `moved_stories: redirect` lets builds write the aliases of stories.",
    ),
    "no-record": warning(
        "newsgen could not write into its cache folder",
        "free some space, check the permissions of the folder, or choose another with `--cache`",
        "The site is built all the same; the next build takes longer.",
    ),
    "not-as-clean": error(
        "`newsgen build --verify` found a file that differs from a clean build (exit status 3)",
        "run `newsgen build --clean`, which corrects it, and please report how it happened",
        "Either somebody changed the file in the output folder, or newsgen has a bug.",
    ),
    "example-address": warning(
        "the site was published for an example address such as `https://news.example/`, which no "
        "reader can open",
        "set `base_url` in newsgen.yaml to the address of your paper",
        "Links in feeds, sitemaps and previews lead nowhere.",
    ),
    "forgotten-files": warning(
        "the list of published files at a target contains paths that newsgen does not publish, "
        "such as `../index.html` or `.git/config`",
        "look whether these files exist at the target and, if nobody needs them, remove them by "
        "hand",
        "An older newsgen may have put them there for an unusual alias, or somebody changed the "
        "list. newsgen leaves these files alone and drops them from the list.",
    ),
    "not-announced": warning(
        "IndexNow, the WebSub hub or the purge list could not be notified of the changes",
        "check `announce:` of the target and whether the address answers; the notice is not "
        "sent again later",
        "The site is published all the same.",
    ),
    "newsgen": error(
        "a command stopped for a reason that is not in the files of the site",
        "the message says why, and often what to do",
        "This is the title that GitHub shows in the summary of a run.",
    ),
}
