"""Two editors in two browsers, and others who send by git: no save is lost, each is told."""

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from newsgen.diagnostics import Refusal
from newsgen.publish import PublishOptions, publish
from support.amounts import amount
from support.paper import CONFIG, NOW, Paper, article
from support.preview import Preview, previewing
from support.repositories import Newsroom

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = api.expect

A = "content/world/a.md"
_CLICK_SAVE = """() => document.getElementById("save").click()"""
_BEGIN_TO_PUBLISH = """() => {
  window.results = new Set();
  window.clicking = setInterval(() => {
    const result = document.getElementById("result");
    results.add(result.innerText);
    const publish = result.querySelector("[data-publish]");
    (publish ?? document.getElementById("compare")).click();
  }, 200);
}"""
_STOP_TO_PUBLISH = """async () => {
  clearInterval(clicking);
  const state = async () => (await fetch("/_newsgen/publish/state")).json();
  while ((await state()).isRunning);
  return [...results];
}"""
TARGET = "targets:\n  web: {kind: directory, path: web}\n"

pytestmark = pytest.mark.browser


class Editor:
    """An editor with a browser, in which one story is open."""

    def __init__(self, context, name: str) -> None:
        self.page, self.name = context.new_page(), name
        self.page.set_default_timeout(20_000)
        self.lines: list[str] = []
        """All that the editor wrote and saved."""
        self.refused = self.told = 0
        """How often the desk refused a save, and how often it showed both versions."""
        self.page.on("response", self._count)

    def _count(self, response) -> None:
        if response.url.endswith("/save") and response.status == 409:
            self.refused += 1

    def open(self, desk: str, path: str = A) -> None:
        self.page.goto(f"{desk}edit?path={path}")
        expect(self.page.locator("#text")).to_be_enabled()

    def write(self) -> None:
        """Write one more line at the end, and begin to save it."""
        self.lines.append(f"{self.name} {len(self.lines)}")
        self.page.evaluate(
            """line => {
              const area = document.getElementById("text");
              area.value += `\\n${line}`;
              area.dispatchEvent(new Event("input"));
              setTimeout(() => document.getElementById("save").click());
            }""",
            self.lines[-1],
        )

    def settle(self) -> None:
        """Answer every question until the text is saved."""
        while (state := self._state()) != "saved":
            if state == "merge":
                self.told += 1
                self._save_merged()
            else:
                self.page.evaluate(_CLICK_SAVE)

    @contextmanager
    def publishing(self, desk: str) -> Iterator[list[str]]:
        """Publish in a second tab, with every click as soon as it can be; what the desk said."""
        tab, said = self.page.context.new_page(), list[str]()
        tab.goto(f"{desk}publish?target=web")
        tab.evaluate(_BEGIN_TO_PUBLISH)
        yield said
        said += tab.evaluate(_STOP_TO_PUBLISH)
        tab.close()

    def _save_merged(self) -> None:
        """Save the proposed text; the dialog stays if somebody saved once more."""
        with self.page.expect_response("**/save") as answer:
            self.page.click("#save-merged")
        if answer.value.ok:
            expect(self.page.locator("#merge")).to_be_hidden()

    def _state(self) -> str:
        """What the page shows once the save that is under way has ended."""
        return self.page.wait_for_function(
            """() => {
              const [merge, refused, saved] = ["merge", "refused", "saved"].map(
                (id) => document.getElementById(id),
              );
              if (saved.textContent.startsWith("Saving")) return false;
              if (merge.open) return "merge";
              if (/^(Saved|The file changed)/.test(saved.textContent)) return "saved";
              return !refused.hidden && "refused";
            }"""
        ).json_value()


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper({A: article("Talks end", "First."), "newsgen.yaml": CONFIG + TARGET})


@pytest.fixture
def running(paper) -> Iterator[Preview]:
    with previewing(paper, "--now", NOW.isoformat()) as preview:
        yield preview


@pytest.fixture
def editors(chromium) -> Iterator[tuple[Editor, Editor]]:
    """Two editors, who share nothing but the desk."""
    contexts = [chromium.new_context() for _ in range(2)]
    yield Editor(contexts[0], "Ruth"), Editor(contexts[1], "Zarmina")
    for context in contexts:
        context.close()


