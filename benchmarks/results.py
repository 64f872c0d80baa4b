"""What was measured, kept as JSON beside the page, so that page and plot can be made again."""

import os
import platform
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from measurement import Cost


@dataclass(frozen=True)
class Machine:
    """Where it was measured."""

    system: str
    cores: int
    python: str


@dataclass(frozen=True)
class Result:
    """What a generator made of an archive, and at what cost."""

    generator: str
    version: str
    cost: Cost
    files: int
    """Files in its output."""


@dataclass(frozen=True)
class Comparison:
    """One archive, built from nothing by each generator."""

    articles: int
    runs: int
    related: bool
    """Whether the peers that can relate articles did."""
    options: str
    """Those of the command line that asked for it."""
    machine: Machine
    results: list[Result]
    """Newsgen's first."""


@dataclass(frozen=True)
class Rebuild:
    """One build of a site after what a scenario did to it."""

    articles: int
    scenario: str
    generator: str
    turn: int
    """Builds of the same turn and scenario found the same archive, one just after the other."""
    wall: float
    """Seconds."""
    cpu: float
    """Seconds."""
    memory: int
    """Bytes at the peak."""
    touched: int
    """Files of the output that came, went, or were written."""
    rendered: int | None = None
    """Pages made, where the generator tells."""


@dataclass(frozen=True)
class Rebuilds:
    """Builds of sites in all scenarios."""

    machine: Machine
    versions: dict[str, str]
    """Of the generators, by name."""
    builds: list[Rebuild]


@dataclass(frozen=True)
class Preview:
    """The preview of one generator, of an archive of one size; times in seconds."""

    articles: int
    generator: str
    first_page: float
    """From the start of the command."""
    served_body: list[float]
    """From each save of another body to its being served."""
    served_headline: list[float]
    seen_body: list[float]
    """From each save of another body to its being seen in a browser; empty without one."""
    seen_headline: list[float]
    memory: int
    """Bytes at the peak."""


@dataclass(frozen=True)
class Previews:
    """Previews of archives of several sizes."""

    machine: Machine
    versions: dict[str, str]
    """Of the generators, by name."""
    saves: int
    """Of each kind."""
    previews: list[Preview]


@dataclass(frozen=True)
class Results:
    """All that the page shows; each part can be measured without the others."""

    comparison: Comparison | None = None
    rebuilds: Rebuilds | None = None
    previews: Previews | None = None


def this_machine() -> Machine:
    """The machine that this runs on."""
    system = f"{platform.system()} on {platform.machine()}"
    return Machine(system, os.cpu_count() or 1, platform.python_version())


def without_messages(result: Result) -> Result:
    """The result without what the generator printed, which names folders of one machine."""
    return replace(result, cost=replace(result.cost, messages=""))


def read(path: Path) -> Results:
    """The results in a file; none where there is no file. Raises msgspec.DecodeError."""
    return msgspec.json.decode(path.read_bytes(), type=Results) if path.is_file() else Results()


def write(path: Path, results: Results) -> None:
    """Write the results as JSON."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")
