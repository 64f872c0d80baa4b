"""What stops a whole import, and what makes a story a draft."""


class ImportFault(Exception):
    """A source that cannot be read at all: what is wrong, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class DateFault(Exception):
    """A text that names no day for certain: ``offered`` is what it probably means, or empty."""

    def __init__(self, message: str, offered: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offered = offered
