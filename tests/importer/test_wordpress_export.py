"""Exports of WordPress: whatever is wrong with the file, no story is lost without a word."""

import runpy
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from newsgen.importer.faults import ImportFault
from newsgen.importer.models import Post, ReadingOptions, Site, Source
from newsgen.importer.readers import wordpress
from newsgen.importer.readers.wordpress import parts
from newsgen.importer.readers.wordpress.parts import split_export

ROOT = Path(__file__).parents[2]
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "excerpt": "http://wordpress.org/export/1.2/excerpt/",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "wp": "http://wordpress.org/export/1.2/",
    }.items()
)
HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {NAMESPACES}><channel>'
    "<title>Coast Daily</title><link>https://wp.test</link><language>en-US</language>"
)
FOOT = "</channel></rss>"


def item(number: int = 1, body: str = "Text.", **fields: str) -> str:
    """An item with these elements: ``wp__status`` is ``wp:status``, ``more`` stands at the end."""
    values = {
        "title": f"Story {number}",
        "link": f"https://wp.test/2012/03/story-{number}/",
        "wp:post_name": f"story-{number}",
        "wp:post_type": "post",
        "wp:status": "publish",
        "wp:post_date": "2012-03-04 10:15:00",
        "wp:post_date_gmt": "2012-03-04 05:15:00",
        "wp:post_id": str(number),
    }
    more = fields.pop("more", "")
    values |= {key.replace("__", ":"): value for key, value in fields.items()}
    elements = "".join(f"<{key}>{value}</{key}>" for key, value in values.items())
    return f"<item>{elements}<content:encoded><![CDATA[{body}]]></content:encoded>{more}</item>\n"


