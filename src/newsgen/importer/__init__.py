"""Imports the stories of another system: ``newsgen import``.

The way of a story::

    sources       what kind of source it is
    readers       a folder, an export or a page → Site and Posts   one package each
    preparation   import.yaml (settings), and the Posts without their texts
    plan          Posts + import.yaml → where each goes             sections, tags, files, addresses
    rounds        texts are converted and written, until nothing would stop a build
     ├─ bodies        the text of a Post → Markdown of newsgen      html, markdown, rst, liquid
     ├─ links         what a link is now; index, lists, story_files
     ├─ words         counts the words before and after
     ├─ stories       one Post → its files; matter has their text
     └─ verification  renders the paper in memory
    staging       a copy of the paper, brought into it at the end; writing, memory
    report        what was taken, changed and left out

A source is read first without texts, so that every address is known before the first text is
converted, then story by story, and again for those stories that must be written in another way. So
memory grows with the number of stories, not with their texts.
"""
