"""Quotation marks and dashes by language."""

import re

from markdown_it.rules_core import StateCore

Quotes = tuple[str, str, str, str]
"""Outer opening and closing, inner opening and closing."""

_ENGLISH = tuple("“”‘’")
_NARROW = "\u202f"  # French has a narrow no-break space inside its quotes
# Marks of CLDR 48 (delimiters), where it differs from English; settings may name others.
_QUOTES: dict[str, tuple[str, ...]] = {
    "am": tuple("«»‹›"),
    "ar": tuple("”“’‘"),
    "be": tuple("«»„“"),
    "bg": tuple("„“‚‘"),
    "ca": tuple("«»“”"),
    "cs": tuple("„“‚‘"),
    "da": tuple("””’’"),
    "de": tuple("„“‚‘"),
    "de-ch": tuple("«»‹›"),
    "el": tuple("«»“”"),
    "et": tuple("„“‚‘"),
    "es": tuple("«»“”"),
    "eu": tuple("«»“”"),
    "fa": tuple("«»‹›"),
    "fi": tuple("””’’"),
    "fr": (f"«{_NARROW}", f"{_NARROW}»", "“", "”"),
    "fr-ch": tuple("«»‹›"),
    "he": tuple("””’’"),
    "hr": tuple("„“‚‘"),
    "hu": tuple("„”»«"),
    "hy": tuple("«»«»"),
    "is": tuple("„“‚‘"),
    "it": tuple("«»“”"),
    "ja": tuple("「」『』"),
    "ka": tuple("„“«»"),
    "lt": tuple("„“„“"),
    "mk": tuple("„“‚‘"),
    "nb": tuple("«»‘’"),
    "nn": tuple("«»‘’"),
    "no": tuple("«»‘’"),
    "pl": tuple("„”«»"),
    "pt-pt": tuple("«»“”"),
    "ro": tuple("„”«»"),
    "ru": tuple("«»„“"),
    "sk": tuple("„“‚‘"),
    "sl": tuple("„“‚‘"),
    "sq": tuple("«»“”"),
    "sr": tuple("„“‘‘"),
    "sv": tuple("””’’"),
    "uk": tuple("«»„“"),
    "ur": tuple("”“’‘"),
    "yi": tuple("’’””"),
    "zh-hant": tuple("「」『』"),
    "zh-hk": tuple("「」『』"),
    "zh-tw": tuple("「」『』"),
}
# Exactly two or three hyphens, but not those of an HTML comment; exactly three full stops.
_SHORTHAND = re.compile(r"(?<!-)(?<!<!)-{2,3}(?![->])|(?<!\.)\.{3}(?!\.)")
_SIGNS = {"--": "–", "---": "—", "...": "…"}


def quotes_of(lang: str, wanted: str = "") -> Quotes:
    """The quotation marks for a BCP 47 language tag; English ones for unknown languages.

    ``wanted`` are four marks that replace those of the language.

    >>> "".join(quotes_of("de-AT"))
    '„“‚‘'
    """
    tag = lang.lower()
    if wanted:
        return (wanted[0], wanted[1], wanted[2], wanted[3])
    opening, closing, inner, inner_closing = _QUOTES.get(
        tag, _QUOTES.get(tag.partition("-")[0], _ENGLISH)
    )
    return (opening, closing, inner, inner_closing)


def set_dashes(state: StateCore) -> None:
    """An engine rule: ``--``, ``---`` and ``...`` in text become –, — and ….

    The engine's own replacements would also change ``(c)``, ``(r)``, ``+-`` and doubled
    punctuation, and so the words of a statute or a quotation.
    """
    for block in state.tokens:
        if block.type != "inline" or not ("--" in block.content or "..." in block.content):
            continue
        in_address = False
        for token in block.children or ():
            if token.info == "auto":  # the visible text of <https://…> stays as it is
                in_address = token.nesting == 1
            elif token.type == "text" and not in_address:
                token.content = _SHORTHAND.sub(_sign, token.content)


def _sign(found: re.Match[str]) -> str:
    return _SIGNS[found[0]]
