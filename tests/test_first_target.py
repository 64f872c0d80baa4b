"""A target is written into newsgen.yaml, which otherwise stays as it is."""

import re

import click
import pytest

from newsgen.config import TargetSettings, read_config, with_base_url, with_target
from newsgen.diagnostics import Refusal
from newsgen.files import atomic_replace, theme
from newsgen.publish.settings import write_base_url, write_target
from support.paper import CONFIG, article

FOLDER = TargetSettings(kind="directory", path="../live")
BUCKET = TargetSettings(
    kind="s3", bucket="news", compress="gzip", single_publisher=True, cache_control={"page": "none"}
)


def added(text: str, *, name: str = "live", target: TargetSettings = FOLDER) -> str:
    """The text of newsgen.yaml with the target."""
    return with_target(text.encode(), name, target).decode()


def test_the_first_target_is_written_below_all_other_settings():
    entry = "\ntargets:\n  live:\n    kind: directory\n    path: ../live\n"
    assert added(CONFIG) == CONFIG + entry
    assert added(CONFIG.rstrip("\n")) == CONFIG + entry


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("targets:\n", "targets:\n{entry}"),
        ("targets: {}  # soon\n", "targets:  # soon\n{entry}"),
        ("targets:\n  # ours\n  a: {kind: git, repository: x}\nlang: en\n", "targets:\n{entry}"),
    ],
)
def test_a_target_is_written_above_the_others(before, after):
    entry = "  live:\n    kind: directory\n    path: ../live\n"
    others = before.partition("\n")[2]
    assert added(CONFIG + before) == CONFIG + after.format(entry=entry) + others


def test_a_target_begins_where_the_others_do():
    others = "      a: {kind: git, repository: x}\n"
    entry = "      live:\n        kind: directory\n        path: ../live\n"
    assert added(f"{CONFIG}targets:\n{others}") == f"{CONFIG}targets:\n{entry}{others}"


@pytest.mark.parametrize("target", [FOLDER, BUCKET])
def test_what_is_written_is_read_again(target):
    config, _ = read_config(added(CONFIG, target=target).encode(), "newsgen.yaml")
    assert config.targets == {"live": target}


def test_line_ends_and_comments_stay():
    text = f"\ufeff# Our paper — اخبار\r\n{CONFIG}".replace("\n", "\r\n").replace("\r\r", "\r")
    changed = added(text)
    assert changed.startswith(text)
    assert "\n" not in changed.replace("\r\n", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (CONFIG + "targets: {a: {kind: git, repository: x}}\n", "in a way that newsgen does not"),
        (CONFIG + "targets:\n  live: {kind: git, repository: x}\n", "already a target live"),
        (CONFIG + "per_page: many\n", "newsgen.yaml has problems"),
        ("title: [", "newsgen.yaml has problems"),
    ],
)
def test_a_file_that_only_a_person_can_extend_is_refused(text, message):
    with pytest.raises(Refusal, match=message):
        added(text)


def test_wrong_settings_are_refused():
    with pytest.raises(Refusal, match="needs `path`"):
        added(CONFIG, target=TargetSettings(kind="directory"))
    with pytest.raises(Refusal, match="not a valid name"):
        added(CONFIG, name="a b")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("base_url: https://news.example/ # ours", "base_url: https://a.news/ # ours"),
        ('base_url:  "https://news.example/"', "base_url: https://a.news/"),
        ("base_url: 'https://x.example'   # '", "base_url: https://a.news/   # '"),
    ],
)
def test_the_public_address_is_changed_in_its_place(before, after):
    text = f"title: T\n{before}\nlang: en\n"
    assert with_base_url(text.encode(), "https://a.news/").decode() == text.replace(before, after)


def test_a_missing_address_is_added_and_a_wrong_one_refused():
    assert with_base_url(b"title: T", "https://a.news/") == b"title: T\nbase_url: https://a.news/\n"
    with pytest.raises(Refusal, match="is not the address"):
        with_base_url(b"title: T\n", "a.news")


def test_an_address_in_another_form_is_left_to_a_person():
    with pytest.raises(Refusal, match="in a way that newsgen does not") as refused:
        with_base_url(b"title: T\nbase_url: >-\n  https://x.example\n", "https://a.news/")
    assert refused.value.hint == "write `base_url: https://a.news/` yourself"


