"""The pages of the desk, and its requests that write, without a browser."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from newsgen.digest import digest_bytes
from newsgen.incremental.manifest import manifest_path
from newsgen.serve.schedule import adjacent_month, countdown, read_month
from support.desk import SITE, TOKEN, asking, session_of
from support.paper import CONFIG, NOW, Paper, article

A = "content/world/a.md"
FILES = {
    A: article("Talks end", authors="[Ruth Pereira]", tags="[Water]", summary="They end."),
    "content/world/soon.md": article("Talks begin", date="2026-11-23 20:00", expires="2026-12-02"),
    "content/world/plan.md": article("A plan", draft="true"),
    "content/world/gone.md": article("Over", expires="2026-11-22"),
    "content/world/mended.md": article("Mended", updated="2026-11-21 10:00"),
    "content/world/odd.md": article("Odd", body="[x](nowhere.md)", related="[lost.md]"),
    "content/pakistan/ur.md": article("خبر", section="pakistan", lang="ur"),
    "content/pages/about.md": "---\ntitle: About\n---\nUs.\n",
}

Ask = Callable[..., httpx.Response]


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper(FILES)


def at_desk(paper: Paper, action: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    async def run() -> None:
        async with asking(session_of(paper)) as client:
            await action(client)

    asyncio.run(run())


@pytest.fixture
def ask(paper) -> Ask:
    """Requests one page from the desk of the paper as it is now."""

    def get(place: str, **query: str) -> httpx.Response:
        answers: list[httpx.Response] = []

        async def once(client: httpx.AsyncClient) -> None:
            answers.append(await client.get(f"/_newsgen/{place}", params=query or None))

        at_desk(paper, once)
        return answers[0]

    return get


def headlines(answer: httpx.Response) -> list[str]:
    return re.findall(r'class="headline"[^>]*>([^<]+)<', answer.text)


# --- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("", "Stories"),
        ("problems", "Problems"),
        ("calendar", "Calendar"),
        ("changes", "Next build"),
        ("new", "New story"),
        ("settings", "Settings"),
        ("edit?path=newsgen.yaml", "Settings"),
        (f"appearance?path={A}", "Appearance"),
        (f"edit?path={A}", "Talks end"),
        ("edit?path=content/pages/about.md", "content/pages/about.md"),
    ],
)
def test_every_page_has_its_title_and_links_to_all_others(ask, path, title):
    answer = ask(path)
    assert answer.status_code == 200
    assert f"<title>{title} – The Test Courier</title>" in answer.text
    assert answer.text.count("<h1>") == 1
    for place in ("", "calendar", "changes", "problems", "new", "settings"):
        assert f'href="/_newsgen/{place}"' in answer.text
    assert 'data-token="word"' in answer.text


def test_navigation_marks_the_current_page(ask):
    assert '<a href="/_newsgen/calendar" aria-current="page">' in ask("calendar").text


@pytest.mark.parametrize(
    "path",
    [
        "appearance",
        "edit",
        "edit?path=../a.md",
        "edit?path=content/world/a.jpg",
        "appearance?path=content/x.md",
    ],
)
def test_a_missing_source_gets_an_error_page(ask, path):
    answer = ask(path)
    assert answer.status_code == 404
    assert "<title>Not found" in answer.text


def test_an_unknown_page_is_not_found(ask):
    assert ask("nothing").status_code == 404


def test_stories_are_listed_newest_first_with_their_status(ask):
    answer = ask("")
    assert headlines(answer)[0] == "Talks begin"
    assert len(headlines(answer)) == 7
    row = re.search(r'<tr data-path="content/world/soon.md">.*?</tr>', answer.text, re.DOTALL)
    assert row
    for words in (
        "status-scheduled",
        'href="http://localhost:8000/world/soon/"',
        "23 Nov 2026",
        "in <time",
        "3 hours",
    ):
        assert words in row[0]
    for standing in ("Draft", "Scheduled", "Live", "Updated", "Expired"):
        assert f">{standing}</span>" in answer.text


def test_a_headline_has_its_language_and_direction(ask):
    assert (
        '<a class="headline" href="http://localhost:8000/pakistan/ur/" lang="ur" dir="rtl">'
        in ask("").text
    )


def test_text_of_authors_is_escaped(paper, ask):
    paper.write({A: article('"<script>alert(1)</script>"', authors='["</script><b>"]')})
    for path in ("", f"edit?path={A}", f"appearance?path={A}", "new"):
        assert "<script>alert" not in ask(path).text
        assert "</script><b>" not in ask(path).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "talks"}, {"Talks begin", "Talks end"}),
        ({"q": "RUTH water"}, {"Talks end"}),
        ({"q": "خبر"}, {"خبر"}),
        ({"status": "draft"}, {"A plan"}),
        ({"status": "scheduled"}, {"Talks begin"}),
        ({"status": "expired"}, {"Over"}),
        ({"status": "updated"}, {"Mended"}),
        ({"status": "live"}, {"Talks end", "Mended", "Odd", "خبر"}),
        ({"section": "pakistan"}, {"خبر"}),
        ({"author": "Ruth Pereira"}, {"Talks end"}),
        ({"problems": "1"}, {"Odd"}),
        ({"q": "talks", "status": "live"}, {"Talks end"}),
        ({"q": "nobody"}, set()),
    ],
)
def test_a_search_finds(ask, query, found):
    page, rows = ask("", **query), ask("stories", **query)
    assert set(headlines(rows)) == set(headlines(page)) == found
    assert "<html" not in rows.text


def test_an_author_named_by_slug_is_one_author(paper, ask):
    paper.write(
        {
            "content/authors/ruth-pereira.md": "---\nname: Ruth Pereira\n---\n",
            "content/world/b.md": article("Rain", authors="ruth-pereira"),
        }
    )
    assert 'value="ruth-pereira"' not in ask("").text
    assert set(headlines(ask("stories", author="Ruth Pereira"))) == {"Talks end", "Rain"}


def test_only_scripts_of_the_desk_run_on_the_desk(ask):
    policy = ask("").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "script" not in policy
    assert not re.search(r"<script(?![^>]*(src=|application/json))", ask("edit", path=A).text)


def test_a_search_keeps_its_filters(ask):
    text = ask("", q="talks", status="live", section="world", problems="1").text
    assert 'value="talks"' in text
    assert '<option value="live" selected>' in text
    assert '<option value="world" selected>' in text
    assert 'value="1" checked' in text


def test_a_long_list_is_split_into_pages(paper, ask):
    paper.write({f"content/world/n{n}.md": article(f"N{n}") for n in range(150)})
    first, last = ask("", q="n"), ask("", q="n", page="9")
    assert len(headlines(first)) == 100
    assert '<a href="/_newsgen/?q=n&amp;page=2" rel="next">' in first.text
    assert "Page 2 of 2" in last.text


def test_problems_are_listed_by_file_with_edit_links(paper, ask):
    paper.write({A: article("Talks end", foo="bar")})
    text = ask("problems").text
    assert "there is no key <code>foo</code>" in text
    assert f'href="/_newsgen/edit?path={A}#line-5"' in text
    assert "vscode://file/" in text
    assert 'class="count count-errors"' in ask("").text


def test_the_page_says_that_there_are_no_problems(paper, ask):
    paper.remove("content/world/odd.md")
    assert "No file of this paper has problems" in ask("problems").text


# --- the calendar ---------------------------------------------------------------------------------


def test_the_calendar_shows_appearing_and_expiring_stories(ask):
    text = ask("calendar").text
    assert "November 2026" in text
    assert re.search(r"20:00 PKT</time> <strong>appears</strong>", text)
    assert re.search(r"00:00 PKT</time> <strong>goes</strong>", text)
    assert '<section class="day" id="day-2026-11-23">' in text
    assert 'class=" is-today" aria-current="date"' in text
    assert "A plan" not in text


def test_the_calendar_shows_what_was_published_and_what_expired(ask):
    text = ask("calendar").text
    assert '<section class="day day-past" id="past-2026-11-20">' in text
    assert re.search(r"10:00 PKT</time> <strong>appeared</strong>", text)
    assert re.search(r"00:00 PKT</time> <strong>expired</strong>", text)
    assert 'href="#past-2026-11-20"' in text
    assert 'href="#day-2026-11-23"' in text
    assert "10:00 appeared</span>" in text
    october, december = (ask("calendar", month=month).text for month in ("2026-10", "2026-12"))
    assert "appeared" not in october
    assert "Coming up" in october
    assert "#day-2026-12-02" in december


def test_a_busy_day_lists_only_some_of_its_stories(paper, ask):
    many = {f"content/world/{n}.md": article(f"Story {n}") for n in range(30)}
    paper.write(many)
    text = ask("calendar").text
    assert len(re.findall("<strong>appeared</strong>", text)) == 20
    assert "more events on this day" in text


@pytest.mark.parametrize(
    ("month", "shown"),
    [("2026-12", "December 2026"), ("nonsense", "November 2026"), ("0000-00", "November 2026")],
)
def test_the_calendar_shows_the_requested_month(ask, month, shown):
    assert f'<h2 id="month-title">{shown}</h2>' in ask("calendar", month=month).text


def test_months_follow_each_other():
    month = read_month("2026-12", NOW.date())
    assert (adjacent_month(month, -1), adjacent_month(month, 1)) == ("2026-11", "2027-01")
    assert read_month("9999-12", NOW.date()) == NOW.date().replace(day=1)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "second", "words"),
    [
        (25, 15, 0, 0, "2 days 3 hours"),
        (24, 12, 5, 0, "1 day"),
        (23, 13, 1, 9, "1 hour 1 minute"),
        (23, 12, 59, 59, "59 minutes"),
        (23, 12, 0, 1, "1 second"),
        (22, 12, 0, 0, "0 seconds"),
    ],
)
def test_a_countdown_is_in_words(day, hour, minute, second, words):
    moment = datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)
    assert countdown(moment, NOW) == words


# --- the next build -------------------------------------------------------------------------------


def test_the_next_build_is_compared_with_the_last(paper, ask):
    paper.remove("content/world/odd.md")
    assert "Nothing has been built yet" in ask("changes/body").text
    paper.build_ok()
    assert "0 files would change" in ask("changes/body").text
    paper.write({A: article("Talks end", body="Otherwise.", summary="They end.")})
    text = ask("changes/body").text
    assert "<td><code>world/a/index.html</code></td><td>text changed</td>" in text
    assert "world/soon/" not in text


def test_the_next_build_lists_errors_that_would_stop_it(paper, ask):
    paper.write({A: article("Talks end", foo="bar")})
    text = ask("changes/body").text
    assert "Errors that would stop the build" in text
    assert "line 5" in text


def test_an_unreadable_last_build_is_reported(paper, ask):
    paper.remove("content/world/odd.md")
    paper.build_ok()
    manifest_path(paper.public).write_bytes(b"damaged")
    assert "changes cannot be computed" in ask("changes/body").text


# --- appearance -----------------------------------------------------------------------------------


def test_the_appearance_page_shows_previews_of_the_story(ask):
    text = ask("appearance", path=A).text
    assert "news.example › world › a" in text
    assert "There is no picture" in text
    assert 'src="http://localhost:8000/world/a/"' in text


def test_the_appearance_page_warns_of_truncated_text(paper, ask):
    paper.write({A: article("Long " * 20, summary="Words " * 40)})
    text = ask("appearance", path=A).text
    assert "The headline has 99 characters" in text
    assert "The summary has 239 characters" in text
    assert "…</p>" in text


# --- a new story ----------------------------------------------------------------------------------


def test_a_new_story_is_created_and_can_be_edited_at_once(paper):
    async def begin(client: httpx.AsyncClient) -> None:
        draft = {"headline": "Flood warning", "section": "world", "authors": "A, B", "lang": ""}
        draft |= {"summary": " Rain: it\nfalls. ", "tags": "Water، Rain,"}
        answer = await client.post("/_newsgen/new", json=draft, headers=TOKEN)
        assert answer.status_code == 201
        note = answer.json()
        assert note["path"] == "content/world/2026-11-23-flood-warning.md"
        edit = await client.get(note["edit"])
        assert edit.status_code == 200
        assert "Flood warning" in edit.text
        assert (await client.get(note["appearance"])).status_code == 200

    at_desk(paper, begin)
    text = (paper.root / "content/world/2026-11-23-flood-warning.md").read_text("utf-8")
    assert 'authors: ["A", "B"]\nsummary: "Rain: it falls."\ntags: ["Water", "Rain"]\n' in text
    assert text.count("\nsummary:") == text.count("\ntags:") == 1
    assert "draft: true" in text


@pytest.mark.parametrize(
    ("draft", "message"),
    [
        ({"headline": "", "section": "world"}, "the headline has no letter and no digit"),
        ({"headline": "X", "section": "wrld"}, "there is no section `wrld`"),
        ({"headline": "X", "section": "world", "lang": "?"}, "`?` is not a language"),
    ],
)
def test_an_invalid_new_story_is_rejected_with_a_message(paper, draft, message):
    async def begin(client: httpx.AsyncClient) -> None:
        answer = await client.post("/_newsgen/new", json=draft, headers=TOKEN)
        assert answer.status_code == 422
        assert answer.json()["message"] == message
        assert answer.json()["hint"]

    at_desk(paper, begin)


def test_a_request_that_writes_needs_the_token_and_a_json_object(paper):
    async def try_all(client: httpx.AsyncClient) -> None:
        for path in ("new", "save"):
            place = f"/_newsgen/{path}"
            stranger = {**TOKEN, "x-newsgen-token": "other"}
            assert (await client.post(place, json={}, headers=stranger)).status_code == 403
            assert (await client.post(place, content=b"[]", headers=TOKEN)).status_code == 400
            answer = await client.post(place, json={"path": 1, "headline": 1}, headers=TOKEN)
            assert answer.status_code == 400

    at_desk(paper, try_all)


# --- a quick edit ---------------------------------------------------------------------------------


def test_a_source_is_read_and_saved(paper):
    async def edit(client: httpx.AsyncClient) -> None:
        file = (await client.get("/_newsgen/source", params={"path": A})).json()
        assert file["text"] == (paper.root / A).read_text("utf-8")
        assert (file["preview"], file["problems"]) == (f"{SITE}/world/a/", [])
        story_filter = {**file, "text": article("Another")}
        answer = await client.post("/_newsgen/save", json=story_filter, headers=TOKEN)
        assert answer.status_code == 200
        assert answer.json()["digest"] == digest_bytes((paper.root / A).read_bytes())

    at_desk(paper, edit)
    assert (paper.root / A).read_text("utf-8") == article("Another")


def test_a_save_does_not_overwrite_another_change(paper):
    async def edit(client: httpx.AsyncClient) -> None:
        file = (await client.get("/_newsgen/source", params={"path": A})).json()
        paper.write({A: article("Theirs")})
        story_filter = {**file, "text": article("Mine")}
        answer = await client.post("/_newsgen/save", json=story_filter, headers=TOKEN)
        assert answer.status_code == 409
        assert answer.json()["text"] == article("Theirs")
        story_filter["digest"] = answer.json()["digest"]
        again = await client.post("/_newsgen/save", json=story_filter, headers=TOKEN)
        assert again.status_code == 200

    at_desk(paper, edit)
    assert (paper.root / A).read_text("utf-8") == article("Mine")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_are_kept(paper, end):
    place = paper.root / A
    place.write_bytes(article("Talks").replace("\n", end).encode())

    async def edit(client: httpx.AsyncClient) -> None:
        file = (await client.get("/_newsgen/source", params={"path": A})).json()
        assert "\r" not in file["text"]
        story_filter = {**file, "text": file["text"] + "More.\r\nAnd more.\n"}
        assert (await client.post("/_newsgen/save", json=story_filter, headers=TOKEN)).is_success

    at_desk(paper, edit)
    expected = article("Talks") + "More.\nAnd more.\n"
    assert place.read_bytes() == expected.replace("\n", end).encode()


@pytest.mark.parametrize(
    "path", ["static/newsgen.yaml", "../x", "content/world/new.md", "/etc/passwd", ""]
)
def test_only_sources_are_read_and_written(paper, path):
    async def attempt(client: httpx.AsyncClient) -> None:
        assert (await client.get("/_newsgen/source", params={"path": path})).status_code == 404
        story_filter = {"path": path, "text": "x", "digest": ""}
        answer = await client.post("/_newsgen/save", json=story_filter, headers=TOKEN)
        assert answer.status_code == 404

    before = (paper.root / "newsgen.yaml").read_text("utf-8")
    at_desk(paper, attempt)
    assert (paper.root / "newsgen.yaml").read_text("utf-8") == before
    assert not Path(paper.root / "content/world/n.md").exists()


def test_a_file_that_is_not_text_is_reported(paper):
    async def attempt(client: httpx.AsyncClient) -> None:
        (paper.root / A).write_bytes(b"\xff\xfe")
        answer = await client.get("/_newsgen/source", params={"path": A})
        assert answer.status_code == 409
        assert "UTF-8" in answer.text

    at_desk(paper, attempt)


def test_completions_are_values_that_the_paper_uses(ask):
    text = ask("edit", path=A).text
    assert '"authors": ["Ruth Pereira"]' in text
    assert '"section": [["pakistan", "Pakistan"], ["world", "World"]]' in text
    assert '"tags": ["Water"]' in text


def test_a_source_without_a_page_says_so(paper):
    async def attempt(client: httpx.AsyncClient) -> None:
        file = (
            await client.get("/_newsgen/source", params={"path": "content/world/bad.md"})
        ).json()
        assert file["preview"] == ""
        assert file["problems"][0]["line"] == 5
        edit = await client.get("/_newsgen/edit", params={"path": path})
        assert edit.status_code == 200

    path = "content/world/bad.md"
    paper.write({"content/world/bad.md": article("Bad", foo="bar")})
    at_desk(paper, attempt)


def test_the_revision_increases_with_every_change(paper):
    async def feel(client: httpx.AsyncClient) -> None:
        before = (await client.get("/_newsgen/pulse")).json()["revision"]
        draft = {"headline": "Flood warning", "section": "world"}
        await client.post("/_newsgen/new", json=draft, headers=TOKEN)
        assert (await client.get("/_newsgen/pulse")).json()["revision"] > before

    at_desk(paper, feel)


# --- editions


@pytest.fixture
def editions(make_paper) -> Paper:
    settings = "editions: {ur: {title: مثال, lang: ur, sections: {world: {title: دنیا}}}}\n"
    return make_paper(
        {
            "newsgen.yaml": CONFIG + settings,
            A: article(translations="../ur/world/a.md"),
            "content/ur/world/a.md": article("بات"),
            "content/ur/world/b.md": article("اور بات"),
        },
        "editions",
    )


def test_the_desk_lists_the_stories_of_a_section_of_an_edition(editions):
    async def look(desk):
        page = (await desk.get("/_newsgen/", params={"section": "ur/world"})).text
        assert "بات" in page
        assert "Talks end" not in page
        assert "مثال: دنیا" in page
        assert "مثال: دنیا" in (await desk.get("/_newsgen/new")).text
        page = (await desk.get("/_newsgen/edit", params={"path": "content/ur/world/a.md"})).text
        assert "/ur/world/a/" in page

    at_desk(editions, look)


def test_an_edition_has_fronts_that_the_desk_arranges(editions):
    async def arrange(desk):
        for key, file in (("ur", "ur/front.yaml"), ("ur/world", "ur/world/_front.yaml")):
            page = (await desk.get("/_newsgen/front", params={"section": key})).text
            assert f"content/{file}" in page
            assert "Talks end" not in page
            wanted = {
                "section": key,
                "leads": True,
                "stories": [{"story": "content/ur/world/a.md"}],
                "hidden": [],
                "digest": "",
            }
            answer = await desk.post("/_newsgen/front/save", json=wanted, headers=TOKEN)
            assert answer.status_code == 200
            assert "a.md" in (editions.root / "content" / file).read_text()
        missing = await desk.get("/_newsgen/front", params={"section": "ur/pakistan"})
        assert missing.status_code == 404

    at_desk(editions, arrange)
    editions.build_ok()


def test_the_desk_starts_a_story_in_an_edition(editions):
    async def create(desk):
        given = {"headline": "Sailab", "section": "ur/world", "authors": "", "lang": ""}
        answer = await desk.post("/_newsgen/new", json=given, headers=TOKEN)
        assert answer.status_code == 201
        assert answer.json()["path"].startswith("content/ur/world/")

    at_desk(editions, create)
