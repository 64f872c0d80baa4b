"""Plans what lets browsers keep the site like an app: the web manifest and the service worker."""

from collections.abc import Iterable, Iterator

from newsgen.config import Config
from newsgen.models import Head, Output, Recipe, StaticFile
from newsgen.plan.views import view_message
from newsgen.text import direction
from newsgen.urls import SERVICE_WORKER_PATH, WEB_MANIFEST_PATH, static_url

_FILES = (
    (WEB_MANIFEST_PATH, "manifest.txt", "application/manifest+json"),
    (SERVICE_WORKER_PATH, "sw.txt", "text/javascript"),
)


def plan_app(static: Iterable[StaticFile], config: Config) -> Iterator[Output]:
    """The web manifest and the service worker, unless the site has its own in static/.

    There is always a service worker: without the setting ``offline`` it removes itself, so that
    browsers that have the earlier one forget it.
    https://www.w3.org/TR/appmanifest/ https://www.w3.org/TR/service-workers/
    """
    own = {file.path for file in static}
    for path, template, media_type in _FILES:
        if path in own:
            continue
        url = static_url(path, config)
        head = Head(
            title=path, description="", url=url, lang=config.lang, dir=direction(config.lang)
        )
        yield Output(
            path=path,
            template=template,
            recipe=Recipe(function=view_message, parts=(head,)),
            origin=path,
            media_type=media_type,
            role="page",
        )
