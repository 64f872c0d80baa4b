"""Imports the stories of another system: ``newsgen import``.

The way of a story::

    readers     a folder, an export or a page → Site and Posts    one module for each kind
    plan        Posts + import.yaml → where each goes               sections, tags, files, addresses
    bodies      the text of a Post → Markdown of newsgen            html, markdown, rst, shortcodes
    links       what a link or a picture of the old site is now
    pictures    copies pictures, fetches them if it is told to
    words       counts the words before and after
    writing     Posts → files; what was written is remembered
    report      what was taken, changed and left out

A source is read twice: first without texts, so that every address is known before the first text
is converted, then story by story. So memory grows with the number of stories, not with their texts.
"""
