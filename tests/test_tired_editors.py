"""Front matter as people and other systems write it: what is read, and what is reported."""

import re
from datetime import UTC, datetime

import pytest

from newsgen.diagnostics import Problems, Refusal
from newsgen.frontmatter import ArticleFields, read
from newsgen.schema.moments import MomentError, read_moment
from support.paper import CONFIG, NOW, article

A = "content/world/a.md"


def fields_of(*lines: str) -> tuple[ArticleFields | None, list[tuple[str, str]]]:
    """The front matter of these lines, and the code and hint of each problem."""
    text = "\n".join(["---", "title: Talks", *lines, "---", "Words.", ""])
    try:
        fields, _, problems = read(ArticleFields, text.encode(), A)
    except Problems as refused:
        fields, problems = None, refused.diagnostics
    return fields, [(problem.code, problem.hint) for problem in problems]


# --- dates


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2010-10-22 11:33:15 -0400", "2010-10-22T11:33:15-04:00"),
        ("2010-10-22 9:05:00 -0400", "2010-10-22T09:05:00-04:00"),
        ("2010-10-22 9:05 -04", "2010-10-22T09:05:00-04:00"),
        ("2010-10-22 09:05:00 UTC-05:00", "2010-10-22T09:05:00-05:00"),
        ("2010-10-22 09:05 UTC+5", "2010-10-22T09:05:00+05:00"),
        ("2010-10-22T09:05:00+0530", "2010-10-22T09:05:00+05:30"),
        ("2010-10-22T09:05:11.123456789Z", "2010-10-22T09:05:11.123456+00:00"),
        ("2010-10-22t09:05:11z", "2010-10-22T09:05:11+00:00"),
        ("2010-10-22 09:05 UTC", "2010-10-22T09:05:00+00:00"),
        ("2010-10-22 09:05 GMT", "2010-10-22T09:05:00+00:00"),
        ("2010-10-22 09:05 America/New_York", "2010-10-22T09:05:00-04:00"),
        ("Fri, 22 Oct 2010 11:33:15 +0000", "2010-10-22T11:33:15+00:00"),
        ("22 October 2010", "2010-10-22T00:00:00"),
        ("October 22, 2010 9:05", "2010-10-22T09:05:00"),
        ("2010/10/22 11:33", "2010-10-22T11:33:00"),
        ("2010.10.2", "2010-10-02T00:00:00"),
        ("20101022T113315Z", "2010-10-22T11:33:15+00:00"),
        ("20101022", "2010-10-22T00:00:00"),
    ],
)
def test_moments_of_other_systems_are_read(written, moment):
    assert read_moment(written) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("27/11/2026", "write 2026-11-27"),
        ("11/27/2026", "write 2026-11-27"),
        ("05/06/2026", "write 2026-06-05 or 2026-05-06"),
        ("5.6.2026 10:00", "write 2026-06-05 or 2026-05-06"),
        ("2026-02-30", "check month, day and hour"),
        ("2026-11-23 24:00", "check month, day and hour"),
        ("2026-11-23 9:05 PM", "write the time of day from 00:00 to 23:59: 2026-11-23 21:05"),
        ("2026-11-23 9:05 EST", "write the offset from UTC, such as `+05:00`"),
        ("2026-11-23 9:05 +1900", "write the offset from UTC, such as `+05:00`"),
        ("2026-W10", "write 2026-11-23, or 2026-11-23 10:00"),
        ("next Monday", "write 2026-11-23, or 2026-11-23 10:00"),
    ],
)
def test_a_date_is_never_guessed(written, hint):
    with pytest.raises(MomentError) as refused:
        read_moment(written)
    assert refused.value.hint.startswith(hint)


@pytest.mark.parametrize("name", ["a.md", "2008-06-01-a.md"])
def test_a_day_without_midnight_begins_at_its_first_moment(make_paper, name):
    date = "date: 2008-06-01\n" if name == "a.md" else ""
    paper = make_paper({f"content/world/{name}": f"---\ntitle: T\n{date}---\nWords."})
    paper.build_ok()
    assert 'content="2008-06-01T01:00:00+06:00"' in paper.page("world/a/index.html")


def test_an_offset_has_no_seconds_and_readers_see_no_local_mean_time(make_paper):
    paper = make_paper({A: article(date="1899-07-01 09:00")})
    paper.build_ok()
    page = paper.page("world/a/index.html")
    assert "1899-07-01T09:00:00+04:28" in page
    assert "LMT" not in page


def test_an_embargo_in_the_hour_that_comes_twice_is_reported(make_paper):
    paper = make_paper({A: article(embargo="2025-10-26 01:30", date="2025-10-25")})
    paper.write({"newsgen.yaml": CONFIG.replace("Asia/Karachi", "Europe/London")})
    assert [(d.code, d.hint) for d in paper.build().diagnostics] == [
        ("repeated-hour", "write `2025-10-26 01:30+01:00` or `2025-10-26 01:30+00:00`")
    ]


