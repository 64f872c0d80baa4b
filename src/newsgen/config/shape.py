"""The keys of newsgen.yaml; code editors show the descriptions as hover texts."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from newsgen.config.search_engines import PublisherSettings, RobotsSettings
from newsgen.models import (
    EMBED_SERVICES,
    ArticleType,
    Calendar,
    CommentProvider,
    DatelineStyle,
    Digits,
    EmbedService,
    FeedKind,
    HeaderFormat,
    Look,
    Model,
    RawHtml,
    RedirectFormat,
    SyndicationKind,
)
from newsgen.schema import about


class SectionSettings(Model, frozen=True):
    """A section of the paper."""

    title: Annotated[str, about("Name for readers. Left out, made from the slug.", "name")] = ""
    description: Annotated[str, about("One sentence for its page and its feed.", "summary")] = ""
    lang: Annotated[str, about("Language of its stories, if not the site's.", "language")] = ""
    aliases: Annotated[
        tuple[str, ...], about("Old addresses of its front: `[/pak/]`.", "redirectfrom")
    ] = ()


class FormerPermalink(Model, frozen=True):
    """An earlier pattern of addresses, which goes on answering."""

    pattern: Annotated[str, about("The former `permalink`.", "permalink")]
    until: Annotated[
        str,
        about("The first day without it: stories dated before it answer there too: 2026-11-28."),
    ]


class HomeSettings(Model, frozen=True):
    """The home page."""

    top: Annotated[int, about("Stories next to the lead, 0 to 100.")] = 4
    per_section: Annotated[int, about("Stories in the block of a section, 0 to 100.")] = 4


class NamedFeedSettings(Model, frozen=True):
    """A feed of its own, for a partner or a mail service."""

    path: Annotated[str, about("Its address on the site: `/feeds/partner.xml`.", "url", "file")]
    title: Annotated[str, about("Its title; left out, that of the paper.", "name")] = ""
    description: Annotated[str, about("One sentence about it.", "summary")] = ""
    format: Annotated[FeedKind, about("Its format.", "kind")] = "rss"
    section: Annotated[str, about("Only stories of this section.", "category")] = ""
    tag: Annotated[str, about("Only stories with this tag.")] = ""
    series: Annotated[str, about("Only stories of this series.")] = ""
    type: Annotated[ArticleType | None, about("Only stories of this type.")] = None
    author: Annotated[str, about("Only stories of this author.", "byline")] = ""
    lang: Annotated[
        str, about("Only stories in this language: `ur`, also of `ur-PK`.", "language")
    ] = ""
    number: Annotated[
        int, about("How many stories, 1 to 500; 0 for `feeds.limit`.", "limit", "count", "items")
    ] = 0
    content: Annotated[
        Literal["summary", "full"] | None,
        about("Part of a story that it contains, if not that of `feeds.content`.", "fulltext"),
    ] = None
    picture_width: Annotated[
        int,
        about(
            "Only stories whose picture is published at least so many pixels wide; 0 for all.",
            "image_width",
        ),
    ] = 0


class FeedSettings(Model, frozen=True):
    """The feeds."""

    formats: Annotated[
        tuple[FeedKind, ...],
        about("Formats of all feeds but the named ones.", "kinds"),
    ] = ("rss",)
    limit: Annotated[int, about("Stories in a feed, 1 to 500.", "count", "size", "items")] = 30
    content: Annotated[
        Literal["summary", "full"], about("Part of a story that feeds contain.", "fulltext")
    ] = "summary"
    tags: Annotated[bool, about("Whether each tag has a feed.")] = False
    authors: Annotated[bool, about("Whether each author has a feed.")] = False
    types: Annotated[
        tuple[ArticleType, ...], about("Types of article that have a feed: opinion, live.")
    ] = ()
    named: Annotated[
        tuple[NamedFeedSettings, ...],
        about("Feeds of your own, for partners and mail services.", "custom", "partners"),
    ] = ()
    authority: Annotated[
        str,
        about(
            "Host that names the stories in feeds (RFC 4151): `news.example`, or with a day "
            "`news.example,2019`. Left out, the host of base_url. Set it before the site moves to "
            "another host, so that feed readers do not show all stories again.",
            "domain",
        ),
    ] = ""
    hub: Annotated[
        str, about("Address of the WebSub hub that notifies feed readers.", "websub")
    ] = ""


class DeskSettings(Model, frozen=True):
    """The desk of `newsgen serve`."""

    git: Annotated[
        Literal["off", "commit", "push"],
        about(
            "What happens in git with each change that somebody makes in the desk: nothing, a "
            "commit, or a commit that is sent to the branch from which this one comes, after "
            "what others sent there was fetched.",
            "repository",
            "autocommit",
        ),
    ] = "off"


class NewsletterSettings(Model, frozen=True):
    """The mail that `newsgen digest` makes."""

    title: Annotated[str, about("Its name; left out, that of the paper.", "name")] = ""
    intro: Annotated[str, about("A sentence above the stories.", "greeting")] = ""
    address: Annotated[
        str, about("Postal address of the sender, which many countries ask for in such mails.")
    ] = ""
    unsubscribe: Annotated[
        str,
        about(
            "What your mail service replaces by the address to unsubscribe: `*|UNSUB|*`, "
            "`{{ unsubscribe_url }}`.",
        ),
    ] = ""


class MarkdownSettings(Model, frozen=True):
    """How the bodies of stories are read."""

    smart_quotes: Annotated[
        bool, about("Whether to make quotes and dashes typographic.", "smartypants", "typographer")
    ] = True
    linkify: Annotated[
        bool, about("Whether bare web and mail addresses become links.", "autolink")
    ] = True
    quotes: Annotated[
        str,
        about(
            "Four quotation marks, outer and inner, for all languages: `«»‹›`. Left out, those of "
            "the language.",
            "quotationmarks",
        ),
    ] = ""
    raw_html: Annotated[
        RawHtml,
        about(
            "HTML in a body: keep what is harmless, show all as text, or trust all writers.", "html"
        ),
    ] = "safe"


class PictureSettings(Model, frozen=True):
    """The pictures of the site."""

    widths: Annotated[
        tuple[int, ...],
        about("Widths in pixels in which readers get a picture; empty for its file as it is."),
    ] = (400, 800, 1200, 1600)
    formats: Annotated[
        tuple[Literal["webp", "avif"], ...],
        about("Formats besides the original one; `avif` is smaller, and takes longer to make."),
    ] = ("webp",)
    quality: Annotated[
        int,
        about(
            "From 1 to 100, of WebP; JPEG gets four more and AVIF fifteen fewer, for the same look."
        ),
    ] = 75
    originals: Annotated[
        bool, about("Whether the whole pictures are published too, without their metadata.")
    ] = False
    cards: Annotated[
        Literal["none", "fronts", "stories"],
        about(
            "Pictures for other sites, drawn of words: of the home page and the sections, also of "
            "each story without a picture, or none.",
            "social",
        ),
    ] = "fronts"
    sizes: Annotated[
        str,
        about("How wide the theme shows pictures in texts: the `sizes` of HTML."),
    ] = "(min-width: 46rem) 42rem, 92vw"


class CommentSettings(Model, frozen=True):
    """Replies of readers."""

    provider: Annotated[
        CommentProvider | None,
        about("System that keeps the replies; without one readers cannot reply.", "system", "kind"),
    ] = None
    server: Annotated[
        str, about("`isso`, `remark42`: address of the server: https://replies.news.example/.")
    ] = ""
    site_id: Annotated[str, about("`remark42`: the name of the site there.", "site")] = ""
    repo: Annotated[
        str, about("`giscus`: repository whose discussions hold the replies: `paper/replies`.")
    ] = ""
    repo_id: Annotated[str, about("`giscus`: its id, as giscus.app shows it.")] = ""
    category: Annotated[str, about("`giscus`: category of these discussions.")] = ""
    category_id: Annotated[str, about("`giscus`: its id, as giscus.app shows it.")] = ""
    closed_after: Annotated[
        int, about("Days after which a story takes no more replies; 0 for never.", "closeafter")
    ] = 0
    without_types: Annotated[
        tuple[ArticleType, ...], about("Types of stories to which nobody can reply.")
    ] = ()
    without_sections: Annotated[
        tuple[str, ...], about("Slugs of the sections to whose stories nobody can reply.")
    ] = ()
    contact: Annotated[
        str, about("Mail or web address for readers whose browser runs no scripts.", "email")
    ] = ""


class HeaderSettings(Model, frozen=True):
    """The headers with which web servers send the site."""

    servers: Annotated[
        tuple[HeaderFormat, ...],
        about("Servers and hosts to write a file of headers for.", "files", "formats"),
    ] = ()
    sources: Annotated[
        Mapping[str, tuple[str, ...]],
        about(
            "More sources of the Content-Security-Policy, by directive: "
            "`script-src: https://stats.example`.",
            *("csp", "contentsecuritypolicy"),
        ),
    ] = {}
    outside_media: Annotated[
        bool, about("Whether pages may show pictures, sound and films of other sites.")
    ] = True
    hsts: Annotated[
        int,
        about(
            "Seconds for which browsers ask for the site with https only; 0 for no such header.",
            "stricttransportsecurity",
        ),
    ] = 31_536_000


class Waiver(Model, frozen=True):
    """Findings that are accepted and not reported."""

    code: Annotated[str, about("The rule.", "rule")]
    path: Annotated[str, about("Source or output files that it covers: content/world/*.md.")]
    reason: Annotated[str, about("Why, for later readers.", "why")]
    until: Annotated[str, about("Last day on which it applies: 2027-03-31.", "expires", "end")] = ""


ShareService = Literal["email", "whatsapp", "telegram", "x", "bluesky", "mastodon", "facebook"]
"""Services that a link on the page of a story can hand its address to."""


class ReadingSettings(Model, frozen=True):
    """What helps readers on the page of a story."""

    share: Annotated[
        tuple[ShareService, ...],
        about("Services with a link to share a story; plain links without trackers.", "sharing"),
    ] = ("email", "whatsapp", "x", "bluesky", "facebook")
    saved: Annotated[
        bool, about("Whether readers can save stories for later, in their own browser.")
    ] = True
    display: Annotated[
        bool, about("Whether readers can choose the size of the text and light or dark.")
    ] = True


class CheckSettings(Model, frozen=True):
    """Settings of `newsgen check`."""

    severity: Annotated[
        Mapping[str, Literal["error", "warning", "off"]],
        about("Severity of each rule, by its code.", "rules"),
    ] = {}
    waivers: Annotated[tuple[Waiver, ...], about("Findings that are accepted.", "ignore")] = ()


class AnnounceSettings(Model, frozen=True):
    """Services to notify after publishing."""

    purge_list: Annotated[
        str, about("File for the addresses to purge from a CDN, in the site root.", "purge")
    ] = ""
    indexnow: Annotated[
        bool, about("Whether to notify IndexNow of changed pages, with the key of `indexnow`.")
    ] = False
    indexnow_engine: Annotated[str, about("Address of the IndexNow service.")] = (
        "https://api.indexnow.org/indexnow"
    )
    websub: Annotated[bool, about("Whether to notify the hub of `feeds.hub` of changed feeds.")] = (
        False
    )


class PageSettings(Model, frozen=True):
    """A file of the site's own, made of a template and of stories."""

    path: Annotated[str, about("Its address on the site: `/map.json`, or `/map/`.", "url")]
    template: Annotated[str, about("A file of templates/pages/: `pages/map.json`.", "layout")]
    title: Annotated[str, about("Title of the page.")] = ""
    description: Annotated[str, about("One sentence for search engines.", "summary")] = ""
    section: Annotated[str, about("Only stories of this section.", "category")] = ""
    tag: Annotated[str, about("Only stories with this tag.")] = ""
    series: Annotated[str, about("Only stories of this series.")] = ""
    type: Annotated[ArticleType | None, about("Only stories of this type.", "kind")] = None
    number: Annotated[
        int, about("How many stories at most, the newest first; 0 for all.", "limit", "count")
    ] = 0


