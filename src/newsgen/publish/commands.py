"""Other programs - ssh, rsync, git - called without a shell, and what they say when they fail."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence

from newsgen.writer import Refusal

_SAID = 500
"""Characters of what a program says that are told on."""


class CommandError(Exception):
    """A program ended with a status that is not 0."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status
        self.said = said
        """The end of what it wrote to standard error."""


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
    ended = subprocess.run(  # noqa: S603 - the settings check arguments, and no shell reads them
        [*arguments],
        input=given,
        capture_output=True,
        check=False,
        env=_environment(surroundings),
    )
    if ended.returncode:
        raise CommandError(ended.returncode, _end(ended.stderr))
    return ended.stdout


def follow(arguments: Sequence[str], told: Callable[[int], None]) -> None:
    """Run the program; ``told`` learns after each line that it writes how many there were.

    Raises CommandError where it fails.
    """
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603 - as above
            [*arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=_environment({}),
        ) as running,
    ):
        for number, _ in enumerate(running.stdout or (), 1):
            told(number)
        if running.wait():
            errors.seek(0)
            raise CommandError(running.returncode, _end(errors.read()))


def _environment(surroundings: Mapping[str, str]) -> Mapping[str, str]:
    return {**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", **surroundings}


def _end(said: bytes) -> str:
    return said.decode(errors="replace")[-_SAID:].strip()
