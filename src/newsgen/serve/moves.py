"""Moves a story to another file and address: first decides all of it, then does all or nothing."""

import os
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import unquote

from newsgen import frontmatter
from newsgen.config import edition_folder, edition_of, folders_in_edition
from newsgen.diagnostics import Problems, Refusal
from newsgen.files.atomic_replace import move_file
from newsgen.files.names import CONTENT
from newsgen.models import Article, Model
from newsgen.schema import Keys
from newsgen.serve import edit
from newsgen.serve.snapshot import Snapshot
from newsgen.site.moving import find_users, rename_in_text
from newsgen.sources.loader import read_article
from newsgen.sources.resolve_fields import is_slug
from newsgen.urls import alias_path, base_path, page_path, permalink

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}-")


class Rewrite(Model, frozen=True):
    """A new text for a source that had the digest."""

    path: str
    text: str
    digest: str


class Move(Model, frozen=True):
    """Everything that changes when a story moves."""

    path: str
    new_path: str
    address: str
    new_address: str
    files: tuple[tuple[str, str], ...]
    """Where each file that moves is, and where it will be; the story first."""
    rewrites: tuple[Rewrite, ...]
    """The story at its new path, then the other sources that name a file that moves."""


class Wish(Model, frozen=True):
    """Where an editor wants a story."""

    name: str
    """The last part of its address."""
    section: str
    keep: bool
    """Whether the old address shall redirect."""


def plan_move(snapshot: Snapshot, article: Article, wish: Wish) -> Move:
    """All changes that the wish needs. Raises Refusal if it cannot be met, and Problems."""
    if not is_slug(wish.name):
        hint = "use letters, digits and hyphens"
        raise Refusal("a page cannot have this address", hint)
    if (snapshot.root / article.path).is_symlink():
        message = "this file is a link to another one"
        raise Refusal(message, "move it in its folder")
    site = snapshot.site_plan.site
    users = find_users(snapshot.inventory.collection, site)
    new_path = _new_path(article, wish, snapshot)
    files = [(article.path, new_path), *_companions(article, new_path, users, snapshot)]
    files = [(old, new) for old, new in files if old != new]
    moved = dict(files)
    _check_inside(snapshot.root, new_path)
    if taken := next((new for new in moved.values() if os.path.lexists(snapshot.root / new)), ""):
        raise Refusal(f"there is already a file {taken}", "choose another")
    source = edit.read_source(snapshot.root, article.path)
    text = rename_in_text(source["text"], (article.path, new_path), moved, site, is_yaml=False)
    text, there = _settle(text, new_path, article, wish, snapshot)
    _check_free(there, article, snapshot)
    own = Rewrite(path=new_path, text=text, digest=source["digest"])
    return Move(
        path=article.path,
        new_path=new_path,
        address=permalink(article, snapshot.config),
        new_address=permalink(there, snapshot.config),
        files=tuple(files),
        rewrites=(own, *_other_rewrites(article.path, moved, users, snapshot)),
    )


def carry_out(root: Path, move: Move) -> None:
    """Do all of it, or nothing. Raises OSError, and Refusal if a file cannot be saved."""
    with ExitStack() as undo:
        with edit.WRITING:
            for old, new in move.files:
                _move(root / old, root / new, undo.callback)
        for rewrite in move.rewrites:
            before = edit.read_source(root, rewrite.path)["text"]
            digest = _save(root, rewrite)
            undo.callback(edit.save_source, root, rewrite.path, before, digest)
        undo.pop_all()
    with suppress(OSError):  # the folder of a story and its pictures, now empty
        (root / move.path).parent.rmdir()


def _new_path(article: Article, wish: Wish, snapshot: Snapshot) -> str:
    """The path of the file: in the folder of the section, under the name, with the day it has."""
    config = snapshot.config
    folder, _, file = article.path.rpartition("/")
    stem, ending = posixpath.splitext(file)
    folders = folders_in_edition(article.path, config)
    if folders and folders[0] == article.section and wish.section != article.section:
        above = edition_folder(edition_of(article.path, config))
        folder = posixpath.join(above, wish.section, *folders[1:])
    if wish.name == article.slug:
        return f"{folder}/{file}"
    if _has_folder(article, snapshot):
        day = _DAY.match(posixpath.basename(folder))
        return f"{posixpath.dirname(folder)}/{day[0] if day else ''}{wish.name}/{file}"
    day = _DAY.match(stem)
    return f"{folder}/{day[0] if day else ''}{wish.name}{ending}"


def _check_inside(root: Path, path: str) -> None:
    """Raise Refusal if a link leads from there out of the folder of stories."""
    there, content = (os.path.realpath(each) for each in ((root / path).parent, root / CONTENT))
    if not Path(there).is_relative_to(content):
        message = "a link leads out of the folder of stories"
        raise Refusal(message, "choose another section")


def _has_folder(article: Article, snapshot: Snapshot) -> bool:
    """Whether the story has a folder of its own, with its pictures beside it."""
    stem = posixpath.splitext(posixpath.basename(article.path))[0]
    return stem == "index" and len(folders_in_edition(article.path, snapshot.config)) > 1


