"""Pictures that editors send to the desk: names, checks, limits, and uploads that break off."""

import asyncio
import errno
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from newsgen.serve.app import make_app
from newsgen.serve.guard import Guard
from newsgen.serve.limits import UPLOAD_LIMIT
from newsgen.serve.uploads import PictureName, picture_name
from support.desk import DESK, RULES, TOKEN, session_of
from support.paper import Paper, article, snapshot
from support.photos import ALT, CAPTION, CREDIT, animation, bomb, photo

A = "content/world/2026-11-20-talks-end.md"
JPEG = photo(60, 40)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

Send = Callable[[httpx.AsyncClient], Awaitable[None]]


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper({A: article()})


def app_of(paper: Paper) -> Guard:
    return make_app(session_of(paper), RULES)


def at_desk(paper: Paper, action: Send) -> None:
    async def run() -> None:
        transport = httpx.ASGITransport(app_of(paper))
        async with httpx.AsyncClient(transport=transport, base_url=DESK) as client:
            await action(client)

    asyncio.run(run())


async def send(
    client: httpx.AsyncClient, content: bytes, name: str = "gate.jpg", path: str = A
) -> httpx.Response:
    query = {"path": path, "name": name}
    return await client.post("/_newsgen/upload", params=query, content=content, headers=TOKEN)


def answer_to(
    paper: Paper, content: bytes, name: str = "gate.jpg", path: str = A
) -> httpx.Response:
    answers: list[httpx.Response] = []

    async def once(client: httpx.AsyncClient) -> None:
        answers.append(await send(client, content, name, path))

    at_desk(paper, once)
    return answers[0]


def beside_the_story(paper: Paper) -> set[str]:
    """The names of all files in the folder of the story, but the story."""
    return {place.name for place in (paper.root / A).parent.iterdir()} - {Path(A).name}


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "stem"),
    [
        ("Gate.JPG", "gate"),
        ("IMG_2041 (1).HEIC", "img-2041-1"),
        ("Été à Lahore.jpg", "ete-a-lahore"),
        ("../../x.jpg", "x"),
        ("..\\..\\newsgen.yaml", "newsgen"),
        ("/etc/passwd", "passwd"),
        ("photo.php.jpg", "photo-php"),
        ("a\0b\n.jpg", "a-b"),
        ("con.jpg", "con-"),
        ("COM1", "com1-"),
        ("l" * 300 + ".jpg", "l" * 60),
        ("word " * 60 + ".jpg", "-".join(["word"] * 12)),
    ],
)
def test_a_picture_keeps_its_name_in_latin_letters(given, stem):
    assert picture_name(given, A) == PictureName(stem, is_numbered=False)


@pytest.mark.parametrize(
    "given", ["", ".", "..", "...jpg", ".jpg", "بازار.jpg", "图片.png", "—.png"]
)
def test_a_picture_without_a_latin_letter_is_called_like_the_story(given):
    assert picture_name(given, A) == PictureName("talks-end", is_numbered=True)
    assert picture_name(given, "content/ur/خبر.md").stem == "picture"


def test_a_picture_never_replaces_a_file(paper):
    paper.write({"content/world/Gate.jpg": b"mine", "content/world/gate-2.jpg": b"mine"})
    names: list[str] = []

    async def act(client: httpx.AsyncClient) -> None:
        for name in ("gate.jpg", "GATE.JPEG", "", ""):
            answer = await send(client, JPEG, name)
            names.append(answer.json()["name"])

    at_desk(paper, act)
    assert names == ["gate-3.jpg", "gate-4.jpg", "talks-end-1.jpg", "talks-end-2.jpg"]
    assert (paper.root / "content/world/Gate.jpg").read_bytes() == b"mine"


@pytest.mark.parametrize("has_links", [True, False], ids=["links", "no links"])
def test_of_pictures_with_one_name_that_arrive_together_each_is_kept(paper, monkeypatch, has_links):
    if not has_links:
        monkeypatch.setattr(os, "link", unable)
    pictures = [photo(60 + number, 40) for number in range(4)]

    async def act(client: httpx.AsyncClient) -> None:
        await asyncio.gather(*[send(client, content) for content in pictures])

    at_desk(paper, act)
    names = {"gate.jpg", "gate-2.jpg", "gate-3.jpg", "gate-4.jpg"}
    assert beside_the_story(paper) == names
    folder = (paper.root / A).parent
    assert {(folder / name).read_bytes() for name in names} == set(pictures)


def unable(*_: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


# --- what is taken --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "stored"),
    [
        (JPEG, "gate.jpeg", "gate.jpg"),
        (photo(60, 40, "PNG"), "gate.png", "gate.png"),
        (photo(60, 40, "WEBP"), "gate.webp", "gate.webp"),
        (photo(60, 40, "AVIF"), "gate.avif", "gate.avif"),
        (photo(60, 40, "HEIF"), "gate.heic", "gate.heic"),
        (animation(), "gate.gif", "gate.gif"),
        (DRAWING, "gate.svg", "gate.svg"),
        (photo(60, 40, "PNG"), "gate.jpg", "gate.png"),
    ],
)
def test_pictures_are_stored_unchanged_with_the_ending_of_their_kind(paper, content, name, stored):
    answer = answer_to(paper, content, name)
    assert (answer.status_code, answer.json()["name"]) == (201, stored)
    assert answer.json()["path"] == f"content/world/{stored}"
    assert (paper.root / "content/world" / stored).read_bytes() == content
    assert beside_the_story(paper) == {stored}


