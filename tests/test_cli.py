"""The command line: how each command calls the builder, what it prints and returns."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from newsgen.builder.inspect import Change, ListedStory
from newsgen.builder.options import Options
from newsgen.builder.result import Result
from newsgen.cli import COMMANDS
from newsgen.cli.schemas import KINDS, schema_of
from newsgen.cli.vscode import snippets, workspace_files
from newsgen.diagnostics import Diagnostic, Problems, Refusal, Severity
from newsgen.files import theme
from newsgen.incremental.manifest import Tally
from newsgen.sources.new_article import OFFERED_KEYS

NOW = datetime(2026, 1, 5, 20, 30, tzinfo=UTC)
ERROR = Diagnostic(code="bad-date", message="no such day", path="content/world/quake.md", line=3)
WARNING = Diagnostic(code="raw-html", message="m", severity=Severity.WARNING, path="content/a.md")
HEAVY = (
    *("yaml", "jinja2", "markdown_it", "lxml", "msgspec", "babel", "importlib.metadata"),
    *("starlette", "uvicorn", "watchfiles", "anyio"),
)


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch):
    for name in ("SOURCE_DATE_EPOCH", "FORCE_COLOR", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site with two sections, as the current folder."""
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "newsgen.yaml").write_text(
        "title: The Paper\nbase_url: https://paper.example\ntimezone: Asia/Karachi\n"
        "sections:\n  world:\n    title: World\n  pakistan:\n    title: Pakistan\n"
    )
    monkeypatch.chdir(folder)
    return folder


HOMES = {"build": "build.build", "survey": "listing.survey", "preview": "inspect.preview"}
"""The modules in which the command line calls each function of the builder."""


@pytest.fixture
def fake(monkeypatch):
    """Replaces a function of the builder by a fixed result; returns the list of its calls."""

    def fake(name, answer):
        calls = []

        def stand_in(options, *others):
            calls.append(options)
            if isinstance(answer, BaseException):
                raise answer
            return answer

        monkeypatch.setattr(f"newsgen.cli.{HOMES[name]}", stand_in)
        return calls

    return fake


def result(*diagnostics, **fields):
    errors = any(d.severity is Severity.ERROR for d in diagnostics)
    numbers = {"written": 3, "unchanged": 1200, "removed": 0, "outputs": 1203, "seconds": 0.42}
    tally = {"articles": 16, "drafts": 1, "scheduled": 2, "expired": 0, "next_due": None}
    tally |= {name: fields.pop(name) for name in tally if name in fields}
    given = {"output": str(Path.cwd() / "public"), "committed": not errors, **numbers, **fields}
    return Result(diagnostics=diagnostics, tally=Tally(now=NOW, **tally), **given)


def story(status, title="Quake", **fields):
    return ListedStory(
        status=status,
        path=f"content/world/{title.lower()}.md",
        title=title,
        section="world",
        date=NOW,
        authors=("Sara Khan",),
        url=f"/world/{title.lower()}/",
        **{"due": None, **fields},
    )


# --- the group ----------------------------------------------------------------------------


def test_help_imports_little():
    script = (
        "import sys\nfrom newsgen.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "Usage: newsgen" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_lists_every_command_with_its_summary(run):
    status, out, _ = run("--help")
    assert status == 0
    for command in COMMANDS:
        assert f"{command.name}  " in out
        assert command.short_help in out


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_deferred_command_matches_the_real_one(command, run):
    loaded = command.load()
    assert loaded.name == command.name
    assert run(command.name, "--help")[0] == 0
    assert loaded.get_short_help_str(200).rstrip(".").startswith(command.short_help.rstrip("."))


def test_version(run):
    status, out, _ = run("--version")
    assert (status, out.split()[0]) == (0, "newsgen")


@pytest.mark.parametrize(
    ("arguments", "suggestion"),
    [(["biuld"], "build"), (["build", "--draft"], "--drafts"), (["list", "--formt"], "--format")],
)
def test_a_mistyped_command_gets_a_suggestion(run, arguments, suggestion):
    status, _, err = run(*arguments)
    assert status == 2
    assert f"Did you mean '{suggestion}'?" in err


# --- the site and the moment ----------------------------------------------------------------


def test_the_site_is_the_nearest_folder_with_a_configuration(site, run, fake, monkeypatch):
    (site / "content" / "world").mkdir(parents=True)
    monkeypatch.chdir(site / "content" / "world")
    calls = fake("build", result())
    assert run("build")[0] == 0
    assert calls[0].root == str(site)


@pytest.mark.parametrize("arguments", [[], ["--site", "."]])
def test_without_a_site_newsgen_says_how_to_start_one(tmp_path, run, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    status, out, err = run("build", *arguments)
    assert (status, out) == (2, "")
    assert "error: there is no newsgen.yaml" in err
    assert "= hint: newsgen init" in err


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2026-01-05T20:30Z", NOW),
        ("2026-01-05 20:30", NOW),
        ("2026-01-06T01:30+05:00", NOW),
        ("2026-01-05", NOW.replace(hour=0, minute=0)),
    ],
)
def test_now_is_utc_unless_it_names_a_zone(site, run, fake, given, moment):
    calls = fake("build", result())
    run("build", "--now", given)
    assert calls[0].now == moment
    assert calls[0].now.tzinfo is not None


