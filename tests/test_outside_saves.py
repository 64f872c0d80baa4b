"""Another program saves a file while the desk does: neither text is lost, or its writer is told."""

import sys
from itertools import cycle, islice

import pytest

from newsgen.digest import digest_bytes
from newsgen.serve.edit import save_source
from support.amounts import amount
from support.outside_writer import WAYS, writing_from_outside
from support.paper import Paper, article

A = "content/world/a.md"
BEFORE = article("Talks")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who writes")


@pytest.fixture
def paper(make_paper) -> Paper:
    return make_paper({A: BEFORE})


def race(paper: Paper, rounds: int) -> dict[int, int]:
    """Both save in each round, based on the same file; how often the desk got each answer.

    The other program compares nothing, so its text must be in the file whatever the desk did: the
    desk was first, and was written over as that program does, or the desk was refused.
    """
    place = paper.root / A
    answers: dict[int, int] = {}
    with writing_from_outside(place) as outside:
        for number, way in enumerate(islice(cycle(WAYS), rounds)):
            place.write_text(BEFORE, encoding="utf-8")
            outside.start(way, f"theirs {number}")
            status, answer = save_source(
                paper.root, A, f"mine {number}", digest_bytes(BEFORE.encode())
            )
            assert outside.wait() == f"theirs {number}"
            answers[status] = answers.get(status, 0) + 1
            expected = f"theirs {number}"
            if way == "append":
                expected = f"{BEFORE if status != 200 else f'mine {number}'}{expected}"
            assert place.read_text("utf-8") == expected, (way, status, answer)
    assert [p.name for p in place.parent.iterdir()] == ["a.md"]
    return answers


def test_an_outside_program_that_saves_meanwhile_loses_nothing(paper):
    assert set(race(paper, 32)) <= {200, 409, 507}


@pytest.mark.slow
def test_an_outside_program_loses_none_of_a_thousand_saves(paper):
    answers = race(paper, amount("SAVES", 1000, 4000))
    assert set(answers) == {200, 409, 507}
