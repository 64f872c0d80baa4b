"""Exports of Ghost with nothing as it should be: no exception, and never long."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importer.conversion import Conversion
from newsgen.importer.faults import ImportFault
from newsgen.importer.models import Post, Source
from newsgen.importer.readers import ghost
from support.effort import little_time


def read(folder: Path, text: str) -> list[Post]:
    path = folder / "export.json"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    source = Source(kind="ghost", root=folder, files=(path,))
    site = ghost.read_site(source)
    posts = list(ghost.read_posts(source, site))
    for post in posts:
        ghost.convert(post, site, Conversion())
        repr(post).encode()
    return posts


COLUMNS = ["id", "title", "slug", "html", "lexical", "mobiledoc", "markdown", "status", "type",
           "visibility", "published_at", "updated_at", "feature_image", "tags", "authors", "locale",
           "custom_excerpt", "canonical_url", "featured", "page", "url", "author_id"]  # fmt: skip
TABLES = ["posts_meta", "users", "tags", "posts_tags", "posts_authors", "settings", "members"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10)
    | st.sampled_from(["p1", "http://[", "2021-05-02T09:30:00.000Z", "2021-02-31", "\ud800", "1"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "name", "slug", "post_id", "tag_id", "author_id", "sort_order",
                         "key", "value", "bio", "website", "twitter"]),
        inner,
        max_size=4,
    ),
    max_leaves=8,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(COLUMNS), VALUES, max_size=8), max_size=3),
    st.dictionaries(st.sampled_from(TABLES), VALUES, max_size=4),
)
def test_wrong_types_everywhere(
    tmp_path_factory: pytest.TempPathFactory,
    posts: list[dict[str, Any]],
    tables: dict[str, Any],
):
    whole = {"db": [{"data": {"posts": [{"id": "p1"}, *posts], **tables}}]}
    assert read(tmp_path_factory.mktemp("ghost"), json.dumps(whole))[0].key == "ghost-p1"


def test_nothing_but_nulls(tmp_path: Path):
    row = dict.fromkeys(COLUMNS)
    whole = {"db": [{"data": {"posts": [row, None], **dict.fromkeys(TABLES)}}]}
    [post] = read(tmp_path, json.dumps(whole))
    assert (post.title, post.drafts) == ("", ("draft",))


@pytest.mark.parametrize("depth", [200, 100_000])
def test_lexical_that_is_nested_deep(depth: int, tmp_path: Path):
    """As text inside the JSON, where the nesting of the export does not show."""
    begin, end = '{"type":"quote","children":[', "]}"
    inner = '{"type":"text","text":"deep down"}'
    text = f'{{"root":{{"children":[{begin * depth}{inner}{end * depth}]}}}}'
    row = {"id": "p1", "title": "A", "status": "published", "lexical": text}
    [post] = read(tmp_path, json.dumps({"db": [{"data": {"posts": [row]}}]}))
    assert "deep down" in post.body or post.drafts[0].startswith("its text cannot be read")


def test_an_export_that_is_nested_deep_is_refused(tmp_path: Path):
    with pytest.raises(ImportFault):
        read(tmp_path, '{"db":' * 100_000)


def test_a_story_of_more_than_two_mebibytes_is_refused_and_the_others_are_taken(tmp_path: Path):
    rows = [
        {"id": "p1", "title": "Long", "status": "published", "html": "<p>" + "x" * (10 << 20)},
        {"id": "p2", "title": "Short", "status": "published", "html": "<p>x</p>"},
    ]
    long, short = read(tmp_path, json.dumps({"db": [{"data": {"posts": rows}}]}))
    assert (long.body, long.drafts) == ("", ("its text has more than 2 MiB",))
    assert short.drafts == ()


@pytest.mark.slow
def test_two_thousand_stories_are_read_in_seconds(tmp_path: Path):
    html = "<p>" + "Words and more words. " * 40 + "</p>"
    rows = [
        {
            "id": f"p{n}",
            "title": f"Story {n}",
            "slug": f"s-{n}",
            "status": "published",
            "html": html,
        }
        for n in range(2_000)
    ]
    tags = [{"post_id": f"p{n}", "tag_id": f"t{n % 50}", "sort_order": 0} for n in range(2_000)]
    names = [{"id": f"t{n}", "name": f"T{n}"} for n in range(50)]
    data = {"posts": rows, "posts_tags": tags, "tags": names}
    path = tmp_path / "export.json"
    path.write_text(json.dumps({"db": [{"data": data}]}))
    source = Source(kind="ghost", root=tmp_path, files=(path,))
    with little_time(5):
        assert len(list(ghost.read_posts(source, ghost.read_site(source)))) == 2_000
