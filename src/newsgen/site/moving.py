"""What names a file of content/, and the texts in which it is named otherwise after a move."""

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

from newsgen import frontmatter
from newsgen.files.names import CONTENT
from newsgen.markdown import retarget_links
from newsgen.models import Article, AuthorProfile, StandingPage
from newsgen.schema import Keys, Tree
from newsgen.site.catalogue import Site
from newsgen.site.media import find_source
from newsgen.sources.collection import SourceCollection

_KEYS = frozenset({"image", "related", "translations", "lead", "top", "hidden", "blocks"})
"""The keys of front matter, and of a front, below which files are named."""
_OTHER_KEYS = frozenset({"until", "title", "alt", "caption", "credit", "focus"})


def find_users(collection: SourceCollection, site: Site) -> Mapping[str, frozenset[str]]:
    """The paths of the sources that name a file, by the path of the file."""
    users: dict[str, set[str]] = defaultdict(set)
    for article in collection.articles:
        for path in (*_named(article, site), *article.related, *article.translations):
            users[path].add(article.path)
    others: tuple[StandingPage | AuthorProfile, ...] = (*collection.pages, *collection.authors)
    for source in others:
        for path in _named(source, site):
            users[path].add(source.path)
    for front in collection.fronts:
        placed = [each.story for each in (front.lead, *front.top) if each]
        grouped = [path for block in front.blocks for path in block.stories]
        for path in (*placed, *front.hidden, *grouped):
            users[path].add(front.path)
    return {path: frozenset(named_in) for path, named_in in users.items()}


def _named(source: Article | StandingPage | AuthorProfile, site: Site) -> Iterator[str]:
    """The files that the text of a source and its picture name."""
    if not isinstance(source, AuthorProfile):
        yield from (find_source(each, source.path, site) for each in source.references)
    image = None if isinstance(source, StandingPage) else source.image
    if image and not image.src.startswith(("/", "https://", "http://")):
        yield find_source(image.src, source.path, site)


def rename_in_text(
    text: str, place: tuple[str, str], moved: Mapping[str, str], site: Site, *, is_yaml: bool
) -> str:
    """The text of a source in which every file is named by its new path.

    ``place`` is where the source was, and where it is then; ``moved`` has the new path of each file
    that moves, by the old one. Names of files that the site does not have stay. ``is_yaml`` is
    whether all of the text is YAML, as for a front. Raises Problems if the YAML cannot be changed.
    """
    before, after = place
    known = {*site.urls, *site.media, *site.failed}

    def rename(written: str) -> str:
        is_from_root = written.startswith(f"{CONTENT}/") and written in known
        old = written if is_from_root else find_source(written, before, site)
        if old not in known:
            return written
        new = moved.get(old, old)
        if new == old and (is_from_root or posixpath.dirname(before) == posixpath.dirname(after)):
            return written
        return new if is_from_root else posixpath.relpath(new, posixpath.dirname(after))

    def change(yaml: str) -> str:
        return _rename_in_yaml(yaml, before, rename)

    if is_yaml:
        return change(text)
    body = frontmatter.split(text, before).body
    head = text[: len(text) - len(body)]
    renamed = retarget_links(body, lambda written: _for_link(written, rename))
    return frontmatter.edit_front_matter(head, before, change) + renamed


def _for_link(written: str, rename: Callable[[str], str]) -> str:
    new = rename(written)
    return written if new == written else quote(new)


def _rename_in_yaml(yaml: str, path: str, rename: Callable[[str], str]) -> str:
    tree = frontmatter.parse(yaml, path, 1)
    texts = [(keys, text) for keys, text in _texts(tree, ()) if keys[0] in _KEYS]
    renamed = {keys: new for keys, text in texts if text and (new := rename(text)) != text}
    return frontmatter.replace_values(yaml, renamed) if renamed else yaml


def _texts(tree: Tree, keys: Keys) -> Iterator[tuple[Keys, str]]:
    """Every text below these keys that may name a file."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key not in _OTHER_KEYS:
                yield from _texts(value, (*keys, key))
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from _texts(value, (*keys, number))
    elif keys:
        yield keys, tree.strip()
