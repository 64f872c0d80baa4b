"""Editions: parts of the paper below an address of their own, with a frame of their own.

An edition is planned as a site of its own. It differs from the paper in its settings only, so these
are all that the functions of a plan need.
"""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from newsgen.config.shape import Config, EditionSettings
from newsgen.files.names import CONTENT

_OWN = frozenset({"title", "tagline", "description", "sections"})
"""What an edition does not take from the paper when it is left out: its words and sections."""


class EditionConfig(Config, frozen=True, kw_only=True):
    """The settings of an edition: those of the paper, with what the edition has of its own."""

    edition: str
    """Its name, which is its folder in content/ and the first part of its addresses."""


def edition_configs(config: Config) -> Mapping[str, Config]:
    """The settings of every edition by its name; those of the main one first, by ``""``."""
    return {"": config} | {
        name: _settings_of(name, own, config) for name, own in config.editions.items()
    }


def edition_of(path: str, config: Config) -> str:
    """The name of the edition to which a file of content/ belongs; empty for the main one.

    >>> from newsgen.config import EditionSettings
    >>> config = Config(title="News", editions={"ur": EditionSettings(title="خبریں")})
    >>> edition_of("content/ur/world/quake.md", config), edition_of("content/world/ur.md", config)
    ('ur', '')
    """
    if not config.editions:
        return ""
    first = path.split("/", 2)[1:2]
    return first[0] if first and first[0] in config.editions else ""


def edition_folder(edition: str) -> str:
    """The folder with the sources of an edition, without a slash at its end.

    >>> edition_folder(""), edition_folder("ur")
    ('content', 'content/ur')
    """
    return f"{CONTENT}/{edition}" if edition else CONTENT


def folders_in_edition(path: str, config: Config) -> list[str]:
    """The folders from that of the edition down to a file of content/.

    >>> folders_in_edition("content/world/2026/quake.md", Config(title="News"))
    ['world', '2026']
    """
    return path.split("/")[2 if edition_of(path, config) else 1 : -1]


def _settings_of(name: str, own: EditionSettings, config: Config) -> EditionConfig:
    shared: dict[str, Any] = {key: getattr(config, key) for key in config.__struct_fields__}
    given = {key: getattr(own, key) for key in own.__struct_fields__}
    own_or_given = {key: value for key, value in given.items() if key in _OWN or value}
    extra = {**config.extra, **own.extra}
    of_the_paper = {
        "pages": (),
        "feeds": replace(config.feeds, named=()),
        "newsletter": replace(config.newsletter, title="", intro=""),
    }
    return EditionConfig(**shared | own_or_given | of_the_paper | {"edition": name, "extra": extra})
