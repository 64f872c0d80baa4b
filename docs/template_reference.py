"""Makes template-reference.md: everything that a template may use, from the code itself.

The values come from the models, the rest from the Jinja environment, which also computes the
results of the examples. What has no example is an error.
"""

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_origin
from zoneinfo import ZoneInfo

import jinja2
from jinja2 import nodes

import newsgen
from newsgen import models, text
from newsgen.builder.files import find_templates
from newsgen.files.theme import home
from newsgen.models import Identity, Link, Picture
from newsgen.render.templates import make_environment, set_site

OPENING = """\
# Everything that a template may use

Made from the code of newsgen; [For theme authors](themes.md) explains how to use it, with recipes.
A name that is not listed here, or that a value does not have, is an error with a suggestion. Only
`extra` is different: what it does not have is empty.

`newsgen theme copy article.html` copies a template into your site.
"""

# --- templates and their values --------------------------------------------------------------

VIEWS = {
    "home.html": models.HomeView,
    "section.html": models.ListView,
    "tag.html": models.ListView,
    "author.html": models.ListView,
    "series.html": models.ListView,
    "archive.html": models.ListView,
    "article.html": models.ArticleView,
    "page.html": models.PageView,
    "corrections.html": models.CorrectionsView,
    "feeds.html": models.FeedListView,
    "month.html": models.ListView,
    "months.html": models.ArchiveView,
    "index.html": models.IndexView,
    "404.html": models.MessageView,
    "search.html": models.MessageView,
    "saved.html": models.MessageView,
    "offline.html": models.MessageView,
    "manifest.txt": models.MessageView,
    "sw.txt": models.MessageView,
    "pages/<name>": models.OwnPageView,
    "redirect.html": models.RedirectView,
    "mail/digest.html": models.DigestView,
    "mail/digest.txt": models.DigestView,
}
"""What each template of a page gets."""
BODY = ("body", "`Markup`", "The body as HTML.")
DATA = ("structured_data", "`Markup`", "The JSON-LD of the page, for a script element; or empty.")
ALSO = {
    "article.html": [
        BODY,
        ("words", "`int`", "The number of words of the body."),
        ("minutes", "`int`", "How long it takes to read."),
        ("replies", "tuple of [Reply](#reply)", "Comments that another system kept."),
    ],
    "page.html": [BODY],
    "corrections.html": [BODY],
}
"""What is made when the page is rendered: name, type and meaning."""
BLOCK = [
    ("title", "`str`", "The words after the name: `Guilty` of `::: verdict Guilty`; or empty."),
    ("content", "`Markup`", "What is between the lines of colons, as HTML."),
    ("pictures", "tuple of [ShownPicture](#shownpicture)", "Those on lines of their own."),
    ("text", "`Markup`", "The content without these pictures."),
    ("lang", "`str`", "The language of the text."),
    ("is_feed", "`bool`", "Whether a feed shows it, which has no scripts, styles or buttons."),
]
"""What the template of a ``:::`` block gets."""
HEAD = "| name | type | |\n| --- | --- | --- |\n"
Row = tuple[str, str, str]


def template_reference() -> str:
    """The text of the page."""
    environment = _environment()
    parts = [OPENING, *_templates(environment), *_values(), *_functions(environment)]
    return "\n".join(parts)


def _templates(environment: jinja2.Environment) -> Iterator[str]:
    """What each template gets, what its comment says, and its blocks."""
    yield "## Templates\n"
    yield "Every template gets `site`, an [Identity](#identity), and the [functions](#functions).\n"
    for name in (*VIEWS, "blocks/<name>.html"):
        yield f"### {name}\n"
        rows = BLOCK
        if name in VIEWS and "<" not in name:
            yield from _comment(environment, name)
        if name in VIEWS:
            rows = [*_fields(VIEWS[name].__name__), *ALSO.get(name, []), DATA]
        yield _table(rows)
    yield "## Parts of templates\n"
    for name in environment.list_templates():
        if name.startswith("partials/") or name in {"base.html", "list.html"}:
            yield f"### {name}\n"
            yield from _comment(environment, name)


