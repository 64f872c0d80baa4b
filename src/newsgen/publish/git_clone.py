"""A bare clone of a remote repository on this machine.

It is only a cache of objects: it can be deleted at any time, and is created again when needed.
"""

import shutil
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

from newsgen.publish import git_credentials, git_fast_import
from newsgen.publish.subprocesses import CommandError, call, call_with_input, retry

_REMOTE = "there"


class GitClone:
    """A bare clone in a folder, and the git commands that run in it."""

    def __init__(self, repository: str, folder: Path) -> None:
        self._repository, self._folder = repository, folder
        self._options = git_credentials.credentials(repository)
        self._environment = git_credentials.ssh_environment(repository)

    def run(self, *arguments: str) -> bytes:
        """Run a git command and return its output. Raises CommandError if it fails."""
        return call(self._command(*arguments), environment=self._environment)

    def run_with_retries(self, *arguments: str) -> bytes:
        """Run a git command again if the error may be temporary."""
        return retry(lambda: self.run(*arguments), lambda error: not error.is_permanent)

    def prepare(self, algorithm: str = "") -> None:
        """Create the clone if there is none, or if it uses another hash algorithm than given."""
        if not (self._folder / "HEAD").is_file():
            self._create(algorithm or "sha1")
        if not algorithm:
            return
        if self.run("rev-parse", "--show-object-format").decode().strip() != algorithm:
            self._create(algorithm)
        self.run("config", f"remote.{_REMOTE}.url", self._repository)

    def fetch(self, references: Mapping[str, str]) -> Mapping[str, str]:
        """Fetch the references, without history and, if the host supports it, without files.

        ``references`` maps remote names to local names. Returns the commit of each local name.
        """
        if references:
            wanted = [f"+{remote}:{local}" for remote, local in references.items()]
            options = ("--quiet", "--depth=1", "--no-tags", "--filter=blob:none")
            self.run_with_retries("fetch", *options, _REMOTE, *wanted)
        return {
            local: self.run("rev-parse", local).decode().strip() for local in references.values()
        }

    def push(self, lease: str, *references: str) -> None:
        """Push all references or none. Raises CommandError if the push is rejected."""
        self.run("push", "--quiet", "--atomic", lease, _REMOTE, *references)

    def make_commits(self, *commits: Iterable[bytes]) -> list[str]:
        """Create commits that ``git_fast_import.write`` describes; return their names."""
        stream = chain((git_fast_import.START,), *commits, (git_fast_import.END,))
        command = self._command("fast-import", "--quiet", "--force")
        return call_with_input(command, stream, self._environment).decode().split()

    def delete(self) -> None:
        """Delete the clone, or whatever file or link has its name."""
        if self._folder.is_symlink() or self._folder.is_file():
            self._folder.unlink()
        shutil.rmtree(self._folder, ignore_errors=True)

    def is_named_in(self, error: CommandError) -> bool:
        """Whether an error is about the clone, which may be damaged, not about the remote."""
        return str(self._folder) in error.stderr

    def _create(self, algorithm: str) -> None:
        """Create the clone with that hash algorithm, whatever git's own default is."""
        self.delete()
        self._folder.mkdir(parents=True)
        environment = {**self._environment, "GIT_DEFAULT_HASH": algorithm}
        call(self._command("init", "--quiet", "--bare"), environment=environment)
        self.run("config", "gc.autoDetach", "false")

    def _command(self, *arguments: str) -> list[str]:
        return ["git", f"--git-dir={self._folder}", *self._options, *arguments]
