"""A branch of a git repository as a target, as GitHub Pages serves it: one commit a release.

A commit is made from the tree that is there, without a working copy; files of others stay, and
nothing is forced: where somebody pushed meanwhile, the push is refused and the work begins anew
from what is there now. A reference beside the branch, ``refs/newsgen/BRANCH``, notes the moment
of the newest build, also of one that changed nothing; both are pushed together or not at all.
"""

import base64
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from newsgen.builder import Progress
from newsgen.publish.commands import CommandError, call, require
from newsgen.publish.difference import Difference, Judge
from newsgen.publish.holdings import FOLDER, Holdings, decode_manifest, encode_manifest
from newsgen.publish.release import Release, Taste, read_content
from newsgen.writer import Refusal

MANIFEST = f"{FOLDER}/manifest.json"
_NO_JEKYLL = ".nojekyll"
"""Without this file GitHub Pages would leave out what begins with an underscore."""
_TOKEN = "NEWSGEN_GIT_TOKEN"  # noqa: S105 - the name of a variable
_ROUNDS = 20
"""How often a publication begins anew because somebody else pushed."""
_THERE, _STAMP = "refs/newsgen/there", "refs/newsgen/stamp"
_OVERTAKEN = (
    "non-fast-forward",
    "fetch first",
    "stale info",
    "cannot lock ref",
    "failed to update",
)
_UNTOLD = ("already exists", "incorrect old value", "reference changed", "atomic")


class _Standing(NamedTuple):
    """What the repository holds."""

    tip: str
    """The commit of the branch; empty where there is none."""
    stamp: str
    """The commit that notes the newest moment; empty where there is none."""
    held: Holdings


