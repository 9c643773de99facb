"""Reading the project file: TOML to `Project`, and what is wrong with it in words that name key, value and remedy."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from kvalspc.job.imongr import read_tables
from kvalspc.job.imongr_project import filled
from kvalspc.job.organisation import Organisation, organisation_of
from kvalspc.job.problems import Problems, RefusedError
from kvalspc.job.project import Project
from kvalspc.job.project_errors import explain
from kvalspc.job.project_imongr import Imongr
from kvalspc.job.toml_syntax import syntax_of
from kvalspc.job.wording import Wording, detail_of, system_reason

if TYPE_CHECKING:
    from pathlib import Path

    from kvalspc.job.imongr import Tables

# Python 3.10 has no tomllib; tomli is the same code, under its own name.
tomllib = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

LARGEST = 1_000_000
"""Bytes of a project file; a larger one is not a project file."""


def read_project(path: Path) -> Project:
    """Read and check a project file.

    Raises RefusedError with every problem of the file: TOML syntax (with line and column), unknown, missing
    and wrong keys (with key path, value and remedy).
    """
    problems = Problems()
    name = path.name
    try:
        raw = path.read_bytes()
        if len(raw) > LARGEST:
            large = Wording("problem.detail.too_large", {"size": len(raw), "limit": LARGEST})
            problems.add("project_unreadable", file=name, detail=large)
            raise RefusedError(problems)
        table = tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        problems.add("project_unreadable", file=name, detail=system_reason(error))
        raise RefusedError(problems) from None
    except UnicodeDecodeError:
        problems.add("project_unreadable", file=name, detail=Wording("problem.detail.not_utf8"))
        raise RefusedError(problems) from None
    except (tomllib.TOMLDecodeError, ValueError) as error:  # ValueError: numbers with too many digits
        line, detail = syntax_of(error)
        problems.add("project_toml", file=name, line=line, detail=detail)
        raise RefusedError(problems) from None
    except RecursionError:
        problems.add("project_toml", file=name, detail=Wording("problem.detail.too_deep"))
        raise RefusedError(problems) from None
    tables, organisation = _imongr(table, path, problems)
    given = table if tables is None else _filled(table, tables, organisation, name, problems)
    try:
        project = Project.model_validate(given)
    except ValidationError as error:
        explain(error, given, name, problems)
        raise RefusedError(problems) from None
    project._folder = path.parent
    project._organisation = organisation
    project._tables = () if tables is None else tables.inputs
    return project


def _imongr(table: dict[str, Any], path: Path, problems: Problems) -> tuple[Tables | None, Organisation]:
    """Read the tables of a section [imongr]; none where there is no section, or one that is wrong (said elsewhere)."""
    try:
        given = Imongr.model_validate(table.get("imongr"))
    except ValidationError:
        return None, Organisation()
    try:
        tables = read_tables(given, path.parent)
        return tables, organisation_of(tables)
    except ValueError as error:
        problems.add("imongr_bad", file=path.name, detail=detail_of(error))
        raise RefusedError(problems) from None


def _filled(
    table: dict[str, Any], tables: Tables, organisation: Organisation, name: str, problems: Problems
) -> dict[str, Any]:
    try:
        return filled(table, tables, organisation)
    except ValueError as error:
        problems.add("imongr_bad", file=name, detail=detail_of(error))
        raise RefusedError(problems) from None
    except (TypeError, AttributeError):  # a table of the file is no table: what the file says is checked as it stands
        return table
