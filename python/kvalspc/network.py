"""What did a network achieve together, and did a unit gain more than the others?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc._compare import Side, relevant
from kvalspc.arguments import explained
from kvalspc.arrays import to_floats
from kvalspc.frames import to_frame
from kvalspc.grid import Grid, read_grid
from kvalspc.options import number, optional_word, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from os import PathLike

    from kvalspc.words import Measure

__all__ = [
    "Against",
    "Contrast",
    "EventTime",
    "MetaAnalysis",
    "Pooled",
    "Total",
    "against_grid",
    "against_others",
    "meta_analysis",
    "pool_and_compare",
    "pool_grid",
    "pooled",
    "total",
    "total_of_grid",
]


@dataclass(frozen=True)
class Contrast:
    """Units after their starts, beside what units that had not started did at the same time. NaN: no answer.

    Attributes:
        p: quasi score test with the dispersion of the units' periods.
        effect: log odds ratio, log rate ratio, or a difference of values, with the interval of that same test.
        ratio: odds ratio of shares, rate ratio of rates; NaN for values.
        after: level since the starts. expected: what it would have been had the units gone as the others.
        difference: after - expected, with its interval; it excludes 0 exactly when p < alpha.
        dispersion: that the test rests on (of values: their variance), with its degrees of freedom.
    """

    identified: bool
    p: float
    effect: float
    effect_lower: float
    effect_upper: float
    error: float
    ratio: float
    ratio_lower: float
    ratio_upper: float
    after: float
    expected: float
    difference: float
    difference_lower: float
    difference_upper: float
    dispersion: float
    degrees: float


@dataclass(frozen=True)
class EventTime:
    """The effect `first` to `last` periods after the start (`last` None: and later), in `units` units.

    It is measured against the time before; the window before the start is a check and should be near 0.
    """

    first: int
    last: int | None
    effect: float
    effect_lower: float
    effect_upper: float
    p: float
    units: int


@dataclass(frozen=True)
class MetaAnalysis:
    """One effect from several units, which need not be the same in all. NaN: too few units.

    Attributes:
        effect, effect_lower, effect_upper, p: mean of the units' effects, by Hartung and Knapp (2001).
        prediction_lower, prediction_upper: where the effect of one more unit would lie.
        tau2: variance between units; i2: its share of all variance; q, heterogeneity_p: Cochran's test.
        error, error_hartung_knapp: standard errors of the mean. fixed: the effect if all units had the same.
    """

    units: int
    effect: float
    effect_lower: float
    effect_upper: float
    p: float
    prediction_lower: float
    prediction_upper: float
    error: float
    error_hartung_knapp: float
    fixed: float
    q: float
    heterogeneity_p: float
    tau2: float
    i2: float


@dataclass(frozen=True, repr=False)
class Pooled:
    """The answer of :func:`pooled`.

    Attributes:
        verdict: "improved", "worsened", "changed", "no_evidence", "uncertain", "too_few_data" or "not_assessable" (with
            `reason` "no_contrast": all started at once, and nobody without a start is in the data).
        strength: "strong" where reassigning the starts among the units agrees (`reassigned_p` < alpha), or "moderate"
        contrast: the pooled effect. before, after: sums of the units that started, on each side of their starts.
        reassigned_p: share of reassignments of the starts that would have shown as much; `reassigned_exact`: all were
            tried.
        event_times: the effect as time passes. unit_effects: each unit against those that had not started; a unit
            without anything to be compared with is not `identified`.
        equal_effects_p: p-value of the same effect in all units. meta: the units' effects joined.
        power: probability of seeing `relevant_change` (on the scale of the level) with these data.
        started, controls: units with and without a start that enter; left_out: units without any information.
    """

    kind: str
    verdict: str
    strength: str | None
    reason: str | None
    contrast: Contrast
    reassigned_p: float
    reassigned_exact: bool
    event_times: tuple[EventTime, ...]
    unit_effects: Mapping[Any, Contrast]
    equal_effects_p: float
    meta: MetaAnalysis
    before: Side
    after: Side
    power: float
    relevant_change: float
    started: int
    controls: int
    left_out: int
    better: str | None
    alpha: float

    @property
    def p_value(self) -> float:
        """The p-value that the verdict rests on: that of the contrast."""
        return self.contrast.p

    def text(self, language: str = "nb", *, measure: Measure | None = None) -> str:
        """The verdict in one sentence: "nb", "nn" or "en"."""
        from kvalspc.words import pooled_text

        return pooled_text(self, language, measure)

    def to_frame(self, backend: str | None = None) -> Any:
        """The units' effects as a data frame, one row a unit that started."""
        rows = list(self.unit_effects.values())
        names = list(Contrast.__dataclass_fields__)
        table = {name: [getattr(row, name) for row in rows] for name in names}
        return to_frame({"unit": list(self.unit_effects), **table}, backend)

    def __repr__(self) -> str:
        c = self.contrast
        return (
            f"<kvalspc.Pooled {self.verdict}: {c.after:.4g} against {c.expected:.4g} expected, p {c.p:.3g}, "
            f"{self.started} units>"
        )


