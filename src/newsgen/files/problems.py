"""The diagnostics of files that cannot be read or may not be used."""

import os
from pathlib import Path

from msgspec.structs import replace

from newsgen.diagnostics import Diagnostic
from newsgen.files.names import MARKDOWN
from newsgen.paths import MAX_DEPTH
from newsgen.text import printable


def outside_site(path: str, link: os.PathLike[str]) -> Diagnostic:
    """A link leads out of the site."""
    hint = "copy the file here: links are followed within content/, static/ and templates/ only"
    return make_problem(
        "outside-site", f"this link leads out of the site: {link_text(link)}", path, hint
    )


def link_text(link: os.PathLike[str]) -> str:
    """The target of a link as written: the resolved path would be different on each machine."""
    try:
        return printable(str(Path(link).readlink()))
    except OSError:
        return "it is gone"


def too_deep(path: str) -> Diagnostic:
    """Folders are nested too deeply."""
    message = f"folders are nested deeper than {MAX_DEPTH}"
    return make_problem("deep-folder", message, f"{path[:200]}/…", "move its files further up")


def too_many_linked(path: str, limit: int) -> Diagnostic:
    """Links lead to too many files."""
    message = f"links to folders lead to more than {limit:,} files"
    return make_problem("outside-site", message, path, "remove links to folders")


def hidden_file(path: str) -> Diagnostic:
    """A file of static/ is hidden."""
    message = "this file is left out, as its name begins with a dot"
    return make_problem("hidden-file", message, path, "rename it if readers should get it")


def not_a_file(path: str) -> Diagnostic:
    """The path is not an ordinary file."""
    message = "this is not an ordinary file, but a folder, a pipe or a device"
    return make_problem("not-a-file", message, path, "remove it")


def too_large(path: str, size: int, limit: int) -> Diagnostic:
    """The file has more bytes than the limit."""
    message = f"the file has {size:,} bytes, more than {limit:,}"
    if not path.lower().endswith(MARKDOWN):
        return make_problem("too-large", message, path, "make it smaller, or publish it elsewhere")
    hint = "is this really text? Put pictures next to the article and name them in it"
    return replace(make_problem("too-large", message, path, hint), line=1, column=1)


def unreadable(path: str, error: OSError | ValueError) -> Diagnostic:
    """The file or folder cannot be read."""
    reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
    message = f"cannot be read: {reason}"
    return make_problem("unreadable", message, path, "check its permissions, and build again")


def make_problem(code: str, message: str, path: str, hint: str) -> Diagnostic:
    """A problem of the file or folder with that path in the site."""
    return Diagnostic(code=code, message=message, path=path, hint=hint)
