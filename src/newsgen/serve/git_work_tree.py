"""The git work tree in which a paper lies: commits of some files, and an exchange with a remote.

Every command has a time limit and asks nothing. A merge is made of objects alone (git-merge-tree),
so the work tree has either the state before it or the state after it, and never marks of conflicts.
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from newsgen.models import Model
from newsgen.publish import git_credentials
from newsgen.publish.subprocesses import CommandError, call_within

_SECONDS = 60.0
"""Time limit of a command that needs no network; hooks of a repository may take a while."""
_QUIET = {
    "GIT_ASKPASS": "",
    "GIT_EDITOR": "true",
    "GIT_LITERAL_PATHSPECS": "1",
    "GCM_INTERACTIVE": "never",
    "SSH_ASKPASS_REQUIRE": "never",
}
"""Variables by which neither git nor its helpers ask anything, and names of files are no patterns.
"""
_CONFLICTS = 1
"""Exit status of git-merge-tree if there are conflicts."""


class Upstream(NamedTuple):
    """The branch of a remote repository with which the current branch is exchanged."""

    remote: str
    """Its name, usually ``origin``."""
    branch: str
    """The branch there: ``refs/heads/main``."""
    tracking: str
    """What is known of it here: ``refs/remotes/origin/main``."""


class Conflict(Model, frozen=True):
    """A file that was changed here and there, in the same lines; each side is an object of git.

    An empty name stands for a file that does not exist on that side.
    """

    path: str
    base: str = ""
    ours: str = ""
    theirs: str = ""


class Merge(Model, frozen=True):
    """Two commits joined: the tree, and the files that somebody has to decide."""

    ours: str
    theirs: str
    tree: str
    conflicts: tuple[Conflict, ...]


class WorkTree:
    """A work tree, and the git commands that run in it. Each raises CommandError if it fails."""

    def __init__(self, top: Path, site: Path, patience: float) -> None:
        self.top = top
        """Its root; all paths are relative to it."""
        self._site = site
        self._patience = patience
        """Seconds to wait for a remote repository."""

    def source_at(self, path: str) -> str:
        """The file of the site at a path of the work tree; empty if it is no part of the site."""
        place = self.top / path
        is_inside = place.is_relative_to(self._site)
        return place.relative_to(self._site).as_posix() if is_inside else ""

    def changed(self, sources: Sequence[str]) -> dict[str, str]:
        """The files of the site among these that differ from the last commit, and their states."""
        paths = {path: None for source in sources for path in self._places(source)}
        options = ("-z", "--porcelain", "--untracked-files=all", "--no-renames")
        lines = os.fsdecode(self._run("status", *options, "--", *paths)) if paths else ""
        return {line[3:]: line[:2] for line in lines.split("\0") if line}

    def commit(self, sources: Sequence[str], message: str, author: str) -> bool:
        """Commit these files of the site as they are now, and nothing else; False if none changed.

        What is staged of other files stays staged. ``author`` is empty for the user of git.
        """
        changed = self.changed(sources)
        if not changed:
            return False
        new = [path for path, state in changed.items() if state == "??"]
        if new:
            self._run("add", "--intent-to-add", "--", *new)
        options = ("--quiet", "--cleanup=whitespace", "--file=-", "--only")
        environment = {"GIT_AUTHOR_NAME": author} if author else {}
        self._run(
            *("-c", "i18n.commitEncoding=UTF-8", "commit", *options, "--", *changed),
            stdin=message.encode(),
            environment=environment,
        )
        return True

    def upstream(self) -> Upstream | None:
        """The branch with which the current one is exchanged; None if there is none."""
        branch = self._answer("symbolic-ref", "--quiet", "HEAD")
        form = "--format=%(upstream:remotename)%00%(upstream:remoteref)%00%(upstream)"
        found = self._text("for-each-ref", form, branch).split("\0")
        return Upstream(*found) if len(found) == 3 and all(found) else None

    def fetch(self, upstream: Upstream) -> None:
        """Learn what the remote branch has."""
        self._exchange(upstream, "fetch", "--quiet", "--no-recurse-submodules", upstream.remote)

    def push(self, upstream: Upstream) -> None:
        """Send the commits of the current branch."""
        target = f"HEAD:{upstream.branch}"
        self._exchange(upstream, "push", "--quiet", upstream.remote, target)

    def commit_of(self, reference: str) -> str:
        """The commit of a reference; empty if there is none."""
        return self._answer("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")

    def count(self, commits: str) -> int:
        """The number of commits in a range."""
        return int(self._text("rev-list", "--count", commits))

    def contains(self, commit: str, earlier: str) -> bool:
        """Whether the history of the commit has the earlier one."""
        return not self._text("rev-list", "--max-count=1", earlier, f"^{commit}")

    def merge(self, theirs: str) -> Merge:
        """The current commit and another one, joined; nothing but objects is written."""
        ours = self.commit_of("HEAD")
        try:
            output = self._run("merge-tree", "--write-tree", "-z", "--no-messages", ours, theirs)
        except CommandError as error:
            if error.status != _CONFLICTS or not error.output:
                raise
            output = error.output
        tree, *entries = output.decode(errors="surrogateescape").rstrip("\0").split("\0")
        return Merge(ours=ours, theirs=theirs, tree=tree, conflicts=_conflicts(entries))

    def commit_merge(self, merge: Merge, kept: Sequence[str], message: str) -> str:
        """Make the commit of a merge, in which these files of the site are as in our commit."""
        with tempfile.TemporaryDirectory(prefix="newsgen-git-") as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            self._run("read-tree", merge.tree, environment=index)
            paths = [self._path_of(source) for source in kept]
            lines = [f"0 {'0' * len(merge.tree)}\t{path}\0" for path in paths]  # out, and in again
            lines += [self._text("ls-tree", "-z", merge.ours, "--", path) for path in paths]
            stdin = os.fsencode("".join(lines))
            self._run("update-index", "-z", "--index-info", stdin=stdin, environment=index)
            tree = self._run("write-tree", environment=index).decode().strip()
        is_signed = self._answer("config", "--type=bool", "commit.gpgSign") == "true"
        sign = ("-S",) if is_signed else ()
        parents = ("-p", merge.ours, "-p", merge.theirs)
        return self._text("commit-tree", *sign, *parents, "-m", message, tree)

    def advance(self, commit: str) -> None:
        """Bring the work tree to a later commit, unless somebody changed a file that differs.

        It fails too if somebody committed meanwhile, as the later commit does not contain that.
        """
        self._run("merge", "--quiet", "--ff-only", "--no-autostash", commit)

    def content(self, path: str, name: str) -> bytes:
        """The content of an object, as it would be in the work tree at that path."""
        return self._run("cat-file", "--filters", f"--path={path}", name) if name else b""

    def _path_of(self, source: str) -> str:
        """The path of a file of the site, below the root of the work tree."""
        return (self._site / source).relative_to(self.top).as_posix()

    def _places(self, source: str) -> list[str]:
        """The paths of a file, and of what it is a link to; only those in the work tree."""
        place = self._site / source
        named = Path(os.path.realpath(place.parent), place.name)
        found = (named, Path(os.path.realpath(named)))
        return [p.relative_to(self.top).as_posix() for p in found if p.is_relative_to(self.top)]

    def _exchange(self, upstream: Upstream, *arguments: str) -> None:
        """Run a command that reaches the remote repository."""
        address = self._text("remote", "get-url", "--push", upstream.remote)
        options = git_credentials.credentials(address)
        environment = git_credentials.ssh_environment(address)
        self._run(*options, *arguments, environment=environment, seconds=self._patience)

    def _text(self, *arguments: str) -> str:
        return os.fsdecode(self._run(*arguments)).strip()

    def _answer(self, *arguments: str) -> str:
        """The output of a question that git answers silently with exit status 1 if not so."""
        try:
            return self._text(*arguments)
        except CommandError as error:
            if error.stderr:
                raise
            return ""

    def _run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        environment: Mapping[str, str] = {},
        seconds: float = 0.0,
    ) -> bytes:
        """Run git, for at most so many seconds; 0 for as long as needs no network."""
        command = ["git", "-C", str(self.top), *arguments]
        return call_within(seconds or _SECONDS, command, stdin, {**_QUIET, **environment})


def find_work_tree(site: Path, patience: float) -> WorkTree:
    """The work tree of a folder. Raises CommandError if there is none, or no git."""
    command = ["git", "-C", str(site), "rev-parse", "--show-cdup"]
    above = os.fsdecode(call_within(_SECONDS, command, environment=_QUIET)).rstrip("\n")
    top, site = (Path(os.path.realpath(place)) for place in (site / above, site))
    return WorkTree(top, site, patience)


def _conflicts(entries: Sequence[str]) -> tuple[Conflict, ...]:
    """The conflicts that git-merge-tree lists: mode, object and stage, then the path."""
    found: dict[str, dict[str, str]] = {}
    for entry in entries:
        facts, _, path = entry.partition("\t")
        _, name, stage = facts.split(" ")
        found.setdefault(path, {})[{"1": "base", "2": "ours", "3": "theirs"}[stage]] = name
    return tuple([Conflict(path=path, **names) for path, names in found.items()])
