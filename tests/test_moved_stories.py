"""Addresses are promises: what a build says, and does, when a story leaves its address."""

import shutil

import pytest

from newsgen.builder.kept_addresses import add_aliases
from newsgen.check import check
from newsgen.cli.outcome import facts, summary
from newsgen.diagnostics import Problems, Refusal
from newsgen.frontmatter import parse, split
from newsgen.publish import Overrides, PublishOptions, publish
from support.paper import CONFIG, NOW, article

A, B = "content/world/a.md", "content/world/b.md"
REDIRECT = f"{CONFIG}moved_stories: redirect\n"
PATTERN = "permalink: /{year}/{slug}/\n"


def told(result) -> list[tuple[str, str, str]]:
    return [(d.path, d.message, d.hint) for d in result.diagnostics if d.code == "moved-address"]


def test_a_story_with_a_new_slug_is_told_with_the_line_to_write(make_paper):
    paper = make_paper({A: article()})
    paper.build_ok()
    paper.write({A: article(slug="talks")})
    result = paper.build()
    message = "/world/a/ answers no longer: it is /world/talks/ now"
    assert told(result) == [(A, message, "write into its front matter `aliases: [/world/a/]`")]
    (problem,) = result.diagnostics
    assert (problem.severity.name, problem.line, problem.excerpt) == ("WARNING", 5, "slug: talks")
    assert result.committed


def test_it_is_told_until_the_address_answers_again(make_paper):
    paper = make_paper({A: article(), B: article("B")})
    paper.build_ok()
    paper.write({A: article(slug="talks")})
    first = told(paper.build())
    assert told(paper.build()) == first, "nothing to do"
    paper.write({B: article("B", body="Another text.")})
    assert told(paper.build()) == first, "something else to do"
    assert told(paper.build(clean=True)) == first
    paper.write({A: article(slug="talks", aliases="/world/a/")})
    paper.build_ok()
    assert "url=/world/talks/" in paper.page("world/a/index.html")


@pytest.mark.parametrize(
    "change",
    [
        {A: None, "content/world/c.md": article()},
        {A: None, "content/world/c.md": article("Other words")},
        {A: None, "content/world/c.md": article(body="Other text.")},
        {A: None, "content/pakistan/c.md": article("Renamed", body="Mine.", id="known")},
        {A: article(section="pakistan")},
        {A: article(slug="c", id="known")},
    ],
    ids=["file", "file and headline", "file and text", "all but the id", "section", "id given"],
)
def test_a_story_is_known_again(make_paper, change):
    with_id = "id: known" in str(change.values()) and A in change and change[A] is None
    paper = make_paper({A: article(**({"id": "known"} if with_id else {}))})
    paper.build_ok()
    for path, text in change.items():
        paper.write({path: text}) if text else paper.remove(path)
    ((path, message, _),) = told(paper.build())
    assert path in change
    assert message.startswith("/world/a/ answers no longer")


def test_a_removed_alias_is_told_and_the_hint_keeps_the_others(make_paper):
    paper = make_paper({A: article(aliases="[/old/, /older/]")})
    paper.build_ok()
    paper.write({A: article(aliases="[/older/]")})
    ((_, message, hint),) = told(paper.build())
    assert message == "/old/ answers no longer: it is /world/a/ now"
    assert hint == "write into its front matter `aliases: [/older/, /old/]`"


def test_two_stories_that_swap_addresses_are_told(make_paper):
    paper = make_paper({A: article(), B: article("B")})
    paper.build_ok()
    paper.write({A: article(slug="b"), B: article("B", slug="a")})
    messages = {message for _, message, _ in told(paper.build())}
    assert messages == {
        f"/world/a/ shows {B} now: what was there is /world/b/ now",
        f"/world/b/ shows {A} now: what was there is /world/a/ now",
    }


def test_a_waiver_accepts_it(make_paper):
    paper = make_paper({A: article()})
    paper.build_ok()
    waiver = f"  waivers: [{{code: moved-address, path: {A}, reason: never linked}}]\n"
    paper.write({A: article(slug="talks"), "newsgen.yaml": f"{CONFIG}check:\n{waiver}"})
    paper.build_ok()


def test_a_deleted_story_is_no_problem_but_the_result_names_its_address(make_paper):
    paper = make_paper({A: article(tags="[Floods]"), B: article("B")})
    paper.build_ok()
    paper.remove(A)
    result = paper.build_ok()
    gone = [each["url"].removeprefix("https://news.example") for each in facts(result)["vanished"]]
    assert gone == ["/tags/floods/", "/tags/", "/world/a/"]
    assert "3 addresses no longer answer: /tags/floods/, /tags/, /world/a/." in summary(result)
    assert paper.build_ok().vanished == ()