def _companions(
    article: Article, new_path: str, users: Mapping[str, frozenset[str]], snapshot: Snapshot
) -> Iterator[tuple[str, str]]:
    """The comments of the story, and the files beside it that no other source names."""
    site = snapshot.site_plan.site
    if comments := site.comments.get(article.path):
        ending = comments.path[len(posixpath.splitext(article.path)[0]) :]
        yield comments.path, f"{posixpath.splitext(new_path)[0]}{ending}"
    before, after = posixpath.dirname(article.path), posixpath.dirname(new_path)
    if before == after:
        return
    own = [frozenset({article.path})]
    if _has_folder(article, snapshot):
        own.append(frozenset())
    for path in sorted(site.media | site.refused_media.keys()):
        if path.startswith(f"{before}/") and users.get(path, frozenset()) in own:
            yield path, f"{after}{path[len(before) :]}"


def _other_rewrites(
    path: str, moved: Mapping[str, str], users: Mapping[str, frozenset[str]], snapshot: Snapshot
) -> Iterator[Rewrite]:
    """The other sources that name a file that moves, with its new name."""
    fronts = {front.path for front in snapshot.inventory.collection.fronts}
    for user in sorted(frozenset().union(*(users.get(old, ()) for old in moved)) - {path}):
        source = edit.read_source(snapshot.root, user)
        site = snapshot.site_plan.site
        try:
            text = rename_in_text(source["text"], (user, user), moved, site, is_yaml=user in fronts)
        except Problems as problems:
            hint = "correct that file first"
            message = f"{user} names this story and cannot be changed: {problems}"
            raise Refusal(message, hint) from problems
        if text != source["text"]:
            yield Rewrite(path=user, text=text, digest=source["digest"])


def _settle(
    text: str, path: str, article: Article, wish: Wish, snapshot: Snapshot
) -> tuple[str, Article]:
    """The text with the section, the name and the old address, and the story that it makes."""
    there, _ = read_article(text.encode(), path, snapshot.config)
    if there.section != wish.section:
        text = frontmatter.edit_front_matter(
            text, path, lambda yaml: _with_section(yaml, there, wish.section)
        )
    if there.slug != wish.name:
        text = frontmatter.edit_front_matter(
            text, path, lambda yaml: frontmatter.set_value(yaml, "slug", wish.name)
        )
    there, _ = read_article(text.encode(), path, snapshot.config)
    if there.url_path != article.url_path:
        text = _with_aliases(text, path, article, there, wish)
        there, _ = read_article(text.encode(), path, snapshot.config)
    return text, there


def _with_section(yaml: str, article: Article, section: str) -> str:
    if isinstance(frontmatter.parse(yaml, "", 1).get("sections"), list):
        if section in article.sections:
            message = "the story is in both sections"
            raise Refusal(message, "change `sections:` in its text")
        return frontmatter.replace_values(yaml, {("sections", 0): section})
    return frontmatter.set_value(yaml, "section", section)


def _with_aliases(text: str, path: str, article: Article, there: Article, wish: Wish) -> str:
    """The text with the old address as one that redirects, and without the new one as such."""
    old = f"/{unquote(article.url_path)}"
    new = alias_path(f"/{there.url_path}")

    def change(yaml: str) -> str:
        if wish.keep and old not in there.aliases:
            yaml = frontmatter.add_element(yaml, "aliases", old)
        for alias in (each for each in there.aliases if alias_path(each) == new):
            listed = frontmatter.parse(yaml, path, 1)["aliases"]
            number = listed.index(alias) if isinstance(listed, list) else None
            keys: Keys = ("aliases",) if number is None else ("aliases", number)
            yaml = frontmatter.remove_entry(yaml, keys)
        return yaml

    return frontmatter.edit_front_matter(text, path, change)


def _check_free(there: Article, article: Article, snapshot: Snapshot) -> None:
    """Raise Refusal if another page has the address, or another story promised it."""
    base = base_path(snapshot.config)
    place = page_path(permalink(there, snapshot.config), base)
    if there.url_path == article.url_path:
        return
    output = snapshot.outputs.get(place)
    if output and output.source != article.path:
        message = f"this address belongs to {output.origin}"
        raise Refusal(message, "choose another name")


def _move(old: Path, new: Path, on_failure: Callable[..., object]) -> None:
    new.parent.mkdir(parents=True, exist_ok=True)
    move_file(old, new)
    on_failure(move_file, new, old)


def _save(root: Path, rewrite: Rewrite) -> str:
    """Save the text, and return its digest. Raises Refusal."""
    status, answer = edit.save_source(root, rewrite.path, rewrite.text, rewrite.digest)
    if status == 409:
        message = f"somebody changed {rewrite.path} in this moment"
        raise Refusal(message, "nothing was moved: try again")
    if status != 200:
        raise Refusal(answer["message"], "nothing was moved")
    return answer["digest"]
