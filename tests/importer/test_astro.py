"""Sites of Astro, and of other systems that have Markdown and MDX in folders."""
# ruff: noqa: E501 - front matter in one line

from collections.abc import Mapping
from pathlib import Path

import pytest

from newsgen.importer.conversion import Conversion
from newsgen.importer.faults import ImportFault
from newsgen.importer.models import Post, Site, Source
from newsgen.importer.readers import astro
from newsgen.importer.readers.astro.pages import github_slug

LAUNCH = """\
---
title: 'Launch 2.0'
pubDate: Aug 01 2024
updatedDate: 2024-08-03
heroImage: './img/hero.png'
authors: [lina]
---
import Tabs from '@components/Tabs.astro';

<Tabs npm="npm install launch" yarn="yarn add launch" />
"""
FRONT = "---\ntitle: A\npubDate: 2024-01-02\n---\n"


@pytest.fixture
def read(tmp_path: Path):
    def read_files(files: Mapping[str, str]) -> tuple[Site, dict[str, Post]]:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        source = Source(kind="astro", root=tmp_path)
        site = astro.read_site(source)
        return site, {post.file: post for post in astro.read_posts(source, site)}

    return read_files


def test_the_case(read, tmp_path):
    site, posts = read({"src/content/blog/launch-2.0.mdx": LAUNCH})
    post = posts["src/content/blog/launch-2.0.mdx"]
    assert (post.title, post.date, post.updated) == ("Launch 2.0", "2024-08-01", "2024-08-03")
    assert (post.name, post.address) == ("launch-2.0", "/blog/launch-20/")
    assert (post.section, post.authors) == ("blog", ("lina",))
    assert post.image is not None
    assert post.image.src == "img/hero.png"
    assert "npm install launch" in astro.convert(post, site, Conversion())
    assert astro.recognises(tmp_path)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("launch-2.0", "launch-20"),
        ("Hello World!", "hello-world"),
        ("C++ & C#", "c--c"),
        ("Été_1", "été_1"),
        ("بندرگاہ کھل گئی", "بندرگاہ-کھل-گئی"),
    ],
)
def test_slugs_are_those_of_astro(name, slug):
    assert github_slug(name) == slug


@pytest.mark.parametrize(
    ("config", "path", "front", "address"),
    [
        ("", "src/content/blog/a/index.md", "", "/blog/a/"),
        ("", "src/content/blog/2024/A b.md", "", "/blog/2024/a-b/"),
        ("", "src/content/blog/a.md", "slug: Own/Path", "/blog/Own/Path/"),
        ("trailingSlash: 'never'", "src/content/blog/a.md", "", "/blog/a"),
        ("build: { format: 'file' }", "src/content/blog/a.md", "", "/blog/a.html"),
        ("site: 'https://x.test', base: '/docs'", "src/content/blog/a.md", "", "https://x.test/docs/blog/a/"),
        ("", "src/content/docs/g/a.md", "", "/docs/g/a/"),
        ("", "src/pages/about.md", "", "/about/"),
        ("", "src/pages/index.md", "", "/"),
        ("", "src/pages/news/a.mdx", "", "/news/a/"),
    ],
)  # fmt: skip
def test_addresses(read, config, path, front, address):
    text = f"---\ntitle: A\npubDate: 2024-01-02\n{front}\n---\nText.\n"
    config = f"export default defineConfig({{ {config} }});"
    _, posts = read({"astro.config.mjs": config, path: text})
    assert posts[path].address == address


def test_starlight_has_its_manual_at_the_root(read):
    config = "import starlight from '@astrojs/starlight';\nexport default { integrations: [starlight({ title: 'Port' })] };"
    site, posts = read({"astro.config.mjs": config, "src/content/docs/guides/a.mdx": FRONT})
    assert site.title == "Port"
    assert posts["src/content/docs/guides/a.mdx"].address == "/guides/a/"


def test_routes_and_redirects_of_the_site(read):
    _, posts = read(
        {
            "astro.config.ts": "export default { redirects: { '/old': '/articles/a/', \"/b\": '/x' } }",
            "src/pages/articles/[...slug].astro": "const posts = await getCollection('blog');",
            "src/content/blog/a.md": FRONT,
            "src/content/blog/_draft.md": FRONT,
        }
    )
    (post,) = posts.values()
    assert post.address == "/articles/a/"
    assert post.addresses == ("/old",)


