"""Two states of a paper, built and ready to publish, and the files that readers should get."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from newsgen.models import Model
from newsgen.publish import Overrides, PublishOptions, PublishReport, publish
from support.paper import CONFIG, MakePaper, Paper, article, snapshot

OLDER = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NEWER = OLDER + timedelta(hours=1)
CLOCK = datetime(2026, 11, 30, tzinfo=UTC)


class PaperState(Model, frozen=True):
    """A state of the paper."""

    paper: Paper
    files: Mapping[str, bytes]
    """The files that readers should get."""

    def publish(self, target: str = "", **wanted: object) -> PublishReport:
        """Publish the existing build."""
        overrides = Overrides(**{name: wanted.pop(name) for name in [*wanted] if name in OVERRIDES})  # type: ignore[arg-type]
        publish_options = PublishOptions(
            clock=CLOCK, target=target, use_last_build=True, overrides=overrides, **wanted
        )  # type: ignore[arg-type]
        return publish(self.paper.options(), publish_options)


OVERRIDES = ("replace_newer", "delete_many", "adopt")


def older_state(make_paper: MakePaper, targets: str) -> PaperState:
    """The paper as it was."""
    stories = {
        f"content/world/{n}.md": article(f"Story {n}", body=f"![Map {n}]({n}.svg)\n\nIt happened.")
        for n in range(6)
    }
    pictures = {f"content/world/{n}.svg": svg(f"old {n}") for n in range(6)}
    files = {**stories, **pictures, "static/css/site.css": "body { color: #111 }\n"}
    return _state(make_paper(_with_targets(files, targets), "older"), OLDER)


def newer_state(make_paper: MakePaper, targets: str) -> PaperState:
    """The paper an hour later: one story removed, one new, a headline and the style sheet changed.

    So every page changes, and the one asset that all pages need.
    """
    stories = {
        f"content/world/{n}.md": article(f"Story {n}", body=f"![Map {n}]({n}.svg)\n\nIt happened.")
        for n in range(1, 7)
    }
    stories["content/world/3.md"] = article("Story 3 told anew", body="![Map](3.svg)\n\nIt did.")
    pictures = {f"content/world/{n}.svg": svg(f"old {n}") for n in range(1, 6)}
    pictures |= {"content/world/6.svg": svg("new 6"), "content/world/3.svg": svg("redrawn 3")}
    files = {**stories, **pictures, "static/css/site.css": "body { color: #222 }\n"}
    return _state(make_paper(_with_targets(files, targets), "newer"), NEWER)


def svg(words: str) -> str:
    """A picture that shows some words."""
    return f'<svg xmlns="http://www.w3.org/2000/svg"><text>{words}</text></svg>\n'


def _with_targets(files: Mapping[str, str], targets: str) -> Mapping[str, str]:
    return {**files, "newsgen.yaml": f"{CONFIG}targets:\n  live: {targets}\n"}


def _state(paper: Paper, now: datetime) -> PaperState:
    paper.build_ok(now)
    return PaperState(paper=paper, files=snapshot(paper.public))
