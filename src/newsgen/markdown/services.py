"""The services whose films, posts, sound, graphics and maps pages can show.

A pattern is compared with an address in one form, ``host/path?&name=value``: the host in small
letters, no slash at the end of the path, and only the parameters that the service names, encoded.
So parameters for tracking are never part of an embed. Short addresses that services make for
sharing say nothing of what they lead to, and are links.
"""

from collections.abc import Collection, Mapping
from typing import Literal
from urllib.parse import urlsplit

from newsgen.models import EmbedService, Model

EmbedKind = Literal["video", "audio", "post", "chart", "map"]


class Form(Model, frozen=True):
    """What to make of the parts that the patterns of some addresses name."""

    patterns: tuple[str, ...]
    """For the beginning of an address."""
    url: str
    """A parameter without a value is left out."""
    player: str = ""
    """The same; ``{page}`` is ``url``, encoded."""
    author: str = ""
    tall: bool = False


class Service(Model, frozen=True):
    """A service and the forms of its addresses."""

    key: EmbedService
    name: str
    kind: EmbedKind
    signs: tuple[str, ...]
    """In small letters: a body that contains none of them shows nothing of this service."""
    forms: tuple[Form, ...]
    parameters: Mapping[str, str] = {}
    """The parameters that its addresses need, in order, with their names in the patterns."""


_YOUTUBE = r"(?:(?:www|m|music)\.)?youtube(?:-nocookie)?\.com"
_START = r"(?:&list=[\w-]*+)?(?:&t=(?P<t>\d{1,6})s?(?!\w))?"
_YOUTUBE_PLAYER = "https://www.youtube-nocookie.com/embed/{id}?autoplay=1&start={t}"
_X = r"(?:(?:www|m|mobile)\.)?(?:x|twitter)\.com"
_MEDIA = r"(?:/(?:photo|video)/\d)?\?"
_FACEBOOK = r"(?:(?:www|m|web)\.)?facebook\.com"
_NUMBER = r"-?\d{1,3}(?:\.\d{1,20})?"
_GOOGLE = r"google\.(?:com?\.[a-z]{2}|[a-z]{2,3})"
_GOOGLE_MAPS = rf"(?:(?:www\.)?{_GOOGLE}/maps|maps\.{_GOOGLE}(?:/maps)?)"
_PLACE = rf"@(?P<lat>{_NUMBER}),(?P<lon>{_NUMBER})"
_GOOGLE_PLAYER = "https://www.google.com/maps?&q={place}&ll={lat},{lon}&z={zoom}&output=embed"
_OSM = r"(?:www\.)?openstreetmap\.org"
_OSM_PLACE = rf"&map=(?P<zoom>\d{{1,2}})%2F(?P<lat>{_NUMBER})%2F(?P<lon>{_NUMBER})"
_OSM_MARK = rf"(?:&mlat=(?P<mlat>{_NUMBER})&mlon=(?P<mlon>{_NUMBER}))?"
_WEST, _SOUTH, _EAST, _NORTH = (
    rf"(?P<{side}>{_NUMBER})" for side in ("west", "south", "east", "north")
)
_OSM_PLAYER = (
    "https://www.openstreetmap.org/export/embed.html"
    "?bbox={west},{south},{east},{north}&layer=mapnik&marker={mlat},{mlon}"
)

