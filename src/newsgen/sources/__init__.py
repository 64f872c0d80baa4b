"""From the files of ``content/`` to articles, pages and authors."""
