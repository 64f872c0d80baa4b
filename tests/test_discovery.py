"""What is found in content/, at once and again after a change."""

import pytest

from newsgen.sources.discovery import discover, rediscover

FILES = {
    "content/world/a.md": "a",
    "content/world/b.md": "b",
    "content/world/map.png": "map",
    "content/pages/about.md": "us",
    "content/authors/one.md": "one",
}


def put(paper, path, text):
    paper.write({path: text})


CHANGES = {
    "edited": (lambda p: put(p, "content/world/a.md", "longer"), ["content/world/a.md"]),
    "new": (lambda p: put(p, "content/world/c.md", "c"), ["content/world/c.md"]),
    "new in a new folder": (
        lambda p: put(p, "content/sport/2026/c.md", "c"),
        ["content/sport", "content/sport/2026/c.md"],
    ),
    "gone": (lambda p: p.remove("content/world/a.md"), ["content/world/a.md"]),
    "a folder renamed": (
        lambda p: (p.root / "content/world").rename(p.root / "content/globe"),
        ["content/world", "content/globe"],
    ),
    "a file becomes a folder": (
        lambda p: (p.remove("content/world/a.md"), put(p, "content/world/a.md/x.md", "x")),
        ["content/world/a.md"],
    ),
    "backups of an editor": (
        lambda p: (put(p, "content/world/a.md~", "a"), put(p, "content/.git/x.md", "x")),
        ["content/world/a.md~", "content/.git/x.md"],
    ),
    "a link that leads out": (
        lambda p: (p.root / "content/world/out.md").symlink_to(p.root / "newsgen.yaml"),
        ["content/world/out.md"],
    ),
    "below a folder that is a link": (
        lambda p: (p.root / "content/far").symlink_to(p.root),
        ["content/far/newsgen.yaml", "content/far"],
    ),
    "all of it": (lambda p: put(p, "content/world/c.md", "c"), ["content"]),
    "nothing": (lambda p: None, ["content/world/a.md", "content/world/none.md"]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_rediscovering_changed_paths_equals_discovering_everything(make_paper, name):
    change, paths = CHANGES[name]
    paper = make_paper(FILES)
    before = discover(paper.root)
    change(paper)
    assert rediscover(paper.root, before, paths) == discover(paper.root)


def test_a_folder_that_goes_and_comes_back(make_paper):
    paper = make_paper(FILES)
    before = discover(paper.root)
    (paper.root / "content").rename(paper.root / "elsewhere")
    gone = rediscover(paper.root, before, ["content/world/a.md"])
    assert [problem.code for problem in gone[1]] == ["no-content"]
    (paper.root / "elsewhere").rename(paper.root / "content")
    assert rediscover(paper.root, gone, ["content"]) == discover(paper.root)
