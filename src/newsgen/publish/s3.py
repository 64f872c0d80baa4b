"""An S3 bucket as a target: Amazon S3, Cloudflare R2, MinIO and other hosts with that protocol.

Credentials come only from the places where boto3 looks: the environment, ``~/.aws``, and the role
of the machine or the CI job.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from newsgen.diagnostics import Refusal
from newsgen.publish import s3_lease
from newsgen.publish.clocks import ClockReading, parse_date, read_clock
from newsgen.publish.release import Compression, Upload, UploadFormat, header_rule
from newsgen.publish.s3_errors import explain
from newsgen.publish.store import Check, no_check
from newsgen.publish.target_manifest import FOLDER

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_Result = TypeVar("_Result")

LEASE = f"{FOLDER}/lease.json"
_TRIES = 5
"""Most attempts of a request."""
PAUSE = 0.4
"""Seconds before the second attempt; each further pause is twice as long."""
_CONNECT, _READ = 5, 15
"""Seconds to wait for a connection and for each answer: less than half the duration of a lease."""
_HARMLESS = frozenset({"NoSuchKey", "RequestTimeTooSkewed"})
"""Error codes of a request for the clock that still carry the time."""
_BATCH = 1000
"""Most files that one request can remove (DeleteObjects)."""


class Bucket(NamedTuple):
    """Where a site is stored in S3."""

    name: str
    prefix: str = ""
    """Folder of the site in the bucket, with a slash at its end; empty for the whole bucket."""
    region: str = ""
    endpoint: str = ""
    """Address of a host other than Amazon."""


class S3Store:
    """A bucket, which stores files one by one."""

    is_cheap_to_list = False

    def __init__(
        self,
        bucket: Bucket,
        compression: Compression = "",
        cache_control: Mapping[str, str] = {},
        *,
        single_publisher: bool = False,
    ) -> None:
        self._bucket = bucket
        self._single_publisher = single_publisher
        self._client = _connect(bucket)
        self.place = f"s3://{bucket.name}/{bucket.prefix}".rstrip("/")
        compressions = (compression,) if compression else ()
        self.upload_format = UploadFormat(
            compressions=compressions, rule=header_rule(cache_control)
        )

    @contextmanager
    def lock(self, moment: datetime) -> Iterator[Check]:
        """Lock out other publishers with a lease, renewed while this publication runs.

        With ``single_publisher`` the user guarantees that there is only one, and no lease is
        needed.
        """
        if self._single_publisher:
            yield no_check
            return
        with s3_lease.hold_lease(_S3LeaseFile(self), moment) as held:
            yield held.check

    def clock(self) -> ClockReading | None:
        """Return the clock of the host: every answer carries it."""

        def ask() -> float | None:
            try:
                answer = self._client.get_object(Bucket=self._bucket.name, Key=self._key(LEASE))
                with closing(answer["Body"]) as body:
                    body.read(s3_lease.LARGEST)
                metadata: Mapping[str, Any] = answer["ResponseMetadata"]
            except self._client.exceptions.ClientError as error:
                if error.response.get("Error", {}).get("Code") not in _HARMLESS:
                    raise
                metadata = error.response["ResponseMetadata"]
            return parse_date(metadata["HTTPHeaders"].get("date", ""))

        return self._ask(partial(read_clock, ask))

    def read(self, path: str, limit: int) -> bytes | None:
        """Return at most ``limit`` bytes of a file; None if there is no such file."""
        found = self.fetch(path, limit)
        return found[0] if found else None

    def fetch(self, path: str, limit: int) -> tuple[bytes, str] | None:
        """Return at most ``limit`` bytes of a file and its ETag; None if there is no such file."""

        def fetch() -> tuple[bytes, str] | None:
            try:
                answer = self._client.get_object(Bucket=self._bucket.name, Key=self._key(path))
            except self._client.exceptions.NoSuchKey:
                return None
            # using the body as a context manager would give the raw stream, without a length check
            with closing(answer["Body"]) as body:
                is_whole = answer.get("ContentLength", limit + 1) <= limit
                return body.read() if is_whole else body.read(limit), answer["ETag"]

        return self._ask(fetch)

    def write(self, path: str, content: bytes) -> None:
        """Write one of newsgen's own files, which readers never see."""
        self._ask(partial(self.store, path, content))

    def store(self, path: str, content: bytes, **more: Any) -> str:
        """Store an object with one request, and return its ETag."""
        headers = {"CacheControl": "no-store", "ContentType": "application/octet-stream", **more}
        answer = self._client.put_object(
            Bucket=self._bucket.name, Key=self._key(path), Body=content, **headers
        )
        etag: str = answer["ETag"]
        return etag

    def put(self, upload: Upload, content: bytes, *, only_if_new: bool) -> bool:
        """Upload a file. Return False if it must be new (``only_if_new``) but exists already."""
        if only_if_new and self._single_publisher and self.read(upload.path, 1) is not None:
            return False
        headers = upload.headers
        more: dict[str, Any] = {}
        if only_if_new and not self._single_publisher:
            more["IfNoneMatch"] = "*"
        if headers is not None:
            more |= {"ContentType": headers.content_type, "CacheControl": headers.cache_control}
            if headers.content_encoding:
                more["ContentEncoding"] = headers.content_encoding
        try:
            self._ask(partial(self.store, upload.path, content, **more))
        except s3_lease.PreconditionFailedError:
            return False
        return True

    def remove(self, paths: Sequence[str]) -> None:
        """Remove those of the files that exist."""
        for start in range(0, len(paths), _BATCH):
            keys = [{"Key": self._key(path)} for path in paths[start : start + _BATCH]]
            answer = self._ask(partial(self._remove, keys))
            for error in answer.get("Errors", []):
                raise Refusal(
                    f"{self.place} cannot remove {error.get('Key')}: {error.get('Message')}",
                    "allow s3:DeleteObject, then publish again",
                )

    def list_files(self) -> frozenset[str]:
        """Return the paths of all files."""
        return frozenset(self._list_all())

    def checksums(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Return the MD5 of each of the files, as far as the host reports it."""
        found = self._list_all()
        return {path: found[path] for path in paths if path in found}

    def _list_all(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        after: dict[str, Any] = {}
        while True:
            page, next_ = self._ask(partial(self._list_page, after))
            found |= page
            if not next_:
                return found
            after = {"ContinuationToken": next_}

    def _remove(self, keys: list[Any]) -> Any:
        return self._client.delete_objects(
            Bucket=self._bucket.name, Delete={"Objects": keys, "Quiet": True}
        )

    def _list_page(self, after: Mapping[str, Any]) -> tuple[Mapping[str, str], str]:
        """Return one page of files with their ETags, and the token for the next page."""
        page = self._client.list_objects_v2(
            Bucket=self._bucket.name, Prefix=self._bucket.prefix, **after
        )
        prefix = self._bucket.prefix
        found = {
            entry["Key"].removeprefix(prefix): entry["ETag"].strip('"')
            for entry in page.get("Contents", [])
        }
        return found, page["NextContinuationToken"] if page.get("IsTruncated") else ""

    def _key(self, path: str) -> str:
        return f"{self._bucket.prefix}{path}"

    def _ask(self, request: Callable[[], _Result]) -> _Result:
        """Send a request; retry it if the error may be temporary."""
        return _with_retries(request, self.place)


class _S3LeaseFile:
    """The object that stores the lease."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    def read(self) -> tuple[bytes, str] | None:
        """Return its bytes and ETag."""
        return self._store.fetch(LEASE, s3_lease.LARGEST)

    def write(self, content: bytes, version: str | None) -> str:
        """Write it if its ETag is still ``version``. Return its new ETag.

        Makes at most two attempts, because heartbeats follow soon and the end of a publication must
        not wait long.
        """
        condition = {"IfMatch": version} if version else {"IfNoneMatch": "*"}
        request = partial(self._store.store, LEASE, content, **condition)
        return _with_retries(request, self._store.place, tries=2)


def _connect(bucket: Bucket) -> "S3Client":
    """Return a client for the bucket. Raises Refusal if boto3 is missing or knows no region."""
    try:
        import boto3  # noqa: PLC0415 - an extra
        from botocore.config import Config  # noqa: PLC0415
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415
    except ImportError:
        hint = 'pip install "newsgen[s3]"'
        raise Refusal("publishing to S3 needs boto3, which is not installed", hint) from None
    settings = Config(
        connect_timeout=_CONNECT,
        read_timeout=_READ,
        retries={"total_max_attempts": 1},
        max_pool_connections=32,
        s3={"addressing_style": "path" if bucket.endpoint else "auto"},
        # some hosts other than Amazon do not support the checksums that boto3 adds by default
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    try:
        client: S3Client = boto3.Session().client(
            "s3",
            region_name=bucket.region or None,
            endpoint_url=bucket.endpoint or None,
            config=settings,
        )
    except (BotoCoreError, ValueError) as error:
        raise Refusal(
            f"cannot reach S3: {error}", "check `region` and `endpoint` in newsgen.yaml"
        ) from error
    return client


def _with_retries(request: Callable[[], _Result], place: str, tries: int = _TRIES) -> _Result:
    """Send a request at most ``tries`` times, with growing pauses, while it may still succeed.

    Raises PreconditionFailedError if a condition of the request is not met, else Refusal.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - an extra
    from botocore.parsers import ResponseParserError  # noqa: PLC0415
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    for number in range(1, tries + 1):
        try:
            return request()
        except (BotoCoreError, ClientError, HTTPError, ResponseParserError, KeyError) as error:
            explained, may_pass = explain(error, place)
            if number == tries or not may_pass:
                raise explained from error
        pause = PAUSE * 2 ** (number - 1)
        time.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - no secret
    raise AssertionError
