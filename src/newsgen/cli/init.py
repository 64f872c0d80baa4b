"""``newsgen init``: a new site, and the files by which a site is checked and published."""

import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

import click

from newsgen import __version__
from newsgen.cli.options import CONFIG, Misuse
from newsgen.cli.terminal import visible
from newsgen.cli.vscode import workspace_files
from newsgen.config import read_config
from newsgen.files import theme

SERVICES = {"github": "GitHub", "gitlab": "GitLab"}
"""Where a site can be checked and published by itself, and how it is called."""

_WORKFLOWS = Path(__file__).with_name("ci")
_REQUIREMENTS = "requirements.txt"
_REQUIREMENT = f"newsgen[s3]=={__version__}"
_REQUIREMENTS_TEXT = f"""\
# A newsgen that is not on PyPI is named by the address of its wheel:
#   newsgen[s3] @ https://files.example/newsgen-{__version__}-py3-none-any.whl
# What it needs in its turn is the newest that fits. To lock all of it by digests, which pip then
# insists on, move this line into requirements.in, and after each change there:
#   uv pip compile --generate-hashes --universal requirements.in --output-file requirements.txt
{_REQUIREMENT}
"""
_KEEP = ".gitkeep"
_DOCUMENT = "`newsgen docs operators#continuous-integration`"
_SSH = {
    "github": "the secret SSH_KEY and the variable SSH_KNOWN_HOSTS",
    "gitlab": "SSH_KEY and SSH_KNOWN_HOSTS, of the type File",
}
_CREDENTIALS = {
    ("github", "s3"): "the variable AWS_ROLE_ARN, or the secrets AWS_ACCESS_KEY_ID and"
    " AWS_SECRET_ACCESS_KEY",
    ("gitlab", "s3"): "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ("github", "rsync"): _SSH["github"],
    ("gitlab", "rsync"): _SSH["gitlab"],
    ("github", "git"): f"the secret NEWSGEN_GIT_TOKEN; over ssh {_SSH['github']}",
    ("gitlab", "git"): f"NEWSGEN_GIT_TOKEN; over ssh {_SSH['gitlab']}",
}
"""What each kind of target needs, as the service calls it."""
_PLACES = {
    "github": "Settings, Environments: make `production`, for the branch main alone, and without"
    " reviewers:\n     embargoes would wait for them.",
    "gitlab": "Settings, CI/CD, Variables: make all protected, of the scope `production`.",
}
_WHICH = {
    "github": "Name the target to publish to in PUBLISH_TARGET, a variable of `production`.",
    "gitlab": "Name the target to publish to in .gitlab-ci.yml, at PUBLISH_TARGET.",
}
_SCHEDULE = (
    "Build, Pipeline schedules: make one, `7,22,37,52 * * * *`; without it no embargo opens."
)
_IGNORED = "/public/\n/.newsgen/\n"


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--ci",
    "service",
    type=click.Choice([*SERVICES]),
    default=None,
    help="Lay down what checks and publishes the site there, in a site that exists too.",
)
def init_command(*, folder: Path, service: str | None) -> int:
    """Start a new site in an empty folder.

    It holds an example paper to change, folders for templates and files of your own, and what VS
    Code needs to complete the keys of articles and settings. In a folder that holds a site, only
    the files of --ci that it lacks are laid down.
    """
    if service is None or not (folder / CONFIG).is_file():
        _start(folder)
    if service is not None:
        written = _lay_down(folder, ci_files(service))
        _tell_laid_down(folder, service, written)
    return 0


def ci_files(service: str) -> dict[str, str]:
    """The text of each file that checks and publishes a site, by its path in the site.

    newsgen is installed there in the version that laid the files down.
    """
    tree = _WORKFLOWS / service
    places = sorted(place for place in tree.rglob("*") if place.is_file())
    texts = {p.relative_to(tree).as_posix(): p.read_text(encoding="utf-8") for p in places}
    return {**texts, _REQUIREMENTS: _REQUIREMENTS_TEXT}


def _start(folder: Path) -> None:
    _require_empty(folder)
    folder.mkdir(parents=True, exist_ok=True)
    starter = theme.home()
    shutil.copyfile(starter / CONFIG, folder / CONFIG)
    shutil.copytree(starter / "content", folder / "content", copy_function=shutil.copyfile)
    _lay_down(folder, _own_files())
    _tell_next(folder)


