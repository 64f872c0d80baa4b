"""The preview: the same plan as a build, rendered when it is looked at, kept up with the files.

``edition`` is the site as it can be looked at, ``press`` renders its pages and remembers them,
``watching`` tells what changes, ``newsroom`` brings the three together and has the news. ``app``
is all of it as a web application, ``guard`` decides who may ask, ``notes`` are what is said beside
a page. ``desk`` are the pages for editors, ``stories`` and ``diary`` what they list, ``frame`` how
they are made, ``answers`` what they ask for, ``editing`` the quick edit. ``server`` runs it.
"""

from newsgen.serve.server import Wishes, serve

__all__ = ["Wishes", "serve"]
