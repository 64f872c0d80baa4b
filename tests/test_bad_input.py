"""Every mistake of an editor, an agency or a guest is reported with its place and a remedy.

Each case is one mistake in an otherwise sound site. It must give the code named here with file,
line and column and a hint, exit status 1 (2 for the configuration), no traceback, and leave the
last good output untouched.
"""

import os
import re
from pathlib import Path

import pytest

from newsgen.cli import main
from support.paper import CONFIG, Paper, article, snapshot

PLACED = re.compile(
    r"^(?P<path>\S.*?):(?P<line>\d+):(?P<column>\d+): error\[(?P<code>[a-z-]+)\]: ."
)
A = "content/world/a.md"


def block(*lines: str) -> str:
    """An article whose front matter is a sound one with more lines."""
    head = ["---", "title: T", "section: world", "date: 2026-11-20", *lines, "---", "", "Text.", ""]
    return "\n".join(head)


def bare(*lines: str) -> str:
    """An article whose front matter is just these lines."""
    return "\n".join(["---", *lines, "---", "", "Text.", ""])


def body(text: str) -> str:
    return article(body=text)


IN_AN_ARTICLE: dict[str, tuple[str | bytes, str]] = {
    # the file
    "latin-1": (block().encode() + "Café".encode("latin-1"), "encoding"),
    "utf-16": (block().encode("utf-16"), "encoding"),
    "a NUL byte": (block().encode() + b"a\0b", "control-character"),
    "an escape character": (block().encode() + b"a\x1bb", "control-character"),
    "a huge file": (block().encode() + b"word " * 600_000, "too-large"),
    "an empty file": ("", "no-front-matter"),
    "no front matter": ("The talks ended.\n", "no-front-matter"),
    "a blank line first": ("\n" + block(), "no-front-matter"),
    "TOML front matter": ('+++\ntitle = "T"\n+++\n', "foreign-front-matter"),
    "front matter that runs": ("---js\n{title: 1}\n---\n", "foreign-front-matter"),
    "front matter without an end": ("---\ntitle: T\n\nText.\n", "unclosed-front-matter"),
    # the YAML
    "a colon in a headline": (bare("title: Floods: what we know", "section: world"), "yaml-syntax"),
    "a quote left open": (block('summary: "Floods'), "yaml-syntax"),
    "a tab": (block("image:", "\tsrc: a.jpg"), "yaml-syntax"),
    "a list that is none": (bare("- title"), "not-a-mapping"),
    "a lone word": (bare("title"), "not-a-mapping"),
    "the same key twice": (block("slug: a", "slug: b"), "duplicate-key"),
    "the same key twice, deep": (block("image:", "  src: a", "  src: b"), "duplicate-key"),
    "an anchor": (block("slug: &a quake"), "yaml-forbidden"),
    "an alias": (block("slug: *a"), "yaml-forbidden"),
    "a bomb of aliases": (block("extra:", "  a: &a [x, x]", "  b: [*a, *a]"), "yaml-forbidden"),
    "a merge key": (block("extra:", "  <<: {a: 1}"), "yaml-forbidden"),
    "a tag": (block("slug: !!python/name:os.system x"), "yaml-forbidden"),
    "two documents": (block("...", "--- x"), "yaml-forbidden"),
    "25 KB of brackets": (block("extra: " + "[" * 25_000), "yaml-limit"),
    "deep lists": (block("extra:", "  a: " + "- " * 9_000), "yaml-syntax"),
    "deep mappings": (block("extra: " + "{a: " * 5_000), "yaml-limit"),
    "endless values": (block("tags: [" + "a, " * 3_000 + "]"), "yaml-limit"),
    "endless front matter": (block("summary: " + "word " * 20_000), "yaml-limit"),
    "a bell in an escape": (block('summary: "\\x07"'), "control-character"),
    "half a character in an escape": (block('summary: "\\ud800"'), "yaml-syntax"),
    "letters that turn around": (block("slug: abc\u202edef"), "bidi-control"),
    # the fields
    "no title": (bare("section: world", "date: 2026-11-20"), "missing-key"),
    "an empty title": (bare("title:", "section: world", "date: 2026-11-20"), "missing-key"),
    "no date": (bare("title: T", "section: world"), "missing-key"),
    "a misspelt key": (block("dateLine: Beijing"), "unknown-key"),
    "a key of another program": (block("layout: post"), "unknown-key"),
    "a key in the image that is none": (block("image: {src: a.jpg, altt: A}"), "unknown-key"),
    "a headline that is a list": (bare("title: [a, b]", "date: 2026-11-20"), "wrong-type"),
    "tags that are a mapping": (block("tags: {a: b}"), "wrong-type"),
    "an image that is a list": (block("image: [a.jpg]"), "wrong-type"),
    "a draft that is maybe": (block("draft: maybe"), "wrong-type"),
    "a date that is a word": (block("updated: yesterday"), "bad-date"),
    "the 30th of February": (block("updated: 2026-02-30"), "bad-date"),
    "a 25th hour": (block("embargo: 2026-11-23 25:00"), "bad-date"),
    "an American date": (block("updated: 11/23/2026"), "bad-date"),
    "a year beyond the calendar": (block("expires: 99999-01-01"), "bad-date"),
    "a type that is none": (block("type: opinon"), "bad-value"),
    "a language that is none": (block("lang: english!"), "bad-value"),
    "a section nobody declared": (article(section="wrld"), "unknown-section"),
    "a slug with spaces": (block("slug: The Quake"), "bad-slug"),
    "a slug that climbs": (block("slug: ../../etc"), "bad-slug"),
    "a slug of nothing": (block("slug: '???'"), "bad-slug"),
    "an id with a slash": (block("id: a/b"), "bad-value"),
    "an author of dots": (block("authors: ['...']"), "bad-value"),
    "a tag of dots": (block("tags: ['!!']"), "bad-value"),
    "an alias elsewhere": (block("aliases: https://other.example/"), "bad-alias"),
    "an alias that climbs": (block("aliases: /../etc/"), "bad-alias"),
    "an alias with a query": (block("aliases: /a?b=c"), "bad-alias"),
    "an alias that hides the home page": (block("aliases: /index.html"), "bad-alias"),
    "a related story outside": (block("related: ../../../x.md"), "bad-related"),
    "a related story that is not there": (block("related: nowhere.md"), "bad-related"),
    "a related story that is itself": (block("related: a.md"), "bad-related"),
    "an image that is not there": (block("image: nowhere.jpg"), "missing-image"),
    "an image outside": (block("image: ../../../etc/passwd"), "missing-image"),
    "an image of static that is not there": (block("image: /nowhere.jpg"), "missing-image"),
    "an image at no address": (block('image: "https://[x/a.jpg"'), "bad-address"),
    "an end before the beginning": (block("expires: 2026-11-19"), "never-live"),
    "a correction without text": (block("corrections: {date: 2026-11-21}"), "missing-key"),
    "a correction without date": (block("corrections: {text: Sorry}"), "missing-key"),
    # the body
    "a link to nowhere": (body("See [it](nowhere.md)."), "broken-link"),
    "a link to a heading that is none": (body("See [it](#nowhere)."), "broken-link"),
    "a link out of the site": (body("See [it](../../../etc/passwd)."), "broken-link"),
    "a link that runs": (body("See [it](javascript:alert(1))."), "unsafe-link"),
    "a link that runs, in disguise": (body("See [it](&#106;avascript:alert(1))."), "unsafe-link"),
    "a link of data": (body("See [it](data:text/html,x)."), "unsafe-link"),
    "a link without its scheme": (body("See [it](//evil.example)."), "unsafe-link"),
    "a picture that is not there": (body("![Alt](nowhere.png)"), "missing-image"),
    "a block that is none": (body("::: pulquote\nWords.\n:::"), "unknown-block"),
    "a block without an end": (body("::: box Title\nWords."), "unclosed-block"),
    "quotes too deep": (body("> " * 60 + "deep"), "too-deep"),
    "lists too deep": (body("\n".join(" " * 2 * n + "- x" for n in range(60))), "too-deep"),
    "a footnote that is not there": (body("Words.[^1]"), "missing-footnote"),
}

