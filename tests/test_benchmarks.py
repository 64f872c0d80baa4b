"""The benchmarks' archive is reproducible and sound, and costs become a table. Nothing is timed."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import NOW, snapshot
from newsgen import builder
from newsgen.builder import Options

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import compare
import generators
from generators import Generator, find_program, stage
from make_archive import SECTIONS, make_archive
from measurement import Cost, run
from report import Comparison, Result, table, write_page

COST = Cost(status=0, wall=2.0, cpu=3.0, memory=100_000_000, messages="")
RESULTS = [
    Result(generator="newsgen", version="0.1.0", cost=COST, files=1367),
    Result("Hugo", "0.168.0", replace(COST, wall=4.5, cpu=1.5, memory=250_000_000), files=1364),
]


def a_generator(code: str) -> Generator:
    return Generator(name="newsgen", program=(sys.executable, "-c"), arguments=(code,))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    make_archive(tmp_path / "archive", 40)
    return tmp_path / "archive"


def test_the_same_number_and_seed_give_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    make_archive(tmp_path / "again", 40)
    assert snapshot(tmp_path / "again") == snapshot(archive)


def test_another_seed_gives_another_archive(archive: Path, tmp_path: Path) -> None:
    make_archive(tmp_path / "other", 40, seed=8)
    assert snapshot(tmp_path / "other").keys() != snapshot(archive).keys()


def test_an_archive_has_as_many_articles_as_asked_for(archive: Path) -> None:
    assert len(list((archive / "content").glob("*/*.md"))) == 40
    assert {place.name for place in (archive / "content").iterdir()} == set(SECTIONS)


def test_bodies_have_the_length_of_news(archive: Path) -> None:
    for place in (archive / "content").glob("*/*.md"):
        body = place.read_text(encoding="utf-8").split("---\n", 2)[2]
        assert 350 <= len(body.split()) <= 1000


def test_newsgen_builds_an_archive_without_complaint(archive: Path) -> None:
    result = builder.build(Options(root=str(archive), now=NOW, jobs=1))
    assert result.diagnostics == ()
    assert result.committed


def test_a_folder_of_sections_is_staged_as_a_site(archive: Path, tmp_path: Path) -> None:
    stage(generators.newsgen(), archive / "content", tmp_path / "site")
    result = builder.build(Options(root=str(tmp_path / "site"), now=NOW, jobs=1))
    assert result.diagnostics == ()


@pytest.mark.parametrize(
    ("peer", "file"),
    [
        ("hugo", "hugo.toml"),
        ("eleventy", "eleventy.config.js"),
        ("pelican", "pelicanconf.py"),
    ],
)
def test_a_peer_is_staged_with_its_own_configuration(
    archive: Path, tmp_path: Path, peer: str, file: str
) -> None:
    site = tmp_path / "site"
    stage(generators.ALL[peer](), archive, site)
    assert (site / file).is_file()
    assert (site / "static" / "css").is_dir()
    assert len(list((site / "content").glob("*/*.md"))) == 40
    assert not (site / "newsgen.yaml").exists()


def test_the_environment_names_a_peer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUGO", sys.executable)
    assert find_program("hugo") == (sys.executable,)
    monkeypatch.setenv("HUGO", "/nowhere/hugo")
    assert not generators.hugo().is_installed


def test_a_run_tells_status_and_messages(tmp_path: Path) -> None:
    code = "import sys; print('No such section'); sys.exit(3)"
    cost = run([sys.executable, "-c", code], tmp_path, tmp_path / "log")
    assert (cost.status, cost.messages) == (3, "No such section\n")
    assert cost.memory > 0


def test_the_files_of_the_output_are_counted(archive: Path) -> None:
    code = "import os; os.makedirs('out/a'); open('out/a/b', 'w').close()"
    (result,) = compare.compare(archive, [a_generator(code)], runs=2, related=False)
    assert result.files == 1


def test_costs_become_a_table_with_ratios() -> None:
    assert table(RESULTS).splitlines() == [
        "| Generator     |   Wall |       |    CPU |       | Peak memory |       | Files |",
        "| ------------- | -----: | ----: | -----: | ----: | ----------: | ----: | ----: |",
        "| newsgen 0.1.0 | 2.00 s | 1.00× | 3.00 s | 1.00× |      100 MB | 1.00× | 1,367 |",
        "| Hugo 0.168.0  | 4.50 s | 2.25× | 1.50 s | 0.50× |      250 MB | 2.50× | 1,364 |",
    ]


def test_a_failed_build_has_neither_times_nor_ratios() -> None:
    failed = replace(RESULTS[0], cost=replace(COST, status=1))
    rows = table([failed, RESULTS[1]]).splitlines()
    assert "failed (1)" in rows[2]
    assert "×" not in rows[2] + rows[3]


def test_the_page_shows_the_table_and_its_command(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    write_page(
        page, Comparison(1000, 3, related=False, options="--articles 1000 --runs 3"), RESULTS
    )
    text = page.read_text(encoding="utf-8")
    assert table(RESULTS) in text
    assert "compare.py --articles 1000 --runs 3 --write docs/benchmarks.md\n" in text
    assert "the fastest of 3 runs" in text
