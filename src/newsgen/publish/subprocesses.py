"""Runs other programs - ssh, rsync, git - without a shell, and explains their errors."""

import errno
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO, TypeVar

from newsgen.diagnostics import Refusal
from newsgen.publish.system_errors import NO_ROOM
from newsgen.publish.target_manifest import LARGEST

TRIES = 4
"""Most attempts of something that may succeed later."""
SSH_OPTIONS = (
    *("-o", "BatchMode=yes"),
    *("-o", "ConnectTimeout=20"),
    *("-o", "ServerAliveInterval=15"),
)
"""No questions, and a limited wait for a server that does not answer."""
_LIMIT = 2 * LARGEST
"""Most bytes that a program may write: a manifest and what goes with it."""
_STDERR_SHOWN = 1000
"""Characters of a program's error output that a message quotes."""
_GRACE = 5.0
"""Seconds that a program has to end itself."""
NOT_STARTED = 127
"""Exit status of a shell if the program does not exist."""
_PERMANENT = (
    "Permission denied",
    "verification failed",
    "Could not resolve hostname",
    "Authentication failed",
    "terminal prompts disabled",
    "does not exist",
    "not found",
    "not appear to be a git repository",
    "dubious ownership",
    "declined",
    "returned error: 4",
    "prohibited",
)
"""Parts of error messages (in English) after which a retry cannot succeed."""
_REMEDIES: Mapping[str, str] = {
    "Host key verification failed": "the server's key is unknown or has changed: compare the key"
    " that ssh-keyscan shows with the server's administrator, and add it to ~/.ssh/known_hosts",
    "Permission denied (publickey": "the server accepts none of the keys that ssh offers: ssh -v"
    " shows them",
    "Connection refused": "nothing answers there: check host and port",
    "Could not resolve hostname": "the host is unknown: check its name",
    "does not appear to be a git repository": "create a repository there, or correct `repository`",
    "No space left": "free some space there",
    "has no referent": "files of the build were removed meanwhile: build again",
    "cannot be started": NO_ROOM,
    "wrote more than": "remove .newsgen/ there and publish with --adopt: it is not newsgen's",
}
"""Remedies by part of the error message of ssh, rsync or git (in English)."""
_OF_ANOTHER_REPOSITORY = frozenset({
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
})  # fmt: skip
"""Variables that git sets for its hooks (git-rev-parse(1), --local-env-vars), one of which may have
started newsgen."""

_Result = TypeVar("_Result")


class CommandError(Exception):
    """A program ended with an exit status other than 0."""

    def __init__(self, status: int, stderr: str) -> None:
        super().__init__(stderr)
        self.status = status
        self.stderr = stderr
        """The end of its error output."""
        self.output = b""
        """What it wrote to standard output, if ``call_within`` ran it."""

    @property
    def message(self) -> str:
        """Its error output on one line."""
        return "; ".join(line.strip() for line in self.stderr.splitlines() if line.strip())

    def remedy(self, default: str) -> str:
        """Return the remedy for a known error message, else ``default``."""
        return next((hint for words, hint in _REMEDIES.items() if words in self.stderr), default)

    @property
    def is_permanent(self) -> bool:
        """Whether a retry cannot succeed."""
        return any(words in self.stderr for words in _PERMANENT)


def require(program: str) -> None:
    """Raise Refusal if the program is not installed."""
    if shutil.which(program) is None:
        raise Refusal(
            f"publishing to this target needs {program}, which is not installed", "install it"
        )


def call(
    arguments: Sequence[str], stdin: bytes = b"", environment: Mapping[str, str] = {}
) -> bytes:
    """Run a program with ``stdin`` as its input, and return what it writes to standard output.

    ``environment`` is added to the environment variables. Messages are in English, and the program
    asks no questions. Raises CommandError if it fails.
    """
    return call_with_input(arguments, (stdin,), environment)


def call_within(
    seconds: float,
    arguments: Sequence[str],
    stdin: bytes = b"",
    environment: Mapping[str, str] = {},
) -> bytes:
    """Like ``call``, but end the program, and those that it started, after so many seconds.

    It has no terminal, so it can neither ask there nor be interrupted from there.
    """
    with _temporary_file() as output:
        streams: dict[str, int | IO[bytes]] = {"stdin": subprocess.PIPE, "stdout": output}
        try:
            with _running(arguments, environment, **streams, start_new_session=True) as running:
                _write(running, (stdin,))
                _wait(running, seconds, arguments[0])
        except CommandError as error:
            output.seek(0)
            error.output = output.read()
            raise
        output.seek(0)
        return output.read()


