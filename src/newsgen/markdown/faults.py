"""A problem in a body, before the file and the line in the file are known."""

from newsgen.models import Model


class BodyFault(Model, frozen=True):
    """Something in a body that is not as its writer meant it."""

    code: str
    line: int
    """Counted from 0."""
    message: str
    hint: str
    near: str = ""
    """What the line contains at that place."""