@pytest.mark.parametrize("withdrawn", [{"draft": "true"}, {"expires": "2026-11-22"}])
def test_a_story_that_comes_back_elsewhere_is_told(make_paper, withdrawn):
    paper = make_paper({A: article()})
    paper.build_ok()
    paper.write({A: article(**withdrawn)})
    assert [v.why for v in paper.build_ok().vanished if "/a/" in v.path] == [f"{A} was withdrawn"]
    paper.write({A: article(slug="talks", **withdrawn)})
    paper.build_ok()
    paper.write({A: article(slug="talks")})
    assert len(told(paper.build())) == 1


def test_a_section_with_a_new_slug_is_told_and_an_alias_redirects(make_paper):
    paper = make_paper({"content/about.md": article(section="pakistan")})
    paper.build_ok()
    moved = CONFIG.replace("pakistan: {title: Pakistan}", "home: {title: Pakistan}")
    paper.write({"newsgen.yaml": moved, "content/about.md": article(section="home")})
    result = paper.build()
    assert [(p, h) for p, _, h in told(result)] == [
        ("content/about.md", "write into its front matter `aliases: [/pakistan/about/]`"),
        ("newsgen.yaml", "write into its section `aliases: [/pakistan/]`"),
    ]
    settled = moved.replace("Pakistan}", "Pakistan, aliases: [/pakistan/]}")
    aliases = {"section": "home", "aliases": "/pakistan/about/"}
    paper.write({"newsgen.yaml": settled, "content/about.md": article(**aliases)})
    paper.build_ok()
    assert "url=/home/" in paper.page("pakistan/index.html")


def test_a_new_permalink_is_told_once_and_the_hint_redirects_all(make_paper):
    paper = make_paper({f"content/world/{n}.md": article(f"Story {n}") for n in range(5)})
    paper.build_ok()
    paper.write({"newsgen.yaml": CONFIG + PATTERN})
    result = paper.build()
    ((path, message, hint),) = told(result)
    assert path == "newsgen.yaml"
    assert result.diagnostics[0].excerpt == PATTERN.strip()
    assert message.startswith("5 addresses of the permalink `/{section}/{slug}/` answer no longer")
    assert message.endswith("and 2 more")
    assert told(paper.build()) == told(result)
    line = hint.partition("`")[2].rstrip("`")
    assert line == ("former_permalinks: [{pattern: '/{section}/{slug}/', until: 2026-11-21}]")
    paper.write({"newsgen.yaml": f"{CONFIG}{PATTERN}{line}\n"})
    paper.build_ok()
    assert "url=/2026/3/" in paper.page("world/3/index.html")


def test_a_former_address_gives_way_to_pages_and_to_later_days(make_paper):
    former = "former_permalinks: [{pattern: '/{slug}/', until: 2026-11-22}]\n"
    files = {
        "content/world/world.md": article("World"),
        A: article(date="2026-11-22 00:30"),
        B: article("B", date="2026-11-21"),
    }
    paper = make_paper(files)
    paper.write({"newsgen.yaml": CONFIG + former})
    paper.build_ok()
    assert "redirect" not in paper.page("world/index.html")
    assert not (paper.public / "a").exists()
    assert "url=/world/b/" in paper.page("b/index.html")


def test_by_setting_a_build_keeps_the_address_itself(make_paper):
    paper = make_paper({A: article()})
    paper.write({"newsgen.yaml": REDIRECT})
    paper.build_ok()
    paper.write({A: article(slug="talks")})
    result = paper.build_ok()
    assert result.kept_addresses == 1
    assert "Written under `aliases:` of the stories that moved: 1 old address." in summary(result)
    assert (paper.root / A).read_text() == article(slug="talks", aliases="[/world/a/]")
    assert "url=/world/talks/" in paper.page("world/a/index.html")
    assert paper.build_ok().written == 0


def test_by_setting_only_what_can_be_kept_is_kept(make_paper):
    paper = make_paper({A: article(), B: article("B")})
    paper.write({"newsgen.yaml": REDIRECT})
    paper.build_ok()
    paper.write({A: article(slug="b"), B: article("B", slug="c")})
    result = paper.build()
    assert result.kept_addresses == 1
    assert [path for path, _, _ in told(result)] == [B]


