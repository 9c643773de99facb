"""What may be shown to the public: results in which no small number stands, and from which none can be worked out.

Everything is computed on all the data; afterwards whole units are left out. A unit that has one small number is hidden
with all its points, limits, intervals, texts and drawings, for every indicator (indicators share denominators). If all
units together would then tell what was hidden, by subtraction, another unit is hidden too, or the total is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kvalspc.job.coverage import Covered, low_years
from kvalspc.job.not_compared import NotCompared
from kvalspc.job.released import SUPPRESSED, Released
from kvalspc.job.results import IndicatorResult, UnitResult
from kvalspc.periods import PeriodType, add_months
from kvalspc.words.measure import COUNT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kvalspc._compare import Side
    from kvalspc.job.project import Indicator
    from kvalspc.job.results import Points, Results

STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)
"""What a coverage may be rounded to."""


@dataclass(frozen=True)
class Cell:
    """One number of patients with the event, and of patients; of values the numerator is NaN."""

    numerator: float
    denominator: float

    def minus(self, other: Cell) -> Cell:
        """What is left of a sum when one of its parts is known."""
        return Cell(self.numerator - other.numerator, self.denominator - other.denominator)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return self.denominator == 0 and not self.numerator


@dataclass(frozen=True)
class Rule:
    """Which numbers are small: fewer than `least`, other than by the kind of indicator.

    Shares: patients, those with the event and those without it, each at least `least`; none or all of them only where
    there are twice as many. Rates and counts: events. Values: measurements. `patients` is an indicator's own least
    number of patients or measurements, where that is stricter.
    """

    least: int
    type: str
    patients: int = 0

    def is_small(self, cell: Cell) -> bool:
        """Whether a number might tell of single patients. What is not known is taken to be small."""
        if self.type in {"rate", "antall"}:
            return not cell.numerator >= self.least
        if not cell.denominator >= max(self.least, self.patients):
            return True
        if self.type != "andel":
            return False
        without = cell.denominator - cell.numerator
        if 0 in {cell.numerator, without}:
            return not cell.denominator >= 2 * self.least
        return not (cell.numerator >= self.least and without >= self.least)

    def tells(self, rest: Cell) -> bool:
        """Whether the sum of hidden numbers is small, or fixes them: none of the patients, or all of them."""
        if self.type == "andel" and 0 in {rest.numerator, rest.denominator - rest.numerator}:
            return True
        return self.is_small(rest)


def rule_of(indicator: Indicator, least: int) -> Rule:
    """Return what is small of an indicator."""
    return Rule(least, indicator.type, indicator.min_denominator or 0)


@dataclass(frozen=True)
class Hidden:
    """The units that are not shown, and the indicators whose total is not shown."""

    units: frozenset[str]
    totals: frozenset[str]


NOTHING = Released()


def hidden_of(results: Results, least: int, last: Released = NOTHING) -> Hidden:
    """Decide what is not shown to the public; what the `last` copy hid is not shown again."""
    small = {u.unit for f in results.indicators for u in f.units if _has_small(u, rule_of(f.indicator, least))}
    small |= {u.unit for f in results.indicators for u in f.units if _has_low_coverage(u)}
    small |= last.units
    moved = {found.indicator.id: last.moved(found) for found in results.indicators}
    gone = last.totals | _changed(moved, small)
    telling = _telling(results, small, least) - gone
    seen = [unit for unit in _by_volume(results) if unit not in small]
    for count in range(1, len(seen) // 2 + 1):  # more than half of what is left is too much for a total
        if not telling:
            break
        more = small | set(seen[:count])
        if not (_telling(results, more, least) | _changed(moved, more)) - gone:
            return Hidden(frozenset(more), gone)
    return Hidden(frozenset(small), telling | gone)


def _changed(moved: Mapping[str, frozenset[str]], hidden: set[str]) -> frozenset[str]:
    """The indicators whose total, less the one that was shown before, tells of hidden units."""
    return frozenset(indicator for indicator, units in moved.items() if units & hidden)


def public_results(results: Results, least: int, last: Released = NOTHING) -> Results:
    """Return the results without what is hidden; problems, which may quote data, are left out too."""
    hidden = hidden_of(results, least, last)
    indicators = []
    for found in results.indicators:
        units = tuple(_hide(u) if u.unit in hidden.units else _shown(u, least) for u in found.units)
        total = found.total
        if total is not None and found.indicator.id in hidden.totals:
            total = _hide(total)
        elif total is not None and hidden.units and total.pooled is not None:
            total = _unpooled(total)
        indicators.append(IndicatorResult(found.indicator, units, total))
    return replace(results, indicators=tuple(indicators), problems=(), levels=(), is_public=True)


def _shown(unit: UnitResult, least: int) -> UnitResult:
    rounded = None if not unit.coverage else public_share(unit.coverage[max(unit.coverage)], least)
    coverage = {} if rounded is None else {max(unit.coverage): Covered(rounded, math.nan)}
    return replace(unit, problems=(), coverage=coverage)


def public_share(covered: Covered, least: int) -> float | None:
    """Return a coverage, rounded so that more than `least` numbers of registered patients have the same one.

    A share with all its digits is a fraction of whole numbers, which can be found again. How it is rounded depends on
    the number of patients alone, so that it tells nothing itself. None where no rounding is enough.
    """
    enough = 2 * (least + 1)  # what is rounded to 100 % is half as much as what is rounded to other shares
    step = next((one for one in STEPS if covered.patients * one >= enough), None)
    return None if step is None else round(round(covered.share / step) * step, 2)


def _hide(unit: UnitResult) -> UnitResult:
    facts = NotCompared("run", SUPPRESSED)
    return UnitResult(
        indicator=unit.indicator,
        unit=unit.unit,
        name=unit.name,
        verdict=facts.verdict,
        reason=SUPPRESSED,
        text=_texts(facts),
        start=unit.start,
        group=unit.group,
    )


def _unpooled(total: UnitResult) -> UnitResult:
    """The total without its pooled effect, which rests on each unit's own numbers."""
    facts = NotCompared("run", "staggered")
    return replace(
        total, verdict=facts.verdict, strength=None, reason=facts.reason, text=_texts(facts), pooled=None, problems=()
    )


