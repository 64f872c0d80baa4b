"""The words of the interface: what catalogues say, what sites change, and that none is missing."""

import re
from collections import Counter
from pathlib import Path

import jinja2
import pytest
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from jinja2 import nodes

from newsgen.builder.files import find_templates
from newsgen.language.words import check_words, languages, read_words
from newsgen.models import TemplateFiles
from support.paper import CONFIG, article

ROOT = Path(__file__).parents[1]
THEME = find_templates(ROOT / "nowhere")[0]
ENGLISH = "locales/messages.pot"
LANGUAGES = ("ar", "bn", "de", "es", "fa", "fr", "hi", "id", "pt", "tr", "ur", "zh")
A = "content/world/a.md"
PAGE = "world/a/index.html"


def catalogue(name: str):
    with (ROOT / "templates" / name).open("rb") as file:
        return [message for message in read_po(file, abort_invalid=True) if message.id]


def phrase(name: str, text: str, english: str = "x") -> str:
    return f'msgctxt "{name}"\nmsgid "{english}"\nmsgstr "{text}"\n\n'


# --- the catalogues of the theme


def test_the_theme_speaks_thirteen_languages():
    assert languages(THEME) == LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_catalogue_has_every_phrase_and_no_other(lang):
    english, own = catalogue(ENGLISH), catalogue(f"locales/{lang}.po")
    assert [(m.context, m.id) for m in own] == [(m.context, m.id) for m in english]
    assert all(m.auto_comments for m in own)
    for message in own:
        assert not message.fuzzy
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), message.context


