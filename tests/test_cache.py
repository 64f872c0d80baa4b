"""Caches between builds save work, never change the result, and may be lost."""

import os
import random
import shutil
from contextlib import suppress
from datetime import timedelta

import pytest

from newsgen.builder.result import Result
from newsgen.diagnostics import Refusal
from newsgen.incremental import cache
from newsgen.writer import load_output_state
from support.amounts import amount
from support.paper import NOW, Paper, archive, article, snapshot


@pytest.fixture
def recent_stamps(monkeypatch):
    """Trust the stamps of files that changed a moment ago, too."""
    monkeypatch.setattr(cache, "_STAMP_RESOLUTION", -(10**15))


@pytest.fixture
def paper(make_paper) -> Paper:
    """A paper of ten stories by two authors."""
    stories = archive(10, tags=3, authors=2)
    return make_paper({**stories, "content/authors/one.md": "---\nname: Author 1\n---\nA bio.\n"})


def amount_of_work(result: Result) -> tuple[int, int, int]:
    """Numbers of opened sources, rendered outputs and written files."""
    return result.opened, result.rendered, result.written


# --- the work that a change needs ---------------------------------------------------------------


def test_an_unchanged_site_needs_no_work(paper, recent_stamps):
    paper.build_ok()
    assert amount_of_work(paper.build_ok()) == (0, 0, 0)


def test_an_edited_body_renders_one_page(paper, recent_stamps):
    paper.build_ok()
    paper.write({"content/world/4.md": article_4(body="Another text.", summary="")})
    paper.build_ok()
    paper.write({"content/world/4.md": article_4(body="Another text.\n\nMore of it.", summary="")})
    assert amount_of_work(paper.build_ok()) == (1, 1, 1)


def test_an_edited_headline_renders_the_pages_that_show_it(paper, recent_stamps):
    paper.build_ok()
    paper.write({"content/world/4.md": article_4(title="Another headline")})
    before = snapshot(paper.public)
    result = paper.build_ok()
    shown = {path for path, content in before.items() if b"Story 4" in content}
    assert result.opened == 1
    assert set(result.changes.changed) == shown
    assert result.rendered == result.written == len(shown)


def test_an_edited_bio_renders_the_author_and_the_articles_that_show_it(paper, recent_stamps):
    paper.build_ok()
    paper.write({"content/authors/one.md": "---\nname: Author 1\n---\nAnother bio.\n"})
    result = paper.build_ok()
    assert result.changes.changed == (
        "authors/one/index.html",
        *(f"world/{n}/index.html" for n in (1, 3, 5, 7, 9)),
    )
    assert result.rendered == 6


def test_a_block_template_renders_the_pages_that_use_it(paper, recent_stamps):
    paper.write({"content/world/4.md": article_4(body="::: box Note\nInside.\n:::")})
    paper.build_ok()
    paper.write({"templates/blocks/box.html": "<b>{{ content }}</b>"})
    result = paper.build_ok()
    assert result.changes.changed == ("world/4/index.html",)
    assert result.rendered == 1


def test_a_static_file_that_no_template_names_renders_no_page(paper, recent_stamps):
    paper.build_ok()
    paper.write({"static/picture.svg": "<svg/>"})
    result = paper.build_ok()
    assert amount_of_work(result) == (0, 1, 1)


def test_a_style_sheet_renders_the_pages_that_name_it(paper, recent_stamps):
    paper.write({"static/css/site.css": "body {}"})
    before = paper.build_ok()
    [old] = style_sheets(paper) - {"css/site.css"}
    naming = {p for p, content in snapshot(paper.public).items() if old.encode() in content}
    paper.write({"static/css/site.css": "main {}"})
    result = paper.build_ok()
    [new] = style_sheets(paper) - {"css/site.css"}
    assert result.changes.changed == tuple(sorted({"css/site.css", *naming}))
    assert (result.changes.added, result.changes.removed) == ((new,), (old,))
    assert result.rendered == len(naming) + 3  # the worker names it only for papers with `offline`
    assert result.outputs == before.outputs


def style_sheets(paper: Paper) -> set[str]:
    """The copies of the style sheet."""
    return {path for path in snapshot(paper.public) if path.startswith("css/site.")}


def test_an_opening_embargo_renders_only_its_pages(paper, recent_stamps):
    paper.write({"content/world/4.md": article_4(embargo="2026-11-24 09:00")})
    paper.build_ok()
    assert paper.build_ok(NOW + timedelta(hours=1)).rendered == 0
    later = paper.build_ok(NOW + timedelta(days=2))
    assert "world/4/index.html" in later.changes.added
    assert later.opened == 0


def article_4(title: str = "Story 4", **fields: str) -> str:
    """The fourth story with other values."""
    known = {"date": "2026-11-14 10:00", "tags": "[t1]", "authors": "[Author 0]"}
    return article(title, **{**known, **fields})


# --- valid cache entries ------------------------------------------------------------------------


