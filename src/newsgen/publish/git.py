"""A branch of a git repository as a target, for example of GitHub Pages: one commit per release.

A commit is made from the existing tree, without a working copy. Files that newsgen did not upload
stay, and nothing is forced: if somebody pushed in the meantime, the push is rejected and newsgen
starts again from the new state. A reference next to the branch, ``refs/newsgen/BRANCH``, stores the
moment of the newest build, even if that build changed nothing. Both are pushed together or not at
all.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from msgspec.structs import replace

from newsgen.builder.progress import Progress
from newsgen.diagnostics import Refusal
from newsgen.publish import git_credentials, git_fast_import, git_trees
from newsgen.publish.diff import Difference, PublishChecks
from newsgen.publish.git_clone import GitClone
from newsgen.publish.git_fast_import import Commit
from newsgen.publish.release import Release, UploadFormat, read_content
from newsgen.publish.subprocesses import NOT_STARTED, TRIES, CommandError, require
from newsgen.publish.target_manifest import (
    FOLDER,
    TargetState,
    decode_manifest,
    encode_manifest,
    is_own,
    unreadable,
)
from newsgen.writer import locked

MANIFEST = f"{FOLDER}/manifest.json"
_NO_JEKYLL = ".nojekyll"
"""Without this file GitHub Pages would omit files whose names start with an underscore."""
_LOCK_TIMEOUT = 600
"""Most seconds to wait for another publication on this machine."""
_ATTEMPTS = 20
"""Most attempts of a publication while others keep pushing."""
_TIP_REF, _STAMP_REF, _NEW_TIP_REF, _NEW_STAMP_REF = (
    f"refs/newsgen/{n}" for n in ("there", "stamp", "made", "noted")
)
"""References in the local clone: the fetched commits, and the new ones."""
_SHA256 = re.compile(rb"[0-9a-f]{64}\t")
"""The name of an object in a repository that uses SHA-256."""
_Result = TypeVar("_Result")


class _BranchState(NamedTuple):
    """The state of the repository."""

    tip: str
    """Latest commit of the branch; empty if there is none."""
    stamp: str
    """Commit that stores the newest moment; empty if there is none."""
    target: TargetState


class _PushAttempt(NamedTuple):
    """The result of an attempt to publish."""

    difference: Difference
    based_on: tuple[str, str]
    """The tip and stamp that it started from."""
    tip: str
    """The commit that was to become the tip."""
    failure: CommandError | None
    retries_left: int
    """Retries left while the remote is unchanged."""


class GitBranch:
    """A branch of a remote repository."""

    def __init__(self, repository: str, branch: str, work_folder: Path) -> None:
        require("git")
        self._repository, self._branch = repository, branch
        self._stamp_reference = f"refs/newsgen/{branch}"
        self._work_folder = work_folder
        self._clone = GitClone(repository, work_folder / "repository")
        self.place = f"{repository} ({branch})"
        self.upload_format = UploadFormat()

    def read_state(self) -> TargetState:
        """Return what the branch holds. Raises Refusal if the repository cannot be reached."""
        with locked(self._work_folder, _LOCK_TIMEOUT):
            target = self._with_new_clone_if_broken(self._fetch).target
            return replace(target, clock=git_credentials.read_clock(self._repository))

    def publish(self, release: Release, checks: PublishChecks, progress: Progress) -> Difference:
        """Publish the release, and return what changed."""
        progress("reading the branch", 0, 0)
        with locked(self._work_folder, _LOCK_TIMEOUT):
            checks.clock(git_credentials.read_clock(self._repository))
            pushed: _PushAttempt | None = None
            for _ in range(_ATTEMPTS):
                attempt = partial(self._attempt, release, checks, progress, pushed)
                pushed = self._with_new_clone_if_broken(attempt)
                if pushed.failure is None:
                    return pushed.difference
        raise Refusal(
            f"others keep pushing to {self.place}", "publish again when they have finished"
        )

    def _attempt(
        self,
        release: Release,
        checks: PublishChecks,
        progress: Progress,
        before: _PushAttempt | None,
    ) -> _PushAttempt:
        """Fetch, commit and push once; ``before`` is the previous attempt."""
        current = self._fetch()
        retries_left = TRIES
        if before is not None and before.failure is not None:
            if before.tip != before.based_on[0] and before.tip == current.tip:
                return before._replace(failure=None)  # pushed, but the answer was lost
            if (current.tip, current.stamp) == before.based_on:
                retries_left = before.retries_left - 1
                if before.failure.is_permanent or not retries_left:
                    raise self._failed(before.failure) from before.failure
        difference = checks.changes(current.target)
        wanted = {MANIFEST, _NO_JEKYLL, *(upload.path for upload in difference.uploads)}
        git_trees.refuse_conflicts(wanted, current.target.foreign, self.place)
        tip, stamp = self._make_commits(release, difference, current, progress)
        tip, difference = self._drop_unchanged(difference, current.tip, tip)
        progress("pushing", 0, 0)
        failure = self._push(current, tip, stamp)
        return _PushAttempt(difference, (current.tip, current.stamp), tip, failure, retries_left)

    def _fetch(self) -> _BranchState:
        """Fetch the branch without its history and, if the host supports it, without its files."""
        self._clone.prepare()
        branch = f"refs/heads/{self._branch}"
        listed = self._list_remote(branch, self._stamp_reference)
        names = {line.partition(b"\t")[2] for line in listed}
        self._clone.prepare("sha256" if any(map(_SHA256.match, listed)) else "sha1")
        references = {branch: _TIP_REF, self._stamp_reference: _STAMP_REF}
        present = {name: local for name, local in references.items() if name.encode() in names}
        commits = self._clone.fetch(present)
        tip, stamp = commits.get(_TIP_REF, ""), commits.get(_STAMP_REF, "")
        return _BranchState(tip, stamp, self._target_state(tip, stamp))

    def _list_remote(self, *references: str) -> list[bytes]:
        """Return the lines of git ls-remote. Raises Refusal if the remote cannot be reached."""
        try:
            listed = self._clone.run_with_retries("ls-remote", self._repository, *references)
        except CommandError as error:
            if self._clone.is_named_in(error):
                raise
            raise self._failed(error) from error
        return listed.splitlines()

    def _target_state(self, tip: str, stamp: str) -> TargetState:
        if not tip:
            return TargetState()
        tree = git_trees.read(self._clone.run("ls-tree", "-r", "-z", tip))
        there = frozenset(path for path in tree if not is_own(path))
        if MANIFEST not in tree:
            return TargetState(foreign=there)
        if not git_trees.is_file(tree[MANIFEST]):
            raise unreadable(self.place, f"{MANIFEST} is not a file")
        content = self._clone.run("show", f"{tip}:{MANIFEST}")
        manifest, ignored = decode_manifest(content, self.place)
        if stamp:
            manifest = replace(manifest, moment=self._read_moment(stamp))
        missing = {path: manifest.files[path] for path in manifest.files.keys() - there}
        foreign = there - manifest.files.keys() - {_NO_JEKYLL}
        return TargetState(manifest, uncertain=missing, foreign=foreign, ignored_paths=ignored)

    def _read_moment(self, stamp: str) -> datetime:
        """Return the moment stored in the stamp commit. Raises Refusal if it is invalid."""
        subject = self._clone.run("show", "--no-patch", "--format=%s", stamp)
        try:
            moment: datetime | None = datetime.fromisoformat(subject.decode().strip())
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise Refusal(
                f"{self._stamp_reference} in {self._repository} does not contain a valid time",
                f"remove it there: git push {self._repository} :{self._stamp_reference}",
            )
        return moment

    def _make_commits(
        self,
        release: Release,
        difference: Difference,
        current: _BranchState,
        progress: Progress,
    ) -> tuple[str, str]:
        """Create the commits of the branch and of the stamp; return their names."""
        moment = release.moment.astimezone(UTC)
        host = urlsplit(self._repository).hostname or "localhost"
        stamp_commit = Commit(_NEW_STAMP_REF, moment, moment.isoformat(), host)
        parts = [git_fast_import.write(stamp_commit)]
        if not difference.is_empty:
            message = f"Publish the build of {release.moment.isoformat(' ', 'seconds')}"
            commit = Commit(_NEW_TIP_REF, release.moment, message, host, current.tip)
            changes = self._changes(release, difference, current.target, progress)
            parts.append(git_fast_import.write(commit, changes))
        stamp, *made = self._clone.make_commits(*parts)
        return (made[0] if made else current.tip), stamp

    def _drop_unchanged(
        self, difference: Difference, before: str, tip: str
    ) -> tuple[str, Difference]:
        """Keep only files that really changed in the difference; keep the old tip if none did."""
        if not (before and difference.uncertain):
            return tip, difference
        listed = self._clone.run("diff-tree", "-r", "-z", "--name-only", before, tip).split(b"\0")
        names = {path.decode(errors="surrogateescape") for path in listed if path}
        changed = tuple(u for u in difference.changed if u.path in names)
        unchanged = difference.unchanged + len(difference.changed) - len(changed)
        reduced = replace(difference, changed=changed, unchanged=unchanged)
        is_same = names <= {MANIFEST} and not difference.ignored_paths
        return (before if is_same else tip), reduced

    def _changes(
        self, release: Release, difference: Difference, target: TargetState, progress: Progress
    ) -> Iterator[bytes]:
        """Yield the changes of the commit on the branch."""
        for path in difference.removed:
            if path not in target.uncertain:  # else it is gone, and may be a foreign folder now
                yield git_fast_import.removal(path)
        yield from git_fast_import.file(_NO_JEKYLL, b"")
        total = len(difference.uploads)
        for number, upload in enumerate(difference.uploads, 1):
            yield from git_fast_import.file(upload.path, read_content(release, upload))
            progress("publishing", number, total)
        yield from git_fast_import.file(MANIFEST, encode_manifest(difference.manifest))

    def _push(self, current: _BranchState, tip: str, stamp: str) -> CommandError | None:
        """Push branch and stamp together; return the error if that fails."""
        if (tip, stamp) == (current.tip, current.stamp):
            return None
        refs = [f"{stamp}:{self._stamp_reference}"]
        if tip != current.tip:
            refs.append(f"{tip}:refs/heads/{self._branch}")
        lease = f"--force-with-lease={self._stamp_reference}:{current.stamp}"
        try:
            self._clone.push(lease, *refs)
        except CommandError as error:
            return error
        return None

    def _with_new_clone_if_broken(self, work: Callable[[], _Result]) -> _Result:
        """Do the work; if git fails, do it again with a new clone, as this one may be damaged."""
        try:
            return work()
        except CommandError as error:
            if error.status == NOT_STARTED:
                raise self._failed(error) from error
            self._clone.delete()
        try:
            return work()
        except CommandError as error:
            raise self._failed(error) from error

    def _failed(self, error: CommandError) -> Refusal:
        hint = error.remedy(git_credentials.remedy(self._repository))
        return Refusal(f"git cannot publish to {self.place}: {error.message}", hint)
