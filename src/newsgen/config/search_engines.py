"""Settings for search engines and other programs that read a site: publisher and robots.txt.

Their checks are here too.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Final, Literal

import msgspec

from newsgen.config.faults import bad_value, check_range
from newsgen.models import Model
from newsgen.schema import Fault, Keys, about
from newsgen.text import truncate

Access = Literal["allow", "disallow"]

ROBOTS_LIMIT: Final = 500 * 1024
"""How many bytes of a robots.txt every crawler reads. RFC 9309, section 2.5."""

_LINE = len("Disallow: \n")
_INDEXNOW_KEY = re.compile(r"[a-zA-Z0-9-]{8,128}")
"""https://www.indexnow.org/documentation"""
_AGENT = re.compile(r"\*|[A-Za-z_-]{1,100}")
"""A product token. RFC 9309, section 2.2.1."""
_RULE_PATH = re.compile(r"/[^\s#\x00-\x1f\x7f]{0,2000}")
"""The pattern of a rule. RFC 9309, section 2.2.2."""
_DAY = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_PAGE = re.compile(r"(?:https?://[^\s/]|/)[^\s\x00-\x1f\x7f]*")


class PolicySettings(Model, frozen=True):
    """Where the publisher says how it works: pages of the site (`/ethics/`), or addresses.

    Search engines get each as the property of schema.org that its description names.
    """

    principles: Annotated[str, about("All principles: `publishingPrinciples`.")] = ""
    masthead: Annotated[str, about("Who works here: `masthead`.", "staff", "team")] = ""
    ownership: Annotated[
        str, about("Owners and money: `ownershipFundingInfo`.", "funding", "owners")
    ] = ""
    ethics: Annotated[str, about("Ethics: `ethicsPolicy`.")] = ""
    corrections: Annotated[str, about("Errors and corrections: `correctionsPolicy`.")] = ""
    verification: Annotated[
        str, about("Checking of facts: `verificationFactCheckingPolicy`.", "factchecking")
    ] = ""
    unnamed_sources: Annotated[
        str, about("Sources without a name: `unnamedSourcesPolicy`.", "sources", "anonymoussources")
    ] = ""
    bylines: Annotated[str, about("Stories without a byline: `noBylinesPolicy`.")] = ""
    priorities: Annotated[
        str, about("What is covered: `missionCoveragePrioritiesPolicy`.", "mission", "coverage")
    ] = ""
    feedback: Annotated[
        str, about("How readers take part: `actionableFeedbackPolicy`.", "complaints")
    ] = ""
    diversity: Annotated[str, about("Diversity: `diversityPolicy`.")] = ""
    staffing: Annotated[str, about("Report on it: `diversityStaffingReport`.")] = ""


class PublisherSettings(Model, frozen=True):
    """Who publishes the site, for search engines. The home page says it in JSON-LD."""

    name: Annotated[str, about("Name of the publisher. Left out, the title.", "organization")] = ""
    alternate_name: Annotated[
        str, about("Another name of the site, such as its initials.", "shortname", "initials")
    ] = ""
    legal_name: Annotated[str, about("Name in the register of companies.", "company")] = ""
    email: Annotated[str, about("An address for readers.", "mail")] = ""
    telephone: Annotated[str, about("A number for readers: `+92 42 5550100`.", "phone")] = ""
    address: Annotated[str, about("Where the publisher is, in one line.", "postaladdress")] = ""
    founded: Annotated[
        str, about("When it was founded: 1947, 1947-08 or 1947-08-14.", "foundingdate", "since")
    ] = ""
    same_as: Annotated[
        tuple[str, ...],
        about("Addresses of the publisher elsewhere: Wikipedia, Mastodon.", "social", "profiles"),
    ] = ()
    license: Annotated[
        str,
        about(
            "Page or address with the licence of its own pictures: those whose credit names the "
            "publisher.",
            "licence",
        ),
    ] = ""
    acquire_license: Annotated[
        str, about("Page or address where others get one.", "acquirelicence", "syndication")
    ] = ""
    policies: Annotated[
        PolicySettings, about("Where the publisher says how it works.", "principles", "trust")
    ] = PolicySettings()


