"""What a publication asks of a target, whatever kind it is."""

from typing import Protocol

from newsgen.builder import Progress
from newsgen.publish.difference import Difference, Judge
from newsgen.publish.holdings import Holdings
from newsgen.publish.release import Release, Taste


class Target(Protocol):
    """A place that readers are served from."""

    @property
    def place(self) -> str:
        """Where it is, in words for people: ``s3://news-example``. Never holds a secret."""

    @property
    def taste(self) -> Taste:
        """In what form it takes files."""

    def look(self) -> Holdings:
        """What it holds and what time it is there. Raises Refusal where it cannot be reached."""

    def deliver(self, release: Release, judge: Judge, progress: Progress) -> Difference:
        """Publish the release; gives what that changed.

        ``judge`` is asked whether the clocks agree before anything changes there, and what is to
        change once nobody else can publish. Whenever the work is cut off, readers are served whole
        pages whose assets are there. Raises Refusal where the judge does, or where the target
        fails.
        """
