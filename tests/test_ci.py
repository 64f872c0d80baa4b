"""The workflows that ``newsgen init --ci`` creates: their permissions, and their behaviour."""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from newsgen import __version__
from newsgen.cli import listing
from newsgen.cli.init import SERVICES, ci_files
from support.paper import CONFIG, article
from support.workflows import GitHub, GitLab, resolved

NIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
MORNING = NIGHT + timedelta(minutes=15)
"""The end of the story's embargo."""
TOOLS = Path(sys.executable).parent
PINNED = re.compile(r"actions/(?:checkout|setup-python|cache/(?:restore|save))@[0-9a-f]{40}")
OVERRIDES = {
    "despite-errors",
    "delete-many",
    "replace-newer",
    "adopt",
    "lose-addresses",
    "repair",
}
"""Options of ``newsgen publish`` that a manual run may have."""
WORKFLOWS = sorted(path for path in ci_files("github") if path.endswith(".yml"))


def workflow(path):
    return yaml.safe_load(ci_files("github")[path])


def steps_of(document):
    return [step for job in document["jobs"].values() for step in job["steps"]]


def text_of_job(path, job):
    return json.dumps(workflow(path)["jobs"][job])


# --- the created files ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "paths"),
    [
        (
            "github",
            {".github/workflows/check.yml", ".github/workflows/publish.yml", "requirements.txt"},
        ),
        ("gitlab", {".gitlab-ci.yml", "requirements.txt"}),
    ],
)
def test_a_new_site_gets_its_workflows(tmp_path, run, service, paths):
    status, out, _ = run("init", str(tmp_path / "paper"), "--ci", service)
    assert status == 0
    for path in paths:
        assert (tmp_path / "paper" / path).is_file()
        assert f"created: {path}\n" in out
    assert (tmp_path / "paper" / "newsgen.yaml").is_file()
    assert ci_files(service).keys() == paths


def test_without_the_option_no_workflows_are_created(tmp_path, run):
    assert run("init", str(tmp_path / "paper"))[0] == 0
    assert not (tmp_path / "paper" / ".github").exists()
    assert not (tmp_path / "paper" / "requirements.txt").exists()


def test_an_existing_site_gets_the_missing_files(make_paper, run):
    paper = make_paper({"requirements.txt": "requests\n", "content/world/a.md": article()})
    before = sorted(paper.root.rglob("*.md"))
    status, out, _ = run("init", str(paper.root), "--ci", "github")
    assert status == 0
    assert (paper.root / "newsgen.yaml").read_text() == CONFIG
    assert (paper.root / "requirements.txt").read_text() == "requests\n"
    assert "exists already: requirements.txt" in out
    assert f"Add a line to requirements.txt: newsgen[images,s3]=={__version__}" in out
    assert "created: .github/workflows/publish.yml" in out
    assert "Created a new site" not in out
    assert sorted(paper.root.rglob("*.md")) == before
    assert not (paper.root / ".vscode").exists()


def test_a_second_run_changes_nothing(make_paper, run):
    paper = make_paper()
    run("init", str(paper.root), "--ci", "gitlab")
    mine = paper.root / ".gitlab-ci.yml"
    mine.write_text("# mine\n")
    status, out, _ = run("init", str(paper.root), "--ci", "gitlab")
    assert status == 0
    assert mine.read_text() == "# mine\n"
    assert "created: " not in out
    assert "Add a line" not in out


def test_files_are_not_written_through_links(make_paper, run, tmp_path):
    paper = make_paper()
    (paper.root / "requirements.txt").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_text("newsgen\n")
    (paper.root / ".gitlab-ci.yml").symlink_to(tmp_path / "nowhere")
    assert run("init", str(paper.root), "--ci", "gitlab")[0] == 0
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_with_other_files_is_refused(tmp_path, run):
    (tmp_path / "novel.txt").write_text("chapter one")
    assert run("init", str(tmp_path), "--ci", "github")[0] == 2
    assert not (tmp_path / ".github").exists()


@pytest.mark.parametrize("service", SERVICES)
def test_newsgen_is_pinned_to_this_version(service):
    text = ci_files(service)["requirements.txt"]
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert lines == [f"newsgen[images,s3]=={__version__}"]
    assert "https://files.example/newsgen-" in text
    assert "--generate-hashes" in text


def printed_steps(out):
    """Return the numbered steps at the end of ``newsgen init --ci``."""
    after = out.partition("\nNext:\n  1. ")[2]
    return re.split(r"\n  \d\. ", after)


