"""A mail of the stories since a moment: readable everywhere, and of live stories only."""

import json
import shutil
from html.parser import HTMLParser

import pytest

from support.paper import CONFIG, Paper, article
from support.photos import photo

NOW = "2026-11-23T12:00+00:00"
SETTINGS = CONFIG + (
    "newsletter: {title: Morning & Co, intro: Good <morning>., address: 'Mall Road, Lahore',"
    " unsubscribe: '*|UNSUB|*'}\n"
)
FILES: dict[str, str | bytes] = {
    "newsgen.yaml": SETTINGS,
    "content/world/map.jpg": photo(1700, 1200, "JPEG"),
    "content/world/web.webp": photo(1700, 1200, "WEBP"),
    "content/world/talks.md": article(
        "Talks <b>end</b> & begin",
        date="2026-11-23 09:00",
        image="{src: map.jpg, alt: 'A \"map\"'}",
        summary="'A summary of <i>some</i> length " + "that goes on " * 9 + "to its end.'",
        authors="[Ayesha Khan]",
    ),
    "content/world/web.md": article("Web", date="2026-11-22 09:00", image="web.webp"),
    "content/pakistan/rain.md": article(
        "بارش", section="pakistan", lang="ur", date="2026-11-22 08:00", summary="بارش ہوئی۔"
    ),
    "content/world/paid.md": article(
        "Buy", type="sponsored", sponsor="{name: Bank}", date="2026-11-23 10:00"
    ),
    "content/world/away.md": article(
        "Away", link="https://other.example/a", date="2026-11-21 10:00"
    ),
    "content/world/old.md": article("Old", date="2026-11-10"),
    "content/world/draft.md": article("Secret draft", draft="true", date="2026-11-22"),
    "content/world/later.md": article("Secret later", date="2026-11-24"),
    "content/world/embargoed.md": article("Secret embargo", embargo="2026-11-24 10:00"),
    "content/world/gone.md": article("Secret gone", date="2026-11-22", expires="2026-11-23 08:00"),
}


def digest(paper: Paper, run: object, *more: str) -> tuple[int, str, str, str]:
    """Exit status, what was printed, the page and the text."""
    shutil.rmtree(paper.root / "mail", ignore_errors=True)
    given = ["digest", "--site", str(paper.root), "--now", NOW, "--to", str(paper.root / "mail")]
    status, out, err = run(*given, *more)  # type: ignore[operator]
    printed = out + err
    folder = paper.root / "mail"
    if not (folder / "digest.html").exists():
        return status, printed, "", ""
    page, text = ((folder / f"digest.{kind}").read_text("utf-8") for kind in ("html", "txt"))
    return status, printed, page, text


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """A site that no test changes."""
    paper = Paper(root=tmp_path_factory.mktemp("digest"))
    paper.write(FILES)
    return paper


