"""The preview: the same plan as a build, rendered when it is looked at, kept up with the files.

``snapshot`` is the site as it can be looked at, ``page_cache`` renders and remembers its pages,
``files`` reads what is copied, ``watching`` tells what changes, ``session`` brings these together
and has the news.

``app`` makes two web applications of it, of two origins: ``site`` are the pages of the site and
``notes`` what is said beside one; ``desk`` are the pages for editors, ``stories`` and ``diary``
what they list, ``frame`` how they are made, ``answers`` what they ask for, ``editing`` the quick
edit. ``guard`` decides who may ask which of the two, ``attempts`` counts wrong passwords.

``server`` runs it, ``doors`` is where it listens.
"""

from newsgen.serve.server import Addresses, ServerOptions, serve

__all__ = ["Addresses", "ServerOptions", "serve"]