def read(folder: Path, *texts: str | bytes, **options: Any) -> tuple[Site, list[Post]]:
    """The site and the posts of exports with these texts, as one source."""
    files = []
    for number, text in enumerate(texts, 1):
        files.append(folder / f"part{number}.xml")
        files[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
    source = Source(
        kind="wordpress", root=folder, files=tuple(files), options=ReadingOptions(**options)
    )
    site = wordpress.read_site(source)
    posts = list(wordpress.read_posts(source, site))
    assert posts == list(wordpress.read_posts(source, site))
    return site, posts


def notes(value: Site | Post) -> list[str]:
    return [note.text for note in value.notes]


# --- what is recognised


def test_an_export_is_recognised_by_its_namespace(tmp_path: Path):
    export = tmp_path / "export.xml"
    export.write_text(HEAD + FOOT)
    (tmp_path / "feed.xml").write_text('<rss version="2.0"><channel></channel></rss>')
    assert wordpress.recognises(export)
    assert not wordpress.recognises(tmp_path / "feed.xml")
    assert wordpress.recognises(tmp_path) == "it has 1 export of WordPress (WXR)"
    assert not wordpress.recognises(tmp_path / "missing.xml")


def test_a_folder_of_parts_is_one_site_in_the_order_of_their_numbers(tmp_path: Path):
    for number in (10, 2, 1):
        (tmp_path / f"part{number}.xml").write_text(HEAD + item(number) + FOOT)
    source = Source(kind="wordpress", root=tmp_path)
    posts = list(wordpress.read_posts(source, wordpress.read_site(source)))
    assert [post.id for post in posts] == ["wp-1", "wp-2", "wp-10"]


def test_a_story_that_is_in_two_files_is_taken_once_from_the_later(tmp_path: Path):
    old = HEAD + item(1, "Old.") + item(2) + FOOT
    new = HEAD + item(1, "New.") + item(3) + FOOT
    _, posts = read(tmp_path, old, new)
    assert [(post.id, post.body) for post in posts] == [
        ("wp-2", "Text."),
        ("wp-1", "New."),
        ("wp-3", "Text."),
    ]
    made = "<pubDate>Sun, 0{} Mar 2020 05:15:00 +0000</pubDate>"
    old, new = (
        text.replace("<link>", made.format(day) + "<link>", 1) for text, day in ((old, 1), (new, 2))
    )
    _, posts = read(tmp_path, new, old)
    assert {post.body for post in posts if post.id == "wp-1"} == {"New."}


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_the_namespaces_of_all_versions_and_other_prefixes_are_known(tmp_path: Path, version: str):
    text = (HEAD + item() + FOOT).replace("export/1.2/", f"export/{version}/")
    assert read(tmp_path, text)[1][0].body == "Text."
    renamed = text.replace("wp:", "ns0:").replace("xmlns:wp", "xmlns:ns0")
    renamed = renamed.replace("content:", "ns1:").replace("xmlns:content", "xmlns:ns1")
    assert read(tmp_path, renamed)[1][0].id == "wp-1"


# --- what is wrong with the file


def test_forbidden_characters_are_left_out_with_their_lines(tmp_path: Path):
    text = HEAD + item(1, "First\nSecond\x0b line\x00.") + FOOT
    site, posts = read(tmp_path, text)
    assert posts[0].body == "First\nSecond line."
    assert notes(site)[0] == "part1.xml, line 3: control character left out"
    assert len(notes(site)) == 2  # the other one is the time zone


def test_many_forbidden_characters_are_counted(tmp_path: Path):
    site, _ = read(tmp_path, HEAD + item(1, "a\x07\n" * 50) + FOOT)
    assert "part1.xml: control character left out in 30 more lines" in notes(site)


def test_bytes_that_are_not_utf8_are_read_as_windows_1252(tmp_path: Path):
    text = (HEAD + item(1, "caf@ – déjà") + FOOT).encode().replace(b"@", b"\xe9")
    site, posts = read(tmp_path, text)
    assert posts[0].body == "café – déjà"
    assert "part1.xml, line 2: byte that is not UTF-8 read as Windows-1252" in notes(site)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_other_encodings(tmp_path: Path, encoding: str):
    declared = encoding.removesuffix("-sig")
    text = (HEAD + item(1, "café") + FOOT).replace("UTF-8", declared)
    assert read(tmp_path, text.encode(encoding))[1][0].body == "café"


@pytest.mark.parametrize(
    "before", ["\n\n", "\ufeff \n", "<br /><b>Warning</b>: Cannot modify header in x.php\n"]
)
def test_what_stands_before_the_declaration_does_no_harm(tmp_path: Path, before: str):
    assert len(read(tmp_path, before + HEAD + item() + FOOT)[1]) == 1


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<script>//<![CDATA[\nx\n//]]></script> after", None),
        ("a ]]> b <p>c</p>", None),
        ("a ]]]]><![CDATA[> b", "a ]]> b"),
        ("a </content> ]]> b", None),
        ("an </item> and <item> in words", None),
    ],
)
def test_an_end_of_cdata_within_a_text_does_not_end_it(
    tmp_path: Path, body: str, found: str | None
):
    _, posts = read(tmp_path, HEAD + item(1, body) + item(2) + FOOT)
    assert [post.body for post in posts] == [found or body, "Text."]


def test_what_is_outside_cdata_is_mended_and_told(tmp_path: Path):
    story = item(
        1,
        title="Fish &amp; chips&nbsp;&ndash; R&D < 5 &#38; &#11;&unknown;",
        more="<wfw:commentRss>https://wp.test/?a=1&b=2</wfw:commentRss>",
    )
    _, (post, other) = read(tmp_path, HEAD + story + item(2) + FOOT)
    assert post.title == "Fish & chips – R&D < 5 &"
    told = notes(post)
    assert "XML mended: entity &unknown; left out" in told
    assert "XML mended: &#11; left out" in told
    assert not any("mended" in note for note in notes(other))


def test_an_item_that_cannot_be_mended_is_a_draft_and_the_others_are_taken(tmp_path: Path):
    broken = item(2).replace("<wp:status>", "<wp:status><b>")
    _, posts = read(tmp_path, HEAD + item(1) + broken + item(3) + FOOT)
    assert [post.id for post in posts] == ["wp-1", "wp-2", "wp-3"]
    assert posts[1].title == "Story 2"
    assert posts[1].drafts[0].startswith("cannot be read: ")


