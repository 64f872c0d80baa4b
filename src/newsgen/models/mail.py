"""What the templates of mails get."""

from datetime import datetime

from newsgen.models.model import Model
from newsgen.models.pages import Card
from newsgen.text import Direction


class MailPicture(Model, frozen=True):
    """A picture in a format that every mail program shows."""

    url: str
    """Its URL."""
    width: int
    """How wide the mail shows it, in pixels; 0 if its size is unknown."""
    height: int
    """How high, in pixels; 0 if its size is unknown."""
    alt: str = ""
    """What it shows, for readers who do not see it."""


class MailStory(Model, frozen=True):
    """A story in a mail."""

    card: Card
    """What lists show of it."""
    picture: MailPicture | None = None
    """Its lead picture, if there is a JPEG, PNG or GIF of it."""


class DigestView(Model, frozen=True):
    """The stories since a moment, as a mail."""

    title: str
    """The name of the newsletter."""
    subject: str
    """What may stand in the subject line: the first headline."""
    preheader: str
    """What mail programs show after the subject: the other headlines."""
    intro: str
    """The sentence above the stories, or empty."""
    stories: tuple[MailStory, ...]
    """The newest first."""
    since: datetime
    """The stories are younger than this."""
    moment: datetime
    """When the mail was made."""
    lang: str
    """Its language."""
    dir: Direction
    """The direction in which that is written."""
    url: str
    """URL of the page that has the same stories: of the section, or the front page."""
    address: str
    """Postal address of the sender, or empty."""
    unsubscribe: str
    """What the mail service replaces by the address to unsubscribe, or empty."""
