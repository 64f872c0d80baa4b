"""What templates depend on, and what they may call."""

from collections import Counter
from collections.abc import Mapping

import jinja2
import pytest

from newsgen.builder.files import find_templates
from newsgen.builder.inspect import preview
from newsgen.check import check
from newsgen.digest import digest_bytes
from newsgen.render.templates import TemplateDependencies, TemplateError, make_environment
from newsgen.urls import asset_path, plain_path
from newsgen.writer import load_output_state
from support.paper import CONFIG, article, snapshot


@pytest.fixture
def closures(tmp_path):
    """Makes the closures of a site whose own templates are the given ones."""

    def make(
        templates: dict[str, str],
        assets: Mapping[str, str] = {},
        known: Mapping[str, tuple[str, ...]] = {},
    ) -> TemplateDependencies:
        for name, source in templates.items():
            place = tmp_path / "templates" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(source, encoding="utf-8")
        return TemplateDependencies(make_environment(find_templates(tmp_path)[0]), assets, known)

    return make


@pytest.mark.parametrize(
    "reference",
    [
        '{% extends "x.html" %}',
        '{% include "x.html" %}',
        '{% import "x.html" as x %}',
        '{% from "x.html" import x %}',
        '{{ fragment("x.html", a=1) }}',
        '{% include ["y.html", "x.html"] %}',
        '{% set name = "x.html" %}{% include name %}',
        '{{ fragment("x" ~ ".html") }}',
    ],
)
def test_a_template_depends_on_all_that_it_refers_to(closures, reference):
    before = closures({"a.html": reference, "x.html": "one", "z.html": "z"}).digest(("a.html",))
    same = closures({"z.html": "z"}).digest(("a.html",))
    after = closures({"x.html": "two"}).digest(("a.html",))
    assert before == same != after


def test_it_depends_on_references_of_references(closures):
    files = {"a.html": '{% include "b.html" %}', "b.html": '{% include "c.html" %}', "c.html": "1"}
    before = closures(files).digest(("a.html",))
    assert closures({"c.html": "2"}).digest(("a.html",)) != before


@pytest.mark.parametrize(
    "reference",
    [
        '{{ asset("a.css") }}',
        '{{ asset("a" ~ ".css") }}',
        "{% set link = asset %}{{ link(name) }}",
        "{{ [asset][0](name) }}",
    ],
)
def test_a_template_depends_on_the_files_that_it_names(closures, reference):
    files = {"a.html": reference}
    before = closures(files, {"a.css": "1"}).digest(("a.html",))
    assert closures(files, {"a.css": "2"}).digest(("a.html",)) != before


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"a.html": '{{ asset("a.css") }}{{ asset("none.css") }}'}, {"a.css"}),
        ({"a.html": '{% include "x.svg" %}', "x.svg": '{{ asset("b.css") }}'}, {"b.css"}),
        ({"a.html": '{{ asset("a" ~ ".css") }}'}, {"a.css", "b.css"}),
        ({"a.html": "{% set link = asset %}"}, {"a.css", "b.css"}),
        ({"a.html": '{% include name %}{{ fragment("a" ~ ".html") }}'}, set()),
        ({"a.html": '{% if %}{{ asset("a.css") }}', "b.html": '{{ asset("b.css") }}'}, {"b.css"}),
    ],
)
@pytest.mark.slow
def test_the_files_that_templates_may_name_are_known(closures, files, named):
    assets = {"a.css": "1", "b.css": "2"}
    first = closures(files, assets)
    assert first.named() == named
    assert closures({}, assets, first.references()).named() == named


def test_a_template_does_not_depend_on_other_files(closures):
    files = {"a.html": '{{ asset("a.css") }}'}
    before = closures(files, {"a.css": "1", "b.css": "1"}).digest(("a.html",))
    assert closures(files, {"a.css": "1", "b.css": "2"}).digest(("a.html",)) == before


