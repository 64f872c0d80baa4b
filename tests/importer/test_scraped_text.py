"""Plain text that was taken from pages of news sites becomes stories."""

from collections.abc import Callable
from pathlib import Path

import pytest

from newsgen.importer.conversion import Conversion
from newsgen.importer.models import Post, ReadingOptions, Site, Source
from newsgen.importer.readers import text
from newsgen.markdown import shown_text

Read = Callable[..., Post]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_one(written: str | bytes, **options: str) -> Post:
        content = written if isinstance(written, bytes) else written.encode()
        (tmp_path / "a.txt").write_bytes(content)
        return read_all(tmp_path, **options)[0]

    return read_one


def read_all(root: Path, **options: str) -> list[Post]:
    source = Source(kind="text", root=root, options=ReadingOptions(**options))  # type: ignore[arg-type]
    return list(text.read_posts(source, text.read_site(source)))


def paragraphs(post: Post) -> list[str]:
    return post.body.split("\n\n")


def left_out(post: Post) -> list[str]:
    notes = (note.text for note in post.notes if note.effect == "left-out")
    return [note.removeprefix("not of the story: ") for note in notes]


def needs(post: Post) -> str:
    return "\n".join(note.text for note in post.notes if note.effect == "needs")


# --- whole pages


def test_a_page_with_section_headline_and_furniture(read: Read):
    post = read(
        "Coast\n\nFishermen and port agree on night landing\n\n"
        "Gwadar : Fishermen and the port agreed on night landing on Monday.\n\n"
        "The rule holds from spring.\n\nRelated Articles\n\nLeave a Reply\n\n"
        "Your email address will not be published. Required fields are marked *\n\n"
        "Back to top button"
    )
    assert (post.section, post.title) == ("coast", "Fishermen and port agree on night landing")
    assert (post.dateline, post.lang) == ("Gwadar", "en")
    assert paragraphs(post) == [
        "Fishermen and the port agreed on night landing on Monday.",
        "The rule holds from spring.",
    ]
    assert left_out(post) == [
        "Related Articles",
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        "Back to top button",
    ]
    assert "the date is missing (--date)" in needs(post)
    assert post.drafts == ("no date",)


def test_a_path_a_headline_that_comes_twice_and_two_dates(read: Read):
    post = read(
        "You are at:\nHome\nFact Check\nNo, the dam did not close\nNo, the dam did not close\n"
        "Multan, Coast Bureau | Updated : 19 November 2019, 01:08 PM\nShare\n\n"
        "The dam is open, officials say.\n\nAdvertisement\n\nEngineers looked twice.\n\n"
        "First Published: Tuesday, November 19, 2019 08:38 AM\nRelated Tags:\nDam\nWater\n"
        "0 Post Comment (+)\nLIVE TV Videos Photos"
    )
    assert (post.section, post.title) == ("fact-check", "No, the dam did not close")
    assert (post.date, post.updated) == ("2019-11-19 08:38", "2019-11-19 13:08")
    assert (post.dateline, post.tags) == ("Multan", ("Dam", "Water"))
    assert paragraphs(post) == ["The dam is open, officials say.", "Engineers looked twice."]
    assert "Advertisement" in left_out(post)


def test_a_page_of_an_agency(read: Read):
    post = read(
        "Nov. 20, 2019 5:52 AM EST\nMayor faces questions\nBy HUMA SHAH and TARIQ AZIZ\n"
        "Coast Press\nView all (23)\n\nQUETTA (CP) — The mayor faces questions over a bridge.\n\n"
        "Voters decide in May.\n\n___\n\nCoast Press writer Omar Ali contributed.\n\n"
        "Topics\nCity government\n,\nBridges\n"
    )
    assert (post.title, post.section) == ("Mayor faces questions", "")
    assert post.authors == ("Huma Shah", "Tariq Aziz")
    assert (post.source, post.dateline) == ("Coast Press", "QUETTA (CP)")
    assert post.date == "2019-11-20T05:52:00-05:00"
    assert post.tags == ("City government", "Bridges")
    assert paragraphs(post) == [
        "The mayor faces questions over a bridge.",
        "Voters decide in May.",
        "Coast Press writer Omar Ali contributed.",
    ]