def test_source_date_epoch_replaces_the_clock(site, run, fake, monkeypatch):
    calls = fake("build", result())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW.timestamp())))
    run("build")
    run("build", "--now", "2020-01-01")
    assert [call.now.year for call in calls] == [2026, 2020]
    assert calls[0].now == NOW


def test_by_default_the_clock_is_used(site, run, fake):
    calls = fake("build", result())
    run("build")
    assert abs(datetime.now(UTC) - calls[0].now) < timedelta(minutes=5)


@pytest.mark.parametrize("given", ["soon", "2026-13-01", ""])
def test_an_invalid_time_is_wrong_usage(site, run, given):
    status, _, err = run("build", "--now", given)
    assert status == 2
    assert "is not a time" in err


@pytest.mark.parametrize("epoch", ["soon", "1e9", "99999999999999999999"])
def test_an_invalid_source_date_epoch_is_wrong_usage(site, run, monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    status, _, err = run("build")
    assert status == 2
    assert "SOURCE_DATE_EPOCH" in err


# --- build -----------------------------------------------------------------------------------


def test_build_passes_its_options_to_the_builder(site, run, fake):
    calls = fake("build", result())
    run(
        *("build", "--output", "out", "--base-url", "https://x.example/", "--now", "2026-01-05"),
        *("--drafts", "--strict", "--clean", "--jobs", "3"),
    )
    assert calls == [
        Options(
            root=str(site),
            output=str(site / "out"),
            base_url="https://x.example/",
            now=datetime(2026, 1, 5, tzinfo=UTC),
            scope="drafts",
            strict=True,
            clean=True,
            jobs=3,
        )
    ]


def test_build_summarises_the_result_and_how_to_view_it(site, run, fake):
    due = datetime(2026, 1, 6, 9, tzinfo=timezone(timedelta(hours=5)))
    fake("build", result(next_due=due))
    status, out, err = run("build")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "Built 1,203 files from 16 articles in 0.4 s: 3 written, 1,200 unchanged, 0 removed.",
        "Not included: 1 draft and 2 scheduled.",
        "Build again at 2026-01-06T09:00:00+05:00: a story is due then.",
        "The site is in public. To view it at http://localhost:8000/:",
        "  python -m http.server -d public",
    ]


def test_build_shows_problems_and_keeps_the_output(site, run, fake):
    fake("build", result(ERROR, WARNING))
    status, out, err = run("build")
    assert status == 1
    assert "content/world/quake.md:3: error[bad-date]: no such day" in err
    assert "1 error and 1 warning in 2 files" in err
    assert out == "Not built: the output folder is unchanged.\n"


@pytest.mark.parametrize(("options", "status"), [([], 0), (["--strict"], 1)])
def test_warnings_fail_only_a_strict_build(site, run, fake, options, status):
    fake("build", result(WARNING))
    assert run("build", *options)[0] == status


def test_quiet_prints_problems_only(site, run, fake):
    fake("build", result())
    assert run("build", "--quiet") == (0, "", "")
    fake("build", result(WARNING))
    assert "raw-html" in run("build", "--quiet")[2]


def test_build_reports_json(site, run, fake):
    fake("build", result(ERROR))
    status, out, err = run("build", "--format", "json")
    document = json.loads(out)
    assert (status, err) == (1, "")
    assert (document["committed"], document["errors"], document["outputs"]) == (False, 1, 1203)


def test_build_annotates_for_github_from_the_root_of_the_checkout(site, run, fake, monkeypatch):
    fake("build", result(ERROR))
    monkeypatch.setenv("GITHUB_WORKSPACE", str(site.parent))
    status, out, _ = run("build", "--format", "github")
    assert status == 1
    assert out.startswith("::error file=paper/content/world/quake.md,line=3,title=bad-date::")


# --- errors -----------------------------------------------------------------------------------


