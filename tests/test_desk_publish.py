"""Publishing from the desk: what would change is seen first, and only that is published."""

import asyncio
import html
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from newsgen.diagnostics import Diagnostic, Severity
from newsgen.serve import publisher
from newsgen.serve.session import PreviewSession
from support.desk import TOKEN, asking, session_of
from support.paper import CONFIG, NOW, Paper, article

TARGET = "targets: {live: {kind: directory, path: ../live}}\n"
A = "content/world/a.md"


@pytest.fixture(autouse=True)
def _clock_says_now(monkeypatch):
    monkeypatch.setattr(publisher, "wall_clock", lambda: NOW)


class Desk:
    """A desk whose clock says NOW."""

    def __init__(self, client: httpx.AsyncClient, session: PreviewSession) -> None:
        self._client, self._session = client, session

    async def get(self, place: str) -> str:
        return html.unescape((await self._client.get(f"/_newsgen/{place}")).text)

    async def begin(self, **wanted: object) -> httpx.Response:
        given = {"target": "live", **wanted}
        answer = await self._client.post("/_newsgen/publish", json=given, headers=TOKEN)
        while (await self.state())["isRunning"]:
            await asyncio.sleep(0)
        return answer

    async def state(self) -> dict[str, object]:
        return (await self._client.get("/_newsgen/publish/state")).json()

    async def add_folder(self, **wanted: str) -> httpx.Response:
        return await self._client.post("/_newsgen/publish/folder", json=wanted, headers=TOKEN)

    async def change(self, paper: Paper, path: str, text: str) -> None:
        paper.write({path: text})
        revision = self._session.revision
        await self._session.handle_changes(frozenset({path}))
        await self._session.wait_for_change(revision)

    async def find_problem(self) -> None:
        problem = Diagnostic(code="dead-link", severity=Severity.WARNING, path=A, message="dead")
        await self._session.report((problem,))


def at_desk(paper: Paper, action: Callable[[Desk], Awaitable[None]]) -> None:
    async def run() -> None:
        session = session_of(paper)
        async with asking(session) as client:
            await action(Desk(client, session))

    asyncio.run(run())


def published(paper: Paper) -> set[str]:
    """The pages of stories that readers can open."""
    live = paper.root.parent / "live"
    return {
        path.parent.name for path in live.glob("world/*/index.html") if path.parent.name != "page"
    }


def test_what_would_change_is_shown_first_and_then_published(make_paper):
    paper = make_paper(
        {
            "newsgen.yaml": CONFIG + TARGET,
            A: article("Talks <b>end</b>"),
            "content/world/plan.md": article("A plan", draft="true"),
        }
    )

    async def publish(desk: Desk) -> None:
        page = await desk.get("publish")
        assert "live (../live)" in page
        assert (await desk.begin()).status_code == 202
        result = await desk.get("publish/result")
        assert "What readers will see" in result
        assert "Talks <b>end</b>" in result
        assert "A plan" not in result
        assert published(paper) == set()
        number = (await desk.state())["number"]
        assert (await desk.begin(seen=number)).status_code == 202
        assert published(paper) == {"a"}
        result = await desk.get("publish/result")
        assert "Published" in result
        assert "https://news.example/" in result
        await desk.begin()
        assert "Nothing to publish" in await desk.get("publish/result")

    at_desk(paper, publish)


def test_a_headline_is_never_markup(make_paper):
    paper = make_paper({"newsgen.yaml": CONFIG + TARGET, A: article("Talks <b>end</b>")})

    async def compare(desk: Desk) -> None:
        await desk.begin()
        page = (await desk._client.get("/_newsgen/publish/result")).text
        assert "<b>end" not in page

    at_desk(paper, compare)


def test_a_change_after_the_comparison_is_not_published_unseen(make_paper):
    paper = make_paper({"newsgen.yaml": CONFIG + TARGET, A: article()})

    async def publish(desk: Desk) -> None:
        await desk.begin()
        seen = (await desk.state())["number"]
        await desk.change(paper, "content/world/b.md", article("Not seen"))
        answer = await desk.begin(seen=seen)
        assert answer.status_code == 422
        assert "has changed since" in answer.json()["message"]
        assert published(paper) == set()
        assert not (await desk.state())["isCurrent"]

    at_desk(paper, publish)


def test_a_change_that_the_desk_has_not_noticed_yet_is_not_published(make_paper):
    paper = make_paper({"newsgen.yaml": CONFIG + TARGET, A: article()})

    async def publish(desk: Desk) -> None:
        await desk.begin()
        paper.write({"content/world/b.md": article("Not seen")})  # no event has arrived
        await desk.begin(seen=(await desk.state())["number"])
        assert published(paper) == {"a"}
        await desk.begin()
        assert "Not seen" in await desk.get("publish/result")

    at_desk(paper, publish)


