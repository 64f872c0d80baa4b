"""What an editor sees who has a page of the preview open in a browser."""

import re
from collections.abc import Iterator

import pytest

from conftest import Paper, article
from desks import Preview, chromium, previewing

pytestmark = pytest.mark.browser

playwright = pytest.importorskip("playwright.sync_api")

A, B = "content/world/a.md", "content/world/b.md"
LONG = "\n\n".join(f"Paragraph {n} of the talks." for n in range(80))
PANEL = "newsgen-preview"


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser) -> Iterator[object]:
    context = browser.new_context()
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    yield opened
    context.close()


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper(
        {
            A: article("Talks", body=LONG, summary="Talks."),
            B: article("Quake", body="It shook.", summary="A quake."),
        }
    )


@pytest.fixture
def preview(paper) -> Iterator[Preview]:
    with previewing(paper) as running:
        yield running


def visit(page, preview: Preview, path: str = "world/a/") -> None:
    """Open a page and wait until it listens."""
    page.goto(preview.address + path)
    page.wait_for_selector(f"{PANEL} nav a")


def talks(body: str = LONG, **fields: str) -> str:
    return article("Talks", body=body, **{"summary": "Talks.", **fields})


def wait_for_text(page, text: str) -> None:
    page.wait_for_function("text => document.body.textContent.includes(text)", arg=text)


# --- the page in place ----------------------------------------------------------------------------


def test_a_saved_story_changes_in_place(page, paper, preview):
    visit(page, preview)
    page.evaluate("window.untouched = true; scrollTo(0, 900)")
    paper.write({A: talks(body=f"{LONG}\n\nA new last line.")})
    wait_for_text(page, "A new last line.")
    assert page.evaluate("[window.untouched, scrollY]") == [True, 900]


def test_focus_typed_text_and_unfolded_details_stay(page, paper, preview):
    form = '{% extends "theme/article.html" %}{% block comments %}<form><textarea></textarea>'
    form += "<details><summary>More</summary>Inside</details></form>{% endblock %}"
    paper.write({"templates/article.html": form})
    page.goto(preview.address + "world/a/")
    page.wait_for_selector("textarea")
    page.wait_for_selector(f"{PANEL} nav a")
    page.fill("textarea", "Half a thought")
    page.click("summary")
    page.focus("textarea")
    paper.write({A: talks(body=f"{LONG}\n\nA new last line.")})
    wait_for_text(page, "A new last line.")
    assert page.input_value("textarea") == "Half a thought"
    assert page.evaluate("document.querySelector('details').open")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_title_and_description_follow(page, paper, preview):
    visit(page, preview)
    paper.write({A: article("Talks go on", body=LONG, summary="They go on.")})
    page.wait_for_function("document.title.startsWith('Talks go on')")
    page.wait_for_function(
        "document.querySelectorAll('meta[name=description]').length === 1 &&"
        "document.querySelector('meta[name=description]').content === 'They go on.'"
    )


def test_a_style_sheet_changes_without_a_reload(page, paper, preview):
    visit(page, preview)
    page.evaluate("window.untouched = true")
    paper.write({"static/css/site.css": "body { background: rgb(1, 2, 3) }"})
    page.wait_for_function("getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)'")
    assert page.evaluate("window.untouched")
    assert page.locator("head link[rel=stylesheet]").count() == 1


def test_a_changed_script_loads_the_page_anew(page, paper, preview):
    visit(page, preview)
    page.evaluate("window.untouched = true")
    script = "{% block head_extra %}<script>window.fresh = 1</script>{% endblock %}"
    paper.write({"templates/article.html": f'{{% extends "theme/article.html" %}}{script}'})
    page.wait_for_function("window.fresh === 1")
    assert page.evaluate("window.untouched") is None


def test_other_pages_stay_unless_they_show_the_change(browser, page, paper, preview):
    visit(page, preview, "world/b/")
    page.evaluate(
        "window.swaps = 0; document.addEventListener('newsgen:updated', () => window.swaps++)"
    )
    other = page.context.new_page()
    other.bring_to_front()
    visit(other, preview, "world/a/")
    paper.write({A: talks(body=f"{LONG}\n\nOnly here.")})
    wait_for_text(other, "Only here.")
    page.bring_to_front()
    assert page.evaluate("window.swaps") == 0
    paper.write({A: article("Another headline", body=LONG, summary="Talks.")})
    wait_for_text(page, "Another headline")


def test_the_last_of_many_saves_is_what_is_seen(page, paper, preview):
    visit(page, preview)
    for number in range(40):
        paper.write({A: talks(body=f"Version {number} of the text.")})
    wait_for_text(page, "Version 39 of the text.")
    assert page.locator(".prose p").count() == 1


def test_a_page_finds_its_server_again(page, paper, preview):
    visit(page, preview)
    preview.process.send_signal(2)
    preview.process.wait(30)
    page.wait_for_selector(f"{PANEL} .offline:not([hidden])")
    paper.write({A: talks(body="Written meanwhile.")})
    with previewing(paper, port=preview.port):
        wait_for_text(page, "Written meanwhile.")
        page.wait_for_selector(f"{PANEL} .offline[hidden]", state="attached")


