"""The words of the interface: phrases in gettext catalogues, of the theme and of the site.

``templates/locales/messages.pot`` has all phrases in English, ``templates/locales/ur.po`` those in
Urdu. The context of a message (msgctxt) is the name by which templates call the phrase, so that
the English (msgid) can be changed, and each of two meanings of a word has its own translation. A
catalogue of the site needs only the phrases that it changes, and may have phrases of its own, which
its own ``messages.pot`` declares.
"""

import gettext
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, Self

from babel.messages.pofile import PoFileError, read_po, write_po
from markupsafe import Markup

from newsgen.diagnostics import Diagnostic
from newsgen.language.digits import in_digits
from newsgen.language.locales import locale_of
from newsgen.models import TemplateFile, TemplateFiles
from newsgen.suggestions import suggest

FOLDER = "locales/"
"""Where catalogues lie in ``templates/``."""
ENGLISH = f"{FOLDER}messages.pot"
"""All phrases in English, from which translations are made."""
Labels = Mapping[str, Any]
"""Phrases by name; a name with a dot is a mapping: ``types.opinion``."""
_PLACE = re.compile(r"%(?:\(\w+\))?[sd]|%%")
_SAMPLES = (*range(200), 1_000_000)
"""Numbers among which every plural form of CLDR occurs."""


class Phrase(str):
    """A phrase with places for values, or a form for each number. A call fills it in.

    ``label.more_in("World")``, ``label.new_updates(3)``, ``label.rating(value=4, best=5)``. The
    first number chooses the form; numbers are written in the digits of the language.
    """

    __slots__ = ("_digits", "_forms", "_lang", "_plural")

    _forms: tuple[str, ...]
    _plural: Callable[[int], int]
    _lang: str
    _digits: str

    def __new__(
        cls, forms: tuple[str, ...], plural: Callable[[int], int], lang: str, digits: str
    ) -> Self:
        """The phrase in all its forms; as text it is the last one."""
        self = super().__new__(cls, forms[-1])
        self._forms, self._plural, self._lang, self._digits = forms, plural, lang, digits
        return self

    def __call__(self, *values: object, **named: object) -> str:
        """The phrase with these values; HTML stays HTML. Raises TypeError for other values."""
        every = (*values, *named.values())
        number = next((value for value in every if isinstance(value, int)), 0)
        form = self._form(number)
        if "%" not in form:
            return form
        kind = Markup if any(hasattr(value, "__html__") for value in every) else str
        shown = {name: self._show(value) for name, value in named.items()}
        return kind(form) % (shown or tuple(map(self._show, values)))

    @property
    def forms(self) -> Mapping[str, str]:
        """For scripts: the form for each category of numbers (``one``, ``few``, ``other``)."""
        choose = locale_of(self._lang).plural_form
        found: dict[str, str] = {}
        for number in _SAMPLES:
            found.setdefault(choose(number), self._form(number))
        return found

    def _form(self, number: int) -> str:
        return self._forms[min(self._plural(number), len(self._forms) - 1)]

    def _show(self, value: object) -> object:
        return in_digits(str(value), self._lang, self._digits) if type(value) is int else value


class _Message(NamedTuple):
    """A phrase in a catalogue."""

    name: str
    english: tuple[str, ...]
    forms: tuple[str, ...]
    """The translation; empty if there is none, or an unfinished one."""
    line: int
    is_fuzzy: bool


class _Catalogue(NamedTuple):
    messages: tuple[_Message, ...] = ()
    plural: Callable[[int], int] = bool
    fault: str = ""
    """Why it cannot be read."""
    line: int = 0


def read_words(lang: str, files: TemplateFiles, digits: str = "auto") -> Labels:
    """The phrases of the interface in a language.

    A phrase is looked for in the catalogue of the site, then in that of the theme; for ``pt-BR``
    also in those for ``pt``, at last in English.
    """
    found: dict[str, tuple[_Message, Callable[[int], int], str]] = {}
    for tag in _chain(lang):
        for place in (files.theme, files.site):
            catalogue = _read(place, tag)
            for message in catalogue.messages:
                if message.forms:
                    found[message.name] = message, catalogue.plural, tag or "en"
    labels: dict[str, Any] = {}
    for name, (message, plural, of) in found.items():
        forms = message.forms
        whole = len(forms) > 1 or len(message.english) > 1 or bool(_PLACE.search(forms[0]))
        phrase = Phrase(_as_text(forms), plural, of, digits) if whole else forms[0]
        *above, last = name.split(".")
        inner = labels
        for part in above:
            inner = inner.setdefault(part, {})
        inner[last] = phrase
    return labels


def is_catalogue(name: str) -> bool:
    """Whether the file of ``templates/`` is a catalogue."""
    return name.startswith(FOLDER) and name.endswith((".po", ".pot"))


def languages(files: TemplateFiles) -> tuple[str, ...]:
    """The languages that the theme or the site has a catalogue for, besides English."""
    names = {*files.theme, *files.site}
    return tuple(sorted(_tag(name) for name in names if is_catalogue(name) and name != ENGLISH))


