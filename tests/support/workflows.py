"""Runs the workflows of ``newsgen init --ci`` like the runners of GitHub and GitLab.

Every ``run:`` step and every ``script:`` line is executed by bash, in a fresh clone, with only the
environment that the file declares. The services' own parts are simulated: the clone, the cache, and
the expressions of a workflow.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

import newsgen
from newsgen.models import Model

TOOLS = os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin:/usr/bin:/bin"])
SURROUNDINGS = {
    "PATH": TOOLS,
    "LANG": "C.UTF-8",
    "CI": "true",
    "PIP_NO_INDEX": "1",
    "PYTHONPATH": str(Path(newsgen.__file__).parents[1]),
    "GIT_CONFIG_GLOBAL": os.devnull,
}


class JobRun(Model, frozen=True):
    """The result of a job: the status of its last step, its log, and the outputs of its steps."""

    status: int
    log: str
    outputs: Mapping[str, Mapping[str, str]] = {}
    variables: Mapping[str, str] = {}
    workspace: str = ""


class Service:
    """A service with one repository, and the caches that its jobs saved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.remote = folder / "remote.git"
        self.desk = folder / "desk"
        self.caches = folder / "caches"
        self.caches.mkdir(parents=True)
        self._runs = 0
        self.git("init", "--quiet", "--bare", "--initial-branch", "main", str(self.remote))
        self.git("clone", "--quiet", str(self.remote), str(self.desk))
        self.git("checkout", "--quiet", "-b", "main", cwd=self.desk)

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        """Return the output of a git command."""
        identity = ["-c", "user.name=Desk", "-c", "user.email=desk@news.example"]
        done = subprocess.run(
            ["git", *identity, *arguments],
            cwd=cwd or self.folder,
            env=SURROUNDINGS | {"HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def push(self, files: Mapping[str, str], branch: str = "main") -> str:
        """Commit the files and push the branch; return the commit."""
        for path, text in files.items():
            place = self.desk / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        self.git("checkout", "--quiet", "-B", branch, cwd=self.desk)
        self.git("add", "--all", cwd=self.desk)
        self.git("commit", "--quiet", "--message", "Filed", cwd=self.desk)
        self.git("push", "--quiet", "origin", branch, cwd=self.desk)
        return self.git("rev-parse", "HEAD", cwd=self.desk)

    def clone(self, revision: str) -> Path:
        """Return a fresh clone of the repository at that revision, in a folder of its own."""
        self._runs += 1
        room = self.folder / f"run-{self._runs}"
        workspace = room / "work"
        for name in ("temp", "home"):
            (room / name).mkdir(parents=True)
        self.git("clone", "--quiet", "--no-checkout", f"file://{self.remote}", str(workspace))
        self.git("checkout", "--quiet", "--detach", revision, cwd=workspace)
        return workspace

    def restore(self, prefix: str, workspace: Path) -> None:
        """Restore the newest cache with that prefix, if there is one."""
        found = sorted(self.caches.glob(f"{prefix}*"), key=lambda place: place.stat().st_mtime_ns)
        if found:
            shutil.copytree(found[-1], workspace, dirs_exist_ok=True)

    def save(self, key: str, paths: list[str], workspace: Path) -> None:
        """Save a cache, unless one with that key exists."""
        if not (self.caches / key).exists():
            for path in paths:
                if (workspace / path).exists():
                    shutil.copytree(workspace / path, self.caches / key / path)


class GitHub(Service):
    """Runs jobs of the workflows in ``.github/workflows``."""

    def run(
        self,
        workflow: str,
        job: str,
        revision: str,
        environment: Mapping[str, str] = {},
        until: str = "",
        **contexts: Mapping[str, str | bool],
    ) -> JobRun:
        """Run the steps of a job in order, up to the first that fails.

        ``environment`` is added to the runner's own; the step named ``until`` and all later ones
        are left out; ``contexts`` are ``secrets``, ``vars`` and ``inputs``.
        """
        text = self.git("show", f"{revision}:.github/workflows/{workflow}", cwd=self.desk)
        steps = yaml.safe_load(text)["jobs"][job]["steps"]
        names = [step.get("name") for step in steps]
        steps = steps[: names.index(until)] if until else steps
        return _Job(self, revision, environment, contexts).run(steps)


class _Job:
    def __init__(
        self,
        service: GitHub,
        revision: str,
        environment: Mapping[str, str],
        contexts: Mapping[str, Any],
    ) -> None:
        self.service = service
        self.revision = revision
        self.workspace = service.clone(revision)
        self.room = self.workspace.parent
        self.contexts = {"github": {"token": "a-token", "ref": "refs/heads/main"}, **contexts}
        self.outputs: dict[str, dict[str, str]] = {}
        self.files = {
            name: self.room / "temp" / name.lower()
            for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")
        }
        self.environment = {
            **SURROUNDINGS,
            "HOME": str(self.room / "home"),
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_REPOSITORY": "courier/site",
            "RUNNER_TEMP": str(self.room / "temp"),
            **{name: str(place) for name, place in self.files.items()},
            **environment,
        }

    def run(self, steps: list[dict[str, Any]]) -> JobRun:
        log = ""
        status = 0
        for step in steps:
            if "if" in step and self.evaluate(step["if"]) in ("", "false"):
                continue
            if "uses" in step:
                self.act(step["uses"].split("@")[0], step["with"])
                continue
            status, printed = self.execute(step)
            log += printed
            if status:
                break
        variables = {n: v for n, v in self.environment.items() if n not in SURROUNDINGS}
        return JobRun(
            status=status,
            log=log,
            outputs=self.outputs,
            variables=variables,
            workspace=str(self.workspace),
        )

    def act(self, action: str, wanted: Mapping[str, Any]) -> None:
        """Do the work of the runner's own actions."""
        paths = str(wanted.get("path", "")).split()
        match action:
            case "actions/checkout":
                assert wanted["persist-credentials"] is False
                tip = f"origin/{wanted['ref']}" if "ref" in wanted else self.revision
                self.service.git("checkout", "--quiet", "--detach", tip, cwd=self.workspace)
            case "actions/setup-python":
                assert tuple(map(int, wanted["python-version"].split("."))) >= (3, 11)
            case "actions/cache/restore":
                self.service.restore(self.fill(wanted["key"]), self.workspace)
            case "actions/cache/save":
                self.service.save(self.fill(wanted["key"]), paths, self.workspace)
            case _:
                raise AssertionError(action)

    def execute(self, step: Mapping[str, Any]) -> tuple[int, str]:
        script = self.room / "temp" / "step.sh"
        script.write_text(self.fill(step["run"]), encoding="utf-8")
        for place in self.files.values():
            place.write_text("")
        strict = ["--noprofile", "--norc", "-eo", "pipefail"]
        own = {name: self.fill(value) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", *(strict if step.get("shell") == "bash" else ["-e"]), str(script)],
            cwd=self.workspace,
            env=self.environment | own,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if "id" in step:
            self.outputs[step["id"]] = _assignments(self.files["GITHUB_OUTPUT"])
        self.environment |= _assignments(self.files["GITHUB_ENV"])
        return done.returncode, done.stdout

    def fill(self, text: str) -> str:
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: self.evaluate(found[1]), str(text))

    def evaluate(self, expression: str) -> str:
        """Return the value of an expression, in the few forms that the workflows use."""
        if found := re.fullmatch(r"(.+) (\|\||&&) (\S+)", expression):
            left = self.evaluate(found[1])
            return self.evaluate(found[3]) if bool(left) == (found[2] == "&&") else left
        if found := re.fullmatch(r"(\S+) != '(.*)'", expression):
            return str(self.evaluate(found[1]) != found[2]).lower()
        if found := re.fullmatch(r"fromJSON\((\S+)\)\.(\w+)", expression):
            return json.dumps(json.loads(self.evaluate(found[1]))[found[2]])
        if found := re.fullmatch(r"hashFiles\('(.+)'\)", expression):
            places = [self.workspace / path for path in found[1].split("', '")]
            content = b"".join(place.read_bytes() for place in places if place.exists())
            return hashlib.sha256(content).hexdigest()
        return self.look_up(expression)

    def look_up(self, name: str) -> str:
        """Return the value of a name or a quoted word."""
        match name.split("."):
            case [quoted] if re.fullmatch(r"'[^']*'", quoted):
                return quoted[1:-1]
            case ["steps", step, "outputs", output]:
                return self.outputs[step][output]
            case [context, key]:
                return str(self.contexts.get(context, {}).get(key) or "")
        raise AssertionError(name)


def _assignments(place: Path) -> dict[str, str]:
    lines = place.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


class GitLab(Service):
    """Runs jobs of ``.gitlab-ci.yml``."""

    def run(self, job: str, revision: str, environment: Mapping[str, str] = {}) -> JobRun:
        """Run the lines of a job in one shell."""
        text = self.git("show", f"{revision}:.gitlab-ci.yml", cwd=self.desk)
        document = yaml.safe_load(text)
        wanted = resolved(document, job)
        workspace = self.clone(revision)
        self.restore(wanted["cache"]["key"], workspace)
        done = subprocess.run(
            [
                "bash",
                "-eo",
                "pipefail",
                "-c",
                "\n".join(wanted["before_script"] + wanted["script"]),
            ],
            cwd=workspace,
            env={
                **SURROUNDINGS,
                "HOME": str(workspace.parent / "home"),
                "GITLAB_CI": "true",
                "CI_DEFAULT_BRANCH": "main",
                **{name: variable["value"] for name, variable in document["variables"].items()},
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if wanted["cache"]["policy"] == "pull-push":
            shutil.rmtree(self.caches / wanted["cache"]["key"], ignore_errors=True)
            self.save(wanted["cache"]["key"], wanted["cache"]["paths"], workspace)
        return JobRun(status=done.returncode, log=done.stdout, workspace=str(workspace))


def resolved(document: Mapping[str, Any], job: str) -> dict[str, Any]:
    """Return the job with everything that it extends: mappings are merged, others replaced."""
    own = dict(document[job])
    base = own.pop("extends", None)
    return _joined(resolved(document, base), own) if base else own


def _joined(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = {
        name: _joined(below[name], value) if isinstance(value, dict) and name in below else value
        for name, value in above.items()
    }
    return {**below, **both}
