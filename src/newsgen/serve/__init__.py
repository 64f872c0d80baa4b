"""The preview server: a site rendered on request, from the same plan as a build, kept up to date.

``snapshot`` is the planned site at one moment, ``page_cache`` renders and caches its pages,
``watch`` reports changed files, and ``session`` holds the current snapshot and replaces it when
files change.

``app`` makes two web applications of a session, with two origins: ``site`` serves the site, and
``desk`` the pages for editors. ``page_status`` collects the problems and the status of a page;
``stories`` lists and filters stories, ``schedule`` makes the calendar, ``desk_render`` renders
the templates of the desk, ``desk_api`` answers its scripts. ``edit`` reads and saves sources,
with ``line_ends``. ``guard`` checks every request, and
``password_throttle`` limits wrong passwords.

``server`` runs the applications, ``sockets`` opens the ports that they listen on.
"""

from newsgen.serve.server import Addresses, ServerOptions, serve

__all__ = ["Addresses", "ServerOptions", "serve"]