def _comment(environment: jinja2.Environment, name: str) -> Iterator[str]:
    """The comment at the top of a template, and the blocks that it defines."""
    loader = environment.loader or jinja2.BaseLoader()
    source = loader.get_source(environment, name)[0]
    comment = re.match(r"{#(.*?)#}", source, re.DOTALL)
    said = inspect.cleandoc(comment[1]).strip() if comment else ""
    yield f"```text\n{said}\n```\n"
    tree = environment.parse(source)
    blocks = [f"`{block.name}`" for block in tree.find_all(nodes.Block)]
    above = [f"`{extends.template.value}`" for extends in tree.find_all(nodes.Extends)
             if isinstance(extends.template, nodes.Const)]  # fmt: skip
    yield from [f"Extends {above[0]}.\n"] if above else []
    yield from [f"Blocks: {', '.join(sorted(blocks))}.\n"] if blocks else []


# --- the models ------------------------------------------------------------------------------

CLASSES = {
    node.name: node
    for path in sorted((Path(newsgen.__file__).parent / "models").glob("*.py"))
    for node in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(node, ast.ClassDef)
}
"""The models as they are written, by name."""


def _values() -> Iterator[str]:
    """A table of the fields of each value that a template can reach."""
    yield "## Values\n"
    yield (
        "The values in the tables above. An address always begins with the base path of the site,"
        " such as `/` or\n`/news/`.\n"
    )
    for name in _reached([Identity.__name__, *(view.__name__ for view in VIEWS.values())]):
        if not name.endswith("View"):
            yield f"### {name}\n"
            yield (ast.get_docstring(CLASSES[name]) or "").replace("``", "`") + "\n"
            yield _table([*_fields(name)])


_MADE_LATER = ("ShownPicture", "Reply")
"""Models that no view has: they are made when a page is rendered."""


def _reached(names: list[str]) -> list[str]:
    """The models, and those that their fields contain, in this order."""
    found = dict.fromkeys(_MADE_LATER)
    waiting = names[::-1]
    while waiting:
        name = waiting.pop()
        if name not in found or name in _MADE_LATER:
            found[name] = None
            fields = (node.annotation for node in CLASSES[name].body if _is_field(node))
            below = [word for field in fields for word in re.findall(r"\w+", _kind(field))]
            waiting += [word for word in below[::-1] if word in CLASSES and word not in found]
    return sorted(found)


def _is_field(node: ast.stmt) -> bool:
    return isinstance(node, ast.AnnAssign)


def _fields(name: str) -> Iterator[Row]:
    """The name, the type and the meaning of each field, property and method of a model."""
    body = CLASSES[name].body
    for node, after in zip(body, [*body[1:], ast.Pass()], strict=True):
        match node, after:
            case (
                ast.AnnAssign(target=ast.Name(id=field), annotation=kind),
                ast.Expr(value=ast.Constant(value=str(meaning))),
            ):
                yield field, _linked(kind), _words(meaning)
            case ast.AnnAssign(target=ast.Name(id=field)), _:
                raise ValueError(f"{name}.{field} has no docstring")
            case ast.FunctionDef(name=field, returns=ast.expr() as kind), _ if field[0] != "_":
                given = [argument.arg for argument in node.args.args[1:]]
                called = f"({', '.join(given)})" if given else ""
                yield f"{field}{called}", _linked(kind), _words(ast.get_docstring(node) or "")


def _words(docstring: str) -> str:
    return " ".join(docstring.replace("``", "`").split())


def _kind(annotation: ast.expr) -> str:
    """The type as it is written, with the choices of a name for several words."""
    written = ast.unparse(annotation)
    for name in set(re.findall(r"\w+", written)) - CLASSES.keys():
        meant = getattr(models, name, None) or getattr(text, name, None)
        if get_origin(meant) is Literal:
            written = re.sub(rf"\b{name}\b", str(meant).removeprefix("typing."), written)
        elif name == "Destination":
            written = written.replace(name, "str | Picture | UnavailableLink")
    return written


def _linked(annotation: ast.expr) -> str:
    """The type in words, with a link for each model."""
    written = re.sub(r"Literal\[([^]]*)\]", lambda m: m[1].replace("'", "`").replace(",", " or"),
                     _kind(annotation))  # fmt: skip
    written = re.sub(r"tuple\[(.*), \.\.\.\]", r"tuple of \1", written)
    written = re.sub(r"Mapping\[str, (.*)\]", r"mapping of names to \1", written)
    written = (
        written.replace(" | None", " or None").replace(" | ", " or ").replace("Any", "anything")
    )
    written = written.replace("or ``", "or empty")
    parts = re.split(r"(`[^`]*`)|(\w+)", written)
    return "".join(_part(part) for part in parts if part)


