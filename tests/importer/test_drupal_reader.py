"""Tables of Drupal: CSV and JSON of Views, JSON:API, and the mapping of columns."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importer.conversion import Conversion
from newsgen.importer.faults import ImportFault
from newsgen.importer.models import Post, ReadingOptions, Site, Source
from newsgen.importer.readers import drupal
from newsgen.models import Image


def read(
    folder: Path,
    content: object,
    mapping: Mapping[str, str] | None = None,
    name: str = "nodes.csv",
    **options: Any,
) -> tuple[Site, list[Post]]:
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
    source = Source(
        kind="drupal",
        root=folder,
        files=(path,),
        options=ReadingOptions(mapping=mapping or {}, **options),
    )
    site = drupal.read_site(source)
    return site, list(drupal.read_posts(source, site))


def convert(post: Post) -> tuple[str, list[str]]:
    conversion = Conversion()
    return drupal.convert(post, Site(), conversion), [note.text for note in conversion.notes]


CSV = """\
nid,title,body,created,changed,status,path,field_tags,uid,type,langcode,field_desk
12,Gate opens,"<p>It ""opened"".</p>",1619947800,1620034200,1,/gate,"Gates, City",Huma,article,en,A
13,About,<p>We.</p>,1619947800,1619947800,0,,,,page,en,
"""


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_with_usual_names(separator: str, encoding: str, tmp_path: Path):
    text = CSV if separator == "," else CSV.replace('"Gates, City"', "Gates|City")
    _, [gate, about] = read(tmp_path, text.replace(",", separator).encode(encoding))
    assert (gate.key, gate.id, gate.title) == ("drupal-12", "drupal-12", "Gate opens")
    assert (gate.address, gate.addresses) == ("/gate", ("/node/12",))
    assert (gate.date, gate.updated) == (
        "2021-05-02T09:30:00+00:00",
        "2021-05-03T09:30:00+00:00",
    )
    assert (gate.tags, gate.authors) == (("Gates", "City"), ("Huma",))
    assert (gate.lang, gate.extra) == ("en", {"field_desk": "A"})
    assert convert(gate)[0] == 'It "opened".\n'
    assert (about.kind, about.drafts) == ("page", ("not published",))
    assert (about.address, about.addresses) == ("/node/13", ())


def test_line_breaks_within_a_cell(tmp_path: Path):
    _, [post] = read(tmp_path, 'nid,title,body\n1,A,"One\nline.\n\nTwo."\n')
    assert convert(post)[0] == "One\\\nline.\n\nTwo.\n"


def test_a_mapping_names_columns(tmp_path: Path):
    text = "Überschrift;Inhalt;Tag;Ressort\nTor offen;<p>Auf.</p>;2.5.2021;Stadt\n"
    mapping = {"title": "Überschrift", "body": "Inhalt", "date": "Tag", "categories": "Ressort"}
    _, [post] = read(tmp_path, text, mapping, date_order="DMY")
    assert (post.title, post.date, post.categories) == ("Tor offen", "2021-05-02", ("Stadt",))


def test_without_a_mapping_the_columns_are_listed_and_an_example_shows_how(tmp_path: Path):
    text = "Überschrift;Inhalt;Tag\nTor offen;<p>Das Tor ist wieder auf.</p>;2.5.2021\n"
    with pytest.raises(ImportFault) as fault:
        read(tmp_path, text)
    assert fault.value.message == (
        "nodes.csv: nothing says which column is the title and the body; "
        "its columns are: Überschrift, Inhalt, Tag"
    )
    assert fault.value.hint == (
        "write into import.yaml, with the right columns: "
        "mapping: {title: Überschrift, body: Inhalt, date: Tag}"
    )


def test_a_mapping_to_a_column_that_is_not_there(tmp_path: Path):
    with pytest.raises(ImportFault, match="has no column headline"):
        read(tmp_path, CSV, {"title": "headline"})
    with pytest.raises(ImportFault, match="no field is named titel"):
        read(tmp_path, CSV, {"titel": "title"})


VIEWS = [
    {
        "title": '<a href="/city/gate" hreflang="en">Gate &amp; dam</a>',
        "nid": "12",
        "body": "<p>Text.</p>",
        "created": '<time datetime="2021-05-02T09:30:00+05:00">Sun, 05/02/2021</time>',
        "field_image": '<img src="/sites/default/files/styles/l/public/2021/g.jpg?itok=x" alt="G">',
        "field_tags": '<a href="/tags/gates">Gates</a>, <a href="/tags/dams">Dams</a>',
        "uid": '<span><a href="/user/3">Huma Shah</a></span>',
        "status": "On",
    }
]  # fmt: skip


def test_html_in_the_values_of_views(tmp_path: Path):
    _, [post] = read(tmp_path, VIEWS, name="nodes.json")
    assert (post.title, post.address) == ("Gate & dam", "/city/gate")
    assert post.date == "2021-05-02T09:30:00+05:00"
    assert post.image == Image(src="/sites/default/files/2021/g.jpg", alt="G")
    assert (post.tags, post.authors) == (("Gates", "Dams"), ("Huma Shah",))
    assert post.drafts == ()


def test_fields_as_drupal_serialises_them(tmp_path: Path):
    node = {
        "nid": [{"value": 12}],
        "title": [{"value": "Gate opens"}],
        "status": [{"value": False}],
        "created": [{"value": "2021-05-02T09:30:00+00:00"}],
        "body": [{"value": "a\n\nb", "format": "plain_text", "summary": "Short."}],
        "path": [{"alias": "/city/gate", "pid": 1, "langcode": "en"}],
        "field_image": [{"target_id": 3, "alt": "G", "url": "https://p.test/sites/default/files/g.jpg"}],
        "uid": [{"target_id": 3, "target_type": "user"}],
    }  # fmt: skip
    _, [post] = read(tmp_path, [node], name="nodes.json")
    assert (post.title, post.summary, post.address) == ("Gate opens", "Short.", "/city/gate")
    assert post.image == Image(src="https://p.test/sites/default/files/g.jpg", alt="G")
    assert (post.authors, post.drafts) == ((), ("not published",))
    assert convert(post)[0] == "a\n\nb\n"


def test_nodes_of_drupal_7(tmp_path: Path):
    document = {
        "nodes": [{"node": {"nid": "5", "title": "A", "body": "x", "created": "1619947800"}}]
    }
    _, [post] = read(tmp_path, document, name="nodes.json")
    assert (post.key, post.title, post.date) == ("drupal-5", "A", "2021-05-02T09:30:00+00:00")


JSON_API: dict[str, Any] = {
    "jsonapi": {"version": "1.0"},
    "data": [
        {
            "type": "node--article",
            "id": "u-1",
            "attributes": {
                "drupal_internal__nid": 12, "title": "Gate opens", "status": True,
                "created": "2021-05-02T09:30:00+00:00", "langcode": "en", "promote": True,
                "path": {"alias": "/city/gate", "pid": 1},
                "body": {"value": "x", "processed": "<p>Text.</p>", "summary": ""},
                "field_desk": "Metro",
            },
            "relationships": {
                "field_tags": {"data": [{"type": "taxonomy_term--tags", "id": "t-1"}]},
                "field_image": {"data": {"type": "file--file", "id": "f-1", "meta": {"alt": "G"}}},
                "uid": {"data": {"type": "user--user", "id": "a-1"}},
            },
        }
    ],
    "included": [
        {"type": "taxonomy_term--tags", "id": "t-1", "attributes": {"name": "Gates"}},
        {"type": "file--file", "id": "f-1",
         "attributes": {"uri": {"value": "public://g.jpg", "url": "/sites/default/files/g.jpg"}}},
        {"type": "user--user", "id": "a-1",
         "attributes": {"display_name": "Huma Shah", "mail": "huma@example.test"}},
    ],
}  # fmt: skip


def test_json_api_with_what_it_includes(tmp_path: Path):
    site, [post] = read(tmp_path, JSON_API, name="nodes.json")
    assert (post.key, post.title, post.address) == ("drupal-12", "Gate opens", "/city/gate")
    assert (post.tags, post.authors) == (("Gates",), ("Huma Shah",))
    assert post.image == Image(src="/sites/default/files/g.jpg", alt="G")
    assert post.extra == {"field_desk": "Metro"}
    assert convert(post)[0] == "Text.\n"
    assert "example.test" not in repr(site) + repr(post)
    assert site.notes == ()


def test_json_api_without_what_it_should_include(tmp_path: Path):
    site, [post] = read(tmp_path, JSON_API | {"included": []}, name="nodes.json")
    assert (post.tags, post.authors, post.image) == ((), (), None)
    assert "field_tags" in site.notes[0].text
    assert "include=" in site.notes[0].text


def test_a_path_in_a_mapping(tmp_path: Path):
    document = [{"h": {"de": "Tor"}, "parts": [{"html": "<p>x</p>"}, {"html": "y"}], "nid": 1}]
    mapping = {"title": "h.de", "body": "parts.0.html"}
    _, [post] = read(tmp_path, document, mapping, name="nodes.json")
    assert (post.title, convert(post)[0]) == ("Tor", "x\n")


def test_rows_of_one_node_are_one_story(tmp_path: Path):
    """A view gives a row for each tag."""
    text = "nid,title,body,field_tags\n1,A,x,Gates\n1,A,x,City\n2,B,y,Gates\n"
    _, posts = read(tmp_path, text)
    assert [(post.key, post.tags) for post in posts] == [
        ("drupal-1", ("Gates", "City")),
        ("drupal-2", ("Gates",)),
    ]


def test_the_permalink_is_read_from_the_addresses(tmp_path: Path):
    text = "nid,title,body,created,path,section\n" + "".join(
        f"{n},A,x,2021-05-05,/2021/05/05/city/story-{n},City\n" for n in range(3)
    )
    site, posts = read(tmp_path, text)
    assert site.permalink == "/{year}/{month}/{day}/{section}/{slug}/"
    assert posts[0].slug == "story-0"
    assert read(tmp_path, "nid,title,body\n1,A,x\n")[0].permalink == ""


def test_translations_belong_together(tmp_path: Path):
    text = "nid,title,body,langcode\n1,Gate,x,en\n1,Puerta,y,es\n2,Dam,z,en\n"
    site, posts = read(tmp_path, text)
    assert site.languages == ("en", "es")
    assert [(post.key, post.lang, post.translation) for post in posts] == [
        ("drupal-1", "en", "drupal-1"),
        ("drupal-1-es", "es", "drupal-1"),
        ("drupal-2", "en", "drupal-2"),
    ]


def test_mail_addresses_and_machines_are_never_taken(tmp_path: Path):
    text = "nid,title,body,mail,hostname,author\n1,A,x,a@example.test,192.0.2.1,a@example.test\n"
    _, [post] = read(tmp_path, text)
    assert "example.test" not in repr(post)
    assert "192.0.2.1" not in repr(post)


@pytest.mark.parametrize(
    ("html", "markdown", "note"),
    [
        ('<p><a href="internal:/node/5">five</a></p>', "[five](/node/5)\n", None),
        ('<drupal-media data-entity-uuid="u-1" data-caption="A <b>gate</b>"></drupal-media>',
         "A **gate**\n",
         "embedded media u-1: not in the table"),
        ('<p>Before</p>[[{"fid":"3","view_mode":"full"}]]<p>After</p>', "Before\n\nAfter\n",
         'embedded file ("fid":"3","view_mode":"full"): not in the table'),
        ('<img src="/sites/default/files/styles/large/public/g.jpg" alt="G" data-caption="A gate">',
         '![G](/sites/default/files/g.jpg "A gate")\n', None),
        ('<img src="/g.jpg" alt="G" data-caption="A gate" data-align="left">',
         '::: figure left\n![G](/g.jpg "A gate")\n:::\n', None),
        ("<h2>H</h2>\nOne\n\nTwo", "## H\n\nOne\n\nTwo\n", None),
    ],
)  # fmt: skip
def test_what_the_editor_of_drupal_writes(
    html: str, markdown: str, note: str | None, tmp_path: Path
):
    _, [post] = read(tmp_path, [{"nid": 1, "title": "A", "body": html}], name="nodes.json")
    body, notes = convert(post)
    assert body == markdown
    assert note is None or note in notes


@pytest.mark.slow
def test_a_long_text_in_a_cell(tmp_path: Path):
    """The library's own limit of a cell is 128 KiB."""
    _, [post, long] = read(
        tmp_path, f"nid,title,body\n1,A,{'word ' * 40_000}\n2,B,{'x' * (3 << 20)}\n"
    )
    assert (len(post.body) > 190_000, post.drafts) == (True, ())
    assert (long.body, long.drafts) == ("", ("its text has more than 2 MiB",))


