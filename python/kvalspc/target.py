"""Targets: one number, one a point, or a number from each of some places on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.arrays import constant, to_floats
from kvalspc.options import number

if TYPE_CHECKING:
    from kvalspc.arrays import Floats
    from kvalspc.rows import Rows

__all__ = ["latest", "target_of"]


def target_of(target: Any, rows: Rows) -> Floats:
    """The target at each point, NaN where there is none.

    Args:
        target: a number; ``{place: number}``, each from its position, period or date on (None: no target from there
            on); one number a row as it was given; or None.

    Raises:
        TypeError, ValueError: no numbers, not one a row, a place that is not there, or two targets in one period.
    """
    size = len(rows.numerator)
    if target is None:
        return constant(size, math.nan)
    if isinstance(target, Mapping):
        column = constant(size, math.nan)
        calendar = rows.dated()
        places = sorted((calendar.position(where, "target"), where) for where in target) if target else []
        for position, where in places:
            if position >= size:
                raise IndexError(f"target: got {where}, need a place in the series ({size} points)")
            value = target[where]
            column[position:] = math.nan if value is None else number(value, f"target[{where!r}]")
        return column
    if hasattr(target, "__len__") and not isinstance(target, str):
        return np.array(rows.taken(to_floats(target, "target"), "target"), dtype=np.float64)
    return constant(size, number(target, "target"))


def latest(column: Floats) -> float | None:
    """The target as it is now: at the last point; None where there is none."""
    return None if len(column) == 0 or math.isnan(column[-1]) else float(column[-1])