IN_THE_SETTINGS: dict[str, tuple[str | bytes, str]] = {
    "settings that are no YAML": ("title: [", "yaml-syntax"),
    "settings without a title": ("lang: en\n", "missing-key"),
    "a misspelt setting": (CONFIG + "base_ulr: x\n", "unknown-key"),
    "an address that is none": ("title: T\nbase_url: news.example\n", "bad-value"),
    "a time zone that is none": ("title: T\ntimezone: Asia/Krachi\n", "bad-value"),
    "a permalink without a name": ("title: T\npermalink: /{section}/\n", "bad-value"),
    "a permalink field that is none": ("title: T\npermalink: /{slugg}/{slug}/\n", "bad-value"),
    "an output outside": ("title: T\noutput: ../x\n", "bad-value"),
    "an output in the content": ("title: T\noutput: content/x\n", "bad-value"),
    "a section of a reserved name": ("title: T\nsections: {tags: {}}\n", "bad-value"),
    "a number that is a word": ("title: T\nper_page: many\n", "wrong-type"),
    "a number out of range": ("title: T\nper_page: 0\n", "bad-value"),
    "settings in Latin-1": (b"title: Caf\xe9\n", "encoding"),
}


def run_build(paper, capsys) -> tuple[int, str]:
    """Exit status of ``newsgen build`` and all that it says."""
    arguments = ["build", "--site", str(paper.root), "--now", "2026-11-23T12:00:00Z", "--jobs", "1"]
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    said = capsys.readouterr()
    return exit_.value.code, said.out + said.err


