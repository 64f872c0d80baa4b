"""Headers: what the build writes for web servers, from the settings alone."""

import json
import os
import shutil
import subprocess
import urllib.request
from urllib.error import HTTPError

import pytest

from newsgen.markdown import SERVICES
from newsgen.models import EMBED_SERVICES
from support.headers import read_rules
from support.paper import CONFIG, MakePaper, Paper, article
from support.servers import free_port, wait_for

ALL = f"{CONFIG}headers: {{servers: [netlify, nginx, caddy, cloudfront]}}\n"
A = "content/world/a.md"


def paper_of(make_paper: MakePaper, settings: str, **files: str) -> Paper:
    paper = make_paper({A: article(), "newsgen.yaml": settings, **files})
    paper.build_ok()
    return paper


def policy(make_paper: MakePaper, settings: str = "", headers: str = "servers: [netlify]"):
    """The sources of each directive of the Content-Security-Policy."""
    paper = paper_of(make_paper, f"{CONFIG}headers: {{{headers}}}\n{settings}")
    written = read_rules(paper.page("_headers"))["/*"]["Content-Security-Policy"]
    return {name: rest.split() for name, _, rest in (p.partition(" ") for p in written.split("; "))}


def test_the_policy_allows_what_the_theme_needs_and_nothing_inline(make_paper):
    found = policy(make_paper)
    hosts = found.pop("frame-src")
    assert hosts[0] == "https://www.youtube-nocookie.com"
    assert len(hosts) > 10
    assert found == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "https:"],
        "font-src": ["'self'"],
        "media-src": ["'self'", "https:"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "upgrade-insecure-requests": [],
    }


def test_frames_are_those_of_the_services_that_the_settings_list(make_paper):
    found = policy(make_paper, "embeds: [vimeo, mastodon]\n")
    assert found["frame-src"] == ["https://player.vimeo.com"]


def test_without_services_there_are_no_frames(make_paper):
    assert policy(make_paper, "embeds: []\n")["frame-src"] == ["'none'"]


def test_every_service_can_be_listed():
    assert {service.key for service in SERVICES} == {*EMBED_SERVICES}


@pytest.mark.parametrize(
    ("comments", "expected"),
    [
        (
            "{provider: isso, server: https://replies.example/isso}",
            {
                "script-src": "https://replies.example/isso/",
                "style-src": "https://replies.example/isso/",
                "connect-src": "https://replies.example/isso/",
            },
        ),
        (
            "{provider: remark42, server: https://r.example, site_id: paper}",
            {"script-src": "https://r.example/", "frame-src": "https://r.example/"},
        ),
        (
            "{provider: giscus, repo: p/r, repo_id: R, category: C, category_id: D}",
            {
                "script-src": "https://giscus.app/client.js",
                "style-src": "https://giscus.app/default.css",
                "frame-src": "https://giscus.app/",
            },
        ),
    ],
)
def test_the_system_that_keeps_the_replies_is_allowed(make_paper, comments, expected):
    found = policy(make_paper, f"comments: {comments}\n")
    assert {name: found[name][-1] for name in expected} == expected


def test_settings_add_sources_and_can_do_without_pictures_of_others(make_paper):
    headers = (
        "servers: [netlify], outside_media: false, hsts: 0, sources: {script-src: "
        "[https://stats.example, \"'wasm-unsafe-eval'\"], frame-ancestors: https://partner.example}"
    )
    found = policy(make_paper, headers=headers)
    assert found["script-src"] == ["'self'", "https://stats.example", "'wasm-unsafe-eval'"]
    assert found["frame-ancestors"] == ["https://partner.example"]
    assert found["img-src"] == ["'self'"]


def test_only_a_site_with_https_asks_for_it(make_paper):
    paper = paper_of(make_paper, ALL.replace("https://news.example", "http://news.example"))
    assert "Strict-Transport-Security" not in paper.page("_headers")
    assert "upgrade-insecure-requests" not in paper.page("_headers")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("headers: {sources: {script-src: [\"'unsafe-inline'\"]}}", "is not a source"),
        ("headers: {sources: {script-src: ['https://a.example; object-src *']}}", "not a source"),
        ('headers: {sources: {img-src: ["a.example\\" b"]}}', "is not a source"),
        ("headers: {sources: {scripts-src: https://a.example}}", "did you mean `script-src`"),
        ("headers: {hsts: -1}", "out of range"),
        ("headers: {servers: [apache]}", "apache"),
        ("embeds: [youtub]", "youtube"),
    ],
)
def test_a_setting_that_would_undo_the_policy_is_refused(make_paper, run, line, words):
    paper = make_paper({A: article(), "newsgen.yaml": f"{CONFIG}{line}\n"})
    status, _, problems = run("build", "--site", str(paper.root))
    assert status == 2
    assert words in problems
    assert f"newsgen.yaml:{CONFIG.count(chr(10)) + 1}:" in problems


