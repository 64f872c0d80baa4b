"""What the desk says of git: the last commit, what was not sent, what went wrong."""

from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from newsgen.serve.guard import PREFIX
from newsgen.serve.repository import Repository, RepositoryState


def repository_note(repository: Repository) -> dict[str, str]:
    """A sentence on what was kept, one on what went wrong, and the page where to decide.

    Each is empty if there is nothing to say.
    """
    if repository.mode == "off":
        return {"kept": "", "problem": "", "edit": ""}
    state, waiting = repository.state, repository.conflicts
    problem, edit = _problem(state, repository.timezone), ""
    if waiting:
        problem = f"{waiting[0]} was also changed by others, on {state.remote}: nothing is sent."
        edit = f"{PREFIX}edit?path={quote(waiting[0])}"
    return {"kept": _kept(state, repository.timezone), "problem": problem, "edit": edit}


def _kept(state: RepositoryState, zone: ZoneInfo) -> str:
    """The last commit, and whether others can have it."""
    parts = []
    if state.moment:
        parts.append(f"Last commit, at {_clock(state.moment, zone)}: {state.commit}.")
    if state.remote and state.unsent:
        noun = "commit is" if state.unsent == 1 else "commits are"
        parts.append(f"{state.unsent:,} {noun} not on {state.remote} yet.")
    elif state.remote:
        parts.append(f"{state.remote} has all commits.")
    return " ".join(parts)


def _problem(state: RepositoryState, zone: ZoneInfo) -> str:
    if not state.problem:
        return ""
    done = f"not exchanged with {state.remote}" if state.remote else "not committed"
    again = f" Tried again at {_clock(state.again, zone)}." if state.again else ""
    return f"Saved; {done}: {state.problem}.{again}"


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"
