"""A check reports problems of future moments."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from newsgen.check import check, lookahead, render
from support.paper import NOW, article

KARACHI = ZoneInfo("Asia/Karachi")
OPENING = "2026-11-26 09:00"
SECRET = "content/world/secret.md"


def secret(body="It is out.", **fields):
    """A story under embargo until OPENING."""
    return article("A secret", body, **{"embargo": OPENING, **fields})


def reported(paper, **wanted):
    """Code, path, line and message of all problems except usual warnings of the audit."""
    found = check(paper.options(**wanted)).diagnostics
    codes = {"no-summary", "duplicate-description", "embargoed-draft"}
    return [(d.code, d.path, d.line, d.message) for d in found if d.code not in codes]


MISTAKES = {
    "broken-link": "See [the quake](../world/quake.md).",
    "unknown-block": "::: bax\nInside.\n:::",
    "missing-image": "![A map](map.png)",
    "unsafe-html": "Some <blink>raw</blink> mark-up.",
}


@pytest.mark.parametrize("code", MISTAKES)
def test_a_mistake_under_embargo_is_reported_before_it_opens(make_paper, code):
    paper = make_paper({SECRET: secret(MISTAKES[code]), "content/world/a.md": article()})
    assert paper.codes() == []
    (found,) = reported(paper)
    assert found[:3] == (code, SECRET, 8)
    assert found[3].endswith("(from 2026-11-26 09:00 on)")
    opened = paper.build(datetime(2026, 11, 26, 9, tzinfo=KARACHI)).diagnostics
    assert [(d.code, d.path, d.line) for d in opened] == [found[:3]]


def test_the_problem_has_a_location_and_an_excerpt(make_paper):
    paper = make_paper({SECRET: secret("One\ntwo [x](gone.md)"), "content/world/a.md": article()})
    found = next(d for d in check(paper.options()).diagnostics if d.code == "broken-link")
    assert (found.line, found.column, found.excerpt) == (9, 9, "two [x](gone.md)")


def test_a_mistake_in_the_front_matter_is_reported_at_its_key(make_paper):
    paper = make_paper({SECRET: secret(image="gone.jpg")})
    (found,) = reported(paper)
    assert found[:3] == ("missing-image", SECRET, 6)


def test_a_future_date_is_an_embargo(make_paper):
    body = "[x](gone.md)"
    paper = make_paper({SECRET: article("Later", body, date=OPENING)})
    assert [found[0] for found in reported(paper)] == ["broken-link"]


def test_a_link_to_a_story_that_opens_later_is_reported(make_paper):
    files = {SECRET: secret("See [more](more.md)."), "content/world/more.md": secret()}
    paper = make_paper(files)
    assert reported(paper) == []
    later = article("More", embargo="2026-11-26 12:00")
    paper.write({"content/world/more.md": later})
    (found,) = reported(paper)
    assert found[:3] == ("broken-link", SECRET, 8)
    assert "(from 2026-11-26 09:00 on)" in found[3]


def test_each_problem_is_reported_once_at_its_first_moment(make_paper):
    files = {
        f"content/world/{n}.md": article(f"Story {n}", "[x](no.md)", embargo=f"2026-12-0{n}")
        for n in range(1, 5)
    }
    paper = make_paper({**files, "content/world/a.md": article(body="Some <blink>raw</blink>.")})
    found = reported(paper)
    assert [d[1] for d in found] == [*files, "content/world/a.md"]
    whens = [f"(from 2026-12-0{n} 00:00 on)" for n in range(1, 5)]
    assert [d[3].endswith(when) for d, when in zip(found, whens, strict=False)] == [True] * 4
    assert "(from" not in found[-1][3]  # it is there already


def test_a_failing_template_is_reported_once(make_paper):
    paper = make_paper(
        {
            "templates/partials/card.html": "{{ nonsense }}",
            "content/world/a.md": article(),
            SECRET: secret(tags="[Floods]"),
        }
    )
    assert len(reported(paper)) == 1


def test_a_template_that_fails_for_a_future_story_is_reported(make_paper):
    paper = make_paper(
        {
            "templates/article.html": "{{ article.extra.wire + '' }}",
            "content/world/a.md": article(extra="{wire: APP}"),
            SECRET: secret(),
        }
    )
    problem = next(d for d in reported(paper) if d[0] == "template-error")
    assert problem[3].endswith("(from 2026-11-26 09:00 on)")


def test_drafts_are_included_only_with_the_option(make_paper):
    paper = make_paper({SECRET: secret("[x](gone.md)", draft="true")})
    assert reported(paper) == []
    assert [d[0] for d in reported(paper, scope="drafts")] == ["broken-link"]


def test_only_moments_after_the_check_are_tried(make_paper):
    paper = make_paper({SECRET: secret("[x](gone.md)")})
    (now,) = reported(paper, now=datetime(2026, 11, 26, 9, tzinfo=KARACHI))
    assert "(from" not in now[3]


def test_the_current_site_is_audited_too(make_paper):
    paper = make_paper(
        {SECRET: secret("[x](gone.md)"), "content/world/a.md": article(body="[x](/nowhere/)")}
    )
    assert [d[0] for d in reported(paper)] == ["dead-link", "broken-link"]


def test_current_problems_do_not_hide_future_ones(make_paper):
    paper = make_paper(
        {SECRET: secret("[x](gone.md)"), "content/world/a.md": article(body="[x](no.md)")}
    )
    assert [d[1] for d in reported(paper)] == ["content/world/a.md", SECRET]


def scheduled(size):
    """That number of stories, one for each of the next hours."""
    hours = {n: NOW + timedelta(hours=n) for n in range(1, size + 1)}
    return {
        f"content/world/{n:02}.md": article(f"S {n}", "[x](no.md)", date=f"{at:%Y-%m-%d %H:%M}Z")
        for n, at in hours.items()
    }


def test_only_the_next_moments_and_the_last_are_tried(make_paper, monkeypatch):
    monkeypatch.setattr(lookahead, "MAX_MOMENTS", 3)
    moments = []
    plain = lookahead.plan_site

    def record_call(root, config, options, build_cache, inventory):
        moments.append(options.now)
        return plain(root, config, options, build_cache, inventory)

    monkeypatch.setattr(lookahead, "plan_site", record_call)
    paper = make_paper(scheduled(7))
    found = reported(paper)
    assert moments == [NOW + timedelta(hours=n) for n in (1, 2, 3, 7)]
    assert len(found) == 7
    assert found[2][3].endswith("(from 2026-11-23 20:00 on)")
    assert all(d[3].endswith("(by 2026-11-24 00:00)") for d in found[3:])


def test_a_site_without_future_moments_is_planned_once(make_paper, monkeypatch):
    monkeypatch.setattr(lookahead, "plan_site", None)
    paper = make_paper({"content/world/a.md": article()})
    assert reported(paper) == []


def test_only_pages_that_differ_are_rendered(make_paper, monkeypatch):
    files = {f"content/pakistan/{n}.md": article(f"P {n}", section="pakistan") for n in range(9)}
    paper = make_paper({**files, SECRET: secret()})
    rendered = []
    plain = lookahead.read_outputs

    def record_call(site_plan, numbers, *rest):
        rendered.extend(site_plan.plan.outputs[n].path for n in numbers)
        return plain(site_plan, numbers, *rest)

    monkeypatch.setattr(lookahead, "read_outputs", record_call)
    assert reported(paper) == []
    assert "world/secret/index.html" in rendered
    assert not any(path.startswith("pakistan/") for path in rendered)


def test_sources_are_read_only_once(make_paper, monkeypatch):
    paper = make_paper({SECRET: secret(), "content/world/a.md": article()})
    calls = []
    plain = render.take_inventory
    monkeypatch.setattr(render, "take_inventory", lambda *given: calls.append(1) or plain(*given))
    check(paper.options())
    assert calls == [1]
