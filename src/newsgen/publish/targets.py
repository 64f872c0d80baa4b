"""Publish targets: their common interface, and the choice and opening of one named in newsgen.yaml.

``directory``, ``s3``, ``rsync`` and ``git`` implement the kinds of target.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from newsgen.builder.progress import Progress
from newsgen.config import TargetSettings
from newsgen.diagnostics import Diagnostic, Refusal
from newsgen.publish.diff import Difference, PublishChecks
from newsgen.publish.places import is_remote, resolve, target_folder
from newsgen.publish.release import Compression, Release, UploadFormat
from newsgen.publish.target_manifest import TargetState
from newsgen.suggestions import suggest

_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - no server here
_EXAMPLE_HOST = re.compile(r"(?:.*\.)?example(?:\.(?:com|net|org))?")
"""https://www.rfc-editor.org/rfc/rfc2606"""
_COMPRESSIONS: Mapping[str, Compression] = {"none": "", "gzip": "gzip", "brotli": "br"}
"""The content coding (RFC 9110) for each name that newsgen.yaml uses."""


class Target(Protocol):
    """A place from which the published site is served."""

    @property
    def place(self) -> str:
        """Location for messages, such as ``s3://news-example``. Never contains a secret."""

    @property
    def upload_format(self) -> UploadFormat:
        """How files are stored at the target."""

    def read_state(self) -> TargetState:
        """Return what the target holds, and its clock. Raises Refusal if it cannot be reached."""

    def publish(self, release: Release, checks: PublishChecks, progress: Progress) -> Difference:
        """Publish the release, and return what changed.

        ``checks.clock`` is called before anything changes at the target, and ``checks.changes``
        once other publishers are locked out. If the work is interrupted at any point, readers still
        get complete pages whose assets exist. Raises Refusal if a check does, or if the target
        fails.
        """


def choose_target(targets: Mapping[str, TargetSettings], name: str) -> str:
    """Return the name of the target to publish to. It may be empty if only one is configured.

    Raises Refusal if no target is configured, or if it is unclear which one is meant.
    """
    known = ", ".join(targets)
    if not targets:
        hint = (
            "on a terminal `newsgen publish` asks where readers get the paper; or describe it under"
            " `targets:`, as `newsgen docs publishing` shows"
        )
        raise Refusal("newsgen.yaml names no target", hint)
    if name in targets:
        return name
    if name:
        raise Refusal(f"there is no target {name}", suggest(name, [*targets]) or f"known: {known}")
    if len(targets) > 1:
        raise Refusal("newsgen.yaml names several targets", f"name one of {known}")
    return next(iter(targets))


def open_target(
    settings: TargetSettings, root: Path, work_folder: Path, occupied: Sequence[Path] = ()
) -> Target:
    """Open the target. ``work_folder`` is its own folder on this machine, for a cache.

    Raises Refusal if a required library or program is missing, or if the target is a folder that
    is one of the ``occupied`` folders, lies inside one or contains one.
    """
    compressions = tuple(_COMPRESSIONS[name] for name in settings.precompress)
    match settings.kind:
        case "directory":
            from newsgen.publish.directory import FolderStore  # noqa: PLC0415 - loaded on demand
            from newsgen.publish.file_by_file import FileByFile  # noqa: PLC0415

            folder = target_folder(root, settings.path, occupied)
            return FileByFile(FolderStore(folder, compressions))
        case "s3":
            from newsgen.publish.file_by_file import FileByFile  # noqa: PLC0415
            from newsgen.publish.s3 import Bucket, S3Store  # noqa: PLC0415

            prefix = f"{settings.prefix.strip('/')}/" if settings.prefix.strip("/") else ""
            bucket = Bucket(settings.bucket, prefix, settings.region, settings.endpoint)
            compression, single = _COMPRESSIONS[settings.compress], settings.single_publisher
            store = S3Store(bucket, compression, settings.cache_control, single_publisher=single)
            return FileByFile(store)
        case "rsync":
            from newsgen.publish.rsync import RsyncServer  # noqa: PLC0415

            return RsyncServer(
                settings.host, settings.port, settings.path, settings.keep, compressions
            )
        case "git":
            from newsgen.publish.git import GitBranch  # noqa: PLC0415

            return GitBranch(_repository(root, settings.repository), settings.branch, work_folder)


def is_example_host(host: str) -> bool:
    """Whether readers can never reach that host: it is for examples, or this machine."""
    return host in _LOCAL_HOSTS or _EXAMPLE_HOST.fullmatch(host) is not None


def check_address(base_url: str) -> tuple[Diagnostic, ...]:
    """Return warnings about the address of the site that do not block publishing.

    Raises Refusal for an address that only this machine can reach.
    """
    host = urlsplit(base_url).hostname or ""
    if host in _LOCAL_HOSTS:
        hint = "set base_url in newsgen.yaml to the public address: feeds and sitemaps use it"
        raise Refusal(f"the site is built for {base_url}, which readers cannot reach", hint)
    if not _EXAMPLE_HOST.fullmatch(host):
        return ()
    return (
        Diagnostic(
            code="example-address",
            message=f"the site is published for {base_url}, which is an example address",
            hint="set base_url in newsgen.yaml to the public address: feeds and sitemaps use it",
        ),
    )


def _repository(root: Path, repository: str) -> str:
    """Return the address of a repository; a local path is resolved against the site's folder."""
    return repository if is_remote(repository) else str(resolve(root, repository))
