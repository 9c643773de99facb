"""What the public copies so far hid, and whose numbers their sums held: two copies could tell together what none does.

It is kept beside the public copy and outlives runs without one. Of the numbers that a copy had, the next one shows no
more: what was hidden stays hidden, and a sum that has gained or lost a hidden unit is left out, since the new sum less
the old one is that unit's number. Not guarded are numbers that change inside a period that a hidden unit had before:
late registrations, and a period that is not over.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kvalspc.job.commit import OutputError
from kvalspc.job.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from kvalspc.job.levels import LevelYear
    from kvalspc.job.results import IndicatorResult, Results

MEMORY = "public-memory.json"
"""Sorts before the files in `public`, so that a run that is killed never leaves a copy without its memory."""

PUBLIC = "public"
FORMAT = 1

SUPPRESSED = "suppressed"
"""The reason of a unit, or of all together, that is not shown."""


@dataclass(frozen=True)
class Released:
    """What is remembered: `units` and `totals` (by indicator) were hidden.

    Of each indicator's total that was shown: `periods`, the type of its periods, and `points`, the units that had a
    number in each period, by its first day. `years`: the units in each year of a level that was shown, by indicator,
    level, name and year; `until`: the last year of an indicator that could have been there.
    """

    units: frozenset[str] = frozenset()
    totals: frozenset[str] = frozenset()
    periods: Mapping[str, str | None] = field(default_factory=dict)
    points: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    years: Mapping[tuple[str, str, str, int], frozenset[str]] = field(default_factory=dict)
    until: Mapping[str, int] = field(default_factory=dict)

    def moved(self, found: IndicatorResult) -> frozenset[str]:
        """Return the units that are in a total that was shown and not in the one of now, or the other way round."""
        before, now = self.points.get(found.indicator.id, {}), points_of(found)
        if before and self.periods[found.indicator.id] != _period_type(found):
            return frozenset().union(*before.values(), *now.values())
        return frozenset().union(*(before[day] ^ now[day] for day in before.keys() & now.keys()))

    def tells(self, row: LevelYear, unseen: Collection[str]) -> bool:
        """Whether a year of a level could tell of `unseen` units, with what was shown of that year before.

        Where there were such years before, one that was not among them stays away.
        """
        before = self.years.get((row.indicator, row.level, row.name, row.year))
        if before is not None:
            return bool((row.units ^ before).intersection(unseen))
        is_old = row.indicator in self.until and row.year <= self.until[row.indicator]
        return is_old and (bool(self.years) or bool(row.units.intersection(unseen)))


def points_of(found: IndicatorResult) -> dict[str, frozenset[str]]:
    """Return the units that have a number in each period, by its first day."""
    there: dict[str, set[str]] = defaultdict(set)
    for unit in found.units:
        for day in () if unit.points is None else unit.points.first_day:
            there[day.isoformat()].add(unit.unit)
    return {day: frozenset(units) for day, units in there.items()}


def after(
    last: Released, shown: Results, results: Results, hidden: frozenset[str], rows: Iterable[LevelYear]
) -> Released:
    """Return what is to be remembered after a copy: `shown` of the `results`, and the years of levels, `rows`."""
    totals = {f.indicator.id for f in shown.indicators if f.total is not None and f.total.reason == SUPPRESSED}
    open_ = {f.indicator.id for f in shown.indicators if f.total is not None and f.total.points is not None}
    periods, points, until = dict(last.periods), {**last.points}, dict(last.until)
    for found in results.indicators:
        id_, now = found.indicator.id, points_of(found)
        if id_ in open_:
            same = periods.get(id_) == _period_type(found)
            points[id_] = {**points.get(id_, {}), **now} if same else now
            periods[id_] = _period_type(found)
        years = [row.year for row in results.levels if row.indicator == id_ and row.whole]
        latest = max(years or [int(day[:4]) for day in now], default=until.get(id_))
        if latest is not None:
            until[id_] = max(latest, until.get(id_, latest))
    gone = last.totals | totals
    return Released(
        units=last.units | hidden,
        totals=gone,
        periods={id_: kind for id_, kind in periods.items() if id_ not in gone},
        points={id_: days for id_, days in points.items() if id_ not in gone},
        years={(r.indicator, r.level, r.name, r.year): r.units for r in rows},
        until=until,
    )


def _period_type(found: IndicatorResult) -> str | None:
    return None if found.total is None else found.total.period_type


def write_released(released: Released, folder: Path) -> None:
    """Write what is to be remembered."""
    said = {
        "format": FORMAT,
        "units": sorted(released.units),
        "totals": sorted(released.totals),
        "periods": dict(released.periods),
        "points": {id_: {day: sorted(of) for day, of in days.items()} for id_, days in released.points.items()},
        "years": [[*key, sorted(of)] for key, of in sorted(released.years.items())],
        "until": dict(released.until),
    }
    text = json.dumps(said, sort_keys=True) + "\n"
    (folder / MEMORY).write_text(text, encoding="utf-8", newline="\n")


def keep_released(folder: Path, staged: Path) -> None:
    """Take what is remembered over into the outputs of a run without a public copy."""
    if (folder / MEMORY).exists():
        shutil.copyfile(folder / MEMORY, staged / MEMORY)


def read_released(folder: Path) -> Released:
    """Return what is remembered in an output folder; nothing before the first public copy.

    OutputError where the file cannot be read, or lies not beside a public copy: what was hidden would be shown.
    """
    path = folder / MEMORY
    if not path.exists():
        if (folder / PUBLIC).exists():
            places = {"path": path, "folder": folder / PUBLIC}
            raise OutputError(Wording("problem.detail.public_memory_missing", places))
        return Released()
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise ValueError
        return Released(
            units=frozenset(said["units"]),
            totals=frozenset(said["totals"]),
            periods=dict(said["periods"]),
            points={id_: {day: frozenset(of) for day, of in days.items()} for id_, days in said["points"].items()},
            years={(ind, level, name, int(year)): frozenset(of) for ind, level, name, year, of in said["years"]},
            until={id_: int(year) for id_, year in said["until"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        places = {"path": path, "folder": folder / PUBLIC}
        raise OutputError(Wording("problem.detail.public_memory_unreadable", places)) from None
