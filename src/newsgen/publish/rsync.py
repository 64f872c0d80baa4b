"""A server that is reached by ssh and rsync, as a target: complete releases and a link to one.

The folder on the server contains ``releases/`` with a folder per release, and ``current``, a link
to the one that readers see. A new release starts as hard links to the files of the current one, so
that only the difference is transferred; then the link is replaced by one rename. newsgen's own
files are in ``.newsgen/`` next to them, which no web server shows.
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
from newsgen.publish.clocks import ask_with_clock
from newsgen.publish.diff import Difference, PublishChecks
from newsgen.publish.release import Compression, Release, Upload, UploadFormat, read_content
from newsgen.publish.rsync_answer import ServerAnswer, read_answer, read_target_state, read_time
from newsgen.publish.subprocesses import (
    SSH_OPTIONS,
    CommandError,
    call,
    require,
    retry,
    run_and_count_lines,
    temporary_folder,
)
from newsgen.publish.target_manifest import TargetState, encode_manifest

_ATTEMPTS = 20
"""Most attempts of a publication when other publications interfere."""
_CONNECTION_LOST = frozenset({10, 12, 30, 35, 255})
"""Exit statuses of rsync (rsync(1), EXIT VALUES) and ssh when the connection is lost."""


class _ServerState(NamedTuple):
    """The state of the server."""

    name: str
    """Name of the current release; empty if there is none."""
    newest: str
    """Time of the newest build, as stored there; empty if none is stored."""
    target: TargetState


class RsyncServer:
    """A folder on a server that contains releases."""

    def __init__(
        self,
        host: str,
        port: int,
        folder: str,
        keep: int,
        compressions: tuple[Compression, ...] = (),
    ) -> None:
        require("ssh")
        require("rsync")
        port_option = ["-p", str(port)] if port else []
        self._shell = [*_remote_shell(), *SSH_OPTIONS, *port_option]
        self._host, self._keep = host, keep
        self._folder = folder.removeprefix("~/") or "."  # the home folder
        self.place = f"{_bracketed(host)}:{folder}"
        self.upload_format = UploadFormat(compressions=compressions)

    def read_state(self) -> TargetState:
        """Return what the current release holds. Raises Refusal if the server cannot be reached."""
        return self._read_current().target

    def publish(self, release: Release, checks: PublishChecks, progress: Progress) -> Difference:
        """Publish the release, and return what changed."""
        moment = rsync_releases.write_moment(release.moment)
        current = self._read_current()
        checks.clock(current.target.clock)
        difference: Difference | None = None
        for _ in range(_ATTEMPTS):
            before, difference = difference, checks.changes(current.target)
            manifest = encode_manifest(difference.manifest)
            name = rsync_releases.name_release(moment, manifest)
            if before is not None and current.name == name:
                return before  # the link was replaced, but the answer was lost
            if difference.is_empty:
                done = self._run_unless_overtaken(
                    rsync_scripts.STAMP, current.name, current.newest, moment
                )
            else:
                base = current.name[-8:] or "first"
                incoming = f"{name}.{base}.{_machine_key(release)}"
                self._upload_release(release, difference, incoming, current.name, progress)
                expected, sizes = (current.name, current.newest), (self._keep, len(manifest))
                arguments = (name, *expected, moment, *map(str, sizes), incoming)
                done = self._run_unless_overtaken(rsync_scripts.SWITCH, *arguments, stdin=manifest)
            if done:
                return difference
            current = self._read_current()
        raise Refusal(
            f"other publications keep changing {self.place}",
            "publish again when they have finished",
        )

    def roll_back(self, name: str) -> str:
        """Show readers the release of that name, or the one before if it is empty; return its name.

        Raises Refusal if there is none.
        """
        if name and not rsync_releases.is_release(name):
            raise Refusal(
                f"`{name}` is not the name of a release", "newsgen rollback --list shows them"
            )
        shown = self._ask().name
        if not shown:
            raise Refusal(f"nothing was published to {self.place} yet", "publish first")
        try:
            return self._run(rsync_scripts.ROLL_BACK, name, shown).decode().strip()
        except CommandError as error:
            if error.status == rsync_scripts.OVERTAKEN:
                hint = "check what readers see now, and roll back again if necessary"
                raise Refusal(f"another publication changed {self.place}", hint) from error
            if error.status != rsync_scripts.UNKNOWN:
                raise self._failed(error) from error
            kept = ", ".join(rsync_releases.find_releases(error.stderr)) or "none"
            missing = f"no release {name}" if name else "no earlier release"
            raise Refusal(f"{self.place} keeps {missing}", f"it keeps: {kept}") from error

    def list_releases(self) -> tuple[rsync_releases.ServerRelease, ...]:
        """Return the kept releases, newest first. Raises Refusal like ``read_state``."""
        shown = self._ask().name
        try:
            listed = self._run(rsync_scripts.LIST).decode(errors="replace").split()
        except CommandError as error:
            raise self._failed(error) from error
        names = sorted(filter(rsync_releases.is_release, listed), reverse=True)
        return tuple(rsync_releases.ServerRelease(name, name == shown) for name in names)

    def _read_current(self) -> _ServerState:
        answer = self._ask()
        try:
            target = read_target_state(answer, self.place)
        except (Refusal, ValueError) as error:
            raise Refusal(
                f"newsgen's own files in {self.place} are damaged, or from another version",
                rsync_scripts.REMEDIES[rsync_scripts.NOT_OURS],
            ) from error
        return _ServerState(answer.name, answer.newest, target)

    def _ask(self) -> ServerAnswer:
        """Run LOOK on the server and parse its answer. Raises Refusal if it cannot be reached."""
        look = partial(self._call, rsync_scripts.LOOK)
        try:
            output, clock = retry(lambda: ask_with_clock(look, read_time), _is_connection_lost)
        except CommandError as error:
            raise self._failed(error) from error
        answer = read_answer(output)
        if answer is None:
            hint = "change ~/.bashrc and the like to print nothing without a terminal"
            raise Refusal(f"the login at {self.place} prints something, which breaks rsync", hint)
        if answer.name and not rsync_releases.is_release(answer.name):
            raise Refusal(
                f"`current` in {self.place} is not newsgen's",
                "move it away: newsgen needs that name for a link to the current release",
            )
        return answer._replace(clock=clock)

    def _upload_release(
        self, release: Release, difference: Difference, incoming: str, base: str, progress: Progress
    ) -> None:
        """Upload the files of a new release to a folder that readers do not see yet."""
        progress("preparing the server", 0, 0)
        removed = b"".join(f"{path}\0".encode() for path in difference.removed)
        try:
            self._run(rsync_scripts.PREPARE, incoming, base, stdin=removed)
            with temporary_folder() as place:
                _collect_files(Path(place), release, difference.uploads)
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
        report = partial(_report_lines, progress, total)
        retry(lambda: run_and_count_lines(arguments, report), _is_connection_lost)

    def _run_unless_overtaken(self, script: str, *arguments: str, stdin: bytes = b"") -> bool:
        """Run a script; return False if another publication was faster."""
        try:
            self._run(script, *arguments, stdin=stdin)
        except CommandError as error:
            if error.status == rsync_scripts.OVERTAKEN:
                return False
            raise self._failed(error) from error
        return True

    def _run(self, script: str, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run a script in the folder on the server, and return its output."""
        attempt = partial(self._call, script, *arguments, stdin=stdin)
        return retry(attempt, _is_connection_lost)

    def _call(self, script: str, *arguments: str, stdin: bytes = b"") -> bytes:
        words = ["sh", "-c", script, "newsgen", self._folder, *arguments]
        return call([*self._shell, "--", self._host, shlex.join(words)], stdin)

    def _failed(self, error: CommandError) -> Refusal:
        default = rsync_scripts.REMEDIES.get(
            error.status, "check that you can log in there with ssh"
        )
        hint = error.remedy(default)
        reason = f": {error.message}" if error.message else ""
        return Refusal(f"cannot publish to {self.place}{reason}", hint)