def test_javascript_that_computes_a_value_is_not_run(read):
    site, _ = read(
        {
            "astro.config.mjs": "export default { site: process.env.SITE, base: `/${x}` };",
            "src/consts.ts": "export const SITE_TITLE = 'Port';\n// const SITE_DESCRIPTION = 'No';\n",
            "src/content/blog/a.md": FRONT,
        }
    )
    assert (site.base_url, site.title, site.description) == ("", "Port", "")


def test_what_is_a_story_a_page_and_a_person(read):
    site, posts = read(
        {
            "src/content/blog/a.md": "---\ntitle: A\npubDate: 2024-01-02\ndraft: true\n---\nA.\n",
            "src/content/pages/b.md": FRONT,
            "src/content/authors/lina.md": "---\nname: Lina Roy\n---\nShe writes.\n",
            "src/content/authors/omar.json": '{"name": "Omar Ali", "role": "Editor"}',
            "src/content/products/x.json": "{}",
            "src/pages/c.mdx": FRONT,
            "public/a.png": "",
        }
    )
    assert {path: post.kind for path, post in posts.items()} == {
        "src/content/blog/a.md": "story",
        "src/content/pages/b.md": "page",
        "src/pages/c.mdx": "page",
    }
    assert posts["src/content/blog/a.md"].drafts
    assert (site.people["lina"].name, site.people["omar"].role) == ("Lina Roy", "Editor")
    assert site.not_taken == {"entry of products": 1}
    assert site.public == (("public", "/"),)


def test_languages_are_folders(read):
    config = "export default { i18n: { defaultLocale: 'en', locales: ['en', 'es'] } }"
    site, posts = read(
        {
            "astro.config.mjs": config,
            "src/content/blog/en/a.md": FRONT,
            "src/content/blog/es/a.md": FRONT,
        }
    )
    english, spanish = posts.values()
    assert site.languages == ("en", "es")
    assert (english.lang, spanish.lang) == ("en", "es")
    assert english.translation == spanish.translation != ""


def test_short_names_of_folders(read):
    front = "---\ntitle: A\npubDate: 2024-01-02\nimage: '@pics/b.png'\n---\n"
    site, posts = read(
        {
            "tsconfig.json": '{"compilerOptions": {"paths": {"@pics/*": ["./src/pics/*"]}}}',
            "src/content/blog/a.mdx": f"{front}![B](@pics/b.png) ![C](~/assets/c.png)\n",
        }
    )
    (post,) = posts.values()
    assert post.image is not None
    assert post.image.src == "../../pics/b.png"
    body = astro.convert(post, site, Conversion())
    assert body == "![B](../../pics/b.png) ![C](../../assets/c.png)\n"


def test_markdown_of_docusaurus_is_mdx(read):
    path = "docs/a.md"
    files = {
        "docusaurus.config.ts": "export default {}",
        path: f"{FRONT}<Foo>*a*</Foo> {{/* b */}}\n",
    }
    site, posts = read(files)
    assert astro.convert(posts[path], site, Conversion()).strip() == "*a*"


def test_tags_of_markdoc_are_for_a_person(read):
    _, posts = read({"src/content/blog/a.mdoc": FRONT + "{% note %}\nA\n{% /note %}\n"})
    assert posts["src/content/blog/a.mdoc"].drafts


@pytest.mark.parametrize(
    ("files", "path", "address"),
    [
        (
            {"docusaurus.config.js": "module.exports = { url: 'https://x.test', baseUrl: '/' }"},
            "blog/2021-05-03-hello.mdx",
            "/blog/2021/05/03/hello",
        ),
        (
            {"docusaurus.config.js": "module.exports = {};"},
            "docs/01-intro.md",
            "/docs/intro",
        ),
        (
            {".vitepress/config.ts": "export default { title: 'Port' }"},
            "guide/a.md",
            "/guide/a.html",
        ),
        ({}, "content/blog/a/index.mdx", "/blog/a/"),
        ({}, "pages/news/a.mdx", "/news/a/"),
    ],
)
def test_other_sites_of_markdown(read, files, path, address):
    _, posts = read({**files, path: FRONT})
    assert posts[path].address == address


def test_a_site_without_texts_is_a_fault(read):
    with pytest.raises(ImportFault):
        read({"astro.config.mjs": "export default {}"})
