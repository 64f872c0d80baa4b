"""The law: whatever happens to a site, a warm build gives the same bytes as a clean one.

Hypothesis invents histories: stories, authors, templates, files and settings are added, changed
and removed, time passes and goes back, somebody edits the output or the build cache. After each
step the site is built warm, and clean beside it. Both must have the same files and report the same
problems, and unchanged files must not be written. ``make test-slow`` takes about seven hundred
steps, ``make test-nightly`` more than two thousand; ``NEWSGEN_HISTORIES`` sets how many histories.
"""

import os
import shutil
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from newsgen.incremental import cache
from support.amounts import amount
from support.paper import CONFIG, NOW, Paper, article, snapshot
from support.photos import photo

HISTORIES = amount("HISTORIES", 20, 60)
OF_THE_PAST = {"kept-file", "moved-address"}
"""What only a build that had another before it can tell; nothing of it is in the output."""
STEPS: Counter[str] = Counter()
"""How many steps of each kind were taken."""

NAMES = ["talks", "quake", "harvest", "match", "verdict"]
SECTIONS = ["world", "pakistan"]
WORDS = st.sampled_from(["Talks", "Quake", 'A "quoted" word', "بارش", "<b>&amp;", "x" * 30])
PICTURES = {
    "small": photo(8, 6, "PNG"),
    "large": photo(90, 40, "PNG", texts=True),
    "turned": photo(20, 30, "PNG", orientation=6),
    "cut off": photo(90, 40, "PNG")[:-60],
}
TAGS = st.lists(st.sampled_from(["Floods", "floods", "Peace", "Trade", "امن"]), max_size=3)
AUTHORS = st.lists(st.sampled_from(["Ayesha Khan", "ayesha khan", "Bilal", "APP"]), max_size=2)
FOLDER = st.sampled_from(["content", "content", "content/ur"])
DATES = st.sampled_from(["2026-11-01", "2026-11-20 10:00", "2026-11-24", "2026-12-30"])
BODIES = st.sampled_from(
    [
        "One paragraph.",
        "One --- two.\n\n*Three* & four.",
        "A [story](quake.md) and [a page](../pages/about.md).",
        "![A map](map.png)",
        '::: gallery\n![A map](map.png "A map | Us")\n![A map](map.png)\n:::',
        "::: box Note\nInside.\n:::",
        "A note.[^1]\n\n[^1]: Here.",
        "[Buy](https://shop.example/) this.",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
        "Some <i>raw</i> <blink>mark-up</blink> <!-- for the desk -->.",
        "A [broken](nowhere.md) link.",
        "Films.\n\nhttps://youtu.be/dQw4w9WgXcQ\n\nhttps://vimeo.com/76979871",
    ]
)
UPDATES = st.lists(
    st.sampled_from(
        [
            "::: update 2026-11-23 14:05 Votes\nA [story](quake.md).\n:::",
            "::: update 2026-11-23 16:00 pinned\n![A map](map.png)\n:::",
            "::: update 2026-11-25 09:00\n*Later*.\n:::",
            ":::: update 2026-11-23 08:30 Rules\n::: box Note\nInside.\n:::\n::::",
            "::: update noon\nWhen?\n:::",
        ]
    ),
    max_size=4,
)
OPTIONAL = st.fixed_dictionaries(
    {},
    optional={
        "draft": st.sampled_from(["true", "false"]),
        "embargo": DATES,
        "expires": st.sampled_from(["2026-11-23 18:00", "2026-12-25"]),
        "kicker": WORDS.map(repr),
        "series": st.sampled_from(["The Year", "the year", "Rivers"]),
        "related": st.sampled_from(["[quake.md]", "[talks.md, match.md]"]),
        "image": st.sampled_from(
            ["map.png", "{src: /logo.svg, alt: Us}", "{src: map.png, alt: Us, focus: 10% 90%}"]
        ),
        "translations": st.sampled_from(
            ["[quake.md]", "content/ur/world/talks.md", "[match.md, ../ur/pakistan/quake.md]"]
        ),
        "aliases": st.sampled_from(["[/old/]", "[/older/, /oldest/]"]),
        "slug": st.sampled_from(["a-slug", "talks"]),
        "lang": st.sampled_from(["ur", "en-GB"]),
        "updated": st.sampled_from(["2026-11-21", "2026-12-31"]),
        "corrections": st.sampled_from(
            [
                "[{date: 2026-11-22, text: A slip.}]",
                "[{date: 2026-11-22, kind: retraction, text: All wrong.}]",
                "[{date: 2026-11-22, kind: update, text: More., position: top}]",
            ]
        ),
        "breaking_until": st.sampled_from(["2026-11-23 20:00", "2026-11-24"]),
        "link": st.just("https://www.example.org/story"),
        "highlights": st.sampled_from(["[One point.]", "['\"Two\"', Three]"]),
        "rating": st.sampled_from(["{item: A book, value: 3.5}", "{item: A, value: 9, best: 9}"]),
        "subject": st.sampled_from(["Zahra Noor", "{name: Zahra Noor, born: 1931, died: 2026-11}"]),
        "ai": st.sampled_from(["Translated.", "{note: Written., kind: generated}"]),
        "syndicated": st.just("true"),
        "source": st.sampled_from(["APP", "Dawn"]),
        "canonical": st.just("https://agency.example/quake"),
        "type": st.sampled_from(["opinion", "sponsored", "review"]),
        "sponsor": st.just("{name: Bank, url: https://bank.example/}"),
        "comments": st.sampled_from(["false", "closed", "true"]),
        "dateline": st.sampled_from(["Beijing", "LAHORE (APP) –"]),
        "extra": st.sampled_from(["{b: x, c: y}", "{c: y, b: x}", "{a: {b: z}}"]),
    },
)
TEMPLATES = {
    "article.html": [
        '{% extends "theme/article.html" %}{% block comments %}ONE{% endblock %}',
        "{{ nonsense }}",
    ],
    "partials/card.html": [
        "<p>{{ story.title }}</p>",
        "<p>{{ story.extra }} {{ story.extra.a.b }}</p>",
        '{% include "theme/partials/card.html" %}!',
    ],
    "blocks/box.html": ["<div>{{ title }}: {{ content }}</div>", "{% if %}"],
    "show.html": ["<b>{{ v }}</b>", "<u>{{ v }}</u>"],
    "page.html": [
        '{% extends "theme/page.html" %}{% block title %}{{ fragment("icon.svg") }}{% endblock %}'
    ],
    "partials/footer.html": [
        '{% include ["icon.svg", "words.md", "plain"] ignore missing %}',
        '{% import "macro.j2" as tools %}{{ tools.mark(1) }}{{ tools.mark("<") }}',
        '{{ fragment("show.html", v=number if number is defined else head.index) }}',
        '{{ fragment("show.html", v="<i>" | safe if head.index else "<i>") }}',
        '{{ fragment("show.html", v=1.0) }}{{ fragment("show.html", v=1) }}',
        '{% include ["icons/flag.svg", "deep/facts.json"] ignore missing %}',
        "<footer>{{ site.title }} {{ site.extra }}</footer>",
        "<footer>{{ asset('own' ~ '.css') }}</footer>",
    ],
    "feeds.html": ['{% extends "theme/feeds.html" %}{% block feeds_header %}F{% endblock %}'],
    "home.html": [
        '{% extends "theme/home.html" %}{% block title %}{{ asset("own.css") }}{% endblock %}'
    ],
}
PARTS = {
    "pages/own.txt": ["{% for s in cards %}{{ s.title }} {% endfor %}", "{{ head.title }}"],
    "icon.svg": ["<svg/>", "<svg><g/></svg>"],
    "words.md": ["words", "*words*"],
    "plain": ["plain", "{{ site.title }}"],
    "macro.j2": [
        "{% macro mark(x) %}<i>{{ x }}</i>{% endmacro %}",
        "{% macro mark(x) %}<b>{{ x }}</b>{% endmacro %}",
    ],
    "deep/facts.json": ['{"a": 1}', '{"a": 2}'],
    "locales/en.po": [
        'msgctxt "types.opinion"\nmsgid "Opinion"\nmsgstr "View"\n',
        'msgctxt "table"\nmsgid "Table %d"\nmsgstr "T %d"\n',
        'msgctxt "corrections"\nmsgid "Corrections"\nmsgstr "Mended"\n',
    ],
    "locales/ur.po": [
        'msgctxt "by"\nmsgid "By"\nmsgstr "از"\n',
        '#, fuzzy\nmsgctxt "by"\nmsgid "By"\nmsgstr "از"\n',
        'msgctxt "part"\nmsgid "Part %d"\nmsgstr "حصہ"\n',
    ],
}
"""Files that templates may load and whose names do not end as those of templates do."""
LINKS = {
    "static/photo.png": "../content/world/map.png",
    "static/brand": "pictures",
    "templates/icons": "../static/pictures",
    "templates/macro.html": "macro.j2",
    "content/globe": "pakistan",
    "content/world/flag.png": "map.png",
    "static/out.txt": "/etc/hostname",
    "static/pictures/loop": "..",
}
FRONTS = {
    "content/front.yaml": [
        "lead: world/talks.md\n",
        "top: [world/quake.md, {story: pakistan/match.md, until: 2026-11-24}]\n",
        "hidden: [world/talks.md, world/quake.md]\nsections: false\n",
        "blocks:\n  - {title: Mine, stories: [world/talks.md, pakistan/talks.md], layout: list}\n",
        "blocks:\n  - {tag: Floods}\n  - {series: Rivers, layout: grid}\n  - {section: world}\n",
        "blocks:\n  - {title: New, recent: true, number: 2}\nsections: false\n",
        "lead: nowhere.md\n",
        "laed: x\n",
    ],
    "content/ur/front.yaml": ["lead: world/talks.md\n", "hidden: [world/quake.md]\n"],
    "content/world/_front.yaml": [
        "lead: {story: quake.md, until: 2026-11-23 20:00}\ntop: [../pakistan/talks.md]\n",
        "blocks:\n  - {title: All, recent: true}\nhidden: [talks.md]\n",
    ],
}
COMMENTS = [
    "comments: [{id: 1, author: A, date: 2026-11-20, text: First.}]\n",
    """
    comments:
      - {id: 1, author: A, date: 2026-11-20 10:00, text: <p>One</p>}
      - {author: B, date: 2026-11-21, text: <i>Two</i>, parent: 1}
    """,
    "comments: [{author: A, date: 2026-11-20, text: x, email: a@b.example}]\n",
    "comments:\n",
]
FOLDERS = ["static/pictures", "templates/partials", "templates/deep", "content/pakistan", "static"]
STATIC = ["own.css", "logo.svg", "robots.txt", "pictures/flag.svg"]
EDITION = "editions: {ur: {title: خبریں, lang: ur, sections: {world: {title: دنیا}, pakistan: }}}"
SETTINGS = [
    "pictures: {widths: [16, 50], formats: [webp, avif]}",
    "pictures: {cards: stories, originals: true}",
    "embeds: [vimeo]",
    "comments: {provider: isso, server: https://replies.example, closed_after: 3}",
    "comments: {provider: template, without_types: [opinion], without_sections: [world]}",
    "headers: {servers: [netlify, nginx]}",
    "headers: {servers: [cloudfront, caddy], hsts: 0, sources: {script-src: https://a.example}}",
    "tagline: Every day",
    "per_page: 2",
    "related: 1",
    "related: 0",
    "feeds: {content: full, limit: 2}",
    "feeds: {formats: [rss, atom, json], tags: true, types: [opinion, live], limit: 2}",
    "feeds: {named: [{path: /feeds/a.xml, tag: Floods, picture_width: 20, content: full}]}",
    "feeds: {formats: [json], named: [{path: /a.json, author: Bilal, lang: ur, format: json}]}",
    "syndication: [ninjs, newsml-g2]",
    "newsletter: {title: Morning}",
    "permalink: /{year}/{slug}/",
    "markdown: {smart_quotes: false}",
    "markdown: {raw_html: trusted}",
    "home: {top: 1, per_section: 1}",
    "extra: {a: 1, b: 2}",
    "extra: {b: 2, a: 1}",
    "undeclared_sections: allow",
    "pages: [{path: /own.txt, template: pages/own.txt, tag: Floods, number: 2}]",
    "lang: ur",
    "look: modern",
    "publisher: {name: Us, license: /about/, policies: {ethics: /about/, masthead: '/us/#all'}}",
    "logo: logo.svg",
    "robots: {ai_training: disallow, rules: [{agents: [A, GPTBot], disallow: [/world/]}]}",
    "indexnow: 3f1c9f0a7be94d0f",
    "search: pagefind",
    "reading: {share: [mastodon, email], saved: false}",
    "offline: true",
    "digits: native",
    "digits: latin",
    "calendar: islamic",
    EDITION,
    EDITION.replace("خبریں", "اخبار"),
]


