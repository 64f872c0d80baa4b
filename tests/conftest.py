"""Fixtures that every test may ask for."""

import gc
from collections.abc import Iterator, Mapping
from pathlib import Path

import hypothesis
import pytest

from newsgen.cli import main
from support import compiled_templates, drawn_cards
from support.amounts import NIGHTLY
from support.paper import CONFIG, MakePaper, Paper
from support.preview import chromium as find_chromium
from support.publishing import make_site_builds

# By day the same examples for everybody; the nightly run looks for others.
hypothesis.settings.register_profile("newsgen", derandomize=not NIGHTLY)
hypothesis.settings.load_profile("newsgen")


@pytest.fixture(scope="session", autouse=True)
def _shared_work():
    """Builds share compiled templates and cards, but for the nightly run, which does without."""
    with pytest.MonkeyPatch.context() as patch:
        if not NIGHTLY:
            compiled_templates.share(patch)
            drawn_cards.share(patch)
        yield


@pytest.fixture(scope="module", autouse=True)
def _collected_between_modules():
    """Tests run without garbage collection, as the program does.

    Among the objects of a whole session one collection takes up to a second of processor time,
    which would count as time that a body takes.
    """
    gc.disable()
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture
def make_paper(tmp_path: Path) -> MakePaper:
    """Makes a site of the given files; it always has a newsgen.yaml."""

    def make(files: Mapping[str, str | bytes] = {}, name: str = "site") -> Paper:
        paper = Paper(root=tmp_path / name)
        (paper.root / "content").mkdir(parents=True)
        paper.write({"newsgen.yaml": CONFIG, **files})
        return paper

    return make


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """A browser without a window, for tests marked ``browser``."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def run(capsys):
    """Runs a command; gives its exit status and what it printed to either stream."""

    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        captured = capsys.readouterr()
        return stopped.value.code, captured.out, captured.err

    return run


@pytest.fixture(scope="session")
def builds(tmp_path_factory):
    """A site as it was and as it is: two builds that nobody changes."""
    return make_site_builds(tmp_path_factory.mktemp("builds"))