def test_tables_are_recognised(tmp_path: Path):
    assert drupal.recognises(tmp_path) == ""
    (tmp_path / "a.csv").write_text("name,price\nx,1\n")
    (tmp_path / "b.json").write_text('{"name": "package"}')
    assert drupal.recognises(tmp_path) == ""
    (tmp_path / "nodes.csv").write_text(CSV)
    assert drupal.recognises(tmp_path) == "nodes.csv has columns of Drupal"
    (tmp_path / "c.json").write_text(json.dumps(JSON_API))
    assert drupal.recognises(tmp_path / "c.json")


@pytest.mark.parametrize("content", ["", "\x00\x01\x02", "[]", "{", "[1, 2]", "nid,title,body\n"])
def test_what_is_no_table_is_said(content: str, tmp_path: Path):
    with pytest.raises(ImportFault):
        read(tmp_path, content)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["value", "processed", "name", "uri", "url", "alias", "alt", "format"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
COLUMNS = ["nid", "title", "body", "created", "changed", "status", "path", "field_tags",
           "field_image", "uid", "type", "langcode", "field_x"]  # fmt: skip


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), VALUES), max_size=4))
def test_no_values_stop_the_import(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
):
    whole = [{"title": "A", "body": "x"}, *rows]
    _, posts = read(tmp_path_factory.mktemp("drupal"), whole, name="a.json")
    for post in posts:
        convert(post)
        post.title.encode()
