from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any, Literal

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen import schema
from newsgen.models import Model
from newsgen.schema import about


class Photo(Model, frozen=True):
    src: str
    alt: str = ""


class Note(Model, frozen=True):
    date: datetime
    text: str


class Story(Model, frozen=True):
    title: Annotated[str, about("The headline.", "headline")]
    place: str = ""
    draft: bool = False
    count: int = 3
    date: datetime | None = None
    kind: Literal["news", "opinion"] = "news"
    tags: Annotated[tuple[str, ...], about("Subjects.", "keywords")] = ()
    photo: Photo | None = None
    notes: tuple[Note, ...] = ()
    links: Mapping[str, str] = {}
    desks: Mapping[str, Photo] = {}
    extra: Mapping[str, Any] = {}


def read(**tree: Any) -> Story:
    story, faults = schema.read(Story, {"title": "A headline", **tree})
    assert faults == ()
    assert story is not None
    return story


def faults_of(tree: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str]]:
    story, faults = schema.read(Story, tree)
    assert story is None
    return [(fault.keys, fault.code) for fault in faults]


@pytest.mark.parametrize(
    "written",
    ["NO", "no", "2026", "007", "12:30", "null", "~", "on", "1e3", "0x1F", "2026-11-23", "-"],
)
def test_text_stays_as_written(written: str) -> None:
    assert read(place=written).place == written


def test_text_is_stripped() -> None:
    assert read(place="  Beijing\n").place == "Beijing"


@pytest.mark.parametrize("written", ["true", "True", "YES", "on"])
def test_words_for_true(written: str) -> None:
    assert read(draft=written).draft is True


@pytest.mark.parametrize("written", ["false", "No", "OFF"])
def test_words_for_false(written: str) -> None:
    assert read(draft=written).draft is False


def test_whole_numbers() -> None:
    assert read(count=" 42 ").count == 42
    assert read(count="-1").count == -1


KARACHI = timezone(timedelta(hours=5))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-23", datetime(2026, 11, 23)),  # noqa: DTZ001 - the caller knows the zone
        ("2026-11-23 10:00", datetime(2026, 11, 23, 10)),  # noqa: DTZ001
        ("2026-11-23T10:00:30", datetime(2026, 11, 23, 10, 0, 30)),  # noqa: DTZ001
        ("2026-11-23T10:00:00+05:00", datetime(2026, 11, 23, 10, tzinfo=KARACHI)),
        ("2026-11-23T10:00Z", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23T10:00:00.5Z", datetime(2026, 11, 23, 10, 0, 0, 500_000, tzinfo=UTC)),
        ("2024-02-29", datetime(2024, 2, 29)),  # noqa: DTZ001
    ],
)
def test_dates(written: str, moment: datetime) -> None:
    assert read(date=written).date == moment


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30",
        "2025-02-29",
        "2026-13-01",
        "2026-11-23 24:30",
        "2026-11-23T10:00+24:00",
        "23.11.2026",
        "11/23/2026",
        "2026-111-3",
        "202611230",
        "2026-W48-1",
        "0000-01-01",
        "0999-12-31",
        "٢٠٢٦-١١-٢٣",
        "tomorrow",
        "2026-11-23 10",
    ],
)
def test_invalid_dates_are_refused(written: str) -> None:
    assert faults_of({"title": "x", "date": written}) == [(("date",), "bad-date")]


def test_a_single_value_is_read_as_a_list() -> None:
    assert read(tags="Karachi").tags == ("Karachi",)
    assert read(notes={"date": "2026-11-23", "text": "x"}).notes[0].text == "x"


def test_empty_elements_of_a_list_are_left_out() -> None:
    assert read(tags=["China", "", " "]).tags == ("China",)


def test_text_is_read_as_a_model_with_one_required_text() -> None:
    assert read(photo="quake.jpg").photo == Photo(src="quake.jpg")
    assert read(desks={"world": "a.jpg"}).desks == {"world": Photo(src="a.jpg")}


def test_text_is_not_read_as_a_model_with_more_required_keys() -> None:
    assert faults_of({"title": "x", "notes": "oops"}) == [(("notes",), "wrong-type")]


def test_a_key_without_a_value_is_not_given() -> None:
    empty = {
        "place": "",
        "draft": "",
        "date": "",
        "tags": "",
        "photo": "",
        "extra": " ",
        "kind": "",
    }
    assert read(**empty) == Story(title="A headline")


