"""The parts of a project file that are right by themselves, where others are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kvalspc.job.project import About, Goal, Indicator, Report
from kvalspc.job.project_chart import Mark
from kvalspc.job.project_data import Data
from kvalspc.job.project_parts import Parts
from kvalspc.job.project_units import Unit, Units

Section = TypeVar("Section", bound=BaseModel)


def sound_parts(table: Mapping[str, Any]) -> Parts:
    """What of a file can be asked about the rest of it."""
    indicators, ids = _all(Indicator, table.get("indicator")), _ids(table.get("indicator"))
    return Parts(
        _sound(About, table.get("project")),
        _sound(Data, table.get("data")),
        _sound(Report, table.get("report", {})),
        _sound(Units, table.get("units", {})),
        indicators,
        _all(Unit, table.get("unit")),
        _all(Goal, table.get("goal")),
        _all(Mark, table.get("mark")),
        ids,
        _ids(table.get("unit")),
        all_known=0 < len(ids) == len(indicators),
    )


def _sound(model: type[Section], given: Any) -> Section | None:
    try:
        return model.model_validate(given)
    except ValidationError:
        return None


def _all(model: type[Section], given: Any) -> list[Section | None]:
    return [_sound(model, one) for one in given] if isinstance(given, list) else []


def _ids(given: Any) -> list[str]:
    tables = given if isinstance(given, list) else []
    ids = [one.get("id") for one in tables if isinstance(one, Mapping)]
    return [one for one in ids if isinstance(one, str)]