SERVICES: tuple[Service, ...] = (
    Service(
        key="youtube",
        name="YouTube",
        kind="video",
        signs=("youtube", "youtu.be"),
        parameters={"v": "v", "list": "list", "start": "t", "t": "t"},
        forms=(
            Form(
                patterns=(rf"{_YOUTUBE}/(?:playlist|embed/videoseries)\?&list=(?P<list>[\w-]++)",),
                url="https://www.youtube.com/playlist?list={list}",
                player="https://www.youtube-nocookie.com/embed/videoseries?list={list}",
            ),
            Form(
                patterns=(
                    rf"{_YOUTUBE}/watch\?&v=(?P<id>[\w-]{{11}})(?![\w-]){_START}",
                    rf"{_YOUTUBE}/(?:embed|live|v)/(?P<id>[\w-]{{11}})\?{_START}",
                    rf"youtu\.be/(?P<id>[\w-]{{11}})\?{_START}",
                ),
                url="https://www.youtube.com/watch?v={id}&t={t}",
                player=_YOUTUBE_PLAYER,
            ),
            Form(
                patterns=(rf"{_YOUTUBE}/shorts/(?P<id>[\w-]{{11}})\?",),
                url="https://www.youtube.com/shorts/{id}",
                player=_YOUTUBE_PLAYER,
                tall=True,
            ),
        ),
    ),
    Service(
        key="vimeo",
        name="Vimeo",
        kind="video",
        signs=("vimeo.com",),
        parameters={"h": "h"},
        forms=(
            Form(
                patterns=(
                    r"(?:www\.)?vimeo\.com/(?P<id>\d++)/(?P<h>[0-9a-f]++)\?",
                    r"player\.vimeo\.com/video/(?P<id>\d++)\?&h=(?P<h>[0-9a-f]++)",
                ),
                url="https://vimeo.com/{id}/{h}",
                player="https://player.vimeo.com/video/{id}?h={h}&dnt=1&autoplay=1",
            ),
            Form(
                patterns=(
                    r"(?:www\.)?vimeo\.com/(?P<id>\d++)\?",
                    r"(?:www\.)?vimeo\.com/(?:channels/[\w-]++|groups/[\w-]++/videos)/(?P<id>\d++)\?",
                    r"player\.vimeo\.com/video/(?P<id>\d++)\?",
                ),
                url="https://vimeo.com/{id}",
                player="https://player.vimeo.com/video/{id}?dnt=1&autoplay=1",
            ),
        ),
    ),
    Service(
        key="x",
        name="X",
        kind="post",
        signs=("x.com", "twitter.com"),
        parameters={"id": "id"},
        forms=(
            Form(
                patterns=(
                    rf"{_X}/i/(?:web/)?status/(?P<id>\d++){_MEDIA}",
                    r"platform\.twitter\.com/embed/Tweet\.html\?&id=(?P<id>\d++)",
                ),
                url="https://x.com/i/status/{id}",
            ),
            Form(
                patterns=(rf"{_X}/(?P<user>\w{{1,20}})/status(?:es)?/(?P<id>\d++){_MEDIA}",),
                url="https://x.com/{user}/status/{id}",
                author="@{user}",
            ),
        ),
    ),
    Service(
        key="bluesky",
        name="Bluesky",
        kind="post",
        signs=("bsky.app", "app.bsky."),
        forms=(
            Form(
                patterns=(
                    r"bsky\.app/profile/(?P<user>did:[\w.:-]++)/post/(?P<id>\w++)\?",
                    r"embed\.bsky\.app/embed/(?P<user>did:[\w.:-]++)/app\.bsky\.feed\.post/(?P<id>\w++)\?",
                ),
                url="https://bsky.app/profile/{user}/post/{id}",
                player="https://embed.bsky.app/embed/{user}/app.bsky.feed.post/{id}",
            ),
            Form(
                patterns=(r"bsky\.app/profile/(?P<user>[\w.-]++)/post/(?P<id>\w++)\?",),
                url="https://bsky.app/profile/{user}/post/{id}",
                player="https://embed.bsky.app/embed/{user}/app.bsky.feed.post/{id}",
                author="@{user}",
            ),
        ),
    ),
    Service(
        key="instagram",
        name="Instagram",
        kind="post",
        signs=("instagram.com",),
        forms=(
            Form(
                patterns=(
                    (
                        r"(?:(?:www|m)\.)?instagram\.com/(?:[\w.]++/)?(?P<what>p|tv|reel)s?"
                        r"/(?P<id>[\w-]++)(?:/embed(?:/captioned)?)?\?"
                    ),
                ),
                url="https://www.instagram.com/{what}/{id}/",
                player="https://www.instagram.com/{what}/{id}/embed/",
            ),
        ),
    ),
    Service(
        key="tiktok",
        name="TikTok",
        kind="post",
        signs=("tiktok.com",),
        forms=(
            Form(
                patterns=(
                    (
                        r"(?:(?:www|m)\.)?tiktok\.com/@(?P<user>[\w.]++)"
                        r"/(?:video|photo)/(?P<id>\d++)\?"
                    ),
                ),
                url="https://www.tiktok.com/@{user}/video/{id}",
                player="https://www.tiktok.com/embed/v2/{id}",
                author="@{user}",
            ),
            Form(
                patterns=(r"www\.tiktok\.com/(?:embed(?:/v2)?|player/v1)/(?P<id>\d++)\?",),
                url="https://www.tiktok.com/embed/v2/{id}",
                player="https://www.tiktok.com/embed/v2/{id}",
            ),
        ),
    ),
    Service(
        key="facebook",
        name="Facebook",
        kind="post",
        signs=("facebook.com",),
        parameters={"href": "inner", "v": "v", "story_fbid": "story", "fbid": "fbid", "id": "id"},
        forms=(
            Form(
                patterns=(rf"{_FACEBOOK}/plugins/(?:post|video)\.php\?&inner=(?P<inner>[^&]++)",),
                url="",
            ),
            *(
                Form(
                    patterns=(rf"{_FACEBOOK}/{path}",),
                    url=f"https://www.facebook.com/{url}",
                    player=f"https://www.facebook.com/plugins/{plugin}.php?show_text=true&href={{page}}",
                )
                for path, url, plugin in (
                    (r"watch\?&v=(?P<v>\d++)", "watch/?v={v}", "video"),
                    (r"(?P<path>reel/\d++)\?", "{path}", "video"),
                    (r"(?P<path>[\w.-]++/videos/(?:[\w.%-]++/)?\d++)\?", "{path}", "video"),
                    (r"(?P<path>[\w.-]++/posts/(?:[\w.%-]++/)?\w++)\?", "{path}", "post"),
                    (r"(?P<path>groups/[\w.-]++/(?:posts|permalink)/\d++)\?", "{path}", "post"),
                    (r"(?P<path>[\w.-]++/photos/(?:[\w.-]++/)?\d++)\?", "{path}", "post"),
                    (r"photo(?:\.php)?\?&fbid=(?P<fbid>\d++)", "photo.php?fbid={fbid}", "post"),
                    (
                        r"(?:permalink|story)\.php\?&story=(?P<story>\w++)&id=(?P<id>\d++)",
                        "permalink.php?story_fbid={story}&id={id}",
                        "post",
                    ),
                )
            ),
        ),
    ),
    Service(
        key="spotify",
        name="Spotify",
        kind="audio",
        signs=("spotify.com",),
        forms=(
            Form(
                patterns=(
                    (
                        r"open\.spotify\.com/(?:intl-[a-z-]++/)?(?:embed/)?(?P<path>"
                        r"(?:track|album|playlist|episode|show|artist)/[A-Za-z0-9]++)(?:/video)?\?"
                    ),
                ),
                url="https://open.spotify.com/{path}",
                player="https://open.spotify.com/embed/{path}",
            ),
        ),
    ),
    Service(
        key="soundcloud",
        name="SoundCloud",
        kind="audio",
        signs=("soundcloud.com",),
        parameters={"url": "sound"},
        forms=(
            Form(
                patterns=(
                    (
                        r"w\.soundcloud\.com/player\?&sound="
                        r"(?P<sound>https%3A%2F%2F(?:api\.)?soundcloud\.com%2F[^&]++)"
                    ),
                ),
                url="https://w.soundcloud.com/player/?url={sound}",
                player="https://w.soundcloud.com/player/?url={sound}",
            ),
            Form(
                patterns=(
                    (
                        r"(?:(?:www|m)\.)?soundcloud\.com/(?!(?:discover|you|pages|search|charts)/)"
                        r"(?P<path>[\w-]++/(?!(?:sets|tracks|albums|reposts|likes|followers|following)\?)"
                        r"(?:sets/)?[\w-]++(?:/s-\w++)?)\?"
                    ),
                ),
                url="https://soundcloud.com/{path}",
                player="https://w.soundcloud.com/player/?url={page}",
            ),
        ),
    ),
    Service(
        key="datawrapper",
        name="Datawrapper",
        kind="chart",
        signs=("datawrapper",),
        forms=(
            Form(
                patterns=(
                    (
                        r"(?:datawrapper\.dwcdn\.net|(?:www\.)?datawrapper\.de/_)"
                        r"/(?P<id>[A-Za-z0-9]{5})(?:/\d++)?(?:/(?:index\.html|embed\.js))?\?"
                    ),
                ),
                url="https://www.datawrapper.de/_/{id}/",
                player="https://datawrapper.dwcdn.net/{id}/",
            ),
        ),
    ),
    Service(
        key="flourish",
        name="Flourish",
        kind="chart",
        signs=("flourish", "flo.uri.sh"),
        forms=(
            Form(
                patterns=(
                    (
                        r"(?:(?:public|app)\.flourish\.studio|flo\.uri\.sh)"
                        r"/(?P<path>(?:visualisation|story)/\d++)(?:/(?:embed|edit))?\?"
                    ),
                ),
                url="https://public.flourish.studio/{path}/",
                player="https://flo.uri.sh/{path}/embed",
            ),
        ),
    ),
    Service(
        key="google-maps",
        name="Google Maps",
        kind="map",
        signs=("google.",),
        parameters={"mid": "mid", "query": "q", "q": "q", "pb": "pb"},
        forms=(
            Form(
                patterns=(
                    (
                        rf"{_GOOGLE_MAPS}/(?P<path>(?:place|search)/(?P<place>[^/?&]++)"
                        rf"(?:/{_PLACE}[^/?]*+)?[^?]*+)\?"
                    ),
                ),
                url="https://www.google.com/maps/{path}",
                player=_GOOGLE_PLAYER,
            ),
            Form(
                patterns=(rf"{_GOOGLE_MAPS}/(?P<path>{_PLACE},(?P<zoom>\d{{1,2}})[^?]*+)\?",),
                url="https://www.google.com/maps/{path}",
                player=_GOOGLE_PLAYER,
            ),
            Form(
                patterns=(
                    rf"{_GOOGLE_MAPS}/d/(?:u/\d/)?(?:viewer|embed|edit)\?&mid=(?P<id>[^&]++)",
                ),
                url="https://www.google.com/maps/d/viewer?mid={id}",
                player="https://www.google.com/maps/d/embed?mid={id}",
            ),
            Form(
                patterns=(rf"{_GOOGLE_MAPS}(?:/search)?\?&q=(?P<place>[^&]++)",),
                url="https://www.google.com/maps/search/?api=1&query={place}",
                player="https://www.google.com/maps?q={place}&output=embed",
            ),
            Form(
                patterns=(
                    (
                        rf"(?:www\.)?{_GOOGLE}/maps/embed\?&pb="
                        rf"(?=[^&]*?%212d(?P<lon>{_NUMBER})%213d(?P<lat>{_NUMBER}))(?P<pb>[^&]++)"
                    ),
                ),
                url="https://www.google.com/maps/search/?api=1&query={lat},{lon}",
                player="https://www.google.com/maps/embed?pb={pb}",
            ),
        ),
    ),
    Service(
        key="openstreetmap",
        name="OpenStreetMap",
        kind="map",
        signs=("openstreetmap.org",),
        parameters={
            name: name
            for name in (
                *("map", "bbox", "minlon", "minlat", "maxlon", "maxlat"),
                *("mlat", "mlon", "marker"),
            )
        },
        forms=(
            Form(
                patterns=(rf"{_OSM}\?{_OSM_PLACE}{_OSM_MARK}",),
                url="https://www.openstreetmap.org/?&mlat={mlat}&mlon={mlon}#map={zoom}/{lat}/{lon}",
                player=_OSM_PLAYER,
            ),
            Form(
                patterns=(
                    (
                        rf"{_OSM}/export/embed\.html\?&bbox={_WEST}%2C{_SOUTH}%2C{_EAST}%2C{_NORTH}"
                        rf"(?:&marker=(?P<mlat>{_NUMBER})%2C(?P<mlon>{_NUMBER}))?"
                    ),
                    (
                        rf"{_OSM}\?&minlon={_WEST}&minlat={_SOUTH}&maxlon={_EAST}&maxlat={_NORTH}"
                        rf"{_OSM_MARK}"
                    ),
                ),
                url="https://www.openstreetmap.org/?minlon={west}&minlat={south}"
                "&maxlon={east}&maxlat={north}&mlat={mlat}&mlon={mlon}",
                player=_OSM_PLAYER,
            ),
            Form(
                patterns=(rf"{_OSM}/(?P<path>(?:node|way|relation)/\d++)\?",),
                url="https://www.openstreetmap.org/{path}",
            ),
        ),
    ),
    Service(  # the last: its servers have names of their own, so only the path tells
        key="mastodon",
        name="Mastodon",
        kind="post",
        signs=("/@",),
        forms=(
            Form(
                patterns=(
                    (
                        r"(?!(?:www\.|m\.)?(?:youtube|tiktok|threads|medium)\.)"
                        r"(?P<host>[a-z0-9-]++\.[a-z0-9.-]++)/@(?P<user>\w++)/(?P<id>\d++)(?:/embed)?\?"
                    ),
                ),
                url="https://{host}/@{user}/{id}",
                player="https://{host}/@{user}/{id}/embed",
                author="@{user}@{host}",
            ),
        ),
    ),
)
SERVICE_NAMES = ", ".join(service.name for service in SERVICES)
"""For messages."""


def player_hosts(services: Collection[str]) -> tuple[str, ...]:
    """The hosts of the players of these services, without those of servers that anybody may run."""
    hosts = {
        urlsplit(form.player).netloc: None
        for service in SERVICES
        if service.key in services
        for form in service.forms
    }
    return tuple(host for host in hosts if host and "{" not in host)
