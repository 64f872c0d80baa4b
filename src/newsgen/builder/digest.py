"""The mail of the stories since a moment: nothing of the site is written."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from newsgen.builder.inventory import take_inventory
from newsgen.builder.options import Options, configure
from newsgen.builder.planning import context_of, plan_site
from newsgen.builder.progress import silent
from newsgen.config import Config
from newsgen.diagnostics import Diagnostic, Refusal, Severity, ordered
from newsgen.models import DigestView, Model
from newsgen.plan.digest import view_digest
from newsgen.render import mail
from newsgen.render.templates import TemplateError, merge_errors
from newsgen.site.catalogue import Site
from newsgen.sources.loader import pinpoint
from newsgen.suggestions import suggest


class Digest(Model, frozen=True):
    """A mail, in the two forms that mail programs want."""

    view: DigestView
    html: str
    text: str


class Wanted(Model, frozen=True):
    """What the mail is to be of."""

    since: str
    """A date or a moment; without a time zone in that of the site."""
    edition: str = ""
    """Name of the edition; empty for the main one."""
    section: str = ""
    number: int = 0
    """How many stories at most; 0 for all."""
    template: str = "digest"
    """Name of the templates in templates/mail/, without their endings."""


def make_digest(options: Options, wanted: Wanted) -> tuple[Digest | None, tuple[Diagnostic, ...]]:
    """The mail, or None if the site has errors or a template fails; and the problems found.

    Raises Refusal for wrong usage or configuration.
    """
    root = Path(options.root).resolve()
    config = configure(root, options)
    since = _moment(wanted.since, config)
    if not mail.is_available():
        hint = 'pip install "newsgen[mail]"'
        raise Refusal("mails need css-inline, which is not installed", hint)
    build_cache, inventory = take_inventory(root, config, options, silent)
    planned = plan_site(root, config, options, build_cache, inventory)
    site = _edition(wanted.edition, planned.site)
    if wanted.section and wanted.section not in site.sections:
        hint = suggest(wanted.section, [*site.sections]) or ", ".join(site.sections)
        raise Refusal(f"there is no section `{wanted.section}`", hint)
    problems = list(planned.diagnostics)
    digest: Digest | None = None
    if not any(problem.severity is Severity.ERROR for problem in problems):
        context = context_of(site, inventory)
        zone = ZoneInfo(config.timezone)
        now = options.now.astimezone(zone)
        view = view_digest(site, context, since, now, wanted.section, wanted.number)
        try:
            page, text = planned.renderers[wanted.edition].render_mail(wanted.template, view)
            digest = Digest(view=view, html=mail.inline_styles(page), text=text)
        except TemplateError as error:
            problems += merge_errors([error])
    return digest, ordered(pinpoint(root, problems))


def _edition(name: str, site: Site) -> Site:
    """Raises Refusal if there is no edition of that name."""
    editions = {each.config.edition: each for each in site.editions}
    if name not in editions:
        hint = suggest(name, editions) or ", ".join(filter(None, editions))
        raise Refusal(f"there is no edition `{name}`", hint or "newsgen.yaml names editions")
    return editions[name]


def _moment(given: str, config: Config) -> datetime:
    """Raises Refusal if it is no moment."""
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        hint = "write it as 2026-01-05 or 2026-01-05T09:00+05:00"
        raise Refusal(f"--since {given} is not a moment", hint) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(config.timezone))