def test_a_refusal_is_wrong_usage(site, run, fake):
    fake("build", Refusal("another build is writing", "wait for it"))
    status, out, err = run("build")
    assert (status, out) == (2, "")
    assert err == "error: another build is writing\n  = hint: wait for it\n"


def test_a_refusal_over_the_configuration_shows_its_problems(site, run, fake):
    wrong = Diagnostic(code="unknown-key", message="m", path="newsgen.yaml", line=2)
    fake("build", Refusal("newsgen.yaml has problems", diagnostics=(wrong,)))
    status, out, err = run("build")
    assert (status, out) == (2, "")
    assert "newsgen.yaml:2: error[unknown-key]" in err
    status, out, _ = run("build", "--format", "json")
    document = json.loads(out)
    assert (status, document["committed"], document["errors"]) == (2, False, 1)
    assert run("build", "--format", "github")[1].startswith("::error file=newsgen.yaml,line=2,")


def test_problems_without_a_result_are_shown(site, run, fake):
    fake("build", Problems(ERROR))
    status, _, err = run("build")
    assert status == 1
    assert "error[bad-date]" in err


def test_a_full_disk_is_not_a_bug(site, run, fake):
    fake("build", OSError(28, "No space left on device", "public/x"))
    status, _, err = run("build")
    assert status == 2
    assert err == "error: public/x: No space left on device\n"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError(), "not enough memory"),
        (RuntimeError("can't start new thread"), "the system allows no more threads"),
        (BlockingIOError(11, "Resource temporarily unavailable"), "Resource temporarily"),
        (OSError(5, "Input/output error", "content"), "content: Input/output error"),
    ],
)
def test_missing_resources_are_not_a_bug(site, run, fake, error, message):
    fake("build", error)
    status, _, err = run("build")
    assert status == 2
    assert err.startswith(f"error: {message}")


def test_a_bug_is_admitted(site, run, fake):
    fake("build", KeyError("\x1b[2J"))
    status, out, err = run("build")
    assert (status, out) == (3, "")
    assert err.startswith("Sorry: newsgen has a bug")
    assert "Traceback" in err
    assert "\x1b" not in err


def test_an_interrupt_is_one_line(site, run, fake):
    fake("build", KeyboardInterrupt())
    status, _, err = run("build")
    assert status == 130
    assert err.strip() == "Interrupted."


# --- init ------------------------------------------------------------------------------------


@pytest.fixture
def starter(tmp_path, monkeypatch):
    """A small example site in place of the real one."""
    folder = tmp_path / "starter"
    (folder / "content" / "world").mkdir(parents=True)
    (folder / "newsgen.yaml").write_text("title: Example\n")
    (folder / "content" / "world" / "quake.md").write_text("---\ntitle: Quake\n---\n")
    monkeypatch.setattr("newsgen.files.theme.home", lambda: folder)
    return folder


def files_in(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_init_creates_a_site(starter, tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, _ = run("init", "paper")
    assert status == 0
    assert files_in(tmp_path / "paper") == {
        "newsgen.yaml",
        "content/world/quake.md",
        "templates/.gitkeep",
        "static/.gitkeep",
        ".gitignore",
        ".vscode/settings.json",
        ".vscode/extensions.json",
        ".vscode/newsgen.code-snippets",
        ".vscode/newsgen.schema.json",
        ".vscode/article.schema.json",
        ".vscode/author.schema.json",
        ".vscode/comments.schema.json",
        ".vscode/front.schema.json",
        ".vscode/page.schema.json",
    }
    assert "/public/" in (tmp_path / "paper" / ".gitignore").read_text()
    assert "newsgen desk" in out
    assert "  newsgen serve\n" in out
    assert "Set `title` and `base_url` in newsgen.yaml." in out
    assert "pages in content/ are examples:\nremove them" in out


def test_init_keeps_hidden_files(starter, tmp_path, run):
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / ".gitignore").write_text("mine\n")
    assert run("init", str(folder))[0] == 0
    assert (folder / ".gitignore").read_text() == "mine\n"


def test_init_refuses_a_folder_in_use(starter, tmp_path, run):
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "novel.txt").write_text("chapter one")
    status, _, err = run("init", str(folder))
    assert status == 2
    assert "novel.txt" in err
    assert files_in(folder) == {"novel.txt"}


def test_init_refuses_a_file(starter, tmp_path, run):
    (tmp_path / "paper").write_text("")
    assert run("init", str(tmp_path / "paper"))[0] == 2


def test_the_starter_is_where_the_package_says():
    assert (theme.home() / "newsgen.yaml").is_file()
    assert (theme.home() / "content").is_dir()
    assert (theme.home() / "templates").is_dir()
    assert (theme.home() / "static").is_dir()


