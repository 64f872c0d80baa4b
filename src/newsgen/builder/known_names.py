"""Advice on new names: an author or a tag that may be a slip of one that other stories have."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal

from newsgen.diagnostics import Diagnostic
from newsgen.models import Article, AuthorProfile
from newsgen.suggestions import Slips

_Key = Literal["authors", "tags"]


class KnownNames:
    """The authors and tags of all stories, and the authors with a profile."""

    def __init__(self, articles: Sequence[Article], profiles: Sequence[AuthorProfile]) -> None:
        known = [name for profile in profiles for name in (profile.name, profile.slug)]
        self._names = {
            "authors": _Names("authors", articles, known),
            "tags": _Names("tags", articles, ()),
        }

    def questions(self, article: Article) -> Iterator[Diagnostic]:
        """A question about each name that only this story has, and that is close to another.

        Of two such names, each in one story, the newer story's is asked about.
        """
        for key, names in self._names.items():
            for number, name in enumerate(names.of(article)):
                near = names.meant_by(name, article)
                if near:
                    yield Diagnostic(
                        code="new-name",
                        message=f"no other story has `{name}` under `{key}:`",
                        path=article.path,
                        key=(key, number),
                        hint=f"did you mean `{near}`? If it is a new name, leave it",
                    )


class _Names:
    """The names under one key of all stories."""

    def __init__(self, key: _Key, articles: Sequence[Article], known: Sequence[str]) -> None:
        self._key = key
        self._articles = articles
        self._known = frozenset(known)

    def of(self, article: Article) -> tuple[str, ...]:
        return article.authors if self._key == "authors" else article.tags

    def meant_by(self, name: str, article: Article) -> str:
        """The known name that was probably meant; empty if there is none."""
        if name in self._known or self._uses[name] != 1:
            return ""
        near = self._slips.near(name)
        if not near or near in self._known or self._uses[near] > 1:
            return near
        other = self._stories[near]
        is_newer = (article.date, article.path) > (other.date, other.path)
        return near if is_newer else ""

    @cached_property
    def _uses(self) -> Counter[str]:
        return Counter(name for article in self._articles for name in self.of(article))

    @cached_property
    def _stories(self) -> dict[str, Article]:
        """A story for each name."""
        return {name: article for article in self._articles for name in self.of(article)}

    @cached_property
    def _slips(self) -> Slips:
        return Slips([*self._uses, *self._known])