class _Page(HTMLParser):
    """The attributes of a page by element."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def test_a_mail_has_the_stories_since_the_moment_and_nothing_unpublished(shared, run):
    status, printed, page, text = digest(shared, run, "--since", "2026-11-20")
    assert status == 0
    assert "A mail of 5 stories" in printed
    assert "Subject: Talks <b>end</b> & begin" in printed
    assert "newsgen digest --since 2026-11-23T17:00+05:00" in printed
    for form in (page, text):
        order = [form.index(title) for title in ("Buy", "begin\n" if form is text else "begin</a>")]
        assert order == sorted(order)
        assert "Web" in form
        assert "بارش" in form
        assert "Old" not in form
        assert "Secret" not in form
        assert "Sponsored" in form


def test_nothing_of_a_story_becomes_markup(shared, run):
    _, _, page, text = digest(shared, run, "--since", "2026-11-20")
    assert "Talks &lt;b&gt;end&lt;/b&gt; &amp; begin" in page
    assert "Talks <b>end</b> & begin" in text
    assert "Good <morning>." in text


def test_every_address_is_whole_and_every_picture_is_one_that_all_programs_show(shared, run):
    _, _, page, text = digest(shared, run, "--since", "2026-11-20")
    found = _Page(page).tags
    links = [facts["href"] for tag, facts in found if tag == "a"]
    assert all(link.startswith("https://") or link == "*|UNSUB|*" for link in links)
    assert "https://other.example/a" in links
    (picture,) = [facts for tag, facts in found if tag == "img"]
    assert picture["src"].startswith("https://news.example/media/world/map-wide1200.")
    assert picture["src"].endswith(".jpg")
    assert (picture["width"], picture["height"], picture["alt"]) == ("600", "338", "A “map”")
    assert not {tag for tag, _ in found} & {"script", "iframe", "form", "link", "object"}
    assert "https://news.example/world/talks/" in text


def test_the_styles_are_in_the_elements_and_dark_ones_stay_in_the_head(shared, run):
    _, _, page, _ = digest(shared, run, "--since", "2026-11-20")
    found = _Page(page).tags
    assert all(facts.get("style") for tag, facts in found if facts.get("class"))
    assert page.count("<style>") == 1
    assert "prefers-color-scheme: dark" in page
    assert ("meta", {"name": "color-scheme", "content": "light dark"}) in found


def test_lines_of_text_are_short_and_language_and_direction_are_those_of_the_story(make_paper, run):
    paper = make_paper(FILES)
    _, _, page, text = digest(paper, run, "--since", "2026-11-20")
    assert max(map(len, text.splitlines())) <= 72
    cells = [facts for tag, facts in _Page(page).tags if tag == "td" and "lang" in facts]
    assert {(c["lang"], c["dir"], c["align"]) for c in cells} == {
        ("en", "ltr", "left"),
        ("ur", "rtl", "right"),
    }
    paper.write({"newsgen.yaml": f"{SETTINGS}lang: ur\n"})
    _, _, page, text = digest(paper, run, "--since", "2026-11-20")
    assert '<html lang="ur" dir="rtl">' in page
    assert "اندراج ختم کیجیے: *|UNSUB|*" in text


def test_a_section_and_a_number_limit_the_stories(shared, run):
    _, printed, page, _ = digest(shared, run, "--since", "2026-11-20", "--section", "pakistan")
    assert "A mail of 1 story" in printed
    assert "Morning &amp; Co: Pakistan" in page
    _, printed, _, _ = digest(shared, run, "--since", "2026-11-20", "--number", "2")
    assert "A mail of 2 stories" in printed


def test_an_edition_has_a_mail_in_its_language_with_its_stories(make_paper, run):
    paper = make_paper({
        "newsgen.yaml": SETTINGS + "editions: {ur: {title: خبر, lang: ur, sections: {dunya: }}}\n",
        "content/world/talks.md": article("Talks", date="2026-11-23 09:00"),
        "content/ur/dunya/baat.md": article("بات", section="dunya", date="2026-11-23 10:00"),
    })  # fmt: skip
    since = ("--since", "2026-11-22", "--now", NOW, "--site", str(paper.root))
    status, out, _ = run("digest", *since, "--edition", "ur", "--to", str(paper.root / "mail"))
    assert (status, "--since 2026-11-23T17:00+05:00 --edition ur" in out) == (0, True)
    page = (paper.root / "mail/digest.html").read_text(encoding="utf-8")
    assert '<html lang="ur" dir="rtl"' in page
    assert "https://news.example/ur/dunya/baat/" in page
    assert "Talks" not in page
    assert "Morning" not in page
    status, _, err = run("digest", *since, "--edition", "fr")
    assert (status, "there is no edition `fr`" in err) == (2, True)


def test_the_same_moment_gives_the_same_bytes(shared, run):
    first = digest(shared, run, "--since", "2026-11-20", "--format", "json")
    again = digest(shared, run, "--since", "2026-11-20T00:00+05:00", "--format", "json")
    assert first == again
    facts = json.loads(first[1])
    assert (facts["stories"], facts["since"]) == (5, "2026-11-20T00:00:00+05:00")


@pytest.mark.slow
def test_a_site_may_have_templates_of_its_own(make_paper, run):
    own = {
        "templates/mail/digest.html": '{% extends "theme/mail/digest.html" %}'
        "{% block mail_footer %}Bye.{% endblock %}",
        "templates/mail/weekly.html": "<p>{{ stories|length }}</p>",
        "templates/mail/weekly.txt": "{{ stories|length }} & more",
    }
    paper = make_paper({**FILES, **own})
    assert "Bye." in digest(paper, run, "--since", "2026-11-20")[2]
    _, _, page, text = digest(paper, run, "--since", "2026-11-20", "--template", "weekly")
    assert "<p>5</p>" in page
    assert text == "5 & more"
    assert paper.build().diagnostics == ()


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["--since", "yesterday"], 2, "is not a moment"),
        (["--since", "2026-11-20", "--section", "wold"], 2, "did you mean `world`"),
        (["--since", "2026-11-20", "--template", "nope"], 1, "mail/nope.html"),
        (["--since", "2026-11-23T11:00+00:00"], 0, "no story has appeared since"),
    ],
)
def test_without_a_mail_nothing_is_written(shared, run, arguments, status, told):
    result, printed, page, _ = digest(shared, run, *arguments)
    assert (result, page) == (status, "")
    assert told in printed


def test_a_site_with_errors_gives_no_mail(make_paper, run):
    paper = make_paper({**FILES, "content/world/bad.md": "---\ntitel: x\n---\n"})
    status, printed, page, _ = digest(paper, run, "--since", "2026-11-20")
    assert (status, page) == (1, "")
    assert "No mail" in printed


def test_without_the_extra_the_command_says_what_to_install(shared, run, monkeypatch):
    monkeypatch.setattr("newsgen.render.mail.is_available", lambda: False)
    status, printed, page, _ = digest(shared, run, "--since", "2026-11-20")
    assert (status, page) == (2, "")
    assert 'pip install "newsgen[mail]"' in printed
