"""The fictive departments: how many patients each has a year, its level, and what was planted in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import TYPE_CHECKING

from kvalspc.demo.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Sequence

SIGMA = 0.5
"""Standard deviation of the logarithm of the minutes."""

OFF_HOURS, OFF_HOURS_FACTOR = 0.6, 1.2
"""Share of patients outside working hours, and how much longer their treatment takes."""

LIMIT = 30
"""The goal's minutes."""


@dataclass(frozen=True)
class Department:
    """A fictive department. `steps` are its true medians in minutes, each from the date beside it."""

    resh: str
    name: str
    trust: str
    yearly: int
    steps: tuple[tuple[date, float], ...]
    project: str = ""
    start: date | None = None
    planted: str = "none"

    def median(self, day: date) -> float:
        """Return the true median on a day."""
        level = self.steps[0][1]
        for first, median in self.steps:
            if first <= day:
                level = median
        return level


def share_within(median: float, limit: int = LIMIT) -> float:
    """Return the true share within `limit` minutes, minutes being rounded to whole ones."""
    normal = NormalDist()
    typical = working_hours_median(median)
    parts = ((1 - OFF_HOURS, typical), (OFF_HOURS, typical * OFF_HOURS_FACTOR))
    within = [weight * normal.cdf(math.log((limit + 0.5) / level) / SIGMA) for weight, level in parts]
    return math.fsum(within)


def working_hours_median(median: float) -> float:
    """Return the median within working hours that gives `median` over all hours."""
    return median / math.pow(OFF_HOURS_FACTOR, OFF_HOURS)


FIRST, LAST = date(2021, 9, 1), date(2024, 12, 31)
"""The first and the last day of the data: 24 months before and 16 after the start of P1."""

P1_START = date(2023, 9, 1)
P1_END = date(2024, 6, 30)
"""The last day of P1: the half year after it shows whether what was reached lasts. P2 goes on to the last day."""

RELAPSE = date(2024, 2, 1)

# yearly, before, after, planted; the relapse goes back to the level before
_P1 = ((132, 44.0, 31.0, "sustained"), (96, 42.0, 32.0, "relapse"), (66, 38.0, 38.0, "none"))
# yearly, start, before, after, planted
_P2: tuple[tuple[int, date, float, float, str], ...] = (
    (180, date(2022, 10, 1), 40.0, 33.0, "sustained"),
    (112, date(2022, 12, 1), 45.0, 36.0, "sustained"),
    (84, date(2023, 2, 1), 36.0, 36.0, "none"),
    (70, date(2023, 4, 1), 47.0, 35.0, "sustained"),
    (56, date(2023, 6, 1), 41.0, 33.0, "sustained"),
    (44, date(2023, 8, 1), 39.0, 39.0, "none"),
    (30, date(2023, 10, 1), 46.0, 34.0, "sustained"),
    (18, date(2023, 12, 1), 43.0, 33.0, "sustained"),
)
_OTHERS, _LARGEST, _SMALLEST = 34, 91, 2
_FASTEST, _SLOWEST = 26.0, 49.0


def departments(seed: int) -> list[Department]:
    """Return the 45 departments: three of project P1, eight of P2, and 34 that take part in nothing."""
    made: list[Department] = []
    for yearly, before, after, planted in _P1:
        steps = [(FIRST, before), (P1_START, after)]
        if planted == "relapse":
            steps.append((RELAPSE, before))
        made.append(_department(len(made), yearly, steps, project="P1", start=P1_START, planted=planted))
    for yearly, start, before, after, planted in _P2:
        steps = [(FIRST, before), (start, after)]
        made.append(_department(len(made), yearly, steps, project="P2", start=start, planted=planted))
    levels = Draws(seed, 0)
    for k in range(_OTHERS):
        # volumes fall geometrically, as many small units and few large ones do
        yearly = round(_LARGEST * (_SMALLEST / _LARGEST) ** (k / (_OTHERS - 1)))
        median = round(_FASTEST + (_SLOWEST - _FASTEST) * levels.uniform(), 1)
        made.append(_department(len(made), yearly, [(FIRST, median)]))
    return made


def _department(
    number: int,
    yearly: int,
    steps: Sequence[tuple[date, float]],
    *,
    project: str = "",
    start: date | None = None,
    planted: str = "none",
) -> Department:
    trust = f"Helseforetak {number % 5 + 1}"
    name = f"Avdeling {_letters(number)}"
    return Department(str(4001 + number), name, trust, yearly, tuple(steps), project, start, planted)


def _letters(number: int) -> str:
    """Return A, B, ..., Z, AA, AB, ..."""
    first, last = divmod(number, 26)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + last)
