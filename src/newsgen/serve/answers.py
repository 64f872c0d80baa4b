"""The answers to requests that cannot be met: JSON with a message and a hint."""

from starlette.responses import JSONResponse, Response

from newsgen.diagnostics import Problems, Refusal


def refuse(message: str, hint: str = "", status: int = 422) -> Response:
    """The answer to a request that cannot be met."""
    return JSONResponse({"message": message, "hint": hint}, status)


def refuse_for(reason: Problems | Refusal) -> Response:
    """The answer to a request that fails for this reason; of several problems it has the first."""
    first = reason.diagnostics[0] if isinstance(reason, Problems) else reason
    return refuse(first.message, first.hint)
