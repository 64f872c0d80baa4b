"""Chooses stories by rule: section, tag, series, type."""

from collections.abc import Iterator

from newsgen.models import Article, FrontBlock
from newsgen.site.catalogue import Site
from newsgen.text import term_slug


def choose(site: Site, rule: FrontBlock, lang: str) -> Iterator[Article]:
    """The stories that meet all conditions of the rule, newest first; without any, all stories.

    ``lang`` is the language of the site, in which terms have their slugs.
    """
    pools = [site.articles]
    if rule.section:
        pools.append(site.by_section.get(rule.section, ()))
    for name, terms in ((rule.tag, site.tags), (rule.series, site.series)):
        if name:
            term = terms.get(term_slug(name, lang))
            pools.append(term.articles if term else ())
    smallest = min(pools, key=len)
    others = [{article.path for article in pool} for pool in pools[1:] if pool is not smallest]
    return (
        article
        for article in smallest
        if all(article.path in other for other in others)
        and (rule.type is None or article.type == rule.type)
    )
