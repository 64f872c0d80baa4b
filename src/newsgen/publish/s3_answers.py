"""What a bucket answers when it does not do what was asked, told in words."""

from collections.abc import Mapping
from typing import Any

from newsgen.diagnostics import Refusal
from newsgen.publish.s3_lease import OvertakenError

_TAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
_PASSING = frozenset({"SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable"})
_REMEDY = "check the target in newsgen.yaml and what its credentials may do"
_REMEDIES: Mapping[str, str] = {
    "AccessDenied": "allow s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject",
    "NoSuchBucket": "make the bucket, or correct its name in newsgen.yaml",
    "InvalidAccessKeyId": "check AWS_ACCESS_KEY_ID, and that the endpoint is the right one",
    "SignatureDoesNotMatch": "check AWS_SECRET_ACCESS_KEY",
    "ExpiredToken": "sign in again",
    "RequestTimeTooSkewed": "set the clock of this machine, by NTP",
    "NotImplemented": "a host without conditional writes needs `single_publisher: true`",
}


def explain(error: Exception, place: str) -> tuple[Refusal | OvertakenError, bool]:
    """What an error means to who publishes, and whether it may pass."""
    from botocore import exceptions as told  # noqa: PLC0415 - an extra
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    match error:
        case told.ClientError():
            code, status = _code(error)
            if code in _TAKEN or status in (409, 412):
                return OvertakenError(), False
            may_pass = code in _PASSING or status == 429 or status >= 500
            return Refusal(f"{place} refuses: {error}", _REMEDIES.get(code, _REMEDY)), may_pass
        case told.NoCredentialsError():
            hint = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
            return Refusal(f"there are no credentials for {place}", hint), False
        case (
            told.HTTPClientError()
            | told.ConnectionError()
            | told.IncompleteReadError()
            | HTTPError()
        ):
            hint = "publish again: what is there already is not put twice"
            return Refusal(f"cannot reach {place}: {error}", hint), True
        case told.BotoCoreError():
            return Refusal(f"cannot publish to {place}: {error}", _REMEDY), False
    hint = "check the endpoint in newsgen.yaml: it is to be the address of the S3 API"
    return Refusal(f"{place} does not answer as S3 does", hint), True


def _code(error: Any) -> tuple[str, int]:
    """The code of an error and the status of HTTP."""
    answer = error.response
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return answer.get("Error", {}).get("Code", ""), status
