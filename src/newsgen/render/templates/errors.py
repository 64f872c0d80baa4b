"""Errors of templates, with the template and the line."""

import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import jinja2
from msgspec.structs import replace

from newsgen.diagnostics import Diagnostic


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
def template_errors(origin: str) -> Iterator[None]:
    """Turn every error in a template into a TemplateError with the template and the line.

    ``origin`` names the output that is being rendered.
    """
    try:
        yield
    except TemplateError:
        raise
    except jinja2.TemplateSyntaxError as error:
        place = _place(error.filename or error.name or "")
        problem = _diagnose(error.message or "", place, error.lineno)
        raise TemplateError(problem, origin) from error
    except jinja2.TemplateNotFound as error:
        filename, line = _innermost(error)
        message = f"there is no template {error.message}"
        raise TemplateError(_diagnose(message, _place(filename), line), origin) from error
    except Exception as error:
        filename, line = _innermost(error)
        if not filename:
            raise
        message = str(error) or type(error).__name__
        raise TemplateError(_diagnose(message, _place(filename), line), origin) from error


def _innermost(error: BaseException) -> tuple[str, int]:
    """File and line of the innermost frame of a template."""
    filename, line = "", 0
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_globals.get("__jinja_template__") is not None or (
            "templates" in Path(frame.f_code.co_filename).parts[:-1]
            and frame.f_code.co_filename.endswith(".html")
        ):
            filename, line = frame.f_code.co_filename, number
    return filename, line


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