@dataclass(frozen=True, repr=False)
class Against:
    """One unit beside the others: an entry of what :func:`against_others` returns.

    Attributes:
        verdict: "improved": more than the others did, "worsened": less, "changed": otherwise than they (no `better`
            given); "no_evidence", "uncertain", "too_few_data", "not_assessable". strength: "strong" where fewer than
            alpha of the others changed as much beside their own others.
        contrast: the unit's change beside the others'. before: the unit's own level before its start;
            others_before, others_after: the others' levels.
        others: how many others have data on both sides of the start; as_large: how many of them changed as much.
    """

    unit: Any
    kind: str
    verdict: str
    strength: str | None
    reason: str | None
    contrast: Contrast
    before: float
    others_before: float
    others_after: float
    others: int
    as_large: int
    power: float
    relevant_change: float
    better: str | None
    alpha: float

    def text(self, language: str = "nb", *, measure: Measure | None = None) -> str:
        """The answer in one sentence: "nb", "nn" or "en"."""
        from kvalspc.words import against_text

        return against_text(self, language, measure)

    def __repr__(self) -> str:
        c = self.contrast
        return f"<kvalspc.Against {self.unit} {self.verdict}: {c.after:.4g} against {c.expected:.4g}, p {c.p:.3g}>"


@dataclass(frozen=True, repr=False)
class Total:
    """All units together, period by period: the answer of :func:`total`.

    Attributes:
        points: equally long arrays: period, numerator, denominator, value (the plain total), adjusted (with the mix of
            units held fixed) with its limits lower and upper and beyond, reporting (units with data), joined and left
            (shares of the denominator that came or went), units_changed (more than a tenth did: then the plain totals
            before and after cannot be compared).
        level: of the fixed mix; dispersion: of the units' periods around the units' own levels.
        kind: as asked for.
    """

    points: dict[str, Any]
    level: float
    dispersion: float
    kind: str = "p"

    def plot(self, **options: Any) -> Any:
        """The total as an Altair chart; options as in :func:`kvalspc.plot.total.total_specification`."""
        from kvalspc.plot.total import draw_total

        return draw_total(self, **options)

    def save(self, path: str | PathLike[str], **options: Any) -> None:
        """Writes the total to a .svg, .png, .pdf or .html file (offline); options as for :meth:`plot`."""
        from kvalspc.plot.total import save_total

        save_total(self, Path(path), **options)

    def to_frame(self, backend: str | None = None) -> Any:
        """The points as a data frame."""
        return to_frame(self.points, backend)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """One dict a period."""
        for k in range(len(self.points["period"])):
            yield {name: values[k] for name, values in self.points.items()}

    def __repr__(self) -> str:
        return f"<kvalspc.Total {len(self.points['period'])} periods, level {self.level:.4g}>"


@explained
def pooled(
    frame: Any,
    *,
    kind: str,
    unit: str,
    period: str,
    numerator: str,
    denominator: str | None = None,
    start: Mapping[Any, Any],
    better: str | None = None,
    alpha: float = 0.05,
    relevant_change: float | None = None,
) -> Pooled:
    """What units that started at different times achieved together.

    Every unit and every period has an effect of its own, so that a trend that all share is not credited to the
    project. Before and after without a term for time is not offered: under a trend of half a percentage point a month
    it finds an effect where there is none 99 times of 100.

    Args:
        frame: a row a unit and period, in any order (pandas, polars, pyarrow, or anything that narwhals knows).
        kind: "p", "u", "i" or "run" (values: their means), and their likes, as for :func:`kvalspc.compare`.
        unit, period, numerator, denominator: names of columns. For values, `denominator` is their weight, if any.
        start: a mapping from unit to its start (a date, period or position). Units that are not in it are controls.
        better, alpha, relevant_change: as for :func:`kvalspc.compare`.

    Raises:
        ValueError, TypeError, IndexError: misuse, naming the unit.

    Hussey and Hughes (2007), Contemp. Clin. Trials 28:182-191; docs/network.md has the error rates, and what the method
    cannot do: it takes the effect for constant (`event_times` show whether it is), periods of a unit for independent
    (`reassigned_p` does not), and units that have not started for what would have happened in the rest.
    """
    grid = read_grid(
        frame, kind=_kind(kind), unit=unit, period=period, numerator=numerator, denominator=denominator, start=start
    )
    return pool_grid(_kind(kind), grid, better=better, alpha=alpha, relevant_change=relevant_change)