@pytest.mark.parametrize(
    ("name", "keys", "shown"),
    [
        ("a.md", {"date": "2026-11-20"}, ""),
        ("a.md", {"date": "20 November 2026"}, ""),
        ("a.md", {"date": "2026-11-20 00:00"}, "12:00\u202fam PKT"),
        ("a.md", {"date": "2026-11-20T00:00:00+05:00"}, "12:00\u202fam PKT"),
        ("a.md", {"date": "20261120 0000"}, "12:00\u202fam PKT"),
        ("2026-11-20-a.md", {}, ""),
        ("a.md", {"date": "2026-11-19 10:00", "embargo": "2026-11-20 00:00"}, "12:00\u202fam PKT"),
        ("a.md", {"date": "2026-11-19 10:00", "embargo": "2026-11-20"}, ""),
        ("a.md", {"date": "2026-11-20", "embargo": "2026-11-19 12:00"}, ""),
    ],
)
def test_only_a_time_that_was_written_is_shown(make_paper, name, keys, shown):
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items())
    paper = make_paper({f"content/world/{name}": f"---\ntitle: T\n{lines}---\nWords."})
    paper.build_ok()
    page = paper.page("world/a/index.html")
    assert "2026-11-20T00:00:00+05:00" in page
    assert re.findall(r"<bdi>(.*?)</bdi></time>", page) == ([shown] if shown else [])


def test_an_update_at_a_written_midnight_is_before_the_publication_of_that_day(make_paper):
    paper = make_paper({A: article(date="2026-11-20 10:00", updated="2026-11-20 00:00")})
    assert [d.code for d in paper.build().diagnostics] == ["updated-before-date"]


def test_an_update_on_the_day_of_publication_is_no_contradiction(make_paper):
    make_paper({A: article(date="2026-11-20 10:00", updated="2026-11-20")}).build_ok()


def test_an_update_in_the_future_is_reported_until_it_has_come(make_paper):
    paper = make_paper({A: article(updated="2026-11-24 10:00")})
    assert [d.code for d in paper.build().diagnostics] == ["future-update"]
    paper.build_ok(datetime(2026, 11, 24, 10, tzinfo=UTC))


def test_a_correction_in_the_future_is_reported(make_paper):
    paper = make_paper({A: article(corrections="[{date: 2062-11-24, text: A slip.}]")})
    found = paper.build(NOW).diagnostics
    assert [(d.code, d.key) for d in found] == [("future-update", ("corrections", 0, "date"))]


# --- empty keys, lists, comments


@pytest.mark.parametrize("nothing", ["null", "Null", "NULL", "~", ""])
def test_null_is_an_empty_key_everywhere(nothing):
    fields, problems = fields_of(
        f"kicker: {nothing}",
        f"tags: {nothing}",
        f"authors: [Ann Lee, {nothing or '~'}]",
        f"image: {{src: a.png, caption: {nothing or '~'}}}",
        f"updated: {nothing}",
        f"draft: {nothing}",
    )
    assert problems == []
    assert fields
    assert (fields.kicker, fields.tags, fields.authors) == ("", (), ("Ann Lee",))
    assert fields.image
    assert fields.image.caption == ""
    assert not fields.draft
    assert fields.updated is None


def test_a_quoted_null_is_a_word():
    fields, _ = fields_of('kicker: "null"', "tags: ['~', Null and void]")
    assert fields
    assert (fields.kicker, fields.tags) == ("null", ("~", "Null and void"))


def test_a_required_key_that_is_null_is_missing():
    text = b"---\ntitle: null\n---\nWords."
    assert [problem.code for problem in read(ArticleFields, text, A)[2]] == ["missing-key"]


@pytest.mark.parametrize(
    ("line", "listed"),
    [
        ("tags: Karachi, Floods", "`[Karachi, Floods]`"),
        ("authors: Ann Lee; Bo Khan", "`[Ann Lee, Bo Khan]`"),
        ("tags: کراچی، سیلاب", "`[کراچی, سیلاب]`"),
        ('tags: "Trade, Peace: talks"', '`[Trade, "Peace: talks"]`'),
        ("aliases: /a/, /b/", '`["/a/", "/b/"]`'),
    ],
)
def test_a_list_without_brackets_is_reported_with_the_list(line, listed):
    fields, problems = fields_of(line)
    assert fields is None
    assert [code for code, _ in problems] == ["comma-list"]
    assert listed in problems[0][1]


def test_a_name_may_have_a_comma_in_a_list():
    fields, problems = fields_of("authors:", "  - Ann Lee, PhD", 'tags: ["Dhaka, Bangladesh"]')
    assert problems == []
    assert fields
    assert (fields.authors, fields.tags) == (("Ann Lee, PhD",), ("Dhaka, Bangladesh",))


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("summary: Bus no. #7 stops here", '`summary: "Bus no. #7 stops here"`'),
        ('kicker: The "best" #1', "`kicker: 'The \"best\" #1'`"),
        ("tags:\n  - Prize #1", '`"Prize #1"`'),
        ("image:\n  src: a.png\n  caption: Gate #4 at dawn", '`caption: "Gate #4 at dawn"`'),
        ("extra:\n  motto: We are #1", '`motto: "We are #1"`'),
    ],
)
def test_words_cut_off_by_a_comment_are_reported(line, remedy):
    fields, problems = fields_of(line)
    assert fields
    assert [code for code, _ in problems] == ["cut-value"]
    assert remedy in problems[0][1]


