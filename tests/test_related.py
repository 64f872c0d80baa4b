"""Related articles look back, weigh rare tags more, and put what an editor named first."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from newsgen.models import Article
from newsgen.site.related import OlderRelated, find_older_related, relate

START = datetime(2026, 1, 1, tzinfo=UTC)


def story(
    number: int, *tags: str, section: str = "world", related: tuple[str, ...] = ()
) -> Article:
    name = f"content/world/{number}.md"
    return Article(
        path=name,
        digest="",
        source_digest="",
        title=str(number),
        section=section,
        sections=(section,),
        date=START + timedelta(days=number),
        has_time=True,
        id=str(number),
        guid=str(number),
        slug=str(number),
        url_path=f"world/{number}/",
        lang="en",
        summary="",
        tags=tags,
        related=related,
    )


def path(number: int) -> str:
    return f"content/world/{number}.md"


def lists(*stories: Article, limit: int = 3) -> dict[str, tuple[str, ...]]:
    related = relate(find_older_related(stories, limit, OlderRelated()), limit)
    return {path: tuple(article.path for article in found) for path, found in related.items()}


def test_only_earlier_stories_are_related():
    found = lists(story(1, "flood"), story(2, "flood"), story(3, "flood"))
    assert found[path(1)] == ()
    assert found[path(2)] == (path(1),)


def test_a_rare_tag_weighs_more_than_a_common_one():
    stories = [story(n, "politics") for n in range(20)]
    found = lists(story(100, "glacier"), *stories, story(200, "glacier", "politics"), limit=1)
    assert found[path(200)] == (path(100),)


def test_of_equals_the_newer_wins_and_the_section_fills_up():
    found = lists(story(1, "x"), story(2, "x"), story(3), story(4, "x"), limit=3)
    assert found[path(4)] == (path(2), path(1), path(3))


def test_the_same_section_counts():
    found = lists(story(1, "x"), story(2, "x", section="sport"), story(3, "x"), limit=1)
    assert found[path(3)] == (path(1),)


def test_named_stories_come_first_and_naming_works_both_ways():
    first = story(1)
    last = story(9, related=(path(1),))
    found = lists(first, story(2, "x"), story(8, "x"), last, limit=2)
    assert found[path(9)][0] == path(1)
    assert found[path(1)] == (path(9),)


def test_a_named_story_that_is_not_published_is_left_out():
    assert lists(story(1, related=("content/world/draft.md",)))[path(1)] == ()


tagged = st.lists(st.lists(st.sampled_from("abcde"), max_size=3, unique=True), max_size=30)


@given(tagged, st.lists(st.sampled_from("abcde"), max_size=3, unique=True))
def test_a_new_story_changes_no_older_list(tags, newest):
    stories = [story(n, *mine) for n, mine in enumerate(tags)]
    before = lists(*stories)
    after = lists(*stories, story(len(stories), *newest))
    assert {p: after[p] for p in before} == before


@given(tagged)
def test_earlier_results_are_reused(tags):
    stories = [story(n, *mine) for n, mine in enumerate(tags)]
    found = find_older_related(stories, 3, OlderRelated())
    assert find_older_related(stories, 3, found).found is found.found


@given(tagged, tagged, st.integers(0, 5))
def test_the_result_of_an_earlier_build_changes_nothing(tags, others, shift):
    """Stories of one number are one file, whose tags may have been edited in between."""
    stories = [story(n + shift, *mine) for n, mine in enumerate(tags)]
    earlier = find_older_related(
        [story(n, *mine) for n, mine in enumerate(others)], 3, OlderRelated()
    )
    assert (
        find_older_related(stories, 3, earlier).found
        == find_older_related(stories, 3, OlderRelated()).found
    )


@given(tagged)
def test_lists_are_short_without_repeats_and_never_hold_the_story_itself(tags):
    for own, found in lists(*(story(n, *mine) for n, mine in enumerate(tags))).items():
        assert len(found) == len(set(found)) <= 3
        assert own not in found


def test_the_work_for_one_story_does_not_grow_with_the_archive():
    """Ten times the archive takes ten times as many looks, not a hundred times."""

    looks = 0

    class Sections(list[Article]):
        def __getitem__(self, index):  # type: ignore[no-untyped-def, override]
            nonlocal looks
            looks += 1
            return super().__getitem__(index)

    counts = []
    for size in (200, 2000):
        looks = 0
        stories = Sections(replace(story(n), tags=("same",)) for n in range(size))
        find_older_related(stories, 4, OlderRelated())
        counts.append(looks / size)
    assert counts[1] < counts[0] * 1.5
