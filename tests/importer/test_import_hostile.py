"""Imports of hostile sources into hostile papers, on disks that fail."""

import errno
import json
import os
import socket
from pathlib import Path

import pytest

from newsgen.builder.build import build
from newsgen.builder.options import Options
from newsgen.diagnostics import Refusal
from newsgen.importer import staging
from newsgen.importer.faults import ImportFault
from newsgen.importer.memory import MEMORY
from newsgen.importer.readers import ghost as ghost_reader
from newsgen.importer.readers import markdown as markdown_reader
from newsgen.importer.settings import ImportSettings, check_settings, import_yaml
from newsgen.importer.settings import read_import_settings as read_settings
from support.exports import NOW, body, front_matter, ghost, post, snapshot, take, write

_MINE = "title: Mine\nbase_url: https://mine.test/\ntimezone: UTC\nsections:\n  world:\n"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refuse(*_arguments):
        raise AssertionError("an import asks another machine for something")

    for name in ("getaddrinfo", "create_connection", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def paper(tmp_path):
    return tmp_path / "paper"


def problems(paper: Path) -> list[str]:
    result = build(Options(root=str(paper), now=NOW, strict=True))
    return [str(problem) for problem in result.diagnostics]


def story(title: str, text: str, more: str = "") -> str:
    return f"---\ntitle: {title}\ndate: 2021-05-01\n{more}---\n\n{text}\n"


# Sources


def test_nothing_outside_the_source_is_taken(tmp_path, paper):
    outside = write(tmp_path / "outside", {"p.jpg": "SECRET", "s.md": story("S", "SECRET")})
    paths = [
        "../outside/p.jpg",
        "..%2foutside/p.jpg",
        "%2e%2e/outside/p.jpg",
        f"{outside}/p.jpg",
        f"file://{outside}/p.jpg",
        "..\\\\outside\\\\p.jpg",
        "/@/../outside/p.jpg",
        "linked.jpg",
        "folder/p.jpg",
        "loop.jpg",
        "a%00b.jpg",
        f"{'x' * 300}.jpg",
    ]
    text = "\n\n".join(f"The ferry ![a pier]({path}) and [it]({path})." for path in paths)
    source = write(tmp_path / "source", {"a.md": story("A", text)})
    (source / "linked.jpg").symlink_to(outside / "p.jpg")
    (source / "folder").symlink_to(outside)
    (source / "loop.jpg").symlink_to(source / "loop.jpg")
    (source / "up").symlink_to(source)
    (source / "s.md").symlink_to(outside / "s.md")
    report = take(source, paper, kind="markdown")
    assert [found.origin for found in report.stories] == ["a.md"]
    assert not [f for f in paper.rglob("*") if f.is_file() and b"SECRET" in f.read_bytes()]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["outside", "paper", "source"]


def test_no_two_stories_share_a_file(tmp_path, paper):
    names = ("a_b", "a-b", "A-B", "../../x", "x", "tags", "con", "\x00", "s" * 300)
    posts = [post(1, id=f"p{number}", slug=slug) for number, slug in enumerate(names)]
    report = take(ghost(tmp_path / "export.json", *posts), paper)
    assert len({found.path for found in report.stories}) == len(names)
    assert all((paper / found.path).is_file() for found in report.stories)
    assert problems(paper) == []


@pytest.mark.slow
def test_one_bad_old_address_costs_only_itself(tmp_path, paper):
    bad = ["/", "/tags/x/", "/b/", "/news/", "/../../etc/passwd", "/css/site.css"]
    some = f"tags: [x]\naliases: {json.dumps([*bad, '/good/'])}\n"
    many = f"aliases: {json.dumps([f'/old/{number}/' for number in range(10_000)])}\n"
    source = write(
        tmp_path / "source",
        {"a.md": story("A", "One.", some), "c.md": story("C", "Two.", many)},
    )
    one, two = take(source, paper, kind="markdown").stories
    assert "/good/" in one.aliases
    assert {"/", "/tags/x/", "/news/", "/css/site.css"} <= set(one.unanswered)
    assert len(two.aliases) > 1000
    assert len(two.aliases) + len(two.unanswered) == 10_000
    assert two.drafts == ()
    assert problems(paper) == []


def test_a_text_that_surprises_its_reader_is_kept_as_code(tmp_path, paper, monkeypatch):
    convert = ghost_reader.convert

    def surprised(post, site, conversion):
        if post.key == "ghost-p1":
            raise TypeError("what is this?")
        return convert(post, site, conversion)

    monkeypatch.setattr(ghost_reader, "convert", surprised)
    text = "<p>A bridge ```opened``` before noon.</p>"
    report = take(ghost(tmp_path / "export.json", post(1, html=text), post(2)), paper)
    reason = "its text cannot be converted: TypeError: what is this?"
    assert [found.drafts for found in report.stories] == [(reason,), ()]
    assert body(paper / report.stories[0].path) == f"````\n{text}\n````"
    assert problems(paper) == []


def test_a_source_that_surprises_its_reader_is_named(tmp_path, paper, monkeypatch):
    read_posts = markdown_reader.read_posts

    def surprised(source, site):
        yield next(iter(read_posts(source, site)))
        raise KeyError("title")

    monkeypatch.setattr(markdown_reader, "read_posts", surprised)
    source = write(tmp_path / "source", {"a.md": story("A", "One."), "b.md": story("B", "Two.")})
    with pytest.raises(ImportFault, match=r"cannot be read after a\.md: KeyError"):
        take(source, paper, kind="markdown")
    assert not paper.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("timezone", "../../etc/passwd"),
        ("base_url", "javascript:alert(1)"),
        ("default_section", "tags"),
        ("default_section", ""),
        ("categories", {"City": "../../x"}),
        ("categories", {"City": "page"}),
        ("categories", {"City": ""}),
    ],
)
def test_import_yaml_is_told_what_no_paper_can_have(key, value):
    with pytest.raises(ImportFault, match=f"import.yaml: {key}"):
        check_settings(ImportSettings(**{key: value}))


