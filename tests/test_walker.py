"""Files of a site: valid targets of links, unreadable files, limits of size and depth."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsgen.builder.files import find_templates
from newsgen.builder.inspect import preview
from newsgen.builder.options import Options
from newsgen.builder.verify import compare_with_clean
from newsgen.diagnostics import Diagnostic, Problems, Refusal
from newsgen.files import walker
from newsgen.files.walker import File, read, walk
from newsgen.sources.discovery import discover, rediscover
from support.paper import CONFIG, NOW, article, snapshot

A = "content/world/a.md"
PICTURE = "content/world/a.png"


def found(root: Path, folder: str) -> dict[str, str]:
    """Each file below the folder with its real path, or the code of its problem."""
    return {
        f.path: f.code if isinstance(f, Diagnostic) else os.path.relpath(f.place, root)
        for f in walk(root, folder)
    }


def link(paper, path: str, target: str | Path) -> None:
    place = paper.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target)


# --- links --------------------------------------------------------------------------------------

OUTSIDE = {
    "the environment of the process": "/proc/self/environ",
    "a file of secrets in the site": "../.env",
    "its repository": "../.git/config",
    "settings": "../newsgen.yaml",
    "the output": "../public/index.html",
    "the record of drafts": "../.newsgen/record",
    "a file beside the site": "../../secret.txt",
    "a hidden file of another folder": "../content/.draft.md",
    "a chain of links": "chain",
    "a chain that begins in the site": "../static/out",
    "a folder elsewhere": "../..",
    "the root of the disk": "/",
    "a device": "/dev/zero",
    "nothing, outside": "/nowhere/x",
}


@pytest.mark.parametrize("folder", ["content", "static", "templates"])
def test_links_out_of_the_site_are_reported_with_both_ends(make_paper, tmp_path, folder):
    paper = make_paper(
        {A: article(), ".env": "TOKEN=1", ".git/config": "x", "content/.draft.md": "x"}
    )
    paper.build_ok()
    (tmp_path / "secret.txt").write_text("secret")
    before = snapshot(paper.public)
    link(paper, f"{folder}/chain", "chain2")
    link(paper, f"{folder}/chain2", "../../secret.txt")
    link(paper, "static/out", "../../secret.txt")
    for number, target in enumerate(OUTSIDE.values()):
        link(paper, f"{folder}/link{number}", target)
    problems = {d.path: d for d in paper.build().diagnostics if d.path != "static/out"}
    assert {d.code for d in problems.values()} == {"outside-site"}
    assert len(problems) == len(OUTSIDE) + 2
    for number, target in enumerate(OUTSIDE.values()):
        assert problems[f"{folder}/link{number}"].message.endswith(f": {target}")
    assert snapshot(paper.public) == before


@pytest.mark.parametrize("folder", ["content", "static", "templates"])
def test_a_source_folder_may_not_be_a_link_out_of_the_site(make_paper, tmp_path, folder):
    paper = make_paper({A: article()})
    (tmp_path / "elsewhere/world").mkdir(parents=True)
    (tmp_path / "elsewhere/world/b.md").write_text(article("B"))
    if folder == "content":
        (paper.root / folder).rename(paper.root / "old")
    link(paper, folder, tmp_path / "elsewhere")
    assert paper.codes() == ["outside-site"]


def test_settings_may_not_be_a_link_out_of_the_site(make_paper, tmp_path):
    paper = make_paper({A: article()})
    for target in (tmp_path / "else.yaml", paper.root / ".hidden.yaml"):
        (paper.root / "newsgen.yaml").rename(target)
        link(paper, "newsgen.yaml", target)
        with pytest.raises(Refusal, match=f"leads out of the site: {target}"):
            paper.build()
        (paper.root / "newsgen.yaml").unlink()
        target.rename(paper.root / "newsgen.yaml")
    (paper.root / "newsgen.yaml").rename(paper.root / "live.yaml")
    link(paper, "newsgen.yaml", "live.yaml")
    paper.build_ok()


def test_links_within_the_site_are_followed(make_paper):
    paper = make_paper(
        {
            PICTURE: "picture",
            "static/kit/logo.svg": "<svg/>",
            "static/kit/deep/x.css": "x",
            "templates/parts/a.html": "a",
        }
    )
    link(paper, "static/photo.png", f"../{PICTURE}")
    link(paper, "static/old-kit", "kit")
    link(paper, "templates/icons", "../static/kit")
    link(paper, "content/world/b.png", "a.png")
    link(paper, "content/globe", "world")
    assert found(paper.root, "static") == {
        "static/kit/logo.svg": "static/kit/logo.svg",
        "static/kit/deep/x.css": "static/kit/deep/x.css",
        "static/photo.png": PICTURE,
        "static/old-kit/logo.svg": "static/kit/logo.svg",
        "static/old-kit/deep/x.css": "static/kit/deep/x.css",
    }
    assert found(paper.root, "templates")["templates/icons/logo.svg"] == "static/kit/logo.svg"
    assert set(found(paper.root, "content")) == {
        "content/world/a.png",
        "content/world/b.png",
        "content/globe/a.png",
        "content/globe/b.png",
    }


def test_a_linked_folder_of_static_files_is_published_and_followed(make_paper):
    paper = make_paper({A: article(), "static/kit/logo.txt": "one"})
    link(paper, "static/brand", "kit")
    paper.build_ok()
    assert paper.page("brand/logo.txt") == "one"
    paper.write({"static/kit/logo.txt": "two!"})
    paper.build_ok()
    assert paper.page("brand/logo.txt") == paper.page("kit/logo.txt") == "two!"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("static/leak.txt", "../content/world/secret.md"),
        ("static/leak.md", "../content/world/secret.md"),
        ("static/world", "../content/world"),
        ("templates/leak.html", "../content/world/secret.md"),
        ("content/world/leak.txt", "secret.md"),
        ("content/world/leak.png", "SECRET.MD"),
    ],
)
def test_no_link_shows_the_source_of_a_story(make_paper, path, target):
    paper = make_paper({"content/world/secret.md": article("Secret", embargo="2027-01-01")})
    (paper.root / "content/world/SECRET.MD").write_text(article("Other"))
    link(paper, path, target)
    problems = [d for d in paper.build().diagnostics if d.path == path]
    assert [d.code for d in problems] == ["linked-source"]


@pytest.mark.parametrize(
    "links",
    [
        {"static/loop": "."},
        {"static/a/up": ".."},
        {"static/a/b": "../c", "static/c/d": "../a"},
        {"static/self": "self"},
        {"static/one": "two", "static/two": "one"},
        {"static/gone": "nowhere"},
        {"templates/loop": "../templates"},
        {"content/loop": "../content"},
    ],
    ids=str,
)
def test_broken_and_circular_links_are_reported(make_paper, links):
    paper = make_paper({A: article()})
    for path, target in links.items():
        link(paper, path, target)
    problems = paper.build().diagnostics
    assert {d.code for d in problems} == {"broken-symlink"}


def test_the_number_of_linked_files_is_limited(make_paper, monkeypatch):
    monkeypatch.setattr(walker, "MAX_LINKED", 50)
    paper = make_paper({A: article(), "static/0/x.txt": "x"})
    for number in range(12):
        for other in range(number):
            link(paper, f"static/{number}/to{other}", f"../{other}")
    assert paper.codes() == ["outside-site"]


# --- unreadable files -------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["content/world", "static/css", "templates/partials", "static"])
def test_a_folder_that_cannot_be_listed_keeps_its_files_on_the_site(
    make_paper, monkeypatch, folder
):
    """It is not treated as empty, which would remove its pages from the site."""
    paper = make_paper(
        {A: article(), "static/css/own.css": "x", "templates/partials/card.html": "card"}
    )
    paper.build_ok()
    before = snapshot(paper.public)
    scandir = os.scandir

    def refusing(place):
        if place == str(paper.root / folder):
            raise PermissionError(13, "Permission denied", place)
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refusing)
    problems = paper.build().diagnostics
    assert [(d.code, d.path) for d in problems if d.code == "unreadable"] == [
        ("unreadable", folder)
    ]
    assert snapshot(paper.public) == before


@pytest.mark.parametrize("path", [A, "static/own.css", "templates/home.html", "newsgen.yaml"])
def test_a_file_that_cannot_be_opened_is_reported(make_paper, monkeypatch, path):
    paper = make_paper({A: article(), "static/own.css": "x", "templates/home.html": "x"})
    open_ = os.open

    def refusing(place, *rest, **more):
        if os.fspath(place) == str(paper.root / path):
            raise PermissionError(13, "Permission denied", place)
        return open_(place, *rest, **more)

    monkeypatch.setattr(os, "open", refusing)
    if path == "newsgen.yaml":
        with pytest.raises(Refusal, match="cannot be read: Permission denied"):
            paper.build()
    else:
        assert ("unreadable", path) in {(d.code, d.path) for d in paper.build().diagnostics}


@pytest.mark.parametrize("path", ["content/a.md", "static/a.css", "templates/a.html"])
def test_a_pipe_is_never_opened(make_paper, path):
    paper = make_paper({A: article()})
    (paper.root / path).parent.mkdir(exist_ok=True)
    os.mkfifo(paper.root / path)
    [problem] = paper.build().diagnostics
    assert (problem.code, problem.path) == ("not-a-file", path)


def test_a_pipe_in_place_of_the_settings_is_not_waited_for(make_paper):
    paper = make_paper({A: article()})
    (paper.root / "newsgen.yaml").unlink()
    os.mkfifo(paper.root / "newsgen.yaml")
    with pytest.raises(Refusal, match="pipe or a device"):
        paper.build()


@pytest.mark.parametrize(
    ("path", "size"),
    [(A, 3 << 30), ("static/film.mp4", 3 << 30), ("templates/home.html", 1 << 30)],
)
def test_a_huge_file_is_reported_without_being_read(make_paper, path, size):
    paper = make_paper({"content/world/b.md": article()})
    paper.write({path: ""})
    with (paper.root / path).open("wb") as file:
        file.truncate(size)
    problems = paper.build().diagnostics
    assert ("too-large", path) in {(d.code, d.path) for d in problems}


def test_huge_settings_are_reported_without_being_read(make_paper):
    paper = make_paper({A: article()})
    with (paper.root / "newsgen.yaml").open("wb") as file:
        file.truncate(3 << 30)
    with pytest.raises(Refusal, match="more than 2,097,152"):
        paper.build()


@pytest.mark.parametrize("folder", ["content", "static", "templates"])
def test_the_depth_of_folders_is_limited(make_paper, folder):
    paper = make_paper({A: article()})
    place = paper.root / folder
    place.mkdir(exist_ok=True)
    nest = "for _ in range(1100): os.mkdir('d'); os.chdir('d')"  # longer than paths can be
    subprocess.run([sys.executable, "-c", f"import os\n{nest}"], cwd=place, check=True)
    try:
        assert paper.codes() == ["deep-folder"]
    finally:
        subprocess.run(["rm", "-rf", place / "d"], check=True)  # too deep for pytest to tidy up


def test_a_file_that_changes_while_it_is_read_is_not_published(make_paper, monkeypatch):
    paper = make_paper({A: article(), "static/own.txt": "one"})
    real = walker.read

    def racing(place, path, limit):
        content = real(place, path, limit)
        if path == "static/own.txt":
            Path(place).write_text("two")
        return content

    monkeypatch.setattr("newsgen.builder.files.read", racing)
    assert paper.codes() == ["changed-meanwhile"]


# --- ignored names ------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["content", "static", "templates"])
def test_files_of_editors_and_file_managers_are_ignored(make_paper, folder):
    names = [
        ".#hidden",
        ".DS_Store",
        "a.css.bak",
        "~$a.docx",
        "a.md~",
        "#a.md#",
        "Thumbs.db",
        "desktop.ini",
    ]
    names += [".git/config", "__MACOSX/x", ".well-known/x"]
    paper = make_paper({f"{folder}/{name}": "x" for name in names})
    kept = {"static/.well-known/x": "static/.well-known/x"} if folder == "static" else {}
    assert found(paper.root, folder) == kept


# --- templates ----------------------------------------------------------------------------------

PARTS = ["icon.svg", "own.css", "facts.json", "words.md", "macro.j2", "no-ending", "deep/x.js"]


REFERENCES = '{{% include "{0}" %}}{{{{ fragment("{0}") }}}}{{% import "{0}" as x %}}{{{{ x }}}}'


def test_a_change_of_a_template_with_any_name_is_seen(make_paper):
    footer = "".join(REFERENCES.format(part) for part in PARTS)
    files = {f"templates/{part}": f"[{part} one]" for part in PARTS}
    paper = make_paper({A: article(), "templates/partials/footer.html": footer, **files})
    paper.build_ok()
    for part in PARTS:
        assert paper.page("world/a/index.html").count(f"[{part} one]") == 3
        paper.write({f"templates/{part}": f"[{part} two!]"})
        result = paper.build_ok()
        assert paper.page("world/a/index.html").count(f"[{part} two!]") == 3
    assert compare_with_clean(result, paper.options()) == ()


def test_a_change_is_seen_in_a_linked_folder_of_templates(make_paper):
    paper = make_paper(
        {
            A: article(),
            "templates/partials/footer.html": '{% include "icons/logo.svg" %}',
            "static/kit/logo.svg": "one",
        }
    )
    link(paper, "templates/icons", "../static/kit")
    paper.build_ok()
    paper.write({"static/kit/logo.svg": "two!"})
    paper.build_ok()
    assert "two!" in paper.page("world/a/index.html")


def test_a_template_can_load_only_files_that_were_found(make_paper):
    names = [".env", "../.env", "../newsgen.yaml", "/etc/hostname", "../content/world/a.md", "x~"]
    footer = "".join(f'{{% include "{name}" ignore missing %}}' for name in names)
    paper = make_paper(
        {
            A: article(),
            ".env": "TOKEN",
            "templates/.env": "TOKEN",
            "templates/x~": "TOKEN",
            "templates/partials/footer.html": f"<footer>{footer}</footer>",
        }
    )
    paper.build_ok()
    assert "<footer></footer>" in paper.page("world/a/index.html")


def test_everything_that_can_be_loaded_is_digested(make_paper):
    paper = make_paper({f"templates/{name}": name for name in PARTS})
    files, problems = find_templates(paper.root)
    assert problems == ()
    assert set(files.site) == set(PARTS)
    assert all(f"site/{name}" in files.digests for name in PARTS)
    assert files.theme.keys() == {name.removeprefix("theme/") for name in files.digests
                                  if name.startswith("theme/")}  # fmt: skip


# --- the preview scans again --------------------------------------------------------------------


def test_a_second_scan_sees_linked_files(make_paper):
    paper = make_paper({A: article(), PICTURE: "one"})
    link(paper, "content/globe", "world")
    link(paper, "content/b.png", "world/a.png")
    link(paper, "content/c.png", "world/c.png")
    before = discover(paper.root)
    new = {"content/world/c.png": "new", "content/world/d.md": article("D")}
    paper.write({PICTURE: "longer", **new})
    assert rediscover(paper.root, before, [PICTURE, *new]) == discover(paper.root)


def test_a_problem_of_another_folder_is_not_kept_for_content(make_paper):
    from newsgen.serve.snapshot import first_snapshot, next_snapshot  # noqa: PLC0415

    paper = make_paper({A: article()})
    link(paper, "static/out.txt", "/etc/hostname")
    snapshot = first_snapshot(paper.options(), lambda *_: None)
    assert [d.code for d in snapshot.diagnostics] == ["outside-site"]
    (paper.root / "static/out.txt").unlink()
    paper.write({A: article("New")})
    snapshot = next_snapshot(snapshot, {A, "static/out.txt"}, NOW)
    assert snapshot.diagnostics == ()


def test_planning_reports_the_same_problems(make_paper):
    paper = make_paper({A: article(), "newsgen.yaml": CONFIG})
    link(paper, "static/out.txt", "/etc/hostname")
    assert [d.code for d in preview(Options(root=str(paper.root), now=NOW))[1]] == ["outside-site"]


def test_reading_names_the_file_by_its_path_in_the_site(tmp_path):
    with pytest.raises(Problems) as told:
        read(str(tmp_path / "none"), "static/none", 10)
    assert (told.value.diagnostics[0].code, told.value.diagnostics[0].path) == (
        "unreadable",
        "static/none",
    )
    with pytest.raises(Problems):
        read("nul\0", "static/nul", 10)
    assert File("a", "b", None, is_linked=False).path == "a"  # type: ignore[arg-type]