@pytest.mark.parametrize(
    ("service", "words", "left_to_docs"),
    [
        ("github", ("`production`", "main", "AWS_ROLE_ARN", "SSH_KEY"), "7,22,37,52 * * * *"),
        (
            "gitlab",
            ("SSH_KNOWN_HOSTS", "File", "7,22,37,52 * * * *", "default branch", "`production`"),
            "AWS_ROLE_ARN",
        ),
    ],
)
def test_it_ends_with_the_remaining_steps(make_paper, run, service, words, left_to_docs):
    _, out, _ = run("init", str(make_paper().root), "--ci", service)
    steps = printed_steps(out)
    assert 4 <= len(steps) <= 5
    assert f"newsgen {__version__} is not on PyPI" in steps[0]
    assert "Describe a target in newsgen.yaml" in steps[1]
    assert all(word in "".join(steps) for word in (*words, "NEWSGEN_GIT_TOKEN"))
    assert left_to_docs not in out
    assert out.partition("Next:\n")[2].count("\n") <= 11
    assert "newsgen docs operators" in out.splitlines()[-1]


@pytest.mark.parametrize("service", SERVICES)
def test_only_credentials_of_the_configured_targets_are_listed(make_paper, run, service):
    targets = "targets:\n  a: {kind: rsync, host: www.example, path: /srv/news}\n"
    paper = make_paper({"newsgen.yaml": CONFIG + targets})
    _, out, _ = run("init", str(paper.root), "--ci", service)
    assert "rsync: " in out
    assert "AWS" not in out
    assert "TOKEN" not in out
    assert "Describe a target" not in out
    assert "PUBLISH_TARGET" not in out
    paper.write({"newsgen.yaml": f"{CONFIG}{targets}  b: {{kind: directory, path: public2}}\n"})
    assert "PUBLISH_TARGET" in run("init", str(paper.root), "--ci", service)[1]


def test_invalid_settings_list_the_credentials_of_every_target(make_paper, run):
    paper = make_paper({"newsgen.yaml": CONFIG + "targets: {a: {kind: rsync}}\n"})
    status, out, _ = run("init", str(paper.root), "--ci", "github")
    assert status == 0
    assert "Describe a target" not in out
    assert all(name in out for name in ("AWS_ROLE_ARN", "SSH_KEY", "NEWSGEN_GIT_TOKEN"))


@pytest.mark.parametrize("service", SERVICES)
def test_a_site_in_a_subfolder_of_a_repository_gives_a_warning(tmp_path, run, service):
    (tmp_path / ".git").mkdir()
    _, out, _ = run("init", str(tmp_path / "papers/north"), "--ci", service)
    assert f"Warning: the root of the repository is {tmp_path}" in out
    assert "`--site papers/north`" in out
    (tmp_path / "papers/north/.git").write_text("gitdir: elsewhere\n")
    assert "Warning" not in run("init", str(tmp_path / "papers/north"), "--ci", service)[1]


# --- permissions -------------------------------------------------------------------------


@pytest.fixture
def workflow_folder(tmp_path):
    """A folder with the files of both services."""
    for service in SERVICES:
        for path, text in ci_files(service).items():
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
    return tmp_path


def output_of(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "schema", ["vendor.github-workflows", "custom.github-workflows-require-timeout"]
)
def test_github_understands_the_workflows(workflow_folder, schema):
    check = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema)
    status, output = output_of(*check, *WORKFLOWS, cwd=workflow_folder)
    assert status == 0, output


def test_gitlab_understands_the_file(workflow_folder):
    check = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci")
    status, output = output_of(
        *check, "--data-transform", "gitlab-ci", ".gitlab-ci.yml", cwd=workflow_folder
    )
    assert status == 0, output


def test_an_auditor_finds_nothing(workflow_folder):
    auditor = [str(TOOLS / "zizmor"), "--offline", "--format", "json", "."]
    done = subprocess.run(auditor, cwd=workflow_folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
    assert all(path in done.stderr for path in WORKFLOWS)


@pytest.mark.parametrize("path", WORKFLOWS)
def test_every_action_is_pinned_by_its_commit(path):
    used = [step["uses"] for step in steps_of(workflow(path)) if "uses" in step]
    assert used
    assert all(PINNED.fullmatch(action) for action in used)
    lines = [line for line in ci_files("github")[path].splitlines() if "uses:" in line]
    assert all(re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line) for line in lines)


