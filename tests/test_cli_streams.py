"""No command is stopped by a reader that quits, a closed stream or a full disk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.paper import article, snapshot

NOW = ["--now", "2026-11-23T12:00:00Z"]
LOST = "error: cannot write the output: "
pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="shells and their devices")


@pytest.fixture
def shell(make_paper):
    """Runs a line of shell in a site; ``newsgen`` stands for the command."""
    paper = make_paper({f"content/world/{n}.md": article(f"Story {n}") for n in range(40)})

    def shell(line):
        command = f"newsgen() {{ '{sys.executable}' -m newsgen \"$@\"; }}; set -o pipefail; {line}"
        ended = subprocess.run(
            ["bash", "-c", command],
            cwd=paper.root,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in ended.stderr
        assert "Exception" not in ended.stderr
        assert "bug" not in ended.stderr
        return ended.returncode, ended.stdout, ended.stderr

    shell.paper = paper
    return shell


@pytest.mark.parametrize(
    ("where", "status"),
    [
        ("| head -0", 0),
        pytest.param(">&- 2>&- <&-", 0, marks=pytest.mark.slow),
        ("> /dev/full", 2),
        pytest.param(">&-", 0, marks=pytest.mark.slow),
        pytest.param("2>&-", 0, marks=pytest.mark.slow),
        pytest.param("<&-", 0, marks=pytest.mark.slow),
        pytest.param("2> /dev/full", 0, marks=pytest.mark.slow),
        pytest.param("> /dev/full 2>&1", 2, marks=pytest.mark.slow),
        pytest.param("2>&1 | head -0", 0, marks=pytest.mark.slow),
        pytest.param("--format json > /dev/full", 2, marks=pytest.mark.slow),
        pytest.param("1< /dev/null", 2, marks=pytest.mark.slow),
    ],
)
@pytest.mark.slow
def test_closed_or_full_streams_do_not_change_the_build(shell, where, status):
    ended, _, err = shell(f"newsgen build --jobs 2 {' '.join(NOW)} {where}")
    assert ended == status
    assert (LOST in err) == (status == 2 and "2>&1" not in where)
    whole = snapshot(shell.paper.public)
    clean = shell.paper.root / "clean"
    shell.paper.build_ok(output=str(clean), cache=str(shell.paper.root / "none"))
    assert whole == snapshot(clean)
    assert not (shell.paper.public / ".newsgen/pending").exists()


@pytest.mark.parametrize(
    ("line", "status", "out"),
    [
        (f"newsgen list {' '.join(NOW)} | head -1", 0, "STATUS"),
        (f"newsgen list {' '.join(NOW)} > /dev/full", 2, ""),
        ("newsgen --help | head -1", 0, "Usage"),
        pytest.param("newsgen --help > /dev/full", 2, "", marks=pytest.mark.slow),
        pytest.param("newsgen schema | head -1", 0, "{", marks=pytest.mark.slow),
        pytest.param("newsgen plan | head -0", 0, "", marks=pytest.mark.slow),
        pytest.param("newsgen config 2>&- | head -1", 0, "SETTING", marks=pytest.mark.slow),
        pytest.param("newsgen next-due >&-", 0, "", marks=pytest.mark.slow),
        pytest.param("newsgen init other | head -0", 0, "", marks=pytest.mark.slow),
        pytest.param("newsgen clean >&- 2>&-", 0, "", marks=pytest.mark.slow),
        pytest.param("newsgen check > /dev/full", 2, "", marks=pytest.mark.slow),
        pytest.param("newsgen nonsense 2> /dev/full", 2, "", marks=pytest.mark.slow),
        pytest.param("newsgen nonsense 2>&-", 2, "", marks=pytest.mark.slow),
        pytest.param("newsgen new It --section world >&-", 0, "", marks=pytest.mark.slow),
    ],
)
def test_commands_end_normally_with_broken_streams(shell, line, status, out):
    ended, printed, _ = shell(line)
    assert ended == status
    assert printed.startswith(out)


def test_unread_problems_keep_their_exit_status(shell):
    shell.paper.write({"content/world/0.md": "nothing"})
    assert shell("newsgen build 2>&1 | head -0")[0] == 1


def test_nothing_is_opened_in_place_of_a_closed_stream(shell):
    """A file with the number of a closed stream would receive the output."""
    line = f"newsgen build --profile {' '.join(NOW)} >&- 2>&-; cat public/.newsgen/manifest"
    status, manifest, _ = shell(line)
    assert status == 0
    assert manifest.startswith("newsgen manifest")
    assert "PHASE" not in manifest


def test_a_non_blocking_pipe_gets_all_output(shell):
    """Some programs use pipes in which writing does not block."""
    outlet, inlet = os.pipe()
    os.set_blocking(inlet, False)
    command = [sys.executable, "-m", "newsgen", "schema"]
    process = subprocess.Popen(command, stdout=inlet, cwd=shell.paper.root)
    os.close(inlet)
    with os.fdopen(outlet, "rb") as pipe:
        answer = pipe.read()
    assert process.wait() == 0
    assert answer.startswith(b"{")
    assert answer.rstrip().endswith(b"}")
