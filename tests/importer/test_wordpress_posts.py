"""Stories, pages, comments and settings of WordPress."""

from pathlib import Path
from typing import Any

import pytest
from test_wordpress_export import FOOT, HEAD, item, notes, read

from newsgen.importer.models import Post, ReaderComment, Site
from newsgen.models import Image


def meta(**values: str) -> str:
    return "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in values.items()
    )


def term(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{slug}"><![CDATA[{name}]]></category>'


def category(number: int, slug: str, name: str, parent: str = "") -> str:
    return (
        f"<wp:category><wp:term_id>{number}</wp:term_id>"
        f"<wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent><wp:cat_name>{name}</wp:cat_name>"
        "</wp:category>"
    )


def author(login: str, name: str) -> str:
    return (
        f"<wp:author><wp:author_login>{login}</wp:author_login>"
        f"<wp:author_email>{login}@example.test</wp:author_email>"
        f"<wp:author_display_name>{name}</wp:author_display_name></wp:author>"
    )


def comment(number: int, text: str = "Well said.", approved: str = "1", **fields: str) -> str:
    values = {
        "id": str(number),
        "author": "Reader One",
        "author_email": "reader@example.test",
        "author_IP": "192.0.2.1",
        "date": "2012-03-05 10:00:00",
        "content": f"<![CDATA[{text}]]>",
        "approved": approved,
        "type": "",
        "parent": "0",
        **fields,
    }
    inner = "".join(
        f"<wp:comment_{key}>{value}</wp:comment_{key}>" for key, value in values.items()
    )
    return f"<wp:comment>{inner}</wp:comment>"


def one(folder: Path, *items: str, head: str = "", **options: Any) -> Post:
    """The first post of an export with these items."""
    return read(folder, HEAD + head + "".join(items) + FOOT, **options)[1][0]


def site_of(folder: Path, *items: str, head: str = "", **options: Any) -> Site:
    return read(folder, HEAD + head + "".join(items) + FOOT, **options)[0]


# --- headlines, texts, states


def test_a_headline_is_plain_text(tmp_path: Path):
    post = one(tmp_path, item(title="Boats &amp; &lt;em&gt;nets&lt;/em&gt; &amp;amp; R&amp;D"))
    assert post.title == "Boats & nets & R&D"


def test_without_a_headline_the_slug_stands_for_it_and_the_story_is_a_draft(tmp_path: Path):
    post = one(tmp_path, item(title=""))
    assert (post.title, post.drafts) == ("story-1", ("no headline",))
    assert "no headline: made from the address, story-1" in notes(post)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("publish", ()),
        ("future", ()),
        ("draft", ("draft",)),
        ("pending", ("waits for review",)),
        ("private", ("private",)),
        ("in-progress", ("status in-progress",)),
    ],
)
def test_what_readers_could_not_see_is_a_draft(
    tmp_path: Path, status: str, reason: tuple[str, ...]
):
    assert one(tmp_path, item(wp__status=status)).drafts == reason


def test_a_password_makes_a_draft_and_is_not_kept(tmp_path: Path):
    post = one(tmp_path, item(wp__post_password="open sesame"))
    assert post.drafts == ("protected by a password",)
    assert "sesame" not in repr(post)


def test_what_was_thrown_away_is_counted_and_not_taken(tmp_path: Path):
    site, posts = read(tmp_path, HEAD + item(1, wp__status="trash") + item(2) + FOOT)
    assert [post.id for post in posts] == ["wp-2"]
    assert site.not_taken == {"trash": 1}
    assert "1 story with the status trash: not taken" in notes(site)


def test_other_kinds_of_items_are_counted(tmp_path: Path):
    kinds = ("attachment", "nav_menu_item", "event", "event")
    items = [item(number, wp__post_type=kind) for number, kind in enumerate(kinds, 1)]
    site, posts = read(tmp_path, HEAD + "".join(items) + item(9) + FOOT)
    assert site.not_taken == {"attachment": 1, "event": 2, "nav_menu_item": 1}
    assert len(posts) == 1


def test_a_draft_that_was_never_finished_has_no_date_no_text_and_no_address(tmp_path: Path):
    zero = "0000-00-00 00:00:00"
    post = one(
        tmp_path,
        item(
            3, "", wp__status="draft", link="https://wp.test/?p=3", wp__post_date=zero,
            wp__post_date_gmt=zero, wp__post_name="", pubDate="",
        ),
    )  # fmt: skip
    assert (post.date, post.address, post.addresses) == ("", "", ())
    assert post.drafts == ("draft", "no date")
    assert {"no address", "no text"} <= set(notes(post))


# --- dates and the time zone


