"""The quick edit: no change by another program is lost, and only the text changes."""

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException

from newsgen.config import read_config
from newsgen.diagnostics import Problems
from newsgen.digest import digest_bytes
from newsgen.files import atomic_replace
from newsgen.files.line_ends import restore_format
from newsgen.serve import edit
from newsgen.serve.edit import read_source, save_source
from newsgen.sources.new_article import ArticleDraft, create_article, write_new_file
from support.amounts import amount
from support.paper import CONFIG, NOW, Paper, article

A = "content/world/a.md"
MINE, THEIRS = article("Mine"), article("Theirs")


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper({A: article("Talks")})


def save(paper: Paper, text: str = MINE, before: bytes | None = None) -> tuple[int, dict[str, str]]:
    """Save a text based on the bytes ``before``, or on the current file."""
    known = (paper.root / A).read_bytes() if before is None else before
    return save_source(paper.root, A, text, digest_bytes(known) if known else "")


def temporary_files(paper: Paper) -> list[Path]:
    return [p for p in (paper.root / "content").rglob("*") if p.name.startswith(".")]


# --- simultaneous saves ---------------------------------------------------------------------------


def write_into(place: Path) -> None:
    place.write_text(THEIRS, encoding="utf-8")


def write_and_rename(place: Path) -> None:
    other = place.with_name(".other")
    other.write_text(THEIRS, encoding="utf-8")
    other.replace(place)


@pytest.mark.parametrize("other", [write_into, write_and_rename])
def test_a_save_by_another_program_meanwhile_is_not_overwritten(paper, monkeypatch, other):
    """The other program saves after the first comparison, while the new file is written."""
    write = atomic_replace._write_like

    def write_slowly(place: Path, draft: Path, content: bytes) -> None:
        write(place, draft, content)
        other(place)

    monkeypatch.setattr(atomic_replace, "_write_like", write_slowly)
    status, answer = save(paper)
    assert (status, answer["text"]) == (409, THEIRS)
    assert answer["digest"] == digest_bytes(THEIRS.encode())
    assert (paper.root / A).read_text("utf-8") == THEIRS
    assert temporary_files(paper) == []


def test_a_file_that_was_deleted_meanwhile_is_not_recreated(paper, monkeypatch):
    write = atomic_replace._write_like

    def write_slowly(place: Path, draft: Path, content: bytes) -> None:
        write(place, draft, content)
        place.unlink()

    monkeypatch.setattr(atomic_replace, "_write_like", write_slowly)
    status, answer = save(paper)
    assert (status, answer["text"], answer["digest"]) == (409, "", "")
    assert not (paper.root / A).exists()
    assert temporary_files(paper) == []


def put_link(place: Path) -> None:
    """Save as a program that writes another file and makes the path a link to it."""
    write_into(place.with_name("linked.md"))
    place.unlink()
    place.symlink_to("linked.md")


def before_exchange(monkeypatch, *actions: Callable[[Path], object]) -> None:
    """Run the actions just before the swaps: the first one after the last comparison."""
    exchange = atomic_replace._exchange
    waiting = iter(actions)

    def exchange_late(one: Path, other: Path) -> bool:
        action = next(waiting, None)
        if action:
            action(other)
        return exchange(one, other)

    monkeypatch.setattr(atomic_replace, "_exchange", exchange_late)


@pytest.mark.parametrize("other", [write_into, write_and_rename, put_link])
def test_a_save_by_another_program_after_the_comparison_is_put_back(paper, monkeypatch, other):
    if atomic_replace._exchange_call() is None:
        pytest.skip("this system cannot swap files")
    before_exchange(monkeypatch, other)
    status, answer = save(paper)
    assert (status, answer["text"]) == (409, THEIRS)
    assert (paper.root / A).read_text("utf-8") == THEIRS
    assert temporary_files(paper) == []


def test_writes_into_an_open_file_are_not_lost(paper, monkeypatch):
    """The other program truncates the file before the swap, and writes the rest after it."""
    if atomic_replace._exchange_call() is None:
        pytest.skip("this system cannot swap files")
    with (paper.root / A).open("r+b") as file:
        before_exchange(monkeypatch, lambda _: file.truncate())
        status, _ = save(paper)
        file.write(THEIRS.encode())
    assert status == 409
    assert (paper.root / A).read_text("utf-8") == THEIRS
    assert temporary_files(paper) == []