def start_catalogue(lang: str, english: bytes) -> str:
    """A catalogue for a language with every phrase of the English one, still to be translated."""
    catalogue = read_po(io.StringIO(english.decode()), locale=lang.replace("-", "_"))
    written = io.BytesIO()
    write_po(written, catalogue, width=0, omit_header=True)
    return f"""# The words of the interface: {lang}.
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {lang}\\n"
"Plural-Forms: {catalogue.plural_forms}\\n"

{written.getvalue().decode()}"""


def check_words(files: TemplateFiles) -> Iterator[Diagnostic]:
    """What is wrong with the catalogues of the site. Those of the theme are held to the same."""
    known = _english(files)
    for name in sorted(filter(is_catalogue, files.site)):
        yield from _check(_parse(files.site[name].content, name == ENGLISH), name, known)


def _english(files: TemplateFiles) -> Mapping[str, _Message]:
    """All phrases in English, by name."""
    both = (*_read(files.theme, "").messages, *_read(files.site, "").messages)
    return {message.name: message for message in both}


def _check(catalogue: _Catalogue, name: str, known: Mapping[str, _Message]) -> Iterator[Diagnostic]:
    path = f"templates/{name}"
    if catalogue.fault:
        text = f"the catalogue cannot be read: {catalogue.fault}"
        yield Diagnostic(code="bad-catalogue", message=text, path=path, line=catalogue.line)
    for message in catalogue.messages:
        code, text, hint = _fault(message, known)
        if code:
            yield Diagnostic(code=code, message=text, path=path, line=message.line, hint=hint)


def _fault(message: _Message, known: Mapping[str, _Message]) -> tuple[str, str, str]:
    """The code, the text and the hint of what is wrong with a phrase; empty if nothing is."""
    if message.name not in known:
        hint = suggest(message.name, known) or f"declare a phrase of your own in {ENGLISH}"
        return "unknown-phrase", f"there is no phrase `{message.name}`", hint
    if message.is_fuzzy:
        text = f"the translation of `{message.name}` is marked as fuzzy, so it is not used"
        return "fuzzy-phrase", text, ""
    fault = _misplaced(known[message.name], message.forms)
    if fault:
        return "bad-phrase", f"the translation of `{message.name}` {fault}", ""
    return "", "", ""


def _misplaced(english: _Message, forms: tuple[str, ...]) -> str:
    """What is wrong with the places for values in a translation.

    A form for some numbers may leave the number out: "two updates".
    """
    wanted = Counter(_PLACE.findall(english.english[-1]))
    for form in forms:
        given = Counter(_PLACE.findall(form))
        if form.count("%") != sum(each.count("%") for each in given.elements()):
            return "has a `%` that is none of its places: write `%%`"
        if given - wanted:
            return f"has `{next(iter(given - wanted))}`, which the English does not have"
        if wanted - given and len(english.english) == 1:
            return f"lacks `{next(iter(wanted - given))}` of the English"
    return ""


def _chain(lang: str) -> list[str]:
    """Where phrases of a language may be, the most special last: English first, as ``""``."""
    parts = lang.lower().replace("_", "-").split("-")
    tags = ["-".join(parts[: count + 1]) for count in range(len(parts))]
    return ["", *dict.fromkeys(["en", *tags])]


def _read(place: Mapping[str, TemplateFile], tag: str) -> _Catalogue:
    """The catalogue of a language; an empty one if there is none."""
    for name, file in place.items():
        if name == ENGLISH if not tag else is_catalogue(name) and _tag(name).lower() == tag:
            return _parse(file.content, not tag)
    return _Catalogue()


def _tag(name: str) -> str:
    return name.removeprefix(FOLDER).rpartition(".")[0].replace("_", "-")


@lru_cache(maxsize=64)
def _parse(content: bytes, is_english: bool) -> _Catalogue:  # noqa: FBT001 - a key of the cache
    """The catalogue in these bytes; the English one is its own translation."""
    try:
        read = read_po(io.StringIO(content.decode()), abort_invalid=True)
        plural = gettext.c2py(read.plural_expr)
    except PoFileError as error:
        return _Catalogue(fault=str(error).partition(" on ")[0], line=(error.lineno or 0) + 1)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _Catalogue(fault="it is not UTF-8", line=line)
    except (ValueError, LookupError) as error:
        return _Catalogue(fault=str(error))
    messages = []
    for message in read:
        if message.id and message.context:
            english = _texts(message.id)
            forms = english if is_english else _texts(message.string)
            usable = all(forms) and (is_english or not message.fuzzy)
            messages.append(
                _Message(
                    message.context,
                    english,
                    forms if usable else (),
                    message.lineno or 0,
                    bool(message.fuzzy) and not is_english,
                )
            )
    return _Catalogue(tuple(messages), (lambda n: int(n != 1)) if is_english else plural)


def _texts(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _as_text(forms: tuple[str, ...]) -> tuple[str, ...]:
    """The forms with places for text, since numbers come in the digits of the language."""
    return tuple(re.sub(r"%(\(\w+\))?d", r"%\1s", form) for form in forms)