def test_both_workflows_use_the_same_pins():
    pins = {}
    for path in WORKFLOWS:
        for action in re.findall(r"actions/\S+@\S+", ci_files("github")[path]):
            name, pin = action.removeprefix("actions/").split("@")
            pins.setdefault(name.split("/")[0], set()).add(pin)
    assert {name: len(found) for name, found in pins.items()} == {
        "checkout": 1,
        "setup-python": 1,
        "cache": 1,
    }


@pytest.mark.parametrize("path", WORKFLOWS)
def test_workflows_have_only_the_permissions_of_their_jobs(path):
    document = workflow(path)
    assert document["permissions"] == {}
    for job in document["jobs"].values():
        assert 0 < job["timeout-minutes"] <= 30
        assert job["permissions"]["contents"] == "read"
        checkouts = [s for s in job["steps"] if "checkout" in s.get("uses", "")]
        assert all(s["with"]["persist-credentials"] is False for s in checkouts)
    assert "pull_request_target" not in ci_files("github")[path]
    assert "workflow_run" not in ci_files("github")[path]


def test_a_pull_request_can_read_and_nothing_else():
    path = ".github/workflows/check.yml"
    document = workflow(path)
    assert document[True] == "pull_request"  # YAML 1.1 takes the key "on" for true
    assert document["jobs"]["check"]["permissions"] == {"contents": "read"}
    text = ci_files("github")[path]
    assert "${{ secrets" not in text
    assert "environment:" not in text
    assert "cache/save" not in text
    assert re.findall("newsgen publish.*? -- ", text) == [
        "newsgen publish --plan --offline --format markdown -- "
    ]


