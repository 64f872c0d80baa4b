"""newsgen.yaml: the settings of a site, checked as strictly as front matter."""

from newsgen.config.additions import with_base_url, with_target
from newsgen.config.checks import (
    EDITORS,
    PERMALINK_FIELDS,
    RESERVED_SECTIONS,
    split_base_url,
)
from newsgen.config.editions import (
    edition_configs,
    edition_folder,
    edition_of,
    folders_in_edition,
)
from newsgen.config.headers import DIRECTIVES
from newsgen.config.languages import hreflang, is_language, language_hint
from newsgen.config.reading import Setting, override, read_config, settings
from newsgen.config.search_engines import (
    PolicySettings,
    PublisherSettings,
    RobotsRule,
    RobotsSettings,
    publisher_pages,
)
from newsgen.config.shape import (
    AnnounceSettings,
    CheckSettings,
    CommentSettings,
    Config,
    DeskSettings,
    EditionSettings,
    FeedSettings,
    FormerPermalink,
    HeaderSettings,
    HomeSettings,
    MarkdownSettings,
    NamedFeedSettings,
    NewsletterSettings,
    PageSettings,
    SectionSettings,
    TargetSettings,
    Waiver,
)
from newsgen.config.waivers import CurrentWaivers, has_ended, without_waived

__all__ = [
    "DIRECTIVES",
    "EDITORS",
    "PERMALINK_FIELDS",
    "RESERVED_SECTIONS",
    "AnnounceSettings",
    "CheckSettings",
    "CommentSettings",
    "Config",
    "CurrentWaivers",
    "DeskSettings",
    "EditionSettings",
    "FeedSettings",
    "FormerPermalink",
    "HeaderSettings",
    "HomeSettings",
    "MarkdownSettings",
    "NamedFeedSettings",
    "NewsletterSettings",
    "PageSettings",
    "PolicySettings",
    "PublisherSettings",
    "RobotsRule",
    "RobotsSettings",
    "SectionSettings",
    "Setting",
    "TargetSettings",
    "Waiver",
    "edition_configs",
    "edition_folder",
    "edition_of",
    "folders_in_edition",
    "has_ended",
    "hreflang",
    "is_language",
    "language_hint",
    "override",
    "publisher_pages",
    "read_config",
    "settings",
    "split_base_url",
    "with_base_url",
    "with_target",
    "without_waived",
]
