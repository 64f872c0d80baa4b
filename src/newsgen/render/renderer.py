"""Renders outputs to bytes: pages with templates, feeds and sitemaps with code.

A page sees only its view and the identity of the site. So its bytes depend only on the digest of
the view, the closure of its template and the toolchain.
"""

from collections.abc import Mapping
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from msgspec.structs import replace

from newsgen import markdown
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Problems
from newsgen.digest import digest_bytes, digest_value
from newsgen.files.media_types import BROKEN_HINT
from newsgen.files.names import MAIL
from newsgen.incremental import toolchain
from newsgen.incremental.fingerprint import digest_recipe, digest_view
from newsgen.incremental.time_zones import zone_digest
from newsgen.language.words import Labels
from newsgen.markdown.dateline import format_dateline
from newsgen.models import (
    Article,
    ArticleView,
    CardView,
    CorrectionsView,
    Destination,
    DigestView,
    DocumentView,
    FeedView,
    FileView,
    Identity,
    Output,
    PageView,
    Picture,
    PictureView,
    Reply,
    Shape,
    StandingPage,
    SyndicationView,
    TemplateFiles,
    Update,
    UpdatesView,
    View,
)
from newsgen.pictures.cards import draw_card
from newsgen.pictures.containers import BrokenPictureError
from newsgen.pictures.store import PictureStore
from newsgen.render import templates
from newsgen.render.json_ld import render_json_ld
from newsgen.render.replies import make_replies
from newsgen.sources.loader import read_body, read_comments, read_copy
from newsgen.text import reading_minutes
from newsgen.urls import asset_path, page_path

_PAID = "sponsored nofollow"
"""The ``rel`` of links that somebody paid for.
https://developers.google.com/search/docs/crawling-indexing/qualify-outbound-links"""


