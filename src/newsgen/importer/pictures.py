"""Fetches the pictures of the old site that are not in the source, if an editor asks for it."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

from newsgen.builder.progress import Progress
from newsgen.check.fetch import Lookup, fetch_file, find_public
from newsgen.files.names import STATIC
from newsgen.paths import fault_of

FETCHED = ".newsgen/import-pictures"
"""Folder of the paper with fetched pictures: those that are there are not fetched again."""
MOST_BYTES = 25 * 1024 * 1024
"""Size of the largest picture."""
_SECONDS = 120.0
"""That one picture may take."""
_AT_ONCE = 4


def fetch_pictures(
    root: Path,
    wanted: Iterable[Mapping[str, str]],
    progress: Progress,
    lookup: Lookup = find_public,
) -> dict[str, str]:
    """Fetch the pictures into the paper's folder for them; gives what failed, and why.

    ``wanted`` has the address of each, and its path below static/. Only http and https, only public
    addresses, only pictures, at most 25 MiB each. A picture that is there already stays.
    """
    places: dict[str, Path] = {}
    faults: dict[str, str] = {}
    for address, path in (item for found in wanted for item in found.items()):
        if fault := fault_of(path):
            faults[address] = fault
        else:
            places[address] = root / FETCHED / path.removeprefix(f"{STATIC}/")
    missing = {address: place for address, place in places.items() if not place.is_file()}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        fetched = pool.map(partial(_fetch, lookup=lookup), missing.items())
        for number, (address, fault) in enumerate(zip(missing, fetched, strict=True), start=1):
            if fault:
                faults[address] = fault
            progress("pictures", number, len(missing))
    return faults


def _fetch(item: tuple[str, Path], lookup: Lookup) -> str:
    """Fetch one picture; gives why it is not there, or nothing."""
    address, place = item
    found = fetch_file(address, lookup, MOST_BYTES, _SECONDS)
    if found.fault:
        return found.fault
    if not found.media_type.startswith("image/"):
        return f"no picture: {found.media_type or 'no type'}"
    new = place.with_name(f".{place.name[:80]}.new")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(found.content)
        new.replace(place)
    except OSError as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        return f"it cannot be stored: {error.strerror}"
    return ""
