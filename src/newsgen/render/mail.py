"""The HTML of mails: mail programs ignore style sheets, so each element carries its own styles.

css-inline, of the extra ``newsgen[mail]``, does that.
"""

from importlib.util import find_spec


def is_available() -> bool:
    """Whether css-inline is installed."""
    return find_spec("css_inline") is not None


def inline_styles(page: str) -> str:
    """The page with the rules of its ``<style>`` in its elements.

    Rules such as ``@media`` stay where they are, for programs that know them. Nothing is loaded.
    """
    import css_inline  # noqa: PLC0415 - an extra, and seldom needed

    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    return str(inliner.inline(page))
