"""newsgen.yaml: the settings of a site, checked as strictly as front matter."""

from newsgen.config.checks import (
    EDITORS,
    PERMALINK_FIELDS,
    RESERVED_SECTIONS,
    is_language,
    split_base_url,
)
from newsgen.config.reading import Setting, override, read_config, settings
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
    "is_language",
    "override",
    "read_config",
    "settings",
    "split_base_url",
]
