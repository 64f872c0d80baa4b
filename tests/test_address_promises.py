"""The promise: every address that ever answered still answers, or somebody was told.

Random histories of moves, renames, new slugs, sections and permalinks, removed aliases, deletions
and drafts go over a built site. After each build every page that a build ever made is there, or a
warning of this build names it, or the result of some build counted it among what vanished.
"""

import re
from random import Random

import pytest

from newsgen.builder.result import Result
from newsgen.builder.verify import compare_with_clean
from newsgen.incremental.manifest import Addresses, manifest_path, read_manifest
from support.paper import CONFIG, Paper, article

SEEDS = range(100)
STEPS = 6
PATTERNS = ["/{section}/{slug}/", "/{year}/{slug}/", "/{slug}.html", "/{section}/{id}.html"]
NAMES = ["talks", "quake", "harvest", "match", "verdict", "باران"]
KEPT = re.compile(r"aliases: .*+\n")


class History:
    """A paper to which things happen, and every page that it ever had."""

    def __init__(self, paper: Paper, mode: str, seed: int) -> None:
        self.paper, self.mode, self.random = paper, mode, Random(seed)
        self.pattern = PATTERNS[0]
        self.ever: set[str] = set()
        self.told: set[str] = set()
        self.settle()
        for name in NAMES[:4]:
            aliases = f"[/old/{name}/]" if self.random.random() < 0.5 else "[]"
            text = article(f"About {name}", body=f"All of {name}.", aliases=aliases)
            paper.write({f"content/world/{name}.md": text})

    def settle(self) -> None:
        """Write the settings."""
        settings = f"{CONFIG}permalink: {self.pattern}\nmoved_stories: {self.mode}\n"
        self.paper.write({"newsgen.yaml": settings})

    def step(self) -> None:
        """Let something happen to the site, or two things at once."""
        happenings = [self.rename, self.rename, self.edit, self.edit, self.edit]
        for happening in self.random.sample([*happenings, self.delete, self.add, self.turn], 2):
            happening()

    def rename(self) -> None:
        """Move a file, with its words or with its headline alone."""
        source, folder = self.choose(), self.random.choice(["world", "pakistan", "world/2026"])
        place = self.paper.root / f"content/{folder}/{self.random.choice(NAMES)}.md"
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            source.rename(place)

    def edit(self) -> None:
        """Change a story: slug, section, aliases, text, whether it is a draft."""
        source, name = self.choose(), self.random.choice(NAMES)
        text = source.read_text(encoding="utf-8")
        change = self.random.randrange(6)
        if change == 0:
            text = text.replace("---\n", f"---\nslug: {name}\n", 1) if "slug:" not in text else text
        elif change == 1:
            text = text.replace("section: world", "section: pakistan")
        elif change == 2:
            text = KEPT.sub("", text)
        elif change == 3:
            text += "More.\n"
        elif change == 4:
            text = text.replace("---\n", "---\ndraft: true\n", 1) if "draft" not in text else text
        else:
            text = text.replace("draft: true\n", "").replace("slug: ", f"slug: {name}-")
        source.write_text(text, encoding="utf-8")

    def delete(self) -> None:
        """Delete a story."""
        if len(self.sources()) > 2:
            self.choose().unlink()

    def add(self) -> None:
        """Write a new story."""
        name = self.random.choice(NAMES)
        path = f"content/pakistan/{name}-{self.random.randrange(3)}.md"
        self.paper.write({path: article(f"New {name}", section="pakistan", body=f"New: {path}.")})

    def turn(self) -> None:
        """Change the permalink."""
        self.pattern = self.random.choice(PATTERNS)
        self.settle()

    def sources(self):
        """The files of all stories."""
        return sorted((self.paper.root / "content").rglob("*.md"))

    def choose(self):
        """The file of some story."""
        return self.random.choice(self.sources())

    def build(self) -> None:
        """Build the site, and hold the promise against everything that was ever there."""
        result = self.paper.build()
        if not result.committed:
            return  # the output is as it was
        manifest = read_manifest(manifest_path(self.paper.public))
        assert manifest is not None
        told = self.told_by(result, manifest.addresses)
        self.ever -= {gone.path for gone in result.vanished}
        self.ever |= {p for p, e in manifest.entries.items() if e.media_type == "text/html"}
        silent = {p for p in self.ever - told if not (self.paper.public / p).is_file()}
        assert not silent, result.diagnostics
        self.told |= told
        if self.mode == "redirect":
            assert not compare_with_clean(result, self.paper.options())

    def told_by(self, result: Result, addresses: Addresses) -> set[str]:
        """The pages of which warnings of the build say that they are gone.

        Of a story that was withdrawn since, earlier warnings count.
        """
        messages = [d.message for d in result.diagnostics if d.code == "moved-address"]
        live = {trace.name for trace in addresses.stories}
        return {
            path
            for path, lost in addresses.lost.items()
            if any(re.search(rf"{re.escape(address(path))}(?=[ ,]|$)", m) for m in messages)
            or any(lost.pattern and f"permalink `{lost.pattern}`" in m for m in messages)
            or (lost.name not in live and path in self.told)
        }


def address(path: str) -> str:
    """The address of a page, as messages have it."""
    return f"/{path.removesuffix('index.html')}"


def live_through(make_paper, seed: int, steps: int) -> None:
    history = History(make_paper(), ["tell", "redirect"][seed % 2], seed)
    history.build()
    for _ in range(steps):
        history.step()
        history.build()


@pytest.mark.parametrize("seed", range(4))
def test_every_address_that_ever_answered_still_answers_or_was_told(make_paper, seed):
    live_through(make_paper, seed, steps=4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_hundred_histories_no_address_is_lost_in_silence(make_paper, seed):
    live_through(make_paper, seed, STEPS)
