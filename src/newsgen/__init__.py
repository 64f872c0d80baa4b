"""newsgen: a folder of article files becomes a static news site.

The map of the package, top may import what is below it; modules on one line never import each
other. ``tests/test_architecture.py`` reads this list and enforces it::

    cli
    serve | check | publish
    builder
    workers | writer | renderer
    templates | advice
    feeds | sitemaps | structured_data | formats
    plan
    lists
    views
    backdrop | references
    media
    catalogue
    related | loader | signposts | clashes
    stock | resolution
    discovery | dateline | markdown | beginnings
    config
    frontmatter
    schema
    manifest | record | fingerprint | sameness | theme | walker
    models
    sealed | toolchain | zones
    text | nearest
    paths | media_types | svg | digest | diagnostics

A story travels ``loader`` → ``catalogue`` → ``plan`` → ``renderer`` → ``writer``, and ``builder``
is the one place that knows this order.
"""

__version__ = "0.1.0"
