"""Search, saved stories, text size, colours and pages without a network, in a browser."""

import re
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote

import pytest

from newsgen.search_index import make_index
from support.headers import policy
from support.paper import CONFIG, Paper, article
from support.servers import serving

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
pytest.importorskip("pagefind", reason="pagefind is not installed")
api.expect.set_options(timeout=20_000)
AXE = Path(axe.__file__).with_name("axe.min.js")
POLICY = policy(search="pagefind")
SETTINGS = f"{CONFIG}  urdu: {{title: اردو, lang: ur}}\nsearch: pagefind\noffline: true\n"
EDITIONS = "editions: {fr: {title: Le Journal, lang: fr, sections: {monde: }}}\n"
HOSTILE = "A kestrel \\<img src=x onerror=alert(1)> and \\<mark>mark\\</mark> \\&lt;b>."
WIDTHS = [390, 1280]

pytestmark = pytest.mark.browser


class Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def make_site(root: Path, lang: str) -> Paper:
    """A paper in a language, with stories in two, an index, and a story that is newer than that."""
    stories = {
        f"content/world/s{n}.md": article(f"Report {n}", "The river rose.", date=f"2026-{n:02}-05")
        for n in range(1, 12)
    }
    paper = Paper(root=root)
    paper.write(
        {
            "newsgen.yaml": f"{SETTINGS}{EDITIONS}lang: {lang}\n",
            "content/fr/monde/fleuve.md": article("Le fleuve", "De l'eau mardi.", "monde"),
            **stories,
            "content/world/kestrel.md": article("A kestrel nests", HOSTILE, lang="en"),
            "content/world/long.md": article("Long", "A long paragraph of words. " * 400),
            "content/pakistan/canal.md": article(
                "Canals", "The river fell.", "pakistan", lang="en"
            ),
            "content/urdu/suraj.md": article("سورج کی آنچ", "تین بہنوں کی بیکری۔", section="urdu"),
        }
    )
    paper.build_ok()
    make_index(paper.options())
    paper.write({"content/world/new.md": article("Kestrels again", date="2026-11-23 10:00")})
    paper.build_ok()
    return paper


@pytest.fixture(scope="module", params=["en", "ur"])
def site(request, tmp_path_factory) -> Iterator[str]:
    """The address of the paper, whose own language is English or Urdu."""
    paper = make_site(tmp_path_factory.mktemp(request.param), request.param)
    with serving(paper.public, Handler) as address:
        yield address


@pytest.fixture(scope="module")
def english(tmp_path_factory) -> Iterator[str]:
    paper = make_site(tmp_path_factory.mktemp("english"), "en")
    with serving(paper.public, Handler) as address:
        yield address


@pytest.fixture
def open_page(chromium):
    """Opens pages in a context of their own, and holds that no script complained."""
    contexts = []

    def opened(address: str, **options):
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(address)
        return page

    yield opened
    said = [line for context in contexts for page in context.pages for line in page.said]
    for context in contexts:
        context.close()
    assert said == []


def hits(page) -> list[str]:
    return page.locator(".search-result a").all_inner_texts()


def count(page):
    return page.locator(".search-status")


def violations(page) -> list[tuple[str, str]]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


def test_stories_of_every_language_are_found_from_a_page_of_any(site, open_page):
    page = open_page(f"{site}search/?q={quote('سورج')}")
    api.expect(page.locator(".search-result")).to_have_count(1)
    result = page.locator(".search-result")
    assert hits(page) == ["سورج کی آنچ"]
    assert result.get_attribute("lang") == "ur"
    assert result.evaluate("each => getComputedStyle(each).direction") == "rtl"
    page.get_by_role("searchbox").fill("nesting kestrel")  # words are found by their stems
    api.expect(page.locator(".search-result a")).to_have_text(["A kestrel nests"])
    assert page.url.endswith("/search/?q=nesting+kestrel")


def test_an_edition_finds_its_stories_and_those_of_others_at_their_addresses(english, open_page):
    page = open_page(f"{english}fr/search/?q=mardi")
    api.expect(page.locator(".search-result a")).to_have_text(["Le fleuve"])
    assert page.locator(".search-result a").get_attribute("href") == "/fr/monde/fleuve/"
    page.get_by_role("searchbox").fill("nests kestrel")
    api.expect(page.locator(".search-result a")).to_have_text(["A kestrel nests"])
    assert page.locator(".search-result a").get_attribute("href") == "/world/kestrel/"


