"""Resolves the links in bodies: the URL of each, or why there is none."""

import posixpath
from collections.abc import Mapping

from newsgen.config import Config
from newsgen.models import Article, Destination, StandingPage, UnavailableLink
from newsgen.site.catalogue import Site
from newsgen.site.media import find_source
from newsgen.site.pictures import show
from newsgen.urls import media_url


def resolve_references(
    source: Article | StandingPage, site: Site, config: Config
) -> Mapping[str, Destination]:
    """The destinations of the links in a body, by link as written; unknown links are left out.

    A link to a source with errors gets the URL of the linking page: such a build is never
    written, and one error should not be reported twice.
    """
    destinations: dict[str, Destination] = {}
    for reference in source.references:
        path = find_source(reference, source.path, site)
        if path in site.urls:
            destinations[reference] = site.urls[path]
        elif path in site.media:
            picture = site.pictures.get(path)
            destinations[reference] = show(picture, config) if picture else media_url(path, config)
        elif path in site.refused_media:
            destinations[reference] = UnavailableLink(
                reason="media-type", fault=site.refused_media[path]
            )
        elif path in site.failed:
            destinations[reference] = site.urls[source.path]
        elif path in site.unavailable:
            destinations[reference] = site.unavailable[path]
        elif near := site.suggestions.find(path):
            there = posixpath.relpath(near, posixpath.dirname(source.path))
            destinations[reference] = UnavailableLink(reason="missing", near=there)
    return destinations
