"""Did it change? Before and after an intervention, or a search for a change."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kvalspc import _core
from kvalspc._goal import GAP_KINDS, judge
from kvalspc.arguments import explained
from kvalspc.looks import look_at
from kvalspc.options import number, optional_number, optional_word, positive, whole, word
from kvalspc.periods import PeriodType
from kvalspc.question import Asked, Question, answers, defaults_of
from kvalspc.rows import listed, no_calendar, read_rows
from kvalspc.sides import Side, Test
from kvalspc.sustained import follow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike

    from kvalspc._chart import Chart
    from kvalspc._goal import Goal
    from kvalspc.calendar import Calendar
    from kvalspc.looks import Look
    from kvalspc.rows import Rows
    from kvalspc.sustained import Lasting
    from kvalspc.words import Measure

__all__ = ["Comparison", "Side", "Test", "compare", "compare_each"]

YEARLY_BASELINE = 3
YEARLY_AFTER = 2
DATED_SHARE = 0.75
"""A shift whose 95 % set of times covers more than this share of the periods has no known time."""


@dataclass(frozen=True)
class BaselineCheck:
    """What was found inside the baseline; NaN: not looked at.

    Attributes:
        changed: whether the level changed inside the baseline, at `change_at` (p-value `change_p`, level .025).
        odd: positions of periods that do not belong with the others; odd_p: the smallest p-value of a period, to be
            held against .025 divided by the periods.
        trend_p, slope: of a straight line through the levels, a period.
        p_without_last: the verdict's p-value without the last three periods before the start.
    """

    changed: bool
    change_at: int | None
    change_p: float
    odd: list[int]
    odd_p: float
    trend_p: float
    slope: float
    p_without_last: float


@dataclass(frozen=True, repr=False)
class Comparison:
    """The answer of :func:`compare`.

    Attributes:
        verdict: with a start "improved", "worsened", "changed", "no_evidence", "uncertain", "too_few_data",
            "baseline_unstable" or "changed_before"; without "stable", "shifted" or "too_few_data"; either way
            "not_assessable".
        reason: why "too_few_data", "baseline_unstable" or "not_assessable"; else None.
        strength: "strong" (also when neighbouring periods are alike), "moderate"; "weak" only beside
            no_evidence and uncertain; else None.
        p_value: the larger of exact.p and quasi.p; effect, ratio and their intervals are of that same test, so
            that p < alpha and "the interval excludes no effect" always agree.
        p_adjusted: p-value when neighbouring periods correlate. dispersion: variance / variance of chance;
            dispersion_used: the same, moderated by other units where a prior was given.
        baseline, after: level, numerator, denominator and n of each side.
        change_at, change_lower, change_upper: first position after the most likely change, and its 95 % set.
        change_p: p-value of no change at any date.
        change_log_likelihood_ratio: of two levels with the change at change_at against one; NaN without a search.
        change_bayes_factor: of a change at some date, each as likely beforehand, against none, chance being the only
            variation; Jeffreys' Beta(.5, .5) for each level; NaN but for shares and gaps counted in cases.
        odds_ratio, odds_ratio_lower, odds_ratio_upper: of shares (`ratio` is the risk ratio).
        level_bound: where no event was seen (or nothing else, of shares) the largest (smallest) level that the data
            leave possible: exact and one-sided, at alpha (Hanley and Lippman-Hand 1983, JAMA 249:1743). Else None.
        notes: remarks that the verdict does not depend on: "baseline_changed", "odd_periods", "baseline_trend",
            "last_periods" (without three bad periods before the start the answer is another), "change_before_start".
        baseline_check: the figures behind them.
        power: probability of seeing relevant_change (absolute, on the scale of the level) with these data;
        periods_needed: more periods after the start for 80 % power, None when 120 do not suffice or none is.
        lasting: the figures behind `sustained`. goal_answer: those behind `goal`.
        look: the planned look that the verdict was given at; None without `looks`.
        ended: first position after the project's end, where `sustained_from` names one and points come after it.
        wash_in: periods from the start on that belong to neither side.
        per: scale of rates in texts, that of the chart where a chart was compared.
        beyond: how many points of the chart that was compared lie beyond its limits; 0 where there was no chart.
        series: the chart that was compared, or what makes it: see :meth:`chart`.
    """

    kind: str
    verdict: str
    strength: str | None
    reason: str | None
    p_value: float
    p_adjusted: float
    dispersion: float
    dispersion_used: float
    autocorrelation: float
    effect: float
    effect_lower: float
    effect_upper: float
    ratio: float
    ratio_lower: float
    ratio_upper: float
    exact: Test
    quasi: Test
    baseline: Side
    after: Side
    change_at: int | None
    change_lower: int | None
    change_upper: int | None
    change_p: float
    power: float
    relevant_change: float
    periods_needed: int | None
    start: int | None
    better: str | None
    target: float | None
    alpha: float
    min_baseline: int
    min_after: int
    period: list[str] | None
    calendar: Calendar | None
    excluded: tuple[int, ...]
    change_log_likelihood_ratio: float = float("nan")
    change_bayes_factor: float = float("nan")
    odds_ratio: float = float("nan")
    odds_ratio_lower: float = float("nan")
    odds_ratio_upper: float = float("nan")
    level_bound: float | None = None
    notes: tuple[str, ...] = ()
    baseline_check: BaselineCheck | None = None
    lasting: Lasting | None = None
    goal_answer: Goal | None = None
    look: Look | None = None
    per: float = 1
    ended: int | None = None
    beyond: int = 0
    wash_in: int = 0
    series: Chart | partial[Chart] | None = field(default=None, compare=False)

    @property
    def sustained(self) -> str | None:
        """Whether an improvement lasts: "sustained", "partly_lost", "lost" or "too_early".

        None without `sustained_from`, or where the verdict is not "improved".
        """
        return None if self.lasting is None else self.lasting.outcome

    @property
    def goal(self) -> str | None:
        """Whether the goal was reached: "yes", "no" or "undecided"; None without `target` and `better`."""
        return None if self.goal_answer is None else self.goal_answer.outcome

    @property
    def change_dated(self) -> bool:
        """Whether a shift that was searched for has a known time: its 95 % set leaves a quarter of the periods out."""
        if self.verdict != "shifted" or self.change_lower is None or self.change_upper is None:
            return True
        periods = self.baseline.n + self.after.n if self.period is None else len(self.period)
        return self.change_upper - self.change_lower + 1 <= DATED_SHARE * periods

    @property
    def months_needed(self) -> int | None:
        """`periods_needed` in months, where the periods are months or longer; None where unknown."""
        kind = None if self.calendar is None else self.calendar.type
        if self.periods_needed is None or kind is None or kind.months is None:
            return None
        return self.periods_needed * kind.months

    @explained
    def text(
        self, language: str = "nb", *, measure: Measure | None = None, own_words: bool = True, figures: bool = False
    ) -> str:
        """The verdict in one sentence: "nb", "nn" or "en".

        Args:
            language: of the text.
            measure: how the indicator is worded and scaled (`kvalspc.words.Measure`); else by the kind of chart.
            own_words: whether the indicator is called by the measure's title, where it has one.
            figures: whether a second sentence gives the difference with its interval and the p-value.
        """
        from kvalspc.words import verdict_text

        return verdict_text(self, language, measure, own_words=own_words, figures=figures)

    @explained
    def lines(self, language: str = "nb", *, measure: Measure | None = None) -> list[str]:
        """The lines under the verdict, at most three: numbers and effect; when, and does it last; goal and power."""
        from kvalspc.words import verdict_lines

        return verdict_lines(self, language, measure)

    def chart(self) -> Chart:
        """The chart of the series that was compared: that of `Chart.compare`, else one with a phase on each side.

        Raises:
            ValueError: a comparison that was not made by this package.
        """
        if self.series is None:
            raise ValueError("chart: this comparison does not know its series, need one made by kvalspc.compare")
        return self.series() if isinstance(self.series, partial) else self.series

    def plot(self, **options: Any) -> Any:
        """Before and after as an Altair chart, with the effect and its interval beside it; without a start the shift.

        Options as in :func:`kvalspc.plot.draw` (language, title, theme, measure ...).
        """
        return self.chart().plot(comparison=self, **options)

    def save(self, path: str | PathLike[str], **options: Any) -> None:
        """Writes that drawing to a .svg, .png, .pdf or .html file (offline); options as for :meth:`plot`."""
        self.chart().save(Path(path), comparison=self, **options)

    def _repr_html_(self) -> str:
        from kvalspc.comparison_html import comparison_html

        return comparison_html(self)

    def __repr__(self) -> str:
        from kvalspc.words.sentence import worded_strength

        said = worded_strength(self)
        strength = f" ({said})" if said else ""
        reason = f" ({self.reason})" if self.reason else ""
        change = "" if self.start is None else f": {self.baseline.level:.4g} -> {self.after.level:.4g}"
        return f"<kvalspc.Comparison {self.verdict}{strength}{reason}{change}, p {self.p_value:.3g}>"


@explained
def compare(
    numerator: Any,
    denominator: Any = None,
    *,
    kind: str,
    start: Any = None,
    period: Any = None,
    end: Any = None,
    better: str | None = None,
    alpha: float = 0.05,
    relevant_change: float | None = None,
    target: float | None = None,
    exclude: Any = None,
    wash_in: int = 0,
    prior: tuple[float, float, float] | None = None,
    sustained_from: Any = None,
    by: Any = None,
    looks: Any = None,
) -> Comparison:
    """Judges one series: before against after `start`; without a start, is it stable or did it shift?

    Args:
        numerator, denominator, period: as for :func:`kvalspc.chart`.
        kind: "p" (shares; also "pp", "np"), "u" (rates; also "up", "c", "cp"), "i" (means of periods), "run" (their
            median), "t" (times between events, one a row) or "g" (cases between events).
        start: first period of the intervention: a position, a period or a date. A date means the first period
            that begins on or after it; a period that a date falls inside of belongs to neither side.
        end: first period that is no longer used.
        better: "higher" or "lower"; without it a change is "changed". A shift that was found without a start is not
            judged: there it serves `target` and the drawing.
        alpha: level of the tests; intervals cover 1 - alpha.
        relevant_change: what would matter: a difference of shares (0.10), a ratio of rates (1.5), a difference
            of values. Default: odds ratio 1.5 but at most ten percentage points; rate ratio 1.5; half a
            standard deviation.
        target: the goal for the level: at least this with ``better="higher"``, at most with "lower"; see
            :func:`kvalspc.goal`. by: its last day; None: the last period.
        exclude: points to leave out.
        wash_in: periods from the start on that belong to neither side, while the change is brought in.
        prior: what other units say about this one's dispersion, from :func:`kvalspc.many.share_dispersion`.
        sustained_from: first period after the project's end. The verdict rests on what comes before it, and what
            comes from then on tells whether an improvement lasts.
        looks: periods after the start at which a verdict is planned, such as (3, 6, 12). The latest that has come
            decides what is judged, and at which level, so that all looks together err in `alpha` of stable series.

    Raises:
        ValueError, IndexError, TypeError: misuse; facts about the data are verdicts.

    Exact: mid-P tests given the totals (Lancaster 1961); score intervals (Miettinen and Nurminen 1985); rank sums
    for values (Hodges and Lehmann 1963). Quasi: dispersion estimated, Student's t (McCullagh and Nelder 1989; Welch
    1947). Without a start: Worsley's exact scan (1983). docs/verdict.md gives each step.
    """
    question = _question(
        numerator, denominator, kind=kind, start=start, period=period, end=end, better=better, alpha=alpha,
        relevant_change=relevant_change, target=target, exclude=exclude, wash_in=wash_in, prior=prior,
        sustained_from=sustained_from, by=by, looks=looks,
    )  # fmt: skip
    return answers(_core.comparisons, [question])[0]


_DEFAULTS = defaults_of(compare)


def compare_each(series: Iterable[Mapping[str, Any]]) -> list[Comparison]:
    """As a call of :func:`compare` for each series, all at once: `series` are their arguments by name.

    Raises what compare() raises: misuse by any of them.
    """
    return answers(_core.comparisons, [_question(**{**_DEFAULTS, **one}) for one in series])


def _question(
    numerator: Any, denominator: Any, *, kind: str, start: Any, period: Any, end: Any, better: str | None, alpha: float,
    relevant_change: float | None, target: float | None, exclude: Any, wash_in: int,
    prior: tuple[float, float, float] | None, sustained_from: Any, by: Any, looks: Any,
) -> Question[Comparison]:  # fmt: skip
    """What compare() asks the core of one series; its arguments are those of compare()."""
    kind = "i" if word(kind, "kind") == "xmr" else kind
    rows = read_rows(kind, numerator, denominator, period)
    calendar = rows.calendar or no_calendar()
    at = None if start is None else calendar.position(start, "start")
    left_out = _left_out((start, sustained_from), exclude, calendar)
    yearly = calendar.type is PeriodType.YEAR
    minima = minima_of(yearly)
    bound = optional_number(target, "target")
    last = len(rows.numerator) if end is None else calendar.position(end, "end")
    after_end = None if sustained_from is None else _later(calendar.position(sustained_from, "sustained_from"), at)
    stop = last if after_end is None else min(last, after_end)
    look = None if looks is None else _look(looks, at, stop, left_out, number(alpha, "alpha"))
    level = number(alpha, "alpha") if look is None else look.alpha
    washed = _periods(wash_in)
    how = {
        "start": at, "end": stop if look is None or at is None else min(stop, at + look.periods), "exclude": left_out,
        "better": optional_word(better, "better"), "alpha": level, "relevant_change": relevant(relevant_change),
        "min_baseline": minima[0], "min_after": minima[1], "moderate_at_most": yearly, "prior": prior,
        "wash_in": washed,
    }  # fmt: skip

    def answered(raw: dict[str, Any]) -> Comparison:
        lasting = None
        if after_end is not None and at is not None and after_end < last:
            lasting = follow(
                kind, rows, raw["verdict"], start=at, sustained_from=after_end, end=last, better=better,
                exclude=sorted({*left_out, *range(at, min(at + washed, after_end))}),
                alpha=level, yearly=yearly, prior=prior,
            )  # fmt: skip
        answer = None
        if bound is not None and better is not None and kind not in GAP_KINDS:
            answer = judge(
                kind, rows, bound=bound, at_least=better == "higher", by=last if by is None else by, start=at,
                relevant_change=relevant_change, exclude=left_out,
            )  # fmt: skip
        sides = raw["baseline"], raw["after"]
        events, n = (sum(side[name] for side in sides) for name in ("numerator", "denominator"))
        shown = rows.until(last if look is None or at is None else min(last, at + look.periods))
        hidden = [*left_out, *([] if at is None else range(at, at + washed))]
        return Comparison(
            kind=kind, verdict=raw["verdict"].name.lower(), strength=_word(raw["strength"]),
            reason=_word(raw["reason"]), exact=Test(**raw["exact"]), quasi=Test(**raw["quasi"]),
            baseline=Side(**raw["baseline"]), after=Side(**raw["after"]), notes=tuple(raw["notes"]),
            baseline_check=BaselineCheck(**raw["baseline_check"]), lasting=lasting, goal_answer=answer, look=look,
            start=at, better=better, target=bound, alpha=level, min_baseline=minima[0], min_after=minima[1],
            period=None if rows.calendar is None else list(rows.calendar.labels), calendar=rows.calendar,
            ended=after_end if after_end is not None and after_end < last else None,
            excluded=tuple(left_out), wash_in=0 if at is None else washed,
            level_bound=_core.bound_of_none(kind, events, n, level),
            series=_charted(kind, shown, at, exclude=hidden, better=better, target=bound),
            **{name: raw[name] for name in _FIGURES}, **{name: raw["deciding"][name] for name in _OF_DECIDING},
        )  # fmt: skip

    return Question((Asked((kind, rows.numerator, rows.denominator, None), how),), answered)


_FIGURES = (
    *("p_value", "p_adjusted", "dispersion", "dispersion_used", "autocorrelation", "change_at", "change_lower"),
    *("change_upper", "change_p", "change_log_likelihood_ratio", "change_bayes_factor", "power", "relevant_change"),
    *("periods_needed", "odds_ratio", "odds_ratio_lower", "odds_ratio_upper"),
)
_OF_DECIDING = ("effect", "effect_lower", "effect_upper", "ratio", "ratio_lower", "ratio_upper")
"""What a comparison has as the core found it, and of that what the deciding test found."""


def _charted(
    kind: str, rows: Rows, start: int | None, *, exclude: list[int], better: str | None, target: float | None
) -> partial[Chart]:
    """What makes the chart of a compared series, where someone asks for it."""
    from kvalspc._chart import chart

    size = len(rows.numerator)
    inside = start if start is not None and start < size else None
    shown = sorted({k for k in exclude if k < size})
    return partial(chart, kind, rows.owned(), start=inside, exclude=shown, better=better, target=target)


def minima_of(yearly: bool) -> tuple[int, int]:
    """Periods with data that a verdict needs, before and after the start."""
    return (YEARLY_BASELINE, YEARLY_AFTER) if yearly else (_core.min_baseline, _core.min_after)


def relevant(change: Any) -> float:
    """`relevant_change` as the core takes it: 0 for the default. Raises ValueError unless it is above 0."""
    return 0.0 if change is None else positive(change, "relevant_change")


def _periods(wash_in: Any) -> int:
    periods = whole(wash_in, "wash_in")
    if periods < 0:
        raise ValueError(f"wash_in: got {periods}, need 0 or more periods")
    return periods


def _word(member: _core.Strength | _core.Reason) -> str | None:
    return None if member == 0 else member.name.lower()


def _later(position: int, start: int | None) -> int:
    if start is None or position <= start:
        raise ValueError(f"sustained_from: got position {position}, need one after the start ({start})")
    return position


def _look(looks: Any, start: int | None, stop: int, left_out: list[int], alpha: float) -> Look:
    if start is None:
        raise ValueError("looks: got looks without a start, need start=")
    return look_at(looks, start - sum(k < start for k in left_out), stop - start, alpha)


def _left_out(boundaries: tuple[Any, ...], exclude: Any, calendar: Calendar) -> list[int]:
    positions = {calendar.holding(one, "exclude") for one in listed(exclude)}
    straddling = (calendar.straddling(one, "start") for one in boundaries)
    return sorted(positions | {k for k in straddling if k is not None})
