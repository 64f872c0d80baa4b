"""Keeps the branch of a paper and the one that it comes from together, without losing a version.

A file that was changed in the same lines here and there waits until somebody decides in the desk;
until then nothing is merged or sent, and both versions stay where they are.
"""

from collections.abc import Callable, Mapping

from newsgen.diagnostics import Refusal
from newsgen.digest import digest_bytes
from newsgen.files.line_ends import normalize
from newsgen.models import Model
from newsgen.publish.subprocesses import CommandError
from newsgen.serve.edit import WRITING
from newsgen.serve.git_work_tree import Conflict, Merge, Upstream, WorkTree

_TRIES = 3
"""How often to fetch and send if others send at the same time."""
_OVERTAKEN = ("[rejected]", "cannot lock ref")
"""In the answer to a push if the remote branch got commits meanwhile."""


class TheirVersion(Model, frozen=True):
    """A file as others changed it, and as it was before."""

    text: str
    base: str
    digest: str


class Exchange:
    """The exchange of a branch with the one that it comes from.

    Its methods raise CommandError if a git command fails.
    """

    def __init__(self, is_editable: Callable[[str], bool]) -> None:
        self._is_editable = is_editable
        """Whether the desk can show a source as text."""
        self._theirs = ""
        """The commit that is being merged; empty if none waits."""
        self._decided: frozenset[str] = frozenset()
        self.conflicts: Mapping[str, TheirVersion] = {}
        """The files that wait for a decision, by source path."""

    def decide(self, source: str) -> None:
        """Take the file as it is now, once it is committed, for the merged version."""
        self._decided |= {source}
        self.conflicts = {path: v for path, v in self.conflicts.items() if path != source}

    def run(self, tree: WorkTree, upstream: Upstream) -> None:
        """Fetch, merge and send, unless a conflict waits for a decision.

        Raises Refusal if the desk cannot show a conflict.
        """
        for left in reversed(range(_TRIES)):
            if not self._theirs:
                tree.fetch(upstream)
                self._theirs = tree.commit_of(upstream.tracking)
            if not self._join(tree, upstream) or not count_unsent(tree, upstream):
                return
            try:
                tree.push(upstream)
            except CommandError as error:
                if not left or not any(words in error.stderr for words in _OVERTAKEN):
                    raise
            else:
                return

    def _join(self, tree: WorkTree, upstream: Upstream) -> bool:
        """Merge their commit into ours; False if something has to be decided or committed first."""
        theirs, decided = self._theirs, sorted(self._decided)
        if theirs and not tree.contains("HEAD", theirs):
            commit = theirs
            if not tree.contains(theirs, "HEAD"):
                if tree.changed(decided):
                    return False
                merge = tree.merge(theirs)
                self.conflicts = self._undecided(tree, merge, upstream)
                if self.conflicts:
                    return False
                message = f"Changes of others, from {upstream.remote}"
                commit = tree.commit_merge(merge, decided, message)
            with WRITING:
                tree.advance(commit)
        self._theirs, self.conflicts, self._decided = "", {}, frozenset()
        return True

    def _undecided(
        self, tree: WorkTree, merge: Merge, upstream: Upstream
    ) -> Mapping[str, TheirVersion]:
        """Their versions of the files that nobody decided yet. Raises Refusal."""
        conflicts = {tree.source_at(conflict.path): conflict for conflict in merge.conflicts}
        found = {}
        for source in sorted(conflicts.keys() - self._decided):
            version = self._their_version(tree, conflicts[source], source)
            if version is None:
                raise Refusal(
                    f"{conflicts[source].path} was changed here and on {upstream.remote}",
                    "the desk can only merge texts: run git pull, and decide there",
                )
            found[source] = version
        return found

    def _their_version(
        self, tree: WorkTree, conflict: Conflict, source: str
    ) -> TheirVersion | None:
        """Their version; None if it is no text that both sides have."""
        if not (conflict.ours and conflict.theirs and self._is_editable(source)):
            return None
        theirs = tree.content(conflict.path, conflict.theirs)
        try:
            base = tree.content(conflict.path, conflict.base).decode()
            text = theirs.decode()
        except UnicodeDecodeError:
            return None
        return TheirVersion(text=normalize(text), base=normalize(base), digest=digest_bytes(theirs))


def count_unsent(tree: WorkTree, upstream: Upstream) -> int:
    """The number of commits that the remote branch does not have, as far as is known."""
    known = tree.commit_of(upstream.tracking)
    return tree.count(f"{known}..HEAD" if known else "HEAD")
