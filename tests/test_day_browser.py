"""A whole day at the desk: from a new story to one that is taken down, without a terminal.

By mouse on a desktop and on a phone, and once by keyboard alone.
"""

import re
from collections.abc import Callable, Iterator

import pytest

from support.desk_browser import expect, require_good, window
from support.paper import Paper, article
from support.photos import photo
from support.preview import Preview, previewing

NOW = "2026-11-23T12:00:00Z"
STORY = "content/world/2026-11-23-flood-warning.md"
TEXT = "The river rose on Monday.\n\nThe gates are open."
CORRECTION = """
corrections:
  - date: 2026-11-23
    text: An earlier version named another river.
"""

pytestmark = pytest.mark.browser

Press = Callable[[object], None]
"""Activates a button or a link, or puts the focus into a field."""


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper({"content/world/a.md": article("Talks end", summary="They end.")})


@pytest.fixture
def preview(paper) -> Iterator[Preview]:
    with previewing(paper, "--now", NOW) as running:
        yield running


@pytest.fixture
def page(chromium, request) -> Iterator[object]:
    """A page on a screen of that width; an error in a script fails the test."""
    with window(chromium, request.param) as page:
        yield page


def press_by_mouse(element) -> None:
    element.click()


def press_by_keyboard(element) -> None:
    """Go to the element with the Tab key, and press Enter if it does something."""
    page = element.page
    expect(element).to_be_visible()
    for _ in range(150):
        if element.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"the Tab key does not lead to {element}")
    if element.evaluate("e => e.matches('button, a')"):
        page.keyboard.press("Enter")


DAYS = pytest.mark.parametrize(
    ("page", "press"),
    [(1280, press_by_mouse), (390, press_by_mouse), (1280, press_by_keyboard)],
    ids=["desktop", "phone", "keyboard"],
    indirect=["page"],
)


@DAYS
def test_a_story_lives_a_whole_day(page, press: Press, preview, paper):
    live = paper.root.parent / "readers"
    begin_story(page, press, preview)
    add_picture(page, press)
    require_good(page)
    see_as_readers(page, preview, "Flood warning", is_seen=False)
    release(page, press, preview)
    choose_folder(page, press, preview)
    publish(page, press, preview, "New", "Flood warning")
    assert (live / "world/flood-warning/index.html").exists()

    write_correction(page, press, preview)
    publish(page, press, preview, "Changed", "Flood warning")
    assert "named another river" in (live / "world/flood-warning/index.html").read_text("utf-8")

    move(page, press, preview)
    publish(page, press, preview, "New", "All clear")
    assert "All clear" in (live / "world/all-clear/index.html").read_text("utf-8")
    old = (live / "world/flood-warning/index.html").read_text("utf-8")
    assert re.search(r'http-equiv="?refresh"?', old)
    assert "/world/all-clear/" in old

    unpublish(page, press, preview)
    publish(page, press, preview, "Gone", "all-clear")
    assert not (live / "world/all-clear/index.html").exists()
    assert "All clear" not in (live / "index.html").read_text("utf-8")
    assert "Talks end" in (live / "index.html").read_text("utf-8")


def begin_story(page, press: Press, preview) -> None:
    page.goto(preview.desk)
    press(page.get_by_role("link", name="New story"))
    page.wait_for_url("**/new")
    require_good(page)
    press(page.get_by_label("Headline"))
    page.keyboard.insert_text("Flood warning")
    page.get_by_label("Section").select_option("world")
    press(page.get_by_label("Summary"))
    page.keyboard.insert_text("The river rises.")
    press(page.get_by_label("Authors"))
    page.keyboard.insert_text("Ruth Pereira")
    press(page.get_by_role("button", name="Write the story"))
    page.wait_for_url(re.compile("edit"))
    expect(page.locator("#text")).to_be_enabled()


def add_picture(page, press: Press) -> None:
    """Write the text over the place for it, and add a picture with the button for files."""
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.insert_text(TEXT)
    with page.expect_file_chooser() as chooser:
        if press is press_by_mouse:
            page.get_by_role("button", name="Picture").click()
        else:
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("End")
            page.keyboard.press("ArrowLeft")
            page.keyboard.press("Enter")
    files = [{"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": photo(1300, 800)}]
    chooser.value.set_files(files)
    press(page.get_by_label("What does it show?"))
    page.keyboard.insert_text("Two boats at the gate")
    insert = page.get_by_role("button", name="Insert")
    expect(insert).to_be_enabled()
    press(insert)
    expect(insert).to_be_hidden()
    expect(page.locator("#text")).to_have_value(re.compile("gate.jpg"))
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text(re.compile("^Saved"))
    frame = page.frame_locator("#preview")
    expect(frame.locator("h1")).to_have_text("Flood warning")
    page.frames[1].wait_for_function(
        """() => {
          const picture = document.querySelector("figure img");
          picture?.scrollIntoView();
          return picture?.naturalWidth > 0;
        }"""
    )