def test_local_time_and_utc_give_the_offset(tmp_path: Path):
    assert one(tmp_path, item()).date == "2012-03-04T10:15:00+05:00"
    west = item(wp__post_date="2012-03-04 10:15:00", wp__post_date_gmt="2012-03-04 13:45:00")
    assert one(tmp_path, west).date == "2012-03-04T10:15:00-03:30"
    wrong = item(wp__post_date="2012-03-04 10:15:07", wp__post_date_gmt="2012-01-01 00:00:00")
    assert one(tmp_path, wrong).date == "2012-01-01T00:00:00+00:00"
    alone = item(wp__post_date_gmt="0000-00-00 00:00:00")
    assert one(tmp_path, alone).date == "2012-03-04 10:15:00"


def test_a_date_in_another_shape_is_read_or_told(tmp_path: Path):
    mail = item(wp__post_date="", wp__post_date_gmt="", pubDate="Sun, 04 Mar 2012 05:15:00 +0000")
    assert one(tmp_path, mail).date.startswith("2012-03-04T05:15:00")
    bad = one(tmp_path, item(wp__post_date="2012-02-31 10:00:00", wp__post_date_gmt=""))
    assert bad.date == ""
    assert bad.drafts == ("no date",)
    assert any(note.startswith("post_date: ") for note in notes(bad))


@pytest.mark.parametrize(
    ("modified", "updated"),
    [
        ("2012-03-04 10:16:00", ""),
        ("2012-03-06 09:00:00", "2012-03-06 09:00:00"),
        ("2012-03-01 09:00:00", ""),
        ("", ""),
    ],
)
def test_a_text_saved_long_after_it_was_published_was_updated(
    tmp_path: Path, modified: str, updated: str
):
    assert one(tmp_path, item(wp__post_modified=modified)).updated == updated


def dated(*pairs: tuple[str, str]) -> list[str]:
    return [
        item(number, wp__post_date=f"{local}:00", wp__post_date_gmt=f"{utc}:00")
        for number, (local, utc) in enumerate(pairs, 1)
    ]


@pytest.mark.parametrize(
    ("lang", "pairs", "zone"),
    [
        ("en-US", [("2012-03-04 10:15", "2012-03-04 05:15")], "Etc/GMT-5"),
        ("ur", [("2012-03-04 10:15", "2012-03-04 05:15")], "Asia/Karachi"),
        ("en-US", [("2012-03-04 10:15", "2012-03-04 10:15")], "Etc/UTC"),
        ("en", [("2012-03-04 10:15", "2012-03-04 04:45")], "Asia/Kolkata"),
        (
            "de-DE",
            [("2012-01-04 10:00", "2012-01-04 09:00"), ("2012-07-04 10:00", "2012-07-04 08:00")],
            "Europe/Berlin",
        ),
        (
            "en-US",
            [("2012-01-04 10:00", "2012-01-04 16:00"), ("2012-07-04 10:00", "2012-07-04 15:00")],
            "America/Chicago",
        ),
    ],
)
def test_the_dates_of_all_stories_give_the_time_zone(
    tmp_path: Path, lang: str, pairs: list[tuple[str, str]], zone: str
):
    head = HEAD.replace("en-US", lang)
    site, _ = read(tmp_path, head + "".join(dated(*pairs)) + FOOT)
    assert site.timezone == zone
    assert any(note.startswith(f"time zone {zone}") for note in notes(site))
    asked, _ = read(tmp_path, head + "".join(dated(*pairs)) + FOOT, timezone="Asia/Tokyo")
    assert asked.timezone == "Asia/Tokyo"


# --- people and subjects


def test_authors_have_their_names_and_no_mail_address(tmp_path: Path):
    head = author("hshah", "Huma Shah") + author("oali", "Omar Ali")
    together = term("author", "cap-oali", "oali") + term("author", "cap-guest-one", "guest-one")
    guest = item(
        5, wp__post_type="guest-author", wp__post_name="cap-guest-one",
        more=meta(**{"cap-display_name": "Guest One", "cap-user_email": "g@example.test"}),
    )  # fmt: skip
    site, posts = read(
        tmp_path,
        HEAD
        + head
        + item(1, dc__creator="hshah")
        + item(2, dc__creator="hshah", more=together)
        + item(3, dc__creator="gone")
        + guest
        + FOOT,
    )
    assert [post.authors for post in posts] == [
        ("Huma Shah",),
        ("Omar Ali", "Guest One"),
        ("gone",),
    ]
    assert site.people["hshah"].name == "Huma Shah"
    assert "@example.test" not in repr((site, posts))


