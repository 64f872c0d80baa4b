"""Keeps the branch of a paper and the one that it comes from together, without losing a version.

A file that was changed in the same lines here and there waits until somebody decides in the desk;
until then nothing is merged or sent, and both versions stay where they are.
"""

from collections.abc import Mapping
from threading import Lock

from newsgen.diagnostics import Refusal
from newsgen.digest import digest_bytes
from newsgen.files.names import CONTENT
from newsgen.models import Model
from newsgen.publish.subprocesses import CommandError
from newsgen.serve.git_work_tree import Conflict, Upstream, WorkTree
from newsgen.serve.line_ends import normalize

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
    """The exchange of a work tree with its upstream branch."""

    def __init__(self, work_tree: WorkTree, writing: Lock) -> None:
        self._work_tree = work_tree
        self._writing = writing
        """Held while git changes files, so that the desk saves none of them meanwhile."""
        self._theirs = ""
        """The commit that is being merged; empty if none waits."""
        self._decided: set[str] = set()
        self.conflicts: Mapping[str, TheirVersion] = {}
        """The files that wait for a decision, by source path."""

    def decide(self, source: str) -> None:
        """Take the file as it is now for the merged version."""
        self._decided.add(source)

    def run(self, upstream: Upstream) -> bool:
        """Fetch, merge and send; False if conflicts wait for a decision.

        Raises CommandError, and Refusal if the desk cannot show a conflict.
        """
        for left in reversed(range(_TRIES)):
            if not self._theirs:
                self._work_tree.fetch(upstream)
                self._theirs = self._work_tree.commit_of(upstream.tracking)
            if not self._join(upstream):
                return False
            if not self.count_unsent(upstream):
                break
            try:
                self._work_tree.push(upstream)
                break
            except CommandError as error:
                if not left or not any(words in error.stderr for words in _OVERTAKEN):
                    raise
        return True

    def count_unsent(self, upstream: Upstream) -> int:
        """The number of commits that the remote branch does not have, as far as is known."""
        known = self._work_tree.commit_of(upstream.tracking)
        return self._work_tree.count(f"{known}..HEAD" if known else "HEAD")

    def _join(self, upstream: Upstream) -> bool:
        """Merge their commit into ours; False if conflicts wait for a decision."""
        tree, theirs = self._work_tree, self._theirs
        if theirs and not tree.contains("HEAD", theirs):
            commit = theirs
            if not tree.contains(theirs, "HEAD"):
                merge = tree.merge(theirs)
                decided = {source for source in self._decided if not tree.changed([source])}
                self.conflicts = self._open(merge.conflicts, decided, upstream)
                if self.conflicts:
                    return False
                kept = sorted(map(tree.path_of, decided))
                message = f"Changes of others, from {upstream.remote}"
                commit = tree.commit_merge(merge, theirs, kept, message)
            with self._writing:
                tree.advance(commit)
        self._theirs, self.conflicts, self._decided = "", {}, set()
        return True

    def _open(
        self, conflicts: tuple[Conflict, ...], decided: set[str], upstream: Upstream
    ) -> Mapping[str, TheirVersion]:
        """Their versions of the files that nobody decided yet. Raises Refusal."""
        found = {}
        for conflict in conflicts:
            source = self._work_tree.source_at(conflict.path)
            if source in decided:
                continue
            try:
                found[source] = self._their_version(conflict, source)
            except ValueError:
                raise Refusal(
                    f"{conflict.path} was changed here and on {upstream.remote}",
                    "the desk can only merge texts: run git pull, and decide there",
                ) from None
        return found

    def _their_version(self, conflict: Conflict, source: str) -> TheirVersion:
        """Raises ValueError if it is not a text of content/ that both sides have."""
        if not (source.startswith(f"{CONTENT}/") and conflict.ours and conflict.theirs):
            raise ValueError
        base, theirs = (
            self._work_tree.content(conflict.path, name)
            for name in (conflict.base, conflict.theirs)
        )
        return TheirVersion(
            text=normalize(theirs.decode()),
            base=normalize(base.decode()),
            digest=digest_bytes(theirs),
        )