def test_what_writers_wrote_stays_text(english, open_page):
    page = open_page(f"{english}search/?q=nests+kestrel")
    excerpt = page.locator(".search-result .card-summary")
    api.expect(excerpt).to_contain_text("<img src=x onerror=alert(1)> and <mark>mark</mark>")
    assert page.locator(".search-result img").count() == 0
    assert {*excerpt.locator("mark").all_inner_texts()} <= {"kestrel", "nests."}


def test_a_story_newer_than_the_index_is_found_too(english, open_page):
    page = open_page(f"{english}search/?q=kestrel")
    api.expect(count(page)).to_have_text("Stories found: 2")
    assert hits(page) == ["Kestrels again", "A kestrel nests"]


def test_filters_by_section_and_month_and_the_order(english, open_page):
    page = open_page(f"{english}search/")
    page.get_by_role("searchbox").fill("river")
    api.expect(count(page)).to_have_text("Stories found: 12")
    assert len(hits(page)) == 10
    page.get_by_role("button", name="More results").press("Enter")
    api.expect(page.locator(".search-result")).to_have_count(12)
    api.expect(page.locator(".search-result a").nth(10)).to_be_focused()
    page.get_by_label("Section", exact=True).select_option(label="Pakistan")
    api.expect(count(page)).to_have_text("Stories found: 1")
    assert hits(page) == ["Canals"]
    page.get_by_label("Section", exact=True).select_option(label="All sections")
    page.get_by_label("From").select_option(label="February 2026")
    page.get_by_label("To", exact=True).select_option(label="April 2026")
    page.get_by_label("Order").select_option(label="Oldest first")
    api.expect(count(page)).to_have_text("Stories found: 3")
    api.expect(page.locator(".search-result a").first).to_have_text("Report 2")
    assert hits(page) == ["Report 2", "Report 3", "Report 4"]
    page.reload()  # the address holds the search
    api.expect(count(page)).to_have_text("Stories found: 3")


