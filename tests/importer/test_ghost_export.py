"""Exports of Ghost: stories, pages, people, settings and addresses."""

import json
from pathlib import Path
from typing import Any

import pytest

from newsgen.importer.conversion import Conversion
from newsgen.importer.faults import ImportFault
from newsgen.importer.models import Post, ReadingOptions, Site, Source
from newsgen.importer.readers import ghost
from newsgen.importer.words import lost_words, markdown_words, source_words
from newsgen.models import Image


def story(id_: str = "p1", **changes: Any) -> dict[str, Any]:
    """A published story as Ghost 5 exports it."""
    return {
        "id": id_,
        "title": f"Story {id_}",
        "slug": f"story-{id_}",
        "html": "<p>Text.</p>",
        "type": "post",
        "status": "published",
        "visibility": "public",
        "published_at": "2021-05-02T09:30:00.000Z",
    } | changes


def export(*posts: dict[str, Any], **tables: Any) -> dict[str, Any]:
    return {"db": [{"meta": {"version": "5.80.0"}, "data": {"posts": list(posts), **tables}}]}


class Read:
    """An export in a folder, as it is read."""

    def __init__(self, folder: Path, *documents: object, **options: Any) -> None:
        paths = []
        for number, document in enumerate(documents, 1):
            paths.append(folder / f"export-{number}.json")
            paths[-1].write_text(json.dumps(document), encoding="utf-8")
        self.source = Source(
            kind="ghost", root=folder, files=tuple(paths), options=ReadingOptions(**options)
        )
        self.site: Site = ghost.read_site(self.source)
        self.posts: list[Post] = list(ghost.read_posts(self.source, self.site))

    @property
    def post(self) -> Post:
        return self.posts[0]

    def convert(self, number: int = 0) -> tuple[str, Conversion]:
        conversion = Conversion()
        return ghost.convert(self.posts[number], self.site, conversion), conversion


def told(post: Post) -> list[str]:
    return [note.text for note in post.notes]


# --- the case