def test_it_does_not_depend_on_others(closures):
    before = closures({"a.html": "a", "b.html": "b"}).digest(("a.html",))
    assert closures({"b.html": "other"}).digest(("a.html",)) == before


def test_a_new_template_changes_those_that_may_include_it(closures):
    before = closures({"a.html": '{% include "b.html" ignore missing %}'}).digest(("a.html",))
    assert closures({"b.html": "b"}).digest(("a.html",)) != before


def test_words_of_the_interface_are_depended_on(closures):
    before = closures({"a.html": "{{ labels(head.lang).by }}"}).digest(("a.html",))
    words = 'msgctxt "by"\nmsgid "By"\nmsgstr "Words"\n'
    assert closures({"locales/en.po": words}).digest(("a.html",)) != before


def test_what_templates_refer_to_is_not_looked_for_twice(closures, monkeypatch):
    files = {"a.html": '{% include "b.html" %}', "b.html": "{% include name %}", "c.html": "1"}
    first = closures(files)
    known = first.references()
    second = closures({}, known=known)
    monkeypatch.delattr(jinja2.Environment, "parse")
    assert second.reach("a.html") == first.reach("a.html")
    assert second.references() == known


def test_a_template_that_cannot_be_read_is_looked_at_again(closures):
    known = closures({"a.html": "{% if %}"}).references()
    with pytest.raises(TemplateError):
        closures({}, known=known).digest(("a.html",))


def test_a_template_that_cannot_be_read_is_reported(closures):
    with pytest.raises(TemplateError):
        closures({"a.html": "{% if %}"}).digest(("a.html",))


def test_editing_a_fragment_of_the_theme_touches_the_pages_that_use_it(make_paper):
    paper = make_paper({"content/world/a.md": article(authors="Ayesha Khan")})
    paper.build_ok()
    paper.write({"templates/partials/byline.html": "By hand"})
    changes, _ = preview(paper.options())
    changed = {change.path for change in changes if change.reason != "same"}
    assert changed == {"world/a/index.html"}
    paper.build_ok()
    assert "By hand" in paper.page("world/a/index.html")


def test_a_fragment_sees_the_site_and_its_arguments(make_paper):
    paper = make_paper(
        {
            "content/world/a.md": article(),
            "templates/partials/mine.html": "<i>{{ site.title }} {{ word }}</i>",
            "templates/home.html": '{{ fragment("partials/mine.html", word="x") }}',
        }
    )
    paper.build_ok()
    assert paper.page("index.html") == "<i>The Test Courier x</i>"
    paper.write({"templates/partials/mine.html": "{{ head.title }}"})
    [problem] = paper.build().diagnostics
    assert problem.path == "templates/partials/mine.html"
    assert "head" in problem.message


def test_a_missing_asset_is_reported(make_paper):
    paper = make_paper({"templates/home.html": '{{ asset("css/nowhere.css") }}'})
    [problem] = paper.build().diagnostics
    assert "static/css/nowhere.css" in problem.message


def test_an_asset_changes_its_address_with_its_bytes(make_paper):
    paper = make_paper({"static/x.css": "a", "templates/home.html": '{{ asset("x.css") }}'})
    paper.build_ok()
    assert paper.page("index.html") == f"/x.{digest_bytes(b'a')[:8]}.css"
    paper.write({"static/x.css": "b"})
    paper.build_ok()
    assert paper.page("index.html") == f"/x.{digest_bytes(b'b')[:8]}.css"
    assert copies(paper, "x.") == {"x.css": b"b", f"x.{digest_bytes(b'b')[:8]}.css": b"b"}


def copies(paper, beginning):
    """The files of the output whose paths begin like that, with their bytes."""
    return {p: c for p, c in snapshot(paper.public).items() if p.startswith(beginning)}