def _texts(facts: Any) -> Mapping[str, str]:
    from kvalspc.words import LANGUAGES, verdict_text

    return {language: verdict_text(facts, language) for language in LANGUAGES}


def _has_small(unit: UnitResult, rule: Rule) -> bool:
    """Whether any number that would be published of a unit is small: a point, or a part of one that sums tell of."""
    if unit.points is None:
        return False
    parts = _parts(unit, unit.points) if rule.type in COUNT_TYPES else ()  # of values no sums are shown
    return any(rule.is_small(cell) for cell in (*_cells(unit.points).values(), *parts))


def _has_low_coverage(unit: UnitResult) -> bool:
    """Whether the results of any year that would be shown rest on too few of the unit's patients."""
    return unit.points is not None and bool(low_years(unit.coverage, _years(unit, unit.points)))


def _years(unit: UnitResult, points: Points) -> set[int]:
    """The calendar years that the periods lie in: one that a start has moved may lie in two."""
    months = 0 if unit.period_type is None else PeriodType(unit.period_type).months
    ends = {add_months(day, months) - timedelta(days=1) for day in points.first_day} if months else set()
    return {day.year for day in {*points.first_day, *ends}}


def _cells(points: Points) -> dict[str, Cell]:
    pairs = zip(points.period, points.numerator, points.denominator, strict=True)
    return {period: Cell(float(n), float(d)) for period, n, d in pairs}


def _parts(unit: UnitResult, points: Points) -> Iterator[Cell]:
    """Parts of periods that a start falls inside of, or that are not over: what sums tell beyond the points.

    The sum before the start less the whole periods before it is the part of the period that the start falls in; that
    period less this part is the part after the start; and so on to the end.
    """
    cells = list(_cells(points).values())
    split = [i for i, used in enumerate(points.included) if not used]
    sides = list(_sides(unit))
    if not split or not sides:
        return
    marks = [phase.position for phase in unit.phases if phase.name != "baseline"]
    edges = [0, *marks[: len(sides) - 1], marks[len(sides) - 1] if len(marks) >= len(sides) else len(cells)]
    carried, seen = Cell(0.0, 0.0), set[int]()
    for side, first, end in zip(sides, edges, edges[1:], strict=False):
        whole = _sum(cells[i] for i in range(first, end) if points.included[i])
        part = Cell(side.numerator, side.denominator).minus(whole).minus(carried)
        place = next((i for i in split if i in {end - 1, end}), None)
        carried = Cell(0.0, 0.0) if place is None else cells[place].minus(part)
        yield from (cell for cell in (part, carried) if not cell.is_empty)
        seen |= {place} if place is not None else set()
    if set(split) - seen or any(phase.name == "testing" for phase in unit.phases):
        yield Cell(math.nan, math.nan)  # nobody has kept account of these: taken to be small


def _sides(unit: UnitResult) -> Iterator[Side]:
    comparison = unit.comparison
    if comparison is not None:
        yield comparison.baseline
        yield comparison.after
        if comparison.lasting is not None:
            yield comparison.lasting.side


def _sum(cells: Iterable[Cell]) -> Cell:
    listed = list(cells)
    return Cell(sum(cell.numerator for cell in listed), sum(cell.denominator for cell in listed))


def _by_volume(results: Results) -> list[str]:
    """The units, those with the fewest patients first: they cost least to hide."""
    sizes: dict[str, float] = {}
    for found in results.indicators:
        for unit in found.units:
            size = 0.0 if unit.points is None else _sum(_cells(unit.points).values()).denominator
            sizes[unit.unit] = sizes.get(unit.unit, 0.0) + (size if math.isfinite(size) else 0.0)
    return sorted(sizes, key=lambda unit: (sizes[unit], unit))


def _telling(results: Results, hidden: set[str], least: int) -> frozenset[str]:
    """The indicators whose total is small itself, or with the units in view tells of hidden ones."""
    return frozenset(
        found.indicator.id for found in results.indicators if _tells(found, hidden, rule_of(found.indicator, least))
    )


def _tells(found: IndicatorResult, hidden: set[str], rule: Rule) -> bool:
    total = found.total
    if total is None or total.points is None:
        return False
    if _has_small(total, rule) or any(unit.reason == "failed" for unit in found.units):
        return True  # a unit that could not be scored is in the total, but has no points to take account of
    absent = [unit for unit in found.units if unit.unit in hidden and unit.points is not None]
    if not absent:
        return False
    types = {unit.period_type for unit in (*found.units, total) if unit.points is not None}
    if len(absent) == 1 or len(types) > 1 or any(not all(unit.points.included) for unit in absent if unit.points):
        return True  # one is what is left; of periods of several lengths, and of parts, nobody has kept account
    rest = _cells(total.points)
    for unit in found.units:
        for period, cell in _cells(unit.points).items() if unit.unit not in hidden and unit.points is not None else ():
            rest[period] = rest[period].minus(cell)
    return any(rule.tells(cell) for cell in rest.values())