class EditionSettings(Model, frozen=True):
    """An edition: a part of the paper with addresses, sections and a frame of its own."""

    title: Annotated[str, about("Name of the paper in this edition.", "name")]
    lang: Annotated[
        str, about("Language of the edition. Left out, that of the paper.", "language", "locale")
    ] = ""
    tagline: Annotated[str, about("A few words below the name.", "subtitle", "slogan")] = ""
    description: Annotated[str, about("One sentence for search engines and feeds.")] = ""
    sections: Annotated[
        Mapping[str, SectionSettings],
        about("Slug to settings, in the order of the edition.", "categories", "menu"),
    ] = {}
    copyright: Annotated[
        str, about("Line at the foot of every page. Left out, that of the paper.")
    ] = ""
    logo: Annotated[
        str,
        about(
            "Publisher's logo: a path under static/, or an address. Left out, that of the paper."
        ),
    ] = ""
    look: Annotated[Look | None, about("Look of the theme. Left out, that of the paper.")] = None
    dateline_style: Annotated[
        DatelineStyle | None, about("How datelines look. Left out, as in the paper.")
    ] = None
    per_page: Annotated[
        int | None, about("Stories on an archive page, 1 to 500. Left out, as in the paper.")
    ] = None
    home: Annotated[
        HomeSettings | None, about("The home page. Left out, as in the paper.", "frontpage")
    ] = None
    extra: Annotated[
        Mapping[str, Any],
        about("Keys of your own; those left out are those of the paper.", "params", "custom"),
    ] = {}