def test_follow_goes_to_the_story_that_was_saved(page, paper):
    with previewing(paper, "--follow") as preview:
        visit(page, preview, "world/b/")
        paper.write({A: talks(body="Look here.")})
        page.wait_for_url(re.compile("/world/a/$"))
        wait_for_text(page, "Look here.")
        paper.write({"content/world/new.md": article("Brand new")})
        page.wait_for_url(re.compile("/world/new/$"))


def test_a_deleted_story_gives_way_to_the_page_that_says_so(page, paper, preview):
    visit(page, preview)
    paper.remove(A)
    page.wait_for_function("!document.body.textContent.includes('Paragraph 1 of')")
    paper.write({A: talks(body="Back again.")})
    wait_for_text(page, "Back again.")


# --- problems in the page -------------------------------------------------------------------------


def test_errors_stand_over_the_last_good_version_and_go_when_mended(page, paper, preview):
    visit(page, preview)
    paper.write({A: talks().replace("section: world", "section: wrold")})
    errors = page.locator(f"{PANEL} .errors")
    errors.wait_for()
    told = errors.inner_text()
    assert "1 error" in told
    assert "An earlier version of this page is shown." in told
    assert "content/world/a.md:3" in told
    assert "section: wrold" in told
    assert "Did you mean 'world'?" in told
    link = errors.get_by_role("link", name="Open in editor").get_attribute("href")
    assert link.startswith("vscode://file/")
    assert "/content/world/a.md:3" in link
    wait_for_text(page, "Paragraph 1 of the talks.")
    paper.write({A: talks(body="All is well.")})
    errors.wait_for(state="hidden")
    wait_for_text(page, "All is well.")
    assert page.locator(f"{PANEL} [role=status]").inner_text() == "All mended."


def test_a_broken_template_is_told_on_the_pages_that_use_it(page, paper, preview):
    visit(page, preview)
    paper.write({"templates/article.html": "{{ nonsense }}"})
    errors = page.locator(f"{PANEL} .errors")
    errors.wait_for()
    assert "templates/article.html:1" in errors.inner_text()
    paper.remove("templates/article.html")
    errors.wait_for(state="hidden")


def test_the_panel_folds_with_escape_and_comes_back_with_other_errors(page, paper, preview):
    visit(page, preview)
    paper.write({A: talks().replace("section: world", "section: wrold")})
    page.locator(f"{PANEL} .errors pre").wait_for()
    page.locator(f"{PANEL} .errors button").focus()
    page.keyboard.press("Escape")
    page.locator(f"{PANEL} .errors pre").wait_for(state="detached")
    paper.write({A: talks().replace("title:", "titel:")})
    page.locator(f"{PANEL} .errors pre").first.wait_for()


def test_warnings_wait_in_a_drawer_with_their_number(page, paper, preview):
    text = "![](map.png)\n\n::: video https://video.example/1\nA film.\n:::"
    paper.write(
        {
            "content/world/map.png": "x",
            A: article("T" * 111, body=text, image="map.png"),
        }
    )
    page.goto(preview.address + "world/a/")
    page.locator(f"{PANEL} .drawer", has_text="5 warnings").click()
    told = page.locator(f"{PANEL} .warnings").inner_text()
    for code in ("long-headline", "no-summary", "missing-alt", "dead-embed"):
        assert code in told


def test_what_is_wrong_elsewhere_is_one_click_away(page, paper, preview):
    paper.write({B: article("Quake", section="wrold")})
    visit(page, preview)
    link = page.locator(f"{PANEL} nav a.grave")
    link.wait_for()
    assert link.inner_text() == "1 error elsewhere"
    assert page.locator(f"{PANEL} .errors").is_hidden()


def test_messages_are_words_and_never_mark_up(page, paper, preview):
    visit(page, preview)
    paper.write({A: talks().replace("section: world", 'section: "<img src=x onerror=alert(1)>"')})
    page.locator(f"{PANEL} .errors").wait_for()
    assert page.locator(f"{PANEL} .errors img").count() == 0


# --- where stories stand --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"draft": "true"}, "Draft"),
        ({"embargo": "2099-12-01"}, "Scheduled"),
        ({"expires": "2026-11-21"}, "Expired"),
    ],
)
def test_what_a_build_leaves_out_bears_a_mark(page, paper, preview, fields, label):
    paper.write({A: talks(**fields)})
    page.goto(preview.address + "world/a/")
    standing = page.locator(f"{PANEL} .standing")
    standing.wait_for()
    assert standing.inner_text().startswith(f"{label}: ")
    if label == "Scheduled":
        assert re.search(r"in \d+ d \d+ h", standing.inner_text())
    page.goto(preview.address)
    badge = page.locator(f"a[href='/world/a/'][data-newsgen-standing='{label}']")
    badge.first.wait_for()
    paper.write({A: talks()})
    badge.first.wait_for(state="detached")


def test_a_tab_that_is_not_seen_does_not_listen(page, paper, preview):
    visit(page, preview)
    with page.expect_event("requestfailed", lambda request: "/events?" in request.url):
        page.evaluate(
            "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
    paper.write({A: talks(body="While nobody looked.")})
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: false});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    wait_for_text(page, "While nobody looked.")
