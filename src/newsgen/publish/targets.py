"""What a publication asks of a target, whatever kind it is."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from newsgen.builder.progress import Progress
from newsgen.config import TargetSettings
from newsgen.diagnostics import Diagnostic, Refusal
from newsgen.publish.diff import Difference, Judge
from newsgen.publish.places import is_elsewhere, resolve, target_folder
from newsgen.publish.release import Packing, Release, UploadFormat
from newsgen.publish.target_manifest import TargetState
from newsgen.suggestions import suggest


class Target(Protocol):
    """A place that readers are served from."""

    @property
    def place(self) -> str:
        """Where it is, in words for people: ``s3://news-example``. Never holds a secret."""

    @property
    def upload_format(self) -> UploadFormat:
        """In what form it takes files."""

    def look(self) -> TargetState:
        """What it holds and what time it is there. Raises Refusal where it cannot be reached."""

    def deliver(self, release: Release, judge: Judge, progress: Progress) -> Difference:
        """Publish the release; gives what that changed.

        ``judge`` is asked whether the clocks agree before anything changes there, and what is to
        change once nobody else can publish. Whenever the work is cut off, readers are served whole
        pages whose assets are there. Raises Refusal where the judge does, or where the target
        fails.
        """


_LOCAL = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - not listened at
_EXAMPLE = re.compile(r"(?:.*\.)?example(?:\.(?:com|net|org))?")
"""https://www.rfc-editor.org/rfc/rfc2606"""


def check_address(base_url: str) -> tuple[Diagnostic, ...]:
    """What speaks against publishing for the address and keeps nobody from it.

    Raises Refusal for an address of this machine alone.
    """
    host = urlsplit(base_url).hostname or ""
    if host in _LOCAL:
        hint = "set base_url in newsgen.yaml: feeds and sitemaps would lead nowhere"
        raise Refusal(f"the site is built for {base_url}, where readers cannot come", hint)
    if not _EXAMPLE.fullmatch(host):
        return ()
    return (
        Diagnostic(
            code="example-address",
            message=f"the site is published for {base_url}, which is only an example",
            hint="set base_url in newsgen.yaml: feeds and sitemaps lead nowhere",
        ),
    )


_PACKINGS: Mapping[str, Packing] = {"none": "", "gzip": "gzip", "brotli": "br"}


def choose_target(targets: Mapping[str, TargetSettings], name: str) -> str:
    """The name of the target that is meant; none needs to be given where there is but one.

    Raises Refusal where there is none, or where that is not clear.
    """
    known = ", ".join(targets)
    if not targets:
        hint = "describe one under `targets:`; `newsgen docs publishing` shows each kind"
        raise Refusal("newsgen.yaml names no target", hint)
    if name in targets:
        return name
    if name:
        raise Refusal(f"there is no target {name}", suggest(name, [*targets]) or f"known: {known}")
    if len(targets) > 1:
        raise Refusal("which target is meant?", f"name one of {known}")
    return next(iter(targets))


def open_target(
    settings: TargetSettings, root: Path, memory: Path, taken: Sequence[Path] = ()
) -> Target:
    """The target; ``memory`` is a folder of its own for what it remembers on this machine.

    No folder that is ``taken``, lies in one of those or above it is a target.

    Raises Refusal where a library or program that it needs is missing.
    """
    packings = tuple(_PACKINGS[name] for name in settings.precompress)
    match settings.kind:
        case "directory":
            from newsgen.publish.directory import Folder  # noqa: PLC0415 - each brings its own
            from newsgen.publish.file_by_file import FileByFile  # noqa: PLC0415

            return FileByFile(Folder(target_folder(root, settings.path, taken), packings))
        case "s3":
            from newsgen.publish.file_by_file import FileByFile  # noqa: PLC0415
            from newsgen.publish.s3 import S3, Bucket  # noqa: PLC0415

            prefix = f"{settings.prefix.strip('/')}/" if settings.prefix.strip("/") else ""
            bucket = Bucket(settings.bucket, prefix, settings.region, settings.endpoint)
            packing, single = _PACKINGS[settings.compress], settings.single_publisher
            return FileByFile(S3(bucket, packing, settings.cache_control, single_publisher=single))
        case "rsync":
            from newsgen.publish.rsync import Server  # noqa: PLC0415

            return Server(settings.host, settings.port, settings.path, settings.keep, packings)
        case "git":
            from newsgen.publish.git import Branch  # noqa: PLC0415

            return Branch(_repository(root, settings.repository), settings.branch, memory)


def _repository(root: Path, repository: str) -> str:
    """The address of a repository; a folder as seen from the site."""
    return repository if is_elsewhere(repository) else str(resolve(root, repository))
