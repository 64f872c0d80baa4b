"""The robots.txt: its rules by setting, in the words of RFC 9309."""

import re
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest

from newsgen.diagnostics import Refusal
from newsgen.plan.ai_crawlers import AI_CRAWLERS
from support.paper import CONFIG, Paper

LINE = re.compile(
    r"User-agent: (?:\*|[A-Za-z_-]+)|(?:Allow|Disallow): /[!-~]*|Disallow:|Crawl-delay: [1-9][0-9]*"
    r"|Sitemap: https://[!-~]+|"
)
"""The lines of RFC 9309, section 2.2, with two that it leaves to others."""


def robots(make_paper, settings: str = "", **wanted: str) -> str:
    paper: Paper = make_paper({"newsgen.yaml": f"{CONFIG}{settings}\n"})
    paper.build_ok(**wanted)
    text = paper.page("robots.txt")
    assert all(LINE.fullmatch(line) for line in text.split("\n")), text
    return text


def may(text: str, agent: str, path: str = "/world/") -> bool:
    parser = RobotFileParser()
    parser.parse(text.splitlines())
    return parser.can_fetch(agent, f"https://news.example{path}")


def groups(text: str) -> list[str]:
    """The agents in the order of the groups."""
    return re.findall("User-agent: (.*)", text)


def test_everything_is_allowed_unless_a_setting_says_otherwise(make_paper):
    assert robots(make_paper) == (
        "User-agent: *\nAllow: /\n\n"
        "Sitemap: https://news.example/sitemap.xml\n"
        "Sitemap: https://news.example/sitemap-news.xml\n"
    )


@pytest.mark.parametrize(
    ("setting", "purpose", "named"),
    [
        ("ai_training", "training", ["GPTBot", "ClaudeBot", "Google-Extended", "CCBot"]),
        ("ai_search", "search", ["OAI-SearchBot", "PerplexityBot"]),
        ("ai_users", "user", ["ChatGPT-User", "Claude-User"]),
    ],
)
def test_crawlers_of_one_purpose_are_refused_and_no_others(make_paper, setting, purpose, named):
    text = robots(make_paper, f"robots: {{{setting}: disallow}}")
    assert {*named} <= AI_CRAWLERS[purpose].keys()
    for each, crawlers in AI_CRAWLERS.items():
        for agent in crawlers:
            assert may(text, agent) == (each != purpose), agent
    assert may(text, "Googlebot")
    assert may(text, "Bingbot")


def test_the_documentation_names_every_crawler():
    rows = (Path(__file__).parents[1] / "docs/operators.md").read_text(encoding="utf-8").split("\n")
    for key, purpose in (("training", "training"), ("search", "search"), ("users", "user")):
        names = ", ".join(AI_CRAWLERS[purpose])
        assert f"| `ai_{key}` | {names} |" in rows


def test_a_crawler_is_in_one_group_only(make_paper):
    """It would combine the rules of two groups with its name."""
    rules = "rules: [{agents: [gptbot, CCBot], disallow: [/world/]}]"
    text = robots(make_paper, f"robots: {{ai_training: disallow, {rules}}}")
    assert len(groups(text)) == len({agent.lower() for agent in groups(text)})
    assert may(text, "GPTBot", "/pakistan/")
    assert not may(text, "GPTBot", "/world/")
    assert not may(text, "ClaudeBot", "/pakistan/")


def test_rules_of_ones_own_are_written_as_they_are_meant(make_paper):
    settings = """
robots:
  rules:
    - agents: ["*"]
      disallow: [/search/, /*?print=, "/عکس/*.pdf$"]
      allow: [/search/help/]
      crawl_delay: 5
    - agents: [Slow-Bot, Other_Bot]
      crawl_delay: 60
"""
    text = robots(make_paper, settings)
    assert text.startswith(
        "User-agent: *\nDisallow: /search/\nDisallow: /*?print=\n"
        "Disallow: /%D8%B9%DA%A9%D8%B3/*.pdf$\nAllow: /search/help/\nCrawl-delay: 5\n\n"
        "User-agent: Slow-Bot\nUser-agent: Other_Bot\nDisallow:\nCrawl-delay: 60\n\n"
    )


def test_rules_are_below_the_base_path_of_the_site(make_paper):
    text = robots(
        make_paper,
        "robots: {ai_training: disallow, rules: [{agents: [A], disallow: [/x/]}]}",
        base_url="https://example.org/news/",
    )
    assert "Disallow: /news/x/" in text
    assert text.count("Disallow: /news/\n") == 1
    assert "Allow: /news/\n" in text
    assert "Sitemap: https://example.org/news/sitemap.xml" in text


def test_a_site_may_bring_its_own_robots(make_paper):
    paper = make_paper({"static/robots.txt": "User-agent: *\nDisallow: /\n"})
    paper.build_ok()
    assert paper.page("robots.txt") == "User-agent: *\nDisallow: /\n"
    paper.write({"newsgen.yaml": f"{CONFIG}robots: {{ai_training: disallow}}\n"})
    (problem,) = paper.build().diagnostics
    assert (problem.code, problem.path, problem.line) == ("two-robots", "newsgen.yaml", 7)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("robots: {rules: [{agents: []}]}", "the rule is for nobody"),
        ("robots: {rules: [{agents: ['A Bot/2']}]}", "is not the name of a crawler"),
        (r'robots: {rules: [{agents: ["A\nAllow"]}]}', "is not the name of a crawler"),
        ("robots: {rules: [{agents: [A], disallow: [world/]}]}", "is not an address below"),
        ("robots: {rules: [{agents: [A], allow: ['/a # b']}]}", "is not an address below"),
        (r'robots: {rules: [{agents: [A], allow: ["/a\nAllow: /"]}]}', "is not an address below"),
        ("robots: {rules: [{agents: [A], crawl_delay: -1}]}", "is out of range"),
        ("robots: {ai_training: no}", ""),
        ("indexnow: short", "is not a valid IndexNow key"),
        ("indexnow: ../../../etc", "is not a valid IndexNow key"),
    ],
)
def test_what_the_settings_refuse(make_paper, written, message):
    paper = make_paper({"newsgen.yaml": f"{CONFIG}{written}\n"})
    with pytest.raises(Refusal) as refused:
        paper.build()
    (problem,) = refused.value.diagnostics
    assert problem.line == 7
    assert message in problem.message


def test_more_rules_than_a_crawler_reads_are_refused(make_paper):
    paths = "\n".join(f"        - /{n}/{'ﷺ' * 200}" for n in range(300))
    rules = f"robots:\n  rules:\n    - agents: [A]\n      disallow:\n{paths}\n"
    paper = make_paper({"newsgen.yaml": CONFIG + rules})
    with pytest.raises(Refusal) as refused:
        paper.build()
    assert "more rules than crawlers read" in refused.value.diagnostics[0].message