@pytest.fixture(scope="module")
def built_paper(tmp_path_factory):
    """A site that was built and that no test changes for good."""
    paper = Paper(root=tmp_path_factory.mktemp("good") / "site")
    paper.write({"newsgen.yaml": CONFIG, "content/world/good.md": article("Good")})
    paper.build_ok()
    return paper


@pytest.fixture
def good_paper(built_paper):
    """That site; files that a test adds or changes are put back."""
    yield built_paper
    (built_paper.root / A).unlink(missing_ok=True)
    built_paper.write({"newsgen.yaml": CONFIG})


def test_there_are_many_ways_to_be_wrong():
    assert len(IN_AN_ARTICLE) + len(IN_THE_SETTINGS) >= 60


@pytest.mark.parametrize("name", IN_AN_ARTICLE)
def test_a_mistake_in_an_article(good_paper, capsys, name):
    content, code = IN_AN_ARTICLE[name]
    before = snapshot(good_paper.public)
    good_paper.write({A: content})
    expect_told(*run_build(good_paper, capsys), A, code)
    assert snapshot(good_paper.public) == before


@pytest.mark.parametrize("name", IN_THE_SETTINGS)
def test_a_mistake_in_the_settings(good_paper, capsys, name):
    content, code = IN_THE_SETTINGS[name]
    before = snapshot(good_paper.public)
    good_paper.write({"newsgen.yaml": content})
    expect_told(*run_build(good_paper, capsys), "newsgen.yaml", code)
    assert snapshot(good_paper.public) == before


def expect_told(status: int, told: str, path: str, code: str) -> None:
    assert status == (2 if path == "newsgen.yaml" else 1), told
    assert "Traceback" not in told
    placed = [found for line in told.splitlines() if (found := PLACED.match(line))]
    assert (path, code) in {(found["path"], found["code"]) for found in placed}, told
    assert all(int(found["line"]) >= 1 and int(found["column"]) >= 1 for found in placed)
    assert "hint:" in told


def test_all_of_them_in_one_run(make_paper):
    """One run reports every mistake of every file, and none in valid files."""
    files = {
        f"content/world/bad{number}.md": content
        for number, (content, _) in enumerate(IN_AN_ARTICLE.values())
    }
    paper = make_paper({"content/world/good.md": article("Good"), **files})
    result = paper.build()
    assert not result.committed
    told = {diagnostic.path for diagnostic in result.diagnostics}
    shared = {"an alias that hides the home page", "a related story that is itself"}
    missing = {
        name
        for number, name in enumerate(IN_AN_ARTICLE)
        if f"content/world/bad{number}.md" not in told
    }
    assert missing <= shared
    assert "content/world/good.md" not in told


