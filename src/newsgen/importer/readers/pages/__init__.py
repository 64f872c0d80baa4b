"""Finds what a saved HTML page says of its story, and the text of the story in it.

``facts`` reads JSON-LD, ``meta``, microdata and the headline; ``extraction`` asks trafilatura which
text is the story; ``selection`` takes its elements from the page as they are there, with all that
lies between them.
"""