def test_only_a_file_that_a_template_names_has_a_second_copy(make_paper):
    named = '{{ asset("own/LICENSE") }} {{ asset("own/a.b.css") }}'
    files = {"static/own/LICENSE": "L", "static/own/a.b.css": "A", "static/own/c.css": "C"}
    paper = make_paper({**files, "templates/home.html": named})
    before = paper.build_ok()
    marks = [digest_bytes(content)[:8] for content in (b"L", b"A")]
    assert paper.page("index.html") == "/own/LICENSE.{} /own/a.b.{}.css".format(*marks)
    assert copies(paper, "own/").keys() == {
        "own/LICENSE",
        f"own/LICENSE.{marks[0]}",
        "own/a.b.css",
        f"own/a.b.{marks[1]}.css",
        "own/c.css",
    }
    paper.write({"templates/home.html": "none"})
    after = paper.build_ok()
    assert copies(paper, "own/").keys() == {"own/LICENSE", "own/a.b.css", "own/c.css"}
    assert (before.outputs - after.outputs, after.removed, after.written) == (2, 2, 1)


def test_a_name_that_is_known_only_when_rendering_may_be_any_file(make_paper):
    paper = make_paper({"static/own/a.css": "A", "static/own/b.css": "B"})
    plain = paper.build_ok()
    paper.write({"templates/blocks/box.html": "{{ asset(title) }}"})
    result = paper.build_ok()
    assert len(copies(paper, "own/")) == 4
    entries = load_output_state(paper.public).manifest.entries
    roles = Counter(entry.role for path, entry in entries.items() if not path.startswith("cards/"))
    assert roles["asset"] == roles["file"] - 1  # the robots.txt
    assert result.outputs - plain.outputs == len(result.changes.added)


def test_a_second_copy_is_an_asset_of_the_same_media_type(make_paper):
    named = '{{ asset("own/x.css") }}{{ asset("own/x.tar.gz") }}'
    files = {"static/own/x.css": "X", "static/own/x.tar.gz": "T"}
    paper = make_paper({**files, "templates/home.html": named})
    paper.build_ok()
    entries = load_output_state(paper.public).manifest.entries
    assets = {path: entry for path, entry in entries.items() if entry.role == "asset"}
    for path, entry in assets.items():
        plain = entries[plain_path(path)]
        assert asset_path(plain_path(path), entry.digest) == path
        assert (plain.role, plain.media_type) == ("file", entry.media_type)
        assert (plain.digest, plain.size) == (entry.digest, entry.size)
    assert {f"own/x.{digest_bytes(b'X')[:8]}.css", *map(plain_path, assets)} >= {
        "css/site.css",
        "own/x.css",
        "own/x.tar.gz",
    }


def test_a_file_at_the_path_of_a_named_copy_is_reported(make_paper):
    copy = asset_path("x.css", digest_bytes(b"a"))
    files = {"static/x.css": "a", f"static/{copy}": "b"}
    paper = make_paper({**files, "templates/home.html": '{{ asset("x.css") }}'})
    [problem] = paper.build().diagnostics
    assert problem.code == "same-path"
    assert f"the file {copy} and the file x.css would both be {copy}" in problem.message


def test_a_file_that_becomes_a_second_copy_changes_its_role(make_paper):
    """The very bytes at the very path: nothing is rendered, and yet a publisher must know."""
    copy = asset_path("x.css", digest_bytes(b"a"))
    paper = make_paper({f"static/{copy}": "a"})
    paper.build_ok()
    assert load_output_state(paper.public).manifest.entries[copy].role == "file"
    paper.remove(f"static/{copy}")
    paper.write({"static/x.css": "a", "templates/blocks/box.html": '{{ asset("x.css") }}'})
    result = paper.build_ok()
    assert load_output_state(paper.public).manifest.entries[copy].role == "asset"
    assert result.changes.added == ("x.css",)
    assert copy not in result.changes.changed