def _require_empty(folder: Path) -> None:
    """Refuse a place where something stands; hidden files, such as those of git, may."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise Misuse(f"{folder} is a file", "name a folder that is empty or does not exist")
    visible_names = sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))
    if visible_names:
        raise Misuse(
            f"{folder} is not empty: it holds {visible_names[0]}",
            "name a folder that is empty or does not exist",
        )


def _own_files() -> dict[str, str]:
    return {
        f"templates/{_KEEP}": "",
        f"static/{_KEEP}": "",
        ".gitignore": _IGNORED,
        **workspace_files(),
    }


def _lay_down(folder: Path, files: Mapping[str, str]) -> dict[str, bool]:
    """Write the files that are not there: what is there was the user's first.

    Gives whether each was written, by its path.
    """
    written: dict[str, bool] = {}
    for path, text in files.items():
        place = folder / path
        written[path] = not (place.exists() or place.is_symlink())
        if written[path]:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="\n")
    return written


def _tell_next(folder: Path) -> None:
    place = visible(str(folder))
    click.echo(
        f"A new site is in {place}: articles in content/, settings in {CONFIG}, and room for your"
        " own templates/ and static/.\n\nNext:"
    )
    if folder.resolve() != Path.cwd():
        click.echo(f"  cd {visible(shlex.quote(str(folder)))}")
    click.echo(
        '  newsgen serve\n  newsgen new "Your headline" --section world\n  newsgen build\n\n'
        f"Set `title` and `base_url` in {CONFIG}. The stories, authors and pages in content/ are"
        " examples:\nremove them when yours come."
    )


def _tell_laid_down(folder: Path, service: str, written: Mapping[str, bool]) -> None:
    click.echo(f"\nFor {SERVICES[service]}:")
    for path, new in written.items():
        click.echo(f"  {'laid down' if new else 'kept as it was'}: {path}")
    if "newsgen" not in (folder / _REQUIREMENTS).read_text(encoding="utf-8", errors="replace"):
        click.echo(f"\nAdd a line to {_REQUIREMENTS}: {_REQUIREMENT}")
    click.echo("\nNext:")
    for number, step in enumerate(_steps(folder, service), start=1):
        click.echo(f"  {number}. {step}")
    click.echo(f"{_DOCUMENT}, tells the rest.")


def _steps(folder: Path, service: str) -> list[str]:
    """What is left to do before the service checks and publishes the site."""
    config, _ = read_config((folder / CONFIG).read_bytes(), CONFIG)
    kinds = [target.kind for target in config.targets.values()] if config else []
    steps = [
        f"If newsgen {__version__} is not on PyPI, put its wheel's address into {_REQUIREMENTS}."
    ]
    if config and not kinds:
        steps.append(f"Name a target in {CONFIG}; `newsgen docs publishing` shows each kind.")
    if len(kinds) > 1:
        steps.append(_WHICH[service])
    needs = _needs(service, frozenset(kinds))
    steps.append(_PLACES[service] + (f" Put there, for{needs}" if needs else ""))
    if service == "gitlab":
        steps.append(_SCHEDULE)
    return [*steps, _commit(folder, service)]


def _needs(service: str, kinds: frozenset[str]) -> str:
    """What each kind of target needs, on lines of their own; of all kinds where there is none."""
    named = {kind: needed for (where, kind), needed in _CREDENTIALS.items() if where == service}
    rows = [f"{kind}: {needed}" for kind, needed in named.items() if kind in kinds or not kinds]
    return "".join(f"\n     {row}" for row in rows)


def _commit(folder: Path, service: str) -> str:
    """The step that brings the files to where the service looks for them."""
    branch = "the branch main" if service == "github" else "the default branch"
    here = folder.resolve()
    root = next((place for place in (here, *here.parents) if (place / ".git").exists()), here)
    if root == here:
        return f"Commit all that on {branch}, at the root of the repository."
    return (
        f"Warning: the repository begins at {visible(str(root))}, and {SERVICES[service]} looks"
        f" there alone.\n     Move the files there, give each newsgen in them"
        f" `--site {visible(here.relative_to(root).as_posix())}`, and commit them on {branch}."
    )
