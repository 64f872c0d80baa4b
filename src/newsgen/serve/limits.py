"""How large a request to the preview may be, and how long it may take."""

from newsgen.paths import PREVIEW_FOLDER

UPLOAD_LIMIT = 40 * 1024 * 1024
"""Largest picture that an editor can send, in bytes."""
REQUEST_SECONDS = 30.0
"""Seconds within which a request must be complete."""
UPLOAD_SECONDS = 600.0
"""Seconds within which a picture must have arrived, from a phone in a slow network."""
_BODY_LIMIT = 2 * 1024 * 1024
_UPLOAD_PATH = f"/{PREVIEW_FOLDER}/upload"
"""The path to which the desk sends pictures."""


def is_upload(path: str) -> bool:
    """Whether requests to this path send a picture."""
    return path == _UPLOAD_PATH


def body_limit(path: str) -> int:
    """Largest body of a request to this path, in bytes."""
    return UPLOAD_LIMIT if is_upload(path) else _BODY_LIMIT
