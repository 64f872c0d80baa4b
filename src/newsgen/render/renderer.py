"""An output becomes bytes: templates for pages, code for feeds and maps.

A page sees its view and the identity of the site, and nothing else. So the digest of the view,
the closure of its template and the toolchain are all that its bytes depend on.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from newsgen import markdown
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic
from newsgen.digest import digest_bytes, digest_value
from newsgen.incremental import toolchain
from newsgen.incremental.fingerprint import digest_recipe, digest_view
from newsgen.incremental.time_zones import zone_digest
from newsgen.markdown.dateline import format_dateline
from newsgen.models import (
    Article,
    ArticleView,
    Destination,
    FeedView,
    FileView,
    Identity,
    Output,
    PageView,
    RobotsView,
    SitemapIndexView,
    SitemapView,
    StandingPage,
    TemplateFiles,
    View,
)
from newsgen.render import structured_data, templates
from newsgen.sources.loader import read_body, read_copy
from newsgen.text import reading_minutes
from newsgen.urls import asset_path


class Renderer:
    """Renders the outputs of one site; holds no state that a page could change."""

    def __init__(
        self,
        root: Path,
        files: TemplateFiles,
        config: Config,
        site: Identity,
        assets: Mapping[str, str],
        references: templates.References,
    ) -> None:
        self._root = root
        self._config = config
        self._site = site
        self._environment = templates.make_environment(files)
        self._blocks = templates.block_names(self._environment)
        self._closures = templates.TemplateDependencies(self._environment, assets, references)
        self.named = self._closures.named()
        """Paths of the static files that templates may name: copies of them are looked for."""
        copies = {path: asset_path(path, assets[path]) for path in self.named}
        templates.introduce(self._environment, site, {path: path for path in assets} | copies)
        self.toolchain: Mapping[str, str] = {
            "newsgen": toolchain.code_digest(),
            "libraries": digest_value(toolchain.library_versions()),
            "time zone": zone_digest(config.timezone),
            "settings": digest_value([site, config.markdown]),
        }
        """What reaches every page, with a digest of each."""
        self._toolchain = digest_value(self.toolchain)
        self.setting = digest_value([self.toolchain, self._closures.sources()])
        """Digest of all that any page may depend on beside its view."""

    def prepare(self) -> None:
        """Compile all templates that are sound, so that processes forked now inherit them."""
        templates.compile_all(self._environment)

    def recipe(self, output: Output) -> str:
        """Digest of all that the fingerprint of the output is made from, and more than that.

        Quicker than the fingerprint, as no view is made: any template may count, any static file.
        """
        return digest_recipe(output.recipe, self.setting)

    def fingerprint(self, output: Output, view: View) -> str:
        """Digest of all that the bytes of the output depend on.

        Raises TemplateError when its template cannot be read.
        """
        if isinstance(view, FileView):
            return view.digest
        names = self._templates(output, view)
        closure = self._closures.digest(names) if names else ""
        return digest_bytes(f"{self._toolchain}{closure}{digest_view(view)}".encode())

    def dependencies(self, output: Output, view: View) -> Mapping[str, str]:
        """Digests of the templates and static files that the output reaches, by name.

        Raises TemplateError when one of them cannot be read.
        """
        reached: dict[str, str] = {}
        for name in self._templates(output, view):
            reached |= self._closures.reach(name)
        return reached

    def sources(self) -> Mapping[str, str]:
        """Every template and static file with a digest, by name; static files as ``static/…``."""
        return self._closures.sources()

    def references(self) -> templates.References:
        """What each sound template refers to, for the next build."""
        return self._closures.references()

    def idle(self) -> tuple[Diagnostic, ...]:
        """Templates and blocks of the site that no page comes to."""
        return self._closures.idle()

    def _templates(self, output: Output, view: View) -> tuple[str, ...]:
        """The template of the output and those of the blocks that its texts use."""
        match view:
            case ArticleView():
                used: Iterable[str] = view.article.blocks
            case PageView():
                used = view.page.blocks
            case FeedView():
                articles = (item.article for item in view.items if item.article)
                used = sorted({block for article in articles for block in article.blocks})
            case _:
                used = ()
        known = [templates.block_template(name) for name in used if name in self._blocks]
        return (output.template, *known) if output.template else tuple(known)

    def typeset(self, view: View) -> markdown.Document | None:
        """The text of an article or standing page as HTML; None for an output without one.

        Raises Problems when its source cannot be read and TemplateError when a block fails.
        """
        match view:
            case ArticleView():
                return self._body(view.article, view.destinations)
            case PageView():
                return self._body(view.page, view.destinations)
            case _:
                return None

    def render(self, output: Output, view: View, document: markdown.Document | None) -> bytes:
        """The bytes of the output, around the text that ``typeset`` gave for its view.

        Raises Problems when a source cannot be read and TemplateError when a template fails.
        """
        if document is None:
            return self._without_text(output, view)
        return self._with_text(output, view, document)

    def _without_text(self, output: Output, view: View) -> bytes:
        match view:
            case FeedView() | SitemapView() | SitemapIndexView() | RobotsView():
                return self._for_machines(view)
            case FileView():
                return read_copy(view, output.source or output.path)
            case _:
                return self._template(output, view)

    def _for_machines(self, view: FeedView | SitemapView | SitemapIndexView | RobotsView) -> bytes:
        from newsgen.render import feeds, sitemaps  # noqa: PLC0415 - slow to import, and seldom needed

        match view:
            case FeedView():
                return feeds.render_feed(view, self._site, self._bodies(view))
            case SitemapView():
                return sitemaps.render_sitemap(view, self._site)
            case SitemapIndexView():
                return sitemaps.render_sitemap_index(view, self._site)
            case RobotsView():
                return sitemaps.render_robots(view, self._site)

    def _with_text(self, output: Output, view: View, document: markdown.Document) -> bytes:
        body = Markup(document.html)  # noqa: S704 - made by our own Markdown renderer
        if not isinstance(view, ArticleView):
            return self._template(output, view, body=body)
        structured = structured_data.render_article(view, self._site, document.words)
        return self._template(
            output,
            view,
            body=body,
            words=document.words,
            minutes=reading_minutes(document.words),
            structured_data=Markup(structured),  # noqa: S704 - escaped for a script element
        )

    def _bodies(self, view: FeedView) -> dict[str, str]:
        """The bodies of the articles that a feed of full text carries, by URL.

        What is wrong in them is told where their own pages are rendered.
        """
        return {
            item.card.url: self._body(item.article, item.destinations).html
            for item in view.items
            if item.article
        }

    def _template(self, output: Output, view: View, **extra: Any) -> bytes:
        fields = {name: getattr(view, name) for name in view.__struct_fields__}
        with templates.translated(output.origin):
            template = self._environment.get_template(output.template)
            return template.render(fields | extra).encode()

    def _body(
        self, source: Article | StandingPage, destinations: Mapping[str, Destination]
    ) -> markdown.Document:
        """The body of an article or page as HTML, the dateline within its first paragraph."""
        body, first_line = read_body(self._root, source.path, source.digest)
        settings = self._config.markdown
        around = markdown.RenderContext(
            path=source.path,
            first_line=first_line,
            lead=self._dateline(source) if isinstance(source, Article) else "",
            destinations=destinations,
            base=self._site.base,
        )
        return markdown.render(
            body,
            markdown.Style(
                lang=source.lang,
                smart_quotes=settings.smart_quotes,
                trusted=settings.raw_html == "trusted",
            ),
            around,
            blocks=self._blocks,
            render_block=partial(self._block, source.lang, source.path),
        )

    def _dateline(self, article: Article) -> str:
        if article.dateline is None:
            return ""
        text = format_dateline(article.dateline, self._site.dateline_style, article.lang)
        return f'<span class="dateline">{escape(text.rstrip())}</span> '

    def _block(self, lang: str, path: str, name: str, title: str, content: str) -> str:
        """The HTML of a ``:::`` block."""
        with templates.translated(path):
            template = self._environment.get_template(templates.block_template(name))
            inner = Markup(content)  # noqa: S704 - made by our own Markdown renderer
            return template.render(title=title, content=inner, lang=lang)