def test_the_job_that_comments_runs_nothing_of_the_pull_request():
    job = workflow(".github/workflows/check.yml")["jobs"]["comment"]
    assert job["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert "head.repo.full_name == github.repository" in job["if"]
    assert not [step for step in job["steps"] if "uses" in step]
    (step,) = job["steps"]
    assert "${{" not in step["run"]
    assert step["env"]["PLAN"] == "${{ needs.check.outputs.plan }}"


def test_publications_queue_and_are_never_cancelled():
    jobs = workflow(".github/workflows/publish.yml")["jobs"]
    assert jobs["publish"]["concurrency"] == {"group": "publish", "cancel-in-progress": False}
    assert jobs["publish"]["environment"] == "production"
    assert jobs["publish"]["permissions"] == {"contents": "read", "id-token": "write"}


def test_only_steps_that_need_secrets_get_them():
    steps = workflow(".github/workflows/publish.yml")["jobs"]["publish"]["steps"]
    given = [step["name"] for step in steps if "secrets." in json.dumps(step)]
    assert given == ["Write the ssh key", "Publish"]


def test_the_waiting_job_has_no_secrets_and_blocks_no_other():
    path = ".github/workflows/publish.yml"
    job = workflow(path)["jobs"]["wait"]
    assert job["permissions"] == {"actions": "write", "contents": "read"}
    assert not {"concurrency", "environment", "needs"} & job.keys()
    assert "secrets." not in text_of_job(path, "wait")
    with_token = [step["name"] for step in job["steps"] if "github.token" in str(step.get("env"))]
    assert with_token == ["Publish again"]


def test_the_cache_is_saved_and_restored_with_the_same_paths():
    paths = {
        step["with"]["path"]
        for workflow_path in WORKFLOWS
        for step in steps_of(workflow(workflow_path))
        if "cache" in step.get("uses", "")
    }
    assert [path.split() for path in paths] == [[".newsgen", "public"]]


def test_no_command_contains_untrusted_text():
    for path in WORKFLOWS:
        assert not any("${{" in step.get("run", "") for step in steps_of(workflow(path)))


def test_a_manual_run_can_choose_a_target_and_override_refusals():
    document = workflow(".github/workflows/publish.yml")
    inputs = document[True]["workflow_dispatch"]["inputs"]
    flags = [name for name, value in inputs.items() if value["type"] == "boolean"]
    assert {name.replace("_", "-") for name in flags} == OVERRIDES
    prefixes = [f"--{name.replace('_', '-')}: " for name in flags]
    assert all(
        inputs[name]["description"].startswith(f) for name, f in zip(flags, prefixes, strict=True)
    )
    assert inputs.keys() == {"target", *flags}
    assert all(not value["default"] and not value.get("required") for value in inputs.values())
    variables = yaml.safe_load(ci_files("gitlab")[".gitlab-ci.yml"])["variables"]
    assert variables.keys() == {"PUBLISH_TARGET", "PUBLISH_OPTIONS"}
    assert all(variable["value"] == "" for variable in variables.values())
    assert {*re.findall(r"--([a-z-]+)", variables["PUBLISH_OPTIONS"]["description"])} == OVERRIDES


def test_gitlab_publishes_the_default_branch_one_at_a_time():
    document = yaml.safe_load(ci_files("gitlab")[".gitlab-ci.yml"])
    others = {"stages", "variables"}
    jobs = {n: resolved(document, n) for n in document if n not in others and n[0] != "."}
    assert jobs.keys() == {"check", "publish", "wait", "publish-again"}
    for name, job in jobs.items():
        publishes = name.startswith("publish")
        assert job.get("resource_group") == ("publish" if publishes else None)
        assert job.get("environment") == ("production" if publishes else None)
        assert job["cache"]["policy"] == ("pull-push" if publishes else "pull")
        assert job["timeout"]
        [rule] = job["rules"]
        branch = "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"
        request = '$CI_PIPELINE_SOURCE == "merge_request_event"'
        assert rule == {"if": request if name == "check" else branch}


# --- waiting for a moment --------------------------------------------------------------------


class Clock:
    """A clock that advances when the program sleeps."""

    def __init__(self, now):
        self.now = now
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


def test_waiting_ends_at_the_right_time():
    clock = Clock(NIGHT)
    listing.wait_until(NIGHT + timedelta(seconds=150), clock, clock.sleep)
    assert clock.now == NIGHT + timedelta(seconds=150)
    assert clock.slept == [60, 60, 30]


def test_a_past_moment_is_not_waited_for():
    clock = Clock(NIGHT)
    listing.wait_until(NIGHT, clock, clock.sleep)
    assert clock.slept == []


def test_a_corrected_clock_is_followed():
    clock = Clock(NIGHT)

    def sleep(seconds):
        clock.sleep(3600)

    listing.wait_until(NIGHT + timedelta(minutes=20), clock, sleep)
    assert clock.slept == [3600]


@pytest.fixture
def embargoed_site(make_paper, monkeypatch):
    """A site with a story under embargo until MORNING, and the current folder in it."""
    paper = make_paper({"content/world/secret.md": article(embargo=f"{MORNING:%Y-%m-%d %H:%M}Z")})
    monkeypatch.chdir(paper.root)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return paper


@pytest.fixture
def waited(monkeypatch):
    """The moments that were waited for; the clock shows NIGHT."""
    moments = []
    monkeypatch.setattr(listing, "wait_until", moments.append)

    class Now(datetime):
        @classmethod
        def now(cls, zone=None):
            return NIGHT

    monkeypatch.setattr("newsgen.cli.options.datetime", Now)
    return moments


@pytest.mark.parametrize(("minutes", "comes"), [(14, False), (15, True), (16, True)])
def test_wait_waits_for_a_near_moment(embargoed_site, waited, run, minutes, comes):
    status, out, _ = run("next-due", "--wait", str(minutes))
    assert status == 0
    assert waited == ([MORNING] if comes else [])
    moment = datetime.fromisoformat(out.strip()) if comes else None
    assert moment == (MORNING if comes else None)
    assert comes or out == f"nothing is due within {minutes} minutes\n"


@pytest.mark.parametrize(("minutes", "comes"), [(14, False), (15, True)])
def test_json_reports_whether_the_moment_came(embargoed_site, waited, run, minutes, comes):
    _, out, _ = run("next-due", "--wait", str(minutes), "--format", "json")
    answer = json.loads(out)
    assert datetime.fromisoformat(answer["next_due"]) == MORNING
    assert answer["came"] is comes


def test_wait_returns_if_nothing_is_due(make_paper, waited, run, monkeypatch):
    monkeypatch.chdir(make_paper({"content/world/a.md": article()}).root)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert run("next-due", "--wait", "60")[:2] == (0, "nothing is due within 60 minutes\n")
    assert json.loads(run("next-due", "--wait", "60", "--format", "json")[1]) == {
        "next_due": None,
        "came": False,
    }
    assert waited == []


def test_a_given_time_is_answered_immediately(embargoed_site, waited, run, monkeypatch):
    given = ("--now", NIGHT.isoformat())
    assert datetime.fromisoformat(run("next-due", "--wait", "20", *given)[1].strip()) == MORNING
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NIGHT.timestamp())))
    assert datetime.fromisoformat(run("next-due", "--wait", "20")[1].strip()) == MORNING
    assert waited == []


