"""Old addresses of a story: what they may be, and what is reported when they cannot work."""

import pytest

from support.paper import CONFIG, article

A, B = "content/world/a.md", "content/world/b.md"


def problem_of(paper) -> tuple[str, str, tuple[str | int, ...]]:
    (problem,) = paper.build().diagnostics
    assert problem.line
    return problem.code, problem.path, problem.key


@pytest.mark.parametrize("alias", ["/news/2018/quake/", "/2018/quake/"])
def test_below_a_sub_path_an_alias_is_as_in_the_address_bar_or_without_it(make_paper, alias):
    paper = make_paper({A: article(aliases=alias)})
    paper.write({"newsgen.yaml": CONFIG.replace("news.example/", "news.example/news/")})
    paper.build_ok()
    assert "url=/news/world/a/" in paper.page("2018/quake/index.html")


def test_search_engines_may_follow_a_redirect_and_replace_the_old_page(make_paper):
    paper = make_paper({A: article(aliases="/old/")})
    paper.build_ok()
    page = paper.page("old/index.html")
    assert "noindex" not in page
    assert '<link rel="canonical" href="https://news.example/world/a/">' in page


@pytest.mark.parametrize("alias", ["/World/A/", "/WORLD/a", "/world/A/"])
def test_an_alias_that_differs_in_capitals_is_reported_at_its_line(make_paper, alias):
    paper = make_paper({A: article(aliases=f"[/older/, {alias}]")})
    assert problem_of(paper) == ("bad-alias", A, ("aliases", 1))
    assert "only in capitals" in paper.build().diagnostics[0].message


def test_an_alias_that_is_the_story_itself_is_reported(make_paper):
    paper = make_paper({A: article(aliases="/world/a/")})
    assert problem_of(paper) == ("bad-alias", A, ("aliases", 0))
    assert "has now" in paper.build().diagnostics[0].message


@pytest.mark.parametrize(
    "alias", ["/world/b/", "/world/", "/tags/floods/", "/feed.xml/", "/about/", "/"]
)
def test_an_alias_that_crosses_another_page_is_reported_at_the_alias(make_paper, alias):
    files = {
        A: article(aliases=alias),
        B: article("B", tags="Floods"),
        "content/pages/about.md": "---\ntitle: About\n---\nWords.",
    }
    code, path, key = problem_of(make_paper(files))
    assert code in {"bad-alias", "same-path"}
    assert (path, key) == (A, ("aliases", 0))


@pytest.mark.parametrize(
    "alias", [f"/{'x' * 300}/", f"/{'ش' * 130}/", "/".join(["", *(["y" * 200] * 5), ""])]
)
def test_an_alias_that_is_too_long_is_reported(make_paper, alias):
    paper = make_paper({A: article(aliases=alias)})
    assert problem_of(paper) == ("bad-alias", A, ("aliases", 0))


@pytest.mark.parametrize("kind", ["section", "tag"])
def test_a_page_in_the_way_of_a_list_is_reported_at_its_file(make_paper, kind):
    name = "world" if kind == "section" else "tags"
    page = f"content/pages/{name}.md"
    paper = make_paper({A: article(tags="Floods"), page: "---\ntitle: P\n---\nWords."})
    assert problem_of(paper)[:2] == ("same-path", page)


# --- redirect rules

RULES = f"{CONFIG}redirects: [netlify, nginx, caddy]\n"


def rules_for(make_paper, alias: str) -> list[str]:
    """The rules of Netlify, nginx and Caddy for a story with that alias."""
    paper = make_paper({A: article(aliases=f'["{alias}"]'), "newsgen.yaml": RULES})
    paper.build_ok()
    files = ("_redirects", "redirects.nginx.map", "redirects.caddy.map")
    return [paper.page(name).rstrip("\n") for name in files]


@pytest.mark.parametrize(
    ("alias", "netlify", "nginx"),
    [
        ("?p=123", "/ p=123 /world/a/ 301", '"/?p=123" "/world/a/";'),
        (
            "/index.php?a=1&b=2",
            "/index.php a=1 b=2 /world/a/ 301",
            '"/index.php?a=1&b=2" "/world/a/";',
        ),
        ("/Old/Story.html", "/Old/Story.html /world/a/ 301", '"/Old/Story.html" "/world/a/";'),
        ("/my%20story/", "/my%20story/ /world/a/ 301", '"/my%20story/" "/world/a/";'),
        ("/خبر/", "/%D8%AE%D8%A8%D8%B1/ /world/a/ 301", '"/%D8%AE%D8%A8%D8%B1/" "/world/a/";'),
    ],
)
def test_old_addresses_become_rules_of_web_servers(make_paper, alias, netlify, nginx):
    assert rules_for(make_paper, alias) == [netlify, nginx, nginx.removesuffix(";")]


@pytest.mark.parametrize("alias", ["/a$b;c/", "?a=*:x", "?p=1 /evil/ 200", "?x={y}&z=';"])
def test_no_alias_changes_the_meaning_of_a_rule(make_paper, alias):
    for rules in rules_for(make_paper, alias):
        assert len(rules.split("\n")) == 1
        body = rules.removesuffix(";")
        assert not set(body) & set("$;*:{}'\\")
        assert body.count('"') in {0, 4}


def test_a_query_needs_rules(make_paper):
    paper = make_paper({A: article(aliases='["?p=123"]')})
    (problem,) = paper.build().diagnostics
    assert (problem.code, problem.key) == ("bad-alias", ("aliases", 0))
    assert "redirects:" in problem.hint


def test_an_alias_with_percent_signs_is_a_page_too(make_paper):
    paper = make_paper({A: article(aliases="/my%20story/")})
    paper.build_ok()
    assert "url=/world/a/" in paper.page("my story/index.html")


@pytest.mark.parametrize("alias", ["/a#b", "/a%23b", "/a%0ab", "/%ff/", "/a%2f..%2f..%2fb/"])
def test_what_is_no_address_is_refused(make_paper, alias):
    paper = make_paper({A: article(aliases=f'["{alias}"]'), "newsgen.yaml": RULES})
    assert problem_of(paper) == ("bad-alias", A, ("aliases", 0))


# --- permalinks


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/{year}/{month}/{slug}.html", "2026/11/a.html"),
        ("/{lang}/{section}/{slug}/", "en/world/a/index.html"),
        ("/archive/{slug}.html", "archive/a.html"),
    ],
)
def test_permalinks_may_end_in_html_and_carry_a_language(make_paper, pattern, path):
    paper = make_paper({A: article(), "newsgen.yaml": f'{CONFIG}permalink: "{pattern}"\n'})
    paper.build_ok()
    address = f"/{path.removesuffix('index.html')}"
    assert f'<link rel="canonical" href="https://news.example{address}">' in paper.page(path)
    assert f"<link>https://news.example{address}</link>" in paper.page("feed.xml")
    assert f"https://news.example{address}" in paper.page("sitemap-2026-11.xml")
