"""Several people at one desk, in browsers: who is signed in, who edits what, the log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.paper import Paper, article
from support.preview import Preview, previewing

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = api.expect
argon2 = pytest.importorskip("argon2", reason="argon2-cffi is not installed")
axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
AXE = Path(axe.__file__).with_name("axe.min.js")
A, UR = "content/world/a.md", "content/pakistan/ur.md"
FILES = {
    A: article("Talks end"),
    "content/world/plan.md": article("A plan", draft="true"),
    UR: article("ایک دکان اور پورا محلہ", section="pakistan", lang="ur"),
}
ROLES = {"Ayesha Khan": "editor", "زرمینہ": "writer"}
WORD = "correct horse battery"
WAIT = 15_000

pytestmark = pytest.mark.browser


@pytest.fixture
def paper(make_paper) -> Paper:
    hasher = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    lines = [f"{name}:{role}:{hasher.hash(WORD)}" for name, role in ROLES.items()]
    return make_paper({**FILES, ".newsgen-people": "\n".join(lines)})


@pytest.fixture
def preview(paper) -> Iterator[Preview]:
    """A preview that asks for a name and a password, also on this computer."""
    with previewing(paper, "--people", str(paper.root / ".newsgen-people")) as running:
        yield running


@pytest.fixture
def open_page(chromium):
    """Opens a page of somebody in a browser of their own; an error in a script is a failure."""
    contexts, faults = [], []

    def open_page(name: str, width: int = 1280, scheme: str = "light"):
        # axe is a script that the policy of the desk does not know.
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            bypass_csp=True,
            http_credentials={"username": name, "password": WORD, "send": "unauthorized"},
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    expect.set_options(timeout=WAIT)
    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def edit(page, preview: Preview, path: str = A):
    page.goto(f"{preview.desk}edit?path={path}")
    area = page.locator("#text")
    expect(area).to_be_enabled()
    return area


def violations(page) -> list[str]:
    page.add_script_tag(path=AXE)
    results = page.evaluate("axe.run(document, { iframes: false })")
    return [rule["id"] for rule in results["violations"]]


def test_editors_see_who_edits_what(preview, open_page):
    ayesha, zarmina = open_page("Ayesha Khan"), open_page("زرمینہ")
    area = edit(ayesha, preview)
    expect(ayesha.locator("#presence")).to_be_hidden()

    zarmina.goto(preview.desk)
    mark = zarmina.locator(f'tr[data-path="{A}"] .editing')
    expect(mark).to_have_text("Ayesha Khan edits")
    area.focus()
    ayesha.keyboard.type("x")
    expect(mark).to_have_text("Ayesha Khan edits (not saved)")

    edit(zarmina, preview)
    notice = zarmina.locator("#presence")
    expect(notice).to_have_text(
        "Ayesha Khan has this file open too, with changes that are not saved."
    )
    expect(ayesha.locator("#presence")).to_have_text("زرمینہ has this file open too.")
    ayesha.keyboard.press("Control+s")
    expect(notice).to_have_text("Ayesha Khan has this file open too.")

    ayesha.goto(preview.desk)
    expect(notice).to_be_hidden(timeout=2 * WAIT)  # if the word that it is closed is lost, 15 s


def test_two_windows_of_one_person_are_told_apart(preview, open_page):
    first = open_page("Ayesha Khan")
    edit(first, preview)
    second = first.context.new_page()
    edit(second, preview)
    expect(second.locator("#presence")).to_have_text(
        "Another window of yours has this file open too."
    )


def test_fronts_are_edited_by_one_at_a_time_or_told(paper, preview, open_page):
    paper.write({"content/front.yaml": f"lead: {A}\n"})
    ayesha, zarmina = open_page("Ayesha Khan"), open_page("زرمینہ")
    for page in (ayesha, zarmina):
        page.goto(f"{preview.desk}front")
    expect(zarmina.locator("#presence")).to_have_text("Ayesha Khan has this file open too.")


def test_a_writer_cannot_release_by_hand_and_keeps_the_text(preview, open_page):
    page = open_page("زرمینہ")
    area = edit(page, preview, "content/world/plan.md")
    area.fill(area.input_value().replace("draft: true\n", ""))
    page.keyboard.press("Control+s")
    expect(page.locator("#refused")).to_contain_text("only an editor releases a story")
    assert "draft" not in area.input_value()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_with_people_are_accessible_and_fit(preview, open_page, width, scheme):
    other, page = open_page("زرمینہ"), open_page("Ayesha Khan", width, scheme)
    edit(other, preview, UR)
    other.locator("#text").focus()
    other.keyboard.press("Control+End")
    other.keyboard.type("x")
    other.keyboard.press("Control+s")
    expect(other.locator("#saved")).to_contain_text("Saved at")
    other.keyboard.type("y")
    found = {}
    for path, shown in (
        ("", ".editing"),
        (f"edit?path={UR}", "#presence"),
        ("log", ".log tbody tr"),
    ):
        page.goto(f"{preview.desk}{path}")
        expect(page.locator(shown)).to_be_visible()
        found[path] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    expect(page.locator(".log tbody tr")).to_contain_text(UR)
    assert not any(found.values()), found
