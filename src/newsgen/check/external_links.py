"""Checks links to external pages: few requests at a time, with cached answers."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import msgspec

from newsgen.builder.progress import Progress
from newsgen.check.fetch import Lookup, Reply, fetch_page, find_public
from newsgen.check.findings import Finding, PageReport
from newsgen.incremental.versioned_file import read_versioned, write_versioned
from newsgen.models import Model

_KIND = "links"
_FORMAT = 1
_VALID_FOR = timedelta(days=7)
"""How long a good answer is cached; bad answers are not cached."""
_PARALLEL_HOSTS = 16
"""Hosts requested at the same time; the pages of one host are requested one after the other."""
_ATTEMPTS = 3
_GONE = frozenset({404, 410})
_BUSY = frozenset({429, 500, 502, 503, 504})


class RequestPolicy(Model, frozen=True):
    """How external pages are requested."""

    lookup: Lookup = find_public
    pause: float = 0.5
    """Seconds between two requests to one host."""
    sleep: Callable[[float], None] = time.sleep


class LinkAnswer(Model, frozen=True, array_like=True):
    """A good answer in the cache."""

    asked: datetime
    status: int
    moved: str


def check_external_links(
    page_reports: Sequence[PageReport],
    cache: Path,
    now: datetime,
    policy: RequestPolicy,
    progress: Progress,
) -> Iterator[Finding]:
    """The findings for all external links in those reports."""
    addresses = sorted(
        {address for page_report in page_reports for address, _ in page_report.outside}
    )
    web = [address for address in addresses if address.startswith(("http:", "https:"))]
    replies = _request_all(web, cache / "links", now, policy, progress)
    for page_report in page_reports:
        for address, line in page_report.outside:
            code, detail = _verdict(replies.get(address))
            if code:
                detail = f"{address} {detail}".strip()
                yield Finding(code, page_report.output, detail, address, line)


def _verdict(reply: Reply | None) -> tuple[str, str]:
    """The rule that the reply breaks, and a detail for the message; both empty if none."""
    if reply is None:
        return "", ""
    if reply.fault == "private":
        return "private-outside-link", ""
    if reply.fault == "gone":
        return "dead-outside-link", "(there is no such host)"
    if reply.status in _GONE:
        return "dead-outside-link", f"({reply.status})"
    if reply.fault or reply.status >= 400:
        return "unchecked-outside-link", f"({reply.fault or reply.status})"
    return ("moved-outside-link", f"(to {reply.moved})") if reply.moved else ("", "")


def _request_all(
    addresses: Iterable[str], path: Path, now: datetime, policy: RequestPolicy, progress: Progress
) -> Mapping[str, Reply]:
    known = {a: k for a, k in _read_answers(path).items() if now - _VALID_FOR < k.asked <= now}
    replies = {address: Reply(k.status, k.moved) for address, k in known.items()}
    hosts: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        if address not in known:
            hosts[urlsplit(address).hostname or ""].append(address)
    try:
        for done, some in enumerate(_request_hosts([*hosts.values()], policy), 1):
            replies |= some
            progress("asking other sites", done, len(hosts))
    finally:  # keep the answers when the check is interrupted
        fresh = {
            address: LinkAnswer(asked=now, status=reply.status, moved=reply.moved)
            for address, reply in replies.items()
            if address not in known and 200 <= reply.status < 300
        }
        _write_answers({**known, **fresh}, path)
    return replies


def _request_hosts(
    hosts: Sequence[Sequence[str]], policy: RequestPolicy
) -> Iterator[dict[str, Reply]]:
    """The replies of each host, in the order in which the hosts finish."""
    stopped = Event()
    with ThreadPoolExecutor(_PARALLEL_HOSTS) as pool:
        try:
            asked = [pool.submit(_request_host, pages, policy, stopped) for pages in hosts]
            for future in as_completed(asked):
                yield future.result()
        finally:
            stopped.set()


def _request_host(pages: Sequence[str], policy: RequestPolicy, stopped: Event) -> dict[str, Reply]:
    """The replies of one host, with a pause between requests; ends early if ``stopped`` is set."""
    replies: dict[str, Reply] = {}
    for number, address in enumerate(pages):
        if stopped.is_set():
            break
        if number:
            policy.sleep(policy.pause)
        replies[address] = _ask(address, policy)
    return replies


def _ask(address: str, policy: RequestPolicy) -> Reply:
    """The reply; requests that fail because of the server or the network are retried."""
    reply = fetch_page(address, policy.lookup)
    for attempt in range(1, _ATTEMPTS):
        is_lasting = reply.fault in {"private", "gone"}
        if is_lasting or (not reply.fault and reply.status not in _BUSY):
            break
        policy.sleep(policy.pause * 2**attempt)
        reply = fetch_page(address, policy.lookup)
    return reply


def _read_answers(path: Path) -> dict[str, LinkAnswer]:
    try:
        return msgspec.json.decode(
            read_versioned(path, _KIND, _FORMAT) or b"{}", type=dict[str, LinkAnswer]
        )
    except (OSError, msgspec.MsgspecError):
        return {}


def _write_answers(answers: Mapping[str, LinkAnswer], path: Path) -> None:
    """Write the cache; if that fails, the next check requests the pages again."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_versioned(path, _KIND, _FORMAT, msgspec.json.encode(answers))
