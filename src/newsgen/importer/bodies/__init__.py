"""The texts of other systems as Markdown of newsgen."""
