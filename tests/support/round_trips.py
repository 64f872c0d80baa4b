"""The example paper as other systems have it: what a round trip begins with."""

import csv
import html
import json
import posixpath
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import lxml.html

from newsgen.builder.build import build
from newsgen.builder.inspect import survey
from newsgen.builder.options import Options
from newsgen.files.theme import home
from support.exports import body, front_matter

HOST = "https://news.example"


class OldStory(NamedTuple):
    """A story of the example paper."""

    slug: str
    title: str
    section: str
    date: datetime
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    summary: str
    address: str
    """Its path in the built paper."""
    html: str
    """Its text in the built paper."""
    markdown: str
    """Its text as other systems have it: without blocks, links by address."""
    page: Path
    """Its page in the built paper."""


def example_paper(folder: Path, now: datetime) -> list[OldStory]:
    """The stories of the example paper in its main language, built below the folder."""
    root = folder / "example"
    for name in ("content", "newsgen.yaml"):
        source = home() / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        root.mkdir(parents=True, exist_ok=True)
        copy(source, root / name)
    options = Options(root=str(root), now=now)
    assert build(options).committed
    listed = [s for s in survey(options)[0] if s.status == "live" and not s.edition]
    addresses = {s.path: s.url for s in listed}
    return [_old_story(root, story.path, addresses, story.authors, story) for story in listed]


def _old_story(root, path, addresses, authors, listed) -> OldStory:
    matter = front_matter(root / path)
    page = root / "public" / addresses[path].strip("/") / "index.html"
    prose = lxml.html.fromstring(page.read_text()).find_class("prose")[0]
    for extra in prose.xpath('.//*[@class="visually-hidden"]'):
        extra.drop_tree()
    inner = (prose.text or "") + "".join(
        lxml.html.tostring(child, encoding="unicode") for child in prose
    )
    profiles = {p.stem: front_matter(p)["name"] for p in (root / "content/authors").glob("*.md")}
    tags = matter.get("tags") or []
    return OldStory(
        slug=addresses[path].strip("/").rpartition("/")[2],
        title=matter["title"],
        section=listed.section,
        date=listed.date,
        authors=tuple(profiles.get(name, name) for name in authors),
        tags=tuple([tags] if isinstance(tags, str) else tags),
        summary=matter.get("summary", ""),
        address=addresses[path],
        html=inner,
        markdown=_plain_markdown(body(root / path), path, addresses),
        page=page,
    )


def _plain_markdown(text: str, path: str, addresses: Mapping[str, str]) -> str:
    """The text without blocks, its links to files as addresses."""

    def address(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[1]))
        return f"]({addresses[target]}" if target in addresses else found[0]

    lines = [line for line in text.splitlines() if not line.startswith(":::")]
    return re.sub(r"\]\(([^)\s#]+\.md)", address, "\n".join(lines)) + "\n"