# --- completion in VS Code ----------------------------------------------------------------------


def test_every_key_of_an_article_is_a_snippet_with_its_description():
    schema = schema_of("article")
    made = snippets(schema)
    for key, shape in schema["properties"].items():
        snippet = made[f"Front matter: {key}"]
        assert snippet["prefix"] == key
        assert snippet["description"] == shape["description"]
        assert snippet["body"][0].startswith(f"{key}:")


def test_snippets_also_apply_to_yaml_because_vs_code_treats_front_matter_so():
    assert {s["scope"] for s in snippets(schema_of("article")).values()} == {"markdown,yaml"}


def test_snippets_offer_the_allowed_values():
    made = snippets(schema_of("article"))
    assert made["Front matter: draft"]["body"] == ["draft: ${1|true,false|}"]
    assert made["Front matter: tags"]["body"] == ["tags: [$1]"]
    assert made["Front matter: type"]["body"][0].startswith("type: ${1|analysis,")
    assert "$CURRENT_YEAR" in made["Front matter: date"]["body"][0]
    assert made["Front matter: image"]["body"][:2] == ["image:", "  src: $1"]
    assert made["Front matter: corrections"]["body"][1].startswith("  - date: ${1:")


# --- new -------------------------------------------------------------------------------------


@pytest.fixture
def new(site, run):
    """Runs ``newsgen new`` at 01:30 in Karachi, when it is still the day before in UTC."""

    def new(*arguments):
        return run("new", *arguments, "--now", NOW.isoformat())

    return new


def test_new_names_the_file_by_the_day_in_the_time_zone_of_the_site(new, site):
    status, out, err = new("Quake shakes the coast", "--section", "world")
    assert (status, out) == (0, "content/world/2026-01-06-quake-shakes-the-coast.md\n")
    assert "newsgen serve" in err
    text = (site / out.strip()).read_text()
    assert 'title: "Quake shakes the coast"\nsection: world\ndraft: true ' in text


def test_new_explains_the_empty_keys(new, site):
    _, out, _ = new("Quake", "--section", "world")
    lines = (site / out.strip()).read_text().splitlines()
    for key in OFFERED_KEYS:
        line = next(line for line in lines if line.startswith(f"{key}:"))
        assert line.partition("# ")[2]
    release = "Release in the desk takes this line out and sets the date"
    assert f"draft: true  # {release}" in lines


def test_new_gives_no_date_so_a_draft_never_keeps_the_day_on_which_it_was_begun(new, site):
    _, out, _ = new("Quake", "--section", "world")
    lines = (site / out.strip()).read_text().splitlines()
    [line] = [line for line in lines if line.startswith("date:")]
    assert line.partition("#")[0].strip() == "date:"


def test_new_fills_in_authors_and_language(new, site):
    _, out, _ = new(
        *("زلزلے کے جھٹکے", "--section", "pakistan", "--lang", "ur"),
        *("--author", "Sara Khan", "--author", 'Ali "Scoop" Raza'),
    )
    text = (site / out.strip()).read_text(encoding="utf-8")
    assert out == "content/pakistan/2026-01-06-زلزلے-کے-جھٹکے.md\n"
    assert 'authors: ["Sara Khan", "Ali \\"Scoop\\" Raza"]' in text
    assert "lang: ur" in text


def test_new_never_overwrites(new, site):
    _, out, _ = new("Quake", "--section", "world")
    (site / out.strip()).write_text("dear words")
    status, _, err = new("Quake", "--section", "world")
    assert status == 2
    assert "is there already" in err
    assert (site / out.strip()).read_text() == "dear words"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Quake", "--section", "wrold"], "did you mean `world`?"),
        (["Quake", "--section", "zzz"], "the sections of this site: world, pakistan"),
        (["Quake", "--section", "../.."], "there is no section"),
        (["!!!", "--section", "world"], "no letter and no digit"),
        (["Quake\x1b[2J", "--section", "world"], "control character"),
        (["Quake", "--section", "world", "--lang", "en: x"], "is not a language"),
    ],
)
def test_new_refuses_articles_that_could_not_be_built(new, site, arguments, message):
    status, _, err = new(*arguments)
    assert status == 2
    assert message in err
    assert "\x1b" not in err
    assert not (site / "content").exists()


def test_new_opens_the_editor_when_asked(new, monkeypatch):
    opened = []
    monkeypatch.setattr("click.edit", lambda filename: opened.append(Path(filename).name))
    new("Quake", "--section", "world", "--edit")
    assert opened == ["2026-01-06-quake.md"]


# --- list and next-due -------------------------------------------------------------------------


