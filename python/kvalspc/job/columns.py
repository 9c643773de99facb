"""The columns of the result tables, their types and their order: the one place where they are named.

New columns may come; those that are here keep their names and types (semantic versioning, `SCHEMA_VERSION`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.job.runs import RUNS, SPANS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

SCHEMA_VERSION = 1
"""Of scores, points, signals, units, network.json, alerts.json and manifest.json together."""

SCORES: dict[str, str] = {
    "indicator": "string",
    "unit": "string",
    "unit_name": "string",
    "period_type": "string",
    "n_periods": "int64",
    "centre": "double",
    "baseline_level": "double",
    "baseline_numerator": "double",
    "baseline_denominator": "double",
    "after_level": "double",
    "after_numerator": "double",
    "after_denominator": "double",
    "expected_level": "double",
    "effect": "double",
    "effect_lower": "double",
    "effect_upper": "double",
    "ratio": "double",
    "ratio_lower": "double",
    "ratio_upper": "double",
    "p_value": "double",
    "p_adjusted": "double",
    "exact_p": "double",
    "quasi_p": "double",
    "verdict": "string",
    "strength": "string",
    "reason": "string",
    "start": "date32",
    "change_at": "int64",
    "change_period": "string",
    "power": "double",
    "sustained": "string",
    "goal": "string",
    "goal_problem": "string",
    "goal_level": "double",
    "attainment": "string",
    "coverage": "double",
    "look": "int64",
    "status": "string",
    "q_value": "double",
    "variation": "string",
    "assurance": "string",
    "false_alarm_rate": "double",
    "suggested_phases": "string",
    "suggested_chart": "string",
    **{f"{span}{name}": kind for span in SPANS for name, kind in RUNS.items()},
    "text_nb": "string",
    "text_nn": "string",
    "text_en": "string",
}

POINTS: dict[str, str] = {
    "indicator": "string",
    "unit": "string",
    "period": "string",
    "first_day": "date32",
    "value": "double",
    "numerator": "double",
    "denominator": "double",
    "centre": "double",
    "lower": "double",
    "upper": "double",
    "phase": "int64",
    "included": "bool",
    "beyond": "bool",
    "provisional": "bool",
}

SIGNALS: dict[str, str] = {
    "indicator": "string",
    "unit": "string",
    "source": "string",
    "rule": "string",
    "first": "string",
    "last": "string",
    "direction": "string",
    "effect": "string",
    "new": "bool",
    "state": "string",
}

LEVELS: dict[str, str] = {
    "indicator": "string",
    "level": "string",
    "name": "string",
    "year": "int64",
    "numerator": "double",
    "denominator": "double",
    "value": "double",
    "attainment": "string",
    "units": "int64",
    "whole": "bool",
}

UNITS: dict[str, str] = {
    "indicator": "string",
    "unit": "string",
    "unit_name": "string",
    "numerator": "double",
    "denominator": "double",
    "value": "double",
    "lower_95": "double",
    "upper_95": "double",
    "lower_998": "double",
    "upper_998": "double",
    "outside": "double",
    "direction": "string",
    "unusual": "bool",
    "p_value": "double",
    "q_value": "double",
    "outlier_p": "double",
    "outlier_q": "double",
    "outlier": "bool",
    "shrunk": "double",
    "shrunk_lower": "double",
    "shrunk_upper": "double",
    "worse": "double",
    "evidence_since": "date32",
    "log_e": "double",
    "e_q_value": "double",
    "evidence_direction": "string",
    "against_verdict": "string",
    "against_strength": "string",
    "against_p": "double",
    "against_after": "double",
    "against_expected": "double",
    "against_difference": "double",
    "against_difference_lower": "double",
    "against_difference_upper": "double",
    "against_ratio": "double",
    "against_ratio_lower": "double",
    "against_ratio_upper": "double",
    "others": "int64",
    "as_large": "int64",
    "against_text_nb": "string",
    "against_text_nn": "string",
    "against_text_en": "string",
}


def schema(columns: dict[str, str]) -> pa.Schema:
    """Return the Arrow schema of a table, with the schema version in its metadata."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "double": pa.float64(),
        "int64": pa.int64(),
        "bool": pa.bool_(),
        "date32": pa.date32(),
    }
    fields = [pa.field(name, types[kind]) for name, kind in columns.items()]
    return pa.schema(fields, metadata={"kvalspc_schema_version": str(SCHEMA_VERSION)})


def table_of(rows: Sequence[Mapping[str, Any]], columns: dict[str, str]) -> pa.Table:
    """Return rows as a table; what a row lacks, and numbers that are not finite, become null."""
    import pyarrow as pa

    form = schema(columns)

    def column(name: str) -> pa.Array:
        values = [row.get(name) for row in rows]
        if columns[name] != "double":
            return pa.array(values, form.field(name).type)
        numbers = np.array(values, dtype=np.float64)
        return pa.array(numbers, mask=~np.isfinite(numbers))

    return pa.table([column(name) for name in columns], schema=form)
