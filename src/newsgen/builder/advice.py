"""Advice on a story: what a careful editor would improve, although the story builds.

Each piece of advice is a warning with its place in the file of the story.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from newsgen import frontmatter
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.frontmatter import ArticleFields
from newsgen.models import Article, Captions
from newsgen.render.formats import video_player

HEADLINE_LIMIT = 110
"""Characters of a headline that search results and cards can show. Google no longer has this
limit for articles, but it is still what fits."""
DISCOVER_WIDTH = 1200
"""Width in pixels from which Discover shows a picture large
(developers.google.com/search/docs/appearance/google-discover)."""

_TEXTS = ("alt", "caption", "credit")
_VIDEO = re.compile(r"^:::++[ \t]*+video[ \t]++(\S++)", re.MULTILINE)


def advise(article: Article, root: Path) -> tuple[Diagnostic, ...]:
    """All advice on an article of the site in the folder ``root``; none if its file has errors."""
    try:
        content = (root / article.path).read_bytes()
        fields, parts, _ = frontmatter.read(ArticleFields, content, article.path)
    except (OSError, Problems):
        return ()
    if fields is None:
        return ()
    return (
        *_advise_on_words(article, fields),
        *_advise_on_picture(article),
        *_advise_on_videos(article, parts.body, parts.body_line),
    )


def _advise_on_words(article: Article, fields: ArticleFields) -> Iterator[Diagnostic]:
    if len(article.title) > HEADLINE_LIMIT:
        length = len(article.title)
        message = (
            f"the headline has {length} characters; results and cards cut it at {HEADLINE_LIMIT}"
        )
        yield _warn(article, "long-headline", message, "shorten it", "title")
    if not fields.summary:
        message = "there is no summary: lists and search engines show the first paragraph"
        yield _warn(article, "no-summary", message, "write one sentence after `summary:`", "title")


def _advise_on_picture(article: Article) -> Iterator[Diagnostic]:
    image, file = article.image, article.picture
    if image is None:
        return
    found = file.captions if file else Captions()
    taken = [key for key in _TEXTS if getattr(found, key) and not getattr(image, key)]
    if taken:
        message = f"{' and '.join(taken)} of the lead picture are those in its file"
        hint = "read them, and write your own below `image:` where they are not right"
        yield _warn(article, "picture-texts", message, hint, "image")
    if not (image.alt or found.alt):
        message = "the lead picture has no description for readers who cannot see it"
        yield _warn(article, "missing-alt", message, "write under `alt:` what it shows", "image")
    width = file.width if file and file.kind else 0
    if 0 < width < DISCOVER_WIDTH:
        message = f"the lead picture is {width} pixels wide; Discover shows it large from 1,200"
        yield _warn(article, "small-image", message, "use a larger one", "image")


def _advise_on_videos(article: Article, body: str, first_line: int) -> Iterator[Diagnostic]:
    for found in _VIDEO.finditer(body):
        try:
            kind = video_player(found[1]).kind
        except ValueError:
            kind = "link"
        if kind == "link":
            yield Diagnostic(
                code="dead-embed",
                message=f"nothing plays at {found[1]}: readers see a link",
                path=article.path,
                line=first_line + body.count("\n", 0, found.start()),
                column=1,
                hint="name a video of YouTube or Vimeo, or a file that ends in .mp4 or .webm",
            )


def _warn(article: Article, code: str, message: str, hint: str, key: str) -> Diagnostic:
    return Diagnostic(
        code=code,
        message=message,
        path=article.path,
        key=(key,),
        hint=hint,
    )
