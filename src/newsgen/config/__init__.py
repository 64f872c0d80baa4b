"""newsgen.yaml: the settings of a site, checked as strictly as front matter."""

from newsgen.config.checks import (
    EDITORS,
    PERMALINK_FIELDS,
    RESERVED_SECTIONS,
    split_base_url,
)
from newsgen.config.languages import is_language, language_hint
from newsgen.config.reading import Setting, override, read_config, settings
from newsgen.config.shape import (
    AnnounceSettings,
    CheckSettings,
    Config,
    FeedSettings,
    HomeSettings,
    MarkdownSettings,
    NamedFeedSettings,
    NewsletterSettings,
    PageSettings,
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
    "NamedFeedSettings",
    "NewsletterSettings",
    "PageSettings",
    "SectionSettings",
    "Setting",
    "TargetSettings",
    "Waiver",
    "is_language",
    "language_hint",
    "override",
    "read_config",
    "settings",
    "split_base_url",
]
