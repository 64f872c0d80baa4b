"""The desk in a browser: the work of editors by mouse and keyboard; typed text is never lost."""

import re
from collections.abc import Iterator

import pytest

from support.desk_browser import edit, expect, put_caret, violations, window
from support.paper import CONFIG, Paper, article
from support.photos import photo
from support.preview import previewing

A = "content/world/a.md"
NOW = "2026-11-23T12:00:00Z"
FILES = {
    A: article(
        "Talks end", "First.\n\nSecond.\n\nThird.", authors="[Ruth Pereira]", tags="[Water, Trade]"
    ),
    "content/world/soon.md": article("Talks begin", date="2026-11-23 20:00", expires="2026-12-02"),
    "content/world/plan.md": article("A plan", draft="true", authors="[Zarmina Daud]"),
    "content/world/odd.md": article("Odd", related="[lost.md]"),
    "content/pakistan/ur.md": article("ایک دکان اور پورا محلہ", section="pakistan", lang="ur"),
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


def type_at_end(page, area, text: str) -> None:
    area.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


# --- stories --------------------------------------------------------------------------------------


def test_a_search_runs_while_typing_and_updates_the_url(page, desk):
    page.goto(desk)
    rows = page.locator(".stories tbody tr")
    expect(rows).to_have_count(5)
    page.keyboard.press("/")
    page.keyboard.type("talks")
    expect(rows).to_have_count(2)
    expect(page.locator("#announcement")).to_have_text("2 stories of 5")
    assert page.url.endswith("?q=talks")
    page.select_option("#status", "live")
    expect(rows).to_have_count(1)
    page.reload()
    expect(rows).to_have_count(1)
    page.fill("#q", "nobody")
    expect(page.locator(".nothing")).to_be_visible()
    page.fill("#q", "")
    page.select_option("#status", "")
    expect(rows).to_have_count(5)
    assert page.url.endswith("/_newsgen/")


def test_a_search_works_without_scripts(chromium, desk):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(desk)
    page.fill("#q", "talks")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".stories tbody tr")).to_have_count(2)
    context.close()


def test_keys_move_through_rows_and_open_them(page, desk):
    page.goto(desk)
    focused = page.locator(":focus")
    page.keyboard.press("j")
    expect(focused).to_have_text("Talks begin")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("ArrowUp")
    expect(focused).to_have_text("Talks begin")
    page.keyboard.press("e")
    page.wait_for_url("**/edit?path=content/world/soon.md")
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/world/soon/")


