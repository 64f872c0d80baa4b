"""Other programs - ssh, rsync, git - called without a shell, and what they say when they fail."""

import errno
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO, TypeVar

from newsgen.diagnostics import Refusal
from newsgen.publish.target_manifest import LARGEST
from newsgen.publish.trouble import NO_ROOM

TRIES = 4
"""How often something is tried that a better moment may bring about."""
SSH_OPTIONS = (
    *("-o", "BatchMode=yes"),
    *("-o", "ConnectTimeout=20"),
    *("-o", "ServerAliveInterval=15"),
)
"""No questions, and no endless wait for a server that has gone."""
_MOST = 2 * LARGEST
"""Bytes that a program may write: notes of newsgen, and what goes with them."""
_SAID = 1000
"""Characters of what a program says that are told on."""
NOT_STARTED = 127
"""What a shell ends with where there is no such program."""
_FINAL = (
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
"""What is said, in English, where the answer would be the same a second later."""
_REMEDIES: Mapping[str, str] = {
    "Host key verification failed": "ssh does not know the server's key, or another one: add it to"
    " ~/.ssh/known_hosts (ssh-keyscan shows it), when whoever runs the server has confirmed it",
    "Permission denied (publickey": "the server takes none of the keys that ssh offers: ssh -v"
    " shows which these are",
    "Connection refused": "nothing answers there: check host and port",
    "Could not resolve hostname": "there is no such host: check its name",
    "does not appear to be a git repository": "make a repository there, or correct `repository`",
    "No space left": "make room there",
    "has no referent": "files of the build went away meanwhile: build again",
    "cannot be started": NO_ROOM,
    "wrote more than": "remove .newsgen/ there and publish with --adopt: it holds something else",
}
"""What would mend it, by what ssh and git say in English."""
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
"""What git tells its hooks (git-rev-parse(1), --local-env-vars): newsgen may be called by one."""

_T = TypeVar("_T")


class CommandError(Exception):
    """A program ended with a status that is not 0."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status
        self.said = said
        """The end of what it wrote to standard error."""

    @property
    def told(self) -> str:
        """What it said, on one line."""
        return "; ".join(line.strip() for line in self.said.splitlines() if line.strip())

    def remedy(self, usual: str) -> str:
        """What would mend it, by what it said; else the usual."""
        return next((hint for words, hint in _REMEDIES.items() if words in self.said), usual)

    @property
    def is_final(self) -> bool:
        """Whether trying once more cannot help."""
        return any(words in self.said for words in _FINAL)


def require(program: str) -> None:
    """Raises Refusal where the program is not installed."""
    if shutil.which(program) is None:
        raise Refusal(f"publishing there needs {program}, which is not installed", "install it")


def call(
    arguments: Sequence[str], given: bytes = b"", surroundings: Mapping[str, str] = {}
) -> bytes:
    """What the program writes to standard output, given that much on its standard input.

    ``surroundings`` are added to the environment. Messages are in English, and no question is
    asked. Raises CommandError where it fails.
    """
    return feed(arguments, (given,), surroundings)


def feed(
    arguments: Sequence[str], parts: Iterable[bytes], surroundings: Mapping[str, str] = {}
) -> bytes:
    """As ``call``, for what is better not held in memory at once.

    Raises CommandError, too, where it writes more than notes of newsgen may hold.
    """
    with _temporary_file() as output:
        with _running(arguments, surroundings, stdin=subprocess.PIPE, stdout=output) as running:
            _write(running, parts)
        if output.seek(0, os.SEEK_END) > _MOST:
            raise CommandError(0, f"{arguments[0]} wrote more than {_MOST:,} bytes")
        output.seek(0)
        return output.read()


def follow(arguments: Sequence[str], told: Callable[[int], None]) -> None:
    """Run the program; ``told`` learns after each line that it writes how many there were.

    Raises CommandError where it fails.
    """
    with _running(arguments, {}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as running:
        for number, _ in enumerate(running.stdout or (), 1):
            told(number)


def retry(attempt: Callable[[], _T], is_worth_it: Callable[[CommandError], bool]) -> _T:
    """What the attempt gives, made up to four times in about three seconds where it fails.

    Raises CommandError where it still does, or where another attempt is not worth it.
    """
    for number in range(1, TRIES):
        try:
            return attempt()
        except CommandError as error:
            if not is_worth_it(error):
                raise
        time.sleep(0.2 * 2**number)
    return attempt()


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for what another program is to read. Raises Refusal where none can be made."""
    with _room():
        return tempfile.TemporaryDirectory(prefix="newsgen-publish-")


def _temporary_file() -> IO[bytes]:
    with _room():
        return tempfile.TemporaryFile()


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refusal(
            f"there is no place for temporary files: {error.strerror or error}",
            "make room, or let TMPDIR name a folder that can be written",
        ) from error


@contextmanager
def _running(
    arguments: Sequence[str], surroundings: Mapping[str, str], **streams: int | IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """A program at work, waited for in the end. Raises CommandError where it fails."""
    with _temporary_file() as errors:
        try:
            running = subprocess.Popen(  # noqa: S603 - settings check arguments, no shell reads them
                [*arguments],
                stderr=errors,
                env=_environment(surroundings),
                **streams,  # type: ignore[call-overload]
            )
        except FileNotFoundError as error:
            raise CommandError(NOT_STARTED, f"{arguments[0]}: not found") from error
        except OSError as error:
            is_short = error.errno in (errno.EAGAIN, errno.ENOMEM)
            what = f"{arguments[0]} cannot be started" if is_short else arguments[0]
            raise CommandError(NOT_STARTED, f"{what}: {error.strerror}") from error
        with running:
            yield running
        if running.returncode:
            errors.seek(0)
            said = errors.read().decode(errors="replace")
            raise CommandError(running.returncode, said.strip()[-_SAID:].strip())


def _write(running: subprocess.Popen[bytes], parts: Iterable[bytes]) -> None:
    """Hand the parts to a program, which may end before it has read them all."""
    if running.stdin is None:  # pragma: no cover - it was asked for
        return
    with suppress(BrokenPipeError), running.stdin as stdin:
        for part in parts:
            stdin.write(part)


def _environment(surroundings: Mapping[str, str]) -> Mapping[str, str]:
    inherited = {n: v for n, v in os.environ.items() if n not in _OF_ANOTHER_REPOSITORY}
    return {**inherited, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", **surroundings}
