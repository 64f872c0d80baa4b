"""Writes the output folder; no other code does.

New files are staged in ``.newsgen/`` of the output folder, so that moving them into place is a
rename within one file system. First the list of the files that will move is written (``pending``),
then the files move, then files that are no longer planned are removed, and the manifest is written
last. If the process is killed at any moment, the folder contains complete files only, and the two
lists together name all files that newsgen wrote.
"""

from newsgen.writer.guard import (
    check_output,
    exclusive,
    is_same,
    is_within,
    locked,
    require_separate,
)
from newsgen.writer.obstacles import describe_obstacles, find_obstacles
from newsgen.writer.ownership import (
    OutputScan,
    OutputState,
    find_identical,
    find_unchanged,
    load_output_state,
    scan_output,
)
from newsgen.writer.promotion import clear, promote
from newsgen.writer.stage import stage_file, staging

__all__ = [
    "OutputScan",
    "OutputState",
    "check_output",
    "clear",
    "describe_obstacles",
    "exclusive",
    "find_identical",
    "find_obstacles",
    "find_unchanged",
    "is_same",
    "is_within",
    "load_output_state",
    "locked",
    "promote",
    "require_separate",
    "scan_output",
    "stage_file",
    "staging",
]
