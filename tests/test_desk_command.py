"""``newsgen desk``: which paper it opens, where, and the file for a double click."""

import io
import json
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import pytest

from newsgen.cli import desk as command
from newsgen.cli.launcher import write_launcher
from newsgen.serve import RunningPreview
from newsgen.serve.running import find_running, last_preview, note_running
from support.paper import CONFIG, Paper, article
from support.preview import fetch, previewing

FILES = {"content/world/a.md": article("Talks end")}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Path:
    """The folder of a user who has never started newsgen."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setattr("click.get_app_dir", lambda name: str(folder / "config" / name))
    monkeypatch.setattr("pathlib.Path.home", lambda: folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper(FILES)


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """The addresses that the browser was asked to open."""
    found: list[str] = []
    monkeypatch.setattr("webbrowser.open", found.append)
    return found


@pytest.fixture
def started(monkeypatch) -> list[tuple[str, int]]:
    """The folder and the port of each preview that was started, which ends at once."""
    found: list[tuple[str, int]] = []

    def run_preview(root, cache, moment, options, ready) -> None:
        found.append((root, options.port))
        ready(RunningPreview(site="http://localhost:1/", desk="http://localhost:2/", run="x"))

    monkeypatch.setattr(command, "run_preview", run_preview)
    return found


def type_in(monkeypatch, *lines: str) -> None:
    """Answer the questions of a command on a terminal."""
    stream = io.StringIO("".join(f"{line}\n" for line in lines))
    monkeypatch.setattr("sys.stdin", stream)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)


# --- which paper ----------------------------------------------------------------------------------


def test_the_desk_of_the_paper_here_opens(paper, run, started, opened, monkeypatch):
    monkeypatch.chdir(paper.root / "content")
    status, out, err = run("desk")
    assert (status, err) == (0, "")
    assert started == [(str(paper.root), 8000)]
    assert opened == ["http://localhost:2/"]
    assert "http://localhost:2/" in out


def test_elsewhere_the_paper_of_the_last_time_opens(paper, run, started, opened, home):
    run("desk", "--site", str(paper.root))
    assert Path.cwd() == home
    assert run("desk")[0] == 0
    assert [root for root, _ in started] == [str(paper.root)] * 2


def test_a_paper_that_is_gone_is_not_remembered(paper, run, started, opened):
    run("desk", "--site", str(paper.root))
    paper.remove("newsgen.yaml")
    status, _, err = run("desk")
    assert (status, "newsgen desk --site DIR" in err, len(started)) == (2, True, 1)


def test_a_newcomer_names_a_folder_and_has_a_paper(run, started, opened, home, monkeypatch):
    (home / "letters").mkdir()
    (home / "letters/mother.txt").write_text("Dear mother")
    type_in(monkeypatch, "letters", "The Courier")
    status, _, err = run("desk")
    assert (status, "letters is not empty" in err) == (0, True)
    assert started == [(str(home / "The Courier"), 8000)]
    assert (home / "The Courier/newsgen.yaml").is_file()
    assert (home / "letters").is_dir()


def test_a_newcomer_may_name_a_paper_that_is_there(paper, run, started, opened, monkeypatch):
    type_in(monkeypatch, str(paper.root))
    assert run("desk")[0] == 0
    assert started == [(str(paper.root), 8000)]


def test_a_folder_of_settings_that_takes_no_file_stops_nothing(paper, run, started, opened, home):
    (home / "config").write_text("")
    status, _, err = run("desk", "--site", str(paper.root))
    assert (status, "cannot be remembered" in err, len(started)) == (0, True, 1)


# --- a desk that runs -----------------------------------------------------------------------------


def test_a_desk_that_runs_is_shown_instead_of_a_second(paper, run, started, opened):
    with previewing(paper) as preview:
        status, out, _ = run("desk", "--site", str(paper.root))
        assert (status, started, opened) == (0, [], [preview.desk])
        assert "runs already" in out
        cache = paper.root / ".newsgen"
        known = last_preview(cache)
        assert known
        assert known == find_running(cache)
        # Another program at that port is not taken for the desk.
        note_running(cache, RunningPreview(site=preview.address, desk=preview.desk, run="other"))
        assert find_running(cache) is None
    note_running(cache, known)
    assert run("desk", "--site", str(paper.root))[0] == 0
    assert len(started) == 1  # it ended, so a new one starts


BAD_PORTS = [
    f'{{"site": "http://localhost:{port}/", "desk": "http://[", "run": "x"}}'
    for port in ("0", "80", "65535", "99999", "x")
]


@pytest.mark.parametrize("text", ["", "{}", "[]", "\xff", '{"site": 1}', "{" * 10_000, *BAD_PORTS])
def test_a_damaged_note_of_the_last_desk_is_ignored(paper, run, started, opened, text):
    place = paper.root / ".newsgen/desk.json"
    place.parent.mkdir()
    place.write_bytes(text.encode("latin-1"))
    assert run("desk", "--site", str(paper.root))[0] == 0
    assert started == [(str(paper.root), 8000)]


def test_the_desk_comes_back_to_its_port(paper, run, started, opened):
    """Browsers keep unsaved texts by port."""
    note_running(
        paper.root / ".newsgen",
        RunningPreview(site="http://localhost:8123/", desk="http://localhost:1/", run="x"),
    )
    run("desk", "--site", str(paper.root))
    assert started == [(str(paper.root), 8123)]


@pytest.mark.slow
def test_two_clicks_start_one_desk(paper, home, monkeypatch):
    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.setenv("HOME", str(home))
    words = [sys.executable, "-m", "newsgen", "desk", "--site", str(paper.root)]
    clicks = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    with ThreadPoolExecutor(3) as waiting:
        ends = as_completed([waiting.submit(click.communicate) for click in clicks])
        try:
            texts = [next(ends).result()[0] for _ in range(2)]
            known = last_preview(paper.root / ".newsgen")
            assert known
            assert "Talks end" in fetch(known.site)
        finally:
            for click in clicks:
                click.terminate()
    assert all("runs already" in text for text in texts)


# --- the file for a double click ------------------------------------------------------------------


@pytest.fixture
def odd(tmp_path) -> Path:
    """A paper in a folder whose name a careless shell would run."""
    folder = tmp_path / "a 'b' $(touch c) `d` \"e\" 100% \\f"
    folder.mkdir()
    (folder / "newsgen.yaml").write_text(CONFIG)
    return folder


def test_the_file_is_on_the_desktop_if_there_is_one(paper, run, home, started):
    status, out, _ = run("desk", "--site", str(paper.root), "--shortcut")
    assert (status, started) == (0, [])
    [place] = [p for p in paper.root.iterdir() if p.name.startswith("site desk")]
    assert str(place) in out
    (home / "Desktop").mkdir()
    run("desk", "--site", str(paper.root), "--shortcut")
    assert [p.stem for p in (home / "Desktop").iterdir()] == ["site desk"]


def test_a_click_on_macos_runs_the_desk_of_this_paper(odd):
    place, _ = write_launcher(odd, "darwin")
    assert place.suffix == ".command"
    assert place.stat().st_mode & 0o111
    assert arguments(["sh", str(place)]) == ["-m", "newsgen", "desk", "--site", str(odd)]


def test_a_click_on_linux_runs_the_desk_of_this_paper(odd):
    place, _ = write_launcher(odd, "linux")
    assert place.suffix == ".desktop"
    fields = dict(line.split("=", 1) for line in place.read_text().splitlines()[1:])
    assert fields["Terminal"] == "true"
    words = exec_of(fields["Exec"])
    assert words[:2] == ["sh", "-c"]
    assert arguments(words) == ["-m", "newsgen", "desk", "--site", str(odd)]


def test_a_click_on_windows_runs_the_desk_of_this_paper(tmp_path):
    folder = tmp_path / "Die Zeitung 100%"
    folder.mkdir()
    place, _ = write_launcher(folder, "win32")
    assert place.suffix == ".cmd"
    lines = place.read_bytes().decode().split("\r\n")
    assert f'"desk" "--site" "{folder}"'.replace("%", "%%") in lines[1]
    assert lines[2] == "@if errorlevel 1 pause"


def exec_of(value: str) -> list[str]:
    """The arguments in a key ``Exec``, as the specification of desktop entries unquotes them."""
    text = value.replace("\\\\", "\\")
    before, quoted = re.fullmatch(r'([^"]+) "((?:[^"`$\\]|\\["`$\\])*)"', text).groups()
    script = re.sub(r'\\(["`$\\])', r"\1", quoted)
    return [*before.split(), script.replace("%%", "%")]


def arguments(words: list[str]) -> list[str]:
    """What the script of a launcher gives to Python: it is run with a Python that prints it."""
    script = words[-1] if words[1] == "-c" else Path(words[-1]).read_text()
    program = shlex.quote(sys.executable)
    assert program in script
    show = shlex.join([sys.executable, "-c", "import json, sys; print(json.dumps(sys.argv[1:]))"])
    found = subprocess.run(
        ["sh", "-c", script.replace(program, show, 1)], capture_output=True, text=True, check=True
    )
    return list(json.loads(found.stdout))
