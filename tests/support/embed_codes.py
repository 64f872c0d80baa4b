"""The HTML that services give out for pages of others, as editors paste it into stories.

Each begins with its name and the address that it stands for.
"""

_CODES = r"""
youtube: https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=9
<iframe width="560" src="https://www.youtube.com/embed/dQw4w9WgXcQ?si=x&amp;start=9"
title="YouTube video player" frameborder="0" allow="autoplay" allowfullscreen></iframe>

old youtube: https://www.youtube.com/watch?v=dQw4w9WgXcQ
<iframe src="//www.youtube.com/embed/dQw4w9WgXcQ"></iframe>

vimeo: https://vimeo.com/76979871
<div style="padding:56.25% 0 0 0;"><iframe src="https://player.vimeo.com/video/76979871?badge=0"
style="position:absolute" title="T"></iframe></div><script
src="https://player.vimeo.com/api/player.js"></script>

x: https://x.com/ayesha/status/123
<blockquote class="twitter-tweet"><p lang="en" dir="ltr">We counted, see <a
href="https://t.co/x1">x.com/other/status/9</a></p>&mdash; Ayesha (@ayesha) <a
href="https://twitter.com/ayesha/status/123?ref_src=twsrc%5Etfw">May 1</a></blockquote> <script
async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>

bluesky: https://bsky.app/profile/did:plc:ab/post/3k
<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:ab/app.bsky.feed.post/3k"
data-bluesky-cid="b"><p lang="en">Words</p>&mdash; <a
href="https://bsky.app/profile/did:plc:ab?ref_src=embed">@a</a></blockquote><script async
src="https://embed.bsky.app/static/embed.js"></script>

mastodon: https://mastodon.example/@a/109
<blockquote class="mastodon-embed" data-embed-url="https://mastodon.example/@a/109/embed"
style="x"><a href="https://mastodon.example/@a/109"><svg><path d="M"/></svg><div>Post by
@a</div></a></blockquote><script data-allowed-prefixes="https://mastodon.example/" async
src="https://mastodon.example/embed.js"></script>

old mastodon: https://mastodon.example/@a/109
<iframe src="https://mastodon.example/@a/109/embed" class="mastodon-embed"></iframe><script
src="https://mastodon.example/embed.js" async="async"></script>

instagram: https://www.instagram.com/p/Cab/
<blockquote class="instagram-media" data-instgrm-captioned
data-instgrm-permalink="https://www.instagram.com/p/Cab/?utm_source=ig&amp;utm_campaign=x"
style="x"><div><a href="https://www.instagram.com/p/Cab/">View this post</a></div></blockquote>
<script async src="//www.instagram.com/embed.js"></script>

tiktok: https://www.tiktok.com/@a/video/71
<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@a/video/71"
data-video-id="71"><section><a
href="https://www.tiktok.com/@a">@a</a><p>Words</p></section></blockquote> <script async
src="https://www.tiktok.com/embed.js"></script>

facebook: https://www.facebook.com/ayesha/posts/12
<iframe
src="https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fayesha%2Fposts%2F12&width=500"
width="500"></iframe>

facebook with script: https://www.facebook.com/ayesha/posts/12
<div id="fb-root"></div><script async
src="https://connect.facebook.net/en_US/sdk.js"></script><div class="fb-post"
data-href="https://www.facebook.com/ayesha/posts/12"></div>

spotify: https://open.spotify.com/track/4u
<iframe src="https://open.spotify.com/embed/track/4u?utm_source=generator"></iframe>

soundcloud: https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%2Ftracks%2F293
<iframe
src="https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/293&color=%23ff5500"></iframe><div
style="x"><a href="https://soundcloud.com/a">A</a></div>

datawrapper: https://www.datawrapper.de/_/AbC12/
<iframe title="T" src="https://datawrapper.dwcdn.net/AbC12/1/" style="width: 0"></iframe><script
type="text/javascript">!function(){if(1<2){"</p>"}}();</script>

new datawrapper: https://www.datawrapper.de/_/AbC12/
<div id="datawrapper-vis-AbC12"><script defer
src="https://datawrapper.dwcdn.net/AbC12/embed.js"></script><noscript><img
src="https://datawrapper.dwcdn.net/AbC12/full.png"></noscript></div>

flourish: https://public.flourish.studio/visualisation/42/
<div class="flourish-embed flourish-chart" data-src="visualisation/42"><script
src="https://public.flourish.studio/resources/embed.js"></script><noscript><img
src="x"></noscript></div>

google maps: https://www.google.com/maps/search/?api=1&query=51.5,-0.12
<iframe src="https://www.google.com/maps/embed?pb=!1m18!1d2483.5!2d-0.12!3d51.5!2m3"
width="600"></iframe>

openstreetmap: https://www.openstreetmap.org/?minlon=74.3&minlat=31.5&maxlon=74.4&maxlat=31.6
<iframe
src="https://www.openstreetmap.org/export/embed.html?bbox=74.3%2C31.5%2C74.4%2C31.6&amp;layer=mapnik"></iframe><br/><small><a
href="https://www.openstreetmap.org/#map=9/1/2">View Larger Map</a></small>
"""


def _read(code: str) -> tuple[str, tuple[str, str]]:
    head, _, html = code.partition("\n")
    name, _, address = head.partition(": ")
    return name, (address, html)


CODES = dict(_read(code) for code in _CODES.strip().split("\n\n"))
"""The address and the HTML of each, by name."""
