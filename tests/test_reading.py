"""What helps readers: sharing, saving, text size and colours, the web manifest, the worker."""

import gzip
import json
import re

import pytest

from newsgen.check import check
from newsgen.check.external_links import RequestPolicy
from support.paper import CONFIG, article

STORY = {"content/world/a.md": article("Tea & <b>", summary="Of tea.")}
PAGE = "world/a/index.html"


def with_settings(make_paper, settings: str = ""):
    paper = make_paper({**STORY, "newsgen.yaml": CONFIG + settings})
    paper.build_ok()
    return paper


def test_links_to_services_hold_address_and_title_and_nothing_else(make_paper):
    every = "[email, whatsapp, telegram, x, bluesky, mastodon, facebook]"
    paper = with_settings(make_paper, f"reading: {{share: {every}}}\n")
    links = re.findall(r'<a href="([^"]+)" data-share="(\w+)"([^>]*)>', paper.page(PAGE))
    assert [name for _, name, _ in links] == every.strip("[]").split(", ")
    for address, name, rest in links:
        assert "https%3A//news.example/world/a/" in address
        assert ("Tea%20%26%20%3Cb%3E" in address) is (name != "facebook")
        assert ('rel="nofollow noopener"' in rest) is (name != "email")


def test_the_settings_leave_out_what_a_paper_does_not_want(make_paper):
    paper = with_settings(make_paper, "reading: {share: [], saved: false, display: false}\n")
    page = paper.page(PAGE)
    for part in ("data-share", 'data-do="save"', "data-set", "/saved/", "js/saved"):
        assert part not in page
    assert "Copy link" in page
    assert not (paper.public / "saved").exists()


def test_an_unknown_service_is_an_error(make_paper, run):
    paper = make_paper({"newsgen.yaml": f"{CONFIG}reading: {{share: [watsapp]}}\n"})
    status, _, said = run("build", "--site", str(paper.root))
    assert status == 2
    assert "did you mean `whatsapp`?" in said


def test_no_link_that_shares_a_story_is_asked_for_by_the_check(make_paper):
    def lookup(host: str):
        raise AssertionError(host)

    paper = with_settings(make_paper)
    assert check(paper.options(), outside=RequestPolicy(lookup=lookup)).diagnostics == ()


def test_the_choice_of_a_reader_holds_before_anything_is_shown(make_paper):
    """So nothing flashes: the script stands in the head, and nothing defers it."""
    paper = with_settings(make_paper)
    head = paper.page(PAGE).split("</head>")[0]
    [script] = re.findall(r'<script src="/(js/reading\.[^"]+)"></script>', head)
    assert len((paper.public / script).read_bytes()) < 1000


def test_the_web_manifest_names_the_paper_and_its_icons(make_paper):
    config = CONFIG.replace("https://news.example/", "https://example.org/news/")
    paper = make_paper({**STORY, "newsgen.yaml": f"{config}lang: ur\n"})
    paper.build_ok()
    manifest = json.loads(paper.page("manifest.webmanifest"))
    assert manifest["name"] == "The Test Courier"
    assert (manifest["lang"], manifest["dir"]) == ("ur", "rtl")
    assert manifest["start_url"] == manifest["scope"] == "/news/"
    for icon in manifest["icons"]:
        assert (paper.public / icon["src"].removeprefix("/news/")).is_file()
    assert '<link rel="manifest" href="/news/manifest.webmanifest">' in paper.page("index.html")


@pytest.mark.parametrize("path", ["manifest.webmanifest", "sw.js"])
def test_a_site_may_have_its_own(make_paper, path):
    paper = make_paper({f"static/{path}": "mine"})
    paper.build_ok()
    assert paper.page(path) == "mine"


def test_without_the_setting_a_service_worker_of_before_removes_itself(make_paper):
    paper = with_settings(make_paper)
    assert "registration.unregister()" in paper.page("sw.js")
    assert "js/offline" not in paper.page(PAGE)
    assert not (paper.public / "offline").exists()


def test_with_the_setting_the_worker_keeps_files_that_the_site_has(make_paper):
    paper = with_settings(make_paper, "offline: true\n")
    kept = json.loads(paper.page("sw.js").split("self.SITE = ")[1].split(";\n")[0])
    for url in (*kept["files"], kept["page"] + "index.html"):
        assert (paper.public / url.removeprefix("/")).is_file()
    assert "js/offline." in paper.page(PAGE)


def test_a_new_story_changes_neither_manifest_nor_worker_nor_saved_page(make_paper):
    paper = with_settings(make_paper, "offline: true\nsearch: pagefind\n")
    names = ("manifest.webmanifest", "sw.js", "saved/index.html", "offline/index.html",
             "search/index.html", "404.html")  # fmt: skip
    before = [paper.page(name) for name in names]
    paper.write({"content/world/b.md": article("Another", date="2026-11-21 10:00")})
    paper.build_ok()
    assert [paper.page(name) for name in names] == before


def test_a_page_weighs_little_without_pictures_and_fonts(make_paper):
    """HTML, style sheet and scripts of a story, as a server sends them: at most 35 KB."""
    paper = make_paper({"newsgen.yaml": f"{CONFIG}search: pagefind\noffline: true\n"})
    body = "\n\n".join(
        f"Paragraph {n} of a story of usual length. {'Words ' * 60}" for n in range(12)
    )
    paper.write({"content/world/a.md": article("A story", body=body, tags="[One, Two]")})
    paper.build_ok()
    page = paper.page(PAGE)
    files = re.findall(r'(?:rel="stylesheet" href|script[^>]* src)="/([^"]+)"', page)
    assert len(files) == 6
    parts = [page.encode(), *((paper.public / file).read_bytes() for file in files)]
    assert sum(len(gzip.compress(part, 6)) for part in parts) < 35_000
