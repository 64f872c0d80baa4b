"""What stops a whole import."""


class ImportFault(Exception):
    """A source that cannot be read at all: what is wrong, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
