"""Many saves in a short time, as real editors make them: the last version is shown in the end,
and no page is ever incomplete on the way."""

import asyncio
import os
import random
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from newsgen.builder.progress import silent
from newsgen.serve import watch
from newsgen.serve.page_cache import PageCache
from newsgen.serve.session import PreviewSession
from newsgen.serve.snapshot import Snapshot, first_snapshot
from support.amounts import amount
from support.paper import NOW, Paper, article

DEADLINE = 30
SIZES = {"tiny": 1, "5 KB": 60, "200 KB": 2400}
"""Numbers of paragraphs in a body."""
END = "The end of the story."

Save = Callable[[Path, str], None]


def truncate_and_write(place: Path, text: str) -> None:
    with place.open("w", encoding="utf-8") as file:
        file.write(text[: len(text) // 2])
        file.flush()
        os.fsync(file.fileno())
        file.write(text[len(text) // 2 :])


def vim(place: Path, text: str) -> None:
    probe = place.with_name("4913")
    probe.touch()
    probe.unlink()
    backup = place.with_name(f"{place.name}~")
    place.rename(backup)
    place.write_text(text, encoding="utf-8")
    backup.unlink()


def emacs(place: Path, text: str) -> None:
    lock, own = place.with_name(f".#{place.name}"), place.with_name(f"#{place.name}#")
    lock.symlink_to("editor@desk.1234")
    own.write_text(text, encoding="utf-8")
    shutil.copy(place, place.with_name(f"{place.name}~"))
    truncate_and_write(place, text)
    own.unlink()
    lock.unlink()


def vs_code(place: Path, text: str) -> None:
    place.write_text("", encoding="utf-8")
    place.write_text(text, encoding="utf-8")


def gedit(place: Path, text: str) -> None:
    stream = place.with_name(".goutputstream-A1B2C3")
    stream.write_text(text, encoding="utf-8")
    stream.replace(place)


def obsidian(place: Path, text: str) -> None:
    for part in (3, 2, 1):
        place.write_text(text if part == 1 else text.replace(END, f"Part {part}."))


def sublime(place: Path, text: str) -> None:
    draft = place.with_name(f".{place.name}.subl8a1.tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(place)


def delete_and_create(place: Path, text: str) -> None:
    place.unlink()
    place.write_text(text, encoding="utf-8")


EDITORS: dict[str, Save] = {
    "truncate and write": truncate_and_write,
    "vim": vim,
    "emacs": emacs,
    "VS Code": vs_code,
    "gedit": gedit,
    "Obsidian": obsidian,
    "Sublime": sublime,
    "delete and create": delete_and_create,
}


def story(title: str, size: str, mark: str) -> str:
    return article(title, body="\n\n".join([mark, *["Some words."] * SIZES[size], END]))


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper(
        {f"content/world/{n}.md": story(f"Story {n}", "tiny", f"First {n}.") for n in range(20)}
    )


class FollowedPaper:
    """A session that follows a paper, with the pages that it showed."""

    def __init__(self, paper: Paper, session: PreviewSession) -> None:
        self.paper = paper
        self.session = session
        self.warnings: list[str] = []

    async def text(self, path: str) -> str:
        output = self.session.snapshot.outputs.get(path)
        if output is None:
            return ""
        return (await self.session.cached_page(self.session.snapshot, output)).content.decode()

    async def wait_for(self, path: str, mark: str) -> None:
        """Wait until the page contains the mark; every version on the way must be complete."""
        async with asyncio.timeout(DEADLINE):
            while True:
                number = self.session.revision
                text = await self.text(path)
                if mark in text:
                    return
                assert not text or "</html>" in text
                await self.session.wait_for_change(number)

    async def wait_until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(DEADLINE):
            while not holds():
                await self.session.wait_for_change(self.session.revision)


@asynccontextmanager
async def watched(
    paper: Paper, clock: Callable[[], datetime] = lambda: NOW, *, poll: bool = False
) -> AsyncIterator[FollowedPaper]:
    """A session that follows the files of the paper."""
    faults: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
    session = PreviewSession(
        first_snapshot(paper.options(clock(), scope="everything"), silent), clock
    )
    following = FollowedPaper(paper, session)
    stop = asyncio.Event()
    tasks = [
        asyncio.create_task(
            watch.watch(
                session.snapshot.root,
                session.handle_changes,
                stop,
                poll=poll,
                warn=following.warnings.append,
            )
        ),
        asyncio.create_task(session.keep_current()),
    ]
    async with asyncio.timeout(DEADLINE):
        await session.wait_for_change(0)  # the first scan is done
    try:
        yield following
    finally:
        stop.set()
        await tasks[0]
        assert not tasks[1].done()
        tasks[1].cancel()
        await asyncio.gather(tasks[1], return_exceptions=True)
        assert faults == []


async def assert_equals_fresh_snapshot(following: FollowedPaper) -> None:
    """Check that the session equals a snapshot made from scratch, as soon as it is up to date."""
    session = following.session
    fresh = first_snapshot(session.snapshot.options, silent)
    session._pending.add("content")
    session._stale.set()
    with suppress(TimeoutError):
        async with asyncio.timeout(DEADLINE):
            revision = session.revision
            while await outdated(following, fresh):
                await session.wait_for_change(revision)
                revision = session.revision
    assert session.snapshot.outputs.keys() == fresh.outputs.keys()
    assert await outdated(following, fresh) == []


async def outdated(following: FollowedPaper, fresh: Snapshot) -> list[str]:
    """The pages of the fresh snapshot that the session shows otherwise."""
    pages = [output for output in fresh.outputs.values() if output.media_type == "text/html"]
    return [
        page.path
        for page in pages
        if await following.text(page.path) != PageCache().cached_page(fresh, page).content.decode()
    ]


def run_storms(paper: Paper, storms: int, seed: int) -> None:
    """Run that many storms in sequence, each with one editor, one size and several saves."""

    async def run() -> None:
        chance = random.Random(seed)
        async with watched(paper) as following:
            for number in range(storms):
                save = list(EDITORS.values())[number % len(EDITORS)]
                size = list(SIZES)[number // len(EDITORS) % len(SIZES)]
                name = f"content/world/{chance.randrange(20)}.md"
                for version in range(chance.randrange(1, 12)):
                    mark = f"Storm {number}, version {version}."
                    save(paper.root / name, story(f"Story {number}", size, mark))
                    if chance.random() < 0.3:
                        await asyncio.sleep(0)
                path = name.removeprefix("content/").replace(".md", "/index.html")
                await following.wait_for(path, mark)
            await assert_equals_fresh_snapshot(following)

    asyncio.run(run())


@pytest.mark.slow
def test_after_many_saves_the_last_version_is_shown(paper):
    run_storms(paper, storms=48, seed=1)


@pytest.mark.slow
def test_many_storms(paper):
    run_storms(paper, storms=amount("STORMS", 150, 500), seed=2)


@pytest.mark.slow
def test_a_checkout_of_many_files(paper):
    async def run() -> None:
        async with watched(paper) as following:
            for n in range(300):
                paper.write({f"content/world/n{n}.md": story(f"New {n}", "tiny", f"Mark {n}.")})
            await following.wait_for("world/n299/index.html", "Mark 299.")
            await assert_equals_fresh_snapshot(following)

    asyncio.run(run())


@pytest.mark.slow
def test_files_and_folders_come_and_go(paper):
    async def run() -> None:
        async with watched(paper) as following:
            paper.write({"templates/404.html": "<html>Own 404 </html>"})
            await following.wait_for("404.html", "Own 404")
            paper.write({"templates/404.html": "<html>Another 404 </html>"})
            await following.wait_for("404.html", "Another 404")
            shutil.rmtree(paper.root / "templates")
            await following.wait_for("404.html", "Page not found")
            for path in ("new/own.txt", ".well-known/security.txt", ".htaccess"):
                paper.write({f"static/{path}": "one"})
                await following.wait_for(path, "one")
            (paper.root / "content/world").rename(paper.root / "content/pakistan")
            await following.wait_until(
                lambda: (
                    "world/1/index.html" in following.session.snapshot.outputs
                    and following.session.snapshot.articles[0].path == "content/pakistan/0.md"
                )
            )
            paper.remove("content/pakistan/1.md")
            await following.wait_until(
                lambda: "world/1/index.html" not in following.session.snapshot.outputs
            )
            await assert_equals_fresh_snapshot(following)

    asyncio.run(run())


def test_a_configuration_error_is_shown_and_then_corrected(paper):
    async def run() -> None:
        good = (paper.root / "newsgen.yaml").read_text()
        async with watched(paper) as following:
            paper.write({"newsgen.yaml": good.replace("title: The", "titel: The")})
            await following.wait_until(lambda: bool(following.session.snapshot.diagnostics))
            assert "The Test Courier" in await following.text("index.html")
            paper.write({"newsgen.yaml": good.replace("Test Courier", "Better Courier")})
            await following.wait_for("index.html", "The Better Courier")
            assert following.session.snapshot.diagnostics == ()

    asyncio.run(run())


def test_a_half_written_file_never_replaces_a_good_page(paper):
    async def run() -> None:
        place = paper.root / "content/world/1.md"
        async with watched(paper) as following:
            await following.wait_for("world/1/index.html", "First 1.")
            for torn in ("", "---\ntitle: To", "---\ntitle: Torn\nsection: world\n"):
                place.write_text(torn)
                await following.wait_until(lambda: bool(following.session.snapshot.diagnostics))
                assert "First 1." in await following.text("world/1/index.html")
                place.write_text(story("Whole", "tiny", "Whole again."))
                await following.wait_for("world/1/index.html", "Whole again.")
                place.write_text(story("Story 1", "tiny", "First 1."))
                await following.wait_for("world/1/index.html", "First 1.")

    asyncio.run(run())


def test_polling_finds_changes(paper):
    async def run() -> None:
        async with watched(paper, poll=True) as following:
            paper.write({"content/world/1.md": story("Story 1", "tiny", "Found by looking.")})
            await following.wait_for("world/1/index.html", "Found by looking.")

    asyncio.run(run())


def test_without_events_the_watcher_warns_and_polls(paper, monkeypatch):
    ordinary = watch.awatch

    def limited(*places: object, force_polling: bool, **options: object) -> object:
        if not force_polling:
            raise OSError(28, "OS file watch limit reached")
        return ordinary(*places, force_polling=True, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(watch, "awatch", limited)

    async def run() -> None:
        async with watched(paper) as following:
            paper.write({"content/world/1.md": story("Story 1", "tiny", "Found all the same.")})
            await following.wait_for("world/1/index.html", "Found all the same.")
            [warning] = following.warnings
            assert "fs.inotify.max_user_watches" in warning

    asyncio.run(run())


def test_a_folder_created_just_before_the_watch_is_watched(paper, monkeypatch):
    ordinary = watch.awatch

    def late(*places: Path, **options: object) -> object:
        if places == (paper.root,):
            (paper.root / "templates").mkdir(exist_ok=True)
        return ordinary(*places, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(watch, "awatch", late)

    async def run() -> None:
        async with watched(paper) as following:
            for text in (
                "Another version.",
                "And another.",
            ):  # the first scan may find one by itself
                paper.write({"templates/article.html": f"{text}</html>"})
                await following.wait_for("world/1/index.html", text)

    asyncio.run(run())


def test_the_end_of_an_embargo_removes_the_label(paper):
    moments = [NOW]
    paper.write({"content/world/1.md": article("Story 1", embargo="2026-11-23 17:00:01")})

    async def run() -> None:
        async with watched(paper, lambda: moments[0]) as following:
            assert following.session.snapshot.site_plan.site.next_due
            moments[0] = NOW + timedelta(seconds=2)
            await following.wait_until(
                lambda: following.session.snapshot.site_plan.site.next_due is None
            )

    asyncio.run(run())


@pytest.mark.slow
def test_memory_does_not_grow_over_many_saves(paper):
    saves = amount("SAVES", 500, 1000)

    def resident() -> int:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1])
        return 0

    async def run() -> None:
        async with watched(paper) as following:
            sizes = []
            for number in range(saves):
                mark = f"Save {number}."
                place = paper.root / f"content/world/{number % 20}.md"
                gedit(place, story(f"Story {number % 20}", "5 KB", mark))
                await following.wait_for(f"world/{number % 20}/index.html", mark)
                sizes.append(resident())
            assert sizes[-1] < sizes[saves // 3] * 1.1

    asyncio.run(run())
