"""How git authenticates with a remote repository: a hidden token or ssh, without questions."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from newsgen.publish.clocks import ClockReading, read_folder_clock, read_web_clock
from newsgen.publish.subprocesses import SSH_OPTIONS, CommandError, call

TOKEN = "NEWSGEN_GIT_TOKEN"  # noqa: S105 - the name of a variable
"""The environment variable that contains the token."""


def credentials(repository: str) -> tuple[str, ...]:
    """Return git options that pass the token from the environment to this host only.

    When that host asks for a password, git runs a line of shell that prints the token. So the token
    is in no argument or file, goes to no other host, and no other credential helper sees it.
    """
    parts = urlsplit(repository)
    if not os.environ.get(TOKEN) or parts.scheme not in ("https", "http"):
        return ()
    say = f"printf 'username=x-access-token\\npassword=%s\\n' \"${TOKEN}\""
    helper = f'!f() {{ test "$1" != get || {say}; }}; f'
    key = f"credential.{parts.scheme}://{parts.netloc}.helper"
    return ("-c", "credential.helper=", "-c", f"{key}=", "-c", f"{key}={helper}")


def ssh_environment(repository: str) -> Mapping[str, str]:
    """Return variables that stop ssh from asking questions, if git uses OpenSSH."""
    is_web = urlsplit(repository).scheme in ("https", "http")
    if is_web or repository.startswith("/") or "GIT_SSH" in os.environ:
        return {}
    ssh = os.environ.get("GIT_SSH_COMMAND", "").strip() or _configured_ssh() or "ssh"
    if PurePosixPath(ssh.split(maxsplit=1)[0]).name != "ssh":
        return {}
    return {"GIT_SSH_COMMAND": f"{ssh} {shlex.join(SSH_OPTIONS)}"}


def read_clock(repository: str) -> ClockReading | None:
    """Return the repository's clock; None over ssh, because hosts such as GitHub give no shell."""
    parts = urlsplit(repository)
    if parts.scheme in ("https", "http"):
        return read_web_clock(repository)
    if parts.scheme == "file":
        return read_folder_clock(Path(unquote(parts.path)))
    return read_folder_clock(Path(repository)) if repository.startswith("/") else None


def remedy(repository: str) -> str:
    """Return the remedy for the most frequent reason why a push is rejected."""
    if urlsplit(repository).scheme not in ("https", "http"):
        return "check that you are allowed to push there"
    if os.environ.get(TOKEN):
        return f"check that the token in {TOKEN} may write to that repository"
    return f"set {TOKEN} to a token that may write to that repository"


def _configured_ssh() -> str:
    try:
        return os.fsdecode(call(["git", "config", "--get", "core.sshCommand"])).strip()
    except CommandError:
        return ""
