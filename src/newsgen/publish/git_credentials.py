"""How git gets into a repository elsewhere: with a token that nobody sees, without questions."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from newsgen.publish.clocks import ClockReading, read_folder_clock, read_web_clock
from newsgen.publish.subprocesses import SSH_OPTIONS, CommandError, call

TOKEN = "NEWSGEN_GIT_TOKEN"  # noqa: S105 - the name of a variable
"""The variable that holds the token."""


def credentials(repository: str) -> tuple[str, ...]:
    """How git comes to the token of the environment, for this host alone.

    It asks a line of shell that it starts when that host wants a password; so the token stands in
    no argument or file, goes to no other host, and no other keeper of passwords is told.
    """
    parts = urlsplit(repository)
    if not os.environ.get(TOKEN) or parts.scheme not in ("https", "http"):
        return ()
    say = f"printf 'username=x-access-token\\npassword=%s\\n' \"${TOKEN}\""
    helper = f'!f() {{ test "$1" != get || {say}; }}; f'
    key = f"credential.{parts.scheme}://{parts.netloc}.helper"
    return ("-c", "credential.helper=", "-c", f"{key}=", "-c", f"{key}={helper}")


def surroundings(repository: str) -> Mapping[str, str]:
    """How git calls ssh: without questions, as far as it is OpenSSH that it calls."""
    is_web = urlsplit(repository).scheme in ("https", "http")
    if is_web or repository.startswith("/") or "GIT_SSH" in os.environ:
        return {}
    ssh = os.environ.get("GIT_SSH_COMMAND", "").strip() or _configured_ssh() or "ssh"
    if PurePosixPath(ssh.split(maxsplit=1)[0]).name != "ssh":
        return {}
    return {"GIT_SSH_COMMAND": f"{ssh} {shlex.join(SSH_OPTIONS)}"}


def read_clock(repository: str) -> ClockReading | None:
    """What time it is there; None over ssh, since hosts such as GitHub give nobody a shell."""
    parts = urlsplit(repository)
    if parts.scheme in ("https", "http"):
        return read_web_clock(repository)
    if parts.scheme == "file":
        return read_folder_clock(Path(unquote(parts.path)))
    return read_folder_clock(Path(repository)) if repository.startswith("/") else None


def remedy(repository: str) -> str:
    """What most often keeps git out there."""
    if urlsplit(repository).scheme not in ("https", "http"):
        return "check that you may push there"
    if os.environ.get(TOKEN):
        return f"check that the token in {TOKEN} may write to that repository"
    return f"set {TOKEN} to a token that may write to that repository"


def _configured_ssh() -> str:
    try:
        return os.fsdecode(call(["git", "config", "--get", "core.sshCommand"])).strip()
    except CommandError:
        return ""