def test_single_key_shortcuts_can_be_turned_off(page, desk):
    page.goto(desk)
    page.keyboard.press("?")
    dialog = page.locator("#keys")
    expect(dialog).to_be_visible()
    page.get_by_label("Use single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.reload()
    page.keyboard.press("?")
    page.keyboard.press("j")
    expect(dialog).to_be_hidden()
    expect(page.locator(".stories :focus")).to_have_count(0)


def test_a_countdown_runs(page, desk):
    page.clock.install()
    page.goto(desk)
    left = page.locator('tr[data-path="content/world/soon.md"] [data-countdown]')
    expect(left).to_have_text(re.compile("^(3 hours|2 hours 59 minutes)$"))
    page.clock.fast_forward("01:30:00")
    expect(left).to_have_text(re.compile("^1 hour (30|29) minutes$"))


def test_a_correction_made_elsewhere_is_shown(page, desk, paper):
    page.goto(f"{desk}problems")
    odd = page.locator(".file", has_text="content/world/odd.md")
    expect(odd).to_have_count(1)
    paper.remove("content/world/odd.md")
    expect(odd).to_have_count(0)
    expect(page.locator("main")).to_contain_text("0 errors")


# --- a new story ----------------------------------------------------------------------------------


def test_a_story_is_created_and_edited(page, desk, paper):
    page.goto(f"{desk}new")
    page.keyboard.press("Enter")
    expect(page.locator("#refused")).to_contain_text("the headline has no letter")
    page.keyboard.type("Flood warning")
    page.select_option("#section", "world")
    page.fill("#authors", "Ruth Pereira, ")
    offered = page.locator("#names option").evaluate_all("all => all.map(o => o.value)")
    assert "Ruth Pereira, Zarmina Daud" in offered
    page.fill("#summary", "Rain comes.")
    page.fill("#tags", "Water, Rain")
    page.locator("#headline").press("Enter")
    page.wait_for_url("**/edit?path=content/world/2026-11-23-flood-warning.md*")
    expect(page.frame_locator("#preview").locator("h1")).to_have_text("Flood warning")
    expect(page.locator(":focus")).to_have_id("text")
    page.keyboard.type("It rains.")
    text = page.locator("#text").input_value()
    assert text.endswith("---\n\nIt rains.\n")
    assert 'summary: "Rain comes."' in text
    assert 'tags: ["Water", "Rain"]' in text
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_contain_text("Saved at")
    page.reload()
    expect(page.locator("#text")).to_be_enabled()
    page.keyboard.type("x")  # nothing of the story is marked any more
    assert "It rains." in page.locator("#text").input_value()


# --- edit -----------------------------------------------------------------------------------------


def test_a_save_updates_the_page_next_to_the_text(page, desk, paper):
    area = edit(page, desk, A)
    type_at_end(page, area, "A fourth paragraph.")
    expect(page.locator("#saved")).to_have_text("Not saved")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text(re.compile("Saved"))
    expect(page.frame_locator("#preview").locator("body")).to_contain_text("A fourth paragraph.")
    assert (paper.root / A).read_text("utf-8").endswith("A fourth paragraph.")


def test_the_preview_follows_a_story_to_its_new_url(page, desk):
    area = edit(page, desk, A)
    put_caret(area, "title: Talks end")
    page.keyboard.type("\nslug: elsewhere")
    page.locator("#save").click()
    expect(page.locator("#preview")).to_have_attribute(
        "src", re.compile(r"^http://localhost:\d+/world/elsewhere/$")
    )
    expect(page.frame_locator("#preview").locator("h1")).to_have_text("Talks end")


def test_a_preview_that_reloads_its_old_url_goes_on_to_the_new_one(page, desk):
    area = edit(page, desk, A)
    before = page.locator("#preview").get_attribute("src")
    page.evaluate(
        "() => { heard = []; addEventListener('message', e => heard.push(e.data.newsgen)) }"
    )
    put_caret(area, "title: Talks end")
    page.keyboard.type("\nslug: elsewhere")
    page.locator("#save").click()
    expect(page.locator("#preview")).to_have_attribute("src", re.compile("/world/elsewhere/$"))
    page.wait_for_function("() => heard.includes('/world/elsewhere/')")
    # What is left of the old page, when its own reload overtakes the way to the new one.
    with page.expect_event("framenavigated", lambda frame: frame.url == before):
        page.evaluate(
            "url => { document.getElementById('preview').contentWindow.location = url }", before
        )
    expect(page.frame_locator("#preview").locator("h1")).to_have_text("Talks end")


def test_a_source_without_a_page_says_why_and_later_shows_its_page(page, desk, paper):
    path = "content/world/bad.md"
    paper.write({path: article("Bad", foo="bar")})
    page.goto(f"{desk}problems")
    page.get_by_role("link", name=f"Edit: {path}, line 5").click()
    area = page.locator("#text")
    expect(page.locator("#preview-status")).to_have_text(re.compile("no page yet"))
    problem = page.locator("#problems .problem")
    expect(problem).to_contain_text("there is no key foo")
    problem.get_by_role("button", name="line 5").click()
    assert area.evaluate("a => a.value.slice(a.selectionStart, a.selectionEnd)") == "foo: bar"
    page.keyboard.press("Delete")
    page.keyboard.press("Delete")
    page.keyboard.press("Control+s")
    expect(page.frame_locator("#preview").locator("h1")).to_have_text("Bad")


def test_unsaved_text_survives_a_reload_and_can_be_discarded(page, desk):
    area = edit(page, desk, A)
    type_at_end(page, area, "Not yet saved.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(area).to_have_value(re.compile(r"Not yet saved\.$"))
    expect(page.locator("#restored")).to_contain_text("was restored")
    expect(page.locator("#saved")).to_have_text("Not saved")
    page.locator("#discard").click()
    expect(area).not_to_have_value(re.compile("Not yet saved"))
    page.reload()
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(page.locator("#restored")).to_be_hidden()


def test_leaving_with_unsaved_text_needs_confirmation(page, desk):
    area = edit(page, desk, A)
    type_at_end(page, area, "Not yet saved.")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    expect(area).to_have_value(re.compile("Not yet saved"))
    assert asked == ["beforeunload"]
    page.locator("#save").click()
    expect(page.locator("#saved")).to_have_text(re.compile("Saved at"))


def test_a_change_elsewhere_is_loaded_if_nothing_was_typed(page, desk, paper):
    area = edit(page, desk, A)
    paper.write({A: article("Talks end", "Theirs.")})
    expect(area).to_have_value(re.compile("Theirs"))


def test_two_versions_are_merged_and_neither_is_lost(page, desk, paper):
    area = edit(page, desk, A)
    type_at_end(page, area, "Mine at the end.")
    theirs = (paper.root / A).read_text("utf-8").replace("First.", "Theirs at the start.")
    paper.write({A: theirs})
    expect(page.locator("#refused")).to_contain_text("changed elsewhere")
    page.keyboard.press("Control+s")
    merge = page.locator("#merge")
    expect(merge).to_be_visible()
    expect(page.locator("#conflicts")).to_contain_text("do not touch")
    expect(page.locator("#sides del", has_text="Theirs at the start.")).to_be_visible()
    expect(page.locator("#sides ins", has_text="Mine at the end.")).to_be_visible()
    type_at_end(page, page.locator("#merged"), " And more.")
    page.keyboard.press("Control+s")
    expect(merge).to_be_hidden()
    text = (paper.root / A).read_text("utf-8")
    assert "Theirs at the start." in text
    assert text.endswith("Mine at the end. And more.")
    expect(area).to_have_value(text)


def test_a_merge_contains_both_versions_of_conflicting_lines(page, desk, paper):
    area = edit(page, desk, A)
    put_caret(area, "Second")
    page.keyboard.type(" of mine")
    paper.write({A: (paper.root / A).read_text("utf-8").replace("Second", "Second of theirs")})
    page.keyboard.press("Control+s")
    merged = page.locator("#merged")
    expect(merged).to_have_value(re.compile("Second of mine.\nSecond of theirs."))
    expect(page.locator("#conflicts")).to_contain_text("In one place")
    page.keyboard.press("Escape")
    expect(area).to_have_value(re.compile("Second of mine."))
    assert "theirs" in (paper.root / A).read_text("utf-8")


def test_a_merge_keeps_every_new_line(page, desk):
    page.goto(desk)
    results = page.evaluate(
        """async () => {
          const { merge, compare } = await import("/_newsgen/assets/lines.js");
          const run = (base, mine, theirs) => {
            const { lines, conflicts } = merge([...base], [...mine], [...theirs]);
            return `${lines.join("")} ${conflicts.length}`;
          };
          return [
            run("abc", "abc", "abc"), run("abc", "aXbc", "abcY"), run("abc", "ac", "abc"),
            run("abc", "aXc", "aYc"), run("abc", "aXc", "aXc"), run("", "X", "Y"),
            run("abc", "", "abc"), run("abc", "bc", "ab"),
            compare([..."abc"], [..."aXc"]).map((row) => row.same).join(),
          ];
        }"""
    )
    assert results == [
        "abc 0", "aXbcY 0", "ac 0", "aXYc 1", "aXc 0", "XY 1", " 0", "b 0", "true,false,true",
    ]  # fmt: skip


def test_a_stopped_preview_is_reported_and_the_text_is_kept(page, desk, paper):
    area = edit(page, desk, A)
    page.route("**/_newsgen/save", lambda route: route.abort())
    type_at_end(page, area, "Kept.")
    page.keyboard.press("Control+s")
    expect(page.locator("#refused")).to_contain_text("The text is kept in this browser")
    page.unroute("**/_newsgen/save")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text(re.compile("Saved at"))
    expect(page.locator("#refused")).to_be_hidden()
    assert (paper.root / A).read_text("utf-8").endswith("Kept.")


def test_text_can_be_saved_after_a_restart_of_the_preview(page, desk, paper):
    area = edit(page, desk, A)
    page.evaluate("document.body.dataset.token = 'of an earlier run'")
    type_at_end(page, area, "Kept.")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text(re.compile("Saved at"))
    assert (paper.root / A).read_text("utf-8").endswith("Kept.")


# --- completion -----------------------------------------------------------------------------------


def test_front_matter_is_completed_by_keys(page, desk):
    area = edit(page, desk, A)
    put_caret(area, "tags: [Water, Trade")
    page.keyboard.type(", ")
    offers = page.locator("#offers")
    expect(offers).to_be_hidden()
    put_caret(area, "authors: [Ruth Pereira")
    page.keyboard.type(", za")
    expect(offers.locator("[role=option]")).to_have_text(["Zarmina Daud"])
    page.keyboard.press("ArrowDown")
    expect(area).to_have_attribute("aria-activedescendant", "offer-0")
    page.keyboard.press("Enter")
    expect(area).to_have_value(re.compile(r"authors: \[Ruth Pereira, Zarmina Daud\]\n"))
    expect(offers).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(area).to_have_value(re.compile(r"authors: \[Ruth Pereira, za\]"))


def test_a_list_in_brackets_and_a_section_are_completed(page, desk):
    area = edit(page, desk, "content/world/plan.md")
    put_caret(area, "date: 2026-11-20 10:00")
    page.keyboard.type("\ntags: wa")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(area).to_have_value(re.compile(r"tags: \[Water\]\n"))
    page.keyboard.type(", t")
    page.locator("[role=option]", has_text="Trade").click()
    expect(area).to_have_value(re.compile(r"tags: \[Water, Trade\]\n"))
    put_caret(area, "section: ")
    page.keyboard.type("pak")
    expect(page.locator("#offers")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#offers")).to_be_hidden()
    put_caret(area, "One")
    expect(page.locator("#offers")).to_be_hidden()


# --- accessibility --------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_has_an_accessibility_violation(chromium, desk, scheme, width):
    with window(chromium, width, scheme) as page:
        places = [
            "",
            "?q=nobody",
            "front",
            "problems",
            "calendar",
            "publish",
            "changes",
            "settings",
            "log",
            "new",
            "appearance",
            "edit",
        ]
        paths = [f"{p}?path={A}" if p in {"appearance", "edit"} else p for p in places]
        found: dict[str, dict[str, list[str]]] = {}
        for path in [*paths, "appearance?path=content/pakistan/ur.md", "edit?path=nothing"]:
            page.goto(f"{desk}{path}")
            if path == "changes":
                page.locator("#changes h2").first.wait_for()
            found[path] = violations(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} is {wide} pixels wide"
        page.goto(f"{desk}edit?path={A}")
        expect(page.locator("#text")).to_be_enabled()
        put_caret(page.locator("#text"), "authors: [Ruth Pereira")
        page.keyboard.type(", za")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#offers")).to_be_visible()
        found["completion"] = violations(page)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(desk)
        page.keyboard.press("?")
        found["keys"] = violations(page)
        assert not any(found.values()), found


# --- the focus of a picture


def test_a_click_or_an_arrow_moves_the_point_that_crops_keep(make_paper, page):
    paper = make_paper({A: article("Talks end", image="{src: gate.jpg, alt: A gate}")})
    paper.write({"content/world/gate.jpg": photo(300, 200)})
    with previewing(paper, "--now", NOW) as running:
        page.goto(f"{running.desk}appearance?path={A}")
        tool, line = page.locator(".focus-tool"), page.locator(".focus-line")
        expect(line).to_have_text("focus: 50% 50%")
        box = tool.locator("img").bounding_box()
        tool.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.8})
        expect(line).to_have_text(re.compile(r"focus: 2[456]% (79|80|81)%"))
        page.keyboard.press("ArrowUp")
        expect(line).to_have_text(re.compile(r"focus: 2[456]% 7[456]%"))
        shape = page.locator(".focus-square")
        expect(shape).to_have_css("object-position", re.compile(r"2[456]% 7[456]%"))


# --- fronts


def order(page) -> list[str]:
    return page.locator("#front .front-title").all_text_contents()


def test_an_editor_arranges_the_home_page_by_keyboard(page, desk, paper):
    page.goto(f"{desk}front")
    for _ in range(order(page).index("Talks end")):
        page.get_by_role("button", name="Up: Talks end").press("Enter")
    expect(page.locator("#saved")).to_have_text("Not saved yet")
    page.get_by_label("Until when: Talks end").fill("2026-12-24T18:00")
    page.get_by_role("button", name="Hide: Odd").press("Enter")
    page.keyboard.press("Control+s")
    expect(page.locator("#front li").first).to_have_attribute("data-story", A)
    expect(page.locator("#front-hidden li")).to_have_count(1)
    expect(page.frame_locator("#preview").locator(".front-lead .card-title")).to_have_text(
        "Talks end"
    )
    assert (paper.root / "content/front.yaml").read_text(encoding="utf-8") == (
        "lead: {story: world/a.md, until: 2026-12-24 18:00}\nhidden:\n  - world/odd.md\n"
    )
    expect(page.locator("#front .status-scheduled")).to_have_count(1)


def test_an_editor_arranges_a_section_by_mouse(page, desk, paper):
    page.goto(f"{desk}front?section=world")
    first, second = (page.locator("#front li").nth(number) for number in range(2))
    title = second.locator(".front-title").text_content()
    second.drag_to(first, target_position={"x": 20, "y": 2})
    assert order(page)[0] == title
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#saved")).to_have_text("")
    written = (paper.root / "content/world/_front.yaml").read_text(encoding="utf-8")
    assert written.startswith("lead: ")
    expect(page.frame_locator("#preview").locator(".card-title").first).to_have_text(title)


def test_a_front_that_somebody_changed_is_not_overwritten(page, desk, paper):
    page.goto(f"{desk}front")
    page.get_by_role("button", name="Down: Odd").click()
    paper.write({"content/front.yaml": "lead: world/a.md\n"})
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#refused")).to_contain_text("Somebody changed this front")
    assert (paper.root / "content/front.yaml").read_text(encoding="utf-8") == "lead: world/a.md\n"


def test_a_front_that_cannot_be_sent_is_not_called_saved(page, desk, paper):
    page.goto(f"{desk}front")
    page.route("**/front/save", lambda route: route.abort())
    page.click("#save")
    expect(page.locator("#refused")).to_contain_text("the preview does not answer")
    assert not (paper.root / "content/front.yaml").exists()


def test_a_story_is_added_to_a_front(page, desk, paper):
    paper.write({"newsgen.yaml": f"{CONFIG}home: {{top: 0}}\n"})
    page.goto(f"{desk}front")
    expect(page.locator("#front li")).to_have_count(1)
    page.get_by_label("Add a story").fill("Talks end")
    page.get_by_role("button", name="Add", exact=True).click()
    assert order(page)[1] == "Talks end"
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#front li")).to_have_count(2)
