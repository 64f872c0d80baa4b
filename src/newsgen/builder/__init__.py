"""The phases of a build, in order: discover, load, catalogue, plan, render, write.

What is offered here is imported when it is asked for: a build that has nothing to do must not pay
for the engines of one that has.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsgen.builder.building import build
    from newsgen.builder.cleaning import Cleared, clean
    from newsgen.builder.inspection import Change, Story, effective_settings, preview, survey
    from newsgen.builder.options import CONFIG, Options
    from newsgen.builder.outlook import look_ahead
    from newsgen.builder.profile import Kind, Page, Profile
    from newsgen.builder.progress import Progress, silent
    from newsgen.builder.proofs import Proof, proofread
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
    "Proof",
    "Result",
    "Story",
    "build",
    "clean",
    "effective_settings",
    "look_ahead",
    "preview",
    "proofread",
    "silent",
    "survey",
    "verify",
]

_HOMES = {
    "building": ("build",),
    "cleaning": ("Cleared", "clean"),
    "inspection": ("Change", "Story", "effective_settings", "preview", "survey"),
    "options": ("CONFIG", "Options"),
    "outlook": ("look_ahead",),
    "profile": ("Kind", "Page", "Profile"),
    "progress": ("Progress", "silent"),
    "proofs": ("Proof", "proofread"),
    "result": ("Changes", "Result"),
    "verification": ("verify",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"newsgen.builder.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
