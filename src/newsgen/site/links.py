"""What the bodies of a site refer to: where each reference leads, or why it leads nowhere."""

import posixpath
from collections.abc import Mapping

from newsgen.config import Config
from newsgen.models import Article, Destination, StandingPage, UnavailableLink
from newsgen.site.catalogue import Site
from newsgen.site.media import locate_reference
from newsgen.urls import media_url


def resolve_references(
    source: Article | StandingPage, site: Site, config: Config
) -> Mapping[str, Destination]:
    """Each reference of the body of which anything is known, as written, to where it leads.

    A reference to a source that holds errors leads to the top of its own page: such a build is
    never written, and one mistake should not be told twice.
    """
    destinations: dict[str, Destination] = {}
    for reference in source.references:
        path = locate_reference(reference, source.path)
        if path in site.urls:
            destinations[reference] = site.urls[path]
        elif path in site.media:
            destinations[reference] = media_url(path, config)
        elif path in site.unfit:
            destinations[reference] = UnavailableLink(reason="unfit", fault=site.unfit[path])
        elif path in site.failed:
            destinations[reference] = site.urls[source.path]
        elif path in site.unavailable:
            destinations[reference] = site.unavailable[path]
        elif near := site.suggestions.find(path):
            there = posixpath.relpath(near, posixpath.dirname(source.path))
            destinations[reference] = UnavailableLink(reason="missing", near=there)
    return destinations
