"""Suggests a source for a link that leads to none."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from newsgen.sources.collection import SourceCollection
from newsgen.suggestions import Names

_SUFFIX = ".md"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}-(?=.)")


class SourceSuggestions:
    """The sources of a site by name; indexed at the first search."""

    def __init__(self, collection: SourceCollection) -> None:
        self._collection = collection

    def find(self, path: str) -> str:
        """The path of the only source with this name, or of the most similar name in its folder.

        Dates and letter case are ignored. The result is empty if there is none or more than one,
        and for a path that is not a Markdown file, since it may not be a link to a source at all.
        """
        if not path.lower().endswith(_SUFFIX):
            return ""
        name, place = _bare(path), posixpath.dirname(path)
        found = self._by_name.get(name, ())
        if not found:
            near = self._names[place].nearest(name) if place in self._names else ""
            found = self._by_place[place][near] if near else ()
        return found[0] if len(found) == 1 else ""

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[str]]:
        names: dict[str, list[str]] = defaultdict(list)
        for path in self._paths():
            names[_bare(path)].append(path)
        return names

    @cached_property
    def _names(self) -> Mapping[str, Names]:
        return {place: Names(names) for place, names in self._by_place.items()}

    @cached_property
    def _by_place(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Paths by folder, then by name."""
        places: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for path in self._paths():
            places[posixpath.dirname(path)].setdefault(_bare(path), []).append(path)
        return places

    def _paths(self) -> Iterator[str]:
        collection = self._collection
        yield from (article.path for article in collection.articles)
        yield from (page.path for page in collection.pages)
        yield from collection.failed


def _bare(path: str) -> str:
    """The file name in lower case, without date and suffix."""
    name = posixpath.basename(path).casefold()
    return _DATE.sub("", name.removesuffix(_SUFFIX), count=1)