def call_with_input(
    arguments: Sequence[str], parts: Iterable[bytes], environment: Mapping[str, str] = {}
) -> bytes:
    """Like ``call``, for input that is too large for memory.

    Raises CommandError also if the program writes more than ``_LIMIT`` bytes.
    """
    with _temporary_file() as output:
        with _running(arguments, environment, stdin=subprocess.PIPE, stdout=output) as running:
            _write(running, parts)
        if output.seek(0, os.SEEK_END) > _LIMIT:
            raise CommandError(0, f"{arguments[0]} wrote more than {_LIMIT:,} bytes")
        output.seek(0)
        return output.read()


def run_and_count_lines(arguments: Sequence[str], report: Callable[[int], None]) -> None:
    """Run a program, and report the number of lines so far after each line that it writes.

    Raises CommandError if it fails.
    """
    with _running(arguments, {}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as running:
        for number, _ in enumerate(running.stdout or (), 1):
            report(number)


def retry(attempt: Callable[[], _Result], may_pass: Callable[[CommandError], bool]) -> _Result:
    """Return the result of ``attempt``, which is made up to four times in about three seconds.

    Raises CommandError if the last attempt fails, or one for which ``may_pass`` returns False.
    """
    for number in range(1, TRIES):
        try:
            return attempt()
        except CommandError as error:
            if not may_pass(error):
                raise
        time.sleep(0.2 * 2**number)
    return attempt()


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """Create a folder for files that another program reads. Raises Refusal if that fails."""
    with _temporary_space():
        return tempfile.TemporaryDirectory(prefix="newsgen-publish-")


def _temporary_file() -> IO[bytes]:
    with _temporary_space():
        return tempfile.TemporaryFile()


@contextmanager
def _temporary_space() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refusal(
            f"cannot create temporary files: {error.strerror or error}",
            "free some space, or set TMPDIR to a folder that can be written",
        ) from error


@contextmanager
def _running(
    arguments: Sequence[str], environment: Mapping[str, str], **streams: int | IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program, and wait for its end. Raises CommandError if it fails."""
    with _temporary_file() as errors:
        try:
            running = subprocess.Popen(  # noqa: S603 - no shell; settings are checked
                [*arguments],
                stderr=errors,
                env=_environment(environment),
                **streams,  # type: ignore[call-overload]
            )
        except FileNotFoundError as error:
            raise CommandError(NOT_STARTED, f"{arguments[0]}: not found") from error
        except OSError as error:
            lacks_resources = error.errno in (errno.EAGAIN, errno.ENOMEM)
            subject = f"{arguments[0]} cannot be started" if lacks_resources else arguments[0]
            raise CommandError(NOT_STARTED, f"{subject}: {error.strerror}") from error
        with running:
            yield running
        if running.returncode:
            errors.seek(0)
            text = errors.read().decode(errors="replace").strip()
            raise CommandError(running.returncode, text[-_STDERR_SHOWN:].strip())


def _write(running: subprocess.Popen[bytes], parts: Iterable[bytes]) -> None:
    """Write the parts to the program's input; it may end before it has read them all."""
    if running.stdin is None:  # pragma: no cover - it was asked for
        return
    with suppress(BrokenPipeError), running.stdin as stdin:
        for part in parts:
            stdin.write(part)


def _wait(running: subprocess.Popen[bytes], seconds: float, name: str) -> None:
    """Wait for the end of the program. Raises CommandError if it had to be ended."""
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        _end(running)
        raise CommandError(0, f"{name} did not end within {seconds:g} seconds") from None


def _end(running: subprocess.Popen[bytes]) -> None:
    """End a program of ``call_within``: politely, so that it removes its locks, then for sure."""
    if os.name == "nt":
        running.kill()
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(running.pid, number)
        with suppress(subprocess.TimeoutExpired):
            running.wait(_GRACE)
            return


def _environment(environment: Mapping[str, str]) -> Mapping[str, str]:
    inherited = {n: v for n, v in os.environ.items() if n not in _OF_ANOTHER_REPOSITORY}
    return {**inherited, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", **environment}
