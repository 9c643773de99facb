"""Which rows of a frame belong to which unit, in calendar order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.calendar import Calendar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc.arrays import Integers

__all__ = ["members_of"]


def members_of(units: Sequence[Any], periods: Sequence[Any]) -> tuple[dict[Any, Integers], bool]:
    """The rows of each unit, units by their first row, and whether they stand as they arrived.

    All rows are put in calendar order at once; those of periods that are no dates only unit by unit.
    """
    codes = {unit: k for k, unit in enumerate(dict.fromkeys(units))}
    code = np.fromiter(map(codes.__getitem__, units), dtype=np.int64, count=len(units))
    ranks = _ranks(periods)
    order = np.argsort(code, kind="stable") if ranks is None else np.lexsort((ranks, code))
    ends = np.cumsum(np.bincount(code, minlength=len(codes)))
    members = dict(zip(codes, np.split(order, ends[:-1]), strict=True)) if codes else {}
    return members, bool(np.all(order[1:] > order[:-1]))


def _ranks(periods: Sequence[Any]) -> Integers | None:
    """First days, one a row; None where the periods are no dates (or are refused later, where the unit is known)."""
    distinct = list(dict.fromkeys(periods))
    try:
        calendar = Calendar.of(distinct)
    except ValueError:
        return None
    if not calendar.starts:
        return None
    rank = dict(zip(distinct, calendar.ranks, strict=True))
    return np.fromiter(map(rank.__getitem__, periods), dtype=np.int64, count=len(periods))
