"""``newsgen init``: a new site, and the files with which a CI service checks and publishes it."""

import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

import click

from newsgen import __version__
from newsgen.cli.options import Misuse
from newsgen.cli.terminal import visible
from newsgen.cli.vscode import workspace_files
from newsgen.config import read_config
from newsgen.files import theme
from newsgen.files.names import CONFIG, CONTENT

SERVICES = {"github": "GitHub", "gitlab": "GitLab"}
"""CI services that can check and publish a site, with their display names."""

_WORKFLOWS = Path(__file__).with_name("ci")
_REQUIREMENTS = "requirements.txt"
_REQUIREMENT = f"newsgen[images,s3]=={__version__}"
_REQUIREMENTS_TEXT = f"""\
# If newsgen is not on PyPI, give the address of its wheel instead:
#   newsgen[images,s3] @ https://files.example/newsgen-{__version__}-py3-none-any.whl
# pip installs the newest allowed version of each dependency. To pin all of them with hashes, which
# pip then requires, move this line to requirements.in, and run this after each change there:
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
"""What each kind of target needs, in the terms of the service."""
_SECRETS_STEP = {
    "github": "Settings, Environments: create `production`, only for the branch main, and without"
    " reviewers:\n     embargoes would wait for them.",
    "gitlab": "Settings, CI/CD, Variables: create all as protected, with the scope `production`.",
}
_TARGET_STEP = {
    "github": "Set PUBLISH_TARGET, a variable of `production`, to the name of the target.",
    "gitlab": "Set PUBLISH_TARGET in .gitlab-ci.yml to the name of the target.",
}
_SCHEDULE_STEP = (
    "Build, Pipeline schedules: create `7,22,37,52 * * * *`; without it no embargo ends."
)
_IGNORED = "/public/\n/.newsgen/\n/.newsgen-people\n"


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--ci",
    "service",
    type=click.Choice([*SERVICES]),
    default=None,
    help="Add the files with which this service checks and publishes the site. Also works for an"
    " existing site.",
)
def init_command(*, folder: Path, service: str | None) -> int:
    """Start a new site in an empty folder.

    It contains an example site to change, folders for your own templates and files, and settings
    for VS Code to complete the keys of articles and newsgen.yaml. If DIR already contains a site,
    only missing files of --ci are added.
    """
    if service is None or not (folder / CONFIG).is_file():
        start_site(folder)
        _print_next_steps(folder)
    if service is not None:
        written = _write_missing(folder, ci_files(service))
        _print_ci_steps(folder, service, written)
    return 0


def ci_files(service: str) -> dict[str, str]:
    """Return the text of each file that checks and publishes a site, by its path in the site.

    The CI service installs the version of newsgen that created the files.
    """
    tree = _WORKFLOWS / service
    places = sorted(place for place in tree.rglob("*") if place.is_file())
    texts = {p.relative_to(tree).as_posix(): p.read_text(encoding="utf-8") for p in places}
    return {**texts, _REQUIREMENTS: _REQUIREMENTS_TEXT}


def start_site(folder: Path) -> None:
    """Make a new site in a folder that is empty or does not exist. Raises Misuse."""
    _require_empty(folder)
    folder.mkdir(parents=True, exist_ok=True)
    starter = theme.home()
    shutil.copyfile(starter / CONFIG, folder / CONFIG)
    shutil.copytree(starter / CONTENT, folder / CONTENT, copy_function=shutil.copyfile)
    _write_missing(folder, _own_files())


def _require_empty(folder: Path) -> None:
    """Raise Misuse if the folder contains anything except hidden files, such as git's."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise Misuse(f"{folder} is a file", "name a folder that is empty or does not exist")
    visible_names = sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))
    if visible_names:
        raise Misuse(
            f"{folder} is not empty: it contains {visible_names[0]}",
            "name a folder that is empty or does not exist",
        )