def see_as_readers(page, preview, title: str, *, is_seen: bool) -> None:
    page.goto(preview.desk)
    page.get_by_role("link", name="As readers see it").click()
    expect(page.get_by_text("Talks end").first).to_be_visible()
    expect(page.get_by_text(title)).to_have_count(1 if is_seen else 0)
    page.get_by_role("link", name="Show all stories").click()
    expect(page.get_by_text(title).first).to_be_visible()


def edit(page, preview, path: str):
    page.goto(f"{preview.desk}edit?path={path}")
    area = page.locator("#text")
    expect(area).to_be_enabled()
    return area


def release(page, press: Press, preview) -> None:
    edit(page, preview, STORY)
    press(page.get_by_role("button", name="Release: Flood warning"))
    dialog = page.get_by_role("dialog", name="Release")
    require_good(page)
    press(dialog.get_by_role("button", name="Release"))
    expect(dialog.get_by_role("status")).to_contain_text("after the next publication")
    with page.expect_navigation():  # the page of the story is loaded again
        press(dialog.get_by_role("button", name="Close"))


def choose_folder(page, press: Press, preview) -> None:
    page.goto(preview.desk)
    press(page.get_by_role("link", name="Publish", exact=True))
    page.wait_for_url("**/publish")
    require_good(page)
    expect(page.get_by_label("Folder")).to_have_value("../published")
    press(page.get_by_label("Folder"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text("../readers")
    press(page.get_by_role("button", name="Use this folder"))
    expect(page.get_by_label("Publish to")).to_have_value("folder")


def publish(page, press: Press, preview, group: str, title: str) -> None:
    page.goto(f"{preview.desk}publish")
    changed = page.locator(f".publish-group:has-text('{group}')")
    expect(changed.first).to_contain_text(title)
    require_good(page)
    press(page.get_by_role("button", name="Publish", exact=True))
    expect(page.locator("#result")).to_contain_text("Published in")
    require_good(page)


def write_correction(page, press: Press, preview) -> None:
    area = edit(page, preview, STORY)
    press(area)
    area.evaluate("a => { const at = a.value.indexOf('\\n---', 4); a.setSelectionRange(at, at); }")
    page.keyboard.insert_text(CORRECTION.rstrip())
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    frame = page.frame_locator("#preview")
    expect(frame.locator("body")).to_contain_text("named another river")


def move(page, press: Press, preview) -> None:
    """Give the story another headline and another address; the old one goes on to answer."""
    area = edit(page, preview, STORY)
    area.evaluate(
        """a => {
          const at = a.value.indexOf('Flood warning');
          a.focus();
          a.setSelectionRange(at, at + 'Flood warning'.length);
        }"""
    )
    page.keyboard.insert_text("All clear")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    expect(page.frame_locator("#preview").locator("h1")).to_have_text("All clear")
    page.reload()
    expect(page.locator("#text")).to_be_enabled()
    press(page.get_by_role("button", name="Rename: All clear"))
    dialog = page.get_by_role("dialog", name="Name and section")
    press(dialog.get_by_label("Name in the address"))
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("all-clear")
    expect(dialog.locator(".act-new")).to_contain_text("/world/all-clear/")
    expect(dialog.get_by_label("Keep the old address as redirect")).to_be_checked()
    require_good(page)
    press(dialog.get_by_role("button", name="Move it"))
    page.wait_for_url(re.compile("all-clear"))
    page.goto(f"{preview.address}world/flood-warning/")
    expect(page.locator("h1")).to_have_text("All clear")


def unpublish(page, press: Press, preview) -> None:
    page.goto(preview.desk)
    press(page.get_by_role("button", name="Unpublish: All clear"))
    dialog = page.get_by_role("dialog", name="Unpublish")
    require_good(page)
    press(dialog.get_by_role("button", name="Unpublish"))
    expect(dialog.get_by_role("status")).to_be_visible()
    press(dialog.get_by_role("button", name="Close"))
    see_as_readers(page, preview, "All clear", is_seen=False)