def _part(part: str) -> str:
    if part in CLASSES:
        return f"[{part}](#{part.lower()})"
    return f"`{part}`" if part in {"str", "int", "bool", "datetime", "float", "None"} else part


# --- functions and filters -------------------------------------------------------------------

MOMENT = datetime(2026, 11, 23, 10, 5, tzinfo=ZoneInfo("Asia/Karachi"))
SITE = Identity(
    title="The Indus Courier",
    tagline="",
    description="",
    origin="https://news.example",
    base="/",
    lang="en",
    dir="ltr",
    timezone="Asia/Karachi",
    dateline_style="ap",
    sections=(Link(title="World", url="/world/"), Link(title="Sport", url="/sport/")),
    pages=(),
    feed="/feed.xml",
    copyright="",
)
GIVEN: Mapping[str, Any] = {
    "moment": MOMENT,
    "picture": Picture(url="/media/gate.jpg", alt="A gate", width=800, height=600),
    "names": ["Zoya", "Ali", "Sana", "Ali"],
    "links": SITE.sections,
    "ages": {"Zoya": 40, "Ali": 31},
}
"""What the examples are about."""
FUNCTIONS = {
    "site": ("{{ site.title }}", "the [Identity](#identity) of the site"),
    "asset": ('{{ asset("css/site.css") }}', "the URL of a file of static/, which changes with it"),
    "fragment": (
        '{{ fragment("partials/byline.html", authors=[], source="Agency", lang="en") }}',
        (
            "a template that gets only `site` and the values given here, rendered once for all"
            " pages that give the same ones: text, numbers, times, lists, mappings and the values"
            " above"
        ),
    ),
    "labels": (
        '{{ labels("ur").by }}',
        "the words of the interface in that language, of templates/locales/",
    ),
}
"""The functions of newsgen, each with an example and what it gives."""
FILTERS = {
    "absolute": ('{{ "/world/"|absolute }}', "the address with scheme and host"),
    "clock": ('{{ moment|clock("en") }}', "the time of day with its zone"),
    "day": ('{{ moment|day("es") }}', "the date in words"),
    "digits": ('{{ 2026|digits("ur") }}', "a number in the digits of a language"),
    "direction": ('{{ "ur"|direction }}', "the direction in which a language is written"),
    "edition": ('{{ moment|edition("en") }}', "the date with the day of the week"),
    "image": (
        '{{ picture|image("A gate", "92vw") }}',
        (
            "the HTML of a picture in all its versions; after the alternative text, `sizes` says"
            " how wide the page shows it (partials/sizes.html has those of the theme), `shape` is"
            " `card` (4 by 3), `wide` (16 by 9), `square` or left out, `eager=True` is for the"
            " picture that readers see first"
        ),
    ),
    "foreign": (
        '<i{{ "ur"|foreign("en") }}>',
        "the attributes of words in another language than those around them; else nothing",
    ),
    "initials": ('{{ "Ayesha Khan"|initials }}', "the first letters of a name"),
    "iso": ("{{ moment|iso }}", "a moment, for the attribute `datetime`"),
    "language": ('{{ "ur"|language }}', "the name of a language in itself"),
    "locale": ('{{ "fr"|locale }}', "the locale of Open Graph"),
    "markdown": ('{{ "A *new* gate"|markdown }}', "the HTML of Markdown"),
    "months": ('{{ moment|months(moment, "en") }}', "the months from one moment to another"),
    "numbering": ('{{ "ur"|numbering }}', "the numbering system of a language, for scripts"),
    "preload": ('{{ picture|preload("92vw") }}', "the link in the head that loads a picture early"),
    "script": ('{{ "ur"|script }}', "the script in which a language is written (ISO 15924)"),
    "short": (
        '{{ moment|short("en") }}',
        "the date in short with the time of day; `has_time=False` leaves the time out",
    ),
    "video_player": (
        '{{ ("https://vimeo.com/1084537"|video_player).url }}',
        "how to show a video: `kind` (`frame`, `file` or `link`), `url` and `page`",
    ),
}
"""The filters of newsgen, each with an example and what it gives."""
JINJA_FUNCTIONS = {
    "range": "{% for n in range(1, 4) %}{{ n }}{% endfor %}",
    "dict": "{{ dict(ages, Sana=7)|length }}",
    "cycler": '{% set row = cycler("odd", "even") %}{{ row.next() }} {{ row.next() }}',
    "joiner": '{% set bar = joiner(", ") %}{% for n in names %}{{ bar() }}{{ n }}{% endfor %}',
    "namespace": "{% set my = namespace(n=0) %}{% for each in names %}{% set my.n = my.n + 1 %}"
    "{% endfor %}{{ my.n }}",
}
JINJA_FILTERS = {
    "abs": "{{ -4|abs }}",
    "attr": '{{ links[0]|attr("title") }}',
    "batch": "{{ names|batch(2)|list }}",
    "capitalize": '{{ "LAHORE"|capitalize }}',
    "center": '[{{ "up"|center(6) }}]',
    "count": "{{ names|count }}",
    "d": '{{ site.extra.desk|d("none") }}',
    "default": '{{ site.extra.desk|default("none") }}',
    "dictsort": "{{ ages|dictsort }}",
    "e": '{{ "<b>"|e }}',
    "escape": '{{ "<b>"|escape }}',
    "filesizeformat": "{{ 3200000|filesizeformat }}",
    "first": "{{ names|first }}",
    "float": '{{ "2.5"|float }}',
    "forceescape": '{{ "<b>"|safe|forceescape }}',
    "format": '{{ "%s, page %d"|format("World", 3) }}',
    "groupby": '{% for title, some in links|groupby("title") %}{{ title }} {% endfor %}',
    "indent": '{{ "a\\nb"|indent(2) }}',
    "int": '{{ "42"|int }}',
    "items": "{% for name, age in ages|items %}{{ name }}{% endfor %}",
    "join": '{{ names|join(", ") }}',
    "last": "{{ names|last }}",
    "length": "{{ names|length }}",
    "list": '{{ "abc"|list }}',
    "lower": '{{ "LAHORE"|lower }}',
    "map": '{{ links|map(attribute="title")|join(", ") }}',
    "max": "{{ [3, 9, 4]|max }}",
    "min": "{{ [3, 9, 4]|min }}",
    "pprint": "{{ ages|pprint }}",
    "reject": '{{ names|reject("eq", "Ali")|list }}',
    "rejectattr": '{{ links|rejectattr("title", "eq", "World")|map(attribute="url")|list }}',
    "replace": '{{ "gate"|replace("g", "l") }}',
    "reverse": "{{ names|reverse|list }}",
    "round": "{{ 2.567|round(1) }}",
    "safe": '{{ "<b>"|safe }}',
    "select": '{{ names|select("eq", "Ali")|list }}',
    "selectattr": '{{ links|selectattr("title", "eq", "World")|map(attribute="url")|list }}',
    "slice": "{{ names|slice(2)|list }}",
    "sort": "{{ names|sort }}",
    "string": "{{ 42|string }}",
    "striptags": '{{ "<b>Gate</b>"|striptags }}',
    "sum": "{{ [3, 9, 4]|sum }}",
    "title": '{{ "the gate"|title }}',
    "tojson": "{{ ages|tojson }}",
    "trim": '[{{ "  gate "|trim }}]',
    "truncate": '{{ "The gate of the old city"|truncate(14) }}',
    "unique": "{{ names|unique|list }}",
    "upper": '{{ "Lahore"|upper }}',
    "urlencode": '{{ "a b&c"|urlencode }}',
    "urlize": '{{ "see https://news.example"|urlize }}',
    "wordcount": '{{ "The old gate"|wordcount }}',
    "wordwrap": '{{ "The old gate"|wordwrap(8) }}',
    "xmlattr": '<p{{ {"id": "gate"}|xmlattr }}>',
}
JINJA_TESTS = {
    "boolean": "{{ true is boolean }}",
    "callable": "{{ asset is callable }}",
    "defined": "{{ site.extra.desk is defined }}",
    "divisibleby": "{{ 9 is divisibleby(3) }}",
    "eq": "{{ 3 is eq(3) }}",
    "equalto": "{{ 3 is equalto(3) }}",
    "escaped": '{{ "<b>"|e is escaped }}',
    "even": "{{ 3 is even }}",
    "false": "{{ false is false }}",
    "filter": '{{ "day" is filter }}',
    "float": "{{ 2.5 is float }}",
    "ge": "{{ 3 is ge(2) }}",
    "gt": "{{ 3 is gt(2) }}",
    "greaterthan": "{{ 3 is greaterthan(2) }}",
    "in": '{{ "Ali" is in(names) }}',
    "integer": "{{ 3 is integer }}",
    "iterable": "{{ names is iterable }}",
    "le": "{{ 3 is le(2) }}",
    "lessthan": "{{ 3 is lessthan(2) }}",
    "lower": '{{ "gate" is lower }}',
    "lt": "{{ 3 is lt(2) }}",
    "mapping": "{{ ages is mapping }}",
    "ne": "{{ 3 is ne(2) }}",
    "none": "{{ none is none }}",
    "number": "{{ 3 is number }}",
    "odd": "{{ 3 is odd }}",
    "sameas": "{{ none is sameas(none) }}",
    "sequence": "{{ names is sequence }}",
    "string": '{{ "gate" is string }}',
    "test": '{{ "odd" is test }}',
    "true": "{{ true is true }}",
    "undefined": "{{ site.extra.desk is undefined }}",
    "upper": '{{ "GATE" is upper }}',
}
EXAMPLES_OPENING = """\
In the examples `moment` is the 23rd of November 2026, 10:05 in Karachi, `picture` has 800 by 600
pixels, `links` are those to the sections World and Sport, `names` is
`["Zoya", "Ali", "Sana", "Ali"]`, and `ages` is `{"Zoya": 40, "Ali": 31}`.
"""
JINJA = "https://jinja.palletsprojects.com/en/stable/templates/"


