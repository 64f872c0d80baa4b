"""The errors of S3 and boto3, as refusals with a remedy."""

from collections.abc import Mapping
from typing import Any

from newsgen.diagnostics import Refusal
from newsgen.publish.s3_lease import PreconditionFailedError

_PRECONDITION_FAILED = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
_TRANSIENT = frozenset({"SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable"})
_USUAL_REMEDY = "check the target in newsgen.yaml and what its credentials may do"
_REMEDIES: Mapping[str, str] = {
    "AccessDenied": "allow s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject",
    "NoSuchBucket": "create the bucket, or correct its name in newsgen.yaml",
    "InvalidAccessKeyId": "check AWS_ACCESS_KEY_ID, and that the endpoint is the right one",
    "SignatureDoesNotMatch": "check AWS_SECRET_ACCESS_KEY",
    "ExpiredToken": "sign in again",
    "RequestTimeTooSkewed": "correct the clock of this machine, best by NTP",
    "NotImplemented": "a host without conditional writes needs `single_publisher: true`",
}


def explain(error: Exception, place: str) -> tuple[Refusal | PreconditionFailedError, bool]:
    """Return the exception to raise for an error, and whether a retry may succeed."""
    from botocore import exceptions as botocore  # noqa: PLC0415 - an extra
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    match error:
        case botocore.ClientError():
            code, status = _code(error)
            if code in _PRECONDITION_FAILED or status in (409, 412):
                return PreconditionFailedError(), False
            may_pass = code in _TRANSIENT or status == 429 or status >= 500
            return Refusal(
                f"{place} refuses: {error}", _REMEDIES.get(code, _USUAL_REMEDY)
            ), may_pass
        case botocore.NoCredentialsError():
            hint = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
            return Refusal(f"there are no credentials for {place}", hint), False
        case (
            botocore.HTTPClientError()
            | botocore.ConnectionError()
            | botocore.IncompleteReadError()
            | HTTPError()
        ):
            hint = "publish again: uploaded files are not uploaded twice"
            return Refusal(f"cannot reach {place}: {error}", hint), True
        case botocore.BotoCoreError():
            return Refusal(f"cannot publish to {place}: {error}", _USUAL_REMEDY), False
    hint = "check `endpoint` in newsgen.yaml: it must be the address of the S3 API"
    return Refusal(f"{place} does not answer as S3 does", hint), True


def _code(error: Any) -> tuple[str, int]:
    """Return the error code and the HTTP status."""
    answer = error.response
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return answer.get("Error", {}).get("Code", ""), status