def test_a_site_with_errors_is_not_waited_for(embargoed_site, waited, run):
    embargoed_site.write({"content/world/bad.md": "---\ntitle: Bad\ndate: never\n---\n"})
    status, _, err = run("next-due", "--wait", "20")
    assert status == 1
    assert "bad-date" in err
    assert waited == []


# --- behaviour ------------------------------------------------------------------------------


def at(moment):
    """Return a runner whose clock shows that moment."""
    return {"SOURCE_DATE_EPOCH": str(int(moment.timestamp()))}


def site_files(service, target):
    """Files of a repository: a story, an embargoed story, and a local target."""
    targets = f"targets:\n  server: {{kind: directory, path: {target}}}\n"
    return {
        "newsgen.yaml": CONFIG + targets,
        ".gitignore": "/public/\n/.newsgen/\n",
        "content/world/talks.md": article("Talks end"),
        "content/world/secret.md": article("A secret", embargo=f"{MORNING:%Y-%m-%d %H:%M}Z"),
        **ci_files(service),
    }


def moments(folder):
    """Return when each file was last written."""
    return {p: p.stat().st_mtime_ns for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def target(tmp_path):
    return tmp_path / "server"


@pytest.fixture
def github(tmp_path, target):
    service = GitHub(tmp_path / "github")
    service.push(site_files("github", target))
    return service


@pytest.fixture
def gitlab(tmp_path, target):
    service = GitLab(tmp_path / "gitlab")
    service.push(site_files("gitlab", target))
    return service


@pytest.fixture
def api():
    """A local service that records the requests of jobs as ``(method, path, body)``."""
    asked = []

    class ServerAnswer(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(("POST", self.path, self.headers["Authorization"], json.loads(body)))
            self.send_response(204)
            self.end_headers()

        def do_GET(self):
            asked.append(("GET", self.path, self.headers["Authorization"], None))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"value": "signed-by-github"}')

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), ServerAnswer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    asked_at = f"http://127.0.0.1:{server.server_port}"
    yield asked_at, asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_push_publishes_and_a_second_run_uploads_nothing(github, target):
    done = github.run("publish.yml", "publish", "main", at(NIGHT))
    assert done.status == 0, done.log
    assert "Talks end" in (target / "world/talks/index.html").read_text()
    assert not (target / "world/secret").exists()
    first = moments(target)

    again = github.run("publish.yml", "publish", "main", at(NIGHT))
    assert again.status == 0, again.log
    assert moments(target) == first
    assert len(list(github.caches.iterdir())) == 1  # what did not change is not saved again

    github.push({"content/world/flood.md": article("The flood")})
    third = github.run("publish.yml", "publish", "main", at(NIGHT))
    assert third.status == 0, third.log
    assert (target / "world/flood/index.html").is_file()
    assert len(list(github.caches.iterdir())) == 2
    kept = {place for place in first if target / "css" in place.parents}
    assert kept
    assert all(moments(target)[place] == first[place] for place in kept)


@pytest.mark.slow
def test_a_repeated_run_publishes_the_tip(github, target):
    old = github.git("rev-parse", "HEAD", cwd=github.desk)
    github.push({"content/world/flood.md": article("The flood")})
    assert github.run("publish.yml", "publish", old, at(NIGHT)).status == 0
    assert (target / "world/flood/index.html").is_file()


@pytest.mark.slow
def test_an_embargo_ends_at_its_moment(github, target, api):
    address, asked = api
    assert github.run("publish.yml", "publish", "main", at(NIGHT)).status == 0
    assert not (target / "world/secret").exists()

    there = {"GITHUB_API_URL": address}
    waiting = github.run("publish.yml", "wait", "main", at(NIGHT) | there)
    assert waiting.status == 0, waiting.log
    dispatches = "/repos/courier/site/actions/workflows/publish.yml/dispatches"
    assert asked == [("POST", dispatches, "Bearer a-token", {"ref": "main"})]

    assert github.run("publish.yml", "publish", "main", at(MORNING)).status == 0
    assert "A secret" in (target / "world/secret/index.html").read_text()
    assert "A secret" in (target / "index.html").read_text()


@pytest.mark.slow
def test_nothing_starts_if_nothing_is_due(github, api):
    address, asked = api
    early = at(NIGHT - timedelta(hours=1)) | {"GITHUB_API_URL": address}
    waiting = github.run("publish.yml", "wait", "main", early)
    assert waiting.status == 0, waiting.log
    assert json.loads(waiting.outputs["wait"]["answer"])["came"] is False
    assert asked == []


