"""Where phases begin, where baselines end and which points are left out: periods and dates become positions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kvalspc.options import whole
from kvalspc.rows import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc.calendar import Calendar
    from kvalspc.rows import Rows

__all__ = ["Phasing", "frozen_at", "phasing_of"]


@dataclass(frozen=True)
class Phasing:
    """Positions: the first points of later phases, the first points after baselines, and those that do not count.

    `exclude` holds the points that the caller leaves out, those that a date cuts in two, and `provisional`: those
    whose data may still grow.
    """

    breaks: tuple[int, ...] = ()
    freeze: tuple[int, ...] = ()
    exclude: tuple[int, ...] = ()
    provisional: tuple[int, ...] = ()


def phasing_of(rows: Rows, breaks: Any, freeze: Any, exclude: Any, complete_until: Any = None) -> Phasing:
    """The phasing of one series from arguments as given to :func:`kvalspc.chart`.

    Raises:
        ValueError, IndexError, TypeError: a position, period or date that is not there.
    """
    calendar = rows.dated()
    begins = listed(breaks)
    firsts = [calendar.position(one, "breaks") for one in begins]
    torn = [calendar.straddling(one, "breaks") for one in begins]
    if not isinstance(freeze, Mapping):
        torn += [calendar.straddling(one, "freeze") for one in listed(freeze)]
    if complete_until is not None and rows.calendar is None:
        raise ValueError(f"complete_until: got {complete_until} without periods, need period=")
    late = () if complete_until is None else calendar.incomplete(complete_until)
    return Phasing(
        tuple(firsts),
        tuple(frozen_at(freeze, firsts, len(rows.numerator), calendar)),
        (*(calendar.holding(one, "exclude") for one in listed(exclude)), *(k for k in torn if k is not None), *late),
        late,
    )


def frozen_at(freeze: Any, firsts: Sequence[int], size: int, calendar: Calendar) -> list[int]:
    """The positions where baselines end: `freeze` as given to :func:`kvalspc.chart`; `firsts` begin later phases."""
    if not isinstance(freeze, Mapping):
        return [calendar.position(one, "freeze") for one in listed(freeze)]
    bounds = [0, *firsts, size]
    result = []
    for key, points in freeze.items():
        phase, n = whole(key, "freeze: phase"), whole(points, f"freeze[{key!r}]")
        if not 0 <= phase <= len(firsts):
            raise IndexError(f"freeze: got phase {phase}, need a phase from 0 to {len(firsts)}")
        length = bounds[phase + 1] - bounds[phase]
        if not 0 < n < length:
            raise IndexError(f"freeze[{phase}]: got {n} points, need from 1 to {length - 1}: the phase has {length}")
        result.append(bounds[phase] + n)
    return sorted(result)
