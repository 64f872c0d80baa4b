"""Writing in the desk, in a browser: pictures, completion, the toolbar and the settings."""

import base64
import re
from collections.abc import Iterator

import pytest

from support.desk_browser import edit, expect, violations, window
from support.paper import CONFIG, Paper, article
from support.photos import ALT, CAPTION, CREDIT, photo
from support.preview import previewing

A = "content/world/a.md"
UR = "content/pakistan/ur.md"
NOW = "2026-11-23T12:00:00Z"
BODY = "First.\n\nSecond.\n\nThird."
FILES = {
    A: article("Talks end", BODY, authors="[Ruth Pereira]", summary="They end."),
    "content/world/plan.md": article("A plan for the river", draft="true"),
    UR: article("ایک دکان اور پورا محلہ", "پہلا جملہ۔", section="pakistan", lang="ur"),
}

pytestmark = pytest.mark.browser


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper(FILES)


@pytest.fixture
def desk(paper) -> Iterator[str]:
    """The URL of the desk of a running preview."""
    with previewing(paper, "--now", NOW) as running:
        yield running.desk


@pytest.fixture
def page(chromium) -> Iterator[object]:
    """A page in a new window; an error in a script fails the test."""
    with window(chromium) as page:
        yield page


def select(area, words: str) -> None:
    """Select the first occurrence of the words in the text."""
    area.focus()
    area.evaluate(
        "(a, w) => { const p = a.value.indexOf(w); a.setSelectionRange(p, p + w.length); }", words
    )


def put_caret(area, after: str) -> None:
    """Put the cursor after the first occurrence of ``after`` in the text."""
    select(area, after)
    area.evaluate("a => a.setSelectionRange(a.selectionEnd, a.selectionEnd)")


def text_of(area) -> str:
    """The text after the front matter."""
    return str(area.input_value()).split("---\n", 2)[2].strip()


