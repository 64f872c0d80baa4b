"""Tags of Liquid and Nunjucks in Markdown."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.importer.bodies.atoms import Atoms
from newsgen.importer.bodies.liquid import Dialect, tags_of
from newsgen.importer.bodies.liquid_values import evaluate
from newsgen.importer.bodies.markdown import CodeSpans, convert_markdown
from newsgen.importer.conversion import Conversion
from newsgen.importer.readers.jekyll import SHOWS
from support.effort import little_time

VALUES = {"site.title": "The Post", "page.video": "abcdefghijk", "site.baseurl": ""}


def find(tag: str, wanted: str) -> str:
    return {"2011-05-01-ferry": "/ferry/", "_posts/2011-05-01-ferry.md": "/ferry/"}.get(wanted, "")


def convert(text: str, rules: Any = None) -> tuple[str, Conversion]:
    conversion = Conversion(rules=rules or {})
    tags = tags_of(Dialect(values=VALUES, shows=SHOWS, find=find, has_comments=True))
    return convert_markdown(text, conversion, replace_tags=tags), conversion


def markdown(text: str, rules: Any = None) -> str:
    return convert(text, rules)[0].strip()


def told(text: str) -> list[str]:
    return [note.text for note in convert(text)[1].notes]


# --- values


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"/x/" | relative_url', "/x/"),
        ("'/x/' | prepend: site.baseurl | absolute_url", "/x/"),
        ("site.title | upcase", "THE POST"),
        ("site.title | slugify", "the-post"),
        ("site['title']", "The Post"),
        ("site.title | replace: 'Post', 'Paper'", "The Paper"),
        ("site.title | replace('Post', 'Paper')", "The Paper"),
        ("nothing | default: 'x'", "x"),
        ("'a|b' | append: '|c'", "a|b|c"),
        ('"2020-01-02" | date: "%d %b"', "02 Jan"),
        ("nothing", None),
        ("site.title | unheard_of", None),
        ("collections.posts", None),
        ("", None),
    ],
)
def test_expressions_have_a_value_or_none(expression: str, expected: str | None):
    assert evaluate(expression, VALUES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At {{ site.title }}.", "At The Post."),
        ("At {{site.title}}.", "At The Post."),
        ("[x]({{ '/a/' | relative_url }})", "[x](/a/)"),
        ("![x]({{ site.baseurl }}/a.png)", "![x](/a.png)"),
        ("[x]({% post_url 2011-05-01-ferry %})", "[x](/ferry/)"),
        ("[x]({% link _posts/2011-05-01-ferry.md %})", "[x](/ferry/)"),
        ('{% assign a = "b" %}{{ a }}', "b"),
        ('{% set a = "b" %}{{ a }}', "b"),
        ("{% capture a %}b c{% endcapture %}{{ a }}", "b c"),
        ("a {{- site.title -}} b", "aThe Postb"),
        ("{% if page.x %}One.{% else %}Two.{% endif %}", "One.Two."),
        ("{% for p in site.posts %}\n- word\n{% endfor %}", "- word"),
        ("{# note #}Text.", "Text."),
        ("## Part {#part}", "## Part"),
    ],
)
def test_values_that_are_known_are_put_in(text: str, expected: str):
    assert markdown(text) == expected


def test_a_value_that_is_not_known_is_left_out_and_told():
    text, conversion = convert("Now {{ pkg.version }} here.\n\n{{ pkg.version | x }}")
    assert "pkg" not in text
    assert [(note.text, note.line, note.name) for note in conversion.notes] == [
        ("variable pkg.version: not known, left out", 1, "variable pkg.version"),
        ("variable pkg.version: not known, left out", 3, "variable pkg.version"),
    ]


# --- what is shown as it is


@pytest.mark.parametrize(
    "text",
    [
        "`{{ a }}` and `{% b %}`",
        "```\n{{ a }}\n{% include x.html %}\n{% highlight x %}\n```",
        "    {{ indented }}",
        "A brace { and } and {% alone.",
        "An open {{ stays.",
    ],
)
def test_code_and_what_is_no_tag_stay(text: str):
    assert markdown(text) == text.strip("\n").strip() or markdown(f"x\n\n{text}") == f"x\n\n{text}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% raw %}{{ shown }}{% endraw %} and *this*", "{{ shown }} and *this*"),
        ("```\n{% raw %}{{ shown }}{% endraw %}\n```", "```\n{{ shown }}\n```"),
        ("{% raw %}\n```\n{{ shown }}\n```\n{% endraw %}", "```\n{{ shown }}\n```"),
        ("`{% raw %}{% if %}{% endraw %}`", "`{% if %}`"),
        ("{% verbatim %}{{ a }}{% endverbatim %}", "{{ a }}"),
        (
            "{% highlight ruby linenos %}\nputs `x`\n# no heading\n{% endhighlight %}",
            "```ruby\nputs `x`\n# no heading\n```",
        ),
        ('{% highlight "js" %}\na()\n{% endhighlight %}', "```js\na()\n```"),
        ("{% highlight c++ %}\n```\n{% endhighlight %}", "````c++\n```\n````"),
        ("{% codeblock Title lang:ruby %}\nx\n{% endcodeblock %}", "```ruby\nx\n```"),
        ("A{% comment %} not *shown* {% endcomment %}B", "AB"),
    ],
)
def test_raw_and_code_are_shown_as_they_are(text: str, expected: str):
    assert markdown(text) == expected


def test_a_mark_of_code_inside_a_block_of_code_does_not_hide_what_follows():
    text = "{% highlight sh %}\necho `date\n{% endhighlight %}\nThen {{ site.title }} and `code`."
    assert markdown(text) == "```sh\necho `date\n```\n\nThen The Post and `code`."


def test_lines_count_the_blocks_of_code_before_them():
    code = "{% highlight sh %}\na\nb\n{% endhighlight %}"
    text = f"{code}\n\n{{% comment %}}\nx\n{{% endcomment %}}\n{{{{ x }}}}"
    assert [(note.line, note.name) for note in convert(text)[1].notes] == [
        (6, "tag comment"),
        (9, "variable x"),
    ]


def test_raw_inside_a_block_of_code_is_taken_away():
    raw = "{% raw %}<a>{{ b }}{% endhighlight %}{% endraw %}"
    text = f"{{% highlight html %}}\n{raw}\n{{% endhighlight %}}"
    assert markdown(text) == "```html\n<a>{{ b }}{% endhighlight %}\n```"


def test_code_in_a_list_stays_in_it():
    text = "- a\n  {% highlight sh %}\n  ls\n    -l\n  {% endhighlight %}\n- b"
    assert markdown(text) == "- a\n\n  ```sh\n  ls\n    -l\n  ```\n\n- b"


def test_a_gallery_is_that_of_the_front_matter():
    values = {
        "page.gallery.0.url": "/a.jpg",
        "page.gallery.0.image_path": "/a-small.jpg",
        "page.gallery.0.alt": "A",
        "page.gallery.1.url": "https://a.test/page",
        "page.gallery.1.image_path": "/b.jpg",
        "page.gallery.1.title": "The *cap*",
    }
    tags = tags_of(Dialect(values=values, shows=SHOWS, find=find))
    text = '{% include gallery caption="Two **pictures**." %}'
    assert convert_markdown(text, Conversion(), replace_tags=tags) == (
        '::: gallery\n![A](/a.jpg)\n![](/b.jpg "The cap")\n:::\n\nTwo **pictures**.\n'
    )


def test_white_space_that_two_tags_take_away_is_taken_once():
    first = "{%- capture a -%}\nx\n{%- endcapture -%}"
    second = "{%- capture b -%}\ny\n{%- endcapture -%}"
    text = f"{first}\n\n{second}\n{{{{ a }}}}{{{{ b }}}}"
    assert markdown(text) == "xy"


# --- tags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% youtube abcdefghijk %}", "::: video https://www.youtube.com/watch?v=abcdefghijk\n:::"),
        (
            "{% youtube page.video %}",
            "::: video https://www.youtube.com/watch?v=abcdefghijk\n:::",
        ),
        (
            "{% include youtube.html id='abcdefghijk' %}",
            "::: video https://www.youtube.com/watch?v=abcdefghijk\n:::",
        ),
        (
            '{% include video id="abcdefghijk" provider="youtube" %}',
            "::: video https://www.youtube.com/watch?v=abcdefghijk\n:::",
        ),
        (
            '{% include figure image_path="/a.png" alt="A" caption="The *cap*" %}',
            '![A](/a.png "The cap")',
        ),
        ('{% include responsive-image.html src="/a.png" alt="A" %}', "![A](/a.png)"),
        ('{% include anything.html file="/a.png" alt="A" %}', "![A](/a.png)"),
        (
            '{% img left /a.png 300 200 "Title here" "Alt here" %}',
            '![Alt here](/a.png "Title here")',
        ),
        ('{% figure "/a.png" "A hall" %}', "![A hall](/a.png)"),
        ("{% gist 1234 %}", "<https://gist.github.com/1234>"),
        ("{% vimeo 1234 %}", "::: video https://vimeo.com/1234\n:::"),
        ("{% callout 'info' %}\nMind *this*.\n{% endcallout %}", "::: note\nMind *this*.\n:::"),
        ("{% toc %}\n\nText.", "Text."),
        ("{{ image('/a.png', 'A hall') | safe }}", "![A hall](/a.png)"),
        ("{% stranger a %}\nKept **words**.\n{% endstranger %}", "Kept **words**."),
        (
            "{% stranger %}Before {% youtube abcdefghijk %}{% endstranger %}",
            "Before\n\n::: video https://www.youtube.com/watch?v=abcdefghijk\n:::",
        ),
        ('{% include box.html text="Kept words" %}', "::: box\nKept words\n:::"),
        ('{% include stranger.html text="Kept words" %}', "Kept words"),
    ],
)
def test_tags_find_their_blocks(text: str, expected: str):
    assert markdown(text) == expected


def test_what_is_raw_inside_a_block_is_shown_as_it_is():
    text = "{% note %}\n{% raw %}{{ shown }}{% endraw %} *here*\n{% endnote %}"
    assert markdown(text) == "::: note\n{{ shown }} *here*\n:::"


def test_a_block_inside_a_block_has_fewer_colons():
    text = "{% note %}\nOne.\n\n{% youtube abcdefghijk %}\n{% endnote %}"
    lines = markdown(text).split("\n")
    assert lines[0] == ":::: note"
    assert lines[-1] == "::::"
    assert "::: video https://www.youtube.com/watch?v=abcdefghijk" in lines


def test_tags_that_are_not_known_are_counted_by_name():
    text = (
        "{% include timetable.html %}\n\n{% stranger %}\nx\n{% endstranger %}\n\n{% for a in b %}"
    )
    _, conversion = convert(text)
    assert [(note.text, note.line, note.name) for note in conversion.notes] == [
        ("include timetable.html: not known, left out", 1, "include timetable.html"),
        ("tag stranger: not known, its words kept", 3, "tag stranger"),
        ("tag for: not run, the words between kept", 7, "tag for"),
    ]


def test_sizes_of_pictures_are_told():
    text = '{% image_wide "a/b.png" "width-80px" "A seat" %}'
    assert markdown(text) == "![A seat](a/b.png)"
    assert told(text) == ["image_wide: size width-80px has no home"]


def test_an_argument_that_is_null_is_none():
    assert markdown('{% image "a/b.png", "A seat", null, nil %}') == "![A seat](a/b.png)"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("drop", ""),
        ("box", "::: box\nThe *words*.\n:::"),
        ("text", "The *words*."),
    ],
)
def test_a_rule_of_the_editor_comes_first(rule: str, expected: str):
    text = "{% stranger %}\nThe *words*.\n{% endstranger %}"
    assert markdown(text, {"stranger": rule}) == expected


def test_a_link_to_a_file_that_is_not_there_keeps_its_words():
    text = "[the words]({% post_url 1999-01-01-none %})"
    assert "the words" in markdown(text)
    assert told(text)[0] == "post_url 1999-01-01-none: not in the source, words kept"


# --- hostile


@pytest.mark.parametrize(
    "text",
    [
        "{% note %}" * 8_000,
        "{% note %}" * 2_000 + "x" + "{% endnote %}" * 2_000,
        "{{" * 50_000,
        "{%" * 50_000,
        "{% a " * 50_000,
        "{{- x -}} " * 20_000,
        "{% raw %}" * 15_000,
        "{% raw %}{% endraw %}" * 20_000,
        "{% if x %}" * 8_000 + "{% endfor %}" * 8_000,
        "{{ 'a' | " + "append: 'b' | " * 10_000 + "x }}",
        "{% x " + 'a="b" ' * 20_000 + "%}",
        "{# " * 50_000,
    ],
)
def test_hostile_tags_take_no_long_time(text: str):
    conversion = Conversion()
    tags = tags_of(Dialect(values=VALUES, shows=SHOWS, find=find, has_comments=True))
    with little_time(3):
        tags(text, CodeSpans(()), Atoms(), conversion)


@pytest.mark.slow
@given(st.text(alphabet=st.sampled_from("{}%-#ab \n`\"'|=:"), max_size=80))
def test_no_text_is_an_exception(text: str):
    convert(text)
    convert(f"{{% note %}}{text}{{% endnote %}}{{{{ {text} }}}}")
