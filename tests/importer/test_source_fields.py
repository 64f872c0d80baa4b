"""Keys of front matter become the fields of a story."""

from typing import Any

import pytest

from newsgen.importer.fields import fill_post
from newsgen.importer.front import read_front
from newsgen.importer.models import Post, ReadingOptions
from newsgen.models import Image


def fill(yaml: str, *, special: Any = None, name: str = "", **options: Any) -> Post:
    front = read_front(f"---\n{yaml}\n---\nText.\n")
    base = Post(key="x.md", origin="x.md", name=name)
    return fill_post(front, base, ReadingOptions(**options), special or {})


def told(post: Post) -> list[str]:
    return [note.text for note in post.notes]


@pytest.mark.parametrize(
    ("yaml", "field", "expected"),
    [
        ("title: Ferry *returns* home, with `radar`", "title", "Ferry returns home, with radar"),
        ("title: Fish &amp; chips <em>now</em>", "title", "Fish & chips now"),
        ("title: 2020", "title", "2020"),
        ("Title: A", "title", "A"),
        ("headline: A", "title", "A"),
        ("newstitle: 'Talk #11: all'", "title", "Talk #11: all"),
        ("pubDate: Aug 01 2024", "date", "2024-08-01"),
        ("publish_date: 2020-01-01", "date", "2020-01-01"),
        ("published_at: 2020-01-01T10:00:00Z", "date", "2020-01-01T10:00:00+00:00"),
        ("published: 2020-01-01", "date", "2020-01-01"),
        ("date: “2020-01-01”", "date", "2020-01-01"),
        ("lastmod: 2020-01-02", "updated", "2020-01-02"),
        ("last_modified_at: 2020-01-02", "updated", "2020-01-02"),
        ("expiryDate: 2030-01-01", "expires", "2030-01-01"),
        ("author: Sana Mirza", "authors", ("Sana Mirza",)),
        ("authors: [a, b, a]", "authors", ("a", "b")),
        ("author: {name: Sana, twitter: s}", "authors", ("Sana",)),
        ("authors:\n- name: Sana\n- name: Omar", "authors", ("Sana", "Omar")),
        ("tags: a, north west", "tags", ("a", "north west")),
        ("tags: a; b, c", "tags", ("a", "b, c")),
        ("tags: [a, null, '', b, a]", "tags", ("a", "b")),
        ("tags: [a, b", "tags", ("a", "b")),
        ("keywords: a\ntags: b", "tags", ("b", "a")),
        ("category: Weather", "categories", ("Weather",)),
        ("description: It *rained*.", "summary", "It rained."),
        ("subtitle: More", "standfirst", "More"),
        ("slug: A_b", "slug", "A_b"),
        ("lang: en_GB", "lang", "en-GB"),
        ("redirect_from: [/a/, /b.html]", "addresses", ("/a/", "/b.html")),
        ("aliases: /a/", "addresses", ("/a/",)),
        ("wordpress_id: 4711", "id", "wp-4711"),
        ("wordpress_id: 4711", "addresses", ("/?p=4711",)),
        ("guid: https://a.test/?p=3", "id", "https://a.test/?p=3"),
        ("draft: true", "drafts", ("draft",)),
        ("draft: false", "drafts", ()),
        ("published: false", "drafts", ("published: false",)),
        ("status: Hidden", "drafts", ("status hidden",)),
        ("status: publish", "drafts", ()),
        ("hidden: yes", "drafts", ("hidden",)),
        ("private: 'true'", "drafts", ("private",)),
        ("comments: false", "discussion", False),
        ("type: opinion", "type", "opinion"),
        ("type: post", "type", ""),
        ("canonical_url: https://a.test/", "canonical", "https://a.test/"),
        ("link: https://a.test/", "link", "https://a.test/"),
        ("image: /a.png", "image", Image(src="/a.png")),
        (
            "image: /a.png\nimage_alt: A\nimage_figcaption: C\nimage_credit: D",
            "image",
            Image(src="/a.png", alt="A", caption="C", credit="D"),
        ),
        ("heroImage: ./a.png\nheroImageAlt: A", "image", Image(src="./a.png", alt="A")),
        (
            "cover: {image: a.png, alt: A, caption: B}",
            "image",
            Image(src="a.png", alt="A", caption="B"),
        ),
        ("header: {overlay_image: a.png}", "image", Image(src="a.png")),
        ("thumbnail: t.png\nimage: a.png", "image", Image(src="a.png")),
        ("thumbnail: t.png", "image", Image(src="t.png")),
        ("images: [a.png]", "image", Image(src="a.png")),
        ("image: {url: a.png, caption: '*C*'}", "image", Image(src="a.png", caption="C")),
    ],
)
def test_usual_keys(yaml: str, field: str, expected: object):
    post = fill(yaml)
    assert getattr(post, field) == expected
    assert post.extra == ({"thumbnail": "t.png"} if "thumbnail: t.png\n" in yaml else {})