def test_a_save_into_the_file_that_is_put_back_is_not_lost(paper, monkeypatch):
    """One program saves before the swap, and another one while the desk puts that version back."""
    if atomic_replace._exchange_call() is None:
        pytest.skip("this system cannot swap files")
    last = article("Last")
    before_exchange(
        monkeypatch, write_and_rename, lambda place: place.write_text(last, encoding="utf-8")
    )
    status, answer = save(paper)
    assert (status, answer["text"]) == (409, last)
    assert (paper.root / A).read_text("utf-8") == last
    assert temporary_files(paper) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who writes")
def test_a_file_that_another_program_has_open_for_writing_is_not_replaced(paper):
    """What it writes later would go into a file that has no name any more."""
    with (paper.root / A).open("r+b") as file:
        status, answer = save(paper)
        file.write(THEIRS.encode())
        file.truncate()
    assert status == 507
    assert answer["message"] == f"cannot write {A}: another program is writing into it; save again"
    assert (paper.root / A).read_text("utf-8") == THEIRS
    assert save(paper)[0] == 200
    assert temporary_files(paper) == []


def test_a_file_that_another_program_reads_is_replaced(paper):
    with (paper.root / A).open("rb"):
        assert save(paper)[0] == 200


def test_of_simultaneous_saves_one_succeeds(paper):
    """One save succeeds, the others get the saved text; none fails or uses another's draft."""
    before = (paper.root / A).read_bytes()
    texts = [article(f"Version {n}") for n in range(24)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda text: save(paper, text, before), texts))
    assert sorted(status for status, _ in answers) == [200, *[409] * 23]
    [won] = [text for text, (status, _) in zip(texts, answers, strict=True) if status == 200]
    assert (paper.root / A).read_text("utf-8") == won
    assert {answer["text"] for status, answer in answers if status == 409} == {won}
    assert temporary_files(paper) == []


def test_of_simultaneous_saves_of_several_previews_one_succeeds(paper, monkeypatch):
    """Each preview is a process of its own, so no lock of this one helps."""
    before = (paper.root / A).read_bytes()
    monkeypatch.setattr(edit, "WRITING", nullcontext())
    for _ in range(5):
        (paper.root / A).write_bytes(before)
        texts = [article(f"Version {n}") for n in range(8)]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda text: save(paper, text, before), texts))
        [won] = [text for text, (status, _) in zip(texts, answers, strict=True) if status == 200]
        assert (paper.root / A).read_text("utf-8") == won


@pytest.mark.slow
@pytest.mark.parametrize("other", [write_into, write_and_rename])
def test_saves_by_another_program_are_never_lost(paper, other):
    """The other program saves at a random moment: before ours, which is then refused, or after."""
    if atomic_replace._exchange_call() is None:
        pytest.skip("this system cannot swap files")
    place = paper.root / A
    with ThreadPoolExecutor(1) as pool:
        for _ in range(amount("SAVES", 300, 1000)):
            place.write_bytes(b"before")
            other_save = pool.submit(other, place)
            save(paper, before=b"before")
            other_save.result()
            assert place.read_text("utf-8") == THEIRS
    assert temporary_files(paper) == []


def test_a_file_created_meanwhile_is_not_overwritten(paper):
    paper.remove(A)
    assert save(paper, before=b"")[0] == 200
    write_into(paper.root / A)
    assert save(paper, before=b"")[0] == 409
    assert (paper.root / A).read_text("utf-8") == THEIRS


def test_a_missing_folder_is_reported(paper):
    paper.remove(A)
    (paper.root / "content/world").rmdir()
    status, answer = save(paper, before=b"")
    assert (status, answer["message"]) == (507, f"cannot write {A}: No such file or directory")


# --- format and metadata --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (b"a\r\nb\nc\n", "a\nb\nnew\nc\n", b"a\r\nb\nnew\nc\n"),
        (b"a\r\nb\r\nc\n", "a\nnew\nb\nc\n", b"a\r\nnew\r\nb\r\nc\n"),
        (b"a\n\n\r\nb\r\n\nc\r\n", "new\na\n\n\nb\n\nc\n", b"new\na\n\n\r\nb\r\n\nc\r\n"),
        (b"a\rb\rc", "a\nnew\nc", b"a\rnew\rc"),
        (b"a\rb\nc\r\nd\re", "a\nb\nc\nd\ne\nf", b"a\rb\nc\r\nd\re\rf"),
        (b"a\r\nb\n", "b\n", b"b\n"),
        (b"a\r\nb\n", "a", b"a"),
        (b"a", "a\nb\n", b"a\nb\n"),
        (b"a\n", "a\r\nb\r", b"a\nb\n"),
        (b"\xef\xbb\xbfa\r\n", "a\nb\n", b"\xef\xbb\xbfa\r\nb\r\n"),
        (b"\xef\xbb\xbf", "a", b"\xef\xbb\xbfa"),
        (b"a\n", "\ufeffb\n", b"b\n"),
        (
            "ا\u2028ب\x0b\x85\r\n".encode(),
            "ا\u2028ب\x0b\x85\nc\n",
            "ا\u2028ب\x0b\x85\r\nc\r\n".encode(),
        ),
    ],
)
def test_line_ends_and_the_byte_order_mark_are_kept(paper, before, text, after):
    (paper.root / A).write_bytes(before)
    source = read_source(paper.root, A)
    assert "\r" not in source["text"]
    assert not source["text"].startswith("\ufeff")
    status, answer = save_source(paper.root, A, text, source["digest"])
    assert (status, (paper.root / A).read_bytes()) == (200, after)
    assert answer["digest"] == digest_bytes(after)


