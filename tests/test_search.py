"""The search index: made by its own command, published as it is, without what is withdrawn."""

import gzip
import json
import shutil

import pytest

from newsgen import search_index
from newsgen.diagnostics import Refusal
from newsgen.publish import PublishOptions, publish
from newsgen.search_index import make_index
from support.paper import CONFIG, NOW, article, snapshot

pytest.importorskip("pagefind", reason="pagefind is not installed")

SETTINGS = (
    f"{CONFIG}  urdu: {{title: اردو, lang: ur}}\nsearch: pagefind\n"
    "targets: {disk: {kind: directory, path: ../readers}}\n"
)
FILES = {
    "newsgen.yaml": SETTINGS,
    "content/world/kestrel.md": article("A kestrel", "It nests at the ministry.", tags="[Birds]"),
    "content/world/canal.md": article("The canal", "Water came on Tuesday.", date="2026-10-02"),
    "content/urdu/suraj.md": article("سورج کی آنچ", "تین بہنوں کی بیکری۔", section="urdu"),
    "content/world/draft.md": article("Secret", "Nobody reads this.", draft="true"),
    "content/world/later.md": article("Later", "Not yet.", embargo="2026-12-30"),
    "content/pages/about.md": "---\ntitle: About\n---\nWho we are.\n",
}
INDEX = "search/pagefind"


@pytest.fixture
def paper(make_paper):
    paper = make_paper(FILES)
    paper.build_ok()
    return paper


def fragments(folder) -> dict[str, dict]:
    """What the index holds of each page, by URL."""
    found = [
        json.loads(gzip.decompress(place.read_bytes()).removeprefix(b"pagefind_dcd"))
        for place in (folder / INDEX / "fragment").iterdir()
    ]
    return {each["url"]: each for each in found}


def published(paper, **wanted):
    options = PublishOptions(clock=NOW, target="disk", **wanted)
    report = publish(paper.options(), options)
    assert report.difference is not None
    return report


def test_an_edition_has_its_latest_stories_beside_the_one_index(make_paper):
    editions = "editions: {fr: {title: Le Journal, lang: fr, sections: {monde: }}}\n"
    monde = article("Le canal", "De l'eau mardi.", "monde")
    paper = make_paper({
        **FILES, "newsgen.yaml": SETTINGS + editions, "content/fr/monde/canal.md": monde
    })  # fmt: skip
    paper.build_ok()
    make_index(paper.options())
    assert "/fr/monde/canal/" in fragments(paper.public)
    latest = json.loads((paper.public / INDEX / "fr/latest.json").read_bytes())
    assert [story["url"] for story in latest["stories"]] == ["/fr/monde/canal/"]


def test_the_index_holds_the_texts_of_live_stories_and_nothing_else(paper):
    make_index(paper.options())
    found = fragments(paper.public)
    assert found.keys() == {"/world/kestrel/", "/world/canal/", "/urdu/suraj/"}
    story = found["/world/kestrel/"]
    assert story["filters"] == {"section": ["/world/"], "month": ["2026-11"]}
    assert story["meta"]["title"] == "A kestrel"
    assert story["meta"]["date"] == "2026-11-20T10:00:00+05:00"
    assert "It nests at the ministry." in story["content"]
    for frame in ("Published", "Copy link", "WhatsApp", "min read", "Latest"):
        assert frame not in story["content"]
    entry = json.loads(paper.page(f"{INDEX}/pagefind-entry.json"))
    assert {lang: each["page_count"] for lang, each in entry["languages"].items()} == {
        "en": 2,
        "ur": 1,
    }


def test_a_build_leaves_the_index_alone_and_a_second_index_of_one_build_writes_nothing(paper):
    first = make_index(paper.options())
    before = snapshot(paper.public / INDEX)
    paper.write({"content/world/new.md": article("New", "Words.")})
    paper.build_ok()
    assert snapshot(paper.public / INDEX) == before
    again = make_index(paper.options())
    assert (again.pages, again.written) == (first.pages + 1, again.written)
    assert 0 < again.written < again.files
    assert make_index(paper.options()).written == 0


def test_an_index_of_a_build_with_drafts_is_refused(paper):
    paper.build(scope="drafts")
    with pytest.raises(Refusal, match="unpublished stories"):
        make_index(paper.options())


def test_a_page_that_somebody_changed_is_not_indexed(paper):
    place = paper.public / "world/canal/index.html"
    place.write_text(place.read_text() + "<p>Mine</p>")
    with pytest.raises(Refusal, match="changed since the build"):
        make_index(paper.options())


def test_without_the_setting_there_is_nothing_to_index(make_paper):
    paper = make_paper()
    paper.build_ok()
    with pytest.raises(Refusal, match="no search page"):
        make_index(paper.options())
    assert not (paper.public / "search").exists()
    assert "pagefind" not in paper.page("index.html")


def test_the_first_publication_makes_the_index_and_later_ones_leave_it(paper, tmp_path):
    report = published(paper)
    assert report.index.is_current
    assert f"{INDEX}/pagefind.js" in {upload.path for upload in report.difference.added}
    assert not any("pagefind-ui" in path for path in snapshot(tmp_path / "readers"))
    paper.write({"content/world/new.md": article("New", "Words.", date="2026-11-21")})
    report = published(paper)
    assert not any(upload.path.startswith(INDEX) for upload in report.difference.uploads)
    assert (report.index.is_current, report.index.withdrawn) == (False, 0)


def test_the_words_of_a_withdrawn_story_leave_readers_with_its_page(paper, tmp_path):
    published(paper)
    paper.write({"content/world/canal.md": article("The canal", "Other.", date="2026-10-02")})
    paper.remove("content/world/kestrel.md")
    report = published(paper)
    assert report.index.withdrawn == 1
    assert "/world/kestrel/" not in fragments(tmp_path / "readers")
    make_index(paper.options())
    report = published(paper, use_last_build=True)
    assert report.index.is_current
    assert fragments(tmp_path / "readers")["/world/canal/"]["content"].endswith("Other.")


def test_an_interrupted_index_is_made_again_before_it_is_published(paper):
    make_index(paper.options())
    place = paper.public / INDEX / ".newsgen"
    shutil.copy(place / "manifest", place / "pending")
    assert not search_index.has_index(paper.public)
    assert published(paper).index.is_current
    assert search_index.has_index(paper.public)


def test_publishing_says_how_old_the_index_is(paper, run):
    published(paper)
    paper.remove("content/world/kestrel.md")
    _, said, _ = run("publish", "disk", "--site", str(paper.root), "--now", NOW.isoformat())
    assert "Search finds the stories of 2026-11-23 12:00" in said
    assert "without 1 withdrawn story" in said


def test_the_command_says_what_it_made(paper, run):
    status, said, _ = run("search", "--site", str(paper.root), "--format", "json")
    facts = json.loads(said)
    assert (status, facts["pages"]) == (0, 3)
    assert facts["written"] == facts["files"]


def test_a_missing_pagefind_says_how_to_get_it(paper, monkeypatch):
    def missing(_name):
        raise search_index.PackageNotFoundError

    monkeypatch.setattr(search_index, "version", missing)
    with pytest.raises(Refusal) as refused:
        make_index(paper.options())
    assert "newsgen[search]" in refused.value.hint


def test_clean_removes_the_index_too(paper, run):
    make_index(paper.options())
    run("clean", "--site", str(paper.root))
    assert not paper.public.exists()