class History(RuleBasedStateMachine):
    """A site and the changes that are made to it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="law-"))
        self.paper = Paper(root=self.folder / "site")
        self.now = NOW
        self.settings: dict[str, str] = {}
        self.others: dict[str, bytes] = {}
        self.changed = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    # --- what editors do

    @initialize()
    def start(self) -> None:
        (self.paper.root / "content").mkdir(parents=True)
        self.write("newsgen.yaml", CONFIG)
        self.write("content/world/map.png", PICTURES["small"])
        self.write("content/world/talks.md", article("Talks", tags="[Floods]"))
        self.write("content/world/quake.md", article("Quake", authors="[Ayesha Khan]"))

    @rule(
        name=st.sampled_from(NAMES),
        section=st.sampled_from(SECTIONS),
        title=WORDS,
        body=BODIES,
        date=DATES,
        tags=TAGS,
        authors=AUTHORS,
        more=OPTIONAL,
    )
    def write_story(self, *, name, section, title, body, date, tags, authors, more):
        STEPS["write a story"] += 1
        fields = {"tags": f"[{', '.join(tags)}]", "authors": f"[{', '.join(authors)}]", **more}
        text = article(repr(title), body=body, section=section, date=date, **fields)
        self.write(f"content/{section}/{name}.md", text)
        self.build()

    @rule(
        name=st.sampled_from(NAMES),
        section=st.sampled_from(SECTIONS),
        lang=st.sampled_from(["ur", "ur", "en", "es"]),
        translations=st.sampled_from(
            ["", "../../world/talks.md", "[../../world/quake.md, ../world/match.md]"]
        ),
        more=OPTIONAL,
    )
    def write_a_translation(self, *, name, section, lang, translations, more):
        STEPS["write a translation"] += 1
        self.use_edition()
        fields = {**more, "lang": lang, "translations": translations}
        self.write(f"content/ur/{section}/{name}.md", article("بات", section=section, **fields))
        self.build()

    @rule(
        name=st.sampled_from(NAMES),
        updates=UPDATES,
        end=st.sampled_from(["", "2026-11-23 18:00", "2026-11-26", "2026-12-31"]),
        kind=st.sampled_from(["live", "live", "live", "news"]),
        tags=TAGS,
    )
    def write_live_story(self, *, name, updates, end, kind, tags):
        STEPS["write a live story"] += 1
        fields = {"type": kind, "tags": f"[{', '.join(tags)}]"}
        fields |= {"coverage_end": end} if end else {}
        body = "\n\n".join(["It began.", *updates])
        text = article("Votes", body=body, section="world", date="2026-11-20 10:00", **fields)
        self.write(f"content/world/{name}.md", text)
        self.build()

    @rule(data=st.data(), line=st.sampled_from(["More.", "Some *more*."]))
    def add_a_line(self, data, line):
        path = self.any_file(data, "content", ".md")
        if path:
            STEPS["edit a body"] += 1
            with (self.paper.root / path).open("a", encoding="utf-8") as file:
                file.write(f"\n{line}\n")
            self.tick(path)
            self.build()

    @rule(data=st.data())
    def delete(self, data):
        path = self.any_file(data, "content", "")
        if path:
            STEPS["delete a file"] += 1
            self.paper.remove(path)
            self.build()

    @rule(data=st.data(), name=st.sampled_from(NAMES), section=st.sampled_from(SECTIONS))
    def rename(self, data, name, section):
        path = self.any_file(data, "content", ".md")
        if path and not path.startswith(("content/authors", "content/pages")):
            STEPS["rename a story"] += 1
            target = self.paper.root / f"content/{section}/{name}.md"
            target.parent.mkdir(exist_ok=True)
            (self.paper.root / path).rename(target)
            self.build()

    @rule(
        name=st.sampled_from(["Ayesha Khan", "Bilal"]),
        bio=WORDS,
        role=st.sampled_from(["Editor", "Reporter"]),
        agency=st.sampled_from(["true", "false"]),
        folder=FOLDER,
    )
    def write_author(self, name, bio, role, agency, folder):
        STEPS["write an author"] += 1
        slug = name.split()[0].lower()
        text = f"---\nname: {name}\nrole: {role}\nagency: {agency}\n---\n{bio}\n"
        self.write(f"{folder}/authors/{slug}.md", text)
        self.build()

    @rule(title=WORDS, menu=st.booleans(), folder=FOLDER)
    def write_page(self, title, menu, folder):
        STEPS["write a page"] += 1
        text = f"---\ntitle: {title!r}\nmenu: {str(menu).lower()}\n---\nUs.\n"
        self.write(f"{folder}/pages/about.md", text)
        self.build()

    @rule(name=st.sampled_from(["map.png", "flag.png"]), content=st.sampled_from([*PICTURES]))
    def write_picture(self, name, content):
        STEPS["write a picture"] += 1
        self.write(f"content/world/{name}", PICTURES[content])
        self.build()

    @rule(
        name=st.sampled_from(NAMES),
        section=st.sampled_from(SECTIONS),
        text=st.sampled_from(COMMENTS),
    )
    def write_comments(self, name, section, text):
        STEPS["write comments"] += 1
        self.write(f"content/{section}/{name}.comments.yaml", text)
        self.build()

    @rule(data=st.data(), path=st.sampled_from(sorted(FRONTS)))
    def arrange_a_front(self, data, path):
        STEPS["arrange a front"] += 1
        self.write(path, data.draw(st.sampled_from(FRONTS[path])))
        self.build()

    # --- what theme authors do

    @rule(data=st.data(), name=st.sampled_from(sorted(TEMPLATES)))
    def write_template(self, data, name):
        STEPS["write a template"] += 1
        self.write(f"templates/{name}", data.draw(st.sampled_from(TEMPLATES[name])))
        self.build()

    @rule(data=st.data())
    def delete_template(self, data):
        path = self.any_file(data, "templates", ".html")
        if path:
            STEPS["delete a template"] += 1
            self.paper.remove(path)
            self.build()

    @rule(name=st.sampled_from(STATIC), content=st.sampled_from(["a", "b", "ccc"]))
    def write_static(self, name, content):
        STEPS["write a static file"] += 1
        self.write(f"static/{name}", content)
        self.build()

    @rule(data=st.data())
    def delete_static(self, data):
        path = self.any_file(data, "static", "")
        if path:
            STEPS["delete a static file"] += 1
            self.paper.remove(path)
            self.build()

    @rule(line=st.sampled_from(SETTINGS))
    def change_a_setting(self, line):
        STEPS["change a setting"] += 1
        key = line.partition(":")[0]
        if self.settings.get(key) == line:
            del self.settings[key]
        else:
            self.settings[key] = line
        self.write_settings()
        self.build()

    @rule(data=st.data(), name=st.sampled_from(sorted(PARTS)))
    def write_a_part(self, data, name):
        STEPS["write a file that templates load"] += 1
        self.write(f"templates/{name}", data.draw(st.sampled_from(PARTS[name])))
        self.build()

    @rule(path=st.sampled_from(sorted(LINKS)))
    def lay_or_remove_a_link(self, path):
        place = self.paper.root / path
        if place.is_symlink():
            place.unlink()
        elif not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(LINKS[path])
        STEPS["lay or remove a link"] += 1
        self.build()

    @rule(folder=st.sampled_from(FOLDERS))
    def lock_a_folder_for_a_while(self, folder):
        """As a user without rights would find it: root may list every folder."""
        STEPS["lock a folder"] += 1
        scandir = os.scandir

        def refusing(place=".", *rest):
            if place == str(self.paper.root / folder):
                raise PermissionError(13, "Permission denied", place)
            return scandir(place, *rest)

        with mock.patch("os.scandir", refusing):
            self.build()
        self.build()

    # --- what time and chance do

    @rule(days=st.sampled_from([-40, -1, 0.25, 1, 2, 40]))
    def pass_time(self, days):
        STEPS["move the clock"] += 1
        self.now += timedelta(days=days)
        self.build()

    @rule()
    def build_again(self):
        STEPS["change nothing"] += 1
        self.build()

    @rule(data=st.data(), content=st.sampled_from(["", "meddled"]))
    @precondition(lambda self: (self.paper.public / ".newsgen/manifest").exists())
    def meddle_with_the_output(self, data, content):
        paths = sorted(snapshot(self.paper.public).keys() - self.others.keys())
        path = data.draw(st.sampled_from(paths))
        STEPS["meddle with the output"] += 1
        place = self.paper.public / path
        if content:
            place.write_text(content)
        else:
            place.unlink()
        self.build()

    @rule()
    @precondition(lambda self: (self.paper.public / ".newsgen/manifest").exists())
    def put_a_file_of_others_there(self):
        STEPS["put a file of others there"] += 1
        path = f"notes-{len(self.others)}.txt"
        self.others[path] = b"ours"
        (self.paper.public / path).write_bytes(b"ours")
        self.build()

    @rule(what=st.sampled_from(["record", "output", "both"]))
    def lose_what_was_made(self, what):
        STEPS[f"lose the {what}"] += 1
        if what != "output":
            shutil.rmtree(self.paper.root / ".newsgen", ignore_errors=True)
        if what != "record":
            shutil.rmtree(self.paper.public, ignore_errors=True)
            self.others = {}
        self.build()

    @rule(anywhere=st.integers(0, 1 << 24))
    def damage_the_record(self, anywhere):
        place = self.paper.root / ".newsgen/record"
        if place.exists():
            STEPS["damage the record"] += 1
            content = bytearray(place.read_bytes())
            bit = anywhere % (len(content) * 8)  # its size depends on what time it is
            content[bit // 8] ^= 1 << bit % 8
            place.write_bytes(content)
            self.build()

    # --- the law

    def build(self) -> None:
        before = self.times()
        warm = self.paper.build(self.now)
        clean_place = self.folder / f"clean-{self.changed}"
        self.changed += 1
        clean = self.paper.build(
            self.now, output=str(clean_place / "public"), cache=str(clean_place / "cache")
        )
        told = [d for d in warm.diagnostics if d.code not in OF_THE_PAST]
        assert told == list(clean.diagnostics)
        assert warm.committed == clean.committed
        if warm.committed:
            expected = snapshot(clean_place / "public")
            kept = {d.message.split(" ")[0] for d in warm.diagnostics if d.code == "kept-file"}
            made = snapshot(self.paper.public)
            self.others |= {path: made[path] for path in kept if path not in expected}
            assert made == self.others | expected
        after = self.times()
        for path, (content, modified) in before.items():
            if path in after and after[path][0] == content:
                assert after[path][1] == modified, path
        shutil.rmtree(clean_place, ignore_errors=True)
        note(f"built: {warm.rendered} rendered, {warm.written} written")

    def times(self) -> dict[str, tuple[bytes, int]]:
        files = snapshot(self.paper.public)
        return {p: (c, (self.paper.public / p).stat().st_mtime_ns) for p, c in files.items()}

    def use_edition(self) -> None:
        if "editions" not in self.settings:
            self.settings["editions"] = EDITION
            self.write_settings()

    def write_settings(self) -> None:
        self.write("newsgen.yaml", CONFIG + "".join(f"{x}\n" for x in self.settings.values()))

    def write(self, path: str, content: str | bytes) -> None:
        self.paper.write({path: content})
        self.tick(path)

    def tick(self, path: str) -> None:
        """Wait until the file system would give the next write another time."""
        written = (self.paper.root / path).stat().st_ctime_ns
        probe = self.folder / "probe"
        while True:
            probe.touch()
            os.utime(probe)
            if probe.stat().st_ctime_ns > written:
                return

    def any_file(self, data: st.DataObject, folder: str, suffix: str) -> str:
        places = sorted((self.paper.root / folder).rglob(f"*{suffix}"))
        paths = [p.relative_to(self.paper.root).as_posix() for p in places if p.is_file()]
        return data.draw(st.sampled_from(paths)) if paths else ""


def hold(histories: int, steps: int) -> None:
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            phases=(Phase.reuse, Phase.generate),  # a history is short enough to be read
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture(params=["stamps are trusted", "bytes are read"])
def trust(request, monkeypatch):
    """Whether a recently changed file is compared by its stamp, or only by its bytes."""
    if request.param == "stamps are trusted":
        monkeypatch.setattr(cache, "_STAMP_RESOLUTION", -(10**15))


def test_a_warm_build_equals_a_clean_one_whatever_happens(trust):
    hold(histories=4, steps=10)


@pytest.mark.slow
def test_the_law_holds_for_hundreds_of_steps(trust, capsys):
    STEPS.clear()
    hold(histories=HISTORIES, steps=30)
    assert STEPS.total() > 15 * HISTORIES
    with capsys.disabled():
        sys.stderr.write(
            f"\nThe law held for {STEPS.total():,} steps: {dict(STEPS.most_common())}\n"
        )
