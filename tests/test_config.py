from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from newsgen import config, urls
from newsgen.config import Config, HomeSettings, SectionSettings, read_config
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.schema import json_schema

PATH = "newsgen.yaml"


def read(yaml: str) -> Config:
    found, diagnostics = read_config(yaml.encode(), PATH)
    assert diagnostics == ()
    assert found is not None
    return found


def faults(yaml: str) -> tuple[Diagnostic, ...]:
    found, diagnostics = read_config(yaml.encode(), PATH)
    assert found is None
    assert all(diagnostic.hint and diagnostic.path == PATH for diagnostic in diagnostics)
    return diagnostics


def test_a_title_is_enough() -> None:
    assert read("title: The News") == Config(title="The News")


def test_everything_can_be_set() -> None:
    found = read("""
title: Dawn
base_url: https://news.example/paper
lang: ur
timezone: Asia/Karachi
output: build/site/
permalink: /{year}/{month}/{day}/{id}/
dateline_style: colon
sections:
  world:
    title: World
    description: From abroad
    lang: en
  پاکستان:
undeclared_sections: allow
per_page: 50
home: {top: 0}
extra: {views: 007}
""")
    assert found.base_url == "https://news.example/paper/"
    assert found.output == "build/site"
    assert list(found.sections) == ["world", "پاکستان"]
    assert found.sections["world"] == SectionSettings(
        title="World", description="From abroad", lang="en"
    )
    assert found.sections["پاکستان"] == SectionSettings()
    assert found.home == HomeSettings(top=0)
    assert found.extra == {"views": "007"}


@pytest.mark.parametrize(
    ("written", "origin", "base"),
    [
        ("https://news.example", "https://news.example", "/"),
        ("https://news.example/", "https://news.example", "/"),
        ("HTTPS://News.Example/Paper", "https://news.example", "/Paper/"),
        ("http://localhost:8000/", "http://localhost:8000", "/"),
        ("http://[::1]:8000/a/b/", "http://[::1]:8000", "/a/b/"),
        (
            "https://xn--mgbai9azgqp6j.example/%D8%A7/",
            "https://xn--mgbai9azgqp6j.example",
            "/%D8%A7/",
        ),
    ],
)
def test_the_address_has_an_origin_and_a_base_path(written: str, origin: str, base: str) -> None:
    found = read(f"title: x\nbase_url: '{written}'")
    assert found.base_url == origin + base
    assert urls.origin(found) == origin
    assert urls.base_path(found) == base


@pytest.mark.parametrize(
    "address",
    [
        "news.example",
        "//news.example/",
        "ftp://news.example/",
        "javascript:alert(1)",
        "https://",
        "https:///news/",
        "https://news.example/?a=b",
        "https://news.example/#top",
        "https://user:secret@news.example/",
        "https://news.example:http/",
        "https://news.example/a//b/",
        "https://news.example/../",
        "https://news.example/%2e%2e/",
        "https://news.example/%zz/",
        "https://news.example/a b/",
        "https://ڈان.example/",
        'https://news.example/"onload="/',
    ],
)
def test_invalid_addresses_are_refused(address: str) -> None:
    (fault,) = faults(f"title: x\nbase_url: '{address}'")
    assert (fault.code, fault.line, fault.key) == ("bad-value", 2, ("base_url",))


@pytest.mark.parametrize(
    ("yaml", "line", "column", "hint"),
    [
        ("lang: english language", 2, 1, "language tag"),
        ("lang: en_GB", 2, 1, "en-GB"),
        ("timezone: Asia/Karachee", 2, 1, "did you mean `Asia/Karachi`?"),
        ("timezone: asia/karachi", 2, 1, "did you mean `Asia/Karachi`?"),
        ("timezone: ../../etc/passwd", 2, 1, "for example"),
        ("timezone: America", 2, 1, "America"),
        ("timezone: localtime", 2, 1, ""),
        ("timezone: /etc/localtime", 2, 1, ""),
        ("output: ../public", 2, 1, "inside the site root"),
        ("output: /var/www", 2, 1, "inside the site root"),
        ("output: ~/public", 2, 1, "inside the site root"),
        ("output: .", 2, 1, "inside the site root"),
        ("output: public/../..", 2, 1, "inside the site root"),
        ("output: 'C:\\\\public'", 2, 1, "inside the site root"),
        ("output: content", 2, 1, "such as `public`"),
        ("output: ./Static/site", 2, 1, "such as `public`"),
        ("cache: templates/x", 2, 1, "such as `.newsgen`"),
        ("permalink: /{section}/", 2, 1, "add `{slug}` or `{id}`"),
        ("permalink: /{slugs}/{id}/", 2, 1, "did you mean `slug`?"),
        ("permalink: '{slug}/'", 2, 1, "/{section}/{slug}/"),
        ("permalink: /{slug}", 2, 1, "/{section}/{slug}/"),
        ("permalink: /../{slug}/", 2, 1, "between the fields"),
        ("permalink: /a//{slug}/", 2, 1, "between the fields"),
        ("permalink: /a b/{slug}/", 2, 1, "between the fields"),
        ("permalink: /{slug}{/", 2, 1, "between the fields"),
        ("permalink: /.git/{slug}/", 2, 1, "between the fields"),
        ("permalink: /con/{slug}/", 2, 1, "between the fields"),
        ("permalink: /_newsgen/{slug}/", 2, 1, "between the fields"),
        ("permalink: /{slug}./", 2, 1, "between the fields"),
        ("logo: /etc/logo.svg", 2, 1, "below static/"),
        ("logo: a/../../b.svg", 2, 1, "below static/"),
        ("per_page: 0", 2, 1, "1 to 500"),
        ("per_page: 501", 2, 1, "1 to 500"),
        ("per_page: many", 2, 1, "digits"),
        ("related: -1", 2, 1, "0 to 50"),
        ("feeds:\n  limit: 0", 3, 3, "1 to 500"),
        ("home: {top: 1, per_section: 101}", 2, 16, "0 to 100"),
        ("sections:\n  World: {}", 3, 3, "write `world`"),
        ("sections:\n  tags: {}", 3, 3, "another slug"),
        ("sections:\n  media: {}", 3, 3, "another slug"),
        ("sections:\n  '–': {}", 3, 3, "letters and digits"),
        ("sections:\n  ../x: {}", 3, 3, "write `x`"),
        ("sections:\n  world:\n    lang: '?'", 4, 5, "language tag"),
        ("sections:\n  world:\n    titel: x", 4, 5, "did you mean `title`?"),
        ("sections: [world]", 2, 1, "key: value"),
        ("dateline_style: colour", 2, 1, "did you mean `colon`?"),
        ("markdown: {raw_html: yes}", 2, 12, "one of: escape, safe, trusted"),
        ("baseurl: https://x.example", 2, 1, "did you mean `base_url`?"),
        ("paginate: 10", 2, 1, "did you mean `per_page`?"),
        ("params: {}", 2, 1, "did you mean `extra`?"),
    ],
)
def test_wrong_settings_are_reported_with_their_location(
    yaml: str, line: int, column: int, hint: str
) -> None:
    fault = faults(f"title: x\n{yaml}")[0]
    assert (fault.line, fault.column) == (line, column)
    assert hint in fault.hint


