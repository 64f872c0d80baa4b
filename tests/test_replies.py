"""Replies of readers: where a page offers them, and comments that another system kept."""

import re

import pytest

from newsgen.markdown import Style, render
from newsgen.markdown.raw_html import sanitise_comment
from newsgen.models import Comment
from newsgen.render.replies import make_replies
from support.paper import CONFIG, NOW, MakePaper, Paper, article, snapshot

A = "content/world/a.md"
FILE = "content/world/a.comments.yaml"
PAGE = "world/a/index.html"
ISSO = "comments: {provider: isso, server: https://replies.example/%s}\n"


def page_of(make_paper: MakePaper, settings: str = "", **fields: str) -> str:
    paper = make_paper({"newsgen.yaml": CONFIG + settings, A: article(**fields)})
    paper.build_ok()
    return paper.page(PAGE)


def with_comments(make_paper: MakePaper, text: str) -> Paper:
    return make_paper({A: article(), FILE: text})


# --- where readers reply


def test_without_the_setting_a_page_says_nothing_of_replies(make_paper):
    page = page_of(make_paper)
    assert "discussion" not in page
    assert "comments." not in page


def test_before_a_click_the_script_of_the_server_is_inert(make_paper):
    page = page_of(make_paper, ISSO % "")
    outside = re.sub(r"<template>.*?</template>", "", page, flags=re.DOTALL)
    assert "replies.example/" not in outside
    assert 'src="https://replies.example/js/embed.min.js"' in page
    assert '<script type="module" src="/js/comments.' in page


def thread(paper: Paper, path: str) -> str:
    return re.findall(r'data-isso-id="([^"]*)"', paper.page(path))[0]


def test_the_thread_has_the_id_of_the_story_and_not_its_address(make_paper):
    paper = make_paper({"newsgen.yaml": CONFIG + ISSO % "", A: article(id="s-8")})
    paper.build_ok()
    assert thread(paper, PAGE) == "/s-8"
    moved = article(
        "Another headline", id="s-8", slug="tremor", section="pakistan", aliases=f"[/{PAGE}]"
    )
    paper.write({A: moved})
    paper.build_ok()
    assert thread(paper, "pakistan/tremor/index.html") == "/s-8"


def test_the_thread_of_a_story_without_an_id_has_the_name_of_its_file(make_paper):
    paper = make_paper({"newsgen.yaml": CONFIG + ISSO % "", A: article(slug="other")})
    paper.build_ok()
    assert thread(paper, "world/other/index.html") == "/world/a"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            "{provider: giscus, repo: p/r, repo_id: R_1, category: Replies, category_id: C_1}",
            [
                'src="https://giscus.app/client.js"',
                'data-repo="p/r"',
                'data-repo-id="R_1"',
                'data-category="Replies"',
                'data-category-id="C_1"',
                'data-mapping="specific"',
                'data-term="s-8"',
                'data-lang="en"',
            ],
        ),
        (
            "{provider: remark42, server: https://replies.example, site_id: paper}",
            [
                '"host": "https://replies.example"',
                '"site_id": "paper"',
                '"url": "s-8"',
                '"locale": "ur"',
                'src="https://replies.example/web/embed.mjs"',
            ],
        ),
        (
            "{provider: isso, server: https://replies.example/isso/}",
            [
                'data-isso="https://replies.example/isso"',
                'data-isso-id="/s-8"',
                'data-isso-lang="ur"',
            ],
        ),
    ],
)
def test_each_system_gets_its_keys_the_thread_and_the_language(make_paper, settings, expected):
    page = page_of(make_paper, f"comments: {settings}\n", id="s-8", lang="ur")
    assert [words for words in expected if words not in page] == []


