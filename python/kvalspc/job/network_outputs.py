"""Units beside each other as files: units.parquet, a row a unit, and network.json, an entry an indicator."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.job.columns import SCHEMA_VERSION, UNITS, table_of
from kvalspc.job.lists import evidence_q, lists_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from kvalspc.job.evidence import Evidence
    from kvalspc.job.lists import UnitList
    from kvalspc.job.results import IndicatorResult, Results
    from kvalspc.network import Against, Pooled

_FUNNEL = {
    "numerator": "numerator", "denominator": "denominator", "value": "value", "lower_95": "lower_95",
    "upper_95": "upper_95", "lower_998": "lower_99.8", "upper_998": "upper_99.8", "outside": "outside",
    "direction": "direction", "unusual": "unusual", "p_value": "p_value", "q_value": "q_value",
    "outlier_p": "outlier_p", "outlier_q": "outlier_q", "outlier": "outlier",
}  # fmt: skip
_VARIATION = {name: name for name in ("shrunk", "shrunk_lower", "shrunk_upper", "worse")}
_CONTRAST = ("p", "difference", "difference_lower", "difference_upper", "ratio", "ratio_lower", "ratio_upper")


def units_table(results: Results) -> pa.Table:
    """Return the table of units beside each other: by indicator as in the project file, units bytewise."""
    rows = [row for indicator in results.indicators for row in _rows(indicator)]
    return table_of(rows, UNITS)


def network_document(results: Results) -> dict[str, Any]:
    """Return what stands in network.json."""
    entries = [_entry(indicator) for indicator in results.indicators]
    return {"schema_version": SCHEMA_VERSION, "project": results.project.project.id, "indicators": entries}


def _rows(indicator: IndicatorResult) -> Iterator[dict[str, Any]]:
    network = indicator.network
    e_q = evidence_q(indicator)
    funnel = {} if network.funnel is None else _by_unit(network.funnel.units, _FUNNEL)
    variation = {} if network.variation is None else _by_unit(network.variation.units, _VARIATION)
    for unit in indicator.units:
        row: dict[str, Any] = {"indicator": indicator.indicator.id, "unit": unit.unit, "unit_name": unit.name}
        row |= funnel.get(unit.unit, {}) | variation.get(unit.unit, {})
        against = (network.against or {}).get(unit.unit)
        if against is not None:
            row |= _against_row(against)
        if unit.unit in network.evidence:
            row |= _evidence_row(network.evidence[unit.unit], e_q[unit.unit])
        if len(row) > 3:
            yield row


def _evidence_row(found: Evidence, q_value: float) -> dict[str, Any]:
    row = {"evidence_since": found.first, "log_e": found.log_e, "e_q_value": q_value}
    return row | {"evidence_direction": found.direction}


def _against_row(found: Against) -> dict[str, Any]:
    row = {f"against_{name}": getattr(found.contrast, name) for name in _CONTRAST}
    row |= {"against_after": found.contrast.after, "against_expected": found.contrast.expected}
    row |= {"against_verdict": found.verdict, "against_strength": found.strength}
    row |= {"others": found.others, "as_large": found.as_large}
    return row | {f"against_text_{language}": found.text(language) for language in ("nb", "nn", "en")}


def _by_unit(units: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """By unit, what stands in `columns`, a mapping from our names to theirs."""
    rows = zip(*(units[column].tolist() for column in columns.values()), strict=True)
    return {str(unit): dict(zip(columns, row, strict=True)) for unit, row in zip(units["unit"], rows, strict=True)}


def _entry(indicator: IndicatorResult) -> dict[str, Any]:
    network = indicator.network
    entry: dict[str, Any] = {"indicator": indicator.indicator.id}
    entry["first"], entry["last"] = (None if day is None else day.isoformat() for day in (network.first, network.last))
    if network.funnel is not None:
        funnel = network.funnel
        entry["funnel"] = {
            name: getattr(funnel, name) for name in ("centre", "phi", "expected_phi", "tau2", "adjusted", "levels")
        }
        entry["funnel"]["expected_outside"] = list(funnel.expected_outside.values())
        entry["funnel"]["limits"] = funnel.limits
    if network.variation is not None:
        found = network.variation
        names = ("n_units", "level", "typical", "tau", "tau_lower", "tau_upper", "tau2", "median_ratio",
                 "median_ratio_lower", "median_ratio_upper", "systematic")  # fmt: skip
        entry["variation"] = {name: getattr(found, name) for name in names}
        entry["variation"]["heterogeneity"] = asdict(found.heterogeneity)
        entry["variation"]["over_time"] = network.over_time
    if network.total is not None:
        total = network.total
        entry["total"] = {"level": total.level, "dispersion": total.dispersion, "points": total.points}
    if indicator.total is not None and indicator.total.pooled is not None:
        entry["pooled"] = _pooled(indicator.total.pooled)
    entry["lists"] = [_list(one) for one in lists_of(indicator)]
    return {name: _plain(value) for name, value in entry.items()}


def _pooled(found: Pooled) -> dict[str, Any]:
    names = ("verdict", "strength", "reassigned_p", "equal_effects_p", "started", "controls", "left_out")
    document: dict[str, Any] = {name: getattr(found, name) for name in names}
    document["contrast"] = asdict(found.contrast)
    document["event_times"] = [asdict(one) for one in found.event_times]
    document["unit_effects"] = {unit: asdict(one) for unit, one in found.unit_effects.items()}
    return document | {"meta": asdict(found.meta)}


def _list(one: UnitList) -> dict[str, Any]:
    document: dict[str, Any] = {"name": one.name, "method": one.method, "level": one.found.level}
    document |= {"tested": one.found.tested, "expected_false": one.found.expected_false}
    document["units"] = [{"unit": unit, "direction": direction} for unit, direction in one.units]
    return document | {f"text_{language}": one.found.text(language) for language in ("nb", "nn", "en")}


def _plain(value: Any) -> Any:
    """The value as Python's own; numbers that are not finite become None."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
