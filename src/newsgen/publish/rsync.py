"""A server that ssh and rsync reach, as a target: whole releases, and a link to the one in force.

The folder on the server holds ``releases/``, one folder a release, and ``current``, a link to
that which readers are shown. A new release begins as hard links to the files of the current one, so
that only what differs travels; then the link is put in its place by one rename. What newsgen
notes lies in ``.newsgen/`` beside them, where no web server looks.
"""

import os
import platform
import shlex
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from newsgen.builder.progress import Progress
from newsgen.diagnostics import Refusal
from newsgen.digest import digest_bytes
from newsgen.publish import rsync_releases, rsync_scripts
from newsgen.publish.answer import HttpAnswer, read_answer, read_time, recorded
from newsgen.publish.clocks import listen
from newsgen.publish.diff import Difference, Judge
from newsgen.publish.release import Packing, Release, Upload, UploadFormat, read_content
from newsgen.publish.subprocesses import (
    SSH_OPTIONS,
    CommandError,
    call,
    follow,
    require,
    retry,
    temporary_folder,
)
from newsgen.publish.target_manifest import TargetState, encode_manifest

_ROUNDS = 20
"""How often a publication begins anew because another one came between."""
_BROKEN_OFF = frozenset({10, 12, 30, 35, 255})
"""What rsync (rsync(1), EXIT VALUES) and ssh end with when the way to the server is cut."""


class _CurrentRelease(NamedTuple):
    """What the server shows its readers."""

    name: str
    """Of the release in force; empty where there is none."""
    newest: str
    """The moment of the newest build, as it is noted there; empty where none is."""
    held: TargetState


