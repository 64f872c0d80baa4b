"""The phases of a build, in order: discover, load, catalogue, plan, render, write."""

from newsgen.builder.building import Result, build
from newsgen.builder.drafting import CONFIG, Options
from newsgen.builder.inspection import Change, Story, effective_settings, preview, survey
from newsgen.builder.progress import Progress, silent

__all__ = [
    "CONFIG",
    "Change",
    "Options",
    "Progress",
    "Result",
    "Story",
    "build",
    "effective_settings",
    "preview",
    "silent",
    "survey",
]
