"""Target folders and purge lists must not overlap the folders that newsgen uses."""

import os

import pytest

from newsgen.builder.options import Options
from newsgen.diagnostics import Refusal
from newsgen.publish import PublishOptions, publish
from newsgen.publish.places import is_same, is_within
from support.before_after import CLOCK
from support.paper import CONFIG, article


@pytest.fixture
def paper(make_paper):
    return make_paper({"content/world/a.md": article("A"), "static/a.txt": "a", "templates/.x": ""})


def put(paper, *targets, target="live", **wanted):
    """Publish to one of the targets, which are described in YAML."""
    lines = "".join(f"  {line}\n" for line in targets)
    paper.write({"newsgen.yaml": f"{CONFIG}targets:\n{lines}"})
    options = Options(root=str(paper.root), now=CLOCK, jobs=1)
    return publish(options, PublishOptions(clock=CLOCK, target=target, **wanted))


def refuse(paper, *targets, words="overlaps", **wanted):
    with pytest.raises(Refusal, match=words) as refused:
        put(paper, *targets, **wanted)
    assert refused.value.hint


@pytest.mark.parametrize("source", ["content", "static", "templates", "content/world", "static/x"])
def test_a_target_that_links_to_a_source_folder(paper, source):
    (paper.root.parent / "live").symlink_to(paper.root / source)
    refuse(paper, "live: {kind: directory, path: ../live}")


@pytest.mark.parametrize("name", ["static", "content", "public", ".newsgen"])
def test_a_target_inside_a_linked_site_folder(paper, name):
    """Sources, output and cache may be links to other places."""
    place, elsewhere = paper.root / name, paper.root.parent / "elsewhere"
    place.rename(elsewhere) if place.exists() else elsewhere.mkdir()
    place.symlink_to(elsewhere)
    for path in ("../elsewhere", "../elsewhere/live", "../live"):
        if path == "../live":
            (paper.root.parent / "live").symlink_to(elsewhere)
        refuse(paper, f"live: {{kind: directory, path: {path}}}")


@pytest.mark.parametrize("path", ["../stage", "../stage/sub", "..//stage/.", "../link", "../STAGE"])
def test_a_target_inside_another_target(paper, path):
    (paper.root.parent / "link").symlink_to("stage")
    refuse(
        paper,
        f"live: {{kind: directory, path: {path}}}",
        "stage: {kind: directory, path: ../stage}",
    )


def test_a_target_inside_the_repository_of_another_target(paper):
    targets = "pages: {kind: git, repository: ../site.git}"
    for path in ("../site.git", "../site.git/objects"):
        refuse(paper, f"live: {{kind: directory, path: {path}}}", targets)


def test_a_repository_that_contains_the_site_does_not_block_targets(paper):
    targets = "pages: {kind: git, repository: .}"
    put(paper, "live: {kind: directory, path: out}", targets)
    assert (paper.root / "out/index.html").is_file()


@pytest.mark.parametrize("path", ["../.git", "../.git/live", "../.GIT/x", "../other/.newsgen/x"])
def test_a_target_inside_folders_of_git_or_newsgen(paper, path):
    refuse(paper, f"live: {{kind: directory, path: {path}}}", words="is inside")


def test_case_matters_if_the_disk_distinguishes_it(tmp_path):
    """Two missing names may become the same file; for existing names the disk decides."""
    assert is_same(tmp_path / "Live", tmp_path / "live")
    assert is_same(tmp_path / "cafe\u0301", tmp_path / "caf\u00e9")
    (tmp_path / "live").mkdir()
    is_one = (tmp_path / "LIVE").exists()
    assert is_same(tmp_path / "LIVE", tmp_path / "live") == is_one
    (tmp_path / "link").symlink_to("live")
    assert is_within((tmp_path / "link").resolve() / "x" / "y", tmp_path / "live")
    assert not is_within(tmp_path / "lively", tmp_path / "live")


PURGES = [
    "content/world/new.md", "content/purge.txt", "static/purge.txt", "templates/purge.txt",
    "newsgen.yaml", "./newsgen.yaml", "public/purge.txt", ".newsgen/purge.txt", ".git/hooks/x",
    "link/purge.txt", "out/purge.txt", "stage/purge.txt", "settings",
]  # fmt: skip


@pytest.mark.parametrize("purge", PURGES)
@pytest.mark.parametrize("way", ["announce", "option"])
def test_a_purge_list_among_files_of_the_site_or_its_targets(paper, purge, way):
    (paper.root / "link").symlink_to("content")
    (paper.root / "settings").symlink_to("newsgen.yaml")
    announce = f", announce: {{purge_list: {purge}}}" if way == "announce" else ""
    refuse(
        paper,
        f"live: {{kind: directory, path: out{announce}}}",
        "stage: {kind: directory, path: stage}",
        words="or be among files",
        purge_list=str(paper.root / purge) if way == "option" else "",
    )
    assert not (paper.root / "public").exists()
    assert not (paper.root / "content/world/new.md").exists()


def test_a_purge_list_in_a_separate_file(paper):
    put(paper, "live: {kind: directory, path: out, announce: {purge_list: purge.txt}}")
    assert (paper.root / "purge.txt").read_text().startswith("https://news.example/")


def test_a_purge_list_that_is_a_pipe_does_not_block(paper):
    os.mkfifo(paper.root / "purge.txt")
    refuse(
        paper,
        "live: {kind: directory, path: out, announce: {purge_list: purge.txt}}",
        words="contains something else",
    )