GATE = """\
<p>Opening words with <a href="__GHOST_URL__/dam-filled/">a link</a>.</p>\
<!--kg-card-begin: gallery--><figure class="kg-card kg-gallery kg-card-hascaption-card">\
<div class="kg-gallery-container"><div class="kg-gallery-row"><div class="kg-gallery-image">\
<img src="__GHOST_URL__/content/images/2021/05/a.jpg" width="1200" height="800" alt="Gate"></div>\
<div class="kg-gallery-image"><img src="__GHOST_URL__/content/images/2021/05/b.jpg" alt=""></div>\
</div></div><figcaption>At the <em>gate</em></figcaption></figure>\
<figure class="kg-card kg-bookmark-card">\
<a class="kg-bookmark-container" href="https://other.test/a"><div class="kg-bookmark-content">\
<div class="kg-bookmark-title">Other paper</div>\
<div class="kg-bookmark-description">Says more.</div></div></a></figure>\
<figure class="kg-card kg-embed-card">\
<iframe src="https://www.youtube.com/embed/ooooooooooo?feature=oembed" title="Talk"></iframe>\
</figure>\
<div class="kg-card kg-callout-card"><div class="kg-callout-emoji">💡</div>\
<div class="kg-callout-text">Mind the step.</div></div>\
<div class="kg-card kg-toggle-card"><div class="kg-toggle-heading">\
<h4 class="kg-toggle-heading-text">Why?</h4></div>\
<div class="kg-toggle-content"><p>Because.</p></div></div>\
<!--kg-card-begin: html--><div class="poll" data-id="7"></div>\
<script src="https://poll.test/p.js"></script><!--kg-card-end: html-->\
<h2 id="next">Next</h2><pre><code class="language-sh">ls &lt;x&gt;</code></pre>"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Read:
    gate = story(
        "p1",
        title="Gate opens",
        slug="gate-opens",
        html=GATE,
        feature_image="__GHOST_URL__/content/images/2021/05/gate.jpg",
        featured=1,
        updated_at="2021-05-03T00:00:00.000Z",
        custom_excerpt="It opened.",
    )
    link = {"post_id": "p1"}
    document = export(
        gate,
        story("p2", status="scheduled", published_at="2031-01-01T08:00:00.000Z"),
        story("p3", status="draft", published_at=None),
        story("p4", type="page", slug="about"),
        story("p5", visibility="paid"),
        story(
            "p6",
            html=None,
            lexical=json.dumps(
                {"root": {"children": [{"type": "paragraph", "children": [
                    {"type": "extended-text", "text": "Only lexical", "format": 1}]}]}}
            ),
        ),
        posts_meta=[
            {
                "post_id": "p1",
                "feature_image_alt": "The gate",
                "feature_image_caption": "Photo: <b>H. Shah</b>",
                "meta_description": "For engines.",
            }
        ],
        users=[
            {"id": "a", "name": "Huma Shah", "slug": "huma", "bio": "Writes.",
             "email": "huma@example.test"},
            {"id": "b", "name": "Tariq Aziz", "slug": "tariq"},
            {"id": "c", "name": "Nobody", "slug": "nobody"},
        ],
        tags=[
            {"id": "t1", "name": "City", "slug": "city"},
            {"id": "t2", "name": "#internal", "slug": "hash-internal"},
            {"id": "t3", "name": "Gates", "slug": "gates"},
        ],
        posts_tags=[
            link | {"tag_id": "t3", "sort_order": 1},
            link | {"tag_id": "t1", "sort_order": 0},
            link | {"tag_id": "t2", "sort_order": 2},
        ],
        posts_authors=[
            link | {"author_id": "b", "sort_order": 1},
            link | {"author_id": "a", "sort_order": 0},
        ],
    )  # fmt: skip
    return Read(tmp_path_factory.mktemp("ghost"), document)


def test_a_story_has_what_its_row_and_the_tables_beside_it_say(paper: Read):
    post = paper.post
    assert (post.title, post.slug, post.address) == ("Gate opens", "gate-opens", "/gate-opens/")
    assert post.date == "2021-05-02T09:30:00+00:00"
    assert post.updated == "2021-05-03T00:00:00+00:00"
    assert (post.categories, post.tags) == (("City",), ("Gates",))
    assert post.authors == ("huma", "tariq")
    assert post.summary == "It opened."
    assert post.image == Image(
        src="/content/images/2021/05/gate.jpg", alt="The gate", caption="Photo: H. Shah"
    )
    assert post.extra == {"featured": True, "meta_description": "For engines."}
    assert "tag #internal is internal: left out" in told(post)
    assert any(note.startswith("featured: no home") for note in told(post))


def test_its_cards_become_blocks(paper: Read):
    body, conversion = paper.convert()
    for part in (
        "[a link](/dam-filled/)",
        "::: gallery At the gate\n",
        "![Gate](/content/images/2021/05/a.jpg)",
        "[Other paper](https://other.test/a)",
        "Says more.",
        "::: note\nMind the step.\n:::",
        "::: box Why?\nBecause.\n:::",
        "## Next",
        "ls <x>",
    ):
        assert part in body
    for part in ("__GHOST_URL__", "kg-", "poll.test"):
        assert part not in body
    notes = [note.text for note in conversion.notes]
    assert "html card with a script: left out (poll.test)" in notes


def test_states_and_kinds(paper: Read):
    _, scheduled, draft, page, paid, lexical = paper.posts
    assert (scheduled.date, scheduled.drafts) == ("2031-01-01T08:00:00+00:00", ())
    assert (draft.drafts, draft.date, draft.address) == (("draft",), "", "")
    assert (page.kind, page.slug, page.address) == ("page", "about", "/about/")
    assert paid.drafts == ("for paying readers only: not published without --take-paid",)
    assert paper.convert(paper.posts.index(lexical))[0] == "**Only lexical**\n"


def test_people_are_those_who_wrote_without_their_mail_addresses(paper: Read):
    assert list(paper.site.people) == ["huma", "tariq"]
    assert paper.site.people["huma"].name == "Huma Shah"
    assert paper.site.people["huma"].bio == "Writes."
    assert "example.test" not in repr(paper.site) + repr(paper.posts)


# --- its siblings


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"status": "sent"}, ("sent by mail, not published",)),
        ({"email_only": 1}, ("sent by mail, not published",)),
        ({"visibility": "members"}, ("for members only: not published without --take-paid",)),
        ({"visibility": "tiers"}, ("for paying readers only: not published without --take-paid",)),
        ({"visibility": "product:gold"},
         ("for paying readers only: not published without --take-paid",)),
        ({"status": "archived"}, ("status archived",)),
        ({"status": None}, ("draft",)),
        ({"lexical": "{", "html": ""}, None),
    ],
)  # fmt: skip
def test_what_is_not_published(
    changes: dict[str, Any], reasons: tuple[str, ...] | None, tmp_path: Path
):
    drafts = Read(tmp_path, export(story(**changes))).post.drafts
    assert drafts == reasons if reasons else drafts[0].startswith("its text cannot be read: ")


def test_a_person_can_take_what_readers_paid_for(tmp_path: Path):
    post = Read(tmp_path, export(story(visibility="paid")), take_paid=True).post
    assert post.drafts == ()
    assert told(post) == ["for paying readers only: everybody can read it now"]


def test_the_description_for_search_engines_is_the_summary_if_there_is_no_other(tmp_path: Path):
    post = Read(tmp_path, export(story(meta_description="For engines."))).post
    assert (post.summary, post.extra) == ("For engines.", {})


def test_a_change_before_publication_is_no_update(tmp_path: Path):
    assert Read(tmp_path, export(story(updated_at="2021-05-01T00:00:00.000Z"))).post.updated == ""


def test_an_export_of_version_0(tmp_path: Path):
    """Numbers as ids, milliseconds as dates, one author, ``page`` and ``image``, Markdown."""
    row = {
        "id": 7, "title": "Old", "slug": "old", "markdown": "Some *words*.", "html": None,
        "image": "/content/images/2014/a.jpg", "page": 0, "status": "published",
        "author_id": 1, "published_at": 1388318240000, "featured": 0,
    }  # fmt: skip
    page = row | {"id": 8, "slug": "about", "page": 1}
    document = {
        "meta": {"exported_on": 1388318240000, "version": "003"},
        "data": {
            "posts": [row, page],
            "users": [{"id": 1, "name": "Ann", "slug": "ann", "email": "ann@example.test"}],
            "tags": [{"id": 1, "name": "Sea", "slug": "sea"}],
            "posts_tags": [{"post_id": 7, "tag_id": 1}],
            "settings": [{"key": "title", "value": "The Old"}, {"key": "activeTimezone",
                                                               "value": "Asia/Karachi"}],
        },
    }  # fmt: skip
    read = Read(tmp_path, document)
    post = read.post
    assert (post.key, post.date, post.authors) == ("ghost-7", "2013-12-29T11:57:20+00:00", ("ann",))
    assert (post.categories, post.markup) == (("Sea",), "markdown")
    assert post.image is not None
    assert read.convert()[0] == "Some *words*.\n"
    assert read.posts[1].kind == "page"
    assert (read.site.title, read.site.timezone) == ("The Old", "Asia/Karachi")


def test_the_one_card_of_markdown_of_version_1_is_markdown(tmp_path: Path):
    card = ["card-markdown", {"markdown": "Some [words](__GHOST_URL__/a/)."}]
    document = {"version": "0.3.1", "cards": [card], "sections": [[10, 0], [1, "p", []]]}
    read = Read(tmp_path, export(story(html=None, mobiledoc=json.dumps(document))))
    assert (read.post.markup, read.convert()[0]) == ("markdown", "Some [words](/a/).\n")


def test_an_answer_of_the_api_has_tags_and_authors_inside_each_post(tmp_path: Path):
    document = {
        "posts": [
            story(
                url="https://paper.test/story-p1/",
                tags=[{"id": "t", "name": "City", "slug": "city", "visibility": "public"},
                      {"id": "u", "name": "#x", "slug": "hash-x", "visibility": "internal"}],
                authors=[{"id": "a", "name": "Huma Shah", "slug": "huma",
                          "website": "https://huma.test", "twitter": "@huma"}],
            )
        ],
        "meta": {"pagination": {"page": 1}},
    }  # fmt: skip
    read = Read(tmp_path, document)
    assert (read.post.categories, read.post.authors) == (("City",), ("huma",))
    assert read.post.address == "https://paper.test/story-p1/"
    assert read.site.base_url == "https://paper.test/"
    assert read.site.people["huma"].links == {
        "Website": "https://huma.test",
        "X": "https://x.com/huma",
    }


def test_settings_and_the_menu(tmp_path: Path):
    menu = [{"label": "Town", "url": "/tag/city/"}, {"label": "About", "url": "/about/"}]
    settings = {
        "title": "The Paper", "description": "News.", "timezone": "Asia/Karachi", "locale": "ur",
        "navigation": json.dumps(menu), "logo": "__GHOST_URL__/content/images/logo.png",
    }  # fmt: skip
    tables = {
        "settings": [{"key": key, "value": value} for key, value in settings.items()],
        "tags": [{"id": "t", "name": "City", "slug": "city"}],
        "members": [{"email": "reader@example.test"}],
    }
    site = Read(tmp_path, export(story(), **tables)).site
    assert (site.title, site.description) == ("The Paper", "News.")
    assert (site.timezone, site.lang) == ("Asia/Karachi", "ur")
    assert site.sections == {"city": "Town"}
    assert site.extra["menu"] == [
        {"title": "Town", "url": "/tag/city/"},
        {"title": "About", "url": "/about/"},
    ]
    assert site.extra["logo"] == "/content/images/logo.png"
    assert site.not_taken == {"members": 1}
    assert "reader@example.test" not in repr(site)


def test_routes_give_the_addresses(tmp_path: Path):
    routes = """\
