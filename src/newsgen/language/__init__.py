"""What depends on the language of a page: the words around its text, dates, digits, calendars."""
