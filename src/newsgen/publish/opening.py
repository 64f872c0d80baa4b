"""From the settings of a target to the target itself."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from newsgen.config import TargetSettings
from newsgen.publish.places import is_elsewhere, resolve, target_folder
from newsgen.publish.release import Packing
from newsgen.publish.targets import Target
from newsgen.schema import suggest
from newsgen.writer import Refusal

_PACKINGS: Mapping[str, Packing] = {"none": "", "gzip": "gzip", "brotli": "br"}


def choose_target(targets: Mapping[str, TargetSettings], name: str) -> str:
    """The name of the target that is meant; none needs to be given where there is but one.

    Raises Refusal where there is none, or where that is not clear.
    """
    known = ", ".join(targets)
    if not targets:
        hint = "describe one under `targets:`; docs/publishing.md shows each kind"
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
            from newsgen.publish.in_place import InPlace  # noqa: PLC0415

            return InPlace(Folder(target_folder(root, settings.path, taken), packings))
        case "s3":
            from newsgen.publish.in_place import InPlace  # noqa: PLC0415
            from newsgen.publish.s3 import S3, Bucket  # noqa: PLC0415

            prefix = f"{settings.prefix.strip('/')}/" if settings.prefix.strip("/") else ""
            bucket = Bucket(settings.bucket, prefix, settings.region, settings.endpoint)
            packing, single = _PACKINGS[settings.compress], settings.single_publisher
            return InPlace(S3(bucket, packing, settings.cache_control, single_publisher=single))
        case "rsync":
            from newsgen.publish.rsync import Server  # noqa: PLC0415

            return Server(settings.host, settings.port, settings.path, settings.keep, packings)
        case "git":
            from newsgen.publish.git import Branch  # noqa: PLC0415

            return Branch(_repository(root, settings.repository), settings.branch, memory)


def _repository(root: Path, repository: str) -> str:
    """The address of a repository; a folder as seen from the site."""
    return repository if is_elsewhere(repository) else str(resolve(root, repository))