def test_free_mappings_keep_their_text() -> None:
    free = {"views": "007", "nested": {"list": ["no", "12:30"]}}
    assert read(extra=free).extra == free


def test_a_required_key_without_a_value_is_missing() -> None:
    assert faults_of({"title": "  "}) == [(("title",), "missing-key")]
    assert faults_of({}) == [(("title",), "missing-key")]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", ["a"]),
        ("place", {"a": "b"}),
        ("draft", "maybe"),
        ("draft", ["true"]),
        ("count", "many"),
        ("count", "1.5"),
        ("count", "9" * 5000),
        ("kind", ["news"]),
        ("photo", ["a.jpg"]),
        ("links", "https://x.example"),
        ("extra", ["a"]),
    ],
)
def test_wrong_types(key: str, value: Any) -> None:
    assert faults_of({"title": "x", key: value}) == [((key,), "wrong-type")]


def test_all_faults_are_reported_at_once_with_their_keys() -> None:
    tree = {
        "tilte": "x",
        "kind": "opinoin",
        "tags": ["a", {"b": "c"}],
        "photo": {"alt": "no source"},
        "notes": [{"date": "2026-02-30", "text": "x"}, {"text": "y"}],
        "links": {"Web": ["a"]},
    }
    assert faults_of(tree) == [
        (("tilte",), "unknown-key"),
        (("kind",), "bad-value"),
        (("tags", 1), "wrong-type"),
        (("photo", "src"), "missing-key"),
        (("notes", 0, "date"), "bad-date"),
        (("notes", 1, "date"), "missing-key"),
        (("links", "Web"), "wrong-type"),
        (("title",), "missing-key"),
    ]


@pytest.mark.parametrize(
    ("tree", "hint"),
    [
        ({"Title": "x"}, "did you mean `title`?"),
        ({"tittle": "x"}, "did you mean `title`?"),
        ({"headline": "x"}, "did you mean `title`?"),
        ({"Key-words": "x"}, "did you mean `tags`?"),
        ({"zzz": "x"}, "keys of your own go below `extra:`"),
        ({"kind": "Opinion"}, "did you mean `opinion`?"),
        ({"kind": "zzz"}, "one of: news, opinion"),
    ],
)
def test_hints(tree: dict[str, Any], hint: str) -> None:
    _, faults = schema.read(Story, tree)
    assert faults[0].hint == hint


def test_long_values_are_cut_in_messages() -> None:
    _, faults = schema.read(Story, {"title": "x", "draft": "word " * 1000, "k" * 5000: "x"})
    assert all(len(fault.message) < 120 for fault in faults)


trees = st.recursive(
    st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*Story.__struct_fields__, "src", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*Story.__struct_fields__, "other"]), trees))
def test_any_tree_gives_a_model_or_faults(tree: dict[str, Any]) -> None:
    story, faults = schema.read(Story, tree)
    assert (story is None) == bool(faults)


# --- JSON Schema ------------------------------------------------------------------------------


def validator() -> jsonschema.Draft202012Validator:
    shape = schema.json_schema(Story)
    jsonschema.Draft202012Validator.check_schema(shape)
    return jsonschema.Draft202012Validator(shape)


def test_json_schema_describes_the_fields() -> None:
    shape = schema.json_schema(Story)
    assert shape["required"] == ["title"]
    assert shape["additionalProperties"] is False
    assert shape["properties"]["title"]["description"] == "The headline."
    assert shape["properties"]["kind"]["enum"] == ["news", "opinion", None]
    assert shape["properties"]["count"]["default"] == 3
    assert list(shape["properties"]) == list(Story.__struct_fields__)


@pytest.mark.parametrize(
    "document",
    [
        {"title": "x"},
        {"title": 2026, "tags": "one", "photo": "a.jpg", "draft": True},
        {"title": "x", "tags": ["a", 7], "photo": {"src": "a.jpg"}, "date": "2026-11-23 10:00"},
        {"title": "x", "notes": [{"date": "2026-11-23", "text": "y"}], "extra": {"a": [1]}},
        {"title": "x", "place": None, "photo": None, "tags": None, "kind": None, "date": None},
    ],
)
def test_json_schema_accepts_what_is_read(document: dict[str, Any]) -> None:
    validator().validate(document)


@pytest.mark.parametrize(
    "document",
    [{}, {"title": "x", "tilte": "y"}, {"title": ["x"]}, {"title": "x", "kind": "poem"}],
)
def test_json_schema_refuses_what_is_refused(document: dict[str, Any]) -> None:
    assert not validator().is_valid(document)