class Branch:
    """A branch of a repository elsewhere."""

    def __init__(self, repository: str, branch: str, memory: Path) -> None:
        require("git")
        self._repository, self._branch = repository, branch
        self._memory = memory
        self._environment = {**_identity(repository), **_credentials(repository)}
        self.place = f"{repository} ({branch})"
        self.taste = Taste()

    def look(self) -> Holdings:
        """What the branch holds. Raises Refusal where the repository cannot be reached."""
        return self._look().held

    def deliver(self, release: Release, judge: Judge, progress: Progress) -> Difference:
        """Publish the release; gives what that changed."""
        progress("looking at the branch", 0, 0)
        moment = release.moment.astimezone(UTC)
        for _ in range(_ROUNDS):
            standing = self._look()
            difference = judge(standing.held)
            tip = standing.tip
            if not difference.is_empty:
                tip = self._commit(release, difference, standing, progress)
            stamp = self._note(max(moment, _moment(standing.held) or moment))
            progress("pushing", 0, 0)
            if self._push(standing, tip, stamp):
                return difference
        raise Refusal(f"{self.place} never stands still", "publish again when others have ended")

    def _look(self) -> _Standing:
        """Fetch what is there, without its history and, where the host can, without its files."""
        if not (self._memory / "HEAD").is_file():
            self._memory.mkdir(parents=True, exist_ok=True)
            self._git("init", "--quiet", "--bare")
        self._git("config", "remote.there.url", self._repository)
        ours, noted = f"refs/heads/{self._branch}", f"refs/newsgen/{self._branch}"
        listed = self._reach("ls-remote", "there", ours, noted).decode().split()
        present = dict(zip(listed[1::2], listed[::2], strict=True))
        wanted = [
            f"+{name}:{here}" for name, here in ((ours, _THERE), (noted, _STAMP)) if name in present
        ]
        if wanted:
            self._reach("fetch", "--quiet", "--depth=1", "--filter=blob:none", "there", *wanted)
        tip, stamp = present.get(ours, ""), present.get(noted, "")
        return _Standing(tip, stamp, self._holdings(tip, stamp))

    def _holdings(self, tip: str, stamp: str) -> Holdings:
        if not tip:
            return Holdings()
        paths = self._git("ls-tree", "-r", "-z", "--name-only", tip).decode().split("\0")
        there = frozenset(path for path in paths if path)
        if MANIFEST not in there:
            return Holdings(foreign=there)
        manifest = decode_manifest(self._git("show", f"{tip}:{MANIFEST}"), self.place)
        if stamp:
            noted = self._git("show", "--no-patch", "--format=%s", stamp).decode().strip()
            manifest = replace(manifest, moment=max(manifest.moment, datetime.fromisoformat(noted)))
        own = {MANIFEST, _NO_JEKYLL}
        missing = manifest.files.keys() - there
        unsure = {path: manifest.files[path] for path in missing}
        return Holdings(manifest, unsure=unsure, foreign=there - manifest.files.keys() - own)

    def _commit(
        self, release: Release, difference: Difference, standing: _Standing, progress: Progress
    ) -> str:
        """Make the commit in the repository on this machine; gives its name."""
        total = len(difference.uploads)
        for number, upload in enumerate(difference.uploads, 1):
            read_content(release, upload)  # it must be what the build made
            progress("publishing", number, total)
        sources = "".join(f"{release.folder / u.source}\n" for u in difference.uploads)
        names = self._git(
            "hash-object", "-w", "--no-filters", "--stdin-paths", given=sources.encode()
        )
        blobs = dict(zip((u.path for u in difference.uploads), names.decode().split(), strict=True))
        blobs[MANIFEST] = self._store(encode_manifest(difference.manifest))
        blobs[_NO_JEKYLL] = self._store(b"")
        index = {"GIT_INDEX_FILE": str(self._memory / "newsgen-index")}
        self._git("read-tree", standing.tip or "--empty", more=index)
        lines = [f"0 {'0' * 40}\t{path}\0" for path in difference.removed]
        lines += [f"100644 {blob}\t{path}\0" for path, blob in sorted(blobs.items())]
        given = "".join(lines).encode()
        self._git("update-index", "-z", "--index-info", given=given, more=index)
        tree = self._git("write-tree", "--missing-ok", more=index).decode().strip()
        parent = ("-p", standing.tip) if standing.tip else ()
        message = f"Publish the build of {release.moment.isoformat(' ', 'seconds')}"
        return self._record(tree, message, release.moment, parent)

    def _note(self, moment: datetime) -> str:
        """A commit that notes the moment of the newest build: the same for the same moment."""
        tree = self._git("mktree").decode().strip()
        return self._record(tree, moment.isoformat(), moment, ())

    def _record(self, tree: str, message: str, moment: datetime, parent: Iterable[str]) -> str:
        date = f"{int(moment.timestamp())} +0000"
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        return self._git("commit-tree", tree, *parent, "-m", message, more=dates).decode().strip()

    def _push(self, standing: _Standing, tip: str, stamp: str) -> bool:
        """Push branch and note together; False where somebody else was quicker."""
        if (tip, stamp) == (standing.tip, standing.stamp):
            return True
        noted = f"refs/newsgen/{self._branch}"
        refs = [f"{stamp}:{noted}"]
        if tip != standing.tip:
            refs.append(f"{tip}:refs/heads/{self._branch}")
        lease = f"--force-with-lease={noted}:{standing.stamp}"
        try:
            self._git("push", "--quiet", "--atomic", "--porcelain", lease, "there", *refs)
        except CommandError as error:
            if any(word in error.said for word in _OVERTAKEN):
                return False
            raise self._failed(error) from error
        return True

    def _store(self, content: bytes) -> str:
        return self._git("hash-object", "-w", "--stdin", given=content).decode().strip()

    def _reach(self, *arguments: str) -> bytes:
        """Ask git for something that the repository elsewhere has to answer."""
        try:
            return self._git(*arguments)
        except CommandError as error:
            raise self._failed(error) from error

    def _git(self, *arguments: str, given: bytes = b"", more: Mapping[str, str] = {}) -> bytes:
        command = ["git", f"--git-dir={self._memory}", *arguments]
        return call(command, given, {**self._environment, **more})

    def _failed(self, error: CommandError) -> Refusal:
        hint = f"check that you may push there; over https git takes the token in {_TOKEN}"
        return Refusal(f"git cannot publish to {self.place}: {error.said}", hint)


def _moment(held: Holdings) -> datetime | None:
    return held.manifest.moment if held.manifest else None


def _identity(repository: str) -> Mapping[str, str]:
    """Who makes commits, unless the environment says."""
    host = urlsplit(repository).hostname or "localhost"
    who = {"NAME": "newsgen", "EMAIL": f"newsgen@{host}"}
    names = {f"GIT_{role}_{part}": v for role in ("AUTHOR", "COMMITTER") for part, v in who.items()}
    return {name: os.environ.get(name, value) for name, value in names.items()}


def _credentials(repository: str) -> Mapping[str, str]:
    """The token of the environment, for this host alone; no argument or file ever holds it."""
    token = os.environ.get(_TOKEN, "")
    parts = urlsplit(repository)
    if not token or parts.scheme not in ("https", "http"):
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{parts.scheme}://{parts.netloc}/.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}",
    }
