"""Where phases begin, where baselines end and which points are left out: periods and dates become positions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.options import whole, word
from kvalspc.rows import Rows, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc.calendar import Calendar

__all__ = ["Each", "Phasing", "as_profiled", "begins_phase", "phasing_of", "phasings_of", "positions_of_each"]


@dataclass(frozen=True)
class Phasing:
    """Positions: the first points of later phases, the first points after baselines, and those that do not count.

    `exclude` holds the points that the caller leaves out (`given`, and `reasons` by position), those that a date cuts
    in two, and `provisional`: those whose data may still grow.
    """

    breaks: tuple[int, ...] = ()
    freeze: tuple[int, ...] = ()
    exclude: tuple[int, ...] = ()
    provisional: tuple[int, ...] = ()
    given: tuple[int, ...] = ()
    reasons: Mapping[int, str] = field(default_factory=dict)

    @property
    def plan(self) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
        """Breaks, freezes and exclusions, as the compiled core takes them."""
        return self.breaks, self.freeze, self.exclude


def phasing_of(
    rows: Rows, breaks: Any, freeze: Any, exclude: Any, complete_until: Any = None, start: Any = None
) -> Phasing:
    """The phasing of one series from arguments as given to :func:`kvalspc.chart`; `start` only cuts a period in two.

    Raises:
        ValueError, IndexError, TypeError: a position, period or date that is not there.
    """
    if breaks is None and freeze is None and exclude is None and complete_until is None and start is None:
        return _WHOLE
    calendar = rows.dated()
    begins = listed(breaks)
    firsts = [calendar.position(one, "breaks") for one in begins]
    torn = [calendar.straddling(start, "start"), *(calendar.straddling(one, "breaks") for one in begins)]
    if not isinstance(freeze, Mapping):
        torn += [calendar.straddling(one, "freeze") for one in listed(freeze)]
    if complete_until is not None and rows.calendar is None:
        raise ValueError(f"complete_until: got {complete_until} without periods, need period=")
    late = () if complete_until is None else calendar.incomplete(complete_until)
    left_out = [calendar.holding(one, "exclude") for one in listed(exclude)]
    return Phasing(
        tuple(firsts),
        tuple(frozen_at(freeze, firsts, len(rows.numerator), calendar)),
        (*left_out, *(k for k in torn if k is not None), *late),
        late,
        tuple(left_out),
        reasons_of(exclude, left_out),
    )


_WHOLE = Phasing()


def as_profiled(phasing: Phasing, profile: str | None) -> Phasing:
    """The phasing as the tool of a profile has it: qicharts2 drops a frozen baseline where there are breaks."""
    if profile == "qicharts2-0.8.1" and phasing.breaks and phasing.freeze:
        return replace(phasing, freeze=())
    return phasing


def begins_phase(start: Any, rows: Rows) -> bool:
    """Whether a phase can begin at `start`: there are points on both sides of it."""
    return start is not None and 0 < rows.dated().position(start, "start") < len(rows.numerator)


def reasons_of(exclude: Any, positions: Sequence[int]) -> dict[int, str]:
    """Why points are left out, by position: the texts of ``exclude={place: reason}``, None for no reason.

    Raises:
        TypeError: a reason that is no text.
    """
    if not isinstance(exclude, Mapping):
        return {}
    given = zip(positions, exclude.values(), strict=True)
    return {at: word(text, f"exclude[{at}]") for at, text in given if text is not None}


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


def phasings_of(rows: Sequence[Rows], names: Sequence[str], breaks: Any, freeze: Any, exclude: Any) -> list[Phasing]:
    """The phasing of each series, or one for all, from arguments as given to :func:`kvalspc.batch` with periods.

    A period or date that lies outside of a series means nothing there; one that lies outside of all is an error.
    """
    if breaks is None and freeze is None and exclude is None:
        return [Phasing()]
    given = dict(zip(_NAMES, (breaks, freeze, exclude), strict=True))
    each = {what: _each(value, len(rows), what) for what, value in given.items()}
    found, used = [], set()
    for k, (one, name) in enumerate(zip(rows, names, strict=True)):
        try:
            mine = {what: _inside(values[k], one, what) for what, values in each.items()}
            found.append(phasing_of(one, **mine))
        except (ValueError, IndexError, TypeError) as error:
            raise type(error)(f"{name}: {error}") from None
        used |= {(what, str(place)) for what, places in mine.items() for place in listed(places)}
    for what, value in given.items():
        lost = [] if _is_nested(value) else [place for place in listed(value) if (what, str(place)) not in used]
        if rows and lost:
            raise ValueError(f"{what}: got {lost[0]}, need a place inside of at least one series")
    return found


def positions_of_each(offsets: Any, breaks: Any, freeze: Any, exclude: Any) -> list[Phasing]:
    """As :func:`phasings_of` for series without periods: one phasing for all, or one a series."""
    sizes = np.diff(offsets)
    given = (breaks, freeze, exclude)
    if not any(_is_nested(value) for value in given):
        return [_positions(int(sizes.min()) if len(sizes) else 0, *given)]
    each = [_each(value, len(sizes), what) for value, what in zip(given, _NAMES, strict=True)]
    return [_positions(int(size), *mine) for size, *mine in zip(sizes, *each, strict=True)]


_NAMES = ("breaks", "freeze", "exclude")


def _positions(size: int, breaks: Any, freeze: Any, exclude: Any) -> Phasing:
    return phasing_of(Rows(np.empty(max(0, size)), None, None), breaks, freeze, exclude)


class Each(list[Any]):
    """One argument a series, whatever they look like."""


def _is_nested(value: Any) -> bool:
    """Whether `value` is a list with one argument a series."""
    return isinstance(value, Each) or (
        isinstance(value, (list, tuple))
        and any(one is None or isinstance(one, (list, tuple, Mapping, np.ndarray)) for one in value)
    )


def _each(value: Any, series: int, what: str) -> list[Any]:
    if not _is_nested(value):
        return [value] * series
    if len(value) != series:
        raise ValueError(f"{what}: got {len(value)} lists, need one a series ({series})")
    return list(value)


def _inside(value: Any, rows: Rows, what: str) -> Any:
    """`value` without the periods and dates that lie outside of the series."""
    if rows.calendar is None or (what == "freeze" and isinstance(value, Mapping)):
        return value
    calendar, size = rows.calendar, len(rows.numerator)

    def lies_inside(place: Any) -> bool:
        if hasattr(place, "__index__"):
            return True
        return calendar.holds(place) if what == "exclude" else 0 < calendar.position(place, what) < size

    places = [place for place in listed(value) if lies_inside(place)]
    return {place: value[place] for place in places} if isinstance(value, Mapping) else places