class TargetSettings(Model, frozen=True):
    """A publish target."""

    kind: Annotated[
        Literal["directory", "s3", "rsync", "git"],
        about("Kind of target.", "type", "provider", "method"),
    ]
    path: Annotated[
        str,
        about("`directory`: the folder; `rsync`: the folder on the server.", "folder", "root"),
    ] = ""
    bucket: Annotated[str, about("`s3`: name of the bucket.")] = ""
    prefix: Annotated[str, about("`s3`: folder of the site in the bucket.")] = ""
    region: Annotated[str, about("`s3`: region of the bucket; `auto` for Cloudflare R2.")] = ""
    endpoint: Annotated[
        str, about("`s3`: address of a host other than Amazon.", "endpoint_url")
    ] = ""
    compress: Annotated[
        Literal["none", "gzip", "brotli"],
        about("`s3`: compression of stored pages, scripts and feeds.", "gzip"),
    ] = "none"
    host: Annotated[
        str, about("`rsync`: the server, as for ssh: deploy@www.example.", "server")
    ] = ""
    port: Annotated[int, about("`rsync`: port of ssh; 0 means the default of ssh.")] = 0
    keep: Annotated[int, about("`rsync`: releases to keep for a rollback, 1 to 100.")] = 5
    precompress: Annotated[
        tuple[Literal["gzip", "brotli"], ...],
        about("`directory`, `rsync`: compressed copies next to the files: index.html.gz."),
    ] = ()
    repository: Annotated[
        str, about("`git`: address of the repository, or its folder.", "repo", "remote")
    ] = ""
    branch: Annotated[str, about("`git`: branch that the host serves.")] = "gh-pages"
    base_url: Annotated[
        str, about("Address of the site there, if not the site's own.", "baseurl", "url")
    ] = ""
    cache_control: Annotated[
        Mapping[str, str],
        about("`s3`: Cache-Control of an `asset`, `file`, `page`, `list` or `feed`."),
    ] = {}
    single_publisher: Annotated[
        bool,
        about("`s3`: only one job publishes at a time; for hosts without conditional writes."),
    ] = False
    announce: Annotated[
        AnnounceSettings, about("Services that are notified after publishing.", "notify")
    ] = AnnounceSettings()