@pytest.mark.parametrize(
    "line",
    [
        "draft: true # until the lawyers have read it",
        "section: world # not pakistan",
        "tags: [C#, F#]",
        'kicker: "We are #1"',
        "summary: >\n  We are #1",
        "# a line of its own",
        "date: 2026-11-20 # Friday",
    ],
)
def test_other_comments_are_not_reported(line):
    assert fields_of(line)[1] == []


# --- keys that keep a story back


@pytest.mark.parametrize(
    "line",
    [
        "published: false",
        "publish: no",
        "status: draft",
        "status: pending",
        "state: review",
        "hidden: true",
        "private: yes",
        "visibility: private",
        "unlisted: true",
        "is_draft: 1",
        "post-status: future",
        "wip: true",
        "public: off",
    ],
)
def test_a_key_that_keeps_a_story_back_elsewhere_leads_to_draft(line):
    fields, problems = fields_of(line)
    assert fields is None
    assert problems == [("unknown-key", "did you mean `draft: true`?")]


@pytest.mark.parametrize("key", ["release_date", "publish-at", "hold until", "goes_live"])
def test_a_later_date_elsewhere_leads_to_embargo(key):
    assert fields_of(f"{key}: 2027-01-01")[1] == [("unknown-key", "did you mean `embargo`?")]


def test_published_with_a_date_is_the_date():
    problems = fields_of("published: 2026-11-20")[1]
    assert problems == [("unknown-key", "did you mean `date`?")]


def test_a_page_that_cannot_be_a_draft_says_where_to_keep_it(make_paper):
    paper = make_paper({"content/pages/about.md": "---\ntitle: About\ndraft: true\n---\nWords."})
    assert [d.hint for d in paper.build().diagnostics] == [
        "move the file out of content/ until readers may see it"
    ]


# --- slugs and ids


@pytest.mark.parametrize("slug", ["Big-Story", "a_b", "v2.0", "a--b", "x~y", "خبر-1", "हिन्दी"])
def test_a_written_slug_is_kept(make_paper, slug):
    paper = make_paper({A: article(slug=slug)})
    paper.build_ok()
    assert (paper.public / "world" / slug / "index.html").is_file()


@pytest.mark.parametrize("slug", ["a b", "a/b", "a?b", "..", "a%20b", "con", "a:b"])
def test_a_slug_that_no_url_can_have_is_reported(make_paper, slug):
    paper = make_paper({A: article(slug=f'"{slug}"')})
    assert "bad-slug" in paper.codes()


@pytest.mark.parametrize(
    "identifier",
    [
        "https://old.example/?p=1234",
        "tag:old.example,2012:story/7",
        "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        "http://old.example/2012/05/quake.html#more",
    ],
)
def test_an_id_that_is_a_uri_is_the_guid_to_the_letter(make_paper, identifier):
    paper = make_paper({A: article(id=f'"{identifier}"')})
    paper.build_ok()
    assert f'<guid isPermaLink="false">{identifier}</guid>' in paper.page("feed.xml")


@pytest.mark.parametrize(
    ("authority", "guid"),
    [
        ("old.example", "tag:old.example,2026:1234"),
        ("old.example,2019-05", "tag:old.example,2019-05:1234"),
    ],
)
def test_a_new_host_changes_no_guid_if_the_authority_is_set(make_paper, authority, guid):
    paper = make_paper({A: article(id="1234")})
    paper.write({"newsgen.yaml": f'{CONFIG}feeds: {{authority: "{authority}"}}\n'})
    paper.build_ok()
    assert f">{guid}</guid>" in paper.page("feed.xml")


def test_an_authority_must_be_a_host(make_paper):
    paper = make_paper()
    paper.write({"newsgen.yaml": f"{CONFIG}feeds: {{authority: 'a b'}}\n"})
    with pytest.raises(Refusal) as refused:
        paper.build()
    assert [d.code for d in refused.value.diagnostics] == ["bad-value"]


# --- remedies


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('title: "He said "no""', 'He said "no"'),
        ('title: "He said "no" today"', 'He said "no" today'),
        ("title: 'It's here'", "It's here"),
        ('title: "A" and "B"', '"A" and "B"'),
        ("title: 'A' isn't B", "'A' isn't B"),
    ],
)
def test_the_remedy_for_quotes_inside_quotes_mends_the_line(line, title):
    with pytest.raises(Problems) as refused:
        read(ArticleFields, f"---\n{line}\n---\n".encode(), A)
    mended = refused.value.diagnostics[0].hint.removeprefix("write `").removesuffix("`")
    fields, _, problems = read(ArticleFields, f"---\n{mended}\n---\n".encode(), A)
    assert problems == ()
    assert fields
    assert fields.title == title