def test_a_file_that_is_cut_off_gives_what_is_whole(tmp_path: Path):
    whole = HEAD + item(1) + item(2)
    site, posts = read(tmp_path, whole + item(3)[:60])
    assert len(posts) == 2
    assert "the file ends within story 3: 2 of at least 3 stories taken" in site.incomplete
    site, posts = read(tmp_path, whole)
    assert len(posts) == 2
    assert "ends without its closing tags" in site.incomplete
    assert not read(tmp_path, whole + FOOT)[0].incomplete
    picture = item(3, wp__post_type="attachment").replace("</item>", "")
    assert "an item of type attachment" in read(tmp_path, whole + picture)[0].incomplete


def test_what_is_no_export_stops_the_import(tmp_path: Path):
    with pytest.raises(ImportFault, match="cannot be read"):
        read(tmp_path, "<feed>wordpress.org/export/</feed>")
    with pytest.raises(ImportFault, match="no export of WordPress"):
        wordpress.read_site(Source(kind="wordpress", root=tmp_path / ".."))


# --- hostile files


def test_no_entity_is_expanded_and_no_file_is_read(tmp_path: Path):
    (tmp_path / "secret").write_text("secret words")
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    doctype = (
        f'<!DOCTYPE r [<!ENTITY e0 "aaaaaaaaaa">{entities}'
        f'<!ENTITY f SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    )
    text = (HEAD + item(1, title="T &f;") + FOOT).replace("\n<rss", f"{doctype}<rss", 1)
    text = text.replace("<![CDATA[Text.]]>", "x &e12;")
    _, (post,) = read(tmp_path, text)
    assert post.title == "T"
    assert post.body.strip() == "x"


def test_a_slug_is_no_path(tmp_path: Path):
    _, (post,) = read(tmp_path, HEAD + item(1, wp__post_name="../../../../tmp/evil") + FOOT)
    assert post.slug == "tmp-evil"


def test_a_text_over_two_mebibytes_is_refused_by_name(tmp_path: Path):
    _, posts = read(tmp_path, HEAD + item(1, "word " * 450_000) + item(2) + FOOT)
    assert posts[0].title == "Story 1"
    assert posts[0].body == ""
    assert posts[0].drafts == ("larger than 2 MiB: its text is not taken",)
    assert posts[1].drafts == ()


def test_an_item_that_is_longer_than_any_story_is_never_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(parts, "ITEM_LIMIT", 200_000)
    longest = 0

    def texts() -> Any:
        nonlocal longest
        yield HEAD + "<item><title>Long</title><content:encoded><![CDATA["
        for _ in range(100):
            yield "a line of words\n" * 1000
        yield "]]></content:encoded></item>" + item(2) + FOOT

    for part in split_export(texts()):
        longest = max(longest, len(part.text))
        if part.kind == "item":
            assert part.line == 2 + 100_000
    assert longest < 300_000


@pytest.mark.slow
def test_memory_does_not_grow_with_the_texts(tmp_path: Path):
    def peak(words: int) -> int:
        export = tmp_path / "export.xml"
        with export.open("w") as file:
            file.write(HEAD)
            file.writelines(item(number, "word " * words) for number in range(40))
            file.write(FOOT)
        source = Source(kind="wordpress", root=tmp_path, files=(export,))
        tracemalloc.start()
        site = wordpress.read_site(source)
        assert sum(1 for _ in wordpress.read_posts(source, site)) == 40
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    peak(100)  # what is kept for all times
    assert peak(20_000) < peak(4_000) + 2_000_000  # the longer file has 4 MB, the other 800 KB


# --- the export that benchmarks make


def test_the_generated_export_is_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    write_export = runpy.run_path(str(ROOT / "benchmarks" / "wxr.py"))["write_export"]
    one, other = tmp_path / "one.xml", tmp_path / "other.xml"
    write_export(one, 30)
    write_export(other, 30)
    assert one.read_bytes() == other.read_bytes()
    source = Source(kind="wordpress", root=tmp_path, files=(one,))
    site = wordpress.read_site(source)
    posts = list(wordpress.read_posts(source, site))
    assert len(posts) == 33
    assert site.permalink == "/{year}/{month}/{slug}/"
    assert (site.timezone, site.lang) == ("Asia/Karachi", "en-PK")
    assert site.not_taken == {"attachment": 15, "nav_menu_item": 1}
    assert not any("mended" in note for post in posts for note in notes(post))