@pytest.mark.slow
def test_a_site_with_errors_is_not_published(github, target):
    assert github.run("publish.yml", "publish", "main", at(NIGHT)).status == 0
    before = moments(target)
    github.push({"content/world/bad.md": "---\ntitle: Bad\ndate: never\n---\n"})
    done = github.run("publish.yml", "publish", "main", at(NIGHT))
    assert done.status == 1
    assert re.search(r"^::error file=content/world/bad.md,line=3", done.log, re.MULTILINE)
    assert moments(target) == before


@pytest.mark.slow
def test_a_pull_request_with_a_broken_link_shows_its_place(github, target):
    broken = article("Broken", body="See [the quake](quake.md).")
    revision = github.push({"content/world/broken.md": broken}, branch="broken")
    done = github.run("check.yml", "check", revision, at(NIGHT))
    assert done.status == 1
    assert re.search(r"^::error file=content/world/broken.md,line=7", done.log, re.MULTILINE)
    assert not target.exists()
    assert not list(github.caches.iterdir())


@pytest.mark.slow
def test_a_pull_request_without_problems_passes(github, target):
    revision = github.push({"content/world/fine.md": article("Fine")}, branch="fine")
    done = github.run("check.yml", "check", revision, at(NIGHT))
    assert done.status == 0, done.log
    assert not target.exists()


@pytest.mark.slow
def test_a_pull_request_says_what_it_would_publish(github, target):
    published = github.run("publish.yml", "publish", "main", at(NIGHT))
    summary = Path(published.variables["GITHUB_STEP_SUMMARY"]).read_text()
    assert summary.startswith("### Published to server")
    assert "- [Talks end](<https://news.example/world/talks/>)" in summary
    before = moments(target)
    revision = github.push({"content/world/fine.md": article("Fine")}, branch="fine")
    done = github.run("check.yml", "check", revision, at(NIGHT))
    plan = base64.b64decode(done.outputs["plan"]["plan"]).decode()
    assert plan.startswith("### Would be published to server")
    assert "\n**New**\n\n- [Fine](<https://news.example/world/fine/>)\n" in plan
    assert "\n**Changed**\n\n- [Talks end](" in plan
    assert moments(target) == before


def test_the_ssh_key_is_readable_only_by_the_user(github):
    done = github.run(
        "publish.yml",
        "publish",
        "main",
        until="Publish",
        vars={"SSH_KNOWN_HOSTS": "www.example ssh-ed25519 AAAA"},
        secrets={"SSH_KEY": "-----BEGIN KEY-----\nline\n-----END KEY-----"},
    )
    folder = Path(done.variables["HOME"]) / ".ssh"
    key = folder / "id_ed25519"
    assert key.read_text() == "-----BEGIN KEY-----\nline\n-----END KEY-----\n"
    assert key.stat().st_mode & 0o777 == 0o600
    assert (folder / "known_hosts").read_text() == "www.example ssh-ed25519 AAAA\n"
    assert "BEGIN KEY" not in done.log


@pytest.mark.slow
def test_the_run_signs_in_at_aws_with_its_own_token(github, api):
    address, asked = api
    offered = {
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{address}/token?api-version=2.0",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "asker",
    }
    role = {"AWS_ROLE_ARN": "arn:aws:iam::1:role/newsgen"}
    done = github.run("publish.yml", "publish", "main", offered, until="Publish", vars=role)
    token = Path(done.variables["AWS_WEB_IDENTITY_TOKEN_FILE"])
    assert token.read_text() == "signed-by-github"
    assert token.stat().st_mode & 0o777 == 0o600
    [(_, path, authorization, _)] = asked
    assert path == "/token?api-version=2.0&audience=sts.amazonaws.com"
    assert authorization == "Bearer asker"
    assert "signed-by-github" not in done.log


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["SSH_KEY", "SSH_KNOWN_HOSTS"])
def test_a_key_without_known_hosts_stops_the_run(github, target, missing):
    given = {"secrets": {"SSH_KEY": "key"}, "vars": {"SSH_KNOWN_HOSTS": "www.example"}}
    half = {name: {k: v for k, v in value.items() if k != missing} for name, value in given.items()}
    done = github.run("publish.yml", "publish", "main", at(NIGHT), **half)
    assert done.status == 1
    assert re.search(
        "^::error title=newsgen::ssh needs .*only one of them$", done.log, re.MULTILINE
    )
    assert not target.exists()