def yaml_front(story: OldStory, **more: object) -> str:
    """Front matter of the usual kind."""
    values = {
        "title": story.title,
        "date": story.date.isoformat(),
        "authors": list(story.authors),
        "tags": list(story.tags),
        "description": story.summary,
        **more,
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(["---", *lines, "---", "", ""])


def _files(folder: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return folder


def jekyll(stories: Sequence[OldStory], folder: Path) -> Path:
    """Posts of Jekyll, with Liquid."""
    config = f"title: The Indus Courier\nurl: {HOST}\npermalink: /:categories/:title/\n"
    return _files(
        folder,
        {"_config.yml": f"{config}timezone: Asia/Karachi\n"}
        | {
            f"_posts/{s.date:%Y-%m-%d}-{s.slug}.md": yaml_front(
                s, layout="post", categories=[s.section]
            )
            + s.markdown
            for s in stories
        },
    )


def hugo(stories: Sequence[OldStory], folder: Path) -> Path:
    """Content of Hugo, with TOML."""

    def toml(s: OldStory) -> str:
        rows = {"title": s.title, "tags": list(s.tags), "authors": list(s.authors)}
        rows |= {"description": s.summary, "slug": s.slug}
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in rows.items()]
        return "\n".join(["+++", f"date = {s.date.isoformat()}", *lines, "+++", "", s.markdown])

    config = f'baseURL = "{HOST}/"\ntitle = "The Indus Courier"\ntimeZone = "Asia/Karachi"\n'
    return _files(
        folder,
        {"hugo.toml": config} | {f"content/{s.section}/{s.slug}.md": toml(s) for s in stories},
    )


def eleventy(stories: Sequence[OldStory], folder: Path) -> Path:
    """Templates of Eleventy, each with its permalink."""
    config = 'export default function () {\n  return { dir: { input: "src" } };\n}\n'
    return _files(
        folder,
        {"eleventy.config.js": config}
        | {
            f"src/{s.section}/{s.date:%Y-%m-%d}-{s.slug}.md": yaml_front(s, permalink=s.address)
            + s.markdown
            for s in stories
        },
    )


def astro(stories: Sequence[OldStory], folder: Path) -> Path:
    """Content collections of Astro, in MDX."""
    config = f'export default defineConfig({{ site: "{HOST}" }});\n'
    return _files(
        folder,
        {"astro.config.mjs": config}
        | {
            f"src/content/{s.section}/{s.slug}.md": yaml_front(s, pubDate=s.date.isoformat())
            + s.markdown
            for s in stories
        },
    )


def pelican(stories: Sequence[OldStory], folder: Path) -> Path:
    """Articles of Pelican, with header lines."""
    config = 'SITENAME = "The Indus Courier"\nTIMEZONE = "Asia/Karachi"\n'
    config += f'SITEURL = "{HOST}"\nARTICLE_URL = "{{category}}/{{slug}}/"\n'
    config += 'ARTICLE_SAVE_AS = "{category}/{slug}/index.html"\n'

    def article(s: OldStory) -> str:
        rows = {"Title": s.title, "Date": f"{s.date:%Y-%m-%d %H:%M}", "Category": s.section}
        rows |= {"Tags": ", ".join(s.tags), "Authors": "; ".join(s.authors), "Slug": s.slug}
        rows |= {"Summary": s.summary}
        return "".join(f"{key}: {value}\n" for key, value in rows.items()) + "\n" + s.markdown

    return _files(
        folder,
        {"pelicanconf.py": config} | {f"content/{s.slug}.md": article(s) for s in stories},
    )


def nikola(stories: Sequence[OldStory], folder: Path) -> Path:
    """Posts of Nikola, with metadata in a comment."""
    config = 'BLOG_TITLE = "The Indus Courier"\nTIMEZONE = "Asia/Karachi"\n'
    config += f'SITE_URL = "{HOST}/"\nPOSTS = (("posts/*.md", "posts", "post.tmpl"),)\n'

    def post(s: OldStory) -> str:
        rows = {"title": s.title, "slug": s.slug, "date": f"{s.date:%Y-%m-%d %H:%M:%S UTC%z}"}
        rows |= {"tags": ", ".join(s.tags), "category": s.section, "author": ", ".join(s.authors)}
        rows |= {"description": s.summary}
        lines = "".join(f".. {key}: {value}\n" for key, value in rows.items())
        return f"<!--\n{lines}-->\n\n{s.markdown}"

    return _files(
        folder, {"conf.py": config} | {f"posts/{s.section}/{s.slug}.md": post(s) for s in stories}
    )


def markdown(stories: Sequence[OldStory], folder: Path) -> Path:
    """A folder of Markdown files."""
    return _files(folder, {f"{s.section}/{s.slug}.md": yaml_front(s) + s.markdown for s in stories})


def wordpress(stories: Sequence[OldStory], folder: Path) -> Path:
    """An export of WordPress."""

    def item(number: int, s: OldStory) -> str:
        local = s.date.replace(tzinfo=None)
        utc = (local - s.date.utcoffset()) if s.date.utcoffset() else local
        terms = [("category", s.section, s.section.title())]
        terms += [("post_tag", tag.lower().replace(" ", "-"), tag) for tag in s.tags]
        terms += [("author", f"cap-{n}", name) for n, name in enumerate(s.authors)]
        categories = "".join(
            f'<category domain="{domain}" nicename="{escape(slug)}">{_cdata(name)}</category>'
            for domain, slug, name in terms
        )
        return (
            f"<item><title>{escape(s.title)}</title><link>{HOST}{s.address}</link>"
            f"<dc:creator>{_cdata(s.authors[0] if s.authors else 'desk')}</dc:creator>"
            f'<guid isPermaLink="false">{HOST}/?p={number}</guid>'
            f"<content:encoded>{_cdata(s.html)}</content:encoded>"
            f"<excerpt:encoded>{_cdata(s.summary)}</excerpt:encoded>"
            f"<wp:post_id>{number}</wp:post_id><wp:post_date>{local}</wp:post_date>"
            f"<wp:post_date_gmt>{utc}</wp:post_date_gmt><wp:post_name>{s.slug}</wp:post_name>"
            "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
            f"<wp:post_parent>0</wp:post_parent>{categories}</item>\n"
        )

    namespaces = (
        'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"'
    )
    items = "".join(item(number, s) for number, s in enumerate(stories, start=1))
    head = f"<title>The Indus Courier</title><link>{HOST}</link>"
    head += f"<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>{HOST}</wp:base_site_url>"
    text = f'<?xml version="1.0"?>\n<rss version="2.0" {namespaces}><channel>{head}\n{items}'
    return _files(folder, {"export.xml": f"{text}</channel></rss>\n"}) / "export.xml"


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def ghost(stories: Sequence[OldStory], folder: Path) -> Path:
    """An export of Ghost."""
    names = sorted({name for s in stories for name in (s.section.title(), *s.tags)})
    people = sorted({name for s in stories for name in s.authors})
    data = {
        "posts": [
            {
                "id": s.slug,
                "title": s.title,
                "slug": s.slug,
                "html": s.html.replace(HOST, "__GHOST_URL__"),
                "type": "post",
                "status": "published",
                "visibility": "public",
                "published_at": s.date.isoformat(),
                "custom_excerpt": s.summary or None,
            }
            for s in stories
        ],
        "tags": [{"id": name, "name": name, "slug": name.lower()} for name in names],
        "users": [{"id": name, "name": name, "slug": name.lower()} for name in people],
        "posts_tags": [
            {"post_id": s.slug, "tag_id": name, "sort_order": order}
            for s in stories
            for order, name in enumerate((s.section.title(), *s.tags))
        ],
        "posts_authors": [
            {"post_id": s.slug, "author_id": name, "sort_order": order}
            for s in stories
            for order, name in enumerate(s.authors)
        ],
    }
    text = json.dumps({"db": [{"meta": {"version": "5.0"}, "data": data}]})
    return _files(folder, {"export.json": text}) / "export.json"


def feed(stories: Sequence[OldStory], folder: Path) -> Path:
    """An RSS feed with whole texts."""
    items = "".join(
        f"<item><title>{escape(s.title)}</title><link>{HOST}{s.address}</link>"
        f"<guid>{HOST}{s.address}</guid><pubDate>{s.date:%a, %d %b %Y %H:%M:%S %z}</pubDate>"
        + "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in s.authors)
        + "".join(f"<category>{escape(name)}</category>" for name in (s.section, *s.tags))
        + f"<description>{escape(s.summary)}</description>"
        f"<content:encoded>{_cdata(s.html)}</content:encoded></item>\n"
        for s in stories
    )
    namespaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    head = f"<title>The Indus Courier</title><link>{HOST}/</link><description>d</description>"
    text = f'<?xml version="1.0"?><rss version="2.0" {namespaces}><channel>{head}{items}'
    return _files(folder, {"feed.xml": f"{text}</channel></rss>"}) / "feed.xml"


def drupal(stories: Sequence[OldStory], folder: Path) -> Path:
    """A CSV export of Drupal."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "nodes.csv"
    with place.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["nid", "title", "body", "created", "status", "alias", "field_tags", "name"])
        for number, s in enumerate(stories, start=1):
            created = int(s.date.timestamp())
            tags = ", ".join(s.tags)
            rows.writerow([number, s.title, s.html, created, 1, s.address, tags, s.authors[0]])
    return place


def pages(stories: Sequence[OldStory], folder: Path) -> Path:
    """The pages of the built paper, as somebody saved them."""
    folder.mkdir(parents=True, exist_ok=True)
    for s in stories:
        shutil.copy2(s.page, folder / f"{s.slug}.html")
    return folder


def words_of_html(text: str) -> list[str]:
    """The words that readers see, without punctuation."""
    shown = lxml.html.fromstring(f"<div>{text}</div>").text_content()
    return re.findall(r"\w+", html.unescape(shown))


FORMATS: Mapping[str, Callable[[Sequence[OldStory], Path], Path]] = {
    "jekyll": jekyll,
    "hugo": hugo,
    "eleventy": eleventy,
    "astro": astro,
    "pelican": pelican,
    "nikola": nikola,
    "markdown": markdown,
    "wordpress": wordpress,
    "ghost": ghost,
    "feed": feed,
    "drupal": drupal,
    "html": pages,
}
