"""A folder of Markdown files without a system."""

from pathlib import Path

from newsgen.importer.conversion import Conversion
from newsgen.importer.models import Post, Source
from newsgen.importer.readers import markdown


def write(root: Path, **files: str) -> Source:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Source(kind="markdown", root=root)


def read(source: Source) -> dict[str, Post]:
    site = markdown.read_site(source)
    return {post.key: post for post in markdown.read_posts(source, site)}


def test_titles_dates_and_sections(tmp_path: Path):
    source = write(
        tmp_path,
        **{
            "Region/2012-01-02-a ferry.md": "# The *ferry*\n\nIt left.\n\n# More\n",
            "Region/20120103 Notes.md": "---\ntitle: Notes\ntags: a\n---\n# Notes\n\nText\n",
            "plain.md": "No title, no date.\n",
            "README.md": "# About this folder\n",
            ".obsidian/x.md": "hidden",
        },
    )
    posts = read(source)
    assert sorted(posts) == ["Region/2012-01-02-a ferry.md", "Region/20120103 Notes.md", "plain.md"]
    ferry = posts["Region/2012-01-02-a ferry.md"]
    assert (ferry.title, ferry.date, ferry.section) == ("The ferry", "2012-01-02", "region")
    assert (ferry.body, ferry.body_line, ferry.name) == ("It left.\n\n# More\n", 3, "a ferry")
    notes = posts["Region/20120103 Notes.md"]
    assert (notes.title, notes.date, notes.tags) == ("Notes", "2012-01-03", ("a",))
    assert (notes.body, notes.body_line) == ("Text\n", 7)
    assert posts["plain.md"].title == "Plain"
    assert posts["plain.md"].drafts == ("no date",)
    assert markdown.read_site(source).sections == {"region": "Region"}


def test_wiki_links_and_highlights_of_obsidian(tmp_path: Path):
    source = write(
        tmp_path,
        **{
            "A/One.md": "See [[Two|the second]], [[Gone]] and ==this==: ![[p.png|300]] `[[Two]]`\n",
            "B/Two.md": "x",
            "B/p.png": "",
        },
    )
    site = markdown.read_site(source)
    post = next(markdown.read_posts(source, site))
    assert markdown.convert(post, site, Conversion()) == (
        "See [the second](../B/Two.md), Gone and **this**: ![](../B/p.png) `[[Two]]`\n"
    )


def test_the_properties_of_notion(tmp_path: Path):
    name = "A story 0123456789abcdef0123456789abcdef.md"
    source = write(tmp_path, **{name: "# A story\n\nDate: 2021-05-06\nTags: x, y\n\nText\n"})
    post = read(source)[name]
    assert (post.title, post.date, post.tags) == ("A story", "2021-05-06", ("x", "y"))
    assert (post.body.strip(), post.body_line, post.name) == ("Text", 6, "A story")


def test_it_is_recognised(tmp_path: Path):
    assert markdown.recognises(tmp_path) == ""
    write(tmp_path, **{"a/b.md": "x"})
    assert markdown.recognises(tmp_path) == "it holds Markdown files"
    assert markdown.recognises(tmp_path / "a/b.md") == "it is a Markdown file"


def test_a_file_that_is_no_text_is_a_draft(tmp_path: Path):
    (tmp_path / "x.md").write_bytes(bytes(range(32)) * 10)
    assert read(Source(kind="markdown", root=tmp_path))["x.md"].drafts == ("the file is no text",)
