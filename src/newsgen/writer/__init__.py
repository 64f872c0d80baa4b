"""The only code that writes into the output folder.

New files are staged in ``.newsgen/`` of the output folder, so that moving them into place is a
rename on one file system. The list of what is about to be there is written first
(``pending``), then files move, then files that are no longer planned go, and the list takes
the name of the manifest last. Killed at any moment, the folder holds whole files only, and the two
lists together tell which of them are ours.
"""

from newsgen.writer.guard import check_output, is_same, is_within, locked, require_apart
from newsgen.writer.obstacles import find_obstacles, tell_obstacles
from newsgen.writer.ownership import (
    OutputScan,
    OutputState,
    find_equal,
    find_whole,
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
    "find_equal",
    "find_obstacles",
    "find_whole",
    "is_same",
    "is_within",
    "load_output_state",
    "locked",
    "promote",
    "require_apart",
    "scan_output",
    "stage_file",
    "staging",
    "tell_obstacles",
]
