"""``python -m newsgen``."""

from newsgen.cli import program

program()
