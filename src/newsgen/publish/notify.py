"""Reports changes after a publication: a purge list for a CDN, IndexNow, and a WebSub hub.

The publication is complete without them, so a failure here is only a warning.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from newsgen.config import AnnounceSettings, Config
from newsgen.diagnostics import Diagnostic, Refusal
from newsgen.incremental.manifest import Entry
from newsgen.models import FEED_TYPES
from newsgen.publish.diff import Difference
from newsgen.publish.release import Release, read_content
from newsgen.urls import file_url

_TIMEOUT = 15
"""Seconds to wait for each answer."""
_BATCH = 10_000
"""Most addresses in one message (indexnow.org)."""
_ADDRESS = re.compile(r"https?://\S+$")


def require_key(key: str, release: Release) -> None:
    """Raise Refusal if the site lacks the file that proves that it owns the IndexNow key."""
    upload = release.uploads.get(f"{key}.txt")
    if upload is None or read_content(release, upload).strip() != key.encode():
        raise Refusal(
            "the site does not contain its IndexNow key",
            f"build the site again: it publishes /{key}.txt, where search engines look for it",
        )


def require_purge_list(place: Path) -> None:
    """Raise Refusal if the purge list would replace a file that is not a list of addresses."""
    if not _holds_addresses(place):
        raise Refusal(
            f"the purge list would replace {place}, which contains something else",
            "name a separate file, such as purge.txt",
        )


def _holds_addresses(place: Path) -> bool:
    """Whether the file contains nothing but addresses, or does not exist."""
    try:
        if not place.is_file():
            return not place.exists()
        with place.open(encoding="utf-8") as file:
            return all(_ADDRESS.match(line) for line in file)
    except (OSError, UnicodeError):
        return False


def changed_urls(difference: Difference, base_url: str) -> tuple[str, ...]:
    """Return the addresses whose content changed, for a CDN to purge."""
    added = [upload.path for upload in difference.added if upload.path == upload.source]
    changed = [upload.path for upload in difference.changed if upload.path == upload.source]
    paths = sorted({*added, *changed, *difference.removed})
    return tuple(file_url(path, base_url) for path in paths)


def write_purge_list(place: Path, difference: Difference, base_url: str) -> tuple[Diagnostic, ...]:
    """Write the addresses that a CDN must purge, one per line. Return a warning if that fails."""
    addresses = changed_urls(difference, base_url)
    try:
        place.write_text("".join(f"{address}\n" for address in addresses), encoding="utf-8")
    except OSError as error:
        return (_failure(f"cannot write the purge list {place}: {error.strerror}"),)
    return ()


def announce(
    settings: AnnounceSettings,
    config: Config,
    difference: Difference,
    base_url: str,
    entries: Mapping[str, Entry],
) -> tuple[Diagnostic, ...]:
    """Notify search engines and the hub of the changes. Return a warning for each failure."""
    if difference.is_empty:
        return ()
    requests: list[tuple[str, Request]] = []
    if settings.indexnow:
        addresses = [a for a in changed_urls(difference, base_url) if a.endswith(("/", "html"))]
        requests += _indexnow_requests(settings, config.indexnow, addresses, base_url)
    hub = config.feeds.hub
    if settings.websub and hub:
        feeds = [u.path for u in difference.uploads if _is_feed(entries.get(u.path))]
        requests += [_websub_request(hub, file_url(path, base_url)) for path in feeds]
    failures = [
        _failure(f"cannot notify {recipient} of the changes: {fault}")
        for recipient, request in requests
        if (fault := _send(request))
    ]
    return tuple(dict.fromkeys(failures))


def _indexnow_requests(
    settings: AnnounceSettings, key: str, addresses: Sequence[str], base_url: str
) -> Iterator[tuple[str, Request]]:
    """Yield requests of the IndexNow protocol: https://www.indexnow.org/documentation."""
    for start in range(0, len(addresses), _BATCH):
        message = {
            "host": urlsplit(base_url).netloc,
            "key": key,
            "keyLocation": file_url(f"{key}.txt", base_url),
            "urlList": addresses[start : start + _BATCH],
        }
        yield (
            "IndexNow",
            Request(  # noqa: S310 - newsgen.yaml allows only http and https
                settings.indexnow_engine,
                json.dumps(message).encode(),
                {"Content-Type": "application/json; charset=utf-8"},
            ),
        )


def _websub_request(hub: str, feed: str) -> tuple[str, Request]:
    """Return the request that hubs accept.

    https://www.w3.org/TR/websub/ leaves its form to hub and publisher; this is the usual one.
    """
    message = urlencode({"hub.mode": "publish", "hub.url": feed}).encode()
    return "the hub", Request(hub, message)  # noqa: S310 - as above


def _send(request: Request) -> str:
    """Return what went wrong; empty if the request succeeded."""
    request.add_header("User-Agent", "newsgen")
    try:
        with urlopen(request, timeout=_TIMEOUT):  # noqa: S310 - as above
            return ""
    except URLError as error:
        return str(error.reason)
    except (OSError, ValueError) as error:
        return str(error)
    except HTTPException as error:
        return f"the answer is not HTTP: {error}"


def _is_feed(entry: Entry | None) -> bool:
    return entry is not None and entry.media_type in FEED_TYPES


def _failure(message: str) -> Diagnostic:
    return Diagnostic(
        code="not-announced",
        message=message,
        hint="the site is published anyway; check `announce:` of the target",
    )
