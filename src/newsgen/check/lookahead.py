"""What time will bring: the problems of the builds to come that the one of now has not.

A story under embargo stands on no page before its moment, so that a mistake in it would stop a
build at that very moment, for the whole paper. The sources are read already; a site as of another
moment costs a plan of its own, and the pages that are not as they were.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from newsgen.builder.options import Options
from newsgen.builder.planning import SitePlan, plan_site
from newsgen.builder.progress import Progress
from newsgen.check.render import Gain, RenderedSite, read_outputs
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, ordered
from newsgen.models import Article, Output
from newsgen.text import format_moment

NEXT = 50
"""So many of the next moments are looked at, and the very last: bounds the work."""


def look_ahead(
    rendered_site: RenderedSite[Gain], config: Config, options: Options, progress: Progress
) -> tuple[Diagnostic, ...]:
    """What builds at the moments to come will tell of that the one that was proofread does not.

    Each problem once, with the first of the moments that shows it, in the time zone of the site;
    as yet without lines.
    """
    moments = moments_to_come(rendered_site.site_plan.build_cache.articles, options)
    if not moments:
        return ()
    told = {_identity(problem) for problem in rendered_site.diagnostics}
    found: list[Diagnostic] = []
    site_plan, recipes = rendered_site.site_plan, _recipes(rendered_site.site_plan)
    for moment, when in _appointments(moments):
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
        _, problems = read_outputs(site_plan, numbers, _keep_nothing, options, progress)
        for problem in ordered((*site_plan.diagnostics, *problems)):
            if _identity(problem) not in told:
                told.add(_identity(problem))
                found.append(replace(problem, message=f"{problem.message} ({when})"))
    return tuple(found)


def moments_to_come(articles: Iterable[Article], options: Options) -> list[datetime]:
    """When stories will open or expire, in order."""
    stories = (a for a in articles if options.scope != "published" or not a.draft)
    moments = {moment for story in stories for moment in (story.date, story.expires)}
    return sorted(moment for moment in moments if moment and moment > options.now)


def _appointments(moments: Sequence[datetime]) -> Iterator[tuple[datetime, str]]:
    """The moments that are looked at, each with words for problems that are first seen then."""
    for moment in moments[:NEXT]:
        yield moment, f"from {format_moment(moment)} on"
    if len(moments) > NEXT:
        yield moments[-1], f"by {format_moment(moments[-1])}"


def _recipes(site_plan: SitePlan) -> dict[str, str]:
    """The digests of the recipes of all that is rendered, by path."""
    recipe = site_plan.renderer.recipe
    rendered = (output for output in site_plan.plan.outputs if output.role not in {"asset", "file"})
    return {output.path: recipe(output) for output in rendered}


def _keep_nothing(_output: Output, _content: bytes) -> None:
    """Reads a file of which the problems alone are wanted."""


def _identity(problem: Diagnostic) -> Diagnostic:
    """What stands for a problem, whatever page shows it and however many others do."""
    return replace(problem, message="", hint="") if problem.line else problem