def test_a_page_in_urdu(read: Read):
    post = read(
        "پاکستان\n\nبندرگاہ پر رات کو کام کی اجازت\n\n"
        "گوادر : ماہی گیروں کو رات کے وقت کام کی اجازت مل گئی۔\n\nقانون بہار سے نافذ ہوگا۔\n\n"
        "متعلقہ خبریں\n\nتبصرہ کریں"
    )
    assert (post.section, post.lang, post.dateline) == ("پاکستان", "ur", "گوادر")
    assert paragraphs(post)[1] == "قانون بہار سے نافذ ہوگا۔"


def test_a_headline_that_is_glued_to_its_path(read: Read):
    post = read(
        "HomeLatest NewsLights return to the old pier\nCoastLink October 06, 2018\nFacebook\n"
        "Twitter\n\nThe lights of the old pier are back.\n\nAlso read: Pier closed for winter\n\n"
        '"We waited," said Sana Mirza, leave a reply or not.\n\nShare this:\nTwitter\nEmail\n'
        "Like this:\nLike Loading...\nYou may like these posts\nPost a Comment\n0 Comments"
    )
    assert (post.title, post.date) == ("Lights return to the old pier", "2018-10-06")
    assert paragraphs(post)[1] == '"We waited," said Sana Mirza, leave a reply or not.'
    assert "Also read: Pier closed for winter" in left_out(post)
    section = read("HomeSportLights return\nThe lights are back, he said.").section
    assert section == "sport"


def test_furniture_counts_only_at_an_end(read: Read):
    post = read(
        "Culture\n\nRelated Articles: a novel about the law\n\nLahore: The novel sells well.\n\n"
        'Comments\n\nis the title of its first chapter, and "Back to top" that of the last.\n\n'
        "Note: The author reads on Friday.\n\nLeave a Reply"
    )
    assert post.title == "Related Articles: a novel about the law"
    assert (post.section, post.dateline) == ("culture", "Lahore")
    assert paragraphs(post)[1:] == [
        "Comments",
        'is the title of its first chapter, and "Back to top" that of the last.',
        "Note: The author reads on Friday.",
    ]


@pytest.mark.parametrize(
    ("lang", "written", "dateline"),
    [
        (
            "de",
            (
                "Startseite > Küste\nHafen öffnet wieder\nVon Anna Müller\n"
                "5. Mai 2023, 10:15 Uhr\n\n"
                "GWADAR (dpa) – Der Hafen ist wieder offen.\n\nDas ist gut, sagt die Stadt.\n\n"
                "Ähnliche Artikel\nWem gehört das Meer?\nSchreibe einen Kommentar"
            ),
            "GWADAR (dpa)",
        ),
        (
            "es",
            (
                "Inicio\nCosta\nEl puerto abre de noche\nPor MARÍA DE LA CRUZ\n"
                "5 de mayo de 2023\n\n"
                "GWADAR, 5 may (EFE).- El puerto abre de noche.\n\nLos pescadores lo celebran.\n\n"
                "Deja un comentario\nLos campos obligatorios están marcados con *"
            ),
            "GWADAR, 5 may (EFE)",
        ),
        (
            "ru",
            (
                "Главная\nПобережье\nПорт открыт ночью\nАвтор: Анна Петрова\n5 мая 2023, 17:30\n\n"
                "ГВАДАР, 5 мая — Порт открыт ночью.\n\nРыбаки рады, что порт не закрыт.\n\n"
                "Читайте также\nКомментарии"
            ),
            "ГВАДАР, 5 мая",
        ),
        (
            "ar",
            (
                "الرئيسية\nأخبار\nالميناء يفتح ليلا\nالجمعة 5 مايو 2023\n\n"
                "غوادر (كوست) - قالت السلطات إن الميناء يفتح.\n\nالقرار يشمل كل القوارب.\n\n"
                "مقالات ذات صلة\nاترك تعليقاً"
            ),
            "غوادر (كوست)",
        ),
        (
            "hi",
            (
                "तट\nबंदरगाह रात में खुलेगा\n५ मई २०२३\n\nग्वादर: बंदरगाह रात में खुलेगा।\n\n"
                "मछुआरे खुश हैं।\n\nसंबंधित खबरें\nटिप्पणी करें"
            ),
            "ग्वादर",
        ),
        (
            "zh",
            (
                "首页 > 海岸\n港口夜间开放\n2023年5月5日 15:56 来源：海岸社\n\n"
                "瓜达尔：港口夜间开放。\n\n"
                "渔民很高兴。\n\n相关新闻\n发表评论"
            ),
            "瓜达尔",
        ),
    ],
)
def test_pages_of_other_languages(read: Read, lang: str, written: str, dateline: str):
    post = read(written)
    assert (post.lang, post.date[:10], post.dateline) == (lang, "2023-05-05", dateline)
    assert len(paragraphs(post)) == 2
    assert post.section
    assert not post.drafts