def test_saving_unchanged_text_gives_the_same_bytes():
    for ends in ("\n", "\r\n", "\r"):
        for others in ("\n", "\r\n", "\r"):
            text = "".join(f"line {n % 7}{ends if n % 3 else others}" for n in range(50))
            for form in (text, text + "end", "\ufeff" + text):
                plain = form.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
                assert restore_format(plain, form) == form


def test_a_long_text_with_mixed_line_ends_is_saved():
    before = "\n\r\n" * 20_000
    after = restore_format("new\n" + "\n" * 40_000 + "end", before)
    assert after == "new\n" + before + "end"
    turned = restore_format(
        "\n".join(map(str, range(3000))), "\r\n".join(map(str, range(3000, 0, -1))) + "\n\n"
    )
    assert turned.count("\r\n") == 2998


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o664, 0o2664, 0o4755, 0o640])
def test_the_mode_is_kept(paper, mode):
    place = paper.root / A
    place.chmod(mode)
    assert save(paper)[0] == 200
    assert stat.S_IMODE(place.stat().st_mode) == mode
    assert place.read_text("utf-8") == MINE


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
@pytest.mark.parametrize(("owner", "group", "mode"), [(1234, 5678, 0o2664), (0, 5678, 0o640)])
def test_owner_and_group_are_kept_if_the_process_may_set_them(paper, owner, group, mode):
    place = paper.root / A
    os.chown(place, owner, group)
    place.chmod(mode)
    assert save(paper)[0] == 200
    now = place.stat()
    assert (now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)) == (owner, group, mode)


def test_a_save_succeeds_if_the_owner_cannot_be_kept(paper, monkeypatch):
    def refuse(_handle: int, owner: int, _group: int) -> None:
        if owner != -1:
            raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", refuse)
    assert save(paper)[0] == 200


def test_extended_attributes_are_kept(paper):
    place = paper.root / A
    try:
        os.setxattr(place, "user.desk", b"world")
    except (AttributeError, OSError):
        pytest.skip("this file system keeps no attributes")
    assert save(paper)[0] == 200
    assert os.getxattr(place, "user.desk") == b"world"


def test_a_link_within_the_content_folder_stays_a_link(paper):
    (paper.root / A).rename(paper.root / "content/world/b.md")
    (paper.root / A).symlink_to("b.md")
    assert save(paper)[0] == 200
    assert (paper.root / A).is_symlink()
    assert (paper.root / "content/world/b.md").read_text("utf-8") == MINE


@pytest.mark.parametrize("target", ["../../newsgen.yaml", "../../../outside.md", "/etc/hostname"])
def test_a_link_out_of_the_content_folder_is_neither_read_nor_written(paper, target):
    outside = paper.root.parent / "outside.md"
    outside.write_text("x", encoding="utf-8")
    paper.remove(A)
    (paper.root / A).symlink_to(target)
    for attempt in (lambda: read_source(paper.root, A), lambda: save(paper)):
        with pytest.raises(HTTPException) as refused:
            attempt()
        assert refused.value.status_code == 404
    assert outside.read_text("utf-8") == "x"
    assert (paper.root / "newsgen.yaml").read_text("utf-8") == CONFIG


def test_circular_links_are_reported(paper):
    paper.remove(A)
    (paper.root / A).symlink_to("b.md")
    (paper.root / "content/world/b.md").symlink_to("a.md")
    with pytest.raises(HTTPException) as refused:
        read_source(paper.root, A)
    assert refused.value.status_code == 409
    (paper.root / "content/pakistan").symlink_to("pakistan")
    with pytest.raises(OSError, match=r"exists|links"):
        begin(paper, section="pakistan")


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_a_source_that_is_no_longer_a_file_is_reported_at_once(paper, make):
    paper.remove(A)
    make(paper.root / A)
    for attempt in (lambda: read_source(paper.root, A), lambda: save(paper, before=b"x")):
        with pytest.raises(HTTPException) as refused:
            attempt()
        assert refused.value.status_code == 409