def test_new_file_times_need_reading_but_no_rendering(paper, recent_stamps):
    """As in a fresh checkout with the build cache and the output of the last run."""
    paper.build_ok()
    for place in [*(paper.root / "content").rglob("*.md"), *paper.public.rglob("*.html")]:
        os.utime(place, (0, 0))
    result = paper.build_ok()
    assert amount_of_work(result) == (11, 0, 0)
    assert amount_of_work(paper.build_ok()) == (0, 0, 0)


def test_a_changed_file_with_its_old_time_and_size_is_read(paper):
    """Some tools restore file times, and two writes at once have the same time."""
    paper.build_ok()
    place = paper.root / "content/world/4.md"
    status = place.stat()
    place.write_text(place.read_text().replace("Story 4", "Story X"))
    os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
    paper.build_ok()
    assert "Story X" in paper.page("world/4/index.html")


@pytest.mark.parametrize("lost", ["record", "output"])
def test_the_cache_or_the_output_alone_saves_its_part_of_the_work(paper, recent_stamps, lost):
    paper.build_ok()
    before = snapshot(paper.public)
    shutil.rmtree(paper.public if lost == "output" else paper.root / ".newsgen")
    result = paper.build_ok()
    assert snapshot(paper.public) == before
    if lost == "output":
        assert (result.opened, result.rendered) == (0, len(before))
    else:
        assert (result.opened, result.rendered, result.written) == (11, 0, 0)


def test_changed_output_files_are_repaired(paper):
    paper.build_ok()
    before = snapshot(paper.public)
    (paper.public / "index.html").write_text("meddled")
    (paper.public / "world/4/index.html").unlink()
    assert paper.build_ok().written == 2
    assert snapshot(paper.public) == before


def test_warnings_are_reported_again_while_they_apply(paper):
    paper.write({"content/world/4.md": article_4(body="Raw <blink>mark-up</blink>.")})
    first, again = paper.build(), paper.build()
    assert [d.code for d in first.diagnostics] == ["unsafe-html"]
    assert again.diagnostics == first.diagnostics
    assert again.rendered == 0
    assert not paper.build(strict=True).committed


def test_the_cache_may_be_in_another_folder(paper, tmp_path):
    paper.build_ok(cache=str(tmp_path / "elsewhere"))
    assert (tmp_path / "elsewhere/record").exists()
    assert not (paper.root / ".newsgen").exists()


@pytest.mark.parametrize("cache", [".", "..", "content/x", "templates"])
def test_the_cache_may_not_be_in_a_source_folder(paper, cache):
    with pytest.raises(Refusal, match="the cache"):
        paper.build(cache=os.path.normpath(paper.root / cache))


def test_a_cache_that_cannot_be_written_is_a_warning(paper, tmp_path):
    (tmp_path / "file").write_text("")
    result = paper.build(cache=str(tmp_path / "file"))
    assert [d.code for d in result.diagnostics] == ["no-record"]
    assert result.committed


OURS = "https://news.example/"


@pytest.mark.parametrize(
    ("wanted", "scope", "address"),
    [
        ({"scope": "drafts"}, "drafts", OURS),
        ({"base_url": "https://stage.example/"}, "published", "https://stage.example/"),
        ({}, "published", OURS),
    ],
)
def test_the_manifest_has_the_scope_and_the_base_url(paper, recent_stamps, wanted, scope, address):
    paper.build_ok()
    for is_new in (bool(wanted), False):
        result = paper.build_ok(**wanted)
        assert (result.site_plan is not None) == is_new
        manifest = load_output_state(paper.public).manifest
        assert (manifest.tally and manifest.tally.scope, manifest.base_url) == (scope, address)
    paper.build_ok()
    manifest = load_output_state(paper.public).manifest
    assert (manifest.tally and manifest.tally.scope, manifest.base_url) == ("published", OURS)


# --- damage -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "times",
    [
        pytest.param(40, id="some"),
        pytest.param(amount("DAMAGES", 300, 1000), id="many", marks=pytest.mark.slow),
    ],
)
def test_damaged_files_of_newsgen_change_no_output(paper, tmp_path, times):
    """Flips one bit or cuts off the end, anywhere in the build cache and the manifest."""
    paper.build_ok()
    expected = snapshot(paper.public)
    kept = [paper.root / ".newsgen/record", paper.public / ".newsgen/manifest"]
    whole = {place: place.read_bytes() for place in kept}
    chance = random.Random(7)
    for _ in range(times):
        place = chance.choice(kept)
        place.write_bytes(damaged(whole[place], chance))
        with suppress(Refusal):  # with a damaged manifest newsgen does not know its own files
            paper.build_ok()
        assert snapshot(paper.public) == expected
        for original, content in whole.items():
            original.write_bytes(content)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with one bit flipped, or cut off somewhere."""
    place = chance.randrange(len(content))
    if chance.random() < 0.5:
        return content[:place]
    return (
        content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :]
    )
