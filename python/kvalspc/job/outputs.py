"""Results to tables: one row a unit (scores), one a point (points), one a signal (signals). NaN becomes null."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.job.attainment import attainment, target_on
from kvalspc.job.columns import LEVELS, POINTS, SCORES, SIGNALS, schema, table_of
from kvalspc.job.goals import leading
from kvalspc.job.levels import UNIT
from kvalspc.job.lists import verdict_q
from kvalspc.job.looks import planned_verdict
from kvalspc.job.manifest import to_json
from kvalspc.job.network_outputs import network_document, units_table
from kvalspc.rows import OFF_LEVEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

    from kvalspc.job.levels import LevelYear
    from kvalspc.job.project import Indicator
    from kvalspc.job.results import Results, UnitResult
    from kvalspc.network import Pooled


def write_tables(
    results: Results, directory: Path, is_new: Callable[[dict[str, Any]], bool], ended: Iterable[dict[str, Any]]
) -> None:
    """Write scores, points, signals and units as Parquet and network.json; `is_new` and `ended` are the history's."""
    import pyarrow.parquet as pq

    for name, table in (
        ("scores", scores_table(results)),
        ("points", points_table(results)),
        ("signals", signals_table(results, is_new, ended)),
        ("units", units_table(results)),
    ):
        pq.write_table(table, directory / f"{name}.parquet", compression="zstd", version="2.6", store_schema=True)
    if results.levels:
        pq.write_table(
            levels_table(results), directory / "levels.parquet", compression="zstd", version="2.6", store_schema=True
        )
    (directory / "network.json").write_text(to_json(network_document(results)), encoding="utf-8", newline="\n")


def scores_table(results: Results) -> pa.Table:
    """Return the table of scores: by indicator as in the project file, units bytewise, the total last."""
    rows = []
    for indicator in results.indicators:
        q_values = verdict_q(indicator.units)
        rows += [_score(unit, float(q)) for unit, q in zip(indicator.units, q_values, strict=True)]
        if indicator.total is not None:
            rows.append(_score(indicator.total, None))
        on_level = indicator.indicator.kind not in OFF_LEVEL
        for unit, row in zip(indicator, rows[-len(tuple(indicator)) :], strict=True):
            level = row["centre"] if row["after_level"] is None and on_level else row["after_level"]
            row["attainment"] = attainment(indicator.indicator, level, _last_target(indicator.indicator, unit))
    return table_of(rows, SCORES)


def levels_table(results: Results) -> pa.Table:
    """Return the years of hospitals, HF, RHF and the nation."""
    measures = {one.id: one for one in results.project.indicator}
    rows = [
        {
            **{name: _plain(getattr(row, name)) for name in LEVELS if name not in ("attainment", "units")},
            "attainment": attainment(measures[row.indicator], row.value, _target_in(measures[row.indicator], row)),
            "units": len(row.units),
        }
        for row in results.levels
    ]
    return table_of(rows, LEVELS)


def _target_in(indicator: Indicator, row: LevelYear) -> float | None:
    return target_on(indicator, row.name if row.level == UNIT else None, date(row.year, 1, 1))


def _last_target(indicator: Indicator, unit: UnitResult) -> float | None:
    """The target of a unit's last period that counts."""
    if unit.points is None or not unit.points.included.any():
        return indicator.target
    last = int(np.flatnonzero(unit.points.included)[-1])
    return target_on(indicator, None if unit.is_total else unit.unit, unit.points.first_day[last])


def signals_table(
    results: Results, is_new: Callable[[dict[str, Any]], bool], ended: Iterable[dict[str, Any]] = ()
) -> pa.Table:
    """Return the table of signals: of each unit those of its chart, of its monitors and of its planned look."""
    rows = [{**row, "new": is_new(row)} for unit in results for row in signals_of(unit)]
    rows = [{**row, "state": "new" if row["new"] else "continuing"} for row in rows]
    return table_of([*rows, *({**row, "new": False, "state": "ended"} for row in ended)], SIGNALS)


def points_table(results: Results) -> pa.Table:
    """Return the table of points."""
    import pyarrow as pa

    units = [(unit, unit.points) for unit in results if unit.points is not None]
    if not units:
        return schema(POINTS).empty_table()
    place = np.repeat(np.arange(len(units)), [len(points) for _, points in units])
    columns = [pa.array([getattr(unit, name) for unit, _ in units], pa.string()).take(place) for name in _OF_UNIT]
    for name in list(POINTS)[len(_OF_UNIT) :]:
        parts = [getattr(points, name) for _, points in units]
        columns.append(_listed(parts, name) if isinstance(parts[0], tuple) else _joined(parts, name))
    return pa.table(columns, schema=schema(POINTS))


_OF_UNIT = ("indicator", "unit")
"""The columns that are the same for all points of a unit."""


def _listed(parts: Sequence[tuple[Any, ...]], name: str) -> pa.Array:
    """Labels and days: most units have the same ones, which are made once."""
    import pyarrow as pa

    kinds = {part: k for k, part in enumerate(dict.fromkeys(parts))}
    arrays = [pa.array(part, schema(POINTS).field(name).type) for part in kinds]
    return pa.concat_arrays([arrays[kinds[part]] for part in parts])


