"""Whoever waits for news is told: a CDN by a list of addresses, search engines, feed readers.

A publication stands whether or not they hear of it, so what fails here is a warning.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from newsgen.config import AnnounceSettings
from newsgen.diagnostics import Diagnostic, Refusal
from newsgen.incremental.manifest import Entry
from newsgen.publish.diff import Difference
from newsgen.publish.release import Release, read_content
from newsgen.urls import file_url

_TIMEOUT = 15
"""Seconds that each may take to answer."""
_MOST = 10_000
"""Addresses in one message, at most (indexnow.org)."""
_FEED = "application/rss+xml"
_ADDRESS = re.compile(r"https?://\S+$")


def require_key(key: str, release: Release) -> None:
    """Raises Refusal where the site does not hold the file that proves the key to be its own."""
    upload = release.uploads.get(f"{key}.txt")
    if upload is None or read_content(release, upload).strip() != key.encode():
        raise Refusal(
            "the site does not hold its IndexNow key",
            f"write the key into static/{key}.txt, so that search engines can see it is yours",
        )


def require_purge_list(place: Path) -> None:
    """Raises Refusal where the purge list would replace a file that is none, or no file at all."""
    if not _holds_addresses(place):
        raise Refusal(
            f"the purge list would replace {place}, which holds something else",
            "name a file of its own, such as purge.txt",
        )


def _holds_addresses(place: Path) -> bool:
    """Whether there is a list of addresses or nothing."""
    try:
        if not place.is_file():
            return not place.exists()
        with place.open(encoding="utf-8") as file:
            return all(_ADDRESS.match(line) for line in file)
    except (OSError, UnicodeError):
        return False


def changed_addresses(difference: Difference, base_url: str) -> tuple[str, ...]:
    """The addresses that show something else than before, for a CDN to forget."""
    added = [upload.path for upload in difference.added if upload.path == upload.source]
    changed = [upload.path for upload in difference.changed if upload.path == upload.source]
    paths = sorted({*added, *changed, *difference.removed})
    return tuple(file_url(path, base_url) for path in paths)


def write_purge_list(place: Path, difference: Difference, base_url: str) -> tuple[Diagnostic, ...]:
    """Write the addresses that a CDN must forget, one a line; gives what kept it from that."""
    addresses = changed_addresses(difference, base_url)
    try:
        place.write_text("".join(f"{address}\n" for address in addresses), encoding="utf-8")
    except OSError as error:
        return (_failure("whoever reads the purge list", f"{place}: {error.strerror}"),)
    return ()


def announce(
    settings: AnnounceSettings,
    hub: str,
    difference: Difference,
    base_url: str,
    entries: Mapping[str, Entry],
) -> tuple[Diagnostic, ...]:
    """Tell search engines and the hub what changed; gives what could not be told."""
    if difference.is_empty:
        return ()
    told: list[tuple[str, Request]] = []
    if settings.indexnow:
        addresses = [
            a for a in changed_addresses(difference, base_url) if a.endswith(("/", "html"))
        ]
        told += _tell_engines(settings, addresses, base_url)
    if settings.websub and hub:
        feeds = [u.path for u in difference.uploads if _is_feed(entries.get(u.path))]
        told += [_tell_hub(hub, file_url(path, base_url)) for path in feeds]
    failures = [_failure(who, fault) for who, request in told if (fault := _send(request))]
    return tuple(dict.fromkeys(failures))


def _tell_engines(
    settings: AnnounceSettings, addresses: Sequence[str], base_url: str
) -> Iterator[tuple[str, Request]]:
    """What engines that share in IndexNow understand: https://www.indexnow.org/documentation."""
    for start in range(0, len(addresses), _MOST):
        message = {
            "host": urlsplit(base_url).netloc,
            "key": settings.indexnow,
            "keyLocation": f"{base_url}{settings.indexnow}.txt",
            "urlList": addresses[start : start + _MOST],
        }
        yield (
            "IndexNow",
            Request(  # noqa: S310 - newsgen.yaml allows http and https alone
                settings.indexnow_engine,
                json.dumps(message).encode(),
                {"Content-Type": "application/json; charset=utf-8"},
            ),
        )


def _tell_hub(hub: str, feed: str) -> tuple[str, Request]:
    """What hubs understand, although https://www.w3.org/TR/websub/ leaves it to them."""
    message = urlencode({"hub.mode": "publish", "hub.url": feed}).encode()
    return "the hub", Request(hub, message)  # noqa: S310 - as above


def _send(request: Request) -> str:
    """What went wrong, in words; nothing where all went well."""
    request.add_header("User-Agent", "newsgen")
    try:
        with urlopen(request, timeout=_TIMEOUT):  # noqa: S310 - as above
            return ""
    except URLError as error:
        return str(error.reason)
    except (OSError, ValueError) as error:
        return str(error)
    except HTTPException as error:
        return f"no answer of a web server: {error}"


def _is_feed(entry: Entry | None) -> bool:
    return entry is not None and entry.media_type == _FEED


def _failure(who: str, fault: str) -> Diagnostic:
    return Diagnostic(
        code="not-announced",
        message=f"{who} could not be told what changed: {fault}",
        hint="the site is published all the same; check `announce:` of the target",
    )