def _remote_shell() -> list[str]:
    """Return the ssh command. Raises Refusal if RSYNC_RSH cannot be parsed."""
    words = os.environ.get("RSYNC_RSH", "").strip() or "ssh"
    try:
        return shlex.split(words)
    except ValueError as error:
        hint = "write the command and its options as in a shell"
        raise Refusal(f"RSYNC_RSH is not a command: {error}", hint) from error


def _bracketed(host: str) -> str:
    """Return the host as it is written before a colon: an IPv6 address in brackets."""
    login, at, name = host.rpartition("@")
    return f"{login}{at}[{name}]" if ":" in name else host


def _collect_files(place: Path, release: Release, uploads: Sequence[Upload]) -> None:
    """Put compressed files, and links to the other files, into a folder for rsync.

    Raises Refusal if a file was changed since the build.
    """
    for upload in uploads:
        content = read_content(release, upload)
        file = place / upload.path
        file.parent.mkdir(parents=True, exist_ok=True)
        if upload.compression:
            file.write_bytes(content)
        else:
            file.symlink_to(release.folder / upload.source)


def _machine_key(release: Release) -> str:
    """Return a key for this machine and output folder, so that it resumes only its own uploads."""
    return digest_bytes(f"{platform.node()}:{release.folder}".encode())[:8]


def _is_connection_lost(error: CommandError) -> bool:
    return error.status in _CONNECTION_LOST and not error.is_permanent


def _report_lines(progress: Progress, total: int, done: int) -> None:
    progress("publishing", min(done, total), total)
