"""The phases of a build, in order: discover, load, catalogue, plan, render, write."""

from newsgen.builder.building import build
from newsgen.builder.cleaning import Cleared, clean
from newsgen.builder.drafting import CONFIG, Options
from newsgen.builder.inspection import Change, Story, effective_settings, preview, survey
from newsgen.builder.profile import Kind, Page, Profile
from newsgen.builder.progress import Progress, silent
from newsgen.builder.result import Changes, Result
from newsgen.builder.verification import verify

__all__ = [
    "CONFIG",
    "Change",
    "Changes",
    "Cleared",
    "Kind",
    "Options",
    "Page",
    "Profile",
    "Progress",
    "Result",
    "Story",
    "build",
    "clean",
    "effective_settings",
    "preview",
    "silent",
    "survey",
    "verify",
]