def _joined(parts: Sequence[np.ndarray[Any, Any]], name: str) -> pa.Array:
    import pyarrow as pa

    column = np.concatenate(parts)
    return pa.array(column, mask=~np.isfinite(column)) if POINTS[name] == "double" else pa.array(column)


def _score(unit: UnitResult, q_value: float | None) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(SCORES)
    row.update(
        indicator=unit.indicator,
        unit=unit.unit,
        unit_name=unit.name,
        period_type=unit.period_type,
        n_periods=_periods(unit),
        centre=_last_centre(unit),
        verdict=unit.verdict,
        strength=unit.strength,
        reason=unit.reason,
        start=unit.start,
        change_at=unit.change_at,
        change_period=unit.change_period,
        status=unit.status,
        q_value=q_value,
        variation=unit.chart.variation if unit.chart is not None else None,
        assurance=unit.chart.assurance if unit.chart is not None else None,
        false_alarm_rate=None if unit.false_alarms is None else unit.false_alarms.either,
        suggested_phases=_suggested(unit),
        suggested_chart=None if unit.better_chart is None else unit.better_chart.kind,
        coverage=unit.coverage[max(unit.coverage)].share if unit.coverage else None,
        **unit.runs,
        **{f"text_{language}": unit.text.get(language) for language in ("nb", "nn", "en")},
    )
    goal = leading(unit.goals)
    if goal is not None:
        row.update(goal=goal.outcome, goal_problem=goal.problem, goal_level=goal.side.level)
    found = unit.comparison
    if found is not None:
        for name in ("effect", "effect_lower", "effect_upper", "ratio", "ratio_lower", "ratio_upper"):
            row[name] = getattr(found, name)
        row.update(p_value=found.p_value, p_adjusted=found.p_adjusted, exact_p=found.exact.p, quasi_p=found.quasi.p)
        row.update(power=found.power, sustained=found.sustained)
        row.update(look=None if found.look is None else found.look.number)
        for side in ("baseline", "after"):
            level = getattr(found, side)
            row[f"{side}_level"] = level.level
            row[f"{side}_numerator"] = level.numerator
            row[f"{side}_denominator"] = level.denominator
    if unit.pooled is not None:
        row.update(_pooled(unit.pooled))
    row.update(centre=_plain(row["centre"]), after_level=_plain(row["after_level"]))
    return row


def _suggested(unit: UnitResult) -> str | None:
    """The labels of the first points of suggested phases; None where they were not asked for."""
    if unit.suggested is None or unit.points is None:
        return None
    return " ".join(unit.points.period[k] for k in unit.suggested.breaks)


TELLING = 3
"""So few units can have their starts reassigned to some purpose: of two the starts can only be swapped, which shows
the same the other way round, so that the p-value is 1 whatever happened."""


def _pooled(found: Pooled) -> dict[str, Any]:
    """All units together where their starts differ: the effect is against what was to be expected."""
    contrast = found.contrast
    return {
        "baseline_level": found.before.level,
        "baseline_numerator": found.before.numerator,
        "baseline_denominator": found.before.denominator,
        "after_level": found.after.level,
        "after_numerator": found.after.numerator,
        "after_denominator": found.after.denominator,
        "expected_level": contrast.expected,
        "effect": contrast.difference,
        "effect_lower": contrast.difference_lower,
        "effect_upper": contrast.difference_upper,
        "ratio": contrast.ratio,
        "ratio_lower": contrast.ratio_lower,
        "ratio_upper": contrast.ratio_upper,
        "p_value": contrast.p,
        "exact_p": found.reassigned_p if found.started + found.controls >= TELLING else None,
        "quasi_p": contrast.p,
        "power": found.power,
    }


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _periods(unit: UnitResult) -> int:
    """Count the periods that have a value and enter the chart."""
    if unit.points is None:
        return 0
    return int((unit.points.included & ~np.isnan(unit.points.value)).sum())


def _last_centre(unit: UnitResult) -> float | None:
    if unit.chart is None or not unit.chart.phases:
        return None
    return float(unit.chart.phases[-1]["centre"])


def signals_of(unit: UnitResult) -> Iterator[dict[str, Any]]:
    """Yield the signals of a unit, with the labels of its points for positions; without the columns new and state."""
    if unit.chart is not None and unit.points is not None:
        for signal in unit.chart.signals:
            yield _signal(unit, signal, unit.points.period)
    for watch in unit.watches:
        for signal in watch.monitor.signals:
            yield _signal(unit, signal, watch.labels)
    verdict = planned_verdict(unit)
    if verdict is not None:
        yield {
            "indicator": unit.indicator,
            "unit": unit.unit,
            "source": "verdict",
            "rule": verdict.rule,
            "first": verdict.first,
            "last": verdict.last,
            "direction": verdict.direction,
            "effect": verdict.effect,
        }


def _signal(unit: UnitResult, signal: dict[str, Any], labels: Sequence[str]) -> dict[str, Any]:
    return {
        "indicator": unit.indicator,
        "unit": unit.unit,
        "source": signal["source"],
        "rule": signal["rule"],
        "first": labels[signal["first"]],
        "last": labels[signal["last"]],
        "direction": signal["direction"],
        "effect": signal["effect"],
    }