def test_categories_keep_their_order_unless_an_editor_chose_the_main_one(tmp_path: Path):
    head = category(4, "coast", "Coast") + category(7, "ports", "Ports", "coast")
    terms = term("category", "coast", "Coast") + term("category", "ports", "Ports &amp; docks")
    terms += term("post_tag", "fish", "Fish") + term("region", "south", "South")
    plain = one(tmp_path, item(more=terms), head=head)
    assert (plain.categories, plain.tags) == (("Coast", "Ports & docks"), ("Fish",))
    assert plain.extra == {"region": ["South"]}
    assert "category ports lies below coast: sections have no levels" in notes(plain)
    chosen = item(more=terms + meta(_yoast_wpseo_primary_category="7"))
    assert one(tmp_path, chosen, head=head).categories == ("Ports & docks", "Coast")


def test_the_menu_gives_the_order_of_sections(tmp_path: Path):
    head = category(4, "coast", "Coast") + category(7, "ports", "Ports")
    entry = {"_menu_item_type": "taxonomy", "_menu_item_object": "category"}
    menu = [
        item(20, title="", wp__post_type="nav_menu_item", wp__menu_order="1",
             more=meta(**entry, _menu_item_object_id="7")),
        item(21, title="Partner", wp__post_type="nav_menu_item", wp__menu_order="2",
             more=meta(_menu_item_type="custom", _menu_item_url="https://x.test/")),
    ]  # fmt: skip
    site = site_of(tmp_path, *menu, head=head)
    assert list(site.sections.items()) == [("ports", "Ports"), ("coast", "Coast")]
    assert site.extra["menu"] == [
        {"title": "Ports", "category": "ports"},
        {"title": "Partner", "address": "https://x.test/"},
    ]


def test_what_has_no_home_is_told(tmp_path: Path):
    terms = term("post_format", "post-format-image", "Image")
    values = meta(
        _edit_last="1", _elementor_data="[]", views="7", mood="calm", list="a:1:{i:0;i:1;}"
    )
    post = one(tmp_path, item(more=terms + values, wp__is_sticky="1"))
    assert post.extra == {"mood": "calm", "sticky": True}
    assert {"post format image: no home", "field mood: kept as extra: mood"} <= set(notes(post))


def test_the_description_for_search_engines_is_the_summary_without_an_excerpt(tmp_path: Path):
    values = meta(_yoast_wpseo_metadesc="Boats &amp; nets.", rank_math_description="%excerpt%")
    assert one(tmp_path, item(more=values)).summary == "Boats & nets."
    excerpt = "<excerpt:encoded><![CDATA[<p>Own words.</p>]]></excerpt:encoded>"
    assert one(tmp_path, item(more=values + excerpt)).summary == "Own words."
    assert one(tmp_path, item(more=meta(rank_math_description="%excerpt%"))).summary == ""


def test_languages_of_polylang(tmp_path: Path):
    pair = [
        item(
            number, more=term("language", lang, lang) + term("post_translations", "pll_1", "pll_1")
        )
        for number, lang in enumerate(("ur", "en"), 1)
    ]
    site, posts = read(tmp_path, HEAD + "".join(pair) + FOOT)
    assert site.languages == ("en", "ur")
    assert [(post.lang, post.translation) for post in posts] == [("ur", "pll_1"), ("en", "pll_1")]


# --- pictures


def attachment(number: int, name: str, alt: str = "", caption: str = "", parent: str = "0") -> str:
    more = f"<wp:attachment_url>https://wp.test/wp-content/uploads/{name}</wp:attachment_url>"
    more += f"<excerpt:encoded>{caption}</excerpt:encoded>"
    return item(
        number, wp__post_type="attachment", wp__status="inherit", wp__post_parent=parent,
        more=more + meta(_wp_attachment_image_alt=alt, _media_credit="Ali"),
    )  # fmt: skip


def test_the_main_picture_has_the_words_of_the_media_library(tmp_path: Path):
    story = item(1, more=meta(_thumbnail_id="10"))
    post = one(tmp_path, story, attachment(10, "pier.jpg", "A pier", "The pier."))
    assert post.image == Image(
        src="https://wp.test/wp-content/uploads/pier.jpg",
        alt="A pier",
        caption="The pier.",
        credit="Ali",
    )
    bare = one(tmp_path, story, attachment(10, "pier.jpg"))
    assert "main picture without description" in notes(bare)
    missing = one(tmp_path, story)
    assert missing.image is None
    assert "main picture 10: it is not in the export" in notes(missing)


# --- addresses


