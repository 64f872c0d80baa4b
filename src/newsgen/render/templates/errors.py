"""Errors of templates, with the template and the line."""

import re
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import jinja2
from msgspec.structs import replace

from newsgen.diagnostics import Diagnostic
from newsgen.suggestions import Paths, suggest

_UNKNOWN_NAME = re.compile(r"^'([^']+)' is undefined$")
_UNKNOWN_FILTER = re.compile(r"^No (filter|test) named '([^']+)'( found)?\.?$")
_OF_TEMPLATES = frozenset({"__jinja_template__", "__jinja_exception__"})
"""Jinja puts one of these into the globals of each frame of a template."""


class TemplateError(Exception):
    """A template failed. Holds the problem, and the output that was being rendered."""

    def __init__(self, diagnostic: Diagnostic, origin: str) -> None:
        super().__init__(diagnostic, origin)
        self.diagnostic = diagnostic
        self.origin = origin


def merge_errors(errors: Iterable[TemplateError]) -> list[Diagnostic]:
    """One diagnostic for each place in a template, however many pages it affects."""
    affected: dict[Diagnostic, list[str]] = {}
    for error in errors:
        affected.setdefault(error.diagnostic, []).append(error.origin)
    return [_while_rendering(diagnostic, origins) for diagnostic, origins in affected.items()]


def _while_rendering(diagnostic: Diagnostic, origins: Sequence[str]) -> Diagnostic:
    more = f" and {len(origins) - 1} more" if len(origins) > 1 else ""
    message = f"{diagnostic.message} (while rendering {origins[0]}{more})"
    return replace(diagnostic, message=message)


@contextmanager
def template_errors(origin: str, environment: jinja2.Environment) -> Iterator[None]:
    """Turn every error in a template into a TemplateError with the template and the line.

    ``origin`` names the output that is being rendered.
    """
    try:
        yield
    except TemplateError:
        raise
    except jinja2.TemplateSyntaxError as error:
        place = _place(error.filename or error.name or "")
        message = _name_known(error.message or "", environment)
        raise TemplateError(_diagnose(message, place, error.lineno), origin) from error
    except Exception as error:
        frames = [*_frames(error)]
        if not frames and not isinstance(error, jinja2.TemplateNotFound):
            raise
        frame, line = frames[-1] if frames else (None, 0)
        place = _place(frame.f_code.co_filename) if frame else ""
        message = _describe(error, frame.f_locals if frame else (), environment)
        raise TemplateError(_diagnose(message, place, line), origin) from error


def _frames(error: BaseException) -> Iterator[tuple[FrameType, int]]:
    """The frames of templates, each with its line; the innermost comes last."""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if not _OF_TEMPLATES.isdisjoint(frame.f_globals):
            yield frame, line


def _describe(error: Exception, names: Iterable[str], environment: jinja2.Environment) -> str:
    """What is wrong, and which of the ``names`` that the template knows may be meant."""
    if isinstance(error, jinja2.TemplateNotFound):
        near = Paths(environment.list_templates()).nearest(error.message or "")
        return f"there is no template {error.message}" + (
            f"; did you mean `{near}`?" if near else ""
        )
    message = str(error) or type(error).__name__
    if unknown := _UNKNOWN_NAME.match(message):
        near = suggest(unknown[1], names)
        return f"{message}; {near}" if near else message
    return _name_known(message, environment)


def _name_known(message: str, environment: jinja2.Environment) -> str:
    """The message about an unknown filter or test with the name that may be meant."""
    if unknown := _UNKNOWN_FILTER.match(message):
        known = environment.filters if unknown[1] == "filter" else environment.tests
        near = suggest(unknown[2], known)
        return f"no {unknown[1]} has the name `{unknown[2]}`; {near}" if near else message
    return message


def _place(filename: str) -> str:
    """The path of a template as its author knows it, beginning with ``templates/``."""
    parts = Path(filename).parts
    if "templates" in parts:
        start = len(parts) - 1 - parts[::-1].index("templates")
        return "/".join(parts[start:])
    return filename


def _diagnose(message: str, place: str, line: int) -> Diagnostic:
    return Diagnostic(
        code="template-error",
        message=message,
        path=place,
        line=line,
        hint="`newsgen docs template-reference` lists what each template is given",
    )