def test_a_build_after_the_comparison_is_not_published_unseen(make_paper):
    paper = make_paper({"newsgen.yaml": CONFIG + TARGET, A: article()})

    async def publish(desk: Desk) -> None:
        await desk.begin()
        paper.write({"content/world/b.md": article("Not seen")})
        paper.build()
        await desk.begin(seen=(await desk.state())["number"])
        assert "was built again since" in await desk.get("publish/result")
        assert published(paper) == set()

    at_desk(paper, publish)


def test_problems_that_are_found_meanwhile_change_nothing_of_what_was_seen(make_paper):
    paper = make_paper({"newsgen.yaml": CONFIG + TARGET, A: article()})

    async def publish(desk: Desk) -> None:
        await desk.begin()
        seen = (await desk.state())["number"]
        await desk.find_problem()
        assert (await desk.state())["isCurrent"]
        assert (await desk.begin(seen=seen)).status_code == 202
        assert published(paper) == {"a"}

    at_desk(paper, publish)


def test_nothing_is_published_that_nobody_has_compared(make_paper):
    paper = make_paper({"newsgen.yaml": CONFIG + TARGET, A: article()})

    async def publish(desk: Desk) -> None:
        assert (await desk.begin(seen=1)).status_code == 422
        assert (await desk.begin(target="elsewhere")).status_code == 422
        assert published(paper) == set()

    at_desk(paper, publish)


def test_errors_stop_it_until_an_editor_allows_them_and_looks_again(make_paper):
    dead = article(body="A [page](https://news.example/nowhere/) that is not there.")
    paper = make_paper({"newsgen.yaml": CONFIG + TARGET, A: dead})

    async def publish(desk: Desk) -> None:
        await desk.begin()
        result = await desk.get("publish/result")
        assert "This cannot be published" in result
        assert "dead-link" in result
        assert "data-publish" not in result
        assert "--despite" not in result
        seen = (await desk.state())["number"]
        await desk.begin(seen=seen)
        assert published(paper) == set()
        await desk.begin(despite_errors="1")
        result = await desk.get("publish/result")
        assert re.search(r'data-publish="despite_errors"', result)
        seen = (await desk.state())["number"]
        await desk.begin(seen=seen, despite_errors="1")
        assert published(paper) == {"a"}

    at_desk(paper, publish)


def test_a_broken_story_stops_it_with_its_line(make_paper):
    paper = make_paper({"newsgen.yaml": CONFIG + TARGET, A: article(foo="bar")})

    async def publish(desk: Desk) -> None:
        await desk.begin()
        result = await desk.get("publish/result")
        assert f"<code>{A}</code>" in result
        assert "there is no key <code>foo</code>" in result
        assert f"edit?path={A}#line-" in result
        assert "data-publish" not in result

    at_desk(paper, publish)


def test_a_refusal_of_the_target_is_told_in_plain_words(make_paper):
    paper = make_paper({"newsgen.yaml": CONFIG + TARGET, A: article()})
    (paper.root.parent / "live" / "world" / "a").mkdir(parents=True)
    (paper.root.parent / "live" / "world" / "a" / "index.html").write_text("somebody's")

    async def publish(desk: Desk) -> None:
        await desk.begin()
        result = await desk.get("publish/result")
        assert "files that newsgen did not upload are in the way" in result
        assert "--adopt" not in result
        assert 'data-allow="adopt"' in result

    at_desk(paper, publish)


def test_a_first_folder_is_written_into_the_settings(make_paper):
    paper = make_paper({"newsgen.yaml": f"{CONFIG}# The end.\n", A: article()})

    async def add(desk: Desk) -> None:
        assert "Use this folder" in await desk.get("publish")
        assert (await desk.add_folder(path=" ")).status_code == 422
        answer = await desk.add_folder(path="../readers", address="not an address")
        assert answer.status_code == 422
        answer = await desk.add_folder(path="public", address="https://courier.example/")
        assert "overlaps" in answer.json()["message"]
        assert (paper.root / "newsgen.yaml").read_text() == f"{CONFIG}# The end.\n"
        answer = await desk.add_folder(path="../readers", address="https://courier.example/")
        assert answer.status_code == 201
        settings = (paper.root / "newsgen.yaml").read_text()
        assert "base_url: https://courier.example/" in settings
        assert "# The end." in settings
        assert "folder (../readers)" in await desk.get("publish")
        await desk.begin(target="folder")
        assert "Talks end" in await desk.get("publish/result")

    at_desk(paper, add)


def test_the_preview_of_a_coming_day_is_not_published(make_paper, monkeypatch):
    paper = make_paper({"newsgen.yaml": CONFIG + TARGET, A: article()})
    monkeypatch.setattr(publisher, "wall_clock", lambda: NOW - timedelta(days=1))

    async def publish(desk: Desk) -> None:
        await desk.begin()
        assert "is in the future" in await desk.get("publish/result")

    at_desk(paper, publish)
