"""Codes of problems in the text of a story: links, pictures, footnotes, blocks; and advice."""

from collections.abc import Mapping

from newsgen.diagnostics.code import Code, error, warning

TEXT_CODES: Mapping[str, Code] = {
    # --- links and pictures
    "broken-link": error(
        "a link leads to a file or heading that does not exist",
        "write the path from the folder of the article; `newsgen list` shows the files, and the "
        "hint names the file that you may mean. If the story is not published, remove the link, "
        "publish that story first, or hold this one back as long",
        "A link to a story that exists but is not published is broken too; the message says "
        "whether it is a draft or under embargo. A link to a story that has expired is only "
        "[a warning](#expired-link).",
    ),
    "expired-link": warning(
        "a link leads to a story that has expired",
        "remove the link, or give that story a later `expires`",
        "The page shows the words of the link without the link, and the site can be published.",
    ),
    "unsafe-link": error(
        "links may only be paths, or addresses that begin with `http:`, `https:`, `mailto:` or "
        "`tel:`",
        "write a complete address, or a path",
    ),
    "missing-image": error(
        "there is no such image",
        "put it beside the article; or put it into `static/` and begin its path with `/`",
    ),
    "media-type": error(
        "a story shows or links to a file beside it whose type is not published, such as `.html`, "
        "`.js` or `.zip`, or whose name a web server may take for a program: `photo.php.jpg`",
        "rename the file, put it into static/, or allow the type with "
        "[`media_types`](configuration.md) in newsgen.yaml",
    ),
    "unsafe-svg": error(
        "an SVG drawing beside a story contains more than a drawing: a script, an event such as "
        "`onclick`, a page, a picture or style sheet from another site, or an unusual `<!DOCTYPE>`",
        "export the drawing as plain SVG or as PNG; remove a `<!DOCTYPE …>` that is not the "
        "standard one of SVG. Drawings in static/ may contain anything",
        "Opened at the address of the paper, it could act in the name of the paper. The message "
        "says what was found, and in which line of the drawing.",
    ),
    "missing-alt": warning(
        "an image in a text has no description, or the lead picture has none",
        "describe what it shows: in the brackets `![…]`, or under `alt:`",
    ),
    "broken-picture": error(
        "a picture cannot be shown: its file is cut off, damaged, empty, of another kind than its "
        "name says, or has more than 100 megapixels, or it is HEIC and newsgen[images] is missing",
        "save it again as JPEG, PNG or WebP, at most 5,000 pixels wide; for HEIC also "
        "`pip install 'newsgen[images]'`",
    ),
    "not-a-picture": error(
        "a picture in a text or the lead picture is a file that browsers do not show as one",
        "save it as JPEG, PNG or WebP; show films with `::: video`, and link to documents",
    ),
    "empty-story": warning(
        "a story that is no draft has no text",
        "write the text below the second `---`, or keep the line `draft: true` until it is written",
        "A build only warns. [A check](checking.md) and a publication call it an error, unless the "
        "settings waive it. A story of another site, with `link:`, needs no text.",
    ),
    "leftover-markup": warning(
        "marks of Markdown are shown to readers, as they do nothing where they are",
        "write them as the hint says, or put a backslash before the first one",
    ),
    "lost-cell": warning(
        "a row of a table has more cells than the head of the table: the rest is lost",
        r"add a column to the head, or write `\|` for a bar inside a cell",
    ),
    "broken-table": warning(
        "the row of dashes does not fit the head of the table, or is missing: readers see no table",
        "give the row of dashes as many cells as the row above it",
    ),
    "prose-as-code": warning(
        "a paragraph that begins with a tab or four spaces is shown as code",
        "remove the spaces; for code, write a line of ``` before and after it",
    ),
    "prose-as-list": warning(
        "a line that begins with a number and a full stop, such as a year, is shown as a list",
        "write a backslash before the full stop: `2026\\. The year`",
    ),
    "prose-as-heading": warning(
        "a text above a line of dashes is shown as a heading",
        "put an empty line between them; for a heading, write `## ` before the words",
    ),
    "raw-html": warning(
        "HTML in a text is shown as text",
        "write it in Markdown or as a block",
    ),
    # --- footnotes
    "missing-footnote": error(
        "the text refers to a footnote that does not exist", "add a line `[^1]: The note`"
    ),
    "duplicate-footnote": error("two footnotes have the same label", "give each its own label"),
    "nested-footnote": error(
        "a footnote begins inside another footnote", "move it to lines of its own"
    ),
    "unused-footnote": warning(
        "nothing refers to a footnote, so it is left out", "refer to it, or remove it"
    ),
    # --- blocks
    "unknown-block": error(
        "there is no block with this name",
        "the hint lists the blocks; a site adds its own in `templates/blocks/`",
    ),
    "unknown-embed": error(
        "the address of a block `::: embed` leads to nothing that a page can show",
        "the hint lists the services; write a link in place of the block",
    ),
    "embed-not-allowed": warning(
        "a text shows something of a service that `embeds:` in newsgen.yaml does not list",
        "add the service to `embeds:`, or write a link",
        "Readers see a link to the page of that service in place of its player.",
    ),
    "unclosed-block": error(
        "a `:::` block is never closed", "add a line `:::` at the end of the block"
    ),
    "unopened-block": error(
        "a line `:::` closes a block that was never opened", "remove it, or name the block"
    ),
    "bad-update": error(
        "an update has no time, a wrong one or that of another update, stands inside a list or "
        "block, or its story is not live",
        "begin it with its time, `::: update 14:05 Title`, and with its day after midnight: "
        "`::: update 2026-11-29 00:10 Title`; add `type: live` to the front matter",
        "The address of an update is made from its time, so no two updates of a story have the "
        "same; seconds tell them apart: `14:05:30`.",
    ),
    "unsafe-html": warning(
        "an element, attribute or address in raw HTML could run or load something: it is left out",
        "write it in Markdown or as a block, or remove it",
    ),
    "unclosed-element": warning(
        "an element in raw HTML has no end tag, or an end tag has no element",
        "write both; newsgen closes the element with the text",
    ),
    "unclosed-comment": error(
        "an HTML comment has no end", "write `-->` where it ends, or remove `<!--`"
    ),
    "too-deep": error(
        "lists, quotes or blocks are nested more than 50 levels deep",
        "look for stray `>` or spaces",
    ),
    "too-slow": error(
        "a text takes far longer to read than ordinary text of its length",
        "remove the marks; or put a program or a table of data between two lines of three "
        "backticks",
        "newsgen stops reading, so that one file cannot stop the site or the preview. The cause "
        "is usually thousands of marks that may begin something and never end it: `[`, `![`, "
        "`[^`, `*`, `<` and quotation marks. The message shows the line where reading stopped; "
        "the cause is there or above it. Each text may take one second of processor time, and "
        "3.5 seconds more for each million characters; text with many links needs a third of "
        "that at most.",
    ),
    # --- advice
    "long-headline": warning(
        "a headline has more than 110 characters, so search results and cards cut it off",
        "shorten it; details can go into the summary",
    ),
    "no-summary": warning(
        "a story has no summary, so lists, feeds and search engines show its first paragraph",
        "write one or two sentences after `summary:`",
    ),
    "small-image": warning(
        "the lead picture is less than 1,200 pixels wide, so Google Discover shows it small",
        "use a larger one",
    ),
    "picture-texts": warning(
        "front matter has no caption, credit or description of the lead picture: the page shows "
        "those that an agency wrote into its file",
        "read them, and write your own below `image:` where they are not right",
    ),
    "new-name": warning(
        "an author or a tag that only this story has differs by one letter from a known one",
        "correct it; if it is a new name, leave it: once a second story has it, nobody asks again",
    ),
    "dead-embed": warning(
        "a `::: video` block names an address that no player can show",
        "use a video of YouTube or Vimeo, or a file whose name ends in `.mp4` or `.webm`",
    ),
}
