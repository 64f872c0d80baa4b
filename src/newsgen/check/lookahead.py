"""Finds problems that appear only when an embargo opens or a story expires.

A story under embargo is on no page yet, so a mistake in it would stop the build of the whole paper
just when the story is due. The sources are read only once; each later moment needs a new plan and
renders only the pages that differ.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from newsgen.builder.options import Options
from newsgen.builder.planning import SitePlan, plan_site
from newsgen.builder.progress import Progress
from newsgen.check.render import RenderedSite, Result, read_outputs
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, ordered
from newsgen.models import Article, Output
from newsgen.text import format_moment

MAX_MOMENTS = 50
"""The next moments that are checked, and after them only the last one: limits the work."""


def look_ahead(
    rendered_site: RenderedSite[Result], config: Config, options: Options, progress: Progress
) -> tuple[Diagnostic, ...]:
    """The problems of future builds that ``rendered_site`` does not have.

    Each problem appears once, with the first moment that shows it, in the time zone of the site,
    and without a line number.
    """
    moments = future_moments(rendered_site.site_plan.build_cache.articles, options)
    if not moments:
        return ()
    seen = {_identity(problem) for problem in rendered_site.diagnostics}
    found: list[Diagnostic] = []
    site_plan, recipes = rendered_site.site_plan, _recipes(rendered_site.site_plan)
    for moment, when in _moments_to_check(moments):
        then = replace(options, now=moment)
        site_plan = plan_site(
            site_plan.root, config, then, site_plan.build_cache, rendered_site.inventory
        )
        before, recipes = recipes, _recipes(site_plan)
        numbers = [
            number
            for number, output in enumerate(site_plan.plan.outputs)
            if output.path in recipes and before.get(output.path) != recipes[output.path]
        ]
        _, problems = read_outputs(site_plan, numbers, _discard, options, progress)
        for problem in ordered((*site_plan.diagnostics, *problems)):
            if _identity(problem) not in seen:
                seen.add(_identity(problem))
                found.append(replace(problem, message=f"{problem.message} ({when})"))
    return tuple(found)


def future_moments(articles: Iterable[Article], options: Options) -> list[datetime]:
    """The moments at which stories appear or expire, in order."""
    stories = (a for a in articles if options.scope != "published" or not a.draft)
    moments = {moment for story in stories for moment in (story.date, story.expires)}
    return sorted(moment for moment in moments if moment and moment > options.now)


def _moments_to_check(moments: Sequence[datetime]) -> Iterator[tuple[datetime, str]]:
    """The moments to check, each with words for messages about problems that begin then."""
    for moment in moments[:MAX_MOMENTS]:
        yield moment, f"from {format_moment(moment)} on"
    if len(moments) > MAX_MOMENTS:
        yield moments[-1], f"by {format_moment(moments[-1])}"


def _recipes(site_plan: SitePlan) -> dict[str, str]:
    """The recipe digests of all rendered outputs, by path."""
    renderers = site_plan.renderers
    rendered = (output for output in site_plan.plan.outputs if output.role not in {"asset", "file"})
    return {o.path: renderers[o.edition].recipe_digest(o) for o in rendered}


def _discard(_output: Output, _content: bytes) -> None:
    """A reader for files whose content is not needed, only their diagnostics."""


def _identity(problem: Diagnostic) -> Diagnostic:
    """A key that is equal for the same problem on different pages."""
    return replace(problem, message="", hint="") if problem.line else problem
