"""The chart that fits each indicator of a new project file: what `kvalspc.suggest` says of its largest units."""

from __future__ import annotations

import sys
from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

from kvalspc.job.pipeline import find_results
from kvalspc.job.problems import RefusedError
from kvalspc.job.project import Project
from kvalspc.job.project_chart import CHARTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kvalspc._suggest import Suggestion
    from kvalspc.job.results import IndicatorResult

tomllib = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

LOOKED_AT = 12
"""So many units, those with most rows, are asked which chart fits them."""

Fitting: TypeAlias = "tuple[Suggestion, int, int]"
"""A chart, how many units it fits, and how many were asked."""


def fitting_charts(text: str, folder: Path, units: Sequence[str]) -> dict[str, Fitting]:
    """Return by indicator the chart that fits most of its units, where it is another than the one that is drawn.

    `text` is the project file so far, `units` are those to ask.
    Nothing where the data cannot be run as they are: a run says why.
    """
    table = tomllib.loads(text)
    table["units"] = {"participate": list(units)} if units else {}
    try:
        project = Project.model_validate(table)
        project._folder = folder
        results = find_results(project)
    except (RefusedError, ValueError):
        return {}
    found = {one.indicator.id: _most(one) for one in results.indicators}
    return {id_: one for id_, one in found.items() if one is not None}


def _most(found: IndicatorResult) -> Fitting | None:
    asked = [unit.better_chart for unit in found.units if unit.chart is not None]
    kinds = Counter(None if one is None else one.kind for one in asked)
    kind, count = kinds.most_common(1)[0] if kinds else (None, 0)
    if kind not in CHARTS[found.indicator.type]:
        return None
    return next(one for one in asked if one is not None and one.kind == kind), count, len(asked)
