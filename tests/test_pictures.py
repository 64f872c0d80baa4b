"""Readers get pictures as small as a screen needs; each version is made once."""

import io
import re
import shutil

import pytest
from PIL import Image

from newsgen.cli.outcome import summary
from newsgen.pictures import processing
from support.json_ld import story
from support.paper import CONFIG, MakePaper, Paper, article, snapshot
from support.photos import ALT, CAPTION, CREDIT, animation, bomb, film, photo, secrets_in

A = "content/world/a.md"
GATE = "content/world/gate.jpg"
LEAD = "{src: gate.jpg, alt: The gate}"
PHOTO = photo(170, 100)  # no shape of the theme
SETTINGS = "pictures: {widths: [40, 80, 120, 160]}\n"


@pytest.fixture
def paper(make_paper: MakePaper) -> Paper:
    return small_paper(make_paper({A: article(image=LEAD, summary="S."), GATE: PHOTO}))


def small_paper(paper: Paper, settings: str = SETTINGS) -> Paper:
    """The paper with a tenth of the usual widths, which takes a hundredth of the time."""
    paper.write({"newsgen.yaml": f"{CONFIG}{settings}"})
    return paper


def pictures(paper: Paper) -> dict[str, Image.Image]:
    """The pictures of the output, by name without their digest."""
    found = {}
    for place in sorted((paper.public / "media").rglob("*.*")):
        with Image.open(place) as picture:
            found[re.sub(r"\.[0-9a-f]{8}\.", ".", place.name)] = picture.copy()
    return found


def sizes(paper: Paper) -> dict[str, tuple[int, int]]:
    return {name: picture.size for name, picture in pictures(paper).items()}


# --- versions


def test_a_lead_picture_is_whole_in_four_widths_and_cropped_in_three_shapes(make_paper):
    paper = make_paper({A: article(image=LEAD), GATE: photo(1700, 1000)})
    paper.build_ok()
    assert sizes(paper) == {
        "gate-400.webp": (400, 235),
        "gate-800.webp": (800, 471),
        "gate-1200.webp": (1200, 706),
        "gate-1600.webp": (1600, 941),
        "gate-1200.jpg": (1200, 706),
        "gate-card400.webp": (400, 300),
        "gate-card800.webp": (800, 600),
        "gate-card1200.webp": (1200, 900),
        "gate-card1200.jpg": (1200, 900),
        "gate-wide400.webp": (400, 225),
        "gate-wide800.webp": (800, 450),
        "gate-wide1200.webp": (1200, 675),
        "gate-wide1200.jpg": (1200, 675),
        "gate-square1000.jpg": (1000, 1000),
    }


def test_an_author_is_a_small_square(make_paper):
    paper = small_paper(make_paper({A: article(authors="Ann Lee")}))
    paper.write({"content/authors/ann.md": "---\nname: Ann Lee\nimage: ann.jpg\n---\n"})
    paper.write({"content/authors/ann.jpg": photo(90, 60)})
    paper.build_ok()
    found = sizes(paper)
    assert {name for name in found if "portrait" in name} == {
        *("ann-portrait40.webp", "ann-portrait60.webp", "ann-portrait60.jpg")
    }
    assert "ann-portrait" in paper.page("world/a/index.html")


def test_a_picture_in_a_text_is_whole(make_paper):
    paper = small_paper(make_paper({A: article(body="![The gate](gate.jpg)"), GATE: PHOTO}))
    paper.build_ok()
    assert {*sizes(paper)} == {
        *("gate-40.webp", "gate-80.webp", "gate-120.webp", "gate-160.webp", "gate-160.jpg")
    }