def test_the_texts_that_an_agency_wrote_into_a_picture_are_offered(paper):
    answer = answer_to(paper, photo(60, 40, texts=True)).json()
    assert (answer["alt"], answer["caption"], answer["credit"]) == (ALT, CAPTION, CREDIT)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "gate.jpg", "gate.jpg is not taken: the file is empty"),
        (b"<html><script>", "gate.jpg", "gate.jpg is not taken: it is not a picture"),
        (b"%PDF-1.7", "", "the picture is not taken: it is not a picture"),
        (b"II*\0", "gate.tiff", "gate.tiff is not taken: it is not a picture"),
        (JPEG[: len(JPEG) // 2], "gate.jpg", "gate.jpg is not taken: the file is cut off or damag"),
        (bomb(), "gate.png", "gate.png is not taken: it has 900 megapixels; 100 are allowed"),
        (SCRIPT, "gate.svg", "gate.svg: the drawing contains the element <script>"),
        (b"<svg", "gate.svg", "gate.svg: "),
    ],
)
def test_other_files_are_refused_in_plain_words_and_leave_nothing(paper, content, name, reason):
    before = snapshot(paper.root)
    answer = answer_to(paper, content, name)
    assert answer.status_code == 422
    assert answer.json()["message"].startswith(reason)
    assert answer.json()["hint"]
    assert snapshot(paper.root) == before


@pytest.mark.parametrize(
    "path", ["", "content/world", "../x.md", "newsgen.yaml/x.md", "content/world/none.md"]
)
def test_pictures_are_only_stored_beside_sources(paper, path):
    assert answer_to(paper, JPEG, path=path).status_code == 404


def test_pictures_are_not_stored_where_servers_would_run_them(make_paper):
    story = "content/world/a.php/story.md"
    answer = answer_to(make_paper({story: article()}), JPEG, path=story)
    assert (answer.status_code, answer.json()["hint"]) == (422, "rename the folder")


def test_pictures_are_not_stored_outside_the_folder_of_stories(paper, tmp_path):
    app = app_of(paper)
    world = (paper.root / A).parent
    world.rename(tmp_path / "elsewhere")
    world.symlink_to(tmp_path / "elsewhere", target_is_directory=True)

    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=DESK) as client:
            return await send(client, JPEG)

    assert asyncio.run(run()).status_code == 507
    assert [place.name for place in (tmp_path / "elsewhere").iterdir()] == [Path(A).name]


# --- limits and faults ----------------------------------------------------------------------------


def test_only_pictures_may_be_larger_than_other_requests(paper):
    sizes = {"upload": UPLOAD_LIMIT, "save": 2 * 1024 * 1024}
    answers: dict[str, list[int]] = {}

    async def act(client: httpx.AsyncClient) -> None:
        for place, size in sizes.items():
            for length in (size, size + 1):
                headers = {**TOKEN, "content-length": str(length)}
                answer = await client.post(f"/_newsgen/{place}", headers=headers, content=b"")
                answers.setdefault(place, []).append(answer.status_code)

    at_desk(paper, act)
    assert answers == {"upload": [404, 413], "save": [400, 413]}


def test_a_picture_needs_the_token_of_the_desk(paper):
    async def act(client: httpx.AsyncClient) -> None:
        answer = await client.post(f"/_newsgen/upload?path={A}", content=JPEG)
        assert answer.status_code == 403

    at_desk(paper, act)
    assert beside_the_story(paper) == set()


def test_a_full_disk_is_told_and_leaves_nothing(paper, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = answer_to(paper, JPEG)
    assert answer.status_code == 507
    assert "No space left on device" in answer.json()["message"]
    assert beside_the_story(paper) == set()


def test_an_upload_that_breaks_off_leaves_nothing(paper):
    messages = iter(
        [
            {"type": "http.request", "body": JPEG[:99], "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    seen: list[set[str]] = []

    async def receive() -> dict[str, object]:
        seen.append(beside_the_story(paper))
        return next(messages)

    async def answer(_: object) -> None:
        return None

    fields = {**TOKEN, "host": "localhost:8001", "content-length": str(len(JPEG))}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/_newsgen/upload",
        "raw_path": b"/_newsgen/upload",
        "root_path": "",
        "query_string": f"path={A}&name=gate.jpg".encode(),
        "headers": [(name.encode(), value.encode()) for name, value in fields.items()],
    }
    asyncio.run(app_of(paper)(scope, receive, answer))
    assert [name[:9] for name in seen[-1]] == [".newsgen-"]
    assert beside_the_story(paper) == set()


def test_a_picture_is_written_in_parts(paper):
    """Memory holds one picture at a time, however many arrive together."""

    async def parts() -> AsyncIterator[bytes]:
        for start in range(0, len(JPEG), 100):
            yield JPEG[start : start + 100]

    async def act(client: httpx.AsyncClient) -> None:
        headers = {**TOKEN, "content-length": str(len(JPEG))}
        address = f"/_newsgen/upload?path={A}&name=gate.jpg"
        answer = await client.post(address, content=parts(), headers=headers)
        assert answer.status_code == 201

    at_desk(paper, act)
    assert (paper.root / "content/world/gate.jpg").read_bytes() == JPEG
