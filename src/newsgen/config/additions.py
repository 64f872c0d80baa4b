"""Adds settings to newsgen.yaml, and keeps everything else in it byte for byte."""

import io
import re
import textwrap
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec

from newsgen import frontmatter
from newsgen.config.reading import override, read_config
from newsgen.config.shape import Config, TargetSettings
from newsgen.diagnostics import Problems, Refusal
from newsgen.files.names import CONFIG
from newsgen.frontmatter.writing import write
from newsgen.schema import Keys

_TARGETS = re.compile(r"targets:[ \t]*+(?:\{[ \t]*+\}|null|~)?+([ \t]*+(?:#.*+)?)")
"""The line above targets, each of which has lines of its own, or of a site that has none yet."""
_BASE_URL = re.compile(r"""base_url:[ \t]*+(?:"[^"]*+"|'[^']*+'|[^\s"'#]\S*+)""")


def with_target(content: bytes, name: str, target: TargetSettings) -> bytes:
    """The bytes of newsgen.yaml with one more target.

    Raises Refusal for wrong settings, for a name that is taken, and for a file that is written in
    a way that only a person can extend.
    """
    before = _read(content)
    if name in before.targets:
        raise Refusal(f"there is already a target {name}", "choose another name")
    wanted = _changed(before, targets={**before.targets, name: target})
    entry = write({name: _given(target)})
    places = _places(content)
    lines = _lines(content)
    end = _line_end(lines)
    if ("targets",) not in places:
        _append(lines, ["", "targets:", *_indented(entry, 2)], end)
    else:
        number = places["targets",][0]
        heading = lines[number - 1].rstrip("\r\n")
        if found := _TARGETS.fullmatch(heading):
            lines[number - 1] = f"targets:{found[1]}{lines[number - 1][len(heading) :]}"
            columns = [column for keys, (_, column) in places.items() if _is_target(keys)]
            indented = _indented(entry, columns[0] - 1 if columns else 2)
            lines[number:number] = [f"{line}{end}" for line in indented]
    return _checked(lines, wanted, "add the target yourself: `newsgen docs publishing` shows how")


def with_base_url(content: bytes, address: str) -> bytes:
    """The bytes of newsgen.yaml with another public address of the paper.

    Raises Refusal for a wrong address, and for a file that is written in a way that only a person
    can change.
    """
    wanted = _changed(_read(content), base_url=address)
    setting = write({"base_url": address}).rstrip("\n")
    places = _places(content)
    lines = _lines(content)
    if place := places.get(("base_url",)):
        number = place[0] - 1
        lines[number] = _BASE_URL.sub(lambda _: setting, lines[number], count=1)
    else:
        _append(lines, [setting], _line_end(lines))
    return _checked(lines, wanted, f"write `{setting}` yourself")


def _read(content: bytes) -> Config:
    """The settings. Raises Refusal if they have problems."""
    try:
        config, problems = read_config(content, CONFIG)
    except Problems as error:
        config, problems = None, error.diagnostics
    if config is None:
        raise Refusal(f"{CONFIG} has problems", diagnostics=problems)
    return config


def _changed(config: Config, **values: Any) -> Config:
    """The settings with other values. Raises Refusal if these are wrong."""
    changed, problems = override(config, **values)
    if changed is None:
        raise Refusal(problems[0].message, problems[0].hint)
    return changed


def _places(content: bytes) -> Mapping[Keys, tuple[int, int]]:
    """Line and column of each setting."""
    return frontmatter.locate_all(frontmatter.decode(content, CONFIG), 1)


def _given(target: TargetSettings) -> dict[str, Any]:
    """The kind of a target, and its settings that differ from the usual ones."""
    usual = msgspec.structs.asdict(TargetSettings(kind=target.kind))
    values = msgspec.structs.asdict(target)
    changed = {key: value for key, value in values.items() if value != usual[key]}
    builtins: dict[str, Any] = msgspec.to_builtins({"kind": target.kind, **changed})
    return builtins


def _is_target(keys: Keys) -> bool:
    return len(keys) == 2 and keys[0] == "targets"


def _lines(content: bytes) -> list[str]:
    """The lines with their ends, as an editor numbers them."""
    return io.StringIO(content.decode(), newline="").readlines()


def _line_end(lines: list[str]) -> str:
    return "\r\n" if lines and lines[0].endswith("\r\n") else "\n"


def _indented(entry: str, columns: int) -> list[str]:
    return textwrap.indent(entry, " " * columns).splitlines()


def _append(lines: list[str], more: list[str], end: str) -> None:
    """Add lines at the end of the file."""
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    lines.extend(f"{line}{end}" for line in more)


def _checked(lines: list[str], wanted: Config, hint: str) -> bytes:
    """The bytes of the lines. Raises Refusal unless they have exactly the wanted settings."""
    content = "".join(lines).encode()
    with suppress(Problems):
        if read_config(content, CONFIG)[0] == wanted:
            return content
    raise Refusal(f"{CONFIG} is written in a way that newsgen does not change", hint)