def test_with_a_template_the_site_shows_what_it_wants(make_paper):
    files = {
        "newsgen.yaml": f"{CONFIG}comments: {{provider: template, contact: a@news.example}}\n",
        A: article(),
    }
    paper = make_paper(files)
    paper.build_ok()
    assert '<a href="mailto:a@news.example">Write to us</a>' in paper.page(PAGE)
    paper.write({"templates/comments/template.html": "<p>Thread {{ discussion.thread }}</p>"})
    paper.build_ok()
    assert "<p>Thread world/a</p>" in paper.page(PAGE)
    assert "js/comments" not in paper.page(PAGE)


def test_types_sections_and_stories_go_without_replies(make_paper):
    options = ", without_types: [opinion], without_sections: [pakistan]}"
    settings = (ISSO % "").replace("}", options)
    stories = {
        "plain": article(),
        "opinion": article(type="opinion"),
        "wanted": article(type="opinion", comments="true"),
        "section": article(section="pakistan"),
        "off": article(comments="false"),
        "elsewhere": article(link="https://other.example/story"),
    }
    files = {f"content/world/{name}.md": text for name, text in stories.items()}
    paper = make_paper({"newsgen.yaml": CONFIG + settings, **files})
    paper.build_ok()
    pages = {name: f"world/{name}/index.html" for name in stories}
    pages["section"] = "pakistan/section/index.html"
    offered = {name for name, path in pages.items() if 'class="discussion"' in paper.page(path)}
    assert offered == {"plain", "wanted"}


def test_an_editor_closes_a_story(make_paper):
    page = page_of(make_paper, ISSO % "", comments="closed")
    assert '<p class="discussion-closed">This story takes no more replies.</p>' in page


def test_a_story_closes_after_some_days_without_another_build(make_paper):
    """The page has the moment, and the script compares it with the clock of the reader."""
    settings = (ISSO % "").replace("}", ", closed_after: 30}")
    paper = make_paper({"newsgen.yaml": CONFIG + settings, A: article()})
    paper.build_ok()
    assert 'data-closes="2026-12-20T10:00:00+05:00"' in paper.page(PAGE)
    before = snapshot(paper.public)
    paper.build_ok(now=NOW.replace(year=2027))
    after = snapshot(paper.public)
    assert {path for path in before if before[path] != after.get(path)} <= {
        "sitemap-news.xml",
        "news-sitemap.xml",
        "robots.txt",
    }
    assert before[PAGE] == after[PAGE]


@pytest.mark.parametrize(
    ("comments", "words"),
    [
        ("{provider: disqus}", "disqus"),
        ("{provider: isso}", "needs `server`"),
        ("{server: https://replies.example}", "which system"),
        ("{provider: isso, server: http://replies.example}", "without https"),
        ('{provider: isso, server: "https://a.example; script-src *"}', "not the address"),
        ("{provider: giscus, repo: paper, repo_id: a, category: b, category_id: c}", "owner"),
        ("{provider: template, contact: 'javascript:alert(1)'}", "neither a mail nor"),
        ("{provider: template, without_sections: [wrld]}", "did you mean `world`"),
        ("{provider: template, closed_after: -1}", "out of range"),
    ],
)
def test_a_wrong_setting_is_told_with_its_line(make_paper, run, comments, words):
    paper = make_paper({A: article(), "newsgen.yaml": f"{CONFIG}comments: {comments}\n"})
    status, _, problems = run("build", "--site", str(paper.root))
    assert status == 2
    assert words in problems
    assert f"newsgen.yaml:{CONFIG.count(chr(10)) + 1}:" in problems


# --- comments that another system kept

TWO = """\
comments:
  - id: 811
    author: Bilal <Khan>
    date: 2019-03-02T10:15+05:00
    text: |
      We were there.
      Twice.

      A <a href="https://spam.example/" onclick="steal()">link</a>.
  - {id: 812, author: علی, date: 2019-03-03, text: <p>So <b>was</b> I.</p>, parent: 811}
"""


