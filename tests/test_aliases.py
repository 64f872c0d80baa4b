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
