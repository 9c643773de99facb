"""What a run found: a plain tree of values, the one thing that outputs and reports are written from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kvalspc.job.network import Network

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    import numpy as np
    import numpy.typing as npt

    from kvalspc._chart import Chart
    from kvalspc._compare import Comparison
    from kvalspc._goal import Goal
    from kvalspc._rephase import Rephasing
    from kvalspc._suggest import Suggestion
    from kvalspc.job.coverage import Covered
    from kvalspc.job.levels import LevelYear
    from kvalspc.job.problems import Problem
    from kvalspc.job.project import Indicator, Project
    from kvalspc.job.series import Days
    from kvalspc.job.watch import Watch
    from kvalspc.network import Pooled
    from kvalspc.rules import FalseAlarms

TOTAL = "total"
"""The reserved id of all units together."""


@dataclass(frozen=True)
class Points:
    """The points of one series, as equally long columns (n,); missing numbers are NaN.

    `first_day` is the first day of each period; `phase` counts from 0; `provisional` points end after the
    data are complete. A point with ``included == False`` is shown but entered no centre line, limit or
    verdict: its period is not over, or straddles the start of the intervention.
    """

    period: tuple[str, ...]
    first_day: tuple[date, ...]
    value: npt.NDArray[np.float64]
    numerator: npt.NDArray[np.float64]
    denominator: npt.NDArray[np.float64]
    centre: npt.NDArray[np.float64]
    lower: npt.NDArray[np.float64]
    upper: npt.NDArray[np.float64]
    phase: npt.NDArray[np.int64]
    included: npt.NDArray[np.bool_]
    beyond: npt.NDArray[np.bool_]
    provisional: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.period)


@dataclass(frozen=True)
class PhaseMark:
    """Where a phase (baseline, testing, intervention, sustained) begins; `position` is its first point."""

    name: str
    first_day: date
    position: int


@dataclass(frozen=True)
class UnitResult:
    """One unit (or all units together, ``unit == "total"``) and one indicator.

    A unit that could not be scored has no chart, no comparison and no points: then `status` is ``"rejected"``
    (bad rows, listed in `problems`), or `verdict` is ``"not_assessable"`` with its `reason` (``"no_data"``
    ...). The verdict, strength and reason are those of kvalspc.compare, in its words. `text` holds the
    sentence per language.
    """

    indicator: str
    unit: str
    name: str
    verdict: str
    text: Mapping[str, str]
    strength: str | None = None
    reason: str | None = None
    status: str = "ok"
    start: date | None = None
    phases: tuple[PhaseMark, ...] = ()
    period_type: str | None = None
    points: Points | None = None
    chart: Chart | None = None
    comparison: Comparison | None = None
    pooled: Pooled | None = None  # of all units together, in place of a comparison where their starts differ
    change_at: int | None = None  # first point after the change, on the points of this unit
    change_period: str | None = None  # its label
    problems: tuple[Problem, ...] = ()
    goals: tuple[Goal, ...] = ()  # answers to the project's goals for this unit, in the order of their dates
    watches: tuple[Watch, ...] = ()  # what is monitored, and what the monitors found
    false_alarms: FalseAlarms | None = None  # of the chart's limits and rules, where they are asked for or few
    suggested: Rephasing | None = None  # phases that the data suggest, where the project asks for them
    better_chart: Suggestion | None = None  # the chart that fits the data, where another one is drawn
    runs: Mapping[str, Any] = field(default_factory=dict)  # of baseline, after and all, as columns of the scores
    group: Mapping[str, str] = field(default_factory=dict)  # columns of the unit table: hospital, HF ...
    reports: Days = (None, None)  # its first and its last day of reporting, where the project says them
    zeros: bool = False  # periods of this time that have no row count as 0
    silent: bool = False  # and it has no row at all
    coverage: Mapping[int, Covered] = field(default_factory=dict)  # by year: how many of the patients are registered

    @property
    def alpha(self) -> float | None:
        """The level of its test, whose interval covers 1 - alpha; None where nothing was compared."""
        found = self.pooled or self.comparison
        return None if found is None else found.alpha

    @property
    def waits_for_look(self) -> bool:
        """Whether the first planned look has not come yet, so that nothing has been asked of the data."""
        look = None if self.comparison is None else self.comparison.look
        return look is not None and look.number == 0

    @property
    def is_one_of_looks(self) -> bool:
        """Whether its level leaves something for other planned looks."""
        look = None if self.comparison is None else self.comparison.look
        return look is not None and look.alpha < look.alpha_of_all

    @property
    def is_heard(self) -> bool:
        """Whether there are rows of it; that nothing happened may be known without."""
        return self.reason != "no_data" and not self.silent

    @property
    def is_total(self) -> bool:
        """Whether this is all participating units together."""
        return self.unit == TOTAL


@dataclass(frozen=True)
class IndicatorResult:
    """One indicator: its units, sorted bytewise by id, and all of them together (None: cannot be joined)."""

    indicator: Indicator
    units: tuple[UnitResult, ...]
    total: UnitResult | None
    network: Network = field(default_factory=Network)  # the units beside each other

    def __iter__(self) -> Iterator[UnitResult]:
        """All units, then the total."""
        yield from self.units
        if self.total is not None:
            yield self.total


@dataclass(frozen=True)
class InputFile:
    """A file that the run read: its name in the project file, SHA-256, bytes, and rows of data."""

    name: str
    sha256: str
    size: int
    rows: int


@dataclass(frozen=True)
class Results:
    """Everything that a run found.

    `as_of` is the date that the run was asked for (None: none was given); `data_until` the last day that the
    data are taken to cover; `problems` holds every warning and error of every file, in file and line order.
    `is_public`: small numbers are left out, for readers who are no part of the project.
    """

    project: Project
    indicators: tuple[IndicatorResult, ...]
    problems: tuple[Problem, ...]
    inputs: tuple[InputFile, ...]
    as_of: date | None
    data_until: date | None
    version: str
    counts: Mapping[str, Any] = field(default_factory=dict)
    levels: tuple[LevelYear, ...] = ()  # years of hospitals, HF, RHF and the nation, where units belong to any
    acknowledged: frozenset[str] = frozenset()  # keys of alerts that are known already
    periods: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # chosen: basis and type, see plan
    is_public: bool = False

    def __iter__(self) -> Iterator[UnitResult]:
        """Every unit of every indicator, totals included."""
        for indicator in self.indicators:
            yield from indicator

    @property
    def rejected(self) -> tuple[UnitResult, ...]:
        """The units whose rows were refused."""
        return tuple(unit for unit in self if unit.status == "rejected")
