"""newsgen.yaml: the settings of a site, checked as strictly as front matter."""

from newsgen.config.checks import EDITORS, PERMALINK_FIELDS, RESERVED_SECTIONS, is_language
from newsgen.config.reading import Setting, base_path, origin, override, read_config, settings
from newsgen.config.shape import (
    AnnounceSettings,
    CheckSettings,
    Config,
    FeedSettings,
    HomeSettings,
    MarkdownSettings,
    SectionSettings,
    TargetSettings,
    Waiver,
)

__all__ = [
    "EDITORS",
    "PERMALINK_FIELDS",
    "RESERVED_SECTIONS",
    "AnnounceSettings",
    "CheckSettings",
    "Config",
    "FeedSettings",
    "HomeSettings",
    "MarkdownSettings",
    "SectionSettings",
    "Setting",
    "TargetSettings",
    "Waiver",
    "base_path",
    "is_language",
    "origin",
    "override",
    "read_config",
    "settings",
]
