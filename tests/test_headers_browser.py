"""The theme works in a browser with the headers that a build writes, and nothing else does."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import pytest

from newsgen.files import theme
from newsgen.markdown import SERVICES
from newsgen.models import ArticleType
from support.embed_codes import CODES
from support.headers import read_rules, serving_with_headers, watch_policy
from support.paper import Paper, article

pytestmark = pytest.mark.browser

api = pytest.importorskip("playwright.sync_api")

RICH = """\
Words with a note.[^1]

| left | right |
| :-- | --: |
| 1 | 2 |

![Elsewhere](https://pictures.example/a.png)

::: video https://youtu.be/dQw4w9WgXcQ
A film.
:::

::: gallery
![One](https://pictures.example/b.png)
![Two](https://pictures.example/c.png)
:::

::: pullquote Ayesha Khan
We counted them twice.
:::

[^1]: The note.
"""
MASTODON = "https://mastodon.example/@ayesha/109"
EMBEDS = "\n\n".join(["Words.", *dict.fromkeys(url for url, _ in CODES.values()), MASTODON])
COMMENTS = "comments:\n  - {author: Bilal, date: 2026-11-21, text: We were there.}\n"
TEMPLATES = {
    *("404.html", "archive.html", "article.html", "author.html", "corrections.html", "home.html"),
    *("index.html", "page.html", "pages/own.html", "redirect.html", "section.html", "series.html"),
    *("tag.html", "month.html", "months.html", "feeds.html", "saved.html"),
}
MORE = {"sponsored": {"sponsor": "Bank"}, "review": {"rating": "{item: A book, value: 3.5}"}}
GISCUS = {
    "client.js": """
        const { dataset } = document.currentScript;
        const sheet = document.createElement("link");
        Object.assign(sheet, { rel: "stylesheet", href: "https://giscus.app/default.css" });
        document.head.append(sheet);
        const frame = document.createElement("iframe");
        frame.src = `https://giscus.app/widget?term=${encodeURIComponent(dataset.term)}`;
        document.querySelector(".giscus").append(frame);
    """,
    "default.css": "iframe { border: 0 }",
}
REMARK42 = {
    "web/embed.mjs": """
        const { host, site_id, url } = window.remark_config;
        const frame = document.createElement("iframe");
        frame.src = `${host}/web/iframe.html?site_id=${site_id}&url=${encodeURIComponent(url)}`;
        document.getElementById("remark42").append(frame);
    """,
}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Paper, dict[str, list[str]]]:
    """The built example paper with all that a body can have, and its pages by template and type."""
    starter = theme.home()
    content = starter / "content"
    files = {f"content/{p.relative_to(content)}": p for p in content.rglob("*") if p.is_file()}
    paper = Paper(root=tmp_path_factory.mktemp("example"))
    paper.write({path: place.read_bytes() for path, place in files.items()})
    settings = (starter / "newsgen.yaml").read_text(encoding="utf-8")
    settings = settings.replace("per_page: 20", "per_page: 5")
    comments = "comments: {provider: isso, server: https://replies.example}\n"
    own = "pages: [{path: /own/, template: pages/own.html}]\n"
    paper.write(
        {
            "newsgen.yaml": f"{settings}headers: {{servers: [netlify]}}\n{comments}{own}",
            "templates/pages/own.html": '{% extends "theme/404.html" %}',
            "content/world/rich.md": article("Rich", body=RICH, aliases="[/old/]"),
            "content/world/rich.comments.yaml": COMMENTS,
            "content/world/embeds.md": article("Embeds", body=EMBEDS),
        }
    )
    for kind in get_args(ArticleType):
        text = article(kind, type=kind, corrections="[{date: 2026-11-22, text: A slip.}]")
        fields = "".join(f"{key}: {value}\n" for key, value in MORE.get(kind, {}).items())
        paper.write({f"content/world/{kind}.md": text.replace("---\n\n", f"{fields}---\n\n")})
    result = paper.build()
    assert result.committed
    assert result.site_plan is not None
    pages: dict[str, list[str]] = {}
    for output in result.site_plan.plan.outputs:
        if output.path.endswith(".html"):
            kind = output.path.split("/")[-2] if output.template == "article.html" else ""
            address = output.path.removesuffix("index.html")
            pages.setdefault(f"{output.template} {kind}", []).append(address)
    return paper, pages


@pytest.fixture(scope="module")
def served(example) -> Iterator[str]:
    paper, _ = example
    with serving_with_headers(paper.public) as address:
        yield address


def open_page(browser, address: str, answers: Mapping[str, Mapping[str, str]]):
    """A page that notes what its policy forbids; other hosts answer with nothing, or with these."""
    context = browser.new_context()
    forbidden = watch_policy(context)

    def answer(route):
        parts = urlsplit(route.request.url)
        content = answers.get(parts.netloc, {}).get(parts.path[1:], "")
        kind = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css"}
        media_type = kind.get(Path(parts.path).suffix, "text/html")
        route.fulfill(
            body=content, content_type=media_type, headers={"Access-Control-Allow-Origin": "*"}
        )

    context.route(lambda url: not url.startswith(address), answer)
    page = context.new_page()
    page.forbidden = forbidden
    page.set_default_timeout(20_000)
    return page


@pytest.fixture
def page(chromium, served) -> Iterator[object]:
    page = open_page(chromium, served, {})
    yield page
    page.context.close()


def test_the_policy_allows_every_kind_of_page(page, served, example):
    _, pages = example
    assert {name.partition(" ")[0] for name in pages} == TEMPLATES
    for kind, addresses in pages.items():
        page.goto(served + addresses[0], wait_until="load")
        if kind.startswith("redirect.html"):
            page.wait_for_url(lambda url, old=served + addresses[0]: url != old)
        assert page.forbidden == [], (kind, addresses[0])
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.size)") > 0
        sheets = "[...document.styleSheets].every((sheet) => sheet.cssRules.length > 0)"
        assert page.evaluate(sheets), addresses[0]


def test_a_click_loads_the_player_of_every_service(page, served):
    page.goto(f"{served}world/embeds/", wait_until="load")
    shown = page.locator(".embed a[data-player]").count()
    services = {service.key for service in SERVICES if any(form.player for form in service.forms)}
    for service in sorted(services - {"mastodon"}):
        page.locator(f".embed-{service} .embed-link[data-player]").first.dispatch_event("click")
        page.locator(f".embed-{service} iframe").first.wait_for()
    assert shown > len(services)
    assert page.forbidden == []


def test_a_forbidden_player_leads_to_the_page_of_its_service(page, served):
    page.goto(f"{served}world/embeds/")
    page.locator(f'.embed-link[href="{MASTODON}"]').dispatch_event("click")
    page.wait_for_url(MASTODON)


def test_the_policy_blocks_foreign_content(page, served):
    page.goto(served, wait_until="load")
    page.evaluate(
        """() => {
            window.kinds = new Set();
            addEventListener("securitypolicyviolation", (e) => kinds.add(e.effectiveDirective));
            for (const [name, more] of [["script", {textContent: "window.ran = 1"}],
                                        ["script", {src: "https://evil.example/x.js"}],
                                        ["iframe", {src: "https://evil.example/"}],
                                        ["div", {}]]) {
                document.body.append(Object.assign(document.createElement(name), more));
            }
            document.body.lastChild.setAttribute("style", "color: red");
            fetch("https://evil.example/").catch(() => {});
        }"""
    )
    assert page.evaluate("window.ran") is None
    page.wait_for_function("() => kinds.size >= 4")
    kinds = set(page.evaluate("[...kinds]"))
    assert kinds == {"script-src-elem", "frame-src", "style-src-attr", "connect-src"}


def test_an_inline_script_in_a_page_does_not_run(page, served):
    def add_script(route):
        reply = route.fetch()
        text = reply.text().replace("</body>", "<script>window.ran = 1</script></body>")
        route.fulfill(response=reply, body=text)

    page.route(f"{served}world/", add_script)
    page.goto(f"{served}world/", wait_until="load")
    assert page.evaluate("window.ran") is None
    assert page.forbidden == ["script-src-elem inline"]


@pytest.mark.parametrize(
    ("settings", "answers", "frame"),
    [
        (
            "{provider: giscus, repo: p/r, repo_id: R_1, category: Replies, category_id: C_1}",
            {"giscus.app": GISCUS},
            "https://giscus.app/widget?term=story-812",
        ),
        (
            "{provider: remark42, server: https://replies.example/r42/, site_id: paper}",
            {"replies.example": {f"r42/{path}": text for path, text in REMARK42.items()}},
            "https://replies.example/r42/web/iframe.html?site_id=paper&url=story-812",
        ),
    ],
)
def test_the_policy_allows_what_other_systems_load(
    chromium, tmp_path, make_paper, settings, answers, frame
):
    """What they load is copied from their documentation: their scripts are not asked for here."""
    paper = make_paper({"content/world/a.md": article(id="story-812")})
    with (paper.root / "newsgen.yaml").open("a", encoding="utf-8") as file:
        file.write(f"headers: {{servers: [netlify]}}\ncomments: {settings}\n")
    paper.build_ok()
    with serving_with_headers(paper.public) as address:
        page = open_page(chromium, address, answers)
        page.goto(f"{address}world/a/")
        page.get_by_role("button", name="Open the replies").click()
        page.locator(f'.discussion iframe[src="{frame}"]').wait_for()
        api.expect(page.locator(".discussion-status")).to_be_empty()
        assert page.forbidden == []
        page.context.close()


def test_only_files_whose_names_change_with_their_bytes_are_kept_for_a_year(example):
    paper, _ = example
    rules = read_rules(paper.page("_headers"))
    lasting = {path: rule.get("Cache-Control", "") for path, rule in rules.items()}
    kept = {path for path, rule in lasting.items() if "immutable" in rule}
    assert kept == set(rules) - {"/*"}
    assert all((paper.public / path[1:]).is_file() for path in kept)