def test_comments_in_a_file_beside_the_story_are_on_its_page(make_paper):
    paper = with_comments(make_paper, TWO)
    paper.build_ok()
    page = paper.page(PAGE)
    assert '<bdi class="reply-author">Bilal &lt;Khan&gt;</bdi>' in page
    assert '<time datetime="2019-03-02T10:15:00+05:00">2 March 2019, ' in page
    assert '<time datetime="2019-03-03T00:00:00+05:00">3 March 2019</time>' in page
    assert "<p>We were there.<br>Twice.</p>" in page
    assert '<a href="https://spam.example/" rel="ugc nofollow">link</a>' in page
    assert page.index('id="comment-811"') < page.index('id="comment-812"')
    assert '"commentCount":2' in page
    assert "comments.yaml" not in str(snapshot(paper.public).keys())


def test_only_the_page_of_the_story_changes_with_its_comments(make_paper):
    paper = with_comments(make_paper, TWO)
    paper.write({"content/world/b.md": article("Another"), "content/world/c.md": article("Third")})
    paper.build_ok()
    before = snapshot(paper.public)
    paper.write({FILE: TWO.replace("Twice", "Thrice")})
    assert paper.build_ok().rendered == 1
    after = snapshot(paper.public)
    assert {path for path in after if after[path] != before[path]} == {PAGE}
    paper.remove(FILE)
    assert paper.build_ok().rendered == 1
    assert "Thrice" not in paper.page(PAGE)


@pytest.mark.slow
def test_a_warm_build_equals_a_clean_one_whatever_happens_to_comments(make_paper, tmp_path):
    """One history of those that the law invents; ``None`` removes a file."""
    history: list[dict[str, str | None]] = [
        {FILE: TWO},
        {FILE: TWO.replace("Twice", "Thrice")},
        {FILE: f"{TWO}  - {{author: A, date: 2019-01-01, text: t, email: a@b.example}}\n"},
        {FILE: "comments:\n"},
        {FILE: TWO, A: article("Edited")},
        {A: None},
        {A: article(draft="true")},
        {A: article(comments="closed"), "newsgen.yaml": CONFIG + ISSO % ""},
        {"newsgen.yaml": CONFIG + (ISSO % "").replace("}", ", without_sections: [world]}")},
        {"newsgen.yaml": f"{CONFIG}embeds: [x]\nheaders: {{servers: [nginx]}}\n"},
        {FILE: None},
    ]
    paper = make_paper({A: article(), "content/world/b.md": article("B")})
    for step, changes in enumerate(history):
        for path, text in changes.items():
            paper.remove(path) if text is None else paper.write({path: text})
        warm = paper.build()
        place = tmp_path / f"clean-{step}"
        clean = paper.build(output=str(place / "public"), cache=str(place / "cache"))
        assert warm.diagnostics == clean.diagnostics, step
        assert warm.committed == clean.committed
        if clean.committed:
            assert snapshot(paper.public) == snapshot(place / "public"), step


def test_a_story_in_a_folder_of_its_own_has_them_beside_it(make_paper):
    folder = "content/world/quake"
    paper = make_paper({f"{folder}/index.md": article(), f"{folder}/index.comments.yaml": TWO})
    paper.build_ok()
    assert "We were there." in paper.page("world/quake/index.html")


def test_comments_of_a_draft_are_not_published(make_paper):
    paper = make_paper({A: article(draft="true"), FILE: TWO})
    paper.build_ok()
    assert not any(b"We were there" in content for content in snapshot(paper.public).values())


