"""Other newsrooms get our own stories, and no others, in formats of the IPTC."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree

from support.paper import CONFIG, Paper, article
from support.photos import photo

NAR = "{http://iptc.org/std/nar/2006-10-01/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA = json.loads((Path(__file__).parent / "data/ninjs-3.1-subset.json").read_text())
SETTINGS = f"{CONFIG}syndication: [ninjs, newsml-g2]\ncopyright: © The Courier\n"
STORY = {
    "authors": "[Ayesha Khan, Bilal]",
    "tags": "[Floods, 'A & B']",
    "dateline": "LAHORE",
    "image": "{src: map.jpg, alt: Boats, caption: 'Boats <3', credit: Us}",
    "updated": "2026-11-21 09:00",
    "expires": "2026-12-25",
    "summary": "It ended.",
}


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """A site with one story that has everything, built once."""
    paper = Paper(root=tmp_path_factory.mktemp("syndication"))
    story = article("Talks & <b>", body="A *whole* text.", **STORY)
    picture = photo(1700, 1200, "JPEG")
    paper.write({"newsgen.yaml": SETTINGS, "content/world/map.jpg": picture})
    paper.write({"content/world/talks.md": story})
    assert paper.build().committed
    return paper


def built(make_paper: Any, **stories: str) -> Paper:
    files = {f"content/world/{name}.md": text for name, text in stories.items()}
    paper: Paper = make_paper({"newsgen.yaml": SETTINGS, **files})
    result = paper.build()
    assert result.committed, result.diagnostics
    return paper


def test_a_story_is_valid_ninjs_with_its_whole_text(talks):
    item = json.loads(talks.page("world/talks/ninjs.json"))
    jsonschema.validate(item, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert item["uri"] == "tag:news.example,2026:world/talks"
    assert item["firstCreated"] == "2026-11-20T10:00:00+05:00"
    assert item["versionCreated"] == "2026-11-21T09:00:00+05:00"
    assert item["headlines"][0]["value"] == "Talks & <b>"
    assert "<em>whole</em>" in item["bodies"][0]["value"]
    assert (item["by"], item["located"]) == ("Ayesha Khan, Bilal", "LAHORE")
    assert [subject["name"] for subject in item["subjects"]] == ["World", "Floods", "A & B"]
    assert item["pubStatus"] == "usable"
    (rendition,) = item["associations"][0]["renditions"]
    assert (rendition["width"], rendition["height"]) == (1200, 847)
    assert rendition["href"].startswith("https://news.example/media/world/map-1200.")


def test_a_story_is_newsml_g2_with_everything_in_the_order_of_the_standard(talks):
    item = etree.fromstring((talks.public / "world/talks/newsml.xml").read_bytes())
    assert item.tag == f"{NAR}newsItem"
    assert int(item.get("version") or 0) > 0
    assert (item.get("standard"), item.get("conformance")) == ("NewsML-G2", "power")
    assert item.get(XML_LANG) == "en"
    names = ["catalogRef", "rightsInfo", "itemMeta", "contentMeta", "contentSet"]
    assert [child.tag for child in item] == [NAR + name for name in names]
    orders = {
        "itemMeta": "itemClass provider versionCreated firstCreated pubStatus link",
        "contentMeta": "contentCreated contentModified located creator language genre subject "
        "headline dateline by description",
    }
    for name, order in orders.items():
        found = [str(child.tag).removeprefix(NAR) for child in item.iterfind(f"{NAR}{name}/*")]
        assert " ".join(dict.fromkeys(found)) == order
    codes = {e.get(key) for e in item.iter() for key in ("qcode", "rel") if e.get(key)}
    assert codes == {"ninat:text", "stat:usable", "irel:seeAlso"}
    assert item.findtext(f"{NAR}contentMeta/{NAR}headline") == "Talks & <b>"
    assert item.findtext(f".//{XHTML}body/{XHTML}p/{XHTML}em") == "whole"


def test_what_is_not_ours_or_not_live_is_not_given_away(make_paper):
    fields = [
        {"syndicated": "true", "source": "Dawn"},
        {"source": "APP"},
        {"canonical": "https://agency.example/quake"},
        {"link": "https://other.example/a"},
        {"type": "sponsored", "sponsor": "{name: Bank}"},
        {"draft": "true"},
        {"embargo": "2026-12-30"},
        {"expires": "2026-11-21"},
    ]
    paper = built(make_paper, **{f"s{n}": article(**more) for n, more in enumerate(fields)})
    assert not [*paper.public.rglob("ninjs.json"), *paper.public.rglob("newsml.xml")]


def test_a_retracted_story_is_cancelled(make_paper):
    notes = "[{date: 2026-11-22, kind: retraction, text: All wrong.}]"
    paper = built(make_paper, talks=article(corrections=notes))
    assert json.loads(paper.page("world/talks/ninjs.json"))["pubStatus"] == "canceled"
    assert 'qcode="stat:canceled"' in paper.page("world/talks/newsml.xml")


def test_nothing_is_written_unless_the_settings_ask_for_it(make_paper):
    paper = make_paper({"content/world/talks.md": article()})
    paper.build_ok()
    assert not [*paper.public.rglob("ninjs.json"), *paper.public.rglob("newsml.xml")]
