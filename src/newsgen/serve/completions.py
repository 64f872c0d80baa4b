"""What the text area of the desk completes: keys and values, blocks, stories and files."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsgen.config import Config
from newsgen.files.media_types import is_picture
from newsgen.files.names import CONFIG
from newsgen.frontmatter import (
    ArticleFields,
    AuthorFields,
    CommentsFields,
    FrontFields,
    PageFields,
)
from newsgen.models import Model, SourceKind
from newsgen.schema import json_schema
from newsgen.serve import edit
from newsgen.serve.page_status import LABELS, edition_with
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot
from newsgen.serve.stories import Stories, StoryFilter
from newsgen.site.catalogue import Site
from newsgen.site.moments import status_at

MAX_OFFERED = 20
"""Stories or files in one answer."""
_MAX_NAMES = 500
"""Sections, authors and tags that are offered at most, the most frequent first."""
_FIELDS: Mapping[SourceKind, type[Model]] = {
    "article": ArticleFields,
    "page": PageFields,
    "author": AuthorFields,
    "front": FrontFields,
    "comments": CommentsFields,
}
_BLOCKS = re.compile(r"blocks/([a-z0-9_-]++)\.html")
_COMMENT = re.compile(r"\s*+\{#\s*+([^#]*+)#\}")
_SENTENCE = re.compile(r"[^.:;]++")
_TITLES = {"audio": "", "embed": "", "figure": "wide", "update": "", "video": ""}
"""The words after the name of a block; empty if the editor writes them: an address or a time."""
_BUILT_IN = {"embed": "A film, a post or a map of another service"}
"""Blocks that have no template of their own, with their meanings."""

Option = Mapping[str, str]
"""``value`` is written, ``title`` says what it means. The cursor goes to the ``place`` in a block:
``title`` or ``text``."""


def routes() -> list[Route]:
    """The request for stories and files."""
    return [Route("/complete", _complete)]


def completions_of(path: str, stories: Stories) -> dict[str, Any]:
    """The keys of the source as JSON Schema, names that it may use, and blocks of its text."""
    snapshot = stories.snapshot
    names = {} if path == CONFIG else names_in(stories, edition_with(path, snapshot))
    schema = _schema_of(_model_of(path, snapshot))
    return {"schema": schema, "names": names, "blocks": list(_blocks(snapshot))}


def names_in(stories: Stories, edition: Site) -> Mapping[str, Sequence[Any]]:
    """The sections of the edition, each with its title, and the authors and tags in use."""
    sections = [(section.slug, section.title) for section in edition.sections.values()]
    return {
        "section": sections[:_MAX_NAMES],
        "authors": stories.authors[:_MAX_NAMES],
        "tags": stories.tags[:_MAX_NAMES],
    }


async def _complete(request: Request) -> Response:
    """The stories or files that a source may name, as paths from its folder."""
    session: PreviewSession = request.app.state.session
    query = request.query_params
    path = edit.editable_path(query.get("path", ""), session.snapshot)
    stories, words = session.stories, query.get("words", "")
    found = await to_thread.run_sync(offer, stories, path, query.get("kind", ""), words)
    return JSONResponse(found)


def offer(stories: Stories, path: str, kind: str, words: str) -> list[Option]:
    """At most ``MAX_OFFERED`` options: ``pictures``, ``stories``, or for ``links`` both of all."""
    options: Iterator[Option] = iter(())
    if kind == "pictures":
        options = (each for each in _files(stories, path, words) if is_picture(each["value"]))
    elif kind == "stories":
        options = _stories(stories, path, words)
    elif kind == "links":
        files = islice(_files(stories, path, words), MAX_OFFERED // 4)
        options = iter([*files, *islice(_stories(stories, path, words), MAX_OFFERED)])
    return list(islice(options, MAX_OFFERED))


def _stories(stories: Stories, path: str, words: str) -> Iterator[Option]:
    """The stories whose headline, path, author or tags contain the words, the newest first."""
    now = stories.snapshot.options.now
    for story in stories.find(StoryFilter(words=words)):
        article = story.article
        if article.path != path:
            status = status_at(article, now)
            label = "" if status == "live" else f" ({LABELS[status].lower()})"
            yield {"value": _from(path, article.path), "title": f"{article.title}{label}"}


def _files(stories: Stories, path: str, words: str) -> Iterator[Option]:
    """The files beside the source and below its folder whose paths contain the words."""
    folder = f"{posixpath.dirname(path)}/"
    wanted = words.casefold().split()
    for source in stories.snapshot.inventory.sources:
        if source.kind == "media" and source.path.startswith(folder):
            name = source.path.removeprefix(folder)
            if all(word in name.casefold() for word in wanted):
                yield {"value": name, "title": ""}


def _from(path: str, other: str) -> str:
    """The other path as the source at ``path`` names it."""
    return posixpath.relpath(other, posixpath.dirname(path))


def _blocks(snapshot: Snapshot) -> Iterator[Option]:
    """The blocks of the theme and of the site, with the beginning of the comment that explains."""
    files = snapshot.inventory.templates
    templates = {**files.theme, **files.site}
    meanings = {
        found[1]: _meaning(template.content)
        for name, template in templates.items()
        if (found := _BLOCKS.fullmatch(name))
    }
    for name, meaning in sorted({**_BUILT_IN, **meanings}.items()):
        words = _TITLES.get(name)
        place = "title" if words == "" else "text"
        yield {"value": f"{name} {words}" if words else name, "title": meaning, "place": place}


def _meaning(template: bytes) -> str:
    """The first sentence of the comment at the start of a template."""
    comment = _COMMENT.match(template.decode(errors="replace"))
    sentence = _SENTENCE.match(comment[1]) if comment else None
    return " ".join(sentence[0].split()) if sentence else ""


def _model_of(path: str, snapshot: Snapshot) -> type[Model]:
    """The model of the keys in that file."""
    if path == CONFIG:
        return Config
    kinds = {source.path: source.kind for source in snapshot.inventory.sources}
    return _FIELDS[kinds[path]]


@lru_cache
def _schema_of(model: type[Model]) -> dict[str, Any]:
    return json_schema(model)
