"""What newsgen.yaml may say; editors see the descriptions as hover texts."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from newsgen.models import DatelineStyle, Model
from newsgen.schema import about


class SectionSettings(Model, frozen=True):
    """A section of the paper."""

    title: Annotated[str, about("As readers see it. Left out, made of the slug.", "name")] = ""
    description: Annotated[str, about("One sentence for its front and its feed.", "summary")] = ""
    lang: Annotated[str, about("Language of its stories, if not the site's.", "language")] = ""


class HomeSettings(Model, frozen=True):
    """The home page."""

    top: Annotated[int, about("Stories beside the lead, 0 to 100.")] = 4
    per_section: Annotated[int, about("Stories in the block of a section, 0 to 100.")] = 4


class FeedSettings(Model, frozen=True):
    """The feeds."""

    limit: Annotated[int, about("Stories in a feed, 1 to 500.", "count", "size", "items")] = 30
    content: Annotated[
        Literal["summary", "full"], about("What of a story feeds carry.", "fulltext")
    ] = "summary"


class MarkdownSettings(Model, frozen=True):
    """How the bodies of stories are read."""

    smart_quotes: Annotated[
        bool, about("Whether to curl quotes and lengthen dashes.", "smartypants", "typographer")
    ] = True
    raw_html: Annotated[
        Literal["escape", "trusted"],
        about("Show HTML in a body as text, or trust all writers and let it through.", "html"),
    ] = "escape"


class Waiver(Model, frozen=True):
    """A finding that is put up with."""

    code: Annotated[str, about("The rule.", "rule")]
    path: Annotated[str, about("Files it covers, of source or output: content/world/*.md.")]
    reason: Annotated[str, about("Why, for whoever reads it later.", "why")]
    until: Annotated[str, about("Last day that it holds: 2027-03-31.", "expires", "end")] = ""


class CheckSettings(Model, frozen=True):
    """What `newsgen check` makes of what it finds."""

    severity: Annotated[
        Mapping[str, Literal["error", "warning", "off"]],
        about("How grave a breach of a rule is, by its code.", "rules"),
    ] = {}
    waivers: Annotated[tuple[Waiver, ...], about("Findings that are put up with.", "ignore")] = ()


class Config(Model, frozen=True):
    """The settings of a site, all of them checked."""

    title: Annotated[str, about("Name of the paper.", "name", "sitename", "sitetitle")]
    tagline: Annotated[str, about("A few words below the name.", "subtitle", "slogan")] = ""
    description: Annotated[str, about("One sentence for search engines and feeds.")] = ""
    base_url: Annotated[
        str, about("Where the site will stand: https://news.example/.", "baseurl", "url", "siteurl")
    ] = "http://localhost:8000/"
    lang: Annotated[str, about("Language of the paper: `en`, `ur`.", "language", "locale")] = "en"
    timezone: Annotated[
        str, about("IANA name of the paper's time zone: Asia/Karachi.", "tz", "timezonename")
    ] = "UTC"
    output: Annotated[
        str, about("Folder of the finished site, in the site root.", "destination", "publishdir")
    ] = "public"
    cache: Annotated[
        str, about("Folder of what newsgen remembers between builds, in the site root.", "cachedir")
    ] = ".newsgen"
    permalink: Annotated[
        str,
        about(
            "Address of an article, made of {section} {slug} {id} {year} {month} {day}.",
            "permalinks",
        ),
    ] = "/{section}/{slug}/"
    dateline_style: Annotated[DatelineStyle, about("How datelines look.", "dateline")] = "ap"
    sections: Annotated[
        Mapping[str, SectionSettings],
        about("Slug to settings, in the order of the paper.", "categories", "menu"),
    ] = {}
    undeclared_sections: Annotated[
        Literal["error", "allow"], about("What to do about a section that is not listed here.")
    ] = "error"
    per_page: Annotated[
        int, about("Stories on an archive page, 1 to 500.", "paginate", "pagesize", "pagination")
    ] = 20
    home: Annotated[HomeSettings, about("The home page.", "frontpage")] = HomeSettings()
    feeds: Annotated[FeedSettings, about("The RSS feeds.", "rss", "feed")] = FeedSettings()
    markdown: Annotated[
        MarkdownSettings, about("How the bodies of stories are read.", "markup")
    ] = MarkdownSettings()
    related: Annotated[int, about("Related articles below a story, 0 to 50.")] = 4
    copyright: Annotated[str, about("Line at the foot of every page.")] = ""
    logo: Annotated[str, about("Publisher's logo: a path under static/, or an address.")] = ""
    editor: Annotated[
        str,
        about(
            "What opens a file from the preview: `vscode`, `vscodium`, `cursor`, `zed`, `idea`,"
            " `sublime`, `textmate`, `emacs`, or an address made of {path} {line} {column}."
        ),
    ] = "vscode"
    check: Annotated[
        CheckSettings, about("What `newsgen check` makes of what it finds.", "audit", "lint")
    ] = CheckSettings()
    extra: Annotated[
        Mapping[str, Any], about("Keys of your own, for your own templates.", "params", "custom")
    ] = {}
