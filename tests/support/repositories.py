"""A paper in a git repository, and a colleague who works on the same remote repository."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from support.paper import Paper


def git(folder: Path, *arguments: str) -> str:
    """What a git command prints, run in the folder."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.rstrip("\n")


def begin(folder: Path) -> None:
    """Put everything in the folder into a new repository."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    name(folder)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Begin")


def name(folder: Path) -> None:
    """Tell git who works in the folder."""
    git(folder, "config", "user.name", "The Desk")
    git(folder, "config", "user.email", "desk@news.example")


class Newsroom:
    """The repository of a paper, a remote repository, and the clone of a colleague."""

    def __init__(self, paper: Paper, folder: Path) -> None:
        self.paper = paper
        self.remote, self.colleague = folder / "remote.git", folder / "colleague"
        begin(paper.root)
        git(folder, "clone", "--quiet", "--bare", str(paper.root), str(self.remote))
        git(paper.root, "remote", "add", "origin", str(self.remote))
        git(paper.root, "fetch", "--quiet")
        git(paper.root, "branch", "--quiet", "--set-upstream-to=origin/main")
        git(folder, "clone", "--quiet", str(self.remote), str(self.colleague))
        name(self.colleague)

    def send(self, files: Mapping[str, str], removed: Sequence[str] = ()) -> None:
        """The colleague changes files and pushes them."""
        git(self.colleague, "pull", "--quiet", "--no-rebase")
        Paper(root=self.colleague).write(files)
        for path in removed:
            (self.colleague / path).unlink()
        git(self.colleague, "add", "--all")
        git(self.colleague, "commit", "--quiet", "--message=Theirs")
        git(self.colleague, "push", "--quiet")

    def commit(self) -> None:
        """Commit what was changed in the paper, and send nothing."""
        git(self.paper.root, "commit", "--quiet", "--all", "--message=Mine")

    def sent(self, path: str) -> str:
        """A file of the remote repository."""
        return git(self.remote, "show", f"main:{path}")

    def assert_settled(self) -> None:
        """Both branches are one, and the work tree is as committed."""
        assert git(self.paper.root, "status", "--porcelain") == ""
        assert git(self.paper.root, "rev-parse", "HEAD") == git(self.remote, "rev-parse", "main")
        assert not (self.paper.root / ".git/MERGE_HEAD").exists()
