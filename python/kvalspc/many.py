"""Many series as one: rows joined end to end, and each series' own start found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc.periods import PeriodType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc.arrays import Counts, Floats, Integers
    from kvalspc.calendar import Calendar
    from kvalspc.rows import Rows

__all__ = ["Joined", "join", "share_dispersion"]


@dataclass(frozen=True)
class Joined:
    """Series k is rows ``offsets[k]:offsets[k + 1]``; `starts` holds -1 where there is none, None if nowhere.

    `sustained_from` likewise; `torn` are the positions in each series that a start or an end falls inside of, and
    `calendars` those of the series, None where no periods were given.
    """

    numerator: Floats | Counts
    denominator: Floats | Counts | None
    offsets: Integers
    starts: Integers | None
    yearly: bool
    within: Floats | None = None
    sustained_from: Integers | None = None
    torn: Sequence[Sequence[int]] = ()
    calendars: Sequence[Calendar] | None = None


def join(
    rows: Sequence[Rows],
    starts: Sequence[Any] | None,
    names: Sequence[str],
    sustained_from: Sequence[Any] | None = None,
) -> Joined:
    """Joins series; a period that a series' start or end (position, period or date) falls inside of becomes missing.

    Raises:
        ValueError, IndexError, TypeError: a start that cannot be found, or years beside shorter periods; `names`
        say which series.
    """
    offsets = np.cumsum([0, *(len(r.numerator) for r in rows)], dtype=np.int64)
    numerator = np.concatenate([np.empty(0), *(r.numerator for r in rows)])
    denominator = None
    if any(r.denominator is not None for r in rows):
        sizes = (np.ones_like(r.numerator) if r.denominator is None else r.denominator for r in rows)
        denominator = np.concatenate([np.empty(0), *sizes])
    torn: list[set[int]] = [set() for _ in rows]

    def placed(given: Sequence[Any] | None, what: str) -> Integers | None:
        if given is None:
            return None
        found = []
        for where, r, name, cut in zip(given, rows, names, torn, strict=True):
            calendar = r.dated()
            found.append(-1 if where is None else calendar.position(where, f"{name}: {what}"))
            straddling = calendar.straddling(where, f"{name}: {what}")
            if straddling is not None:
                cut.add(straddling)
        return np.array(found, dtype=np.int64)

    positions, ends = placed(starts, "start"), placed(sustained_from, "sustained_from")
    for offset, cut in zip(offsets, torn, strict=False):
        numerator[[int(offset) + k for k in cut]] = np.nan
    within = None
    if any(r.within is not None for r in rows):
        within = np.concatenate([np.empty(0), *(r.within for r in rows if r.within is not None)])
    calendars = [r.dated() for r in rows] if any(r.calendar is not None for r in rows) else None
    return Joined(
        numerator, denominator, offsets, positions, _yearly(rows, names), within, ends,
        [sorted(cut) for cut in torn], calendars,
    )  # fmt: skip


def share_dispersion(
    kind: str, numerators: Sequence[Floats], denominators: Sequence[Floats] | None, starts: Sequence[int]
) -> list[tuple[float, float, float] | None]:
    """What the units of an indicator say together about each one's dispersion, for ``compare(prior=...)``.

    Args:
        kind: as for :func:`kvalspc.compare`.
        numerators, denominators: one array a unit; what takes no part is NaN.
        starts: position of the intervention in each, -1 where there is none.
    """
    offsets = np.cumsum([0, *(len(one) for one in numerators)], dtype=np.int64)
    x = np.concatenate([np.empty(0), *numerators])
    n = None if denominators is None else np.concatenate([np.empty(0), *denominators])
    return _core.share_dispersion(kind, x, n, offsets, np.array(starts, dtype=np.int64))


def _yearly(rows: Sequence[Rows], names: Sequence[str]) -> bool:
    years = [r.calendar is not None and r.calendar.type is PeriodType.YEAR for r in rows if len(r.numerator)]
    if any(years) and not all(years):
        odd = names[[k for k, r in enumerate(rows) if len(r.numerator)][years.index(False)]]
        raise ValueError(f"period: got years in some series and shorter periods in {odd}, need one type of period")
    return bool(years) and years[0]
