"""Reading the project file: TOML to `Project`, and what is wrong with it in words that name key, value and remedy."""

from __future__ import annotations

import re
import sys
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from kvalspc.job.imongr import read_tables
from kvalspc.job.imongr_project import filled
from kvalspc.job.organisation import Organisation, organisation_of
from kvalspc.job.problems import Problems, RefusedError
from kvalspc.job.project import Project
from kvalspc.job.project_imongr import Imongr
from kvalspc.job.wording import Wording, detail_of, either, system_reason

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from kvalspc.job.imongr import Tables

# Python 3.10 has no tomllib; tomli is the same code, under its own name.
tomllib = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

LARGEST = 1_000_000
"""Bytes of a project file; a larger one is not a project file."""

_NEEDS = frozenset({
    "bool_type", "date_type", "dict_type", "finite_number", "float_type", "greater_than", "greater_than_equal",
    "int_type", "less_than", "less_than_equal", "model_type", "string_too_long", "string_too_short", "string_type",
    "too_short", "tuple_type",
})  # fmt: skip
"""pydantic's types of errors that the catalogues have in the words of someone who writes TOML."""


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
        problems.add("project_toml", file=name, detail=str(error))
        raise RefusedError(problems) from None
    except RecursionError:
        problems.add("project_toml", file=name, detail=Wording("problem.detail.too_deep"))
        raise RefusedError(problems) from None
    tables, organisation = _imongr(table, path, problems)
    try:
        project = Project.model_validate(
            table if tables is None else _filled(table, tables, organisation, name, problems)
        )
    except ValidationError as error:
        wrong: dict[tuple[str, str], list[Wording | str]] = {}  # (key, value): what it could be; a union gives one each
        for one in error.errors(include_url=False):
            _explain(problems, name, table, one, wrong)
        for (key, given), needs in wrong.items():
            detail = Wording("problem.got", {"given": given, "need": either(needs)})
            problems.add("project_value", file=name, key=key, detail=detail)
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


def _explain(
    problems: Problems,
    file: str,
    table: dict[str, Any],
    detail: ErrorDetails,
    wrong: dict[tuple[str, str], list[Wording | str]],
) -> None:
    place = [p for p in detail["loc"] if not _branch(p)]
    key = key_path(place, table)
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = _keys_at(place[:-1])
        close = get_close_matches(str(place[-1]), known, n=1)
        if close:
            problems.add("project_unknown_key", file=file, variant="close", key=key, close=close[0])
        else:
            problems.add("project_unknown_key", file=file, key=key, known=", ".join(known))
        return
    if kind == "missing":
        problems.add("project_missing_key", file=file, key=key)
        return
    given = detail.get("input")
    if kind == "too_short" and given:
        return  # the array is there; what is wrong inside it has its own line
    if kind == "value_error":
        text = detail_of(detail["ctx"]["error"]) if "ctx" in detail else detail["msg"]
        problems.add("project_value", file=file, key=key or Wording("problem.detail.project_file"), detail=text)
        return
    if kind == "literal_error":
        needs: list[Wording | str] = [
            f'"{choice}"' for choice in re.findall("'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
        ]
    else:
        needs = [_need(detail)]
    wrong.setdefault((key, _value(given)), []).extend(needs)


def _need(detail: ErrorDetails) -> Wording | str:
    kind = {"model_attributes_type": "model_type"}.get(detail["type"], detail["type"])
    if kind not in _NEEDS:
        return detail["msg"].replace("Input should be ", "")
    bound = next((value for key, value in detail.get("ctx", {}).items() if key in ("gt", "ge", "lt", "le")), None)
    return Wording(f"problem.need.{kind}", {"bound": bound, "example": '{ nb = "...", en = "..." }'})


def key_path(place: list[int | str], table: dict[str, Any]) -> str:
    """Return a key path as a person would write it: ``indicator[1] (dtn30).type``, arrays counted from 1."""
    text, here = "", table
    for part in place:
        here = _step(here, part)
        if isinstance(part, int):
            text += f"[{part + 1}]"
            if isinstance(here, dict) and isinstance(here.get("id"), str):
                text += f" ({here['id']})"
        else:
            text += f".{part}" if text else part
    return text


def _step(here: Any, part: int | str) -> Any:
    try:
        return here[part]
    except (KeyError, IndexError, TypeError):
        return None


def _branch(part: int | str) -> bool:
    """Whether pydantic means a branch of a union, not a key of the file."""
    return isinstance(part, str) and ("[" in part or part in ("str", "constrained-str", "float", "literal", "tuple"))


def _keys_at(place: list[int | str]) -> list[str]:
    """Return the keys that the models know at that place."""
    model: type[BaseModel] = Project
    for part in place:
        if isinstance(part, int):
            continue
        found = model.model_fields.get(part) or next((f for f in model.model_fields.values() if f.alias == part), None)
        inner = _model_in(found.annotation) if found is not None else None
        if inner is None:
            return []
        model = inner
    return [f.alias or name for name, f in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None


def _value(given: object) -> str:
    text = f'"{given}"' if isinstance(given, str) else str(given).lower() if isinstance(given, bool) else str(given)
    return text if len(text) <= 60 else text[:57] + "..."
