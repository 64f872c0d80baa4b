"""A page of the preview in a browser: updates in place, the panel, links and tabs."""

import json
import re
from collections.abc import Iterator

import pytest

from support.paper import Paper, article
from support.photos import photo
from support.preview import Preview, chromium, fetch, previewing

pytestmark = pytest.mark.browser

playwright = pytest.importorskip("playwright.sync_api")

A, B = "content/world/a.md", "content/world/b.md"
LONG = "\n\n".join(f"Paragraph {n} of the talks." for n in range(80))
PANEL = "newsgen-preview"
SCRIPT = "body script[src='/_newsgen/assets/client.js']"
FOCUS = f"document.querySelector('{PANEL}').shadowRoot.activeElement?.textContent"
STREAM = "text/event-stream"
HEAD = '{% extends "theme/article.html" %}{% block head_extra %}'
SLOW = """
    document.addEventListener("newsgen:updated", ({detail}) => {
        window.swaps = (window.swaps ?? 0) + 1;
        window.took = detail.milliseconds;
    });
    window.EventSource = class extends EventSource {
        constructor(address) {
            super(address);
            this.addEventListener("notes", ({data}) => (window.digest = JSON.parse(data).digest));
        }
    };
    const ask = window.fetch;
    window.fetch = async (...wanted) => {
        const answer = await ask(...wanted);
        window.fetch = ask;
        await new Promise((go) => (window.go = go));
        return answer;
    };
"""
"""Delays the first fetch of the page until ``go`` is called."""
FORM = """\
{% extends "theme/article.html" %}{% block comments %}<form>
<textarea></textarea> <input type="checkbox"> <select><option>One<option>Two</select>
<details><summary>More</summary>Inside</details> <iframe srcdoc="A film"></iframe>
</form>{% endblock %}"""


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
    """Open a page and wait until its event stream is open."""
    page.goto(preview.address + path)
    page.wait_for_selector(f"{PANEL} nav a")


def talks(body: str = LONG, **fields: str) -> str:
    return article("Talks", body=body, **{"summary": "Talks.", **fields})


def send_notes(page, **notes: object) -> None:
    """Send these notes to the page instead of those of its server."""
    quiet = {"problems": [], "elsewhere": {"errors": 0, "warnings": 0}, "unpublished": {}}
    quiet |= {"digest": "", "current": True, "status": None, "source": None}
    body = f"event: notes\ndata: {json.dumps(quiet | notes)}\n\n"
    page.route("**/events?*", lambda route: route.fulfill(body=body, content_type=STREAM))


def problem(**facts: object) -> dict[str, object]:
    plain = {"severity": "error", "code": "odd", "message": "odd", "path": "", "line": 0}
    return {**plain, "column": 0, "hint": "", "excerpt": "", "editor": "", **facts}


def wait_for_text(page, text: str) -> None:
    page.wait_for_function("text => document.body.textContent.includes(text)", arg=text)


# --- the page in place ----------------------------------------------------------------------------


def test_a_saved_story_changes_in_place(page, paper, preview):
    visit(page, preview)
    page.evaluate("window.untouched = true; scrollTo(0, 900)")
    page.evaluate("getSelection().selectAllChildren(document.querySelectorAll('.prose p')[9])")
    before = page.locator(SCRIPT).get_attribute("data-digest")
    paper.write({A: talks(body=f"{LONG}\n\nA new last line.")})
    wait_for_text(page, "A new last line.")
    assert page.evaluate("[window.untouched, scrollY]") == [True, 900]
    assert page.evaluate("getSelection().toString()") == "Paragraph 9 of the talks."
    assert page.locator(SCRIPT).get_attribute("data-digest") != before


def test_user_state_of_the_page_is_kept(page, paper, preview):
    paper.write({"templates/article.html": FORM})
    page.goto(preview.address + "world/a/")
    page.wait_for_selector("textarea")
    page.wait_for_selector(f"{PANEL} nav a")
    page.fill("textarea", "Half a thought")
    page.check("input")
    page.select_option("select", "Two")
    page.click("details:not(.display) summary")
    page.evaluate("document.querySelector('iframe').contentWindow.untouched = true")
    page.focus("textarea")
    page.evaluate("document.activeElement.setSelectionRange(0, 4)")
    paper.write({A: talks(body=f"A new first line.\n\n{LONG}")})
    wait_for_text(page, "A new first line.")
    assert page.input_value("textarea") == "Half a thought"
    assert page.is_checked("input")
    assert page.input_value("select") == "Two"
    assert page.evaluate("document.querySelector('details:not(.display)').open")
    assert page.evaluate("document.querySelector('iframe').contentWindow.untouched")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert page.evaluate("document.activeElement.selectionEnd") == 4