def _own_files() -> dict[str, str]:
    return {
        f"templates/{_KEEP}": "",
        f"static/{_KEEP}": "",
        ".gitignore": _IGNORED,
        **workspace_files(),
    }


def _write_missing(folder: Path, files: Mapping[str, str]) -> dict[str, bool]:
    """Write the files that do not exist; existing files belong to the user.

    Return whether each was written, by its path.
    """
    written: dict[str, bool] = {}
    for path, text in files.items():
        place = folder / path
        written[path] = not (place.exists() or place.is_symlink())
        if written[path]:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="\n")
    return written


def _print_next_steps(folder: Path) -> None:
    place = visible(str(folder))
    click.echo(
        f"Created a new site in {place}: articles in content/, settings in {CONFIG}, and the empty"
        " folders templates/ and static/ for your own files.\n\nNext:"
    )
    if folder.resolve() != Path.cwd():
        click.echo(f"  cd {visible(shlex.quote(str(folder)))}")
    click.echo(
        "  newsgen desk      # write, release and publish in the browser\n"
        '\nOr, in the terminal:\n  newsgen serve\n  newsgen new "Your headline" --section world\n'
        "  newsgen build\n\n"
        f"Set `title` and `base_url` in {CONFIG}. The stories, authors and pages in content/ are"
        " examples:\nremove them when you have your own."
    )


def _print_ci_steps(folder: Path, service: str, written: Mapping[str, bool]) -> None:
    click.echo(f"\nFor {SERVICES[service]}:")
    for path, new in written.items():
        click.echo(f"  {'created' if new else 'exists already'}: {path}")
    if "newsgen" not in (folder / _REQUIREMENTS).read_text(encoding="utf-8", errors="replace"):
        click.echo(f"\nAdd a line to {_REQUIREMENTS}: {_REQUIREMENT}")
    click.echo("\nNext:")
    for number, step in enumerate(_steps(folder, service), start=1):
        click.echo(f"  {number}. {step}")
    click.echo(f"More: {_DOCUMENT}.")


def _steps(folder: Path, service: str) -> list[str]:
    """Return the remaining steps until the service checks and publishes the site."""
    config, _ = read_config((folder / CONFIG).read_bytes(), CONFIG)
    kinds = [target.kind for target in config.targets.values()] if config else []
    wheel = f"If newsgen {__version__} is not on PyPI, write the address of its wheel into"
    steps = [f"{wheel} {_REQUIREMENTS}."]
    if config and not kinds:
        steps.append(f"Describe a target in {CONFIG}; `newsgen docs publishing` shows each kind.")
    if len(kinds) > 1:
        steps.append(_TARGET_STEP[service])
    needs = _needs(service, frozenset(kinds))
    steps.append(_SECRETS_STEP[service] + (f" Add there, for{needs}" if needs else ""))
    if service == "gitlab":
        steps.append(_SCHEDULE_STEP)
    return [*steps, _commit(folder, service)]


def _needs(service: str, kinds: frozenset[str]) -> str:
    """Return what each configured kind of target needs; every kind if none is configured."""
    named = {kind: needed for (where, kind), needed in _CREDENTIALS.items() if where == service}
    rows = [f"{kind}: {needed}" for kind, needed in named.items() if kind in kinds or not kinds]
    return "".join(f"\n     {row}" for row in rows)


def _commit(folder: Path, service: str) -> str:
    """Return the step that brings the files to the place where the service looks for them."""
    branch = "the branch main" if service == "github" else "the default branch"
    here = folder.resolve()
    root = next((place for place in (here, *here.parents) if (place / ".git").exists()), here)
    if root == here:
        return f"Commit all of it on {branch}, at the root of the repository."
    return (
        f"Warning: the root of the repository is {visible(str(root))}, and {SERVICES[service]}"
        f" looks only there.\n     Move the files there, add"
        f" `--site {visible(here.relative_to(root).as_posix())}` to each newsgen command in them,"
        f" and commit them on {branch}."
    )