class Config(Model, frozen=True):
    """The settings of a site."""

    title: Annotated[str, about("Name of the paper.", "name", "sitename", "sitetitle")]
    tagline: Annotated[str, about("A few words below the name.", "subtitle", "slogan")] = ""
    description: Annotated[str, about("One sentence for search engines and feeds.")] = ""
    base_url: Annotated[
        str,
        about("Address of the published site: https://news.example/.", "baseurl", "url", "siteurl"),
    ] = "http://localhost:8000/"
    lang: Annotated[str, about("Language of the paper: `en`, `ur`.", "language", "locale")] = "en"
    timezone: Annotated[
        str, about("IANA name of the paper's time zone: Asia/Karachi.", "tz", "timezonename")
    ] = "UTC"
    digits: Annotated[
        Digits,
        about(
            "Digits of dates and numbers: `auto` as newspapers of each language, `latin`, `native` "
            "to its script, or a numbering system: `arab`, `arabext`, `beng`, `deva`.",
            "numerals",
        ),
    ] = "auto"
    calendar: Annotated[
        Calendar,
        about(
            "Calendar of dates in words, in the languages that use it: `gregorian`, `persian` "
            "(Solar Hijri) or `islamic` (Umm al-Qura); the last two need newsgen[calendars]."
        ),
    ] = "gregorian"
    output: Annotated[
        str, about("Folder of the finished site, in the site root.", "destination", "publishdir")
    ] = "public"
    cache: Annotated[str, about("Folder of the build cache, in the site root.", "cachedir")] = (
        ".newsgen"
    )
    permalink: Annotated[
        str,
        about(
            "Address of an article, made of {section} {slug} {id} {year} {month} {day} {lang}.",
            "permalinks",
        ),
    ] = "/{section}/{slug}/"
    former_permalinks: Annotated[
        tuple[FormerPermalink, ...],
        about("Earlier patterns of addresses; stories of their time redirect from there."),
    ] = ()
    moved_stories: Annotated[
        Literal["tell", "redirect"],
        about(
            "What a build does with the old address of a story that moved: `tell` you of it, or "
            "`redirect` it with `aliases` of the story."
        ),
    ] = "tell"
    redirects: Annotated[
        tuple[RedirectFormat, ...],
        about(
            "Files with redirect rules for web servers, made from all aliases: needed for aliases "
            "with a query.",
            "redirectrules",
        ),
    ] = ()
    dateline_style: Annotated[DatelineStyle, about("How datelines look.", "dateline")] = "ap"
    sections: Annotated[
        Mapping[str, SectionSettings],
        about("Slug to settings, in the order of the paper.", "categories", "menu"),
    ] = {}
    editions: Annotated[
        Mapping[str, EditionSettings],
        about(
            "Editions by name: `ur` has its stories in content/ur/ and its pages at /ur/.",
            "languages",
            "locales",
            "i18n",
            "multilingual",
        ),
    ] = {}
    undeclared_sections: Annotated[
        Literal["error", "allow"], about("What to do about a section that is not listed here.")
    ] = "error"
    per_page: Annotated[
        int, about("Stories on an archive page, 1 to 500.", "paginate", "pagesize", "pagination")
    ] = 20
    home: Annotated[HomeSettings, about("The home page.", "frontpage")] = HomeSettings()
    feeds: Annotated[FeedSettings, about("The feeds.", "rss", "feed", "atom")] = FeedSettings()
    syndication: Annotated[
        tuple[SyndicationKind, ...],
        about("Formats in which other newsrooms get each story of ours, as a file.", "iptc"),
    ] = ()
    newsletter: Annotated[
        NewsletterSettings, about("The mail that `newsgen digest` makes.", "digest", "mail")
    ] = NewsletterSettings()
    markdown: Annotated[
        MarkdownSettings, about("How the bodies of stories are read.", "markup")
    ] = MarkdownSettings()
    pictures: Annotated[PictureSettings, about("Versions of pictures.", "images", "imaging")] = (
        PictureSettings()
    )
    embeds: Annotated[
        tuple[EmbedService, ...],
        about(
            "Services whose players pages may load; what others have is shown as a link.",
            *("services", "players"),
        ),
    ] = EMBED_SERVICES
    comments: Annotated[
        CommentSettings, about("Replies of readers to stories.", "replies", "discussion")
    ] = CommentSettings()
    headers: Annotated[
        HeaderSettings, about("Files of headers for web servers.", "securityheaders")
    ] = HeaderSettings()
    media_types: Annotated[
        tuple[str, ...],
        about("Endings of more files that are published from content/: zip, glb."),
    ] = ()
    pages: Annotated[
        tuple[PageSettings, ...],
        about("Files of your own, each made of a template and of stories.", "outputs"),
    ] = ()
    related: Annotated[int, about("Related articles below a story, 0 to 50.")] = 4
    search: Annotated[
        Literal["none", "pagefind"],
        about("Search page; `pagefind` needs `newsgen[search]` and the command `newsgen search`."),
    ] = "none"
    reading: Annotated[ReadingSettings, about("What helps readers of a story.", "comforts")] = (
        ReadingSettings()
    )
    offline: Annotated[
        bool, about("Whether the last stories that a reader saw open without a network.", "pwa")
    ] = False
    copyright: Annotated[str, about("Line at the foot of every page.")] = ""
    logo: Annotated[str, about("Publisher's logo: a path under static/, or an address.")] = ""
    publisher: Annotated[
        PublisherSettings, about("Who publishes the site, for search engines.", "organization")
    ] = PublisherSettings()
    robots: Annotated[
        RobotsSettings, about("What crawlers may read: the robots.txt.", "crawlers", "bots")
    ] = RobotsSettings()
    indexnow: Annotated[
        str,
        about(
            "Your IndexNow key, of 8 to 128 letters, digits and `-`; the site publishes it as "
            "/KEY.txt."
        ),
    ] = ""
    look: Annotated[
        Look,
        about(
            "Look of the theme: `classic` has headlines with serifs, `modern` without.",
            "style",
            "skin",
            "appearance",
        ),
    ] = "classic"
    editor: Annotated[
        str,
        about(
            "Editor that opens files from the preview: `vscode`, `vscodium`, `cursor`, `zed`,"
            " `idea`, `sublime`, `textmate`, `emacs`, or an address made of {path} {line} {column}."
        ),
    ] = "vscode"
    desk: Annotated[DeskSettings, about("The desk of `newsgen serve`.")] = DeskSettings()
    check: Annotated[
        CheckSettings, about("Rules and waivers of `newsgen check`.", "audit", "lint")
    ] = CheckSettings()
    targets: Annotated[
        Mapping[str, TargetSettings],
        about("Targets of `newsgen publish`, by name.", "deploy", "deployment"),
    ] = {}
    extra: Annotated[
        Mapping[str, Any], about("Keys of your own, for your own templates.", "params", "custom")
    ] = {}

    @property
    def edition(self) -> str:
        """The name of the edition that these settings are for; empty for the main one."""
        return ""