def publish_now(paper: Paper) -> str:
    """Publish the paper as it is; the reason if this is refused."""
    try:
        report = publish(paper.options(), PublishOptions(clock=NOW, target="web"))
    except Refusal as refusal:
        return refusal.message
    return next((d.message for d in report.diagnostics if d.severity.name == "ERROR"), "")


def test_two_editors_save_and_publish_against_each_other(paper, running, editors):
    """Both write at the same place and save at the same moment.

    Meanwhile one of them publishes at the desk, and others with the command.
    """
    for editor in editors:
        editor.open(running.desk)
    publications: list[Future[str]] = []
    with editors[0].publishing(running.desk) as said, ThreadPoolExecutor(2) as pool:
        for number in range(amount("RACES", 10, 200) // 2):
            for editor in editors if number % 2 else reversed(editors):
                editor.write()
            if number % 5 == 0:
                publications += [pool.submit(publish_now, paper) for _ in editors]
            for editor in editors:
                editor.settle()
    saved = (paper.root / A).read_text("utf-8").splitlines()
    for editor in editors:
        assert [line for line in saved if line.startswith(editor.name)] == editor.lines
        assert editor.told == editor.refused
    assert sum(editor.told for editor in editors) > 0
    for reason in {one.result() for one in publications} - {""}:
        assert re.search("another|changed during the build", reason)
    assert not any(re.search("newsgen failed|Not found", text) for text in said)
    assert publish_now(paper) == ""
    page = (paper.root / "web/world/a/index.html").read_text("utf-8")
    assert all(line in page for editor in editors for line in editor.lines)


def test_a_file_that_moved_meanwhile_is_not_created_again(paper, running, editors):
    editor = editors[0]
    editor.open(running.desk)
    (paper.root / A).rename(paper.root / "content/world/moved.md")
    editor.write()
    refused = editor.page.locator("#refused")
    expect(refused).to_contain_text("moved or deleted")
    expect(refused).to_contain_text("The text is kept in this browser.")
    expect(editor.page.locator("#merge")).to_be_hidden()
    expect(editor.page.locator("#text")).to_have_value(re.compile("Ruth 0"))
    assert not (paper.root / A).exists()


# --- others who send by git -----------------------------------------------------------------------


@pytest.fixture
def newsroom(make_paper, tmp_path, monkeypatch) -> Newsroom:
    """A story that was changed here, committed and not yet sent, and there as well."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    files = {A: article("Talks end", "First."), ".gitignore": ".newsgen/\n"}
    paper = make_paper({**files, "newsgen.yaml": f"{CONFIG}desk: {{git: push}}\n"})
    room = Newsroom(paper, tmp_path)
    room.send({A: article("Talks end", "First of theirs.")})
    paper.write({A: article("Talks end", "First of mine.")})
    room.commit()
    return room


def test_a_conflict_with_others_is_decided_in_the_merge_view(newsroom, editors):
    page = editors[0].page
    with previewing(newsroom.paper, "--now", NOW.isoformat()) as running:
        page.goto(running.desk)
        problem = page.locator("#git-problem")
        expect(problem).to_contain_text("content/world/a.md was also changed by others, on origin")
        problem.get_by_role("link").click()
        expect(page.locator("#refused")).to_contain_text("Others changed this file too.")
        page.keyboard.press("Control+s")
        merged = page.locator("#merged")
        expect(merged).to_have_value(re.compile("First of mine.\nFirst of theirs."))
        merged.fill(merged.input_value().replace("First of mine.\n", "Both. "))
        page.keyboard.press("Control+s")
        expect(page.locator("#merge")).to_be_hidden()
        expect(page.locator("#text")).to_have_value(re.compile("Both. First of theirs."))
        expect(page.locator("#saved")).to_contain_text("Saved")
    assert "Both. First of theirs." in newsroom.sent(A)
    newsroom.assert_settled()


def test_theirs_can_be_taken_as_it_is(newsroom, editors):
    page = editors[0].page
    page.on("dialog", lambda dialog: dialog.accept())
    with previewing(newsroom.paper, "--now", NOW.isoformat()) as running:
        editors[0].open(running.desk)
        expect(page.locator("#refused")).to_contain_text("Others changed this file too.")
        page.click("#save")
        page.click("#take-theirs")
        expect(page.locator("#merge")).to_be_hidden()
        expect(page.locator("#text")).to_have_value(re.compile("First of theirs."))
    assert "First of theirs." in newsroom.sent(A)
    assert "mine" not in newsroom.sent(A)
    newsroom.assert_settled()
