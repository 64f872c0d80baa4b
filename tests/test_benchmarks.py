"""The benchmarks' archive is reproducible and sound, and costs become a table. Nothing is timed."""

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from newsgen.builder.build import build as build_site
from newsgen.builder.options import Options
from support.amounts import amount, part
from support.paper import NOW, snapshot

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import compare
import generators
import rebuilds
import scenarios
from generators import Generator, find_program, stage
from make_archive import SECTIONS, make_archive
from measurement import Cost, run
from page import write_page
from plot import LABEL_GAP, plot, spread
from report import rebuild_table, table
from results import Comparison, Machine, Rebuild, Rebuilds, Result

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
    result = build_site(Options(root=str(archive), now=NOW, jobs=1))
    assert result.diagnostics == ()
    assert result.committed


@pytest.mark.slow
def test_a_folder_of_sections_is_staged_as_a_site(archive: Path, tmp_path: Path) -> None:
    stage(generators.newsgen(), archive / "content", tmp_path / "site")
    result = build_site(Options(root=str(tmp_path / "site"), now=NOW, jobs=1))
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


def test_a_run_reports_status_and_messages(tmp_path: Path) -> None:
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


MACHINE = Machine(system="Linux on x86_64", cores=2, python="3.11.7")
COMPARISON = Comparison(
    articles=1000,
    runs=3,
    related=False,
    options="--articles 1000 --runs 3",
    machine=MACHINE,
    results=RESULTS,
)


