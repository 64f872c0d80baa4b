"""Lists of names, as they are readable: words with spaces between them."""


def names(written: str) -> frozenset[str]:
    """The names in the text."""
    return frozenset(written.split())