def test_what_has_no_home_is_kept_with_a_note_for_each_key():
    post = fill("license: CC-BY\nseo: {title: T, robots: no}\nweight: 3\nempty:\nlayout: post")
    assert post.extra == {"license": "CC-BY", "seo": {"title": "T", "robots": "no"}, "weight": "3"}
    assert {(note.text, note.name) for note in post.notes} == {
        ("license: no home, kept under extra", "key license"),
        ("seo.title: no home, kept under extra", "key seo.title"),
        ("seo.robots: no home, kept under extra", "key seo.robots"),
        ("weight: no home, kept under extra", "key weight"),
        ("layout: belongs to the old theme", "key layout"),
    }


def test_of_several_keys_the_most_usual_is_taken_whatever_their_order():
    post = fill("created: 2019-01-01\nexcerpt: B\nsummary: A\ndate: 2020-01-01")
    assert (post.date, post.summary) == ("2020-01-01", "A")
    assert post.extra == {"created": "2019-01-01", "excerpt": "B"}


def test_the_same_said_twice_is_not_kept():
    assert fill("description: A\nsummary: A\nimage: a.png\ncover: a.png").extra == {}


@pytest.mark.parametrize(
    ("yaml", "reason"),
    [
        ("date: 2020-02-30", "calendar"),
        ("date: 12/11/2019", "12 November"),
        ("date: 0000-00-00", "date: 0000-00-00 is no date"),
    ],
)
def test_a_date_that_cannot_be_taken_makes_a_draft(yaml: str, reason: str):
    post = fill(yaml)
    assert post.date == ""
    assert len(post.drafts) == 1
    assert reason in post.drafts[0]


def test_the_order_of_dates_and_one_for_stories_without_are_options():
    assert fill("date: 12/11/2019", date_order="DMY").date == "2019-11-12"
    assert fill("title: A", date="2020-01-01").date == "2020-01-01"


def test_months_are_read_in_the_language_of_the_story():
    assert fill("date: 5. Mai 2023\nlang: de").date == "2023-05-05"


def test_a_story_without_a_title_has_that_of_its_file():
    assert fill("date: 2020-01-01", name="ferry-leaves_now").title == "Ferry leaves now"


def test_front_matter_that_cannot_be_read_makes_a_draft_with_the_whole_text():
    front = read_front("---\ntitle: A\nText.\n")
    post = fill_post(front, Post(key="a", origin="a", name="a-b"), ReadingOptions())
    assert (post.title, post.drafts) == ("A b", ("the front matter has no end",))
    assert post.body == "---\ntitle: A\nText.\n"


def test_a_reader_says_more_of_single_keys():
    def shout(value: Any, post: Post) -> Post:
        return fill_post(read_front(f"---\nkicker: {value}!\n---\n"), post, ReadingOptions())

    special = {"rubric": "kicker", "mine": "", "loud": shout}
    assert fill("rubric: A\nmine: B", special=special).kicker == "A"
    assert fill("rubric: A\nmine: B", special=special).extra == {}
    assert fill("loud: A", special=special).kicker == "A!"


def test_what_an_author_has_besides_a_name_is_told():
    post = fill("author: {name: Sana, email: s@a.test}")
    assert post.extra == {}
    assert told(post) == ["author.email: no home"]