routes:
collections:
  /podcast/:
    permalink: /podcast/{slug}/
    filter: tag:podcast
  /:
    permalink: /{year}/{month}/{primary_tag}/{slug}/
"""
    (tmp_path / "routes.yaml").write_text(routes)
    tags = [{"id": "t", "name": "Podcast", "slug": "podcast"}]
    read = Read(
        tmp_path,
        export(story("p1"), story("p2"), tags=tags,
               posts_tags=[{"post_id": "p1", "tag_id": "t", "sort_order": 0}]),
    )  # fmt: skip
    assert [post.address for post in read.posts] == [
        "/podcast/story-p1/",
        "/2021/05/all/story-p2/",
    ]
    assert read.site.permalink == ""


def test_one_permalink_for_all_is_proposed(tmp_path: Path):
    (tmp_path / "routes.yaml").write_text("collections:\n  /:\n    permalink: /{year}/{slug}/\n")
    read = Read(tmp_path, export(story()))
    assert (read.site.permalink, read.post.address) == ("/{year}/{slug}/", "/2021/story-p1/")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("redirects.json", json.dumps([{"from": "^/old/?$", "to": "/story-p1/"},
                                       {"from": "/x/(.*)", "to": "/y/$1"}])),
        ("redirects.yaml", "301:\n  /old/: /story-p1/\n302:\n  ^/x/(.*)$: /y/$1\n"),
    ],
)  # fmt: skip
def test_redirects_are_addresses_of_the_stories_that_they_lead_to(
    name: str, text: str, tmp_path: Path
):
    (tmp_path / name).write_text(text)
    read = Read(tmp_path, export(story()))
    assert read.post.addresses == ("/old/",)
    assert "redirects that are patterns or lead to no story: 1" in read.site.notes[0].text


def test_of_several_exports_each_story_is_taken_once(tmp_path: Path):
    read = Read(tmp_path, export(story("p1"), story("p2")), export(story("p2"), story("p3")))
    assert [post.key for post in read.posts] == ["ghost-p1", "ghost-p2", "ghost-p3"]
    assert read.site.not_taken == {"story that is in two exports": 1}


def test_folders_of_pictures_beside_the_export_are_known(tmp_path: Path):
    (tmp_path / "content" / "images").mkdir(parents=True)
    site = Read(tmp_path, export(story())).site
    assert site.public == (("content/images", "/content/images/"),)


def test_the_picture_as_it_was_uploaded_is_taken(tmp_path: Path):
    size = "__GHOST_URL__/content/images/size/w600/format/webp/2021/05/gate.jpg"
    post = Read(tmp_path, export(story(feature_image=size))).post
    assert post.image == Image(src="/content/images/2021/05/gate.jpg")


def test_a_link_to_the_first_page_leads_there(tmp_path: Path):
    html = '<p><a href="__GHOST_URL__">Home</a> <a href="__GHOST_URL__/">too</a></p>'
    assert Read(tmp_path, export(story(html=html))).convert()[0] == "[Home](/) [too](/)\n"


def test_code_of_pages_is_left_out_and_told(tmp_path: Path):
    post = Read(tmp_path, export(story(codeinjection_head="<script>x()</script>"))).post
    assert "codeinjection_head: code of a page, left out" in told(post)
    assert "x()" not in repr(post.extra)


def test_the_author_and_the_publisher_of_a_bookmark_are_two_words(tmp_path: Path):
    html = (
        '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="/a">'
        '<div class="kg-bookmark-title">A</div><span class="kg-bookmark-author">Ann</span>'
        '<span class="kg-bookmark-publisher">Other</span></a></figure>'
    )
    read = Read(tmp_path, export(story(html=html)))
    body, conversion = read.convert()
    assert body == "[A](/a)\\\nAnn · Other\n"
    before = source_words(read.post.body, "html")
    assert lost_words(before, markdown_words(body), conversion.left_out) == 0


def test_exports_are_recognised(tmp_path: Path):
    assert ghost.recognises(tmp_path) == ""
    (tmp_path / "a.json").write_text(json.dumps(export(story())))
    (tmp_path / "b.json").write_text('{"name": "package"}')
    assert ghost.recognises(tmp_path) == "a.json has the tables of a Ghost export"
    assert ghost.recognises(tmp_path / "a.json")
    assert not ghost.recognises(tmp_path / "b.json")


@pytest.mark.parametrize("text", ['{"db": [{"da', "", "[]", '{"db": []}', '"x"', "[" * 100_000])
def test_what_is_no_export_is_said(text: str, tmp_path: Path):
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(ImportFault):
        ghost.read_site(Source(kind="ghost", root=tmp_path, files=(path,)))