def test_a_build_with_errors_changes_no_source(make_paper):
    paper = make_paper({A: article(), B: article("B")})
    paper.write({"newsgen.yaml": REDIRECT})
    paper.build_ok()
    paper.write({A: article(slug="talks"), B: article("B", section="nowhere")})
    assert not paper.build().committed
    assert "aliases" not in (paper.root / A).read_text()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: T # why\n", "title: T # why\naliases: [/a/, /b/]\n"),
        ("aliases: [/x/]  # old\nid: 1\n", "aliases: [/x/, /a/, /b/]  # old\nid: 1\n"),
        ("aliases:\n  - /x/ # one\nid: 1\n", "aliases:\n  - /x/ # one\n  - /a/\n  - /b/\nid: 1\n"),
        ("aliases:\n- '/x/'\n", "aliases:\n- '/x/'\n- /a/\n- /b/\n"),
        ("aliases: /x/ # old\n", "aliases: [/x/, /a/, /b/] # old\n"),
        ("aliases: '/x/'\nid: 1\n", "aliases: [/x/, /a/, /b/]\nid: 1\n"),
        ("{title: T}\n", "{title: T, aliases: [/a/, /b/]}\n"),
        ("aliases:\nid: 1\n", "aliases: [/a/, /b/]\nid: 1\n"),
        ("aliases: [ ] # none\n", "aliases: [/a/, /b/] # none\n"),
        ("aliases: [\n  /x/,\n]\n", "aliases: [\n  /x/, /a/, /b/,\n]\n"),
        ("summary: |\n  Words.\n", "summary: |\n  Words.\naliases: [/a/, /b/]\n"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_aliases_are_added_and_nothing_else_changes(before, after, end):
    def file(yaml: str) -> bytes:
        return f"\ufeff---\n{yaml}---  \nText.\n\n---\nMore".replace("\n", end).encode()

    assert add_aliases(file(before), A, ["/a/", "/b/"]) == file(after)


@pytest.mark.parametrize(
    "alias", ["/دنیا/", "/a b/", "/a, b/", "/it's/", "/a#b/", "/a: b/", "/%41/"]
)
@pytest.mark.parametrize("before", ["", "aliases: [/x/]\n", "aliases:\n  - /x/\n"])
def test_every_alias_can_be_added(alias, before):
    changed = add_aliases(f"---\ntitle: T\n{before}---\n".encode(), A, [alias])
    listed = parse(split(add_aliases(changed, A, ["/later/"]).decode(), A).yaml, A, 2)["aliases"]
    assert listed == [*(["/x/"] if before else []), alias, "/later/"]


@pytest.mark.parametrize(
    "odd", ["---\naliases: {a: b}\n---\nText", "---\ntitle: [\n---\nText", "No front matter"]
)
def test_what_cannot_be_added_safely_is_not(odd):
    with pytest.raises(Problems):
        add_aliases(odd.encode(), A, ["/new/"])


TARGET = f"{CONFIG}targets:\n  live: {{kind: directory, path: ../live}}\n"


def put(paper, *, dry_run: bool = False, **overrides: bool):
    """Publish from a fresh machine, which remembers no build."""
    shutil.rmtree(paper.public, ignore_errors=True)
    wanted = PublishOptions(clock=NOW, dry_run=dry_run, overrides=Overrides(**overrides))
    return publish(paper.options(), wanted)


def test_publishing_from_a_new_machine_knows_what_readers_know(make_paper):
    paper = make_paper({A: article(aliases="/old/"), B: article("B")})
    paper.write({"newsgen.yaml": TARGET})
    put(paper)
    paper.remove(A)
    paper.write({"content/pakistan/c.md": article(section="pakistan")})
    refusal = put(paper, dry_run=True).refusal
    assert refusal is not None
    ((path, message, hint),) = told(refusal)
    assert path == "content/pakistan/c.md"
    assert (
        message
        == "readers know /old/ and /world/a/, which answer no longer: it is /pakistan/c/ now"
    )
    assert "`aliases: [/old/, /world/a/]`" in hint
    with pytest.raises(Refusal, match="no longer find a story"):
        put(paper)
    assert put(paper, lose_addresses=True).difference.removed
    assert put(paper).difference.is_empty


def test_publishing_a_redirect_a_withdrawal_and_an_unchanged_paper_is_not_refused(make_paper):
    paper = make_paper({A: article(), B: article("B"), "content/world/c.md": article("C")})
    paper.write({"newsgen.yaml": TARGET})
    put(paper)
    paper.remove("content/world/c.md")
    paper.write({A: article(slug="talks", aliases="/world/a/"), B: article("B", draft="true")})
    put(paper)
    assert put(paper).difference.is_empty


def test_a_target_is_told_nothing_of_sources(make_paper):
    paper = make_paper({"content/world/secret-name.md": article(slug="talks")})
    paper.write({"newsgen.yaml": TARGET})
    put(paper)
    manifest = paper.root.parent / "live/.newsgen"
    assert not any(b"secret" in file.read_bytes() for file in manifest.rglob("*") if file.is_file())


def test_check_tells_of_a_story_that_moved_since_the_last_build(make_paper):
    paper = make_paper({A: article()})
    paper.build_ok()
    paper.write({A: article(slug="talks")})
    assert [path for path, _, _ in told(check(paper.options()))] == [A]
    assert told(paper.build())
    assert [path for path, _, _ in told(check(paper.options()))] == [A]