def test_the_page_shows_the_table_and_its_command(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    write_page(page, comparison=COMPARISON)
    text = page.read_text(encoding="utf-8")
    assert table(RESULTS) in text
    assert "compare.py --articles 1000 --runs 3 --write docs/benchmarks.md\n" in text
    assert "the fastest of 3 runs" in text


def some_builds(*sizes: int) -> list[Rebuild]:
    """Three turns, in which Hugo takes twice, four times and three times what newsgen takes."""
    build = Rebuild(
        articles=0,
        scenario="one body edited",
        generator="newsgen",
        turn=0,
        wall=0.5,
        cpu=0.4,
        memory=50_000_000,
        touched=1,
        rendered=1,
    )
    made = []
    for size in sizes:
        for turn, times in enumerate([2, 4, 3]):
            ours = replace(build, articles=size, turn=turn)
            theirs = replace(
                ours, generator="Hugo", wall=0.5 * times, cpu=0.4 * times, touched=99, rendered=None
            )
            made += [ours, theirs]
    return made


def test_rebuilds_become_medians_and_the_spread_of_ratios_in_pairs() -> None:
    rows = rebuild_table(some_builds(1000)).splitlines()[2:]
    assert [[cell.strip() for cell in row.strip("|").split("|")] for row in rows] == [
        ["one body edited: newsgen", "0.50 s", "0.40 s", "50 MB", "1", "1"],
        ["one body edited: Hugo", "1.50 s", "1.20 s", "50 MB", "", "99"],
        [
            "newsgen : Hugo",
            "1 : 3.00 (2.00–4.00)",
            "1 : 3.00 (2.00–4.00)",
            "1 : 1.00 (1.00–1.00)",
            "",
            "",
        ],
    ]


def test_the_page_keeps_older_results(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    builds = some_builds(1000, 10000)
    write_page(page, comparison=COMPARISON)
    write_page(page, rebuilds=Rebuilds(MACHINE, {"newsgen": "0.1.0", "Hugo": "0.168.0"}, builds))
    text = page.read_text(encoding="utf-8")
    assert table(RESULTS) in text
    assert rebuild_table(builds[:6]) in text
    assert "rebuilds.py --articles 1000,10000 --runs 3" in text


def test_page_and_plot_are_made_from_the_results_only(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    rebuilds_made = Rebuilds(MACHINE, {"newsgen": "0.1.0"}, some_builds(1000, 10000))
    write_page(page, comparison=COMPARISON, rebuilds=rebuilds_made)
    first = snapshot(tmp_path)
    page.unlink()
    page.with_suffix(".svg").unlink()
    write_page(page)
    assert snapshot(tmp_path) == first
    assert first.keys() == {"benchmarks.json", "benchmarks.md", "benchmarks.svg"}


@pytest.mark.parametrize("sizes", [(1000,), (1000, 10000, 100000)])
def test_the_plot_names_every_line_with_its_numbers(sizes: tuple[int, ...]) -> None:
    svg = ET.fromstring(plot(some_builds(*sizes)))
    space = "{http://www.w3.org/2000/svg}"
    texts = [text.text for text in svg.iter(f"{space}text")]
    assert "newsgen, one body edited" in texts
    assert "Hugo, all scenarios" in texts
    assert len(list(svg.iter(f"{space}circle"))) == 2 * len(sizes)
    assert "0.50 s at 1,000 articles" in (svg.findtext(f"{space}desc") or "")


def test_labels_keep_apart_and_in_order() -> None:
    heights = spread([460.0, 462.0, 100.0, 461.0])
    assert sorted(range(4), key=heights.__getitem__) == [2, 0, 3, 1]
    ordered = sorted(heights)
    assert all(low + LABEL_GAP <= high for low, high in pairwise(ordered))


@pytest.fixture
def site(archive: Path, tmp_path: Path) -> Path:
    stage(generators.newsgen(), archive, tmp_path / "site")
    return tmp_path / "site"


def build(site: Path) -> Result:
    return build_site(Options(root=str(site), now=NOW, jobs=1))


@pytest.mark.parametrize("name", list(scenarios.SCENARIOS)[2:])
@pytest.mark.slow
def test_every_turn_of_an_edit_changes_the_site_anew_and_leaves_it_sound(
    site: Path, name: str
) -> None:
    build(site)
    for turn in range(2):
        scenarios.SCENARIOS[name](site, turn)
        result = build(site)
        assert result.diagnostics == ()
        assert result.written > 0


def test_an_added_article_has_five_tags_and_one_author_and_is_the_newest(site: Path) -> None:
    old = [scenarios.front_matter(story.read_text("utf-8")) for story in scenarios.latest(site)]
    scenarios.add_article(site, 0)
    (added,) = (site / "content").glob("*/*published-by-the-desk-0.md")
    fields = scenarios.front_matter(added.read_text(encoding="utf-8"))
    assert len(set(fields["tags"])) == 5
    assert len(fields["authors"]) == 1
    assert all(fields["date"] > other["date"] for other in old)


def test_edits_leave_the_archive_as_it_was(archive: Path, site: Path) -> None:
    before = snapshot(archive)
    for scenario in scenarios.SCENARIOS.values():
        scenario(site, 0)
    assert snapshot(archive) == before


@pytest.mark.parametrize("name", scenarios.SCENARIOS)
def test_the_same_turn_edits_every_generators_articles_alike(
    archive: Path, site: Path, tmp_path: Path, name: str
) -> None:
    stage(generators.hugo(), archive, tmp_path / "hugo")
    for folder in (site, tmp_path / "hugo"):
        scenarios.SCENARIOS[name](folder, 0)
    assert snapshot(site / "content") == snapshot(tmp_path / "hugo" / "content")


def test_files_that_differ_from_a_clean_build_are_named(tmp_path: Path) -> None:
    for name, content in {"one/same": "a", "two/same": "a", "one/old": "b", "two/old": "c"}.items():
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(content, encoding="utf-8")
    (tmp_path / "two" / "alone").touch()
    assert rebuilds.differences(tmp_path / "one", tmp_path / "two") == ["alone", "old"]


def test_rendered_pages_are_known_only_for_generators_that_report_them() -> None:
    assert rebuilds.rendered('{"rendered": 7}') == 7
    assert rebuilds.rendered('{"outputs": 7}') is None
    assert rebuilds.rendered("") is None


@pytest.mark.slow
@pytest.mark.parametrize("inside", part(["content", ""], 1))
def test_warm_builds_of_an_archive_are_those_of_clean_ones(archive: Path, inside: str) -> None:
    runs = amount("RUNS", 1, 2)
    made = list(rebuilds.rebuild(archive / inside, [generators.newsgen()], runs=runs, check=True))
    assert [build.scenario for build in made] == [*scenarios.SCENARIOS] * runs
    assert {build.touched for build in made if build.scenario == "nothing changed"} == {0}