def test_list_shows_articles_as_a_table(site, run, fake):
    due = NOW + timedelta(days=1)
    fake("survey", ((story("live"), story("scheduled", "Vote \x1b", due=due)), due, ()))
    status, out, _ = run("list")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == ["STATUS", "live", "scheduled"]
    assert "2026-01-06 20:30+00:00" in out
    assert "\x1b" not in out


def test_list_can_show_one_status(site, run, fake):
    fake("survey", ((story("live"), story("draft", "Secret")), None, ()))
    assert "Quake" not in run("list", "--status", "draft")[1]
    assert run("list", "--status", "expired") == (0, "", "no articles are expired\n")


def test_list_reports_json(site, run, fake):
    fake("survey", ((story("live"),), None, (WARNING,)))
    _, out, _ = run("list", "--format", "json")
    document = json.loads(out)
    assert document["articles"] == [
        {
            "status": "live",
            "path": "content/world/quake.md",
            "title": "Quake",
            "edition": "",
            "section": "world",
            "date": "2026-01-05T20:30:00+00:00",
            "authors": ["Sara Khan"],
            "url": "/world/quake/",
            "due": None,
        }
    ]
    assert document["warnings"] == 1


def test_list_shows_readable_articles_despite_problems(site, run, fake):
    fake("survey", ((story("live"),), None, (ERROR,)))
    status, out, err = run("list")
    assert status == 1
    assert "Quake" in out
    assert "bad-date" in err


@pytest.mark.parametrize(
    ("due", "text", "document"),
    [
        (NOW, "2026-01-05T20:30:00+00:00", '{"next_due": "2026-01-05T20:30:00+00:00"}'),
        (None, "nothing is due", '{"next_due": null}'),
    ],
)
def test_next_due_is_the_moment_to_build_again(site, run, fake, due, text, document):
    fake("survey", ((), due, ()))
    assert run("next-due")[:2] == (0, f"{text}\n")
    assert run("next-due", "--format", "json")[1] == f"{document}\n"


# --- schema, config and plan ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_schema_is_printed_for_each_kind_of_file(run, kind):
    status, out, _ = run("schema", kind)
    assert status == 0
    assert json.loads(out) == schema_of(kind)


def test_schema_is_of_articles_by_default(run):
    assert json.loads(run("schema")[1]) == schema_of("article")


def test_config_shows_where_each_setting_comes_from(site, run):
    status, out, _ = run("config", "--base-url", "https://other.example")
    assert status == 0
    rows = {line.split("  ")[0]: line for line in out.splitlines()}
    assert "Asia/Karachi" in rows["timezone"]
    assert "newsgen.yaml" in rows["timezone"]
    assert "World" in rows["sections.world.title"]
    assert "--base-url" in rows["base_url"]


def test_config_reports_json(site, run):
    settings = json.loads(run("config", "--format", "json")[1])["settings"]
    assert settings["title"]["value"] == "The Paper"
    assert "newsgen.yaml" in settings["title"]["origin"]


CHANGES = (
    Change(path="index.html", reason="text changed"),
    Change(path="world/quake/index.html", reason="new"),
    Change(path="world/old/index.html", reason="removed"),
    Change(path="about/index.html", reason="same"),
)


def test_plan_lists_changes_with_reasons_and_counts_them(site, run, fake):
    fake("preview", (CHANGES, ()))
    status, out, _ = run("plan")
    assert status == 0
    assert out.splitlines() == [
        "text changed  index.html",
        "new           world/quake/index.html",
        "removed       world/old/index.html",
        "",
        "2 files to write (new 1; text changed 1), 1 to remove, 1 unchanged",
    ]


def test_plan_lists_unchanged_files_when_asked(site, run, fake):
    fake("preview", (CHANGES, ()))
    assert "about/index.html" in run("plan", "--all")[1]


def test_plan_reports_json(site, run, fake):
    fake("preview", (CHANGES, ()))
    document = json.loads(run("plan", "--format", "json")[1])
    assert document["counts"] == {"new": 1, "removed": 1, "same": 1, "text changed": 1}
    assert document["changes"][0] == {"path": "index.html", "reason": "text changed"}


# --- unusual terminals -----------------------------------------------------------------


def test_printing_survives_an_ascii_terminal(starter, tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "newsgen", "new", "خبر", "--section", "خبر"],
        cwd=starter,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("error")
    assert done.stderr.isascii()


def test_the_example_paper_has_the_workspace_files_of_a_new_site():
    """If ``newsgen schema`` or the snippets changed, run ``make reference``."""
    repository = Path(__file__).parents[1]
    for path, text in workspace_files().items():
        assert (repository / path).read_text(encoding="utf-8") == text
