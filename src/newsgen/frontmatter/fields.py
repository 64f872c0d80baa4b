"""The keys of front matter; editors show the descriptions as hover texts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from newsgen.models import (
    AiUse,
    ArticleType,
    CorrectionKind,
    CorrectionPlace,
    Discussing,
    FrontBlock,
    FrontStory,
    Image,
    Model,
    Rating,
    Sponsor,
    Subject,
)
from newsgen.schema import VISIBILITY, about


class CorrectionFields(Model, frozen=True, kw_only=True):
    """A note about an error; plain text is a note of the day of ``updated``."""

    date: datetime | None = None
    text: str
    kind: CorrectionKind = "correction"
    position: CorrectionPlace | None = None


class ArticleFields(Model, frozen=True):
    """The front matter of an article."""

    title: Annotated[str, about("The headline.", "headline", "head", "heading")]
    section: Annotated[
        str,
        about(
            "Slug of the section. Left out, the folder of the file gives it.",
            "category",
            "categories",
            "desk",
            "channel",
        ),
    ] = ""
    sections: Annotated[
        tuple[str, ...],
        about("Slugs of several sections, in place of `section`: the first gives the address."),
    ] = ()
    dateline: Annotated[
        str, about("Where the story was filed: `Beijing`, or `LAHORE (APP)`.", "place", "location")
    ] = ""
    date: Annotated[
        datetime | None,
        about(
            "When it is published, in the site's time zone: 2026-11-23 10:00. Left out, the file "
            "name gives it. A date in the future holds the story back until then.",
            "publishdate",
            "pubdate",
            "published",
            "publishedat",
            "datepublished",
        ),
    ] = None
    updated: Annotated[
        datetime | None,
        about(
            "When it was last changed in a way that readers should know of.",
            "lastmod",
            "modified",
            "datemodified",
            "lastmodified",
            "updatedat",
        ),
    ] = None
    authors: Annotated[
        tuple[str, ...],
        about("Names or slugs of the authors.", "author", "byline", "by", "writer"),
    ] = ()
    tags: Annotated[
        tuple[str, ...],
        about("Subjects, people and places.", "tag", "keywords", "topics", "labels"),
    ] = ()
    summary: Annotated[
        str,
        about(
            "One or two sentences for lists, feeds and search engines. Left out, the first "
            "paragraph serves.",
            "description",
            "excerpt",
            "abstract",
            "teaser",
            "intro",
            "lede",
        ),
    ] = ""
    standfirst: Annotated[
        str,
        about(
            "A sentence or two below the headline. Left out, the summary, if you wrote one.",
            "subtitle",
            "dek",
            "deck",
            "subheadline",
            "subhead",
            "subheading",
            "sell",
        ),
    ] = ""
    kicker: Annotated[
        str, about("A word or two above the headline.", "eyebrow", "strapline", "overline")
    ] = ""
    image: Annotated[
        Image | None,
        about(
            "Main picture: a file next to the article or under static/, or an address.",
            "cover",
            "photo",
            "picture",
            "thumbnail",
            "featuredimage",
            "images",
        ),
    ] = None
    slug: Annotated[
        str, about("Last part of the address. Left out, the file name.", "permalink", "url")
    ] = ""
    id: Annotated[
        str, about("Permanent name for feeds; never change it.", "guid", "uuid", "identifier")
    ] = ""
    lang: Annotated[str, about("Language of the story: `en`, `ur`.", "language", "locale")] = ""
    priority: Annotated[
        int,
        about(
            "Place at the top of the home page: stories with a higher number come first.",
            "weight",
            "sticky",
            "featured",
            "pin",
            "pinned",
        ),
    ] = 0
    canonical: Annotated[
        str,
        about(
            "Address of the original, if the story is taken over: search engines list that one.",
            "canonicalurl",
            "originalurl",
            "sourceurl",
        ),
    ] = ""
    syndicated: Annotated[
        bool,
        about(
            "Whether it is taken over from `source`: search engines list the original, if "
            "`canonical` names it, or do not list this page.",
            *("wire", "wirecopy", "republished", "syndication"),
        ),
    ] = False
    draft: Annotated[bool, about("Whether to keep it off the site.", *VISIBILITY)] = False
    embargo: Annotated[
        datetime | None,
        about(
            "Not shown before this moment.",
            *("embargoed", "embargountil", "embargodate", "holduntil", "notbefore", "goeslive"),
            *("release", "releasedate", "releaseat", "publishat", "publishon", "availablefrom"),
            *("scheduled", "scheduledat", "scheduledfor", "schedule", "golive"),
        ),
    ] = None
    expires: Annotated[
        datetime | None,
        about(
            "Removed from the site at this moment.",
            "expirydate",
            "expiry",
            "expiration",
            "unpublish",
        ),
    ] = None
    breaking_until: Annotated[
        datetime | None,
        about(
            "Until then a bar at the top of the home page and the fronts of sections leads to it.",
            *("breaking", "breakingnews", "urgent", "alert", "alertuntil"),
        ),
    ] = None
    aliases: Annotated[
        tuple[str, ...],
        about("Old addresses that redirect here: /2019/quake/.", "redirects", "redirectfrom"),
    ] = ()
    related: Annotated[
        tuple[str, ...],
        about("Files of related stories: ../world/quake.md.", "relatedarticles", "seealso"),
    ] = ()
    translations: Annotated[
        tuple[str, ...],
        about(
            "Files with this story in other languages: ../ur/world/quake.md. One of them names the "
            "others.",
            *("translation", "translationof", "translated", "alternates", "hreflang"),
        ),
    ] = ()
    series: Annotated[str, about("Name of the series that it belongs to.", "collection")] = ""
    source: Annotated[
        str, about("Agency or paper that the story comes from.", "agency", "credit", "provider")
    ] = ""
    type: Annotated[ArticleType, about("Kind of article.", "kind", "genre", "format")] = "news"
    link: Annotated[
        str,
        about(
            "Address of a story of another site: lists and feeds lead there.",
            *("externallink", "externalurl", "linkout", "redirect", "redirecturl"),
        ),
    ] = ""
    highlights: Annotated[
        tuple[str, ...],
        about(
            "The points that matter, each on a line of its own: they stand above the text.",
            *("keypoints", "takeaways", "keytakeaways", "bullets", "storyhighlights"),
        ),
    ] = ()
    rating: Annotated[
        Rating | None,
        about(
            "The verdict of a review: `{item: …, value: 4, best: 5}`.", "stars", "score", "verdict"
        ),
    ] = None
    subject: Annotated[
        Subject | None,
        about("The person whom the story is about; for an obituary with `born` and `died`."),
    ] = None
    ai: Annotated[
        AiUse | None,
        about(
            "What artificial intelligence had to do with the story, in a sentence for readers.",
            *("aidisclosure", "aiuse", "ainote", "generatedby"),
        ),
    ] = None
    sponsor: Annotated[
        Sponsor | None,
        about("Who paid for a story of `type: sponsored`.", "advertiser", "client", "partner"),
    ] = None
    coverage_end: Annotated[
        datetime | None,
        about(
            "When a live story ends (`type: live`). Until then it is marked as live.",
            *("coverageend", "coverageendtime", "liveuntil", "ended", "endsat"),
        ),
    ] = None
    corrections: Annotated[
        tuple[CorrectionFields, ...],
        about("What was wrong and when it was put right.", "correction", "corrigenda", "errata"),
    ] = ()
    comments: Annotated[
        Discussing | None,
        about(
            "Whether readers can reply: `true`, `false`, or `closed` for no more replies. Left "
            "out, `comments:` of newsgen.yaml decides.",
            *("replies", "discussion", "commentstatus", "allowcomments", "disablecomments"),
        ),
    ] = None
    extra: Annotated[
        Mapping[str, Any], about("Keys of your own, for your own templates.", "params", "custom")
    ] = {}


class PageFields(Model, frozen=True):
    """The front matter of a standing page, such as the imprint."""

    title: Annotated[str, about("Title of the page.", "headline", "heading", "name")]
    slug: Annotated[
        str, about("Address of the page. Left out, the file name.", "permalink", "url")
    ] = ""
    lang: Annotated[str, about("Language of the page: `en`, `ur`.", "language", "locale")] = ""
    summary: Annotated[
        str, about("One sentence for search engines.", "description", "excerpt", "abstract")
    ] = ""
    menu: Annotated[bool, about("Whether the footer lists it.", "footer", "nav")] = True
    aliases: Annotated[
        tuple[str, ...], about("Old addresses that redirect here.", "redirects", "redirectfrom")
    ] = ()
    extra: Annotated[
        Mapping[str, Any], about("Keys of your own, for your own templates.", "params", "custom")
    ] = {}


class AuthorFields(Model, frozen=True):
    """The front matter of an author's profile; the body of the file is the biography."""

    name: Annotated[str, about("The name as in bylines.", "title", "author", "fullname")]
    slug: Annotated[
        str, about("Address of the author's page. Left out, the file name.", "permalink", "url")
    ] = ""
    role: Annotated[
        str, about("For example `Political editor`.", "position", "job", "jobtitle", "occupation")
    ] = ""
    email: Annotated[str, about("An address for readers.", "mail")] = ""
    image: Annotated[
        Image | None, about("A portrait.", "photo", "avatar", "picture", "portrait")
    ] = None
    agency: Annotated[
        bool,
        about("Whether it is an agency, a desk or another group, not a person.", "organization"),
    ] = False
    links: Annotated[
        Mapping[str, str], about("Label to address, such as `Mastodon: https://…`.", "social")
    ] = {}