# --- failed saves ---------------------------------------------------------------------------------


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_the_file_as_it_was(paper, monkeypatch):
    before = (paper.root / A).read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    status, answer = save(paper)
    assert (status, answer["message"]) == (507, f"cannot write {A}: No space left on device")
    assert (paper.root / A).read_bytes() == before
    assert temporary_files(paper) == []


def test_a_read_only_file_is_not_replaced(paper, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    status, answer = save(paper)
    assert (status, answer["message"]) == (507, f"cannot write {A}: the file is read-only")


def test_files_are_saved_where_the_disk_cannot_swap_files(paper, monkeypatch):
    def refuse(_one: bytes, _other: bytes) -> int:
        ctypes.set_errno(errno.EINVAL)
        return -1

    monkeypatch.setattr(atomic_replace, "_exchange_call", lambda: refuse)
    assert save(paper)[0] == 200
    assert (paper.root / A).read_text("utf-8") == MINE
    assert save(paper, THEIRS, b"another")[0] == 409
    monkeypatch.setattr(atomic_replace, "_exchange_call", lambda: None)
    assert save(paper, THEIRS)[0] == 200
    assert (paper.root / A).read_text("utf-8") == THEIRS


# --- a new story ----------------------------------------------------------------------------------


def begin(paper: Paper, headline: str = "Flood", section: str = "world") -> Path:
    config, _ = read_config((paper.root / "newsgen.yaml").read_bytes(), "newsgen.yaml")
    assert config
    return create_article(paper.root, config, ArticleDraft(headline=headline, section=section), NOW)


@pytest.mark.parametrize(
    "make",
    [
        lambda place: place.write_text("theirs", encoding="utf-8"),
        lambda place: place.mkdir(),
        lambda place: place.symlink_to("nowhere.md"),
        lambda place: place.symlink_to(Path("../../newsgen.yaml")),
    ],
    ids=["file", "folder", "dangling link", "link"],
)
def test_a_new_story_never_replaces_an_existing_file(paper, make: Callable[[Path], object]):
    make(paper.root / "content/world/2026-11-23-flood.md")
    with pytest.raises((Problems, OSError)):
        begin(paper)
    assert (paper.root / "newsgen.yaml").read_text("utf-8") == CONFIG
    assert not (paper.root / "content/world/nowhere.md").exists()


def test_a_new_story_is_not_created_outside_the_content_folder(paper, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (paper.root / "content/pakistan").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PermissionError):
        begin(paper, section="pakistan")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_of_stories_created_at_the_same_moment_one_succeeds(paper):
    with ThreadPoolExecutor(8) as pool:
        tries = [pool.submit(begin, paper) for _ in range(8)]
    assert sum(1 for one in tries if one.exception() is None) == 1
    assert all(isinstance(one.exception(), Problems | None) for one in tries)


def test_a_new_story_is_written_whole_or_not_at_all(paper, monkeypatch):
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        begin(paper)
    with pytest.raises(OSError, match="No space"):
        write_new_file(paper.root / "content/world/b.md", b"x")
    assert [p.name for p in (paper.root / "content/world").iterdir()] == ["a.md"]


def test_a_new_story_that_fails_removes_no_file_of_another_program(paper, monkeypatch):
    place = paper.root / "content/world/b.md"

    def fill(_: int) -> None:
        write_into(place)
        full()

    monkeypatch.setattr(os, "fsync", fill)
    with pytest.raises(OSError, match="No space"):
        write_new_file(place, b"mine")
    assert place.read_text("utf-8") == THEIRS
    assert temporary_files(paper) == []


def test_a_new_story_is_created_where_files_have_one_name_only(paper, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    place = paper.root / "content/world/b.md"
    write_new_file(place, b"mine")
    with pytest.raises(FileExistsError):
        write_new_file(place, b"again")
    assert place.read_bytes() == b"mine"
    assert temporary_files(paper) == []


@pytest.mark.parametrize("place", ["../../..", "../newsgen.yaml", "nowhere/far"])
def test_a_folder_that_cannot_be_created_is_reported(paper, run, place):
    (paper.root / "content/pakistan").symlink_to(place)
    status, _, err = run(
        "new", "Flood", "--section", "pakistan", "--site", str(paper.root), "--now", NOW.isoformat()
    )
    assert status == 2
    assert err.startswith("error: cannot write the story: ")


@pytest.mark.parametrize("headline", ["Flood" * 500, "سیلاب " * 300, "F" * 5000])
def test_a_long_headline_gives_a_valid_file_name(paper, headline):
    assert len(begin(paper, headline).name.encode()) < 255
