"""The preview as readers would see the site: no draft, no scheduled and no expired story."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from newsgen.serve.session import PreviewSession
from support.desk import SITE, asking, session_of
from support.paper import Paper, article

PLAN = "content/world/plan.md"
HIDDEN = ("A plan", "Talks begin", "Over")


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper(
        {
            "content/world/a.md": article("Talks end"),
            "content/world/soon.md": article("Talks begin", date="2026-11-23 20:00"),
            "content/world/gone.md": article("Over", expires="2026-11-22"),
            PLAN: article("A plan", draft="true"),
        }
    )


Client = httpx.AsyncClient


def at_site(paper: Paper, action: Callable[[Client, PreviewSession], Awaitable[None]]) -> None:
    async def run() -> None:
        session = session_of(paper)
        async with asking(session, SITE) as client:
            await action(client, session)

    asyncio.run(run())


def test_the_switch_hides_what_readers_do_not_see_on_every_page(paper):
    async def look(client: Client, session: PreviewSession) -> None:
        home = (await client.get("/")).text
        assert all(title in home for title in HIDDEN)
        home = (await client.get("/_newsgen/readers")).text
        pages = [home]
        for path in session.snapshot.outputs:
            answer = await client.get(f"/{path.removesuffix('index.html')}")
            pages.append(answer.text)
        assert "Talks end" in home
        assert not [title for title in HIDDEN for page in pages if title in page]
        assert (await client.get("/world/plan/")).status_code == 404
        home = (await client.get("/_newsgen/all-stories")).text
        assert all(title in home for title in HIDDEN)

    at_site(paper, look)


def test_the_view_of_readers_follows_what_is_saved(paper):
    async def look(client: Client, session: PreviewSession) -> None:
        await client.get("/_newsgen/readers")
        paper.write({PLAN: article("A plan")})
        revision = session.revision
        await session.handle_changes(frozenset({PLAN}))
        while "A plan" not in (await client.get("/")).text:
            revision = await session.wait_for_change(revision)
        assert (await client.get("/world/plan/")).status_code == 200

    at_site(paper, look)


def test_frames_of_the_desk_show_all_stories(paper):
    async def look(client: Client, _: PreviewSession) -> None:
        await client.get("/_newsgen/readers")
        for headers in ({"sec-fetch-dest": "iframe"}, {"x-newsgen-framed": ""}):
            assert (await client.get("/world/plan/", headers=headers)).status_code == 200

    at_site(paper, look)


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("/world/a/", "/world/a/"),
        ("//elsewhere.example/", "/"),
        ("https://elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("/_newsgen/readers", "/"),
        ("", "/"),
    ],
)
def test_the_switch_leads_to_pages_of_the_site_only(paper, wanted, place):
    async def look(client: Client, _: PreviewSession) -> None:
        answer = await client.get(
            "/_newsgen/readers", params={"at": wanted}, follow_redirects=False
        )
        assert answer.headers["location"] == place
        assert "httponly" in answer.headers["set-cookie"].lower()

    at_site(paper, look)
