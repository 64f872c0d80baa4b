"""A branch of a git repository as a target, as GitHub Pages serves it: one commit a release.

A commit is made from the tree that is there, without a working copy; files of others stay, and
nothing is forced: where somebody pushed meanwhile, the push is refused and the work begins anew
from what is there now. A reference beside the branch, ``refs/newsgen/BRANCH``, notes the moment
of the newest build, also of one that changed nothing; both are pushed together or not at all.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from msgspec.structs import replace

from newsgen.builder.progress import Progress
from newsgen.diagnostics import Refusal
from newsgen.publish import git_credentials, git_fast_import, trees
from newsgen.publish.diff import Difference, Judge
from newsgen.publish.git_fast_import import Commit
from newsgen.publish.release import Release, UploadFormat, read_content
from newsgen.publish.subprocesses import (
    NOT_STARTED,
    TRIES,
    CommandError,
    call,
    feed,
    require,
    retry,
)
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
"""Without this file GitHub Pages would leave out what begins with an underscore."""
_PATIENCE = 600
"""Seconds to wait for another publication on this machine, at most."""
_ROUNDS = 20
"""How often a publication begins anew because somebody else pushed."""
_THERE, _STAMP, _MADE, _NOTED = (f"refs/newsgen/{n}" for n in ("there", "stamp", "made", "noted"))
_SHA256 = re.compile(rb"[0-9a-f]{64}\t")
"""The name of an object, where the repository makes them with SHA-256."""
_T = TypeVar("_T")


class _CurrentRelease(NamedTuple):
    """What the repository holds."""

    tip: str
    """The commit of the branch; empty where there is none."""
    stamp: str
    """The commit that notes the newest moment; empty where there is none."""
    held: TargetState


class _Pushed(NamedTuple):
    """What became of an attempt to publish."""

    difference: Difference
    found: tuple[str, str]
    """The commits of the branch and of the note that it was made upon."""
    tip: str
    """The commit that was to be the branch."""
    failure: CommandError | None
    patience: int
    """How many more such failures are borne while nothing moves there."""


class Branch:
    """A branch of a repository elsewhere."""

    def __init__(self, repository: str, branch: str, memory: Path) -> None:
        require("git")
        self._repository, self._branch = repository, branch
        self._note = f"refs/newsgen/{branch}"
        self._shared, self._memory = memory, memory / "repository"
        self._options = git_credentials.credentials(repository)
        self._surroundings = git_credentials.surroundings(repository)
        self.place = f"{repository} ({branch})"
        self.upload_format = UploadFormat()

    def look(self) -> TargetState:
        """What the branch holds. Raises Refusal where the repository cannot be reached."""
        with locked(self._shared, _PATIENCE):
            held = self._healed(self._look).held
            return replace(held, clock=git_credentials.read_clock(self._repository))

    def deliver(self, release: Release, judge: Judge, progress: Progress) -> Difference:
        """Publish the release; gives what that changed."""
        progress("looking at the branch", 0, 0)
        with locked(self._shared, _PATIENCE):
            judge.clock(git_credentials.read_clock(self._repository))
            pushed: _Pushed | None = None
            for _ in range(_ROUNDS):
                attempt = partial(self._attempt, release, judge, progress, pushed)
                pushed = self._healed(attempt)
                if pushed.failure is None:
                    return pushed.difference
        raise Refusal(f"{self.place} never stands still", "publish again when others have ended")

    def _attempt(
        self, release: Release, judge: Judge, progress: Progress, before: _Pushed | None
    ) -> _Pushed:
        """Look, commit and push once; ``before`` is the attempt before this one."""
        standing = self._look()
        patience = TRIES
        if before is not None and before.failure is not None:
            if before.tip != before.found[0] and before.tip == standing.tip:
                return before._replace(failure=None)  # it went there, and the answer was lost
            if (standing.tip, standing.stamp) == before.found:
                patience = before.patience - 1
                if before.failure.is_final or not patience:
                    raise self._failed(before.failure) from before.failure
        difference = judge.difference(standing.held)
        wanted = {MANIFEST, _NO_JEKYLL, *(upload.path for upload in difference.uploads)}
        trees.refuse_folders(wanted, standing.held.foreign, self.place)
        tip, stamp = self._make(release, difference, standing, progress)
        tip, difference = self._narrowed(difference, standing.tip, tip)
        progress("pushing", 0, 0)
        failure = self._push(standing, tip, stamp)
        return _Pushed(difference, (standing.tip, standing.stamp), tip, failure, patience)

    def _look(self) -> _CurrentRelease:
        """Fetch what is there, without its history and, where the host can, without its files."""
        if not (self._memory / "HEAD").is_file():
            self._begin("sha1")
        ours = f"refs/heads/{self._branch}"
        listed = self._reach("ls-remote", self._repository, ours, self._note).splitlines()
        names = {line.partition(b"\t")[2] for line in listed}
        algorithm = "sha256" if any(_SHA256.match(line) for line in listed) else "sha1"
        if self._git("rev-parse", "--show-object-format").decode().strip() != algorithm:
            self._begin(algorithm)
        self._git("config", "remote.there.url", self._repository)
        places = ((ours, _THERE), (self._note, _STAMP))
        present = [(name, here) for name, here in places if name.encode() in names]
        if present:
            wanted = [f"+{name}:{here}" for name, here in present]
            options = ("--quiet", "--depth=1", "--no-tags", "--filter=blob:none")
            retry(lambda: self._git("fetch", *options, "there", *wanted), _is_worth_it)
        found = {here: self._git("rev-parse", here).decode().strip() for _, here in present}
        tip, stamp = found.get(_THERE, ""), found.get(_STAMP, "")
        return _CurrentRelease(tip, stamp, self._holdings(tip, stamp))

    def _begin(self, algorithm: str) -> None:
        """Make the memory, for names of objects that are made so, whatever git prefers here."""
        self._forget()
        self._memory.mkdir(parents=True)
        preferred = {**self._surroundings, "GIT_DEFAULT_HASH": algorithm}
        call(self._command("init", "--quiet", "--bare"), surroundings=preferred)
        self._git("config", "gc.autoDetach", "false")

    def _holdings(self, tip: str, stamp: str) -> TargetState:
        if not tip:
            return TargetState()
        tree = trees.read(self._git("ls-tree", "-r", "-z", tip))
        there = frozenset(path for path in tree if not is_own(path))
        if MANIFEST not in tree:
            return TargetState(foreign=there)
        if not trees.is_file(tree[MANIFEST]):
            raise unreadable(self.place, f"{MANIFEST} is not a file")
        noted = self._git("show", f"{tip}:{MANIFEST}")
        manifest, forgotten = decode_manifest(noted, self.place)
        if stamp:
            manifest = replace(manifest, moment=self._noted(stamp))
        unsure = {path: manifest.files[path] for path in manifest.files.keys() - there}
        foreign = there - manifest.files.keys() - {_NO_JEKYLL}
        return TargetState(manifest, unsure=unsure, foreign=foreign, forgotten=forgotten)

    def _noted(self, stamp: str) -> datetime:
        """The moment that is noted beside the branch. Raises Refusal where it is none."""
        said = self._git("show", "--no-patch", "--format=%s", stamp)
        try:
            moment: datetime | None = datetime.fromisoformat(said.decode().strip())
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise Refusal(
                f"{self._note} in {self._repository} should note a moment, and does not",
                f"remove it there: git push {self._repository} :{self._note}",
            )
        return moment

    def _make(
        self,
        release: Release,
        difference: Difference,
        standing: _CurrentRelease,
        progress: Progress,
    ) -> tuple[str, str]:
        """Make the commits of the branch and of the note on this machine; gives their names."""
        moment = release.moment.astimezone(UTC)
        host = urlsplit(self._repository).hostname or "localhost"
        note = Commit(_NOTED, moment, moment.isoformat(), host)
        parts = [git_fast_import.write(note)]
        if not difference.is_empty:
            message = f"Publish the build of {release.moment.isoformat(' ', 'seconds')}"
            commit = Commit(_MADE, release.moment, message, host, standing.tip)
            changes = self._changes(release, difference, standing.held, progress)
            parts.append(git_fast_import.write(commit, changes))
        command = self._command("fast-import", "--quiet", "--force")
        stamp, *made = (
            feed(
                command,
                chain((git_fast_import.START,), *parts, (git_fast_import.END,)),
                self._surroundings,
            )
            .decode()
            .split()
        )
        return (made[0] if made else standing.tip), stamp

    def _narrowed(self, difference: Difference, before: str, tip: str) -> tuple[str, Difference]:
        """The difference as far as files differ indeed, and the commit, if any do."""
        if not (before and difference.unsure):
            return tip, difference
        listed = self._git("diff-tree", "-r", "-z", "--name-only", before, tip).split(b"\0")
        names = {path.decode(errors="surrogateescape") for path in listed if path}
        changed = tuple(u for u in difference.changed if u.path in names)
        unchanged = difference.unchanged + len(difference.changed) - len(changed)
        narrowed = replace(difference, changed=changed, unchanged=unchanged)
        is_same = names <= {MANIFEST} and not difference.forgotten
        return (before if is_same else tip), narrowed

    def _changes(
        self, release: Release, difference: Difference, held: TargetState, progress: Progress
    ) -> Iterator[bytes]:
        """What the commit of the branch changes."""
        for path in difference.removed:
            if path not in held.unsure:  # it went already; a folder of others may bear its name
                yield git_fast_import.removal(path)
        yield from git_fast_import.file(_NO_JEKYLL, b"")
        total = len(difference.uploads)
        for number, upload in enumerate(difference.uploads, 1):
            yield from git_fast_import.file(upload.path, read_content(release, upload))
            progress("publishing", number, total)
        yield from git_fast_import.file(MANIFEST, encode_manifest(difference.manifest))

    def _push(self, standing: _CurrentRelease, tip: str, stamp: str) -> CommandError | None:
        """Push branch and note together; gives why that failed."""
        if (tip, stamp) == (standing.tip, standing.stamp):
            return None
        refs = [f"{stamp}:{self._note}"]
        if tip != standing.tip:
            refs.append(f"{tip}:refs/heads/{self._branch}")
        lease = f"--force-with-lease={self._note}:{standing.stamp}"
        try:
            self._git("push", "--quiet", "--atomic", lease, "there", *refs)
        except CommandError as error:
            return error
        return None

    def _healed(self, work: Callable[[], _T]) -> _T:
        """What the work gives: done again with an empty memory where this one is damaged."""
        try:
            return work()
        except CommandError as error:
            if error.status == NOT_STARTED:
                raise self._failed(error) from error
            self._forget()
        try:
            return work()
        except CommandError as error:
            raise self._failed(error) from error

    def _forget(self) -> None:
        """Throw the memory away, whatever has taken its place."""
        if self._memory.is_symlink() or self._memory.is_file():
            self._memory.unlink()
        shutil.rmtree(self._memory, ignore_errors=True)

    def _reach(self, *arguments: str) -> bytes:
        """Ask git for something that the repository elsewhere has to answer."""
        try:
            return retry(lambda: self._git(*arguments), _is_worth_it)
        except CommandError as error:
            if str(self._memory) in error.said:
                raise  # it is the memory that is damaged
            raise self._failed(error) from error

    def _git(self, *arguments: str) -> bytes:
        return call(self._command(*arguments), surroundings=self._surroundings)

    def _command(self, *arguments: str) -> list[str]:
        return ["git", f"--git-dir={self._memory}", *self._options, *arguments]

    def _failed(self, error: CommandError) -> Refusal:
        hint = error.remedy(git_credentials.remedy(self._repository))
        return Refusal(f"git cannot publish to {self.place}: {error.told}", hint)


def _is_worth_it(error: CommandError) -> bool:
    return not error.is_final
