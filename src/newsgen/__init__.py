"""newsgen: a folder of article files becomes a static news site.

The map of the package: a package or module may import those below it; those on one line never
import each other. ``tests/test_architecture.py`` reads this list and enforces it::

    cli
    importer
    serve
    publish
    check
    search_index
    builder
    plan
    render | site
    sources
    urls
    config
    frontmatter | markdown | writer
    pictures
    language
    schema | files | incremental
    models | suggestions
    text
    paths | digest | diagnostics | workers

A story travels ``sources`` → ``site`` → ``plan`` → ``render`` → ``writer``, and ``builder`` is the
one place that knows this order.
"""

__version__ = "0.1.0"
