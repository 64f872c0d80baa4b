"""Checks the settings of publish targets beyond their types.

Names and addresses of targets become arguments of other programs and parts of requests, so each
may contain only the characters that it needs. Secrets are refused: everybody can read the file.
"""

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv6Address
from typing import Final, get_args
from urllib.parse import urlsplit

import msgspec

from newsgen.config.faults import bad_value, check_range
from newsgen.config.shape import AnnounceSettings, FeedSettings, TargetSettings
from newsgen.models import Role
from newsgen.paths import MAX_PATH, fault_of
from newsgen.schema import Fault, Keys
from newsgen.suggestions import suggest
from newsgen.text import truncate

_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "directory": ("path",),
    "s3": ("bucket",),
    "rsync": ("host", "path"),
    "git": ("repository",),
}
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "directory": ("path", "precompress"),
    "s3": (
        "bucket",
        "prefix",
        "region",
        "endpoint",
        "compress",
        "cache_control",
        "single_publisher",
    ),
    "rsync": ("host", "port", "path", "keep", "precompress"),
    "git": ("repository", "branch"),
}
"""The keys of each kind of target; all other keys are valid for every kind."""
_PATTERNS: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "bucket": (re.compile(r"[a-zA-Z0-9][\w.-]{1,253}"), "letters, digits, `.` and `-`"),
    "prefix": (re.compile(r"(?!/)[\w./-]*"), "a folder such as `news/`"),
    "region": (re.compile(r"[a-z0-9-]+"), "a region such as `eu-central-1`"),
    "host": (
        re.compile(r"([\w.-]+@)?([a-zA-Z0-9][\w.-]*|[^@%:]*+:[^@%]*+)"),
        "`deploy@www.example`",
    ),
    "branch": (re.compile(r"(?![-./])(?!.*(?:\.\.|//|@\{|\.lock$))[\w./-]+(?<![./])"), "`live`"),
}  # fmt: skip
_LONGEST_KEY = 1024
"""Longest key of an object in S3, in bytes."""
_LONGEST_FOLDER = 1000
"""Longest folder on a server, in bytes: with the name of a release and a path of the site, the
whole path stays below the 4,095 bytes of Linux."""
_FORBIDDEN_NAMES = frozenset({".", "..", ".git", ".newsgen", ".parts"})
"""Names of folders that lead to another folder or are used by git, newsgen or rsync."""


def check_targets(
    targets: Mapping[str, TargetSettings], feeds: FeedSettings, indexnow: str
) -> Iterator[Fault]:
    """All faults of the targets and of their announcements."""
    if feeds.hub:
        yield from _check_web_address(feeds.hub, ("feeds", "hub"))
    for name, target in targets.items():
        keys = ("targets", name)
        if not re.fullmatch(r"[\w][\w.-]*", name):
            shown = truncate(name, 40)
            yield bad_value(
                keys, f"`{shown}` is not a valid name", "use letters, digits, `.` and `-`"
            )
        yield from _check_keys(target, keys)
        yield from _check_forms(target, keys)
        yield from _check_roles(target, keys)
        yield from _check_announcements(target.announce, feeds, indexnow, (*keys, "announce"))


def _check_keys(target: TargetSettings, keys: Keys) -> Iterator[Fault]:
    for key in _REQUIRED[target.kind]:
        if not getattr(target, key):
            message = f"a target of the kind `{target.kind}` needs `{key}`"
            yield Fault(keys=keys, code="missing-key", message=message, hint=f"add `{key}:`")
    usual = msgspec.structs.asdict(TargetSettings(kind=target.kind))
    foreign = {key for kind, own in _KEYS.items() for key in own} - {*_KEYS[target.kind]}
    for key, value in msgspec.structs.asdict(target).items():
        if key in foreign and value != usual[key]:
            message = f"a target of the kind `{target.kind}` has no `{key}`"
            yield bad_value((*keys, key), message, f"known: {', '.join(_KEYS[target.kind])}")


def _check_forms(target: TargetSettings, keys: Keys) -> Iterator[Fault]:
    for key, (form, example) in _PATTERNS.items():
        value = getattr(target, key)
        if value and (not form.fullmatch(value) or ".." in value):
            yield bad_value(
                (*keys, key), f"`{truncate(value, 80)}` is not a valid {key}", f"write {example}"
            )
    yield from _check_colons(target.host, (*keys, "host"))
    for key in ("endpoint", "base_url"):
        if value := getattr(target, key):
            yield from _check_web_address(value, (*keys, key))
    for key in ("path", "repository"):
        yield from _check_place(getattr(target, key), (*keys, key))
    yield from _check_prefix(target.prefix.strip("/"), (*keys, "prefix"))
    if target.kind == "rsync":
        yield from _check_folder(target.path, (*keys, "path"))
    for key, least, most in (("port", 0, 65535), ("keep", 1, 100)):
        yield from check_range((*keys, key), getattr(target, key), least, most)