def test_comments_without_a_story_are_told(make_paper):
    paper = make_paper({A: article(), "content/world/b.comments.yaml": TWO})
    (problem,) = paper.build().diagnostics
    assert (problem.code, problem.path) == ("lost-comments", "content/world/b.comments.yaml")


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("{author: A, date: 2019-01-01, text: t, email: a@b.example}", "private-data", "`email`"),
        ("{author: A, date: 2019-01-01, text: t, author_IP: 1.2.3.4}", "private-data", "who or"),
        ("{author: A, date: 2019-01-01, text: t, rating: 3}", "unknown-key", "rating"),
        ("{author: A, date: 2019-01-01}", "missing-key", "text"),
        ("{author: A, date: soon, text: t}", "bad-date", "soon"),
        ("{author: A, date: 2019-01-01, text: t, id: '<b>'}", "bad-value", "cannot be the id"),
        ("{author: A, date: 2019-01-01, text: t, id: 811}", "bad-value", "given twice"),
        ("{author: A, date: 2019-01-01, text: t, parent: 9}", "bad-value", "no comment before"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_with_its_line(make_paper, line, code, words):
    paper = with_comments(make_paper, f"{TWO}  - {line}\n")
    result = paper.build()
    assert not result.committed
    (problem,) = result.diagnostics
    assert (problem.code, problem.path) == (code, FILE)
    assert problem.line == TWO.count("\n") + 1
    assert words in problem.message


def test_thousands_of_comments_are_read(make_paper):
    one = "  - {{id: {n}, author: A, date: 2019-01-01, text: Words of some length.}}\n"
    paper = with_comments(make_paper, "comments:\n" + "".join(one.format(n=n) for n in range(1000)))
    paper.build_ok()
    assert paper.page(PAGE).count('class="reply"') == 1000


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<p style="position:fixed">x</p>',
        "<svg onload=alert(1)>",
        "<iframe src=https://evil.example></iframe>",
        "</div></article></ol></section><h1>Mine</h1>",
        "<!-- <b> -->",
        '<a href="https://a.example" rel="me" target="_blank" id="top" class="button">x</a>',
    ],
)
def test_a_comment_cannot_do_anything(attack):
    html = sanitise_comment(f"Before {attack} after")
    tags = set(re.findall(r"<(/?\w+)", html))
    assert tags <= {"p", "/p", "a", "/a"}
    attributes = set(re.findall(r"\s([a-z]+)=", html))
    assert attributes <= {"href", "rel"}
    assert "javascript:" not in html
    assert "alert" not in html
    assert "Before" in html


def test_a_comment_has_paragraphs_also_around_a_quote():
    text = "One.\n\n<blockquote>Yours\n\nand more</blockquote>\nTwo.\n\nThree\nlines."
    html = sanitise_comment(text)
    assert html.startswith("<p>One.</p><blockquote>Yours")
    assert html.endswith("<p>Three<br>lines.</p>")
    assert "<p></p>" not in html
    assert html.count("<blockquote>") == html.count("</blockquote>") == 1


def comment(number: int, parent: int = 0) -> Comment:
    return Comment(
        author="A",
        date=NOW,
        has_time=True,
        text=str(number),
        id=str(number),
        parent=str(parent) if parent else "",
    )


def test_answers_nest_a_few_levels_and_none_is_lost():
    replies = make_replies([comment(n, n - 1) for n in range(1, 1001)])
    depth = 0
    while replies:
        depth += 1
        last, replies = replies, replies[0].replies
    assert depth == 5
    assert len(last) == 996


def test_a_heading_cannot_take_the_place_of_the_replies():
    html = render("## Replies\n\n## Discussion\n", Style()).html
    assert 'id="replies"' not in html
    assert 'id="discussion"' not in html


def test_a_section_of_an_edition_may_be_left_out_too(make_paper):
    settings = (
        "editions: {ur: {title: خبر, lang: ur, sections: {dunya: }}}\n"
        "comments: {provider: isso, server: https://replies.example, without_sections: [dunya]}\n"
    )
    paper = make_paper({
        A: article(),
        "content/ur/dunya/a.md": article("بات", section="dunya"),
        "newsgen.yaml": CONFIG + settings,
    })  # fmt: skip
    paper.build_ok()
    assert 'class="discussion"' in paper.page("world/a/index.html")
    assert 'class="discussion"' not in paper.page("ur/dunya/a/index.html")