def test_old_addresses_of_a_story(tmp_path: Path):
    story = item(
        1,
        guid="https://wp.test/archives/1",
        more=meta(_wp_old_slug="first-name", _wp_old_date="2011-12-31"),
    )
    post = one(tmp_path, story)
    assert post.address == "https://wp.test/2012/03/story-1/"
    assert post.addresses == (
        "/?p=1",
        "https://wp.test/archives/1",
        "/2012/03/first-name/",
        "/2011/12/story-1/",
    )
    page = one(tmp_path, item(7, wp__post_type="page", link="https://wp.test/about/team/"))
    assert (page.kind, page.address) == ("page", "https://wp.test/about/team/")
    assert "/?page_id=7" in page.addresses


def test_a_blog_below_a_path_has_its_numbers_there(tmp_path: Path):
    head = HEAD.replace("https://wp.test<", "https://wp.test/blog<")
    site, (post,) = read(tmp_path, head + item(link="https://wp.test/blog/2012/story-1/") + FOOT)
    assert (site.base_url, site.permalink) == ("https://wp.test/blog/", "/{year}/{slug}/")
    assert "/blog/?p=1" in post.addresses


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("/2012/03/story-{}/", "/{year}/{month}/{slug}/"),
        ("/2012/03/04/story-{}/", "/{year}/{month}/{day}/{slug}/"),
        ("/2012/03/story-{}.html", "/{year}/{month}/{slug}.html"),
        ("/story-{}/", "/{slug}/"),
        ("/ports/story-{}/", "/{section}/{slug}/"),
        ("/archive/story-{}/", "/archive/{slug}/"),
        ("/archives/{}", ""),
        ("/?p={}", ""),
    ],
)
def test_the_addresses_give_the_permalink(tmp_path: Path, path: str, pattern: str):
    terms = term("category", "ports", "Ports")
    items = [item(n, link=f"https://wp.test{path.format(n)}", more=terms) for n in range(1, 5)]
    assert site_of(tmp_path, *items).permalink == pattern


def test_a_slug_in_another_script_is_readable(tmp_path: Path):
    post = one(tmp_path, item(wp__post_name="%d8%ae%d8%a8%d8%b1"))
    assert post.slug == "خبر"


# --- comments


def test_only_approved_comments_of_readers_are_taken_and_nobody_is_named_by_address(tmp_path: Path):
    comments = [
        comment(5, date_gmt="2012-03-05 05:00:00"),
        comment(6, approved="spam"),
        comment(7, approved="0"),
        comment(8, type="pingback"),
        comment(9, author="someone@mail.test"),
    ]
    post = one(tmp_path, item(more="".join(comments)))
    assert post.comments == (
        ReaderComment("5", "Reader One", "2012-03-05T05:00:00+00:00", "Well said."),
        ReaderComment("9", "", "2012-03-05T10:00:00+05:00", "Well said."),
    )
    assert "2 comments (1 spam, 1 not approved, 1 pingback left out)" in notes(post)
    written = repr(post)
    assert not any(secret in written for secret in ("reader@", "192.0.2", "someone@"))


def test_an_answer_stands_after_what_it_answers(tmp_path: Path):
    comments = [
        comment(3, "answer to 1", parent="1", date="2012-03-05 12:00:00"),
        comment(2, "later", date="2012-03-05 11:00:00"),
        comment(1, "first", date="2012-03-05 10:00:00"),
        comment(4, "answer to nobody", parent="99", date="2012-03-05 13:00:00"),
        comment(5, "itself", parent="5", date="2012-03-05 14:00:00"),
        comment(6, "circle", parent="7"),
        comment(7, "circle", parent="6"),
    ]
    post = one(tmp_path, item(more="".join(comments)))
    assert [(each.id, each.parent) for each in post.comments] == [
        ("1", ""), ("3", "1"), ("2", ""), ("4", ""), ("5", ""), ("6", ""), ("7", ""),
    ]  # fmt: skip


def test_signs_that_nobody_sees_are_taken_out_of_comments(tmp_path: Path):
    shown = comment(1, "a\u202eb\u0085c\nd", author="R\u2066eader")
    found = one(tmp_path, item(more=shown)).comments[0]
    assert (found.author, found.text) == ("Reader", "abc\nd")


@pytest.mark.parametrize(("status", "found"), [("open", True), ("closed", False), ("", None)])
def test_whether_readers_could_reply(tmp_path: Path, status: str, found: bool | None):
    assert one(tmp_path, item(wp__comment_status=status)).discussion is found


# --- what real exports have


def test_of_two_stories_with_one_number_the_last_is_taken_and_the_other_is_told(tmp_path: Path):
    site = site_of(tmp_path, item(1, title="First"), item(1, title="Second"))
    assert [note.text.partition(": ")[2] for note in site.notes if "number" in note.text] == [
        "another story of the file has its number, 1, and is taken instead"
    ]
