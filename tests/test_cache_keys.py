"""What is remembered by its value is remembered by its type too, all the way down."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from newsgen.builder.files import find_templates
from newsgen.models import Card, Link
from newsgen.render.cache_keys import cache_key
from newsgen.render.templates import make_environment, set_site
from support.paper import CONFIG, SITE, article, snapshot

NEW_YORK = ZoneInfo("America/New_York")
GMT = timezone(timedelta(0), "GMT")
FOLD = datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CARD = Card(
    url="/a/",
    title="A",
    summary="",
    date=NOON,
    section=Link(title="W", url="/w/"),
    lang="en",
    dir="ltr",
)
VALUES = [
    None, 0, False, 0.0, -0.0, "", b"", (), [], {}, "0", Markup("0"),
    1, True, 1.0, "1", b"1", Markup("1"),
    (1,), (True,), [1], ["1"], [Markup("1")], [[1]], [(1,)], {"a": 1}, {"a": True}, {"a": [1.0]},
    {"a": 1, "b": 2}, {"b": 2, "a": 1}, {Markup("a"): 1}, [{"a": Markup("1")}],
    range(1), [0],
    NOON, NOON.astimezone(NEW_YORK), NOON.astimezone(GMT), NOON.replace(tzinfo=None), str(NOON),
    NOON.date(), date(2026, 11, 24), time(12), time(12, tzinfo=UTC), FOLD, FOLD.replace(fold=1),
    timedelta(1), Link(title="1", url=""), Link(title=Markup("1"), url=""), ("1", ""), CARD,
]  # fmt: skip


def test_values_of_another_type_are_others():
    for one, other in combinations(VALUES, 2):
        assert {cache_key(one): 1}.get(cache_key(other)) is None, (one, other)
        assert cache_key([one]) != cache_key([other])
        assert cache_key(({"x": one},)) != cache_key(({"x": other},))


def test_values_that_are_the_same_share_a_key():
    for value in VALUES:
        assert cache_key([value]) == cache_key([value])
    assert cache_key(float("nan")) == cache_key(float("nan"))


@pytest.fixture
def environment(tmp_path):
    """Makes the environment of a site with those templates."""

    def make(**templates):
        for name, text in templates.items():
            place = tmp_path / "templates" / f"{name}.html"
            place.parent.mkdir(exist_ok=True)
            place.write_text(text, encoding="utf-8")
        made = make_environment(find_templates(tmp_path)[0])
        set_site(made, SITE, {})
        return made

    return make


PAIRS = [
    ("1", "true"),
    ("'<b>'", "'<b>'|safe"),
    ("1", "1.0"),
    ("(1, 2)", "(true, 2)"),
    ("['<b>']", "['<b>'|safe]"),
    ("{'a': '<b>'}", "{'a': '<b>'|safe}"),
    ("0.0", "-0.0"),
]


@pytest.mark.parametrize(("one", "other"), [*PAIRS, *[pair[::-1] for pair in PAIRS]])
def test_a_fragment_does_not_depend_on_earlier_fragments(environment, one, other):
    made = environment(
        x="{{ a is mapping }}{% for b in [a] if a is string %}{{ b }}{% endfor %}{{ a }}"
    )
    made.globals["site"] = SITE
    call = '{{{{ fragment("x.html", a={}) }}}}'.format
    together = made.from_string(call(one) + "|" + call(other)).render()
    alone = [environment().from_string(call(value)).render() for value in (one, other)]
    assert together.split("|") == alone
    assert alone[0] != alone[1]


def test_a_fragment_distinguishes_time_zones_and_both_sides_of_a_fold(environment):
    made = environment(x="{{ a|clock('en') }}")
    moments = [value for value in VALUES if isinstance(value, datetime) and value.tzinfo]
    show = made.from_string('{{ fragment("x.html", a=a) }}')
    assert [show.render(a=m) for m in moments] == [
        made.from_string("{{ a|clock('en') }}").render(a=m) for m in moments
    ]
    assert len({show.render(a=m) for m in moments}) == len(moments)


def test_markdown_distinguishes_safe_and_unsafe_text(environment):
    for texts in (["a & b", Markup("a & b")], [Markup("a & b"), "a & b"]):
        made = environment()
        show = made.from_string("{{ a|markdown }}")
        alone = [environment().from_string("{{ a|markdown }}").render(a=text) for text in texts]
        assert [show.render(a=text) for text in texts] == alone


def test_what_a_fragment_is_given_is_kept_as_long_as_it_is_the_same(environment):
    made = environment(x="{{ a }}{{ count() }}")
    calls = []
    made.globals["count"] = lambda: calls.append(1) or ""
    made.from_string(
        '{% for n in range(9) %}{{ fragment("x.html", a=[n // 3]) }}{% endfor %}'
    ).render()
    assert len(calls) == 3


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("asset", "`a` cannot be given, as a function is not plain data"),
        ("m", "`a` cannot be given, as a Macro is not plain data"),
        ("cycler(1)", "a Cycler is not"),
        ("[{'b': asset}]", "a function is not"),
        ("missing", "'missing' is undefined"),
        ("site.nothing", "Identity has no `nothing`"),
    ],
)
def test_what_no_page_can_share_is_an_error_of_the_template(make_paper, given, told):
    paper = make_paper(
        {
            "content/world/a.md": article(),
            "templates/x.html": "{{ a }}",
            "templates/article.html": '{% extends "theme/article.html" %}{% macro m() %}{% endmacro'
            f' %}}{{% block comments %}}\n{{{{ fragment("x.html", a={given}) }}}}{{% endblock %}}',
        }
    )
    (found,) = paper.build().diagnostics
    assert (found.code, found.path, found.line) == ("template-error", "templates/article.html", 2)
    assert told in found.message


def test_a_list_that_holds_itself_and_one_that_is_changed_are_errors(make_paper):
    call = '{% set l = [1] %}{% if l.append(l) %}{% endif %}{{ fragment("x.html", a=l) }}'
    change = '{{ fragment("x.html", a=[1]) }}'
    for text, within, told in (
        (call, "", "contains itself"),
        (change, "{% if a.append(2) %}{% endif %}", "changes its arguments"),
    ):
        paper = make_paper(
            {
                "content/world/a.md": article(),
                "templates/x.html": within,
                "templates/404.html": text,
            },
            told.replace(" ", ""),
        )
        (found,) = paper.build().diagnostics
        assert found.code == "template-error"
        assert told in found.message


def test_two_sides_of_a_fold_are_two_corrections(make_paper):
    """Python takes 01:30 before and after the clocks go back for equal."""
    notes = "[{date: 2026-11-01T01:30-04:00, text: It}, {date: 2026-11-01T01:30-05:00, text: It}]"
    paper = make_paper(
        {
            "newsgen.yaml": CONFIG.replace("Asia/Karachi", "America/New_York"),
            "content/world/a.md": article(date="2026-10-01", corrections=notes),
            "templates/partials/correction.html": "{{ note.date|clock('en') }};",
        }
    )
    paper.build_ok()
    page = paper.page("world/a/index.html")
    assert "EDT;" in page
    assert "EST;" in page


def test_another_zone_with_the_same_clocks_is_another(make_paper):
    files = {
        "content/world/a.md": article(),
        "templates/article.html": "{{ article.date.tzinfo }}",
    }
    paper, clean = make_paper(files), make_paper(files, "clean")
    for zone in ("Europe/Berlin", "Arctic/Longyearbyen"):
        for site in (paper, clean):
            site.write({"newsgen.yaml": CONFIG.replace("Asia/Karachi", zone)})
        paper.build_ok()
        assert paper.page("world/a/index.html") == zone
    clean.build_ok()
    assert snapshot(paper.public) == snapshot(clean.public)