# --- the settings of a new paper --------------------------------------------------------------


@pytest.mark.parametrize("kind", ["directory", "s3", "rsync", "git"])
def test_each_target_in_the_settings_of_a_new_paper_can_be_used(kind):
    text = (theme.home() / "newsgen.yaml").read_text(encoding="utf-8")
    before, heading, examples = text.partition("#targets:\n")
    entries = re.findall(r"^#  \w+:\n(?:#    .*\n)+", examples, re.MULTILINE)
    (entry,) = [entry for entry in entries if f"kind: {kind}\n" in entry]
    chosen = re.sub("^#", "", heading + entry, flags=re.MULTILINE)
    config, problems = read_config((before + chosen).encode(), "newsgen.yaml")
    assert problems == ()
    assert [target.kind for target in config.targets.values()] == [kind]


def test_a_new_paper_has_no_target_yet():
    config, _ = read_config((theme.home() / "newsgen.yaml").read_bytes(), "newsgen.yaml")
    assert config.targets == {}


# --- asking on a terminal ---------------------------------------------------------------------


@pytest.fixture
def answer(monkeypatch, run):
    """Runs ``newsgen publish`` on a terminal where somebody gives these answers."""

    def answer(root, *answers):
        waiting = list(answers)
        monkeypatch.setattr("newsgen.cli.publish.can_ask", lambda: True)
        monkeypatch.setattr(click.termui, "visible_prompt_func", lambda _: waiting.pop(0))
        status = run("publish", "--site", str(root))
        assert waiting == []
        return status

    return answer


def test_without_a_target_it_asks_and_then_publishes(make_paper, answer):
    paper = make_paper({"content/world/a.md": article("A")})
    status, out, _ = answer(paper.root, "1", "", "https://a.news/")
    assert status == 0
    assert "Readers see it at https://a.news/" in out
    assert (paper.root.parent / "published/world/a/index.html").is_file()
    text = (paper.root / "newsgen.yaml").read_text()
    moved = CONFIG.replace("https://news.example/", "https://a.news/")
    assert text == added(moved, target=TargetSettings(kind="directory", path="../published"))


def test_the_example_address_can_stay_for_a_first_try(make_paper, answer):
    paper = make_paper({"content/world/a.md": article("A")})
    assert answer(paper.root, "1", "../out", "")[0] == 0
    assert (paper.root.parent / "out/index.html").is_file()
    assert "base_url: https://news.example/\n" in (paper.root / "newsgen.yaml").read_text()


def test_an_answer_that_cannot_be_used_is_refused(make_paper, answer):
    root = make_paper().root
    status, _, err = answer(root, "3", "-oProxyCommand=x", "/srv", "")
    assert status == 2
    assert "is not a valid host" in err
    assert (root / "newsgen.yaml").read_text() == CONFIG


def test_without_a_terminal_it_says_what_to_do(make_paper, run):
    status, _, err = run("publish", "--site", str(make_paper().root))
    assert status == 2
    assert "newsgen.yaml names no target" in err
    assert "on a terminal `newsgen publish` asks" in err


# --- the file ---------------------------------------------------------------------------------


def test_both_are_written_into_the_file(make_paper):
    root = make_paper().root
    (root / "newsgen.yaml").chmod(0o640)
    write_base_url(root, "https://a.news/")
    write_target(root, "live", FOLDER)
    text = (root / "newsgen.yaml").read_text()
    assert text == added(CONFIG.replace("https://news.example/", "https://a.news/"))
    assert (root / "newsgen.yaml").stat().st_mode & 0o777 == 0o640


def test_a_change_of_somebody_else_is_never_lost(make_paper, monkeypatch):
    root = make_paper().root
    write = atomic_replace._write_like

    def write_slowly(place, draft, content):
        write(place, draft, content)
        (root / "newsgen.yaml").write_text(CONFIG + "lang: en\n")

    monkeypatch.setattr(atomic_replace, "_write_like", write_slowly)
    with pytest.raises(Refusal, match="at the same moment"):
        write_target(root, "live", FOLDER)
    assert (root / "newsgen.yaml").read_text() == CONFIG + "lang: en\n"


def test_a_file_that_cannot_be_written_is_refused(make_paper, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_replace, "_write_like", fail)
    with pytest.raises(Refusal, match="No space left"):
        write_target(make_paper().root, "live", FOLDER)
