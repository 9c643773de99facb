"""One series, one chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc.arguments import explained
from kvalspc.arrays import constant
from kvalspc.options import positive, whole, word
from kvalspc.phasing import as_profiled, begins_phase, phasing_of
from kvalspc.question import Asked, Question, answers, defaults_of
from kvalspc.rows import PLAIN_COUNT_KINDS, read_rows
from kvalspc.settings import settings_of, within_of
from kvalspc.target import latest, target_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    from kvalspc._compare import Comparison
    from kvalspc._core import Status
    from kvalspc.arrays import Floats
    from kvalspc.calendar import Calendar
    from kvalspc.phasing import Phasing
    from kvalspc.rows import Rows
    from kvalspc.rules import FalseAlarms, RuleSet
    from kvalspc.words import Measure

__all__ = ["DRAWN", "Chart", "chart", "chart_each"]

DRAWN = 2000
"""Stable series that a rate of false alarms rests on: its standard error is below .012."""


@dataclass(frozen=True, repr=False)
class Chart:
    """A computed chart. Made by :func:`chart`.

    Attributes:
        kind: which chart, for example ``"p"``.
        points: equally long arrays, one entry a point: period, value, numerator, denominator, centre, lower,
            upper, lower_raw, upper_raw, phase, included, beyond, provisional, target. Missing numbers are NaN. `lower`
            and `upper` are held within what is possible (0 to 1 for a proportion); the raw limits are not.
        phases: one dict a phase: n (points that count), useful (points off the centre line), centre,
            longest_run, longest_run_max, crossings, crossings_min, runs_signal; and where a baseline is
            frozen the same with ``baseline_`` and ``after_`` before the name.
        signals: one dict a signal: rule, source, first, last, direction, effect.
        status: the gravest fact about the data (`Status.OK`, `NO_VARIATION`, `TOO_FEW_POINTS`, `NO_DATA`).
        limits_used: per phase "sigma", "exact", "given" or "none".
        variation: what the latest point that counts shows: "common_cause"; special cause as "improvement_high",
            "improvement_low", "concern_high", "concern_low", or without a wish (`better`) "neither_high",
            "neither_low", "neither"; "not_assessable".
        assurance: whether the process as it is now reaches its target: "pass" (always), "fail" (never) or
            "hit_or_miss"; None without a target, a wish or limits.
        period: the labels of the points; None when no period was given.
        moving_range: the panel of moving ranges that belongs to an "i" chart; None for others.
        target: as it is now; where it changes, points has it (`target`, NaN where there is none).
        exclusions: why points are left out, by position, where a reason was given.
        better, notes, per, profile: as given to :func:`chart`.
        start: first point of the intervention, where one was given.
        asked: what the core was asked, for what is computed only on request.
    """

    kind: str
    points: dict[str, Any]
    phases: list[dict[str, Any]]
    signals: list[dict[str, Any]]
    status: Status
    limits_used: list[str]
    variation: str
    assurance: str | None
    period: list[str] | None
    calendar: Calendar | None
    target: float | None
    better: str | None
    notes: dict[int, str]
    exclusions: dict[int, str]
    per: float
    profile: str | None
    moving_range: Chart | None
    start: int | None = None
    asked: Asked | None = field(default=None, compare=False)

    def __len__(self) -> int:
        return len(self.points["value"])

    def __repr__(self) -> str:
        from kvalspc.described import described

        return f"<kvalspc.Chart {described(self)}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        """A notebook shows the picture."""
        from kvalspc.described import judged
        from kvalspc.plot import specification
        from kvalspc.plot.notebook import shown

        return {"text/plain": repr(self), **shown(specification(self, comparison=judged(self)))}

    def compare(self, *, start: Any = None, **options: Any) -> Comparison:
        """The verdict on this series: before and after `start`; without one, whether it is stable or shifted.

        Args:
            start: as for :func:`kvalspc.compare`; by default `self.start`, or where the second of two phases begins.
            options: as for :func:`kvalspc.compare`: end, alpha, relevant_change. What was left out of the chart is left
                out here; `better` and `target` are those of the chart.

        Raises:
            ValueError: a kind that has no verdict, or three phases or more and no `start`.
        """
        from kvalspc._compare import compare

        if start is None and self.start is None and len(self.phases) > 2:
            raise ValueError(f"start: got none and {len(self.phases)} phases, need the start of the intervention")
        if start is None:
            second = np.flatnonzero(self.points["phase"] == 1)
            start = self.start if self.start is not None else int(second[0]) if len(second) else None
        answer = compare(
            self.points["numerator"], None if self.kind in PLAIN_COUNT_KINDS else self.points["denominator"],
            kind=self.kind, period=self.period, start=start, exclude=np.flatnonzero(~self.points["included"]),
            **{"better": self.better, "target": self.target, **options},
        )  # fmt: skip
        return replace(answer, per=self.per, beyond=self.beyond, series=self)

    def false_alarms(self, series: int = DRAWN) -> FalseAlarms:
        """How often a stable series like this one signals all the same, under these limits and rules.

        So many series are drawn (with a fixed seed) that have this one's length, denominators, gaps, phases and levels,
        and charted just as this one was: limits and centre line estimated anew in each. With 2000 series the standard
        error is below .012. It takes as long as charting them, so it is computed only when asked for.

        Args:
            series: how many to draw.

        Raises:
            ValueError: no series to draw, or a chart that was not made by :func:`chart`.
        """
        from kvalspc.rules import FalseAlarms

        if self.asked is None:
            raise ValueError("false_alarms: this chart does not know its question, need one made by kvalspc.chart")
        return FalseAlarms(**_core.false_alarms_of_series(*self.asked.columns, **self.asked.how, drawn=_drawn(series)))

    @property
    def beyond(self) -> int:
        """How many points lie beyond the limits."""
        return int(np.count_nonzero(self.points["beyond"]))

    @cached_property
    def false_alarm_rate(self) -> float:
        """P(at least one signal, beyond limits or by a rule) of a stable series like this one: :meth:`false_alarms`.

        NaN where there is nothing to draw from: no points, no variation, a chart of subgroups.
        """
        return self.false_alarms().either

    @explained
    def text(
        self,
        language: str = "nb",
        *,
        comparison: Comparison | None = None,
        measure: Measure | None = None,
        unit: str | None = None,
    ) -> str:
        """The chart in words, for those who cannot see it: "nb", "nn" or "en".

        Args:
            language: of the text.
            comparison: the verdict that ends it; by default that of :meth:`compare` for two phases, a `start`, or one
                phase of at most 240 points, in kinds of chart that have a verdict.
            measure: how the indicator is worded and scaled (`kvalspc.words.Measure`); else by the kind of chart.
            unit: the name of the unit that the chart is of.
        """
        from kvalspc.continued import continued
        from kvalspc.described import judged
        from kvalspc.words import chart_text

        answer = judged(self) if comparison is None else comparison
        return chart_text(continued(self, comparison), language, measure=measure, unit=unit, comparison=answer)

    def plot(self, **options: Any) -> Any:
        """The chart as an Altair chart; options as in :func:`kvalspc.plot.draw` (language, title, theme ...)."""
        from kvalspc.plot import draw

        return draw(self, **options)

    def save(self, path: str | PathLike[str], **options: Any) -> None:
        """Writes the chart to a .svg, .png, .pdf or .html file (offline); options as for :meth:`plot`."""
        from kvalspc.plot import save

        save(self, Path(path), **options)

    def summary(self, backend: str | None = None) -> Any:
        """One row a phase as a data frame: periods, level, limits, beyond, runs."""
        from kvalspc.frames import to_frame
        from kvalspc.tables.columns import phases_of

        return to_frame(phases_of(self), backend)

    def to_frame(self, backend: str | None = None) -> Any:
        """The points as a data frame: "pandas", "polars" or "pyarrow"; by default the first of these installed."""
        from kvalspc.frames import to_frame

        return to_frame(self.points, backend)


@explained
def chart(
    kind: str,
    numerator: Any,
    denominator: Any = None,
    *,
    period: Any = None,
    breaks: Any = None,
    freeze: Any = None,
    exclude: Any = None,
    limits: str = "auto",
    screen: bool | None = False,
    rules: str | RuleSet | None = "anhoej",
    target: Any = None,
    better: str | None = None,
    notes: Mapping[Any, str] | None = None,
    centre: Any = None,
    sigma: Any = None,
    lower: Any = None,
    upper: Any = None,
    spread: str | None = None,
    per: float = 1,
    constants: str = "field",
    profile: str | None = None,
    complete_until: Any = None,
    start: Any = None,
    width: float = 3.0,
) -> Chart:
    """Computes one chart of one series.

    Args:
        kind: "run" (median and runs only), "i" (or "xmr": individuals; its moving-range panel comes with it), "ip"
            (individuals with unequal denominators), "mr"; shares "p", "pp" (Laney's p'), "np"; rates "u", "up";
            counts "c", "cp"; "g" (number between rare events), "t" (time between them); "xbar", "s" and "r" (means,
            standard deviations and ranges of subgroups). :func:`kvalspc.suggest` helps to choose.
        numerator: counts or values, one a point; NaN or None where missing. Charts of subgroups: one measurement a
            row, and those of a period are its subgroup.
        denominator: patients or exposure, one a point; 0 for a period without patients. None: 1 everywhere.
        period: labels (2024-03, 2024-Q1, ...) or dates, one a row; rows are put in this order, rows of counts that
            share a period are added up, and a month (week, quarter ...) without a row becomes a missing point.
            Positions count points, missing ones too.
        breaks: where new phases begin: positions (0-based first point after the break), periods or dates. A
            date means the first period that begins on or after it; a period that it falls inside of belongs to
            neither side (`included` is False there).
        freeze: where the baseline of a phase ends: the first point (position, period or date) that no longer
            enters centre line and limits; or ``{phase: n}``, the number of its first points that do.
        exclude: points (positions, periods, or days that lie in one) left out of centre line, limits and rules; or
            ``{point: reason}``.
        limits: "sigma" for 3 sigma; "exact" for exact mid-P limits (p, np, u, c, g) or those of exponential times (t);
            "weibull" for those of times whose rate rises or falls since the last event (t); "auto": by phase, exact
            where its counts are small.
        screen: leave out moving ranges above 3.267 times their mean, once. None: never, also where the profile does.
        rules: "anhoej", "western_electric", "nelson", "nhs", "ihi" (also with their year: "nhs-2020"), a
            :class:`kvalspc.RuleSet`, or None. Points beyond limits signal whatever the rules.
        target: a line to reach: a number, one a row as given, or ``{point: number}``, each from that point on.
        per: scale of texts and axes (rates per 1000: 1000); computes nothing.
        better: "higher" or "lower": the wish, which tells an improvement from a deterioration.
        notes: text by position, period, or a day that lies in one.
        centre, sigma: standards given instead of estimates, for all phases or as ``{phase: number}``; sigma of charts
            of subgroups is that of a single measurement. centre="median": the median instead of the mean (i, t).
        lower, upper: limits given instead of computed ones, for all phases or as ``{phase: number}``.
        spread: "median": sigma from the median moving range (i, mr, t, pp, up, cp); "sd" or "range": an xbar chart's
            sigma from its subgroups' standard deviations (unless said) or ranges; "sd" for pp, up and cp: their points
            have no order (units side by side).
        constants: "field" (1.128, 3.267) or "exact".
        profile: "qicharts2-0.8.1", "autospc-0.0.0.9051", "mdc-2020", "mdc-2023" or "montgomery": that tool's limits,
            rules and conventions, wherever the arguments here are left as they are (rules="anhoej-2014" asks for
            Anhøj's). docs/differences.md says what each reproduces.
        complete_until: the last day (or period) with complete data. Periods that end later are provisional: drawn
            hollow, and left out of centre line, limits and rules.
        start: of the intervention: a position, period or date. It begins a new phase, unless `breaks` or `freeze` is
            given, and is where :meth:`Chart.compare` tells before from after.
        width: half the band in standard deviations; exact limits take the normal probability beyond it (1.96: .025 on
            each side).

    Raises:
        ValueError, IndexError, TypeError: misuse, naming what was given and what is needed. Facts about the
            data (too few points, no variation) are in `Chart.status` instead.

    Sources: Shewhart (1931); Montgomery, Introduction to Statistical Quality Control; Anhøj and Olesen (2014),
    doi:10.1371/journal.pone.0113825. docs/numbers.md says how each number is computed.
    """
    question = _question(
        kind, numerator, denominator, period=period, breaks=breaks, freeze=freeze, exclude=exclude, limits=limits,
        screen=screen, rules=rules, target=target, better=better, notes=notes, centre=centre, sigma=sigma, lower=lower,
        upper=upper, spread=spread, per=per, constants=constants, profile=profile, complete_until=complete_until,
        start=start, width=width,
    )  # fmt: skip
    return answers(_core.charts, [question])[0]


_DEFAULTS = defaults_of(chart)


def chart_each(series: Iterable[Mapping[str, Any]]) -> list[Chart]:
    """As a call of :func:`chart` for each series, all at once: `series` are their arguments by name.

    Raises what chart() raises: misuse by any of them.
    """
    return answers(_core.charts, [_question(**{**_DEFAULTS, **one}) for one in series])


def _question(
    kind: str, numerator: Any, denominator: Any, *, period: Any, breaks: Any, freeze: Any, exclude: Any, limits: str,
    screen: bool | None, rules: Any, target: Any, better: str | None, notes: Mapping[Any, str] | None, centre: Any,
    sigma: Any, lower: Any, upper: Any, spread: str | None, per: float, constants: str, profile: str | None,
    complete_until: Any, start: Any, width: float,
) -> Question[Chart]:  # fmt: skip
    """What chart() asks the core of one series; its arguments are those of chart()."""
    kind = "i" if word(kind, "kind") == "xmr" else kind
    within = within_of(kind, spread)
    rows = read_rows(kind, numerator, denominator, period, spread=within)
    begins = None if start is None else rows.dated().position(start, "start")
    if begins is not None and begins > len(rows.numerator):
        raise IndexError(f"start: got {begins}, need at most {len(rows.numerator)}, the number of points")
    if breaks is None and freeze is None and begins_phase(start, rows):
        breaks = start
    phasing = as_profiled(phasing_of(rows, breaks, freeze, exclude, complete_until, start), profile)
    targets = target_of(target, rows)
    settings = settings_of(
        kind, len(phasing.breaks) + 1, limits=limits, screen=screen, rules=rules, better=better, target=latest(targets),
        centre=centre, sigma=sigma, lower=lower, upper=upper, spread=spread, constants=constants, profile=profile,
        width=width,
    )  # fmt: skip
    asked = _asked(kind, rows, phasing, settings)
    shown: dict[str, Any] = {
        "phasing": phasing,
        "notes": notes_of(notes, len(rows.numerator), rows.dated()),
        "per": positive(per, "per"),
        "profile": profile,
    }
    both: tuple[Asked, ...] = (asked,)
    if kind == "i":
        own = {**settings, "better": None, "target": None, "standards": [], "median_centre": False}
        both = (asked, Asked(("mr", *asked.columns[1:]), {**asked.how, "settings": own}))

    def answered(raw: dict[str, Any], ranges: dict[str, Any] | None = None) -> Chart:
        panel = None
        if ranges is not None:
            none: dict[str, Any] = {"better": None, "moving_range": None, "start": None, "asked": None}
            panel = _made("mr", ranges, rows, target_of(None, rows), **none, **shown)
        return _made(kind, raw, rows, targets, better=better, moving_range=panel, start=begins, asked=asked, **shown)

    return Question(both, answered)


def _asked(kind: str, rows: Rows, phasing: Phasing, settings: dict[str, Any]) -> Asked:
    denominator = None if rows.denominator is None else rows.denominator.copy()  # the caller's arrays may change
    return Asked(
        (kind, rows.numerator.copy(), denominator, rows.within),
        {"breaks": phasing.breaks, "freeze": phasing.freeze, "exclude": phasing.exclude, "settings": settings},
    )


def _drawn(series: Any) -> int:
    if whole(series, "series") < 1:
        raise ValueError(f"series: got {series}, need 1 or more")
    return whole(series, "series")


def _made(kind: str, raw: dict[str, Any], rows: Rows, targets: Floats, *, phasing: Phasing, **others: Any) -> Chart:
    size, calendar, computed = len(rows.numerator), rows.calendar, raw["points"]
    points: dict[str, Any] = {
        "period": np.arange(size) if calendar is None else np.array(calendar.labels, dtype=object),
        "value": computed["value"],
        "numerator": rows.numerator.copy(),
        "denominator": constant(size, 1.0) if rows.denominator is None else rows.denominator.copy(),
        **computed,
        "provisional": np.zeros(size, dtype=bool),
        "target": targets,
    }
    if phasing.provisional:
        points["provisional"][list(phasing.provisional)] = True
    phases = raw["phases"]
    assurance = raw["assurance"]
    made = object.__new__(Chart)
    vars(made).update(  # the __init__ of a frozen class calls a function for each field: 3 µs
        kind=kind, points=points, phases=phases, signals=raw["signals"], status=raw["status"],
        limits_used=[phase["limits"] for phase in phases], period=None if calendar is None else list(calendar.labels),
        calendar=calendar, target=latest(targets), exclusions=dict(phasing.reasons), variation=raw["variation"],
        assurance=None if assurance == "not_assessable" else assurance, **others,
    )  # fmt: skip
    return made


def notes_of(notes: Mapping[Any, str] | None, size: int, calendar: Calendar) -> dict[int, str]:
    """Notes by position. Raises IndexError for one beyond the last point."""
    if notes is None:
        return {}
    if not isinstance(notes, Mapping):
        raise TypeError(f"notes: got {type(notes).__name__}, need a mapping from position, period or date to text")
    result: dict[int, str] = {}
    for where, text in notes.items():
        position = calendar.holding(where, "notes")
        if position >= size:
            raise IndexError(f"notes: got {position}, need a position below {size}")
        result[position] = word(text, f"notes[{position}]")
    return result