def test_a_player_that_the_settings_do_not_list_is_a_link_and_a_warning(make_paper):
    body = "Words.\n\nhttps://youtu.be/dQw4w9WgXcQ\n\nhttps://vimeo.com/76979871\n"
    paper = make_paper({A: article(body=body), "newsgen.yaml": f"{CONFIG}embeds: [vimeo]\n"})
    (problem,) = paper.build().diagnostics
    assert (problem.code, problem.line) == ("embed-not-allowed", 9)
    assert "YouTube" in problem.message
    page = paper.page("world/a/index.html")
    assert '<a class="embed-link" href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">' in page
    assert "youtube-nocookie" not in page
    assert 'data-player="https://player.vimeo.com' in page
    assert paper.build().rendered == 0
    paper.write({"newsgen.yaml": CONFIG})
    paper.build_ok()
    assert 'data-player="https://www.youtube-nocookie.com' in paper.page("world/a/index.html")


def test_a_story_changes_no_headers(make_paper):
    paper = paper_of(make_paper, ALL)
    names = ("_headers", "headers.nginx.conf", "headers.caddy", "headers.cloudfront.json")
    before = [paper.page(name) for name in names]
    paper.write({"content/world/b.md": article(body="https://vimeo.com/76979871\n")})
    paper.build_ok()
    assert [paper.page(name) for name in names] == before


def test_the_check_tells_which_services_nobody_uses(make_paper, run):
    settings = f"{CONFIG}embeds: [vimeo, youtube]\nheaders: {{servers: [netlify]}}\n"
    body = "Words.\n\nhttps://vimeo.com/76979871\n"
    paper = make_paper({A: article(body=body), "newsgen.yaml": settings})
    paper.write({"newsgen.yaml": settings})
    _, printed, problems = run("check", "--site", str(paper.root))
    assert "unused-service" in printed + problems
    assert "youtube" in printed + problems


# --- real programs


def test_amazon_accepts_the_policy_for_cloudfront(make_paper):
    """Its own library checks names and types of all fields."""
    botocore = pytest.importorskip("botocore.session")
    validate = pytest.importorskip("botocore.validate")
    paper = paper_of(make_paper, ALL)
    given = {"ResponseHeadersPolicyConfig": json.loads(paper.page("headers.cloudfront.json"))}
    service = botocore.get_session().get_service_model("cloudfront")
    shape = service.operation_model("CreateResponseHeadersPolicy").input_shape
    report = validate.ParamValidator().validate(given, shape)
    assert not report.has_errors(), report.generate_report()


NGINX = """\
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 16; }}
http {{
    access_log off;
    {temporary}
    server {{
        listen 127.0.0.1:{port};
        root {public};
        include {public}/headers.nginx.conf;
        error_page 404 /404.html;
    }}
}}
"""
CADDY = """\
{{
	admin off
	auto_https off
}}
http://127.0.0.1:{port} {{
	root * {public}
	import {public}/headers.caddy
	file_server
}}
"""


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def ask(port: int, path: str) -> dict[str, str]:
    """The headers of an answer, whatever its status is."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=20) as answer:
            return dict(answer.headers)
    except HTTPError as error:
        return dict(error.headers)


@pytest.mark.slow
@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_real_servers_send_what_the_files_say(make_paper, tmp_path, server):
    paper = paper_of(make_paper, ALL)
    port = free_port()
    if server == "nginx":
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
        text = NGINX.format(
            user="user root;" if os.geteuid() == 0 else "",
            folder=tmp_path,
            port=port,
            public=paper.public,
            temporary=temporary,
        )
        command = [program("nginx"), "-p", str(tmp_path), "-e", f"{tmp_path}/error.log", "-c"]
    else:
        text = CADDY.format(port=port, public=paper.public)
        command = [program("caddy"), "run", "--adapter", "caddyfile", "--config"]
    (tmp_path / "conf").write_text(text)
    (tmp_path / "out").touch()
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    with (
        (tmp_path / "out").open("wb") as out,
        subprocess.Popen(
            [*command, str(tmp_path / "conf")], stdout=out, stderr=out, env=environment
        ) as running,
    ):
        try:
            wait_for(running, port)
            _check_answers(paper, port)
        finally:
            running.terminate()


def _check_answers(paper: Paper, port: int) -> None:
    expected = read_rules(paper.page("_headers"))["/*"]
    style = next(paper.public.glob("css/site.????????.css")).name
    for path, keep in {
        "": "max-age=60",
        "world/a/": "max-age=60",
        "css/site.css": "max-age=60",
        f"css/{style}": "max-age=31536000, immutable",
        "favicon.svg": "max-age=86400",
    }.items():
        headers = ask(port, path)
        assert headers["Cache-Control"] == f"public, {keep}", path
        assert {name: headers[name] for name in expected} == expected
    assert ask(port, "nowhere/")["Content-Security-Policy"] == expected["Content-Security-Policy"]