def test_all_faults_are_reported_at_once() -> None:
    found = faults("title: x\nlang: '?'\nper_page: 0\nsections:\n  Tags:\n")
    assert sorted(fault.line for fault in found) == [2, 3, 5]


def test_the_title_is_needed() -> None:
    (fault,) = faults("tagline: x")
    assert (fault.code, fault.line, fault.column) == ("missing-key", 1, 1)


def test_yaml_that_cannot_be_read_is_a_problem() -> None:
    with pytest.raises(Problems) as caught:
        read_config(b"title: x\ntitle: y\n", PATH)
    assert caught.value.diagnostics[0].line == 2


def test_settings_can_be_overridden() -> None:
    found, diagnostics = config.override(Config(title="x"), base_url="https://news.example/a")
    assert diagnostics == ()
    assert found == Config(title="x", base_url="https://news.example/a/")


def test_overrides_are_checked_too() -> None:
    found, diagnostics = config.override(Config(title="x"), base_url="news.example")
    assert found is None
    assert [diagnostic.key for diagnostic in diagnostics] == [("base_url",)]


def test_every_setting_has_an_origin() -> None:
    content = b"title: x\nhome:\n  top: 9\nsections:\n  world:\n    title: World\n"
    found, _ = read_config(content, PATH)
    assert found is not None
    effective = config.settings(found, content, PATH, {"base_url": "--base-url"})
    origins = {setting.key: (setting.value, setting.origin) for setting in effective}
    assert origins["title"] == ("x", "newsgen.yaml:1")
    assert origins["home.top"] == (9, "newsgen.yaml:3")
    assert origins["home.per_section"] == (4, "default")
    assert origins["sections.world.title"] == ("World", "newsgen.yaml:6")
    assert origins["base_url"] == ("http://localhost:8000/", "--base-url")
    assert list(origins)[:3] == ["title", "tagline", "description"]


def test_every_setting_has_a_description() -> None:
    for name, shape in json_schema(Config)["properties"].items():
        assert shape.get("description"), name


@pytest.mark.parametrize("tag", ["en", "ur", "en-GB", "zh-Hant-TW", "fil"])
def test_language_tags(tag: str) -> None:
    assert config.is_language(tag)


@pytest.mark.parametrize(
    "tag", ["", "e", "english", "en_GB", "en-", "-en", "en-x" * 9 + "é", "en\n"]
)
def test_invalid_language_tags_are_refused(tag: str) -> None:
    assert not config.is_language(tag)


@hypothesis_settings(deadline=None)
@given(
    st.sampled_from([*Config.__struct_fields__, "other"]),
    st.text(st.characters(codec="utf-8"), max_size=20),
)
def test_any_value_is_accepted_or_refused(key: str, value: str) -> None:
    quoted = value.replace("'", "''")
    with suppress(Problems):
        found, diagnostics = read_config(f"title: x\n{key}: '{quoted}'".encode(), PATH)
        assert (found is None) == bool(diagnostics)


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("jp", "did you mean `ja`?"),
        ("cz", "did you mean `cs`?"),
        ("ua", "did you mean `uk`?"),
        ("en-UK", "did you mean `en-GB`?"),
        ("english", "did you mean `en`?"),
        ("Urdu", "did you mean `ur`?"),
        ("en_GB", "did you mean `en-GB`?"),
        ("eng", "did you mean `en`?"),
        ("xx", "write a language tag such as `en`, `en-GB` or `ur`"),
        ("en-ZZ", "write a language tag such as `en`, `en-GB` or `ur`"),
    ],
)
def test_an_unknown_language_is_refused_with_the_right_tag(tag, hint):
    assert not config.is_language(tag)
    assert config.language_hint(tag) == hint


@pytest.mark.parametrize(
    "tag", ["en", "ur-PK", "zh-Hant", "zh-Hant-TW", "sr-Latn", "es-419", "skr", "ckb", "fil", "XK"]
)
def test_a_language_that_exists_is_accepted(tag):
    assert config.is_language("sq-XK" if tag == "XK" else tag)