class Renderer:
    """Renders the outputs of an edition. It has no state that a page could change."""

    def __init__(  # noqa: PLR0913, PLR0917 - made in one place
        self,
        root: Path,
        files: TemplateFiles,
        config: Config,
        site: Identity,
        assets: Mapping[str, str],
        references: templates.References,
        pictures: PictureStore,
    ) -> None:
        self._root = root
        self._config = config
        self._site = site
        self._pictures = pictures
        self._environment = templates.make_environment(files)
        self._blocks = templates.block_names(self._environment)
        self._embeds = templates.embed_templates(self._environment)
        self._dependencies = templates.TemplateDependencies(self._environment, assets, references)
        self.named = self._dependencies.named()
        """Paths of the static files that templates may refer to; these get a named copy."""
        copies = {path: asset_path(path, assets[path]) for path in self.named}
        templates.set_site(self._environment, site, {path: path for path in assets} | copies)
        self.toolchain: Mapping[str, str] = {
            "newsgen": toolchain.code_digest(),
            "libraries": digest_value(toolchain.library_versions()),
            "time zone": zone_digest(config.timezone),
            f"settings{f' of {site.edition}' if site.edition else ''}": digest_value(
                [site, config.markdown, config.pictures.sizes, config.embeds]
            ),
        }
        """What every page depends on, each with its digest."""
        self._toolchain = digest_value(self.toolchain)
        self.shared_digest = digest_value([self.toolchain, self._dependencies.sources()])
        """Digest of everything that any page may depend on, except its view."""

    def compile_templates(self) -> None:
        """Compile all valid templates, so that processes forked afterwards inherit them."""
        templates.compile_all(self._environment)

    def recipe_digest(self, output: Output) -> str:
        """A cheap, conservative digest of the inputs: if it is unchanged, so is the fingerprint.

        It needs no view, and counts every template and static file as a dependency.
        """
        return digest_recipe(output.recipe, self.shared_digest)

    def fingerprint(self, output: Output, view: View) -> str:
        """Digest of everything that the bytes of the output depend on.

        Raises TemplateError if its template cannot be read.
        """
        if isinstance(view, PictureView):
            return view.digest
        if isinstance(view, CardView):
            return digest_value([view.digest, self.toolchain])
        if isinstance(view, FileView):
            if not view.is_stripped:
                return view.digest
            return digest_value([view.digest, self.toolchain["newsgen"]])  # it is changed
        names = self._template_names(output, view)
        dependencies_digest = self._dependencies.digest(names) if names else ""
        return digest_bytes(f"{self._toolchain}{dependencies_digest}{digest_view(view)}".encode())

    def dependencies(self, output: Output, view: View) -> Mapping[str, str]:
        """Digests of the templates and static files that the output uses, by name.

        Raises TemplateError if one of them cannot be read.
        """
        reached: dict[str, str] = {}
        for name in self._template_names(output, view):
            reached |= self._dependencies.reach(name)
        return reached

    def sources(self) -> Mapping[str, str]:
        """The digest of every template and static file, by name; static files as ``static/…``."""
        return self._dependencies.sources()

    def references(self) -> templates.References:
        """The references of each valid template, for the next build."""
        return self._dependencies.references()

    def unused_templates(self) -> tuple[Diagnostic, ...]:
        """Reports templates and blocks of the site that no page uses."""
        return self._dependencies.unused()

    def _template_names(self, output: Output, view: View) -> tuple[str, ...]:
        """The template of the output, and those of the blocks and embeds in its texts."""
        match view:
            case ArticleView():
                texts: list[Article | StandingPage] = [view.article]
            case PageView() | CorrectionsView():
                texts = [view.page] if view.page else []
            case FeedView():
                texts = [item.article for item in view.items if item.article]
            case UpdatesView() | SyndicationView():
                texts = [view.article]
            case _:
                texts = []
        blocks = sorted({name for text in texts for name in text.blocks if name in self._blocks})
        embeds = sorted({self._embeds[name] for text in texts for name in text.embeds})
        used = [*map(templates.block_template, blocks), *embeds]
        if isinstance(view, FeedView | ArticleView | PageView | CorrectionsView | UpdatesView):
            used.append(templates.WORDS)
        return (output.template, *used) if output.template else tuple(used)

    def render_body(self, view: View) -> markdown.Document | None:
        """The body of an article or standing page as HTML; None for other outputs.

        Raises Problems if the source cannot be read, and TemplateError if a block fails.
        """
        match view:
            case ArticleView():
                return self._render_source(view.article, view.destinations)
            case PageView() | CorrectionsView() if view.page:
                return self._render_source(view.page, view.destinations)
            case _:
                return None

    def render(self, output: Output, view: View, document: markdown.Document | None) -> bytes:
        """The bytes of the output; ``document`` is the result of ``render_body`` for its view.

        Raises Problems if a source cannot be read, and TemplateError if a template fails.
        """
        if document is None:
            return self._render_without_body(output, view)
        return self._render_with_body(output, view, document)

    def _render_without_body(self, output: Output, view: View) -> bytes:  # noqa: PLR0911 - by kind
        if isinstance(view, DocumentView):
            from newsgen.render.documents import render_document  # noqa: PLC0415 - slow to import

            return render_document(view, self._site)
        match view:
            case FeedView():
                return self._render_feed(view)
            case UpdatesView():
                return self._render_updates(view)
            case SyndicationView():
                return self._render_for_newsrooms(view)
            case FileView():
                return read_copy(view, output.source or output.path)
            case PictureView():
                return self._make_picture(view, output)
            case CardView():
                return draw_card(view)
            case _:
                return self._render_template(output, view, structured_data=self._json_ld(view))

    def _render_feed(self, view: FeedView) -> bytes:
        from newsgen.render import feeds  # noqa: PLC0415 - slow to import

        bodies = self._feed_bodies(view)
        return feeds.render_feed(view, self._site, bodies, self._size_of_picture, self._words)

    def _words(self, lang: str) -> Labels:
        """The words of the interface in that language."""
        return templates.words(self._environment, lang)

    def _render_updates(self, view: UpdatesView) -> bytes:
        """The entries of a live story; problems in them are reported with its page."""
        from newsgen.render import feeds, updates  # noqa: PLC0415 - slow to import

        is_feed = view.channel is not None
        document = self._render_source(view.article, view.destinations, is_feed=is_feed)
        if view.channel is None:
            return updates.render_json(view.article, document.updates)
        feed, bodies = updates.fill_feed(view.channel, view.story, document.updates)
        return feeds.render_feed(feed, self._site, bodies, self._size_of_picture)

    def _render_for_newsrooms(self, view: SyndicationView) -> bytes:
        """The story in a format of the IPTC; problems in it are reported with its page."""
        from newsgen.render import syndication  # noqa: PLC0415 - slow to import

        document = self._render_source(view.article, view.destinations, is_feed=True)
        return syndication.render_story(view, self._site, document, self._size_of_picture)

    def _make_picture(self, view: PictureView, output: Output) -> bytes:
        """A version of a picture. Raises Problems if it cannot be made."""
        try:
            return self._pictures.read(view)
        except BrokenPictureError as error:
            message = f"{output.source} cannot be shown: {error}"
            raise Problems.of(
                "broken-picture", message, path=output.source, hint=BROKEN_HINT
            ) from None

    def _size_of_picture(self, picture: Picture | Shape) -> int:
        """The bytes of the file at the picture's URL; 0 if they are unknown."""
        if isinstance(picture, Picture) and picture.size:
            return picture.size
        try:
            return self._pictures.size_of(page_path(picture.url, self._site.root))
        except (BrokenPictureError, Problems):
            return 0  # reported when the picture itself is rendered

    def _render_with_body(self, output: Output, view: View, document: markdown.Document) -> bytes:
        body = Markup(document.html)  # noqa: S704 - made by our own Markdown renderer
        structured = self._json_ld(view, document)
        if not isinstance(view, ArticleView):
            return self._render_template(output, view, body=body, structured_data=structured)
        return self._render_template(
            output,
            view,
            body=body,
            words=document.words,
            minutes=reading_minutes(document.words),
            structured_data=structured,
            replies=self._replies(view),
        )

    def _json_ld(self, view: View, document: markdown.Document | None = None) -> Markup:
        """The structured data of a page, for a script element."""
        return Markup(render_json_ld(view, self._site, document))  # noqa: S704 - escaped for it

    def _replies(self, view: ArticleView) -> tuple[Reply, ...]:
        """The comments of the story that another system kept."""
        if view.comments is None:
            return ()
        return make_replies(read_comments(self._root, view.comments, self._config))

    def _feed_bodies(self, view: FeedView) -> dict[str, str]:
        """The bodies of the articles in a feed with full text, by URL.

        Problems in them are reported when their own pages are rendered.
        """
        return {
            item.card.url: self._render_source(item.article, item.destinations, is_feed=True).html
            for item in view.items
            if item.article
        }

    def _render_template(self, output: Output, view: View, **extra: Any) -> bytes:
        fields = {name: getattr(view, name) for name in view.__struct_fields__}
        with templates.template_errors(output.origin, self._environment):
            template = self._environment.get_template(output.template)
            return template.render(fields | extra).encode()

    def render_mail(self, name: str, view: DigestView) -> tuple[str, str]:
        """A mail as a page and as text, by the templates of that name.

        Raises TemplateError if one of them is missing or fails.
        """
        fields = {key: getattr(view, key) for key in view.__struct_fields__}
        with templates.template_errors(f"the mail {name}", self._environment):
            page, text = (
                self._environment.get_template(f"{MAIL}{name}{ending}").render(fields)
                for ending in (".html", ".txt")
            )
        return page, unescape(text)  # all templates escape, and text has nothing to escape

    def _render_source(
        self,
        source: Article | StandingPage,
        destinations: Mapping[str, Destination],
        *,
        is_feed: bool = False,
    ) -> markdown.Document:
        """The body of an article or page as HTML, with the dateline in its first paragraph."""
        body, first_line = read_body(self._root, source.path, source.source_digest)
        settings = self._config.markdown
        around = markdown.RenderContext(
            path=source.path,
            first_line=first_line,
            lead=self._lead(source) if isinstance(source, Article) else "",
            destinations=destinations,
            base=self._site.root,
            updates=_updates_of(source),
            services=self._config.embeds,
            is_feed=is_feed,
        )
        document = markdown.render(
            body,
            markdown.Style(
                lang=source.lang,
                smart_quotes=settings.smart_quotes,
                linkify=settings.linkify,
                quotes=settings.quotes,
                picture_sizes=self._config.pictures.sizes,
                raw_html=settings.raw_html,
            ),
            around,
            blocks=self._blocks,
            render_block=partial(
                self._render_block, lang=source.lang, path=source.path, is_feed=is_feed
            ),
        )
        return replace(document, html=self._finish(document.html, source, is_feed=is_feed))

    def _finish(self, html: str, source: Article | StandingPage, *, is_feed: bool) -> str:
        """The HTML of a body with what depends on its kind, and on the words of its language."""
        if isinstance(source, Article) and source.type == "sponsored":
            html = markdown.mark_outward_links(html, _PAID, self._site.origin)
        if is_feed or not ("<table" in html or "footnote" in html):
            return html
        words = self._words(source.lang)
        html = markdown.wrap_tables(html, words["table"])
        return markdown.name_way_back(html, words["to_text"])

    def _lead(self, article: Article) -> str:
        if article.dateline is None:
            return ""
        text = format_dateline(article.dateline, self._site.dateline_style, article.lang)
        return f'<span class="dateline">{escape(text.rstrip())}</span> '

    def _render_block(self, block: markdown.Block, *, lang: str, path: str, is_feed: bool) -> str:
        """The HTML of a ``:::`` block or an embed."""
        embed = block.embed
        name = self._embeds[embed.service] if embed else templates.block_template(block.name)
        with templates.template_errors(path, self._environment):
            return self._environment.get_template(name).render(
                embed=embed,
                title=block.title,
                content=Markup(block.content),  # noqa: S704 - made by our own Markdown renderer
                text=Markup(block.text),  # noqa: S704
                pictures=block.pictures,
                update=block.update,
                lang=lang,
                is_feed=is_feed,
            )


def _updates_of(source: Article | StandingPage) -> tuple[Update, ...] | None:
    """The entries of a live story; None for any other text."""
    return source.updates if isinstance(source, Article) and source.type == "live" else None
