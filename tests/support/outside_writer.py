"""A program of its own that saves a file at a random moment, in one of the ways of editors.

It reads lines `WAY TEXT` from standard input, and answers each with the text when it is saved.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_LONGEST = 0.004
"""Seconds to hesitate at most: a save of the desk is over by then."""


def _hesitate() -> None:
    """Use up a random time without giving the processor away."""
    end = time.perf_counter() + random.random() * _LONGEST
    while time.perf_counter() < end:
        pass


def _rename(place: Path, text: str) -> None:
    """Write another file and give it the name."""
    other = place.with_name(".other")
    other.write_text(text, encoding="utf-8")
    _hesitate()
    other.replace(place)


def _empty(place: Path, text: str) -> None:
    """Empty the file, and write into it later."""
    with place.open("w", encoding="utf-8") as file:
        _hesitate()
        file.write(text)


def _overwrite(place: Path, text: str) -> None:
    """Open the file, and write over it later."""
    with place.open("r+", encoding="utf-8") as file:
        _hesitate()
        file.write(text)
        file.truncate()


def _append(place: Path, text: str) -> None:
    """Open the file, and write to its end later."""
    with place.open("a", encoding="utf-8") as file:
        _hesitate()
        file.write(text)


WAYS: Mapping[str, Callable[[Path, str], None]] = {
    "rename": _rename,
    "empty": _empty,
    "overwrite": _overwrite,
    "append": _append,
}


class OutsideWriter:
    """The running program."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def start(self, way: str, text: str) -> None:
        """Let it save the text, in its own time."""
        assert self._process.stdin
        self._process.stdin.write(f"{way} {text}\n")
        self._process.stdin.flush()

    def wait(self) -> str:
        """The text that it has saved."""
        assert self._process.stdout
        return self._process.stdout.readline().rstrip("\n")


@contextmanager
def writing_from_outside(place: Path) -> Iterator[OutsideWriter]:
    """A program that saves this file when it is told to."""
    with subprocess.Popen(
        [sys.executable, __file__, str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    ) as process:
        yield OutsideWriter(process)
        assert process.stdin
        process.stdin.close()


def _main() -> None:
    place = Path(sys.argv[1])
    for line in sys.stdin:
        way, _, text = line.rstrip("\n").partition(" ")
        _hesitate()
        WAYS[way](place, text)
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
