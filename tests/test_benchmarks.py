"""The benchmarks' archive is reproducible and sound, and costs become a table. Nothing is timed."""

import sys
from pathlib import Path

import pytest

from newsgen.frontmatter import read_plain  # noqa: F401

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