class RobotsRule(Model, frozen=True):
    """What some crawlers may read. Crawlers that it names ignore the rules for all."""

    agents: Annotated[
        tuple[str, ...], about("Names of crawlers: `[GPTBot]`; `['*']` for all.", "useragents")
    ]
    disallow: Annotated[tuple[str, ...], about("Addresses that they may not read: `[/a/]`.")] = ()
    allow: Annotated[tuple[str, ...], about("Exceptions: `[/a/b/]`.")] = ()
    crawl_delay: Annotated[
        int, about("Seconds between two requests; some crawlers obey. 0 for none.", "delay")
    ] = 0


class RobotsSettings(Model, frozen=True):
    """The robots.txt. It asks, and cannot forbid."""

    ai_training: Annotated[
        Access, about("Crawlers that collect texts to train language models.", "training")
    ] = "allow"
    ai_search: Annotated[
        Access, about("Crawlers of answer engines, which link to the stories.", "search")
    ] = "allow"
    ai_users: Annotated[
        Access, about("Programs that fetch a page because a user asks for it.", "assistants")
    ] = "allow"
    rules: Annotated[
        tuple[RobotsRule, ...],
        about("Rules of your own; a crawler that they name has no other.", "groups"),
    ] = ()


def check_publisher(publisher: PublisherSettings) -> Iterator[Fault]:
    """The faults of the publisher that can be seen without the pages of the site."""
    keys: Keys = ("publisher",)
    if publisher.founded and not _DAY.fullmatch(publisher.founded):
        message = f"`{truncate(publisher.founded, 40)}` is not a day, month or year"
        yield bad_value((*keys, "founded"), message, "write 1947, 1947-08 or 1947-08-14")
    if publisher.email and ("@" not in publisher.email or " " in publisher.email):
        message = f"`{truncate(publisher.email, 60)}` is not an address"
        yield bad_value((*keys, "email"), message, "write it as desk@news.example")
    for number, address in enumerate(publisher.same_as):
        if not address.startswith(("https://", "http://")) or not _PAGE.fullmatch(address):
            message = f"`{truncate(address, 80)}` is not a web address"
            yield bad_value((*keys, "same_as", number), message, "begin it with https://")
    for below, page in publisher_pages(publisher):
        if page.startswith("//") or not _PAGE.fullmatch(page):
            message = f"`{truncate(page, 80)}` is neither a page of the site nor an address"
            yield bad_value(below, message, "write `/ethics/`, or an address with https://")


def publisher_pages(publisher: PublisherSettings) -> Iterator[tuple[Keys, str]]:
    """Every page that the publisher names, with its place in newsgen.yaml."""
    for key in ("license", "acquire_license"):
        if page := getattr(publisher, key):
            yield ("publisher", key), page
    for key, page in msgspec.structs.asdict(publisher.policies).items():
        if page:
            yield ("publisher", "policies", key), page


def check_indexnow(key: str) -> Iterator[Fault]:
    """The fault of an IndexNow key."""
    if key and not _INDEXNOW_KEY.fullmatch(key):
        hint = "8 to 128 letters, digits and `-`"
        yield bad_value(("indexnow",), "this is not a valid IndexNow key", hint)


def check_robots(robots: RobotsSettings) -> Iterator[Fault]:
    """All faults of the rules for crawlers."""
    size = 0
    for number, rule in enumerate(robots.rules):
        keys: Keys = ("robots", "rules", number)
        if not rule.agents:
            yield bad_value((*keys, "agents"), "the rule is for nobody", "name a crawler, or `*`")
        for place, agent in enumerate(rule.agents):
            if not _AGENT.fullmatch(agent):
                message = f"`{truncate(agent, 60)}` is not the name of a crawler"
                hint = "write its product token, of letters, `-` and `_`: `Googlebot-News`"
                yield bad_value((*keys, "agents", place), message, hint)
        for key in ("disallow", "allow"):
            for place, path in enumerate(getattr(rule, key)):
                if not _RULE_PATH.fullmatch(path):
                    message = f"`{truncate(path, 60)}` is not an address below the site"
                    hint = "write it from the root: `/drafts/`, `/*.pdf$`"
                    yield bad_value((*keys, key, place), message, hint)
        yield from check_range((*keys, "crawl_delay"), rule.crawl_delay, 0, 86_400)
        texts = (*rule.agents, *rule.disallow, *rule.allow)
        size += sum(3 * len(text.encode()) + _LINE for text in texts)  # three: percent-encoded
    if size > ROBOTS_LIMIT:
        hint = "a pattern such as `/*?print=` covers many addresses"
        yield bad_value(("robots", "rules"), "these are more rules than crawlers read", hint)