class Server:
    """A folder on a server, with releases in it."""

    def __init__(
        self, host: str, port: int, folder: str, keep: int, packings: tuple[Packing, ...] = ()
    ) -> None:
        require("ssh")
        require("rsync")
        port_option = ["-p", str(port)] if port else []
        self._shell = [*_remote_shell(), *SSH_OPTIONS, *port_option]
        self._host, self._keep = host, keep
        self._folder = folder.removeprefix("~/") or "."  # where a login begins
        self.place = f"{_bracketed(host)}:{folder}"
        self.upload_format = UploadFormat(packings=packings)

    def look(self) -> TargetState:
        """What the server shows its readers. Raises Refusal where it cannot be reached."""
        return self._look().held

    def deliver(self, release: Release, judge: Judge, progress: Progress) -> Difference:
        """Publish the release; gives what that changed."""
        moment = rsync_releases.write_moment(release.moment)
        standing = self._look()
        judge.clock(standing.held.clock)
        difference: Difference | None = None
        for _ in range(_ROUNDS):
            before, difference = difference, judge.difference(standing.held)
            record = encode_manifest(difference.manifest)
            name = rsync_releases.name_release(moment, record)
            if before is not None and standing.name == name:
                return before  # the link was put, and the answer was lost
            if difference.is_empty:
                done = self._try(rsync_scripts.STAMP, standing.name, standing.newest, moment)
            else:
                base = standing.name[-8:] or "first"
                incoming = f"{name}.{base}.{_ourselves(release)}"
                self._bring(release, difference, incoming, standing.name, progress)
                expected, sizes = (standing.name, standing.newest), (self._keep, len(record))
                arguments = (name, *expected, moment, *map(str, sizes), incoming)
                done = self._try(rsync_scripts.SWITCH, *arguments, given=record)
            if done:
                return difference
            standing = self._look()
        raise Refusal(f"{self.place} never stands still", "publish again when others have ended")

    def roll_back(self, name: str) -> str:
        """Show readers the release of that name, or the one before; gives its name.

        Raises Refusal where there is none.
        """
        if name and not rsync_releases.is_release(name):
            raise Refusal(
                f"`{name}` is no release", "newsgen rollback --list shows those there are"
            )
        shown = self._ask().name
        if not shown:
            raise Refusal(f"nothing was published to {self.place} yet", "publish first")
        try:
            return self._run(rsync_scripts.ROLL_BACK, name, shown).decode().strip()
        except CommandError as error:
            if error.status == rsync_scripts.OVERTAKEN:
                hint = "look at what readers are shown now, and roll back again if need be"
                raise Refusal(f"{self.place} was published to meanwhile", hint) from error
            if error.status != rsync_scripts.UNKNOWN:
                raise self._failed(error) from error
            kept = ", ".join(rsync_releases.find_releases(error.said)) or "none"
            what = f"no release {name}" if name else "no earlier release"
            raise Refusal(f"{self.place} keeps {what}", f"kept there: {kept}") from error

    def kept(self) -> tuple[rsync_releases.KeptRelease, ...]:
        """The releases that are kept, the newest first. Raises Refusal as ``look`` does."""
        shown = self._ask().name
        try:
            listed = self._run(rsync_scripts.LIST).decode(errors="replace").split()
        except CommandError as error:
            raise self._failed(error) from error
        names = sorted(filter(rsync_releases.is_release, listed), reverse=True)
        return tuple(rsync_releases.KeptRelease(name, name == shown) for name in names)

    def _look(self) -> _CurrentRelease:
        answer = self._ask()
        try:
            held = recorded(answer, self.place)
        except (Refusal, ValueError) as error:
            raise Refusal(
                f"what {self.place} notes of its release is damaged, or of another newsgen",
                rsync_scripts.REMEDIES[rsync_scripts.STRANGE],
            ) from error
        return _CurrentRelease(answer.name, answer.newest, held)

    def _ask(self) -> HttpAnswer:
        """What the server says of itself. Raises Refusal where it cannot be reached."""
        look = partial(self._call, rsync_scripts.LOOK)
        try:
            said, clock = retry(lambda: listen(look, read_time), _is_broken_off)
        except CommandError as error:
            raise self._failed(error) from error
        answer = read_answer(said)
        if answer is None:
            hint = "let ~/.bashrc and the like print nothing there where no terminal is"
            raise Refusal(
                f"logging in to {self.place} prints something, which rsync trips on", hint
            )
        if answer.name and not rsync_releases.is_release(answer.name):
            raise Refusal(
                f"`current` in {self.place} is not newsgen's",
                "move it away: newsgen makes it a link to the release in force",
            )
        return answer._replace(clock=clock)

    def _bring(
        self, release: Release, difference: Difference, incoming: str, base: str, progress: Progress
    ) -> None:
        """Lay the files of a new release down on the server, where no reader sees them yet."""
        progress("preparing the server", 0, 0)
        gone = b"".join(f"{path}\0".encode() for path in difference.removed)
        try:
            self._run(rsync_scripts.PREPARE, incoming, base, given=gone)
            with temporary_folder() as place:
                _gather(Path(place), release, difference.uploads)
                self._send(place, incoming, difference.uploads, progress)
        except CommandError as error:
            raise self._failed(error) from error

    def _send(
        self, place: str, incoming: str, uploads: Sequence[Upload], progress: Progress
    ) -> None:
        total = len(uploads)
        arguments = [
            "rsync",
            "--recursive",
            "--copy-links",
            "--checksum",
            "--times",
            "--perms",
            "--chmod=D755,F644",
            "--compress",
            "--protect-args",
            "--timeout=60",
            "--temp-dir=.parts",
            "--out-format=%n",
            f"--rsh={shlex.join(self._shell)}",
            "--",
            f"{place}/",
            f"{_bracketed(self._host)}:{self._folder}/releases/.{incoming}/",
        ]
        tell = partial(_tell, progress, total)
        retry(lambda: follow(arguments, tell), _is_broken_off)

    def _try(self, script: str, *arguments: str, given: bytes = b"") -> bool:
        """Run a script that gives up where somebody else was quicker."""
        try:
            self._run(script, *arguments, given=given)
        except CommandError as error:
            if error.status == rsync_scripts.OVERTAKEN:
                return False
            raise self._failed(error) from error
        return True

    def _run(self, script: str, *arguments: str, given: bytes = b"") -> bytes:
        """What the script writes on the server, in whose folder it runs."""
        attempt = partial(self._call, script, *arguments, given=given)
        return retry(attempt, _is_broken_off)

    def _call(self, script: str, *arguments: str, given: bytes = b"") -> bytes:
        words = ["sh", "-c", script, "newsgen", self._folder, *arguments]
        return call([*self._shell, "--", self._host, shlex.join(words)], given)

    def _failed(self, error: CommandError) -> Refusal:
        usual = rsync_scripts.REMEDIES.get(error.status, "check that you can log in there with ssh")
        hint = error.remedy(usual)
        said = f": {error.told}" if error.told else ""
        return Refusal(f"cannot publish to {self.place}{said}", hint)


def _remote_shell() -> list[str]:
    """How ssh is called. Raises Refusal where the variable that says so cannot be read."""
    words = os.environ.get("RSYNC_RSH", "").strip() or "ssh"
    try:
        return shlex.split(words)
    except ValueError as error:
        hint = "write the command and its options as in a shell"
        raise Refusal(f"RSYNC_RSH is no command: {error}", hint) from error


def _bracketed(host: str) -> str:
    """The host as it is written before a colon: an address of IPv6 stands in brackets."""
    login, at, name = host.rpartition("@")
    return f"{login}{at}[{name}]" if ":" in name else host


def _gather(place: Path, release: Release, uploads: Sequence[Upload]) -> None:
    """Lay down, for rsync to copy, packed files and links to the others, as they are to lie there.

    Raises Refusal where a file is not what the build made.
    """
    for upload in uploads:
        content = read_content(release, upload)
        file = place / upload.path
        file.parent.mkdir(parents=True, exist_ok=True)
        if upload.packing:
            file.write_bytes(content)
        else:
            file.symlink_to(release.folder / upload.source)


def _ourselves(release: Release) -> str:
    """A word for this machine and output folder: what was cut off is taken up by whom it was."""
    return digest_bytes(f"{platform.node()}:{release.folder}".encode())[:8]


def _is_broken_off(error: CommandError) -> bool:
    return error.status in _BROKEN_OFF and not error.is_final


def _tell(progress: Progress, total: int, done: int) -> None:
    progress("publishing", min(done, total), total)