@pytest.mark.slow
def test_locked_requirements_are_enforced(github, tmp_path):
    wheel = make_wheel(tmp_path / "wheels")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    term = {
        "PIP_FIND_LINKS": str(wheel.parent),
        "PIP_TARGET": str(tmp_path / "installed"),
        "PIP_ROOT_USER_ACTION": "ignore",
    }
    for locked, status in ((digest, 0), ("0" * 64, 1)):
        github.push({"requirements.txt": f"inkwell==1.0 \\\n    --hash=sha256:{locked}\n"})
        done = github.run("publish.yml", "publish", "main", at(NIGHT) | term, until="Publish")
        assert done.status == status, done.log
    assert "DO NOT MATCH THE HASHES" in done.log
    assert (tmp_path / "installed/inkwell.py").is_file()


def make_wheel(folder):
    """Make a wheel with one empty module."""
    folder.mkdir()
    wheel = folder / "inkwell-1.0-py3-none-any.whl"
    about = "inkwell-1.0.dist-info"
    files = {
        "inkwell.py": "",
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: inkwell\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in (*files, f"{about}/RECORD"))
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in {**files, f"{about}/RECORD": record}.items():
            archive.writestr(path, text)
    return wheel


def two_targets(tmp_path):
    """Return settings with two targets, each a folder."""
    paths = {name: tmp_path / name for name in ("first", "second")}
    rows = [f"  {name}: {{kind: directory, path: {path}}}\n" for name, path in paths.items()]
    return {"newsgen.yaml": CONFIG + "targets:\n" + "".join(rows)}


@pytest.mark.slow
def test_with_two_targets_the_run_needs_a_name(github, tmp_path):
    github.push(two_targets(tmp_path))
    run = partial(github.run, "publish.yml", "publish", "main", at(NIGHT))
    unclear = run()
    assert unclear.status == 2
    expected = (
        "::error title=newsgen::newsgen.yaml names several targets%0Aname one of first, second"
    )
    assert expected in unclear.log.splitlines()

    usual = {"PUBLISH_TARGET": "first"}
    assert run(vars=usual).status == 0
    assert not (tmp_path / "second").exists()
    assert run(vars=usual, inputs={"target": "second", "adopt": False}).status == 0
    assert (tmp_path / "second/index.html").is_file()


def test_github_shows_errors_in_the_settings(make_paper, run, monkeypatch):
    paper = make_paper({"newsgen.yaml": CONFIG + "per_page: many\n"})
    build = ("build", "--site", str(paper.root), "--format", "json")
    assert "::error" not in run(*build)[2]
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    status, out, err = run(*build)
    assert status == 2
    assert "::error" not in out
    first, second = [line for line in err.splitlines() if line.startswith("::error ")]
    assert first.startswith("::error title=newsgen::newsgen.yaml has problems")
    assert second.startswith("::error file=newsgen.yaml,line=7")