def test_title_and_description_are_updated(page, paper, preview):
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


def test_style_sheets_keep_their_order(page, paper):
    link = '<link rel="stylesheet" href="/css/own.css">{% endblock %}'
    paper.write({"templates/article.html": HEAD + link})
    paper.write({"static/css/own.css": "body { color: rgb(9, 9, 9) }"})
    with previewing(paper) as preview:
        visit(page, preview)
        paper.write({"static/css/site.css": "body { background: rgb(1, 2, 3); color: red }"})
        page.wait_for_function("getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)'")
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(9, 9, 9)"


def test_a_changed_script_reloads_the_page_at_its_scroll_position(page, paper, preview):
    visit(page, preview)
    page.evaluate("window.untouched = true; scrollTo(0, 900)")
    script = "<script>window.fresh = 1</script>{% endblock %}"
    paper.write({"templates/article.html": HEAD + script})
    page.wait_for_function("window.fresh === 1")
    assert page.evaluate("window.untouched") is None
    page.wait_for_function("scrollY === 900")


def test_elements_added_by_a_script_do_not_cause_a_reload(page, paper, preview):
    visit(page, preview)
    page.evaluate("window.untouched = true; document.head.append(document.createElement('script'))")
    paper.write({A: talks(body="Still in place.")})
    wait_for_text(page, "Still in place.")
    assert page.evaluate("window.untouched")


def test_only_pages_that_show_the_change_are_updated(browser, page, paper, preview):
    visit(page, preview, "world/b/")
    page.evaluate(
        "window.changes = 0; new MutationObserver((found) => window.changes += found.length)"
        ".observe(document, {subtree: true, childList: true, attributes: true})"
    )
    other = page.context.new_page()
    other.bring_to_front()
    visit(other, preview, "world/a/")
    paper.write({A: talks(body=f"{LONG}\n\nOnly here.")})
    wait_for_text(other, "Only here.")
    page.bring_to_front()
    assert page.evaluate("window.changes") == 0
    paper.write({A: article("Another headline", body=LONG, summary="Talks.")})
    wait_for_text(page, "Another headline")


def test_the_last_of_many_saves_is_shown(page, paper, preview):
    visit(page, preview)
    for number in range(40):
        paper.write({A: talks(body=f"Version {number} of the text.")})
    wait_for_text(page, "Version 39 of the text.")
    assert page.locator(".prose p").count() == 1


def test_a_change_reverted_while_it_is_fetched_is_not_shown(page, paper, preview):
    page.add_init_script(SLOW)
    visit(page, preview)
    page.evaluate("window.first = window.digest")
    paper.write({A: talks(body="A slip of the pen.")})
    page.wait_for_function("window.go && window.digest !== window.first")
    paper.write({A: talks()})
    page.wait_for_function("window.digest === window.first")
    page.evaluate("window.go()")
    page.wait_for_function("window.swaps === 2")
    wait_for_text(page, "Paragraph 1 of the talks.")
    assert page.evaluate("window.took") > 0


def test_a_page_stays_until_the_new_one_can_be_fetched(page, paper, preview):
    visit(page, preview)
    page.evaluate("window.untouched = true")
    page.route("**/world/a/", lambda route: route.abort(), times=1)
    paper.write({A: talks(body="At the second try.")})
    wait_for_text(page, "At the second try.")
    assert page.evaluate("window.untouched")


def test_a_page_reconnects_to_a_restarted_server(page, paper, preview):
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


def test_a_deleted_story_is_replaced_by_the_404_page(page, paper, preview):
    visit(page, preview)
    paper.remove(A)
    page.wait_for_function("!document.body.textContent.includes('Paragraph 1 of')")
    paper.write({A: talks(body="Back again.")})
    wait_for_text(page, "Back again.")


# --- problems in the page -------------------------------------------------------------------------


def test_errors_are_shown_over_the_last_good_version_until_corrected(page, paper, preview):
    visit(page, preview)
    paper.write({A: talks().replace("section: world", "section: wrold")})
    errors = page.locator(f"{PANEL} .errors")
    errors.wait_for()
    text = errors.inner_text()
    assert "1 error" in text
    assert "An earlier version of this page is shown." in text
    assert "content/world/a.md:3" in text
    assert "section: wrold" in text
    assert "Did you mean 'world'?" in text
    link = errors.get_by_role("link", name="Open in editor").get_attribute("href")
    assert link.startswith("vscode://file/")
    assert "/content/world/a.md:3" in link
    wait_for_text(page, "Paragraph 1 of the talks.")
    paper.write({A: talks(body="All is well.")})
    errors.wait_for(state="hidden")
    wait_for_text(page, "All is well.")
    assert page.locator(f"{PANEL} [role=status]").inner_text() == "All errors are fixed."


