"""Hostile slugs, ids, aliases, permalinks and folders are reported and do no harm.

``tests/test_paths.py`` tests the rules for paths; these tests use them through builds.
"""

import shutil
import unicodedata

import pytest
from msgspec.structs import replace

from newsgen import paths
from newsgen.builder.clean import clean
from newsgen.builder.inspect import preview
from newsgen.diagnostics import Refusal
from newsgen.incremental.manifest import (
    Manifest,
    manifest_path,
    pending_path,
    read_manifest,
    write_manifest,
)
from newsgen.writer import stage_file
from support.paper import CONFIG, article, snapshot
from support.photos import photo

A = "content/world/a.md"

ALIASES = [
    "/.newsgen/x.html",
    "/.newsgen/manifest/",
    "/.newsgen/pending/",
    "/.NewsGen/manifest/",
    "/old/.newsgen/x/",
    "/.git/config/",
    "/.GIT/hooks/x.html",
    "/git~1/config/",
    "/.parts/x/",
    "/old/../x/",
    "/./x/",
    "/old//x/",
    "//elsewhere.example/x/",
    "/\u200d.git/x/",
    "/‥/x/",
    "/CON/",
    "/old/nul.html",
    "/old/aux/x/",
    "/old./x/",
    "/old /x/",
    "/a\\b/",
    "/a:b/",
    "/a|b/",
    "/a?b/",
    "/a%2e%2e/",
    "/_newsgen/x/",
    f"/{'x' * 300}/",
    f"/{'é' * 150}/",
    f"/{'x/' * 40}",
    "/" + "/".join(["x" * 200] * 5) + "/",
    "/" + unicodedata.normalize("NFD", "café") + "/",
]


def test_invalid_aliases_are_all_reported_at_their_lines(make_paper):
    files = {
        f"content/world/{n}.md": article(f"S{n}", aliases=f"['/fine/{n}/', '{alias}']")
        for n, alias in enumerate(ALIASES)
    }
    paper = make_paper(files)
    before = snapshot(paper.root)
    told = {(d.path, d.code, d.line) for d in paper.build().diagnostics}
    assert told == {(path, "bad-alias", 5) for path in files}
    assert snapshot(paper.root) == before


@pytest.mark.parametrize(
    "alias", ["/2019/quake", "/2019/quake/", "/old.html", "/a-b_c.d~e/", "/پاکستان/"]
)
def test_a_valid_alias_leads_to_its_story(make_paper, alias):
    paper = make_paper({A: article(aliases=f"['{alias}']")})
    paper.build_ok()
    path = alias[1:] if alias.endswith(".html") else f"{alias.strip('/')}/index.html"
    assert "/world/a/" in paper.page(path)


HARMFUL = [
    ("/{id}/", "..", "a"),
    ("/{id}/", ".", "a"),
    ("/{id}/", "...", "a"),
    ("/{id}/", ".newsgen", "a"),
    ("/{id}/", ".git", "a"),
    ("/{id}/", "con", "a"),
    ("/{id}/", "_newsgen", "a"),
    ("/{id}/{slug}/", "..", "templates"),
    ("/{id}/{slug}/", "..", "content"),
    ("/{section}/{id}/", ".", "a"),
    ("/{section}/{id}/", "..", "a"),
    ("/{year}/{id}/{slug}/", "..", "a"),
    ("/{id}{slug}/", ".", "git"),
    ("/x{id}/", "..", "a"),
    ("/{section}/{id}/", "x" * 300, "a"),
    ("/{id}/{id}/{id}/{id}/{id}/", "x" * 200, "a"),
]


@pytest.mark.parametrize(("permalink", "identifier", "slug"), HARMFUL)
def test_an_address_out_of_the_site_is_reported_at_its_key(
    make_paper, tmp_path, permalink, identifier, slug
):
    story = article(id=f"'{identifier}'", slug=slug)
    paper = make_paper({A: story, "newsgen.yaml": f"{CONFIG}permalink: '{permalink}'\n"})
    before = snapshot(tmp_path)
    [problem] = paper.build().diagnostics
    assert (problem.code, problem.path, problem.line) == ("bad-path", A, 5)
    assert problem.excerpt.startswith("id:")
    assert snapshot(tmp_path) == before
    assert preview(paper.options())[1]


@pytest.mark.parametrize("name", ["con", "com¹"])
def test_names_that_windows_reserves_never_become_folders(make_paper, name):
    """Generated slugs are always valid; a written slug that is not valid is reported."""
    files = {
        f"content/world/{name}.md": article(name, tags=f"[{name}]", authors=f"[{name}]"),
        "content/world/b.md": article("B", series=name),
    }
    paper = make_paper(files)
    paper.build_ok()
    made = snapshot(paper.public)
    assert f"world/{name}-/index.html" in made
    assert not [path for path in made if paths.fault_of(path)]
    paper.write({"content/world/c.md": article("C", slug=name)})
    assert paper.codes() == ["bad-slug"]
    paper.write({"newsgen.yaml": f"{CONFIG}  {name}: {{title: It}}\n"})
    with pytest.raises(Refusal) as refused:
        paper.build()
    assert [problem.line for problem in refused.value.diagnostics] == [7]


