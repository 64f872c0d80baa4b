"""What helps with writing in the desk, without a browser: completions and the settings."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from newsgen.builder.progress import silent
from newsgen.digest import digest_bytes
from newsgen.serve import people
from newsgen.serve.completions import MAX_OFFERED, completions_of, offer
from newsgen.serve.people import Person
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import first_snapshot
from newsgen.serve.stories import Stories
from support.desk import DESK, TOKEN, asking, session_of
from support.paper import CONFIG, Paper, archive, article

A = "content/world/a.md"
FILES = {
    A: article("Talks end", authors="[Ruth Pereira]", tags="[Water]"),
    "content/world/plan.md": article("A plan for the river", draft="true"),
    "content/pakistan/ur.md": article("دریا کا خط", section="pakistan", lang="ur"),
    "content/pages/about.md": "---\ntitle: About\n---\nUs.\n",
    "content/world/gate.jpg": "a picture",
    "content/world/maps/river.png": "a picture",
    "content/world/count.pdf": "a document",
    "content/pakistan/other.jpg": "a picture",
}


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper(FILES)


def stories_of(paper: Paper) -> Stories:
    return Stories(first_snapshot(paper.options(scope="everything"), silent))


def at_desk(paper: Paper, action: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    async def run() -> None:
        session = session_of(paper)
        async with asking(session) as client:
            client.base_url = httpx.URL(f"{DESK}/_newsgen/")
            client.session = session  # type: ignore[attr-defined]
            await action(client)

    asyncio.run(run())


# --- completions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        ("stories", "", ["../pakistan/ur.md", "plan.md"]),
        ("stories", "RIVER plan", ["plan.md"]),
        ("stories", "دریا", ["../pakistan/ur.md"]),
        ("stories", "nobody", []),
        ("pictures", "", ["gate.jpg", "maps/river.png"]),
        ("pictures", "River", ["maps/river.png"]),
        ("links", "river", ["maps/river.png", "plan.md"]),
        ("links", "count", ["count.pdf"]),
        ("", "river", []),
    ],
)
def test_stories_and_files_are_offered_as_paths_from_the_story(paper, kind, words, expected):
    assert [each["value"] for each in offer(stories_of(paper), A, kind, words)] == expected


def test_a_story_is_offered_with_its_headline_and_its_status(paper):
    [found] = offer(stories_of(paper), A, "stories", "plan")
    assert found["title"] == "A plan for the river (draft)"


def test_a_large_paper_offers_few_stories_at_once(make_paper):
    stories = stories_of(make_paper({A: article(), **archive(60, 3, 3)}))
    assert len(offer(stories, A, "links", "story")) == MAX_OFFERED


def test_the_browser_asks_for_stories(paper):
    async def act(client: httpx.AsyncClient) -> None:
        query = {"path": A, "kind": "stories", "words": "plan"}
        answer = await client.get("complete", params=query)
        assert [each["value"] for each in answer.json()] == ["plan.md"]
        assert (await client.get("complete?path=content/none.md&kind=links")).status_code == 404

    at_desk(paper, act)


@pytest.mark.parametrize(
    ("path", "key", "meaning"),
    [
        (A, "dateline", "Where the story was filed"),
        ("content/pages/about.md", "menu", "Whether the footer lists it"),
        ("newsgen.yaml", "timezone", ""),
    ],
)
def test_each_kind_of_file_has_its_keys_with_their_meanings(paper, path, key, meaning):
    keys = completions_of(path, stories_of(paper))["schema"]["properties"]
    assert keys[key]["description"].startswith(meaning)


def test_blocks_of_the_theme_and_of_the_site_are_offered_with_their_meanings(paper):
    paper.write({"templates/blocks/recipe.html": "{# What to cook: a list. #}\n{{ content }}"})
    blocks = {each["value"]: each for each in completions_of(A, stories_of(paper))["blocks"]}
    assert blocks["recipe"] == {"value": "recipe", "title": "What to cook", "place": "text"}
    assert blocks["figure wide"]["place"] == "text"
    assert blocks["video"]["place"] == "title"
    assert all(each["title"] for each in blocks.values())


# --- settings -------------------------------------------------------------------------------------


async def save(client: httpx.AsyncClient, text: str, before: str) -> httpx.Response:
    digest = digest_bytes(before.encode())
    content = json.dumps({"path": "newsgen.yaml", "text": text, "digest": digest})
    return await client.post("save", content=content, headers=TOKEN)


async def read(client: httpx.AsyncClient) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.get("source?path=newsgen.yaml")).json()
    return answer


def test_settings_are_read_and_saved(paper):
    text = CONFIG.replace("The Test Courier", "The Evening Courier")

    async def act(client: httpx.AsyncClient) -> None:
        source = await read(client)
        assert (source["text"], source["problems"], source["current"]) == (CONFIG, [], True)
        assert source["preview"] == "http://localhost:8000/"
        assert (await save(client, text, CONFIG)).status_code == 200
        assert (await save(client, text, CONFIG)).status_code == 409

    at_desk(paper, act)
    assert (paper.root / "newsgen.yaml").read_text("utf-8") == text


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (f"{CONFIG}colour: red\n", 7, "there is no key `colour`"),
        (CONFIG.replace("Asia/Karachi", "Asia/Nowhere"), 3, "Asia/Nowhere"),
        (f"{CONFIG}  x: [1\n", 7, ""),
        ("", 1, ""),
    ],
)
def test_unreadable_settings_are_told_at_their_line_and_the_last_good_ones_stay(
    paper, text, line, words
):
    async def act(client: httpx.AsyncClient) -> None:
        session: PreviewSession = client.session  # type: ignore[attr-defined]
        assert (await save(client, text, CONFIG)).status_code == 200
        await session.handle_changes(frozenset({"newsgen.yaml"}))
        await session.catch_up()
        source = await read(client)
        assert not source["current"]
        problem = source["problems"][0]
        assert (problem["severity"], problem["line"]) == ("error", line)
        assert words in problem["message"]
        assert session.snapshot.config.title == "The Test Courier"
        assert 'href="/_newsgen/edit?path=newsgen.yaml' in (await client.get("problems")).text

    at_desk(paper, act)


def test_only_editors_see_and_change_the_settings(paper, monkeypatch):
    monkeypatch.setattr(people, "person_of", lambda _: Person(name="Ruth", role="writer"))

    async def act(client: httpx.AsyncClient) -> None:
        for place in ("settings", "edit?path=newsgen.yaml", "source?path=newsgen.yaml"):
            answer = await client.get(place)
            assert answer.status_code == 403, place
            assert "only an editor may do this" in answer.text
        assert (await save(client, "title: Mine\n", CONFIG)).status_code == 403
        assert (await client.get(f"edit?path={A}")).status_code == 200

    at_desk(paper, act)
    assert (paper.root / "newsgen.yaml").read_text("utf-8") == CONFIG


def test_settings_outside_of_the_site_are_neither_read_nor_written(paper, tmp_path):
    async def act(client: httpx.AsyncClient) -> None:
        settings = paper.root / "newsgen.yaml"
        settings.rename(tmp_path / "elsewhere.yaml")
        settings.symlink_to(tmp_path / "elsewhere.yaml")
        assert (await client.get("source?path=newsgen.yaml")).status_code == 404
        assert (await save(client, "title: Mine\n", CONFIG)).status_code == 404

    at_desk(paper, act)
    assert (tmp_path / "elsewhere.yaml").read_text("utf-8") == CONFIG
