"""An S3 bucket as a target: of Amazon, Cloudflare R2, MinIO and whoever speaks that protocol.

Credentials come from where boto3 looks for them - the environment, ``~/.aws``, the role of the
machine or of the CI job - and from nowhere else.
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
from newsgen.publish.release import Packing, Upload, UploadFormat, header_rule
from newsgen.publish.s3_answers import explain
from newsgen.publish.store import Check, no_check
from newsgen.publish.target_manifest import FOLDER

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Gain = TypeVar("Gain")

LEASE = f"{FOLDER}/s3_lease.json"
_TRIES = 5
PAUSE = 0.4
"""Seconds before the second try; each further pause is twice as long."""
_CONNECT, _READ = 5, 15
"""Seconds to wait for a connection and for each answer: less than half a term of the lease."""
_TELLING = frozenset({"NoSuchKey", "RequestTimeTooSkewed"})
"""Answers that mean nothing but that, or that the clocks differ."""
_BATCH = 1000
"""Files that one request removes, at most (DeleteObjects)."""


class Bucket(NamedTuple):
    """Where in S3 a site lies."""

    name: str
    prefix: str = ""
    """Folder of the site in the bucket, with a slash at its end; or nothing."""
    region: str = ""
    endpoint: str = ""
    """Address of a host that is not Amazon."""


class S3:
    """A bucket that takes files one by one."""

    is_near = False

    def __init__(
        self,
        bucket: Bucket,
        packing: Packing = "",
        cache_control: Mapping[str, str] = {},
        *,
        single_publisher: bool = False,
    ) -> None:
        self._bucket = bucket
        self._single_publisher = single_publisher
        self._client = _connect(bucket)
        self.place = f"s3://{bucket.name}/{bucket.prefix}".rstrip("/")
        packings = (packing,) if packing else ()
        self.upload_format = UploadFormat(packings=packings, rule=header_rule(cache_control))

    @contextmanager
    def alone(self, moment: datetime) -> Iterator[Check]:
        """Keep other publishers away, by a lease that is kept alive while this one works.

        Where the user sees to it that there is a single one, no conditional write is needed.
        """
        if self._single_publisher:
            yield no_check
            return
        with s3_lease.leased(_Page(self), moment) as hold:
            yield hold.check

    def clock(self) -> ClockReading | None:
        """What time it is there, as any answer tells."""

        def ask() -> float | None:
            try:
                answer = self._client.get_object(Bucket=self._bucket.name, Key=self._key(LEASE))
                with closing(answer["Body"]) as body:
                    body.read(s3_lease.LARGEST)
                told: Mapping[str, Any] = answer["ResponseMetadata"]
            except self._client.exceptions.ClientError as error:
                if error.response.get("Error", {}).get("Code") not in _TELLING:
                    raise
                told = error.response["ResponseMetadata"]
            return parse_date(told["HTTPHeaders"].get("date", ""))

        return self._ask(partial(read_clock, ask))

    def read(self, path: str, most: int) -> bytes | None:
        """The bytes of a file, so many at most; None where there is none."""
        found = self.fetch(path, most)
        return found[0] if found else None

    def fetch(self, path: str, most: int) -> tuple[bytes, str] | None:
        """The bytes of a file, so many at most, and the mark of that version; None without one."""

        def fetch() -> tuple[bytes, str] | None:
            try:
                answer = self._client.get_object(Bucket=self._bucket.name, Key=self._key(path))
            except self._client.exceptions.NoSuchKey:
                return None
            # entering the body itself would give the raw stream, whose length nobody checks
            with closing(answer["Body"]) as body:
                is_whole = answer.get("ContentLength", most + 1) <= most
                return body.read() if is_whole else body.read(most), answer["ETag"]

        return self._ask(fetch)

    def write(self, path: str, content: bytes) -> None:
        """Write a file that is for newsgen's own eyes."""
        self._ask(partial(self.store, path, content))

    def store(self, path: str, content: bytes, **more: Any) -> str:
        """Put an object in one request; gives the mark of the new version."""
        headers = {"CacheControl": "no-store", "ContentType": "application/octet-stream", **more}
        answer = self._client.put_object(
            Bucket=self._bucket.name, Key=self._key(path), Body=content, **headers
        )
        mark: str = answer["ETag"]
        return mark

    def put(self, upload: Upload, content: bytes, *, anew: bool) -> bool:
        """Put a file; False where it is to be put ``anew`` and there is one already."""
        if anew and self._single_publisher and self.read(upload.path, 1) is not None:
            return False
        headers = upload.headers
        more: dict[str, Any] = {}
        if anew and not self._single_publisher:
            more["IfNoneMatch"] = "*"
        if headers is not None:
            more |= {"ContentType": headers.content_type, "CacheControl": headers.cache_control}
            if headers.content_encoding:
                more["ContentEncoding"] = headers.content_encoding
        try:
            self._ask(partial(self.store, upload.path, content, **more))
        except s3_lease.OvertakenError:
            return False
        return True

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files, as far as they are there."""
        for start in range(0, len(paths), _BATCH):
            keys = [{"Key": self._key(path)} for path in paths[start : start + _BATCH]]
            answer = self._ask(partial(self._remove, keys))
            for fault in answer.get("Errors", []):
                raise Refusal(
                    f"{self.place} does not remove {fault.get('Key')}: {fault.get('Message')}",
                    "allow s3:DeleteObject, and publish again",
                )

    def names(self) -> frozenset[str]:
        """The paths of all files there."""
        return frozenset(self._survey())

    def checksums(self, paths: Iterable[str]) -> Mapping[str, str]:
        """The MD5 of the bytes of those files, as far as the host tells it."""
        found = self._survey()
        return {path: found[path] for path in paths if path in found}

    def _survey(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        after: dict[str, Any] = {}
        while True:
            page, next_ = self._ask(partial(self._list, after))
            found |= page
            if not next_:
                return found
            after = {"ContinuationToken": next_}

    def _remove(self, keys: list[Any]) -> Any:
        return self._client.delete_objects(
            Bucket=self._bucket.name, Delete={"Objects": keys, "Quiet": True}
        )

    def _list(self, after: Mapping[str, Any]) -> tuple[Mapping[str, str], str]:
        """Some files with their marks, and what to ask the host for more with."""
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

    def _ask(self, request: Callable[[], Gain]) -> Gain:
        """The answer to a request, asked a few times where the trouble may pass."""
        return _patiently(request, self.place)


class _Page:
    """The object that the lease is written in."""

    def __init__(self, store: S3) -> None:
        self._store = store

    def read(self) -> tuple[bytes, str] | None:
        """Its bytes and the mark of that version."""
        return self._store.fetch(LEASE, s3_lease.LARGEST)

    def write(self, content: bytes, seen: str | None) -> str:
        """Write it where it is still the version ``seen``.

        Asked twice at most: signs of life follow each other, and who ends is not to wait for long.
        """
        condition = {"IfMatch": seen} if seen else {"IfNoneMatch": "*"}
        request = partial(self._store.store, LEASE, content, **condition)
        return _patiently(request, self._store.place, tries=2)


def _connect(bucket: Bucket) -> "S3Client":
    """A client of the bucket. Raises Refusal where boto3 is missing or knows no region."""
    try:
        import boto3  # noqa: PLC0415 - an extra
        from botocore.config import Config  # noqa: PLC0415
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415
    except ImportError:
        hint = 'pip install "newsgen[s3]"'
        raise Refusal("publishing to S3 needs a library that is not installed", hint) from None
    settings = Config(
        connect_timeout=_CONNECT,
        read_timeout=_READ,
        retries={"total_max_attempts": 1},
        max_pool_connections=32,
        s3={"addressing_style": "path" if bucket.endpoint else "auto"},
        # hosts other than Amazon do not all know the checksums that boto3 adds unasked
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
        raise Refusal(f"cannot reach S3: {error}", "check region and endpoint") from error
    return client


def _patiently(request: Callable[[], Gain], place: str, tries: int = _TRIES) -> Gain:
    """The answer, asked ``tries`` times at most, with growing pauses, where trouble may pass.

    Raises OvertakenError where a condition of the request does not hold, else Refusal.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - an extra
    from botocore.parsers import ResponseParserError  # noqa: PLC0415
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    for number in range(1, tries + 1):
        try:
            return request()
        except (BotoCoreError, ClientError, HTTPError, ResponseParserError, KeyError) as error:
            meaning, may_pass = explain(error, place)
            if number == tries or not may_pass:
                raise meaning from error
        pause = PAUSE * 2 ** (number - 1)
        time.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - no secret
    raise AssertionError
