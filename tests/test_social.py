"""What other sites and search engines read in the head of a page, besides its JSON-LD."""

import re

import pytest

from support.paper import Paper, article
from support.photos import photo

A = "content/world/a.md"


def tags(paper: Paper, path: str = "world/a/index.html") -> dict[str, list[str]]:
    """The contents of the meta elements, in their order, by name or property."""
    paper.build_ok()
    found: dict[str, list[str]] = {}
    for name, content in re.findall(
        r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', paper.page(path)
    ):
        found.setdefault(name, []).append(content)
    return found


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        ("gate.jpg", ["image/jpeg"]),
        ("gate.png", ["image/png"]),
        ("https://c.example/a.JPEG?w=1200", ["image/jpeg"]),
        ("https://c.example/picture", []),
    ],
)
def test_the_picture_of_a_page_has_its_type(make_paper, image, kind):
    paper = make_paper(
        {
            A: article(image=f"{{src: '{image}', alt: The gate}}"),
            "content/world/gate.jpg": photo(90, 60),
            "content/world/gate.png": photo(90, 60, "PNG"),
        }
    )
    found = tags(paper)
    assert found.get("og:image:type", []) == kind
    assert found["twitter:card"] == ["summary_large_image"]
    assert found["og:image:alt"] == found["twitter:image:alt"] == ["The gate"]


def test_x_reads_the_first_420_characters_of_a_description(make_paper):
    alt = "The &quot;gate&quot; of the old city " * 30
    paper = make_paper({A: article(image=f"{{src: https://c.example/a.jpg, alt: '{alt}'}}")})
    (found,) = tags(paper)["twitter:image:alt"]
    assert len(found.replace("&amp;", "&")) <= 420
    assert found.endswith("…")


def test_a_story_that_expires_tells_when(make_paper):
    paper = make_paper({A: article(expires="2027-01-05 10:00"), "content/world/b.md": article("B")})
    found = tags(paper)
    assert found["article:expiration_time"] == ["2027-01-05T10:00:00+05:00"]
    (robots,) = found["robots"]
    assert robots.endswith(", unavailable_after: 2027-01-05T10:00:00+05:00")
    found = tags(paper, "world/b/index.html")
    assert "article:expiration_time" not in found
    assert "unavailable_after" not in found["robots"][0]


def test_a_story_has_its_section_tags_and_authors(make_paper):
    paper = make_paper({A: article(tags="[Floods, <b>]", authors="[Ayesha Khan, Bilal]")})
    found = tags(paper)
    assert found["article:section"] == ["World"]
    assert found["article:tag"] == ["Floods", "&lt;b&gt;"]
    assert found["article:author"] == [
        "https://news.example/authors/ayesha-khan/",
        "https://news.example/authors/bilal/",
    ]
    assert found["article:published_time"] == ["2026-11-20T10:00:00+05:00"]
