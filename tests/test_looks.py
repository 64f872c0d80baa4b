"""The looks of the theme: one style sheet, whose custom properties differ."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from newsgen.diagnostics import Refusal
from support.paper import CONFIG, article

SHEET = (Path(__file__).parents[1] / "static/css/site.css").read_text(encoding="utf-8")
DARK = "@media (prefers-color-scheme: dark) {"
TEXT = ("ink", "ink-soft", "ink-faint", "accent", "accent-calm", "accent-warm", "alarm")
"""Colours of letters."""
GROUNDS = {"accent-calm-wash": ("ink", "ink-soft", "accent-calm"), "alarm-wash": ("ink", "alarm")}
"""Which letters stand on colours other than those of the paper."""


def properties(selector: str, *, dark: bool) -> dict[str, str]:
    """The custom properties that the tokens give to a selector, in the light or in the dark."""
    tokens = SHEET.split("@layer tokens {")[1].split("/* --- base")[0]
    asked = f'{DARK}\n    {selector}:where(:not([data-scheme="light"])) {{'
    start = tokens.index(asked) if dark else tokens.index(f"{selector} {{")
    found = declared(tokens[start:])
    if dark:  # by the choice of a reader too
        chosen = [':where([data-scheme="dark"]):root', '.look-modern:where([data-scheme="dark"])']
        assert found == declared(tokens[tokens.index(f"{chosen[selector != ':root']} {{") :])
    return found


def declared(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): ([^;]+);", text.partition("}")[0]))


def look(name: str, *, dark: bool) -> dict[str, str]:
    """All custom properties of a look."""
    found = properties(":root", dark=False) | (properties(":root", dark=True) if dark else {})
    if name == "modern":
        found |= properties(".look-modern", dark=False)
        found |= properties(".look-modern", dark=True) if dark else {}
    return {key: found.get(value[6:-1], value) if "var" in value else value
            for key, value in found.items()}  # fmt: skip


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2: `#fff` is 1."""
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[n:m], 16) / 255 for n, m in pairwise((0, 2, 4, 6))]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["classic", "modern"])
def test_every_text_can_be_read(name, dark):
    colours = look(name, dark=dark)
    pairs = [(text, ground) for text in TEXT for ground in ("paper", "paper-raised")]
    pairs += [(text, ground) for ground, texts in GROUNDS.items() for text in texts]
    weak = {p: c for p in pairs if (c := contrast(colours[p[0]], colours[p[1]])) < 4.5}
    assert weak == {}


@pytest.mark.parametrize("name", ["classic", "modern"])
def test_the_setting_gives_the_root_element_a_class(make_paper, name):
    paper = make_paper({"newsgen.yaml": f"{CONFIG}look: {name}\n", "content/world/a.md": article()})
    paper.build_ok()
    for path in ("index.html", "world/a/index.html", "404.html"):
        page = paper.page(path)
        assert f'<html lang="en" dir="ltr" class="look-{name}">' in page
        for scheme, dark in (("light", False), ("dark", True)):
            colour = re.sub("^#fff$", "#ffffff", look(name, dark=dark)["paper"])
            assert f'content="{colour}" media="(prefers-color-scheme: {scheme})"' in page
        [font] = re.findall(r'rel="preload" href="/(fonts/[^"]+)"', page)
        assert (paper.public / font).is_file()


def test_a_site_without_the_setting_looks_classic(make_paper):
    paper = make_paper()
    paper.build_ok()
    assert 'class="look-classic"' in paper.page("index.html")


def test_an_unknown_look_is_an_error(make_paper):
    paper = make_paper({"newsgen.yaml": f"{CONFIG}look: moderne\n"})
    with pytest.raises(Refusal) as refused:
        paper.build()
    [problem] = refused.value.diagnostics
    assert "did you mean `modern`?" in problem.hint


def test_a_look_changes_custom_properties_only():
    """So that a site of its own style may still change one by one."""
    rules = re.findall(r"([^{}]*look-(?:modern|classic)[^{}]*)\{([^{}]*)\}", re.sub(
        r"/\*.*?\*/", "", SHEET, flags=re.DOTALL))  # fmt: skip
    assert len(rules) == 4
    for _, declarations in rules:
        names = re.findall(r"^\s*([\w-]+):", declarations, re.MULTILINE)
        assert names
        assert all(name.startswith("--") for name in names)


def test_the_scripts_of_a_language_come_after_the_looks():
    """Urdu stays Nastaliq in each of them: the selectors are equally specific."""
    tokens = SHEET.split("@layer tokens {")[1]
    order = [":where(.look-modern, .look-modern *)[lang] {", '[lang|="ug"], [lang|="ur"]),',
             '\n  :is([lang|="ur"], [lang|="ks"]']  # fmt: skip
    places = [tokens.index(selector) for selector in order]
    assert places == sorted(places)