@pytest.mark.parametrize(
    ("head", "title", "authors"),
    [
        ("Pier opens\n\nBySana Mirza\nOct 6, 2018", "Pier opens", ("Sana Mirza",)),
        ("Le port ouvre\nPar Marie Dupont avec AFP", "Le port ouvre", ("Marie Dupont", "AFP")),
        ("항구가 열린다\n김민수 기자", "항구가 열린다", ("김민수",)),
        ("Liman açıldı\nHaber Merkezi", "Liman açıldı", ()),
        (
            "Pier opens\nBy SEÁN O'NEILL, ANA DE LA CRUZ",
            "Pier opens",
            ("Seán O'Neill", "Ana de la Cruz"),
        ),
        ("Port signs a deal with the U.S.\nNov 20, 2019", "Port signs a deal with the U.S.", ()),
        ("By the sea\nNov 20, 2019", "By the sea", ()),
        ("Who owns the sea?\n5 min read", "Who owns the sea?", ()),
    ],
)
def test_headlines_and_names(read: Read, head: str, title: str, authors: tuple[str, ...]):
    post = read(f"{head}\n\nThe first sentence stands here.\n\nThe second one too.")
    assert (post.title, post.authors) == (title, authors)
    assert len(paragraphs(post)) == 2


def test_two_dates_on_one_line(read: Read):
    post = read(
        "Le port ouvre la nuit\nPublié le 3 mars 2020 à 10h15, mis à jour le 4 mars 2020 à 09h00\n"
        "Temps de Lecture 2 min.\n\nLe port ouvre depuis lundi.\n\nLire aussi : Le port ferme\n\n"
        "La règle vaut dès le printemps."
    )
    assert (post.date, post.updated) == ("2020-03-03 10:15", "2020-03-04 09:00")
    assert len(paragraphs(post)) == 2


# --- details


def test_wrapped_lines_are_one_paragraph(read: Read):
    post = read(
        "Night landing agreed\n\nBy Sana Mirza | May 5, 2020 | 10:15 am\n\n"
        "GWADAR: Fishermen and the port agreed on Monday that boats may land at\n"
        "night from the first of April, when the season of the small fish begins\n"
        "and the harbour is full.\n\n"
        "The rule holds from spring. It ends in autumn, unless both sides want it\n"
        "to go on, and nobody who was asked on the quay on Monday believed that\n"
        "they would not.\n"
    )
    assert (post.date, post.authors) == ("2020-05-05 10:15", ("Sana Mirza",))
    assert [len(paragraph.split()) for paragraph in paragraphs(post)] == [31, 32]


