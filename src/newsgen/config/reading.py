"""Reads newsgen.yaml into checked settings."""

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from newsgen import frontmatter
from newsgen.config.checks import check, split_base_url
from newsgen.config.shape import Config
from newsgen.diagnostics import Diagnostic
from newsgen.models import Model
from newsgen.schema import Keys


class Setting(Model, frozen=True):
    """One setting with its value and origin."""

    key: str
    """The keys from the outside in, joined by dots: ``home.top``."""
    value: str | int | bool
    origin: str
    """``default``, the file and line ``newsgen.yaml:12``, or the option ``--base-url``."""


def read_config(content: bytes, path: str) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    """The settings in the file, or None and its problems.

    Raises Problems if the file is not valid YAML.
    """
    config, text, diagnostics = frontmatter.read_plain(Config, content, path)
    if config is None:
        return None, diagnostics
    diagnostics = frontmatter.add_locations(_check(config, path), text)
    return (None if diagnostics else _normalise(config)), diagnostics


def override(config: Config, **values: Any) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    """The settings with some values replaced, or None and the problems of the new values.

    >>> override(Config(title="News"), base_url="https://news.example")[0].base_url
    'https://news.example/'
    """
    changed = msgspec.structs.replace(config, **values)
    diagnostics = _check(changed, "")
    return (None if diagnostics else _normalise(changed)), diagnostics


def settings(
    config: Config, content: bytes, path: str, overrides: Mapping[str, str]
) -> tuple[Setting, ...]:
    """Every setting with its value and origin.

    ``overrides`` names the command-line option that gave a setting, such as ``--base-url`` for
    ``base_url``. ``content`` is the file that the settings were read from.
    """
    given = frontmatter.locate_all(frontmatter.decode(content, path), 1)

    def source(keys: Keys) -> str:
        return f"{path}:{given[keys][0]}" if keys in given else "default"

    return tuple(
        Setting(key=key, value=value, origin=overrides.get(key) or source(keys))
        for keys, value in _leaves(config, ())
        for key in (".".join(map(str, keys)),)
    )


def _normalise(config: Config) -> Config:
    return msgspec.structs.replace(
        config,
        base_url="".join(split_base_url(config.base_url) or ("", "/")),
        output=posixpath.normpath(config.output),
        cache=posixpath.normpath(config.cache),
    )


def _check(config: Config, path: str) -> tuple[Diagnostic, ...]:
    return tuple(frontmatter.as_diagnostic(fault, path) for fault in check(config))


def _leaves(value: Any, keys: Keys) -> Iterator[tuple[Keys, Any]]:
    if isinstance(value, Model):
        value = msgspec.structs.asdict(value)
    if not isinstance(value, Mapping | list | tuple):
        yield keys, value
        return
    below = enumerate(value) if isinstance(value, list | tuple) else value.items()
    for key, inner in below:
        yield from _leaves(inner, (*keys, key))
