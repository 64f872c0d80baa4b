"""The digest of a time zone covers all clock changes, for every form of its table."""

import shutil
import struct
import subprocess
import zoneinfo
from datetime import UTC, datetime

import pytest

from newsgen.incremental.time_zones import zone_digest
from newsgen.sources import resolve_fields
from support.paper import CONFIG, article

STANDARD, SUMMER, WAR = (-18000, 0, "EST"), (-14400, 1, "EDT"), (-14400, 1, "EWT")
RULE = "EST5EDT,M3.2.0,M11.1.0"


def seconds(year, month, day, hour=7):
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


YEARS = {2024: (10, 3), 2025: (9, 2), 2026: (8, 1), 2027: (14, 7)}
"""The days in March and November on which the clocks of New York change."""
CHANGES = [
    change
    for year, (march, november) in YEARS.items()
    for change in (
        (seconds(year, 3, march, 7), SUMMER),
        (seconds(year, 11, november, 6), STANDARD),
    )
]


def table(changes, rule=RULE, version=b"2"):
    """A table of RFC 9636 with the clock state from each moment on, and the rule for later."""
    kinds = [STANDARD, SUMMER, WAR]
    letters = b"".join(f"{name}\0".encode() for _, _, name in kinds)
    data = b""
    for width in "lq" if version >= b"2" else "l":
        fitting = [
            (moment, kind) for moment, kind in changes if width == "q" or abs(moment) < 2**31
        ]
        data += struct.pack(">4sc15x6l", b"TZif", version, 0, 0, 0, len(fitting), 3, len(letters))
        data += struct.pack(f">{len(fitting)}{width}", *(moment for moment, _ in fitting))
        data += bytes(kinds.index(kind) for _, kind in fitting)
        data += b"".join(struct.pack(">lBB", o, dst, 4 * n) for n, (o, dst, _) in enumerate(kinds))
        data += letters
    return data + (f"\n{rule}\n".encode() if version >= b"2" else b"")


@pytest.fixture
def digest(tmp_path):
    """A function that returns the digest of a zone with that table."""

    def digest(content):
        (tmp_path / "Test").mkdir(exist_ok=True)
        (tmp_path / "Test/Zone").write_bytes(content)
        zoneinfo.reset_tzpath([str(tmp_path)])
        forget_zones()
        return zone_digest("Test/Zone")

    yield digest
    zoneinfo.reset_tzpath()
    forget_zones()


def forget_zones():
    """Clear all caches of time zones, as in a new process."""
    resolve_fields._zone.cache_clear()
    zoneinfo.ZoneInfo.clear_cache()
    zone_digest.cache_clear()


@pytest.mark.parametrize(
    "other",
    [
        [*CHANGES[:4], (seconds(2026, 3, 8, 8), SUMMER), *CHANGES[5:]],
        [(seconds(1942, 2, 9), WAR), (seconds(1942, 2, 20), STANDARD), *CHANGES],
        [(seconds(1850, 6, 5), SUMMER), (seconds(1850, 6, 6), STANDARD), *CHANGES],
        [(seconds(600, 6, 5), SUMMER), (seconds(600, 6, 6), STANDARD), *CHANGES],
        [*CHANGES, (seconds(2093, 7, 2), STANDARD), (seconds(2093, 7, 3), SUMMER)],
        [*CHANGES, (seconds(9000, 7, 2), STANDARD), (seconds(9000, 7, 3), SUMMER)],
        [*CHANGES[:4], (CHANGES[4][0], WAR), *CHANGES[5:]],
        CHANGES[:4] + CHANGES[6:],
    ],
    ids=["an hour", "days", "long ago", "very long ago", "to come", "far", "a name", "a gap"],
)
def test_any_change_of_a_table_changes_the_digest(digest, other):
    assert digest(table(other)) != digest(table(CHANGES))


@pytest.mark.parametrize("rule", ["EST5", "EST5EDT,M3.2.0,M11.2.0", "EST5EWT,M3.2.0,M11.1.0", ""])
def test_another_rule_changes_the_digest(digest, rule):
    assert digest(table(CHANGES, rule)) != digest(table(CHANGES))


@pytest.mark.parametrize("listed", range(1, 8))
def test_listed_changes_that_follow_from_the_rule_do_not_count(digest, listed):
    assert digest(table(CHANGES)) == digest(table(CHANGES[:listed]))


def test_entries_without_effect_do_not_count(digest):
    idle = [(-(2**59), STANDARD), (-(2**31), STANDARD), *CHANGES[:1], (seconds(2024, 5, 1), SUMMER)]
    assert digest(table([*idle, *CHANGES[1:]])) == digest(table(CHANGES))


def test_a_version_1_table_is_read(digest):
    first = digest(table(CHANGES, version=b"\0"))
    assert first == digest(table(CHANGES, ""))
    assert first != digest(table(CHANGES[:-1], version=b"\0"))


def test_the_tables_of_the_tzdata_package_are_found(monkeypatch):
    names = ["Asia/Karachi", "America/New_York", "UTC", "America/Argentina/Buenos_Aires"]
    zoneinfo.reset_tzpath([])
    try:
        forget_zones()
        assert len({zone_digest(name) for name in names}) == len(names)
    finally:
        zoneinfo.reset_tzpath()
        forget_zones()


@pytest.mark.skipif(shutil.which("zic") is None, reason="needs the compiler of time zones")
def test_fat_and_slim_tables_have_the_same_digest(tmp_path, digest):
    source = """\
Rule A 1967 2006 - Oct lastSun 2:00 0 S
Rule A 1967 1986 - Apr lastSun 2:00 1:00 D
Rule A 1987 2006 - Apr Sun>=1 2:00 1:00 D
Rule A 2007 max - Mar Sun>=8 2:00 1:00 D
Rule A 2007 max - Nov Sun>=1 2:00 0 S
Zone Test/Zone -4:56:02 - LMT 1883 Nov 18 17:00u
  -5:00 A E%sT
"""
    (tmp_path / "source").write_text(source)
    digests = set()
    for kind in ("fat", "slim"):
        command = ["zic", "-b", kind, "-d", str(tmp_path / kind), str(tmp_path / "source")]
        subprocess.run(command, check=True)
        digests.add(digest((tmp_path / kind / "Test/Zone").read_bytes()))
    assert len(digests) == 1


def test_new_time_zone_tables_invalidate_the_cache(make_paper, digest):
    digest(table(CHANGES))
    files = {"content/world/a.md": article(date="2026-03-10 10:00")}
    paper = make_paper({**files, "newsgen.yaml": CONFIG.replace("Asia/Karachi", "Test/Zone")})
    paper.build_ok()
    assert "2026-03-10T10:00:00-04:00" in paper.page("world/a/index.html")
    digest(table([*CHANGES[:4], (seconds(2026, 3, 11), SUMMER), *CHANGES[5:]]))
    paper.build_ok()
    assert "2026-03-10T10:00:00-05:00" in paper.page("world/a/index.html")
