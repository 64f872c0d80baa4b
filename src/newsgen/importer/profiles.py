"""Writes the profiles of those who wrote the stories."""

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from newsgen.files.names import CONTENT
from newsgen.importer.addresses import scheme_of
from newsgen.importer.index import Index
from newsgen.importer.matter import author_text
from newsgen.importer.models import Note, Person, Post
from newsgen.importer.plan import Place
from newsgen.importer.story_files import StoryFiles
from newsgen.importer.writing import Writer
from newsgen.text import slugify

Fetch = Callable[[Mapping[str, str]], None]
"""Fetches pictures that are not in the source, if an editor asked for it."""


def write_profiles(
    people: Mapping[str, Person], index: Index, writer: Writer, fetch: Fetch
) -> tuple[dict[str, str], list[Note]]:
    """Write a file for each person of whom the source tells more than the name.

    Gives what happened to each file, and the notes. Raises OSError.
    """
    states: dict[str, str] = {}
    notes: list[Note] = []
    for name, person in sorted(people.items()):
        slug = slugify(person.slug or person.name)
        path = f"{CONTENT}/authors/{slug}.md"
        tells_more = person.bio.strip() or person.role or person.links
        if not (slug and tells_more) or path in states:
            continue
        files = _files(path, index)
        found = _picture(person, files, fetch)
        if person.image and not found:
            text = f"picture of {person.name}: not in the source, left out of the profile"
            notes.append(Note(effect="needs", text=text, name="picture of a profile"))
        else:
            for target, source in files.copied.items():
                states[target] = writer.copy(source, target, f"file:{target}")
        text = author_text(replace(person, image=found))
        states[path] = writer.write(path, f"author:{name}", text.encode())
    return states, notes


def _files(path: str, index: Index) -> StoryFiles:
    post = Post(key=path, origin=path)
    return StoryFiles(index, Place(post=post, path=path, address="/", title="", slug=""))


def _picture(person: Person, files: StoryFiles, fetch: Fetch) -> str:
    """The picture of a profile; empty if it is nowhere, as that would stop a build."""
    if not person.image:
        return ""
    found = files.picture(person.image, "").destination
    if files.wanted:
        fetch(files.wanted)
        found = files.picture(person.image, "").destination
    is_here = bool(found) and not scheme_of(found) and files.has_file(found)
    return found if is_here else ""
