"""Pages and JSON as anyone may have written them: read, or told to be unreadable."""

from codecs import BOM_UTF8
from typing import Any

import msgspec
from lxml import etree

_PARSER = etree.HTMLParser(
    encoding="utf-8", huge_tree=True, collect_ids=False, remove_comments=True
)


class UnreadableError(Exception):
    """What was to be JSON is none; the message says why."""


def parse_page(content: bytes) -> Any:
    """The root of the page, whatever encoding it claims to have; None where there is nothing."""
    try:
        return etree.fromstring(content, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None


def parse_json(content: bytes | str) -> Any:
    """The facts in it; a byte order mark is passed over, as browsers do.

    Raises UnreadableError.
    """
    try:
        text = content if isinstance(content, str) else content.removeprefix(BOM_UTF8).decode()
        return msgspec.json.decode(text)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it is not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise UnreadableError("it is nested too deeply") from None
    except msgspec.DecodeError as error:
        raise UnreadableError(str(error)) from None