def test_a_broken_template_is_reported_on_the_pages_that_use_it(page, paper, preview):
    visit(page, preview)
    paper.write({"templates/article.html": "{{ nonsense }}"})
    errors = page.locator(f"{PANEL} .errors")
    errors.wait_for()
    assert "templates/article.html:1" in errors.inner_text()
    paper.remove("templates/article.html")
    errors.wait_for(state="hidden")


def test_escape_folds_the_panel_and_new_errors_unfold_it(page, paper, preview):
    visit(page, preview)
    wrong = talks().replace("section: world", "section: wrold")
    paper.write({A: wrong})
    shown = page.locator(f"{PANEL} .errors pre").first
    shown.wait_for()
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("Escape")
    shown.wait_for(state="hidden")
    page.locator(f"{PANEL} .errors button", has_text="Show").click()
    shown.wait_for()
    page.locator(f"{PANEL} .errors .actions a").first.focus()
    page.keyboard.press("Escape")
    shown.wait_for(state="hidden")
    assert page.evaluate(FOCUS) == "Show"
    paper.write({A: wrong.replace("title:", "titel:")})
    shown.wait_for()


def test_focus_in_the_panel_stays_when_a_line_number_changes(page, paper, preview):
    visit(page, preview)
    wrong = talks().replace("section: world", "section: wrold")
    paper.write({A: wrong})
    page.locator(f"{PANEL} .errors .actions a", has_text="Edit here").focus()
    paper.write({A: wrong.replace("title:", "# A comment.\ntitle:")})
    page.locator(f"{PANEL} .place", has_text="content/world/a.md:4").wait_for()
    assert page.evaluate(FOCUS) == "Edit here"


@pytest.mark.parametrize(
    ("line", "column", "pointed"),
    [
        ("section: wrold", 10, "w"),
        ("section: wrold", 15, " "),
        ("عنوان: خبر", 3, "و"),
        ("𝄞 note", 3, "n"),
        (f"{'long ' * 100}here", 501, "h"),
    ],
)
def test_the_caret_is_below_the_character_of_the_error(page, preview, line, column, pointed):
    send_notes(page, problems=[problem(excerpt=line, column=column)])
    page.goto(preview.address + "world/a/")
    assert page.locator(f"{PANEL} .errors mark").text_content() == pointed
    assert len(page.locator(f"{PANEL} .errors pre").text_content()) < 200


def test_no_link_runs_a_script(page, preview):
    unsafe = ["javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "JAVASCRIPT:0"]
    send_notes(page, problems=[problem(editor=address) for address in unsafe])
    page.goto(preview.address + "world/a/")
    page.locator(f"{PANEL} .errors article").first.wait_for()
    assert page.locator(f"{PANEL} .errors article").count() == 4
    assert page.locator(f"{PANEL} .errors a[href]").count() == 0


def test_warnings_are_in_a_drawer_with_their_number(page, paper, preview):
    text = "![](map.jpg)\n\n::: video https://video.example/1\nA film.\n:::"
    paper.write(
        {
            "content/world/map.jpg": photo(1300, 20),
            A: article("T" * 111, body=text, image="map.jpg"),
        }
    )
    page.goto(preview.address + "world/a/")
    page.locator(f"{PANEL} .drawer", has_text="5 warnings").click()
    text = page.locator(f"{PANEL} .warnings").inner_text()
    for code in ("long-headline", "no-summary", "missing-alt", "dead-embed"):
        assert code in text


def test_errors_elsewhere_are_counted_and_linked(page, paper, preview):
    paper.write({B: article("Quake", section="wrold")})
    visit(page, preview)
    link = page.locator(f"{PANEL} nav a.elsewhere")
    link.wait_for()
    assert link.inner_text() == "1 error elsewhere"
    assert page.locator(f"{PANEL} .errors").is_hidden()


def test_messages_are_never_parsed_as_html(page, paper, preview):
    visit(page, preview)
    paper.write({A: talks().replace("section: world", 'section: "<img src=x onerror=alert(1)>"')})
    page.locator(f"{PANEL} .errors").wait_for()
    assert page.locator(f"{PANEL} .errors img").count() == 0


# --- status of stories ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"draft": "true"}, "Draft"),
        ({"embargo": "2099-12-01"}, "Scheduled"),
        ({"expires": "2026-11-21"}, "Expired"),
    ],
)
def test_an_unpublished_story_shows_its_status(page, paper, preview, fields, label):
    paper.write({A: talks(**fields)})
    page.goto(preview.address + "world/a/")
    status = page.locator(f"{PANEL} .status")
    status.wait_for()
    assert status.inner_text().startswith(f"{label}: ")
    if label == "Scheduled":
        assert re.search(r"in \d+ d \d+ h", status.inner_text())
    page.locator("h1.headline").wait_for()  # the page may have been opened before it was ready
    page.goto(preview.address)
    badge = page.locator(f"a[href='/world/a/'][data-newsgen-status='{label}']")
    badge.first.wait_for()
    paper.write({A: talks()})
    badge.first.wait_for(state="detached")