def test_github_shows_wrong_usage(run, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.chdir(tmp_path)
    status, _, err = run("publish")
    assert status == 2
    assert "::error title=newsgen::there is no newsgen.yaml here" in err
    status, _, err = run("publish", "--adpot", "--site", str(tmp_path))
    assert status == 2
    assert "::error title=newsgen::No such option" in err


@pytest.mark.slow
def test_a_target_name_is_never_run_as_a_command(github, tmp_path):
    for sly in ("$(touch /tmp/sly)", "a; exit 0", "--dry-run"):
        done = github.run("publish.yml", "publish", "main", at(NIGHT), inputs={"target": sly})
        assert done.status == 2
        assert f"there is no target {sly}" in done.log


@pytest.mark.slow
@pytest.mark.parametrize("ticked", [True, False])
def test_a_manual_run_can_override_refusals(github, target, ticked):
    target.mkdir()
    (target / "index.html").write_text("another's")
    inputs = {"target": "", "delete_many": False, "adopt": ticked, "repair": ticked}
    done = github.run("publish.yml", "publish", "main", at(NIGHT), inputs=inputs)
    assert done.status == (0 if ticked else 2), done.log
    assert ("Talks end" in (target / "index.html").read_text()) is ticked
    assert ("--adopt" in done.log) is not ticked


@pytest.mark.slow
def test_a_site_can_publish_into_a_branch_for_pages(github, tmp_path):
    pages = tmp_path / "pages.git"
    github.git("init", "--quiet", "--bare", "--initial-branch", "main", str(pages))
    targets = f"targets:\n  pages: {{kind: git, repository: {pages}, branch: gh-pages}}\n"
    github.push({"newsgen.yaml": CONFIG + targets})
    for _ in range(2):
        done = github.run("publish.yml", "publish", "main", at(NIGHT))
        assert done.status == 0, done.log
    names = github.git("ls-tree", "-r", "--name-only", "gh-pages", cwd=pages).splitlines()
    assert "world/talks/index.html" in names
    assert not [name for name in names if "secret" in name]
    assert github.git("rev-list", "--count", "gh-pages", cwd=pages) == "1"


@pytest.mark.slow
def test_gitlab_publishes_and_ends_the_embargo(gitlab, target):
    done = gitlab.run("publish", "main", at(NIGHT))
    assert done.status == 0, done.log
    assert not (target / "world/secret").exists()
    first = moments(target)

    again = gitlab.run("publish-again", "main", at(NIGHT))
    assert again.status == 0, again.log
    assert moments(target) == first

    waiting = gitlab.run("wait", "main", at(NIGHT))
    assert waiting.status == 0, waiting.log
    assert gitlab.run("publish-again", "main", at(MORNING)).status == 0
    assert "A secret" in (target / "world/secret/index.html").read_text()


@pytest.mark.slow
def test_gitlab_publishes_the_tip(gitlab, target):
    old = gitlab.git("rev-parse", "HEAD", cwd=gitlab.desk)
    gitlab.push({"content/world/flood.md": article("The flood")})
    done = gitlab.run("publish", old, at(NIGHT))
    assert done.status == 0, done.log
    assert (target / "world/flood/index.html").is_file()


@pytest.mark.slow
def test_a_manual_gitlab_run_can_override_refusals(gitlab, tmp_path):
    gitlab.push(two_targets(tmp_path))
    (tmp_path / "second").mkdir()
    (tmp_path / "second/index.html").write_text("another's")
    run = partial(gitlab.run, "publish", "main")
    assert "newsgen.yaml names several targets" in run(at(NIGHT)).log
    second = at(NIGHT) | {"PUBLISH_TARGET": "second"}
    assert run(second).status == 2
    done = run(second | {"PUBLISH_OPTIONS": "--adopt --repair"})
    assert done.status == 0, done.log
    assert "Talks end" in (tmp_path / "second/index.html").read_text()
    assert "No such option" in run(second | {"PUBLISH_OPTIONS": "--adpot"}).log


@pytest.mark.slow
def test_gitlab_writes_the_ssh_key(gitlab, tmp_path):
    files = {name: tmp_path / name for name in ("SSH_KEY", "SSH_KNOWN_HOSTS")}
    for name, place in files.items():
        place.write_text(f"what {name} holds")
    given = {name: str(place) for name, place in files.items()}
    done = gitlab.run("publish", "main", at(NIGHT) | given)
    assert done.status == 0, done.log
    folder = Path(done.workspace).parent / "home/.ssh"
    assert (folder / "id_ed25519").read_text() == "what SSH_KEY holds\n"
    assert (folder / "id_ed25519").stat().st_mode & 0o777 == 0o600
    assert (folder / "known_hosts").read_text() == "what SSH_KNOWN_HOSTS holds"


@pytest.mark.slow
@pytest.mark.parametrize(
    "given",
    [{"SSH_KEY": "-----BEGIN"}, {"SSH_KEY": os.devnull}, {"SSH_KNOWN_HOSTS": "www.example"}],
)
def test_gitlab_stops_at_a_key_without_known_hosts(gitlab, target, given):
    done = gitlab.run("publish", "main", at(NIGHT) | given)
    assert done.status == 1
    assert "error: ssh needs SSH_KEY and SSH_KNOWN_HOSTS" in done.log
    assert "-----BEGIN" not in done.log
    assert not target.exists()


@pytest.mark.slow
def test_gitlab_checks_a_merge_request(gitlab, target):
    broken = article("Broken", body="See [the quake](quake.md).")
    revision = gitlab.push({"content/world/broken.md": broken}, branch="broken")
    done = gitlab.run("check", revision, at(NIGHT))
    assert done.status == 1
    assert "content/world/broken.md:7" in done.log
    assert "error `broken-link`" in (Path(done.workspace) / "plan.md").read_text()
    assert not target.exists()
    assert not list(gitlab.caches.iterdir())


def test_the_programs_of_the_workflows_exist():
    for name in ("bash", "git", "curl"):
        assert shutil.which(name), name
