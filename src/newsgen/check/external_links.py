"""The pages elsewhere that a site links to: asked politely, and remembered."""

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
from newsgen.check.fetch import Lookup, Reply, find_public, reach
from newsgen.check.findings import Finding, PageReport
from newsgen.incremental.versioned_file import read_versioned, write_versioned
from newsgen.models import Model

_KIND = "links"
_FORMAT = 1
_LASTING = timedelta(days=7)
"""So long a good answer is believed; a bad one never."""
_HOSTS = 16
"""So many hosts are asked at once, each one page after the other."""
_TRIES = 3
_GONE = frozenset({404, 410})
_BUSY = frozenset({429, 500, 502, 503, 504})


class RequestPolicy(Model, frozen=True):
    """How pages elsewhere are asked."""

    lookup: Lookup = find_public
    pause: float = 0.5
    """Seconds between two requests to one host."""
    sleep: Callable[[float], None] = time.sleep


class LinkAnswer(Model, frozen=True, array_like=True):
    """A good answer, as it is remembered."""

    asked: datetime
    status: int
    moved: str


def judge_outside(
    page_reports: Sequence[PageReport],
    cache: Path,
    now: datetime,
    policy: RequestPolicy,
    progress: Progress,
) -> Iterator[Finding]:
    """What is wrong with the pages elsewhere that those files link to."""
    addresses = sorted(
        {address for page_report in page_reports for address, _ in page_report.outside}
    )
    web = [address for address in addresses if address.startswith(("http:", "https:"))]
    replies = _ask_all(web, cache / "links", now, policy, progress)
    for page_report in page_reports:
        for address, line in page_report.outside:
            code, said = _judge(replies.get(address))
            if code:
                detail = f"{address} {said}".strip()
                yield Finding(code, page_report.output, detail, address, line)


def _judge(reply: Reply | None) -> tuple[str, str]:
    """The rule that the reply breaks, and what it said; nothing where all is well."""
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


def _ask_all(
    addresses: Iterable[str], place: Path, now: datetime, policy: RequestPolicy, progress: Progress
) -> Mapping[str, Reply]:
    known = {a: k for a, k in _recall(place).items() if now - _LASTING < k.asked <= now}
    replies = {address: Reply(k.status, k.moved) for address, k in known.items()}
    hosts: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        if address not in known:
            hosts[urlsplit(address).hostname or ""].append(address)
    try:
        for done, some in enumerate(_ask_hosts([*hosts.values()], policy), 1):
            replies |= some
            progress("asking other sites", done, len(hosts))
    finally:  # whoever breaks off keeps what was learned
        fresh = {
            address: LinkAnswer(asked=now, status=reply.status, moved=reply.moved)
            for address, reply in replies.items()
            if address not in known and 200 <= reply.status < 300
        }
        _keep({**known, **fresh}, place)
    return replies


def _ask_hosts(hosts: Sequence[Sequence[str]], policy: RequestPolicy) -> Iterator[dict[str, Reply]]:
    """The replies of each host as they come in."""
    stopped = Event()
    with ThreadPoolExecutor(_HOSTS) as pool:
        try:
            asked = [pool.submit(_ask_host, pages, policy, stopped) for pages in hosts]
            for future in as_completed(asked):
                yield future.result()
        finally:
            stopped.set()


def _ask_host(pages: Sequence[str], policy: RequestPolicy, stopped: Event) -> dict[str, Reply]:
    """The replies of one host, with a pause between the requests, until nobody waits for them."""
    replies: dict[str, Reply] = {}
    for number, address in enumerate(pages):
        if stopped.is_set():
            break
        if number:
            policy.sleep(policy.pause)
        replies[address] = _ask(address, policy)
    return replies


def _ask(address: str, policy: RequestPolicy) -> Reply:
    """The reply, asked for again where the server or the way to it was at fault."""
    reply = reach(address, policy.lookup)
    for attempt in range(1, _TRIES):
        is_lasting = reply.fault in {"private", "gone"}
        if is_lasting or (not reply.fault and reply.status not in _BUSY):
            break
        policy.sleep(policy.pause * 2**attempt)
        reply = reach(address, policy.lookup)
    return reply


def _recall(place: Path) -> dict[str, LinkAnswer]:
    try:
        return msgspec.json.decode(
            read_versioned(place, _KIND, _FORMAT) or b"{}", type=dict[str, LinkAnswer]
        )
    except (OSError, msgspec.MsgspecError):
        return {}


def _keep(answers: Mapping[str, LinkAnswer], place: Path) -> None:
    """Write what was learned; where that cannot be, the next check asks again."""
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        write_versioned(place, _KIND, _FORMAT, msgspec.json.encode(answers))