class FrontFields(Model, frozen=True):
    """A file that arranges a front by hand; whatever it leaves out makes itself."""

    lead: Annotated[
        FrontStory | None,
        about("The first story: its file, and if its place ends, `{story: …, until: …}`.", "main"),
    ] = None
    top: Annotated[
        tuple[FrontStory, ...],
        about("The stories after it, in their order.", "order", "pinned", "stories", "featured"),
    ] = ()
    hidden: Annotated[
        tuple[str, ...],
        about("Stories that the front does not show unless it names them.", "hide", "exclude"),
    ] = ()
    blocks: Annotated[
        tuple[FrontBlock, ...],
        about(
            "Groups of stories: `stories` names them, or `section`, `tag`, `series`, `type` or "
            "`recent: true` choose the newest. Each has a `title`, at most `number` stories and a "
            "`layout`: `feature`, `grid` or `list`.",
            "groups",
        ),
    ] = ()
    sections: Annotated[
        bool, about("Whether a block of each section follows, on the home page.")
    ] = True


class CommentFields(Model, frozen=True):
    """A comment that a reader made."""

    author: Annotated[str, about("The name that the reader gave.", "name", "commentauthor")]
    date: Annotated[datetime, about("When it was made.", "published", "created", "commentdate")]
    text: Annotated[
        str, about("Its words, as plain text or as HTML.", "content", "body", "message", "comment")
    ]
    id: Annotated[str, about("Its name in this file, and in links to it: `812`.", "commentid")] = ""
    parent: Annotated[
        str, about("The `id` of the comment to which it replies.", "replyto", "inreplyto")
    ] = ""


class CommentsFields(Model, frozen=True):
    """The comments of a story, as another system kept them: `quake.comments.yaml`."""

    comments: Annotated[
        tuple[CommentFields, ...], about("The comments, an answer after what it answers.")
    ] = ()