def save(page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text(re.compile("Saved at"))


# --- pictures -------------------------------------------------------------------------------------

TRANSFER = """([name, kind, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type: kind }));
  return transfer;
}"""


def drop(page, content: bytes, name: str, event: str = "drop", kind: str = "image/jpeg") -> None:
    """Drop a file on the text area, or paste it."""
    given = [name, kind, base64.b64encode(content).decode()]
    transfer = page.evaluate_handle(TRANSFER, given)
    field = "clipboardData" if event == "paste" else "dataTransfer"
    page.evaluate(
        """([event, field, transfer]) => {
          const Kind = event === "paste" ? ClipboardEvent : DragEvent;
          const init = { bubbles: true, cancelable: true, [field]: transfer };
          document.getElementById("text").dispatchEvent(new Kind(event, init));
        }""",
        [event, field, transfer],
    )


def expect_picture(page) -> None:
    """Wait until the page in the frame shows its picture, without being loaded again."""
    page.frame_locator("#preview").locator("figure img").scroll_into_view_if_needed()
    page.frames[1].wait_for_function("() => document.querySelector('figure img').naturalWidth > 0")


def test_a_dropped_picture_is_described_inserted_saved_and_shown_at_once(page, desk, paper):
    area = edit(page, desk, A)
    put_caret(area, "Sec")
    drop(page, photo(700, 400), "Gate at Night.JPG")
    dialog = page.get_by_role("dialog", name="Picture")
    expect(dialog).to_contain_text("gate-at-night.jpg")
    expect(page.locator(":focus")).to_have_id("picture-alt")
    page.get_by_role("button", name="Insert").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Say what the picture shows")
    page.keyboard.type("Two [old] boats")
    page.get_by_label("Caption").fill('The "gate"')
    page.get_by_label("Credit").fill("Ayesha Khan")
    page.get_by_label("Place").select_option("text")
    page.get_by_role("button", name="Insert").press("Enter")
    expect(dialog).to_be_hidden()
    picture = r'![Two \[old\] boats](gate-at-night.jpg "The \"gate\" | Ayesha Khan")'
    expect(page.locator("#saved")).to_have_text("Not saved")  # soon after the dialog has closed
    assert text_of(area) == f"First.\n\nSecond.\n\n{picture}\n\nThird."
    assert "gate" not in (paper.root / A).read_text("utf-8")
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.on("response", lambda answer: loads.append(answer.url) if not answer.ok else None)
    save(page)
    expect_picture(page)
    assert loads == []
    caption = page.frame_locator("#preview").locator("figcaption")
    expect(caption).to_have_text(re.compile("The .gate. Ayesha Khan"))
    expect(page.locator("#problems li")).to_have_count(0)
    page.keyboard.press("Control+z")
    assert text_of(area) == BODY


def test_a_pasted_picture_becomes_the_lead_picture(page, desk, paper):
    edit(page, desk, A)
    drop(page, photo(1300, 800, texts=True), "image.png", "paste", "image/png")
    expect(page.get_by_label("What does it show?")).to_have_value(ALT)
    expect(page.locator("#picture-name")).to_have_text("a-1.jpg")
    expect(page.get_by_label("Place")).to_have_value("lead")
    page.get_by_label("Caption").press("Enter")
    expect(page.locator("#saved")).to_have_text("Not saved")
    save(page)
    lead = f"image:\n  src: a-1.jpg\n  alt: {ALT}\n  caption: {CAPTION}\n  credit: {CREDIT}\n---\n"
    assert lead in (paper.root / A).read_text("utf-8")
    expect_picture(page)
    drop(page, photo(700, 400), "second.jpg")
    expect(page.locator("#picture-name")).to_have_text("second.jpg")
    expect(page.get_by_label("Place")).to_have_value("text")


def test_an_empty_key_of_a_new_story_takes_the_lead_picture(page, desk, paper):
    paper.write({A: article("Talks end", BODY, image="   # Main picture")})
    area = edit(page, desk, A)
    drop(page, photo(700, 400), "gate.jpg")
    page.get_by_label("Only decoration").check()
    page.get_by_role("button", name="Insert").click()
    expect(area).to_have_value(re.compile("\nimage: gate.jpg\n---\n"))


@pytest.mark.parametrize("place", ["wide", "left"])
def test_pictures_are_chosen_by_a_button_and_placed_in_a_block(page, desk, place):
    area = edit(page, desk, UR)
    put_caret(area, "title: ")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Picture").click()
    files = [
        {"name": name, "mimeType": "image/jpeg", "buffer": photo(700, 400)}
        for name in ("پل.jpg", "b.jpg")
    ]
    chooser.value.set_files(files)
    for name in ("ur-1.jpg", "b.jpg"):
        expect(page.locator("#picture-name")).to_have_text(name)
        page.get_by_label("What does it show?").fill("ایک پل")
        page.get_by_label("Place").select_option(place)
        page.get_by_role("button", name="Insert").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    blocks = [f"::: figure {place}\n![ایک پل]({name})\n:::" for name in ("ur-1.jpg", "b.jpg")]
    assert text_of(area) == "\n\n".join([blocks[0], blocks[1], "پہلا جملہ۔"])
    save(page)
    expect(page.frame_locator("#preview").locator(f".figure-{place} img")).to_have_count(2)


def test_what_is_no_picture_is_refused_and_a_cancelled_picture_is_told(page, desk, paper):
    area = edit(page, desk, A)
    drop(page, b"%PDF-1.7", "report.pdf", kind="application/pdf")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_have_text(
        re.compile("report.pdf is not taken: it is not a picture")
    )
    expect(page.get_by_role("button", name="Insert")).to_be_disabled()
    page.keyboard.press("Escape")
    drop(page, photo(70, 40), "gate.jpg")
    expect(dialog).to_contain_text("Stored beside the story")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#note")).to_contain_text("gate.jpg was not inserted")
    assert text_of(area) == BODY
    page.route("**/_newsgen/upload?*", lambda route: route.abort())
    drop(page, photo(70, 40), "lost.jpg")
    expect(dialog.get_by_role("alert")).to_contain_text("The preview does not answer")


def test_a_picture_is_sent_after_a_restart_of_the_preview(page, desk):
    edit(page, desk, A)
    page.evaluate("document.body.dataset.token = 'of an earlier run'")
    drop(page, photo(70, 40), "gate.jpg")
    expect(page.locator("#picture-state")).to_have_text("Stored beside the story")


def test_copied_text_is_pasted_as_text(page, desk):
    area = edit(page, desk, A)
    asked = page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "Words");
          data.items.add(new File(["x"], "image.png", { type: "image/png" }));
          const event = new ClipboardEvent("paste", { clipboardData: data, cancelable: true });
          return document.getElementById("text").dispatchEvent(event);
        }"""
    )
    assert asked
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert text_of(area) == BODY


# --- completion -----------------------------------------------------------------------------------


def options(page):
    return page.locator("#offers [role=option]")


def test_keys_and_their_values_are_completed(page, desk):
    area = edit(page, desk, A)
    put_caret(area, "summary: They end.")
    page.keyboard.press("Enter")
    expect(options(page)).to_have_count(0)
    page.keyboard.type("ty")
    expect(options(page).first).to_have_text("type Kind of article")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(options(page).filter(has_text="opinion")).to_have_count(1)
    page.keyboard.type("op")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(area).to_have_value(re.compile("\ntype: opinion\n---"))
    page.keyboard.type("\nimage:\n  cap")
    expect(options(page)).to_have_text(["caption"])
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Space")
    expect(options(page)).to_have_text(["caption"])
    page.keyboard.type("tion: A gate\ntit")
    expect(options(page).filter(has_text="title")).to_have_count(0)


@pytest.mark.parametrize(
    ("typed", "choice", "written"),
    [
        ("\nrelated: riv", "plan.md", "\nrelated: [plan.md]\n---"),
        ("\nrelated:\n  - دکان", "../pakistan/ur.md", "\nrelated:\n  - ../pakistan/ur.md\n---"),
        ("\nimage: ga", "gate.jpg", "\nimage: gate.jpg\n---"),
        ("\nimage:\n  src: ", "gate.jpg", "\n  src: gate.jpg\n---"),
    ],
)
def test_stories_and_pictures_are_completed_in_front_matter(
    page, desk, paper, typed, choice, written
):
    paper.write({"content/world/gate.jpg": photo(70, 40)})
    page.goto(desk)
    area = edit(page, desk, A)
    put_caret(area, "summary: They end.")
    page.keyboard.type(typed)
    expect(options(page).filter(has_text=choice)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert written in area.input_value()


def test_links_and_pictures_are_completed_in_the_text(page, desk, paper):
    paper.write({"content/world/old gate.jpg": photo(70, 40)})
    page.goto(desk)
    area = edit(page, desk, A)
    put_caret(area, "First.")
    page.keyboard.type(" [the plan](a plan for")
    expect(options(page)).to_have_text(["plan.md A plan for the river (draft)"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type(" ![gate](")
    expect(options(page)).to_have_text(["old gate.jpg"])
    options(page).click()
    assert text_of(area).startswith("First. [the plan](plan.md) ![gate](<old gate.jpg>)\n")
    page.keyboard.press("Control+z")
    assert "<old gate" not in area.input_value()


def test_blocks_are_completed_with_their_end(page, desk):
    area = edit(page, desk, A)
    put_caret(area, "First.")
    page.keyboard.type("\n\n::: pul")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("Never again.")
    assert "First.\n\n::: pullquote\nNever again.\n:::\n\nSecond." in area.input_value()
    put_caret(area, "Second.")
    page.keyboard.type("\n\n:::vid")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("film.mp4")
    assert "Second.\n\n::: video film.mp4\n\n:::\n\nThird." in area.input_value()


# --- the toolbar ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "button", "keys", "expected"),
    [
        ("Second", "Bold", "Control+b", "**Second**."),
        ("Second", "Italic", "Control+i", "*Second*."),
        ("Second.", "Heading", "", "## Second."),
        ("Second.", "List", "", "- Second."),
        ("Second.", "Quote", "", "> Second."),
    ],
)
def test_a_button_or_a_shortcut_formats_and_undoes(page, desk, words, button, keys, expected):
    area = edit(page, desk, A)
    press = page.get_by_role("toolbar").get_by_role("button", name=button).click
    for act in [press, *([lambda: page.keyboard.press(keys)] if keys else [])]:
        select(area, words)
        act()
        assert text_of(area) == f"First.\n\n{expected}\n\nThird."
        act()
        assert text_of(area) == BODY
    page.keyboard.press("Control+z")
    assert text_of(area) == f"First.\n\n{expected}\n\nThird."


def test_lines_and_words_are_formatted_together(page, desk):
    area = edit(page, desk, A)
    select(area, BODY)
    page.get_by_role("button", name="List").click()
    assert text_of(area) == "- First.\n\n- Second.\n\n- Third."
    page.get_by_role("button", name="Quote").click()
    page.get_by_role("button", name="Quote").click()
    page.get_by_role("button", name="Heading").click()
    assert text_of(area) == "## - First.\n\n## - Second.\n\n## - Third."


def test_a_link_is_made_of_words_and_a_story(page, desk):
    area = edit(page, desk, A)
    select(area, "Second")
    page.keyboard.press("Control+k")
    expect(options(page)).to_have_count(2)
    page.keyboard.type("plan")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "[Second](plan.md)." in area.input_value()


def test_the_block_button_offers_all_blocks(page, desk):
    area = edit(page, desk, A)
    put_caret(area, "Sec")
    page.get_by_role("button", name="Block").click()
    expect(options(page).filter(has_text="timeline")).to_have_count(1)
    options(page).filter(has_text="box").click()
    page.keyboard.type("- One")
    assert text_of(area) == "First.\n\nSecond.\n\n::: box\n- One\n:::\n\nThird."


def test_front_matter_is_not_formatted(page, desk):
    area = edit(page, desk, A)
    before = area.input_value()
    select(area, "Talks")
    page.keyboard.press("Control+b")
    expect(page.locator("#note")).to_contain_text("above the text")
    assert area.input_value() == before


def test_arrow_keys_move_through_the_toolbar(page, desk):
    area = edit(page, desk, A)
    put_caret(area, "Third.")
    page.keyboard.press("Shift+Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_accessible_name("Bold")
    page.keyboard.press("End")
    expect(focused).to_have_accessible_name("Block")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(focused).to_have_accessible_name("Heading")
    page.keyboard.press("Enter")
    assert text_of(area).endswith("## Third.")


# --- settings -------------------------------------------------------------------------------------


def test_settings_are_edited_with_help_and_mistakes_keep_the_last_good_site(page, desk, paper):
    page.goto(desk)
    page.get_by_role("navigation", name="Desk").get_by_role("link", name="Settings").click()
    area = page.locator("#text")
    expect(area).to_have_value(CONFIG)
    expect(page.locator("#toolbar")).to_have_count(0)
    area.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("feeds:\n  form")
    expect(options(page)).to_have_text(["formats Formats of all feeds but the named ones"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("at")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+End")
    page.keyboard.type("\ntaglin: News\n")
    save(page)
    problem = page.locator("#problems .problem")
    expect(problem).to_contain_text("there is no key taglin")
    expect(page.locator("#preview-status")).to_contain_text("earlier version is shown")
    shown = page.frame_locator("#preview").locator("body")
    expect(shown).to_contain_text("Talks end")
    problem.get_by_role("button", name="line 9").click()
    page.keyboard.type("tagline: News of the river")
    save(page)
    expect(problem).to_have_count(0)
    expect(shown).to_contain_text("News of the river")
    written = (paper.root / "newsgen.yaml").read_text("utf-8")
    assert written == f"{CONFIG}feeds:\n  formats: [atom]\ntagline: News of the river\n"


# --- accessibility --------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_writing_has_no_accessibility_violation(chromium, desk, scheme, width):
    with window(chromium, width, scheme) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        found: dict[str, dict[str, list[str]]] = {}
        for path in (A, UR):
            area = edit(page, desk, path)
            area.focus()
            page.keyboard.press("Control+End")
            page.get_by_role("button", name="Block").click()
            expect(options(page).first).to_be_visible()
            page.keyboard.press("ArrowDown")
            found[f"{path} blocks"] = violations(page)
            page.keyboard.press("Escape")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            bar = page.locator("#toolbar").bounding_box()
            assert bar["height"] < 60
            drop(page, photo(70, 40), "gate.jpg")
            expect(page.locator("#picture-state")).to_have_text("Stored beside the story")
            page.get_by_role("button", name="Insert").click()
            found[f"{path} picture"] = violations(page)
            box = page.locator("#picture").bounding_box()
            assert 0 <= box["x"] <= box["x"] + box["width"] <= width
            page.keyboard.press("Escape")
        page.goto(f"{desk}settings")
        expect(page.locator("#text")).to_be_enabled()
        found["settings"] = violations(page)
        assert not any(found.values()), found
