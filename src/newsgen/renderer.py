"""An output becomes bytes: templates for pages, code for feeds and maps.

A page sees its view and the identity of the site, and nothing else. So the digest of the view,
the closure of its template and the toolchain are all that its bytes depend on.
"""

import sys
from collections.abc import Iterable, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

import newsgen
from newsgen import feeds, markdown, sitemaps, structured_data, templates
from newsgen.config import Config
from newsgen.dateline import format_dateline
from newsgen.digest import digest_value
from newsgen.loader import read_body
from newsgen.manifest import Fingerprint
from newsgen.models import (
    Article,
    ArticleView,
    FeedView,
    FileView,
    Identity,
    Output,
    PageView,
    RobotsView,
    SitemapIndexView,
    SitemapView,
    StandingPage,
)
from newsgen.text import reading_minutes

_LIBRARIES = ("jinja2", "markdown-it-py", "mdit-py-plugins", "feedgen", "nh3", "babel", "lxml")


class Renderer:
    """Renders the outputs of one site; holds no state that a page could change."""

    def __init__(self, root: Path, theme: Path, config: Config, site: Identity) -> None:
        self._root = root
        self._config = config
        self._site = site
        self._environment = templates.make_environment(root / "templates", theme)
        templates.introduce(self._environment, site)
        self._blocks = templates.block_names(self._environment)
        self._closures = templates.Closures(self._environment)
        self._toolchain = digest_value(
            [
                newsgen.__version__,
                sys.version_info[:3],
                [version(library) for library in _LIBRARIES],
                site,
                config.markdown,
                sorted(self._blocks),
            ]
        )

    def fingerprint(self, output: Output) -> Fingerprint:
        """What the bytes of the output depend on.

        Raises TemplateError when its template cannot be read.
        """
        view = output.view
        names = [output.template] if output.template else []
        if isinstance(view, ArticleView):
            names += self._block_templates(view.article.blocks)
        elif isinstance(view, PageView):
            names += self._block_templates(view.page.blocks)
        elif isinstance(view, FeedView):
            articles = (item.article for item in view.items if item.article)
            used = {block for article in articles for block in article.blocks}
            names += self._block_templates(sorted(used))
        elif isinstance(view, FileView):
            return Fingerprint(toolchain="", template="", view=view.digest)
        closure = [self._closures.digest(name) for name in names]
        return Fingerprint(
            toolchain=self._toolchain,
            template=digest_value(closure) if closure else "",
            view=digest_value(view),
        )

    def typeset(self, output: Output) -> markdown.Document | None:
        """The text of an article or standing page as HTML; None for an output without one.

        Raises Problems when its source cannot be read and TemplateError when a block fails.
        """
        match output.view:
            case ArticleView() as view:
                return self._body(view.article, view.destinations)
            case PageView() as view:
                return self._body(view.page, view.destinations)
            case _:
                return None

    def render(self, output: Output, document: markdown.Document | None) -> bytes:
        """The bytes of the output, around the text that ``typeset`` gave for it.

        Raises Problems when a source cannot be read and TemplateError when a template fails.
        """
        return self._with_text(output, document) if document else self._without_text(output)

    def _without_text(self, output: Output) -> bytes:
        match output.view:
            case FeedView() as view:
                return feeds.render_rss(view, self._site, self._bodies(view))
            case SitemapView() as view:
                return sitemaps.render_sitemap(view, self._site)
            case SitemapIndexView() as view:
                return sitemaps.render_sitemap_index(view, self._site)
            case RobotsView() as view:
                return sitemaps.render_robots(view, self._site)
            case FileView() as view:
                return Path(view.file).read_bytes()
            case _:
                return self._template(output)

    def _with_text(self, output: Output, document: markdown.Document) -> bytes:
        body = Markup(document.html)  # noqa: S704 - made by our own Markdown renderer
        if not isinstance(output.view, ArticleView):
            return self._template(output, body=body)
        structured = structured_data.render_article(output.view, self._site, document.words)
        return self._template(
            output,
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

    def _template(self, output: Output, **extra: Any) -> bytes:
        view = output.view
        fields = {name: getattr(view, name) for name in view.__struct_fields__}
        with templates.translated(output.origin):
            template = self._environment.get_template(output.template)
            return template.render(fields | extra).encode()

    def _body(
        self, source: Article | StandingPage, destinations: Mapping[str, str]
    ) -> markdown.Document:
        """The body of an article or page as HTML, the dateline within its first paragraph."""
        body, first_line = read_body(self._root, source.path, source.digest)
        settings = self._config.markdown
        around = markdown.Surroundings(
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

    def _block_templates(self, names: Iterable[str]) -> list[str]:
        return [templates.block_template(name) for name in names if name in self._blocks]