def test_each_line_is_a_paragraph_where_no_line_is_empty(read: Read):
    post = read(
        "You are here: Home / Sindh / Fishermen return\nFishermen return\nWeb Desk\n"
        "October 6, 2018\nFishermen returned to the harbour on Friday, the port said.\n"
        "They had lost their nets.\nShare\nFacebook Twitter WhatsApp\nTags: sea, harbour\n"
        "Comments\nNo comments yet\n"
    )
    assert (post.title, post.section) == ("Fishermen return", "sindh")
    assert len(paragraphs(post)) == 2
    assert post.tags == ("sea", "harbour")


def test_people_who_speak_are_no_places(read: Read):
    post = read(
        "Interview\n\nWho feeds the town?\n\nMirza: You fish at night?\n\nKhan: Always.\n\n"
        "Mirza: And by day?\n\nKhan: We sleep."
    )
    assert not post.dateline
    assert paragraphs(post)[0] == "Mirza: You fish at night?"


@pytest.mark.parametrize(
    ("first", "dateline"),
    [
        ("ISLAMABAD, Nov 20 (APP): The court decided.", "ISLAMABAD, Nov 20 (APP)"),
        ("RIO DE JANEIRO -- The court decided.", "RIO DE JANEIRO"),
        ("New York – The court decided.", "New York"),
        ("Frankfurt am Main – The court decided.", "Frankfurt am Main"),
        ("The mayor — who is ill — came.", ""),
        ("Ferries – big and small – are back.", ""),
        ("Update: The court decided.", ""),
        ("He said: The court decided.", ""),
        ("At 10:30 The court decided.", ""),
        ("https://coast.test/a: The court decided.", ""),
    ],
)
def test_datelines_and_what_looks_like_them(read: Read, first: str, dateline: str):
    assert read(f"A court decides today\n\n{first}\n\nAll came.").dateline == dateline


def test_no_sign_in_a_text_is_mark_up(read: Read):
    lines = [
        "1. The fire began at noon.",
        "# not a heading",
        "*Nobody* was <b>hurt</b> & the _police_ came.",
        "::: box",
        "- a dash",
        "A | B",
    ]
    post = read("Pier burns\n\n" + "\n\n".join(lines))
    assert paragraphs(post) == lines
    markdown = text.convert(post, Site(), Conversion())
    assert markdown.endswith("\n")
    assert shown_text(markdown).split("\n") == lines


def test_a_date_that_means_two_days_is_decided_by_the_order(read: Read):
    written = "Two dates\n12/11/2019\nThe date is read in two ways.\nBoth are right."
    post = read(written)
    assert "12 November 2019 or 11 December 2019" in needs(post)
    assert not post.date
    assert read(written, date_order="MDY").date == "2019-12-11"
    assert read("A headline\n\nA text without a date.", date="2020-02-03").date == "2020-02-03"


def test_a_text_without_headline_or_text_is_a_draft(read: Read):
    assert read("").drafts == ("no headline", "no text", "no date")
    assert "no headline" in read("Something happened on Monday. There is no headline.").drafts
    assert read(b"\x00\x01\x02\x03").drafts == ("the file is no text",)
    assert read("Ein Café öffnet\n\nDer Hafen hat ein Café.".encode("cp1252")).title.startswith(
        "Ein"
    )


def test_a_folder_of_texts(tmp_path: Path):
    for name, section in (("b", "Coast"), ("a", "Sport")):
        (tmp_path / f"{name}.txt").write_text(f"{section}\n\nA long headline here\n\nA text came.")
    assert "2 text files" in text.recognises(tmp_path)
    assert text.recognises(tmp_path / "a.txt")
    source = Source(kind="text", root=tmp_path)
    site = text.read_site(source)
    assert site.sections == {"sport": "Sport", "coast": "Coast"}
    assert [post.key for post in text.read_posts(source, site)] == ["a.txt", "b.txt"]
    assert list(text.read_posts(source, site)) == list(text.read_posts(source, site))
    one = Source(kind="text", root=tmp_path, files=(tmp_path / "b.txt",))
    assert [post.name for post in text.read_posts(one, site)] == ["b"]