@pytest.mark.parametrize("name", ["CON.txt", "a:b.css", "end.", "x" * 241, "tab\there.txt"])
def test_a_static_file_with_an_invalid_path_is_reported(make_paper, name):
    paper = make_paper({A: article(), f"static/{name}": "x"})
    [problem] = paper.build().diagnostics
    assert problem.code == "bad-path"
    assert problem.path.startswith("static/")
    assert not paper.public.exists() or snapshot(paper.public) == {}


def test_a_picture_with_a_decomposed_name_is_published_under_its_composed_name(make_paper):
    name = unicodedata.normalize("NFD", "café.gif")
    picture = photo(4, 3, "GIF")
    paper = make_paper({f"static/{name}": picture, f"content/world/{name}": picture,
                        A: article(body=f"![A cup]({name})")})  # fmt: skip
    paper.build_ok()
    made = snapshot(paper.public)
    assert "café.gif" in made
    assert "media/world/café.gif" in made
    assert "media/world/caf%C3%A9.gif" in paper.page("world/a/index.html")


def test_the_writer_refuses_invalid_paths(tmp_path):
    for path in ("../x.html", ".newsgen/manifest/index.html", "a/../../x"):
        with pytest.raises(ValueError, match="`"):
            stage_file(tmp_path / "stage", path, b"")


# --- outputs with invalid paths from older versions --------------------------------------------


def damage(paper, *harmful):
    """Add those paths to the manifest as if they had been built."""
    place = manifest_path(paper.public)
    manifest = read_manifest(place) or Manifest()
    entry = manifest.entries["index.html"]
    entries = {**manifest.entries, **dict.fromkeys(harmful, entry)}
    write_manifest(replace(manifest, entries=entries), place)


@pytest.mark.parametrize("path", ["../index.html", "../templates/index.html", ".newsgen/x.html"])
def test_the_next_build_repairs_an_output_with_invalid_paths(make_paper, path):
    paper = make_paper({A: article()})
    paper.build_ok()
    place = paper.public / path
    place.parent.mkdir(exist_ok=True)
    shutil.copy(paper.public / "index.html", place)
    damage(paper, path)
    paper.write({A: article("New")})
    result = paper.build()
    assert [d.code for d in result.diagnostics] == ["kept-file"]
    assert path in result.diagnostics[0].message
    assert place.exists()
    place.unlink()
    if path.startswith("../templates"):
        place.parent.rmdir()
    paper.write({A: article("Newer")})
    paper.build_ok()


def test_clean_removes_nothing_outside_the_output(make_paper):
    paper = make_paper({A: article()})
    paper.build_ok()
    shutil.copy(paper.public / "index.html", paper.root / "index.html")
    damage(paper, "../index.html")
    assert clean(paper.options()).kept == ("../index.html",)
    assert (paper.root / "index.html").exists()


@pytest.mark.parametrize("list_of", [manifest_path, pending_path])
def test_a_folder_in_place_of_the_pending_list_is_replaced(make_paper, list_of):
    paper = make_paper({A: article()})
    clean_site = make_paper({A: article()}, "clean")
    clean_site.build_ok()
    for where in ([], ["index.html"]):
        (list_of(paper.public) / "sub").mkdir(parents=True)
        for name in where:
            (list_of(paper.public) / name).write_text("x")
        paper.build_ok()
        assert snapshot(paper.public) == snapshot(clean_site.public)
        assert list_of is pending_path or list_of(paper.public).is_file()
        shutil.rmtree(paper.public)


# --- folders ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "cache"),
    [
        ("public", "public"),
        ("public", "public/cache"),
        ("public/site", "public"),
        (".newsgen", ".newsgen"),
        ("PUBLIC", "public"),
        ("public", "."),
        ("public", ".."),
        ("public", "content/cache"),
        ("public", "static"),
        ("templates/x", ".newsgen"),
        (".git", ".newsgen"),
        ("public", ".git/newsgen"),
        ("public", "link"),
        ("link/site", ".newsgen"),
    ],
)
@pytest.mark.parametrize("way", ["options", "settings"])
def test_overlapping_folders_are_refused(make_paper, output, cache, way):
    paper = make_paper({A: article()})
    (paper.root / "link").symlink_to(paper.root / ("public" if cache == "link" else "content"))
    before = snapshot(paper.root)
    wanted = {"output": str(paper.root / output), "cache": str(paper.root / cache)}
    if way == "settings":
        wanted = {}
        before = {}
        paper.write({"newsgen.yaml": f"{CONFIG}output: {output}\ncache: {cache}\n"})
        before = snapshot(paper.root)
    with pytest.raises(Refusal):
        paper.build(**wanted)
    with pytest.raises(Refusal):
        preview(paper.options(**wanted))
    assert snapshot(paper.root) == before
    assert not (paper.root / "public").exists()