def pool_grid(
    kind: str, grid: Grid, *, better: str | None = None, alpha: float = 0.05, relevant_change: float | None = None
) -> Pooled:
    """As :func:`pooled`, for units that are aligned already."""
    level, wish = number(alpha, "alpha"), optional_word(better, "better")
    raw = _core.pool(
        kind, grid.numerator, grid.denominator, len(grid.calendar), grid.starts, better=wish, alpha=level,
        relevant_change=relevant(relevant_change),
    )  # fmt: skip
    return _pooled(kind, grid, raw, wish, level)


def pool_and_compare(
    kind: str, grid: Grid, *, better: str | None = None, alpha: float = 0.05, relevant_change: float | None = None
) -> tuple[Pooled, list[Against]]:
    """:func:`pool_grid` and :func:`against_grid` from the units' own starts, in little more than half the time."""
    level, wish = number(alpha, "alpha"), optional_word(better, "better")
    raw, answers = _core.pool_and_compare(
        kind, grid.numerator, grid.denominator, len(grid.calendar), grid.starts, better=wish, alpha=level,
        relevant_change=relevant(relevant_change),
    )  # fmt: skip
    return _pooled(kind, grid, raw, wish, level), [_against(kind, grid, one, wish, level) for one in answers]


def _pooled(kind: str, grid: Grid, raw: dict[str, Any], better: str | None, alpha: float) -> Pooled:
    judged = raw["judgement"]
    effects = {grid.units[one.pop("unit")]: Contrast(**one) for one in raw["unit_effects"]}
    return Pooled(
        kind=kind, verdict=judged["verdict"].name.lower(), strength=_word(judged["strength"]),
        reason=_word(judged["reason"]), contrast=Contrast(**raw["contrast"]), reassigned_p=raw["reassigned_p"],
        reassigned_exact=raw["reassigned_exact"], event_times=tuple(EventTime(**one) for one in raw["event_times"]),
        unit_effects=effects, equal_effects_p=raw["equal_effects_p"], meta=MetaAnalysis(**raw["meta"]),
        before=Side(**raw["before"]), after=Side(**raw["after"]), power=judged["power"],
        relevant_change=judged["relevant_change"], started=raw["started"], controls=raw["controls"],
        left_out=raw["left_out"], better=better, alpha=alpha,
    )  # fmt: skip


@explained
def against_others(
    frame: Any,
    *,
    kind: str,
    unit: str,
    period: str,
    numerator: str,
    denominator: str | None = None,
    start: Any,
    better: str | None = None,
    alpha: float = 0.05,
    relevant_change: float | None = None,
) -> list[Against]:
    """Each unit's change beside the concurrent change of the others: better than the rest of the country?

    Args:
        frame, kind, unit, period, numerator, denominator, better, alpha, relevant_change: as for :func:`pooled`.
        start: a mapping from unit to its start: each of these units is compared with those that have not (yet)
            started. Or one date, period or position: then every unit is compared with all the others from there on.

    Returns:
        One answer a unit of `start` (or a unit of the frame), in the order of the units' names.

    Raises:
        ValueError, TypeError, IndexError: misuse, naming the unit.

    Difference in differences with unit and period effects; the unit's own dispersion, moderated by the others'. It
    rests on the others telling what would have happened here too, which no calculation can show. docs/network.md.
    """
    kind = _kind(kind)
    shared = not hasattr(start, "items")
    grid = read_grid(
        frame, kind=kind, unit=unit, period=period, numerator=numerator, denominator=denominator,
        start=None if shared else start,
    )  # fmt: skip
    if shared:
        starts = [grid.calendar.position(start, "start")] * len(grid.units)
        straddling = grid.calendar.straddling(start, "start")
        if straddling is not None:
            grid.numerator.reshape(len(grid.units), -1)[:, straddling] = np.nan
    else:
        starts = [int(one) for one in grid.starts]
    return against_grid(
        kind, grid, starts, others="all" if shared else "not_started", better=better, alpha=alpha,
        relevant_change=relevant_change,
    )  # fmt: skip


