"""Valid and invalid paths of a site, and the fast path for common ones."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen import paths

SAFE = [
    ".htaccess",
    "world/.htaccess",
    ".nojekyll",
    "index.html",
    "404.html",
    "world/quake/index.html",
    "2026/11/27/a-b_c.d/index.html",
    "tags/پاکستان/index.html",
    "media/world/Photo 1 (large).jpg",
    "media/world/100%.jpg",
    ".well-known/security.txt",
    "css/site.1a2b3c4d.css",
    "console/index.html",
    "world/_newsgen/index.html",
    "_newsgen",
    "common/com10.html",
    "a~1.html",
    "n" * 240,
    "/".join(["f"] * 31 + ["index.html"]),
    "/".join(["n" * 200] * 4),
]
UNSAFE = [
    "",
    "/",
    "/etc/passwd",
    "world/",
    "world//x",
    ".",
    "..",
    "../index.html",
    "world/../../index.html",
    "world/./x",
    "world/\u2025/x",
    "world/\uff0e\uff0e/x",
    "world/.\u200d./x",
    ".newsgen/x.html",
    ".NewsGen/x.html",
    "world/.newsgen/x",
    ".\u200cnewsgen/x",
    "\u200d.git/config",
    ".git/config",
    ".GIT/config",
    "git~1/config",
    "GIT~1",
    "NEWSGE~1/manifest",
    ".parts/x",
    "_newsgen/x",
    "_NewsGen/index.html",
    ".htaccess/index.html",
    ".nojekyll/index.html",
    "world/.nojekyll",
    ".env",
    ".well-known",
    ".Well-Known/x",
    "world/.well-known/x",
    "con",
    "world/CON/index.html",
    "aux.html",
    "nul.tar.gz",
    "com1",
    "LPT9.txt",
    "com¹",
    "nul .txt",
    "CONIN$",
    "a\\b",
    "a:b",
    'a"b',
    "a|b",
    "a*b",
    "a?b",
    "a<b",
    "x.",
    "x./y",
    "x ",
    " x",
    "x /y",
    "a\0b",
    "a\nb",
    "a\x7fb",
    "a\u0085b",
    "a\u2028b",
    "a\u202eb",
    "a\ud800b",
    "a\uffffb",
    unicodedata.normalize("NFD", "café/index.html"),
    "n" * 241,
    "é" * 121,
    "/".join(["f"] * 32 + ["index.html"]),
    "/".join(["n" * 200] * 5),
]


@pytest.mark.parametrize("path", SAFE)
def test_paths_that_every_target_can_store_are_valid(path):
    assert paths.fault_of(path) == ""


@pytest.mark.parametrize("path", UNSAFE, ids=ascii)
def test_other_paths_are_refused_with_a_reason(path):
    assert paths.fault_of(path)


@given(st.text(alphabet=".~-_/ aA1conCOM:\\git\u200dé", max_size=20))
def test_the_fast_path_accepts_no_invalid_path(path):
    names = path.split("/")
    closer = any(
        paths.name_fault(n, is_first=p == 0 and len(names) > 1) for p, n in enumerate(names)
    )
    assert bool(paths.fault_of(path)) == closer