def test_import_yaml_of_a_source_with_very_many_categories_can_be_read_again():
    tags = {f"c{number}": "tag" for number in range(100_000)}
    text = import_yaml(ImportSettings(categories={**tags, "City": "city"}), {})
    assert "98,000 more categories became tags" in text
    assert read_settings(text.encode()).categories["City"] == "city"


# Papers


@pytest.mark.parametrize("linked", ["content", "content/news"])
def test_nothing_is_written_through_a_link_out_of_the_paper(tmp_path, paper, linked):
    outside = write(tmp_path / "outside", {"kept.txt": "kept"})
    (paper / linked).parent.mkdir(parents=True)
    (paper / linked).symlink_to(outside)
    with pytest.raises(ImportFault, match="leads out of the paper"):
        take(ghost(tmp_path / "export.json", post(1)), paper)
    assert [file.name for file in outside.iterdir()] == ["kept.txt"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["export.json", "outside", "paper"]


def test_settings_that_are_links_stay_links(tmp_path, paper):
    shared = write(tmp_path / "shared", {"newsgen.yaml": f"{_MINE}    title: World\n"})
    paper.mkdir()
    (paper / "newsgen.yaml").symlink_to(shared / "newsgen.yaml")
    with pytest.raises(Refusal, match="leads out of the site"):
        take(ghost(tmp_path / "export.json", post(1)), paper)
    assert (paper / "newsgen.yaml").is_symlink()
    assert "title: Mine" in (shared / "newsgen.yaml").read_text()


def test_a_memory_that_is_a_link_is_refused(tmp_path, paper):
    paper.mkdir()
    (paper / MEMORY).symlink_to(tmp_path / "other")
    with pytest.raises(Refusal, match="is a link"):
        take(ghost(tmp_path / "export.json", post(1)), paper)
    assert not (tmp_path / "other").exists()


def test_a_hostile_memory_touches_no_other_file(tmp_path, paper):
    export = ghost(tmp_path / "export.json", post(1))
    take(export, paper)
    (tmp_path / "victim.md").write_text("kept")
    rows = [
        ["../victim.md", "ghost-p1", "c6a1d0a4f1ab8b3d4c7f0f6a7b0a9c55"],
        [f"{tmp_path}/victim.md", "ghost-p1", "x"],
        ["content/x.md", 3, None],
        7,
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    memory = paper / MEMORY
    memory.write_bytes(
        memory.read_bytes() + lines.encode() + b"<<<<<<< HEAD\n\xff\xfe\n" + b"[" * 9
    )
    assert [found.outcome for found in take(export, paper).stories] == ["same"]
    assert (tmp_path / "victim.md").read_text() == "kept"


def test_a_story_of_an_unknown_section_is_a_draft_until_the_paper_has_the_section(tmp_path, paper):
    city = {"id": "t1", "name": "City", "slug": "city"}
    export = ghost(
        tmp_path / "export.json",
        post(1),
        tags=[city],
        posts_tags=[{"post_id": "p1", "tag_id": "t1"}],
    )
    config = f"{_MINE}    title: World\n"
    write(paper, {"newsgen.yaml": config})
    (found,) = take(export, paper).stories
    assert found.drafts == ("newsgen.yaml has no section city",)
    assert any("`title: City`" in note.text for note in found.notes)
    assert "tags" not in front_matter(paper / found.path)
    assert problems(paper) == []
    (paper / "newsgen.yaml").write_text(f"{config}  city:\n    title: City\n")
    (found,) = take(export, paper).stories
    assert (found.path, found.drafts) == ("content/city/2021-05-01-story-1.md", ())
    assert not (paper / "content/world").exists()
    assert problems(paper) == []


def test_a_link_to_a_story_that_somebody_deleted_keeps_its_words(tmp_path, paper):
    link = '<p>As <a href="__GHOST_URL__/story-2/">told</a> before.</p>'
    export = ghost(tmp_path / "export.json", post(1, html=link), post(2))
    take(export, paper)
    (paper / "content/news/2021-05-02-story-2.md").unlink()
    one, two = take(export, paper).stories
    assert (one.outcome, one.drafts, two.outcome) == ("rewritten", (), "deleted")
    assert body(paper / one.path) == "As told before."
    assert problems(paper) == []


def test_a_section_stays_as_long_as_an_edited_story_is_in_it(tmp_path, paper):
    export = ghost(tmp_path / "export.json", post(1), post(2))
    take(export, paper)
    edited = paper / "content/news/2021-05-01-story-1.md"
    edited.write_text(f"{edited.read_text()}\nMore.\n")
    settings = paper / "import.yaml"
    settings.write_text(settings.read_text().replace("section: news", "section: city"))
    take(export, paper)
    assert (paper / "content/city/2021-05-02-story-2.md").exists()
    assert problems(paper) == []


# Disks


@pytest.mark.parametrize(
    "fails_at", [n if n == 3 else pytest.param(n, marks=pytest.mark.slow) for n in range(6)]
)
def test_a_full_disk_leaves_the_paper_as_it_was(tmp_path, paper, monkeypatch, fails_at):
    export = ghost(tmp_path / "export.json", post(1), post(2))
    take(export, paper)
    before = {path: content for path, (content, _) in snapshot(paper).items()}
    city = {"id": "t1", "name": "City", "slug": "city"}
    ghost(
        export,
        post(1, html="<p>Another text.</p>"),
        post(2),
        post(3),
        tags=[city],
        posts_tags=[{"post_id": "p2", "tag_id": "t1"}],
    )
    bring, left = staging._bring, [fails_at]

    def failing(*arguments):
        if not left[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(paper))
        left[0] -= 1
        bring(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(staging, "_bring", failing)
        with pytest.raises(OSError, match="No space"):
            take(export, paper)
    assert {path: content for path, (content, _) in snapshot(paper).items()} == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["export.json", "paper"]
    if fails_at == 3:
        take(export, paper)
        assert (paper / "content/city/2021-05-02-story-2.md").exists()
        assert problems(paper) == []


@pytest.mark.parametrize(
    "killed_at", [n if n == 2 else pytest.param(n, marks=pytest.mark.slow) for n in range(5)]
)
def test_a_killed_import_of_another_export_is_no_edit(tmp_path, paper, monkeypatch, killed_at):
    export = ghost(tmp_path / "export.json", post(1), post(2), post(4))
    take(export, paper)
    ghost(export, *(post(number, html="<p>A second text.</p>") for number in (1, 2, 3, 4)))
    bring, left = staging._bring, [killed_at]

    def killed(*arguments):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        bring(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(staging, "_bring", killed)
        patch.setattr(staging.shutil, "rmtree", lambda *_a, **_k: None)
        with pytest.raises(KeyboardInterrupt):
            take(export, paper)
    assert (tmp_path / ".paper.import").exists()
    ghost(export, *(post(number, html="<p>A third text.</p>") for number in (1, 2, 3, 4)))
    report = take(export, paper)
    assert {found.outcome for found in report.stories} <= {"written", "rewritten"}
    assert {body(paper / found.path) for found in report.stories} == {"A third text."}
    assert not (tmp_path / ".paper.import").exists()


def test_a_second_import_at_once_is_refused(tmp_path, paper):
    with staging.staged(paper), pytest.raises(Refusal):
        take(ghost(tmp_path / "export.json", post(1)), paper)


def test_the_stage_lies_inside_a_paper_whose_folder_must_not_change(tmp_path, paper, monkeypatch):
    paper.mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == paper)
    with staging.staged(paper) as stage:
        assert stage.is_relative_to(paper / ".newsgen")
    assert list((paper / ".newsgen").iterdir()) == []


def test_hostile_html_reaches_no_page(tmp_path, paper):
    html = (
        "<p>The ferry<script>alert(1)</script> came <img src=x onerror=alert(2)>"
        '<a href="jav&#x09;ascript:alert(3)">to</a> <a href="data:text/html,x">the</a> pier '
        "&lt;script&gt;alert(4)&lt;/script&gt;</p><svg onload=alert(5)></svg>"
        '<iframe srcdoc="<script>alert(6)</script>"></iframe>'
    )
    title = '"><script>alert("t")</script>'
    image = {"feature_image": "javascript:alert(7)", "feature_image_alt": title}
    hostile = post(1, html=html, title=title, canonical_url="javascript:alert(8)", **image)
    (found,) = take(ghost(tmp_path / "export.json", hostile), paper).stories
    assert found.drafts == ()
    assert problems(paper) == []
    for file in (paper / "public").rglob("*.html"):
        page = file.read_text()
        for attack in ("<script>", "onerror", "onload=", "srcdoc", '="javascript:', '="data:text'):
            assert attack not in page, file


def test_a_paper_inside_a_folder_of_texts_is_refused(tmp_path):
    source = write(tmp_path / "source", {"a.md": story("A", "One.")})
    with pytest.raises(ImportFault, match="lies in the source"):
        take(source, source / "paper", kind="markdown")
    assert [file.name for file in source.iterdir()] == ["a.md"]
