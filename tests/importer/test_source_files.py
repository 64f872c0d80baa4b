"""Files of a source: which are read, and how their bytes become text."""

import os
from pathlib import Path

import pytest

from newsgen.importer.files import Unreadable, decode, read_text, walk
from support.source_trees import write_tree


def test_walk_gives_sorted_paths_without_hidden_folders_and_programs(tmp_path: Path):
    write_tree(
        tmp_path,
        {
            "b.md": "",
            "a/z.md": "",
            "a/node_modules/x.md": "",
            ".git/config": "",
            "_site/index.html": "",
            "vendor/bundle/x.md": "",
            "a/vendor/kept.md": "",
            "drafts/x.md": "",
        },
    )
    assert list(walk(tmp_path, skip={"drafts"})) == ["a/vendor/kept.md", "a/z.md", "b.md"]


def test_a_link_is_followed_only_to_a_file_inside(tmp_path: Path):
    outside = tmp_path / "outside"
    root = tmp_path / "root"
    write_tree(outside, {"secret.md": "secret"})
    write_tree(root, {"real.md": "real"})
    (root / "inside.md").symlink_to(root / "real.md")
    (root / "secret.md").symlink_to(outside / "secret.md")
    (root / "folder").symlink_to(outside)
    (root / "loop.md").symlink_to(root / "loop.md")
    assert list(walk(root)) == ["inside.md", "real.md"]
    for path in ("secret.md", "folder/secret.md", "../outside/secret.md", "loop.md", "none.md"):
        with pytest.raises(Unreadable):
            read_text(root, path)


def test_a_pipe_is_no_file(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.md")
    assert list(walk(tmp_path)) == []


@pytest.mark.parametrize(
    ("content", "text", "told"),
    [
        ("Straße\n".encode(), "Straße\n", []),
        (b"\xef\xbb\xbfa\r\nb\rc", "a\nb\nc", []),
        ("Straße".encode("utf-16"), "Straße", ["read as UTF-16"]),
        ("“Gruß”".encode("cp1252"), "“Gruß”", ["read as Windows-1252, not UTF-8"]),
        ("éèü ".encode() + b"\x93x\x94", "éèü “x”", ["read as Windows-1252, not UTF-8"]),
        (b"x" * 40 + b"\x00\x0c", "x" * 40, ["2 control characters removed"]),
        (b"", "", []),
    ],
)
def test_bytes_become_text(content: bytes, text: str, told: list[str]):
    read, notes = decode(content)
    assert (read, [note.text for note in notes]) == (text, told)


def test_a_picture_is_no_text():
    with pytest.raises(Unreadable, match="no text"):
        decode(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06")


def test_a_file_above_two_mebibytes_is_refused(tmp_path: Path):
    write_tree(tmp_path, {"long.md": "x" * (2 * 1024 * 1024 + 1)})
    with pytest.raises(Unreadable, match="2 MiB"):
        read_text(tmp_path, "long.md")
