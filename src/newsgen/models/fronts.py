"""What an editor decides about a front: the home page, or the first page of a section."""

from datetime import datetime
from typing import Literal

from newsgen.models.model import Model
from newsgen.models.sources import ArticleType

FrontLayout = Literal["feature", "grid", "list"]
"""A large story with smaller ones beside it, stories of one size, or headlines."""
HOME_FRONT = ""
"""Stands for the home page where others have the slug of their section."""


class FrontStory(Model, frozen=True):
    """A story that an editor puts somewhere."""

    story: str
    """Path of its file: as written, relative to the folder of the front; resolved, relative to the
    site root."""
    until: datetime | None = None
    """When its place ends; None if it stays."""


class FrontBlock(Model, frozen=True):
    """A group of stories: those that are named, or the newest that meet every other condition."""

    title: str = ""
    stories: tuple[str, ...] = ()
    section: str = ""
    tag: str = ""
    series: str = ""
    type: ArticleType | None = None
    recent: bool = False
    """Whether any recent story will do."""
    number: int = 0
    """How many stories at most; 0 for as many as the block of a section has."""
    layout: FrontLayout = "feature"


class Front(Model, frozen=True):
    """One file: ``content/front.yaml``, or ``content/<section>/_front.yaml``."""

    path: str
    digest: str
    section: str
    """The slug of the section, or ``HOME_FRONT``."""
    lead: FrontStory | None = None
    top: tuple[FrontStory, ...] = ()
    hidden: tuple[str, ...] = ()
    blocks: tuple[FrontBlock, ...] = ()
    sections: bool = True
    """Whether a block for each section without one follows, on the home page."""

    @property
    def source_digest(self) -> str:
        """Digest of the path and the bytes of the source: nothing else belongs to it."""
        return self.digest
