"""The targets in newsgen.yaml are checked before anything else, and contain no secrets."""

import pytest

from newsgen.config import read_config
from support.paper import CONFIG


def faults(*lines, feeds=""):
    """Return code, line, message and hint of each error for a target of these lines."""
    target = "".join(f"    {line}\n" for line in lines)
    content = f"{CONFIG}{feeds}targets:\n  live:\n{target}"
    config, found = read_config(content.encode(), "newsgen.yaml")
    assert (config is None) == bool(found)
    return [(d.code, d.message, d.hint) for d in found]


@pytest.mark.parametrize(
    "lines",
    [
        ["kind: directory", "path: ../live", "precompress: [gzip, brotli]"],
        ["kind: s3", "bucket: news-example", "region: auto", "compress: brotli"],
        [
            "kind: s3",
            "bucket: news",
            "endpoint: https://r2.example",
            "prefix: a/b/",
        ],
        ["kind: s3", "bucket: news", f"prefix: {'p' * 123}/"],
        ["kind: s3", "bucket: news", "cache_control: {page: 'public, max-age=60'}"],
        ["kind: rsync", "host: deploy@www.example", "path: /srv/www", "keep: 9", "port: 2222"],
        ["kind: rsync", "host: www", "path: www/news"],
        ["kind: rsync", "host: www", "path: ~/www/.sites/news/"],
        ["kind: rsync", "host: '2001:db8::1'", "path: www/news"],
        ["kind: rsync", "host: deploy@2001:db8::1", "path: www/news"],
        ["kind: rsync", "host: '::ffff:192.0.2.1'", "path: www/news"],
        ["kind: git", "repository: git@github.com:paper/paper.git", "branch: gh-pages"],
        ["kind: git", "repository: https://github.com/paper/paper.git"],
        ["kind: git", "repository: ssh://git@host.example:22/paper.git", "branch: pages/live"],
        ["kind: git", "repository: ../paper.git"],
    ],
)
def test_valid_targets_are_accepted(lines):
    assert faults(*lines) == []


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["kind: ftp"], "ftp"),
        (["path: x"], "kind"),
        (["kind: directory"], "needs `path`"),
        (["kind: s3"], "needs `bucket`"),
        (["kind: rsync", "path: /srv"], "needs `host`"),
        (["kind: git"], "needs `repository`"),
        (["kind: directory", "path: x", "bucket: y"], "has no `bucket`"),
        (["kind: s3", "bucket: y", "precompress: gzip"], "has no `precompress`"),
        (["kind: s3", "bucket: 'a/../b'"], "is not a valid bucket"),
        (["kind: s3", "bucket: b", "prefix: ../x"], "is not a valid prefix"),
        (["kind: s3", "bucket: b", "prefix: a/./b"], "leads to another folder"),
        (["kind: s3", "bucket: b", "prefix: .newsgen/"], "begins with a dot"),
        (["kind: s3", "bucket: b", "prefix: news/.git"], "begins with a dot"),
        (["kind: s3", "bucket: b", "prefix: a//b"], "is empty"),
        (["kind: s3", "bucket: b", "prefix: news/con"], "Windows"),
        (["kind: s3", "bucket: b", f"prefix: {'p' * 124}"], "the prefix is too long"),
        (["kind: s3", "bucket: b", f"prefix: {'م' * 62}/"], "the prefix is too long"),
        (["kind: s3", "bucket: b", "endpoint: ftp://x"], "is not a valid address"),
        (["kind: s3", "bucket: b", "endpoint: 'https://x/a b'"], "is not a valid address"),
        (["kind: s3", "bucket: b", "endpoint: 'https://x:99999/'"], "is not a valid address"),
        (["kind: s3", "bucket: b", "endpoint: 'https://key:secret@host/'"], "password or token"),
        (["kind: s3", "bucket: b", "secret_key: abc"], "secret_key"),
        (["kind: s3", "bucket: b", "cache_control: {pages: x}"], "no role `pages`"),
        (["kind: s3", "bucket: b", 'cache_control: {page: "a\\nX: b"}'], "is not a valid header"),
        (["kind: rsync", "host: -oProxyCommand=x", "path: /srv"], "is not a valid host"),
        (["kind: rsync", "host: 'a b'", "path: /srv"], "is not a valid host"),
        (["kind: rsync", "host: a@-b", "path: /srv"], "is not a valid host"),
        (["kind: rsync", "host: 'a@b:c@::1'", "path: /srv"], "is not a valid host"),
        (["kind: rsync", "host: 'fe80::1%-x y'", "path: /srv"], "is not a valid host"),
        (["kind: rsync", "host: www", "path: -rf"], "is not a valid path"),
        (["kind: rsync", "host: www", "path: /srv/../etc"], "leads elsewhere"),
        (["kind: rsync", "host: www", "path: ./www"], "leads elsewhere"),
        (["kind: rsync", "host: www", "path: ~/.newsgen"], "leads elsewhere"),
        (["kind: rsync", "host: www", "path: /srv/site/.GIT/x"], "leads elsewhere"),
        (["kind: rsync", "host: www", "path: /srv/.parts"], "leads elsewhere"),
        (["kind: rsync", "host: www", f"path: /{'p' * 1000}"], "the path is too long"),
        (["kind: rsync", "host: www", "path: /srv", "keep: 0"], "out of range"),
        (["kind: rsync", "host: www", "path: /srv", "port: 70000"], "out of range"),
        (["kind: git", "repository: --upload-pack=x"], "is not a valid path"),
        (["kind: git", "repository: 'http://[::1/paper.git'"], "is not a valid address"),
        (["kind: git", "repository: 'https://host:99999/paper.git'"], "is not a valid address"),
        (["kind: git", "repository: 'ssh://git@[host/paper.git'"], "is not a valid address"),
        (["kind: git", "repository: 'ext::sh -c x'"], "another program"),
        (["kind: git", "repository: 'https://token@github.com/a/b'"], "password or token"),
        (["kind: git", "repository: 'HTTPS://token@github.com/a/b'"], "password or token"),
        (["kind: git", "repository: 'ssh://git:pw@host/a'"], "password or token"),
        (["kind: git", "repository: x", "branch: -f"], "is not a valid branch"),
        (["kind: git", "repository: x", "branch: a..b"], "is not a valid branch"),
        (["kind: git", "repository: x", "branch: a.lock"], "is not a valid branch"),
        (["kind: directory", "path: x", "base_url: news"], "is not a valid address"),
        (
            ["kind: directory", "path: x", "announce: {indexnow: true}"],
            "there is no IndexNow key",
        ),
        (["kind: directory", "path: x", "announce: {websub: true}"], "no hub"),
        (
            ["kind: directory", "path: x", "announce: {purge_list: ../x}"],
            "is not a file in the site root",
        ),
    ],
)
def test_invalid_targets_are_reported(lines, message):
    found = faults(*lines)
    assert any(message in text for _, text, _ in found), found
    assert "secret@" not in str(found)
    assert "abc" not in str(found)


@pytest.mark.parametrize("host", ["www.example:22", "a@www:srv", '"[2001:db8::1]"', "2001:db8:1"])
def test_a_port_has_its_own_key(host):
    ((_, message, hint),) = faults("kind: rsync", f"host: {host}", "path: /srv")
    assert message == "`{}` is not a valid host".format(host.strip('"'))
    assert hint == "write the port as `port: 22`, and an IPv6 address without brackets"


def test_a_hub_must_be_an_address():
    target = ("kind: directory", "path: x")
    assert "is not a valid address" in str(faults(*target, feeds="feeds: {hub: hub.example}\n"))
