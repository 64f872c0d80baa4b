"""The only code that writes into the output folder.

New files are staged in ``.newsgen/`` of the output folder, so that moving them into place is a
rename on one file system. The list of what is about to be there is written first
(``pending``), then files move, then files that are no longer planned go, and the list takes
the name of the manifest last. Killed at any moment, the folder holds whole files only, and the two
lists together tell which of them are ours.
"""

from newsgen.writer.guard import check_output, is_same, is_within, locked, require_apart
from newsgen.writer.obstacles import find_obstacles, tell_obstacles
from newsgen.writer.ownership import Look, Ours, find_equal, find_whole, look_over, recall
from newsgen.writer.promotion import clear, promote
from newsgen.writer.stage import stage_file, staging

__all__ = [
    "Look",
    "Ours",
    "check_output",
    "clear",
    "find_equal",
    "find_obstacles",
    "find_whole",
    "is_same",
    "is_within",
    "locked",
    "look_over",
    "promote",
    "recall",
    "require_apart",
    "stage_file",
    "staging",
    "tell_obstacles",
]