def test_everything_is_escaped(make_paper):
    paper = make_paper({"content/world/a.md": article("'<b>&\"'", summary="'<i>'")})
    paper.build_ok()
    page = paper.page("world/a/index.html")
    assert "<b>&" not in page
    assert "<i>" not in page


def test_a_video_that_runs_is_an_error_of_the_article(make_paper):
    paper = make_paper({"content/world/a.md": article(body="::: video javascript:alert(1)\n:::")})
    [problem] = paper.build().diagnostics
    assert "content/world/a.md" in problem.message


# Misspelt names, which Jinja takes without a word.


def told(paper):
    """The findings about the templates: path, line, code and hint."""
    found = check(paper.options()).diagnostics
    return [(d.path, d.line, d.code, d.hint) for d in found if d.path.startswith("templates/")]


def test_a_block_that_the_theme_does_not_have_is_reported(make_paper):
    block = "{% block coments %}{% block own %}Write!{% endblock %}{% endblock %}"
    paper = make_paper({
        "content/world/a.md": article(),
        "templates/article.html": f'{{% extends "theme/article.html" %}}\n{block}\n',
    })  # fmt: skip
    hint = "did you mean `comments`?"
    assert told(paper) == [("templates/article.html", 2, "unknown-block", hint)]
    paper.write({
        "templates/article.html": '{% extends "theme/article.html" %}{% block comments %}'
        "{% block own %}Write!{% endblock %}{% endblock %}"
    })  # fmt: skip
    assert told(paper) == []


@pytest.mark.parametrize("name", ["site.lang ~ '.html'", "'own/base.html'"])
def test_blocks_are_doubted_only_where_all_that_is_extended_is_known(make_paper, name):
    """A name that is known when rendering, and two templates that extend each other."""
    paper = make_paper({
        "content/world/a.md": article(),
        "templates/blocks/quiz.html": '{% extends "own/middle.html" %}{% block x %}{% endblock %}',
        "templates/own/middle.html": f"{{% extends {name} %}}",
        "templates/own/base.html": '{% extends "own/middle.html" %}',
    })  # fmt: skip
    assert [code for _, _, code, _ in told(paper) if code == "unknown-block"] == []


def test_an_unused_template_is_reported(make_paper):
    paper = make_paper({
        "content/world/a.md": article(),
        "templates/artical.html": "never shown",
        "templates/.gitkeep": "",
        "templates/README.md": "Ours.",
        "templates/own/ad.html": "shown",
        "templates/blocks/quiz.html": "for stories to come",
        "templates/404.html": '{% include "own/ad.html" %}',
    })  # fmt: skip
    hint = "did you mean `article.html`?"
    assert told(paper) == [("templates/artical.html", 0, "unused-template", hint)]


def test_a_template_that_extends_itself_gets_the_right_name(make_paper):
    paper = make_paper({
        "content/world/a.md": article(),
        "templates/article.html": '\n{% extends "article.html" %}',
    })  # fmt: skip
    [problem] = paper.build().diagnostics
    assert (problem.code, problem.path, problem.line) == (
        "template-error", "templates/article.html", 2
    )  # fmt: skip
    assert 'write {% extends "theme/article.html" %}' in problem.message


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ article.titel }}", "Article has no `titel`; did you mean `title`?"),
        ("{{ article.zzz }}", "Article has no `zzz` (while"),
        ("{{ artikel.title }}", "'artikel' is undefined; did you mean `article`?"),
        ("{{ zzz.title }}", "'zzz' is undefined (while"),
        ("{{ article.date|dayy('en') }}", "no filter has the name `dayy`; did you mean `day`?"),
        ("{% if article is defnied %}{% endif %}", "did you mean `defined`?"),
        ('{% include "partials/cards.html" %}', "did you mean `partials/card.html`?"),
        ('{{ fragment("partials/cards.html") }}', "did you mean `partials/card.html`?"),
        ("{{ labels(article.lang).publishd }}", "did you mean `published`?"),
        ("{{ asset('css/sight.css') }}", "static/css/sight.css; did you mean `css/site.css`?"),
    ],
)
def test_a_misspelt_name_is_reported_with_a_suggestion(make_paper, template, message):
    paper = make_paper({"content/world/a.md": article(), "templates/article.html": template})
    [problem] = paper.build().diagnostics
    assert message in problem.message


