"""The preview server: a site rendered on request, from the same plan as a build, kept up to date.

``snapshot`` is the planned site at one moment, ``page_cache`` renders and caches its pages,
``watch`` reports changed files, and ``session`` holds the current snapshot and replaces it when
files change.

``app`` makes two web applications of a session, with two origins: ``site`` serves the site, and
``desk`` the pages for editors. ``page_status`` collects the problems and the status of a page;
``stories`` lists and filters stories, ``schedule`` makes the calendar, ``desk_render`` renders
the templates of the desk, ``desk_api`` answers its scripts. ``edit`` reads and saves sources;
``edit_page`` has the pages for that, ``completions`` what they complete, and ``uploads`` stores
pictures. ``actions`` releases and unpublishes a story, and ``rename`` moves it
(``moves`` decides what that changes); they share ``story_changes``. ``answers`` has the refusals.
``publishing`` is the page that publishes, by the ``publisher``; ``readers`` is the switch to the
site as readers would see it. ``limits`` says how large a request may be.

``inspector`` checks the whole site in the background, when ``inspection`` finds the time, and
``problems`` lists what is known to be wrong. ``fronts`` arranges the fronts.

``repository`` commits what people do if the paper is in git: ``commits`` says what belongs
together, ``git_work_tree`` runs git, ``git_exchange`` exchanges commits with others,
``shared_save`` saves a file that others changed too, and ``repository_note`` tells it all to pages.

``guard`` checks every request. ``access`` finds out who sends it, by the ``accounts`` or a shared
password, and ``password_throttle`` limits wrong ones; ``people`` says what a person may do.
``presence`` knows who edits which file now, ``desk_log`` keeps what everybody did, and
``desk_people`` shows both.

``server`` runs the applications, ``sockets`` opens the ports that they listen on, and ``running``
remembers where they are.
"""

from newsgen.serve.running import RunningPreview
from newsgen.serve.server import ServerOptions, serve

__all__ = ["RunningPreview", "ServerOptions", "serve"]
