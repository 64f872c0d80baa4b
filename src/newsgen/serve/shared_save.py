"""Saves a source that others may have changed in the remote repository as well."""

from pathlib import Path

from newsgen.serve.edit import GONE, read_source, save_source
from newsgen.serve.repository import Repository

_AND = "+"
"""Joins the digest of our version to that of theirs, in what a browser knows of a file."""


def read_shared(repository: Repository, root: Path, path: str) -> dict[str, str]:
    """Like ``read_source``; ``shared`` says that others have another version."""
    source = read_source(root, path)
    return {**source, "shared": "yes"} if repository.their_version(path) else source


def save_shared(
    repository: Repository, root: Path, path: str, text: str, known: str
) -> tuple[int, dict[str, str]]:
    """Like ``save_source``, but a version of others must be known as well.

    If it is not, the answer holds their text, and ``base``, the version before both. If the file is
    gone, it is not created again, as it may have moved: the answer has only a message.
    """
    status, answer = _save(repository, root, path, text, known)
    if status == 409 and known and not (root / path).exists():
        return 409, {"message": GONE}
    return status, answer


def own_digest(known: str) -> str:
    """The digest of our version, in what a browser knows of a file."""
    return known.partition(_AND)[0]


def _save(
    repository: Repository, root: Path, path: str, text: str, known: str
) -> tuple[int, dict[str, str]]:
    ours, _, seen = known.partition(_AND)
    theirs = repository.their_version(path)
    if theirs is None or seen == theirs.digest:
        status, answer = save_source(root, path, text, ours)
        if theirs and status == 200:
            repository.decide(path)
        return status, answer
    source = read_source(root, path)
    if source["digest"] != ours:
        return 409, source
    digest = f"{ours}{_AND}{theirs.digest}"
    return 409, {"path": path, "text": theirs.text, "base": theirs.base, "digest": digest}