# What `extra` does not have.


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("[{{ article.extra.desk }}]", "[metro]"),
        ("[{{ article.extra.none }}]", "[]"),
        ("[{{ article.extra.none.deep[0].deeper }}]", "[]"),
        ('[{{ article["extra"]["none"] }}]', "[]"),
        ("{{ 'yes' if article.extra.none else 'no' }}", "no"),
        ("{{ article.extra.none is defined }}", "False"),
        ('{{ article.extra.none|default("else") }}', "else"),
        ("{% for each in article.extra.none %}{{ each }}{% else %}nobody{% endfor %}", "nobody"),
        ("[{{ article.extra.sponsor.name }}{{ article.extra.sponsor.logo }}]", "[Acme]"),
        ("{% for p in article.extra.people %}{{ p.name }}{{ p.role }},{% endfor %}", "A,Beditor,"),
        ("{% for key, value in article.extra.sponsor.items() %}{{ key }}{% endfor %}", "name"),
        ("[{{ site.extra.desk }}{{ site.extra.none.deep }}]", "[night]"),
        ('[{{ related|map(attribute="extra")|map(attribute="none")|join }}]', "[]"),
        ('{{ fragment("partials/own.html", given=article.extra.none) }}', "[]"),
        ('{{ fragment("partials/own.html", given=article.extra.sponsor) }}', "[Acme]"),
        ('{{ fragment("partials/own.html", given=article.extra) }}', "[]"),
    ],
)
def test_what_extra_does_not_have_is_empty(make_paper, template, shown):
    extra = "{desk: metro, sponsor: {name: Acme}, people: [{name: A}, {name: B, role: editor}]}"
    paper = make_paper({"content/world/a.md": article(extra=extra)})
    paper.write({
        "newsgen.yaml": CONFIG + "extra: {desk: night}\n",
        "templates/article.html": template,
        "templates/partials/own.html": "[{{ given.name }}{{ given.none }}]",
    })  # fmt: skip
    paper.build_ok()
    assert paper.page("world/a/index.html") == shown


def test_a_standing_page_has_extra_keys_too(make_paper):
    paper = make_paper({
        "content/pages/about.md": "---\ntitle: About\nextra: {phone: '12'}\n---\n\nUs.\n",
        "templates/page.html": "[{{ page.extra.phone }}{{ page.extra.fax }}]",
    })  # fmt: skip
    paper.build_ok()
    assert paper.page("about/index.html") == "[12]"


def test_a_text_that_is_missing_cannot_be_used_as_a_number(make_paper):
    paper = make_paper({
        "content/world/a.md": article(),
        "templates/article.html": "{{ article.extra.views + 1 }}",
    })  # fmt: skip
    [problem] = paper.build().diagnostics
    assert "'extra.views' is undefined" in problem.message


def test_cards_have_the_extra_keys_of_their_stories(make_paper):
    card = "{{ story.title }}[{{ story.extra.badge }}]"
    paper = make_paper({
        "content/world/a.md": article("One", extra="{badge: Exclusive}"),
        "content/world/b.md": article("Two", date="2026-11-21"),
        "templates/partials/card.html": card,
    })  # fmt: skip
    paper.build_ok()
    assert "One[Exclusive]" in paper.page("world/index.html")
    assert "Two[]" in paper.page("world/index.html")
    paper.write({"content/world/a.md": article("One", extra="{badge: Live}")})
    paper.build_ok()
    assert "One[Live]" in paper.page("world/index.html")