# --- mistakes that are no text ----------------------------------------------------------------


def test_a_link_out_of_the_tree_is_refused(make_paper, tmp_path):
    (tmp_path / "secret.md").write_text(article("Secret"))
    paper = make_paper()
    (paper.root / "content/world").mkdir()
    (paper.root / A).symlink_to(tmp_path / "secret.md")
    assert paper.codes() == ["outside-site"]


def test_a_link_to_a_folder_is_refused(make_paper):
    paper = make_paper({"content/world/a.md": article()})
    (paper.root / "content/loop").symlink_to(paper.root / "content")
    assert paper.codes() == ["broken-symlink"]


def test_a_dangling_link_is_refused(make_paper):
    paper = make_paper()
    (paper.root / "content/a.md").symlink_to(paper.root / "content/nowhere.md")
    assert paper.codes() == ["broken-symlink"]


def test_a_pipe_is_never_opened(make_paper):
    paper = make_paper()
    os.mkfifo(paper.root / "content/a.md")
    assert paper.codes() == ["not-a-file"]


def test_a_name_that_is_not_utf_8_is_refused(make_paper):
    paper = make_paper()
    try:
        os.close(os.open(os.fsencode(paper.root) + b"/content/\xff.md", os.O_CREAT | os.O_WRONLY))
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert paper.codes() == ["file-name"]


@pytest.mark.parametrize("folder", ["static", "templates"])
def test_a_media_file_whose_name_is_not_utf_8_is_refused(make_paper, folder):
    paper = make_paper({A: article()})
    (paper.root / folder).mkdir()
    Path(os.fsdecode(bytes(paper.root / folder) + b"/caf\xe9.txt")).write_text("x")
    [problem] = paper.build().diagnostics
    assert (problem.code, problem.path) == ("file-name", f"{folder}/caf?.txt")


def test_a_template_that_is_not_utf_8_is_refused(make_paper):
    paper = make_paper({A: article(), "templates/article.html": "<p>café</p>".encode("latin-1")})
    [problem] = paper.build().diagnostics
    assert (problem.code, problem.path) == ("template-error", "templates/article.html")
    assert "not UTF-8" in problem.message


def test_no_content_at_all(make_paper):
    paper = make_paper()
    (paper.root / "content").rmdir()
    assert paper.codes() == ["no-content"]


def test_two_profiles_of_one_person(make_paper):
    profile = "---\nname: Ayesha Khan\n---\nBio.\n"
    paper = make_paper({"content/authors/a.md": profile, "content/authors/b.md": profile})
    assert paper.codes() == ["same-author"]


def test_two_stories_of_one_id(make_paper):
    paper = make_paper(
        {"content/world/a.md": article(id="q"), "content/world/b.md": article("B", id="q")}
    )
    assert paper.codes() == ["same-id"]


def test_a_file_where_others_need_a_folder_is_reported_with_other_problems(make_paper):
    files = {"static/css": "a file", "static/world": "another", "templates/home.html": "{{ oh }}"}
    paper = make_paper({**files, "content/world/a.md": article()})
    problems = paper.build().diagnostics
    assert {problem.code for problem in problems} == {"same-path", "template-error"}
    told = [problem.message for problem in problems]
    assert "the file css/site.css needs a folder where the file css is a file" in told
    assert not (paper.public / "index.html").exists()


def test_a_tag_page_and_a_standing_page_in_one_place(make_paper):
    paper = make_paper(
        {
            "content/pages/tags.md": "---\ntitle: Tags\n---\n",
            "content/world/a.md": article(tags="x"),
        }
    )
    assert paper.codes() == ["same-path"]


def test_a_time_that_does_not_exist(make_paper):
    paper = make_paper(
        {"newsgen.yaml": "title: T\ntimezone: Europe/Paris\nsections: {world: {}}\n"}
    )
    paper.write({A: article(date="2026-03-29 02:30")})
    assert paper.codes() == ["bad-date"]