@pytest.mark.parametrize("lang", LANGUAGES)
def test_translations_have_the_places_of_the_english(lang):
    files = THEME.theme
    as_site = TemplateFiles(site={f"locales/{lang}.po": files[f"locales/{lang}.po"]}, theme=files)
    assert [*check_words(as_site)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plural_forms_are_those_of_the_language(lang):
    text = (ROOT / f"templates/locales/{lang}.po").read_text(encoding="utf-8")
    assert get_plural(lang).plural_forms in text


def test_a_language_says_every_number_as_it_should():
    minutes = [read_words("ar", THEME)["reading_time"](number) for number in (1, 2, 3, 11, 102)]
    assert [text.partition(": ")[2] for text in minutes] == [
        "دقيقة واحدة",
        "دقيقتان",
        "3 دقائق",
        "11 دقيقة",
        "102 دقيقة",
    ]
    assert {*read_words("ar", THEME)["new_updates"].forms} == {
        "zero", "one", "two", "few", "many", "other"
    }  # fmt: skip
    assert read_words("en", THEME)["new_updates"].forms == {
        "one": "%s new update",
        "other": "%s new updates",
    }


def test_templates_and_code_use_every_phrase_and_no_other():
    known = {message.context for message in catalogue(ENGLISH)}
    groups = ("types.", "ai.", "embeds.", "feed_groups.", "sizes.", "schemes.")
    dynamic = {name for name in known if name.startswith(groups)}
    dynamic |= {"correction", "clarification", "update", "retraction", "published", "updated"}
    dynamic |= {"search_from", "search_to"}
    # by code
    used = {"table", "to_text", "tags", "authors", "series", "corrections", "not_found", "feeds"}
    used |= {"archive", "search", "saved", "offline"}
    environment = jinja2.Environment()
    for path in (*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        used |= {".".join(name) for name in map(name_of, tree.find_all(nodes.Getattr)) if name}
    parts = {name.rpartition(".")[0] for name in known} | {"types.get"}
    used = {name.removesuffix(".forms") for name in used} - parts - {"loads"}
    assert used <= known
    assert known - used == dynamic - used


def name_of(node: nodes.Getattr) -> list[str]:
    """The names after ``label`` in ``label.list.and``; none for other values."""
    names = [node.attr]
    inner = node.node
    while isinstance(inner, nodes.Getattr):
        names.insert(0, inner.attr)
        inner = inner.node
    is_label = isinstance(inner, nodes.Name) and inner.name in ("label", "site_label")
    return names if is_label else []


# --- which phrase is chosen


def words(lang: str, **site: str):
    files = {
        f"locales/{name.replace('_', '.')}": THEME.theme["locales/ur.po"].__class__(
            file=name, content=text.encode(), digest=name
        )
        for name, text in site.items()
    }
    return read_words(lang, TemplateFiles(site=files, theme=THEME.theme))


def test_a_region_has_the_words_of_its_language():
    assert words("pt-BR")["by"] == words("pt")["by"] == "Por"
    assert words("xx")["by"] == "By"


def test_a_site_changes_single_words_and_keeps_the_others():
    own = words("fr", fr_po=phrase("related", "Sur le même sujet"))
    assert (own["related"], own["by"]) == ("Sur le même sujet", "Par")
    assert words("en", en_po=phrase("related", "Read next"))["related"] == "Read next"


def test_a_word_that_is_missing_or_unfinished_is_english():
    text = phrase("by", "Door") + "#, fuzzy\n" + phrase("related", "Verwant") + phrase("close", "")
    own = words("nl", nl_po=text)
    assert (own["by"], own["related"], own["close"]) == ("Door", "Related Articles", "Close")


def test_a_site_has_phrases_of_its_own():
    pot = phrase("poll.vote", "", "Vote for %s")
    own = words("ur", messages_pot=pot, ur_po=phrase("poll.vote", "%s کو ووٹ دیں", "Vote for %s"))
    assert own["poll"]["vote"]("Zoya") == "Zoya کو ووٹ دیں"
    assert words("en", messages_pot=pot)["poll"]["vote"]("Zoya") == "Vote for Zoya"


def test_numbers_are_in_the_digits_of_the_language_and_html_stays_html():
    assert words("fa")["part"](12) == "بخش ۱۲"
    assert words("en")["archive_page"](title="A", number=3) == "A, archive page 3"
    from markupsafe import Markup  # noqa: PLC0415

    assert words("en")["feed_of"](Markup("A &amp; B")) == Markup("RSS feed of A &amp; B")


# --- what is wrong with the catalogue of a site


@pytest.mark.parametrize(
    ("text", "code", "line", "part"),
    [
        (phrase("by", "Par") + "msgstrx", "bad-catalogue", 5, "cannot be read"),
        ("x\n" * 3, "bad-catalogue", 1, "cannot be read"),
        (phrase("bye", "Par"), "unknown-phrase", 2, "no phrase `bye`"),
        (phrase("part", "Partie"), "bad-phrase", 2, "lacks `%d`"),
        (phrase("by", "Par %s"), "bad-phrase", 2, "has `%s`"),
        (phrase("part", "%d de 100%"), "bad-phrase", 2, "write `%%`"),
        ("#, fuzzy\n" + phrase("by", "Par"), "fuzzy-phrase", 3, "marked as fuzzy"),
    ],
)
def test_a_fault_has_its_place(make_paper, text, code, line, part):
    paper = make_paper({A: article(), "templates/locales/fr.po": text})
    [found] = paper.build().diagnostics
    assert (found.code, found.path, found.line) == (code, "templates/locales/fr.po", line)
    assert part in found.message


def test_a_misspelt_name_gets_a_suggestion(make_paper):
    paper = make_paper({A: article(), "templates/locales/fr.po": phrase("relatd", "À lire")})
    [found] = paper.build().diagnostics
    assert found.hint == "did you mean `related`?"


def test_a_catalogue_that_is_not_text_is_reported(make_paper):
    paper = make_paper({A: article()})
    place = paper.root / "templates/locales/fr.po"
    place.parent.mkdir(parents=True)
    place.write_bytes(b'msgctxt "by"\nmsgid "By"\nmsgstr "\xff"\n')
    [found] = paper.build().diagnostics
    assert (found.code, found.line) == ("bad-catalogue", 3)


def test_changed_words_are_on_every_page_after_a_warm_build(make_paper):
    paper = make_paper({A: article(), "newsgen.yaml": f"{CONFIG}lang: fr\n"})
    paper.build_ok()
    assert "Haut de page" in paper.page(PAGE)
    paper.write({"templates/locales/fr.po": phrase("back_to_top", "Remonter")})
    paper.build_ok()
    for path in (PAGE, "world/index.html"):
        assert "Remonter" in paper.page(path)
        assert "Haut de page" not in paper.page(path)


def test_titles_that_no_template_writes_are_in_the_language_of_the_site(make_paper):
    note = "[{date: 2026-11-21, text: A slip.}]"
    paper = make_paper(
        {A: article(tags="[Rain]", corrections=note), "newsgen.yaml": f"{CONFIG}lang: de\n"}
    )
    paper.build_ok()
    assert '<h1 class="list-title">Themen</h1>' in paper.page("tags/index.html")
    assert "<title>Seite nicht gefunden" in paper.page("404.html")
    assert "Korrekturen</title>" in paper.page("corrections/feed.xml")


# --- what a page of another language says


def test_words_of_another_language_say_so(make_paper):
    paper = make_paper(
        {
            A: article("Talks"),
            "content/world/b.md": article("بات", lang="ur", date="2026-11-21 10:00"),
            "newsgen.yaml": f"{CONFIG}  urdu: {{title: اردو, lang: ur}}\n",
        }
    )
    paper.build_ok()
    page = paper.page(PAGE)
    assert re.search(r'<a href="/urdu/" lang="ur" dir="rtl">اردو</a>', page)
    assert '<bdi class="neighbour-title" lang="ur" dir="rtl">بات</bdi>' in page
    other = paper.page("world/b/index.html")
    assert '<a class="eyebrow-section" href="/world/" lang="en" dir="ltr">World</a>' in other
    assert Counter(re.findall(r'<(\w+) class="site-\w+" lang="en"', other)) == Counter(
        {"header": 1, "footer": 1}
    )