def against_grid(
    kind: str,
    grid: Grid,
    compared: Sequence[int],
    *,
    others: str,
    better: str | None = None,
    alpha: float = 0.05,
    relevant_change: float | None = None,
) -> list[Against]:
    """As :func:`against_others`, for units that are aligned already: from `compared` on, one a unit; -1 for none."""
    level, wish = number(alpha, "alpha"), optional_word(better, "better")
    answers = _core.each_against_others(
        kind, grid.numerator, grid.denominator, len(grid.calendar), grid.starts,
        np.asarray(compared, dtype=np.int64), others=others, better=wish, alpha=level,
        relevant_change=relevant(relevant_change),
    )  # fmt: skip
    return [_against(kind, grid, raw, wish, level) for raw in answers]


def _against(kind: str, grid: Grid, raw: dict[str, Any], better: str | None, alpha: float) -> Against:
    judged = raw["judgement"]
    return Against(
        unit=grid.units[raw["unit"]], kind=kind, verdict=judged["verdict"].name.lower(),
        strength=_word(judged["strength"]), reason=_word(judged["reason"]),
        contrast=Contrast(**{name: raw[name] for name in Contrast.__dataclass_fields__}),
        before=raw["before"], others_before=raw["others_before"], others_after=raw["others_after"],
        others=raw["others"], as_large=raw["as_large"], power=judged["power"],
        relevant_change=judged["relevant_change"], better=better, alpha=alpha,
    )  # fmt: skip


@explained
def total(frame: Any, *, kind: str, unit: str, period: str, numerator: str, denominator: str | None = None) -> Total:
    """All units together, with the mix of units held fixed, and a warning where units come or go.

    Args:
        frame, unit, period, numerator, denominator: as for :func:`pooled`. A missing row is a unit that does not
            report; a denominator of 0 is a unit without patients.
        kind: "p" or "u" and their likes; values of units cannot be added.

    Raises:
        ValueError, TypeError: misuse.

    Direct standardisation with each unit's share of all patients; limits are 3 sigma with the dispersion of the units'
    own periods.
    """
    grid = read_grid(
        frame, kind=_kind(kind), unit=unit, period=period, numerator=numerator, denominator=denominator, start=None
    )
    return total_of_grid(_kind(kind), grid)


def total_of_grid(kind: str, grid: Grid) -> Total:
    """As :func:`total`, for units that are aligned already."""
    raw = _core.total(kind, grid.numerator, grid.denominator, len(grid.calendar), grid.starts)
    level, dispersion = raw.pop("level"), raw.pop("dispersion")
    kinds = {"beyond": np.bool_, "units_changed": np.bool_, "reporting": np.int64}
    points = {name: values.astype(kinds.get(name, np.float64)) for name, values in raw.items()}
    return Total({"period": list(grid.calendar.labels), **points}, level, dispersion, kind)


@explained
def meta_analysis(
    effects: Sequence[float], variances: Sequence[float], *, alpha: float = 0.05, method: str = "reml"
) -> MetaAnalysis:
    """Random-effects meta-analysis of effects on a scale without bounds (log odds ratio, log rate ratio, difference).

    Args:
        effects, variances: one a unit; variances above 0.
        alpha: intervals cover 1 - alpha.
        method: of the variance between units: "reml" (restricted likelihood) or "moments" (DerSimonian and Laird).

    Raises:
        ValueError: lengths that differ, or numbers that are not finite.
    """
    return MetaAnalysis(
        **_core.meta_analysis(
            to_floats(effects, "effects"), to_floats(variances, "variances"), alpha=number(alpha, "alpha"),
            method=word(method, "method"),
        )
    )  # fmt: skip


def _kind(kind: str) -> str:
    return "i" if word(kind, "kind") == "xmr" else kind


def _word(member: _core.Strength | _core.Reason) -> str | None:
    return None if member == 0 else member.name.lower()