def test_a_label_on_a_card_does_not_change_the_card(page, paper, preview):
    paper.write({A: talks(draft="true")})
    page.goto(preview.address)
    page.locator("a[data-newsgen-status]").first.wait_for()
    style = "getComputedStyle(document.querySelector('a[data-newsgen-status]'), '::{}').{}"
    assert page.evaluate(style.format("before", "content")) == '"Draft"'
    assert page.evaluate(style.format("before", "position")) == "static"
    assert page.evaluate(style.format("after", "content")) == '""'


def test_a_countdown_counts_down(page, paper, preview):
    page.clock.install(time="2099-11-30T18:57:00Z")
    paper.write({A: talks(embargo="2099-12-01 00:00")})
    page.goto(preview.address + "world/a/")
    status = page.locator(f"{PANEL} .status")
    status.wait_for()
    assert re.search(r"in [23] min", status.inner_text())
    page.clock.fast_forward(150_000)
    status.locator("text=/in \\d+ s/").wait_for()


# --- the bar --------------------------------------------------------------------------------------


def test_the_bar_leads_to_the_desk_and_the_source(page, paper, preview):
    paper.write({"content/pages/about.md": "---\ntitle: About\n---\nUs.\n"})
    visit(page, preview)
    links = page.locator(f"{PANEL} nav a:visible")
    always, edits = ["As readers see it"], ["Edit", "Open in editor"]
    assert links.all_inner_texts() == ["Desk", *edits, "Appearance", *always]
    assert links.nth(0).get_attribute("href") == preview.desk
    edit = f"{preview.desk}edit?path=content/world/a.md"
    assert links.nth(1).get_attribute("href") == edit
    visit(page, preview, "about/")
    assert links.all_inner_texts() == ["Desk", *edits, *always]
    visit(page, preview, "world/")
    assert links.all_inner_texts() == ["Desk", *always]


def test_the_bar_and_the_badges_follow_the_text_direction(page, paper, preview):
    page.set_viewport_size({"width": 1280, "height": 800})
    for lang, bar_is_right in (("en", True), ("ur", False)):
        paper.write({A: talks(lang=lang, draft="true")})
        page.goto(preview.address + "world/a/")
        page.wait_for_selector(f"html[lang={lang}]", state="attached")
        page.locator(f"{PANEL} .status").wait_for()
        bar = page.locator(f"{PANEL} .bar").bounding_box()
        status = page.locator(f"{PANEL} .status").bounding_box()
        assert (bar["x"] > status["x"]) is bar_is_right


def test_the_panel_is_not_printed(page, paper, preview):
    visit(page, preview)
    page.emulate_media(media="print")
    assert page.locator(f"{PANEL} .bar").is_hidden()


def test_a_page_in_the_desk_has_no_panel_and_is_updated(page, paper, preview):
    page.goto(f"{preview.desk}edit?path={A}")
    page.frame_locator("#preview").locator("h1").wait_for()
    framed = page.frame(url="**/world/a/")
    assert framed.locator(PANEL).count() == 0
    paper.write({A: talks(body="Seen in the frame.")})
    framed.wait_for_function("document.body.textContent.includes('Seen in the frame.')")


@pytest.mark.parametrize("name", ["127.0.0.1", "[::1]"])
def test_the_desk_shows_pages_under_every_host_name(page, preview, name):
    desk = preview.desk.replace("localhost", name)
    try:
        fetch(desk)
    except OSError:
        pytest.skip("this machine has no IPv6")
    page.goto(f"{desk}edit?path={A}")
    page.frame_locator("#preview").locator("h1").wait_for()
    assert page.frame(url="**/world/a/").url == f"http://{name}:{preview.port}/world/a/"


def test_a_page_in_a_frame_has_no_panel(page, preview):
    visit(page, preview, "world/b/")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('iframe'), {src: '/world/a/'}))"
    )
    framed = page.frame_locator("iframe[src='/world/a/']")
    framed.locator("h1").wait_for()
    assert framed.locator(PANEL).count() == 0


def test_desk_urls_on_the_site_redirect_to_the_desk(page, preview):
    page.goto(f"{preview.address}_newsgen/edit?path={A}")
    assert page.url == f"{preview.desk}edit?path={A}"


# --- tabs -----------------------------------------------------------------------------------------


def test_a_hidden_tab_does_not_listen(page, paper, preview):
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
