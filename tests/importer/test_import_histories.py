"""Random histories of a move: decisions of people stay, the rest is as a fresh import has it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_histories

from newsgen.builder.build import build
from newsgen.builder.options import Options
from newsgen.importer.memory import MEMORY
from support.exports import NOW, ghost, post, snapshot, take

NUMBERS = st.integers(1, 4)
SECTIONS = st.sampled_from(["news", "city", "world"])


def story(number: int, text: str, linked: int) -> dict[str, Any]:
    link = f'<p>As <a href="__GHOST_URL__/story-{linked}/">told before</a>.</p>' if linked else ""
    return post(number, html=f"<p>{text} at mile {number} before noon.</p>{link}")


class History(RuleBasedStateMachine):
    """An export that goes on, a paper that people edit, and imports now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        root = Path(self.folder.name)
        self.export, self.paper, self.fresh = root / "export.json", root / "paper", root / "fresh"
        self.source: dict[int, tuple[str, int]] = {1: ("A bridge opened", 0)}
        self.edited: dict[Path, bytes] = {}
        self.deleted: set[int] = set()
        self.save()
        take(self.export, self.paper)

    def teardown(self) -> None:
        self.folder.cleanup()

    def save(self) -> None:
        ghost(self.export, *(story(n, *self.source[n]) for n in sorted(self.source)))

    def files(self, number: int) -> list[Path]:
        return sorted((self.paper / "content").rglob(f"*-story-{number}.md"))

    def untouched(self, number: int) -> list[Path]:
        return [file for file in self.files(number) if file not in self.edited]

    @rule(number=NUMBERS, text=st.sampled_from(["A bridge opened", "A ferry sank"]), to=NUMBERS)
    def publish_in_the_old_system(self, number, text, to):
        self.source[number] = (text, to if to != number else 0)
        self.save()

    @precondition(lambda self: len(self.source) > 1)
    @rule(number=NUMBERS)
    def delete_in_the_old_system(self, number):
        if len(self.source) > 1:
            self.source.pop(number, None)
            self.save()

    @rule(number=NUMBERS)
    def edit_here(self, number):
        for file in self.untouched(number):
            file.write_bytes(file.read_bytes() + b"\nMore.\n")
            self.edited[file] = file.read_bytes()

    @rule(number=NUMBERS)
    def unpublish_here(self, number):
        for file in self.untouched(number):
            text = file.read_text().replace("\n---\n", "\ndraft: true\n---\n", 1)
            file.write_text(text)
            self.edited[file] = file.read_bytes()

    @rule(number=NUMBERS)
    def delete_here(self, number):
        for file in self.files(number):
            file.unlink()
            self.edited.pop(file, None)
            self.deleted.add(number)

    @rule(number=NUMBERS)
    def move_here(self, number):
        for file in self.untouched(number):
            place = file.with_name(f"moved-{number}.md")
            file.rename(place)
            self.edited[place] = place.read_bytes()
            self.deleted.add(number)

    @rule(section=SECTIONS)
    def change_the_default_section(self, section):
        place = self.paper / "import.yaml"
        lines = place.read_text().splitlines(keepends=True)
        place.write_text(
            "".join(
                f"default_section: {section}\n" if line.startswith("default_section") else line
                for line in lines
            )
        )

    @rule()
    def try_an_import(self):
        before = snapshot(self.paper)
        take(self.export, self.paper, dry_run=True)
        assert snapshot(self.paper) == before

    @rule()
    def bring_back(self):
        take(self.export, self.paper, again=True)
        gone = {n for n in self.deleted if n in self.source}
        for number in gone:
            moved = any(f.name == f"moved-{number}.md" for f in self.edited)
            assert self.files(number) or moved
        self.deleted -= {n for n in gone if self.files(n)}

    @rule()
    def import_again(self):
        take(self.export, self.paper)
        self.check_deleted()
        before = snapshot(self.paper)
        report = take(self.export, self.paper)
        assert not {s.outcome for s in report.stories} & {"written", "rewritten"}
        assert snapshot(self.paper) == before
        self.check_build()
        self.check_fresh()

    @invariant()
    def edited_files_stay(self):
        assert {file: file.read_bytes() for file in self.edited} == self.edited

    def check_deleted(self) -> None:
        assert [n for n in self.deleted if self.files(n)] == []

    def check_build(self) -> None:
        result = build(Options(root=str(self.paper), now=NOW, strict=True))
        assert [str(found) for found in result.diagnostics] == []

    def check_fresh(self) -> None:
        """A story that nobody touched is as a fresh import writes it."""
        fresh = Path(self.folder.name) / "fresh" / str(len(list(Path(self.folder.name).iterdir())))
        fresh.mkdir(parents=True)
        (fresh / "import.yaml").write_bytes((self.paper / "import.yaml").read_bytes())
        take(self.export, fresh)
        touched = {n for n in range(1, 5) if self.is_touched(n)}
        for number, (_, linked) in self.source.items():
            if number not in touched and linked not in touched:
                (file,) = self.files(number)
                assert file.read_bytes() == (fresh / file.relative_to(self.paper)).read_bytes()
        for file in sorted(fresh.rglob("*"), reverse=True):
            file.unlink() if file.is_file() else file.rmdir()
        fresh.rmdir()

    def is_touched(self, number: int) -> bool:
        names = {file.name.rpartition("-")[2] for file in self.edited}
        return number in self.deleted or f"{number}.md" in names or number not in self.source


def test_a_history_with_everything_in_it():
    history = History()
    try:
        history.publish_in_the_old_system(2, "A bridge opened", 1)
        history.publish_in_the_old_system(3, "A bridge opened", 2)
        history.import_again()
        history.edit_here(1)
        history.delete_here(2)
        history.change_the_default_section("city")
        history.publish_in_the_old_system(3, "A ferry sank", 1)
        history.import_again()
        history.edited_files_stay()
        assert MEMORY in snapshot(history.paper)
    finally:
        history.teardown()


@pytest.mark.slow
def test_random_histories():
    run_histories(
        History, settings=settings(max_examples=25, stateful_step_count=12, deadline=None)
    )