def _environment() -> jinja2.Environment:
    environment = make_environment(find_templates(home())[0])
    set_site(environment, SITE, {"css/site.css": "css/site.1a2b3c4d.css"})
    return environment


def _functions(environment: jinja2.Environment) -> Iterator[str]:
    """The functions, filters and tests of the environment, each with an example."""
    jinja = jinja2.Environment()
    ours = (environment.globals.keys() - jinja.globals.keys(),
            environment.filters.keys() - jinja.filters.keys())  # fmt: skip
    theirs = (environment.globals.keys() - ours[0], environment.filters.keys() - ours[1])
    yield f"## Functions\n\n{EXAMPLES_OPENING}"
    yield _examples(environment, {name: FUNCTIONS[name] for name in sorted(ours[0])})
    yield "## Filters\n"
    yield _examples(environment, {name: FILTERS[name] for name in sorted(ours[1])})
    yield "## What Jinja has\n"
    yield f"[The documentation of Jinja]({JINJA}) describes them, and the statements. `random` and"
    yield "`lipsum` are left out: two builds of one site would differ.\n"
    tests = {name for name in environment.tests if name.isalpha()}  # the others are operators
    for title, names, examples in (
        ("functions", theirs[0], JINJA_FUNCTIONS),
        ("filters", theirs[1], JINJA_FILTERS),
        ("tests", tests, JINJA_TESTS),
    ):
        yield f"### Jinja {title}\n"
        yield _examples(environment, {name: (examples[name], "") for name in sorted(names)})


def _examples(environment: jinja2.Environment, examples: Mapping[str, tuple[str, str]]) -> str:
    """A table of examples with their results."""
    rows = [
        (name, _code(example), f"{_code(_result(environment, example))}{note and ': '}{note}")
        for name, (example, note) in examples.items()
    ]
    return _table(rows, "| name | example | gives |\n| --- | --- | --- |\n")


def _result(environment: jinja2.Environment, example: str) -> str:
    shown = environment.from_string(example).render(GIVEN).strip()
    return shown.replace("\n", "⏎").replace("&#39;", "'")


def _code(text: str) -> str:
    return f"`{text}`" if text else "nothing"


def _table(rows: list[Row], head: str = HEAD) -> str:
    cells = ([f"`{name}`", kind, note] for name, kind, note in rows)
    lines = (" | ".join(cell.replace("|", "\\|") for cell in row) for row in cells)
    return head + "".join(f"| {line} |\n" for line in lines)
