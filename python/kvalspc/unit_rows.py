"""Rows of many units -> one row a unit, ready for the compiled core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc.arrays import to_floats
from kvalspc.calendar import as_list, is_missing
from kvalspc.options import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc.arrays import Floats

__all__ = ["UNIT_KINDS", "UnitRows", "added_up", "read_units"]

UNIT_KINDS = {"p": "p", "u": "u", "oe": "u"}
"""What is compared between units, and the chart whose numbers it has: shares, rates, observed over expected."""


@dataclass(frozen=True)
class UnitRows:
    """One row a unit, in the order in which the units first appear. `rows` says which rows each one has."""

    unit: list[Any]
    numerator: Floats
    denominator: Floats
    rows: list[list[int]]


def read_units(kind: str, numerator: Any, denominator: Any, unit: Any) -> UnitRows:
    """Converts the columns and adds up the rows of each unit; a missing value makes its unit missing.

    Raises:
        ValueError, TypeError: an unknown kind, or columns that are not numbers, of different lengths, or impossible.
    """
    kind = word(kind, "kind")
    if kind not in UNIT_KINDS:
        raise ValueError(f'kind: got "{kind}", need "p", "u", "oe"')
    x, n = to_floats(numerator, "numerator"), to_floats(denominator, "denominator")
    _core.require_domain(UNIT_KINDS[kind], x, n)
    names = list(range(len(x))) if unit is None else as_list(unit)
    if len(names) != len(x):
        raise ValueError(f"unit: got {len(names)} values, need as many as the numerator ({len(x)})")
    members: dict[Any, list[int]] = {}
    for k, name in enumerate(names):
        if is_missing(name):
            raise ValueError(f"unit: got a missing value at row {k}, need a unit on every row")
        members.setdefault(name, []).append(k)
    rows = list(members.values())
    return UnitRows(list(members), *added_up(x, n, rows), rows)


def added_up(x: Floats, n: Floats, rows: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
    """The sums of x and n over each group of rows."""
    order = np.array([k for group in rows for k in group], dtype=np.int64)
    offsets = np.cumsum([0, *(len(group) for group in rows)], dtype=np.int64)
    return _core.aggregate_sum(x[order], offsets), _core.aggregate_sum(n[order], offsets)