@pytest.mark.parametrize("width", [12, 39, 40, 41, 80, 100])
def test_a_small_picture_is_never_enlarged(make_paper, width):
    paper = small_paper(make_paper({A: article(image=LEAD, body="![The gate](gate.jpg)")}))
    paper.write({GATE: photo(width, width * 2 // 3)})
    paper.build_ok()
    assert max(size[0] for size in sizes(paper).values()) == width


def test_a_picture_that_has_a_shape_needs_no_crop(make_paper):
    paper = make_paper({A: article(image=LEAD), GATE: photo(80, 60)})
    paper.build_ok()
    assert not [name for name in sizes(paper) if "card" in name]


def test_crops_keep_the_focus(make_paper):
    paper = make_paper({GATE: photo(90, 30)})  # red on the left, blue on the right
    for focus, colour in (("0% 50%", (200, 30, 30)), ("100% 90%", (30, 30, 200))):
        paper.write({A: article(image=f"{{src: gate.jpg, alt: X, focus: {focus}}}")})
        paper.build_ok()
        square = pictures(paper)["gate-square30.jpg"]
        seen = square.getpixel((15, 28))
        assert all(abs(one - other) < 20 for one, other in zip(seen, colour, strict=True))


@pytest.mark.parametrize("focus", ["left", "30%", "30 20", "130% 20%", "-1% 0%"])
def test_a_focus_that_is_no_point_is_reported(make_paper, focus):
    paper = make_paper({A: article(image=f"{{src: gate.jpg, alt: X, focus: '{focus}'}}")})
    paper.write({GATE: PHOTO})
    [problem] = paper.build().diagnostics
    assert (problem.code, problem.key) == ("bad-value", ("image", "focus"))


def test_a_picture_on_its_side_is_turned(make_paper):
    paper = make_paper({A: article(image=LEAD), GATE: photo(60, 30, orientation=6)})
    paper.build_ok()
    assert sizes(paper)["gate-30.webp"] == (30, 60)


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_other_colours_become_those_of_screens(make_paper, mode):
    paper = make_paper({A: article(image=LEAD), GATE: photo(300, 200, mode=mode)})
    paper.build_ok()
    assert {picture.mode for picture in pictures(paper).values()} == {"RGB"}


def test_16_bits_become_8(make_paper):
    buffer = io.BytesIO()
    Image.new("I;16", (300, 200), 40_000).save(buffer, "PNG")
    paper = make_paper({A: article(image="{src: gate.png, alt: X}")})
    paper.write({"content/world/gate.png": buffer.getvalue()})
    paper.build_ok()
    red, green, blue = pictures(paper)["gate-300.webp"].convert("RGB").getpixel((9, 9))
    assert abs(red - 40_000 // 256) < 4
    assert abs(red - green) + abs(green - blue) < 4


def test_transparency_remains(make_paper):
    buffer = io.BytesIO()
    Image.new("RGBA", (300, 200), (255, 0, 0, 90)).save(buffer, "PNG")
    paper = make_paper({A: article(image="{src: gate.png, alt: X}")})
    paper.write({"content/world/gate.png": buffer.getvalue()})
    paper.build_ok()
    found = pictures(paper)
    assert {found["gate-300.png"].mode, found["gate-300.webp"].mode} == {"RGBA"}


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_moving_pictures_are_copied(make_paper, kind):
    name = f"dance.{kind.lower()}"
    paper = make_paper({A: article(body=f"![A dance]({name})")})
    paper.write({f"content/world/{name}": animation(kind)})
    paper.build_ok()
    [place] = (paper.public / "media").rglob("*.*")
    assert place.name == name
    with Image.open(place) as picture:
        assert picture.n_frames == 3


# --- the settings


def test_settings_choose_widths_formats_and_originals(make_paper):
    paper = make_paper({A: article(body="![The gate](gate.jpg)"), GATE: PHOTO})
    small_paper(paper, "pictures: {widths: [50], formats: [avif, webp], originals: true}\n")
    paper.build_ok()
    assert {*sizes(paper)} == {"gate-50.avif", "gate-50.webp", "gate-50.jpg", "gate.jpg"}
    page = paper.page("world/a/index.html")
    assert page.index("image/avif") < page.index("image/webp")


@pytest.mark.parametrize(
    "settings",
    ["widths: [0]", "widths: [9000]", "quality: 0", "quality: 101", "formats: [jxl]"],
)
def test_wrong_settings_are_refused(paper, run, settings):
    small_paper(paper, f"pictures: {{{settings}}}\n")
    status, _, err = run("build", "--site", str(paper.root))
    assert status == 2
    assert "newsgen.yaml:" in err


def test_without_pillow_the_file_is_published_without_its_metadata(paper, monkeypatch):
    monkeypatch.setattr(processing, "is_available", lambda: False)
    result = paper.build_ok()
    assert sizes(paper) == {"gate.jpg": (170, 100)}
    page = paper.page("world/a/index.html")
    assert '<img src="/media/world/gate.jpg" alt="The gate" width="170" height="100"' in page
    assert result.whole_pictures == 1
    remedy = "As large as its file: 1 picture. Mend it: `pip install 'newsgen[images]'`."
    assert remedy in summary(result)


# --- pages


def test_pages_say_how_large_a_picture_is_and_which_is_first(paper):
    paper.build_ok()
    page, home = paper.page("world/a/index.html"), paper.page("index.html")
    images = re.findall("<img[^>]*>", page + home)
    assert len(images) == 2
    for image in images:
        assert re.search(r' width="\d+" height="\d+" class="tone red-\d green-\d blue-\d"', image)
    assert page.count('fetchpriority="high"') == 2  # the picture, and the link in the head
    assert re.search(r'<link rel="preload" as="image" type="image/webp" imagesrcset="[^"]*"', page)
    assert 'loading="lazy"' not in page.partition("</main>")[0].partition("story-text")[0]


def test_other_programs_get_shapes_with_their_size(paper):
    paper.build_ok()
    page = paper.page("world/a/index.html")
    found = story(page)["image"]
    assert [(image["width"], image["height"]) for image in found] == [
        (170, 96),
        (133, 100),
        (100, 100),
    ]
    address = re.search(r'<meta property="og:image" content="([^"]*)"', page)
    assert address
    assert "gate-wide170" in address[1]
    assert '<meta property="og:image:width" content="170">' in page


def test_a_feed_tells_the_size_of_its_picture(paper):
    paper.build_ok()
    [(url, size)] = re.findall(r'<enclosure url="([^"]*)" length="(\d+)"', paper.page("feed.xml"))
    place = paper.public / url.partition("//")[2].partition("/")[2]
    assert place.stat().st_size == int(size)


def test_texts_in_a_picture_are_shown_where_front_matter_has_none(make_paper):
    paper = make_paper({GATE: photo(90, 60, texts=True)})
    paper.write({A: article(image="{src: gate.jpg, credit: Ours}", summary="S.")})
    paper.build_ok()
    page = paper.page("world/a/index.html")
    assert f'alt="{ALT}"' in page
    assert CAPTION in page
    assert "Ours" in page
    assert CREDIT not in page


def test_a_picture_in_a_text_has_caption_and_credit(make_paper):
    body = '![The gate](gate.jpg "Boats at dawn | Harbour Agency")'
    paper = make_paper({A: article(body=body), GATE: PHOTO})
    paper.build_ok()
    caption = '<figcaption>Boats at dawn <span class="credit">Harbour Agency</span></figcaption>'
    assert caption in paper.page("world/a/index.html")


# --- nothing leaks


def test_no_file_of_the_output_has_metadata(make_paper):
    files = {A: article(image=LEAD, body="[whole](other.jpg) ![x](other.jpg) ![g](g.gif)")}
    paper = make_paper(files)
    paper.write(
        {
            GATE: photo(90, 50, texts=True),
            "content/world/other.jpg": photo(300, 200, texts=True),
            "content/world/g.gif": photo(300, 200, "GIF"),
            "static/shot.png": photo(300, 200, "PNG", texts=True),
            "static/shot.webp": photo(300, 200, "WEBP", texts=True),
            "static/shot.avif": photo(300, 200, "AVIF", texts=True),
            "static/shot.heic": photo(300, 200, "HEIF", texts=True),
            "static/talk.mp4": film(),
        }
    )
    paper.build_ok()
    files = snapshot(paper.public)
    assert {"shot.png", "shot.heic", "talk.mp4"} <= files.keys()
    assert secrets_in(files) == []


# --- made once


def test_a_new_text_makes_no_picture(paper, monkeypatch):
    paper.build_ok()
    monkeypatch.setattr(processing, "make_versions", lambda *_: pytest.fail("a picture was made"))
    monkeypatch.setattr(processing, "find_tone", lambda *_: pytest.fail("a picture was opened"))
    paper.write({A: article(image=LEAD, summary="Another.", body="Other words.")})
    result = paper.build_ok()
    assert not [path for path in result.changes.changed if "media" in path]


def test_another_machine_makes_no_picture_that_the_cache_has(paper, monkeypatch):
    paper.build_ok()
    before = {name: picture.tobytes() for name, picture in pictures(paper).items()}
    shutil.rmtree(paper.public)
    monkeypatch.setattr(processing, "make_versions", lambda *_: pytest.fail("a picture was made"))
    paper.build_ok()
    assert {name: picture.tobytes() for name, picture in pictures(paper).items()} == before


def test_a_damaged_entry_of_the_cache_is_made_again(paper):
    paper.build_ok()
    before = snapshot(paper.public)
    for place in (paper.root / ".newsgen/pictures").glob("*/*"):
        place.write_bytes(place.read_bytes()[:-9] + b"x" * 9)
    shutil.rmtree(paper.public)
    paper.build_ok()
    assert snapshot(paper.public) == before


def test_versions_of_a_changed_picture_replace_the_old_ones(paper):
    paper.build_ok()
    paper.write({GATE: photo(90, 50)})
    paper.build_ok()
    assert max(size[0] for size in sizes(paper).values()) == 90
    kept = [*(paper.root / ".newsgen/pictures").glob("*/*")]
    assert len(kept) == len(pictures(paper))


# --- the pictures of phones


def phone_paper(make_paper: MakePaper, settings: str = SETTINGS) -> Paper:
    files = {A: article(image="{src: gate.HEIC, alt: The gate}")}
    paper = small_paper(make_paper(files), settings)
    paper.write({"content/world/gate.HEIC": photo(200, 300, "HEIF")})
    return paper


def test_heic_is_converted(make_paper):
    paper = phone_paper(make_paper)
    paper.build_ok()
    made = sizes(paper)
    assert made["gate-160.webp"] == made["gate-160.jpg"] == (160, 240)
    assert not [name for name in made if name.lower().endswith("heic")]
    assert 'width="160" height="240"' in paper.page("world/a/index.html")


def test_heic_is_converted_even_where_no_widths_are_wanted(make_paper):
    paper = phone_paper(make_paper, "pictures: {widths: []}\n")
    paper.build_ok()
    assert sizes(paper)["gate-200.jpg"] == (200, 300)


def test_without_its_reader_heic_is_reported(make_paper, monkeypatch):
    monkeypatch.setattr(processing, "reads_heic", lambda: False)
    (problem,) = phone_paper(make_paper).build().diagnostics
    assert (problem.code, problem.key) == ("broken-picture", ("image", "src"))
    assert "newsgen[images]" in problem.message


# --- bad pictures


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("gate.jpg", b""),
        ("gate.jpg", b"<html>Not found</html>"),
        ("gate.jpg", photo(300, 200, "PNG")),
        ("gate.jpg", photo(300, 200)[:-300]),
        ("gate.png", bomb()),
    ],
)
def test_a_broken_picture_is_reported_at_the_line_that_names_it(make_paper, name, content):
    paper = make_paper({f"content/world/{name}": content})
    paper.write({A: article(image=f"{{src: {name}, alt: X}}", body=f"Text.\n\n![x]({name})")})
    result = paper.build()
    found = [(problem.code, problem.path, problem.line) for problem in result.diagnostics]
    assert found == [("broken-picture", A, 5), ("broken-picture", A, 10)]
    assert not result.committed


def test_a_picture_whose_data_are_damaged_is_reported(make_paper):
    content = bytearray(photo(900, 600, "PNG"))
    content[-400:-300] = b"x" * 100
    paper = make_paper({A: article(image="{src: gate.png, alt: X}")})
    paper.write({"content/world/gate.png": bytes(content)})
    [problem] = paper.build().diagnostics
    assert problem.code == "broken-picture"


# --- cards of words


def cards(paper: Paper) -> dict[str, Image.Image]:
    found = {}
    for place in sorted((paper.public / "cards").rglob("*.png")):
        with Image.open(place) as card:
            found[place.relative_to(paper.public / "cards").as_posix()] = card.copy()
    return found


def shared_picture(paper: Paper, path: str) -> str:
    found = re.search(r'<meta property="og:image" content="([^"]*)"', paper.page(path))
    return found[1] if found else ""


def test_home_and_sections_have_a_card_which_stories_without_picture_share(make_paper):
    paper = make_paper({A: article()})
    paper.build_ok()
    assert {card.size for card in cards(paper).values()} == {(1200, 630)}
    assert {"index.png", "world.png", "pakistan.png"} <= {*cards(paper)}
    assert shared_picture(paper, "index.html") == "https://news.example/cards/index.png"
    assert shared_picture(paper, "world/index.html") == "https://news.example/cards/world.png"
    assert shared_picture(paper, "world/a/index.html") == "https://news.example/cards/world.png"


def test_the_address_of_a_card_is_encoded(make_paper):
    paper = make_paper(
        {A: article(section="اردو"), "newsgen.yaml": f"{CONFIG}undeclared_sections: allow\n"}
    )
    paper.build_ok()
    assert shared_picture(paper, "اردو/index.html").endswith("/cards/%D8%A7%D8%B1%D8%AF%D9%88.png")
    assert (paper.public / "cards/اردو.png").exists()


def test_each_story_has_a_card_by_setting(make_paper):
    paper = small_paper(make_paper({A: article()}), "pictures: {cards: stories}\n")
    paper.build_ok()
    assert shared_picture(paper, "world/a/index.html").endswith("/cards/world/a.png")
    before = cards(paper)["world/a.png"].tobytes()
    paper.write({A: article("Another headline")})
    result = paper.build_ok()
    assert cards(paper)["world/a.png"].tobytes() != before
    assert [path for path in result.changes.changed if "cards" in path] == ["cards/world/a.png"]


def test_urdu_runs_from_the_right(make_paper):
    title = "گاؤں کی بیکری، سورج کی آنچ"
    paper = small_paper(make_paper({A: article(title, lang="ur")}), "pictures: {cards: stories}\n")
    paper.build_ok()
    card = cards(paper)["world/a.png"].convert("L").point(lambda value: 255 * (value > 200))
    left, _, right, _ = card.getbbox()
    assert right > 1100
    assert left > 200


@pytest.mark.parametrize("title", ["समाचार", "新闻", "Łódź news", "Mixed اردو words"])
def test_words_that_the_fonts_do_not_have_make_no_card(make_paper, title):
    paper = small_paper(make_paper({A: article(title)}), "pictures: {cards: stories}\n")
    paper.build_ok()
    assert "world/a.png" not in cards(paper)


def test_a_long_headline_is_cut(make_paper):
    paper = small_paper(make_paper({A: article("word " * 200)}), "pictures: {cards: stories}\n")
    paper.build_ok()
    assert cards(paper)["world/a.png"].size == (1200, 630)


def test_no_card_is_made_by_setting_or_without_pillow(make_paper, monkeypatch):
    paper = small_paper(make_paper({A: article()}), "pictures: {cards: none}\n")
    paper.build_ok()
    assert cards(paper) == {}
    assert shared_picture(paper, "world/a/index.html") == ""
    monkeypatch.setattr(processing, "is_available", lambda: False)
    small_paper(paper)
    paper.build_ok()
    assert cards(paper) == {}


# --- blocks


def prose_of(paper: Paper) -> str:
    """The text of the story."""
    return paper.page("world/a/index.html").partition('class="story-text"')[2]


def test_a_gallery_shows_whole_pictures_and_an_enlarged_view_without_script(make_paper):
    body = (
        "::: gallery The gate\n"
        '![One](gate.jpg "Boats | Agency")\n![Two](tall.jpg)\n\n![Three](gate.jpg "Again")\n\n'
        "All by our own.\n:::"
    )
    paper = small_paper(make_paper({A: article(body=body), GATE: PHOTO}))
    paper.write({"content/world/tall.jpg": photo(60, 120)})
    paper.build_ok()
    prose = prose_of(paper)
    assert re.findall(r'href="#picture:(\d)"', prose) == [*"123", "2", "1", "3", "2"]
    assert re.findall(r'<div class="gallery-view" id="picture:(\d)">', prose) == [*"123"]
    assert prose.count('<figcaption>Boats <span class="credit">Agency</span></figcaption>') == 2
    assert prose.count("<p>All by our own.</p>") == 1
    assert "<script" not in prose.partition("</article>")[0]


def test_several_pictures_of_a_paragraph_are_figures(make_paper):
    body = '![One](gate.jpg "First")\n![Two](gate.jpg "Second | Agency")'
    paper = small_paper(make_paper({A: article(body=body), GATE: PHOTO}))
    paper.build_ok()
    assert re.findall("<figcaption>(.*?)</figcaption>", prose_of(paper)) == [
        "First",
        'Second <span class="credit">Agency</span>',
    ]


def test_feeds_show_each_picture_of_a_gallery_once_and_in_one_version(make_paper):
    body = '![Lead](gate.jpg)\n\n::: gallery\n![One](gate.jpg "Boats")\n![Two](gate.jpg)\n:::'
    paper = small_paper(
        make_paper({A: article(body=body), GATE: PHOTO}), f"{SETTINGS}feeds: {{content: full}}\n"
    )
    paper.build_ok()
    feed = paper.page("feed.xml")
    shown = feed.replace("&lt;", "<").replace("&gt;", ">")
    assert re.findall('<img [^>]*alt="([^"]*)"', shown) == ["Lead", "One", "Two"]
    assert "<source" not in shown
    assert "Close" not in shown


def test_a_figure_has_a_place(make_paper):
    paper = small_paper(make_paper({GATE: PHOTO}))
    for place, shown in (("wide", "wide"), ("left", "left"), ("", "wide"), ("<b>", "wide")):
        paper.write({A: article(body=f"::: figure {place}\n![One](gate.jpg)\n:::")})
        paper.build_ok()
        prose = prose_of(paper)
        assert f'<div class="figure figure-{shown}">' in prose
        assert ("61.5rem" in prose) == (shown == "wide")


def test_a_block_in_a_gallery_keeps_its_pictures_for_itself(make_paper):
    body = ":::: gallery\n![One](gate.jpg)\n\n::: figure wide\n![Two](gate.jpg)\n:::\n::::"
    paper = small_paper(make_paper({A: article(body=body), GATE: PHOTO}))
    paper.build_ok()
    assert prose_of(paper).count('alt="Two"') == 1


@pytest.mark.parametrize("block", ["gallery", "figure"])
def test_a_title_is_never_lost(make_paper, block):
    paper = small_paper(make_paper({GATE: PHOTO}), f"{SETTINGS}feeds: {{content: full}}\n")
    for body in ("![One](gate.jpg)", "Words, and ![a picture](gate.jpg) in them."):
        paper.write({A: article(body=f"::: {block} The harbour\n{body}\n:::")})
        paper.build_ok()
        assert "The harbour" in prose_of(paper)
        assert "The harbour" in paper.page("feed.xml")


def test_a_card_of_a_kind_of_its_own_has_a_picture(paper):
    own = '{{ fragment("partials/card.html", story=lead, lang=head.lang, kind="card card-huge") }}'
    home = f'{{% extends "theme/home.html" %}}{{% block top %}}{own}{{% endblock %}}'
    paper.write({"templates/home.html": home})
    paper.build_ok()
    assert "gate-card" in paper.page("index.html")


def test_sound_and_films_of_our_own(make_paper):
    body = (
        "::: audio talk.mp3\nThe talk.\n:::\n\n::: video film.mp4 gate.jpg film.vtt\nThe film.\n:::"
    )
    paper = small_paper(make_paper({A: article(body=body), GATE: PHOTO}))
    for name in ("talk.mp3", "film.mp4", "film.vtt"):
        paper.write({f"content/world/{name}": b"x"})
    paper.build_ok()
    prose = prose_of(paper)
    assert '<audio src="/media/world/talk.mp3" controls' in prose
    assert '<video src="/media/world/film.mp4" controls preload="none" poster="/media/' in prose
    assert '<track kind="captions" src="/media/world/film.vtt" srclang="en"' in prose