def test_the_keyboard_is_enough(english, open_page):
    page = open_page(f"{english}search/")
    page.keyboard.press("/")
    api.expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("kestrel")
    page.wait_for_url("**/search/?q=kestrel")
    api.expect(page.locator(".search-results[aria-busy=false] a")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    api.expect(page.get_by_role("link", name="A kestrel nests")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    api.expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/world/new/")


def test_the_key_of_the_search_box_can_be_turned_off(english, open_page):
    """WCAG 2.1.4: a shortcut of one sign can be turned off."""
    page = open_page(f"{english}search/")
    page.get_by_role("checkbox").uncheck()
    page.reload()
    page.keyboard.press("/")
    api.expect(page.get_by_role("searchbox")).not_to_be_focused()


def test_a_reader_gets_a_small_part_of_the_index(english, open_page):
    page = open_page(f"{english}search/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Section", exact=True).select_option(label="Pakistan")
    page.wait_for_selector(".search-results[aria-busy=false]", state="attached")
    assert not [url for url in asked if url.endswith((".pf_index", ".pf_fragment"))]


def test_no_result_says_so_and_how_to_go_on(english, open_page):
    page = open_page(f"{english}search/?q=zebra")
    api.expect(page.get_by_role("status")).to_have_text("No story has all of these words.")
    api.expect(page.locator(".search-help")).to_be_visible()
    api.expect(page.get_by_role("button", name="More results")).to_be_hidden()


def test_without_script_the_search_page_leads_to_sections_and_archive(english, open_page):
    page = open_page(f"{english}search/", java_script_enabled=False)
    api.expect(page.get_by_role("searchbox")).to_be_hidden()
    api.expect(page.get_by_text("Search needs JavaScript")).to_be_visible()
    page.locator("main").get_by_role("link", name="Archive").click()
    page.get_by_role("link", name="November 2026").click()
    api.expect(page.get_by_role("link", name="A kestrel nests")).to_be_visible()
    page.goto(f"{english}world/kestrel/")
    api.expect(page.locator(".actions button").first).to_be_hidden()
    api.expect(page.get_by_role("link", name="Share on WhatsApp")).to_be_visible()


def test_the_page_of_a_wrong_address_searches(english, open_page):
    page = open_page(f"{english}404.html")
    page.get_by_role("searchbox").fill("canals")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/search/?q=canals")
    api.expect(count(page)).to_have_text("Stories found: 1")


def test_a_saved_story_is_on_the_list_until_it_is_removed(english, open_page):
    page = open_page(f"{english}world/kestrel/")
    button = page.get_by_role("button", name="Save for later")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.reload()
    api.expect(button).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Saved stories").click()
    api.expect(page.get_by_role("link", name="A kestrel nests")).to_be_visible()
    page.get_by_role("button", name="Remove: A kestrel nests").click()
    api.expect(page.get_by_text("You have not saved any stories.")).to_be_visible()


def test_the_link_is_copied_without_what_follows_readers(english, open_page):
    options = {"permissions": ["clipboard-read", "clipboard-write"]}
    page = open_page(f"{english}world/kestrel/?utm_source=x#top", **options)
    page.get_by_role("button", name="Copy link").click()
    api.expect(page.locator(".actions").get_by_role("status")).to_have_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "https://news.example/world/kestrel/"


def test_size_and_colours_are_remembered_and_hold_before_the_first_picture(english, open_page):
    page = open_page(f"{english}world/kestrel/", color_scheme="light")
    page.locator(".actions summary").click()
    actions = page.locator(".actions")
    actions.get_by_role("button", name="Very large").click()
    actions.get_by_role("button", name="Dark").click()
    page.goto(english)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20.8px"
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(21, 22, 26)"
    page.locator("footer summary").click()
    page.locator("footer").get_by_role("button", name="Automatic").click()
    assert page.evaluate(ground) == "rgb(253, 252, 249)"


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_moves_while_a_story_opens(english, open_page, width):
    page = open_page(f"{english}world/long/", viewport={"width": width, "height": 800})
    page.wait_for_load_state("load")
    shift = """() => new Promise((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) sum += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
    })"""
    assert page.evaluate(shift) < 0.01  # a font of another width may come a moment later


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(site, open_page, scheme):
    options = {
        "color_scheme": scheme,
        "bypass_csp": True,
        "viewport": {"width": 390, "height": 800},
    }
    page = open_page(f"{site}world/kestrel/", **options)
    page.locator(".actions summary").click()
    page.locator("[data-do=save]").click()
    assert violations(page) == []
    sizes = page.evaluate(
        "[...document.querySelectorAll('.actions :is(button, a, summary)')]"
        ".filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect())"
        ".map(({ width, height }) => [width, height])"
    )
    assert all(min(size) >= 24 or size[1] >= 24 for size in sizes)
    page.goto(f"{site}saved/")
    assert violations(page) == []
    for place in ("search/?q=river", "offline/", "archive/", "archive/2026/11/"):
        page.goto(site + place)
        if "river" in place:
            api.expect(page.locator(".search-result")).to_have_count(10)
        assert violations(page) == []
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0


def test_without_a_network_the_last_pages_open_and_others_say_why(english, open_page):
    page = open_page(english)
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    page.goto(f"{english}world/kestrel/")
    page.wait_for_function(
        "caches.open('newsgen-pages').then((c) => c.keys()).then((k) => k.length)"
    )
    page.context.set_offline(True)
    page.reload()
    api.expect(page.get_by_role("heading", name="A kestrel nests")).to_be_visible()
    page.goto(f"{english}pakistan/canal/")
    api.expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    api.expect(page.get_by_role("link", name="A kestrel nests")).to_be_visible()
    page.context.set_offline(False)
    page.goto(f"{english}pakistan/canal/")
    api.expect(page.get_by_role("heading", name="Canals")).to_be_visible()
    page.said[:] = [line for line in page.said if not re.search("ERR_INTERNET|ERR_FAILED", line)]


def test_with_a_network_nobody_sees_an_old_page_and_the_worker_goes_with_its_setting(
    tmp_path, open_page
):
    paper = Paper(root=tmp_path)
    paper.write({"newsgen.yaml": f"{CONFIG}offline: true\n"})
    paper.write({"content/world/a.md": article("Before", slug="a")})
    paper.build_ok()
    with serving(paper.public, Handler) as address:
        page = open_page(f"{address}world/a/")
        page.evaluate("navigator.serviceWorker.ready.then(() => {})")
        page.reload()
        paper.write({"content/world/a.md": article("Corrected", slug="a")})
        paper.write({"newsgen.yaml": CONFIG})
        paper.build_ok()
        page.goto(f"{address}world/a/?now")
        api.expect(page.get_by_role("heading", name="Corrected")).to_be_visible()
        page.evaluate("navigator.serviceWorker.getRegistration().then((r) => r?.update())")
        page.wait_for_function("caches.keys().then((names) => names.length === 0)")
        page.wait_for_function("navigator.serviceWorker.getRegistration().then((r) => !r)")
