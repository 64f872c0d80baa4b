"""The keys of newsgen.yaml; code editors show the descriptions as hover texts."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from newsgen.models import ArticleType, DatelineStyle, Look, Model, RawHtml, RedirectFormat
from newsgen.schema import about


class SectionSettings(Model, frozen=True):
    """A section of the paper."""

    title: Annotated[str, about("Name for readers. Left out, made from the slug.", "name")] = ""
    description: Annotated[str, about("One sentence for its page and its feed.", "summary")] = ""
    lang: Annotated[str, about("Language of its stories, if not the site's.", "language")] = ""


class HomeSettings(Model, frozen=True):
    """The home page."""

    top: Annotated[int, about("Stories next to the lead, 0 to 100.")] = 4
    per_section: Annotated[int, about("Stories in the block of a section, 0 to 100.")] = 4


class FeedSettings(Model, frozen=True):
    """The feeds."""

    limit: Annotated[int, about("Stories in a feed, 1 to 500.", "count", "size", "items")] = 30
    content: Annotated[
        Literal["summary", "full"], about("Part of a story that feeds contain.", "fulltext")
    ] = "summary"
    tags: Annotated[bool, about("Whether each tag has a feed.")] = False
    authors: Annotated[bool, about("Whether each author has a feed.")] = False
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


class Waiver(Model, frozen=True):
    """Findings that are accepted and not reported."""

    code: Annotated[str, about("The rule.", "rule")]
    path: Annotated[str, about("Source or output files that it covers: content/world/*.md.")]
    reason: Annotated[str, about("Why, for later readers.", "why")]
    until: Annotated[str, about("Last day on which it applies: 2027-03-31.", "expires", "end")] = ""


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
        str, about("Your IndexNow key; the site must contain it as static/KEY.txt, too.")
    ] = ""
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
    feeds: Annotated[FeedSettings, about("The RSS feeds.", "rss", "feed")] = FeedSettings()
    markdown: Annotated[
        MarkdownSettings, about("How the bodies of stories are read.", "markup")
    ] = MarkdownSettings()
    pictures: Annotated[PictureSettings, about("Versions of pictures.", "images", "imaging")] = (
        PictureSettings()
    )
    media_types: Annotated[
        tuple[str, ...],
        about("Endings of more files that are published from content/: zip, glb."),
    ] = ()
    pages: Annotated[
        tuple[PageSettings, ...],
        about("Files of your own, each made of a template and of stories.", "outputs"),
    ] = ()
    related: Annotated[int, about("Related articles below a story, 0 to 50.")] = 4
    copyright: Annotated[str, about("Line at the foot of every page.")] = ""
    logo: Annotated[str, about("Publisher's logo: a path under static/, or an address.")] = ""
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