def _check_colons(host: str, keys: Keys) -> Iterator[Fault]:
    """Allow colons only in IPv6 addresses; rsync would read the text after one as a folder."""
    address = host.rpartition("@")[2]
    try:
        if ":" in address:
            IPv6Address(address)
    except ValueError:
        hint = "write the port as `port: 22`, and an IPv6 address without brackets"
        yield bad_value(keys, f"`{truncate(host, 80)}` is not a valid host", hint)


def _check_place(place: str, keys: Keys) -> Iterator[Fault]:
    """Check a path or repository address: not an option of a program, and without secrets."""
    if place.startswith("-") or any(ord(letter) < 32 for letter in place):
        yield bad_value(
            keys, f"`{truncate(place, 80)}` is not a valid path", "begin it with a letter or `/`"
        )
    elif _holds_secret(place):
        hint = "leave it out; `newsgen docs publishing` says where secrets come from"
        yield bad_value(keys, "the address contains a password or token", hint)
    elif "://" in place and not _is_address(place):
        yield bad_value(
            keys, f"`{truncate(place, 80)}` is not a valid address", "correct its host or port"
        )
    elif "::" in place:
        hint = "write https://, ssh:// or git@host:path"
        yield bad_value(keys, f"`{truncate(place, 80)}` would start another program", hint)


def _check_prefix(prefix: str, keys: Keys) -> Iterator[Fault]:
    """Check that the prefix is a valid path and leaves room for every path of a site."""
    most = _LONGEST_KEY - MAX_PATH - len("/")
    if len(prefix.encode()) > most:
        yield bad_value(
            keys, "the prefix is too long", f"up to {most} bytes leave room for the site"
        )
    elif prefix and (fault := fault_of(prefix)):
        yield bad_value(
            keys, f"`{truncate(prefix, 80)}` is not a valid prefix: {fault}", "write `news/`"
        )


def _check_folder(path: str, keys: Keys) -> Iterator[Fault]:
    """Check that a server folder has no misleading names and leaves room for a site."""
    if len(path.encode()) > _LONGEST_FOLDER:
        hint = f"up to {_LONGEST_FOLDER:,} bytes leave room for the site"
        yield bad_value(keys, "the path is too long", hint)
    for name in _FORBIDDEN_NAMES.intersection(path.casefold().split("/")):
        yield bad_value(keys, f"`{name}` in the path leads elsewhere", "write the path without it")


def _check_web_address(address: str, keys: Keys) -> Iterator[Fault]:
    is_web = _is_address(address) and urlsplit(address).scheme in ("https", "http")
    if not is_web or not urlsplit(address).hostname or re.search(r"[\s\x00-\x1f\x7f]", address):
        yield bad_value(
            keys, f"`{truncate(address, 80)}` is not a valid address", "begin it with https://"
        )
    elif _holds_secret(address):
        hint = "leave it out; `newsgen docs publishing` says where secrets come from"
        yield bad_value(keys, "the address contains a password or token", hint)


def _is_address(address: str) -> bool:
    """Whether the address has a valid host and port."""
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def _holds_secret(address: str) -> bool:
    """Whether the address contains a password, or over HTTP a token, before the host."""
    before, found, _ = address.partition("://")[2].partition("/")[0].rpartition("@")
    return bool(found) and (":" in before or address.lower().startswith("http"))


def _check_roles(target: TargetSettings, keys: Keys) -> Iterator[Fault]:
    roles = get_args(Role)
    for role, value in target.cache_control.items():
        place = (*keys, "cache_control", role)
        if role not in roles:
            hint = suggest(role, roles) or f"known: {', '.join(roles)}"
            yield bad_value(place, f"there is no role `{truncate(role, 40)}`", hint)
        elif not re.fullmatch(r"[\x20-\x7e]+", value):
            yield bad_value(
                place, "this is not a valid header", "write it as `public, max-age=300`"
            )


def _check_announcements(
    announce: AnnounceSettings, feeds: FeedSettings, indexnow: str, keys: Keys
) -> Iterator[Fault]:
    if announce.indexnow and not indexnow:
        hint = "write it under `indexnow:` at the top level, so that the site contains it, too"
        yield bad_value((*keys, "indexnow"), "there is no IndexNow key", hint)
    yield from _check_web_address(announce.indexnow_engine, (*keys, "indexnow_engine"))
    if announce.websub and not feeds.hub:
        hint = "name the hub under `feeds: hub:`, so that the feeds name it, too"
        yield bad_value((*keys, "websub"), "there is no hub to notify", hint)
    purge = announce.purge_list
    if purge.startswith(("/", "-", "~")) or ".." in purge.split("/") or "\\" in purge:
        hint = "name a file in the site root, such as `purge.txt`"
        yield bad_value(
            (*keys, "purge_list"), f"`{truncate(purge, 80)}` is not a file in the site root", hint
        )
